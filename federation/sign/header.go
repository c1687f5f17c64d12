package sign

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
)

// parseSignature reads the value of a Signature header: parameters name="text"
// or name=number, separated by commas with optional spaces, none twice, none
// unknown.
func parseSignature(s string) (Presented, error) {
	var p Presented
	if len(s) > maxSignatureHeader {
		return p, refuse("header too long")
	}
	seen := map[string]bool{}
	for rest := s; ; {
		name, value, after, ok := cutParameter(rest)
		if !ok {
			return p, refuse("malformed header")
		}
		if seen[name] {
			return p, refuse("parameter " + name + " twice")
		}
		seen[name] = true
		if err := p.set(name, value); err != nil {
			return p, err
		}
		after = strings.TrimLeft(after, " ")
		if after == "" {
			break
		}
		if after[0] != ',' {
			return p, refuse("malformed header")
		}
		rest = strings.TrimLeft(after[1:], " ")
	}
	for _, name := range []string{"keyId", "headers", "signature"} {
		if !seen[name] {
			return p, refuse("no " + name)
		}
	}
	return p, nil
}

// cutParameter takes one name=value from the front. Quoted values hold no
// quotes and no backslashes; bare ones are digits.
func cutParameter(s string) (name, value, rest string, ok bool) {
	name, s, ok = strings.Cut(s, "=")
	if !ok || s == "" {
		return "", "", "", false
	}
	if s[0] == '"' {
		value, rest, ok = strings.Cut(s[1:], `"`)
		return name, value, rest, ok && !strings.Contains(value, `\`)
	}
	end := 0
	for end < len(s) && s[end] >= '0' && s[end] <= '9' {
		end++
	}
	return name, s[:end], s[end:], end > 0
}

func (p *Presented) set(name, value string) error {
	switch name {
	case "keyId":
		if !printable(value, maxKeyID) {
			return refuse("malformed keyId")
		}
		p.KeyID = value
	case "algorithm":
		if !slices.Contains([]string{"hs2019", "rsa-sha256", "ed25519"}, value) {
			return refuse("unknown algorithm")
		}
		p.algorithm = value
	case "headers":
		return p.setCovered(value)
	case "signature":
		if _, err := base64.StdEncoding.Strict().DecodeString(value); err != nil || !printable(value, maxSignatureHeader) {
			return refuse("malformed signature")
		}
		p.signature = value
	case "created":
		return setSeconds(&p.created, value)
	case "expires":
		return setSeconds(&p.expires, value)
	default:
		return refuse("unknown parameter")
	}
	return nil
}

func setSeconds(into *int64, value string) error {
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil || n <= 0 || n >= 1<<40 || strconv.FormatInt(n, 10) != value {
		return refuse("malformed time")
	}
	*into = n
	return nil
}

// setCovered reads the list of signed headers: lower case, single spaces, none
// twice.
func (p *Presented) setCovered(value string) error {
	p.covered = strings.Split(value, " ")
	if len(p.covered) > maxCovered {
		return refuse("too many signed headers")
	}
	for i, name := range p.covered {
		if slices.Contains(p.covered[:i], name) {
			return refuse("a header is signed twice")
		}
		if !headerName(name) && name != requestTarget && name != "(created)" && name != "(expires)" {
			return refuse("malformed list of signed headers")
		}
	}
	return nil
}

func headerName(s string) bool {
	for _, c := range []byte(s) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return s != ""
}

// printable reports whether s is visible ASCII without quotes, backslashes and
// spaces, and not empty nor longer than limit.
func printable(s string, limit int) bool {
	for _, c := range []byte(s) {
		if c <= ' ' || c >= 0x7f || c == '"' || c == '\\' {
			return false
		}
	}
	return s != "" && len(s) <= limit
}
