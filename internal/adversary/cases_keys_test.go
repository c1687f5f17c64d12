package adversary

import (
	"crypto"
	"net/http"
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/federation/sign"
	"headroom/federation/vocab"
	"headroom/internal/clustertest"
	"headroom/internal/jobs"
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
	w.Tick("status-lists")
	w.takes(t, create)
}

// refuses signs as an actor with a key that its document shows.
func (w *world) refuses(t *testing.T, d face, kind string, key crypto.Signer, keep bool) {
	t.Helper()
	w.Clock.Advance(time.Minute) // or so many keys that are none would be too many
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

// TestAcceptedAfterALoss announces a post signed with a key that was lost before
// the community says that it accepted it, in a push and in a page of its log:
// the words are not taken, and the chain goes on.
func TestAcceptedAfterALoss(t *testing.T) {
	t.Parallel()
	for way, name := range map[string]string{"pushed": "bob", "in a page, of somebody who was not met before": "dai"} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			if w.members[name] == nil {
				w.members[name] = w.peer.Head(name)
			}
			who := actorOf(w.peer, w.members[name].Person.IRI)
			w.announced(t)
			var records [][]byte
			w.Clock.Advance(time.Minute)
			if err := w.peer.Service.RotatePersonKey(t.Context(), community.CommandLine, w.members[name].Person.ID, true, "stolen"); err != nil {
				t.Fatal(err)
			}
			w.peer.View(func(tx community.Tx) error {
				all, err := tx.KeyRecords(who.IRI)
				for _, r := range all {
					records = append(records, r.Raw)
				}
				return err
			})
			if way == "pushed" {
				w.Settle()
			}
			w.Clock.Advance(time.Minute)
			a, n := w.note(who, w.theirs.IRI)
			m := w.chained(t, w.group, prove(t, vocab.Create(a, vocab.NoteObject(n)), who, w.now()))
			before := w.head(t)
			if way == "pushed" {
				w.deliver(t, m)
			} else {
				w.page(t, m, records)
			}
			if w.has(n.ID) {
				t.Error("the post was taken")
			}
			if after := w.head(t); after.Seq != before.Seq+1 {
				t.Errorf("the chain stands at %d, was at %d", after.Seq, before.Seq)
			}
		})
	}
}

// has reports whether the host has applied a post.
func (w *world) has(iri string) bool {
	err := w.host.Service.Store.View(w.T.Context(), func(tx community.Tx) error { _, err := tx.PostByIRI(iri); return err })
	return err == nil
}

// page has the host pull a page of the log of the peer's community.
func (w *world) page(t *testing.T, m message, records [][]byte) {
	t.Helper()
	h := w.head(t)
	var c community.Community
	w.host.View(func(tx community.Tx) (err error) { c, err = tx.CommunityByIRI(w.theirs.IRI); return err })
	w.peer.Serve(strings.TrimPrefix(c.Log, w.peer.Config.URL), vocab.LogPageDocument(vocab.LogPage{ID: c.Log + "?epoch=1&after=1", PartOf: c.Log,
		Head: vocab.Position{Epoch: h.Epoch, Seq: h.Seq + 1, Hash: h.Hash}, Keys: records, Items: [][]byte{m.bytes(t)}}))
	payload := encode(t, community.Pull{What: "log", Host: w.peer.Identity.Host, Community: c.ID})
	if err := w.host.Federation.Pull(t.Context(), jobs.Job{New: jobs.New{Payload: payload}}); err != nil {
		t.Fatal(err)
	}
}

// TestAKeyElsewhere signs with keys that lie beside the actors of the peer and
// name one of them as their owner: whose key it is, the owner's document says.
func TestAKeyElsewhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	key := inventedActor(t, "x").key
	pem, err := sign.EncodePEM(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	for name, made := range map[string]func(id string) []byte{
		"a key": func(id string) []byte {
			return encode(t, object{"@context": "https://w3id.org/security/v1", "id": id, "type": "Key", "owner": w.bob.IRI, "publicKeyPem": pem})
		},
		"the owner's document elsewhere": func(id string) []byte {
			return shownPerson(w.bob.IRI, vocab.Keys{Public: vocab.PublicKey{ID: id, Owner: w.bob.IRI, PEM: pem}, List: w.bob.IRI + "/keys"})
		},
		"somebody who says so": func(id string) []byte {
			return shownPerson(id, vocab.Keys{Public: vocab.PublicKey{ID: id, Owner: w.bob.IRI, PEM: pem}, List: w.bob.IRI + "/keys"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := "/k/" + w.next()
			id := w.peer.Config.URL + path
			w.peer.Serve(path, made(id))
			stood := stateOf(w.host)
			m := create(w, t)
			m.prover, m.sign = &actor{IRI: w.bob.IRI, KeyID: id, key: key}, func(r *http.Request, body []byte) {
				if err := sign.SignRequest(r, body, id, key, m.at); err != nil {
					t.Fatal(err)
				}
			}
			if got := post(t, w.host, m); got.Code != http.StatusUnauthorized {
				t.Errorf("%d %s, want 401", got.Code, got.Body)
			}
			w.host.View(func(tx community.Tx) error {
				if k, err := tx.KeyByIRI(id); !community.IsNotFound(err) {
					t.Errorf("the key was kept: %+v, %v", k, err)
				}
				return nil
			})
			for _, line := range stood.changes(stateOf(w.host)) {
				t.Errorf("it changed %s", line)
			}
		})
	}
	w.takes(t, create)
}

// TestKeysThatAreNowhere signs with one key after the other that its owner does
// not have: the peer is asked for some of them, and then left alone until a
// minute is over. Who signs as always is heard all the time.
func TestKeysThatAreNowhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.takes(t, create)
	for range 2 {
		asked, refused := w.peer.Asked(), 0
		for range 40 {
			m := create(w, t)
			m.signer.KeyID = w.bob.IRI + "#x" + w.next()
			if int(w.n)%2 == 0 {
				m.signer.KeyID = w.peer.Config.URL + "/u/" + w.next() + "#x"
			}
			got := post(t, w.host, m)
			switch got.Code {
			case http.StatusUnauthorized:
			case http.StatusTooManyRequests:
				if refused++; got.Header().Get("Retry-After") == "" {
					t.Error("429 does not say for how long")
				}
			default:
				t.Errorf("%d %s", got.Code, got.Body)
			}
		}
		if n := w.peer.Asked() - asked; n == 0 || n > 30 || refused == 0 {
			t.Errorf("40 keys that are nowhere: the peer was asked %d times, 429 came %d times", n, refused)
		}
		w.takes(t, create)
		w.Clock.Advance(time.Minute + time.Second)
	}
}
