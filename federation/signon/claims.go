package signon

import (
	"encoding/json"
	"strings"
)

// Bounds of one claim.
const (
	valuesMost = 200
	valueBytes = 200
)

// values gives what stands under a name: one text or number, or each of a list.
// A name is taken as it is; where nothing stands under it, its dots lead into
// objects, and into those of lists. What is no text and no number, or too long
// to be an identifier or a role, is left out.
func (c *claims) values(name string) []string {
	if name == "" {
		return nil
	}
	var out []string
	collect(c.tree, name, &out)
	return out
}

// collect looks for a name in an object, or in the objects of a list.
func collect(in any, name string, out *[]string) {
	switch in := in.(type) {
	case map[string]any:
		if value, ok := in[name]; ok {
			add(value, out)
			return
		}
		for dot := strings.IndexByte(name, '.'); dot >= 0; {
			if inner, ok := in[name[:dot]]; ok {
				collect(inner, name[dot+1:], out)
				return
			}
			next := strings.IndexByte(name[dot+1:], '.')
			if next < 0 {
				return
			}
			dot += 1 + next
		}
	case []any:
		for _, item := range in {
			if _, ok := item.(map[string]any); ok {
				collect(item, name, out)
			}
		}
	}
}

// add takes a value, or those of a list.
func add(value any, out *[]string) {
	text := ""
	switch value := value.(type) {
	case string:
		text = strings.TrimSpace(value)
	case json.Number:
		text = value.String()
	case []any:
		for _, item := range value {
			if _, list := item.([]any); !list {
				add(item, out)
			}
		}
		return
	}
	if text != "" && len(text) <= valueBytes && len(*out) < valuesMost {
		*out = append(*out, text)
	}
}

// first is the first of the values, or "".
func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}
