package community

import (
	"context"
	"errors"
	"fmt"
	"time"

	"headroom/community/policy"
)

// errBroken is what applying something ended with when it did not return.
var errBroken = errors.New("community: applying it broke off")

// Take takes a member's activity for a community of ours, in one commit: policy
// on the facts that are held, the bytes and, where nothing is in the way, what
// the activity does, its place in the log and the announcements. What has to
// wait (for a credential's status, for files, for the post that it answers), and
// what could not be applied for a reason of ours, is stored with the job that
// applies it. A nil answer means: authorised on what we hold, and durably stored (202). again
// is true when the same activity had been received before; nothing is stored
// twice.
func (s *Service) Take(ctx context.Context, community string, in Contribution, signer string, raw []byte) (again bool, err error) {
	again, err = s.take(ctx, community, in, signer, raw, true)
	if err == nil || KindOf(err) != "" || ctx.Err() != nil {
		return again, err
	}
	// It may be this one that cannot be applied: it is kept, and its sender goes on.
	return s.take(ctx, community, in, signer, raw, false)
}

func (s *Service) take(ctx context.Context, community string, in Contribution, signer string, raw []byte, apply bool) (again bool, err error) {
	defer func() {
		if v := recover(); v != nil && apply {
			err = fmt.Errorf("%w: %v", errBroken, v)
		} else if v != nil {
			panic(v)
		}
	}()
	err = s.Store.UpdateForeseen(ctx, foreseen(community, in, signer), func(tx Tx) error {
		again = false
		c, p, err := s.contributor(tx, community, in.Actor)
		if err != nil {
			return err
		}
		in.Received = s.now()
		verdict := s.mayContribute(tx, c, p, in, false)
		if verdict != nil {
			if KindOf(verdict) == "" {
				return verdict
			}
			if err := s.refusedAtTheDoor(tx, c, p, in); err != nil {
				return err
			}
		}
		fresh, _, err := tx.Receive(signer, in.Activity, in.Digest, in.Received)
		if err != nil || !fresh {
			again = !fresh
			return err
		}
		d := Document{ID: tx.NextID(), IRI: in.Activity, Signer: signer, CommunityID: c.ID,
			Object: in.Object, Author: in.Actor, Class: "activity", Raw: raw, CreatedAt: in.Received}
		files := in.Note != nil && len(in.Note.Attachments) > 0 // which are fetched first
		if !apply || files || KindOf(verdict) == Unavailable {
			return s.storeReceived(tx, d, c.IRI)
		}
		if err := tx.InsertDocument(d); err != nil {
			return err
		}
		in.Document = d.ID
		return s.contribute(tx, c, p, in, verdict)
	})
	return again, err
}

// foreseen is what taking a contribution asks for.
func foreseen(community string, in Contribution, signer string) Foreseen {
	f := Foreseen{Community: community, Signer: signer, Activity: in.Activity, Object: in.Object}
	if in.Note != nil {
		f.Parent = in.Note.Parent
	}
	return f
}

// contributor gives the community that somebody writes into and who they are.
// Their home has an agreement with us at this moment.
func (s *Service) contributor(tx Tx, community, actor string) (Community, Person, error) {
	c, err := tx.CommunityByIRI(community)
	if err != nil {
		return c, Person{}, err
	}
	p, err := tx.PersonByIRI(actor)
	if err != nil || p.Local {
		return c, p, err
	}
	peer, err := tx.Peer(p.Host)
	if err == nil && peer.State == PeerPaused {
		err = &Error{Class: Unavailable, Key: "error.paused"}
	} else if err == nil && peer.State != PeerActive || IsNotFound(err) {
		err = &Error{Class: Unauthenticated, Key: "error.signature"}
	}
	return c, p, err
}

// refusedAtTheDoor is the refusal that an activity is answered with at once, on
// facts that its sender may know; nil when it is taken, and answered with a
// Reject if it is refused. What is said of the content (locked, deleted) and
// what waits for a credential's status are not told at the door.
func (s *Service) refusedAtTheDoor(tx Tx, c Community, p Person, in Contribution) error {
	in.Received = time.Time{}
	err := s.mayContribute(tx, c, p, in, true)
	if ReasonOf(err) == policy.ReasonStatusUnavailable {
		return nil
	}
	return err
}
