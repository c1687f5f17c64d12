package adversary

import (
	"testing"
	"time"

	"headroom/community"
	"headroom/federation/vocab"
)

// asked is a poll of a member of the host; over is how long it runs.
func asked(w *world, t testing.TB, over time.Duration) community.Post {
	t.Helper()
	res, err := w.host.Service.StartPoll(t.Context(), w.alice.Viewer, community.PostInput{Community: w.c.ID, Title: "Shall we?", Body: "Before Friday.", Language: "en"},
		community.PollInput{Kind: "single", Options: []string{"Yes", "No"}, ClosesAt: w.host.Clock().Add(over)})
	if err != nil {
		t.Fatal(err)
	}
	w.Settle()
	var p community.Post
	w.host.View(func(tx community.Tx) error { p, err = tx.Post(res.Post); return err })
	return p
}

// voteOn is bob's vote on a poll.
func voteOn(w *world, t testing.TB, post string) message {
	a := w.activity(w.bob, w.c.IRI, "")
	a.To = []string{w.c.IRI}
	return w.from(t, w.bob, vocab.Ballot(vocab.BallotFields{Activity: a, Object: post, Version: 1, Choices: []string{"No"}}))
}

func ballot(w *world, t testing.TB) message {
	t.Helper()
	return voteOn(w, t, asked(w, t, 24*time.Hour).IRI)
}

// question is a poll of bob's.
func question(w *world, t testing.TB) message {
	a, n := w.note(w.bob, w.c.IRI)
	n.Kind, n.Poll = "Question", &vocab.Poll{Kind: "multiple", Options: []string{"Yes", "No"}, ClosesAt: w.now().Add(24 * time.Hour)}
	return w.from(t, w.bob, vocab.Create(a, vocab.NoteObject(n)))
}

func option(name string) any { return object{"type": "Note", "name": name} }

// polls are votes that nobody may cast, questions that are none, and counts that
// nobody may give.
var polls = []bad{
	{"a vote by who is no member", ballot, by(carol), 403},
	{"a vote by somebody unverified", ballot, by(nora), 404},
	{"a vote by an issuer", ballot, by(func(w *world) actor { return w.issuer }), 403},
	{"a vote by a group", ballot, by(func(w *world) actor { return w.group }), 403},
	{"a vote with the proof of another member", ballot, func(w *world, _ testing.TB, m *message) { m.prover = &w.wyn }, 403},
	{"a vote without proof", ballot, func(_ *world, _ testing.TB, m *message) { m.prover = nil }, 400},
	{"a vote to the members", ballot, set("to", func(w *world) any { return []any{w.c.IRI + "/members"} }), 400},
	{"a vote that others hear", ballot, set("cc", func(w *world) any { return []any{w.alice.Person.IRI} }), 400},
	{"a vote without a number", ballot, func(_ *world, _ testing.TB, m *message) { delete(m.doc, "hr:version") }, 400},
	{"a vote in another community", ballot, func(w *world, _ testing.TB, m *message) {
		m.doc["audience"], m.doc["to"] = w.hidden.IRI, []any{w.hidden.IRI}
	}, 404},
	{"a vote for nothing", ballot, set("hr:choices", is([]any{})), effectless},
	{"a vote for both", ballot, set("hr:choices", is([]any{"Yes", "No"})), effectless},
	{"a vote for what is not offered", ballot, set("hr:choices", is([]any{"Perhaps"})), effectless},
	{"a vote twice for the same", ballot, set("hr:choices", is([]any{"Yes", "Yes"})), effectless},
	{"a vote on what is no poll", ballot, set("object", func(w *world) any { return w.post }), effectless},
	{"a vote on a post that is not there", ballot, set("object", func(w *world) any { return w.host.Config.URL + "/o/1" }), effectless},
	{"a vote on a post of another community", ballot, set("object", func(w *world) any { return w.hiddenThread }), effectless},
	{"a question with one option", question, sub("anyOf", is([]any{option("Yes")})), effectless},
	{"a question with the same option twice", question, sub("anyOf", is([]any{option("Yes"), option("yes")})), effectless},
	{"a question with an option of markup", question, sub("anyOf", is([]any{option("Yes"), option("<b>No</b>")})), 400},
	{"a question that has ended", question, sub("endTime", func(w *world) any { return vocab.FormatTime(w.now().Add(-time.Hour)) }), effectless},
	{"a question for ten years", question, sub("endTime", func(w *world) any { return vocab.FormatTime(w.now().AddDate(10, 0, 0)) }), effectless},
	{"a question without an end", question, func(_ *world, _ testing.TB, m *message) { delete(m.doc["object"].(object), "endTime") }, 400},
	{"a count by a member", ballot, func(w *world, _ testing.TB, m *message) {
		m.doc["type"], m.doc["to"], m.doc["context"] = "hr:Tally", []any{w.c.IRI + "/members"}, w.c.IRI+"/threads/0"
		m.doc["hr:options"] = []any{object{"name": "Yes", "hr:count": 9}}
	}, 400},
	{"a count by another group", ballot, func(w *world, t testing.TB, m *message) {
		by(func(w *world) actor { return w.group })(w, t, m)
		m.doc["type"] = "hr:Tally"
	}, 403},
	{"a count so far by another group", ballot, func(w *world, t testing.TB, m *message) {
		by(func(w *world) actor { return w.group })(w, t, m)
		id := m.doc["object"]
		m.doc["type"], m.doc["object"] = "Update", object{"id": w.group.IRI + "/polls/1", "type": "hr:Tally", "attributedTo": w.group.IRI,
			"object": id, "votersCount": 9, "hr:options": []any{object{"name": "Yes", "hr:count": 9}}}
		delete(m.doc, "audience")
	}, effectless},
}

// TestAVoteIsCountedOnce replays a vote, and sends an older one after it.
func TestAVoteIsCountedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := asked(w, t, time.Hour)
	count := func() (n int64, yes int64) {
		w.host.View(func(tx community.Tx) error {
			q, err := tx.Poll(p.ID)
			n, yes = q.Ballots, q.Counts[0]
			return err
		})
		return n, yes
	}
	second := voteOn(w, t, p.IRI)
	second.doc["hr:version"], second.doc["hr:choices"] = 2, []any{"Yes"}
	w.deliver(t, second)
	w.deliver(t, second)
	w.deliver(t, voteOn(w, t, p.IRI)) // the one before, overtaken
	if n, yes := count(); n != 1 || yes != 1 {
		t.Errorf("%d votes, %d of them yes", n, yes)
	}
	w.Clock.Advance(2 * time.Hour)
	late := voteOn(w, t, p.IRI)
	late.doc["hr:version"], late.at = 3, w.now()
	w.deliver(t, late)
	if n, yes := count(); n != 1 || yes != 1 {
		t.Errorf("after the end: %d votes, %d of them yes", n, yes)
	}
}
