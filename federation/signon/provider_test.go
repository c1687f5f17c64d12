package signon

import (
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"headroom/community"
)

var (
	started  = time.Date(2026, 9, 1, 9, 0, 0, 0, time.UTC)
	secrets  = community.SignOnSecrets{State: "the-state", Nonce: "the-nonce", Verifier: strings.Repeat("v", 43)}
	told     = "what-the-service-said"
	keyOnce  sync.Once
	goodKey  *rsa.PrivateKey
	otherKey *rsa.PrivateKey
)

// keys are made once: they are slow to make.
func keys(t *testing.T) (good, other *rsa.PrivateKey) {
	t.Helper()
	keyOnce.Do(func() {
		for _, k := range []**rsa.PrivateKey{&goodKey, &otherKey} {
			made, err := rsa.GenerateKey(rand.Reader, 2048)
			if err != nil {
				t.Fatal(err)
			}
			*k = made
		}
	})
	return goodKey, otherKey
}

// provider is a sign-on service that says what a test wants it to.
type provider struct {
	t      *testing.T
	issuer string
	keyID  string // of the key that it publishes

	mu       sync.Mutex
	asked    map[string]int      // requests by path
	sent     url.Values          // to the token endpoint
	document map[string]any      // changes of the discovery document
	status   map[string]int      // answers that are no success, by path
	header   map[string]any      // of the token
	claims   map[string]any      // of the token
	info     map[string]any      // UserInfo
	sign     func(string) string // nil signs with the published key
	raw      func(token string) string
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// start serves a provider and gives the services that ask it.
func start(t *testing.T, edit ...func(*provider)) (*provider, *Services) {
	t.Helper()
	p := &provider{t: t, keyID: "one", asked: map[string]int{}, document: map[string]any{}, status: map[string]int{}}
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	_, port, _ := strings.Cut(strings.TrimPrefix(server.URL, "http://"), ":")
	p.issuer = "http://sign-on.localhost:" + port
	p.header = map[string]any{"alg": "RS256", "kid": "one", "typ": "JWT"}
	p.claims = map[string]any{"iss": p.issuer, "aud": "headroom", "sub": "subject-7", "nonce": secrets.Nonce, "iat": started.Unix(), "exp": started.Add(5 * time.Minute).Unix(),
		"org": map[string]any{"seed": 8400001}, "role": []string{"Teacher", "Headteacher"}, "email": "ann@school.example"}
	for _, e := range edit {
		e(p)
	}
	s, err := New(Options{Origin: "http://scotland.localhost:7001", UserAgent: "test", Clock: func() time.Time { return started }, Addresses: []string{"127.0.0.1:" + port},
		Services: []Service{{SignOnService: community.SignOnService{ID: "sample", Issuer: p.issuer, Nation: "SCT"}, ClientID: "headroom", ClientSecret: "secret:1 /",
			Scopes: []string{"openid", "school"}, SchoolClaim: "org.seed", RoleClaim: "role", EmailClaim: "email"}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return p, s
}

// ServeHTTP is the service.
func (p *provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked[r.URL.Path]++
	if code := p.status[r.URL.Path]; code != 0 {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(code)
		_, _ = w.Write([]byte(`{"error":"invalid_grant","error_description":"` + told + `","access_token":"` + told + `"}`))
		return
	}
	answer := map[string]any{}
	switch r.URL.Path {
	case "/.well-known/openid-configuration":
		answer = map[string]any{"issuer": p.issuer, "authorization_endpoint": p.issuer + "/auth?tenant=1", "token_endpoint": p.issuer + "/token",
			"jwks_uri": p.issuer + "/keys", "userinfo_endpoint": p.issuer + "/me", "id_token_signing_alg_values_supported": []string{"RS256", "HS256", "none"}}
		for k, v := range p.document {
			answer[k] = v
		}
	case "/keys":
		key, _ := keys(p.t)
		answer["keys"] = []any{map[string]any{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": p.keyID, "n": b64(key.N.Bytes()), "e": "AQAB"}}
	case "/token":
		_ = r.ParseForm()
		p.sent = r.PostForm
		if user, password, ok := r.BasicAuth(); ok {
			p.sent.Set("basic", user+"|"+password)
		}
		answer = map[string]any{"access_token": "access", "token_type": "Bearer", "expires_in": 60, "id_token": p.token()}
	case "/me":
		if r.Header.Get("Authorization") != "Bearer access" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		answer = p.info
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(answer)
}

// token is the ID token.
func (p *provider) token() string {
	header, _ := json.Marshal(p.header)
	body, _ := json.Marshal(p.claims)
	signed := b64(header) + "." + b64(body)
	signature := p.sign
	if signature == nil {
		key, _ := keys(p.t)
		signature = with(p.t, key)
	}
	token := signed + "." + signature(signed)
	if p.raw != nil {
		token = p.raw(token)
	}
	return token
}

// with signs as RS256.
func with(t *testing.T, key *rsa.PrivateKey) func(string) string {
	return func(signed string) string {
		sum := sha256.Sum256([]byte(signed))
		signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
		if err != nil {
			t.Error(err)
		}
		return b64(signature)
	}
}

// shared signs as HS256 with what everybody can know.
func shared(secret []byte) func(string) string {
	return func(signed string) string {
		mac := hmac.New(sha256.New, secret)
		mac.Write([]byte(signed))
		return b64(mac.Sum(nil))
	}
}
