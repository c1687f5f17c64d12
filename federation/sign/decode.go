package sign

import (
	"bytes"
	"fmt"
	"math"
	"unicode/utf16"
	"unicode/utf8"
)

// maxDepth is the protocol's nesting limit; deeper documents are refused.
const maxDepth = 64

type kind uint8

const (
	kindLiteral kind = iota // true, false, null
	kindNumber
	kindString
	kindArray
	kindObject
)

// node is one value. It is kept small and free of pointers because its number
// is chosen by whoever sent the document.
type node struct {
	kind       kind
	rewritten  bool  // a scalar whose text is side[a:b] and not src[start:end]
	start, end int32 // where it stands in the source, quotes and brackets included
	a, b       int32 // of side for rewritten scalars, of kids for containers
}

// tree is one strictly decoded document. Objects hold their members sorted, as
// name and value alternately in kids.
type tree struct {
	src   []byte
	side  []byte // decoded strings that had escapes, and reformatted numbers
	nodes []node
	kids  []int32
	root  int32
}

type decoder struct {
	tree
	pos   int
	stack []int32    // children of the containers that are still open
	pairs [][2]int32 // scratch for sorting one object
}

// parse decodes one JSON value strictly. The error wraps ErrJSON.
func parse(src []byte) (*tree, error) {
	if len(src) > math.MaxInt32/2 {
		return nil, fmt.Errorf("%w: too long", ErrJSON)
	}
	d := &decoder{tree: tree{
		src:   src,
		nodes: make([]node, 0, 16+len(src)/24),
		kids:  make([]int32, 0, 16+len(src)/24),
	}}
	root, err := d.value(0)
	if err != nil {
		return nil, err
	}
	d.space()
	if d.pos != len(src) {
		return nil, d.fault("text after the value")
	}
	d.root = root
	return &d.tree, nil
}

func (d *decoder) fault(what string) error {
	return fmt.Errorf("%w: %s at byte %d", ErrJSON, what, d.pos)
}

func (d *decoder) space() {
	for d.pos < len(d.src) {
		switch d.src[d.pos] {
		case ' ', '\t', '\n', '\r':
			d.pos++
		default:
			return
		}
	}
}

// next skips white space and returns the byte there, or 0 at the end.
func (d *decoder) next() byte {
	d.space()
	if d.pos >= len(d.src) {
		return 0
	}
	return d.src[d.pos]
}

func (d *decoder) add(n node) int32 {
	d.nodes = append(d.nodes, n)
	return int32(len(d.nodes) - 1)
}

func (d *decoder) value(depth int) (int32, error) {
	switch c := d.next(); {
	case c == '"':
		return d.string()
	case c == '{':
		return d.object(depth + 1)
	case c == '[':
		return d.array(depth + 1)
	case c == '-' || c >= '0' && c <= '9':
		return d.number()
	}
	for _, word := range [...]string{"true", "false", "null"} {
		if bytes.HasPrefix(d.src[d.pos:], []byte(word)) {
			start := d.pos
			d.pos += len(word)
			return d.add(node{kind: kindLiteral, start: int32(start), end: int32(d.pos)}), nil
		}
	}
	return 0, d.fault("no value")
}

func (d *decoder) object(depth int) (int32, error) {
	if depth > maxDepth {
		return 0, d.fault("nested too deeply")
	}
	at := d.add(node{kind: kindObject, start: int32(d.pos)})
	base := len(d.stack)
	d.pos++
	if d.next() == '}' {
		d.pos++
		return d.close(at, base), nil
	}
	for {
		if d.next() != '"' {
			return 0, d.fault("no member name")
		}
		name, err := d.string()
		if err != nil {
			return 0, err
		}
		if d.next() != ':' {
			return 0, d.fault("no colon")
		}
		d.pos++
		value, err := d.value(depth)
		if err != nil {
			return 0, err
		}
		d.stack = append(d.stack, name, value)
		switch d.next() {
		case ',':
			d.pos++
		case '}':
			d.pos++
			if !d.order(base) {
				return 0, d.fault("duplicate key")
			}
			return d.close(at, base), nil
		default:
			return 0, d.fault("object not closed")
		}
	}
}

func (d *decoder) array(depth int) (int32, error) {
	if depth > maxDepth {
		return 0, d.fault("nested too deeply")
	}
	at := d.add(node{kind: kindArray, start: int32(d.pos)})
	base := len(d.stack)
	d.pos++
	if d.next() == ']' {
		d.pos++
		return d.close(at, base), nil
	}
	for {
		item, err := d.value(depth)
		if err != nil {
			return 0, err
		}
		d.stack = append(d.stack, item)
		switch d.next() {
		case ',':
			d.pos++
		case ']':
			d.pos++
			return d.close(at, base), nil
		default:
			return 0, d.fault("array not closed")
		}
	}
}

