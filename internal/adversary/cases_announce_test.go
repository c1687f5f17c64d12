package adversary

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"headroom/federation/credential"
	"headroom/federation/sign"
	"headroom/federation/vocab"
)

// carrying announces something else at the head of the chain.
func carrying(make func(*world, testing.TB) []byte) func(*world, testing.TB, *message) {
	return func(w *world, t testing.TB, m *message) { *m = w.chained(t, w.group, make(w, t)) }
}

// forged is a post in the name of a member of the host.
func forged(w *world, t testing.TB, by actor) []byte {
	t.Helper()
	id := w.host.Config.URL + "/o/" + w.next()
	a, n := w.note(w.bob, w.theirs.IRI)
	a.ID, a.Actor, a.Context = w.host.Config.URL+"/a/"+w.next(), w.callum.Person.IRI, credential.ThreadContext(w.theirs.IRI+"/threads/", id)
	n.ID, n.AttributedTo, n.Context = id, w.callum.Person.IRI, a.Context
	return prove(t, vocab.Create(a, vocab.NoteObject(n)), by, w.now())
}

// announcements are wrong entries of a peer's chain.
var announcements = []bad{
	{"by a person", announce, func(w *world, _ testing.TB, m *message) {
		m.signer, m.doc["actor"] = w.bob, w.bob.IRI
	}, 400},
	{"by the issuer", announce, func(w *world, _ testing.TB, m *message) {
		m.signer, m.doc["actor"] = w.issuer, w.issuer.IRI
	}, 403},
	{"by another community", announce, func(w *world, _ testing.TB, m *message) {
		m.signer, m.doc["actor"] = w.other, w.other.IRI
	}, 202},
	{"by another community in the name of this one", announce, func(w *world, _ testing.TB, m *message) {
		m.signer, m.doc["actor"], m.doc["hr:group"] = w.other, w.other.IRI, w.theirs.IRI
	}, 202},
	{"of a community of the host", announce, func(w *world, t testing.TB, m *message) {
		m.doc["hr:group"] = w.c.IRI
	}, 202},
	{"another digest", announce, set("hr:digest", is(sign.HashBytes([]byte("x")))), 202},
	{"no digest", announce, func(_ *world, _ testing.TB, m *message) { delete(m.doc, "hr:digest") }, 202},
	{"another inner text", announce, altered(func(s string) string { return strings.Replace(s, "Text of", "Test of", 1) }), 202},
	{"a broken chain", announce, set("hr:prev", is(sign.HashBytes([]byte("x")))), 202},
	{"a second entry under the same number", announce, func(w *world, t testing.TB, m *message) {
		w.deliver(t, announce(w, t))
		h := w.head(t)
		m.doc["hr:seq"] = h.Seq
	}, 202},
	{"number zero", announce, set("hr:seq", is(0)), 202},
	{"a negative number", announce, set("hr:seq", is(-1)), 400},
	{"no proof inside", announce, func(w *world, t testing.TB, m *message) {
		a, n := w.note(w.bob, w.theirs.IRI)
		*m = w.chained(t, w.group, vocab.Create(a, vocab.NoteObject(n)))
	}, 400},
	{"nothing inside", announce, func(w *world, _ testing.TB, m *message) {
		m.doc["object"] = w.peer.Config.URL + "/a/1"
	}, 400},
	{"words in a member's mouth, by the group's key", announce, carrying(func(w *world, t testing.TB) []byte {
		return forged(w, t, w.group)
	}), 202},
	{"words in a member's mouth, under their key's name", announce, carrying(func(w *world, t testing.TB) []byte {
		return forged(w, t, actor{IRI: w.callum.Person.IRI, KeyID: w.callum.Person.IRI + "#ed25519-1", key: w.group.key})
	}), 202},
	{"words in the mouth of another of the peer's people", announce, carrying(func(w *world, t testing.TB) []byte {
		a, n := w.note(w.bob, w.theirs.IRI)
		return prove(t, vocab.Create(a, vocab.NoteObject(n)), w.wyn, w.now())
	}), 202},
	{"a post of another community", announce, carrying(func(w *world, t testing.TB) []byte {
		a, n := w.note(w.bob, w.c.IRI)
		return prove(t, vocab.Create(a, vocab.NoteObject(n)), w.bob, w.now())
	}), 202},
	{"an Update by somebody else", announce, func(w *world, t testing.TB, m *message) {
		n := w.announced(t)
		a := w.activity(w.wyn, w.theirs.IRI, n.Context)
		n.AttributedTo = w.wyn.IRI
		*m = w.chained(t, w.group, prove(t, vocab.Update(a, vocab.NoteObject(n)), w.wyn, w.now()))
	}, effectless},
	{"an Undo of somebody else's Like", announce, func(w *world, t testing.TB, m *message) {
		n := w.announced(t)
		first := vocab.Like(w.activity(w.bob, w.theirs.IRI, n.Context), n.ID, "")
		w.deliver(t, w.chained(t, w.group, prove(t, first, w.bob, w.now())))
		inner := vocab.Build("").Str("id", decode(t, first)["id"].(string)).Str("type", "Like").Str("object", n.ID).Bytes()
		*m = w.chained(t, w.group, prove(t, vocab.Undo(w.activity(w.wyn, w.theirs.IRI, n.Context), inner), w.wyn, w.now()))
	}, effectless},
	{"a Create by a community", announce, func(w *world, t testing.TB, m *message) {
		a, n := w.note(w.group, w.c.IRI)
		*m = w.from(t, w.group, vocab.Create(a, vocab.NoteObject(n)))
	}, 403},
}

