package mailer_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/internal/clustertest"
)

// board is an instance with two operators.
type board struct {
	*clustertest.Cluster
	n        *clustertest.Node
	one, two community.Viewer
}

func operators(t *testing.T) board {
	t.Helper()
	c := clustertest.New(t, clustertest.Options{Names: []string{"scotland"}})
	b := board{Cluster: c, n: c.Node("scotland")}
	b.one, b.two = b.add(t, "one"), b.add(t, "two")
	letters(t, b.n, c)
	return b
}

func (b board) add(t *testing.T, name string) community.Viewer {
	t.Helper()
	a, err := b.n.Service.AddOperator(t.Context(), community.CommandLine, community.OperatorInput{Email: name + "@scotland.example", Name: name,
		Language: "en", Password: "correct horse battery"})
	if err != nil {
		t.Fatal(err)
	}
	return community.Viewer{Account: a.ID, Operator: true, Name: a.Email}
}

// applies asks to be admitted and confirms the address.
func (b board) applies(t *testing.T, name string) (community.Viewer, int64) {
	t.Helper()
	email := strings.ToLower(strings.Fields(name)[0]) + "@school.example"
	err := b.n.Service.Apply(t.Context(), community.ApplicationInput{Name: name, Email: email, Post: "Headteacher", Nation: "SCT",
		School: "Example Primary School", Authority: "Highland", Manner: "head", Biography: clustertest.Biography, Language: "en"})
	if err != nil {
		t.Fatal(err)
	}
	text := letters(t, b.n, b.Cluster)["<"+email+">"]
	_, token, found := strings.Cut(text, "/apply/confirm/")
	if !found {
		t.Fatalf("no link in %q", text)
	}
	a, err := b.n.Service.ConfirmApplication(t.Context(), strings.Fields(token)[0], "correct horse battery", "correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	v := community.Viewer{Account: a.ID, Person: a.PersonID}
	mine, err := b.n.Service.MyApplication(t.Context(), v)
	if err != nil {
		t.Fatal(err)
	}
	return v, mine.ID
}

// waits gives the letters that are due after a time.
func (b board) waits(t *testing.T, d time.Duration) map[string]string {
	t.Helper()
	b.Clock.Advance(d)
	return letters(t, b.n, b.Cluster)
}

const ones, twos = "<one@scotland.example>", "<two@scotland.example>"

// TestWhatWaitsIsOneLetterAnHour lets three people apply within an hour and one
// in the next; what was decided meanwhile is not spoken of.
func TestWhatWaitsIsOneLetterAnHour(t *testing.T) {
	t.Parallel()
	b := operators(t)
	b.applies(t, "Ann Sample")
	b.applies(t, "Bea Sample")
	if got := b.waits(t, 59*time.Minute); len(got) != 0 {
		t.Fatalf("letters at once: %v", got)
	}
	got := b.waits(t, time.Minute)
	for _, to := range []string{ones, twos} {
		if text := got[to]; !strings.Contains(text, "2 applications wait") || strings.Contains(text, "Ann") || strings.Contains(text, "Bea") || strings.Contains(text, "school.example") ||
			!strings.Contains(text, "/operator/applications") {
			t.Errorf("to %s: %q", to, text)
		}
	}
	if got := b.waits(t, 3*time.Hour); len(got) != 0 {
		t.Errorf("nothing is new: %v", got)
	}
	me, id := b.applies(t, "Cat Sample")
	ok(t, b.n.Service.Refuse(t.Context(), b.one, id, "Not known"))
	ok(t, b.n.Service.Appeal(t.Context(), me, "But I do."))
	got = b.waits(t, time.Hour)
	if !strings.Contains(got[twos], "3 applications wait") || !strings.Contains(got[twos], "1 of them is an appeal") {
		t.Errorf("to who can decide it: %q", got[twos])
	}
	if !strings.Contains(got[ones], "3 applications wait") || strings.Contains(got[ones], "appeal") {
		t.Errorf("to who has refused: %q", got[ones])
	}
	w, err := b.n.Service.CasesWaiting(t.Context(), b.two)
	if err != nil || w != (community.CasesWaiting{Applications: 3, Appeals: 1}) {
		t.Errorf("%+v, %v", w, err)
	}
	if _, err := b.n.Service.CasesWaiting(t.Context(), me); community.KindOf(err) != community.Forbidden {
		t.Errorf("to an applicant: %v", err)
	}
}

func TestALetterAboutNothingIsNotSent(t *testing.T) {
	t.Parallel()
	b := operators(t)
	_, id := b.applies(t, "Ann Sample")
	ok(t, b.n.Service.Refuse(t.Context(), b.one, id, "Not known"))
	got := b.waits(t, 2*time.Hour)
	delete(got, "<ann@school.example>")
	if len(got) != 0 {
		t.Errorf("%v", got)
	}
}

// TestEveryOtherOperatorHearsOfWhatTakesTwo: who did it is not told.
func TestEveryOtherOperatorHearsOfWhatTakesTwo(t *testing.T) {
	t.Parallel()
	b := operators(t)
	hear := func(what string, want map[string]string) {
		t.Helper()
		got := letters(t, b.n, b.Cluster)
		for to := range got {
			if strings.HasSuffix(to, "@school.example>") || to == "<operator@scotland.localhost>" { // of the installation
				delete(got, to)
			}
		}
		if a, w := slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)); !slices.Equal(a, w) {
			t.Errorf("%s: letters to %v, not %v", what, a, w)
		}
		for to, says := range want {
			if !strings.Contains(got[to], says) || strings.Contains(got[to], "Ann Sample") || strings.Contains(got[to], "authority has") {
				t.Errorf("%s: to %s: %q", what, to, got[to])
			}
		}
	}
	_, err := b.n.Service.AddOperator(t.Context(), b.one, community.OperatorInput{Email: "three@scotland.example", Name: "Three", Language: "en"})
	ok(t, err)
	hear("added", map[string]string{twos: "three@scotland.example has been made an operator by one@scotland.example", "<three@scotland.example>": "/set-password/"})
	_, err = b.n.Service.EndOperator(t.Context(), b.two, "three@scotland.example", "left")
	ok(t, err)
	hear("ended", map[string]string{ones: "account of three@scotland.example has been ended by two@scotland.example"})

	_, id := b.applies(t, "Ann Sample")
	ok(t, b.n.Service.ProposeException(t.Context(), b.one, id, "The authority has written."))
	hear("asked for", nil)
	ok(t, b.n.Service.Admit(t.Context(), b.two, id, "The authority has written."))
	hear("exception", map[string]string{ones: "decided by two@scotland.example"})

	me, id := b.applies(t, "Bea Sample")
	ok(t, b.n.Service.Refuse(t.Context(), b.one, id, "Not known"))
	hear("a plain refusal", nil)
	ok(t, b.n.Service.Appeal(t.Context(), me, "But I do."))
	ok(t, b.n.Service.Refuse(t.Context(), b.two, id, "Not known"))
	hear("appeal", map[string]string{ones: "/operator/applications/"})
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
