package clientapi_test

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"headroom/community"
)

func TestRegisterApp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	odd := "http://localhost:5314/api/HOST/oauth/http%3A%2F%2Flocalhost%3A5314"
	for _, body := range []any{
		url.Values{"client_name": {"Sample App"}, "redirect_uris": {odd + "\nsampleapp://\n" + community.OutOfBand}, "scopes": {"read write follow push"}, "website": {"https://app.example"}},
		map[string]any{"client_name": "Sample App", "redirect_uris": []string{odd, "sampleapp://", community.OutOfBand}, "scopes": "read write follow push", "website": "https://app.example"},
	} {
		got := w.ask(http.MethodPost, "/api/v1/apps", "", body).is(200)
		if got["client_id"] == "" || len(got["client_secret"].(string)) < 40 || got["client_secret_expires_at"] != 0.0 || got["redirect_uri"] != odd+"\nsampleapp://\n"+community.OutOfBand ||
			got["website"] != "https://app.example" || len(got["redirect_uris"].([]any)) != 3 || len(got["scopes"].([]any)) != 4 {
			t.Errorf("%v", got)
		}
	}
	if got := w.ask(http.MethodPost, "/api/v1/apps?client_name=x&redirect_uris=x://y", "", nil).is(200); got["scopes"].([]any)[0] != "read" {
		t.Errorf("%v", got)
	}
	for what, form := range map[string]url.Values{
		"no name":           {"redirect_uris": {"x://y"}},
		"no redirect":       {"client_name": {"x"}},
		"relative":          {"client_name": {"x"}, "redirect_uris": {"/back"}},
		"script":            {"client_name": {"x"}, "redirect_uris": {"javascript:alert(1)"}},
		"fragment":          {"client_name": {"x"}, "redirect_uris": {"https://app.example/#x"}},
		"a user":            {"client_name": {"x"}, "redirect_uris": {"https://us@app.example/"}},
		"an unknown scope":  {"client_name": {"x"}, "redirect_uris": {"x://y"}, "scopes": {"read admin:read"}},
		"a bad website":     {"client_name": {"x"}, "redirect_uris": {"x://y"}, "website": {"javascript:alert(1)"}},
		"too long":          {"client_name": {"x"}, "redirect_uris": {"https://app.example/" + strings.Repeat("x", 2000)}},
		"too many":          {"client_name": {"x"}, "redirect_uris": {strings.Repeat("x://y ", 5) + strings.Join(numbered(21), " ")}},
		"quotes in a place": {"client_name": {"x"}, "redirect_uris": {`x://"y`}},
	} {
		if got := w.ask(http.MethodPost, "/api/v1/apps", "", form); got.Status != 422 || !strings.HasPrefix(got.Body, `{"error":"`) {
			t.Errorf("%s: %d %s", what, got.Status, got.Body)
		}
	}
}

func numbered(n int) (list []string) {
	for i := range n {
		list = append(list, "x://"+strings.Repeat("y", i+1))
	}
	return list
}

// consent has a member agree and gives the form with which the code is fetched.
func (w *world) consent(m member, a community.App, secret, challenge string) url.Values {
	w.t.Helper()
	in := community.Consent{Client: a.Client, Redirect: redirect, Scopes: "read write:statuses", Challenge: challenge}
	if challenge != "" {
		in.Method = "S256"
	}
	code, err := w.Service.AgreeToApp(w.t.Context(), m.Viewer, in)
	w.ok(err)
	form := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "client_id": {a.Client}, "redirect_uri": {redirect}}
	if secret != "" {
		form.Set("client_secret", secret)
	}
	return form
}

func with(form url.Values, name, value string) url.Values {
	out := url.Values{}
	for k, v := range form {
		out[k] = v
	}
	out.Del(name)
	if value != "" {
		out.Set(name, value)
	}
	return out
}

func TestCodes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ann := w.head("Ann Sample")
	a, secret := w.app()
	other, otherSecret := w.app()
	refused := func(what string, form url.Values, status int, code string) {
		t.Helper()
		if got := w.ask(http.MethodPost, "/oauth/token", "", form).is(status); got["error"] != code || got["error_description"] == "" {
			t.Errorf("%s: %v, want %s", what, got, code)
		}
	}
	form := w.consent(ann, a, secret, "")
	refused("another redirect", with(form, "redirect_uri", redirect+"/"), 400, "invalid_grant")
	refused("another code", with(form, "code", "x"), 400, "invalid_grant")
	refused("another grant", with(form, "grant_type", "password"), 400, "unsupported_grant_type")
	refused("a wrong secret", with(form, "client_secret", otherSecret), 401, "invalid_client")
	refused("no secret and no proof", with(form, "client_secret", ""), 401, "invalid_client")
	refused("a proof of nothing", with(with(form, "client_secret", ""), "code_verifier", strings.Repeat("v", 43)), 400, "invalid_grant")
	refused("an unknown app", with(form, "client_id", "x"), 401, "invalid_client")
	refused("another app", with(with(form, "client_id", other.Client), "client_secret", otherSecret), 400, "invalid_grant")

	got := w.ask(http.MethodPost, "/oauth/token", "", form).is(200)
	if got["token_type"] != "Bearer" || got["scope"] != "read write:statuses" || got["created_at"] != float64(w.clock.Now().Unix()) || got["expires_in"] != nil {
		t.Errorf("%v", got)
	}
	token := got["access_token"].(string)
	if app := w.ask(http.MethodGet, "/api/v1/apps/verify_credentials", token, nil).is(200); app["name"] != "Sample App" || app["client_secret"] != nil {
		t.Errorf("%v", app)
	}
	refused("the same code again", form, 400, "invalid_grant")
	w.ask(http.MethodGet, "/api/v1/apps/verify_credentials", token, nil).is(401)

	late := w.consent(ann, a, secret, "")
	w.clock.pass(10 * time.Minute)
	refused("a code too late", late, 400, "invalid_grant")

	before := w.consent(ann, a, secret, "")
	_, err := w.Service.EndOtherSessions(t.Context(), ann.Viewer)
	w.ok(err)
	refused("a code from before everything was ended", before, 400, "invalid_grant")

	asked := with(w.consent(ann, a, secret, ""), "client_secret", "")
	asked.Del("client_id")
	r := httptest.NewRequest(http.MethodPost, "http://"+host+"/oauth/token?"+asked.Encode(), nil)
	r.SetBasicAuth(a.Client, secret)
	w.send(r).is(200)
}

