package adversary

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"headroom/federation/vocab"
)

// says makes a message of another type by the same author.
func says(kind string, what func(*world, testing.TB) any, more ...func(*world, *message)) func(*world, testing.TB, *message) {
	return func(w *world, t testing.TB, m *message) {
		m.doc["type"], m.doc["object"] = kind, what(w, t)
		for _, change := range more {
			change(w, m)
		}
	}
}

func objectOf(of func(*world) any) func(*world, testing.TB) any {
	return func(w *world, _ testing.TB) any { return of(w) }
}

// membershipOf names the request by which a neighbour became a member.
func membershipOf(w *world, t testing.TB) any {
	return object{"id": w.recordOf(t, w.wyn).FollowIRI, "type": "Follow", "actor": w.wyn.IRI, "object": w.c.IRI}
}

// evictions would put a member out whom the sender has no say over, or make
// somebody what they are not.
var evictions = []bad{
	{"an Undo of a neighbour's membership", like, says("Undo", membershipOf), 403},
	{"an Undo of a neighbour's membership, named as one's own", like, says("Undo", func(w *world, t testing.TB) any {
		o := membershipOf(w, t).(object)
		o["actor"] = w.bob.IRI
		return o
	}), 202},
	{"a Reject in the community's name", like, func(w *world, t testing.TB, m *message) {
		says("Reject", membershipOf)(w, t, m)
		m.doc["actor"], m.prover = w.c.IRI, nil
	}, 403},
	{"a Reject by the issuer", push, func(w *world, t testing.TB, m *message) {
		m.doc["type"], m.doc["object"] = "Reject", w.recordOf(t, w.wyn).FollowIRI
	}, 409},
	{"a Block of a neighbour", like, says("Block", objectOf(func(w *world) any { return w.wyn.IRI })), 400},
	{"a Remove of a neighbour in the community's name", dismiss, func(w *world, _ testing.TB, m *message) {
		m.doc["actor"], m.doc["object"], m.doc["target"] = w.c.IRI, w.wyn.IRI, w.c.IRI+"/members"
	}, 403},
	// Of an id of its sender's host that is no post: the entry stands for nothing.
	{"a Delete of a neighbour", remove, sub("id", func(w *world) any { return w.wyn.IRI }), effectless},
	{"a Delete of a member of the host", remove, sub("id", func(w *world) any { return w.alice.Person.IRI }), 403},
	{"a Delete of the community by a member", remove, func(w *world, t testing.TB, m *message) {
		sub("id", func(w *world) any { return w.c.IRI })(w, t, m)
		sub("formerType", is("Group"))(w, t, m)
	}, 403},
	{"an Add of a neighbour to the moderators", like, says("Add", objectOf(func(w *world) any { return w.wyn.IRI }), func(w *world, m *message) {
		m.doc["target"] = w.c.IRI + "/moderators"
	}), 400},
	{"an Update of a neighbour", push, func(w *world, t testing.TB, m *message) {
		m.signer, m.doc["actor"], m.doc["object"] = w.bob, w.bob.IRI, w.wyn.IRI
	}, 400},
	{"an Update of a member of the host", push, func(w *world, t testing.TB, m *message) { m.doc["object"] = w.alice.Person.IRI }, 403},
	{"an Undo of an Accept", like, says("Undo", func(w *world, t testing.TB) any {
		return object{"id": w.c.IRI + "/a/1", "type": "Accept", "actor": w.bob.IRI, "object": w.recordOf(t, w.wyn).FollowIRI}
	}), 403},
	{"an Undo of an Undo", undo, sub("type", is("Undo")), 400},
	{"an Undo of a Create", undo, sub("type", is("Create")), 400},
	{"a report in the name of a member of the host", like, func(w *world, t testing.TB, m *message) {
		says("Flag", objectOf(func(w *world) any { return w.post }))(w, t, m)
		m.doc["actor"], m.prover = w.alice.Person.IRI, nil
	}, 403},
}

