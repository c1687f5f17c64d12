package adversary

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
	"headroom/federation/vocab"
)

// tables are the bad messages, by what is wrong with them.
var tables = map[string][]bad{"bodies": bodies, "signatures": signatures, "origins": origins, "proofs": proofs,
	"places": places, "people": people, "joins": joins, "groups": groups, "announcements": announcements, "lists": lists, "guests": guests, "moderation": moderations, "measures": measures, "held": helds, "reports": reports, "polls": polls, "private": privates, "links": links, "entrances": entrances,
	"evictions": evictions, "authors": authors, "aliases": aliases(), "spellings": spellings(), "hours": hours, "masses": masses}

// statuses are those that a case may end with.
func (c bad) statuses() []int {
	switch c.want {
	case either:
		return []int{400, 403}
	case nothing:
		return []int{400, 404}
	}
	return []int{c.want % 1000}
}

// TestBadMessages sends every bad message in its turn: the status is the one
// of the contract, nothing is stored where it is refused, nothing changes,
// nobody is connected to, and the twin with nothing wrong is taken.
func TestBadMessages(t *testing.T) {
	t.Parallel()
	for name, cases := range tables {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			for _, c := range cases {
				t.Run(c.name, func(t *testing.T) {
					w.withstands(t, c)
					w.takes(t, c.good)
				})
			}
		})
	}
}

// withstands sends a bad message and a sentinel behind it.
func (w *world) withstands(t *testing.T, c bad) {
	t.Helper()
	m := c.good(w, t)
	c.spoil(w, t, &m)
	had, stood, jobs := stored(w.host, m.id()), stateOf(w.host), waiting(w.host)

	got := post(t, w.host, m)
	if !slices.Contains(c.statuses(), got.Code) {
		t.Errorf("%d %s, want %d", got.Code, strings.TrimSpace(got.Body.String()), c.statuses())
	}
	if got.Code != 202 && stored(w.host, m.id()) && !had {
		t.Error("it was refused and kept")
	}
	if now := waiting(w.host); got.Code != 202 && now != jobs {
		t.Errorf("it was refused and left %d jobs, had %d", now, jobs)
	}
	s := create(w, t)
	w.deliver(t, s)
	note := s.doc["object"].(object)["id"].(string)
	after := stateOf(w.host)
	if after["post "+note] == "" {
		t.Error("the sentinel has not arrived")
	}
	but := []string{note, s.id()}
	if c.want == effectless {
		but = append(but, "log "+w.theirs.IRI, "log "+w.c.IRI, "person "+w.wyn.IRI) // what a byline says of its author is believed
	}
	for _, line := range stood.changes(after, but...) {
		t.Errorf("it changed %s", line)
	}
	if n := w.sink.calls.Swap(0); n != 0 {
		t.Errorf("%d connections out", n)
	}
}

// takes sends the twin with nothing wrong.
func (w *world) takes(t *testing.T, good func(*world, testing.TB) message) {
	t.Helper()
	m := good(w, t)
	before := stateOf(w.host)
	w.deliver(t, m)
	if len(before.changes(stateOf(w.host))) == 0 {
		t.Errorf("the twin was taken and changed nothing: %s", m.bytes(t))
	}
}

// TestReplay sends good messages again.
func TestReplay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, good := range map[string]func(*world, testing.TB) message{
		"create": create, "reply": reply, "like": like, "undo": undo, "follow": follow, "accept": accept, "announce": announce, "push": push,
	} {
		t.Run(name, func(t *testing.T) {
			m := good(w, t)
			w.deliver(t, m)
			stood := stateOf(w.host)
			w.deliver(t, m)
			m.inbox = "/u/1/inbox"
			w.deliver(t, m)
			m.doc, m.prover = decode(t, m.bytes(t)), nil // the same to the proof
			w.Clock.Advance(time.Hour)
			m.at = w.now()
			if got := post(t, w.host, m); got.Code != 202 && name != "follow" { // what was shown is too old by now
				t.Errorf("an hour later: %d", got.Code)
			}
			w.Settle()
			for _, line := range stood.changes(stateOf(w.host)) {
				t.Errorf("sent again it changed %s", line)
			}
		})
	}
}

// TestAnotherBody sends another body under an id that has been used: the
// first is kept.
func TestAnotherBody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := create(w, t)
	w.deliver(t, first)
	stood := stateOf(w.host)
	second := create(w, t)
	second.doc["id"] = first.id()
	w.deliver(t, second)
	third := create(w, t)
	third.doc["object"].(object)["id"] = first.doc["object"].(object)["id"]
	third.doc["context"], third.doc["object"].(object)["context"] = first.doc["context"], first.doc["context"]
	w.deliver(t, third) // another activity that creates the same object
	for _, line := range stood.changes(stateOf(w.host), "log "+w.c.IRI) {
		t.Errorf("it changed %s", line)
	}
	w.takes(t, create)
}

