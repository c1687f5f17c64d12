package web_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/go-chi/chi/v5"

	"headroom/storage/storagetest"
	"headroom/web"
)

// form is one form of the program: where it goes, and what is right and wrong
// in it. Every POST route must have one.
type form struct {
	route string // under which it stands in forms
	role  string // who sends it
	path  func(*house) string
	good  func(*house) url.Values // sent as it should be
	// text are the fields that take any words, which must come back when the
	// form is refused; secret ones must not.
	text, secret []string
	// required are the fields that may not be empty, and wrong holds values
	// that are refused: each with the id of the input that the summary of
	// errors must lead to.
	required map[string]string
	wrong    []fault
	// bare forms have no fields of their own: refusals are a page of their own.
	bare bool
	// looks is a form whose page shows what only some may see: that it was shown
	// again is written down.
	looks bool
	// twice is a form whose second sending is a second, harmless thing by
	// itself, and has no key: signing in and out, asking for a link.
	twice bool
	// renews is a form that gives its sender another session: what is sent with it
	// at the same moment may meet the end of the one before.
	renews bool
}

type fault struct{ field, value, at string }

// lastNumber is the id of what a form is about, for which "#" stands in ids.
var lastNumber = regexp.MustCompile(`(\d+)(?:/[a-z]+)?$`)

// hostile are texts that break programs.
var hostile = []string{
	`<script>alert("canary")</script>`, `"><img src=x onerror=alert(1)>`, "{{.Viewer.Name}}{{template \"layout\" .}}", "⟦{{index . 0}}⟧%s%d%n",
	`'; DROP TABLE person; --`, "\u202egnirts\u2066", "a\x00b", "\xff\xfe\xc3\x28", strings.Repeat("\u0300", 300) + "z", "\r\nSet-Cookie: a=b\r\n\r\n", "javascript:alert(1)",
}

