package adversary

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// TestBadMessages sends every bad message in its turn: the status is the one
// of the contract, nothing is stored where it is refused, nothing changes,
// nobody is connected to, and the twin with nothing wrong is taken.
func TestBadMessages(t *testing.T) {
	t.Parallel()
	for name, cases := range map[string][]bad{"bodies": bodies, "signatures": signatures, "origins": origins, "proofs": proofs,
		"places": places, "people": people, "joins": joins, "groups": groups, "announcements": announcements, "lists": lists, "guests": guests} {
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
	if want := c.want % 1000; got.Code != want {
		t.Errorf("%d %s, want %d", got.Code, strings.TrimSpace(got.Body.String()), want)
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
		but = append(but, "log "+w.theirs.IRI, "person "+w.wyn.IRI) // what a byline says of its author is believed
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
