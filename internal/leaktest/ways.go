package leaktest

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// Way is a way to ask for something: what else than a page a server may have to
// say about it, and how a request may come past a check of its method.
type Way struct {
	Method, Accept string
	Suffix         string // behind the path; one that begins with ? joins the query
	Override       string // header or field that says it is a GET after all
	Form           string // body of a POST
}

// String names the way in findings.
func (w Way) String() string {
	return strings.Join(strings.Fields(fmt.Sprint(w.Method, " ", w.Accept, " ", w.Suffix, " ", w.Override)), " ")
}

// Ways are all ways to ask. The first two are a page and an activity.
var Ways = func() (list []Way) {
	for _, accept := range []string{"text/html", "application/activity+json", `application/ld+json; profile="https://www.w3.org/ns/activitystreams"`,
		"application/json", "application/atom+xml", "application/rss+xml", "application/xml", "image/*", "*/*"} {
		list = append(list, Way{Method: http.MethodGet, Accept: accept})
	}
	for _, suffix := range []string{".json", ".rss", ".atom", ".xml", "/embed", "/raw", "?page=1"} {
		list = append(list, Way{Method: http.MethodGet, Accept: "*/*", Suffix: suffix})
	}
	for _, method := range []string{http.MethodHead, http.MethodOptions} {
		list = append(list, Way{Method: method, Accept: "*/*"})
	}
	for _, override := range []string{"X-HTTP-Method-Override", "X-HTTP-Method", "_method"} {
		list = append(list, Way{Method: http.MethodPost, Accept: "*/*", Override: override})
	}
	return list
}()

// Request is a request for a path of an instance.
func (w Way) Request(ctx context.Context, base, path string) (*http.Request, error) {
	if query, ok := strings.CutPrefix(w.Suffix, "?"); ok && strings.Contains(path, "?") {
		path += "&" + query
	} else if at := strings.IndexByte(path, '?'); at >= 0 && w.Suffix != "" {
		path = path[:at] + w.Suffix + path[at:]
	} else {
		path += w.Suffix
	}
	body := w.Form
	if w.Override == "_method" {
		body = url.Values{"_method": {http.MethodGet}}.Encode()
	}
	r, err := http.NewRequestWithContext(ctx, w.Method, base+path, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Accept", w.Accept)
	if w.Override != "" && w.Override != "_method" {
		r.Header.Set(w.Override, http.MethodGet)
	}
	if w.Method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return r, nil
}

// Answer is everything that an asker is given.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Head is the answer without its body, its date, and the count of requests that are
// left, which goes down whatever was asked for.
func (a Answer) Head() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%d\n", a.Status)
	_ = a.Header.WriteSubset(&b, map[string]bool{"Date": true, "X-Ratelimit-Remaining": true, "X-Ratelimit-Reset": true})
	return b.Bytes()
}

// Ask sends a request and gives the whole answer. Redirects are answers.
type Ask func(*http.Request) (Answer, error)
