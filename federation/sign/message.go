package sign

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/dunglas/httpsfv"
)

// The algorithms of RFC 9421 that are verified (its registry, section 6.2).
const (
	algEd25519 = "ed25519"
	algRSA     = "rsa-v1_5-sha256"
	algPSS     = "rsa-pss-sha512"
)

// label names our signature within the two headers; that of others is free.
const label = "sig1"

var (
	messageGet  = []string{"@method", "@target-uri"}
	messagePost = []string{"@method", "@target-uri", "content-digest"}
)

// messageSignature is what a request presents after RFC 9421.
type messageSignature struct {
	components []string
	params     string // the value of @signature-params, as it is signed
	algorithm  string // "" when not stated
	signature  []byte
}

// SignMessage signs an outgoing request after RFC 9421: it sets Date,
// Signature-Input, Signature and, unless the method is GET or HEAD,
// Content-Digest (RFC 9530), replacing what was there. GET covers @method and
// @target-uri, POST also content-digest; created and keyid are stated, and the
// algorithm is that of the key: Ed25519, or RSA with PKCS #1 v1.5 and SHA-256.
// The error wraps [ErrSignature].
func SignMessage(req *http.Request, body []byte, keyID string, key crypto.Signer, now time.Time) error {
	if err := CheckPublicKey(key.Public()); err != nil {
		return fmt.Errorf("%w: %w", ErrSignature, err)
	}
	host, err := prepare(req, body, keyID, now)
	if err != nil {
		return err
	}
	components := messageGet
	if hasBody(req.Method) {
		components = messagePost
		req.Header.Set("Content-Digest", ContentDigest(body))
	}
	list := httpsfv.InnerList{Params: httpsfv.NewParams()}
	for _, c := range components {
		list.Items = append(list.Items, httpsfv.NewItem(c))
	}
	list.Params.Add("created", now.Unix())
	list.Params.Add("keyid", keyID)
	params, err := httpsfv.Marshal(httpsfv.List{list})
	if err != nil {
		return fmt.Errorf("%w: %w", ErrSignature, err)
	}
	base, err := messageBase(req, req.URL.Scheme, host, components, params)
	if err != nil {
		return err
	}
	raw, err := signBase(key, base)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrSignature, err)
	}
	value, err := httpsfv.Marshal(httpsfv.NewItem(raw))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrSignature, err)
	}
	req.Header.Set("Signature-Input", label+"="+params)
	req.Header.Set("Signature", label+"="+value)
	return nil
}

func signBase(key crypto.Signer, base []byte) ([]byte, error) {
	if _, ok := key.Public().(ed25519.PublicKey); ok {
		return key.Sign(rand.Reader, base, crypto.Hash(0))
	}
	sum := sha256.Sum256(base)
	return key.Sign(rand.Reader, sum[:], crypto.SHA256)
}

// messageBase builds the signature base (RFC 9421, section 2.5).
func messageBase(req *http.Request, scheme, host string, components []string, params string) ([]byte, error) {
	var b strings.Builder
	for _, name := range components {
		value, err := componentOf(req, scheme, host, name)
		if err != nil {
			return nil, err
		}
		b.WriteString(`"` + name + `": ` + value + "\n")
	}
	b.WriteString(`"@signature-params": ` + params)
	return []byte(b.String()), nil
}

// componentOf gives the value of one component (RFC 9421, section 2). A header
// that stands twice is refused and not joined.
func componentOf(req *http.Request, scheme, host, name string) (string, error) {
	authority := strings.ToLower(host)
	switch scheme {
	case "https":
		authority = strings.TrimSuffix(authority, ":443")
	case "http":
		authority = strings.TrimSuffix(authority, ":80")
	}
	at := target(req)
	path, query, _ := strings.Cut(at, "?")
	if path == "" {
		path = "/"
	}
	switch name {
	case "@method":
		return req.Method, nil
	case "@authority":
		return authority, nil
	case "@scheme":
		return scheme, nil
	case "@target-uri":
		return scheme + "://" + authority + at, nil
	case "@request-target":
		return at, nil
	case "@path":
		return path, nil
	case "@query":
		return "?" + query, nil
	case "host":
		return host, nil
	}
	if !headerName(name) {
		return "", refuse("unknown component " + name)
	}
	value, err := single(req.Header, http.CanonicalHeaderKey(name))
	return strings.TrimSpace(value), err
}

// verify checks the signature with a key, which decides the algorithm. RSA that
// states none is one of the two.
func (m *messageSignature) verify(base []byte, pub crypto.PublicKey) error {
	good := false
	switch k := pub.(type) {
	case ed25519.PublicKey:
		if m.algorithm != "" && m.algorithm != algEd25519 {
			return refuse("algorithm does not fit the key")
		}
		good = ed25519.Verify(k, base, m.signature)
	case *rsa.PublicKey:
		switch m.algorithm {
		case algRSA:
			good = rsaPKCS(k, base, m.signature)
		case algPSS:
			good = rsaPSS(k, base, m.signature)
		case "":
			good = rsaPKCS(k, base, m.signature) || rsaPSS(k, base, m.signature)
		default:
			return refuse("algorithm does not fit the key")
		}
	}
	if !good {
		return refuse("it does not verify")
	}
	return nil
}

func rsaPKCS(k *rsa.PublicKey, base, signature []byte) bool {
	sum := sha256.Sum256(base)
	return rsa.VerifyPKCS1v15(k, crypto.SHA256, sum[:], signature) == nil
}

// rsaPSS wants a salt of 64 bytes (RFC 9421, section 3.3.1).
func rsaPSS(k *rsa.PublicKey, base, signature []byte) bool {
	sum := sha512.Sum512(base)
	return rsa.VerifyPSS(k, crypto.SHA512, sum[:], signature, &rsa.PSSOptions{SaltLength: 64, Hash: crypto.SHA512}) == nil
}
