package clientapi

import (
	"net/http"

	"headroom/community"
)

// authorizationServer is what RFC 8414 says of a server of tokens.
type authorizationServer struct {
	Issuer          string   `json:"issuer"`
	Authorize       string   `json:"authorization_endpoint"`
	Token           string   `json:"token_endpoint"`
	Revoke          string   `json:"revocation_endpoint"`
	UserInfo        string   `json:"userinfo_endpoint"`
	Register        string   `json:"app_registration_endpoint"`
	Service         string   `json:"service_documentation"`
	Scopes          []string `json:"scopes_supported"`
	ResponseTypes   []string `json:"response_types_supported"`
	ResponseModes   []string `json:"response_modes_supported"`
	GrantTypes      []string `json:"grant_types_supported"`
	AuthMethods     []string `json:"token_endpoint_auth_methods_supported"`
	ChallengeMethod []string `json:"code_challenge_methods_supported"`
}

func (a *API) authorizationServer(w http.ResponseWriter, _ *http.Request, _ caller) error {
	at := a.Identity.URL
	return a.answer(w, http.StatusOK, authorizationServer{
		Issuer: at + "/", Authorize: at + "/oauth/authorize", Token: at + "/oauth/token", Revoke: at + "/oauth/revoke", UserInfo: at + "/oauth/userinfo",
		Register: at + "/api/v1/apps", Service: at + "/help", Scopes: community.Scopes(), ResponseTypes: []string{"code"}, ResponseModes: []string{"query"},
		GrantTypes: []string{"authorization_code", "client_credentials"}, AuthMethods: []string{"client_secret_basic", "client_secret_post", "none"},
		ChallengeMethod: []string{"S256"},
	})
}

// userInfo is who a token stands for (OpenID Connect Core, 5.1).
type userInfo struct {
	Issuer   string `json:"iss"`
	Subject  string `json:"sub"`
	Name     string `json:"name"`
	Username string `json:"preferred_username"`
	Profile  string `json:"profile"`
}

func (a *API) userinfo(w http.ResponseWriter, _ *http.Request, c caller) error {
	return a.answer(w, http.StatusOK, userInfo{a.Identity.URL + "/", c.person.IRI, c.person.Name, c.person.Username, c.person.IRI})
}
