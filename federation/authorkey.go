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

// vouched is what came along with a page of a log, and what has been found out
// about its authors since: a page is mostly by a few. nil is nothing.
type vouched struct {
	records []community.KeyRecord
	authors map[string]authorKeys // by key id
}

// authorKeys is a key and every record of it.
type authorKeys struct {
	key  community.Key
	said []community.KeyRecord
}

// authorKey finds the key of an author, good when the group accepted the
// activity, whatever has become of it since: our own people's, a known one's,
// one that a verified record names, or one fetched from its home. Every record
// of the key, held or come along, must allow the time.
func (s *Server) authorKey(ctx context.Context, author, keyID string, at time.Time, along *vouched) (ed25519.PublicKey, error) {
	if vocab.WithoutFragment(keyID) != author {
		return nil, errOrigin
	}
	found, known := authorKeys{}, false
	if along != nil {
		found, known = along.authors[keyID]
	}
	if !known {
		var err error
		if found, err = s.findAuthor(ctx, author, keyID, along); err != nil {
			return nil, err
		}
		if along != nil {
			along.authors[keyID] = found
		}
	}
	if found.key.Owner != author || len(found.key.Public) != ed25519.PublicKeySize {
		return nil, errOrigin
	}
	pub := ed25519.PublicKey(found.key.Public)
	multi := sign.EncodeMultikey(pub)
	good := found.key.CountedAt(at)
	for _, r := range found.said {
		good = good && (r.Public != multi || r.CountedAt(at))
	}
	if !good {
		return nil, errVoid
	}
	return pub, nil
}

// findAuthor finds an author's key and its records, unless their home is a
// stranger.
func (s *Server) findAuthor(ctx context.Context, author, keyID string, along *vouched) (found authorKeys, err error) {
	host, err := vocab.Host(author)
	if err != nil {
		return found, errOrigin
	}
	if host != s.id.Host {
		if p, err := s.Service.PeerOfHost(ctx, host); err != nil || p.State != community.PeerActive && p.State != community.PeerPaused {
			return found, errStranger
		}
	}
	var records []community.KeyRecord
	if along != nil {
		records = along.records
	}
	found.key, found.said, err = s.keyAndRecords(ctx, author, keyID, records)
	if community.IsNotFound(err) {
		if _, err := s.keys.find(ctx, keyID); err != nil {
			return found, err
		}
		found.key, found.said, err = s.keyAndRecords(ctx, author, keyID, records)
	}
	return found, err
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
