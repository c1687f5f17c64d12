package adversary

import (
	"strconv"
	"testing"

	"headroom/community"
	"headroom/community/policy"
	"headroom/federation/vocab"
)

// flag is the peer's report of the post that a member of the host wrote.
func flag(w *world, t testing.TB) message {
	return w.from(t, w.issuer, vocab.Flag(vocab.Report{ID: w.peer.Config.URL + "/a/" + w.next(), Issuer: w.issuer.IRI, Group: w.c.IRI,
		Object: w.post, Reason: policy.ReasonUnkind, Content: "Look at it.", Published: w.now()}))
}

// resolve is what bob, a moderator, answers to a report of that post.
func resolve(w *world, t testing.TB) message {
	w.moderates(t)
	if m := w.recordOf(t, w.wyn); m.Role == policy.Moderator {
		w.sets(t, m, policy.Member)
	}
	w.deliver(t, flag(w, t))
	var report community.PostReport
	w.host.View(func(tx community.Tx) error {
		all, err := tx.WaitingReports(w.c.ID, 1000)
		if len(all) > 0 {
			report = all[len(all)-1]
		}
		return err
	})
	a := w.activity(w.bob, w.c.IRI, "")
	a.To = []string{w.c.IRI}
	return w.from(t, w.bob, vocab.Act("Resolve", vocab.Decision{Activity: a, Object: w.c.IRI + "/reports/" + strconv.FormatInt(report.ID, 10), Reason: policy.ReasonUpheld}))
}

// reports are reports that nobody may make, and answers that nobody may give.
var reports = []bad{
	{"a report in a member's name", flag, by(bob), 400},
	{"a report in the name of somebody who is no member", flag, by(carol), 400},
	{"a report in a group's name", flag, by(func(w *world) actor { return w.group }), 403},
	{"a report with a member's proof", flag, func(w *world, _ testing.TB, m *message) { m.prover = &w.bob }, 403},
	{"a report without proof", flag, func(_ *world, _ testing.TB, m *message) { m.prover = nil }, 400},
	{"a report of a post of another group", flag, set("object", func(w *world) any { return w.hiddenThread }), 404},
	{"a report of a post that is not there", flag, set("object", func(w *world) any { return w.host.Config.URL + "/o/1" }), 404},
	{"a report of a group as if it were a post", flag, set("object", func(w *world) any { return w.c.IRI }), 404},
	{"a report to a community that its server has nobody in", flag, func(w *world, _ testing.TB, m *message) {
		m.doc["audience"], m.doc["to"] = w.hidden.IRI, []any{w.hidden.IRI}
	}, 404},
	{"a report to a community of the peer's own", flag, func(w *world, _ testing.TB, m *message) {
		m.doc["audience"], m.doc["to"] = w.theirs.IRI, []any{w.theirs.IRI}
	}, 404},
	{"a report that others hear", flag, set("cc", func(w *world) any { return []any{w.alice.Person.IRI} }), 400},
	{"a report to the members", flag, set("to", func(w *world) any { return []any{w.c.IRI + "/members"} }), 400},
	{"a report with the post inside", flag, set("object", func(w *world) any { return object{"id": w.post, "type": "Note"} }), 400},
	{"an answer by a member", resolve, by(wyn), 403},
	{"an answer by who is no member", resolve, by(carol), 403},
	{"an answer by the moderator of another community", resolve, by(gwen), 403},
	{"an answer by somebody unverified", resolve, by(nora), 404},
	{"an answer by the reporter's issuer", resolve, by(func(w *world) actor { return w.issuer }), 403},
	{"an answer by another group", resolve, by(func(w *world) actor { return w.group }), effectless},
	{"an answer with the proof of a member", resolve, func(w *world, _ testing.TB, m *message) { m.prover = &w.wyn }, 403},
	{"an answer without proof", resolve, func(_ *world, _ testing.TB, m *message) { m.prover = nil }, 400},
	{"an answer by who was dismissed", resolve, func(w *world, t testing.TB, _ *message) {
		w.sets(t, w.recordOf(t, w.bob), policy.Member)
	}, 403},
	{"an answer in another community", resolve, func(w *world, _ testing.TB, m *message) {
		m.doc["audience"], m.doc["to"] = w.hidden.IRI, []any{w.hidden.IRI}
	}, 404},
	{"an answer that is none of the answers", resolve, set("hr:reason", is("gone")), effectless},
	{"an answer to a report that is not there", resolve, set("object", func(w *world) any { return w.c.IRI + "/reports/1" }), effectless},
	{"an answer to a report of another community", resolve, set("object", func(w *world) any { return w.hidden.IRI + "/reports/1" }), effectless},
}

// TestReportsAreBounded sends more reports than anybody reads: the host takes
// two hundred, and those of others all the same.
func TestReportsAreBounded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	taken := 0
	for range 203 {
		if got := post(t, w.host, flag(w, t)); got.Code == 202 {
			taken++
			w.Settle()
		} else if got.Code != 403 {
			t.Fatalf("%d %s", got.Code, got.Body)
		}
	}
	if taken != 200 {
		t.Errorf("%d were taken", taken)
	}
	w.takes(t, create)
}
