package mailer_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"headroom/community"
	"headroom/internal/clustertest"
	"headroom/internal/mail/mailtest"
)

// letters settles and gives the texts of the mails that were written since, by
// their recipient.
func letters(t *testing.T, n *clustertest.Node, c *clustertest.Cluster) map[string]string {
	t.Helper()
	c.Settle()
	dir := filepath.Join(n.Config.Storage, "mail")
	files, err := filepath.Glob(filepath.Join(dir, "*.eml"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		p, err := mailtest.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		out[p.Header.Get("To")] = p.Text
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

var linkForm = regexp.MustCompile(`http://scotland\.localhost:\d+(/set-password/\S+)`)

func TestAPasswordIsChosenThroughALetter(t *testing.T) {
	t.Parallel()
	c := clustertest.New(t, clustertest.Options{Names: []string{"scotland"}})
	n := c.Node("scotland")
	const email = "new.head@scotland.example"
	_, err := n.Service.AddMember(t.Context(), community.CommandLine, community.MemberInput{Email: email, Username: "new", Name: "New Sample", Post: "Headteacher"})
	if err != nil {
		t.Fatal(err)
	}
	b := n.Browser()
	for _, password := range []string{"first-sample-password", "second-sample-password"} {
		var text string
		for to, got := range letters(t, n, c) {
			if to == "<"+email+">" {
				text = got
			}
		}
		m := linkForm.FindStringSubmatch(text)
		if m == nil {
			t.Fatalf("no link in %q", text)
		}
		b.Get(m[1]).OK().Submit(m[1], map[string]string{"password": password, "again": password}).OK()
		b.SignIn(email, password)
		b = n.Browser()
		b.Get("/reset").OK().Submit("/reset", map[string]string{"email": email}).OK()
	}
}

func TestALetterIsNotWrittenToWhoHasGone(t *testing.T) {
	t.Parallel()
	c := clustertest.New(t, clustertest.Options{Names: []string{"scotland"}})
	n := c.Node("scotland")
	m := n.Head("Morag Sample")
	m.Get("/reset").OK().Submit("/reset", map[string]string{"email": m.Email}).OK()
	err := n.Store.Update(t.Context(), func(tx community.Tx) error {
		a, err := tx.AccountByEmail(m.Email)
		if err != nil {
			return err
		}
		a.DisabledAt = c.Clock.Now()
		return tx.UpdateAccount(a)
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := letters(t, n, c); len(got) != 0 {
		t.Errorf("written: %v", got)
	}
}

func TestAnApplicantIsToldWhatWasDecided(t *testing.T) {
	t.Parallel()
	c := clustertest.New(t, clustertest.Options{Names: []string{"scotland"}})
	n := c.Node("scotland")
	moderator, head := n.Head("Morag Sample"), n.Head("Eilidh Example")
	room := moderator.Found(community.CommunityInput{Username: "islands", Name: community.LangMap{"en": "Islands"}})
	head.Join(room.IRI)
	moderator.AcceptAll(room)
	for to, text := range letters(t, n, c) {
		if to == "<"+head.Email+">" && regexp.MustCompile(`Islands`).MatchString(text) {
			return
		}
	}
	t.Error("no letter about the decision")
}
