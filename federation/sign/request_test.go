package sign

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-fed/httpsig"
)

const testKeyID = "https://b.example/issuer#ed25519-1"

var rsaKey = sync.OnceValue(func() *rsa.PrivateKey {
	k, err := GenerateRSAKey()
	if err != nil {
		panic(err)
	}
	return k
})

// arrive signs a request and returns it as the other server would receive it.
func arrive(t testing.TB, method, url, body string, key crypto.Signer) *http.Request {
	t.Helper()
	out, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if err := SignRequest(out, []byte(body), testKeyID, key, testNow); err != nil {
		t.Fatal(err)
	}
	in := httptest.NewRequest(method, out.URL.RequestURI(), strings.NewReader(body))
	in.Host = out.URL.Host
	in.Header = out.Header.Clone()
	return in
}

func check(req *http.Request, body string, pub crypto.PublicKey, now time.Time) error {
	p, err := Read(req)
	if err != nil {
		return err
	}
	return p.Verify(req, []byte(body), pub, now)
}

func TestSignAndVerify(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, method, url, body string
		key                     crypto.Signer
		headers                 string
	}{
		{"POST, Ed25519", "POST", "https://s.example/inbox", "{}", testKey, "(request-target) host date digest"},
		{"POST, RSA", "POST", "https://s.example/inbox", "{}", rsaKey(), "(request-target) host date digest"},
		{"POST without a body", "POST", "https://s.example/inbox", "", testKey, "(request-target) host date digest"},
		{"GET", "GET", "https://s.example/g/12?page=2&x=%C3%A9", "", testKey, "(request-target) host date"},
		{"GET, port", "GET", "https://s.example:8443/g/12", "", testKey, "(request-target) host date"},
		{"GET, escaped path", "GET", "https://s.example/u/h%C3%A9/a%2Fb", "", testKey, "(request-target) host date"},
		{"GET, lower case escapes", "GET", "https://s.example/u/h%c3%a9", "", testKey, "(request-target) host date"},
		{"GET, empty query", "GET", "https://s.example/g/12?", "", testKey, "(request-target) host date"},
		{"GET, root", "GET", "https://s.example", "", testKey, "(request-target) host date"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			req := arrive(t, c.method, c.url, c.body, c.key)
			if h := req.Header.Get("Signature"); !strings.Contains(h, `headers="`+c.headers+`"`) || !strings.Contains(h, `algorithm="hs2019"`) {
				t.Error(h)
			}
			p, err := Read(req)
			if err != nil || p.KeyID != testKeyID {
				t.Fatal(p.KeyID, err)
			}
			if err := p.Verify(req, []byte(c.body), c.key.Public(), testNow); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestSignAgain(t *testing.T) {
	t.Parallel()
	req := httptest.NewRequest("POST", "https://s.example/inbox", nil)
	for _, now := range []time.Time{testNow, testNow.Add(time.Hour)} {
		if err := SignRequest(req, []byte("{}"), testKeyID, testKey, now); err != nil {
			t.Fatal(err)
		}
		if err := check(req, "{}", Public(testKey), now); err != nil {
			t.Error(err)
		}
	}
}

func TestSignRequestRefuses(t *testing.T) {
	t.Parallel()
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		method, url, body, keyID string
		key                      crypto.Signer
	}{
		"GET with a body": {"GET", "https://s.example/", "x", testKeyID, testKey},
		"quote in key id": {"GET", "https://s.example/", "", `https://b.example/"`, testKey},
		"no key id":       {"GET", "https://s.example/", "", "", testKey},
		"no host":         {"GET", "/path", "", testKeyID, testKey},
		"weak key":        {"GET", "https://s.example/", "", testKeyID, small},
	} {
		req, err := http.NewRequest(c.method, c.url, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := SignRequest(req, []byte(c.body), c.keyID, c.key, testNow); !errors.Is(err, ErrSignature) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestRefusals takes one good request and spoils it, one way at a time.
func TestRefusals(t *testing.T) {
	t.Parallel()
	const body = `{"type":"Create"}`
	post := func() *http.Request { return arrive(t, "POST", "https://s.example/inbox?x=1", body, testKey) }
	if err := check(post(), body, Public(testKey), testNow); err != nil {
		t.Fatal(err)
	}
	edit := func(old, new string) func(*http.Request) {
		return func(r *http.Request) {
			h := r.Header.Get("Signature")
			if !strings.Contains(h, old) {
				t.Errorf("nothing to replace: %s", old)
			}
			r.Header.Set("Signature", strings.Replace(h, old, new, 1))
		}
	}
	for name, spoil := range map[string]func(*http.Request){
		"unsigned":                func(r *http.Request) { r.Header.Del("Signature") },
		"two signatures":          func(r *http.Request) { r.Header.Add("Signature", r.Header.Get("Signature")) },
		"empty signature header":  func(r *http.Request) { r.Header.Set("Signature", "") },
		"in Authorization":        func(r *http.Request) { r.Header.Set("Authorization", "Signature "+r.Header.Get("Signature")) },
		"in authorization, lower": func(r *http.Request) { r.Header.Set("Authorization", "signature x") },
		"RFC 9421 beside it":      func(r *http.Request) { r.Header.Set("Signature-Input", "sig1=()") },
		"RFC 9421 form":           func(r *http.Request) { r.Header.Set("Signature", "sig1=:AAAA:") },
		"keyId twice":             edit(`keyId="`, `keyId="https://t.example/k",keyId="`),
		"signature twice":         edit(`signature="`, `signature="AAAA",signature="`),
		"headers twice":           edit(`headers="`, `headers="date",headers="`),
		"no keyId":                edit(`keyId="`+testKeyID+`",`, ``),
		"empty keyId":             edit(testKeyID, ``),
		"space in keyId":          edit(testKeyID, `https://b.example/ k`),
		"endless keyId":           edit(testKeyID, strings.Repeat("k", 1025)),
		"endless header":          edit(`signature="`, `signature="`+strings.Repeat("A", 5000)),
		"unknown parameter":       edit(`keyId=`, `nonce="1",keyId=`),
		"trailing comma":          func(r *http.Request) { r.Header.Set("Signature", r.Header.Get("Signature")+",") },
		"missing quote":           func(r *http.Request) { r.Header.Set("Signature", strings.TrimSuffix(r.Header.Get("Signature"), `"`)) },
		"semicolons":              edit(`",algorithm`, `";algorithm`),
		"algorithm hmac":          edit(`hs2019`, `hmac-sha256`),
		"algorithm rsa-sha1":      edit(`hs2019`, `rsa-sha1`),
		"algorithm of other key":  edit(`hs2019`, `rsa-sha256`),
		"no headers list":         edit(`headers="(request-target) host date digest",`, ``),
		"empty headers list":      edit(`(request-target) host date digest`, ``),
		"only date":               edit(`(request-target) host date digest`, `date`),
		"no digest":               edit(`host date digest`, `host date`),
		"no target":               edit(`(request-target) host`, `host`),
		"no host":                 edit(`host date`, `date`),
		"no date":                 edit(`host date`, `host`),
		"other order":             edit(`host date`, `date host`),
		"a header twice":          edit(`host date`, `host host date`),
		"double space":            edit(`host date`, `host  date`),
		"upper case":              edit(`host date`, `Host date`),
		"unknown pseudo-header":   edit(`host date`, `(status) host date`),
		"absent header":           edit(`digest"`, `digest x-none"`),
		"many headers":            edit(`digest"`, `digest a b c d e f g h i j k l m"`),
		"created not stated":      edit(`digest"`, `digest (created)"`),
		"empty value": func(r *http.Request) {
			h := r.Header.Get("Signature")
			r.Header.Set("Signature", h[:strings.Index(h, `signature="`)]+`signature=""`)
		},
		"signature not base64": edit(`signature="`, `signature="*`),
		"signature cut":        func(r *http.Request) { h := r.Header.Get("Signature"); r.Header.Set("Signature", h[:len(h)-5]+`"`) },
		"signature of zeros": func(r *http.Request) {
			h := r.Header.Get("Signature")
			r.Header.Set("Signature", h[:strings.Index(h, `signature="`)]+`signature="`+strings.Repeat("A", 86)+`=="`)
		},
		"other method":   func(r *http.Request) { r.Method = "PUT" },
		"other path":     func(r *http.Request) { r.RequestURI = "/outbox?x=1" },
		"other query":    func(r *http.Request) { r.RequestURI = "/inbox?x=2" },
		"other host":     func(r *http.Request) { r.Host = "q.example" },
		"host gone":      func(r *http.Request) { r.Host = "" },
		"no Date":        func(r *http.Request) { r.Header.Del("Date") },
		"two Dates":      func(r *http.Request) { r.Header.Add("Date", r.Header.Get("Date")) },
		"malformed Date": func(r *http.Request) { r.Header.Set("Date", "yesterday") },
		"RFC 850 Date":   func(r *http.Request) { r.Header.Set("Date", testNow.Format(time.RFC850)) },
		"other Date":     func(r *http.Request) { r.Header.Set("Date", testNow.Add(time.Second).Format(http.TimeFormat)) },
		"no Digest":      func(r *http.Request) { r.Header.Del("Digest") },
		"two Digests":    func(r *http.Request) { r.Header.Add("Digest", DigestHeader([]byte(body))) },
		"Digest list":    func(r *http.Request) { r.Header.Set("Digest", DigestHeader([]byte(body))+",MD5=x") },
		"Digest SHA-512": func(r *http.Request) {
			r.Header.Set("Digest", strings.Replace(DigestHeader([]byte(body)), "256", "512", 1))
		},
		"Digest of other body":  func(r *http.Request) { r.Header.Set("Digest", DigestHeader([]byte("x"))) },
		"Digest not base64":     func(r *http.Request) { r.Header.Set("Digest", "SHA-256="+strings.Repeat("*", 44)) },
		"expired":               edit(`headers=`, `expires=1,headers=`),
		"lasting for ever":      edit(`headers=`, `expires=253402300799,headers=`),
		"created long ago":      edit(`headers=`, `created=1,headers=`),
		"created malformed":     edit(`headers=`, `created="soon",headers=`),
		"created beyond reason": edit(`headers=`, `created=99999999999999999999,headers=`),
	} {
		r := post()
		spoil(r)
		if err := check(r, body, Public(testKey), testNow); !errors.Is(err, ErrSignature) {
			t.Errorf("%s: %v, want ErrSignature", name, err)
		}
	}
}

func TestVerifyRefuses(t *testing.T) {
	t.Parallel()
	const body = "{}"
	for name, c := range map[string]struct {
		body string
		pub  crypto.PublicKey
		now  time.Time
		good bool
	}{
		"good":           {body, Public(testKey), testNow, true},
		"5 min late":     {body, Public(testKey), testNow.Add(5 * time.Minute), true},
		"5 min early":    {body, Public(testKey), testNow.Add(-5 * time.Minute), true},
		"late":           {body, Public(testKey), testNow.Add(5*time.Minute + time.Second), false},
		"early":          {body, Public(testKey), testNow.Add(-5*time.Minute - time.Second), false},
		"a day late":     {body, Public(testKey), testNow.Add(25 * time.Hour), false},
		"other body":     {"{ }", Public(testKey), testNow, false},
		"empty body":     {"", Public(testKey), testNow, false},
		"other key":      {body, Public(otherKey), testNow, false},
		"RSA key":        {body, &rsaKey().PublicKey, testNow, false},
		"short key":      {body, Public(testKey)[:31], testNow, false},
		"no key":         {body, nil, testNow, false},
		"PEM as a key":   {body, []byte("-----BEGIN PUBLIC KEY-----"), testNow, false},
		"private key":    {body, testKey, testNow, false},
		"identity point": {body, append(Public(testKey)[:0:0], append([]byte{1}, make([]byte, 31)...)...), testNow, false},
	} {
		r := arrive(t, "POST", "https://s.example/inbox", body, testKey)
		if err := check(r, c.body, c.pub, c.now); (err == nil) != c.good || err != nil && !errors.Is(err, ErrSignature) {
			t.Errorf("%s: %v", name, err)
		}
	}
	get := arrive(t, "GET", "https://s.example/g/1", "", testKey)
	if err := check(get, "smuggled", Public(testKey), testNow); !errors.Is(err, ErrSignature) {
		t.Error("GET with a body:", err)
	}
}

// TestOtherSpellings takes headers that other software writes.
func TestOtherSpellings(t *testing.T) {
	t.Parallel()
	for name, edit := range map[string]func(string) string{
		"as written":          func(s string) string { return s },
		"spaces after commas": func(s string) string { return strings.ReplaceAll(s, `",`, `", `) },
		"no algorithm":        func(s string) string { return strings.Replace(s, `algorithm="hs2019",`, ``, 1) },
		"rsa-sha256":          func(s string) string { return strings.Replace(s, `hs2019`, `rsa-sha256`, 1) },
		"comma in the key id": func(s string) string { return strings.Replace(s, `issuer#`, `issuer,1#`, 1) },
	} {
		r := arrive(t, "POST", "https://s.example/inbox", "{}", rsaKey())
		r.Header.Set("Signature", edit(r.Header.Get("Signature")))
		if err := check(r, "{}", &rsaKey().PublicKey, testNow); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestStatedTimes signs (created) and (expires) with the library directly. It
// needs the present, because the library compares both with the wall clock.
func TestStatedTimes(t *testing.T) {
	t.Parallel()
	now := time.Now()
	sign := func(lifetime int64) *http.Request {
		r := httptest.NewRequest("GET", "/g/12", nil)
		r.Host = "s.example"
		r.Header.Set("Host", r.Host)
		r.Header.Set("Date", now.UTC().Format(http.TimeFormat))
		signer, _, err := httpsig.NewSigner([]httpsig.Algorithm{httpsig.ED25519}, httpsig.DigestSha256,
			append([]string{"(created)", "(expires)"}, coveredGet...), httpsig.Signature, lifetime)
		if err != nil {
			t.Fatal(err)
		}
		if err := signer.SignRequest(testKey, testKeyID, r, nil); err != nil {
			t.Fatal(err)
		}
		r.Header.Del("Host")
		return r
	}
	for _, c := range []struct {
		lifetime int64
		later    time.Duration
		good     bool
	}{{60, 0, true}, {3590, 0, true}, {60, 2 * time.Minute, false}, {86400, 0, false}} {
		if err := check(sign(c.lifetime), "", Public(testKey), now.Add(c.later)); (err == nil) != c.good {
			t.Errorf("%d s, read %v later: %v", c.lifetime, c.later, err)
		}
	}
	altered := sign(60)
	altered.Header.Set("Signature", strings.Replace(altered.Header.Get("Signature"), "expires=1", "expires=01", 1))
	if err := check(altered, "", Public(testKey), now); !errors.Is(err, ErrSignature) {
		t.Error("expires with a leading zero:", err)
	}
}

func TestParallelUse(t *testing.T) {
	t.Parallel()
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			r := arrive(t, "POST", "https://s.example/inbox", "{}", testKey)
			if err := check(r, "{}", Public(testKey), testNow); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func FuzzReadSignature(f *testing.F) {
	r := arrive(f, "POST", "https://s.example/inbox", "{}", testKey)
	f.Add(r.Header.Get("Signature"))
	f.Add(`keyId="a",headers="(request-target) host date digest",signature="AAAA",created=1,expires=2`)
	f.Add(`keyId="a,b", algorithm="rsa-sha256", headers="date", signature="AAAA"`)
	f.Add(`keyId="`)
	f.Add(`=,=,=`)
	f.Fuzz(func(t *testing.T, header string) {
		r := httptest.NewRequest("POST", "/inbox", nil)
		r.Host = "s.example"
		r.Header.Set("Date", testNow.Format(http.TimeFormat))
		r.Header.Set("Digest", DigestHeader([]byte("{}")))
		r.Header["Signature"] = []string{header}
		p, err := Read(r)
		if err != nil {
			if !errors.Is(err, ErrSignature) {
				t.Fatal(err)
			}
			return
		}
		if p.KeyID == "" || bytes.ContainsAny([]byte(p.KeyID), " \"\n\\") {
			t.Fatalf("key id %q", p.KeyID)
		}
		if err := p.Verify(r, []byte("{}"), Public(otherKey), testNow); !errors.Is(err, ErrSignature) {
			t.Fatal("verified under a key that never signed:", err)
		}
	})
}

func BenchmarkVerifyRequest(b *testing.B) {
	r := arrive(b, "POST", "https://s.example/inbox", sampleActivity, testKey)
	body := []byte(sampleActivity)
	b.ReportAllocs()
	for b.Loop() {
		p, err := Read(r)
		if err != nil {
			b.Fatal(err)
		}
		if err := p.Verify(r, body, Public(testKey), testNow); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSignRequest(b *testing.B) {
	r := httptest.NewRequest("POST", "https://s.example/inbox", nil)
	body := []byte(sampleActivity)
	b.ReportAllocs()
	for b.Loop() {
		if err := SignRequest(r, body, testKeyID, testKey, testNow); err != nil {
			b.Fatal(err)
		}
	}
}
