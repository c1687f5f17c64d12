package federation

import (
	"headroom/community"
	"headroom/federation/vocab"
)

// Posts that wait for a facilitator (FEDERATION.md, Posts that wait): the group
// tells the author's home with a TentativeAccept, moderators read them in the
// queue, and answer with Accept or Reject of the id that they have there.

func queuedPost(c community.Community, h community.HeldView) []byte {
	p := h.Author
	return vocab.QueuedPostItem(vocab.QueuedPost{ID: community.HeldID(c, h.HeldPost.ID), Actor: p.IRI, Cause: h.Cause, Object: h.Object,
		Context: h.Context, InReplyTo: h.Parent, Name: h.Title, Content: h.HTML, Language: h.Language, Alts: h.Alts, Published: h.HeldPost.CreatedAt,
		By: vocab.Byline{Name: p.Name, Post: p.Post, School: p.School, Authority: p.Authority, Nation: p.Nation, Biography: p.Biography}})
}

// queuedPostOf reads a held post as a group's host shows it. Its words are
// sanitised where they are shown.
func queuedPostOf(item *vocab.Document, group string) (h community.HeldView, ok bool) {
	host, err := vocab.Host(item.Actor())
	note := item.Object()
	number := community.HeldNumber(group, item.ID())
	if item.Type() != "Create" || err != nil || number == 0 || note == nil {
		return h, false
	}
	by := translateByline(item.Sub("hr:byline"))
	h.Author.Person = community.Person{IRI: item.Actor(), Host: host, Name: by.Name, Post: by.Post, School: by.School, Authority: by.Authority,
		Nation: by.Nation, Biography: by.Biography}
	h.HeldPost = community.HeldPost{ID: number, Object: note.ID(), Parent: note.InReplyTo(), Context: item.Context(),
		Title: clipText(vocab.PlainText(note.Name()), 400), HTML: note.Content(), Language: note.Language(), Cause: item.String("hr:heldBecause")}
	h.HeldPost.CreatedAt, _ = item.Published()
	for _, a := range note.Subs("attachment") {
		h.Alts = append(h.Alts, clipText(vocab.PlainText(a.Name()), maxWords))
	}
	return h, true
}
