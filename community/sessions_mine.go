package community

import (
	"context"
	"slices"
	"time"
)

// Session is one place where an account is signed in, as its holder is shown it:
// no address and no place is kept.
type Session struct {
	ID        int64  // of the account's; stays when the token changes
	Device    string // browser and system, as "Firefox|Windows"; parts may be empty
	Name      string // that its holder gave it
	BeganAt   time.Time
	SeenAt    time.Time // to the hour
	ExpiresAt time.Time
}

// KnownDevice is a browser from which an account was opened.
type KnownDevice struct {
	AccountID int64
	Hash      []byte
	SeenAt    time.Time
}

const (
	sessionNameMax = 60
	// devicesKnown is how many browsers are remembered of an account, and
	// deviceLife for how long after their last sign-in.
	devicesKnown = 20
	deviceLife   = 400 * 24 * time.Hour
)

// MySessions lists where the viewer is signed in, the last used first.
func (s *Service) MySessions(ctx context.Context, v Viewer) ([]Session, error) {
	return view(ctx, s, func(tx Tx) ([]Session, error) {
		a, err := s.myAccount(tx, v)
		if err != nil {
			return nil, err
		}
		all, err := tx.SessionsOf(a.ID)
		all = slices.DeleteFunc(all, func(one Session) bool { return one.ID == 0 || !s.now().Before(one.ExpiresAt) })
		slices.SortStableFunc(all, func(a, b Session) int { return b.SeenAt.Compare(a.SeenAt) })
		return all, err
	})
}

// NameSession gives one of the viewer's sessions a name; another's is not there.
func (s *Service) NameSession(ctx context.Context, v Viewer, id int64, name string) error {
	var in input
	name = in.line("name", name, sessionNameMax, true)
	return s.Store.Update(ctx, func(tx Tx) error {
		a, err := s.myAccount(tx, v)
		if err != nil {
			return err
		}
		if err := in.problems.Err(); err != nil {
			return err
		}
		return tx.NameSession(a.ID, id, name)
	})
}

// EndSession signs the viewer out of one of their sessions, at once.
func (s *Service) EndSession(ctx context.Context, v Viewer, id int64) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		a, err := s.myAccount(tx, v)
		if err != nil {
			return err
		}
		return tx.DeleteSessionOf(a.ID, id)
	})
}

// SignedInFrom remembers the browser from which an account has just been opened, by
// the hash of a secret that it keeps, and writes to the holder when it is a new one:
// not the first of all, and not to guests, whose link is their letter. device is as
// in [Session].
func (s *Service) SignedInFrom(ctx context.Context, account int64, hash []byte, device string) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		a, err := tx.Account(account)
		if err != nil || !a.EndAt.IsZero() {
			return err
		}
		all, err := tx.KnownDevices(a.ID)
		if err != nil {
			return err
		}
		known := slices.ContainsFunc(all, func(d KnownDevice) bool {
			return slices.Equal(d.Hash, hash) && s.now().Before(d.SeenAt.Add(deviceLife))
		})
		if err := tx.PutKnownDevice(KnownDevice{a.ID, hash, s.now()}); err != nil {
			return err
		}
		if known {
			return nil
		}
		slices.SortFunc(all, func(a, b KnownDevice) int { return b.SeenAt.Compare(a.SeenAt) })
		for i, d := range all {
			if i < devicesKnown-1 && s.now().Before(d.SeenAt.Add(deviceLife)) {
				continue
			}
			if err := tx.DropKnownDevice(a.ID, d.Hash); err != nil {
				return err
			}
		}
		if len(all) == 0 {
			return nil
		}
		return s.mail(tx, Mail{Template: "sign-in-changed", Account: a.ID, Args: map[string]string{"what": "new-device", "device": device}})
	})
}
