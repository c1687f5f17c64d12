package community

import (
	"context"
	"time"
)

// Agreements end on the earlier of the two days that their halves name. From
// that second on whoever reads a peer is given one whose agreement has ended;
// the job below draws the conclusions, as when an operator ends it.

// Days before the end of an agreement on which operators are told.
const (
	agreementMonth = 28
	agreementWeek  = 7
)

// over reports whether an agreement that is in force has come to its end.
func (p Peer) over(now time.Time) bool {
	return (p.State == PeerActive || p.State == PeerPaused) && !p.EndAt.IsZero() && !now.Before(p.EndAt)
}

// At gives a peer as it is at a moment: ended, when its agreement is over. A
// Store gives every peer so.
func (p Peer) At(now time.Time) Peer {
	if p.over(now) {
		p.State = PeerEnded
	}
	return p
}

// lapsed reports an agreement that has come to its end, of which the conclusions
// are still to be drawn.
func (p Peer) lapsed() bool {
	return p.State == PeerEnded && p.EndedAt.IsZero() && !p.EndAt.IsZero()
}

// Renewing reports whether one side has offered to go on: we, or they.
func (p Peer) Renewing() (ours, theirs bool) { return len(p.NextOurs) > 0, len(p.NextTheirs) > 0 }

// endOf is when an agreement of two halves ends: the earlier day of the two.
func (s *Service) endOf(ours, theirs []byte) (end time.Time, err error) {
	for _, half := range [][]byte{ours, theirs} {
		t, err := s.terms(half)
		if err != nil {
			return end, err
		}
		if !t.Until.IsZero() && (end.IsZero() || t.Until.Before(end)) {
			end = t.Until
		}
	}
	return end, nil
}

// agree notes when the agreement ends that a peer has now.
func (s *Service) agree(p *Peer) (err error) {
	p.Told = 0
	p.EndAt, err = s.endOf(p.OurAgreement, p.TheirAgreement)
	return err
}

// EndAgreements ends, as EndPeer does, what has come to its end, and tells
// operators in time of what will. It is called every few seconds; nothing waits
// for it but the conclusions.
func (s *Service) EndAgreements(ctx context.Context) error {
	due, err := view(ctx, s, func(tx Tx) (due []string, err error) {
		peers, err := tx.Peers()
		for _, p := range peers {
			if p.lapsed() || s.unsaid(p) || s.tellDays(p) != 0 {
				due = append(due, p.Host)
			}
		}
		return due, err
	})
	if err != nil {
		return err
	}
	for _, host := range due {
		if err := s.Store.Update(ctx, func(tx Tx) error { return s.attend(tx, host) }); err != nil {
			return err
		}
	}
	return nil
}

// unsaid reports an agreement whose end was not noted when it was made.
func (s *Service) unsaid(p Peer) bool {
	if p.State != PeerActive && p.State != PeerPaused || !p.EndAt.IsZero() {
		return false
	}
	end, err := s.endOf(p.OurAgreement, p.TheirAgreement)
	return err == nil && !end.IsZero()
}

// tellDays is how many days before its end operators are to be told of an
// agreement now; 0 when there is nothing to tell.
func (s *Service) tellDays(p Peer) int64 {
	if p.State != PeerActive && p.State != PeerPaused || p.EndAt.IsZero() {
		return 0
	}
	for _, days := range []int64{agreementWeek, agreementMonth} {
		if p.EndAt.Sub(s.now()) <= time.Duration(days)*24*time.Hour {
			if p.Told == 0 || p.Told > days {
				return days
			}
			return 0
		}
	}
	return 0
}

// attend does what is due about one agreement.
func (s *Service) attend(tx Tx, host string) error {
	p, err := tx.Peer(host)
	if err != nil {
		return skipMissing(err)
	}
	switch days := s.tellDays(p); {
	case p.lapsed():
		return s.lapse(tx, &p)
	case s.unsaid(p):
		if err := s.agree(&p); err != nil {
			return err
		}
		return tx.PutPeer(p)
	case days != 0:
		p.Told = days
		if err := tx.PutPeer(p); err != nil {
			return err
		}
		list, err := s.operatorsBut(tx, 0)
		for _, o := range list {
			if err := s.mail(tx, Mail{Template: "agreement-ends", Account: o.ID, Args: map[string]string{"host": p.Host}}); err != nil {
				return err
			}
		}
		return err
	}
	return nil
}

// lapse draws the conclusions of an end that has come by itself: those of
// EndPeer. The other side has come to it too, by its own clock; it is told all
// the same.
func (s *Service) lapse(tx Tx, p *Peer) error {
	by, offer := s.Identity.Issuer(), p.OurOffer
	if err := s.sever(tx, p, by); err != nil {
		return err
	}
	p.UpdatedAt = s.now()
	if err := tx.PutPeer(*p); err != nil {
		return err
	}
	if err := s.peerChanged(tx, Viewer{Name: by}, *p, "peer.lapse", ""); err != nil || offer == "" {
		return err
	}
	return s.deliver(tx, Delivery{Message: SendOfferUndo, Host: p.Host, Object: offer}, PriorityUrgent)
}

// withinAgreement is the end of a stamp from a host: never later than that of
// the agreement with it, so that no page outlives it.
func withinAgreement(tx Tx, host string, end time.Time) (time.Time, error) {
	p, err := tx.Peer(host)
	if err == nil && !p.EndAt.IsZero() && p.EndAt.Before(end) {
		end = p.EndAt
	}
	return end, skipMissing(err)
}
