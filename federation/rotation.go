package federation

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"fmt"
	"strings"

	"headroom/community"
	"headroom/federation/sign"
	"headroom/federation/vocab"
)

// refresh reads an actor's document with our issuer's signature and keeps what
// it says of its keys, when everything agrees: the document is served under its
// own id, names the keys as its own, and each has a record signed by the issuer
// of that host. It gives the keys that count now; those that a record ends are
// ended here too. An issuer's keys are never read here: they come with the
// agreement, or wait until two operators have confirmed them.
func (r *keyring) refresh(ctx context.Context, actor string) ([]community.Key, error) {
	if err := r.notIssuer(ctx, actor); err != nil {
		return nil, err
	}
	doc, err := r.s.getSigned(ctx, r.s.id.Issuer(), actor, vocab.TypeActivity)
	if err != nil {
		return nil, err
	}
	keys, err := keysOf(doc, actor)
	if err != nil {
		return nil, err
	}
	if keys[0].OwnerKind == community.IssuerKey {
		return nil, fmt.Errorf("%w: another issuer", errKey)
	}
	records, err := r.records(ctx, doc.String("hr:keys"), actor)
	if err != nil {
		return nil, err
	}
	var good []community.Key
	for _, k := range keys {
		if err := attest(&k, records); err != nil {
			return nil, err
		}
		if k.Counts(r.s.now()) {
			good = append(good, k)
		}
	}
	p, err := personOf(doc)
	if err != nil {
		return nil, err
	}
	err = r.s.Service.RememberActor(ctx, p, good, records)
	r.forget(actor)
	return good, err
}

// notIssuer refuses the issuer of a host that an operator has named.
func (r *keyring) notIssuer(ctx context.Context, actor string) error {
	host, err := vocab.Host(actor)
	if err != nil {
		return err
	}
	peer, err := r.s.Service.PeerOfHost(ctx, host)
	if err == nil && peer.Issuer == actor {
		return fmt.Errorf("%w: an issuer's comes with the agreement", errKey)
	}
	return err
}

// attest takes a key's times from the records of its issuer. A key without a
// record is refused, and with it the document that shows it.
func attest(k *community.Key, records []community.KeyRecord) error {
	multi := sign.EncodeMultikey(ed25519.PublicKey(k.Public))
	found := false
	for _, r := range records {
		if r.Key != k.IRI || r.Subject != k.Owner || r.Public != multi {
			continue
		}
		found = true
		*k = k.EndedBy(r)
	}
	if !found {
		return fmt.Errorf("%w: without a record of its issuer", errKey)
	}
	return nil
}

// forget drops what is remembered of an actor's keys.
func (r *keyring) forget(actor string) {
	for _, id := range r.known.Keys() {
		if strings.HasPrefix(id, actor+"#") {
			r.known.Remove(id)
		}
	}
}

// forgetHost drops what is remembered of the keys of a host.
func (r *keyring) forgetHost(host string) {
	for _, id := range r.known.Keys() {
		if k, ok := r.known.Peek(id); ok && k.Host == host {
			r.known.Remove(id)
		}
	}
	r.missed.Purge()
}

// proofKey gives the key that a document of an actor is proved with: the one
// that signed the request, or another of the same actor that counts still. What
// waited in a queue while its author's key was replaced is good.
func (s *Server) proofKey(ctx context.Context, proof sign.Proof, from caller) community.Key {
	if proof.VerificationMethod == from.Key.IRI || vocab.WithoutFragment(proof.VerificationMethod) != from.Actor {
		return from.Key // checkSigned refuses another actor's
	}
	k, err := s.keys.find(ctx, proof.VerificationMethod)
	if err != nil || k.Owner != from.Actor {
		return from.Key
	}
	return k
}

// keysChanged takes the word of an issuer that the keys of one of its actors
// have changed. Actors that nothing here knows are passed over.
func (s *Server) keysChanged(ctx context.Context, issuer, actor string) (known bool, err error) {
	if actor == issuer || !vocab.SameOrigin(actor, issuer) {
		return false, nil
	}
	var have []community.Key
	err = s.view(ctx, func(tx community.Tx) (err error) { have, err = tx.Keys(actor); return err })
	if err != nil || len(have) == 0 {
		return false, err
	}
	_, err = s.keys.refresh(ctx, actor)
	return true, err
}

// pullIssuer looks at the keys that a peer's issuer shows: a new one is kept for
// the operators to compare and confirm, and counts for nothing until then.
func (s *Server) pullIssuer(ctx context.Context, peer community.Peer) error {
	doc, err := s.getSigned(ctx, s.id.Issuer(), peer.Issuer, vocab.TypeActivity)
	if err != nil {
		return err
	}
	keys, err := keysOf(doc, peer.Issuer)
	if err != nil {
		return err
	}
	var unknown []community.Key
	err = s.view(ctx, func(tx community.Tx) error {
		unknown = nil
		for _, k := range keys {
			have, err := tx.KeyByIRI(k.IRI)
			if err != nil && !community.IsNotFound(err) {
				return err
			}
			if err == nil && bytes.Equal(have.Public, k.Public) {
				continue
			}
			k.Fingerprint = Fingerprint(ed25519.PublicKey(k.Public))
			unknown = append(unknown, k)
		}
		return nil
	})
	if err != nil || len(unknown) == 0 {
		return err
	}
	return s.Service.IssuerKeysSeen(ctx, peer.Host, unknown)
}