// TestUsedFollow sends a request again after it was decided and the membership
// has ended, and under another signature.
func TestUsedFollow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	m := follow(w, t)
	w.deliver(t, m)
	a := w.activity(w.carol, "", "")
	inner := object{"id": m.id(), "type": "Follow", "actor": w.carol.IRI, "object": w.c.IRI}
	doc := object{"@context": m.doc["@context"], "id": a.ID, "type": "Undo", "actor": w.carol.IRI, "to": []any{w.c.IRI}, "object": inner}
	w.deliver(t, message{doc: doc, signer: w.carol, inbox: "/inbox", at: w.now()})
	stood := stateOf(w.host)
	w.Clock.Advance(time.Minute)
	m.at = w.now()
	w.deliver(t, m)
	m.doc["content"] = "Another reason"
	w.deliver(t, m)
	for _, line := range stood.changes(stateOf(w.host)) {
		t.Errorf("a used request changed %s", line)
	}
	w.takes(t, follow)
}

// TestRevokedCredential shows credentials that their issuer has taken back.
func TestRevokedCredential(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.takes(t, create)
	before := follow(w, t)
	late := create(w, t)
	w.members["bob"].Revoke()
	w.members["carol"].Revoke()
	w.Settle()
	if m, there := stateOf(w.host)["member "+w.c.IRI+" "+w.bob.IRI]; there && !strings.HasPrefix(m, fmt.Sprintf("[%v", policy.Removed)) {
		t.Errorf("the membership of a member whose credential was revoked stands: %s", m)
	}
	stood := stateOf(w.host)
	for _, m := range []message{before, late} {
		if got := post(t, w.host, m); got.Code == 202 && m.prover != nil {
			t.Errorf("a Create by a revoked head: %d", got.Code)
		}
		w.Settle()
	}
	for _, line := range stood.changes(stateOf(w.host), "credential "+w.peer.Config.URL) {
		t.Errorf("it changed %s", line)
	}
}

// TestSuspendedCredential sends what a head signed before they were suspended,
// and a request to join with the credential that is: neither does anything.
func TestSuspendedCredential(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	before, late := follow(w, t), create(w, t)
	for _, name := range []string{"bob", "carol"} {
		m := w.members[name]
		if err := m.Node.Service.Suspend(t.Context(), community.CommandLine, m.Person.ID, "away for a term"); err != nil {
			t.Fatal(err)
		}
	}
	w.Settle()
	stood := stateOf(w.host)
	if m, there := stood["member "+w.c.IRI+" "+w.bob.IRI]; !there || !strings.HasPrefix(m, fmt.Sprintf("[%v", policy.Suspended)) {
		t.Errorf("the membership of a member whose credential is suspended: %s", m)
	}
	for _, m := range []message{before, late} {
		post(t, w.host, m)
		w.Settle()
	}
	for _, line := range stood.changes(stateOf(w.host), "credential "+w.peer.Config.URL) {
		t.Errorf("it changed %s", line)
	}
}

// TestUndoneBeforehand withdraws a neighbour's reaction before it has come:
// it comes all the same. One's own stays withdrawn.
func TestUndoneBeforehand(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, own := range []bool{false, true} {
		m := like(w, t)
		by := w.wyn
		if own {
			by = w.bob
		}
		a := w.activity(by, w.c.IRI, w.thread)
		doc := object{"@context": m.doc["@context"], "id": a.ID, "type": "Undo", "actor": by.IRI, "to": a.To, "audience": w.c.IRI,
			"context": w.thread, "object": object{"id": m.id(), "type": "Like", "actor": by.IRI, "object": w.post}}
		w.deliver(t, message{doc: doc, prover: &by, signer: by, inbox: "/inbox", at: w.now()})
		w.deliver(t, m)
		_, there := stateOf(w.host)["reaction "+m.id()]
		if there == own {
			t.Errorf("withdrawn beforehand by its author: %v, and it is there: %v", own, there)
		}
	}
}

// TestDeletedBeforehand deletes a neighbour's post before it has come: it comes
// all the same. One's own stays deleted.
func TestDeletedBeforehand(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, own := range []bool{false, true} {
		m := create(w, t)
		note := m.doc["object"].(object)["id"].(string)
		by := w.wyn
		if own {
			by = w.bob
		}
		a := w.activity(by, w.c.IRI, m.doc["context"].(string))
		w.deliver(t, w.from(t, by, vocab.Delete(a, note, "Note", w.now())))
		if got := post(t, w.host, m); got.Code != 202 && !own {
			t.Errorf("deleted beforehand by a neighbour: %d %s", got.Code, got.Body)
		}
		w.Settle()
		if _, there := stateOf(w.host)["post "+note]; there == own {
			t.Errorf("deleted beforehand by its author: %v, and it is there: %v", own, there)
		}
	}
}

