package sign

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-fed/httpsig"
)

// ErrSignature is wrapped by every error about an HTTP signature. Its causes
// are for the log; a client is told 401 and nothing more.
var ErrSignature = errors.New("bad HTTP signature")

// Window is how far a request's Date may be from now, either way.
const Window = 5 * time.Minute

const (
	requestTarget = "(request-target)"
	digestPrefix  = "SHA-256="
)

var (
	coveredGet  = []string{requestTarget, "host", "date"}
	coveredPost = []string{requestTarget, "host", "date", "digest"}
)

// DigestHeader returns the value of the Digest header for a body (RFC 3230).
func DigestHeader(body []byte) string {
	sum := sha256.Sum256(body)
	return digestPrefix + base64.StdEncoding.EncodeToString(sum[:])
}

// SignRequest sets Date, Signature and, unless the method is GET or HEAD,
// Digest on an outgoing request, replacing what was there, so that a retry may
// sign the same request again. GET covers (request-target) host date, POST
// also digest. The path is signed as it travels, escapes included. The key is
// an ed25519.PrivateKey or an *rsa.PrivateKey; keyID is its absolute URL. The
// error wraps [ErrSignature].
func SignRequest(req *http.Request, body []byte, keyID string, key crypto.Signer, now time.Time) error {
	algorithm, err := algorithmOf(key.Public())
	if err != nil {
		return err
	}
	host, err := prepare(req, body, keyID, now)
	if err != nil {
		return err
	}
	covered := coveredGet
	if hasBody(req.Method) {
		covered = coveredPost
	}
	h := http.Header{"Host": {host}, "Date": req.Header["Date"]}
	if hasBody(req.Method) {
		req.Header.Set("Digest", DigestHeader(body))
		h["Digest"] = req.Header["Digest"]
	}
	// A signer is not safe to share and costs nothing to make. The digest is
	// set above: the library refuses to set one twice, hence the nil body.
	signer, _, err := httpsig.NewSigner([]httpsig.Algorithm{algorithm}, httpsig.DigestSha256, covered, httpsig.Signature, 0)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrSignature, err)
	}
	if err := signer.SignRequest(key, keyID, shadow(req, h), nil); err != nil {
		return fmt.Errorf("%w: %w", ErrSignature, err)
	}
	req.Header["Signature"] = h["Signature"]
	return nil
}

// prepare makes a request ready to be signed in either form: it takes away what
// both forms set and sets Date. It gives the host that is signed. The error wraps
// [ErrSignature].
func prepare(req *http.Request, body []byte, keyID string, now time.Time) (host string, err error) {
	if !hasBody(req.Method) && len(body) > 0 {
		return "", fmt.Errorf("%w: %s with a body", ErrSignature, req.Method)
	}
	if host = req.Host; host == "" {
		host = req.URL.Host
	}
	if !printable(keyID, maxKeyID) || !printable(host, maxKeyID) {
		return "", fmt.Errorf("%w: key id or host not plain ASCII", ErrSignature)
	}
	if req.Header == nil {
		req.Header = http.Header{}
	}
	for _, name := range []string{"Signature-Input", "Content-Digest", "Digest"} {
		req.Header.Del(name)
	}
	req.Header.Set("Date", now.UTC().Format(http.TimeFormat))
	return host, nil
}

// shadow is the request as the library should see it: only the headers that
// take part, and as Path the target exactly as it travels, because the library
// would write the unescaped path.
func shadow(req *http.Request, h http.Header) *http.Request {
	return &http.Request{Method: req.Method, URL: &url.URL{Path: target(req)}, Host: h.Get("Host"), Header: h}
}

// target is the path and query as they stand in the request line. A server
// has them in RequestURI, untouched by any routing; a client has only the URL.
func target(req *http.Request) string {
	if strings.HasPrefix(req.RequestURI, "/") {
		return req.RequestURI
	}
	return req.URL.RequestURI()
}

func hasBody(method string) bool {
	return method != http.MethodGet && method != http.MethodHead && method != ""
}

// algorithmOf lets the key decide the algorithm; the parameter of that name in
// the header never does.
func algorithmOf(pub crypto.PublicKey) (httpsig.Algorithm, error) {
	if err := CheckPublicKey(pub); err != nil {
		return "", fmt.Errorf("%w: %w", ErrSignature, err)
	}
	return algorithmFor(pub)
}

func algorithmFor(pub crypto.PublicKey) (httpsig.Algorithm, error) {
	switch pub.(type) {
	case ed25519.PublicKey:
		return httpsig.ED25519, nil
	case *rsa.PublicKey:
		return httpsig.RSA_SHA256, nil
	default:
		return "", fmt.Errorf("%w: %w: %T", ErrSignature, ErrKey, pub)
	}
}
