package community

import (
	"context"
	"slices"
	"time"
)

// TokenHolder is whom a token stands for.
type TokenHolder struct {
	Viewer  Viewer  // zero for an app's own token
	Account Account // likewise
	Person  Person  // likewise
	App     App
	Token   AppToken
}

// ResumeToken gives whom a token stands for, as [Service.Resume] does for a session.
// Unauthenticated when it is unknown or has been ended, by itself or with every
// session of its account, and when the account has gone or is disabled.
func (s *Service) ResumeToken(ctx context.Context, token string) (TokenHolder, error) {
	h, err := view(ctx, s, func(tx Tx) (h TokenHolder, err error) {
		if h.Token, err = tx.AppToken(tokenHash(token)); IsNotFound(err) {
			return h, &Error{Class: Unauthenticated, Key: "error.session_ended"}
		}
		if err != nil {
			return h, err
		}
		if h.App, err = tx.App(h.Token.AppID); err != nil || h.Token.AccountID == 0 {
			return h, err
		}
		h.Viewer, h.Account, h.Person, err = s.resumeAccount(tx, h.Token.AccountID, h.Token.Epoch, SignedIn{Passkey: h.Token.Passkey})
		return h, err
	})
	if err != nil {
		return TokenHolder{}, err
	}
	if today := s.now().Truncate(24 * time.Hour); h.Token.UsedAt.Before(today) {
		// A store that cannot write now is no reason to refuse a reader.
		_ = s.Store.Update(ctx, func(tx Tx) error { return tx.AppTokenUsed(h.Token.ID, today) })
	}
	return h, nil
}

// RevokeToken ends a token of an app (RFC 7009). That it is unknown is no error; of
// another app it is left as it is.
func (s *Service) RevokeToken(ctx context.Context, client, secret, token string) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		a, err := appAs(tx, client, secret, false)
		if err != nil {
			return err
		}
		k, err := tx.AppToken(tokenHash(token))
		if err != nil || k.AppID != a.ID {
			return skipMissing(err)
		}
		return tx.DeleteAppToken(k.ID)
	})
}

// ConnectedApp is an app that may speak for an account.
type ConnectedApp struct {
	App
	Scopes  []string // of all its tokens together
	BeganAt time.Time
	UsedAt  time.Time // to the day
}

// MyApps lists the apps that may speak for the viewer, the last used first.
func (s *Service) MyApps(ctx context.Context, v Viewer) ([]ConnectedApp, error) {
	return view(ctx, s, func(tx Tx) ([]ConnectedApp, error) {
		mine, err := s.myAccount(tx, v)
		if err != nil {
			return nil, err
		}
		tokens, err := tx.AppTokens(mine.ID)
		if err != nil {
			return nil, err
		}
		var all []ConnectedApp
		for _, k := range tokens {
			if k.Epoch != mine.Epoch {
				continue
			}
			i := slices.IndexFunc(all, func(c ConnectedApp) bool { return c.ID == k.AppID })
			if i < 0 {
				a, err := tx.App(k.AppID)
				if err != nil {
					return nil, err
				}
				all, i = append(all, ConnectedApp{App: a, BeganAt: k.CreatedAt}), len(all)
			}
			all[i].add(k)
		}
		slices.SortStableFunc(all, func(a, b ConnectedApp) int { return b.UsedAt.Compare(a.UsedAt) })
		return all, nil
	})
}

// add counts one more token in.
func (c *ConnectedApp) add(k AppToken) {
	for _, one := range k.Scopes {
		if !slices.Contains(c.Scopes, one) {
			c.Scopes = append(c.Scopes, one)
		}
	}
	if k.UsedAt.After(c.UsedAt) {
		c.UsedAt = k.UsedAt
	}
}

// EndApp takes an app the right to speak for the viewer, at once. NotFound when it
// has none.
func (s *Service) EndApp(ctx context.Context, v Viewer, app int64) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		mine, err := s.myAccount(tx, v)
		if err != nil {
			return err
		}
		n, err := tx.DeleteAppTokensOf(mine.ID, app)
		if err == nil && n == 0 {
			return ErrNotFound
		}
		return err
	})
}

// ForgetAppCodes forgets codes that nobody can use any more, and tokens that have
// ended with their account's sessions. Apps stay: clients keep their registration
// for longer than they use it.
func (s *Service) ForgetAppCodes(ctx context.Context) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if err := tx.DeleteAppCodesBefore(s.now().Add(-appCodeKept)); err != nil {
			return err
		}
		return tx.DeleteEndedAppTokens()
	})
}
