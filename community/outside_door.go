package community

import (
	"context"

	"headroom/community/policy"
)

// OutsideDoor is what an act of other software is about, found before anything
// is asked of the network.
type OutsideDoor struct {
	Community Community     // that it follows, or in which the post stands
	Post      int64         // that it likes, answers, changes or deletes; 0 for none
	Account   LinkedAccount // of who writes
	Ties      []OutsideTie  // of ours with the group that speaks, in force
	Known     OutsideActor
	Is        bool // Known has been met before
	Vote      bool // it is a vote in the poll of Post
}

// errNotFromThere is told to software whose words are not taken: only heads
// write, and only from accounts that are theirs.
var errNotFromThere = &Error{Class: Forbidden, Key: "error.forbidden", Reason: policy.ReasonPolicy}

// AtOutsideDoor decides on facts already held whether an act of software without
// an agreement is looked at at all. Only what is about an open community of ours
// is: ErrNotFound for everything else, for which no key is fetched and nothing
// kept. Words of accounts that nobody has linked are Forbidden.
func (s *Service) AtOutsideDoor(ctx context.Context, act OutsideAct) (OutsideDoor, error) {
	return view(ctx, s, func(tx Tx) (OutsideDoor, error) { return s.outsideDoor(tx, act) })
}

func (s *Service) outsideDoor(tx Tx, act OutsideAct) (d OutsideDoor, err error) {
	if !s.OpenFederation {
		return d, ErrNotFound
	}
	d.Known, err = tx.OutsideActorByIRI(act.Actor)
	if skipMissing(err) != nil {
		return d, err
	}
	d.Is = err == nil
	switch act.Kind {
	case OutsideFollow:
		return d, s.doorOfGroup(tx, &d, act.Object)
	case OutsideLike:
		return d, s.doorOfPost(tx, &d, act.Object)
	case OutsideUnfollow:
		if err := s.doorOfGroup(tx, &d, act.Object); err != nil {
			return d, err
		}
		_, err := tx.OutsideFollow(d.Community.ID, d.Known.ID)
		return d, err
	case OutsideUnlike:
		if err := s.doorOfPost(tx, &d, act.Object); err != nil {
			return d, err
		}
		_, err := tx.OutsideLike(d.Post, d.Known.ID)
		return d, err
	case OutsideUndo:
		return d, s.doorOfEarlier(tx, &d, act.Undone)
	case OutsideLeave, OutsideChanged:
		if !d.Is {
			return d, ErrNotFound
		}
		return d, nil
	case OutsideCreate, OutsideUpdate, OutsideDelete:
		return d, s.doorOfWords(tx, &d, act)
	case OutsideYes, OutsideNo:
		return d, s.doorOfAnswer(tx, &d, act)
	case OutsideHear, OutsideUnhear:
		return d, s.doorOfHearing(tx, &d, act)
	}
	return d, ErrNotFound
}

// AboutOpen reports whether an id is that of an open community of ours, or of a
// post that software without an agreement is shown, or its speaker a group that
// one follows; ErrNotFound when not.
func (s *Service) AboutOpen(ctx context.Context, object, actor string) error {
	return s.Store.View(ctx, func(tx Tx) error {
		var d OutsideDoor
		err := s.doorOfGroup(tx, &d, object)
		if IsNotFound(err) {
			err = s.doorOfPost(tx, &d, object)
		}
		if IsNotFound(err) {
			err = s.doorOfFollowed(tx, &d, actor)
		}
		return err
	})
}

func (s *Service) doorOfGroup(tx Tx, d *OutsideDoor, group string) (err error) {
	if d.Community, err = tx.CommunityByIRI(group); err != nil {
		return err
	}
	return s.OutsideSees(d.Community)
}

func (s *Service) doorOfPost(tx Tx, d *OutsideDoor, object string) error {
	p, err := tx.PostByIRI(object)
	if err != nil {
		return err
	}
	if d.Community, err = tx.Community(p.CommunityID); err != nil {
		return err
	}
	d.Post = p.ID
	return s.OutsideSeesPost(tx, d.Community, p)
}

