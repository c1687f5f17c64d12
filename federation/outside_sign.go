package federation

import (
	"context"
	"crypto"
	"crypto/x509"
	"net/http"
	"time"

	"headroom/community"
	"headroom/federation/fetch"
	"headroom/federation/sign"
)

// outsideKeyName stands behind the # of a key for other software.
const outsideKeyName = "#rsa"

// rsaSigner is one of our communities or people with its RSA key opened.
type rsaSigner struct {
	keyID string
	key   crypto.Signer
}

// sign signs requests in the form that is asked for.
func (w rsaSigner) sign(clock func() time.Time) formSigner {
	return func(form sign.Form) fetch.Signer {
		return func(req *http.Request, body []byte) error { return form.Sign(req, body, w.keyID, w.key, clock()) }
	}
}

// outsideKey opens the RSA key of a community or person of ours, and makes it
// when it has none: most software of the fediverse knows no other kind.
func (s *Server) outsideKey(ctx context.Context, owner string) (rsaSigner, error) {
	k, err := s.outsidePublic(ctx, owner)
	if err != nil {
		return rsaSigner{}, err
	}
	der, err := s.Sealer.Open(k.Sealed, []byte(k.IRI))
	if err != nil {
		return rsaSigner{}, err
	}
	key, err := sign.ParsePrivateKey(der)
	return rsaSigner{keyID: k.IRI, key: key}, err
}

// outsidePublic is outsideKey unopened.
func (s *Server) outsidePublic(ctx context.Context, owner string) (community.OutsideKey, error) {
	k, err := s.Service.OutsideKeyOf(ctx, owner)
	if !community.IsNotFound(err) {
		return k, err
	}
	v, err, _ := s.keys.flight.Do("make "+owner, func() (any, error) { return s.makeOutsideKey(ctx, owner) })
	if err != nil {
		return k, err
	}
	return v.(community.OutsideKey), nil
}

func (s *Server) makeOutsideKey(ctx context.Context, owner string) (community.OutsideKey, error) {
	k := community.OutsideKey{Owner: owner, IRI: owner + outsideKeyName}
	key, err := sign.GenerateRSAKey()
	if err != nil {
		return k, err
	}
	if k.Public, err = x509.MarshalPKIXPublicKey(&key.PublicKey); err != nil {
		return k, err
	}
	der, err := sign.MarshalPrivateKey(key)
	if err != nil {
		return k, err
	}
	if k.Sealed, err = s.Sealer.Seal(der, []byte(k.IRI)); err != nil {
		return k, err
	}
	return s.Service.KeepOutsideKey(ctx, k)
}

// outsidePEM is the public half as a document of the actor shows it.
func outsidePEM(k community.OutsideKey) (string, error) {
	pub, err := x509.ParsePKIXPublicKey(k.Public)
	if err != nil {
		return "", err
	}
	return sign.EncodePEM(pub)
}
