package federation

import (
	"strings"
	"testing"

	"headroom/federation/vocab"
)

// signed is an activity of Bryn's at Wales, with one thing to change.
func activityOf(change ...string) string {
	doc := `{"@context":"https://www.w3.org/ns/activitystreams","id":"https://wales.example/a/1","type":"Create","actor":"https://wales.example/u/1",` +
		`"object":{"id":"https://wales.example/o/1","type":"Note","attributedTo":"https://wales.example/u/1","content":"x"}}`
	return strings.NewReplacer(change...).Replace(doc)
}

func TestCheckOrigin(t *testing.T) {
	t.Parallel()
	const bryn = "https://wales.example/u/1"
	tests := []struct {
		name   string
		signer string
		doc    string
		ok     bool
	}{
		{"its own post", bryn, activityOf(), true},
		{"signed by a neighbour on the same server", "https://wales.example/u/2", activityOf(), false},
		{"signed by another server", "https://t.example/u/1", activityOf(), false},
		{"an id of another origin", bryn, activityOf("https://wales.example/a/1", "https://t.example/a/1"), false},
		{"an object of another origin", bryn, activityOf("https://wales.example/o/1", "https://t.example/o/1"), false},
		{"attributed to a neighbour", bryn, activityOf(`"attributedTo":"https://wales.example/u/1"`, `"attributedTo":"https://wales.example/u/2"`), false},
		{"attributed to nobody", bryn, activityOf(`"attributedTo":"https://wales.example/u/1",`, ``), false},
		{"an object that is only named", bryn, activityOf(`{"id":"https://wales.example/o/1","type":"Note","attributedTo":"https://wales.example/u/1","content":"x"}`, `"https://wales.example/o/1"`), false},
		{"an edit of its own", bryn, activityOf(`"type":"Create"`, `"type":"Update"`), true},
		{"an edit of a neighbour's", bryn, activityOf(`"type":"Create"`, `"type":"Update"`, `"attributedTo":"https://wales.example/u/1"`, `"attributedTo":"https://wales.example/u/2"`), false},
		{"an edit of another server's", bryn, activityOf(`"type":"Create"`, `"type":"Update"`, `https://wales.example/o/1`, `https://t.example/o/1`), false},
		{"undoing its own", bryn, `{"id":"https://wales.example/a/2","type":"Undo","actor":"https://wales.example/u/1","object":{"id":"https://wales.example/a/1","type":"Like","actor":"https://wales.example/u/1"}}`, true},
		{"undoing another's, embedded", bryn, `{"id":"https://wales.example/a/2","type":"Undo","actor":"https://wales.example/u/1","object":{"id":"https://wales.example/a/1","type":"Like","actor":"https://wales.example/u/2"}}`, false},
		{"undoing another server's", bryn, `{"id":"https://wales.example/a/2","type":"Undo","actor":"https://wales.example/u/1","object":"https://t.example/a/1"}`, false},
		{"an announcement carries another's words", "https://scotland.example/g/1", `{"id":"https://scotland.example/g/1/log/1/1","type":"Announce","actor":"https://scotland.example/g/1","object":{"id":"https://wales.example/a/1","type":"Create","actor":"https://wales.example/u/1"}}`, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			doc, err := vocab.Decode([]byte(test.doc))
			if err != nil {
				t.Fatal(err)
			}
			if err := CheckOrigin(test.signer, doc); (err == nil) != test.ok {
				t.Errorf("CheckOrigin = %v, want ok %v", err, test.ok)
			}
		})
	}
}

