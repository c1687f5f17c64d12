package community

import (
	"context"
	"slices"
)

// SignListsAnew signs our status lists as they stand now, at every start: peers
// take no list that is older than the one they have, and a database that was
// restored may hold one that is.
func (s *Service) SignListsAnew(ctx context.Context) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		lists, err := tx.StatusLists(true)
		if err != nil {
			return err
		}
		for _, l := range lists {
			if err := s.signList(tx, l); err != nil {
				return err
			}
		}
		return nil
	})
}

// isSet reports whether the bit of an index is set.
func (l StatusList) isSet(index int64) bool {
	at := index / 8
	return at < int64(len(l.Bits)) && l.Bits[at]&(0x80>>(index%8)) != 0
}

// setBits sets or clears the bits of credentials on their lists of a purpose,
// signs those anew and pushes them to every active peer. What is revoked stays
// so: nothing clears a bit of a revocation list.
func (s *Service) setBits(tx Tx, creds []CredentialRecord, purpose string, set bool) error {
	lists := map[string][]int64{}
	for _, c := range creds {
		iri := c.RevocationList
		if purpose == purposeSuspension {
			iri = c.SuspensionList
		}
		lists[iri] = append(lists[iri], c.Index)
	}
	for iri, indexes := range lists {
		l, err := tx.StatusList(iri)
		if err != nil {
			return err
		}
		l.Bits = slices.Clone(l.Bits)
		for _, i := range indexes {
			if bit := byte(0x80 >> (i % 8)); set {
				l.Bits[i/8] |= bit
			} else {
				l.Bits[i/8] &^= bit
			}
		}
		l.ChangedAt = s.now()
		if err := s.signList(tx, l); err != nil {
			return err
		}
		if err := s.pushList(tx, iri); err != nil {
			return err
		}
		if err := s.emit(tx, Event{Kind: EventStatusList}); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) signList(tx Tx, l StatusList) error {
	key, err := s.issuerKey(tx)
	if err != nil {
		return err
	}
	l.ValidUntil, l.FetchedAt = sinceSecond(s.now()).Add(listLife), s.now()
	if l, err = s.Issuance.StatusList(key, l, s.now()); err != nil {
		return err
	}
	return tx.PutStatusList(l)
}

func (s *Service) pushList(tx Tx, iri string) error {
	peers, err := tx.Peers()
	if err != nil {
		return err
	}
	for _, p := range peers {
		if p.State != PeerActive && p.State != PeerPaused { // a paused peer's lane keeps it
			continue
		}
		if err := s.deliver(tx, Delivery{Message: SendStatusList, Host: p.Host, Object: iri}, PriorityUrgent); err != nil {
			return err
		}
	}
	return nil
}
