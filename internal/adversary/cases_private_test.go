package adversary

import (
	"testing"

	"headroom/community"
	"headroom/federation/vocab"
)

// direct is a private message of bob's to alice, who are in one community.
func direct(w *world, t testing.TB) message {
	return w.from(t, w.bob, directTo(w, w.peer.Config.URL+"/conversations/"+w.next(), w.alice.Person.IRI))
}

func directTo(w *world, talk string, to ...string) []byte {
	a := vocab.Activity{ID: w.peer.Config.URL + "/a/" + w.next(), Actor: w.bob.IRI, To: to, Context: talk, Published: w.now(), Direct: true}
	return vocab.Create(a, vocab.NoteObject(vocab.Note{Kind: "Note", ID: w.peer.Config.URL + "/o/" + w.next(), AttributedTo: a.Actor, To: to,
		Context: talk, Published: a.Published, Content: "<p>Between us</p>", Language: "en", Direct: true}))
}

// begun is a conversation of bob's and alice's, with its first message.
func begun(w *world, t testing.TB) (talk, note string) {
	t.Helper()
	m := direct(w, t)
	w.deliver(t, m)
	return m.doc["context"].(string), m.doc["object"].(object)["id"].(string)
}

// takenBack is bob's Delete of what he has written to alice.
func takenBack(w *world, t testing.TB) message {
	talk, note := begun(w, t)
	a := vocab.Activity{ID: w.peer.Config.URL + "/a/" + w.next(), Actor: w.bob.IRI, To: []string{w.alice.Person.IRI}, Context: talk, Published: w.now(), Direct: true}
	return w.from(t, w.bob, vocab.Delete(a, note, "Note", w.now()))
}

// goes is bob's leaving of a conversation with alice.
func goes(w *world, t testing.TB) message {
	talk, _ := begun(w, t)
	a := vocab.Activity{ID: w.peer.Config.URL + "/a/" + w.next(), Actor: w.bob.IRI, To: []string{w.alice.Person.IRI}, Context: talk, Published: w.now(), Direct: true}
	return w.from(t, w.bob, vocab.Leave(a, talk))
}

// declines is bob's refusal of what alice has written to him.
func declines(w *world, t testing.TB) message {
	t.Helper()
	out, err := w.host.Service.SendMessage(t.Context(), w.alice.Viewer, community.MessageInput{To: []string{"@" + w.members["bob"].Person.Username + "@" + w.peer.Identity.Host},
		Body: "Are you there?", Language: "en", Place: "messages:1"})
	if err != nil {
		t.Fatal(err)
	}
	w.Settle()
	var activity string
	w.host.View(func(tx community.Tx) error {
		m, err := tx.PrivateMessage(out.Message)
		activity = m.ActivityIRI
		return err
	})
	a := vocab.Activity{ID: w.peer.Config.URL + "/a/" + w.next(), Actor: w.bob.IRI, To: []string{w.alice.Person.IRI}, Direct: true}
	return w.from(t, w.bob, vocab.Reject(a, activity, "contact-closed", ""))
}

// to sends it to other people, as activity and object say.
func to(people func(*world) []any) func(*world, testing.TB, *message) {
	return func(w *world, _ testing.TB, m *message) {
		m.doc["to"] = people(w)
		m.doc["object"].(object)["to"] = people(w)
	}
}

// inTalk puts it into a conversation that bob and alice have already.
func inTalk(spoil func(*world, testing.TB, *message)) func(*world, testing.TB, *message) {
	return func(w *world, t testing.TB, m *message) {
		talk, _ := begun(w, t)
		m.doc["context"] = talk
		m.doc["object"].(object)["context"] = talk
		spoil(w, t, m)
	}
}

func crowd(w *world) (all []any) {
	for range 21 {
		all = append(all, w.peer.Config.URL+"/u/"+w.next())
	}
	return append(all[:20], w.alice.Person.IRI)
}