// doorOfEarlier finds what is taken back by its id alone: their own only.
func (s *Service) doorOfEarlier(tx Tx, d *OutsideDoor, iri string) error {
	if !d.Is {
		return ErrNotFound
	}
	group, post, err := tx.OutsideActOf(d.Known.ID, iri)
	if err != nil {
		return err
	}
	if d.Post = post; post != 0 {
		p, err := tx.Post(post)
		if err != nil {
			return err
		}
		group = p.CommunityID
	}
	d.Community, err = tx.Community(group)
	return err
}

// TakeOutside applies an act that a key of its actor has signed. What was at
// the door is asked again in the commit that keeps it. A Follow is answered.
func (s *Service) TakeOutside(ctx context.Context, act OutsideAct, by OutsideActor) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		d, err := s.outsideDoor(tx, act)
		if err != nil {
			return err
		}
		if by.IRI != act.Actor {
			return errNotFromThere
		}
		if act.Kind == OutsideLeave {
			return tx.DropOutsideActor(d.Known.ID)
		}
		if by.ID = d.Known.ID; by.ID == 0 {
			by.ID = tx.NextID()
		}
		if err := tx.PutOutsideActor(by); err != nil {
			return err
		}
		if !d.Is { // another process may have met them a moment ago
			kept, err := tx.OutsideActorByIRI(by.IRI)
			if err != nil {
				return err
			}
			by.ID = kept.ID
		}
		fresh := true
		if act.ID != "" {
			said := act.Raw
			if d.Vote { // nothing is kept by which it could be guessed
				said = []byte(act.ID)
			}
			if fresh, _, err = tx.Receive(act.Actor, act.ID, contextDigest(string(said)), s.now()); err != nil {
				return err
			}
		}
		if !fresh {
			return s.outsideAgain(tx, d, act, by)
		}
		return s.applyOutside(tx, d, act, by)
	})
}

// outsideAgain answers what has come before: a Follow that still stands is
// answered again, whoever repeats it, and nothing else is done twice.
func (s *Service) outsideAgain(tx Tx, d OutsideDoor, act OutsideAct, by OutsideActor) error {
	if act.Kind != OutsideFollow {
		return nil
	}
	f, err := tx.OutsideFollow(d.Community.ID, by.ID)
	if err != nil || f.IRI != act.ID {
		return skipMissing(err)
	}
	return s.acceptOutside(tx, f, by)
}

func (s *Service) acceptOutside(tx Tx, f OutsideFollower, by OutsideActor) error {
	return s.deliverOutside(tx, Delivery{Message: SendOutsideYes, Community: f.CommunityID, Object: f.IRI, Outside: by.ID, Inbox: by.Inbox}, PriorityNormal)
}

func (s *Service) applyOutside(tx Tx, d OutsideDoor, act OutsideAct, by OutsideActor) error {
	switch {
	case act.Kind == OutsideYes || act.Kind == OutsideNo:
		return s.tieAnswered(tx, d, act)
	case act.Kind == OutsideHear:
		return s.hear(tx, d, act, by)
	case act.Kind == OutsideUnhear:
		return s.unhear(tx, d, act, by)
	case act.Kind == OutsideFollow:
		if shut, err := s.isShut(tx, d.Community, by); err != nil || shut {
			if err != nil {
				return err
			}
			return s.deliverOutside(tx, Delivery{Message: SendOutsideNo, Community: d.Community.ID, Object: act.ID, Outside: by.ID, Inbox: by.Inbox}, PriorityNormal)
		}
		f := OutsideFollower{CommunityID: d.Community.ID, ActorID: by.ID, IRI: act.ID, CreatedAt: s.now()}
		if err := tx.PutOutsideFollow(f); err != nil {
			return err
		}
		return s.acceptOutside(tx, f, by)
	case act.Kind == OutsideLike:
		return tx.PutOutsideLike(OutsideLiking{PostID: d.Post, ActorID: by.ID, IRI: act.ID, CreatedAt: s.now()})
	case d.Vote:
		return s.voteOutside(tx, d, act, by)
	case act.Kind == OutsideCreate || act.Kind == OutsideUpdate || act.Kind == OutsideDelete:
		return s.writeOutside(tx, d, act)
	case d.Post != 0: // undone
		_, err := tx.DropOutsideLike(d.Post, by.ID)
		return err
	case act.Kind == OutsideUnfollow || act.Kind == OutsideUndo:
		_, err := tx.DropOutsideFollow(d.Community.ID, by.ID)
		return err
	}
	return nil // its document, which is kept already
}
