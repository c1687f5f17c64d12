package leaktest

import (
	"headroom/community"
)

// confide writes private messages: from a peer, here, one that is deleted, and one
// that is not finished. Nobody is given a word of them but those in the
// conversation, whoever looks after the instance.
func (w *world) confide() {
	w.t.Helper()
	morag, mairi := w.people["morag"], w.people["mairi"]
	send := func(from, to string, in community.MessageInput) community.MessageResult {
		m := w.people[from]
		in.To, in.Language, in.Place = []string{to}, "en", "messages:"+number(m.Person.ID)
		out, err := m.Node.Service.SendMessage(w.ctx(), m.Viewer, in)
		w.must(err)
		w.Settle()
		return out
	}
	here := "@" + mairi.Person.Username + "@" + w.host.Identity.Host
	send("bob", here, community.MessageInput{Body: "Only you " + w.words.word("mairi: private message from a peer")})
	out := send("morag", here, community.MessageInput{Body: "Only you " + w.words.word("mairi: letter")})
	w.must(morag.Node.Service.DeleteMessage(w.ctx(), morag.Viewer, send("morag", here,
		community.MessageInput{Body: "Never mind " + w.words.word("nobody: a deleted private message")}).Message))
	_, err := morag.Node.Service.SaveDraft(w.ctx(), morag.Viewer, community.DraftInput{Place: "conversation:" + number(out.Conversation),
		Body: "Perhaps " + w.words.word("morag: draft of a private message")})
	w.must(err)
	w.must(w.host.Service.SetStance(w.ctx(), mairi.Viewer, morag.Person.ID, community.StanceInput{Note: "Ask " + w.words.word("mairi: note about a colleague")}))
	w.Settle()
}
