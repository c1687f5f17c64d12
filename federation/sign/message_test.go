package sign

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

type messageVector struct {
	Name, Key, Host, Input, Signature string
	Components                        []string
	Headers                           map[string]string
	Lacks                             string // why the policy refuses it; "" takes it
}

// TestMessageVectors checks the signatures of RFC 9421 (appendix B.2 and the
// example of section 4.3) below the policy, and that the policy takes what covers
// a whole request and refuses what does not. The examples of keys and algorithms
// that nobody here speaks (ECDSA, HMAC) and of responses are left out.
func TestMessageVectors(t *testing.T) {
	t.Parallel()
	var v struct {
		Method, Target, Body string
		Cases                []messageVector
	}
	readJSON(t, "rfc9421.json", &v)
	for _, c := range v.Cases {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			pub, err := DecodePEM(c.Key)
			if err != nil {
				t.Fatal(err)
			}
			req := httptest.NewRequest(v.Method, v.Target, strings.NewReader(v.Body))
			req.Host = c.Host
			for k, value := range c.Headers {
				req.Header.Set(k, value)
			}
			req.Header.Set("Signature-Input", c.Input)
			req.Header.Set("Signature", c.Signature)
			if c.Components != nil {
				verifyBelow(t, req, c, pub)
			}
			p, err := Read(req)
			if c.Lacks != "" {
				if !errors.Is(err, ErrSignature) || !strings.Contains(err.Error(), c.Lacks) {
					t.Errorf("read: %v, want refused: %s", err, c.Lacks)
				}
				return
			}
			if err != nil || p.Form() != Message {
				t.Fatal(p.Form(), err)
			}
			now := time.Unix(1618884473, 0)
			if err := p.Verify(req, []byte(v.Body), pub, now); err != nil {
				t.Error(err)
			}
			if err := p.Verify(req, []byte(`{"hello": "World"}`), pub, now); !errors.Is(err, ErrSignature) {
				t.Error("another body:", err)
			}
			if err := p.Verify(req, []byte(v.Body), pub, now.Add(Window+time.Minute)); !errors.Is(err, ErrSignature) {
				t.Error("too late:", err)
			}
		})
	}
}

// verifyBelow checks the base and the signature without what we demand of them.
func verifyBelow(t *testing.T, req *http.Request, c messageVector, pub crypto.PublicKey) {
	t.Helper()
	_, params, _ := strings.Cut(c.Input, "=")
	_, encoded, _ := strings.Cut(c.Signature, "=:")
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSuffix(encoded, ":"))
	if err != nil {
		t.Fatal(err)
	}
	base, err := messageBase(req, "https", req.Host, c.Components, params)
	if err != nil {
		t.Fatal(err)
	}
	m := &messageSignature{signature: raw}
	if err := m.verify(base, pub); err != nil {
		t.Errorf("%v over\n%s", err, base)
	}
	if err := m.verify(append(base, ' '), pub); err == nil {
		t.Error("one byte more verifies too")
	}
}

// arriveMessage is arrive for the form of RFC 9421.
func arriveMessage(t testing.TB, method, url, body string, key crypto.Signer) *http.Request {
	t.Helper()
	out, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if err := Message.Sign(out, []byte(body), testKeyID, key, testNow); err != nil {
		t.Fatal(err)
	}
	in := httptest.NewRequest(method, out.URL.RequestURI(), strings.NewReader(body))
	in.Host = out.URL.Host
	in.Header = out.Header.Clone()
	return in
}

