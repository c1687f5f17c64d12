package clientapi

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"headroom/community"
	"headroom/internal/httpx"
)

func (a *API) oauthRoutes() []route {
	return []route{
		{method: http.MethodPost, path: "/api/v1/apps", scope: public, handler: a.registerApp},
		{method: http.MethodGet, path: "/api/v1/apps/verify_credentials", scope: anyToken, handler: a.thisApp},
		{method: http.MethodPost, path: "/oauth/token", scope: public, handler: a.oauth(a.token)},
		{method: http.MethodPost, path: "/oauth/revoke", scope: public, handler: a.oauth(a.revoke)},
		{method: http.MethodGet, path: "/oauth/userinfo", scope: scopeOf("profile"), handler: a.userinfo},
		{method: http.MethodGet, path: "/.well-known/oauth-authorization-server", scope: public, handler: a.authorizationServer},
	}
}

// application is an app as others are shown it, credentialApplication with what it
// needs to say who it is.
type application struct {
	ID           string   `json:"id"`
	Name         string   `json:"name"`
	Website      *string  `json:"website"`
	Scopes       []string `json:"scopes"`
	RedirectURI  string   `json:"redirect_uri"`
	RedirectURIs []string `json:"redirect_uris"`
	VAPIDKey     string   `json:"vapid_key"`
}

type credentialApplication struct {
	application
	ClientID              string `json:"client_id"`
	ClientSecret          string `json:"client_secret"`
	ClientSecretExpiresAt int64  `json:"client_secret_expires_at"` // never
}

func (a *API) application(p community.App) application {
	out := application{ID: idText(p.ID), Name: p.Name, Scopes: slices.Clone(p.Scopes), RedirectURI: strings.Join(p.Redirects, "\n"),
		RedirectURIs: slices.Clone(p.Redirects), VAPIDKey: a.pushKey()}
	if p.Website != "" {
		out.Website = &p.Website
	}
	return out
}

// pushKey is the key by which browsers know this instance; "" where it sends no pushes.
func (a *API) pushKey() string {
	if a.Service.Pushes == nil {
		return ""
	}
	return a.Service.Pushes.Public()
}

// registerApp takes an app on. Its redirects are one text with one a line, or a list.
func (a *API) registerApp(w http.ResponseWriter, r *http.Request, _ caller) error {
	if a.newApps.OnLimit(w, r, httpx.ByAddress(r)) {
		return httpx.E(httpx.RateLimited, nil)
	}
	p, err := params(r)
	if err != nil {
		return err
	}
	app, secret, err := a.Service.RegisterApp(r.Context(), community.AppInput{Name: p.text("client_name"), Website: p.text("website"),
		Redirects: p.texts("redirect_uris"), Scopes: strings.Join(append(p.texts("scopes"), p.texts("scope")...), " ")})
	if err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, credentialApplication{a.application(app), app.Client, secret, 0})
}

// thisApp tells an app about itself.
func (a *API) thisApp(w http.ResponseWriter, _ *http.Request, c caller) error {
	return a.answer(w, http.StatusOK, a.application(c.app))
}

// tokenAnswer is a token as an app is given it. It has no expires_in: it does not end
// by itself, and hardly a client knows how to get another.
type tokenAnswer struct {
	AccessToken string `json:"access_token"`
	TokenType   string `json:"token_type"`
	Scope       string `json:"scope"`
	CreatedAt   int64  `json:"created_at"` // seconds
}

// token gives a token for a member's consent, or to an app for itself.
func (a *API) token(w http.ResponseWriter, r *http.Request, p values, client, secret string) error {
	var token string
	var k community.AppToken
	var err error
	switch p.text("grant_type") {
	case "authorization_code":
		token, k, err = a.Service.TokenForCode(r.Context(), community.CodeInput{Client: client, Secret: secret, Code: p.text("code"),
			Redirect: p.text("redirect_uri"), Verifier: p.text("code_verifier")})
	case "client_credentials":
		token, k, err = a.Service.TokenForApp(r.Context(), client, secret, p.text("scope"))
	default:
		return oauthError{http.StatusBadRequest, "unsupported_grant_type", "The authorization grant type is not supported by the authorization server."}
	}
	if err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, tokenAnswer{token, "Bearer", strings.Join(k.Scopes, " "), k.CreatedAt.Unix()})
}

// revoke ends a token (RFC 7009).
func (a *API) revoke(w http.ResponseWriter, r *http.Request, p values, client, secret string) error {
	if err := a.Service.RevokeToken(r.Context(), client, secret, p.text("token")); err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, struct{}{})
}

// oauthError is an error of RFC 6749 that has no use case.
type oauthError struct {
	status      int
	code, words string
}

func (e oauthError) Error() string { return e.code }

// oauth reads who asks, and answers errors as RFC 6749 does.
func (a *API) oauth(do func(w http.ResponseWriter, r *http.Request, p values, client, secret string) error) handler {
	return func(w http.ResponseWriter, r *http.Request, _ caller) error {
		p, err := params(r)
		if err != nil {
			return err
		}
		client, secret := p.text("client_id"), p.text("client_secret")
		if id, word, ok := r.BasicAuth(); ok {
			client, secret = unescaped(id), unescaped(word)
		}
		err = do(w, r, p, client, secret)
		var known *community.Error
		var own oauthError
		switch {
		case errors.As(err, &own):
		case errors.As(err, &known) && known.Reason != "" && known.Class == community.Unauthenticated:
			own = oauthError{http.StatusUnauthorized, known.Reason, a.message(r, err)}
		case errors.As(err, &known) && known.Reason != "":
			own = oauthError{http.StatusBadRequest, known.Reason, a.message(r, err)}
		default:
			return err
		}
		if own.status == http.StatusUnauthorized {
			w.Header().Set("WWW-Authenticate", `Basic realm="OAuth"`)
		}
		return a.answer(w, own.status, map[string]string{"error": own.code, "error_description": own.words})
	}
}

// unescaped is a part of the Basic credentials as it was before it was encoded (RFC
// 6749, 2.3.1).
func unescaped(text string) string {
	if plain, err := url.QueryUnescape(text); err == nil {
		return plain
	}
	return text
}
