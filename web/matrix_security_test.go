package web_test

import (
	"maps"
	"net/url"
	"strconv"

	"headroom/community"
)

// securityForms are those about how one signs in.
var securityForms = map[string]form{
	"/sign-in/code": {role: "anonymous", path: fixed("/sign-in/code"), twice: true, bare: true, good: sends("code", "123456")},
	"/sign-in/link": {role: "anonymous", path: fixed("/sign-in/link"), twice: true, text: []string{"email"}, good: sends("email", "member@scotland.localhost"),
		required: map[string]string{"email": "email"}, wrong: []fault{{"email", "no address", "email"}}},
	"/sign-in/link/{token}": {role: "anonymous", path: func(h *house) string { return "/sign-in/link/" + h.wayIn("member") }, bare: true, twice: true, good: sends()},
	"/security/app": {role: "member", path: fixed("/security/app"), twice: true, secret: []string{"code"}, good: func(h *house) url.Values { return sends("code", h.appCode("member"))(h) },
		wrong: []fault{{"code", "12345", "code"}}},
	"/security/app/remove": {role: "member", path: func(h *house) string { h.withApp("member"); return "/security/app/remove" }, secret: []string{"code"},
		good: func(h *house) url.Values { return sends("code", h.nextCode("member"))(h) }, required: map[string]string{"code": "code-remove"}, wrong: []fault{{"code", "12345", "code-remove"}}},
	"/security/codes": {role: "member", path: func(h *house) string { h.withApp("member"); return "/security/codes" }, secret: []string{"code"}, twice: true,
		good: func(h *house) url.Values { return sends("code", h.nextCode("member"))(h) }, required: map[string]string{"code": "code-codes"}, wrong: []fault{{"code", "12345", "code-codes"}}},
	"/security/sessions/end": {role: "member", path: fixed("/security/sessions/end"), bare: true, twice: true, good: sends()},
	"/closed/{token}": {role: "anonymous", bare: true, twice: true, good: sends(), path: func(h *house) string {
		return "/closed/" + h.made("closed", func() string {
			h.closesAccount("member")
			token, err := h.service.IssueClosureLink(h.t.Context(), h.people["member"].Account.ID)
			h.ok(err)
			return token
		})
	}},
	"/security/account/close": {role: "member", path: fixed("/security/account/close"), twice: true, good: sends("posts", "stay"), required: map[string]string{"posts": "posts"},
		wrong: []fault{{"posts", "burn", "posts"}}},
	"/security/account/export": {role: "member", path: fixed("/security/account/export"), bare: true, twice: true, good: sends()},
	"/sign-in/passkey":         {role: "anonymous", path: fixed("/sign-in/passkey"), bare: true, twice: true, good: sends("answer", "{}")},
	"/sign-in/passkey/ask":     {role: "anonymous", path: fixed("/sign-in/passkey/ask"), bare: true, twice: true, good: sends()},
	"/security/prove":          {role: "member", path: fixed("/security/prove"), twice: true, secret: []string{"proof"}, good: sends("proof", password), required: map[string]string{"proof": "proof"}, wrong: []fault{{"proof", "12345", "proof"}}},
	"/security/passkeys": {role: "member", renews: true, path: fixed("/security/passkeys"), text: []string{"name"}, good: func(h *house) url.Values {
		return sends("name", "My telephone", "answer", h.newPasskey())(h)
	}, required: map[string]string{"name": "name"}, secret: []string{"answer"}, wrong: []fault{{"answer", "{}", "name"}}},
	"/security/passkeys/{id}": {role: "member", path: func(h *house) string { return "/security/passkeys/" + h.passkey("member") }, text: []string{"name"}, good: sends("name", "My tablet"),
		required: map[string]string{"name": "name-#"}},
	"/security/passkeys/{id}/remove": {role: "member", path: func(h *house) string { return "/security/passkeys/" + h.passkey("member") + "/remove" }, bare: true, twice: true, good: sends()},
	"/security/sessions/{id}": {role: "member", path: func(h *house) string { return "/security/sessions/" + h.session() }, text: []string{"name"}, good: sends("name", "In the office"),
		required: map[string]string{"name": "name-#"}},
	"/security/sessions/{id}/end": {role: "member", path: func(h *house) string { return "/security/sessions/" + h.session() + "/end" }, bare: true, twice: true, good: sends()},
	"/set-password/{token}/passkey": {role: "anonymous", path: func(h *house) string { return "/set-password/" + h.firstLink() + "/passkey" }, twice: true, text: []string{"name"}, secret: []string{"answer"},
		good: func(h *house) url.Values {
			return sends("name", "My telephone", "answer", h.browser().firstPasskey("/set-password/"+h.firstLink()))(h)
		}, required: map[string]string{"name": "name"}, wrong: []fault{{"answer", "{}", "name"}}},
	"/apply/confirm/{token}/passkey": {role: "anonymous", path: func(h *house) string { return "/apply/confirm/" + h.applied() + "/passkey" }, twice: true, text: []string{"name"}, secret: []string{"answer"},
		good: func(h *house) url.Values {
			return sends("name", "My telephone", "answer", h.browser().firstPasskey("/apply/confirm/"+h.applied()))(h)
		}, required: map[string]string{"name": "name"}, wrong: []fault{{"answer", "{}", "name"}}},
	"/operator/applications/{id}/invitation": {role: "operator", path: func(h *house) string { return path("/operator/applications/%d/invitation", h.applicant()) }, bare: true, twice: true, good: sends()},
	"/operator/members/{id}/invitation":      {role: "operator", path: func(h *house) string { return path("/operator/members/%d/invitation", h.invited()) }, bare: true, twice: true, good: sends()},
	"/security/go-on":                        {role: "member", path: fixed("/security/go-on"), bare: true, twice: true, good: sends("next", "/about")},
}

