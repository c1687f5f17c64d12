package federation

import (
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"testing"

	"headroom/community"
	"headroom/federation/sign"
)

// TestRequestKeys: what a stored key verifies requests with, by its kind. Proofs
// take Ed25519 only.
func TestRequestKeys(t *testing.T) {
	t.Parallel()
	large, err := sign.GenerateRSAKey()
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(&large.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	small, err := sign.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	smallDER, err := x509.MarshalPKIXPublicKey(sign.Public(small))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		key  community.Key
		good bool
	}{
		{"RSA", community.Key{Algorithm: "rsa", Public: der}, true},
		{"Ed25519", community.Key{Algorithm: "ed25519", Public: sign.Public(small)}, true},
		{"Ed25519 said to be RSA", community.Key{Algorithm: "rsa", Public: smallDER}, false},
		{"RSA said to be Ed25519", community.Key{Algorithm: "ed25519", Public: der}, false},
		{"nothing", community.Key{Algorithm: "rsa"}, false},
		{"another kind", community.Key{Algorithm: "ecdsa", Public: der}, false},
	} {
		pub, err := requestKeyOf(c.key)
		if (err == nil) != c.good || err != nil && !errors.Is(err, sign.ErrKey) {
			t.Errorf("%s: %v", c.name, err)
		}
		switch pub.(type) {
		case *rsa.PublicKey, ed25519.PublicKey:
		default:
			if c.good {
				t.Errorf("%s: %T", c.name, pub)
			}
		}
	}
	if _, err := publicKeyOf(community.Key{Algorithm: "rsa", Public: der}); err == nil {
		t.Error("an RSA key is good for proofs")
	}
}