// authors are not said as they have to be: the author is the signer or nobody.
var authors = func() (list []bad) {
	for name, value := range map[string]func(*world) any{
		"a number": is(1), "a number as text": is("1"), "null": is(nil), "an empty text": is(""), "a path": is("/u/1"),
		"an object": func(w *world) any { return object{"id": w.bob.IRI} }, "a list of one": func(w *world) any { return []any{w.bob.IRI} },
		"a list of nobody": is([]any{}), "a neighbour and the author": func(w *world) any { return []any{w.wyn.IRI, w.bob.IRI} },
		"another spelling": func(w *world) any { return strings.ToUpper(w.bob.IRI) }, "a fragment": func(w *world) any { return w.bob.IRI + "#x" },
	} {
		list = append(list, bad{"attributed to " + name, create, sub("attributedTo", value), either})
	}
	return list
}()

// either marks what is malformed or forbidden, as the decoder or the origin
// check comes first: 400 or 403.
const either = 3000

// aliases ask to be let in somewhere else than at the community's own address.
func aliases() (list []bad) {
	for name, change := range map[string]func(string) string{
		"a slash behind it": func(s string) string { return s + "/" }, "a query behind it": func(s string) string { return s + "?x=1" },
		"a fragment behind it": func(s string) string { return s + "#x" }, "an escape in it": func(s string) string { return strings.Replace(s, "/g/", "/%67/", 1) },
		"its host in capitals":     func(s string) string { return strings.Replace(s, "scotland", "SCOTLAND", 1) },
		"a zero before its number": func(s string) string { return strings.Replace(s, "/g/", "/g/0", 1) },
		"a dot in its path":        func(s string) string { return strings.Replace(s, "/g/", "/./g/", 1) },
	} {
		list = append(list, bad{"a Follow of the community with " + name, follow, func(w *world, t testing.TB, m *message) {
			alias := change(w.c.IRI)
			m.doc["object"], m.doc["to"] = alias, []any{alias}
			m.doc["hr:presentation"] = json.RawMessage(w.present(t, w.credentialOf(t, w.carol.IRI), w.carol, alias, m.id(), w.now()))
		}, nothing})
	}
	return append(list,
		bad{"a Follow by a community", follow, func(w *world, _ testing.TB, m *message) { m.signer, m.doc["actor"] = w.group, w.group.IRI }, 403},
		bad{"a Follow by the issuer", follow, func(w *world, _ testing.TB, m *message) { m.signer, m.doc["actor"] = w.issuer, w.issuer.IRI }, 403},
		bad{"a Follow of two communities", follow, set("object", func(w *world) any { return []any{w.c.IRI, w.hidden.IRI} }), nothing},
		bad{"a credential changed after it was signed", follow, shown(func(w *world, t testing.TB, id string) []byte {
			vc := decode(t, w.credentialOf(t, w.carol.IRI))
			vc["credentialSubject"].(object)["name"] = "Somebody Else"
			doc := vocab.Build("").Raw("@context", []byte(`["https://www.w3.org/ns/credentials/v2"]`)).Strs("type", []string{"VerifiablePresentation"}).
				Str("holder", w.carol.IRI).Raws("verifiableCredential", [][]byte{encode(t, vc)}).Bytes()
			return authenticated(t, doc, w.carol, w.c.IRI, id, w.now())
		}), 404},
	)
}

// nothing marks a Follow of what is not there: malformed, or the 404 that says
// as much as possible.
const nothing = 4000

// spellings name a peer's key by hosts that are not the peer's name. They are
// refused unasked.
func spellings() (list []bad) {
	for name, change := range map[string]func(host, port string) string{
		"a dot behind the host": func(h, p string) string { return h + ".:" + p }, "capitals": func(h, p string) string { return strings.ToUpper(h) + ":" + p },
		"another port": func(h, _ string) string { return h + ":8443" }, "no port": func(h, _ string) string { return h },
		"the host as a user":  func(h, p string) string { return h + ":" + p + "@stranger.localhost" },
		"an escaped dot":      func(h, p string) string { return strings.Replace(h, ".", "%2e", 1) + ":" + p },
		"a backslash":         func(h, p string) string { return h + ":" + p + `\@stranger.localhost` },
		"an ideographic stop": func(h, p string) string { return strings.Replace(h, ".", "。", 1) + ":" + p },
		"another letter":      func(h, p string) string { return strings.Replace(h, "a", "а", 1) + ":" + p },
		"something before it": func(h, p string) string { return "a" + h + ":" + p }, "something behind it": func(h, p string) string { return h + ".stranger.localhost:" + p },
		"a tab": func(h, p string) string { return h + "\t:" + p }, "its address": func(_, p string) string { return "127.0.0.1:" + p },
		"a port with zeros": func(h, p string) string { return h + ":0" + p },
	} {
		list = append(list, bad{"the key's host with " + name, create, func(w *world, _ testing.TB, m *message) {
			at := w.peer.Config.Origin()
			good := at.Host
			other := change(at.Hostname(), at.Port())
			m.signed = func(r *http.Request) {
				r.Header.Set("Signature", strings.Replace(r.Header.Get("Signature"), "http://"+good+"/", "http://"+other+"/", 1))
			}
		}, 401})
	}
	return list
}

