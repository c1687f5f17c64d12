package federation

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"headroom/community"
	"headroom/federation/vocab"
)

// outsideFixtures is where documents of other software lie; they are not part of
// the repository.
func outsideFixtures() string {
	dir := os.Getenv("HEADROOM_FIXTURES")
	switch {
	case dir == "":
		dir = filepath.Join("..", "..", "shared")
	case !filepath.IsAbs(dir):
		dir = filepath.Join("..", dir)
	}
	return filepath.Join(dir, "fixtures", "activitypub")
}

// meaning puts into one line what a document means here: the act, the actor or
// the words in it, or why it means nothing.
func meaning(doc *vocab.Document) string {
	switch {
	case doc.Has("actor") && doc.Has("object") && doc.Type() != "Note":
		return meaningOfAct(doc)
	case doc.Has("inbox"):
		a, err := readActor(doc)
		if err != nil {
			return "refused: " + err.Error()
		}
		key := "no key"
		if k, err := keyOf(doc); err == nil {
			key = fmt.Sprintf("%T", k.public)
		}
		return fmt.Sprintf("%s %s @%s reached at %s, %s", a.Kind, a.IRI, a.Username, a.Where(), key)
	case doc.Has("attributedTo") && doc.Has("content"):
		n, err := readNote(doc)
		if err != nil {
			return "refused: " + err.Error()
		}
		return "words of " + doc.LooseRef("attributedTo") + describeNote(n)
	}
	return "ignored: " + doc.Type() + " is no act"
}

func meaningOfAct(doc *vocab.Document) string {
	act, ignored, err := readOutside(doc)
	switch {
	case err != nil:
		return "refused: " + err.Error()
	case ignored != "":
		return "ignored: " + ignored
	}
	line := string(act.Kind) + " " + act.Object + " by " + act.Actor
	if act.Undone != "" {
		line += " undoing " + act.Undone
	}
	if act.Note != nil {
		line += describeNote(*act.Note)
	}
	return line
}

func describeNote(n community.OutsideNote) string {
	line := ""
	if n.Title != "" {
		line += fmt.Sprintf(" %q", n.Title)
	}
	if n.Parent != "" {
		line += " answering " + n.Parent
	}
	if !n.Public {
		line += " in private"
	}
	if n.Language != "" {
		line += " in " + n.Language
	}
	if len(n.Votes) > 0 {
		line += fmt.Sprintf(" voting %q", n.Votes)
	}
	if len(n.Options) > 0 {
		line += fmt.Sprintf(" asking %q at %s", n.Options, n.Page)
	}
	return line
}

var place = regexp.MustCompile(`\{([\w.]+)\}`)

// filled puts into a row of the table what stands in the document at the places
// that the row names: {object.id} is the id of its object. The documents are not
// part of the repository, nor is what they say.
func filled(t *testing.T, row string, body []byte) string {
	t.Helper()
	var doc any
	if err := json.Unmarshal(body, &doc); err != nil {
		t.Fatal(err)
	}
	return place.ReplaceAllStringFunc(row, func(p string) string {
		at := doc
		for name := range strings.SplitSeq(p[1:len(p)-1], ".") {
			switch part := at.(type) {
			case map[string]any:
				at = part[name]
			case []any:
				if n, err := strconv.Atoi(name); err == nil && n < len(part) {
					at = part[n]
				}
			}
		}
		text, ok := at.(string)
		if !ok {
			t.Errorf("%s: there is no text at %s", row, p)
		}
		return text
	})
}

// TestOutsideDocuments holds every document that other software really sent to
// what it means here. None may be missing from the table.
func TestOutsideDocuments(t *testing.T) {
	t.Parallel()
	root := outsideFixtures()
	if _, err := os.Stat(root); err != nil {
		t.Logf("no documents of other software at %s", root)
		return
	}
	seen := 0
	err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".json" {
			return err
		}
		body, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		seen++
		name := strings.TrimPrefix(filepath.ToSlash(strings.TrimPrefix(path, root)), "/")
		doc, err := vocab.DecodeForeign(body)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return nil
		}
		if got, want := meaning(doc), filled(t, outsideEffects[name], body); got != want {
			t.Errorf("%s\n got  %s\n want %s", name, got, want)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen != len(outsideEffects) {
		t.Errorf("%d documents, and %d rows", seen, len(outsideEffects))
	}
}

// TestReadOutsideRefuses changes one thing in a document that is read, so that
// it claims what is not its actor's to claim.
func TestReadOutsideRefuses(t *testing.T) {
	t.Parallel()
	const create = `{"id":"https://m.example/a/1","type":"Create","actor":"https://m.example/u/1","to":["https://www.w3.org/ns/activitystreams#Public"],` +
		`"object":{"id":"https://m.example/n/1","type":"Note","attributedTo":"https://m.example/u/1","content":"x","inReplyTo":"https://s.example/o/1"}}`
	const undo = `{"id":"https://m.example/a/2","type":"Undo","actor":"https://m.example/u/1","object":{"id":"https://m.example/a/3","type":"Like","actor":"https://m.example/u/1","object":"https://s.example/o/1"}}`
	tests := []struct {
		name, doc string
		change    []string
		want      string // the kind, or how it is refused
	}{
		{"as it is", create, nil, "create"},
		{"words of a neighbour", create, []string{`"attributedTo":"https://m.example/u/1"`, `"attributedTo":"https://m.example/u/2"`}, "origin"},
		{"words of another server", create, []string{"https://m.example/n/1", "https://t.example/n/1"}, "origin"},
		{"an id of another server", create, []string{"https://m.example/a/1", "https://t.example/a/1"}, "malformed"},
		{"words that are only named", create, []string{`{"id":"https://m.example/n/1","type":"Note","attributedTo":"https://m.example/u/1","content":"x","inReplyTo":"https://s.example/o/1"}`, `"https://m.example/n/1"`}, "malformed"},
		{"no id", create, []string{`"id":"https://m.example/a/1",`, ""}, "malformed"},
		{"two actors", create, []string{`"actor":"https://m.example/u/1"`, `"actor":{"id":"x"}`}, "malformed"},
		{"in private", create, []string{`https://www.w3.org/ns/activitystreams#Public`, `https://s.example/g/1`}, "ignored"},
		{"everyone by another spelling", create, []string{`https://www.w3.org/ns/activitystreams#Public`, `as:Public`}, "create"},
		{"a Like taken back", undo, nil, "unlike"},
		{"taken back by its id", undo, []string{`{"id":"https://m.example/a/3","type":"Like","actor":"https://m.example/u/1","object":"https://s.example/o/1"}`, `"https://m.example/a/3"`}, "undo"},
		{"a neighbour's Like taken back", undo, []string{`"Like","actor":"https://m.example/u/1"`, `"Like","actor":"https://m.example/u/2"`}, "origin"},
		{"another server's Like taken back", undo, []string{"https://m.example/a/3", "https://t.example/a/3"}, "malformed"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			doc, err := vocab.DecodeForeign([]byte(strings.NewReplacer(test.change...).Replace(test.doc)))
			if err != nil {
				t.Fatal(err)
			}
			act, ignored, err := readOutside(doc)
			got := string(act.Kind)
			switch {
			case err == errOrigin:
				got = "origin"
			case err != nil:
				got = "malformed"
			case ignored != "":
				got = "ignored"
			}
			if got != test.want {
				t.Errorf("read as %q, want %q", got, test.want)
			}
		})
	}
}
