package community

import (
	"context"
	"slices"

	"headroom/community/policy"
)

// Sharing is to say again: an author begins a conversation in a linked community
// with their own first post. What others have answered was said to who was there,
// and stays there.

// Sharing is what may be shared, and where to.
type Sharing struct {
	Thread Thread
	Source Community
	To     []Community
}

// ShareChoices gives the linked communities into which the viewer may share a
// conversation that they have begun. Forbidden when there is none.
func (s *Service) ShareChoices(ctx context.Context, v Viewer, thread int64) (Sharing, error) {
	return view(ctx, s, func(tx Tx) (Sharing, error) {
		out, _, err := s.sharing(tx, v, thread)
		return out, err
	})
}

// ShareThread begins a conversation in a linked community with the viewer's own
// first post of another, which says where it comes from. Who may write there, and
// who reads it, is as of any other. Pictures stay behind.
func (s *Service) ShareThread(ctx context.Context, v Viewer, thread, to int64, key string) (PostResult, error) {
	var in PostInput
	err := s.Store.View(ctx, func(tx Tx) error {
		out, root, err := s.sharing(tx, v, thread)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(out.To, func(c Community) bool { return c.ID == to }) {
			return FieldError("to", "error.choice", nil)
		}
		in = PostInput{Community: to, Title: root.Title, Body: root.Source, Language: root.Language, IdempotencyKey: key, Shared: thread}
		return nil
	})
	if err != nil {
		return PostResult{}, err
	}
	return s.StartThread(ctx, v, in)
}

// sharing loads a conversation and asks policy whether the viewer may share it,
// and where to.
func (s *Service) sharing(tx Tx, v Viewer, thread int64) (out Sharing, root Post, err error) {
	t, c, f, err := s.inThread(tx, v, thread, policy.ViewThread)
	if err != nil {
		return out, root, err
	}
	out = Sharing{Thread: t, Source: c}
	if t.RootID != 0 {
		if root, err = tx.Post(t.RootID); err != nil {
			return out, root, err
		}
	}
	f.Author = root.ID != 0 && root.AuthorID == v.Person && v.Person != 0
	f.Gone = root.ID == 0 || root.State != PostAccepted || policy.Disclose(t.Label, policy.ChannelShare, f.Author) != policy.Whole
	if f.Author && !f.Gone {
		if out.To, err = s.shareTargets(tx, v, c); err != nil {
			return out, root, err
		}
		f.Linked = len(out.To) > 0
	}
	return out, root, refuse(policy.Decide(policy.ShareThread, f))
}

// shareTargets gives the communities that a link lets people of one share into,
// and in which the viewer may begin a conversation.
func (s *Service) shareTargets(tx Tx, v Viewer, c Community) (out []Community, err error) {
	if !widelyKnown(c) {
		return nil, nil
	}
	known, err := s.linksKnown(tx, c)
	if err != nil {
		return nil, err
	}
	for _, l := range known {
		if !slices.Contains(l.Effects, LinkShares) {
			continue
		}
		other, err := tx.CommunityByIRI(l.Group)
		if err != nil {
			return nil, err
		}
		if other.Access < c.Access { // nothing goes from a closed room to where everybody reads
			continue
		}
		f, err := s.communityFacts(tx, v, other)
		if err != nil {
			return nil, err
		}
		f.Biography = true // is asked for when it is sent
		if policy.Decide(policy.StartThread, f).OK() {
			out = append(out, other)
		}
	}
	return out, nil
}

// widelyKnown reports whether every instance that we may send something to may
// know that a community exists: where it comes from stands in what is shared, and
// goes to servers that the community itself may not reach.
func widelyKnown(c Community) bool { return c.Reach == "peers" }

// sharedFrom gives the community that a text on its way comes from, once policy
// has allowed in this transaction that it is shared; "" for any other text.
func (s *Service) sharedFrom(tx Tx, v Viewer, w writing) (string, error) {
	if w.in.Shared == 0 {
		return "", nil
	}
	from, _, err := s.sharing(tx, v, w.in.Shared)
	if err != nil {
		return "", err
	}
	if !slices.ContainsFunc(from.To, func(c Community) bool { return c.ID == w.c.ID }) {
		return "", refuse(policy.Decision{Verdict: policy.Forbidden, Reason: policy.ReasonPolicy})
	}
	return from.Source.IRI, nil
}

// maySayShared holds a contribution to a community of ours to what it says of its
// origin: only the first post of a conversation has one, and a link with it that
// lets people share is in force.
func (s *Service) maySayShared(tx Tx, c Community, in Contribution) error {
	if !c.Local || in.Kind != "Create" || in.Note == nil || in.Note.SharedFrom == "" {
		return nil
	}
	if in.Note.Parent != "" {
		return &Error{Class: Invalid, Key: "error.invalid", Reason: policy.ReasonMalformed}
	}
	links, err := s.linksInForce(tx, c.ID, LinkShares)
	if err != nil {
		return err
	}
	for _, l := range links {
		other, err := tx.Community(l.Other(c.ID))
		if err != nil {
			return err
		}
		if other.IRI == in.Note.SharedFrom && c.Access >= other.Access && widelyKnown(other) {
			return nil
		}
	}
	return refuse(policy.Decision{Verdict: policy.Forbidden, Reason: policy.ReasonPolicy})
}

// origins adds to posts that were shared where they come from: the community, to
// who may know of it.
func (s *Service) origins(tx Tx, v Viewer, posts []PostView) error {
	for i, p := range posts {
		if p.SharedFrom == "" || p.State == PostDeleted {
			continue
		}
		c, err := tx.CommunityByIRI(p.SharedFrom)
		if IsNotFound(err) {
			continue
		}
		if err != nil {
			return err
		}
		if s.DecideOn(tx, v, c, policy.ViewListed, nil) == nil {
			posts[i].Origin = c
		}
	}
	return nil
}

// refused passes over a refusal: what the viewer may not do is not offered.
func refused(err error) error {
	switch KindOf(err) {
	case NotFound, Forbidden, Conflict, Unavailable:
		return nil
	}
	return err
}
