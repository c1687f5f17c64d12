package community

import (
	"context"

	"headroom/community/policy"
)

// chainMax bounds how far successors are followed: the longest chain published
// has five.
const chainMax = 16

// SchoolToday follows a school to who it is today. One successor after the
// other is followed by itself; a school that was split has several, and a
// person must choose: split is then true and the entry is the last before.
func SchoolToday(tx Tx, nation, id string) (e RegisterEntry, split bool, err error) {
	seen := map[string]bool{}
	for range chainMax {
		if e, err = tx.RegisterEntry(nation, id); err != nil || e.Status != SchoolClosed || seen[id] {
			return e, false, err
		}
		seen[id] = true
		next, err := tx.Successors(nation, id)
		if err != nil || len(next) == 0 {
			return e, false, err
		}
		if len(next) > 1 {
			return e, true, nil
		}
		if _, err := tx.RegisterEntry(nation, next[0].To); IsNotFound(err) {
			return e, false, nil // the successor is not in the file that was imported
		}
		id = next[0].To
	}
	return e, false, nil
}

// RegisterImports lists the imports that were made, newest first.
func (s *Service) RegisterImports(ctx context.Context, v Viewer, p Page) ([]RegisterImport, error) {
	return view(ctx, s, func(tx Tx) ([]RegisterImport, error) {
		if _, err := s.may(tx, v, policy.ImportRegister); err != nil {
			return nil, err
		}
		return tx.RegisterImports(page(p, 20, 100))
	})
}
