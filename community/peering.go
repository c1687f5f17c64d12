package community

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"headroom/community/policy"
)

// agreementTrusts is what an agreement made here accepts from the other side.
var agreementTrusts = []string{"HeadteacherCredential", "AspiringHeadCredential", "FacilitatorCredential"}

// managePeers asks policy for the viewer's right to change agreements.
func (s *Service) managePeers(tx Tx, v Viewer) error {
	f, _, err := s.viewerFacts(tx, v)
	if err != nil {
		return err
	}
	return refuse(policy.Decide(policy.ManagePeers, f))
}

// Peers lists every instance that the operator has named, with its state.
func (s *Service) Peers(ctx context.Context, v Viewer) (peers []Peer, err error) {
	err = s.Store.View(ctx, func(tx Tx) error {
		if err := s.managePeers(tx, v); err != nil {
			return err
		}
		peers, err = tx.Peers()
		return err
	})
	return peers, err
}

// ExpectPeer names a host as a future peer and fetches its issuer document,
// whose fingerprint the operators compare outside. Only after this are offers
// of that host read. Keys of the issuer that were held from before and are not
// the one fetched now are void, with all that they vouched for. Invalid when the host cannot be reached or has no issuer.
func (s *Service) ExpectPeer(ctx context.Context, v Viewer, host string) (Peer, error) {
	if err := s.Store.View(ctx, func(tx Tx) error { return s.managePeers(tx, v) }); err != nil {
		return Peer{}, err
	}
	if host == s.Identity.Host {
		return Peer{}, FieldError("host", "error.host_invalid", nil)
	}
	found, keys, err := s.Outside.Issuer(ctx, host)
	if err != nil {
		return Peer{}, &Error{Class: Invalid, Field: "host", Key: "error.host_invalid", Cause: err}
	}
	var out Peer
	err = s.Store.Update(ctx, func(tx Tx) error {
		if err := s.managePeers(tx, v); err != nil {
			return err
		}
		now := s.now()
		p, err := tx.Peer(found.Host)
		if err != nil && !IsNotFound(err) {
			return err
		}
		if err == nil && (p.State == PeerActive || p.State == PeerPaused) {
			return peerState(p)
		}
		if p.lapsed() {
			if err := s.lapse(tx, &p); err != nil {
				return err
			}
		}
		if IsNotFound(err) {
			found.ID, found.CreatedAt = tx.NextID(), now
		} else {
			found.ID, found.CreatedAt = p.ID, p.CreatedAt
		}
		found.State, found.UpdatedAt = PeerExpected, now
		out = found
		if err := tx.PutPeer(found); err != nil {
			return err
		}
		if err := s.expectKeys(tx, p, found, keys); err != nil {
			return err
		}
		return s.peerChanged(tx, v, found, "peer.expect", "")
	})
	if err == nil {
		s.Outside.Forget(out.Host)
	}
	return out, err
}

// OfferPeer offers an agreement to an expected host.
func (s *Service) OfferPeer(ctx context.Context, v Viewer, host string) (Peer, error) {
	return s.changePeer(ctx, v, host, "peer.offer", []PeerState{PeerExpected}, func(tx Tx, p *Peer) error {
		if err := s.mustHaveCompared(tx, v, *p); err != nil {
			return err
		}
		if err := s.draftAgreement(tx, p); err != nil {
			return err
		}
		id := tx.NextID()
		p.State, p.TheirOffer, p.OurOffer = PeerOffered, "", s.Identity.URL+"/a/"+itoa(id)
		return s.deliver(tx, Delivery{Message: SendOffer, Host: p.Host, Object: p.OurOffer, ID: id}, PriorityNormal)
	})
}

// AcceptPeer accepts an offer that was received: the agreement is active.
func (s *Service) AcceptPeer(ctx context.Context, v Viewer, host string) (Peer, error) {
	return s.changePeer(ctx, v, host, "peer.accept", []PeerState{PeerReceived, PeerActive}, func(tx Tx, p *Peer) error {
		if p.State == PeerActive {
			return s.acceptRenewal(tx, p)
		}
		if err := s.mustHaveCompared(tx, v, *p); err != nil {
			return err
		}
		if err := s.draftAgreement(tx, p); err != nil {
			return err
		}
		id := tx.NextID()
		p.State, p.ActiveAt, p.OurOffer = PeerActive, s.now(), s.Identity.URL+"/a/"+itoa(id)
		if err := s.agree(p); err != nil {
			return err
		}
		if err := s.deliver(tx, Delivery{Message: SendOfferYes, Host: p.Host, Object: p.TheirOffer, ID: id}, PriorityNormal); err != nil {
			return err
		}
		return s.greet(tx, *p)
	})
}

