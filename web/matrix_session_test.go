package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

var languageLink = regexp.MustCompile(`href="([^"]*)" hreflang=`)

// crossOrigin sends the form from the page of another site.
func (m *matrix) crossOrigin() {
	for lang, header := range map[string]http.Header{"en": {"Sec-Fetch-Site": {"cross-site"}}, "cy": {"Origin": {"http://evil.example"}}, "gd": {"Origin": {"null"}}} {
		m.b.get("/about?lang=" + lang)
		m.b.header = header
		m.unchanged("from another origin", func() {
			w := m.b.post(m.path(m.h), m.values())
			if w.Code != http.StatusForbidden {
				m.t.Errorf("from another origin, %v: %d", header, w.Code)
			}
			see(m.t, html.UnescapeString(w.Body.String()), m.h.site.Renderer.Catalogue().Translate(lang, "error.cross_origin"))
			m.switches(w.Body.String())
		})
		m.b.header = http.Header{}
	}
	m.b.get("/about?lang=en")
}

// switches follows the change of language on an error page.
func (m *matrix) switches(body string) {
	for _, found := range languageLink.FindAllStringSubmatch(body, -1) {
		header := m.b.header
		m.b.header = http.Header{}
		to := html.UnescapeString(found[1])
		if w := m.b.get(to); w.Code >= 400 {
			m.t.Errorf("the switch on an error page leads to %s: %d", to, w.Code)
		}
		m.b.header = header
	}
}

// withoutSession are the forms that are taken without a session, whose end
// therefore loses nothing. What is typed into every other one comes back. Of no
// form a password does, nor a file: browsers send a file once, and a page cannot
// fill in either.
var withoutSession = map[string]string{
	"/sign-in":                       "begins one",
	"/sign-out":                      "ends one",
	"/sign-in/code":                  "goes on with one that was begun",
	"/sign-in/link":                  "is for who cannot sign in",
	"/sign-in/link/{token}":          "goes by its link",
	"/appearance":                    "is kept by the browser",
	"/reset":                         "is for who cannot sign in",
	"/set-password/{token}/passkey":  "goes by its link",
	"/set-password/{token}":          "goes by its link",
	"/apply":                         "is for who has no account",
	"/apply/confirm/{token}":         "goes by its link",
	"/apply/confirm/{token}/passkey": "goes by its link",
	"/about/admission":               "is for everybody",
	"/posts/{id}/report/public":      "is for everybody",
	"/unsubscribe/{token}":           "goes by its link",
	"/closed/{token}":                "goes by its link",
	"/sign-in/passkey":               "begins one",
	"/sign-in/passkey/ask":           "is for who wants to begin one",
}

// fleeting are the forms that ask for a code, which has gone by when somebody has
// signed in again with the next one.
var fleeting = map[string]bool{"/security/codes": true, "/security/app/remove": true}

// sessionOver sends the form after the session has ended elsewhere, signs in on
// the page that comes, and finds what was typed.
func (m *matrix) sessionOver() {
	if fleeting[m.route] {
		return
	}
	m = newMatrix(m.t, m.form)
	b := m.h.signedIn(m.role)
	m.h.ok(signOutElsewhere(m.h, b))
	values := m.typed()
	if why := withoutSession[m.route]; why != "" {
		if w := b.post(m.path(m.h), values); w.Code == http.StatusUnauthorized {
			m.t.Errorf("asks for a sign-in, and %s", why)
		}
		return
	}
	var next string
	m.unchanged("after the session", func() {
		w := b.post(m.path(m.h), values)
		if w.Code != http.StatusUnauthorized {
			m.t.Errorf("after the session: %d", w.Code)
		}
		see(m.t, html.UnescapeString(w.Body.String()), m.h.site.Renderer.Catalogue().Translate("en", "error.session_ended"))
		if found := hiddenNext.FindStringSubmatch(w.Body.String()); found != nil {
			next = html.UnescapeString(found[1])
		}
	})
	if next == "" {
		m.t.Error("after the session: the sign-in page carries nothing")
		return
	}
	m.comesBack("after the sign-in", b, func() *httptest.ResponseRecorder {
		return b.signIn(m.role, next)
	}, values)
}

// otherLanguage sends the form with the button of a browser without scripts
// that goes on in another language.
func (m *matrix) otherLanguage() {
	if withoutSession[m.route] != "" || fleeting[m.route] {
		return
	}
	m = newMatrix(m.t, m.form)
	values := m.typed()
	w := m.comesBack("in another language", m.b, func() *httptest.ResponseRecorder {
		return m.b.post(m.path(m.h)+"?switch=cy", values)
	}, values)
	if got := w.Header().Get("Content-Language"); got != "cy" {
		m.t.Errorf("in another language: answered in %s", got)
	}
}

// typed is the right form with a text of its own in each field for words: one
// that no page holds by itself.
func (m *matrix) typed() url.Values {
	values := m.values()
	for _, name := range m.text {
		values.Set(name, "typed <into> "+name+" & \"kept\"")
	}
	return values
}

// comesBack does nothing but show the page of the form, with what was typed and
// chosen in this form and in no other.
func (m *matrix) comesBack(what string, b *browser, send func() *httptest.ResponseRecorder, typed url.Values) (w *httptest.ResponseRecorder) {
	m.t.Helper()
	m.unchanged(what, func() {
		w = send()
		if w.Code == http.StatusSeeOther {
			w = b.get(strings.Split(w.Header().Get("Location"), "#")[0])
		}
	}, "read_mark", "read_count") // it may be the page of a conversation
	if w.Code != http.StatusOK {
		m.t.Errorf("%s: %d %s", what, w.Code, w.Header().Get("Location"))
		return w
	}
	if m.bare {
		return w
	}
	page := readPage(m.t, w.Body.String())
	if len(page.summary) != 0 {
		m.t.Errorf("%s: says that something is wrong", what)
	}
	here := page.forms[m.path(m.h)]
	for name, want := range typed {
		got, there := here[name]
		switch text := slices.Contains(m.text, name); {
		case name == "idempotency_key", !text && !there: // a button
		case !slices.Contains(got, want[0]):
			m.t.Errorf("%s: %s is lost: %q", what, name, got)
		case text:
			for action, fields := range page.forms {
				for other, got := range fields {
					if slices.Contains(got, want[0]) && (action != m.path(m.h) || other != name) {
						m.t.Errorf("%s: %s has come into %s of %s", what, name, other, action)
					}
				}
			}
		}
	}
	return w
}
