package clientapi

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"headroom/internal/httpx"
)

// Bounds of what a request may say.
const (
	paramsMost  = 2000 // values
	paramsDepth = 6
	memoryBytes = 1 << 20 // of a multipart body; files beyond it go to disk
)

// values are the parameters of a request, whatever it was written in: query, form,
// multipart or JSON, with Rails' names ("poll[options][]", "alerts[mention]"). Names
// are paths: "poll.options".
type values struct {
	root  node
	files map[string][]*multipart.FileHeader
}

// node is a text, a list, or an object; the zero node is nothing.
type node struct {
	text   string
	set    bool // a text that was given, be it empty
	list   []node
	object map[string]node
}

var errParams = &scopeError{httpx.Invalid, "The request could not be read"}

// params reads the parameters of a request. Those of the body go before the query's.
func params(r *http.Request) (values, error) {
	v := values{files: map[string][]*multipart.FileHeader{}}
	left := paramsMost
	query, err := inOrder(r.URL.RawQuery)
	if err == nil {
		err = v.pairs(query, &left)
	}
	if err != nil {
		return values{}, err
	}
	if r.Body == nil || r.Body == http.NoBody {
		return v, nil
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case kind == "multipart/form-data":
		if err := r.ParseMultipartForm(memoryBytes); err != nil {
			return values{}, badBody(err)
		}
		v.files = r.MultipartForm.File
		return v, v.pairs(byName(r.MultipartForm.Value), &left)
	case kind == "application/json" || strings.HasSuffix(kind, "+json"):
		return v, v.json(r.Body, &left)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return values{}, badBody(err)
	}
	if kind == "" && len(bytes.TrimSpace(body)) > 0 && bytes.TrimSpace(body)[0] == '{' {
		return v, v.json(bytes.NewReader(body), &left)
	}
	form, err := inOrder(string(body))
	if err != nil {
		return values{}, err
	}
	return v, v.pairs(form, &left)
}

// badBody is the error of a body that cannot be read: too large, or malformed.
func badBody(err error) error {
	if httpxTooLarge(err) {
		return err
	}
	return errParams
}

func httpxTooLarge(err error) bool {
	for ; err != nil; err = unwrap(err) {
		if _, ok := err.(*http.MaxBytesError); ok {
			return true
		}
	}
	return false
}

func unwrap(err error) error {
	if u, ok := err.(interface{ Unwrap() error }); ok {
		return u.Unwrap()
	}
	return nil
}

// pair is a name and a text of a form.
type pair struct{ name, text string }

// inOrder reads a form or a query with its pairs in their order, which tells where an
// object of a list ends.
func inOrder(text string) (list []pair, err error) {
	for part := range strings.SplitSeq(text, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		if name, err = url.QueryUnescape(name); err != nil {
			return nil, errParams
		}
		if value, err = url.QueryUnescape(value); err != nil {
			return nil, errParams
		}
		list = append(list, pair{name, value})
	}
	return list, nil
}

// byName gives the pairs of a multipart form, of which only the order within a name is
// known: the first of each name belong to the first object of a list, and so on.
func byName(form url.Values) (list []pair) {
	for _, name := range slices.Sorted(maps.Keys(form)) {
		for k, text := range form[name] {
			list = append(list, pair{strings.Replace(name, "[][", "["+strconv.Itoa(k)+"][", 1), text})
		}
	}
	return list
}

// pairs takes the names and texts of a form.
func (v *values) pairs(form []pair, left *int) error {
	for _, p := range form {
		path, ok := railsPath(p.name)
		if *left--; !ok || *left < 0 {
			return errParams
		}
		v.root = v.root.put(path, p.text)
	}
	return nil
}

// railsPath splits "a[b][]" into a, b and an empty name, which adds to a list.
func railsPath(name string) ([]string, bool) {
	head, rest, _ := strings.Cut(name, "[")
	path := []string{head}
	for rest != "" {
		part, more, ok := strings.Cut(rest, "]")
		if !ok {
			return nil, false
		}
		path = append(path, part)
		rest = strings.TrimPrefix(more, "[")
	}
	return path, len(path) <= paramsDepth && head != ""
}

// put gives the node with a text at the end of a path. In a list of objects a name
// that the last one has already begins another, as in Rails; a number names a place.
func (n node) put(path []string, text string) node {
	if len(path) == 0 {
		return node{text: text, set: true}
	}
	name, rest := path[0], path[1:]
	if name != "" {
		if n.object == nil {
			n.object = map[string]node{}
		}
		n.object[name] = n.object[name].put(rest, text)
		return n
	}
	if last := len(n.list) - 1; last >= 0 && len(rest) > 0 && rest[0] != "" && n.list[last].object != nil {
		if _, taken := n.list[last].object[rest[0]]; !taken {
			n.list[last] = n.list[last].put(rest, text)
			return n
		}
	}
	n.list = append(n.list, node{}.put(rest, text))
	return n
}

// json takes an object.
func (v *values) json(body io.Reader, left *int) error {
	raw, err := io.ReadAll(body)
	if err != nil {
		return badBody(err)
	}
	if len(bytes.TrimSpace(raw)) == 0 {
		return nil
	}
	var top map[string]any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&top); err != nil || d.More() {
		return errParams
	}
	n, ok := nodeOf(top, left, 0)
	if !ok {
		return errParams
	}
	for name, one := range n.object {
		if v.root.object == nil {
			v.root.object = map[string]node{}
		}
		v.root.object[strings.TrimSuffix(name, "[]")] = one
	}
	return nil
}

func nodeOf(v any, left *int, depth int) (n node, ok bool) {
	if *left--; *left < 0 || depth > paramsDepth {
		return n, false
	}
	switch v := v.(type) {
	case nil:
		return n, true
	case string:
		return node{text: v, set: true}, true
	case json.Number:
		return node{text: v.String(), set: true}, true
	case bool:
		return node{text: strconv.FormatBool(v), set: true}, true
	case []any:
		n.list = make([]node, 0, len(v))
		for _, one := range v {
			child, ok := nodeOf(one, left, depth+1)
			if !ok {
				return n, false
			}
			n.list = append(n.list, child)
		}
		return n, true
	case map[string]any:
		n.object = make(map[string]node, len(v))
		for name, one := range v {
			child, ok := nodeOf(one, left, depth+1)
			if !ok {
				return n, false
			}
			n.object[name] = child
		}
		return n, true
	}
	return n, false
}
