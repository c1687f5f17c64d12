package federation

import (
	"context"
	"crypto/ed25519"
	"time"

	"headroom/community"
	"headroom/federation/credential"
	"headroom/federation/sign"
	"headroom/federation/vocab"
)

// PollStatusLists fetches every status list that something here depends on. It
// is called every 30 seconds.
func (s *Server) PollStatusLists(ctx context.Context) error {
	lists, err := s.Service.ListsToPoll(ctx)
	if err != nil {
		return err
	}
	for _, iri := range lists {
		ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
		if err := s.pullStatusList(ctx, iri); err != nil {
			s.Log.Warn("a status list could not be had", "list", iri, "error", err)
		}
		cancel()
	}
	return nil
}

// pullStatusList fetches one list, unless it is as we have it.
func (s *Server) pullStatusList(ctx context.Context, iri string) error {
	var have community.StatusList
	err := s.view(ctx, func(tx community.Tx) (err error) { have, err = tx.StatusList(iri); return err })
	if err != nil && !community.IsNotFound(err) {
		return err
	}
	if have.Local {
		return nil
	}
	if len(have.Bits) == 0 {
		have.ETag = "" // kept without its bits: read it again
	}
	res, err := s.getAs(ctx, s.id.Issuer(), iri, vocab.TypeCredential, have.ETag)
	if err != nil {
		return err
	}
	if res.NotModified {
		return s.Service.StatusListUnchanged(ctx, iri)
	}
	host, err := vocab.Host(iri)
	if err != nil {
		return errMalformed
	}
	peer, err := s.Service.PeerOfHost(ctx, host)
	if err != nil {
		return err
	}
	return s.takeStatusList(ctx, res.Body, iri, peer.Issuer, res.ETag)
}

// takeStatusList verifies a list and applies what it says.
func (s *Server) takeStatusList(ctx context.Context, raw []byte, iri, issuer, etag string) error {
	proof, err := sign.ReadProof(raw)
	if err != nil {
		return errMalformed
	}
	pub, err := s.keys.issuerKey(ctx, issuer, proof.VerificationMethod)
	if err != nil {
		return err
	}
	l, err := credential.VerifyStatusList(raw, ed25519.PublicKey(pub), iri, issuer, s.now())
	if err != nil {
		return &community.Error{Class: community.Invalid, Key: "error.malformed", Cause: err}
	}
	in := community.StatusList{IRI: iri, Issuer: issuer, Purpose: l.Purpose, Raw: raw, ETag: etag, Bits: l.Bits.Bytes(),
		ValidFrom: l.ValidFrom, ValidUntil: l.ValidUntil}
	return s.Service.StatusListReceived(ctx, in, func(index int64) bool {
		set, err := l.Bits.Get(int(index))
		return err != nil || set // an index beyond the list is no longer vouched for
	})
}