func TestSignMessageAndVerify(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, method, url, body string
		key                     crypto.Signer
		input                   string
	}{
		{"POST, Ed25519", "POST", "https://s.example/inbox", "{}", testKey, `sig1=("@method" "@target-uri" "content-digest");created=`},
		{"POST, RSA", "POST", "https://s.example/inbox", "{}", rsaKey(), `sig1=("@method" "@target-uri" "content-digest");created=`},
		{"POST without a body", "POST", "https://s.example/inbox", "", testKey, `sig1=("@method" "@target-uri" "content-digest");created=`},
		{"GET", "GET", "https://s.example/g/12?page=2&x=%C3%A9", "", testKey, `sig1=("@method" "@target-uri");created=`},
		{"GET, port", "GET", "https://s.example:8443/g/12", "", testKey, `sig1=("@method" "@target-uri");created=`},
		{"GET, own port", "GET", "https://s.example:443/g/12", "", testKey, `sig1=("@method" "@target-uri");created=`},
		{"GET, escaped path", "GET", "https://s.example/u/h%C3%A9/a%2Fb", "", testKey, `sig1=("@method" "@target-uri");created=`},
		{"GET, root", "GET", "https://s.example", "", testKey, `sig1=("@method" "@target-uri");created=`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			req := arriveMessage(t, c.method, c.url, c.body, c.key)
			if h := req.Header.Get("Signature-Input"); !strings.HasPrefix(h, c.input) || !strings.HasSuffix(h, `;keyid="`+testKeyID+`"`) {
				t.Error(h)
			}
			if err := check(req, c.body, c.key.Public(), testNow); err != nil {
				t.Error(err)
			}
			req.Host = "q.example"
			if err := check(req, c.body, c.key.Public(), testNow); !errors.Is(err, ErrSignature) {
				t.Error("another host:", err)
			}
		})
	}
}

// TestMessageAlgorithms: what a key verifies, by what is stated.
func TestMessageAlgorithms(t *testing.T) {
	t.Parallel()
	sum := func(base []byte) []byte { s := sha512.Sum512(base); return s[:] }
	key := rsaKey()
	sign := func(how, stated string) error {
		req := httptest.NewRequest("GET", "/g/12", nil)
		req.Host = "s.example"
		params := `("@method" "@target-uri");created=` + "1788249600" + `;keyid="` + testKeyID + `"`
		if stated != "" {
			params += `;alg="` + stated + `"`
		}
		base, err := messageBase(req, "https", req.Host, messageGet, params)
		if err != nil {
			t.Fatal(err)
		}
		var raw []byte
		var pub crypto.PublicKey = &key.PublicKey
		switch how {
		case "ed25519":
			raw, pub = ed25519.Sign(testKey, base), Public(testKey)
		case "pkcs":
			raw, err = signBase(key, base)
		case "pss":
			raw, err = rsa.SignPSS(rand.Reader, key, crypto.SHA512, sum(base), &rsa.PSSOptions{SaltLength: 64})
		case "pss, short salt":
			raw, err = rsa.SignPSS(rand.Reader, key, crypto.SHA512, sum(base), &rsa.PSSOptions{SaltLength: 20})
		}
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Signature-Input", "x="+params)
		req.Header.Set("Signature", "x=:"+base64.StdEncoding.EncodeToString(raw)+":")
		return check(req, "", pub, time.Unix(1788249600, 0))
	}
	for _, c := range []struct {
		how, stated string
		good        bool
	}{
		{"ed25519", "", true}, {"ed25519", "ed25519", true}, {"ed25519", "rsa-v1_5-sha256", false}, {"ed25519", "rsa-pss-sha512", false},
		{"pkcs", "", true}, {"pkcs", "rsa-v1_5-sha256", true}, {"pkcs", "rsa-pss-sha512", false}, {"pkcs", "ed25519", false},
		{"pss", "", true}, {"pss", "rsa-pss-sha512", true}, {"pss", "rsa-v1_5-sha256", false}, {"pss, short salt", "rsa-pss-sha512", false},
		{"pkcs", "hmac-sha256", false}, {"pkcs", "none", false}, {"pkcs", "rsa-sha256", false},
	} {
		if err := sign(c.how, c.stated); (err == nil) != c.good || err != nil && !errors.Is(err, ErrSignature) {
			t.Errorf("%s stated as %q: %v", c.how, c.stated, err)
		}
	}
}

