package community

import (
	"context"
	"slices"
	"time"

	"headroom/community/policy"
)

// LinkStamp is the proof of membership in a linked community that a Follow may
// carry: that group's stamp, verified with its key. The zero value is none.
type LinkStamp struct {
	Group  string
	Member string
	Role   policy.Role
	Start  time.Time
	End    time.Time
}

// proves reports whether a stamp says, at a moment, that somebody is a member of
// a group and more than a guest.
func (l LinkStamp) proves(group, person string, now time.Time) bool {
	return l.Group != "" && l.Group == group && l.Member == person && l.Role >= policy.Member &&
		!now.Before(l.Start.Add(-stampSkew)) && now.Before(l.End)
}

// SetLinkRule makes, or takes back, the standing rule of a moderator that members
// of a linked community are let in without being asked about. It stands as long
// as the link is in force and its moderator moderates.
func (s *Service) SetLinkRule(ctx context.Context, v Viewer, id, link int64, on bool) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		c, _, err := s.inCommunity(tx, v, id, policy.SetLinkRule)
		if err != nil {
			return err
		}
		l, err := tx.GroupLink(link)
		if err == nil && l.FromID != c.ID && l.ToID != c.ID {
			err = ErrNotFound
		}
		if err != nil {
			return err
		}
		stands, err := s.linkStands(tx, l)
		if err != nil {
			return err
		}
		if on && (!stands || !l.Has(LinkJoins)) {
			return &Error{Class: Conflict, Key: "error.link_state"}
		}
		me, err := tx.Person(v.Person)
		if err != nil {
			return err
		}
		action, by := "link.rule-end", int64(0)
		if on {
			action, by = "link.rule", me.ID
		}
		if !on {
			if err := s.remember(LedgerEntry{Kind: ledgerRuleEnd, Agreement: l.Offer, Community: c.IRI}); err != nil {
				return err
			}
		}
		l.setRule(c.ID, by)
		l.UpdatedAt = s.now()
		if err := tx.UpdateGroupLink(l); err != nil {
			return err
		}
		other, err := tx.Community(l.Other(c.ID))
		if err != nil {
			return err
		}
		return s.audit(tx, me.IRI, action, c.IRI, "", map[string]string{"to": other.IRI, "kind": l.Kind})
	})
}

// ruleStands gives the moderator whose standing rule lets people into a
// community, "" when they moderate it no longer.
func (s *Service) ruleStands(tx Tx, c Community, by int64) (string, error) {
	if by == 0 {
		return "", nil
	}
	rule, err := tx.MembershipOf(c.ID, by)
	if err != nil || rule.State != policy.Active || rule.Role != policy.Moderator {
		return "", skipMissing(err)
	}
	mod, err := tx.Person(by)
	return mod.IRI, err
}

// admittedByLink gives the moderator by whose standing rule somebody is let into
// a community of ours because they are in a linked one; "" when nobody's is. f
// are the facts of their request.
func (s *Service) admittedByLink(tx Tx, c Community, p Person, f policy.Facts, stamp LinkStamp) (by string, err error) {
	if !c.Local {
		return "", nil
	}
	links, err := s.linksInForce(tx, c.ID, LinkJoins)
	if err != nil {
		return "", err
	}
	for _, l := range links {
		by, err := s.ruleStands(tx, c, l.ruleOf(c.ID))
		if err != nil {
			return "", err
		}
		if by == "" {
			continue
		}
		in, err := s.inLinked(tx, l.Other(c.ID), p, stamp)
		if err != nil {
			return "", err
		}
		f.Linked = in
		if policy.Decide(policy.AdmitByLink, f).OK() {
			return by, nil
		}
	}
	return "", nil
}

// inLinked reports whether somebody is a member of a linked community now: by its
// record where it is ours, by the stamp that we hold of one of our own people,
// and of everybody else by the stamp that came with their request.
func (s *Service) inLinked(tx Tx, id int64, p Person, stamp LinkStamp) (bool, error) {
	other, err := tx.Community(id)
	if err != nil {
		return false, err
	}
	if !other.Local && !p.Local {
		return stamp.proves(other.IRI, p.IRI, s.now()), nil
	}
	f, err := s.communityFacts(tx, Viewer{Person: p.ID, Host: p.Host}, other)
	if err != nil {
		return false, err
	}
	return policy.Decide(policy.ViewMembers, f).OK(), nil
}

