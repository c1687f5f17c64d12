package federation

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"time"

	"headroom/community"
	"headroom/federation/sign"
	"headroom/federation/vocab"
)

// errUnauthenticated is every failure to prove who is asking: no peer, a bad
// signature, an unknown key. The answer does not say which.
var errUnauthenticated = &community.Error{Class: community.Unauthenticated, Key: "error.signature"}

// errNoPeer is errUnauthenticated, the same to who asks, from a host that no
// operator has named. Where the instance is open to the world it may still be
// about something public.
var errNoPeer = &community.Error{Class: community.Unauthenticated, Key: "error.signature"}

// errPaused is answered to a peer whose agreement is paused.
var errPaused = &community.Error{Class: community.Unavailable, Key: "error.paused"}

// caller is who sent a request, as far as its signature proves it.
type caller struct {
	Signed bool
	Actor  string // IRI: a person, a group or an issuer
	Key    community.Key
	Peer   community.Peer
	Viewer community.Viewer
	// remembered says that Peer and Viewer are the doorman's memory of a moment ago.
	remembered bool
}

func (c caller) kind() community.KeyOwner { return c.Key.OwnerKind }

// authenticate finds out who is asking. The trust list comes first: a host
// that is no peer costs no outbound request and no stored row. An unsigned
// request is an anonymous caller, whom only public documents answer.
func (s *Server) authenticate(r *http.Request, body []byte) (caller, error) {
	if r.Header.Get("Signature") == "" && r.Header.Get("Authorization") == "" && r.Header.Get("Signature-Input") == "" {
		return caller{}, nil
	}
	presented, err := sign.Read(r)
	if err != nil {
		return caller{}, errUnauthenticated
	}
	host, err := vocab.Host(presented.KeyID)
	if err != nil || host == s.id.Host {
		return caller{}, errUnauthenticated
	}
	peer, person, remembered, err := s.atDoor(r, host, vocab.WithoutFragment(presented.KeyID))
	if community.IsNotFound(err) {
		return caller{}, errNoPeer
	}
	if err == nil && peer.State == community.PeerRejected {
		return caller{}, errUnauthenticated
	}
	if err != nil {
		return caller{}, err
	}
	key, err := s.keyFor(r.Context(), peer, presented.KeyID)
	if err != nil {
		return caller{}, err
	}
	if err := s.verify(presented, r, body, key); err != nil {
		return caller{}, errUnauthenticated
	}
	if skew := presented.Date().Sub(s.now()); peer.SkewChanged(skew) {
		if err := s.Service.ClockMeasured(r.Context(), peer.Host, skew); err != nil {
			return caller{}, err
		}
		peer.Skew = skew
		s.doorman.forget(vocab.WithoutFragment(presented.KeyID))
	}
	c := caller{Signed: true, Actor: key.Owner, Key: key, Peer: peer, remembered: remembered}
	c.Viewer, err = s.viewerOf(r.Context(), c, person)
	return c, err
}

// known reads, in one look, the peer of a host and which person here an actor
// is, 0 when none.
func (s *Server) known(ctx context.Context, host, actor string) (peer community.Peer, person int64, err error) {
	err = s.view(ctx, func(tx community.Tx) error {
		if peer, err = tx.Peer(host); err != nil {
			return err
		}
		p, err := tx.PersonByIRI(actor)
		if err != nil && !community.IsNotFound(err) {
			return err
		}
		person = p.ID
		return nil
	})
	return peer, person, err
}

// keyFor finds the key of a peer's actor. Before the agreement is active only
// the issuer's key, which came with the expectation, is good for anything.
func (s *Server) keyFor(ctx context.Context, peer community.Peer, keyID string) (community.Key, error) {
	if vocab.WithoutFragment(keyID) != peer.Issuer {
		switch peer.State {
		case community.PeerActive:
		case community.PeerPaused:
			return community.Key{}, errPaused
		default:
			return community.Key{}, errUnauthenticated
		}
	}
	key, err := s.keys.find(ctx, keyID)
	if errors.Is(err, errKey) {
		return key, errUnauthenticated
	}
	if err == nil && peer.State == community.PeerPaused {
		return key, errPaused
	}
	return key, err
}

func (s *Server) verify(p sign.Presented, r *http.Request, body []byte, key community.Key) error {
	pub, err := requestKeyOf(key)
	if err != nil {
		return err
	}
	return p.Verify(r, body, pub, s.now())
}

// viewerOf turns a verified signer into the viewer that the use cases know.
// person is who it is known as already, 0 when it has only now been met.
func (s *Server) viewerOf(ctx context.Context, c caller, person int64) (community.Viewer, error) {
	v := community.Viewer{Host: c.Peer.Host, Name: c.Actor, Person: person}
	switch c.kind() {
	case community.IssuerKey:
		v.Issuer = c.Actor
	case community.PersonKey:
		if person != 0 {
			break
		}
		err := s.view(ctx, func(tx community.Tx) error {
			p, err := tx.PersonByIRI(c.Actor)
			v.Person = p.ID
			return err
		})
		if err != nil {
			return v, err
		}
	default: // a group: it is nobody's eyes
		v.Stranger = true
	}
	return v, nil
}

// Bounds of what is read from a request.
const (
	maxBody    = 1 << 20
	maxToGroup = 512 << 10
)

// bodyAhead is up to what size of a body its sender is believed before it is here.
const bodyAhead = 16 << 10

// readBody reads at most the largest body that is taken, and says so when it
// is more.
func readBody(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, error) {
	var body bytes.Buffer
	body.Grow(int(min(max(r.ContentLength, 0), bodyAhead)) + bytes.MinRead)
	_, err := body.ReadFrom(http.MaxBytesReader(w, r.Body, limit))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return nil, errTooLarge
	}
	if err != nil {
		return nil, &community.Error{Class: community.Invalid, Key: "error.malformed", Cause: err}
	}
	return body.Bytes(), nil
}

// statusErr is an error with one of the statuses that only the wire knows.
type statusErr struct{ kind, key string }

func (e *statusErr) Error() string { return e.kind }

// Kind names the class for the status table.
func (e *statusErr) Kind() string { return e.kind }

var errTooLarge = &statusErr{kind: "too_large", key: "error.too_large"}

// visitTime is how long what a visitor's home says of them is believed.
const visitTime = 30 * time.Second
