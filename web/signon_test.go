package web_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"headroom/community"
)

// reception is a sign-on service that answers what the code asks it to.
type reception struct{}

func (reception) Services() []community.SignOnService {
	return []community.SignOnService{{ID: "sample", Name: community.LangMap{"en": "Sample sign-on", "cy": "Mewngofnodi Enghreifftiol"}, Issuer: "https://sign-on.example",
		Nation: "SCT", HeadRoles: []string{"Headteacher"}}, {ID: "elsewhere", Name: community.LangMap{"en": "Elsewhere"}, Nation: "ENG"}}
}

func (reception) Address(_ context.Context, _ string, s community.SignOnSecrets) (string, error) {
	return "https://sign-on.example/auth?state=" + url.QueryEscape(s.State), nil
}

func (reception) Claims(_ context.Context, _, code string, _ community.SignOnSecrets) (community.SignOnClaims, error) {
	c := community.SignOnClaims{Subject: "7", Schools: []string{"8400001"}, Roles: []string{"Headteacher"}}
	switch code {
	case "role":
		c.Roles = nil
	case "away":
		return community.SignOnClaims{}, &community.SignOnProblem{Result: community.SignOnAway, Detail: "token endpoint"}
	}
	return c, nil
}

// visits begins a visit and gives its state.
func (b *browser) visits() string {
	b.h.t.Helper()
	w := b.post("/application/sign-on/sample", url.Values{})
	address, found := strings.CutPrefix(w.Header().Get("Refresh"), "0;url=")
	u, err := url.Parse(address)
	if w.Code != http.StatusOK || !found || err != nil || u.Host != "sign-on.example" || !strings.Contains(w.Body.String(), `href="`+strings.ReplaceAll(address, "&", "&amp;")) {
		b.h.t.Fatalf("%d %q %v %s", w.Code, w.Header().Get("Refresh"), err, w.Body)
	}
	return u.Query().Get("state")
}

// comesBack is the browser on its way back from the service.
func (b *browser) comesBack(state, query string) (code int, location, body string) {
	w := b.get("/application/sign-on/sample/callback?state=" + url.QueryEscape(state) + "&" + query)
	return w.Code, w.Header().Get("Location"), w.Body.String()
}

func TestSignOn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.newcomer()
	b := h.signedIn("newcomer")
	page := b.get("/application").Body.String()
	if !strings.Contains(page, "Show it with Sample sign-on") || strings.Contains(page, "Elsewhere") {
		t.Error("the services of the applicant's nation are offered, and no others")
	}
	code, location, _ := b.comesBack(b.visits(), "code=role")
	if code != http.StatusSeeOther || location != "/application#sign-on-sample" {
		t.Fatalf("%d to %s", code, location)
	}
	said := h.site.Renderer.Catalogue().Translate("en", "sign_on_result.role")
	if page = b.get("/application").Body.String(); !strings.Contains(page, said) || !strings.Contains(page, "Show it with") {
		t.Error("what came of it is said, and it can be tried again")
	}
	code, location, _ = b.comesBack(b.visits(), "code=good")
	if code != http.StatusSeeOther || location != "/application?done=sign_on_fits#sign-on-sample" {
		t.Fatalf("%d to %s", code, location)
	}
	if page = b.get("/application?done=sign_on_fits").Body.String(); strings.Contains(page, "Show it with") || !strings.Contains(page, "3 points of 3") {
		t.Error("it counts, and need not be shown again")
	}
	operators := h.signedIn("operator").get("/operator/applications/" + h.newcomer()).Body.String()
	for _, want := range []string{"Sample sign-on", h.site.Renderer.Catalogue().Translate("en", "sign_on_says.role"), h.site.Renderer.Catalogue().Translate("en", "sign_on.role"),
		h.site.Renderer.Catalogue().Translate("en", "audit.application.sign-on")} {
		if !strings.Contains(operators, want) {
			t.Errorf("the case does not say %q", want)
		}
	}
}

