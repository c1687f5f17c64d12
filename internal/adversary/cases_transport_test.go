package adversary

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"headroom/federation/sign"
)

// bad is one way to be wrong. want is the status; 202 stands for a message
// that is taken, because nothing held when it came speaks against it, and then
// has no effect.
type bad struct {
	name  string
	good  func(*world, testing.TB) message
	spoil func(*world, testing.TB, *message)
	want  int
}

// altered changes the body after the proof.
func altered(change func(string) string) func(*world, testing.TB, *message) {
	return func(_ *world, _ testing.TB, m *message) {
		m.raw = func(raw []byte) []byte { return []byte(change(string(raw))) }
	}
}

// before changes the request before it is signed, after afterwards.
func before(change func(*http.Request)) func(*world, testing.TB, *message) {
	return func(_ *world, _ testing.TB, m *message) { m.request = change }
}

func after(change func(*http.Request)) func(*world, testing.TB, *message) {
	return func(_ *world, _ testing.TB, m *message) { m.signed = change }
}

// inside puts something into the body's first object.
func inside(member string) func(*world, testing.TB, *message) {
	return altered(func(s string) string { return "{" + member + "," + s[1:] })
}

func dated(shift time.Duration) func(*world, testing.TB, *message) {
	return func(w *world, _ testing.TB, m *message) {
		m.sign = signCovering(m.signer, w.now().Add(shift), covered...)
	}
}

func covering(headers ...string) func(*world, testing.TB, *message) {
	return func(w *world, _ testing.TB, m *message) { m.sign = signCovering(m.signer, w.now(), headers...) }
}

var covered = []string{"(request-target)", "host", "date", "digest"}

// bodies are wrong as bytes.
var bodies = []bad{
	{"not JSON", create, altered(func(string) string { return "hello" }), 400},
	{"empty", create, altered(func(string) string { return "" }), 400},
	{"cut off", create, altered(func(s string) string { return s[:len(s)-1] }), 400},
	{"two documents", create, altered(func(s string) string { return s + s }), 400},
	{"an array", create, altered(func(s string) string { return "[" + s + "]" }), 400},
	{"not UTF-8", create, inside("\"hr:x\":\"\xff\""), 400},
	{"nested too deeply", create, inside(`"hr:x":` + strings.Repeat("[", 65) + strings.Repeat("]", 65)), 400},
	{"an endless nest", create, inside(`"hr:x":` + strings.Repeat("[", 100_000)), 400},
	{"an array too long", create, inside(`"hr:x":[` + strings.Repeat("1,", 1000) + `1]`), 400},
	{"a name twice", create, inside(`"type":"Create"`), 400},
	{"a name twice, escaped", create, inside(`"typ\u0065":"Create"`), 400},
	{"a name in another case", create, inside(`"Actor":"https://wales.example/u/1"`), 400},
	{"an extension twice in other cases", create, inside(`"hr:x":1,"hr:X":2`), 400},
	{"@graph", create, inside(`"@graph":[]`), 400},
	{"@id", create, inside(`"@id":"https://wales.example/a/1"`), 400},
	{"@included", create, inside(`"@included":[]`), 400},
	{"more than 1 MiB", create, inside(`"hr:x":"` + strings.Repeat("x", 1<<20) + `"`), 413},
	{"more than 512 KiB to a group", create, inside(`"hr:x":"` + strings.Repeat("x", 512<<10) + `"`), 413},
	{"another content type", create, before(contentType("application/json")), 400},
	{"a content type that begins alike", create, before(contentType("application/activity+json-evil")), 400},
	{"JSON-LD without its profile", create, before(contentType("application/ld+json")), 400},
	{"no content type", create, before(func(r *http.Request) { r.Header.Del("Content-Type") }), 400},
}

func contentType(s string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set("Content-Type", s) }
}

