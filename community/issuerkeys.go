package community

import (
	"bytes"
	"context"
	"time"
)

// AnnounceIssuerKey makes the issuer's next key and serves it beside the
// current one, so that the operators of every peer can compare and confirm it
// before anything is signed with it. Conflict while one waits already.
func (s *Service) AnnounceIssuerKey(ctx context.Context, v Viewer, reason string) (Key, error) {
	var out Key
	err := s.rotate(ctx, v, reason, func(tx Tx, reason string) error {
		if _, err := s.waitingKey(tx, s.Identity.Issuer()); err == nil {
			return &Error{Class: Conflict, Key: "error.key_waits"}
		} else if !IsNotFound(err) {
			return err
		}
		k, err := s.nextKey(tx, s.Identity.Issuer(), IssuerKey)
		if err != nil {
			return err
		}
		k.Waiting = true
		out = k
		out.Sealed = nil
		if err := s.remember(LedgerEntry{Kind: ledgerKey, Next: k.IRI, Reason: "key.announce"}); err != nil {
			return err
		}
		if err := tx.PutKey(k); err != nil {
			return err
		}
		if err := s.audit(tx, v.name(nil), "key.announce", s.Identity.Issuer(), reason, map[string]string{"key": k.IRI}); err != nil {
			return err
		}
		return s.eachLinked(tx, func(p Peer) error { // they look at our issuer's document then
			return s.deliver(tx, Delivery{Message: SendDirectory, Host: p.Host}, PriorityNormal)
		})
	})
	return out, err
}

// UseIssuerKey signs with the announced key from now on: the status lists
// first. The key before it is served and counts as long as a credential can
// last that it signed. A peer that has not confirmed the new key refuses what
// is signed with it, and takes it when it has. NotFound when none waits.
func (s *Service) UseIssuerKey(ctx context.Context, v Viewer, reason string) error {
	if err := s.useIssuerKey(ctx, v, reason); err != nil {
		return err
	}
	return s.reissue(ctx)
}

func (s *Service) useIssuerKey(ctx context.Context, v Viewer, reason string) error {
	return s.rotate(ctx, v, reason, func(tx Tx, reason string) error {
		next, err := s.waitingKey(tx, s.Identity.Issuer())
		if err != nil {
			return err
		}
		old, err := s.issuerKey(tx)
		if err != nil {
			return err
		}
		now := sinceSecond(s.now())
		old.EndAt = now.Add(issuerOverlap)
		next.Waiting, next.StartAt = false, now
		for _, k := range []Key{old, next} {
			if err := tx.PutKey(k); err != nil {
				return err
			}
		}
		for _, purpose := range []string{purposeRevocation, purposeSuspension} {
			l, err := tx.StatusList(s.listIRI(purpose))
			if err != nil {
				return err
			}
			if err := s.signList(tx, l); err != nil {
				return err
			}
			if err := s.pushList(tx, l.IRI); err != nil {
				return err
			}
		}
		return s.audit(tx, v.name(nil), "key.rotate", s.Identity.Issuer(), reason, map[string]string{"key": next.IRI})
	})
}

// reissuedAtOnce is how many people's documents are signed anew in one
// transaction: others want to write meanwhile.
const reissuedAtOnce = 200