// TestMessageRefusals takes one good request and spoils it, one way at a time.
func TestMessageRefusals(t *testing.T) {
	t.Parallel()
	const body = `{"type":"Create"}`
	post := func() *http.Request { return arriveMessage(t, "POST", "https://s.example/inbox?x=1", body, testKey) }
	if err := check(post(), body, Public(testKey), testNow); err != nil {
		t.Fatal(err)
	}
	in := func(header, old, new string) func(*http.Request) {
		return func(r *http.Request) {
			h := r.Header.Get(header)
			if !strings.Contains(h, old) {
				t.Errorf("nothing to replace: %s in %s", old, h)
			}
			r.Header.Set(header, strings.Replace(h, old, new, 1))
		}
	}
	edit := func(old, new string) func(*http.Request) { return in("Signature-Input", old, new) }
	cavage := func(r *http.Request, good bool) string {
		other := arrive(t, "POST", "https://s.example/inbox?x=1", body, testKey)
		r.Header.Set("Digest", other.Header.Get("Digest"))
		if !good {
			return strings.Replace(other.Header.Get("Signature"), `signature="`, `signature="AAAA`, 1)
		}
		return other.Header.Get("Signature")
	}
	for name, spoil := range map[string]func(*http.Request){
		"no Signature":              func(r *http.Request) { r.Header.Del("Signature") },
		"no Signature-Input":        func(r *http.Request) { r.Header.Del("Signature-Input") },
		"two Signatures":            func(r *http.Request) { r.Header.Add("Signature", r.Header.Get("Signature")) },
		"two Signature-Inputs":      func(r *http.Request) { r.Header.Add("Signature-Input", r.Header.Get("Signature-Input")) },
		"both forms, both good":     func(r *http.Request) { r.Header.Add("Signature", cavage(r, true)) },
		"both forms, draft bad":     func(r *http.Request) { r.Header.Add("Signature", cavage(r, false)) },
		"draft in the place of it":  func(r *http.Request) { r.Header.Set("Signature", cavage(r, true)) },
		"draft first":               func(r *http.Request) { r.Header["Signature"] = []string{cavage(r, true), r.Header.Get("Signature")} },
		"two signatures in one":     edit(`sig1=`, `sig0=("@method");created=1;keyid="a", sig1=`),
		"another label":             edit(`sig1=`, `sig2=`),
		"no list":                   edit(`("@method" "@target-uri" "content-digest")`, `"@method"`),
		"method not signed":         edit(`"@method" `, ``),
		"address not signed":        edit(` "@target-uri"`, ``),
		"path alone":                edit(`"@target-uri"`, `"@path"`),
		"path and host, no query":   edit(`"@target-uri"`, `"@path" "@authority"`),
		"digest not signed":         edit(` "content-digest"`, ``),
		"another order":             edit(`"@method" "@target-uri"`, `"@target-uri" "@method"`),
		"a component twice":         edit(`"@method"`, `"@method" "@method"`),
		"of the request":            edit(`"@method"`, `"@method";req`),
		"one entry of a header":     edit(`"content-digest"`, `"content-digest";key="sha-256"`),
		"a header in bytes":         edit(`"content-digest"`, `"content-digest";bs`),
		"trailers":                  edit(`"content-digest"`, `"content-digest";tr`),
		"unknown component":         edit(`"@method"`, `"@method" "@status"`),
		"its own parameters":        edit(`"@method"`, `"@method" "@signature-params"`),
		"absent header":             edit(`"@method"`, `"@method" "x-none"`),
		"upper case":                edit(`"@method"`, `"@method" "Date"`),
		"a token":                   edit(`"@method"`, `method`),
		"many components":           edit(`"@method"`, `"@method" "a" "b" "c" "d" "e" "f" "g" "h" "i" "j" "k" "l" "m" "n" "o"`),
		"no created":                edit(`created=`, `nonce="x";x=`),
		"created as text":           edit(`created=`, `created="1";expires=`),
		"created negative":          edit(`created=`, `created=-`),
		"created long ago":          edit(`created=`, `created=1;expires=`),
		"no keyid":                  edit(`;keyid="`+testKeyID+`"`, ``),
		"keyid a number":            edit(`"`+testKeyID+`"`, `1`),
		"keyid empty":               edit(testKeyID, ``),
		"space in keyid":            edit(testKeyID, `https://b.example/ k`),
		"another keyid":             edit(testKeyID, testKeyID+`2`),
		"unknown parameter":         edit(`;keyid=`, `;x="1";keyid=`),
		"unsigned nonce":            edit(`;keyid=`, `;nonce="1";keyid=`),
		"endless nonce":             edit(`;keyid=`, `;nonce="`+strings.Repeat("n", 300)+`";keyid=`),
		"expired":                   edit(`;keyid=`, `;expires=1;keyid=`),
		"algorithm of another key":  edit(`;keyid=`, `;alg="rsa-v1_5-sha256";keyid=`),
		"algorithm hmac":            edit(`;keyid=`, `;alg="hmac-sha256";keyid=`),
		"endless input":             edit(testKeyID, strings.Repeat("k", 5000)),
		"not a dictionary":          func(r *http.Request) { r.Header.Set("Signature-Input", "((((") },
		"signature as text":         func(r *http.Request) { r.Header.Set("Signature", `sig1="AAAA"`) },
		"signature with parameters": func(r *http.Request) { r.Header.Set("Signature", r.Header.Get("Signature")+`;x=1`) },
		"signature empty":           func(r *http.Request) { r.Header.Set("Signature", `sig1=::`) },
		"signature cut":             func(r *http.Request) { r.Header.Set("Signature", `sig1=:AAAA:`) },
		"signature of zeros": func(r *http.Request) {
			r.Header.Set("Signature", `sig1=:`+strings.Repeat("A", 86)+`==:`)
		},
		"in Authorization":   func(r *http.Request) { r.Header.Set("Authorization", "Signature x") },
		"another method":     func(r *http.Request) { r.Method = "PUT" },
		"another path":       func(r *http.Request) { r.RequestURI = "/outbox?x=1" },
		"another query":      func(r *http.Request) { r.RequestURI = "/inbox?x=2" },
		"no query":           func(r *http.Request) { r.RequestURI = "/inbox" },
		"another host":       func(r *http.Request) { r.Host = "q.example" },
		"no host":            func(r *http.Request) { r.Host = "" },
		"no Content-Digest":  func(r *http.Request) { r.Header.Del("Content-Digest") },
		"two":                func(r *http.Request) { r.Header.Add("Content-Digest", ContentDigest([]byte(body))) },
		"digest of another":  func(r *http.Request) { r.Header.Set("Content-Digest", ContentDigest([]byte("x"))) },
		"a second one bad":   in("Content-Digest", `sha-256=`, `sha-512=:AAAA:, sha-256=`),
		"only MD5":           func(r *http.Request) { r.Header.Set("Content-Digest", "md5=:AAAA:") },
		"digest as text":     func(r *http.Request) { r.Header.Set("Content-Digest", `sha-256="x"`) },
		"digest a list":      func(r *http.Request) { r.Header.Set("Content-Digest", `sha-256=(:AAAA:)`) },
		"draft's digest bad": func(r *http.Request) { r.Header.Set("Digest", DigestHeader([]byte("x"))) },
		"draft's malformed":  func(r *http.Request) { r.Header.Set("Digest", "MD5=x") },
	} {
		r := post()
		spoil(r)
		if err := check(r, body, Public(testKey), testNow); !errors.Is(err, ErrSignature) {
			t.Errorf("%s: %v, want ErrSignature", name, err)
		}
	}
}

