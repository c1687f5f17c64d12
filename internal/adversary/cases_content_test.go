package adversary

import (
	"strings"
	"testing"

	"headroom/federation/sign"
	"headroom/federation/vocab"
)

// set changes a property of the activity, sub of the object inside.
func set(name string, value func(*world) any) func(*world, testing.TB, *message) {
	return func(w *world, _ testing.TB, m *message) { m.doc[name] = value(w) }
}

func sub(name string, value func(*world) any) func(*world, testing.TB, *message) {
	return func(w *world, _ testing.TB, m *message) { m.doc["object"].(object)[name] = value(w) }
}

// both changes activity and object alike.
func both(name string, value func(*world) any) func(*world, testing.TB, *message) {
	return func(w *world, t testing.TB, m *message) { set(name, value)(w, t, m); sub(name, value)(w, t, m) }
}

func is(v any) func(*world) any { return func(*world) any { return v } }

// by makes a good message of another author, and all of it is theirs.
func by(who func(*world) actor) func(*world, testing.TB, *message) {
	return func(w *world, _ testing.TB, m *message) {
		a := who(w)
		m.signer, m.prover, m.doc["actor"] = a, &a, a.IRI
		if o, ok := m.doc["object"].(object); ok && o["attributedTo"] != nil {
			o["attributedTo"] = a.IRI
		}
	}
}

func nora(w *world) actor  { return w.nora }
func carol(w *world) actor { return w.carol }
func wyn(w *world) actor   { return w.wyn }
func gone(w *world) actor  { return w.gone }

const public = "https://www.w3.org/ns/activitystreams#Public"

// origins claim what is not the author's.
var origins = []bad{
	{"the actor is a neighbour", create, set("actor", func(w *world) any { return w.wyn.IRI }), 403},
	{"no actor", create, func(_ *world, _ testing.TB, m *message) { delete(m.doc, "actor") }, 403},
	{"two actors", create, set("actor", func(w *world) any { return []any{w.bob.IRI, w.wyn.IRI} }), 400},
	{"the actor as an object", create, set("actor", func(w *world) any { return object{"id": w.bob.IRI} }), 400},
	{"attributed to a neighbour", create, sub("attributedTo", func(w *world) any { return w.wyn.IRI }), 403},
	{"attributed to a member of the host", create, sub("attributedTo", func(w *world) any { return w.alice.Person.IRI }), 403},
	{"attributed to nobody", create, func(_ *world, _ testing.TB, m *message) { delete(m.doc["object"].(object), "attributedTo") }, 403},
	{"attributed to two", create, sub("attributedTo", func(w *world) any { return []any{w.bob.IRI, w.wyn.IRI} }), 400},
	{"an object of another host", create, sub("id", func(w *world) any { return w.host.Config.URL + "/o/1" }), 403},
	{"an object of the community's host that exists", create, sub("id", func(w *world) any { return w.post }), 403},
	{"an id of another origin", create, set("id", func(w *world) any { return w.host.Config.URL + "/a/" + w.next() }), 403},
	{"no id", create, func(_ *world, _ testing.TB, m *message) { delete(m.doc, "id") }, 400},
	{"an id with a fragment", create, set("id", func(w *world) any { return w.peer.Config.URL + "/a/1#x" }), 400},
	{"another @context", create, set("@context", is("https://www.w3.org/ns/activitystreams")), 400},
	{"an @context to be fetched", create, set("@context", func(w *world) any { return []any{w.sink.url + "/context"} }), 400},
	{"an unknown type", create, set("type", is("Travel")), 400},
	{"a type that is a list", create, set("type", is([]any{"Create"})), 400},
	{"another object's type", create, sub("type", is("Person")), 400},
	{"a date that is none", create, set("published", is("yesterday")), 400},
	{"attachments elsewhere", create, func(w *world, _ testing.TB, m *message) {
		m.doc["object"].(object)["attachment"] = []any{object{"type": "Image", "url": w.sink.url + "/x.png", "mediaType": "image/png",
			"name": "x", "hr:digest": sign.HashBytes([]byte("x")), "hr:size": 1}}
	}, 400},
}

// proofs do not prove.
var proofs = []bad{
	{"no proof", create, func(_ *world, _ testing.TB, m *message) { m.prover = nil }, 400},
	{"a proof by a neighbour", create, func(w *world, _ testing.TB, m *message) { m.prover = &w.wyn }, 403},
	{"a proof by the issuer", create, func(w *world, _ testing.TB, m *message) { m.prover = &w.issuer }, 403},
	{"a neighbour's key under the author's name", create, func(w *world, _ testing.TB, m *message) {
		m.prover = &actor{IRI: w.bob.IRI, KeyID: w.bob.KeyID, key: w.wyn.key}
	}, 403},
	{"a changed text", create, altered(func(s string) string { return strings.Replace(s, "Text of", "Test of", 1) }), 403},
	{"something added", create, inside(`"hr:x":1`), 403},
	{"a proof of another activity", create, func(w *world, t testing.TB, m *message) {
		other := create(w, t)
		stolen := decode(t, other.bytes(t))["proof"]
		m.doc["proof"], m.prover = stolen, nil
	}, 403},
	{"a proof for another purpose", create, func(w *world, t testing.TB, m *message) {
		raw, err := sign.AddProof(encode(t, m.doc), sign.ProofOptions{VerificationMethod: w.bob.KeyID, Purpose: sign.Authentication,
			Created: w.now(), Domain: w.c.IRI, Challenge: m.id()}, w.bob.key)
		if err != nil {
			t.Fatal(err)
		}
		m.doc, m.prover = decode(t, raw), nil
	}, 403},
	{"a proof by another suite", create, func(w *world, t testing.TB, m *message) {
		m.doc = decode(t, m.bytes(t))
		m.doc["proof"].(object)["cryptosuite"], m.prover = "none", nil
	}, 400},
}

