package vocab

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// Limits bound one document.
type Limits struct {
	Bytes int // of the whole body
	Depth int // objects and arrays within each other
	Items int // of one array, or members of one object
}

// The limits of FEDERATION.md: a body, and a page of a group's log.
var (
	BodyLimits = Limits{Bytes: 1 << 20, Depth: 64, Items: 1000}
	PageLimits = Limits{Bytes: 3 << 19, Depth: 64, Items: 1000}
)

type kind uint8

const (
	kindNull kind = iota
	kindBool
	kindNumber
	kindString
	kindArray
	kindObject
)

// node is one value of a document. All nodes of a document lie in one slice in
// document order, so that a value's children follow it and end at next.
type node struct {
	start, end       int32 // the value's bytes
	keyStart, keyEnd int32 // the member's name between its quotes; 0,0 in arrays
	next             int32 // index after the last descendant
	kind             kind
	escaped          bool // a string holds a backslash
	keyEscaped       bool
}

type scanner struct {
	b    []byte
	pos  int
	lim  Limits
	tape []node
	// foreign: leave alone what stands under extension names of other software.
	foreign bool
}

// scan checks body against JSON (RFC 8259) and the limits and returns its tape.
func scan(body []byte, lim Limits, foreign bool) ([]node, error) {
	if len(body) > lim.Bytes {
		return nil, &Error{Kind: ErrTooBig, Offset: lim.Bytes, What: "body exceeds the limit"}
	}
	s := scanner{b: body, lim: lim, foreign: foreign, tape: make([]node, 0, 16+len(body)/28)}
	s.space()
	if s.peek() != '{' {
		return nil, malformed(s.pos, "not an object")
	}
	if err := s.value(node{}, 0, false); err != nil {
		return nil, err
	}
	s.space()
	if s.pos != len(body) {
		return nil, malformed(s.pos, "bytes after the document")
	}
	return s.tape, nil
}

// peek returns the current byte, or 0 (never valid outside a string) at the end.
func (s *scanner) peek() byte {
	if s.pos < len(s.b) {
		return s.b[s.pos]
	}
	return 0
}

func (s *scanner) space() {
	for s.pos < len(s.b) {
		switch s.b[s.pos] {
		case ' ', '\t', '\n', '\r':
			s.pos++
		default:
			return
		}
	}
}

// value scans one value into the tape; n brings the member's name. In an
// @context (loose) names are terms, not properties, and are not compared
// with ours.
func (s *scanner) value(n node, depth int, loose bool) (err error) {
	at := len(s.tape)
	n.start = int32(s.pos)
	s.tape = append(s.tape, n)
	var k kind
	var escaped bool
	switch c := s.peek(); {
	case c == '{':
		k, err = kindObject, s.object(depth+1, loose)
	case c == '[':
		k, err = kindArray, s.array(depth+1, loose)
	case c == '"':
		k = kindString
		escaped, err = s.str()
	case c == '-' || c >= '0' && c <= '9':
		k, err = kindNumber, s.number()
	case c == 't':
		k, err = kindBool, s.literal("true")
	case c == 'f':
		k, err = kindBool, s.literal("false")
	case c == 'n':
		k, err = kindNull, s.literal("null")
	default:
		err = malformed(s.pos, "not a value")
	}
	if err != nil {
		return err
	}
	t := &s.tape[at]
	t.kind, t.escaped, t.end, t.next = k, escaped, int32(s.pos), int32(len(s.tape))
	return nil
}

func (s *scanner) literal(word string) error {
	if len(s.b)-s.pos < len(word) || string(s.b[s.pos:s.pos+len(word)]) != word {
		return malformed(s.pos, "not a value")
	}
	s.pos += len(word)
	return nil
}

func (s *scanner) array(depth int, loose bool) error {
	if depth > s.lim.Depth {
		return malformed(s.pos, "nested too deeply")
	}
	s.pos++
	s.space()
	if s.peek() == ']' {
		s.pos++
		return nil
	}
	for items := 1; ; items++ {
		if items > s.lim.Items {
			return malformed(s.pos, "too many items")
		}
		if err := s.value(node{}, depth, loose); err != nil {
			return err
		}
		s.space()
		switch s.peek() {
		case ',':
			s.pos++
			s.space()
		case ']':
			s.pos++
			return nil
		default:
			return malformed(s.pos, "array not closed")
		}
	}
}

