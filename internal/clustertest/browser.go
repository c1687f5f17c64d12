package clustertest

import (
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"headroom/internal/second"
)

// Browser asks one instance for pages, without scripts.
type Browser struct {
	t    testing.TB
	node *Node
	base string
	http *http.Client
}

// Browser opens a new browser, in which nobody has signed in.
func (n *Node) Browser() *Browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		n.cluster.T.Fatal(err)
	}
	return &Browser{t: n.cluster.T, node: n, base: n.conf.URL, http: &http.Client{Jar: jar, Transport: n.transport()}}
}

// transport reaches the instance whatever its name resolves to.
func (n *Node) transport() *http.Transport {
	return &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, network, n.address)
	}}
}

// Page is a page as it came.
type Page struct {
	Status int
	Path   string // after redirects
	Header http.Header
	Body   string
	t      testing.TB
	b      *Browser
	root   *html.Node
}

// Get asks for a page and follows redirects.
func (b *Browser) Get(path string) *Page {
	b.t.Helper()
	return b.do(http.MethodGet, path, "", nil)
}

// SignIn signs in through the page, with a second factor: everybody but guests has
// one, so that roles may come to them later.
func (b *Browser) SignIn(email, password string) *Page {
	b.t.Helper()
	if _, err := second.GiveTo(b.t.Context(), b.node.Service, email); err != nil {
		b.t.Fatalf("%s has no account: %v", email, err)
	}
	p := b.Get("/sign-in").Submit("/sign-in", map[string]string{"email": email, "password": password}).WithCode(email)
	if p.Status != http.StatusOK || p.Path == "/sign-in" {
		b.t.Fatalf("sign in as %s: %d at %s", email, p.Status, p.Path)
	}
	return p
}

// WithCode answers the page that asks for a code after a password; any other page
// is given back as it is.
func (p *Page) WithCode(email string) *Page {
	p.t.Helper()
	if !strings.Contains(p.Body, `action="/sign-in/code"`) {
		return p
	}
	account, err := second.GiveTo(p.t.Context(), p.b.node.Service, email)
	if err != nil {
		p.t.Fatal(err)
	}
	code, err := second.Answer(p.t.Context(), p.b.node.Service, account)
	if err != nil {
		p.t.Fatal(err)
	}
	return p.Submit("/sign-in/code", map[string]string{"code": code})
}

func (b *Browser) do(method, path, contentType string, body io.Reader) *Page {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), method, b.base+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	res, err := b.http.Do(req)
	if err != nil {
		b.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatalf("%s %s: %v", method, path, err)
	}
	p := &Page{Status: res.StatusCode, Path: res.Request.URL.Path, Header: res.Header, Body: string(raw), t: b.t, b: b}
	if p.root, err = html.Parse(bytes.NewReader(raw)); err != nil {
		b.t.Fatalf("%s %s: %v", method, path, err)
	}
	return p
}

// OK fails the test unless the page came with status 200.
func (p *Page) OK() *Page {
	p.t.Helper()
	if p.Status != http.StatusOK {
		p.t.Fatalf("%s: status %d\n%s", p.Path, p.Status, p.Text())
	}
	return p
}

// Submit sends the page's form with that action: what the page filled in, with
// the given fields in its place. A field that is no field of the form is sent
// too, as a button is.
func (p *Page) Submit(action string, fields map[string]string) *Page {
	p.t.Helper()
	form := find(p.root, func(n *html.Node) bool { return n.Data == "form" && attr(n, "action") == action })
	if form == nil {
		p.t.Fatalf("%s has no form for %s\n%s", p.Path, action, p.Text())
	}
	values := filled(form)
	for name, v := range fields {
		values.Set(name, v)
	}
	if attr(form, "enctype") != "multipart/form-data" {
		return p.b.do(http.MethodPost, action, "application/x-www-form-urlencoded", strings.NewReader(values.Encode()))
	}
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, list := range values {
		for _, v := range list {
			if err := w.WriteField(name, v); err != nil {
				p.t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		p.t.Fatal(err)
	}
	return p.b.do(http.MethodPost, action, w.FormDataContentType(), &body)
}

// Post sends a form that no page has shown.
func (b *Browser) Post(path string, fields map[string]string) *Page {
	b.t.Helper()
	values := url.Values{}
	for name, v := range fields {
		values.Set(name, v)
	}
	return b.do(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(values.Encode()))
}

// Count is how often a text stands on the page.
func (p *Page) Count(text string) int { return strings.Count(p.Text(), text) }

// Contains tells whether a text stands on the page.
func (p *Page) Contains(text string) bool { return p.Count(text) > 0 }

// Text is what a reader sees: the text of the page's main part, or of all of it
// where it has none.
func (p *Page) Text() string {
	root := find(p.root, func(n *html.Node) bool { return n.Data == "main" })
	if root == nil {
		root = p.root
	}
	var b strings.Builder
	for n := range root.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "script" && n.Parent.Data != "style" && n.Parent.Data != "template" {
			b.WriteString(n.Data)
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// Link gives the address of the link with that text; "" when there is none.
func (p *Page) Link(text string) string {
	a := find(p.root, func(n *html.Node) bool { return n.Data == "a" && strings.Contains(content(n), text) })
	if a == nil {
		return ""
	}
	return attr(a, "href")
}

// Follow gets the page behind the link with that text.
func (p *Page) Follow(text string) *Page {
	p.t.Helper()
	href := p.Link(text)
	if href == "" {
		p.t.Fatalf("%s has no link %q\n%s", p.Path, text, p.Text())
	}
	return p.b.Get(href)
}

func content(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

func find(root *html.Node, is func(*html.Node) bool) *html.Node {
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && is(n) {
			return n
		}
	}
	return nil
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

// filled is what a form holds as the page shows it.
func filled(form *html.Node) url.Values {
	values := url.Values{}
	for n := range form.Descendants() {
		name := attr(n, "name")
		if n.Type != html.ElementNode || name == "" {
			continue
		}
		switch n.Data {
		case "input":
			switch attr(n, "type") {
			case "submit", "file", "image", "button":
			case "checkbox", "radio":
				if has(n, "checked") {
					values.Add(name, attr(n, "value"))
				}
			default:
				values.Add(name, attr(n, "value"))
			}
		case "textarea":
			values.Add(name, strings.TrimPrefix(content(n), "\n"))
		case "select":
			values.Add(name, chosen(n))
		}
	}
	return values
}

// chosen is the value of a select: the marked option, or the first.
func chosen(n *html.Node) string {
	first, value := true, ""
	for o := range n.Descendants() {
		if o.Data == "option" && (first || has(o, "selected")) {
			first, value = false, attr(o, "value")
		}
	}
	return value
}