// privates are private messages that nobody may send, and what nobody may do to
// those of others.
var privates = []bad{
	{"by somebody unverified", direct, by(nora), 404},
	{"by a head who shares no community", direct, by(carol), effectless},
	{"by a community", direct, by(func(w *world) actor { return w.group }), 403},
	{"by an issuer", direct, by(func(w *world) actor { return w.issuer }), 403},
	{"with a neighbour's proof", direct, func(w *world, _ testing.TB, m *message) { m.prover = &w.wyn }, 403},
	{"without proof", direct, func(_ *world, _ testing.TB, m *message) { m.prover = nil }, 400},
	{"to nobody of the host", direct, to(func(w *world) []any { return []any{w.wyn.IRI} }), 404},
	{"to somebody who is not there", direct, to(func(w *world) []any { return []any{w.alice.Person.IRI, w.host.Config.URL + "/u/1"} }), 404},
	{"to a community", direct, to(func(w *world) []any { return []any{w.c.IRI} }), 404},
	{"to the public as well", direct, to(func(w *world) []any { return []any{w.alice.Person.IRI, vocab.Public} }), 400},
	{"to more than twenty", direct, to(crowd), 400},
	{"to somebody twice", direct, to(func(w *world) []any { return []any{w.alice.Person.IRI, w.alice.Person.IRI} }), 400},
	{"to oneself", direct, to(func(w *world) []any { return []any{w.alice.Person.IRI, w.bob.IRI} }), 400},
	{"to somebody of a host without an agreement", direct, to(func(w *world) []any { return []any{w.alice.Person.IRI, w.stranger.IRI} }), effectless},
	{"to others than its note", direct, set("to", func(w *world) any { return []any{w.alice.Person.IRI, w.callum.Person.IRI} }), 400},
	{"that others hear", direct, set("cc", func(w *world) any { return []any{w.callum.Person.IRI} }), 400},
	{"whose note others hear", direct, sub("bcc", func(w *world) any { return []any{w.callum.Person.IRI} }), 400},
	{"in a community", direct, set("audience", func(w *world) any { return w.c.IRI }), 400},
	{"that is not direct", direct, set("hr:direct", is(false)), 400},
	{"whose note is not direct", direct, sub("hr:direct", is(false)), 400},
	{"with a file", direct, sub("attachment", func(w *world) any {
		return []any{object{"type": "Image", "url": w.sink.url + "/f", "mediaType": "image/png", "hr:digest": "sha-256:00", "hr:size": 9}}
	}), 400},
	{"in a conversation of a stranger's", direct, func(w *world, _ testing.TB, m *message) {
		m.doc["context"] = w.sink.url + "/conversations/1"
		m.doc["object"].(object)["context"] = m.doc["context"]
	}, 403},
	{"that adds somebody", direct, inTalk(to(func(w *world) []any { return []any{w.alice.Person.IRI, w.callum.Person.IRI} })), effectless},
	{"in a conversation of others", direct, inTalk(by(wyn)), effectless},
	{"a Like of one", direct, set("type", is("Like")), 400},
	{"an Update of one", direct, set("type", is("Update")), 400},
	{"a neighbour's, taken back", takenBack, by(wyn), effectless},
	{"one of the host's, taken back", takenBack, func(w *world, _ testing.TB, m *message) { m.doc["object"].(object)["id"] = w.post }, 403},
	{"taken back without proof", takenBack, func(_ *world, _ testing.TB, m *message) { m.prover = nil }, 400},
	{"a conversation that one is not in, left", goes, by(wyn), effectless},
	{"a conversation that is not there, left", goes, func(w *world, _ testing.TB, m *message) {
		m.doc["object"] = w.peer.Config.URL + "/conversations/1"
		m.doc["context"] = m.doc["object"]
	}, 404},
	{"refused by whom it did not go to", declines, by(wyn), effectless},
	{"something that nobody wrote, refused", declines, set("object", func(w *world) any { return w.host.Config.URL + "/a/1" }), 404},
}

// TestADirectDeleteWins lets the Delete of a private message come first.
func TestADirectDeleteWins(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	m := direct(w, t)
	o := m.doc["object"].(object)
	a := vocab.Activity{ID: w.peer.Config.URL + "/a/" + w.next(), Actor: w.bob.IRI, To: []string{w.alice.Person.IRI}, Context: m.doc["context"].(string), Published: w.now(), Direct: true}
	w.deliver(t, w.from(t, w.bob, vocab.Delete(a, o["id"].(string), "Note", w.now())))
	before := stateOf(w.host)
	for range 2 {
		w.deliver(t, m)
		for _, line := range before.changes(stateOf(w.host)) {
			t.Errorf("it changed %s", line)
		}
	}
	w.takes(t, direct)
}

// TestADirectReplay sends a private message again, and another under its id.
func TestADirectReplay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	m := direct(w, t)
	w.deliver(t, m)
	before := stateOf(w.host)
	w.deliver(t, m)
	m.doc["object"].(object)["content"] = "<p>Something else</p>"
	w.deliver(t, m)
	for _, line := range before.changes(stateOf(w.host)) {
		t.Errorf("it changed %s", line)
	}
}
