package adversary

import (
	"testing"

	"headroom/community"
	"headroom/community/policy"
	"headroom/federation/vocab"
)

// waits has wyn under review, lets her write and gives the number of what waits:
// bob, a moderator, may decide about it.
func (w *world) waits(t testing.TB) (id, post string) {
	t.Helper()
	w.moderates(t)
	record := w.recordOf(t, w.wyn)
	if record.Role == policy.Moderator {
		w.sets(t, record, policy.Member)
	}
	if record.ReviewedAt.IsZero() {
		w.must(t, w.host.Service.ReviewMember(t.Context(), w.alice.Viewer, w.c.ID, record.ID, community.Why{Code: policy.ReasonPolicy, Words: "For the test."}))
	}
	m := create(w, t)
	by(wyn)(w, t, &m)
	w.deliver(t, m)
	w.must(t, w.host.Service.UnreviewMember(t.Context(), w.alice.Viewer, w.c.ID, record.ID))
	post = m.doc["object"].(object)["id"].(string)
	w.host.View(func(tx community.Tx) error {
		h, err := tx.HeldPostOf(post)
		id = community.HeldID(community.Community{IRI: w.c.IRI}, h.ID)
		return err
	})
	return id, post
}

func (w *world) must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	w.Settle()
}

// decides is bob's decision about what waits.
func decides(kind string) func(*world, testing.TB) message {
	return func(w *world, t testing.TB) message {
		id, _ := w.waits(t)
		a := w.activity(w.bob, w.c.IRI, "")
		a.To = []string{w.c.IRI}
		return w.from(t, w.bob, vocab.Act(kind, vocab.Decision{Activity: a, Object: id, Reason: policy.ReasonPolicy}))
	}
}

var showIt, giveBack = decides("Accept"), decides("Reject")

// helds are decisions about what waits by who may not make them, and what a peer
// does with a post that waits.
var helds = []bad{
	{"a release by a member", showIt, by(carol), 403},
	{"a release by the author", showIt, by(wyn), 403},
	{"a release by the moderator of another community", showIt, by(gwen), 403},
	{"a release by somebody unverified", showIt, by(nora), 404},
	{"a release by who was removed", showIt, by(gone), 403},
	{"a release by the moderator's issuer", showIt, by(func(w *world) actor { return w.issuer }), 400},
	{"a release by another group", showIt, by(func(w *world) actor { return w.group }), 202},
	{"a release with the author's proof", showIt, func(w *world, _ testing.TB, m *message) { m.prover = &w.wyn }, 403},
	{"a release without proof", showIt, func(_ *world, _ testing.TB, m *message) { m.prover = nil }, 400},
	{"a release that others hear", showIt, set("cc", func(w *world) any { return []any{w.carol.IRI} }), 400},
	{"a release in another community", showIt, func(w *world, _ testing.TB, m *message) {
		m.doc["audience"], m.doc["to"] = w.hidden.IRI, []any{w.hidden.IRI}
	}, 404},
	{"a release of what does not wait", showIt, set("object", func(w *world) any { return w.c.IRI + "/held/1" }), 202},
	{"a post given back by a member", giveBack, by(carol), 403},
	{"a post given back by the author", giveBack, by(wyn), 403},
	{"an announcement of what waits", showIt, func(w *world, t testing.TB, m *message) {
		by(bob)(w, t, m)
		m.doc["type"], m.doc["audience"] = "Announce", w.c.IRI
	}, 400},
	{"a like of what waits, by a group that is not its own", showIt, func(w *world, t testing.TB, m *message) {
		by(func(w *world) actor { return w.group })(w, t, m)
		m.doc["type"] = "Like"
	}, 403},
	{"a group says that it holds a post of another's", showIt, func(w *world, t testing.TB, m *message) {
		a := vocab.Activity{ID: w.peer.Config.URL + "/a/" + w.next(), Actor: w.group.IRI, To: []string{w.alice.Person.IRI}, Published: w.now()}
		*m = w.from(t, w.group, vocab.Held(a, w.host.Config.URL+"/a/1"))
		m.prover = nil
	}, 202},
	{"a person says that a post is held", showIt, func(w *world, t testing.TB, m *message) {
		a := vocab.Activity{ID: w.peer.Config.URL + "/a/" + w.next(), Actor: w.bob.IRI, To: []string{w.alice.Person.IRI}, Published: w.now()}
		*m = w.from(t, w.bob, vocab.Held(a, w.host.Config.URL+"/a/1"))
	}, 400},
}

// TestWhatWaitsIsNotChangedByOthers lets others of the author's server delete,
// edit and like what waits, and the author edit it: it is neither announced nor
// changed; and then the author take it back.
func TestWhatWaitsIsNotChangedByOthers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, held := w.waits(t)
	entries := func() (n int) {
		w.host.View(func(tx community.Tx) error {
			all, err := tx.LogOfObject(w.c.ID, held)
			n = len(all)
			return err
		})
		return n
	}
	waiting := func() (there bool) {
		w.host.View(func(tx community.Tx) error {
			_, err := tx.HeldPostOf(held)
			there = err == nil
			return nil
		})
		return there
	}
	thread := w.thread
	w.host.View(func(tx community.Tx) error {
		h, err := tx.HeldPostOf(held)
		thread = h.Context
		return err
	})
	for name, m := range map[string]message{
		"deleted by another": w.from(t, w.bob, vocab.Delete(w.activity(w.bob, w.c.IRI, thread), held, "Note", w.now())),
		"liked":              w.from(t, w.bob, vocab.Like(w.activity(w.bob, w.c.IRI, thread), held, "")),
	} {
		post(t, w.host, m)
		w.Settle()
		if !waiting() {
			t.Errorf("%s: it waits no longer", name)
		}
	}
	m := w.from(t, w.wyn, vocab.Delete(w.activity(w.wyn, w.c.IRI, thread), held, "Note", w.now()))
	w.deliver(t, m)
	if waiting() {
		t.Error("its author cannot take it back")
	}
	if n := entries(); n > 0 {
		t.Errorf("%d entries of the log are about it", n)
	}
}