// TestSignOnComesToNothing: each way in which a browser comes back with nothing
// is answered on the applicant's page with what to do, in their language.
func TestSignOnComesToNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.newcomer()
	b := h.signedIn("newcomer")
	used, late := b.visits(), b.visits()
	b.comesBack(used, "error=access_denied")
	h.clock.pass(11 * time.Minute)
	other := h.signedIn("newcomer").visits()
	for what, c := range map[string]struct {
		state, query, key string
		lands             bool // on the page, with the result kept
	}{
		"refused by the person": {"", "error=access_denied", "sign_on_result.declined", true},
		"away":                  {"", "code=away", "sign_on_result.away", true},
		"another issuer":        {"", "code=good&iss=https://evil.example", "sign_on_result.token", true},
		"no code":               {"", "", "sign_on_result.refused", true},
		"hostile error":         {"", "error=" + url.QueryEscape(`"><script>alert(1)</script>`), "sign_on_result.refused", true},
		"used":                  {used, "code=good", "error.sign_on_used", false},
		"late":                  {late, "code=good", "error.sign_on_late", false},
		"another session":       {other, "code=good", "error.sign_on_session", false},
		"unknown":               {"made-up", "code=good", "error.sign_on_unknown", false},
		"no state":              {"", "code=good", "error.sign_on_unknown", false},
		"a long state":          {strings.Repeat("x", 5000), "code=good", "error.sign_on_unknown", false},
	} {
		for _, lang := range []string{"en", "cy", "gd"} {
			b.get("/about?lang=" + lang)
			if c.lands {
				c.state = b.visits()
			}
			code, location, body := b.comesBack(c.state, c.query)
			if c.lands {
				if code != http.StatusSeeOther || location != "/application#sign-on-sample" {
					t.Errorf("%s: %d to %s", what, code, location)
				}
				body = b.get("/application").Body.String()
			} else if page := readPage(t, body); code != http.StatusConflict || len(page.summary) != 1 || page.summary[0] != "sign-on-sample" || strings.Contains(body, "made-up") {
				t.Errorf("%s: %d, the summary leads to %q", what, code, page.summary)
			}
			if want := h.site.Renderer.Catalogue().Translate(lang, c.key); !strings.Contains(body, want) {
				t.Errorf("%s in %s: not said: %q", what, lang, want)
			}
			if strings.Contains(body, "<script>alert") {
				t.Errorf("%s: the page holds what came back", what)
			}
		}
		b.get("/about?lang=en")
	}
	if page := b.get("/application").Body.String(); !strings.Contains(page, "1 point of 3") {
		t.Error("something of this counts")
	}
}

// TestSignOnIsForApplicants: nobody else learns of anything there.
func TestSignOnIsForApplicants(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.newcomer()
	state := h.signedIn("newcomer").visits()
	for who, want := range map[string][2]int{"anonymous": {http.StatusUnauthorized, http.StatusSeeOther}, "member": {http.StatusNotFound, http.StatusNotFound},
		"operator": {http.StatusNotFound, http.StatusNotFound}, "applicant": {http.StatusNotFound, http.StatusNotFound}} {
		b := h.signedIn(who)
		if w := b.post("/application/sign-on/sample", url.Values{}); w.Code != want[0] {
			t.Errorf("%s begins: %d", who, w.Code)
		}
		code, location, _ := b.comesBack(state, "code=good")
		if code != want[1] || code == http.StatusSeeOther && location != "/sign-in?next=%2Fapplication" {
			t.Errorf("%s comes back: %d to %s", who, code, location)
		}
	}
	b := h.signedIn("newcomer")
	if w := b.post("/application/sign-on/none", url.Values{}); w.Code != http.StatusNotFound {
		t.Errorf("a service that is not configured: %d", w.Code)
	}
	w := b.post("/application/sign-on/elsewhere", url.Values{})
	if want := h.site.Renderer.Catalogue().Translate("en", "error.sign_on_school"); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), want) {
		t.Errorf("a service of another nation: %d", w.Code)
	}
}
