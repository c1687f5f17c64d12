package federation

import (
	"strings"
	"testing"

	"headroom/federation/vocab"
)

// pollForms are polls and votes in the forms in which software sends them, and
// what each means here. P is everyone, A the actor, Q a poll of ours.
var pollForms = []struct{ name, doc, want string }{
	{"FEP-9967: a vote", `{"id":"https://m.example/a/1","type":"Create","actor":"A","to":"https://s.example/u/1","object":
		{"id":"https://m.example/votes/1","type":"Note","attributedTo":"A","inReplyTo":"Q","name":"Answer 1","to":"https://s.example/u/1"}}`,
		`create https://m.example/votes/1 by A "Answer 1" answering Q in private voting ["Answer 1"]`},
	{"FEP-9967: several in one", `{"id":"https://m.example/a/1","type":"Create","actor":"A","to":"https://s.example/u/1","object":[
		{"id":"https://m.example/votes/1","type":"Note","attributedTo":"A","inReplyTo":"Q","name":"Answer 1","to":"https://s.example/u/1"},
		{"id":"https://m.example/votes/2","type":"Note","attributedTo":"A","inReplyTo":"Q","name":"Answer 2","to":"https://s.example/u/1"}]}`,
		`create https://m.example/votes/1 by A "Answer 2" answering Q in private voting ["Answer 1" "Answer 2"]`},
	{"Mastodon: a vote", `{"@context":"https://www.w3.org/ns/activitystreams","id":"A#votes/12/activity","type":"Create","actor":"A","to":"https://s.example/u/1",
		"object":{"id":"A#votes/12","type":"Note","name":"Yes < no","attributedTo":"A","to":"https://s.example/u/1","inReplyTo":"Q"}}`,
		`create A#votes/12 by A "Yes < no" answering Q in private voting ["Yes < no"]`},
	{"Pleroma, Akkoma: a vote", `{"@context":["https://www.w3.org/ns/activitystreams",{"@language":"und"}],"id":"https://m.example/activities/1","type":"Create","actor":"A",
		"cc":["https://s.example/u/1"],"to":[],"context":"https://m.example/contexts/1","published":"2026-03-02T09:00:00Z","object":{"id":"https://m.example/objects/1","type":"Note",
		"actor":"A","attributedTo":"A","name":"Yes","inReplyTo":"Q","context":"https://m.example/contexts/1","cc":["https://s.example/u/1"],"to":[],"published":"2026-03-02T09:00:00Z"}}`,
		`create https://m.example/objects/1 by A "Yes" answering Q in private voting ["Yes"]`},
	{"Misskey, Sharkey: a vote", `{"id":"A#votes/abc/activity","type":"Create","actor":"A","to":["https://s.example/u/1"],"published":"2026-03-02T09:00:00.000Z",
		"object":{"id":"A#votes/abc","type":"Note","attributedTo":"A","to":["https://s.example/u/1"],"inReplyTo":"Q","name":"Yes"}}`,
		`create A#votes/abc by A "Yes" answering Q in private voting ["Yes"]`},
	{"an answer with a name and a text", `{"id":"https://m.example/a/1","type":"Create","actor":"A","to":"P","object":
		{"id":"https://m.example/n/1","type":"Note","attributedTo":"A","inReplyTo":"Q","name":"Yes","content":"<p>Because.</p>","to":"P"}}`,
		`create https://m.example/n/1 by A "Yes" answering Q`},
	{"a change in private", `{"id":"https://m.example/a/1","type":"Update","actor":"A","to":"https://s.example/u/1","object":
		{"id":"https://m.example/votes/1","type":"Note","attributedTo":"A","inReplyTo":"Q","name":"Answer 1","to":"https://s.example/u/1"}}`,
		`ignored: not addressed to everyone`},
	{"Mastodon: a poll", `{"id":"https://m.example/statuses/1/activity","type":"Create","actor":"A","to":["P"],"cc":["https://s.example/g/1"],"object":
		{"id":"https://m.example/statuses/1","type":"Question","summary":null,"inReplyTo":null,"url":"https://m.example/@a/1","attributedTo":"A","to":["P"],"cc":["https://s.example/g/1"],
		"content":"<p>Which?</p>","contentMap":{"en":"<p>Which?</p>"},"endTime":"2026-03-09T09:00:00Z","votersCount":0,"oneOf":[
		{"type":"Note","name":"One","replies":{"type":"Collection","totalItems":0}},{"type":"Note","name":"Two","replies":{"type":"Collection","totalItems":0}}]}}`,
		`create https://m.example/statuses/1 by A in en asking ["One" "Two"] at https://m.example/@a/1`},
	{"Mastodon: a poll that has closed, with its numbers", `{"id":"A#updates/1","type":"Update","actor":"A","to":["P"],"object":
		{"id":"https://m.example/statuses/1","type":"Question","attributedTo":"A","to":["P"],"content":"<p>Which?</p>","endTime":"2026-03-09T09:00:00Z","closed":"2026-03-09T09:00:00Z",
		"votersCount":3,"anyOf":[{"type":"Note","name":"One","replies":{"type":"Collection","totalItems":3}},{"type":"Note","name":"Two","replies":{"type":"Collection","totalItems":1}}]}}`,
		`update https://m.example/statuses/1 by A asking ["One" "Two"] at https://m.example/statuses/1`},
	{"Pleroma: a poll", `{"id":"https://m.example/activities/2","type":"Create","actor":"A","to":["P"],"cc":[],"object":{"id":"https://m.example/objects/2","type":"Question","actor":"A",
		"attributedTo":"A","to":["P"],"cc":[],"content":"Which?","closed":"2026-03-09T09:00:00Z","oneOf":[],"anyOf":[{"name":"One","type":"Note","replies":{"totalItems":0,"type":"Collection"}},
		{"name":"Two","type":"Note","replies":{"totalItems":0,"type":"Collection"}}]}}`,
		`create https://m.example/objects/2 by A asking ["One" "Two"] at https://m.example/objects/2`},
	{"a page of another server", `{"id":"https://m.example/a/3","type":"Create","actor":"A","to":["P"],"object":{"id":"https://m.example/o/3","type":"Question","url":"https://t.example/1",
		"attributedTo":"A","to":["P"],"content":"Which?","oneOf":[{"name":"One","type":"Note"},{"name":"Two","type":"Note"}]}}`,
		`create https://m.example/o/3 by A asking ["One" "Two"] at https://m.example/o/3`},
}

// TestPollForms reads polls and votes of other software.
func TestPollForms(t *testing.T) {
	t.Parallel()
	fill := strings.NewReplacer(`"P"`, `"`+vocab.Public+`"`, `"A"`, `"https://m.example/users/a"`, `"A#`, `"https://m.example/users/a#`, `"Q"`, `"https://s.example/o/1"`,
		" by A", " by https://m.example/users/a", " A#", " https://m.example/users/a#", "answering Q", "answering https://s.example/o/1")
	for _, f := range pollForms {
		doc, err := vocab.Decode([]byte(fill.Replace(f.doc)))
		if err != nil {
			t.Errorf("%s: %v", f.name, err)
			continue
		}
		if got, want := meaning(doc), fill.Replace(f.want); got != want {
			t.Errorf("%s\n got  %s\n want %s", f.name, got, want)
		}
	}
}
