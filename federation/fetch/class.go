package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
)

// Class is what became of a request, as far as it matters for what is done next.
type Class string

// The classes. Of the names, operators see the ones that go into the reason of a
// failure.
const (
	Taken           Class = "taken"           // 200-299
	Malformed       Class = "malformed"       // 400
	Unauthenticated Class = "unauthenticated" // 401
	Forbidden       Class = "forbidden"       // 403
	Missing         Class = "missing"         // 404
	GoneForGood     Class = "gone"            // 410
	TooLarge        Class = "too large"       // 413
	Early           Class = "too early"       // 408, 425
	Busy            Class = "busy"            // 429
	OtherRefusal    Class = "refused"         // other 4xx, 501
	Unavailable     Class = "unavailable"     // 502, 503, 504 and what proxies have beside them
	Stumbled        Class = "stumbled"        // 500 and other 5xx
	Redirected      Class = "redirected"      // 3xx
	WebPage         Class = "web page"        // an answer that is a page for people: a portal, a proxy, a parked name
	TimedOut        Class = "time-out"
	Cut             Class = "cut off"       // the connection broke
	Unreachable     Class = "unreachable"   // nobody listens, or no way there
	BadTLS          Class = "TLS"           // certificate or handshake
	BadDNS          Class = "DNS"           // the name gives no address, or one that may not be connected to
	Stopped         Class = "stopped"       // by ourselves
	NotOurs         Class = "not attempted" // no peer, or no address that is fetched
	NoAnswer        Class = "no answer"     // any other trouble of the network
)

// ClassOf tells the class of what Post or Get returned.
func ClassOf(err error) Class {
	if err == nil {
		return Taken
	}
	if se, ok := errors.AsType[*StatusError](err); ok {
		return classOfStatus(se)
	}
	switch {
	case errors.Is(err, ErrPage):
		return WebPage
	case errors.Is(err, ErrAddress):
		return BadDNS
	case errors.Is(err, ErrNotAllowed), errors.Is(err, ErrURL), errors.Is(err, ErrBudget):
		return NotOurs
	case errors.Is(err, ErrNetwork), errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return classOfNetwork(err)
	}
	return OtherRefusal
}

func classOfStatus(e *StatusError) Class {
	if e.Page && e.Code < 500 && e.Code != http.StatusTooManyRequests {
		return WebPage
	}
	if c, ok := map[int]Class{400: Malformed, 401: Unauthenticated, 403: Forbidden, 404: Missing, 408: Early, 410: GoneForGood,
		413: TooLarge, 425: Early, 429: Busy, 501: OtherRefusal, 502: Unavailable, 503: Unavailable, 504: Unavailable}[e.Code]; ok {
		return c
	}
	switch {
	case e.Code >= 520 && e.Code < 530: // of proxies that do not reach what is behind them
		return Unavailable
	case e.Code >= 500:
		return Stumbled
	case e.Code >= 400:
		return OtherRefusal
	}
	return Redirected
}

// classOfNetwork looks for what is wrong below HTTP. Names come first, since a
// look-up may time out as well.
func classOfNetwork(err error) Class {
	if _, ok := errors.AsType[*net.DNSError](err); ok || errors.Is(err, errNoAddress) {
		return BadDNS
	}
	if isTLS(err) {
		return BadTLS
	}
	if ne, ok := errors.AsType[net.Error](err); ok && ne.Timeout() || errors.Is(err, context.DeadlineExceeded) {
		return TimedOut
	}
	switch {
	case errors.Is(err, context.Canceled):
		return Stopped
	case errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return Unreachable
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF),
		errors.Is(err, net.ErrClosed):
		return Cut
	}
	return NoAnswer
}

// isTLS recognises what crypto/tls and crypto/x509 say. Some of it has no type.
func isTLS(err error) bool {
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return true
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return true
	}
	if _, ok := errors.AsType[tls.AlertError](err); ok {
		return true
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return true
	}
	return strings.Contains(err.Error(), "tls: ") || strings.Contains(err.Error(), "TLS handshake") ||
		strings.Contains(err.Error(), "HTTP response to HTTPS client")
}