// RejectPeer declines an offer that was received.
func (s *Service) RejectPeer(ctx context.Context, v Viewer, host string) (Peer, error) {
	return s.changePeer(ctx, v, host, "peer.reject", []PeerState{PeerReceived, PeerActive}, func(tx Tx, p *Peer) error {
		if p.State == PeerActive {
			return s.rejectRenewal(tx, p)
		}
		p.State = PeerRejected
		return s.deliver(tx, Delivery{Message: SendOfferNo, Host: p.Host, Object: p.TheirOffer, Reason: "declined"}, PriorityNormal)
	})
}

// PausePeer stops talking to a peer for a while: it is answered 503 and its
// queue is kept.
func (s *Service) PausePeer(ctx context.Context, v Viewer, host string) (Peer, error) {
	return s.changePeer(ctx, v, host, "peer.pause", []PeerState{PeerActive}, func(tx Tx, p *Peer) error {
		p.State = PeerPaused
		return tx.HoldLane(PeerLane(p.Host), true)
	})
}

// ResumePeer takes up a paused agreement again.
func (s *Service) ResumePeer(ctx context.Context, v Viewer, host string) (Peer, error) {
	return s.changePeer(ctx, v, host, "peer.resume", []PeerState{PeerPaused}, func(tx Tx, p *Peer) error {
		p.State = PeerActive
		if err := tx.HoldLane(PeerLane(p.Host), false); err != nil {
			return err
		}
		return s.greet(tx, *p)
	})
}

// EndPeer ends an agreement: deliveries, stamps and reads stop at once, and
// what its people were let into here is ended.
func (s *Service) EndPeer(ctx context.Context, v Viewer, host string) (Peer, error) {
	states := []PeerState{PeerExpected, PeerOffered, PeerReceived, PeerActive, PeerPaused}
	return s.changePeer(ctx, v, host, "peer.end", states, func(tx Tx, p *Peer) error {
		offer := p.OurOffer // our Offer, or our Accept of theirs
		told := p.State == PeerActive || p.State == PeerPaused || p.State == PeerOffered
		if err := s.sever(tx, p, v.Name); err != nil {
			return err
		}
		if !told || offer == "" {
			return nil
		}
		return s.deliver(tx, Delivery{Message: SendOfferUndo, Host: p.Host, Object: offer}, PriorityUrgent)
	})
}

// sever ends everything that rests on an agreement, invitations that nobody has
// taken up yet included, and deletes what we hold of the other side's communities.
func (s *Service) sever(tx Tx, p *Peer, by string) error {
	p.State, p.EndedAt = PeerEnded, s.now()
	cause := cmp.Or(p.OurOffer, p.TheirOffer)
	if err := tx.HoldLane(PeerLane(p.Host), false); err != nil {
		return err
	}
	all, err := tx.Communities(nil)
	if err != nil {
		return err
	}
	for _, c := range all {
		if !c.Local && c.Host != p.Host {
			continue
		}
		members, err := tx.Members(c.ID, policy.Active, policy.Pending, policy.Suspended)
		if err != nil {
			return err
		}
		left := false // what we hold of it goes
		for _, m := range members {
			was := m.State
			theirs := c.Local && m.Person.Host == p.Host
			ours := !c.Local && m.Person.Local
			if !theirs && !ours {
				continue
			}
			if err := s.end(tx, c, &m.Membership, m.Person, policy.Removed, "peer-ended", by); err != nil {
				return err
			}
			left = left || ours && was != policy.Pending
		}
		if left {
			if err := s.purge(tx, c, cause); err != nil {
				return err
			}
		}
	}
	if err := s.endLinksWith(tx, p.Host, by, policy.ReasonPeerEnded); err != nil {
		return err
	}
	across, err := tx.InvitationsAcross(p.Host)
	if err != nil {
		return err
	}
	if err := s.useUp(tx, across); err != nil || agreed(*p) == "" {
		return err
	}
	return s.remember(LedgerEntry{Kind: ledgerAgreement, Host: p.Host, Agreement: agreed(*p), Reason: "peer-ended"})
}

// agreed names an agreement by the offer that it came from.
func agreed(p Peer) string { return cmp.Or(p.TheirOffer, p.OurOffer) }

// changePeer is the shape of every change of an agreement by an operator.
func (s *Service) changePeer(ctx context.Context, v Viewer, host, action string, from []PeerState, change func(Tx, *Peer) error) (Peer, error) {
	var out Peer
	err := s.Store.Update(ctx, func(tx Tx) error {
		if err := s.managePeers(tx, v); err != nil {
			return err
		}
		p, err := tx.Peer(host)
		if err != nil {
			return err
		}
		if !slices.Contains(from, p.State) {
			return peerState(p)
		}
		if err := change(tx, &p); err != nil {
			return err
		}
		p.UpdatedAt = s.now()
		out = p
		if err := tx.PutPeer(p); err != nil {
			return err
		}
		return s.peerChanged(tx, v, p, action, "")
	})
	return out, err
}

func peerState(p Peer) error {
	return &Error{Class: Conflict, Key: "error.peer_state", Args: map[string]any{"Host": p.Host, "State": string(p.State)}}
}