// TestWordsAfterADeletion lets what was on its way come after the deletion that
// overtook it: an edit, and what a community says of a poll. Their bytes stay nowhere.
func TestWordsAfterADeletion(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	n := w.announced(t)
	inGroup := func(by actor) vocab.Activity { return w.activity(by, w.theirs.IRI, n.Context) }
	w.deliver(t, w.chained(t, w.group, prove(t, vocab.Delete(inGroup(w.bob), n.ID, "Note", w.now()), w.bob, w.now())))
	n.Content = "<p>A canarylate word.</p>"
	edit, tally := inGroup(w.bob), inGroup(w.group)
	for id, inner := range map[string][]byte{
		edit.ID:  prove(t, vocab.Update(edit, vocab.NoteObject(n)), w.bob, w.now()),
		tally.ID: prove(t, vocab.Tally(tally, vocab.TallyFields{Object: n.ID, Closed: w.now(), Ballots: 1, Options: []vocab.Counted{{Name: "A canarylate option", Count: 1}}}), w.group, w.now()),
	} {
		before := w.head(t).Seq
		w.deliver(t, w.chained(t, w.group, inner))
		if got := w.head(t).Seq; got != before+1 {
			t.Errorf("%s: the chain ends at %d, not %d", id, got, before+1)
		}
		w.host.View(func(tx community.Tx) error {
			c, err := tx.CommunityByIRI(w.theirs.IRI)
			if err != nil {
				return err
			}
			e, err := tx.LogEntryByActivity(c.ID, id)
			if err == nil && (e.DocumentID != 0 || e.Withheld != "deleted") {
				t.Errorf("%s is kept after the deletion: %+v", id, e)
			}
			return err
		})
	}
}

// TestAtOnce sends one message fifty times at the same time: it has one effect.
func TestAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, good := range map[string]func(*world, testing.TB) message{"create": create, "like": like, "follow": follow, "accept": accept} {
		m := good(w, t)
		stood := stateOf(w.host)
		var group sync.WaitGroup
		for range 50 {
			group.Go(func() {
				if got := post(t, w.host, m); got.Code != 202 {
					t.Errorf("%s: %d %s", name, got.Code, got.Body)
				}
			})
		}
		group.Wait()
		w.Settle()
		once := stateOf(w.host)
		if len(stood.changes(once)) == 0 {
			t.Errorf("%s had no effect", name)
		}
		entries := 0
		for line := range once {
			if _, old := stood[line]; !old && strings.HasPrefix(line, "log "+w.c.IRI) {
				entries++
			}
		}
		if entries > 1 {
			t.Errorf("%s stands %d times in the log", name, entries)
		}
		w.deliver(t, m)
		for _, line := range once.changes(stateOf(w.host)) {
			t.Errorf("%s, once more: %s", name, line)
		}
	}
}

// TestReplayAfterARestart sends a good message again to a server that has been
// started anew, and after the post was deleted.
func TestReplayAfterARestart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	m := create(w, t)
	w.deliver(t, m)
	stood := stateOf(w.host)
	w.host.Restart()
	w.deliver(t, m)
	for _, line := range stood.changes(stateOf(w.host)) {
		t.Errorf("after a restart it changed %s", line)
	}
	note := m.doc["object"].(object)["id"].(string)
	a := w.activity(w.bob, w.c.IRI, m.doc["context"].(string))
	w.deliver(t, w.from(t, w.bob, vocab.Delete(a, note, "Note", w.now())))
	stood = stateOf(w.host)
	w.deliver(t, m)
	for _, line := range stood.changes(stateOf(w.host)) {
		t.Errorf("after it was deleted it changed %s", line)
	}
}

// bomb is a small text that inflates to far more than is taken.
func bomb(string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	zeros := make([]byte, 1<<20)
	for range 64 {
		_, _ = z.Write(zeros)
	}
	_ = z.Close()
	return "u" + base64.RawURLEncoding.EncodeToString(b.Bytes())
}

// TestStrangersLearnNothing compares the answers to requests that prove
// nothing: they are the same to the byte, whatever is asked for.
func TestStrangersLearnNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var bodies []string
	for _, inbox := range []string{"/inbox", "/g/1/inbox", w.c.IRI[len(w.host.Config.URL):] + "/inbox", w.hidden.IRI[len(w.host.Config.URL):] + "/inbox"} {
		for _, by := range []actor{w.stranger, {IRI: w.bob.IRI, KeyID: w.bob.KeyID, key: w.stranger.key}} {
			m := create(w, t)
			m.signer, m.inbox = by, inbox
			got := post(t, w.host, m)
			if got.Code != 401 {
				t.Errorf("%s: %d", inbox, got.Code)
			}
			bodies = append(bodies, got.Body.String())
		}
	}
	if len(slices.Compact(bodies)) != 1 {
		t.Errorf("answers differ: %q", bodies)
	}
}