// hours are times that a signature may not state.
var hours = []bad{
	{"two dates", create, after(func(r *http.Request) { r.Header.Add("Date", r.Header.Get("Date")) }), 401},
	{"a date in another form", create, func(w *world, _ testing.TB, m *message) {
		m.sign = func(r *http.Request, body []byte) {
			signCovering(m.signer, w.now(), covered...)(r, body)
			r.Header.Set("Date", w.now().UTC().Format("2006-01-02T15:04:05Z"))
		}
	}, 401},
	{"a date that is none", create, after(func(r *http.Request) { r.Header.Set("Date", "now") }), 401},
	{"made in an hour", create, stating("created", 3600), 401},
	{"made an hour ago", create, stating("created", -3600), 401},
	{"over for a minute", create, stating("expires", -60), 401},
	{"good for ever", create, stating("expires", 250_000_000_000), 401},
	{"two kinds of signature", create, after(func(r *http.Request) {
		r.Header.Set("Signature-Input", `sig=("@method" "@target-uri");created=1;keyid="x"`)
	}), 401},
	{"another algorithm than the key's", create, after(func(r *http.Request) {
		r.Header.Set("Signature", strings.Replace(r.Header.Get("Signature"), "hs2019", "rsa-sha256", 1))
	}), 401},
	{"an algorithm of old", create, after(func(r *http.Request) {
		r.Header.Set("Signature", strings.Replace(r.Header.Get("Signature"), "hs2019", "rsa-sha1", 1))
	}), 401},
}

// stating adds a time to a good signature that does not cover it.
func stating(name string, seconds int64) func(*world, testing.TB, *message) {
	return func(w *world, _ testing.TB, m *message) {
		m.signed = func(r *http.Request) {
			r.Header.Set("Signature", r.Header.Get("Signature")+","+name+"="+strconv.FormatInt(w.now().Unix()+seconds, 10))
		}
	}
}

// masses are more than is taken.
var masses = []bad{
	{"packed", create, func(_ *world, _ testing.TB, m *message) {
		m.raw = func(raw []byte) []byte {
			var b bytes.Buffer
			z := gzip.NewWriter(&b)
			_, _ = z.Write(raw)
			_ = z.Close()
			return b.Bytes()
		}
		m.request = func(r *http.Request) { r.Header.Set("Content-Encoding", "gzip") }
	}, 400},
	{"a thousand and one addressees", create, func(_ *world, _ testing.TB, m *message) {
		m.raw = func(raw []byte) []byte {
			return bytes.Replace(raw, []byte(`"to":[`), []byte(`"to":[`+strings.Repeat(`"https://a.example/",`, 1001)), 1)
		}
	}, 400},
	{"a thousand and one tags", create, sub("tag", is(many(1001, object{"type": "Mention", "href": "https://a.example/", "name": "a"}))), 400},
	{"a thousand and one attachments", create, sub("attachment", is(many(1001, object{"type": "Image"}))), 400},
	{"a name of half a mebibyte", create, inside(`"hr:` + strings.Repeat("x", 400<<10) + `":1`), either},
	{"a neighbour's signature inside", create, func(w *world, _ testing.TB, m *message) {
		m.doc["actor"], m.doc["object"].(object)["attributedTo"] = w.wyn.IRI, w.wyn.IRI
		m.doc["signature"] = object{"type": "RsaSignature2017", "creator": w.wyn.KeyID, "created": vocab.FormatTime(w.now()), "signatureValue": "AAAA"}
	}, 403},
}

func many(n int, one object) (list []any) {
	for range n {
		list = append(list, one)
	}
	return list
}