// into makes a good message for another community.
func into(group func(*world) string) func(*world, testing.TB, *message) {
	return func(w *world, t testing.TB, m *message) { *m = createIn(group, bob)(w, t) }
}

// places are communities and threads that are not the author's to write in.
var places = []bad{
	{"into a community of another host", create, into(func(w *world) string { return w.theirs.IRI }), 404},
	{"into a community that is not there", create, into(func(w *world) string { return w.host.Config.URL + "/g/1" }), 404},
	{"into a private community", create, into(func(w *world) string { return w.hidden.IRI }), 404},
	{"into no community", create, func(_ *world, _ testing.TB, m *message) {
		delete(m.doc, "audience")
		delete(m.doc["object"].(object), "audience")
	}, 400},
	{"two audiences", create, sub("audience", func(w *world) any { return w.hidden.IRI }), 400},
	{"two contexts", create, sub("context", func(w *world) any { return w.thread }), 400},
	{"a new thread under another's context", create, both("context", func(w *world) any { return w.thread }), 400},
	{"a new thread elsewhere", create, both("context", func(w *world) any { return w.peer.Config.URL + "/threads/1" }), 400},
	{"a reply in no thread", reply, both("context", func(w *world) any { return w.peer.Config.URL + "/threads/1" }), 400},
	{"a reply in another thread than its parent", reply, func(w *world, t testing.TB, m *message) {
		a, _ := w.posted(t, w.bob)
		m.doc["context"], m.doc["object"].(object)["context"] = a.Context, a.Context
	}, 400},
	{"a reply in a thread of a private community", reply, both("context", func(w *world) any { return w.hiddenThread }), 400},
	{"to the public", create, both("to", is([]any{public})), 400},
	{"to the public as well", create, both("to", func(w *world) any { return []any{w.c.IRI + "/members", public} }), 400},
	{"to the public, abbreviated", create, both("to", is([]any{"as:Public"})), 400},
	{"a copy to the public", create, both("cc", is([]any{public})), 400},
	{"to a stranger", create, both("to", func(w *world) any { return []any{w.stranger.IRI} }), 400},
	{"an edit that is public", update, both("to", is([]any{public})), 400},
}

// people may not, though their signatures are good.
var people = []bad{
	{"a Create by a head who is no member", create, by(carol), 403},
	{"a Create by somebody who is not verified", create, by(nora), 404},
	{"a Create by a removed member", create, by(gone), 403},
	{"a Like by a head who is no member", like, by(carol), 403},
	{"a Like by a removed member", like, by(gone), 403},
	{"an Update of a neighbour's post", update, by(wyn), 403},
	{"a Delete of a neighbour's post", remove, by(wyn), 403},
	{"a Delete of a post of the host's", remove, sub("id", func(w *world) any { return w.post }), 403},
	{"a Delete by somebody who is no member", remove, by(carol), 403},
	{"a Lock by a member", like, func(w *world, _ testing.TB, m *message) {
		m.doc["type"], m.doc["object"] = "Lock", w.post
	}, 403},
	{"an Undo of a neighbour's Like", undo, func(w *world, t testing.TB, m *message) {
		by(wyn)(w, t, m)
		m.doc["object"].(object)["actor"] = w.wyn.IRI
	}, 202},
	{"an Undo of a neighbour's Like, named as theirs", undo, by(wyn), 403},
	{"an Undo of another host's Like", undo, sub("id", func(w *world) any { return w.host.Config.URL + "/a/1" }), 403},
	{"an Announce by a person", create, func(w *world, t testing.TB, m *message) {
		inner := decode(t, m.bytes(t))
		a := w.activity(w.bob, w.c.IRI, "")
		m.doc = decode(t, vocab.Build(vocab.Context).Str("id", a.ID).Str("type", "Announce").Str("actor", w.bob.IRI).
			Strs("to", []string{public}).Raw("object", encode(t, inner)).Bytes())
	}, 400},
	{"an Accept of one's own request", follow, func(w *world, t testing.TB, m *message) {
		w.deliver(t, follow(w, t))
		a := w.activity(w.carol, w.c.IRI, "")
		m.doc, m.prover = decode(t, vocab.Accept(a, m.id(), "", nil)), &w.carol
	}, 400},
	{"an Add of oneself to the moderators", like, func(w *world, _ testing.TB, m *message) {
		m.doc["type"], m.doc["object"], m.doc["target"] = "Add", w.bob.IRI, w.c.IRI+"/moderators"
	}, 400},
	{"a Remove of a member", like, func(w *world, _ testing.TB, m *message) {
		m.doc["type"], m.doc["object"], m.doc["target"] = "Remove", w.alice.Person.IRI, w.c.IRI+"/members"
	}, 400},
	{"an Update of the community", update, func(w *world, t testing.TB, m *message) {
		m.doc["object"] = object{"id": w.c.IRI, "type": "Group", "attributedTo": w.bob.IRI, "inbox": w.sink.url + "/inbox"}
	}, 403},
	{"a Move", like, func(w *world, _ testing.TB, m *message) {
		m.doc["type"], m.doc["object"], m.doc["target"] = "Move", w.bob.IRI, w.stranger.IRI
	}, 400},
}
