package sign

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-fed/httpsig"
)

const (
	maxSignatureHeader = 4096 // bytes
	maxKeyID           = 1024 // bytes
	maxCovered         = 16   // header names
	maxLifetime        = time.Hour
)

// Presented is an HTTP signature as a request presents it, well formed and not
// yet verified.
type Presented struct {
	// KeyID is the URL of the key that is said to have signed. Nothing is
	// known about it but its length and that it is printable ASCII.
	KeyID string

	algorithm        string
	covered          []string
	signature        string // base64
	created, expires int64  // Unix seconds, 0 = not stated
	digest           []byte // nil without a Digest header
	digests          []namedDigest
	date             time.Time
	message          *messageSignature // nil for draft-cavage
}

// Read parses the signature of an incoming request without any key, so that
// the caller may consult its trust list first. It wants exactly one Signature
// header: of draft-cavage form with no parameter twice; (request-target), host
// and date among the signed headers, and digest too unless the method is GET
// or HEAD; every signed header exactly once in the request; one well formed
// Date and at most one Digest: SHA-256=. With Signature-Input it is of the form
// of RFC 9421: one signature, with created and keyid, over @method, all of the
// address and, unless the method is GET or HEAD, content-digest. A request that
// is signed in both forms, or carries Authorization: Signature, is refused,
// whatever else holds. The error wraps [ErrSignature].
func Read(req *http.Request) (Presented, error) {
	for _, a := range req.Header["Authorization"] {
		if len(a) >= 9 && strings.EqualFold(a[:9], "signature") {
			return Presented{}, refuse("signature in Authorization")
		}
	}
	if len(req.Header["Signature-Input"]) > 0 {
		return readMessage(req)
	}
	value, err := single(req.Header, "Signature")
	if err != nil {
		return Presented{}, err
	}
	p, err := parseSignature(value)
	if err != nil {
		return Presented{}, err
	}
	if err := p.readHeaders(req); err != nil {
		return Presented{}, err
	}
	return p, nil
}

func refuse(why string) error { return fmt.Errorf("%w: %s", ErrSignature, why) }

// single returns the value of a header that stands exactly once.
func single(h http.Header, name string) (string, error) {
	if len(h[name]) != 1 || h[name][0] == "" {
		return "", refuse("not exactly one " + name + " header")
	}
	return h[name][0], nil
}

// readHeaders checks which headers are covered and that each is unambiguous.
func (p *Presented) readHeaders(req *http.Request) error {
	required := coveredGet
	if hasBody(req.Method) {
		required = coveredPost
	}
	for _, name := range required {
		if !slices.Contains(p.covered, name) {
			return refuse(name + " is not signed")
		}
	}
	for _, name := range p.covered {
		switch {
		case name == "(created)" && p.created == 0, name == "(expires)" && p.expires == 0:
			return refuse(name + " is signed and not stated")
		case name == "host" && !printable(req.Host, maxKeyID):
			return refuse("no host")
		case name == "host" || name[0] == '(':
		default:
			if _, err := single(req.Header, http.CanonicalHeaderKey(name)); err != nil {
				return err
			}
		}
	}
	date, err := time.Parse(http.TimeFormat, req.Header.Get("Date"))
	if err != nil || date.Format(http.TimeFormat) != req.Header.Get("Date") {
		return refuse("malformed Date")
	}
	p.date = date
	if len(req.Header["Digest"]) > 0 {
		return p.readDigest(req.Header)
	}
	return nil
}

func (p *Presented) readDigest(h http.Header) error {
	value, err := single(h, "Digest")
	if err != nil {
		return err
	}
	encoded, ok := strings.CutPrefix(value, digestPrefix)
	if !ok || len(encoded) != 44 {
		return refuse("Digest is not one SHA-256")
	}
	if p.digest, err = base64.StdEncoding.Strict().DecodeString(encoded); err != nil {
		return refuse("malformed Digest")
	}
	return nil
}

// Verify checks, in this order, the key's strength, the date and the stated
// times against now, the digest against the body, and the signature. The key
// decides the algorithm; a stated one that contradicts it is refused. That the
// key belongs to the activity's actor is the caller's to check. The error
// wraps [ErrSignature].
func (p Presented) Verify(req *http.Request, body []byte, pub crypto.PublicKey, now time.Time) error {
	if err := CheckPublicKey(pub); err != nil {
		return fmt.Errorf("%w: %w", ErrSignature, err)
	}
	if err := p.checkTimes(now); err != nil {
		return err
	}
	if p.digest == nil && len(p.digests) == 0 && len(body) > 0 {
		return refuse("body without digest")
	}
	if slices.ContainsFunc(p.digests, func(d namedDigest) bool { return !d.fits(body) }) {
		return refuse("the body is not the one digested")
	}
	if p.digest != nil && DigestHeader(body) != digestPrefix+base64.StdEncoding.EncodeToString(p.digest) {
		return refuse("the body is not the one digested")
	}
	if p.message != nil {
		base, err := messageBase(req, schemeOf(p.KeyID), req.Host, p.message.components, p.message.params)
		if err != nil {
			return err
		}
		return p.message.verify(base, pub)
	}
	return p.checkSignature(req, pub)
}

// Date is the time at which the request says it was signed, of its sender's
// clock. It is known to be true only once Verify has said so.
func (p Presented) Date() time.Time { return p.date }

// checkTimes wants Date within the window; what else is stated may only narrow
// that, and no signature may promise to last.
func (p Presented) checkTimes(now time.Time) error {
	if d := now.Sub(p.date); d > Window || d < -Window {
		return refuse("date outside the window")
	}
	if p.created != 0 {
		if d := now.Sub(time.Unix(p.created, 0)); d > Window || d < -Window {
			return refuse("created outside the window")
		}
	}
	if p.expires != 0 {
		if at := time.Unix(p.expires, 0); !at.After(now) || at.Sub(now) > maxLifetime {
			return refuse("expired, or lasting too long")
		}
	}
	return nil
}

// checkSignature gives the library a header rewritten from what was parsed, so
// that both see the same parameters; the key id is not part of what is signed.
func (p Presented) checkSignature(req *http.Request, pub crypto.PublicKey) error {
	algorithm, err := algorithmFor(pub)
	if err != nil {
		return err
	}
	if !algorithmFits(p.algorithm, pub) {
		return refuse("algorithm does not fit the key")
	}
	h := http.Header{"Host": {req.Host}}
	for _, name := range p.covered {
		if key := http.CanonicalHeaderKey(name); key != "Host" && name[0] != '(' {
			h[key] = req.Header[key]
		}
	}
	value := `keyId="k",headers="` + strings.Join(p.covered, " ") + `",signature="` + p.signature + `"`
	if p.created != 0 {
		value += ",created=" + strconv.FormatInt(p.created, 10)
	}
	if p.expires != 0 {
		value += ",expires=" + strconv.FormatInt(p.expires, 10)
	}
	h["Signature"] = []string{value}
	verifier, err := httpsig.NewVerifier(shadow(req, h))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrSignature, err)
	}
	if err := verifier.Verify(pub, algorithm); err != nil {
		return fmt.Errorf("%w: %w", ErrSignature, err)
	}
	return nil
}

// algorithmFits compares the stated algorithm with the kind of key.
func algorithmFits(stated string, pub crypto.PublicKey) bool {
	switch pub.(type) {
	case ed25519.PublicKey:
		return stated == "" || stated == "hs2019" || stated == "ed25519"
	case *rsa.PublicKey:
		return stated == "" || stated == "hs2019" || stated == "rsa-sha256"
	}
	return false
}
