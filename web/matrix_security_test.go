package web_test

import (
	"maps"
	"net/url"
)

// securityForms are those about how one signs in.
var securityForms = map[string]form{
	"/sign-in/code": {role: "anonymous", path: fixed("/sign-in/code"), twice: true, bare: true, good: sends("code", "123456")},
	"/security/app": {role: "member", path: fixed("/security/app"), twice: true, secret: []string{"code"}, good: func(h *house) url.Values { return sends("code", h.appCode("member"))(h) },
		wrong: []fault{{"code", "12345", "code"}}},
	"/security/app/remove": {role: "member", path: func(h *house) string { h.withApp("member"); return "/security/app/remove" }, secret: []string{"code"},
		good: func(h *house) url.Values { return sends("code", h.nextCode("member"))(h) }, required: map[string]string{"code": "code-remove"}, wrong: []fault{{"code", "12345", "code-remove"}}},
	"/security/codes": {role: "member", path: func(h *house) string { h.withApp("member"); return "/security/codes" }, secret: []string{"code"}, twice: true,
		good: func(h *house) url.Values { return sends("code", h.nextCode("member"))(h) }, required: map[string]string{"code": "code-codes"}, wrong: []fault{{"code", "12345", "code-codes"}}},
	"/security/go-on": {role: "member", path: fixed("/security/go-on"), bare: true, twice: true, good: sends("next", "/about")},
}

func init() { maps.Copy(forms, securityForms) }
