package sign

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
)

// ErrJSON is wrapped by every error about bytes that are not strict JSON: a
// syntax fault, a duplicate key, a lone surrogate, bytes that are not UTF-8,
// an integer of 2^53 or more, a number beyond a double, nesting over 64.
var ErrJSON = errors.New("not strict JSON")

// hashPrefix names the algorithm in every hash string of the protocol.
const hashPrefix = "sha-256:"

// Canonical returns the RFC 8785 form of one JSON value. The error wraps
// [ErrJSON]. The result never shares memory with raw.
func Canonical(raw []byte) ([]byte, error) {
	t, err := parse(raw)
	if err != nil {
		return nil, err
	}
	return t.canonical(make([]byte, 0, len(raw)), t.root, ""), nil
}

// Hash returns H(raw) = "sha-256:" + lowercase hex of SHA-256(JCS(raw)), the
// form of hr:digest, hr:prev and hr:hash. The error wraps [ErrJSON].
func Hash(raw []byte) (string, error) {
	c, err := Canonical(raw)
	if err != nil {
		return "", err
	}
	return HashBytes(c), nil
}

// HashBytes returns "sha-256:" + lowercase hex of SHA-256 over the bytes as
// they are: the hash of files, and of text that is not JSON.
func HashBytes(b []byte) string { return FormatHash(sha256.Sum256(b)) }

// FormatHash writes a SHA-256 sum, for instance of a streamed file, in the form
// of [HashBytes].
func FormatHash(sum [sha256.Size]byte) string {
	return hashPrefix + hex.EncodeToString(sum[:])
}

// ValidHash reports whether s has exactly the form that [Hash] writes.
func ValidHash(s string) bool {
	if len(s) != len(hashPrefix)+2*sha256.Size || s[:len(hashPrefix)] != hashPrefix {
		return false
	}
	for _, c := range []byte(s[len(hashPrefix):]) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// canonical appends the canonical form of a node. Of an object given directly,
// the member named skip is left out; objects inside it are whole.
func (t *tree) canonical(out []byte, at int32, skip string) []byte {
	n := t.nodes[at]
	switch n.kind {
	case kindObject:
		out = append(out, '{')
		first := true
		for i := n.a; i < n.b; i += 2 {
			if skip != "" && string(t.text(t.kids[i])) == skip {
				continue
			}
			if !first {
				out = append(out, ',')
			}
			first = false
			out = t.canonical(out, t.kids[i], "")
			out = append(out, ':')
			out = t.canonical(out, t.kids[i+1], "")
		}
		return append(out, '}')
	case kindArray:
		out = append(out, '[')
		for i := n.a; i < n.b; i++ {
			if i > n.a {
				out = append(out, ',')
			}
			out = t.canonical(out, t.kids[i], "")
		}
		return append(out, ']')
	case kindString:
		if !n.rewritten {
			return append(out, t.src[n.start:n.end]...)
		}
		return appendQuoted(out, t.side[n.a:n.b])
	default: // numbers and literals
		if n.rewritten {
			return append(out, t.side[n.a:n.b]...)
		}
		return append(out, t.src[n.start:n.end]...)
	}
}

// appendQuoted writes a string as RFC 8785 section 3.2.2.2 wants it: only what
// must be escaped is, in the shortest form.
func appendQuoted(out, s []byte) []byte {
	const hexDigits = "0123456789abcdef"
	out = append(out, '"')
	for _, c := range s {
		switch {
		case c == '"' || c == '\\':
			out = append(out, '\\', c)
		case c >= 0x20:
			out = append(out, c)
		case c == '\b':
			out = append(out, '\\', 'b')
		case c == '\t':
			out = append(out, '\\', 't')
		case c == '\n':
			out = append(out, '\\', 'n')
		case c == '\f':
			out = append(out, '\\', 'f')
		case c == '\r':
			out = append(out, '\\', 'r')
		default:
			out = append(out, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return append(out, '"')
}

// sortMembers orders (name, value) pairs by the UTF-16 code units of the name,
// as RFC 8785 section 3.2.3 asks, and reports whether all names differ.
func (t *tree) sortMembers(pairs [][2]int32) bool {
	compare := func(a, b [2]int32) int { return compareUTF16(t.text(a[0]), t.text(b[0])) }
	slices.SortFunc(pairs, compare)
	for i := 1; i < len(pairs); i++ {
		if compare(pairs[i-1], pairs[i]) == 0 {
			return false
		}
	}
	return true
}

// compareUTF16 compares valid UTF-8 by UTF-16 code units without converting.
// The two orders differ in one place: characters past U+FFFF (lead byte F0 and
// up) are surrogate pairs, which sort before U+E000..U+FFFF (EE and EF).
func compareUTF16(a, b []byte) int {
	n := min(len(a), len(b))
	for i := range n {
		x, y := a[i], b[i]
		if x == y {
			continue
		}
		if x >= 0xEE && y >= 0xEE && (x >= 0xF0) != (y >= 0xF0) {
			return int(y) - int(x)
		}
		return int(x) - int(y)
	}
	return len(a) - len(b)
}

// member returns the value of a name in an object node, or -1.
func (t *tree) member(object int32, name string) int32 {
	n := t.nodes[object]
	if n.kind != kindObject {
		return -1
	}
	for i := n.a; i < n.b; i += 2 {
		if string(t.text(t.kids[i])) == name {
			return t.kids[i+1]
		}
	}
	return -1
}

// str returns a string node's text.
func (t *tree) str(at int32) (string, bool) {
	if at < 0 || t.nodes[at].kind != kindString {
		return "", false
	}
	return string(t.text(at)), true
}

// text is the decoded text of a string node.
func (t *tree) text(at int32) []byte {
	n := t.nodes[at]
	if n.rewritten {
		return t.side[n.a:n.b]
	}
	return t.src[n.start+1 : n.end-1]
}

// sameValue reports whether two nodes are the same JSON value.
func (t *tree) sameValue(a, b int32) bool {
	return bytes.Equal(t.canonical(nil, a, ""), t.canonical(nil, b, ""))
}
