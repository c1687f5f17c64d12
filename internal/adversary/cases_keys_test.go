package adversary

import (
	"crypto"
	"net/http"
	"strings"
	"testing"

	"headroom/community"
	"headroom/federation/sign"
	"headroom/federation/vocab"
	"headroom/internal/clustertest"
)

// face is what somebody serves who holds a peer's address and none of its keys.
type face struct {
	name  string
	write func(owner string, k vocab.Keys) []byte
	as    func(*world) string // actor whose document is replaced
}

func shownPerson(owner string, k vocab.Keys) []byte {
	return vocab.PersonKeys(vocab.Person{ID: owner, Inbox: owner + "/inbox", Keys: k})
}

func shownGroup(owner string, k vocab.Keys) []byte {
	return vocab.GroupStub(vocab.Group{ID: owner, Inbox: owner + "/inbox", Keys: k})
}

func shownIssuer(owner string, k vocab.Keys) []byte {
	return vocab.IssuerActor(vocab.Issuer{ID: owner, Inbox: owner + "/inbox", Keys: k})
}

var documents = []face{
	{"the issuer", shownIssuer, func(w *world) string { return w.issuer.IRI }},
	{"the issuer as a person", shownPerson, func(w *world) string { return w.issuer.IRI }},
	{"a second issuer", shownIssuer, func(w *world) string { return w.bob.IRI }},
	{"a group", shownGroup, func(w *world) string { return w.group.IRI }},
	{"a person", shownPerson, func(w *world) string { return w.bob.IRI }},
}

// TestKeysWithoutARecord serves keys that nobody has vouched for, alone and
// beside the good ones, and signs with them: none is taken or kept.
func TestKeysWithoutARecord(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	rsa, err := sign.GenerateRSAKey()
	if err != nil {
		t.Fatal(err)
	}
	made := map[string]crypto.Signer{"rsa": rsa, "ed25519": inventedActor(t, "x").key}
	for kind, key := range made {
		for _, d := range documents {
			for with, keep := range map[string]bool{"": false, " beside the good ones": true} {
				t.Run(kind+" of "+d.name+with, func(t *testing.T) { w.refuses(t, d, kind, key, keep) })
			}
		}
	}
	w.takes(t, create)
}

// refuses signs as an actor with a key that its document shows.
func (w *world) refuses(t *testing.T, d face, kind string, key crypto.Signer, keep bool) {
	t.Helper()
	owner := d.as(w)
	pem, err := sign.EncodePEM(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	id := owner + "#" + kind + w.next()
	k := vocab.Keys{Public: vocab.PublicKey{ID: id, Owner: owner, PEM: pem}, List: owner + "/no-keys"}
	if keep {
		k.Multi, k.List = multikeys(t, w.peer, owner), owner+"/keys"
	}
	path := strings.TrimPrefix(owner, w.peer.Config.URL)
	w.peer.Serve(path, d.write(owner, k))
	w.peer.Serve(path+"/no-keys", vocab.Items(owner+"/no-keys", nil))
	defer w.peer.Serve(path, nil)

	stood := stateOf(w.host)
	m := push(w, t)
	m.doc["actor"], m.prover = owner, nil
	m.sign = func(r *http.Request, body []byte) {
		if err := sign.SignRequest(r, body, id, key, m.at); err != nil {
			t.Fatal(err)
		}
	}
	if got := post(t, w.host, m); got.Code != http.StatusUnauthorized {
		t.Errorf("%d %s, want 401", got.Code, got.Body)
	}
	w.Settle()
	w.host.View(func(tx community.Tx) error {
		if k, err := tx.KeyByIRI(id); !community.IsNotFound(err) {
			t.Errorf("the key was kept: %+v, %v", k, err)
		}
		return nil
	})
	for _, line := range stood.changes(stateOf(w.host)) {
		t.Errorf("it changed %s", line)
	}
}

// multikeys are the keys of an actor as its own instance shows them.
func multikeys(t testing.TB, n *clustertest.Node, owner string) (out []vocab.Multikey) {
	t.Helper()
	n.View(func(tx community.Tx) error {
		all, err := tx.Keys(owner)
		for _, k := range all {
			out = append(out, vocab.Multikey{ID: k.IRI, Controller: owner, Multibase: sign.EncodeMultikey(k.Public)})
		}
		return err
	})
	return out
}
