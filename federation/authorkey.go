package federation

import (
	"context"
	"crypto/ed25519"
	"errors"
	"slices"
	"time"

	"headroom/community"
	"headroom/federation/sign"
	"headroom/federation/vocab"
)

// errStranger is an author whose home is no peer of ours.
var errStranger = errors.New("federation: an author of an instance that we have no agreement with")

// errVoid is a proof by a key that did not count when the group accepted it.
var errVoid = errors.New("federation: a key that was over, or lost, at the time")

// authorKey finds the key of an author, good when the group accepted the
// activity, whatever has become of it since: our own people's, a known one's,
// one that a verified record names, or one fetched from its home. Every record
// of the key, held or come along, must allow the time.
func (s *Server) authorKey(ctx context.Context, author, keyID string, at time.Time, records []community.KeyRecord) (ed25519.PublicKey, error) {
	if vocab.WithoutFragment(keyID) != author {
		return nil, errOrigin
	}
	host, err := vocab.Host(author)
	if err != nil {
		return nil, errOrigin
	}
	if host != s.id.Host {
		if p, err := s.Service.PeerOfHost(ctx, host); err != nil || p.State != community.PeerActive && p.State != community.PeerPaused {
			return nil, errStranger
		}
	}
	k, said, err := s.keyAndRecords(ctx, author, keyID, records)
	if community.IsNotFound(err) {
		if _, err := s.keys.find(ctx, keyID); err != nil {
			return nil, err
		}
		k, said, err = s.keyAndRecords(ctx, author, keyID, records)
	}
	if err != nil {
		return nil, err
	}
	if k.Owner != author || len(k.Public) != ed25519.PublicKeySize {
		return nil, errOrigin
	}
	pub := ed25519.PublicKey(k.Public)
	multi := sign.EncodeMultikey(pub)
	good := k.CountedAt(at)
	for _, r := range said {
		good = good && (r.Public != multi || r.CountedAt(at))
	}
	if !good {
		return nil, errVoid
	}
	return pub, nil
}

// keyAndRecords gives a key that is held, or that a record names, and every
// record of it, held or come along. NotFound when neither is there.
func (s *Server) keyAndRecords(ctx context.Context, author, keyID string, along []community.KeyRecord) (k community.Key, said []community.KeyRecord, err error) {
	var have error
	err = s.view(ctx, func(tx community.Tx) error {
		if k, have = tx.KeyByIRI(keyID); have != nil && !community.IsNotFound(have) {
			return have
		}
		said, err = tx.KeyRecords(author)
		return err
	})
	if err != nil {
		return k, nil, err
	}
	said = slices.DeleteFunc(append(said, along...), func(r community.KeyRecord) bool { return r.Key != keyID || r.Subject != author })
	if have == nil || len(said) == 0 {
		return k, said, have
	}
	pub, err := sign.DecodeMultikey(said[0].Public)
	return community.Key{IRI: keyID, Owner: author, Public: pub}, said, err
}
