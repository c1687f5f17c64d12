package adversary

import (
	"encoding/json"
	"testing"
	"time"

	"headroom/federation/credential"
	"headroom/federation/vocab"
)

// shown replaces the presentation of a Follow by one made otherwise.
func shown(make func(*world, testing.TB, string) []byte) func(*world, testing.TB, *message) {
	return func(w *world, t testing.TB, m *message) {
		m.doc["hr:presentation"] = json.RawMessage(make(w, t, m.id()))
	}
}

// issued shows a credential that was changed and then signed, by whoever.
func issued(by func(*world) actor, change func(*world, object)) func(*world, testing.TB, *message) {
	return shown(func(w *world, t testing.TB, follow string) []byte {
		vc := decode(t, w.credentialOf(t, w.carol.IRI))
		delete(vc, "proof")
		vc["id"] = w.peer.Config.URL + "/credentials/" + w.next()
		change(w, vc)
		doc := vocab.Build("").Raw("@context", []byte(credential.PlainContext)).Strs("type", []string{"VerifiablePresentation"}).
			Str("holder", w.carol.IRI).Raws("verifiableCredential", [][]byte{prove(t, encode(t, vc), by(w), w.now())}).Bytes()
		return authenticated(t, doc, w.carol, w.c.IRI, follow, w.now())
	})
}

func theIssuer(w *world) actor { return w.issuer }

