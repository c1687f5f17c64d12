package credential

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"headroom/federation/sign"
)

// The contexts of the protocol, in canonical form. Documents carry exactly
// these; no context is ever fetched.
const (
	// Context stands on activities, stamps, agreements and key records.
	Context = `["https://www.w3.org/ns/activitystreams","https://w3id.org/security/data-integrity/v2",{"hr":"https://w3id.org/headroom/v1#"}]`
	// CredentialContext stands on role credentials.
	CredentialContext = `["https://www.w3.org/ns/credentials/v2",{"AspiringHeadCredential":"hr:AspiringHeadCredential","FacilitatorCredential":"hr:FacilitatorCredential","HeadteacherCredential":"hr:HeadteacherCredential","hr":"https://w3id.org/headroom/v1#"}]`
	// PlainContext stands on presentations and status lists.
	PlainContext = `["https://www.w3.org/ns/credentials/v2"]`
)

const (
	skew       = 5 * time.Minute
	maxText    = 2048    // bytes of one string member
	maxDoc     = 1 << 16 // bytes of any document but a status list
	maxStrings = 1000    // items of a list
	maxInteger = 1<<53 - 1
)

// at writes a time in the protocol's form, and leaves out the zero time where
// the member says omitzero.
type at struct{ time.Time }

func (t at) MarshalJSON() ([]byte, error) { return []byte(`"` + sign.FormatTime(t.Time) + `"`), nil }

func (t at) IsZero() bool { return t.Time.IsZero() }

