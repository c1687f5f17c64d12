package adversary

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"headroom/federation/sign"
	"headroom/internal/clustertest"
)

// actor is somebody whose private key the adversary has.
type actor struct {
	IRI, KeyID string
	key        ed25519.PrivateKey
}

// actorOf opens the key of one of an instance's own actors.
func actorOf(n *clustertest.Node, iri string) actor {
	id, key := n.Key(iri)
	return actor{IRI: iri, KeyID: id, key: key.(ed25519.PrivateKey)}
}

// inventedActor has a key that nobody has heard of.
func inventedActor(t testing.TB, iri string) actor {
	t.Helper()
	key, err := sign.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	return actor{IRI: iri, KeyID: iri + "#ed25519-1", key: key}
}

// object is a JSON object.
type object = map[string]any

// message is one delivery, taken apart so that any step can be spoilt.
type message struct {
	doc    object // without its proof
	prover *actor // adds the author's proof; nil for messages without one
	signer actor  // of the request
	inbox  string // path

	at      time.Time                   // of proof and signature
	raw     func([]byte) []byte         // changes the bytes after the proof
	request func(*http.Request)         // changes the request before it is signed
	sign    func(*http.Request, []byte) // signs instead of the good signature
	signed  func(*http.Request)         // changes the request after it was signed
}

func (m *message) id() string {
	id, _ := m.doc["id"].(string)
	return id
}

// bytes is the body.
func (m *message) bytes(t testing.TB) []byte {
	t.Helper()
	raw := encode(t, m.doc)
	if m.prover != nil {
		raw = prove(t, raw, *m.prover, m.at)
	}
	if m.raw != nil {
		raw = m.raw(raw)
	}
	return raw
}

func encode(t testing.TB, v any) []byte {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func decode(t testing.TB, raw []byte) object {
	t.Helper()
	var doc object
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatalf("%v: %s", err, raw)
	}
	return doc
}

func prove(t testing.TB, raw []byte, by actor, at time.Time) []byte {
	t.Helper()
	out, err := sign.AddProof(raw, sign.ProofOptions{VerificationMethod: by.KeyID, Purpose: sign.AssertionMethod, Created: at}, by.key)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// authenticated proves who shows a presentation, without asking whether it
// makes sense.
func authenticated(t testing.TB, raw []byte, by actor, domain, challenge string, at time.Time) []byte {
	t.Helper()
	out, err := sign.AddProof(raw, sign.ProofOptions{VerificationMethod: by.KeyID, Purpose: sign.Authentication, Created: at,
		Domain: domain, Challenge: challenge}, by.key)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// post delivers a message to an instance and gives the answer.
func post(t testing.TB, to *clustertest.Node, m message) *httptest.ResponseRecorder {
	t.Helper()
	body := m.bytes(t)
	r := httptest.NewRequest(http.MethodPost, to.Config.URL+m.inbox, bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/activity+json")
	if m.request != nil {
		m.request(r)
	}
	if m.sign != nil {
		m.sign(r, body)
	} else if err := sign.SignRequest(r, body, m.signer.KeyID, m.signer.key, m.at); err != nil {
		t.Fatal(err)
	}
	if m.signed != nil {
		m.signed(r)
	}
	w := httptest.NewRecorder()
	to.Handler.ServeHTTP(w, r)
	return w
}

// signCovering signs by hand, over exactly the headers named.
func signCovering(by actor, at time.Time, headers ...string) func(*http.Request, []byte) {
	return func(r *http.Request, body []byte) {
		r.Header.Set("Date", at.UTC().Format(http.TimeFormat))
		r.Header.Set("Digest", sign.DigestHeader(body))
		var lines []string
		for _, h := range headers {
			switch h {
			case "(request-target)":
				lines = append(lines, h+": "+strings.ToLower(r.Method)+" "+r.URL.RequestURI())
			case "host":
				lines = append(lines, "host: "+r.Host)
			default:
				lines = append(lines, h+": "+r.Header.Get(h))
			}
		}
		sum := ed25519.Sign(by.key, []byte(strings.Join(lines, "\n")))
		r.Header.Set("Signature", `keyId="`+by.KeyID+`",algorithm="hs2019",headers="`+strings.Join(headers, " ")+
			`",signature="`+base64.StdEncoding.EncodeToString(sum)+`"`)
	}
}