func TestTranslate(t *testing.T) {
	t.Parallel()
	const head = `{"id":"https://wales.example/a/1","actor":"https://wales.example/u/1","audience":"https://scotland.example/g/1","to":["https://scotland.example/g/1/members"],"context":"https://scotland.example/g/1/threads/ab",`
	const note = `"object":{"id":"https://wales.example/o/1","type":"Note","attributedTo":"https://wales.example/u/1","audience":"https://scotland.example/g/1","context":"https://scotland.example/g/1/threads/ab","name":"<b>Title</b>","content":"<p>x</p>","hr:byline":{"name":"Bryn Sampl","hr:school":"Ysgol Sampl"}}}`
	tests := []struct {
		name, doc string
		ok        bool
	}{
		{"a post", head + `"type":"Create",` + note, true},
		{"an edit", head + `"type":"Update",` + note, true},
		{"another context on the object", head + `"type":"Create",` + strings.Replace(note, "threads/ab", "threads/cd", 1), false},
		{"another audience on the object", head + `"type":"Create",` + strings.Replace(note, "scotland.example/g/1\"", "scotland.example/g/2\"", 1), false},
		{"a type that is no post", head + `"type":"Create",` + strings.Replace(note, `"type":"Note"`, `"type":"Person"`, 1), false},
		{"a reaction", head + `"type":"Like","object":"https://wales.example/o/1","content":"thanks"}`, true},
		{"a reaction too long to be one", head + `"type":"Like","object":"https://wales.example/o/1","content":"` + strings.Repeat("x", 41) + `"}`, false},
		{"undoing a reaction", head + `"type":"Undo","object":{"id":"https://wales.example/a/9","type":"Like","actor":"https://wales.example/u/1"}}`, true},
		{"undoing a block", head + `"type":"Undo","object":{"id":"https://wales.example/a/9","type":"Block","actor":"https://wales.example/u/1"}}`, false},
		{"a move", head + `"type":"Move","object":"https://wales.example/u/1"}`, false},
		{"addressed to the public too", strings.Replace(head, `"to":[`, `"to":["https://www.w3.org/ns/activitystreams#Public",`, 1) + `"type":"Like","object":"https://wales.example/o/1"}`, false},
		{"addressed to a stranger", strings.Replace(head, "https://scotland.example/g/1/members", "https://t.example/u/1", 1) + `"type":"Like","object":"https://wales.example/o/1"}`, false},
		{"with a copy", head + `"cc":["https://t.example/u/1"],"type":"Like","object":"https://wales.example/o/1"}`, false},
		{"undoing another's reaction", head + `"type":"Undo","object":{"id":"https://wales.example/a/9","type":"Like","actor":"https://wales.example/u/2"}}`, false},
		{"without an audience", strings.Replace(head, `"audience":"https://scotland.example/g/1",`, "", 1) + `"type":"Like","object":"https://wales.example/o/1"}`, false},
		{"a file without a digest", head + `"type":"Create",` + strings.Replace(note, `"name"`, `"attachment":[{"type":"Image","url":"https://wales.example/files/1"}],"name"`, 1), false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			doc, err := vocab.Decode([]byte(test.doc))
			if err != nil {
				t.Fatal(err)
			}
			in, err := translate(doc, "sha-256:00")
			if (err == nil) != test.ok {
				t.Fatalf("translate: %v, want ok %v", err, test.ok)
			}
			if in.Note != nil && err == nil {
				if in.Note.Title != "Title" || in.Note.Byline.School != "Ysgol Sampl" {
					t.Errorf("title %q, school %q", in.Note.Title, in.Note.Byline.School)
				}
			}
		})
	}
}

// FuzzTranslate sends what a stranger can send through decoding and
// translation: it must not panic, and what passes names its community.
func FuzzTranslate(f *testing.F) {
	f.Add([]byte(activityOf()))
	f.Add([]byte(`{"type":"Undo","object":{"type":"Like"}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		doc, err := vocab.Decode(raw)
		if err != nil {
			return
		}
		_ = CheckOrigin(doc.Actor(), doc)
		in, err := translate(doc, "")
		if err == nil && (in.Object == "" || doc.Audience() == "") {
			t.Errorf("passed without a community: %s", raw)
		}
	})
}
