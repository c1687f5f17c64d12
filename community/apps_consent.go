package community

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"regexp"
	"slices"
	"time"
)

// appCodeLife is how long a member's consent may wait to be fetched; codes are
// remembered for appCodeKept, so that one used twice is known.
const (
	appCodeLife = 10 * time.Minute
	appCodeKept = 24 * time.Hour
)

// pkceForm is what a challenge and a verifier are written with (RFC 7636, 4.1).
var pkceForm = regexp.MustCompile(`^[A-Za-z0-9._~-]{43,128}$`)

// Consent is what an app asks a member for.
type Consent struct {
	Client, Redirect string
	Scopes           string
	Challenge        string // of PKCE
	Method           string // S256; the only one
	Response         string // what is asked for: "code", also when empty
}

// CheckConsent tells what an app asks for, and of what scopes. It answers nothing that
// may be redirected to: the error has the code of RFC 6749 as its reason, and is shown
// here. The redirect must be one of the app's own, byte for byte.
func (s *Service) CheckConsent(ctx context.Context, in Consent) (App, []string, error) {
	a, err := view(ctx, s, func(tx Tx) (App, error) { return tx.AppByClient(in.Client) })
	if IsNotFound(err) || err == nil && !slices.Contains(a.Redirects, in.Redirect) {
		return App{}, nil, appError(Invalid, "invalid_client", "error.app_unknown")
	}
	if err != nil {
		return App{}, nil, err
	}
	proof := in.Challenge != "" || in.Method != ""
	if in.Response != "" && in.Response != "code" || proof && (in.Method != "S256" || !pkceForm.MatchString(in.Challenge)) {
		return App{}, nil, appError(Invalid, "invalid_request", "error.app_pkce")
	}
	asked, err := askedScopes(in.Scopes, a.Scopes)
	return a, asked, err
}

// AgreeToApp lets an app speak for the viewer, once it has fetched the code that this
// gives. Forbidden for accounts without a person: they write and read nothing.
func (s *Service) AgreeToApp(ctx context.Context, v Viewer, in Consent) (code string, err error) {
	a, asked, err := s.CheckConsent(ctx, in)
	if err != nil {
		return "", err
	}
	code, hash := newToken()
	err = s.Store.Update(ctx, func(tx Tx) error {
		mine, err := s.myAccount(tx, v)
		if err != nil {
			return err
		}
		if mine.PersonID == 0 {
			return appError(Forbidden, "access_denied", "error.app_account")
		}
		return tx.InsertAppCode(AppCode{Hash: hash, AppID: a.ID, AccountID: mine.ID, Epoch: mine.Epoch, Passkey: v.Session.Passkey,
			Redirect: in.Redirect, Scopes: asked, Challenge: in.Challenge, ExpiresAt: s.now().Add(appCodeLife)})
	})
	return code, err
}

// CodeInput is what an app fetches a token with.
type CodeInput struct {
	Client, Secret string
	Code, Redirect string
	Verifier       string // of PKCE
}

// errGrant is the one answer to a code that is not good.
func errGrant() error { return appError(Invalid, "invalid_grant", "error.app_grant") }

// TokenForCode gives a token for a code, once. An app that gives no secret must show
// the verifier of a challenge instead; a challenge that was sent always binds. A code
// that comes a second time ends what came of it: somebody else has seen it.
func (s *Service) TokenForCode(ctx context.Context, in CodeInput) (token string, k AppToken, err error) {
	token, hash := newToken()
	var refused error
	err = s.Store.Update(ctx, func(tx Tx) error {
		refused = nil
		a, err := appAs(tx, in.Client, in.Secret, in.Verifier == "")
		if err != nil {
			return err
		}
		c, err := tx.AppCode(tokenHash(in.Code))
		if IsNotFound(err) || err == nil && (c.AppID != a.ID || c.Redirect != in.Redirect || !c.shown(in)) {
			return errGrant()
		}
		if err != nil {
			return err
		}
		fresh, err := tx.UseAppCode(c.Hash, s.now())
		if err != nil {
			return err
		}
		if !fresh {
			refused = errGrant()
			return tx.DeleteAppTokensByCode(c.Hash)
		}
		mine, err := tx.Account(c.AccountID)
		if err != nil {
			return err
		}
		if !s.now().Before(c.ExpiresAt) || mine.Epoch != c.Epoch || !mine.Good(s.now()) {
			return errGrant()
		}
		k = AppToken{ID: tx.NextID(), Hash: hash, AppID: a.ID, AccountID: mine.ID, Epoch: c.Epoch, Passkey: c.Passkey, Scopes: c.Scopes,
			Code: c.Hash, CreatedAt: s.now(), UsedAt: s.now().Truncate(24 * time.Hour)}
		return tx.InsertAppToken(k)
	})
	if err == nil {
		err = refused
	}
	if err != nil {
		return "", AppToken{}, err
	}
	return token, k, nil
}

// shown reports whether what came with a code is what its challenge asks for.
func (c AppCode) shown(in CodeInput) bool {
	if c.Challenge == "" {
		return in.Secret != "" // and nothing else can stand for it
	}
	sum := sha256.Sum256([]byte(in.Verifier))
	made := base64.RawURLEncoding.EncodeToString(sum[:])
	return pkceForm.MatchString(in.Verifier) && subtle.ConstantTimeCompare([]byte(made), []byte(c.Challenge)) == 1
}

// TokenForApp gives an app a token for itself: it opens what anybody may read, and
// says which app asks.
func (s *Service) TokenForApp(ctx context.Context, client, secret, asked string) (token string, k AppToken, err error) {
	token, hash := newToken()
	err = s.Store.Update(ctx, func(tx Tx) error {
		a, err := appAs(tx, client, secret, true)
		if err != nil {
			return err
		}
		list, err := askedScopes(asked, a.Scopes)
		if err != nil {
			return err
		}
		k = AppToken{ID: tx.NextID(), Hash: hash, AppID: a.ID, Scopes: list, Code: []byte{}, CreatedAt: s.now(), UsedAt: s.now().Truncate(24 * time.Hour)}
		return tx.InsertAppToken(k)
	})
	if err != nil {
		return "", AppToken{}, err
	}
	return token, k, nil
}
