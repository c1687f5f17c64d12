package sign

import "iter"

// Value is one value inside a document that was decoded strictly: names stand
// once in an object, texts are valid UTF-8. It refers to the document's bytes.
// The zero value is no value.
type Value struct {
	tree *tree
	at   int32
}

// Root is the whole document, its proof included.
func (s *Signed) Root() Value { return Value{s.tree, s.tree.root} }

// Raw is the value as it stands in the document, to the byte.
func (v Value) Raw() []byte {
	if v.tree == nil {
		return nil
	}
	n := v.tree.nodes[v.at]
	return v.tree.src[n.start:n.end]
}

// Text is what a string says; ok is false for anything else.
func (v Value) Text() (text string, ok bool) {
	if v.tree == nil {
		return "", false
	}
	return v.tree.str(v.at)
}

// Is reports whether the value is the given JSON, which must be canonical
// (RFC 8785).
func (v Value) Is(canonical string) bool {
	if v.tree == nil {
		return false
	}
	return string(v.Raw()) == canonical || string(v.tree.canonical(nil, v.at, "")) == canonical
}

// Items are the values of an array; ok is false for anything else.
func (v Value) Items() (items []Value, ok bool) {
	if v.tree == nil || v.tree.nodes[v.at].kind != kindArray {
		return nil, false
	}
	n := v.tree.nodes[v.at]
	items = make([]Value, 0, n.b-n.a)
	for _, at := range v.tree.kids[n.a:n.b] {
		items = append(items, Value{v.tree, at})
	}
	return items, true
}

// Members are the names and values of an object, in canonical order; ok is
// false for anything else.
func (v Value) Members() (members iter.Seq2[string, Value], ok bool) {
	if v.tree == nil || v.tree.nodes[v.at].kind != kindObject {
		return nil, false
	}
	n := v.tree.nodes[v.at]
	return func(yield func(string, Value) bool) {
		for i := n.a; i < n.b; i += 2 {
			if !yield(string(v.tree.text(v.tree.kids[i])), Value{v.tree, v.tree.kids[i+1]}) {
				return
			}
		}
	}, true
}
