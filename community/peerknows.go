package community

import (
	"context"
	"slices"
)

// PeerKnows keeps which issuers a peer says it has agreements with.
func (s *Service) PeerKnows(ctx context.Context, host string, issuers []string) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		p, err := tx.Peer(host)
		if err != nil || slices.Equal(p.Knows, issuers) {
			return err
		}
		p.Knows = issuers
		return tx.PutPeer(p)
	})
}

// knowsEveryHome reports whether a person's home has an agreement with every
// instance whose people are in a community of ours, or on hold and may come
// back, so that each of them can check the proofs of all.
func (s *Service) knowsEveryHome(tx Tx, c Community, p Person) (bool, error) {
	hosts, err := tx.HomesInside(c.ID, s.now())
	if err != nil {
		return false, err
	}
	home, err := tx.Peer(p.Host)
	if err != nil {
		return false, err
	}
	for _, h := range hosts {
		if h == p.Host {
			continue
		}
		inside, err := tx.Peer(h)
		if err != nil {
			return false, err
		}
		if !slices.Contains(home.Knows, inside.Issuer) {
			return false, nil
		}
	}
	return true, nil
}
