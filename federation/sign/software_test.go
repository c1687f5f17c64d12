package sign

import (
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-fed/httpsig"
)

// cavageOf signs a request over a list of headers as another program does, in
// the words that it states for the algorithm.
func cavageOf(t *testing.T, req *http.Request, covered []string, stated string, key *rsa.PrivateKey) {
	t.Helper()
	signer, _, err := httpsig.NewSigner([]httpsig.Algorithm{httpsig.RSA_SHA256}, httpsig.DigestSha256, covered, httpsig.Signature, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := signer.SignRequest(key, testKeyID, req, nil); err != nil {
		t.Fatal(err)
	}
	h := strings.Replace(req.Header.Get("Signature"), `algorithm="hs2019",`, "", 1)
	if stated != "" {
		h = `algorithm="` + stated + `",` + h
	}
	req.Header.Set("Signature", h)
}

// TestOtherSoftware sends, through a real server, what other programs sign with
// RSA: each has its own list of headers and its own word for the algorithm.
func TestOtherSoftware(t *testing.T) {
	t.Parallel()
	const body = `{"type":"Follow"}`
	large, err := rsa.GenerateKey(rand.Reader, 4096)
	if err != nil {
		t.Fatal(err)
	}
	verdicts := make(chan error, 1)
	pub := &rsaKey().PublicKey
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		got, _ := io.ReadAll(r.Body)
		k := pub
		if r.URL.Path == "/large" {
			k = &large.PublicKey
		}
		p, err := Read(r)
		if err == nil {
			err = p.Verify(r, got, k, testNow)
		}
		verdicts <- err
	}))
	t.Cleanup(srv.Close)
	for _, c := range []struct {
		name, method, path, covered, stated string
		good                                bool
	}{
		{"Mastodon POST", "POST", "/inbox", "(request-target) host date digest content-type", "rsa-sha256", true},
		{"Mastodon GET", "GET", "/g/12", "(request-target) host date", "rsa-sha256", true},
		{"Lemmy", "POST", "/inbox", "(request-target) content-type date digest host", "hs2019", true},
		{"Pleroma", "POST", "/inbox", "(request-target) content-length date digest host", "rsa-sha256", true},
		{"Friendica", "POST", "/inbox", "(request-target) date digest content-length host content-type", "rsa-sha256", true},
		{"NodeBB", "POST", "/inbox", "(request-target) host date digest", "hs2019", true},
		{"nothing stated", "POST", "/inbox", "(request-target) host date digest", "", true},
		{"4096 bits", "POST", "/large", "(request-target) host date digest", "rsa-sha256", true},
		{"without the digest", "POST", "/inbox", "(request-target) host date", "rsa-sha256", false},
		{"without the host", "POST", "/inbox", "(request-target) date digest", "rsa-sha256", false},
		{"of another kind", "POST", "/inbox", "(request-target) host date digest", "ed25519", false},
	} {
		var reader io.Reader
		if c.method == "POST" {
			reader = strings.NewReader(body)
		}
		req, err := http.NewRequest(c.method, srv.URL+c.path, reader)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Date", testNow.UTC().Format(http.TimeFormat))
		req.Header.Set("Content-Type", "application/activity+json")
		if c.method == "POST" {
			req.Header.Set("Digest", DigestHeader([]byte(body)))
			req.Header.Set("Content-Length", "17")
		}
		req.Header.Set("Host", req.URL.Host)
		key := rsaKey()
		if c.path == "/large" {
			key = large
		}
		cavageOf(t, req, strings.Fields(c.covered), c.stated, key)
		res, err := srv.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if err := <-verdicts; (err == nil) != c.good || err != nil && !errors.Is(err, ErrSignature) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// TestLargestKeysAreCheap holds the work before authentication to its bound: a
// stranger may name the largest key that is taken.
func TestLargestKeysAreCheap(t *testing.T) {
	t.Parallel()
	n := 0
	pub := rsa.PublicKey{N: rsaKey().N, E: 1<<31 - 1}
	req := arrive(t, "POST", "https://s.example/inbox", "{}", rsaKey())
	start := time.Now()
	for ; n < 5; n++ {
		if err := check(req, "{}", &pub, testNow); !errors.Is(err, ErrSignature) {
			t.Fatal("verified under another exponent:", err)
		}
	}
	if each := time.Since(start) / time.Duration(n); each > 100*time.Millisecond {
		t.Errorf("%v for each", each)
	}
}
