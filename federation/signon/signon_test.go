package signon

import (
	"crypto/x509"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/oauth2"

	"headroom/community"
	"headroom/federation/fetch"
)

func TestAddress(t *testing.T) {
	t.Parallel()
	p, s := start(t)
	address, err := s.Address(t.Context(), "sample", secrets)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil || !strings.HasPrefix(address, p.issuer+"/auth?") {
		t.Fatalf("%s: %v", address, err)
	}
	want := url.Values{"tenant": {"1"}, "response_type": {"code"}, "client_id": {"headroom"}, "scope": {"openid school"}, "state": {"the-state"}, "nonce": {"the-nonce"},
		"redirect_uri": {"http://scotland.localhost:7001/application/sign-on/sample/callback"}, "code_challenge_method": {"S256"},
		"code_challenge": {oauth2.S256ChallengeFromVerifier(secrets.Verifier)}}
	if diff := cmp.Diff(want, u.Query()); diff != "" {
		t.Error(diff)
	}
	if _, err := s.Address(t.Context(), "sample", secrets); err != nil || p.asked["/.well-known/openid-configuration"] != 1 {
		t.Errorf("asked %d times: %v", p.asked["/.well-known/openid-configuration"], err)
	}
	if _, err := s.Address(t.Context(), "other", secrets); !community.IsNotFound(err) {
		t.Errorf("another service: %v", err)
	}
}

func TestClaims(t *testing.T) {
	t.Parallel()
	p, s := start(t)
	got, err := s.Claims(t.Context(), "sample", "the-code", secrets)
	if err != nil {
		t.Fatal(err)
	}
	want := community.SignOnClaims{Subject: "subject-7", Schools: []string{"8400001"}, Roles: []string{"Teacher", "Headteacher"}, Email: "ann@school.example"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	sent := map[string]string{"code": "the-code", "code_verifier": secrets.Verifier, "grant_type": "authorization_code",
		"redirect_uri": "http://scotland.localhost:7001/application/sign-on/sample/callback", "basic": "headroom|secret%3A1+%2F"}
	for name, value := range sent {
		if p.sent.Get(name) != value {
			t.Errorf("%s = %q, want %q", name, p.sent.Get(name), value)
		}
	}
	if p.asked["/me"] != 0 {
		t.Error("UserInfo was asked for nothing")
	}
}

// TestClaimsFromUserInfo: what the ID token lacks is asked for, about the same
// subject only, and does not replace what was signed.
func TestClaimsFromUserInfo(t *testing.T) {
	t.Parallel()
	lean := func(info map[string]any) func(*provider) {
		return func(p *provider) {
			delete(p.claims, "org")
			p.info = info
		}
	}
	_, s := start(t, lean(map[string]any{"sub": "subject-7", "org": []any{map[string]any{"seed": "84/00002"}, map[string]any{"seed": "8400003"}}, "role": "Janitor"}))
	got, err := s.Claims(t.Context(), "sample", "c", secrets)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]string{{"84/00002", "8400003"}, {"Teacher", "Headteacher"}}, [][]string{got.Schools, got.Roles}); diff != "" {
		t.Error(diff)
	}
	_, s = start(t, lean(map[string]any{"sub": "subject-8", "org": map[string]any{"seed": "8400001"}}))
	_, err = s.Claims(t.Context(), "sample", "c", secrets)
	failed(t, "another subject", err, community.SignOnToken, "subject")
	_, s = start(t, lean(nil), func(p *provider) { p.status["/me"] = http.StatusBadGateway })
	_, err = s.Claims(t.Context(), "sample", "c", secrets)
	failed(t, "away", err, community.SignOnAway, "userinfo")
	_, s = start(t, lean(map[string]any{"sub": 7, "email": "ann@school.example"}))
	_, err = s.Claims(t.Context(), "sample", "c", secrets)
	failed(t, "no subject", err, community.SignOnAway, "userinfo")
}

func failed(t *testing.T, what string, err error, result, detail string) {
	t.Helper()
	var got *community.SignOnProblem
	if !errors.As(err, &got) || got.Result != result || got.Detail != detail {
		t.Errorf("%s: %v, want %s (%s)", what, err, result, detail)
	}
	if err != nil && len(err.Error()) > 500 {
		t.Errorf("%s: an error of %d bytes", what, len(err.Error()))
	}
	for _, word := range []string{told, "the-code", "subject-7", "ann@school.example", "secret:1", secrets.Nonce, secrets.Verifier} {
		if err != nil && strings.Contains(err.Error(), word) {
			t.Errorf("%s: the error tells %q: %v", what, word, err)
		}
	}
}

