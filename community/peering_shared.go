package community

import (
	"cmp"
	"context"
	"slices"

	"headroom/community/policy"
)

// Shared is what an agreement carries: the communities with people of both
// instances. Private ones are counted and not named: operators are not told of
// them.
type Shared struct {
	Ours          []SharedCommunity // hosted here, with people of the other instance
	Theirs        []SharedCommunity // hosted there, with people of ours
	OursPrivate   int64
	TheirsPrivate int64
	// Both are communities of other servers in which people of both stay: there
	// they will not see any more what the others write.
	Both        []SharedCommunity
	BothPrivate int64
}

// SharedCommunity is a community that loses people when the agreement ends.
type SharedCommunity struct {
	ID     int64
	Name   LangMap
	People int64 // with a membership, or waiting for one
}

// SharedWith tells an operator what the agreement with a host carries, before
// it is ended. NotFound when the host has not been named.
func (s *Service) SharedWith(ctx context.Context, v Viewer, host string) (Shared, error) {
	return view(ctx, s, func(tx Tx) (out Shared, err error) {
		if err := s.managePeers(tx, v); err != nil {
			return out, err
		}
		if _, err := tx.Peer(host); err != nil {
			return out, err
		}
		return s.shared(tx, host)
	})
}

func (s *Service) shared(tx Tx, host string) (out Shared, err error) {
	all, err := tx.Communities(nil)
	if err != nil {
		return out, err
	}
	for _, c := range all {
		if !c.Local && c.Host != host {
			continue
		}
		n, err := crossing(tx, c, host)
		if err != nil {
			return out, err
		}
		if n > 0 {
			out.add(c, n)
		}
	}
	return out, s.elsewhere(tx, host, &out)
}

// elsewhere adds the communities of other servers in which people of a host
// have written and ours are members.
func (s *Service) elsewhere(tx Tx, host string, out *Shared) error {
	ids, err := tx.MetElsewhere(host)
	if err != nil {
		return err
	}
	list, err := tx.CommunitiesByID(ids)
	if err != nil {
		return err
	}
	slices.SortFunc(list, func(a, b Community) int { return cmp.Compare(a.ID, b.ID) })
	for _, c := range list {
		n, err := crossing(tx, c, host)
		switch {
		case err != nil:
			return err
		case n == 0:
		case c.Access == policy.Open || c.Access == policy.Closed:
			out.Both = append(out.Both, SharedCommunity{ID: c.ID, Name: c.Name, People: n})
		default:
			out.BothPrivate++
		}
	}
	return nil
}

// crossing counts the memberships of a community that rest on the agreement
// with a host: those that end with it.
func crossing(tx Tx, c Community, host string) (n int64, err error) {
	members, err := tx.Members(c.ID, policy.Active, policy.Pending, policy.Suspended)
	for _, m := range members {
		if c.Local && m.Person.Host == host || !c.Local && m.Person.Local {
			n++
		}
	}
	return n, err
}

func (s *Shared) add(c Community, people int64) {
	row := SharedCommunity{ID: c.ID, Name: c.Name, People: people}
	named := c.Access == policy.Open || c.Access == policy.Closed
	switch {
	case c.Local && named:
		s.Ours = append(s.Ours, row)
	case c.Local:
		s.OursPrivate++
	case named:
		s.Theirs = append(s.Theirs, row)
	default:
		s.TheirsPrivate++
	}
}