// joins are requests that say nothing of who asks.
var joins = []bad{
	{"nothing shown", follow, func(_ *world, _ testing.TB, m *message) { delete(m.doc, "hr:presentation") }, 404},
	{"shown to another community", follow, shown(func(w *world, t testing.TB, id string) []byte {
		return w.present(t, w.credentialOf(t, w.carol.IRI), w.carol, w.theirs.IRI, id, w.now())
	}), 404},
	{"shown with another request", follow, shown(func(w *world, t testing.TB, _ string) []byte {
		return w.present(t, w.credentialOf(t, w.carol.IRI), w.carol, w.c.IRI, w.peer.Config.URL+"/a/1", w.now())
	}), 404},
	{"shown eleven minutes ago", follow, shown(func(w *world, t testing.TB, id string) []byte {
		return w.present(t, w.credentialOf(t, w.carol.IRI), w.carol, w.c.IRI, id, w.now().Add(-11*time.Minute))
	}), 404},
	{"shown in the future", follow, shown(func(w *world, t testing.TB, id string) []byte {
		return w.present(t, w.credentialOf(t, w.carol.IRI), w.carol, w.c.IRI, id, w.now().Add(time.Hour))
	}), 404},
	{"a neighbour's credential", follow, func(w *world, t testing.TB, m *message) {
		other := w.present(t, w.credentialOf(t, w.bob.IRI), w.bob, w.c.IRI, m.id(), w.now())
		m.doc["hr:presentation"] = json.RawMessage(other)
	}, 404},
	{"a neighbour's credential, shown by oneself", follow, shown(func(w *world, t testing.TB, id string) []byte {
		doc := vocab.Build("").Raw("@context", []byte(credential.PlainContext)).Strs("type", []string{"VerifiablePresentation"}).
			Str("holder", w.carol.IRI).Raws("verifiableCredential", [][]byte{w.credentialOf(t, w.bob.IRI)}).Bytes()
		return authenticated(t, doc, w.carol, w.c.IRI, id, w.now())
	}), 404},
	{"two credentials", follow, shown(func(w *world, t testing.TB, id string) []byte {
		one := w.credentialOf(t, w.carol.IRI)
		doc := vocab.Build("").Raw("@context", []byte(credential.PlainContext)).Strs("type", []string{"VerifiablePresentation"}).
			Str("holder", w.carol.IRI).Raws("verifiableCredential", [][]byte{one, one}).Bytes()
		return authenticated(t, doc, w.carol, w.c.IRI, id, w.now())
	}), 404},
	{"a credential that has expired", follow, issued(theIssuer, func(w *world, vc object) {
		vc["validFrom"], vc["validUntil"] = vocab.FormatTime(w.now().Add(-48*time.Hour)), vocab.FormatTime(w.now().Add(-24*time.Hour))
	}), 404},
	{"a credential that is not valid yet", follow, issued(theIssuer, func(w *world, vc object) {
		vc["validFrom"], vc["validUntil"] = vocab.FormatTime(w.now().Add(24*time.Hour)), vocab.FormatTime(w.now().Add(48*time.Hour))
	}), 404},
	{"a credential for two years", follow, issued(theIssuer, func(w *world, vc object) {
		vc["validUntil"] = vocab.FormatTime(w.now().Add(2 * 365 * 24 * time.Hour))
	}), 404},
	{"a credential by oneself", follow, issued(carol, func(w *world, vc object) { vc["issuer"] = w.carol.IRI }), 404},
	{"a credential by oneself under the issuer's name", follow, issued(carol, func(*world, object) {}), 404},
	{"a credential by a neighbour with the issuer's key id", follow, issued(func(w *world) actor {
		return actor{IRI: w.issuer.IRI, KeyID: w.issuer.KeyID, key: w.wyn.key}
	}, func(*world, object) {}), 404},
	{"a credential by an issuer that nobody knows", follow, issued(func(w *world) actor { return w.strangerIssuer },
		func(w *world, vc object) { vc["issuer"] = w.strangerIssuer.IRI }), 404},
	{"a credential by a community", follow, issued(func(w *world) actor { return w.group }, func(*world, object) {}), 404},
	{"a credential without a status", follow, issued(theIssuer, func(_ *world, vc object) { delete(vc, "credentialStatus") }), 404},
	{"a credential with its status on another host", follow, issued(theIssuer, func(w *world, vc object) {
		for _, e := range vc["credentialStatus"].([]any) {
			e.(object)["statusListCredential"] = w.sink.url + "/status/" + e.(object)["statusPurpose"].(string) + "/1"
		}
	}), 404},
	{"a credential of a type that nobody trusts", follow, issued(theIssuer, func(_ *world, vc object) {
		vc["type"] = []any{"VerifiableCredential", "AspiringHeadCredential"}
		vc["credentialSubject"].(object)["hr:office"] = "aspiring"
	}), 404},
	{"a role that an instance has made up for itself", follow, issued(theIssuer, func(_ *world, vc object) {
		vc["type"] = []any{"VerifiableCredential", "BursarCredential"}
		vc["credentialSubject"].(object)["hr:office"] = "bursar"
	}), 404},
	{"a type without its office", follow, issued(theIssuer, func(_ *world, vc object) {
		vc["credentialSubject"].(object)["hr:office"] = "aspiring"
	}), 404},
	{"the request of somebody who is not verified", follow, func(w *world, t testing.TB, m *message) {
		by(nora)(w, t, m)
		m.prover = nil
	}, 404},
	{"for a private community, uninvited", follow, func(w *world, t testing.TB, m *message) {
		m.doc["object"], m.doc["to"] = w.hidden.IRI, []any{w.hidden.IRI}
		m.doc["hr:presentation"] = json.RawMessage(w.present(t, w.credentialOf(t, w.carol.IRI), w.carol, w.hidden.IRI, m.id(), w.now()))
	}, 404},
	{"for a community that is not there", follow, func(w *world, t testing.TB, m *message) {
		iri := w.host.Config.URL + "/g/1"
		m.doc["object"], m.doc["to"] = iri, []any{iri}
		m.doc["hr:presentation"] = json.RawMessage(w.present(t, w.credentialOf(t, w.carol.IRI), w.carol, iri, m.id(), w.now()))
	}, 404},
	{"a neighbour's request, withdrawn", follow, func(w *world, t testing.TB, m *message) {
		w.deliver(t, follow(w, t))
		w.deliver(t, *m)
		a := w.activity(w.wyn, "", "")
		a.To = []string{w.c.IRI}
		inner := vocab.Build("").Str("id", m.id()).Str("type", "Follow").Str("actor", w.wyn.IRI).Str("object", w.c.IRI).Bytes()
		m.doc, m.signer = decode(t, vocab.Undo(a, inner)), w.wyn
	}, 202},
}

