package community

import (
	"cmp"
	"context"

	"headroom/community/policy"
)

// DecideOn loads the facts about a viewer and a community inside a caller's
// transaction and asks policy. change may add facts about the thing acted on;
// it may be nil. The error is nil when the decision allows.
func (s *Service) DecideOn(tx Tx, v Viewer, c Community, a policy.Action, change func(*policy.Facts)) error {
	f, err := s.communityFacts(tx, v, c)
	if err != nil {
		return err
	}
	if change != nil {
		change(&f)
	}
	return refuse(policy.Decide(a, f))
}

// LevelOf says how much of a community's document a viewer is shown.
func (s *Service) LevelOf(tx Tx, v Viewer, c Community) (policy.Level, error) {
	f, err := s.communityFacts(tx, v, c)
	if err != nil {
		return policy.LevelNotFound, err
	}
	return policy.GroupLevel(f), nil
}

// PersonLevelOf says how much of a person's document a viewer is shown.
func (s *Service) PersonLevelOf(tx Tx, v Viewer, p Person) (policy.Level, error) {
	f, _, err := s.viewerFacts(tx, v)
	if err != nil {
		return policy.LevelNotFound, err
	}
	f.Hosted, f.Self = p.Local, v.Person == p.ID
	return policy.PersonLevel(f), nil
}

// DecideOnPerson asks policy about an action on a person's documents.
func (s *Service) DecideOnPerson(tx Tx, v Viewer, p Person, a policy.Action) error {
	f, _, err := s.viewerFacts(tx, v)
	if err != nil {
		return err
	}
	f.Hosted, f.Self = p.Local, v.Person == p.ID
	return refuse(policy.Decide(a, f))
}

// MayComeAsGuest decides, before a Follow without a credential is stored, whether
// its sender has an invitation into a community of ours as a guest. To everybody
// else there is no such community.
func (s *Service) MayComeAsGuest(ctx context.Context, v Viewer, community string) error {
	return s.Store.View(ctx, func(tx Tx) error {
		c, err := tx.CommunityByIRI(community)
		if err != nil || !c.Local {
			return cmp.Or(err, ErrNotFound)
		}
		f, err := s.communityFacts(tx, v, c)
		if err != nil {
			return err
		}
		if f.Role != policy.Guest || f.Membership != policy.Invited && f.Membership != policy.Active {
			return ErrNotFound
		}
		return refuse(policy.Decide(policy.Join, f))
	})
}

// MayFollow decides, before a Follow of a community of ours is stored, whether
// its sender may know that there is such a community. rec is the credential
// that the Follow presents, verified but for its status.
func (s *Service) MayFollow(ctx context.Context, v Viewer, community string, rec CredentialRecord) (c Community, err error) {
	err = s.Store.View(ctx, func(tx Tx) error {
		if c, err = tx.CommunityByIRI(community); err != nil {
			return err
		}
		if !c.Local {
			return ErrNotFound
		}
		worth, err := credentialWorth(tx, rec, s.now())
		if err != nil {
			return err
		}
		err = s.DecideOn(tx, v, c, policy.Join, func(f *policy.Facts) {
			f.Credential, f.AdmitsCredential = worth, admits(c, rec.Kind, rec.Type)
		})
		if k := KindOf(err); k == Unavailable || k == Forbidden || k == Conflict {
			return nil // may be known to exist: decided, with a reason, when it is applied
		}
		return err
	})
	return c, err
}