func init() {
	maps.Copy(forms, securityForms)
	maps.Copy(forms, appForms)
}

// appForms are those about apps of others.
var appForms = map[string]form{
	"/oauth/authorize": {role: "member", path: fixed("/oauth/authorize"), bare: true, twice: true, good: func(h *house) url.Values {
		return sends("response_type", "code", "client_id", h.client(), "redirect_uri", community.OutOfBand, "scope", "read", "state", "", "code_challenge", "", "code_challenge_method", "")(h)
	}},
	"/security/apps/room": {role: "member", path: func(h *house) string { h.connected("member"); return "/security/apps/room" },
		good: func(h *house) url.Values { return sends("room", path("%d", h.closed.ID))(h) }, wrong: []fault{{"room", "1", "room"}, {"room", "x", "room"}}},
	"/security/apps/{id}/end": {role: "member", path: func(h *house) string { return "/security/apps/" + h.connected("member") + "/end" }, bare: true, twice: true, good: sends()},
}

// client is the name of an app that has registered.
func (h *house) client() string {
	return h.made("client", func() string {
		a, secret, err := h.service.RegisterApp(h.t.Context(), community.AppInput{Name: "Sample App", Redirects: []string{community.OutOfBand, "https://app.example/back?x=1"}, Scopes: "read write follow push"})
		h.ok(err)
		h.things["client secret"] = secret
		return a.Client
	})
}

// connected is the number of an app that somebody has let in.
func (h *house) connected(name string) string {
	client := h.client()
	return h.made("app of "+name, func() string {
		code, err := h.service.AgreeToApp(h.t.Context(), h.as(name), community.Consent{Client: client, Redirect: community.OutOfBand})
		h.ok(err)
		_, k, err := h.service.TokenForCode(h.t.Context(), community.CodeInput{Client: client, Secret: h.things["client secret"], Code: code, Redirect: community.OutOfBand})
		h.ok(err)
		return strconv.FormatInt(k.AppID, 10)
	})
}

// wayIn is a link that opens somebody's account.
func (h *house) wayIn(name string) string {
	return h.made("way in", func() string {
		token, err := h.service.IssueLink(h.t.Context(), h.people[name].Account.ID, community.LinkSignIn)
		h.ok(err)
		return token
	})
}
