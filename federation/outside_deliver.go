package federation

import (
	"context"

	"headroom/community"
	"headroom/federation/fetch"
	"headroom/federation/vocab"
	"headroom/internal/crash"
	"headroom/internal/jobs"
)

// toOutside reports whether a message is for software without an agreement.
func toOutside(m community.Message) bool {
	switch m {
	case community.SendOutsideYes, community.SendOutside, community.SendOutsideID, community.SendOutsideGone,
		community.SendOutsideUndo, community.SendOutsideDelete, community.SendOutsidePoll, community.SendOutsideOwn,
		community.SendOutsideNo, community.SendTie, community.SendTieUndo, community.SendHeard, community.SendHeardUndo:
		return true
	}
	return false
}

// openLetter is what is sent to other software, and whose RSA key signs.
type openLetter struct {
	from string
	body []byte
}

// deliverOutside sends a message of an open community to an inbox of the
// fediverse: made, and the right to it asked again, at send time, from what may
// be shown to the world. What is refused for good is not tried again, and nobody
// here can mend it; an inbox that has gone is forgotten.
func (s *Server) deliverOutside(ctx context.Context, j jobs.Job, d community.Delivery) error {
	var m openLetter
	err := s.view(ctx, func(tx community.Tx) (err error) { m, err = s.composeOutside(tx, d); return err })
	if err == errMoot || community.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	who, err := s.outsideKey(ctx, m.from)
	if err != nil {
		return err
	}
	done := s.Trust.naming(d.Host)
	defer done()
	crash.At(crash.BeforePost)
	err = s.forms.knock(ctx, d.Inbox, who.sign(s.Clock), func(as fetch.Signer) error {
		_, err := s.Fetch.Post(ctx, d.Inbox, m.body, as)
		return err
	})
	crash.At(crash.AfterPost)
	if err == nil {
		return nil
	}
	class := fetch.ClassOf(err)
	if class == fetch.GoneForGood {
		return s.outcome(j, s.Service.OutsideGone(ctx, d.Inbox))
	}
	if c := outcomes[class].course; c != lastWord {
		return settled(c, err)
	}
	if d.Message == community.SendTie {
		return s.outcome(j, s.Service.OutsideTieRefused(ctx, d.Object))
	}
	s.Log.InfoContext(ctx, "other software refused a message", "inbox", d.Inbox, "message", d.Message, "error", err)
	return nil
}

// composeOutside makes a message from its intent, in one snapshot.
func (s *Server) composeOutside(tx community.Tx, d community.Delivery) (m openLetter, err error) {
	still, err := s.Service.OutsideStill(tx, d)
	if err != nil || !still {
		return m, orMoot(err)
	}
	c, err := tx.Community(d.Community)
	if err != nil {
		return m, err
	}
	m.from = c.IRI
	switch d.Message {
	case community.SendOutsideYes:
		return m, s.composeYes(tx, c, d, &m)
	case community.SendOutside, community.SendOutsideID:
		return m, s.composeShown(tx, c, d, &m)
	case community.SendOutsidePoll, community.SendOutsideOwn:
		return m, s.composeCounted(tx, c, d, &m)
	case community.SendOutsideNo, community.SendTie, community.SendTieUndo:
		return m, s.composeTie(tx, c, d, &m)
	case community.SendHeard, community.SendHeardUndo:
		return m, s.composeHeard(tx, c, d, &m)
	}
	return m, s.composeErased(tx, c, d, &m)
}

func orMoot(err error) error {
	if err == nil {
		return errMoot
	}
	return err
}

// composeYes answers a Follow that still stands.
func (s *Server) composeYes(tx community.Tx, c community.Community, d community.Delivery, m *openLetter) error {
	f, err := tx.OutsideFollow(c.ID, d.Outside)
	if err == nil && f.IRI != d.Object {
		err = errMoot
	}
	if err == nil {
		err = s.Service.OutsideSees(c)
	}
	if err != nil {
		return err
	}
	a, err := tx.OutsideActor(d.Outside)
	if err != nil {
		return err
	}
	m.body = vocab.OpenAct("Accept", s.activityID(d.ID), c.IRI, "", []string{a.IRI}, s.now(), vocab.FollowedBy(f.IRI, a.IRI, c.IRI))
	return nil
}

