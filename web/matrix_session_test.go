package web_test

import (
	"net/http"
	"net/url"
	"regexp"

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

// sessionOver sends the form after the session has ended elsewhere.
func (m *matrix) sessionOver() {
	if m.role == "anonymous" || m.twice {
		return
	}
	b := m.h.signedIn(m.role)
	m.h.ok(signOutElsewhere(m.h, b))
	values := m.values()
	m.unchanged("after the session", func() {
		w := b.post(m.path(m.h), values)
		if w.Code != http.StatusUnauthorized {
			m.t.Errorf("after the session: %d", w.Code)
		}
		see(m.t, html.UnescapeString(w.Body.String()), m.h.site.Renderer.Catalogue().Translate("en", "error.session_ended"))
		next := hiddenNext.FindStringSubmatch(w.Body.String())
		if next == nil {
			m.t.Error("after the session: the sign-in page carries nothing")
			return
		}
		for _, name := range m.text {
			if u, err := url.Parse(html.UnescapeString(next[1])); err != nil || u.Query().Get(name) != values.Get(name) {
				m.t.Errorf("after the session: %s is not carried", name)
			}
		}
	})
}