func TestProofKeys(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ann := w.head("Ann Sample")
	a, secret := w.app()
	verifier := strings.Repeat("verifier-", 6)
	sum := sha256.Sum256([]byte(verifier))
	challenge := base64.RawURLEncoding.EncodeToString(sum[:])
	for what, in := range map[string]community.Consent{
		"plain":           {Challenge: challenge, Method: "plain"},
		"no method":       {Challenge: challenge},
		"no challenge":    {Method: "S256"},
		"a bad challenge": {Challenge: "short", Method: "S256"},
		"beyond the app":  {Scopes: "admin:read"},
	} {
		in.Client, in.Redirect = a.Client, redirect
		if _, err := w.Service.AgreeToApp(t.Context(), ann.Viewer, in); community.KindOf(err) != community.Invalid {
			t.Errorf("%s: %v", what, err)
		}
	}
	ask := func(form url.Values, status int) {
		t.Helper()
		w.ask(http.MethodPost, "/oauth/token", "", form).is(status)
	}
	form := w.consent(ann, a, secret, challenge)
	ask(form, 400) // with the secret, and without the proof that was promised
	ask(with(form, "code_verifier", verifier+"x"), 400)
	ask(with(form, "code_verifier", verifier), 200)
	form = w.consent(ann, a, "", challenge) // a client that keeps no secret
	ask(form, 401)
	ask(with(form, "code_verifier", verifier), 200)
}

func TestTokensEnd(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	check := func(what, token string, status int) {
		t.Helper()
		if got := w.ask(http.MethodGet, "/api/v1/apps/verify_credentials", token, nil); got.Status != status {
			t.Errorf("%s: %d %s", what, got.Status, got.Body)
		}
	}
	ann := w.head("Ann Sample")
	everywhere, revoked := w.token(ann), w.token(w.head("Bob Sample"))
	check("in use", everywhere, 200)
	_, err := w.Service.EndOtherSessions(t.Context(), ann.Viewer)
	w.ok(err)
	check("every session ended", everywhere, 401)

	check("in use", revoked, 200)
	_, err = w.Service.EndEverySession(t.Context(), community.CommandLine, "a sample reason")
	w.ok(err)
	check("everybody's sessions ended", revoked, 401)

	a, secret := w.app()
	form := w.consent(ann, a, secret, "")
	if _, _, err := w.Service.TokenForCode(t.Context(), community.CodeInput{Client: a.Client, Secret: secret, Code: form.Get("code"), Redirect: redirect}); err == nil {
		// Ann's viewer still stands for her account; her sessions are counted anew.
		all, err := w.Service.MyApps(t.Context(), ann.Viewer)
		w.ok(err)
		if len(all) != 1 || all[0].Name != "Sample App" || len(all[0].Scopes) != 2 {
			t.Errorf("%+v", all)
		}
		w.ok(w.Service.EndApp(t.Context(), ann.Viewer, all[0].ID))
		if err := w.Service.EndApp(t.Context(), ann.Viewer, all[0].ID); !community.IsNotFound(err) {
			t.Errorf("ended twice: %v", err)
		}
	} else {
		t.Error(err)
	}
	w.ok(w.Service.ForgetAppCodes(t.Context()))
}

func TestRevokeToken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ann := w.head("Ann Sample")
	a, secret := w.app()
	other, otherSecret := w.app()
	got := w.ask(http.MethodPost, "/oauth/token", "", w.consent(ann, a, secret, "")).is(200)
	token := got["access_token"].(string)
	form := url.Values{"client_id": {a.Client}, "client_secret": {secret}, "token": {token}}
	w.ask(http.MethodPost, "/oauth/revoke", "", with(with(form, "client_id", other.Client), "client_secret", otherSecret)).is(200)
	w.ask(http.MethodPost, "/oauth/revoke", "", with(form, "client_secret", "wrong")).is(401)
	w.ask(http.MethodGet, "/api/v1/apps/verify_credentials", token, nil).is(200)
	w.ask(http.MethodPost, "/oauth/revoke", "", form).is(200)
	w.ask(http.MethodGet, "/api/v1/apps/verify_credentials", token, nil).is(401)
	w.ask(http.MethodPost, "/oauth/revoke", "", form).is(200)
}

func TestAuthorizationServer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.ask(http.MethodGet, "/.well-known/oauth-authorization-server", "", nil).is(200)
	if got["issuer"] != "http://"+host+"/" || got["code_challenge_methods_supported"].([]any)[0] != "S256" || len(got["scopes_supported"].([]any)) < 25 {
		t.Errorf("%v", got)
	}
	ann := w.head("Ann Sample")
	if me := w.ask(http.MethodGet, "/oauth/userinfo", w.token(ann, "profile"), nil).is(200); me["preferred_username"] != ann.Record.Username || me["sub"] != ann.Record.IRI {
		t.Errorf("%v", me)
	}
}
