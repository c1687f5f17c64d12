package vocab

import (
	"bytes"
	"encoding/json"
)

// Document is one JSON object as it was received: the whole body, or an object
// embedded in it. It is read-only and may be shared between goroutines; the body
// given to [Decode] must not be changed while it is in use.
//
// The zero of every accessor ("" or nil) stands for absent and for a value of
// another shape alike; [Document.Has] tells them apart. All methods may be
// called on a nil Document and then find nothing.
type Document struct {
	body []byte
	tape []node
	at   int32
}

// Decode parses one body under [BodyLimits]: RFC 8259 JSON, UTF-8, an object at
// the top; a name that stands twice, or in a second case, or a known name in
// the wrong case is refused, so is any "@" name but @context, a number of 2^53
// or more, a lone surrogate and U+0000. Errors: ErrMalformed, ErrTooBig.
func Decode(body []byte) (*Document, error) { return DecodeWithin(body, BodyLimits) }

// DecodePage is Decode under [PageLimits], for pages of a group's log.
func DecodePage(body []byte) (*Document, error) { return DecodeWithin(body, PageLimits) }

// DecodeForeign is Decode for open communities, where software that does process
// JSON-LD takes part: values under names with another software's prefix
// ("vcard:hasAddress"), which mean nothing to us, may hold "@" names.
func DecodeForeign(body []byte) (*Document, error) { return decode(body, BodyLimits, true) }

// DecodeWithin is Decode under other limits.
func DecodeWithin(body []byte, lim Limits) (*Document, error) { return decode(body, lim, false) }

func decode(body []byte, lim Limits, foreign bool) (*Document, error) {
	tape, err := scan(body, lim, foreign)
	if err != nil {
		return nil, err
	}
	return &Document{body: body, tape: tape}, nil
}

// Raw returns the object's bytes exactly as received. They must not be changed.
func (d *Document) Raw() []byte {
	if d == nil {
		return nil
	}
	return d.raw(d.at)
}

func (d *Document) raw(i int32) []byte {
	n := &d.tape[i]
	return d.body[n.start:n.end:n.end]
}

// find returns the index of a member's value, or -1.
func (d *Document) find(name string) int32 {
	if d == nil {
		return -1
	}
	end := d.tape[d.at].next
	for i := d.at + 1; i < end; i = d.tape[i].next {
		if d.nameIs(&d.tape[i], name) {
			return i
		}
	}
	return -1
}

func (d *Document) nameIs(n *node, name string) bool {
	raw := d.body[n.keyStart:n.keyEnd]
	if n.keyEscaped {
		return string(unescape(raw)) == name
	}
	return string(raw) == name
}

// text returns the decoded string at i; ok is false for other kinds.
func (d *Document) text(i int32) (s string, ok bool) {
	if i < 0 || d.tape[i].kind != kindString {
		return "", false
	}
	n := &d.tape[i]
	raw := d.body[n.start+1 : n.end-1]
	if n.escaped {
		raw = unescape(raw)
	}
	return string(raw), true
}

// Has reports whether the member stands in the object, null included.
func (d *Document) Has(name string) bool { return d.find(name) >= 0 }

// Names returns the names of all members in their order.
func (d *Document) Names() []string {
	if d == nil {
		return nil
	}
	var out []string
	for i := d.at + 1; i < d.tape[d.at].next; i = d.tape[i].next {
		n := &d.tape[i]
		raw := d.body[n.keyStart:n.keyEnd]
		if n.keyEscaped {
			raw = unescape(raw)
		}
		out = append(out, string(raw))
	}
	return out
}

// RawOf returns the bytes of a member's value exactly as received, nil if absent.
func (d *Document) RawOf(name string) []byte {
	i := d.find(name)
	if i < 0 {
		return nil
	}
	return d.raw(i)
}

// Sub returns the object under name; nil if there is none.
func (d *Document) Sub(name string) *Document {
	i := d.find(name)
	if i < 0 || d.tape[i].kind != kindObject {
		return nil
	}
	return &Document{body: d.body, tape: d.tape, at: i}
}

// Subs returns the objects in the array under name, or the single object that
// stands there instead; entries of other kinds are left out.
func (d *Document) Subs(name string) []*Document {
	i := d.find(name)
	if i < 0 {
		return nil
	}
	if d.tape[i].kind == kindObject {
		return []*Document{{body: d.body, tape: d.tape, at: i}}
	}
	var out []*Document
	d.each(i, func(j int32) {
		if d.tape[j].kind == kindObject {
			out = append(out, &Document{body: d.body, tape: d.tape, at: j})
		}
	})
	return out
}

// Raws returns the bytes of each entry of the array under name.
func (d *Document) Raws(name string) [][]byte {
	var out [][]byte
	d.each(d.find(name), func(j int32) { out = append(out, d.raw(j)) })
	return out
}

// each calls f for every entry of the array at i.
func (d *Document) each(i int32, f func(int32)) {
	if i < 0 || d.tape[i].kind != kindArray {
		return
	}
	for j := i + 1; j < d.tape[i].next; j = d.tape[j].next {
		f(j)
	}
}

// IsArray reports whether an array stands under name.
func (d *Document) IsArray(name string) bool {
	i := d.find(name)
	return i >= 0 && d.tape[i].kind == kindArray
}

// Without returns the object without one member, all other bytes as received:
// a document without its proof, a proof without its proofValue.
func (d *Document) Without(name string) []byte {
	if d == nil {
		return nil
	}
	out := []byte{'{'}
	for i := d.at + 1; i < d.tape[d.at].next; i = d.tape[i].next {
		n := &d.tape[i]
		if d.nameIs(n, name) {
			continue
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(out, d.body[n.keyStart-1:n.keyEnd+1]...)
		out = append(out, ':')
		out = append(out, d.body[n.start:n.end]...)
	}
	return append(out, '}')
}

// ContextIs reports whether @context is exactly want, one of the constants of
// this package, whitespace and escapes aside.
func (d *Document) ContextIs(want string) bool {
	raw := d.RawOf("@context")
	if string(raw) == want {
		return true
	}
	var tight bytes.Buffer
	if raw == nil || json.Compact(&tight, raw) != nil {
		return false
	}
	return tight.String() == want
}