// effectless marks entries that the chain keeps, and that change nothing else:
// the chain goes on over what does not fit.
const effectless = 1202

// announced is a post of a member of the peer's in the peer's community.
func (w *world) announced(t testing.TB) vocab.Note {
	t.Helper()
	a, n := w.note(w.bob, w.theirs.IRI)
	w.deliver(t, w.chained(t, w.group, prove(t, vocab.Create(a, vocab.NoteObject(n)), w.bob, w.now())))
	return n
}

// lists are status lists that must not be believed.
var lists = []bad{
	{"a list by another key", push, listed(func(w *world, t testing.TB) []byte {
		return w.list(t, actor{IRI: w.issuer.IRI, KeyID: w.issuer.KeyID, key: w.bob.key}, "")
	}), 202},
	{"a list of another issuer", push, listed(func(w *world, t testing.TB) []byte {
		s := decode(t, w.list(t, w.issuer, ""))
		delete(s, "proof")
		s["issuer"] = w.host.Identity.Issuer()
		return prove(t, encode(t, s), w.issuer, w.now())
	}), 202},
	{"a list under another host's address", push, listed(func(w *world, t testing.TB) []byte {
		s := decode(t, w.list(t, w.issuer, ""))
		delete(s, "proof")
		s["id"] = w.host.Config.URL + "/status/revocation/1"
		s["credentialSubject"].(object)["id"] = s["id"].(string) + "#list"
		return prove(t, encode(t, s), w.issuer, w.now())
	}), 403},
	{"a list that has expired", push, listed(func(w *world, t testing.TB) []byte {
		s := decode(t, w.list(t, w.issuer, ""))
		delete(s, "proof")
		s["validFrom"], s["validUntil"] = vocab.FormatTime(w.now().Add(-48*time.Hour)), vocab.FormatTime(w.now().Add(-24*time.Hour))
		return prove(t, encode(t, s), w.issuer, w.now())
	}), 202},
	{"a list from before the one that is held", push, listed(func(w *world, t testing.TB) []byte {
		w.deliver(t, push(w, t))
		s := decode(t, w.list(t, w.issuer, ""))
		delete(s, "proof")
		s["validFrom"] = vocab.FormatTime(w.now().Add(-time.Minute - time.Second))
		return prove(t, encode(t, s), w.issuer, w.now())
	}), 202},
	{"a list cut off", push, encoded(func(s string) string { return s[:len(s)/2] }), 202},
	{"a list that inflates without end", push, encoded(bomb), 202},
	{"a list that is not compressed", push, encoded(func(string) string { return "uAAAA" }), 202},
	{"a list pushed by a person", push, func(w *world, t testing.TB, m *message) {
		m.signer, m.doc["actor"] = w.bob, w.bob.IRI
	}, 400},
}

func listed(make func(*world, testing.TB) []byte) func(*world, testing.TB, *message) {
	return func(w *world, t testing.TB, m *message) { m.doc["object"] = json.RawMessage(make(w, t)) }
}

// encoded changes the bits of a list, which is then signed as it is.
func encoded(change func(string) string) func(*world, testing.TB, *message) {
	return listed(func(w *world, t testing.TB) []byte {
		s := decode(t, w.list(t, w.issuer, ""))
		delete(s, "proof")
		subject := s["credentialSubject"].(object)
		subject["encodedList"] = change(subject["encodedList"].(string))
		return prove(t, encode(t, s), w.issuer, w.now())
	})
}
