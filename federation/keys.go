package federation

import (
	"context"
	"crypto/ed25519"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/golang-lru/v2/expirable"
	"golang.org/x/sync/singleflight"

	"headroom/community"

	"headroom/federation/sign"
	"headroom/federation/vocab"
)

// errKey means that a key could not be found, or is not its owner's.
var errKey = errors.New("federation: no such key")

const (
	keyCacheSize = 20000
	keyCacheTime = 10 * time.Minute
	missTime     = time.Minute
)

// keyring finds the public keys of peers' actors: in memory, in the store, and
// last, for hosts on the trust list only, on the network.
type keyring struct {
	s      *Server
	known  *expirable.LRU[string, community.Key]
	missed *expirable.LRU[string, struct{}]
	flight singleflight.Group
}

func newKeyring(s *Server) *keyring {
	return &keyring{s: s,
		known:  expirable.NewLRU[string, community.Key](keyCacheSize, nil, keyCacheTime),
		missed: expirable.NewLRU[string, struct{}](keyCacheSize, nil, missTime)}
}

// find gives the key with an id. The caller has asked the trust list about its
// host already. A key that is not known is fetched once, however many ask.
func (r *keyring) find(ctx context.Context, keyID string) (community.Key, error) {
	if k, ok := r.known.Get(keyID); ok {
		return k, nil
	}
	var k community.Key
	err := r.s.view(ctx, func(tx community.Tx) (err error) { k, err = tx.KeyByIRI(keyID); return err })
	if err == nil && k.EndAt.IsZero() && k.RevokedFrom.IsZero() {
		r.known.Add(keyID, k)
		return k, nil
	}
	if err == nil {
		return community.Key{}, fmt.Errorf("%w: ended", errKey)
	}
	if !community.IsNotFound(err) {
		return community.Key{}, err
	}
	if _, miss := r.missed.Get(keyID); miss {
		return community.Key{}, errKey
	}
	v, err, _ := r.flight.Do(keyID, func() (any, error) { return r.fetch(ctx, keyID) })
	if err != nil {
		r.missed.Add(keyID, struct{}{})
		return community.Key{}, fmt.Errorf("%w: %w", errKey, err)
	}
	k = v.(community.Key)
	r.known.Add(keyID, k)
	return k, nil
}

// fetch reads the actor document that a key id lies in, with our issuer's
// signature, and keeps the actor and its keys when everything agrees: the
// document is served under its own id, names the key as its own, and the key
// has a record signed by the issuer of that host.
func (r *keyring) fetch(ctx context.Context, keyID string) (community.Key, error) {
	actor := vocab.WithoutFragment(keyID)
	doc, err := r.s.getSigned(ctx, r.s.id.Issuer(), actor, vocab.TypeActivity)
	if err != nil {
		return community.Key{}, err
	}
	keys, err := keysOf(doc, actor)
	if err != nil {
		return community.Key{}, err
	}
	records, err := r.records(ctx, doc.String("hr:keys"), actor)
	if err != nil {
		return community.Key{}, err
	}
	var found *community.Key
	for i, k := range keys {
		if k.Algorithm == "ed25519" && !recorded(k, records) {
			return community.Key{}, fmt.Errorf("%w: without a record of its issuer", errKey)
		}
		if k.IRI == keyID {
			found = &keys[i]
		}
	}
	if found == nil {
		return community.Key{}, errKey
	}
	p, err := personOf(doc)
	if err != nil {
		return community.Key{}, err
	}
	return *found, r.s.Service.RememberActor(ctx, p, keys, records)
}

func recorded(k community.Key, records []community.KeyRecord) bool {
	multi := sign.EncodeMultikey(ed25519.PublicKey(k.Public))
	return slices.ContainsFunc(records, func(r community.KeyRecord) bool {
		return r.Key == k.IRI && r.Subject == k.Owner && r.Public == multi && r.EndAt.IsZero() && r.RevokedFrom.IsZero()
	})
}

// records reads an actor's key records and checks each with the key of the
// issuer of its host.
func (r *keyring) records(ctx context.Context, url, actor string) ([]community.KeyRecord, error) {
	if url == "" || !vocab.SameOrigin(url, actor) {
		return nil, fmt.Errorf("%w: no key records", errKey)
	}
	doc, err := r.s.getSigned(ctx, r.s.id.Issuer(), url, vocab.TypeActivity)
	if err != nil {
		return nil, err
	}
	var out []community.KeyRecord
	for _, raw := range append(doc.Raws("items"), doc.Raws("orderedItems")...) {
		rec, err := r.record(ctx, raw)
		if err != nil {
			return nil, err
		}
		if rec.Subject == actor {
			out = append(out, rec)
		}
	}
	return out, nil
}