// signatures are of a good body and say nothing.
var signatures = []bad{
	{"no signature", create, after(func(r *http.Request) { r.Header.Del("Signature") }), 401},
	{"an empty signature", create, after(func(r *http.Request) { r.Header.Set("Signature", "") }), 401},
	{"a broken signature", create, after(func(r *http.Request) {
		r.Header.Set("Signature", strings.Replace(r.Header.Get("Signature"), `signature="`, `signature="AAAA`, 1))
	}), 401},
	{"two signatures", create, after(func(r *http.Request) { r.Header.Add("Signature", r.Header.Get("Signature")) }), 401},
	{"Authorization beside it", create, after(func(r *http.Request) {
		r.Header.Set("Authorization", "Signature "+r.Header.Get("Signature"))
	}), 401},
	{"a key id twice", create, after(func(r *http.Request) {
		s := r.Header.Get("Signature")
		r.Header.Set("Signature", s+","+s[:strings.Index(s, ",")])
	}), 401},
	{"HMAC with the public key", create, after(func(r *http.Request) {
		r.Header.Set("Signature", strings.Replace(r.Header.Get("Signature"), "hs2019", "hmac-sha256", 1))
	}), 401},
	{"another body", create, func(_ *world, _ testing.TB, m *message) {
		m.signed = func(r *http.Request) { r.Header.Set("Digest", sign.DigestHeader([]byte("{}"))) }
	}, 401},
	{"a digest that does not match, signed", create, func(w *world, _ testing.TB, m *message) {
		m.sign = func(r *http.Request, _ []byte) { signCovering(m.signer, w.now(), covered...)(r, []byte("{}")) }
	}, 401},
	{"two digests", create, after(func(r *http.Request) { r.Header.Add("Digest", r.Header.Get("Digest")) }), 401},
	{"no date", create, after(func(r *http.Request) { r.Header.Del("Date") }), 401},
	{"no digest", create, after(func(r *http.Request) { r.Header.Del("Digest") }), 401},
	{"a date six minutes old", create, dated(-6 * time.Minute), 401},
	{"a date six minutes ahead", create, dated(6 * time.Minute), 401},
	{"the date not covered", create, covering("(request-target)", "host", "digest"), 401},
	{"the digest not covered", create, covering("(request-target)", "host", "date"), 401},
	{"the host not covered", create, covering("(request-target)", "date", "digest"), 401},
	{"the target not covered", create, covering("host", "date", "digest"), 401},
	{"for another inbox", create, after(func(r *http.Request) { r.URL.Path, r.RequestURI = "/u/1/inbox", "/u/1/inbox" }), 401},
	{"for another host", create, func(w *world, _ testing.TB, m *message) {
		m.request = func(r *http.Request) { r.Host = "england.example" }
		m.signed = func(r *http.Request) { r.Host = w.host.Config.Origin().Host }
	}, 401},
	{"by an unknown host", create, func(w *world, _ testing.TB, m *message) { m.signer = w.stranger }, 401},
	{"by an unknown host, of itself", create, func(w *world, _ testing.TB, m *message) {
		m.signer, m.prover = w.stranger, &w.stranger
		m.doc["actor"], m.doc["id"] = w.stranger.IRI, w.sink.url+"/a/1"
	}, 401},
	{"an Offer of a host that nobody expects", push, func(w *world, t testing.TB, m *message) {
		m.signer = w.strangerIssuer
		m.doc = w.offer(t, w.strangerIssuer)
	}, 401},
	{"in the name of the host itself", create, func(w *world, _ testing.TB, m *message) {
		m.signer = actor{KeyID: w.alice.Person.IRI + "#ed25519-1", IRI: w.alice.Person.IRI, key: w.bob.key}
	}, 401},
	{"the key id of a neighbour", create, func(w *world, _ testing.TB, m *message) { m.signer.KeyID = w.carol.KeyID }, 401},
	{"the key of a neighbour", create, func(w *world, _ testing.TB, m *message) { m.signer.key = w.carol.key }, 401},
	{"a key that its owner does not have", create, func(w *world, _ testing.TB, m *message) { m.signer.KeyID = w.bob.IRI + "#other" }, 401},
	{"by a neighbour who is not the actor", create, func(w *world, _ testing.TB, m *message) { m.signer = w.wyn }, 403},
	{"by the issuer who is not the actor", create, func(w *world, _ testing.TB, m *message) { m.signer = w.issuer }, 403},
}
