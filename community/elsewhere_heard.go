package community

import (
	"context"
	"slices"
	"time"
)

// doorOfAnswer finds the tie whose Follow is answered: by the group that was asked,
// and by nobody else.
func (s *Service) doorOfAnswer(tx Tx, d *OutsideDoor, act OutsideAct) error {
	tie, err := tx.OutsideTieOf(act.Object)
	if err != nil {
		return err
	}
	if !d.Is || tie.ActorID != d.Known.ID {
		return ErrNotFound
	}
	d.Ties = []OutsideTie{tie}
	d.Community, err = tx.Community(tie.CommunityID)
	return err
}

// doorOfHearing finds the communities of ours that follow the group that speaks.
// Only what is first-hand is heard: what was addressed to that group itself, and is
// none of ours. So nothing goes in circles, however groups follow each other.
func (s *Service) doorOfHearing(tx Tx, d *OutsideDoor, act OutsideAct) error {
	if err := s.doorOfFollowed(tx, d, act.Actor); err != nil {
		return err
	}
	if act.Kind == OutsideHear && (hostOf(act.Object) == s.Identity.Host || !slices.Contains(act.Note.Addressed, act.Actor)) {
		return errNotFromThere
	}
	return nil
}

// doorOfFollowed finds the open communities of ours that follow an actor; ErrNotFound
// when none does.
func (s *Service) doorOfFollowed(tx Tx, d *OutsideDoor, actor string) error {
	if !s.OpenFederation {
		return ErrNotFound
	}
	group, err := tx.OutsideActorByIRI(actor)
	if err != nil {
		return err
	}
	ties, err := tx.OutsideListeners(group.ID)
	if err != nil {
		return err
	}
	for _, t := range ties {
		c, err := tx.Community(t.CommunityID)
		if err != nil {
			return err
		}
		if s.OutsideSees(c) == nil {
			d.Ties, d.Community = append(d.Ties, t), c
		}
	}
	if len(d.Ties) == 0 {
		return ErrNotFound
	}
	return nil
}

// tieAnswered keeps what a group has said to our Follow. A no may come later than a
// yes: then it has ended it.
func (s *Service) tieAnswered(tx Tx, d OutsideDoor, act OutsideAct) error {
	tie := d.Ties[0]
	if act.Kind == OutsideYes {
		if tie.State != TieAsked {
			return nil
		}
		tie.State = TieActive
	} else {
		tie.State = TieRefused
		if err := tx.DropOutsideHeard(tie.CommunityID, tie.ActorID); err != nil {
			return err
		}
	}
	tie.UpdatedAt = s.now()
	return tx.PutOutsideTie(tie)
}

// OutsideTieRefused keeps that a group's server takes no Follow of ours.
func (s *Service) OutsideTieRefused(ctx context.Context, follow string) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		tie, err := tx.OutsideTieOf(follow)
		if err != nil || tie.State != TieAsked {
			return skipMissing(err)
		}
		tie.State, tie.UpdatedAt = TieRefused, s.now()
		return tx.PutOutsideTie(tie)
	})
}

func (s *Service) isShut(tx Tx, c Community, by OutsideActor) (bool, error) {
	tie, err := tx.OutsideTie(c.ID, by.ID)
	return tie.Shut, skipMissing(err)
}

// hear keeps, for each community that follows a group, what has begun there, and
// passes it on once. Who tells of a thing first is who it was heard from.
func (s *Service) hear(tx Tx, d OutsideDoor, act OutsideAct, by OutsideActor) error {
	for _, tie := range d.Ties {
		h, err := tx.OutsideHeard(tie.CommunityID, act.Object)
		if err == nil {
			if h.ActorID == by.ID && !h.Removed {
				h.Title, h.Page = act.Note.Title, act.Page
				err = tx.UpdateOutsideHeard(h)
			}
			if err != nil {
				return err
			}
			continue
		}
		if !IsNotFound(err) {
			return err
		}
		n, err := tx.CountOutsideHeard(tie.CommunityID, by.ID, s.now().Add(-24*time.Hour))
		if err != nil {
			return err
		}
		if n >= heardDay {
			continue
		}
		h = OutsideHeard{ID: tx.NextID(), CommunityID: tie.CommunityID, ActorID: by.ID, Object: act.Object, Writer: act.Writer, Handle: act.Handle,
			Title: act.Note.Title, Page: act.Page, HeardAt: s.now()}
		if err := tx.InsertOutsideHeard(h); err != nil {
			return err
		}
		if err := s.passOn(tx, h, SendHeard, PriorityLow); err != nil {
			return err
		}
	}
	return nil
}

// unhear takes back what a group says is gone, as far as it was heard from it.
func (s *Service) unhear(tx Tx, d OutsideDoor, act OutsideAct, by OutsideActor) error {
	for _, tie := range d.Ties {
		h, err := tx.OutsideHeard(tie.CommunityID, act.Object)
		if err == nil && h.ActorID == by.ID && !h.Removed {
			err = s.takeBackHeard(tx, h)
		}
		if skipMissing(err) != nil {
			return err
		}
	}
	return nil
}

func (s *Service) takeBackHeard(tx Tx, h OutsideHeard) error {
	h.Removed, h.Title, h.Handle, h.Writer, h.Page = true, "", "", "", ""
	if err := tx.UpdateOutsideHeard(h); err != nil {
		return err
	}
	return s.passOn(tx, h, SendHeardUndo, PriorityNormal)
}

// passOn tells the followers of a community elsewhere of what it has heard, by its id
// alone; never the servers that it comes from.
func (s *Service) passOn(tx Tx, h OutsideHeard, m Message, priority int) error {
	group, err := tx.OutsideActor(h.ActorID)
	if err != nil {
		return err
	}
	inboxes, err := tx.OutsideInboxes(h.CommunityID)
	if err != nil {
		return err
	}
	for _, inbox := range inboxes {
		if to := hostOf(inbox); to == hostOf(group.IRI) || to == hostOf(h.Object) {
			continue
		}
		if err := s.deliverOutside(tx, Delivery{Message: m, Community: h.CommunityID, Object: h.Object, Record: h.ID, Inbox: inbox}, priority); err != nil {
			return err
		}
	}
	return nil
}

// ForgetHeard forgets what was heard long ago.
func (s *Service) ForgetHeard(tx Tx) error {
	_, err := tx.DropOutsideHeardBefore(s.now().Add(-heardKept))
	return err
}
