package community

import (
	"cmp"
	"context"
	"slices"

	"headroom/community/policy"
)

// LinkSaid is what a community of a peer says of a link, verified: its group has
// signed the request and, of an Offer and an Accept, the hr:Link inside.
type LinkSaid struct {
	Group  string // who says it
	Offer  string // id of the Offer that it is, or is about
	Accept string // id, of an Accept
	Half   LinkHalf
	Raw    []byte
	Reason string // code or words, of an end
}

// LinkOffered keeps the offer of a peer's community for our operators to read.
// The same again changes nothing. Where both sides have offered at once, the
// offer whose id comes first counts, on both. NotFound when there is no such
// community of ours, or none that the peer may know of.
func (s *Service) LinkOffered(ctx context.Context, in LinkSaid) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		from, to, err := s.linkEnds(tx, in)
		if err != nil {
			return err
		}
		if t, err := tx.Tombstone(in.Offer); err == nil && t.Author == in.Group {
			return nil // taken back before it came
		} else if skipMissing(err) != nil {
			return err
		}
		if have, err := tx.GroupLinkByOffer(in.Offer); err == nil {
			if have.FromID != from.ID {
				return errNotTheirs
			}
			return nil
		} else if !IsNotFound(err) {
			return err
		}
		have, err := openLink(tx, from.ID, to.ID)
		if err == nil && have.State == LinkOffered && have.Offer < in.Offer {
			return nil // ours counts, and they will answer it
		}
		if err == nil { // crossed by theirs, or over as they see it
			err = s.endLink(tx, &have, in.Group, policy.ReasonMovedOn)
		}
		if skipMissing(err) != nil {
			return err
		}
		l := GroupLink{ID: tx.NextID(), IRI: in.Half.IRI, FromID: from.ID, ToID: to.ID, Kind: in.Half.Kind, Effects: in.Half.Effects,
			State: LinkReceived, Offer: in.Offer, Offered: in.Raw, CreatedAt: s.now(), UpdatedAt: s.now()}
		if err := tx.InsertGroupLink(l); err != nil {
			return err
		}
		if err := s.linkChanged(tx, l, in.Group, "link.offered", ""); err != nil {
			return err
		}
		return s.linkWaits(tx, from.Host)
	})
}

// errNotTheirs refuses what a community says of a link that is not its own.
var errNotTheirs = &Error{Class: Forbidden, Key: "error.forbidden", Reason: policy.ReasonMalformed}

// linkEnds gives the communities of an offer: the peer's that says it, which it
// shows to heads here, and ours.
func (s *Service) linkEnds(tx Tx, in LinkSaid) (from, to Community, err error) {
	if in.Half.From != in.Group || in.Half.By != in.Group {
		return from, to, errNotTheirs
	}
	if to, err = tx.CommunityByIRI(in.Half.To); err == nil && !to.Local {
		err = ErrNotFound
	}
	if err != nil {
		return from, to, err
	}
	from, err = tx.CommunityByIRI(in.Half.From)
	if IsNotFound(err) || err == nil && from.Local {
		err = errNotTheirs
	}
	if err != nil {
		return from, to, err
	}
	fit, err := s.linkable(tx, from, to)
	if err == nil && !fit {
		err = ErrNotFound
	}
	return from, to, err
}

// linkOfOffer gives the link of an Offer that a peer's community is one end of.
func linkOfOffer(tx Tx, offer, group string) (l GroupLink, from, to Community, err error) {
	if l, err = tx.GroupLinkByOffer(offer); err != nil {
		return l, from, to, err
	}
	if from, to, err = l.ends(tx); err != nil {
		return l, from, to, err
	}
	if group != from.IRI && group != to.IRI || from.IRI == group && from.Local || to.IRI == group && to.Local {
		err = errNotTheirs
	}
	return l, from, to, err
}

// LinkAccepted makes a link active that we offered, with the effects that the
// other side has accepted. NotFound for what was never offered.
func (s *Service) LinkAccepted(ctx context.Context, in LinkSaid) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		l, from, to, err := linkOfOffer(tx, in.Offer, in.Group)
		if err != nil {
			return err
		}
		h := in.Half
		if to.IRI != in.Group || h.By != to.IRI || h.From != from.IRI || h.To != to.IRI || h.Kind != l.Kind {
			return errNotTheirs
		}
		switch l.State {
		case LinkEnded:
			return nil // ended here meanwhile, as they will hear
		case LinkActive:
			if l.Accept == in.Accept {
				return nil
			}
			return &Error{Class: Conflict, Key: "error.link_state"}
		case LinkOffered:
		default:
			return &Error{Class: Conflict, Key: "error.link_state"}
		}
		for _, e := range h.Effects {
			if !l.Has(e) {
				return errNotTheirs
			}
		}
		l.State, l.Accept, l.Accepted, l.Effects, l.ActiveAt, l.UpdatedAt = LinkActive, in.Accept, in.Raw, slices.Clone(h.Effects), s.now(), s.now()
		if err := tx.UpdateGroupLink(l); err != nil {
			return err
		}
		return s.linkChanged(tx, l, in.Group, "link.accepted", "")
	})
}

// LinkDeclined records that the other side's operators have declined.
func (s *Service) LinkDeclined(ctx context.Context, in LinkSaid) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		l, _, to, err := linkOfOffer(tx, in.Offer, in.Group)
		if err != nil {
			return err
		}
		if to.IRI != in.Group {
			return errNotTheirs
		}
		if l.State != LinkOffered {
			return nil
		}
		l.State, l.Reason, l.EndedBy, l.EndedAt, l.UpdatedAt = LinkDeclined, in.Reason, in.Group, s.now(), s.now()
		if err := tx.UpdateGroupLink(l); err != nil {
			return err
		}
		return s.linkChanged(tx, l, in.Group, "link.declined", in.Reason)
	})
}

// LinkUndone ends a link because one side has taken its part back: the Offer by
// who offered, or its Accept by who accepted. An Undo may come before the Offer.
func (s *Service) LinkUndone(ctx context.Context, in LinkSaid, accepted bool) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		l, from, to, err := linkOfOffer(tx, in.Offer, in.Group)
		if IsNotFound(err) && !accepted {
			return tx.PutTombstone(Tombstone{Object: in.Offer, Author: in.Group, By: in.Group, CreatedAt: s.now()})
		}
		if err != nil {
			return err
		}
		whose := from.IRI
		if accepted {
			whose = to.IRI
		}
		if whose != in.Group {
			return errNotTheirs
		}
		if !l.open() {
			return nil
		}
		return s.endLink(tx, &l, in.Group, cmp.Or(in.Reason, policy.ReasonPolicy))
	})
}

// linkNotOffered ends a link whose Offer the other side's server has refused for
// good.
func (s *Service) linkNotOffered(ctx context.Context, offer, reason string) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		l, err := tx.GroupLinkByOffer(offer)
		if err != nil || l.State != LinkOffered {
			return skipMissing(err)
		}
		_, to, err := l.ends(tx)
		if err != nil {
			return err
		}
		return s.endLink(tx, &l, to.IRI, cmp.Or(reason, policy.ReasonPolicy))
	})
}

// LinkHalfOf gives what we hold of the offering side's hr:Link, for the digest
// that an Accept names. NotFound for an Offer that was never made.
func (s *Service) LinkHalfOf(ctx context.Context, offer string) (raw []byte, err error) {
	err = s.Store.View(ctx, func(tx Tx) error {
		l, err := tx.GroupLinkByOffer(offer)
		raw = l.Offered
		return err
	})
	return raw, err
}
