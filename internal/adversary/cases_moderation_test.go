package adversary

import (
	"testing"

	"headroom/community"
	"headroom/community/policy"
	"headroom/federation/vocab"
)

// moderates makes bob a moderator of the closed community.
func (w *world) moderates(t testing.TB) {
	t.Helper()
	if m := w.recordOf(t, w.bob); m.Role != policy.Moderator {
		w.sets(t, m, policy.Moderator)
	}
}

// sets gives somebody a role in the closed community.
func (w *world) sets(t testing.TB, m community.Membership, role policy.Role) {
	t.Helper()
	if err := w.host.Service.SetRole(t.Context(), w.alice.Viewer, w.c.ID, m.ID, role, "For the test."); err != nil {
		t.Fatal(err)
	}
	w.Settle()
}

// appoint is what bob, a moderator, decides about wyn: that she is one, or is one
// no longer.
func appoint(w *world, t testing.TB) message {
	w.moderates(t)
	d := vocab.Decision{Activity: w.activity(w.bob, w.c.IRI, ""), Object: w.wyn.IRI, Target: w.c.IRI + "/moderators"}
	if w.recordOf(t, w.wyn).Role == policy.Moderator {
		return w.from(t, w.bob, vocab.Remove(d))
	}
	return w.from(t, w.bob, vocab.Add(d))
}

// pin is what bob, a moderator, decides about a conversation: that it stands
// first, or does so no longer.
func pin(w *world, t testing.TB) message {
	w.moderates(t)
	if m := w.recordOf(t, w.wyn); m.Role == policy.Moderator {
		w.sets(t, m, policy.Member)
	}
	d := vocab.Decision{Activity: w.activity(w.bob, w.c.IRI, w.thread), Object: w.post, Target: w.c.IRI + "/featured"}
	var have []community.Thread
	w.host.View(func(tx community.Tx) (err error) {
		c, err := tx.CommunityByIRI(w.c.IRI)
		if err == nil {
			have, err = tx.PinnedThreads(c.ID)
		}
		return err
	})
	if len(have) > 0 {
		return w.from(t, w.bob, vocab.Remove(d))
	}
	return w.from(t, w.bob, vocab.Add(d))
}

// admit is what bob decides about carol, who asks to join.
func admit(w *world, t testing.TB) message {
	w.moderates(t)
	if m := w.recordOf(t, w.carol); m.State == policy.Active {
		w.expel(t, w.members["carol"])
	}
	if m := w.recordOf(t, w.carol); m.State != policy.Pending {
		w.deliver(t, follow(w, t))
	}
	if m := w.recordOf(t, w.wyn); m.Role == policy.Moderator {
		w.sets(t, m, policy.Member)
	}
	a := w.activity(w.bob, w.c.IRI, "")
	a.To = []string{w.c.IRI}
	return w.from(t, w.bob, vocab.Act("Accept", vocab.Decision{Activity: a, Object: w.recordOf(t, w.carol).FollowIRI}))
}

func gwen(w *world) actor { return actorOf(w.peer, w.members["gwen"].Person.IRI) }

// moderations are decisions of people who do not moderate this community.
var moderations = []bad{
	{"an appointment by a member", appoint, by(wyn), 403},
	{"an appointment by the moderator of another community", appoint, by(gwen), 403},
	{"an appointment by somebody of the moderator's server", appoint, by(carol), 403},
	{"an appointment by somebody unverified of that server", appoint, by(nora), 404},
	{"an appointment by who was removed", appoint, by(gone), 403},
	{"an appointment by the moderator's issuer", appoint, by(func(w *world) actor { return w.issuer }), 403},
	{"an appointment by another group", appoint, by(func(w *world) actor { return w.group }), 403},
	{"an appointment with the proof of a member", appoint, func(w *world, _ testing.TB, m *message) { m.prover = &w.wyn }, 403},
	{"an appointment without proof", appoint, func(_ *world, _ testing.TB, m *message) { m.prover = nil }, 400},
	{"an appointment to another collection", appoint, set("target", func(w *world) any { return w.c.IRI + "/members" }), 400},
	{"an appointment to another group's moderators", appoint, set("target", func(w *world) any { return w.hidden.IRI + "/moderators" }), 400},
	{"an appointment in a community that is not theirs", appoint, func(w *world, _ testing.TB, m *message) {
		m.doc["audience"], m.doc["to"], m.doc["target"] = w.hidden.IRI, []any{w.hidden.IRI + "/members"}, w.hidden.IRI+"/moderators"
	}, 404},
	{"an appointment by who was dismissed", appoint, func(w *world, t testing.TB, _ *message) {
		w.sets(t, w.recordOf(t, w.bob), policy.Member)
	}, 403},
	{"a pin by a member", pin, by(wyn), 403},
	{"a pin by the moderator of another community", pin, by(gwen), 403},
	{"a pin by somebody of the moderator's server", pin, by(carol), 403},
	{"a pin by the moderator's issuer", pin, by(func(w *world) actor { return w.issuer }), 403},
	{"a pin by another group", pin, func(w *world, t testing.TB, m *message) {
		by(func(w *world) actor { return w.group })(w, t, m)
		m.doc["type"] = "Add"
	}, 403},
	{"a pin with the proof of a member", pin, func(w *world, _ testing.TB, m *message) { m.prover = &w.wyn }, 403},
	{"a pin without proof", pin, func(_ *world, _ testing.TB, m *message) { m.prover = nil }, 400},
	{"a pin among the moderators", pin, set("target", func(w *world) any { return w.c.IRI + "/moderators" }), 400},
	{"a pin among the members", pin, set("target", func(w *world) any { return w.c.IRI + "/members" }), 400},
	{"a pin in another community", pin, set("target", func(w *world) any { return w.hidden.IRI + "/featured" }), 400},
	{"a pin in no conversation", pin, func(_ *world, _ testing.TB, m *message) { delete(m.doc, "context") }, 400},
	{"a pin of what is not there", pin, set("object", func(w *world) any { return w.peer.Config.URL + "/o/1" }), 202},
	{"an admission by a member", admit, by(wyn), 403},
	{"an admission by the applicant", admit, by(carol), 403},
	{"an admission by the moderator of another community", admit, by(gwen), 403},
	{"an admission by the moderator's issuer", admit, by(func(w *world) actor { return w.issuer }), 400},
	{"an admission with the applicant's proof", admit, func(w *world, _ testing.TB, m *message) { m.prover = &w.carol }, 403},
	{"an admission that others hear", admit, set("cc", func(w *world) any { return []any{w.carol.IRI} }), 400},
	{"an admission to another community", admit, func(w *world, _ testing.TB, m *message) {
		m.doc["audience"], m.doc["to"] = w.hidden.IRI, []any{w.hidden.IRI}
	}, 404},
}

// TestAnAdmissionCountsOnce sends a moderator's decision again, by its id and by
// another, after who was admitted has been removed.
func TestAnAdmissionCountsOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	m := admit(w, t)
	w.deliver(t, m)
	if r := w.recordOf(t, w.carol); r.State != policy.Active || r.DecidedBy != w.bob.IRI {
		t.Fatalf("admitted: %v by %q", r.State, r.DecidedBy)
	}
	w.expel(t, w.members["carol"])
	w.deliver(t, m)
	m.doc["id"] = w.peer.Config.URL + "/a/" + w.next()
	w.deliver(t, m)
	if r := w.recordOf(t, w.carol); r.State != policy.Removed {
		t.Errorf("an old decision made her %v", r.State)
	}
}
