package community

import "context"

// An agreement goes on when one side offers new terms and the other accepts
// them while it is in force: nothing ends, and nothing is compared anew. The
// offer that it was made with goes on to name it. Once it has ended, a new one
// is made from the beginning.

// RenewPeer offers a peer to go on: our half runs for another year. An offer of
// ours that waits is sent again and stays the same, so that an answer to it that
// is under way fits. One of theirs is better accepted; Conflict says so.
func (s *Service) RenewPeer(ctx context.Context, v Viewer, host string) (Peer, error) {
	return s.changePeer(ctx, v, host, "peer.renew", []PeerState{PeerActive}, func(tx Tx, p *Peer) (err error) {
		ours, theirs := p.Renewing()
		if theirs {
			return peerState(*p)
		}
		id := tx.NextID()
		if !ours {
			if p.NextOurs, err = s.ourHalf(tx, *p); err != nil {
				return err
			}
			p.NextOffer = s.Identity.URL + "/a/" + itoa(id)
		}
		return s.deliver(tx, Delivery{Message: SendOffer, Host: p.Host, Object: p.NextOffer, ID: id}, PriorityNormal)
	})
}

// acceptRenewal takes up an offer of theirs to go on. Conflict when there is
// none.
func (s *Service) acceptRenewal(tx Tx, p *Peer) error {
	if _, theirs := p.Renewing(); !theirs {
		return peerState(*p)
	}
	ours, err := s.ourHalf(tx, *p)
	if err != nil {
		return err
	}
	offer := p.NextOffer
	if err := s.goOn(tx, p, ours, p.NextTheirs); err != nil {
		return err
	}
	return s.deliver(tx, Delivery{Message: SendOfferYes, Host: p.Host, Object: offer}, PriorityNormal)
}

// rejectRenewal declines it; the agreement stays as it is until its end.
func (s *Service) rejectRenewal(tx Tx, p *Peer) error {
	if _, theirs := p.Renewing(); !theirs {
		return peerState(*p)
	}
	p.NextTheirs = nil
	return s.deliver(tx, Delivery{Message: SendOfferNo, Host: p.Host, Object: p.NextOffer, Reason: "declined"}, PriorityNormal)
}

// goOn puts new halves in the place of the old ones. Stamps that were cut short
// by the old end are asked for anew.
func (s *Service) goOn(tx Tx, p *Peer, ours, theirs []byte) error {
	p.OurAgreement, p.TheirAgreement, p.NextOurs, p.NextTheirs = ours, theirs, nil, nil
	if err := s.agree(p); err != nil {
		return err
	}
	list, err := tx.LocalMemberships()
	if err != nil {
		return err
	}
	asked := map[int64]bool{}
	for _, m := range list {
		if asked[m.CommunityID] {
			continue
		}
		asked[m.CommunityID] = true
		c, err := tx.Community(m.CommunityID)
		if err != nil {
			return err
		}
		if c.Local || c.Host != p.Host || c.Stamps == "" {
			continue
		}
		if err := s.pull(tx, Pull{What: "stamps", Host: c.Host, Community: c.ID}, s.now()); err != nil {
			return err
		}
	}
	return nil
}

// renewalOffered keeps an offer to go on for an operator to read. Where both
// sides have offered at once, that of the host whose name comes first counts,
// on both.
func (s *Service) renewalOffered(p *Peer, offer string, agreement []byte) {
	if ours, _ := p.Renewing(); ours && s.Identity.Host < p.Host {
		return
	}
	p.NextOffer, p.NextOurs, p.NextTheirs = offer, nil, agreement
}

// renewalAccepted takes the answer to our offer to go on; the same again
// changes nothing.
func (s *Service) renewalAccepted(tx Tx, p *Peer, offer string, agreement []byte) error {
	if offer != p.NextOffer {
		return peerState(*p)
	}
	if ours, _ := p.Renewing(); !ours {
		return nil
	}
	return s.goOn(tx, p, p.NextOurs, agreement)
}

// draftAgreement signs our half of the agreement.
func (s *Service) draftAgreement(tx Tx, p *Peer) (err error) {
	p.Trusts = agreementTrusts
	p.OurAgreement, err = s.ourHalf(tx, *p)
	return err
}

// ourHalf is what we say to a peer, signed now.
func (s *Service) ourHalf(tx Tx, p Peer) ([]byte, error) {
	key, err := tx.CurrentKey(s.Identity.Issuer())
	if err != nil {
		return nil, err
	}
	return s.Issuance.Agreement(key, s.Identity.URL+"/agreements/"+itoa(tx.NextID()), p.Issuer, agreementTrusts, s.now())
}
