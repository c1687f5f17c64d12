package federation

import (
	"context"
	"net/http"
	"slices"

	"headroom/community"
	"headroom/federation/fetch"
	"headroom/federation/vocab"
)

// readAnnounce reads what a group says has been said in it (FEP-1b12): the beginning
// of a conversation, with the activity whole; or that one is gone. Everything else
// that is announced means nothing here, and an id alone least of all: it says neither
// who wrote it nor where.
func readAnnounce(doc *vocab.Document, act community.OutsideAct) (community.OutsideAct, string, error) {
	inner := doc.Object()
	if inner == nil || inner.Type() == "" {
		return act, ignoredBoost, nil
	}
	switch inner.Type() {
	case "Create", "Update":
	case "Delete":
		act.Kind, act.Object = community.OutsideUnhear, refOf(inner, "object")
		if act.ID == "" || vocab.CheckURL(act.Object) != nil {
			return act, "", errMalformed
		}
		return act, "", nil
	default:
		return act, ignoredBoost, nil
	}
	o := inner.Object()
	if o == nil || !slices.ContainsFunc(o.Types(), func(t string) bool { return slices.Contains(writable, t) }) {
		return act, ignoredKind, nil
	}
	act.Kind, act.Object = community.OutsideHear, o.ID()
	note, err := readNote(o)
	if err != nil {
		return act, "", err
	}
	note.Addressed = append(note.Addressed, addressees(inner)...)
	note.Public = slices.ContainsFunc(note.Addressed, isPublic)
	act.Note, act.Writer, act.Page = &note, o.LooseRef("attributedTo"), pageOf(o)
	switch {
	case note.Parent != "":
		return act, ignoredReply, nil
	case !note.Public:
		return act, ignoredPrivate, nil
	case act.ID == "" || vocab.CheckID(act.Object) != nil || vocab.CheckID(act.Writer) != nil:
		return act, "", errMalformed
	case inner.LooseRef("actor") != act.Writer || !vocab.SameOrigin(act.Writer, act.Object):
		return act, "", errOrigin
	}
	return act, "", nil
}

// pageOf is where people read an object: of its own origin, or its id.
func pageOf(o *vocab.Document) string {
	if page := o.LooseRef("url"); vocab.CheckURL(page) == nil && vocab.SameOrigin(page, o.ID()) {
		return page
	}
	return o.ID()
}

// whoSaid completes what a group announces with what its author's own server says: of
// what stands on another server than the group everything but the id, and of all of it
// how the author is called. ErrNotFound where it does not stand there as it was said.
func (s *Server) whoSaid(ctx context.Context, act *community.OutsideAct, as string) error {
	ctx = fetch.WithBudget(ctx, 6)
	if !vocab.SameOrigin(act.Object, act.Actor) {
		doc, err := s.getBudgeted(ctx, as, act.Object)
		if err != nil {
			return err
		}
		note, err := readNote(doc)
		if err != nil || doc.ID() != act.Object || doc.LooseRef("attributedTo") != act.Writer || note.Parent != "" ||
			!slices.ContainsFunc(note.Addressed, isPublic) || !slices.Contains(note.Addressed, act.Actor) {
			return community.ErrNotFound
		}
		act.Note, act.Page = &note, pageOf(doc)
	}
	if act.Note.Title == "" {
		act.Note.Title = s.Service.FirstLine(act.Note.HTML)
	}
	doc, err := s.getBudgeted(ctx, as, act.Writer)
	if err != nil {
		return err
	}
	writer, err := readActor(doc)
	if err != nil || writer.IRI != act.Writer || writer.Username == "" {
		return community.ErrNotFound
	}
	act.Handle = "@" + writer.Username + "@" + writer.Host
	return nil
}

// getBudgeted is getOutside within what a host may cause, with ErrNotFound for what
// cannot be had.
func (s *Server) getBudgeted(ctx context.Context, as, url string) (*vocab.Document, error) {
	host, err := vocab.Host(url)
	if err != nil || host == s.id.Host {
		return nil, community.ErrNotFound
	}
	if err := s.passes.fetch(host, s.now()); err != nil {
		return nil, err
	}
	done := s.Trust.naming(host)
	defer done()
	doc, err := s.getOutside(ctx, as, url)
	if err != nil && isKeyError(err) {
		return nil, community.ErrNotFound
	}
	return doc, err
}

// composeTie makes what is said about following a group, and the refusal of one.
func (s *Server) composeTie(tx community.Tx, c community.Community, d community.Delivery, m *openLetter) error {
	a, err := tx.OutsideActor(d.Outside)
	if err != nil {
		return err
	}
	to := []string{a.IRI}
	switch d.Message {
	case community.SendTie:
		tie, err := tx.OutsideTieOf(d.Object)
		if err == nil && tie.State != community.TieAsked {
			err = errMoot
		}
		if err == nil {
			err = s.Service.OutsideSees(c)
		}
		if err != nil {
			return err
		}
		m.body = vocab.OpenAct("Follow", d.Object, c.IRI, "", to, s.now(), vocab.Ref(a.IRI))
	case community.SendTieUndo:
		m.body = vocab.OpenAct("Undo", s.activityID(d.ID), c.IRI, "", to, s.now(), vocab.FollowedBy(d.Object, c.IRI, a.IRI))
	default:
		m.body = vocab.OpenAct("Reject", s.activityID(d.ID), c.IRI, "", to, s.now(), vocab.FollowedBy(d.Object, a.IRI, c.IRI))
	}
	return nil
}

// composeHeard passes on what a followed group has said, by its id at its author's
// server, or takes that back.
func (s *Server) composeHeard(tx community.Tx, c community.Community, d community.Delivery, m *openLetter) error {
	id, followers, all := c.IRI+"/heard/"+number10(d.Record), c.IRI+"/followers", []string{vocab.Public}
	h, err := tx.OutsideHeardByID(d.Record)
	switch {
	case d.Message == community.SendHeardUndo:
		inner := vocab.OpenAct("Announce", id, c.IRI, followers, all, s.now(), vocab.Ref(d.Object))
		m.body = vocab.OpenAct("Undo", s.activityID(d.ID), c.IRI, followers, all, s.now(), inner)
		return nil
	case err != nil:
		return err
	case h.Removed:
		return errMoot
	}
	if err := s.Service.OutsideSees(c); err != nil {
		return err
	}
	m.body = vocab.OpenAct("Announce", id, c.IRI, followers, all, h.HeardAt, vocab.Ref(h.Object))
	return nil
}

// openFollowing lists the groups that an open community follows.
func (s *Server) openFollowing(w http.ResponseWriter, r *http.Request) error {
	var items [][]byte
	err := s.inOpenGroup(r, func(tx community.Tx, c community.Community) error {
		groups, err := s.Service.OutsideFollowing(tx, c)
		for _, g := range groups {
			items = append(items, vocab.Ref(g.IRI))
		}
		return err
	})
	if err != nil {
		return err
	}
	return reply(w, vocab.Listed(s.id.URL+r.URL.Path, items))
}
