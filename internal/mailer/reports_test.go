package mailer_test

import (
	"strconv"
	"strings"
	"testing"

	"headroom/community"
	"headroom/internal/clustertest"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// TestWhoReportsWithoutAnAccountIsAnswered: on the page with a number, and later by
// a letter in their language.
func TestWhoReportsWithoutAnAccountIsAnswered(t *testing.T) {
	t.Parallel()
	c := clustertest.New(t, clustertest.Options{Names: []string{"scotland"}})
	n := c.Node("scotland")
	morag := n.Head("Morag Sample")
	room, err := n.Service.CreateCommunity(t.Context(), morag.Viewer, community.CommunityInput{Username: "open", Access: "open", Reach: "peers",
		Joining: "automatic", Name: community.LangMap{"en": "Open room"}, Summary: community.LangMap{"en": "sample"}})
	if err != nil {
		t.Fatal(err)
	}
	james := n.Head("James Sample")
	if err := n.Service.Join(t.Context(), james.Viewer, room.ID, "", nil); err != nil {
		t.Fatal(err)
	}
	out, err := n.Service.StartThread(t.Context(), james.Viewer, community.PostInput{Community: room.ID, Title: "For everybody", Body: "Buy a minibus.", Language: "en"})
	if err != nil {
		t.Fatal(err)
	}
	at := "/posts/" + itoa(out.Post) + "/report"
	b := n.Browser()
	page := b.Get(at + "?lang=cy").OK()
	said := page.Submit(at+"/public", map[string]string{"code": "advertising", "words": "It sells something.", "email": "reader@example.org"}).OK()
	var report community.PostReport
	n.View(func(tx community.Tx) error {
		all, err := tx.OutsideReports(room.ID, 9)
		if len(all) == 1 {
			report = all[0]
		}
		return err
	})
	if report.ID == 0 || !said.Contains(itoa(report.ID)) {
		t.Fatalf("no number is told of %d:\n%s", report.ID, said.Text())
	}
	letters(t, n, c)
	queue := "/communities/" + itoa(room.ID) + "/queue"
	shown := morag.Get(queue).OK()
	if shown.Contains("reader@example.org") || !shown.Contains("It sells something.") {
		t.Errorf("the moderator reads:\n%s", shown.Text())
	}
	shown.Submit("/communities/"+itoa(room.ID)+"/reports/"+itoa(report.ID), map[string]string{"outcome": "not-upheld", "answer": "It may <stand>."}).OK()
	text := letters(t, n, c)["<reader@example.org>"]
	for _, want := range []string{itoa(report.ID), "Diolch am eich adroddiad", "It may <stand>."} {
		if !strings.Contains(text, want) {
			t.Errorf("the letter does not say %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "James") || strings.Contains(text, "minibus") {
		t.Errorf("the letter says too much:\n%s", text)
	}
	n.View(func(tx community.Tx) error {
		r, err := tx.PostReport(report.ID)
		if err == nil && (r.Contact != "" || r.Outcome == "") {
			t.Errorf("after the answer %q is kept, of a report that is %q", r.Contact, r.Outcome)
		}
		return err
	})
}
