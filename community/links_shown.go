package community

import (
	"context"
	"slices"

	"headroom/community/policy"
)

// LinkedCommunity is a community that another is linked with, as a viewer sees it.
type LinkedCommunity struct {
	Community
	Link    int64  // 0 where our own records do not speak of it
	Kind    string // see GroupLink.KindFrom
	State   string // what the viewer is in it
	Joins   bool   // members of the one may be let into the other
	Shares  bool
	CanRule bool // the viewer may make or take back the rule by which they are let in here
	Rule    bool // there is one
}

// LinkedWith lists what a community is linked with, as far as the viewer may know
// of it: to members all of it, to others what both sides let directories show.
func (s *Service) LinkedWith(ctx context.Context, v Viewer, id int64) ([]LinkedCommunity, error) {
	return view(ctx, s, func(tx Tx) ([]LinkedCommunity, error) {
		c, f, err := s.inCommunity(tx, v, id, policy.ViewListed)
		if err != nil {
			return nil, err
		}
		st, err := s.standing(tx, v)
		if err != nil {
			return nil, err
		}
		return s.linkedWith(tx, v, st, c, f)
	})
}

func (s *Service) linkedWith(tx Tx, v Viewer, st standing, c Community, f policy.Facts) (out []LinkedCommunity, err error) {
	known, err := s.linksKnown(tx, c)
	if err != nil {
		return nil, err
	}
	inside := policy.Decide(policy.ViewMembers, f).OK()
	for _, l := range known {
		if !inside && !slices.Contains(l.Effects, LinkShows) {
			continue
		}
		other, err := tx.CommunityByIRI(l.Group)
		if err != nil {
			return nil, err
		}
		theirs, err := s.factsIn(tx, v, st, other)
		if err != nil {
			return nil, err
		}
		if !policy.Decide(policy.ViewListed, theirs).OK() {
			continue // there is no such community, for them
		}
		row := LinkedCommunity{Community: other, Kind: l.Kind, State: stateName(theirs), Joins: slices.Contains(l.Effects, LinkJoins),
			Shares: slices.Contains(l.Effects, LinkShares)}
		if err := s.ruleShown(tx, c, f, &row); err != nil {
			return nil, err
		}
		out = append(out, row)
	}
	return out, nil
}

// ruleShown adds what our own record of a link says.
func (s *Service) ruleShown(tx Tx, c Community, f policy.Facts, row *LinkedCommunity) error {
	l, err := openLink(tx, c.ID, row.ID)
	if err != nil || l.State != LinkActive {
		return skipMissing(err)
	}
	row.Link = l.ID
	if !c.Local || !l.Has(LinkJoins) {
		return nil
	}
	by, err := s.ruleStands(tx, c, l.ruleOf(c.ID))
	row.Rule = by != ""
	row.CanRule = policy.Decide(policy.SetLinkRule, f).OK()
	return err
}

// LinkedCards gives, for the communities of a directory, the names of those that
// each is linked with.
func (s *Service) LinkedCards(ctx context.Context, v Viewer, ids []int64) (map[int64][]LinkedCommunity, error) {
	return view(ctx, s, func(tx Tx) (map[int64][]LinkedCommunity, error) {
		st, err := s.standing(tx, v)
		if err != nil {
			return nil, err
		}
		out := map[int64][]LinkedCommunity{}
		for _, id := range ids {
			c, err := tx.Community(id)
			if err != nil {
				return nil, err
			}
			f, err := s.factsIn(tx, v, st, c)
			if err != nil {
				return nil, err
			}
			if !policy.Decide(policy.ViewListed, f).OK() {
				continue
			}
			if out[id], err = s.linkedWith(tx, v, st, c, f); err != nil {
				return nil, err
			}
		}
		return out, nil
	})
}