func (s *Service) peerChanged(tx Tx, v Viewer, p Peer, action, reason string) error {
	if err := s.emit(tx, Event{Kind: EventPeer, ObjectID: p.ID}); err != nil {
		return err
	}
	return s.audit(tx, v.Name, action, p.Host, reason, map[string]string{"fingerprint": p.Fingerprint})
}

// greet fetches what a new or resumed peer shows.
func (s *Service) greet(tx Tx, p Peer) error {
	return s.pull(tx, Pull{What: "directory", Host: p.Host}, s.now())
}

// OfferReceived stores an offer of an expected host for the operator to read.
func (s *Service) OfferReceived(ctx context.Context, issuer, offer string, agreement []byte) error {
	return s.peerSays(ctx, issuer, "peer.offered", func(tx Tx, p *Peer) error {
		switch {
		case p.State == PeerReceived && p.TheirOffer == offer,
			p.State == PeerActive && (p.TheirOffer == offer || p.NextOffer == offer):
			return errSaidBefore
		case p.State == PeerActive:
			s.renewalOffered(p, offer, agreement)
			return nil
		}
		if p.State != PeerExpected && p.State != PeerReceived && p.State != PeerOffered {
			return peerState(*p)
		}
		p.State, p.OurOffer, p.TheirOffer, p.TheirAgreement = PeerReceived, "", offer, agreement
		return nil
	})
}

// OfferAccepted makes the agreement active that we offered.
func (s *Service) OfferAccepted(ctx context.Context, issuer, offer string, agreement []byte) error {
	return s.peerSays(ctx, issuer, "peer.accepted", func(tx Tx, p *Peer) error {
		switch {
		case p.State == PeerActive && p.OurOffer == offer:
			return nil
		case p.State == PeerActive:
			return s.renewalAccepted(tx, p, offer, agreement)
		}
		if p.State != PeerOffered || p.OurOffer != offer {
			return peerState(*p)
		}
		p.State, p.TheirAgreement, p.ActiveAt = PeerActive, agreement, s.now()
		if err := s.agree(p); err != nil {
			return err
		}
		return s.greet(tx, *p)
	})
}

// OfferRejected records that the other operator declined.
func (s *Service) OfferRejected(ctx context.Context, issuer, offer string) error {
	return s.peerSays(ctx, issuer, "peer.rejected", func(tx Tx, p *Peer) error {
		if p.State == PeerActive && p.NextOffer == offer {
			p.NextOurs = nil
			return nil
		}
		if p.State != PeerOffered || p.OurOffer != offer {
			return peerState(*p)
		}
		p.State = PeerRejected
		return nil
	})
}

// AgreementEnded records that the other side has ended the agreement.
func (s *Service) AgreementEnded(ctx context.Context, issuer, offer string) error {
	return s.peerSays(ctx, issuer, "peer.ended", func(tx Tx, p *Peer) error {
		if offer != p.OurOffer && offer != p.TheirOffer {
			return peerState(*p)
		}
		if p.State == PeerEnded && !p.lapsed() {
			return nil
		}
		return s.sever(tx, p, issuer)
	})
}

// errSaidBefore is a peer's word that arrives once more and changes nothing.
var errSaidBefore = errors.New("community: said before")

// peerSays is the shape of every change that a peer's issuer brings.
func (s *Service) peerSays(ctx context.Context, issuer, action string, change func(Tx, *Peer) error) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		p, err := tx.PeerByIssuer(issuer)
		if err != nil {
			return err
		}
		if err := change(tx, &p); errors.Is(err, errSaidBefore) {
			return nil
		} else if err != nil {
			return err
		}
		p.UpdatedAt = s.now()
		if err := tx.PutPeer(p); err != nil {
			return err
		}
		return s.peerChanged(tx, Viewer{Name: issuer}, p, action, "")
	})
}

// PeerOfHost gives the peer of a canonical host: the trust list, asked before
// anything else. NotFound when the operator has not named it.
func (s *Service) PeerOfHost(ctx context.Context, host string) (p Peer, err error) {
	err = s.Store.View(ctx, func(tx Tx) error { p, err = tx.Peer(host); return err })
	return p, err
}

// RefreshDirectories enqueues the hourly look at what each peer shows.
func (s *Service) RefreshDirectories(ctx context.Context) error {
	return s.eachActivePeer(ctx, func(tx Tx, p Peer) error {
		return s.pull(tx, Pull{What: "directory", Host: p.Host}, s.now())
	})
}

func (s *Service) eachActivePeer(ctx context.Context, fn func(Tx, Peer) error) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		peers, err := tx.Peers()
		if err != nil {
			return err
		}
		for _, p := range peers {
			if p.State != PeerActive {
				continue
			}
			if err := fn(tx, p); err != nil {
				return err
			}
		}
		return nil
	})
}

// sinceSecond truncates to the wire's whole seconds.
func sinceSecond(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }
