package httpx

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"time"
)

// The media types of answers.
const (
	TypeJSON     = "application/json; charset=utf-8"
	TypeActivity = `application/activity+json; charset=utf-8`
)

// phrases are the texts of API answers; short, fixed, and saying nothing of why.
var phrases = map[string]string{
	Invalid:         "The request is not valid",
	Unauthenticated: "The access token is invalid",
	Forbidden:       "This action is not allowed",
	NotFound:        "Record not found",
	Conflict:        "The record has changed",
	Unavailable:     "The service is unavailable for now",
	Gone:            "Record is gone",
	TooLarge:        "The request is too large",
	RateLimited:     "Too many requests",
	Misdirected:     "This host is not served here",
	Internal:        "Something went wrong",
}

// PageErrors answers with HTML pages through the callback, which gets to write
// status and body. Invalid input is 422.
func PageErrors(log *slog.Logger, page Renderer) *Errors {
	return &Errors{render: page, invalid: http.StatusUnprocessableEntity, log: log}
}

// APIErrors answers as the client API does: {"error": text}. message gives the
// text of an error that clients may see (never NotFound, Unauthenticated or
// Internal); nil, or an empty text, leaves it at the fixed phrase. Invalid input is
// 422, as Mastodon answers it.
func APIErrors(log *slog.Logger, message func(*http.Request, error) string) *Errors {
	return &Errors{
		invalid: http.StatusUnprocessableEntity, log: log, realm: "Bearer",
		render: func(w http.ResponseWriter, r *http.Request, a Answer) {
			body := apiError{Error: phrases[a.Kind], ID: a.ID}
			if a.Err != nil && message != nil {
				if text := message(r, a.Err); text != "" {
					body.Error = text
				}
			}
			writeError(w, a.Status, body)
		},
	}
}

// ActivityErrors answers as the federation door does: {"error": kind}.
func ActivityErrors(log *slog.Logger) *Errors {
	return &Errors{
		invalid: http.StatusBadRequest, log: log, realm: "Signature",
		render: func(w http.ResponseWriter, _ *http.Request, a Answer) {
			writeError(w, a.Status, apiError{Error: a.Kind, ID: a.ID})
		},
	}
}

type apiError struct {
	Error string `json:"error"`
	ID    string `json:"id,omitempty"`
}

func writeError(w http.ResponseWriter, status int, body apiError) {
	// Two strings always encode; a client that has gone is not our error.
	_ = WriteJSON(w, status, TypeJSON, body)
}

// WriteJSON writes v as JSON. It encodes first, so that an error leaves the
// answer unwritten, and sets every header before the status.
func WriteJSON(w http.ResponseWriter, status int, mediaType string, v any) error {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("httpx: encode answer: %w", err)
	}
	return WriteBytes(w, status, mediaType, buf.Bytes())
}

// WriteBytes writes a whole body with its type and length.
func WriteBytes(w http.ResponseWriter, status int, mediaType string, body []byte) error {
	w.Header().Set("Content-Type", mediaType)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if _, err := w.Write(body); err != nil {
		return fmt.Errorf("httpx: write answer: %w", err)
	}
	return nil
}

// Private forbids every cache to keep the answer, and names what it depends on
// for those that keep it all the same.
func Private(h http.Header) {
	h.Set("Cache-Control", "private, no-store")
	h.Set("Vary", "Accept, Authorization, Cookie, Signature")
}

// Immutable lets everyone keep the answer for a year: for addresses that hold a
// digest of what they serve.
func Immutable(h http.Header) {
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
}

// retryAfter is the value of Retry-After in whole seconds, rounded up; empty
// when the error does not say.
func retryAfter(err error) string {
	var later interface {
		error
		RetryAfter() time.Duration
	}
	if !errors.As(err, &later) || later.RetryAfter() <= 0 {
		return ""
	}
	return strconv.FormatInt(int64(math.Ceil(later.RetryAfter().Seconds())), 10)
}