// reissue signs credentials and key records anew with the issuer's current
// key, so that an instance which is linked later, and knows no other, can check
// them. The ids stay; nothing has to be sent.
func (s *Service) reissue(ctx context.Context) error {
	for p := (Page{Limit: reissuedAtOnce}); ; {
		var people []Person
		err := s.Store.Update(ctx, func(tx Tx) (err error) {
			if people, err = tx.People(PersonFilter{Local: true, Now: s.now()}, p); err != nil {
				return err
			}
			issuer, err := s.issuerKey(tx)
			if err != nil {
				return err
			}
			for _, who := range people {
				if err := s.reissueTo(tx, issuer, who); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if len(people) < reissuedAtOnce {
			break
		}
		p.Before = people[len(people)-1].ID
	}
	return s.Store.Update(ctx, func(tx Tx) error {
		issuer, err := s.issuerKey(tx)
		if err != nil {
			return err
		}
		local := true
		all, err := tx.Communities(&local)
		if err != nil {
			return err
		}
		for _, c := range all {
			if err := s.restate(tx, issuer, c.IRI); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Service) reissueTo(tx Tx, issuer Key, p Person) error {
	if err := s.restate(tx, issuer, p.IRI); err != nil {
		return err
	}
	all, err := tx.Credentials(p.ID)
	if err != nil {
		return err
	}
	for _, c := range all {
		if !c.Local || len(c.Raw) == 0 || !c.RevokedAt.IsZero() || !s.now().Before(c.ValidUntil) {
			continue
		}
		if c.Raw, err = s.Issuance.Credential(issuer, p, c); err != nil {
			return err
		}
		if err := tx.UpdateCredential(c); err != nil {
			return err
		}
	}
	return nil
}

// restate signs another record of each key that an actor has had: who is linked
// later has to read what was signed with those that have ended, and to know
// those that are void.
func (s *Service) restate(tx Tx, issuer Key, actor string) error {
	all, err := tx.Keys(actor)
	if err != nil {
		return err
	}
	for _, k := range all {
		rec, err := s.Issuance.KeyRecord(issuer, k, s.Identity.URL+"/records/"+itoa(tx.NextID()))
		if err != nil {
			return err
		}
		if err := tx.PutKeyRecord(rec); err != nil {
			return err
		}
	}
	return nil
}

// waitingKey gives the key of an issuer that is not confirmed, or not used, yet.
func (s *Service) waitingKey(tx Tx, issuer string) (Key, error) {
	all, err := tx.Keys(issuer)
	for _, k := range all {
		if k.Waiting {
			return k, nil
		}
	}
	return Key{}, missing(err)
}

// IssuerKeysSeen keeps the keys that a peer's issuer shows and that nobody here
// has confirmed. They count for nothing: a server that was broken into could
// show any. A waiting key that is shown no more is forgotten only when another
// takes its place.
func (s *Service) IssuerKeysSeen(ctx context.Context, host string, keys []Key) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		p, err := tx.Peer(host)
		if err != nil || p.State != PeerActive {
			return skipMissing(err)
		}
		for _, k := range keys {
			have, err := tx.KeyByIRI(k.IRI)
			if err == nil && (!have.Waiting || bytes.Equal(have.Public, k.Public)) {
				continue // an address is never given another key silently
			}
			if skipMissing(err) != nil {
				return err
			}
			k.ID, k.FetchedAt, k.StartAt, k.Waiting, k.Host = tx.NextID(), s.now(), sinceSecond(s.now()), true, p.Host
			if err := tx.PutKey(k); err != nil {
				return err
			}
			if err := s.audit(tx, p.Issuer, "peer.key-seen", p.Host, "", map[string]string{"key": k.IRI, "fingerprint": k.Fingerprint}); err != nil {
				return err
			}
			if err := s.emit(tx, Event{Kind: EventPeer, ObjectID: p.ID}); err != nil {
				return err
			}
		}
		return nil
	})
}

// ConfirmIssuerKey says that an operator has compared, outside, the fingerprint
// of a peer's new key. It counts when a second operator has done so too; done
// reports whether that was the second. NotFound when no such key waits;
// Conflict for the same operator twice, and for another fingerprint than the
// one that is held.
func (s *Service) ConfirmIssuerKey(ctx context.Context, v Viewer, host, fingerprint string) (done bool, err error) {
	err = s.Store.Update(ctx, func(tx Tx) error {
		done = false
		if err := s.managePeers(tx, v); err != nil {
			return err
		}
		p, err := tx.Peer(host)
		if err != nil {
			return err
		}
		k, err := s.waitingKey(tx, p.Issuer)
		if err != nil {
			return err
		}
		switch {
		case fingerprint == "" || fingerprint != k.Fingerprint:
			return &Error{Class: Conflict, Key: "error.fingerprint_changed"}
		case k.ComparedBy == v.name(nil):
			return &Error{Class: Conflict, Key: "error.second_operator"}
		case k.ComparedBy == "":
			k.ComparedBy = v.name(nil)
			if err := tx.PutKey(k); err != nil {
				return err
			}
			return s.audit(tx, v.name(nil), "peer.key-compare", p.Host, "", map[string]string{"key": k.IRI, "fingerprint": k.Fingerprint})
		}
		done = true
		return s.confirmKey(tx, v, p, k)
	})
	return done, err
}

// confirmKey makes a peer's issuer's next key count, and has those before it end
// when what they signed has run out.
func (s *Service) confirmKey(tx Tx, v Viewer, p Peer, k Key) error {
	k.Waiting, k.StartAt = false, sinceSecond(s.now())
	if err := tx.PutKey(k); err != nil {
		return err
	}
	before, err := s.counting(tx, k.Owner)
	if err != nil {
		return err
	}
	for _, old := range before {
		if old.IRI == k.IRI {
			continue
		}
		ends(&old.EndAt, &old.RevokedFrom, k.StartAt.Add(issuerOverlap), time.Time{})
		if err := tx.PutKey(old); err != nil {
			return err
		}
	}
	p.Fingerprint, p.UpdatedAt = k.Fingerprint, s.now()
	if err := tx.PutPeer(p); err != nil {
		return err
	}
	// What it sent with the key before now was refused, and is tried again by it.
	if err := s.greet(tx, p); err != nil {
		return err
	}
	return s.peerChanged(tx, v, p, "peer.key-confirm", k.ComparedBy)
}

// NewIssuerKey gives the key of a peer's issuer that waits to be confirmed, for
// operators. NotFound when none does.
func (s *Service) NewIssuerKey(ctx context.Context, v Viewer, host string) (Key, error) {
	return view(ctx, s, func(tx Tx) (Key, error) {
		if err := s.managePeers(tx, v); err != nil {
			return Key{}, err
		}
		p, err := tx.Peer(host)
		if err != nil {
			return Key{}, err
		}
		k, err := s.waitingKey(tx, p.Issuer)
		k.Sealed = nil
		return k, err
	})
}
