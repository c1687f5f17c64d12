package community

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"headroom/community/policy"
)

// How long a key that has been replaced still counts: what was signed with it
// and waits in a queue is taken, and who has not heard of the new one yet is
// not locked out. Credentials are signed with the issuer's, and last a year.
const (
	keyOverlap    = 7 * 24 * time.Hour
	issuerOverlap = credentialLife + keyOverlap
)

// RotatePersonKey gives a person of this instance a new key. The old one is
// served and counts for seven days more; where it is lost it is void at once
// and every peer is told before anything else.
func (s *Service) RotatePersonKey(ctx context.Context, v Viewer, person int64, lost bool, reason string) error {
	return s.rotate(ctx, v, reason, func(tx Tx, reason string) error {
		p, err := s.ourPerson(tx, person)
		if err != nil {
			return err
		}
		if err := s.replaceKey(tx, p.IRI, PersonKey, 0, lost); err != nil {
			return err
		}
		if err := s.tellKeys(tx, p.IRI, 0, lost); err != nil {
			return err
		}
		return s.audit(tx, v.name(nil), rotated(lost), p.IRI, reason, nil)
	})
}

// RotateGroupKey gives a community of this instance a new key, under the rules
// of [Service.RotatePersonKey]. Its log begins a new epoch, and every home is
// sent stamps by the new key.
func (s *Service) RotateGroupKey(ctx context.Context, v Viewer, community int64, lost bool, reason string) error {
	return s.rotate(ctx, v, reason, func(tx Tx, reason string) error {
		c, err := tx.Community(community)
		if err != nil || !c.Local || !c.DeletedAt.IsZero() {
			return missing(err)
		}
		if err := s.replaceKey(tx, c.IRI, GroupKey, c.Epoch+1, lost); err != nil {
			return err
		}
		if err := s.tellKeys(tx, c.IRI, c.ID, lost); err != nil {
			return err
		}
		if err := s.newEpoch(tx, c); err != nil {
			return err
		}
		return s.audit(tx, v.name(nil), rotated(lost), c.IRI, reason, nil)
	})
}

func missing(err error) error {
	if err != nil {
		return err
	}
	return ErrNotFound
}

func rotated(lost bool) string {
	if lost {
		return "key.lost"
	}
	return "key.rotate"
}

// rotate is the shape of every change of our keys by an operator.
func (s *Service) rotate(ctx context.Context, v Viewer, reason string, change func(tx Tx, reason string) error) error {
	reason, bad := reasonText(reason)
	return s.Store.Update(ctx, func(tx Tx) error {
		if _, err := s.may(tx, v, policy.RotateKeys); err != nil {
			return err
		}
		if bad != nil {
			return bad
		}
		return change(tx, reason)
	})
}

// replaceKey makes an actor's next key current, and its issuer's statements
// about it and about those that end: the one before it, or, when a key is in
// other hands, every key that counted until now. The ledger has it, with the
// epoch that a community's log begins: a key that is in a backup has ended all
// the same.
func (s *Service) replaceKey(tx Tx, owner string, kind KeyOwner, epoch int64, lost bool) error {
	now := sinceSecond(s.now())
	said, err := s.endKeys(tx, owner, now, lost)
	if err != nil {
		return err
	}
	next, err := s.nextKey(tx, owner, kind)
	if err != nil {
		return err
	}
	for _, k := range said {
		if err := s.remember(LedgerEntry{Kind: ledgerKey, Key: k.IRI, Next: next.IRI, Epoch: epoch, Reason: rotated(lost)}); err != nil {
			return err
		}
	}
	if err := tx.PutKey(next); err != nil {
		return err
	}
	issuer, err := s.issuerKey(tx)
	if err != nil {
		return err
	}
	for _, k := range append(said, next) {
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

// endKeys ends the current key of an actor after the overlap, or makes all that
// still count void.
func (s *Service) endKeys(tx Tx, owner string, now time.Time, lost bool) ([]Key, error) {
	old, err := tx.CurrentKey(owner)
	if err != nil {
		return nil, err
	}
	ending, end, revoked := []Key{old}, now.Add(keyOverlap), time.Time{}
	if lost {
		end, revoked = now, now
		if ending, err = s.counting(tx, owner); err != nil {
			return nil, err
		}
	}
	for i := range ending {
		k := &ending[i]
		ends(&k.EndAt, &k.RevokedFrom, end, revoked)
		if err := tx.PutKey(*k); err != nil {
			return nil, err
		}
	}
	return ending, nil
}

// counting gives the keys of an actor that count now, newest first.
func (s *Service) counting(tx Tx, owner string) ([]Key, error) {
	all, err := tx.Keys(owner)
	return slices.DeleteFunc(all, func(k Key) bool { return !k.Counts(s.now()) }), err
}

// nextKey makes a key with the number after the greatest that an actor has had,
// also where only the ledger knows of it: others hold that one under its id.
func (s *Service) nextKey(tx Tx, owner string, kind KeyOwner) (Key, error) {
	all, err := tx.Keys(owner)
	if err != nil {
		return Key{}, err
	}
	had, err := s.keysRemembered(owner)
	if err != nil {
		return Key{}, err
	}
	for _, k := range all {
		had = append(had, k.IRI)
	}
	number := firstKey
	for _, iri := range had {
		n, err := strconv.Atoi(iri[strings.LastIndexByte(iri, '-')+1:])
		if err == nil && n >= number {
			number = n + 1
		}
	}
	k, err := s.Issuance.NewKey(owner, kind, number, s.now())
	k.ID = tx.NextID()
	return k, err
}

// tellKeys lets the peers know that an actor's keys have changed. They would
// find a new key by themselves; of a lost one they have to hear. A community is
// named only where somebody has to do with it: others must not learn of it.
func (s *Service) tellKeys(tx Tx, actor string, community int64, lost bool) error {
	priority := PriorityNormal
	if lost {
		priority = PriorityUrgent
	}
	return s.eachLinked(tx, func(p Peer) error {
		if community != 0 {
			if known, err := tx.KnownOnHost(community, p.Host); err != nil || !known {
				return err
			}
		}
		return s.deliver(tx, Delivery{Message: SendKeys, Host: p.Host, Community: community, Object: actor}, priority)
	})
}

// eachLinked goes through the peers that are talked to, paused ones included,
// whose lane keeps what is for them.
func (s *Service) eachLinked(tx Tx, do func(Peer) error) error {
	peers, err := tx.Peers()
	if err != nil {
		return err
	}
	for _, p := range peers {
		if p.State != PeerActive && p.State != PeerPaused {
			continue
		}
		if err := do(p); err != nil {
			return err
		}
	}
	return nil
}

// newEpoch begins a new epoch of a community's log, and gives every member a
// stamp of it.
func (s *Service) newEpoch(tx Tx, c Community) error {
	c.Epoch++
	c.UpdatedAt = s.now()
	if err := tx.UpdateCommunity(c); err != nil {
		return err
	}
	members, err := tx.Members(c.ID, policy.Active, policy.Pending, policy.Suspended)
	if err != nil {
		return err
	}
	for _, m := range members {
		m.Membership.Epoch, m.Membership.UpdatedAt = c.Epoch, s.now()
		if err := tx.UpdateMembership(m.Membership); err != nil {
			return err
		}
		if m.State != policy.Active || m.Person.Local {
			continue
		}
		if err := s.sendStamp(tx, c, m.Membership, m.Person); err != nil {
			return err
		}
	}
	return nil
}
