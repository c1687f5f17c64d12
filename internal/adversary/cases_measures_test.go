package adversary

import (
	"testing"
	"time"

	"headroom/community/policy"
	"headroom/federation/vocab"
)

// measure is an act of bob, a moderator, about wyn, who stays a member.
func (w *world) measure(t testing.TB, kind string, target string, end time.Time) message {
	t.Helper()
	w.moderates(t)
	if m := w.recordOf(t, w.wyn); m.Role == policy.Moderator {
		w.sets(t, m, policy.Member)
	}
	a := w.activity(w.bob, w.c.IRI, "")
	a.To = []string{w.c.IRI}
	return w.from(t, w.bob, vocab.Act(kind, vocab.Decision{Activity: a, Object: w.wyn.IRI, Target: target, Reason: policy.ReasonUnkind,
		Summary: "For the test.", EndTime: end}))
}

func warn(w *world, t testing.TB) message { return w.measure(t, "Warn", "", time.Time{}) }

// silence takes the right to write from wyn for an hour, and gives it back where
// it is taken.
func silence(w *world, t testing.TB) message {
	m := w.measure(t, "Block", w.c.IRI, w.now().Add(time.Hour).UTC().Truncate(time.Second))
	if w.recordOf(t, w.wyn).SilencedUntil.After(w.now()) {
		return unsilence(w, t)
	}
	return m
}

func unsilence(w *world, t testing.TB) message {
	w.moderates(t)
	if !w.recordOf(t, w.wyn).SilencedUntil.After(w.now()) {
		w.deliver(t, w.measure(t, "Block", w.c.IRI, w.now().Add(time.Hour).UTC().Truncate(time.Second)))
	}
	a := w.activity(w.bob, w.c.IRI, "")
	a.To = []string{w.c.IRI}
	return w.from(t, w.bob, vocab.Undo(a, vocab.Measured("Block", a.ID+"/block", a.Actor, w.wyn.IRI, w.c.IRI)))
}

// told is what a community of the peer's says about a person of the host.
func told(kind string, change func(*world, *message)) func(*world, testing.TB, *message) {
	return func(w *world, t testing.TB, m *message) {
		a := vocab.Activity{ID: w.peer.Config.URL + "/a/" + w.next(), Actor: w.group.IRI, To: []string{w.alice.Person.IRI}, Published: w.now()}
		*m = w.from(t, w.group, vocab.Act(kind, vocab.Decision{Activity: a, Object: w.alice.Person.IRI, Target: w.group.IRI,
			Reason: policy.ReasonUnkind, Summary: "For the test.", EndTime: w.now().Add(time.Hour).UTC().Truncate(time.Second)}))
		m.prover = nil
		if change != nil {
			change(w, m)
		}
	}
}

// measures are warnings and time-outs of people who do not moderate this
// community, and what no group may say.
var measures = []bad{
	{"a warning by a member", warn, by(carol), 403},
	{"a warning by who is warned", warn, by(wyn), 403},
	{"a warning by the moderator of another community", warn, by(gwen), 403},
	{"a warning by somebody unverified", warn, by(nora), 404},
	{"a warning by who was removed", warn, by(gone), 403},
	{"a warning by the moderator's issuer", warn, by(func(w *world) actor { return w.issuer }), 403},
	{"a warning with the proof of a member", warn, func(w *world, _ testing.TB, m *message) { m.prover = &w.wyn }, 403},
	{"a warning without proof", warn, func(_ *world, _ testing.TB, m *message) { m.prover = nil }, 400},
	{"a warning that others hear", warn, set("cc", func(w *world) any { return []any{w.carol.IRI} }), 400},
	{"a warning in a community that is not theirs", warn, func(w *world, _ testing.TB, m *message) {
		m.doc["audience"], m.doc["to"] = w.hidden.IRI, []any{w.hidden.IRI}
	}, 404},
	{"a time-out by a member", silence, by(carol), 403},
	{"a time-out by the moderator of another community", silence, by(gwen), 403},
	{"a time-out by the moderator's issuer", silence, by(func(w *world) actor { return w.issuer }), 403},
	{"a time-out with the proof of a member", silence, func(w *world, _ testing.TB, m *message) { m.prover = &w.wyn }, 403},
	{"a time-out in no group", warn, set("type", func(*world) any { return "Block" }), 400},
	{"the end of a time-out by who is in it", unsilence, func(w *world, t testing.TB, m *message) {
		by(wyn)(w, t, m)
		m.doc["object"].(object)["actor"] = w.wyn.IRI
	}, 403},
	{"the end of a time-out, of another's Block", unsilence, func(w *world, _ testing.TB, m *message) { m.doc["object"].(object)["actor"] = w.alice.Person.IRI }, 403},
	{"the end of a time-out by the moderator of another community", unsilence, func(w *world, t testing.TB, m *message) {
		by(gwen)(w, t, m)
		m.doc["object"].(object)["actor"] = m.doc["actor"]
	}, 403},
	{"a group warns who is no member of it", warn, told("Warn", nil), 202},
	{"a group silences who is no member of it", silence, told("Block", nil), 202},
	{"a group warns in the name of another", warn, told("Warn", func(w *world, m *message) { m.doc["actor"] = w.c.IRI }), 403},
	{"a person silences a member of the host", silence, told("Block", func(w *world, m *message) { m.signer, m.doc["actor"] = w.bob, w.bob.IRI }), 400},
	{"an issuer warns a member of the host", warn, told("Warn", func(w *world, m *message) { m.signer, m.doc["actor"] = w.issuer, w.issuer.IRI }), 403},
}