// TestRefusedTokens: each check of the token, by a service that gets one thing
// wrong. Its twin without the fault is TestClaims.
func TestRefusedTokens(t *testing.T) {
	t.Parallel()
	good, other := keys(t)
	claim := func(name string, value any) func(*provider) { return func(p *provider) { p.claims[name] = value } }
	without := func(name string) func(*provider) { return func(p *provider) { delete(p.claims, name) } }
	public, err := x509.MarshalPKIXPublicKey(&good.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	for what, c := range map[string]struct {
		edit           func(*provider)
		result, detail string
	}{
		"another audience":          {claim("aud", "somebody"), community.SignOnToken, "audience"},
		"no audience":               {without("aud"), community.SignOnToken, "audience"},
		"several without a party":   {claim("aud", []string{"headroom", "somebody"}), community.SignOnToken, "party"},
		"another party":             {claim("azp", "somebody"), community.SignOnToken, "party"},
		"another issuer":            {claim("iss", "http://evil.localhost"), community.SignOnToken, "issuer"},
		"another nonce":             {claim("nonce", "the-nonce-of-another"), community.SignOnToken, "nonce"},
		"no nonce":                  {without("nonce"), community.SignOnToken, "nonce"},
		"another access token":      {claim("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"), community.SignOnToken, "at_hash"},
		"expired":                   {claim("exp", started.Add(-skew-time.Second).Unix()), community.SignOnClock, "expired"},
		"no expiry":                 {without("exp"), community.SignOnClock, "expired"},
		"issued in the future":      {claim("iat", started.Add(skew+time.Second).Unix()), community.SignOnClock, "issued"},
		"not issued":                {without("iat"), community.SignOnClock, "issued"},
		"not yet valid":             {claim("nbf", started.Add(skew+time.Second).Unix()), community.SignOnClock, "not yet"},
		"not valid for long":        {claim("nbf", started.Add(time.Hour).Unix()), community.SignOnClock, "not yet"},
		"not signed":                {func(p *provider) { p.header["alg"], p.sign = "none", func(string) string { return "" } }, community.SignOnToken, "signature"},
		"no signature":              {func(p *provider) { p.sign = func(string) string { return "" } }, community.SignOnToken, "signature"},
		"signed by another":         {func(p *provider) { p.sign = with(t, other) }, community.SignOnToken, "signature"},
		"a key that nobody has":     {func(p *provider) { p.header["kid"] = "two" }, community.SignOnToken, "signature"},
		"a shared secret":           {func(p *provider) { p.header["alg"], p.sign = "HS256", shared([]byte("secret:1 /")) }, community.SignOnToken, "signature"},
		"the public key as secret":  {func(p *provider) { p.header["alg"], p.sign = "HS256", shared(public) }, community.SignOnToken, "signature"},
		"changed after the signing": {func(p *provider) { p.raw = func(s string) string { return strings.Replace(s, ".", ".e30", 1) } }, community.SignOnToken, "signature"},
		"no token":                  {func(p *provider) { p.raw = func(string) string { return "" } }, community.SignOnToken, "no token"},
		"rubbish":                   {func(p *provider) { p.raw = func(string) string { return "a.b.c" } }, community.SignOnToken, "signature"},
		"a code that is used up":    {func(p *provider) { p.status["/token"] = http.StatusBadRequest }, community.SignOnRefused, "invalid_grant"},
		"a wrong secret":            {func(p *provider) { p.status["/token"] = http.StatusUnauthorized }, community.SignOnRefused, "invalid_grant"},
		"the token endpoint away":   {func(p *provider) { p.status["/token"] = http.StatusServiceUnavailable }, community.SignOnAway, "token endpoint"},
		"the keys away":             {func(p *provider) { p.status["/keys"] = http.StatusServiceUnavailable }, community.SignOnAway, "keys"},
		"the document away":         {func(p *provider) { p.status["/.well-known/openid-configuration"] = http.StatusNotFound }, community.SignOnAway, "discovery"},
		"a document without end":    {func(p *provider) { p.document["issuer"] = strings.Repeat("x", 1<<20) }, community.SignOnAway, "issuer"},
		"the document of another":   {func(p *provider) { p.document["issuer"] = "http://evil.localhost" }, community.SignOnAway, "issuer"},
		"keys at another host":      {func(p *provider) { p.document["jwks_uri"] = "http://evil.localhost/keys" }, community.SignOnAway, "keys"},
		"keys inside":               {func(p *provider) { p.document["jwks_uri"] = "http://169.254.169.254/keys" }, community.SignOnAway, "keys"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			_, s := start(t, c.edit)
			got, err := s.Claims(t.Context(), "sample", "the-code", secrets)
			failed(t, what, err, c.result, c.detail)
			if diff := cmp.Diff(community.SignOnClaims{}, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestClocksMayDiffer: two minutes either way are no reason to refuse anybody.
func TestClocksMayDiffer(t *testing.T) {
	t.Parallel()
	for what, edit := range map[string]func(*provider){
		"behind": func(p *provider) { p.claims["exp"] = started.Add(-skew + time.Second).Unix() },
		"ahead": func(p *provider) {
			p.claims["iat"], p.claims["nbf"] = started.Add(skew-time.Second).Unix(), started.Add(skew-time.Second).Unix()
		},
		"a party that is us": func(p *provider) { p.claims["azp"], p.claims["aud"] = "headroom", []string{"headroom", "other"} },
	} {
		_, s := start(t, edit)
		if _, err := s.Claims(t.Context(), "sample", "c", secrets); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestNewKeysAreFetched: a service changes its key between two visits.
func TestNewKeysAreFetched(t *testing.T) {
	t.Parallel()
	p, s := start(t)
	if _, err := s.Claims(t.Context(), "sample", "c", secrets); err != nil {
		t.Fatal(err)
	}
	p.mu.Lock()
	p.keyID, p.header["kid"] = "two", "two"
	p.mu.Unlock()
	if _, err := s.Claims(t.Context(), "sample", "c", secrets); err != nil || p.asked["/keys"] != 2 {
		t.Errorf("keys asked for %d times: %v", p.asked["/keys"], err)
	}
	if _, err := s.Claims(t.Context(), "sample", "c", secrets); err != nil || p.asked["/keys"] != 2 {
		t.Errorf("keys asked for %d times: %v", p.asked["/keys"], err)
	}
}

// TestBrowsersAreSentToTheService: nowhere else, whatever its document says.
func TestBrowsersAreSentToTheService(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"http://evil.localhost/auth", "https://evil.example/", "javascript:alert(1)", "//evil.example/", "http://127.0.0.1:1/", ""} {
		_, s := start(t, func(p *provider) { p.document["authorization_endpoint"] = address })
		_, err := s.Address(t.Context(), "sample", secrets)
		failed(t, address, err, community.SignOnAway, "address")
	}
	_, s := start(t, func(p *provider) {
		p.document["authorization_endpoint"] = strings.Replace(p.issuer, "http://", "http://u:p@", 1)
	})
	_, err := s.Address(t.Context(), "sample", secrets)
	failed(t, "a user in the address", err, community.SignOnAway, "address")
}

// TestNoWayInside: without trial addresses nothing on this machine or network is
// asked, whatever the configuration says.
func TestNoWayInside(t *testing.T) {
	t.Parallel()
	p, _ := start(t)
	for _, issuer := range []string{p.issuer, "https://127.0.0.1", "https://sign-on.localhost"} {
		s, err := New(Options{Origin: "https://heads.example", UserAgent: "test", Clock: time.Now, Services: []Service{{SignOnService: community.SignOnService{ID: "sample", Issuer: issuer}}}})
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Address(t.Context(), "sample", secrets)
		failed(t, issuer, err, community.SignOnAway, "discovery")
		if !errors.Is(err, fetch.ErrAddress) && !errors.Is(err, fetch.ErrURL) {
			t.Errorf("%s: %v", issuer, err)
		}
	}
}

func TestClaimValues(t *testing.T) {
	t.Parallel()
	var c claims
	text := `{"a":"x","n":100001,"big":12345678901234567890,"list":["x",2,true,null,{"a":1},["y"]],"o":{"p":{"q":"deep"},"r":["1","2"]},
		"many":[{"id":"1"},{"id":"2"},"3"],"https://claims.example/role":"head","o.p":"plain","b":true,"e":"  ","long":"` + strings.Repeat("x", valueBytes+1) + `"}`
	if err := c.UnmarshalJSON([]byte(text)); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]string{
		"": nil, "a": {"x"}, "n": {"100001"}, "big": {"12345678901234567890"}, "list": {"x", "2"}, "o.p.q": {"deep"}, "o.r": {"1", "2"}, "o.p": {"plain"},
		"many.id": {"1", "2"}, "https://claims.example/role": {"head"}, "b": nil, "e": nil, "long": nil, "none": nil, "a.b": nil, "o.none.q": nil, ".": nil,
	} {
		if diff := cmp.Diff(want, c.values(name)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	var none claims
	if err := none.UnmarshalJSON([]byte("null")); err != nil || none.values("a") != nil || none.tree == nil {
		t.Errorf("%v %v", none, err)
	}
}
