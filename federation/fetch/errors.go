package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"time"
)

// What a request can end in beside a [StatusError]. All but ErrNetwork and
// ErrPage are final: the same request would end so again.
var (
	ErrNotAllowed  = errors.New("fetch: host is not on the trust list")
	ErrAddress     = errors.New("fetch: address may not be connected to")
	ErrURL         = errors.New("fetch: not an address that may be fetched")
	ErrRedirect    = errors.New("fetch: redirect refused")
	ErrTooBig      = errors.New("fetch: answer too big")
	ErrContentType = errors.New("fetch: answer has another media type")
	ErrBudget      = errors.New("fetch: too many requests for one document")
	ErrNetwork     = errors.New("fetch: no answer") // also: not within the time
	ErrPage        = errors.New("fetch: a web page came in place of an answer")
)

// errNoAddress is a name that resolves to nothing; it comes with ErrNetwork.
var errNoAddress = errors.New("the name has no address")

// maxRetryAfter bounds what a peer may ask us to wait.
const maxRetryAfter = 24 * time.Hour

// StatusError is an answer outside 200-299 (and 304 where it was asked for).
type StatusError struct {
	Code       int
	RetryAfter time.Duration // 0 if not given; at most 24 h
	Page       bool          // it came with a page for people, which no door for servers has
}

func (e *StatusError) Error() string { return fmt.Sprintf("fetch: answer %d", e.Code) }

// Temporary reports whether the same request may succeed later: no answer, a web
// page in its place, 408, 425, 429 and 500-599 except 501.
func Temporary(err error) bool {
	if se, ok := errors.AsType[*StatusError](err); ok {
		switch se.Code {
		case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests:
			return true
		case http.StatusNotImplemented:
			return false
		}
		return se.Code >= 500
	}
	return errors.Is(err, ErrNetwork) || errors.Is(err, ErrPage) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// Gone reports whether the answer says that there is nothing, now or for ever:
// 404 or 410.
func Gone(err error) bool {
	se, ok := errors.AsType[*StatusError](err)
	return ok && (se.Code == http.StatusNotFound || se.Code == http.StatusGone)
}

// statusError classifies an answer; Retry-After is seconds or a date (RFC 9110).
func statusError(res *http.Response, now time.Time) error {
	e := &StatusError{Code: res.StatusCode, Page: isPage(res)}
	v := res.Header.Get("Retry-After")
	if n, err := strconv.ParseUint(v, 10, 31); err == nil {
		e.RetryAfter = time.Duration(n) * time.Second
	} else if at, err := http.ParseTime(v); err == nil {
		e.RetryAfter = at.Sub(now)
	}
	e.RetryAfter = min(max(e.RetryAfter, 0), maxRetryAfter)
	return e
}

// isPage reports whether an answer is a page for people. An empty one is none,
// whatever it calls itself.
func isPage(res *http.Response) bool {
	kind, _, err := mime.ParseMediaType(res.Header.Get("Content-Type"))
	if err != nil || kind != "text/html" && kind != "application/xhtml+xml" || res.ContentLength == 0 {
		return false
	}
	n, _ := io.ReadAtLeast(res.Body, make([]byte, 1), 1)
	return n > 0
}
