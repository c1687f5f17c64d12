package vocab

import (
	"errors"
	"net/netip"
	"strconv"
	"strings"
)

// ErrHost means that an address has no canonical host: it is not an absolute
// http(s) URL, or its host could be read in two ways.
var ErrHost = errors.New("no canonical host")

// Host returns the canonical host of an absolute http or https URL: lower-case
// ASCII letters, digits, hyphens and dots, with ":port" unless it is the
// scheme's own. It refuses, rather than mends, whatever two programs might read
// differently: upper case, a trailing dot, user information, escapes, a
// backslash, anything outside ASCII, numbers that some resolvers take for
// addresses. An IP literal passes only in its canonical form, so that it can
// match a trust list by equality and nothing else. Every comparison with a trust
// list goes through this function.
func Host(rawURL string) (string, error) {
	_, host, _, err := split(rawURL)
	return host, err
}

// CanonicalHost is Host for what an operator types, "Wales.Example" or
// "127.0.0.1:7001": no scheme, letters may be upper case.
func CanonicalHost(typed string) (string, error) {
	return canonical(strings.ToLower(strings.TrimSpace(typed)), "443")
}

// SameOrigin reports whether two URLs have the same scheme and canonical host.
func SameOrigin(a, b string) bool {
	schemeA, hostA, _, errA := split(a)
	schemeB, hostB, _, errB := split(b)
	return errA == nil && errB == nil && schemeA == schemeB && hostA == hostB
}

// CheckURL reports whether raw may stand as an id or address of ours or of a
// peer: an absolute URL with a canonical host, no user information, no control
// character, space, quote, backslash or byte outside ASCII, at most 2,048 bytes.
// The error is ErrHost.
func CheckURL(raw string) error {
	_, _, rest, err := split(raw)
	if err != nil {
		return err
	}
	if len(raw) > 2048 {
		return ErrHost
	}
	for i := 0; i < len(rest); i++ {
		if c := rest[i]; c <= ' ' || c >= 0x7f || strings.IndexByte("\"<>\\^`{|}", c) >= 0 {
			return ErrHost
		}
	}
	return nil
}

// CheckID is CheckURL for ids under proof: no fragment.
func CheckID(raw string) error {
	if strings.IndexByte(raw, '#') >= 0 {
		return ErrHost
	}
	return CheckURL(raw)
}

// WithoutFragment cuts "#…": the document that a key's id lies in.
func WithoutFragment(raw string) string {
	before, _, _ := strings.Cut(raw, "#")
	return before
}

// split cuts an absolute URL into scheme, canonical host, and the rest.
func split(raw string) (scheme, host, rest string, err error) {
	var port string
	switch {
	case strings.HasPrefix(raw, "https://"):
		scheme, port = "https", "443"
	case strings.HasPrefix(raw, "http://"):
		scheme, port = "http", "80"
	default:
		return "", "", "", ErrHost
	}
	rest = raw[len(scheme)+3:]
	authority := rest
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		authority, rest = rest[:i], rest[i:]
	} else {
		rest = ""
	}
	host, err = canonical(authority, port)
	return scheme, host, rest, err
}

// canonical checks an authority and drops the default port.
func canonical(authority, defaultPort string) (string, error) {
	host, port := authority, ""
	if strings.HasPrefix(authority, "[") {
		end := strings.IndexByte(authority, ']')
		if end < 0 {
			return "", ErrHost
		}
		host, port = authority[:end+1], authority[end+1:]
		if port != "" && port[0] != ':' {
			return "", ErrHost
		}
	} else if i := strings.IndexByte(authority, ':'); i >= 0 {
		host, port = authority[:i], authority[i:]
	}
	if !validHost(host) || !validPort(port) {
		return "", ErrHost
	}
	if port == ":"+defaultPort {
		port = ""
	}
	return host + port, nil
}

// validPort takes "" or ":1" to ":65535", without leading zeros.
func validPort(p string) bool {
	if p == "" {
		return true
	}
	if len(p) < 2 || p[1] < '1' || p[1] > '9' {
		return false
	}
	_, err := strconv.ParseUint(p[1:], 10, 16)
	return err == nil
}

// validHost takes names of letters, digits and hyphens, and canonical addresses.
func validHost(h string) bool {
	if strings.HasPrefix(h, "[") {
		a, err := netip.ParseAddr(strings.Trim(h, "[]"))
		return err == nil && a.Is6() && a.Zone() == "" && "["+a.String()+"]" == h
	}
	if h == "" || len(h) > 253 {
		return false
	}
	labels := strings.Split(h, ".")
	for _, l := range labels {
		if !validLabel(l) {
			return false
		}
	}
	if !numberLike(labels[len(labels)-1]) {
		return true
	}
	a, err := netip.ParseAddr(h)
	return err == nil && a.Is4() && a.String() == h
}

func validLabel(l string) bool {
	if l == "" || len(l) > 63 || l[0] == '-' || l[len(l)-1] == '-' {
		return false
	}
	for i := 0; i < len(l); i++ {
		if c := l[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}

// numberLike reports whether a last label makes resolvers read an address.
func numberLike(l string) bool {
	digits := l
	if strings.HasPrefix(l, "0x") {
		digits = l[2:]
		return strings.Trim(digits, "0123456789abcdef") == ""
	}
	return strings.Trim(digits, "0123456789") == ""
}