func TestEveryFormIsInTheMatrix(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	seen := map[string]bool{}
	err := chi.Walk(h.handler.(chi.Routes), func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if method == http.MethodPost {
			seen[route] = true
			if _, ok := forms[route]; !ok {
				t.Errorf("POST %s: say in matrix_forms_test.go what is right and wrong in it", route)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for route := range forms {
		if !seen[route] {
			t.Errorf("POST %s is in the matrix and is no more", route)
		}
	}
	for route := range withoutSession {
		if !seen[route] {
			t.Errorf("POST %s needs no session and is no more", route)
		}
	}
}

// TestBadInput takes every form through every fault.
func TestBadInput(t *testing.T) {
	t.Parallel()
	for _, route := range slices.Sorted(maps.Keys(forms)) {
		f := forms[route]
		f.route = route
		t.Run(route, func(t *testing.T) {
			t.Parallel()
			m := newMatrix(t, f)
			m.crossOrigin()
			m.sessionOver()
			m.otherLanguage()
			m.refusals()
			m.oversized()
			m.hostileTexts()
			m.sentTwice()
			m.sentAtOnce()
		})
	}
}

// matrix is one form in a house of its own.
type matrix struct {
	t *testing.T
	form
	h *house
	b *browser
	n int // of the idempotency key
}

func newMatrix(t *testing.T, f form) *matrix {
	h := newHouse(t, func(o *web.Options) { o.SignInsPerHour, o.PostsPerMinute, o.RequestsPerMinute = 10_000, 10_000, 10_000 })
	if f.role == "newcomer" { // who is there once they have applied
		h.newcomer()
	}
	m := &matrix{t: t, form: f, h: h, b: h.signedIn(f.role)}
	_, _ = f.path(h), f.good(h) // makes what it is about
	return m
}

// values is the right form with a new key and some fields changed.
func (m *matrix) values(changes ...string) url.Values {
	v := url.Values{}
	for name, list := range m.good(m.h) {
		v[name] = slices.Clone(list)
	}
	m.n++
	if !m.twice {
		v.Set("idempotency_key", fmt.Sprintf("matrix-%d", m.n))
	}
	for i := 0; i+1 < len(changes); i += 2 {
		v.Set(changes[i], changes[i+1])
	}
	return v
}

// unchanged fails when do leaves anything behind in the database; drafts are
// kept on purpose, a page for a passkey asks its browser anew, and it is kept that somebody looked at what only some may see.
// Beside them the tables may change that are named.
func (m *matrix) unchanged(what string, do func(), beside ...string) {
	m.t.Helper()
	before := m.h.state()
	do()
	for table, sum := range m.h.state() {
		if before[table] != sum && table != "draft" && table != "passkey_challenge" && !indexed(table) && !(m.looks && table == "audit") && !slices.Contains(beside, table) {
			m.t.Errorf("%s: the table %s has changed", what, table)
		}
	}
}

// indexed reports a table of the search index, which posts enter a moment after
// the commit that kept them.
func indexed(table string) bool {
	return table == "post_unsearched" || strings.HasPrefix(table, "post_search")
}

// refusals sends what is missing and what is wrong, in every language.
func (m *matrix) refusals() {
	faults := slices.Clone(m.wrong)
	for _, name := range slices.Sorted(maps.Keys(m.required)) {
		faults = append(faults, fault{name, "", m.required[name]}, fault{name, " \t\n", m.required[name]})
	}
	for _, f := range faults {
		said := map[string]string{}
		for _, lang := range []string{"en", "cy", "gd"} {
			what := fmt.Sprintf("%s %q in %s", f.field, f.value, lang)
			m.b.get("/about?lang=" + lang)
			values := m.values(f.field, f.value)
			m.unchanged(what, func() {
				w := m.b.post(m.path(m.h), values)
				said[lang] = m.refused(what, w, values, f)
				if got := w.Header().Get("Content-Language"); got != lang {
					m.t.Errorf("%s: answered in %s", what, got)
				}
			})
		}
		if said["en"] == said["cy"] || said["en"] == said["gd"] {
			m.t.Errorf("%s %q: said the same in every language: %s", f.field, f.value, said["en"])
		}
		general := m.h.site.Renderer.Catalogue().Translate("en", "error.invalid")
		if !m.bare && strings.Contains(said["en"], general) {
			m.t.Errorf("%s %q: only said %q", f.field, f.value, general)
		}
	}
	m.b.get("/about?lang=en")
}

// refused checks the answer to a form with a fault, and gives what it says.
func (m *matrix) refused(what string, w *httptest.ResponseRecorder, sent url.Values, f fault) string {
	m.t.Helper()
	if w.Code < 400 || w.Code >= 500 || w.Code == http.StatusUnauthorized || w.Code == http.StatusForbidden && !m.bare {
		m.t.Errorf("%s: %d %s", what, w.Code, w.Header().Get("Location"))
		return ""
	}
	page := readPage(m.t, w.Body.String())
	if m.bare {
		return page.main
	}
	if number := lastNumber.FindStringSubmatch(m.path(m.h)); number != nil {
		f.at = strings.ReplaceAll(f.at, "#", number[1])
	}
	if !slices.Contains(page.summary, f.at) {
		m.t.Errorf("%s: the summary leads to %q, not to %q", what, page.summary, f.at)
	}
	for _, id := range page.summary {
		if _, ok := page.fields[id]; !ok {
			m.t.Errorf("%s: the summary leads to %q, which is no field", what, id)
		}
		if !page.ids[id+"-error"] {
			m.t.Errorf("%s: no message at the field %q", what, id)
		}
	}
	m.kept(what, page, sent)
	return page.said
}

// kept checks that what was typed is in the page, and what is secret is not.
func (m *matrix) kept(what string, page shownPage, sent url.Values) {
	m.t.Helper()
	for _, name := range m.text {
		want := strings.ReplaceAll(clean(sent.Get(name)), "\r\n", "\n")
		if got := page.named[name]; want != "" && !slices.ContainsFunc(got, func(v string) bool { return strings.TrimSpace(v) == strings.TrimSpace(want) }) {
			m.t.Errorf("%s: %s is not kept: %.80q", what, name, got)
		}
	}
	for _, name := range m.secret {
		if len(sent.Get(name)) > 3 && strings.Contains(page.raw, sent.Get(name)) {
			m.t.Errorf("%s: %s comes back", what, name)
		}
	}
}

// oversized sends too much: words beyond every limit, then a megabyte.
func (m *matrix) oversized() {
	for _, name := range m.text {
		values := m.values(name, strings.Repeat("wórd ", 30_000))
		m.unchanged(name+" too long", func() {
			w := m.b.post(m.path(m.h), values)
			if w.Code != http.StatusUnprocessableEntity {
				m.t.Errorf("%s too long: %d", name, w.Code)
				return
			}
			page := readPage(m.t, w.Body.String())
			if len(page.summary) == 0 {
				m.t.Errorf("%s too long: the summary leads nowhere", name)
			}
			m.kept(name+" too long", page, values)
		})
		if w := m.b.post(m.path(m.h), m.values(name, strings.Repeat("x", 3<<20))); w.Code != http.StatusRequestEntityTooLarge {
			m.t.Errorf("three megabytes in %s: %d", name, w.Code)
		}
	}
	for name := range m.good(m.h) {
		if w := m.b.post(m.path(m.h), m.values(name, strings.Repeat("9", 100_000))); w.Code >= 500 {
			m.t.Errorf("%s too long: %d", name, w.Code)
		}
		w := m.b.send(m.path(m.h), "multipart/form-data; boundary=x", strings.NewReader("--x\r\nContent-Disposition: form-data; name=\""+name))
		if w.Code >= 500 || w.Code < 300 && !m.bare {
			m.t.Errorf("cut short: %d", w.Code)
		}
	}
	if w := m.b.send(m.path(m.h), "application/x-www-form-urlencoded", strings.NewReader("%zz=%")); w.Code >= 500 {
		m.t.Errorf("no form at all: %d", w.Code)
	}
}

// hostileTexts puts every hostile text into every field, into each alone and
// into all together. Some of it is taken, and then read.
func (m *matrix) hostileTexts() {
	fresh := newMatrix(m.t, m.form)
	for _, text := range hostile {
		var all []string
		for _, name := range m.text {
			all = append(all, name, text)
		}
		fresh.harmless("all", text, all...)
		for name := range m.good(m.h) {
			fresh.harmless(name, text, name, text)
		}
	}
}

func (m *matrix) harmless(name, text string, changes ...string) {
	m.t.Helper()
	w := m.b.post(m.path(m.h), m.values(changes...))
	if w.Code >= 500 {
		m.t.Errorf("%s %q: %d", name, text, w.Code)
	}
	if w.Code == http.StatusSeeOther {
		to := strings.Split(w.Header().Get("Location"), "#")[0]
		if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") {
			m.t.Errorf("%s %q: sent to %q", name, text, to)
			return
		}
		if w = m.b.get(to); w.Code >= 500 {
			m.t.Errorf("%s %q: %s is %d", name, text, to, w.Code)
		}
	}
	if w.Header().Get("Set-Cookie") != "" && strings.Contains(w.Header().Get("Set-Cookie"), "a=b") {
		m.t.Errorf("%s %q: a header was written", name, text)
	}
	if w.Header().Get("Content-Type") == "application/zip" {
		return // an archive is downloaded, never shown
	}
	body := w.Body.String()
	for _, bad := range []string{"<script>alert", "<img src=x", "Sample " + m.role + "{{", "%!s(", "\x00"} {
		if strings.Contains(body, bad) && !strings.Contains(text, bad) || strings.HasPrefix(bad, "<") && strings.Contains(body, bad) {
			m.t.Errorf("%s %q: the page holds %q", name, text, bad)
		}
	}
	if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") && strings.ToValidUTF8(body, "") != body {
		m.t.Errorf("%s %q: the page is no UTF-8", name, text)
	}
}

// sentTwice sends the right form twice with the same key.
func (m *matrix) sentTwice() {
	if m.twice {
		return
	}
	fresh := newMatrix(m.t, m.form)
	values := fresh.values()
	first := fresh.b.post(fresh.path(fresh.h), values)
	part := m.bare && first.Code == http.StatusOK && !strings.Contains(first.Body.String(), "<html")
	if first.Code != http.StatusSeeOther && first.Code != http.StatusNoContent && !part {
		m.t.Fatalf("the right form: %d %s", first.Code, readPage(m.t, first.Body.String()).main)
	}
	path := fresh.path(fresh.h)
	fresh.unchanged("the second time", func() {
		second := fresh.b.post(path, values)
		if second.Code != first.Code || second.Header().Get("Location") != first.Header().Get("Location") {
			m.t.Errorf("the second time: %d to %s, the first %d to %s", second.Code, second.Header().Get("Location"), first.Code, first.Header().Get("Location"))
		}
	})
}

// sentAtOnce sends it twice at the same time.
func (m *matrix) sentAtOnce() {
	if m.twice || m.renews {
		return
	}
	once, both := newMatrix(m.t, m.form), newMatrix(m.t, m.form)
	once.b.post(once.path(once.h), once.values())
	path, values := both.path(both.h), both.values()
	var answers [2]*httptest.ResponseRecorder
	var wait sync.WaitGroup
	for i := range answers {
		b := both.h.browser()
		maps.Copy(b.cookies, both.b.cookies)
		wait.Go(func() { answers[i] = b.post(path, values) })
	}
	wait.Wait()
	for _, w := range answers {
		if w.Code != answers[0].Code || w.Header().Get("Location") != answers[0].Header().Get("Location") || w.Code >= 400 {
			m.t.Errorf("at once: %d to %s and %d to %s", answers[0].Code, answers[0].Header().Get("Location"), w.Code, w.Header().Get("Location"))
		}
	}
	want, got := once.h.state(), both.h.state()
	for table, c := range want {
		if got[table].Rows != c.Rows && !indexed(table) {
			m.t.Errorf("at once: %d rows in %s, once %d", got[table].Rows, table, c.Rows)
		}
	}
}

// state is what every table holds, without what forms may change by the way.
func (h *house) state() map[string]storagetest.Contents {
	if h.beside == nil {
		h.beside = storagetest.OpenBeside(h.t, h.file)
	}
	return h.beside.Read(func(table, column string) bool {
		switch table {
		case "session", "answer", "setting", "goose_db_version":
			return true
		case "account":
			return column == "language" // the tests change it themselves
		}
		return false
	})
}
