package clientapi

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"headroom/community"
	"headroom/internal/httpx"
)

// caller is who asks: nobody, an app for itself, or an app for a member.
type caller struct {
	viewer  community.Viewer // zero for nobody and for an app itself
	account community.Account
	person  community.Person
	app     community.App
	scopes  []string
	token   int64              // number of the token; 0 for nobody
	key     community.AppToken // the token as it is kept
}

type callerKey struct{}

// callerOf is the caller of a request; nobody, where no middleware found one.
func callerOf(r *http.Request) caller {
	c, _ := r.Context().Value(callerKey{}).(caller)
	return c
}

// authenticate finds out who asks, by the token alone: never by a cookie. A token
// that is not good is nobody's.
func (a *API) authenticate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if token, _ := tokenOf(r); token != "" {
			c, err := a.callerBy(r.Context(), token)
			if err != nil {
				a.errors.Write(w, r, err)
				return
			}
			r = r.WithContext(context.WithValue(r.Context(), callerKey{}, c))
		}
		next.ServeHTTP(w, r)
	})
}

// callerBy is who speaks with a token; nobody, when it is not good.
func (a *API) callerBy(ctx context.Context, token string) (caller, error) {
	return a.callers.get(a.moment(), token, func() (caller, int, error) {
		c, err := a.findCaller(ctx, token)
		return c, callerBytes, err
	})
}

// findCaller is callerBy, asked anew.
func (a *API) findCaller(ctx context.Context, token string) (caller, error) {
	h, err := a.Service.ResumeToken(ctx, token)
	switch community.KindOf(err) {
	case community.Unauthenticated, community.NotFound, community.Forbidden:
		return caller{}, nil
	}
	if err != nil {
		return caller{}, err
	}
	return caller{viewer: h.Viewer, account: h.Account, person: h.Person, app: h.App, scopes: h.Token.Scopes, token: h.Token.ID, key: h.Token}, nil
}

// OneAddress lets the calls be asked with a slash behind them, as Mastodon.py asks
// some and toot the page of consent. It stands before a router.
func OneAddress(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := r.URL.Path
		ours := strings.HasPrefix(path, "/api/") || strings.HasPrefix(path, "/oauth/")
		if ours && path != streamPath+"/" && strings.HasSuffix(path, "/") {
			without := *r.URL
			without.Path, without.RawPath = strings.TrimSuffix(path, "/"), strings.TrimSuffix(r.URL.RawPath, "/")
			r = r.WithContext(r.Context())
			r.URL = &without
		}
		next.ServeHTTP(w, r)
	})
}

// bearer is the token that a request brings.
func bearer(r *http.Request) string {
	kind, token, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	if !ok || !strings.EqualFold(kind, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// limit bounds the requests of an account, or of an address without one, and tells
// how many are left; the time at which the count begins anew is a date, as Mastodon's.
func (a *API) limit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key := httpx.ByAddress(r)
		if c := callerOf(r); c.viewer.SignedIn() {
			key = "account:" + strconv.FormatInt(c.viewer.Account, 10)
		}
		over := a.rate.OnLimit(w, r, key)
		const reset = "X-RateLimit-Reset"
		if seconds, err := strconv.ParseInt(w.Header().Get(reset), 10, 64); err == nil {
			w.Header().Set(reset, date(time.Unix(seconds, 0)))
		}
		if over {
			a.errors.Write(w, r, httpx.E(httpx.RateLimited, nil).After(time.Minute))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// date is a time as clients read it: UTC, with milliseconds.
func date(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// crossOrigin lets the pages of any site ask, which is safe because no cookie counts
// here, and none is asked for.
func (a *API) crossOrigin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		openTo(w.Header())
		next.ServeHTTP(w, r)
	})
}

func openTo(h http.Header) {
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", "Link, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-Request-Id")
	h.Set("X-Content-Type-Options", "nosniff")
}

// preflight answers what browsers ask before they ask. It knows nobody.
func preflight(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	openTo(h)
	h.Set("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE, OPTIONS")
	h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, Idempotency-Key, *")
	h.Set("Access-Control-Max-Age", "7200")
	w.WriteHeader(http.StatusNoContent)
}
