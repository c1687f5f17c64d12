package community

import (
	"bytes"
	"cmp"
	"slices"
)

// expectKeys keeps the keys of an issuer that operators compare now and makes
// every other one void: an agreement is also made anew because a key was stolen.
// What the others vouched for may be the thief's as well: keys of people and
// groups are read anew, with records by the key that was compared.
func (s *Service) expectKeys(tx Tx, was, found Peer, keys []Key) error {
	now, changed := sinceSecond(s.now()), false
	for _, issuer := range slices.Compact([]string{found.Issuer, cmp.Or(was.Issuer, found.Issuer)}) {
		held, err := tx.Keys(issuer)
		if err != nil {
			return err
		}
		for _, k := range held {
			if slices.ContainsFunc(keys, func(f Key) bool { return f.IRI == k.IRI && bytes.Equal(f.Public, k.Public) }) {
				continue
			}
			changed = changed || k.Counts(now)
			k.Waiting = false
			ends(&k.EndAt, &k.RevokedFrom, now, now)
			if err := tx.PutKey(k); err != nil {
				return err
			}
		}
		if changed {
			if err := tx.DropVouched(found.Host, issuer); err != nil {
				return err
			}
		}
	}
	for _, k := range keys {
		k.ID, k.FetchedAt = tx.NextID(), s.now()
		if err := tx.PutKey(k); err != nil {
			return err
		}
	}
	return nil
}
