package httpx

import (
	"context"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/go-chi/httprate"
)

// ClientAddress finds the address of the client. X-Forwarded-For counts only
// where the connection comes from a trusted proxy; it is read from its end, and
// the first address that is no trusted proxy is the client.
func ClientAddress(trusted []netip.Prefix) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ctx := context.WithValue(r.Context(), keyAddress, clientAddress(r, trusted))
			next.ServeHTTP(w, r.WithContext(ctx))
		})
	}
}

// Address is the client's address; invalid outside ClientAddress, and for
// connections that have none (a Unix socket).
func Address(ctx context.Context) netip.Addr {
	a, _ := ctx.Value(keyAddress).(netip.Addr)
	return a
}

func clientAddress(r *http.Request, trusted []netip.Prefix) netip.Addr {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	client := peer.Addr().Unmap().WithZone("")
	isProxy := func(a netip.Addr) bool {
		return slices.ContainsFunc(trusted, func(p netip.Prefix) bool { return p.Contains(a) })
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && isProxy(client); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break // what a proxy could not have written: the last good hop stands
		}
		client = hop.Unmap().WithZone("")
	}
	return client
}

// Key names whom a rate limit counts.
type Key func(r *http.Request) string

// ByAddress counts by client address, IPv6 by the /64 that one client controls.
func ByAddress(r *http.Request) string {
	a := Address(r.Context())
	if !a.IsValid() {
		return "address:unknown"
	}
	return "address:" + httprate.CanonicalizeIP(a.String())
}

// ByAccount counts by what account returns, and by address for requests without
// an account.
func ByAccount(account func(context.Context) string) Key {
	return func(r *http.Request) string {
		if name := account(r.Context()); name != "" {
			return "account:" + name
		}
		return ByAddress(r)
	}
}

// RateLimit lets each key pass so many times a window; beyond that it answers
// 429 with Retry-After. The counters live in this process.
func RateLimit(e *Errors, limit int, window time.Duration, key Key) Middleware {
	return httprate.LimitBy(limit, window,
		func(r *http.Request) (string, error) { return key(r), nil },
		httprate.WithResponseHeaders(httprate.ResponseHeaders{}), // none: ours are set below
		httprate.WithLimitHandler(func(w http.ResponseWriter, r *http.Request) {
			e.Write(w, r, E(RateLimited, nil).After(window))
		}),
		httprate.WithErrorHandler(e.Write),
	)
}