func (s *scanner) object(depth int, loose bool) error {
	if depth > s.lim.Depth {
		return malformed(s.pos, "nested too deeply")
	}
	s.pos++
	s.space()
	if s.peek() == '}' {
		s.pos++
		return nil
	}
	var names nameSet
	for items := 1; ; items++ {
		if items > s.lim.Items {
			return malformed(s.pos, "too many members")
		}
		if err := s.member(&names, depth, loose); err != nil {
			return err
		}
		s.space()
		switch s.peek() {
		case ',':
			s.pos++
			s.space()
		case '}':
			s.pos++
			return nil
		default:
			return malformed(s.pos, "object not closed")
		}
	}
}

// member scans one name and its value.
func (s *scanner) member(names *nameSet, depth int, loose bool) error {
	if s.peek() != '"' {
		return malformed(s.pos, "not a name")
	}
	var n node
	at := s.pos
	escaped, err := s.str()
	if err != nil {
		return err
	}
	n.keyStart, n.keyEnd, n.keyEscaped = int32(at+1), int32(s.pos-1), escaped
	name := s.b[n.keyStart:n.keyEnd]
	if escaped {
		name = unescape(name)
	}
	form := folded(name)
	if !loose {
		if what := names.refuse(name, form); what != "" {
			return malformed(at, what)
		}
	} else if !names.add(name) {
		return malformed(at, "name stands twice")
	}
	s.space()
	if s.peek() != ':' {
		return malformed(s.pos, "name without value")
	}
	s.pos++
	s.space()
	return s.value(n, depth, loose || string(name) == "@context" || s.foreign && isExtension(name))
}

// isExtension reports whether a name is another software's own, "vcard:hasAddress".
func isExtension(name []byte) bool {
	return bytes.IndexByte(name, ':') > 0 && !bytes.HasPrefix(name, []byte("hr:"))
}

// str scans a string from its opening quote. U+0000 is refused, written either
// way: PostgreSQL text cannot hold it.
func (s *scanner) str() (escaped bool, err error) {
	b, i := s.b, s.pos+1
	for i < len(b) {
		switch c := b[i]; {
		case c == '"':
			s.pos = i + 1
			return escaped, nil
		case c == '\\':
			escaped = true
			n := escapeLen(b[i:])
			if n == 0 {
				return false, malformed(i, "bad escape")
			}
			i += n
		case c < 0x20:
			return false, malformed(i, "control character in a string")
		case c < utf8.RuneSelf:
			i++
		default:
			r, n := utf8.DecodeRune(b[i:])
			if r == utf8.RuneError && n == 1 {
				return false, malformed(i, "not UTF-8")
			}
			i += n
		}
	}
	return false, malformed(len(b), "string not closed")
}

// number scans a number. What is not below 2^53 in size is refused, because
// other readers would round it; fractions are let through (map positions).
func (s *scanner) number() error {
	at := s.pos
	if s.peek() == '-' {
		s.pos++
	}
	if s.peek() == '0' {
		s.pos++
	} else if !s.digits() {
		return malformed(at, "bad number")
	}
	whole := true
	if s.peek() == '.' {
		whole = false
		s.pos++
		if !s.digits() {
			return malformed(at, "bad number")
		}
	}
	if c := s.peek(); c == 'e' || c == 'E' {
		whole = false
		s.pos++
		if c := s.peek(); c == '+' || c == '-' {
			s.pos++
		}
		if !s.digits() {
			return malformed(at, "bad number")
		}
	}
	if s.pos-at > 32 {
		return malformed(at, "number too long")
	}
	if whole && s.pos-at < 16 {
		return nil
	}
	f, err := strconv.ParseFloat(string(s.b[at:s.pos]), 64)
	if err != nil || f >= 1<<53 || f <= -(1<<53) {
		return malformed(at, "number too big")
	}
	return nil
}

func (s *scanner) digits() bool {
	at := s.pos
	for c := s.peek(); c >= '0' && c <= '9'; c = s.peek() {
		s.pos++
	}
	return s.pos > at
}
