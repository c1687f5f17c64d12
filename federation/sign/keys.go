package sign

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"github.com/mr-tron/base58"
)

// ErrKey is wrapped by every error about a key that is malformed, of a kind
// that is not spoken here, or too weak to be believed.
var ErrKey = errors.New("unusable key")

const (
	minRSABits  = 2048
	maxRSABits  = 8192
	minExponent = 3
	maxPEM      = 4096 // bytes; an RSA-8192 public key takes about 1,500
)

// multikeyEd25519 is the multicodec prefix of an Ed25519 public key, which
// makes every Multikey of that kind start with z6Mk.
var multikeyEd25519 = []byte{0xed, 0x01}

// smallOrder lists, sign bit cleared, the encodings of the points of order 1,
// 2, 4 and 8, canonical or not. Under such a key one signature fits many
// messages, and crypto/ed25519 does not refuse it.
var smallOrder = func() [][]byte {
	var out [][]byte
	for _, h := range []string{
		"0000000000000000000000000000000000000000000000000000000000000000",
		"0100000000000000000000000000000000000000000000000000000000000000",
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	} {
		b, err := hex.DecodeString(h)
		if err != nil {
			panic(err) // a constant of this file
		}
		out = append(out, b)
	}
	return out
}()

// GenerateKey returns a new Ed25519 key.
func GenerateKey() (ed25519.PrivateKey, error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	return key, err
}

// GenerateRSAKey returns a new RSA key of 2048 bits, for talking to software
// that knows no Ed25519.
func GenerateRSAKey() (*rsa.PrivateKey, error) {
	return rsa.GenerateKey(rand.Reader, minRSABits)
}

// Public returns the public half of an Ed25519 key.
func Public(key ed25519.PrivateKey) ed25519.PublicKey {
	return key.Public().(ed25519.PublicKey)
}

// MarshalPrivateKey writes an Ed25519 or RSA key as PKCS #8 DER, to be sealed
// by whoever stores it. The error wraps [ErrKey].
func MarshalPrivateKey(key crypto.Signer) ([]byte, error) {
	if err := CheckPublicKey(key.Public()); err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	return der, nil
}

// ParsePrivateKey reads what [MarshalPrivateKey] wrote. The value is an
// ed25519.PrivateKey or a *rsa.PrivateKey. The error wraps [ErrKey].
func ParsePrivateKey(der []byte) (crypto.Signer, error) {
	k, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	signer, ok := k.(crypto.Signer)
	if !ok {
		return nil, fmt.Errorf("%w: %T", ErrKey, k)
	}
	if err := CheckPublicKey(signer.Public()); err != nil {
		return nil, err
	}
	return signer, nil
}

// EncodeMultikey writes publicKeyMultibase: z, base58btc, z6Mk…. The key must
// hold 32 bytes.
func EncodeMultikey(pub ed25519.PublicKey) string {
	return "z" + base58.Encode(append(bytes.Clone(multikeyEd25519), pub...))
}

// DecodeMultikey reads publicKeyMultibase of an Ed25519 key. Other kinds of
// key, other bases and points of small order are refused. The error wraps
// [ErrKey].
func DecodeMultikey(s string) (ed25519.PublicKey, error) {
	if len(s) > 64 || !strings.HasPrefix(s, "z6Mk") {
		return nil, fmt.Errorf("%w: not an Ed25519 Multikey", ErrKey)
	}
	b, err := base58.Decode(s[1:])
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	if len(b) != len(multikeyEd25519)+ed25519.PublicKeySize || !bytes.HasPrefix(b, multikeyEd25519) {
		return nil, fmt.Errorf("%w: not an Ed25519 Multikey", ErrKey)
	}
	pub := ed25519.PublicKey(b[len(multikeyEd25519):])
	if err := CheckPublicKey(pub); err != nil {
		return nil, err
	}
	return pub, nil
}

// EncodePEM writes a public key as publicKeyPem holds it. The error wraps
// [ErrKey].
func EncodePEM(pub crypto.PublicKey) (string, error) {
	der, err := x509.MarshalPKIXPublicKey(pub)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrKey, err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})), nil
}

// DecodePEM reads publicKeyPem: one block, RSA (PKIX or PKCS #1) or Ed25519
// (PKIX), passing [CheckPublicKey]. The error wraps [ErrKey].
func DecodePEM(s string) (crypto.PublicKey, error) {
	if len(s) > maxPEM {
		return nil, fmt.Errorf("%w: PEM too long", ErrKey)
	}
	block, rest := pem.Decode([]byte(s))
	if block == nil || len(bytes.TrimSpace(rest)) > 0 {
		return nil, fmt.Errorf("%w: not one PEM block", ErrKey)
	}
	var pub crypto.PublicKey
	var err error
	switch block.Type {
	case "PUBLIC KEY":
		pub, err = x509.ParsePKIXPublicKey(block.Bytes)
	case "RSA PUBLIC KEY":
		pub, err = x509.ParsePKCS1PublicKey(block.Bytes)
	default:
		err = errors.New("no public key in it")
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	if err := CheckPublicKey(pub); err != nil {
		return nil, err
	}
	return pub, nil
}

// CheckPublicKey says whether a public key may be believed at all: an Ed25519
// key of 32 bytes that is no point of small order, or an RSA key of 2048 to
// 8192 bits with an odd exponent of at least 3, as other software has them: a
// small exponent forges nothing where the padding is rebuilt and compared whole,
// as crypto/rsa does. The error wraps [ErrKey].
func CheckPublicKey(pub crypto.PublicKey) error {
	switch k := pub.(type) {
	case ed25519.PublicKey:
		return checkEd25519(k)
	case *rsa.PublicKey:
		if k == nil || k.N == nil {
			return fmt.Errorf("%w: empty", ErrKey)
		}
		if n := k.N.BitLen(); n < minRSABits || n > maxRSABits || k.N.Bit(0) == 0 {
			return fmt.Errorf("%w: RSA modulus of %d bits", ErrKey, n)
		}
		if k.E < minExponent || k.E > 1<<31-1 || k.E&1 == 0 {
			return fmt.Errorf("%w: RSA exponent", ErrKey)
		}
		return nil
	default:
		return fmt.Errorf("%w: %T", ErrKey, pub)
	}
}

func checkEd25519(k ed25519.PublicKey) error {
	if len(k) != ed25519.PublicKeySize {
		return fmt.Errorf("%w: Ed25519 key of %d bytes", ErrKey, len(k))
	}
	const last = ed25519.PublicKeySize - 1
	for _, p := range smallOrder {
		if k[last]&0x7f == p[last] && bytes.Equal(k[:last], p[:last]) {
			return fmt.Errorf("%w: point of small order", ErrKey)
		}
	}
	return nil
}
