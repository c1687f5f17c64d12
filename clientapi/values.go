package clientapi

import (
	"maps"
	"mime/multipart"
	"slices"
	"strconv"
	"strings"
)

// at is the node of a path.
func (v values) at(path string) node {
	n := v.root
	for name := range strings.SplitSeq(path, ".") {
		n = n.object[name]
	}
	return n
}

// has reports whether a parameter was given, be it empty.
func (v values) has(path string) bool {
	n := v.at(path)
	return n.set || n.list != nil || n.object != nil
}

// text is a parameter as it was written; "" when it was not.
func (v values) text(path string) string { return v.at(path).text }

// texts are those of a list. A single text is a list of one; a list whose places are
// numbered ("media_ids[0]") is in their order.
func (v values) texts(path string) (out []string) {
	for _, n := range v.at(path).items() {
		if n.set {
			out = append(out, n.text)
		}
	}
	return out
}

// each are the objects of a list ("keywords_attributes[][keyword]").
func (v values) each(path string) (out []values) {
	for _, n := range v.at(path).items() {
		out = append(out, values{root: n})
	}
	return out
}

func (n node) items() []node {
	switch {
	case n.list != nil:
		return n.list
	case n.object != nil:
		names := slices.SortedFunc(maps.Keys(n.object), func(a, b string) int {
			x, _ := strconv.Atoi(a)
			y, _ := strconv.Atoi(b)
			return x - y
		})
		var out []node
		for _, name := range names {
			if _, err := strconv.Atoi(name); err == nil {
				out = append(out, n.object[name])
			}
		}
		return out
	case n.set:
		return []node{n}
	}
	return nil
}

// flag reads yes or no as Rails does: whatever is not one of its words for no.
func (v values) flag(path string) bool { return yes(v.at(path)) }

func yes(n node) bool {
	switch strings.ToLower(n.text) {
	case "", "0", "f", "false", "off", "no":
		return false
	default:
		return n.set
	}
}

// id reads an id; 0 when none was given, ErrNotFound when what was given is none.
func (v values) id(path string) (int64, error) {
	if v.text(path) == "" {
		return 0, nil
	}
	return parseID(v.text(path))
}

// ids reads a list of ids, as id.
func (v values) ids(path string) ([]int64, error) {
	var out []int64
	for _, text := range v.texts(path) {
		id, err := parseID(text)
		if err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, nil
}

// number reads a number, or gives the usual one.
func (v values) number(path string, usual int) int {
	if n, err := strconv.Atoi(v.text(path)); err == nil {
		return n
	}
	return usual
}

// file is an upload; nil when there is none.
func (v values) file(name string) *multipart.FileHeader {
	if list := v.files[name]; len(list) > 0 {
		return list[0]
	}
	return nil
}
