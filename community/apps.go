package community

import (
	"context"
	"crypto/subtle"
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// OutOfBand is the redirect of an app that nothing can be redirected to: its user
// copies the code from the page.
const OutOfBand = "urn:ietf:wg:oauth:2.0:oob"

// Bounds of what an app says of itself.
const (
	appRedirectMax  = 2000
	appRedirectsMax = 20
)

// AppInput is what an app says of itself when it registers.
type AppInput struct {
	Name, Website string
	Redirects     []string // one or several, each as it is to be compared
	Scopes        string   // "read write"; "read" when empty
}

// appError is an error of this part; the reason is the code of RFC 6749 for it.
func appError(kind Kind, code, key string) *Error { return &Error{Class: kind, Key: key, Reason: code} }

// errApp is the one answer to an app that is unknown, or does not know its secret.
func errApp() error { return appError(Unauthenticated, "invalid_client", "error.app_client") }

// RegisterApp takes an app on: anybody may register one, since nothing comes of it
// until a member agrees. It gives the secret, of which only the hash is kept. Invalid
// with a problem for each field that cannot be taken.
func (s *Service) RegisterApp(ctx context.Context, in AppInput) (App, string, error) {
	var check input
	a := App{CreatedAt: s.now()}
	a.Name = check.line("client_name", in.Name, lineMax, true)
	a.Website = appWebsite(&check, in.Website)
	a.Redirects = appRedirects(&check, in.Redirects)
	var err error
	if a.Scopes, err = askedScopes(in.Scopes, nil); err != nil {
		check.fault("scopes", "error.app_scope", nil)
	}
	if err := check.problems.Err(); err != nil {
		return App{}, "", err
	}
	a.Client, _ = newToken()
	secret, hash := newToken()
	a.Secret = hash
	err = s.Store.Update(ctx, func(tx Tx) error {
		a.ID = tx.NextID()
		return tx.InsertApp(a)
	})
	return a, secret, err
}

func appWebsite(check *input, website string) string {
	website = strings.TrimSpace(website)
	if website == "" {
		return ""
	}
	u, err := url.Parse(website)
	if err != nil || len(website) > appRedirectMax || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || !plainURI(website) {
		check.fault("website", "error.app_website", nil)
	}
	return website
}

// appRedirects takes the addresses to which a member's consent may be sent. They are
// kept as they were written.
func appRedirects(check *input, list []string) (out []string) {
	for _, text := range list {
		for one := range strings.FieldsSeq(text) {
			if !slices.Contains(out, one) {
				out = append(out, one)
			}
		}
	}
	switch {
	case len(out) == 0:
		check.fault("redirect_uris", "error.required", nil)
	case len(out) > appRedirectsMax:
		check.fault("redirect_uris", "error.too_many", map[string]any{"Max": appRedirectsMax})
	case !slices.ContainsFunc(out, func(one string) bool { return !goodRedirect(one) }):
		return out
	default:
		check.fault("redirect_uris", "error.app_redirect", nil)
	}
	return out
}

// scriptSchemes are schemes that a browser runs or shows in our name.
var scriptSchemes = []string{"javascript", "data", "vbscript", "blob", "file", "about", "mailto"}

// goodRedirect reports whether an address may be redirected to: an absolute URI, of
// the web or of an app's own scheme, without a fragment (RFC 6749, 3.1.2).
func goodRedirect(text string) bool {
	if text == OutOfBand {
		return true
	}
	u, err := url.Parse(text)
	if err != nil || len(text) > appRedirectMax || u.Scheme == "" || strings.Contains(text, "#") || !plainURI(text) {
		return false
	}
	scheme := strings.ToLower(u.Scheme)
	web := scheme == "http" || scheme == "https"
	return !slices.Contains(scriptSchemes, scheme) && (!web || u.Host != "" && u.User == nil)
}

// plainURI reports whether a text has only what a URI may be written with.
func plainURI(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool {
		return r <= ' ' || r > unicode.MaxASCII || r == unicode.MaxASCII || strings.ContainsRune("\"<>\\^`{|}", r)
	})
}

// AppAs gives the app that says who it is with its secret; Unauthenticated
// (invalid_client) when it is unknown, or the secret is wrong.
func (s *Service) AppAs(ctx context.Context, client, secret string) (App, error) {
	return view(ctx, s, func(tx Tx) (App, error) { return appAs(tx, client, secret, true) })
}

// appAs finds the app that asks. Without a secret it is found only where none is
// needed; a wrong one is never passed over.
func appAs(tx Tx, client, secret string, needed bool) (App, error) {
	a, err := tx.AppByClient(client)
	if IsNotFound(err) {
		return App{}, errApp()
	}
	if err != nil {
		return App{}, err
	}
	if secret == "" && !needed {
		return a, nil
	}
	if subtle.ConstantTimeCompare(tokenHash(secret), a.Secret) != 1 {
		return App{}, errApp()
	}
	return a, nil
}