// LinkShown is a link as a community's host shows it.
type LinkShown struct {
	Group   string   `json:"group"`
	Kind    string   `json:"kind"` // as GroupLink.KindFrom
	Effects []string `json:"effects"`
}

// ShownLinks gives the links of a community of ours that stand in its document:
// to members all of them, to others those that each directory may show. Of one
// that some peers may not know of the document says nothing: it is the same for
// all of them.
func (s *Service) ShownLinks(tx Tx, c Community, full bool) (out []LinkShown, err error) {
	return s.ownLinks(tx, c, func(l GroupLink, other Community) bool {
		hidden := c.Access == policy.Open && other.Access != policy.Open // the whole world reads it
		return (full || l.Has(LinkShows) && !hidden) && (!other.Local || widelyKnown(other))
	})
}

// ownLinks gives the links in force of a community that our own records speak of.
func (s *Service) ownLinks(tx Tx, c Community, shown func(GroupLink, Community) bool) (out []LinkShown, err error) {
	all, err := tx.GroupLinksOf(c.ID)
	if err != nil {
		return nil, err
	}
	for _, l := range all {
		stands, err := s.linkStands(tx, l)
		if err != nil {
			return nil, err
		}
		if !stands {
			continue
		}
		other, err := tx.Community(l.Other(c.ID))
		if err != nil {
			return nil, err
		}
		if !shown(l, other) {
			continue
		}
		out = append(out, LinkShown{Group: other.IRI, Kind: l.KindFrom(c.ID), Effects: l.Effects})
	}
	return out, nil
}

// linksKnown gives the links of a community as they are known here: those with
// one of ours from our own records, the others as its host shows them.
func (s *Service) linksKnown(tx Tx, c Community) (out []LinkShown, err error) {
	every := func(GroupLink, Community) bool { return true }
	if out, err = s.ownLinks(tx, c, every); err != nil || c.Local {
		return out, err
	}
	for _, l := range c.Links {
		other, err := tx.CommunityByIRI(l.Group)
		if skipMissing(err) != nil {
			return nil, err
		}
		if err == nil && !other.Local && other.DeletedAt.IsZero() { // of ours our own records speak
			out = append(out, l)
		}
	}
	return out, nil
}

// LinkProof finds what one of our people can show when they ask to join a peer's
// community: their record in a community that is linked with it. ok is false when
// there is none.
func (s *Service) LinkProof(tx Tx, c Community, p Person) (group Community, m Membership, ok bool, err error) {
	links, err := s.linksKnown(tx, c)
	if err != nil {
		return group, m, false, err
	}
	for _, l := range links {
		if !slices.Contains(l.Effects, LinkJoins) {
			continue
		}
		if group, err = tx.CommunityByIRI(l.Group); err != nil {
			if IsNotFound(err) {
				continue
			}
			return group, m, false, err
		}
		in, err := s.inLinked(tx, group.ID, p, LinkStamp{})
		if err != nil {
			return group, m, false, err
		}
		if in {
			m, err = tx.MembershipOf(group.ID, p.ID)
			return group, m, err == nil, err
		}
	}
	return group, m, false, nil
}

// IsLinked reports whether a community of ours has a link in force, by which
// people may be let in, with a group.
func (s *Service) IsLinked(tx Tx, c Community, group string) (bool, error) {
	links, err := s.linksInForce(tx, c.ID, LinkJoins)
	if err != nil {
		return false, err
	}
	for _, l := range links {
		other, err := tx.Community(l.Other(c.ID))
		if err != nil || other.IRI == group {
			return err == nil, err
		}
	}
	return false, nil
}

// joinsByLink notes on a card whether its viewer would be let in by a link.
func (s *Service) joinsByLink(tx Tx, v Viewer, c Community, f policy.Facts, out *CommunityCard) error {
	if !c.Local || f.Membership == policy.Invited {
		return nil
	}
	p, err := tx.Person(v.Person)
	if err != nil {
		return err
	}
	by, err := s.admittedByLink(tx, c, p, f, LinkStamp{})
	if by != "" {
		out.CanJoin, out.ByLink = true, true
	}
	return err
}
