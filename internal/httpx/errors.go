// Package httpx is the plumbing that the three doors share: handlers that
// return errors, one table from error kind to status with three renderers, and
// the middlewares.
package httpx

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5/middleware"
)

// The kinds of errors that have an answer of their own. Every other error is
// internal: 500, its cause logged and never shown.
const (
	Invalid         = "invalid"
	Unauthenticated = "unauthenticated"
	Forbidden       = "forbidden"
	NotFound        = "not_found"
	Conflict        = "conflict"
	Unavailable     = "unavailable"
	Gone            = "gone"
	TooLarge        = "too_large"
	RateLimited     = "rate_limited"
	Misdirected     = "misdirected"
	Internal        = "internal"
)

// statuses is the one table. Pages and the client API answer Invalid with 422.
var statuses = map[string]int{
	Invalid:         http.StatusBadRequest,
	Unauthenticated: http.StatusUnauthorized,
	Forbidden:       http.StatusForbidden,
	NotFound:        http.StatusNotFound,
	Conflict:        http.StatusConflict,
	Unavailable:     http.StatusServiceUnavailable,
	Gone:            http.StatusGone,
	TooLarge:        http.StatusRequestEntityTooLarge,
	RateLimited:     http.StatusTooManyRequests,
	Misdirected:     http.StatusMisdirectedRequest,
	Internal:        http.StatusInternalServerError,
}

// Error is an error of a kind, for what goes wrong at the door itself. The
// domain has its own type; httpx knows either by the method Kind alone.
type Error struct {
	kind  string
	cause error
	after time.Duration
}

// E returns an error of the kind with a cause for the log; the cause may be nil.
func E(kind string, cause error) *Error { return &Error{kind: kind, cause: cause} }

// After returns a copy that asks the client to come back in d.
func (e *Error) After(d time.Duration) *Error {
	c := *e
	c.after = d
	return &c
}

func (e *Error) Error() string {
	if e.cause == nil {
		return e.kind
	}
	return e.kind + ": " + e.cause.Error()
}

// Kind names the row of the table.
func (e *Error) Kind() string { return e.kind }

// RetryAfter is when to come back; 0: not said.
func (e *Error) RetryAfter() time.Duration { return e.after }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.cause }

// Answer is what a renderer has to show. It holds nothing of the cause: answers
// of kind NotFound and Unauthenticated carry no error and no id, so that they
// are the same to the byte whatever the reason.
type Answer struct {
	Status int
	Kind   string
	// Err is the error as returned, for its message; nil for NotFound,
	// Unauthenticated and Internal.
	Err error
	// ID names an internal error in the log; empty otherwise.
	ID string
}

// Renderer writes the body of an answer, after its headers and with its status.
type Renderer func(w http.ResponseWriter, r *http.Request, a Answer)

// Errors turns errors into answers in the manner of one door.
type Errors struct {
	render  Renderer
	invalid int
	log     *slog.Logger
	realm   string
}

// Handler is an HTTP handler that returns what went wrong. Having returned an
// error it must not have written anything; whatever headers it set are dropped.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Wrap makes an http.HandlerFunc of h.
func (e *Errors) Wrap(h Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		before := w.Header().Clone()
		ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		err := h(ww, r)
		if err == nil {
			return
		}
		if ww.Status() != 0 {
			e.log.ErrorContext(r.Context(), "error after the answer had begun", "request", RequestID(r.Context()), "err", err)
			return
		}
		clear(w.Header())
		maps.Copy(w.Header(), before)
		e.Write(w, r, err)
	}
}

// Status is that of the answer to err.
func (e *Errors) Status(err error) int {
	kind := kindOf(err)
	if kind == Invalid {
		return e.invalid
	}
	return statuses[kind]
}

// Write answers with err: for routers' own not-found pages and for middlewares.
func (e *Errors) Write(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		return // nobody listens any more
	}
	kind := kindOf(err)
	a := Answer{Status: statuses[kind], Kind: kind, Err: err}
	switch kind {
	case Invalid:
		a.Status = e.invalid
	case NotFound, Unauthenticated:
		a.Err = nil
	case Internal:
		a.Err, a.ID = nil, randomID()
		e.log.ErrorContext(r.Context(), "internal error", "error_id", a.ID, "request", RequestID(r.Context()), "err", err)
	}
	h := w.Header()
	Private(h)
	if kind == Unauthenticated && e.realm != "" {
		h.Set("WWW-Authenticate", e.realm)
	}
	if after := retryAfter(err); after != "" && (kind == Unavailable || kind == RateLimited) {
		h.Set("Retry-After", after)
	}
	e.render(w, r, a)
}

// kindOf finds the kind of the outermost error that has one we know.
func kindOf(err error) string {
	var kinder interface {
		error
		Kind() string
	}
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &kinder):
		if _, known := statuses[kinder.Kind()]; known {
			return kinder.Kind()
		}
	case errors.As(err, &tooLarge):
		return TooLarge
	case errors.Is(err, context.DeadlineExceeded):
		return Unavailable
	}
	return Internal
}

// randomID is 64 random bits in hexadecimal.
func randomID() string {
	var b [8]byte
	rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}
