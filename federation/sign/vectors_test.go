package sign

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mr-tron/base58"
)

func readJSON(t *testing.T, name string, into any) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatal(err)
	}
}

type proofVector struct {
	Name string
	Key  struct{ PublicKeyMultibase, SecretKeyMultibase string }

	Document                                                       json.RawMessage
	VerificationMethod, Created                                    string
	CanonicalDocument, DocumentHash                                string
	CanonicalProof, ProofHash, CombinedHash, Signature, ProofValue string
}

// key decodes a secretKeyMultibase: 0x80 0x26 and the seed.
func (v proofVector) key(t *testing.T) ed25519.PrivateKey {
	t.Helper()
	b, err := base58.Decode(v.Key.SecretKeyMultibase[1:])
	if err != nil || len(b) != 34 {
		t.Fatal("secret key", err)
	}
	return ed25519.NewKeyFromSeed(b[2:])
}

func TestProofVectors(t *testing.T) {
	t.Parallel()
	var vectors []proofVector
	readJSON(t, "proofs.json", &vectors)
	for _, v := range vectors {
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			key := v.key(t)
			if got := EncodeMultikey(Public(key)); got != v.Key.PublicKeyMultibase {
				t.Errorf("public key %s, want %s", got, v.Key.PublicKeyMultibase)
			}
			created, err := ParseTime(v.Created)
			if err != nil {
				t.Fatal(err)
			}
			doc, err := AddProof(v.Document, ProofOptions{VerificationMethod: v.VerificationMethod, Created: created}, key)
			if err != nil {
				t.Fatal(err)
			}
			s, err := ParseSigned(doc)
			if err != nil {
				t.Fatal(err)
			}
			config, document := s.canonicalConfig(), s.canonicalDocument()
			combined := combine(config, document)
			for _, c := range []struct{ what, got, want string }{
				{"canonical document", string(document), v.CanonicalDocument},
				{"document hash", hex.EncodeToString(combined[32:]), v.DocumentHash},
				{"canonical proof", string(config), v.CanonicalProof},
				{"proof hash", hex.EncodeToString(combined[:32]), v.ProofHash},
				{"combined hash", hex.EncodeToString(combined[:]), v.CombinedHash},
				{"signature", hex.EncodeToString(s.signature), v.Signature},
				{"proof value", "z" + base58.Encode(s.signature), v.ProofValue},
			} {
				if c.want != "" && c.got != c.want {
					t.Errorf("%s: %s, want %s", c.what, c.got, c.want)
				}
			}
			pub, err := DecodeMultikey(v.Key.PublicKeyMultibase)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := VerifyProof(doc, pub); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestCanonicalVectors(t *testing.T) {
	t.Parallel()
	inputs, err := filepath.Glob("testdata/jcs/*.in.json")
	if err != nil || len(inputs) != 6 {
		t.Fatal(len(inputs), err)
	}
	for _, in := range inputs {
		raw, err := os.ReadFile(in)
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(strings.Replace(in, ".in.json", ".out.hex", 1))
		if err != nil {
			t.Fatal(err)
		}
		want, err := hex.DecodeString(strings.Join(strings.Fields(string(text)), ""))
		if err != nil {
			t.Fatal(err)
		}
		got, err := Canonical(raw)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %v\n%s", in, err, cmp.Diff(string(want), string(got)))
		}
	}
}

func TestNumberVectors(t *testing.T) {
	t.Parallel()
	for bits, want := range map[uint64]string{
		0x0000000000000000: "0", 0x8000000000000000: "0",
		0x0000000000000001: "5e-324", 0x8000000000000001: "-5e-324",
		0x7fefffffffffffff: "1.7976931348623157e+308", 0xffefffffffffffff: "-1.7976931348623157e+308",
		0x4340000000000000: "9007199254740992", 0xc340000000000000: "-9007199254740992",
		0x4430000000000000: "295147905179352830000",
		0x44b52d02c7e14af5: "9.999999999999997e+22", 0x44b52d02c7e14af6: "1e+23", 0x44b52d02c7e14af7: "1.0000000000000001e+23",
		0x444b1ae4d6e2ef4e: "999999999999999700000", 0x444b1ae4d6e2ef4f: "999999999999999900000", 0x444b1ae4d6e2ef50: "1e+21",
		0x3eb0c6f7a0b5ed8c: "9.999999999999997e-7", 0x3eb0c6f7a0b5ed8d: "0.000001",
		0x41b3de4355555553: "333333333.3333332", 0x41b3de4355555554: "333333333.33333325", 0x41b3de4355555555: "333333333.3333333",
		0x41b3de4355555556: "333333333.3333334", 0x41b3de4355555557: "333333333.33333343",
		0xbecbf647612f3696: "-0.0000033333333333333333", 0x43143ff3c1cb0959: "1424953923781206.2",
	} {
		f := math.Float64frombits(bits)
		if got := string(appendNumber(nil, f)); got != want {
			t.Errorf("%016x: %s, want %s", bits, got, want)
		}
		text := strconv.FormatFloat(f, 'e', -1, 64)
		if got, err := Canonical([]byte(text)); err != nil || string(got) != want {
			t.Errorf("%s: %s %v, want %s", text, got, err, want)
		}
	}
}

// TestCavageVectors checks the signatures of appendix C below the policy, and
// that the policy refuses them for what they lack: Basic signs a POST without
// its digest, and the key has 1024 bits.
func TestCavageVectors(t *testing.T) {
	t.Parallel()
	var v struct {
		PrivateKey, Method, Target, Host, Body, Basic, AllHeaders string
		Headers                                                   map[string]string
	}
	readJSON(t, "cavage.json", &v)
	block, _ := pem.Decode([]byte(v.PrivateKey))
	key, err := x509.ParsePKCS1PrivateKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	request := func(signature string) *http.Request {
		req := httptest.NewRequest(v.Method, v.Target, strings.NewReader(v.Body))
		req.Host = v.Host
		for k, value := range v.Headers {
			req.Header.Set(k, value)
		}
		req.Header.Set("Signature", signature)
		return req
	}
	now, err := http.ParseTime(v.Headers["Date"])
	if err != nil {
		t.Fatal(err)
	}
	for name, header := range map[string]string{"basic": v.Basic, "all headers": v.AllHeaders} {
		p, err := parseSignature(header)
		if err != nil {
			t.Fatal(name, err)
		}
		if err := p.checkSignature(request(header), &key.PublicKey); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		other := request(header)
		other.Host = "example.org"
		if err := p.checkSignature(other, &key.PublicKey); err == nil {
			t.Errorf("%s: another host fits too", name)
		}
	}
	if _, err := Read(request(v.Basic)); !errors.Is(err, ErrSignature) {
		t.Errorf("basic: %v, want it refused for the missing digest", err)
	}
	p, err := Read(request(v.AllHeaders))
	if err != nil || p.KeyID != "Test" {
		t.Fatal(p.KeyID, err)
	}
	if got := DigestHeader([]byte(v.Body)); got != v.Headers["Digest"] {
		t.Errorf("digest %s", got)
	}
	if err := p.Verify(request(v.AllHeaders), []byte(v.Body), &key.PublicKey, now); !errors.Is(err, ErrKey) {
		t.Errorf("key of %d bits: %v", (*rsa.PrivateKey)(key).N.BitLen(), err)
	}
}