// close moves a finished container's children off the stack.
func (d *decoder) close(at int32, base int) int32 {
	n := &d.nodes[at]
	n.a = int32(len(d.kids))
	d.kids = append(d.kids, d.stack[base:]...)
	n.b = int32(len(d.kids))
	n.end = int32(d.pos)
	d.stack = d.stack[:base]
	return at
}

// order sorts the members of the object on top of the stack.
func (d *decoder) order(base int) bool {
	d.pairs = d.pairs[:0]
	for i := base; i < len(d.stack); i += 2 {
		d.pairs = append(d.pairs, [2]int32{d.stack[i], d.stack[i+1]})
	}
	if !d.sortMembers(d.pairs) {
		return false
	}
	for i, p := range d.pairs {
		d.stack[base+2*i], d.stack[base+2*i+1] = p[0], p[1]
	}
	return true
}

// string reads a string. One without escapes is canonical as it stands.
func (d *decoder) string() (int32, error) {
	start := d.pos
	d.pos++
	for d.pos < len(d.src) {
		switch c := d.src[d.pos]; {
		case c == '"':
			d.pos++
			return d.add(node{kind: kindString, start: int32(start), end: int32(d.pos)}), nil
		case c == '\\':
			return d.escapedString(start)
		case c < 0x20:
			return 0, d.fault("control character in a string")
		case c < utf8.RuneSelf:
			d.pos++
		default:
			r, size := utf8.DecodeRune(d.src[d.pos:])
			if r == utf8.RuneError && size == 1 {
				return 0, d.fault("not UTF-8")
			}
			d.pos += size
		}
	}
	return 0, d.fault("string not closed")
}

// escapedString reads on from the first backslash, decoding into side.
func (d *decoder) escapedString(start int) (int32, error) {
	a := int32(len(d.side))
	d.side = append(d.side, d.src[start+1:d.pos]...)
	for d.pos < len(d.src) {
		switch c := d.src[d.pos]; {
		case c == '"':
			d.pos++
			return d.add(node{kind: kindString, rewritten: true, start: int32(start), end: int32(d.pos), a: a, b: int32(len(d.side))}), nil
		case c == '\\':
			if err := d.escape(); err != nil {
				return 0, err
			}
		case c < 0x20:
			return 0, d.fault("control character in a string")
		default:
			r, size := utf8.DecodeRune(d.src[d.pos:])
			if r == utf8.RuneError && size == 1 {
				return 0, d.fault("not UTF-8")
			}
			d.side = append(d.side, d.src[d.pos:d.pos+size]...)
			d.pos += size
		}
	}
	return 0, d.fault("string not closed")
}

// escape decodes one escape sequence at pos into side.
func (d *decoder) escape() error {
	if d.pos+1 >= len(d.src) {
		return d.fault("string not closed")
	}
	c := d.src[d.pos+1]
	if i := bytes.IndexByte([]byte(`"\/bfnrt`), c); i >= 0 {
		d.side = append(d.side, "\"\\/\b\f\n\r\t"[i])
		d.pos += 2
		return nil
	}
	r, ok := d.codeUnit()
	if !ok {
		return d.fault("unknown escape")
	}
	if utf16.IsSurrogate(r) {
		low, ok := d.codeUnit()
		if r = utf16.DecodeRune(r, low); !ok || r == utf8.RuneError {
			return d.fault("lone surrogate")
		}
	}
	d.side = utf8.AppendRune(d.side, r)
	return nil
}

// codeUnit reads \uXXXX at pos.
func (d *decoder) codeUnit() (rune, bool) {
	if d.pos+6 > len(d.src) || d.src[d.pos] != '\\' || d.src[d.pos+1] != 'u' {
		return 0, false
	}
	var r rune
	for _, c := range d.src[d.pos+2 : d.pos+6] {
		switch {
		case c >= '0' && c <= '9':
			r = r<<4 | rune(c-'0')
		case c >= 'a' && c <= 'f':
			r = r<<4 | rune(c-'a'+10)
		case c >= 'A' && c <= 'F':
			r = r<<4 | rune(c-'A'+10)
		default:
			return 0, false
		}
	}
	d.pos += 6
	return r, true
}