// record verifies one key record: signed by the issuer of the subject's host.
func (r *keyring) record(ctx context.Context, raw []byte) (community.KeyRecord, error) {
	doc, err := vocab.Decode(raw)
	if err != nil {
		return community.KeyRecord{}, err
	}
	k, ok := doc.KeyRecord()
	if !ok || !vocab.SameOrigin(k.Issuer, k.Subject) || !vocab.SameOrigin(k.Key, k.Subject) || !vocab.SameOrigin(k.ID, k.Subject) {
		return community.KeyRecord{}, fmt.Errorf("%w: record", errKey)
	}
	proof, err := sign.ReadProof(raw)
	if err != nil {
		return community.KeyRecord{}, err
	}
	pub, err := r.issuerKey(ctx, k.Issuer, proof.VerificationMethod)
	if err != nil {
		return community.KeyRecord{}, err
	}
	if _, err := sign.VerifyProof(raw, pub); err != nil {
		return community.KeyRecord{}, err
	}
	return community.KeyRecord{IRI: k.ID, Issuer: k.Issuer, Subject: k.Subject, Key: k.Key, Public: k.Multibase,
		StartAt: k.Start, EndAt: k.End, RevokedFrom: k.RevokedFrom, Raw: raw}, nil
}

// issuerKey gives the key of an issuer that we have an agreement with (or of
// ourselves). It is never fetched here: it came with the agreement.
func (r *keyring) issuerKey(ctx context.Context, issuer, keyID string) (ed25519.PublicKey, error) {
	var k community.Key
	err := r.s.view(ctx, func(tx community.Tx) (err error) { k, err = tx.KeyByIRI(keyID); return err })
	if err != nil {
		return nil, fmt.Errorf("%w: of the issuer", errKey)
	}
	if k.Owner != issuer || k.OwnerKind != community.IssuerKey || !k.EndAt.IsZero() || len(k.Public) != ed25519.PublicKeySize {
		return nil, fmt.Errorf("%w: not the issuer's", errKey)
	}
	return ed25519.PublicKey(k.Public), nil
}

// keysOf reads an actor's keys and checks that they are its own.
func keysOf(doc *vocab.Document, actor string) ([]community.Key, error) {
	if doc.ID() != actor {
		return nil, fmt.Errorf("%w: the document is another's", errKey)
	}
	host, err := vocab.Host(actor)
	if err != nil {
		return nil, err
	}
	kind, ok := map[string]community.KeyOwner{"Person": community.PersonKey, "Group": community.GroupKey, "Application": community.IssuerKey}[doc.Type()]
	if !ok {
		return nil, fmt.Errorf("%w: %s has no keys here", errKey, doc.Type())
	}
	var keys []community.Key
	for _, m := range doc.Multikeys("assertionMethod") {
		pub, err := sign.DecodeMultikey(m.Multibase)
		if err != nil || m.Controller != actor || vocab.WithoutFragment(m.ID) != actor {
			return nil, fmt.Errorf("%w: a foreign key", errKey)
		}
		keys = append(keys, community.Key{IRI: m.ID, Owner: actor, OwnerKind: kind, Host: host, Algorithm: "ed25519", Public: pub})
	}
	for _, p := range doc.PublicKeys() {
		if p.Owner != actor || vocab.WithoutFragment(p.ID) != actor {
			return nil, fmt.Errorf("%w: a foreign key", errKey)
		}
		if slices.ContainsFunc(keys, func(k community.Key) bool { return k.IRI == p.ID }) {
			continue
		}
		pub, err := sign.DecodePEM(p.PEM)
		if err != nil {
			return nil, err
		}
		k := community.Key{IRI: p.ID, Owner: actor, OwnerKind: kind, Host: host, Algorithm: "rsa"}
		if ed, ok := pub.(ed25519.PublicKey); ok {
			k.Algorithm, k.Public = "ed25519", ed
		} else if k.Public, err = x509.MarshalPKIXPublicKey(pub); err != nil {
			return nil, err
		}
		keys = append(keys, k)
	}
	return keys, nil
}

// personOf reads what a Person's document says; a Group or Application gives
// no person.
func personOf(doc *vocab.Document) (community.Person, error) {
	host, err := vocab.Host(doc.ID())
	if err != nil {
		return community.Person{}, err
	}
	p := community.Person{IRI: doc.ID(), Host: host, Inbox: doc.String("inbox"), KeysURL: doc.String("hr:keys"),
		CredentialURL: doc.String("hr:credential"), Username: doc.String("preferredUsername"), Name: doc.Name(),
		Post: doc.String("hr:post"), School: doc.String("hr:school"), Authority: doc.String("hr:authority"), Nation: doc.String("hr:nation"),
		Phase: doc.Strings("hr:phase"), Specialisms: doc.Strings("hr:specialisms")}
	if doc.Type() != "Person" {
		p.IRI = ""
	}
	for _, u := range []string{p.Inbox, p.KeysURL, p.CredentialURL} {
		if u != "" && !vocab.SameOrigin(u, doc.ID()) {
			return p, fmt.Errorf("%w: an address on another host", errKey)
		}
	}
	return p, nil
}