// TestMessageSpellings takes what other programs cover and how they write it.
func TestMessageSpellings(t *testing.T) {
	t.Parallel()
	const body = "{}"
	for name, c := range map[string]struct{ components, params string }{
		"Mastodon":           {`"@method" "@target-uri" "content-digest"`, ``},
		"Fedify":             {`"@method" "@target-uri" "@authority" "host" "date" "content-digest"`, `;alg="rsa-v1_5-sha256"`},
		"parts":              {`"@method" "@authority" "@path" "@query" "content-digest" "content-type"`, `;nonce="n"`},
		"host and target":    {`"@method" "host" "@request-target" "content-digest"`, `;tag="activitypub"`},
		"with what we state": {`"@method" "@scheme" "@target-uri" "content-digest"`, `;expires=1788249660`},
	} {
		req := httptest.NewRequest("POST", "/inbox?x=1", strings.NewReader(body))
		req.Host = "S.example:443"
		req.Header.Set("Date", time.Unix(1788249600, 0).UTC().Format(http.TimeFormat))
		req.Header.Set("Content-Type", "application/activity+json")
		req.Header.Set("Content-Digest", ContentDigest([]byte(body)))
		params := `(` + c.components + `);created=1788249600;keyid="` + testKeyID + `"` + c.params
		var names []string
		for _, n := range strings.Fields(c.components) {
			names = append(names, strings.Trim(n, `"`))
		}
		base, err := messageBase(req, "https", req.Host, names, params)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := signBase(rsaKey(), base)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Signature-Input", "fedi="+strings.Replace(params, ";keyid", "; keyid", 1)) // a space that is not signed
		req.Header.Set("Signature", "fedi=:"+base64.StdEncoding.EncodeToString(raw)+":")
		if err := check(req, body, &rsaKey().PublicKey, time.Unix(1788249600, 0)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestFormsReplaceEachOther: a request that was refused in one form is signed
// again in the other, and nothing of the first stays.
func TestFormsReplaceEachOther(t *testing.T) {
	t.Parallel()
	req := httptest.NewRequest("POST", "https://s.example/inbox", nil)
	for _, f := range []Form{Cavage, Message, Cavage, Cavage.Other().Other(), Cavage.Other()} {
		if err := f.Sign(req, []byte("{}"), testKeyID, testKey, testNow); err != nil {
			t.Fatal(err)
		}
		p, err := Read(req)
		if err != nil || p.Form() != f || p.KeyID != testKeyID {
			t.Fatal(f, p.Form(), err)
		}
		if err := p.Verify(req, []byte("{}"), Public(testKey), testNow); err != nil {
			t.Error(f, err)
		}
	}
}

func FuzzReadMessage(f *testing.F) {
	r := arriveMessage(f, "POST", "https://s.example/inbox", "{}", testKey)
	f.Add(r.Header.Get("Signature-Input"), r.Header.Get("Signature"), r.Header.Get("Content-Digest"))
	f.Add(`a=("@method" "@path" "@authority" "content-digest");created=1;keyid="x";alg="ed25519";expires=2`, `a=:AAAA:`, `sha-512=:AA==:`)
	f.Add(`a=();created`, `a`, ``)
	f.Add(`a=("@query-param";name="x")`, `a=:=:`, `sha-256=1`)
	f.Fuzz(func(t *testing.T, input, signature, digest string) {
		r := httptest.NewRequest("POST", "/inbox", nil)
		r.Host = "s.example"
		r.Header["Signature-Input"], r.Header["Signature"], r.Header["Content-Digest"] = []string{input}, []string{signature}, []string{digest}
		p, err := Read(r)
		if err == nil {
			err = p.Verify(r, []byte("{}"), Public(otherKey), testNow)
		}
		if !errors.Is(err, ErrSignature) {
			t.Fatal("verified under a key that never signed:", err)
		}
	})
}