// stamps and what else a community says to a member's home, forged.
var groups = []bad{
	{"an Accept by another community", accept, fromOther, 202},
	{"an Accept by another community with the real one's stamp", accept, func(w *world, t testing.TB, m *message) {
		m.signer, m.doc["actor"] = w.other, w.other.IRI
	}, 202},
	{"an Accept by a person", accept, func(w *world, _ testing.TB, m *message) {
		m.signer, m.doc["actor"] = w.bob, w.bob.IRI
	}, 400},
	{"an Accept by the issuer", accept, func(w *world, _ testing.TB, m *message) {
		m.signer, m.doc["actor"] = w.issuer, w.issuer.IRI
	}, 400},
	{"an Accept of another request", accept, set("object", func(w *world) any { return w.host.Config.URL + "/a/1" }), 202},
	{"an Accept without a stamp", accept, func(_ *world, _ testing.TB, m *message) { delete(m.doc, "result") }, 202},
	{"a stamp by another's key", accept, func(w *world, t testing.TB, m *message) {
		forger := actor{IRI: w.group.IRI, KeyID: w.group.KeyID, key: w.other.key}
		m.doc["result"] = json.RawMessage(w.stamp(t, forger, w.asked(t), w.now().Add(2*time.Hour)))
	}, 202},
	{"a stamp that is over", accept, func(w *world, t testing.TB, m *message) {
		m.at = w.now()
		s := decode(t, w.stamp(t, w.group, w.asked(t), w.now().Add(time.Hour)))
		delete(s, "proof")
		s["startTime"], s["endTime"] = vocab.FormatTime(w.now().Add(-3*time.Hour)), vocab.FormatTime(w.now().Add(-2*time.Hour))
		m.doc["result"] = json.RawMessage(prove(t, encode(t, s), w.group, w.now().Add(-3*time.Hour)))
	}, 202},
	{"a Remove by another community", dismiss, func(w *world, _ testing.TB, m *message) {
		m.signer, m.doc["actor"] = w.other, w.other.IRI
	}, 202},
	{"a Remove by a person", dismiss, func(w *world, _ testing.TB, m *message) {
		m.signer, m.doc["actor"] = w.bob, w.bob.IRI
	}, 400},
	{"a Remove that is older than the stamp", dismiss, func(w *world, t testing.TB, m *message) {
		m.doc["hr:version"] = 0
	}, 202},
	{"a Reject by another community", dismiss, func(w *world, t testing.TB, m *message) {
		a := vocab.Activity{ID: m.id(), Actor: w.other.IRI, To: []string{w.callum.Person.IRI}, Published: w.now()}
		m.doc, m.signer = decode(t, vocab.Reject(a, w.asked(t).FollowIRI, "rules", "")), w.other
	}, 202},
	{"an Update of another community", push, func(w *world, t testing.TB, m *message) {
		a := vocab.Activity{ID: m.id(), Actor: w.other.IRI, To: []string{w.host.Identity.Issuer()}, Published: w.now()}
		m.doc, m.signer = decode(t, vocab.Update(a, vocab.Ref(w.host.Config.URL+"/g/1"))), w.other
	}, 403},
	{"a Delete of another community", push, func(w *world, t testing.TB, m *message) {
		a := vocab.Activity{ID: m.id(), Actor: w.other.IRI, To: []string{w.host.Identity.Issuer()}, Published: w.now()}
		m.doc, m.signer = decode(t, vocab.Delete(a, w.theirs.IRI, "Group", w.now())), w.other
	}, 202},
	{"a Delete of a community by its issuer", push, func(w *world, t testing.TB, m *message) {
		a := vocab.Activity{ID: m.id(), Actor: w.issuer.IRI, To: []string{w.host.Identity.Issuer()}, Published: w.now()}
		m.doc = decode(t, vocab.Delete(a, w.theirs.IRI, "Group", w.now()))
	}, 403},
}

func fromOther(w *world, t testing.TB, m *message) {
	m.signer, m.doc["actor"] = w.other, w.other.IRI
	m.doc["result"] = json.RawMessage(w.stamp(t, w.other, w.asked(t), w.now().Add(2*time.Hour)))
}
