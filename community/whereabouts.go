package community

import (
	"cmp"
	"context"
	"slices"
	"time"

	"headroom/community/policy"
)

// FormerServer is a server that has nobody in a community any more, and has not
// said that it has deleted what it was sent.
type FormerServer struct {
	Host, Name, Nation string
	Since              time.Time // its last member went
	Objects            int64     // posts that it was sent
	Ended              bool      // the agreement with it has ended
	Late               bool      // the receipt is more than a day late
}

// Whereabouts is which servers hold copies of a community now.
type Whereabouts struct {
	Card     CommunityCard
	Audience Audience // whose Servers receive copies
	Former   []FormerServer
	Known    bool // Former is all there is: the community's own instance says so
}

// Whereabouts tells members which servers hold copies of their community: those
// that receive them and those that did and have not confirmed that they have
// deleted them. Of a peer's community only the first are known, as its host says.
func (s *Service) Whereabouts(ctx context.Context, v Viewer, id int64) (out Whereabouts, err error) {
	if out.Audience, err = s.AudienceOf(ctx, v, id); err != nil {
		return out, err
	}
	err = s.Store.View(ctx, func(tx Tx) error {
		c, f, err := s.inCommunity(tx, v, id, policy.ViewMembers)
		if err != nil {
			return err
		}
		if out.Card, err = s.fullCard(tx, v, c, f); err != nil || !c.Local {
			return err
		}
		out.Known = true
		out.Former, err = s.formerServers(tx, c, out.Audience.Servers)
		return err
	})
	return out, err
}

func (s *Service) formerServers(tx Tx, c Community, now []Server) (out []FormerServer, err error) {
	peers, err := tx.Peers()
	if err != nil {
		return nil, err
	}
	for _, p := range peers {
		if slices.ContainsFunc(now, func(s Server) bool { return s.Host == p.Host }) {
			continue
		}
		held, err := tx.CopiesHeld(p.Host)
		if err != nil {
			return nil, err
		}
		at := slices.IndexFunc(held, func(h CopiesHeld) bool { return h.CommunityID == c.ID && h.Objects > 0 })
		if at < 0 {
			continue
		}
		h, err := s.holding(tx, p, c, held[at])
		if err != nil {
			return nil, err
		}
		out = append(out, FormerServer{Host: p.Host, Name: cmp.Or(p.Name, p.Host), Nation: p.Nation, Since: h.Since, Objects: h.Objects,
			Ended: p.State == PeerEnded, Late: h.State == HoldingMissing})
	}
	return out, nil
}
