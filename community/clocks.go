package community

import (
	"context"
	"time"

	"headroom/community/policy"
)

// skewGrain is how much a measured skew may differ from the one that is kept
// before it is worth writing down: a request takes its time on the way.
const skewGrain = 2 * time.Second

// SkewChanged reports whether a newly measured skew of a peer's clock is to be
// kept.
func (p Peer) SkewChanged(skew time.Duration) bool {
	d := skew - p.Skew
	return d > skewGrain || d < -skewGrain
}

// ClockMeasured keeps how far a peer's clock is ahead of ours. When the two are
// more than a minute apart, the communities of the peer close to guests from
// here at once; when they come together again, their stamps are asked for.
func (s *Service) ClockMeasured(ctx context.Context, host string, skew time.Duration) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		p, err := tx.Peer(host)
		if err != nil || !p.SkewChanged(skew) {
			return err
		}
		was := p.SkewTooLarge()
		p.Skew = skew.Truncate(time.Millisecond)
		if err := tx.PutPeer(p); err != nil || p.SkewTooLarge() == was {
			return err
		}
		return s.closeOrAsk(tx, p)
	})
}

// closeOrAsk lets the stamps of our guests in a peer's communities lapse, or
// asks for new ones.
func (s *Service) closeOrAsk(tx Tx, p Peer) error {
	ms, err := tx.LocalMemberships()
	if err != nil {
		return err
	}
	for _, m := range ms {
		if m.Role != policy.Guest || m.State != policy.Active {
			continue
		}
		c, err := tx.Community(m.CommunityID)
		if err != nil || c.Host != p.Host {
			if err != nil {
				return err
			}
			continue
		}
		if !p.SkewTooLarge() {
			if err := s.pull(tx, Pull{What: "stamps", Host: c.Host, Community: c.ID}, s.now()); err != nil {
				return err
			}
			continue
		}
		m.StampEnd, m.UpdatedAt = s.now(), s.now()
		if err := tx.UpdateMembership(m); err != nil {
			return err
		}
	}
	return nil
}

// guestUntil gives when, by our clock, a guest's stamp of a peer is over: at the
// moment that it names on both clocks, whichever comes first. NotFound when the
// clocks are too far apart for anybody to be a guest.
func guestUntil(tx Tx, host string, end time.Time) (time.Time, error) {
	p, err := tx.Peer(host)
	if err != nil {
		return end, err
	}
	if p.SkewTooLarge() {
		return end, ErrNotFound
	}
	if ours := end.Add(-p.Skew); ours.Before(end) {
		return ours, nil
	}
	return end, nil
}
