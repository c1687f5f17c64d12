package sign

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"math/big"
	"strings"
	"testing"

	"github.com/mr-tron/base58"
)

func TestKeysRoundTrip(t *testing.T) {
	t.Parallel()
	key, err := GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	rsaKey, err := GenerateRSAKey()
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range []crypto.Signer{key, rsaKey} {
		der, err := MarshalPrivateKey(k)
		if err != nil {
			t.Fatal(err)
		}
		back, err := ParsePrivateKey(der)
		if err != nil {
			t.Fatal(err)
		}
		type equaler interface{ Equal(crypto.PrivateKey) bool }
		if !back.(equaler).Equal(k) {
			t.Errorf("%T changed", k)
		}
		text, err := EncodePEM(k.Public())
		if err != nil {
			t.Fatal(err)
		}
		pub, err := DecodePEM(text)
		if err != nil || !pub.(interface{ Equal(crypto.PublicKey) bool }).Equal(k.Public()) {
			t.Errorf("%T: %v", k, err)
		}
	}
	m := EncodeMultikey(Public(key))
	if pub, err := DecodeMultikey(m); err != nil || !pub.Equal(Public(key)) || !strings.HasPrefix(m, "z6Mk") {
		t.Error(m, err)
	}
	pkcs1 := pem.EncodeToMemory(&pem.Block{Type: "RSA PUBLIC KEY", Bytes: x509.MarshalPKCS1PublicKey(&rsaKey.PublicKey)})
	if _, err := DecodePEM(string(pkcs1)); err != nil {
		t.Error("PKCS #1:", err)
	}
}

func TestDecodeMultikeyRefuses(t *testing.T) {
	t.Parallel()
	good := EncodeMultikey(Public(testKey))
	x25519 := "z" + base58.Encode(append([]byte{0xec, 0x01}, Public(testKey)...))
	for name, s := range map[string]string{
		"nothing": "", "no base": good[1:], "another base": "u" + good[1:], "another kind": x25519, "short": good[:len(good)-1],
		"long": good + "1", "bad digit": good[:10] + "0" + good[11:], "endless": good + strings.Repeat("1", 1<<16),
		"order 1": EncodeMultikey(append([]byte{1}, make([]byte, 31)...)),
	} {
		if _, err := DecodeMultikey(s); !errors.Is(err, ErrKey) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSmallOrderKeys shows what each listed point allows: a signature made
// without any private key that crypto/ed25519 accepts.
func TestSmallOrderKeys(t *testing.T) {
	t.Parallel()
	forged := func(pub ed25519.PublicKey) bool {
		for i := range 64 {
			for _, r := range smallOrder {
				for _, sign := range []byte{0, 0x80} {
					sig := append(append([]byte{}, r...), make([]byte, 32)...)
					sig[31] |= sign
					if ed25519.Verify(pub, []byte{byte(i)}, sig) {
						return true
					}
				}
			}
		}
		return false
	}
	for _, p := range smallOrder {
		if !forged(p) {
			t.Errorf("%x is harmless", p)
		}
		if err := CheckPublicKey(ed25519.PublicKey(p)); !errors.Is(err, ErrKey) {
			t.Errorf("%x: %v", p, err)
		}
		negative := append([]byte{}, p...)
		negative[31] |= 0x80
		if err := CheckPublicKey(ed25519.PublicKey(negative)); !errors.Is(err, ErrKey) {
			t.Errorf("%x: %v", negative, err)
		}
	}
	if forged(Public(testKey)) {
		t.Error("an ordinary key can be forged")
	}
}

func TestCheckPublicKeyRefuses(t *testing.T) {
	t.Parallel()
	modulus := func(bits int) *big.Int {
		n := new(big.Int).Lsh(big.NewInt(1), uint(bits-1))
		return n.SetBit(n, 0, 1)
	}
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, k := range map[string]crypto.PublicKey{
		"2048 bits": &rsa.PublicKey{N: modulus(2048), E: 65537}, "4096 bits": &rsa.PublicKey{N: modulus(4096), E: 65537},
		"8192 bits": &rsa.PublicKey{N: modulus(8192), E: 65537}, "e = 3": &rsa.PublicKey{N: modulus(2048), E: 3},
	} {
		if err := CheckPublicKey(k); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, k := range map[string]crypto.PublicKey{
		"512 bits": &rsa.PublicKey{N: modulus(512), E: 65537}, "2047 bits": &rsa.PublicKey{N: modulus(2047), E: 65537},
		"8193 bits": &rsa.PublicKey{N: modulus(8193), E: 65537}, "16384 bits": &rsa.PublicKey{N: modulus(16384), E: 65537},
		"e = 1": &rsa.PublicKey{N: modulus(2048), E: 1}, "e = -3": &rsa.PublicKey{N: modulus(2048), E: -3}, "e = 0": &rsa.PublicKey{N: modulus(2048)}, "e = 2": &rsa.PublicKey{N: modulus(2048), E: 2}, "e even": &rsa.PublicKey{N: modulus(2048), E: 65538},
		"even modulus": &rsa.PublicKey{N: new(big.Int).Lsh(big.NewInt(1), 2047), E: 65537},
		"empty":        &rsa.PublicKey{}, "nil RSA": (*rsa.PublicKey)(nil), "nil": nil, "ECDSA": &ec.PublicKey, "bytes": []byte("secret"),
	} {
		if err := CheckPublicKey(k); !errors.Is(err, ErrKey) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDecodePEMRefuses(t *testing.T) {
	t.Parallel()
	good, err := EncodePEM(Public(testKey))
	if err != nil {
		t.Fatal(err)
	}
	der, err := MarshalPrivateKey(testKey)
	if err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]string{
		"nothing": "", "not PEM": "abc", "two blocks": good + good, "text behind": good + "x", "too long": strings.Repeat(" ", maxPEM) + good,
		"private key": string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})),
		"garbage":     string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: []byte("garbage")})),
	} {
		if _, err := DecodePEM(s); !errors.Is(err, ErrKey) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
