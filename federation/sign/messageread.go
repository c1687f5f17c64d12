package sign

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/dunglas/httpsfv"
)

// maxNonce bounds the parameters of a signature that nothing here reads.
const maxNonce = 256

// ContentDigest returns the value of the Content-Digest header for a body (RFC
// 9530).
func ContentDigest(body []byte) string {
	sum := sha256.Sum256(body)
	return "sha-256=:" + base64.StdEncoding.EncodeToString(sum[:]) + ":"
}

// readMessage parses the signature of a request that has Signature-Input. One
// signature is wanted, under one label in both headers; a signature of the other
// form beside it would stand in a second Signature header, and is refused.
func readMessage(req *http.Request) (Presented, error) {
	input, err := oneMember(req.Header, "Signature-Input")
	if err != nil {
		return Presented{}, err
	}
	list, ok := input.member.(httpsfv.InnerList)
	if !ok {
		return Presented{}, refuse("Signature-Input is no list")
	}
	value, err := oneMember(req.Header, "Signature")
	if err != nil {
		return Presented{}, err
	}
	item, ok := value.member.(httpsfv.Item)
	if !ok || value.label != input.label || len(item.Params.Names()) > 0 {
		return Presented{}, refuse("Signature is not that of Signature-Input")
	}
	m := &messageSignature{}
	if m.signature, ok = item.Value.([]byte); !ok || len(m.signature) == 0 {
		return Presented{}, refuse("malformed signature")
	}
	p := Presented{message: m}
	if err := p.readComponents(req, list); err != nil {
		return p, err
	}
	if err := p.readParams(list.Params); err != nil {
		return p, err
	}
	if m.params, err = httpsfv.Marshal(httpsfv.List{list}); err != nil {
		return p, refuse("malformed Signature-Input")
	}
	return p, p.readMessageHeaders(req)
}

// member is the only entry of a header that is a dictionary.
type member struct {
	label  string
	member httpsfv.Member
}

func oneMember(h http.Header, name string) (member, error) {
	value, err := single(h, name)
	if err != nil {
		return member{}, err
	}
	if len(value) > maxSignatureHeader {
		return member{}, refuse("header too long")
	}
	d, err := httpsfv.UnmarshalDictionary([]string{value})
	if err != nil || len(d.Names()) != 1 || len(d.Names()[0]) > maxNonce {
		return member{}, refuse(name + " does not hold one signature")
	}
	m, _ := d.Get(d.Names()[0])
	return member{d.Names()[0], m}, nil
}

// readComponents wants the method, all of the address and, of a request with a
// body, its digest to be covered; nothing twice, and no component with
// parameters, which say to look elsewhere.
func (p *Presented) readComponents(req *http.Request, list httpsfv.InnerList) error {
	if len(list.Items) > maxCovered {
		return refuse("too many components")
	}
	var all []string
	for _, item := range list.Items {
		name, ok := item.Value.(string)
		if !ok || len(item.Params.Names()) > 0 {
			return refuse("a component with parameters")
		}
		if slices.Contains(all, name) {
			return refuse("a component twice")
		}
		if _, err := componentOf(req, "https", req.Host, name); err != nil {
			return err
		}
		all = append(all, name)
	}
	has := func(names ...string) bool {
		return !slices.ContainsFunc(names, func(n string) bool { return !slices.Contains(all, n) })
	}
	authority := has("@authority") || has("host")
	parts := authority && has("@path") && (has("@query") || !strings.Contains(target(req), "?"))
	if !has("@method") || !has("@target-uri") && !parts && !(authority && has("@request-target")) {
		return refuse("method or address is not signed")
	}
	if hasBody(req.Method) && !has("content-digest") {
		return refuse("content-digest is not signed")
	}
	if !printable(req.Host, maxKeyID) {
		return refuse("no host")
	}
	p.message.components = all
	return nil
}

// readParams reads what is stated of the signature: created and keyid always.
func (p *Presented) readParams(params *httpsfv.Params) error {
	for _, name := range params.Names() {
		v, _ := params.Get(name)
		text, isText := v.(string)
		number, isNumber := v.(int64)
		switch name {
		case "created":
			p.created = number
		case "expires":
			p.expires = number
		case "keyid":
			p.KeyID = text
		case "alg":
			p.message.algorithm = text
		case "nonce", "tag":
			isText = isText && len(text) <= maxNonce
		default:
			return refuse("unknown parameter")
		}
		if timed := name == "created" || name == "expires"; timed && (!isNumber || number <= 0 || number >= 1<<40) || !timed && !isText {
			return refuse("malformed " + name)
		}
	}
	if p.created == 0 || !printable(p.KeyID, maxKeyID) {
		return refuse("no created, or no keyid")
	}
	if alg := p.message.algorithm; alg != "" && alg != algEd25519 && alg != algRSA && alg != algPSS {
		return refuse("unknown algorithm")
	}
	p.date = time.Unix(p.created, 0)
	return nil
}

// readMessageHeaders reads Date where it is signed, and the digests: one of the
// other form beside Content-Digest must fit too.
func (p *Presented) readMessageHeaders(req *http.Request) error {
	if slices.Contains(p.message.components, "date") {
		date, err := time.Parse(http.TimeFormat, req.Header.Get("Date"))
		if err != nil {
			return refuse("malformed Date")
		}
		p.date = date
	}
	if len(req.Header["Digest"]) > 0 {
		if err := p.readDigest(req.Header); err != nil {
			return err
		}
	}
	if len(req.Header["Content-Digest"]) == 0 {
		return nil
	}
	value, err := single(req.Header, "Content-Digest")
	if err != nil {
		return err
	}
	if len(value) > maxSignatureHeader {
		return refuse("header too long")
	}
	d, err := httpsfv.UnmarshalDictionary([]string{value})
	if err != nil {
		return refuse("malformed Content-Digest")
	}
	for _, name := range d.Names() {
		m, _ := d.Get(name)
		item, ok := m.(httpsfv.Item)
		sum, isBytes := item.Value.([]byte)
		if !ok || !isBytes {
			return refuse("malformed Content-Digest")
		}
		if name == "sha-256" || name == "sha-512" { // others are weak, or not known yet
			p.digests = append(p.digests, namedDigest{name, sum})
		}
	}
	if len(p.digests) == 0 {
		return refuse("Content-Digest has neither sha-256 nor sha-512")
	}
	return nil
}

// namedDigest is one entry of Content-Digest.
type namedDigest struct {
	name string
	sum  []byte
}

func (d namedDigest) fits(body []byte) bool {
	if d.name == "sha-512" {
		sum := sha512.Sum512(body)
		return bytes.Equal(d.sum, sum[:])
	}
	sum := sha256.Sum256(body)
	return bytes.Equal(d.sum, sum[:])
}

// schemeOf is the scheme under which the signer will have addressed us. Behind a
// proxy the request does not tell; servers of one network speak one scheme, and
// the id of the key has it.
func schemeOf(keyID string) string {
	scheme, _, _ := strings.Cut(keyID, "://")
	if scheme == "http" {
		return scheme
	}
	return "https"
}