// composeShown announces a post that may be shown now: whole, or by its id.
func (s *Server) composeShown(tx community.Tx, c community.Community, d community.Delivery, m *openLetter) error {
	e, err := tx.LogEntry(c.ID, d.Epoch, d.Seq)
	if err != nil {
		return err
	}
	if e.Withheld != "" {
		return errMoot
	}
	p, linked, err := s.openPost(tx, c, e.Object)
	if err != nil {
		return err
	}
	id, object := e.AnnounceIRI+"/activity", p.Activity(e.Kind, e.Activity, false)
	if len(linked) > 0 {
		object = linked // as its author's own server sent it
	}
	if d.Message == community.SendOutsideID {
		id, object = e.AnnounceIRI+"/object", vocab.Ref(p.ID)
	}
	m.body = vocab.OpenAct("Announce", id, c.IRI, p.Followers, []string{vocab.Public}, e.PublishedAt, object)
	return nil
}

// composeErased says that a post is gone, in the three ways that software
// understands: the announced deletion, the boost taken back, and the author's
// own deletion.
func (s *Server) composeErased(tx community.Tx, c community.Community, d community.Delivery, m *openLetter) error {
	if _, err := tx.OutsideShown(d.Object); !community.IsNotFound(err) {
		return orMoot(err) // shown again meanwhile
	}
	author, err := tx.Person(d.Person)
	if err != nil {
		return err
	}
	p := vocab.OpenPost{ID: d.Object, Author: author.IRI, Group: c.IRI, Followers: c.IRI + "/followers"}
	if post, err := tx.PostByIRI(d.Object); err == nil {
		linked, ok, err := s.Service.LinkedOf(tx, post.ID)
		if err != nil {
			return err
		}
		if ok && d.Message != community.SendOutsideUndo {
			return errMoot // its own server says so
		}
		if ok {
			p.ID = linked.Object
		}
	}
	switch d.Message {
	case community.SendOutsideGone:
		m.body = vocab.OpenAct("Announce", s.activityID(d.ID), c.IRI, p.Followers, []string{vocab.Public}, s.now(), p.Delete(false))
	case community.SendOutsideUndo:
		boost, err := boostOf(tx, c, d.Object)
		if err != nil {
			return err
		}
		inner := vocab.OpenAct("Announce", boost, c.IRI, p.Followers, []string{vocab.Public}, s.now(), vocab.Ref(p.ID))
		m.body = vocab.OpenAct("Undo", s.activityID(d.ID), c.IRI, p.Followers, []string{vocab.Public}, s.now(), inner)
	default:
		m.from, m.body = author.IRI, p.Delete(true)
	}
	return nil
}

// boostOf is the id under which a post was announced by its id alone.
func boostOf(tx community.Tx, c community.Community, object string) (string, error) {
	entries, err := tx.LogOfObject(c.ID, object)
	for _, e := range entries {
		if e.Kind == "Create" {
			return e.AnnounceIRI + "/object", nil
		}
	}
	return "", orMoot(err)
}

// openPost is a post as the world is shown it; ErrNotFound when it is not. Of one
// that came from a linked account it gives what came: it stands elsewhere, under
// the id that it has there.
func (s *Server) openPost(tx community.Tx, c community.Community, object string) (out vocab.OpenPost, linked []byte, err error) {
	p, err := tx.PostByIRI(object)
	if err == nil {
		err = s.Service.OutsideSeesPost(tx, c, p)
	}
	if err != nil {
		return out, nil, err
	}
	out = vocab.OpenPost{ID: p.IRI, ActivityID: p.ActivityIRI, Author: p.AuthorIRI, Group: c.IRI, Followers: c.IRI + "/followers",
		Kind: p.Kind, InReplyTo: p.ParentIRI, Name: p.Title, Content: p.HTML, Language: p.Language,
		URL: s.id.URL + "/threads/" + number10(p.ThreadID), Published: p.PublishedAt, Updated: p.EditedAt, Files: openFiles(p)}
	if err := s.openPoll(tx, p, &out); err != nil {
		return out, nil, err
	}
	if p.ParentID != 0 {
		above, ok, err := s.Service.LinkedOf(tx, p.ParentID)
		if err != nil {
			return out, nil, err
		}
		if ok {
			out.InReplyTo = above.Object
		}
	}
	own, ok, err := s.Service.LinkedOf(tx, p.ID)
	if ok {
		out.ID, linked = own.Object, own.Raw
	}
	return out, linked, err
}
