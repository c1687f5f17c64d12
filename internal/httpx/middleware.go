package httpx

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
)

// Middleware wraps a handler.
type Middleware = func(http.Handler) http.Handler

type contextKey int

const (
	keyRequestID contextKey = iota
	keyAddress
)

// WithRequestID gives each request a random id, which appears in logs only:
// answers must not differ by it.
func WithRequestID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), keyRequestID, randomID())))
	})
}

// RequestID is the id of the request, empty outside WithRequestID.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(keyRequestID).(string)
	return id
}

// Recover answers a panic as an internal error and logs its stack.
func Recover(e *Errors) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
			defer func() {
				v := recover()
				if v == nil {
					return
				}
				if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) {
					panic(v)
				}
				e.log.ErrorContext(r.Context(), "panic", "request", RequestID(r.Context()), "value", fmt.Sprint(v), "stack", string(debug.Stack()))
				if ww.Status() == 0 {
					e.Write(w, r, fmt.Errorf("panic: %v", v))
				}
			}()
			next.ServeHTTP(ww, r)
		})
	}
}

// Deadline ends the request's context after d. Streams stay outside of it.
func Deadline(d time.Duration) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ctx, cancel := context.WithTimeout(r.Context(), d)
			defer cancel()
			next.ServeHTTP(w, r.WithContext(ctx))
		})
	}
}

// BodyLimit refuses bodies above n bytes: at once when the length is declared,
// otherwise when reading comes to the limit (the error is of kind TooLarge).
func BodyLimit(e *Errors, n int64) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.ContentLength > n {
				e.Write(w, r, E(TooLarge, nil))
				return
			}
			if r.Body != nil {
				r.Body = http.MaxBytesReader(w, r.Body, n)
			}
			next.ServeHTTP(w, r)
		})
	}
}

// ContentPolicy is the content security policy of every answer: nothing from
// elsewhere, nothing inline, never inside a frame.
const ContentPolicy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"

// SecurityHeaders sets the headers that every answer carries. https says that
// the public origin is https, which browsers are then told to stay with.
func SecurityHeaders(https bool) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			h := w.Header()
			h.Set("Content-Security-Policy", ContentPolicy)
			h.Set("X-Content-Type-Options", "nosniff")
			h.Set("X-Frame-Options", "DENY")
			h.Set("Referrer-Policy", "same-origin")
			h.Set("Cross-Origin-Opener-Policy", "same-origin")
			h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
			if https {
				h.Set("Strict-Transport-Security", "max-age=31536000")
			}
			next.ServeHTTP(w, r)
		})
	}
}

// NoStore makes answers private unless their handler decides otherwise.
func NoStore(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		Private(w.Header())
		next.ServeHTTP(w, r)
	})
}

// HeadLikeGet sends HEAD to the route of GET; net/http leaves out the body.
func HeadLikeGet(next http.Handler) http.Handler { return middleware.GetHead(next) }

// Host answers requests for any other host than these (with port, where the
// public origin has one) with 421: a signature or a link made for another host
// must mean nothing here.
func Host(e *Errors, hosts ...string) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !slices.ContainsFunc(hosts, func(h string) bool { return strings.EqualFold(h, r.Host) }) {
				e.Write(w, r, E(Misdirected, nil))
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// AccessLog writes one line a request. Of the address it names the route only:
// paths hold tokens and queries hold what people search for.
func AccessLog(log *slog.Logger) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			began := time.Now()
			ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
			next.ServeHTTP(ww, r)
			route := "unmatched"
			if c := chi.RouteContext(r.Context()); c != nil && c.RoutePattern() != "" {
				route = c.RoutePattern()
			}
			level := slog.LevelInfo
			if ww.Status() == http.StatusUnauthorized {
				level = slog.LevelDebug // strangers cannot fill the log
			}
			log.Log(r.Context(), level, "request", "request", RequestID(r.Context()), "method", r.Method, "route", route,
				"status", ww.Status(), "bytes", ww.BytesWritten(), "ms", time.Since(began).Milliseconds())
		})
	}
}
