package community

import (
	"context"
	"time"

	"headroom/community/policy"
)

// OutsideModerators gives the moderators of an open community who may be named
// to software without an agreement.
func (s *Service) OutsideModerators(tx Tx, c Community) (people []Person, err error) {
	all, err := tx.Members(c.ID, policy.Active)
	for _, m := range all {
		if m.Role != policy.Moderator {
			continue
		}
		_, err := s.OutsideSeesPerson(tx, m.Person)
		if err == nil {
			people = append(people, m.Person)
		} else if !IsNotFound(err) {
			return nil, err
		}
	}
	return people, err
}

// OutsideChoice is what somebody has said about the world.
type OutsideChoice struct {
	Offered bool      // this instance is open to the world
	Since   time.Time // when they said yes; zero for no
	Head    bool      // may link accounts
}

// OutsideChoiceOf gives what the viewer has said.
func (s *Service) OutsideChoiceOf(ctx context.Context, v Viewer) (OutsideChoice, error) {
	return view(ctx, s, func(tx Tx) (o OutsideChoice, err error) {
		if err := s.mayChooseOutside(tx, v); err != nil {
			return o, err
		}
		o.Offered, o.Head = s.OpenFederation, s.mayLink(tx, v) == nil
		o.Since, err = tx.OutsideConsent(v.Person)
		return o, skipMissing(err)
	})
}

func (s *Service) mayChooseOutside(tx Tx, v Viewer) error {
	p, err := tx.Person(v.Person)
	if err != nil {
		return err
	}
	return s.DecideOnPerson(tx, v, p, policy.EditProfile)
}

// ChooseOutside says whether what the viewer writes in open communities from now
// on may be followed from other software. Who takes it back is shown to nobody
// any more, and servers that may hold copies are told to delete them.
func (s *Service) ChooseOutside(ctx context.Context, v Viewer, yes bool) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if err := s.mayChooseOutside(tx, v); err != nil {
			return err
		}
		_, err := tx.OutsideConsent(v.Person)
		if skipMissing(err) != nil || (err == nil) == yes {
			return skipMissing(err)
		}
		p, err := tx.Person(v.Person)
		if err != nil {
			return err
		}
		if yes {
			if err := tx.PutOutsideConsent(v.Person, s.now()); err != nil {
				return err
			}
			return s.audit(tx, p.IRI, "outside.agreed", p.IRI, "", nil)
		}
		if err := s.remember(LedgerEntry{Kind: ledgerOutsideNo, Person: p.IRI}); err != nil {
			return err
		}
		return s.withdrawOutside(tx, p, p.IRI)
	})
}

// withdrawOutside takes a person's yes back.
func (s *Service) withdrawOutside(tx Tx, p Person, by string) error {
	if err := s.audit(tx, by, "outside.withdrawn", p.IRI, "", nil); err != nil {
		return err
	}
	if err := tx.DropOutsideConsent(p.ID); err != nil {
		return err
	}
	return s.eraseAllOutside(tx, p.ID)
}

// eraseAllOutside takes back everything of a person that the world was shown.
func (s *Service) eraseAllOutside(tx Tx, person int64) error {
	const chunk = 500
	for {
		shown, err := tx.OutsideShownOf(person, chunk)
		if err != nil || len(shown) == 0 {
			return err
		}
		for _, o := range shown {
			if err := s.eraseOutside(tx, o); err != nil {
				return err
			}
		}
	}
}

// followedFrom says at which address other software follows a community, and to
// its members how much of it does.
func (s *Service) followedFrom(tx Tx, c Community, f policy.Facts, card *CommunityCard) (err error) {
	if s.OutsideSees(c) != nil {
		return nil
	}
	card.Address = "@" + c.Username + "@" + s.Identity.Host
	if policy.Decide(policy.ViewMembers, f).OK() {
		card.Followers, err = tx.CountOutsideFollowers(c.ID)
	}
	return err
}

// likesFromOutside counts them for posts of one community, where there can be any.
func (s *Service) likesFromOutside(tx Tx, f policy.Facts, posts []int64) (map[int64]int64, error) {
	if !s.OpenFederation || f.Access != policy.Open {
		return nil, nil
	}
	return tx.OutsideLikes(posts)
}
