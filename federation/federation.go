// Package federation is the door for other servers: it translates between
// ActivityPub documents and the use cases of package community. What comes in
// is authenticated, decoded strictly, checked for origin and stored before it
// is answered; jobs translate and apply it. What goes out is made and signed at
// send time from the intents that use cases emit.
//
// The wire is described in FEDERATION.md. The package decides nothing: it asks
// the use cases, and they ask policy.
package federation

import (
	"context"
	"crypto/ed25519"
	"log/slog"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"headroom/community"
	"headroom/federation/fetch"
	"headroom/federation/sign"
	"headroom/federation/vocab"
)

// Sealer opens and closes private keys with the key file.
type Sealer interface {
	Seal(plain, ad []byte) ([]byte, error)
	Open(sealed, ad []byte) ([]byte, error)
}

// Options is what a Server is made of. Every field is required.
type Options struct {
	Service *community.Service
	Sealer  Sealer
	Fetch   *fetch.Client
	Clock   func() time.Time
	Version string
	Log     *slog.Logger
	Trust   *TrustList
	// Open lets the whole fediverse read and follow open communities.
	Open bool
}

// Server is the federation door of one instance.
type Server struct {
	Options
	id      community.Identity
	keys    *keyring
	visits  *visits
	pulls   pulls
	doorman doorman
	forms   *forms
	passes  *passes
	opened  *lru.Cache[string, ed25519.PrivateKey] // by key IRI: a key never changes under its id
}

// New makes the door and installs it as the service's eyes on the network.
func New(o Options) *Server {
	s := &Server{Options: o, id: o.Service.Identity}
	s.opened, _ = lru.New[string, ed25519.PrivateKey](openedKeys) // fails for no positive size
	s.keys = newKeyring(s)
	s.visits = newVisits(s)
	s.forms = newForms(o.Service, s.now)
	s.passes = newPasses()
	return s
}

func (s *Server) now() time.Time { return s.Clock().UTC() }

// view is a read of the store: documents are made from what policy lets the
// asker see.
func (s *Server) view(ctx context.Context, fn func(community.Tx) error) error {
	return s.Service.Store.View(ctx, fn)
}

// signer is one of our own actors with its current key opened.
type signer struct {
	Actor string
	KeyID string
	key   ed25519.PrivateKey
}

// signerFor opens the current key of one of our actors.
func (s *Server) signerFor(tx community.Tx, actor string) (signer, error) {
	k, err := tx.CurrentKey(actor)
	if err != nil {
		return signer{}, err
	}
	return s.open(k)
}

// openedKeys is how many of our own private keys are kept opened in memory.
const openedKeys = 4096

func (s *Server) open(k community.Key) (signer, error) {
	if key, ok := s.opened.Get(k.IRI); ok {
		return signer{Actor: k.Owner, KeyID: k.IRI, key: key}, nil
	}
	who, err := unseal(s.Sealer, k)
	if err == nil {
		s.opened.Add(k.IRI, who.key)
	}
	return who, err
}

// unseal opens a sealed private key.
func unseal(sealer Sealer, k community.Key) (signer, error) {
	der, err := sealer.Open(k.Sealed, []byte(k.IRI))
	if err != nil {
		return signer{}, err
	}
	key, err := sign.ParsePrivateKey(der)
	if err != nil {
		return signer{}, err
	}
	ed, ok := key.(ed25519.PrivateKey)
	if !ok {
		return signer{}, sign.ErrKey
	}
	return signer{Actor: k.Owner, KeyID: k.IRI, key: ed}, nil
}

// prove adds the signer's proof to a document.
func (w signer) prove(doc []byte, now time.Time) ([]byte, error) {
	return sign.AddProof(doc, sign.ProofOptions{VerificationMethod: w.KeyID, Purpose: sign.AssertionMethod, Created: now}, w.key)
}

func formatTime(t time.Time) string { return vocab.FormatTime(t) }
