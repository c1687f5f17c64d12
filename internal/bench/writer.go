package bench

import (
	"bytes"
	"crypto/ed25519"
	"fmt"
	"net/http"
	"strings"
	"time"

	"headroom/federation/credential"
	"headroom/federation/sign"
	"headroom/federation/vocab"
)

// room is a community as who posts into it sees it.
type room struct{ iri, inbox, members, threads string }

// sampleRoom is a room for documents that are not sent.
var sampleRoom = room{iri: "https://scotland.example/g/1", inbox: "https://scotland.example/g/1/inbox",
	members: "https://scotland.example/g/1/members", threads: "https://scotland.example/g/1/threads/"}

// writer is a member whose key the bench holds, and who needs no server to
// write.
type writer struct {
	actor, keyID string
	key          ed25519.PrivateKey
}

// written is a Create with its author's proof.
type written struct {
	author writer
	object string // id of the post
	body   []byte
}

// text is a post of usual length: two paragraphs.
const text = "We moved our parents' evening to a video call and back again. Turnout rose by a third the first time and fell " +
	"the second, so next term we offer both, and pupils in the upper years book the slots themselves. What has worked for a " +
	"school with one hall and two entrances? Our council will pay for interpreters, but only when they are asked a week before."

// create writes post number n: a reply to root, or the first of a new thread
// when root is "".
func (w writer) create(r room, n int64, root string, at time.Time) (written, error) {
	origin := w.actor[:strings.Index(w.actor, "/u/")]
	out := written{author: w, object: fmt.Sprint(origin, "/o/", n)}
	first := root
	if first == "" {
		first = out.object
	}
	a := vocab.Activity{ID: fmt.Sprint(origin, "/a/", n), Actor: w.actor, To: []string{r.members}, Audience: r.iri,
		Context: credential.ThreadContext(r.threads, first), Published: at}
	note := vocab.Note{Kind: "Note", ID: out.object, AttributedTo: w.actor, To: a.To, Audience: r.iri, Context: a.Context,
		InReplyTo: root, Published: at, Content: fmt.Sprintf("<p>%s</p><p>Number %d.</p>", text, n), Language: "en",
		Markdown: fmt.Sprintf("%s\n\nNumber %d.", text, n), Byline: &vocab.Byline{Name: "Sample Head", Post: "Headteacher",
			School: "Sample School", Authority: "Sample Council", Nation: "CYM", Office: "head",
			Biography: "Head of a sample school of two hundred pupils, for eleven years."}}
	if root == "" {
		note.Kind, note.Name = "Article", fmt.Sprintf("Thread %d", n)
	}
	doc := vocab.Create(a, vocab.NoteObject(note))
	var err error
	out.body, err = sign.AddProof(doc, sign.ProofOptions{VerificationMethod: w.keyID, Purpose: sign.AssertionMethod,
		Created: at}, w.key)
	return out, err
}

// request is the whole request with its signature, as the bytes that travel.
func (w written) request(inbox string, now time.Time) ([]byte, error) {
	req, err := http.NewRequest(http.MethodPost, inbox, bytes.NewReader(w.body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", vocab.TypeActivity)
	req.Header.Set("Accept", vocab.TypeActivity)
	req.Header.Set("User-Agent", "headroom-bench")
	if err := sign.SignRequest(req, w.body, w.author.keyID, w.author.key, now); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := req.Write(&out); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