// seal writes a document and adds its owner's proof.
func seal(doc any, owner string, now time.Time, key ed25519.PrivateKey, vm string) ([]byte, error) {
	if !owns(owner, vm) {
		return nil, fmt.Errorf("%w: key %q is not of %q", ErrMalformed, vm, owner)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(doc); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	return sign.AddProof(bytes.TrimSpace(b.Bytes()), sign.ProofOptions{VerificationMethod: vm, Created: now}, key)
}

// unseal decodes a signed document and its members. The proof is read, its
// purpose is checked, and it is not verified.
func unseal(raw []byte, limit int, purpose string) (*sign.Signed, *members, error) {
	if len(raw) > limit {
		return nil, nil, fmt.Errorf("%w: %d bytes", ErrMalformed, len(raw))
	}
	s, err := sign.ParseSigned(raw)
	if errors.Is(err, sign.ErrJSON) {
		return nil, nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if err != nil {
		return nil, nil, err
	}
	if s.Proof.Purpose != purpose {
		return nil, nil, fmt.Errorf("%w: purpose %s", sign.ErrProof, s.Proof.Purpose)
	}
	m := readMembers(s.Root())
	delete(m.left, "proof")
	return s, m, nil
}

// owns reports whether vm is a key id of owner: its id and a fragment.
func owns(owner, vm string) bool {
	rest, ok := strings.CutPrefix(vm, owner+"#")
	return ok && rest != "" && !strings.Contains(rest, "#")
}

// origin returns scheme, host and port of an id that is a plain absolute URL:
// http or https, lower case ASCII host, no user, no fragment, no escapes.
func origin(id string) (string, bool) {
	if len(id) > maxText || strings.ContainsAny(id, "#%\\@") {
		return "", false
	}
	u, err := url.Parse(id)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return "", false
	}
	for _, c := range []byte(id) {
		if c <= ' ' || c >= 0x7f {
			return "", false
		}
	}
	if strings.ToLower(u.Host) != u.Host {
		return "", false
	}
	host := u.Host
	if p := u.Port(); p == "443" && u.Scheme == "https" || p == "80" && u.Scheme == "http" {
		host = strings.TrimSuffix(host, ":"+p)
	}
	return u.Scheme + "://" + host, true
}

// sameOrigin reports whether two ids are plain URLs of one origin.
func sameOrigin(a, b string) bool {
	x, ok := origin(a)
	y, also := origin(b)
	return ok && also && x == y
}

// members are those of one object that were not asked for yet. The bytes have
// passed the strict decoder, so no name stands twice. The first fault stays.
type members struct {
	left map[string]sign.Value
	err  error
}

func readMembers(v sign.Value) *members {
	m := &members{left: make(map[string]sign.Value, 16)}
	all, ok := v.Members()
	if !ok {
		m.fault("object")
		return m
	}
	for name, value := range all {
		m.left[name] = value
	}
	return m
}

func (m *members) fault(what string) {
	if m.err == nil {
		m.err = fmt.Errorf("%w: %s", ErrMalformed, what)
	}
}

// take hands a member over; there is false if it is absent.
func (m *members) take(name string) (v sign.Value, there bool) {
	v, there = m.left[name]
	delete(m.left, name)
	return v, there
}

// has reports whether a member is there and was not taken yet.
func (m *members) has(name string) bool {
	_, there := m.left[name]
	return there
}

// done returns the first fault; a member nobody asked for is one.
func (m *members) done() error {
	if len(m.left) > 0 {
		m.fault("unknown member")
	}
	return m.err
}

// optional returns a text member, "" if it is absent.
func (m *members) optional(name string) string {
	v, there := m.take(name)
	if !there {
		return ""
	}
	text, ok := v.Text()
	if !ok || text == "" || len(text) > maxText {
		m.fault(name)
		return ""
	}
	return text
}

func (m *members) text(name string) string {
	s := m.optional(name)
	if s == "" {
		m.fault(name)
	}
	return s
}

// id returns a member that is a plain URL.
func (m *members) id(name string) string {
	s := m.text(name)
	if _, ok := origin(s); !ok {
		m.fault(name)
	}
	return s
}

func (m *members) literal(name, want string) {
	if m.text(name) != want {
		m.fault(name)
	}
}

// exactly wants a member to be the given canonical JSON.
func (m *members) exactly(name, want string) {
	if v, _ := m.take(name); !v.Is(want) {
		m.fault(name)
	}
}

func (m *members) optionalTime(name string) time.Time {
	s := m.optional(name)
	if s == "" {
		return time.Time{}
	}
	t, err := sign.ParseTime(s)
	if err != nil || t.IsZero() {
		m.fault(name)
	}
	return t
}

func (m *members) time(name string) time.Time {
	t := m.optionalTime(name)
	if t.IsZero() {
		m.fault(name)
	}
	return t
}

// integer returns a whole number between least and 2^53 - 1.
func (m *members) integer(name string, least int64) int64 {
	v, _ := m.take(name)
	n, ok := parseInteger(string(v.Raw()))
	if !ok || n < least {
		m.fault(name)
		return 0
	}
	return n
}

// parseInteger reads decimal digits without sign or leading zero.
func parseInteger(s string) (int64, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil && n >= 0 && n <= maxInteger && strconv.FormatInt(n, 10) == s
}

// texts returns a list of distinct texts, nil if the member is absent.
func (m *members) texts(name string) []string {
	v, there := m.take(name)
	if !there {
		return nil
	}
	items, ok := v.Items()
	if !ok || len(items) > maxStrings {
		m.fault(name)
		return nil
	}
	out := make([]string, 0, len(items))
	for _, item := range items {
		text, ok := item.Text()
		if !ok || text == "" || len(text) > maxText {
			m.fault(name)
			return nil
		}
		out = append(out, text)
	}
	if !distinct(out) {
		m.fault(name)
		return nil
	}
	return out
}

// distinct reports whether no text stands twice.
func distinct(list []string) bool {
	seen := make(map[string]bool, len(list))
	for _, s := range list {
		seen[s] = true
	}
	return len(seen) == len(list)
}

// ids is texts, each a plain URL.
func (m *members) ids(name string) []string {
	out := m.texts(name)
	if slices.ContainsFunc(out, func(s string) bool { _, ok := origin(s); return !ok }) {
		m.fault(name)
	}
	return out
}

// object returns the members of an object; its faults are to be merged with
// adopt.
func (m *members) object(name string) *members {
	v, _ := m.take(name)
	return readMembers(v)
}

func (m *members) adopt(name string, inner *members) {
	if inner.done() != nil {
		m.fault(name)
	}
}
