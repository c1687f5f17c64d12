package federation

import (
	"context"
	"crypto/ed25519"
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
	metTime      = 5 * time.Second
)

// keyring finds the public keys of peers' actors: in memory, in the store, and
// last, for hosts on the trust list only, on the network.
type keyring struct {
	s      *Server
	known  *expirable.LRU[string, community.Key]
	missed *expirable.LRU[string, time.Time]
	met    *expirable.LRU[string, community.OutsideActor] // a moment ago, see outsideActor
	budget budget
	flight singleflight.Group
}

func newKeyring(s *Server) *keyring {
	return &keyring{s: s,
		known:  expirable.NewLRU[string, community.Key](keyCacheSize, nil, keyCacheTime),
		missed: expirable.NewLRU[string, time.Time](keyCacheSize, nil, missTime),
		met:    expirable.NewLRU[string, community.OutsideActor](1000, nil, metTime)}
}

// find gives the key with an id. The caller has asked the trust list about its
// host already. A key that is not known is fetched once, however many ask.
func (r *keyring) find(ctx context.Context, keyID string) (community.Key, error) {
	if k, ok := r.known.Get(keyID); ok && k.Counts(r.s.now()) {
		return k, nil
	}
	var k community.Key
	err := r.s.view(ctx, func(tx community.Tx) (err error) { k, err = tx.KeyByIRI(keyID); return err })
	if err == nil && k.Counts(r.s.now()) && k.Algorithm == "ed25519" {
		r.known.Add(keyID, k)
		return k, nil
	}
	if err == nil {
		return community.Key{}, fmt.Errorf("%w: over, or not confirmed yet", errKey)
	}
	if !community.IsNotFound(err) {
		return community.Key{}, err
	}
	if at, miss := r.missed.Get(keyID); miss && r.s.now().Sub(at) < missTime {
		return community.Key{}, errKey
	}
	if err := r.budget.over(keyID, r.s.now()); err != nil {
		return community.Key{}, err
	}
	v, err, _ := r.flight.Do(keyID, func() (any, error) {
		if k, ok := r.known.Get(keyID); ok && k.Counts(r.s.now()) { // another has brought it since we looked
			return k, nil
		}
		k, err := r.fetch(ctx, keyID)
		if err == nil {
			r.known.Add(keyID, k)
		}
		return k, err
	})
	if err != nil {
		r.missed.Add(keyID, r.s.now())
		r.budget.spend(keyID, r.s.now())
		return community.Key{}, fmt.Errorf("%w: %w", errKey, err)
	}
	return v.(community.Key), nil
}

// fetch reads the actor document that a key id lies in, and gives the key.
func (r *keyring) fetch(ctx context.Context, keyID string) (community.Key, error) {
	keys, err := r.refresh(ctx, vocab.WithoutFragment(keyID))
	if err != nil {
		return community.Key{}, err
	}
	for _, k := range keys {
		if k.IRI == keyID {
			return k, nil
		}
	}
	return community.Key{}, errKey
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
		if errors.Is(err, errKey) {
			continue // by a key of the issuer that was replaced before we knew it
		}
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
// ourselves). It is never fetched here: it came with the agreement, or two
// operators have confirmed it since.
func (r *keyring) issuerKey(ctx context.Context, issuer, keyID string) (ed25519.PublicKey, error) {
	var k community.Key
	err := r.s.view(ctx, func(tx community.Tx) (err error) { k, err = tx.KeyByIRI(keyID); return err })
	if err != nil {
		return nil, fmt.Errorf("%w: of the issuer", errKey)
	}
	if k.Owner != issuer || k.OwnerKind != community.IssuerKey || !k.Counts(r.s.now()) || len(k.Public) != ed25519.PublicKeySize {
		return nil, fmt.Errorf("%w: not the issuer's", errKey)
	}
	return ed25519.PublicKey(k.Public), nil
}

// keysOf reads an actor's Ed25519 keys and checks that they are its own. Keys of
// other kinds are passed over: no record can vouch for them, so they count for
// nothing here.
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
	keep := func(id, owner string, pub ed25519.PublicKey) error {
		if owner != actor || vocab.WithoutFragment(id) != actor {
			return fmt.Errorf("%w: a foreign key", errKey)
		}
		if len(pub) == ed25519.PublicKeySize && !slices.ContainsFunc(keys, func(k community.Key) bool { return k.IRI == id }) {
			keys = append(keys, community.Key{IRI: id, Owner: actor, OwnerKind: kind, Host: host, Algorithm: "ed25519", Public: pub})
		}
		return nil
	}
	for _, m := range doc.Multikeys("assertionMethod") {
		pub, _ := sign.DecodeMultikey(m.Multibase) // nil for another kind
		if err := keep(m.ID, m.Controller, pub); err != nil {
			return nil, err
		}
	}
	for _, p := range doc.PublicKeys() {
		pub, _ := sign.DecodePEM(p.PEM)
		ed, _ := pub.(ed25519.PublicKey)
		if err := keep(p.ID, p.Owner, ed); err != nil {
			return nil, err
		}
	}
	if len(keys) == 0 {
		return nil, fmt.Errorf("%w: none is Ed25519", errKey)
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
