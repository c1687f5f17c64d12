package bench

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// browser is one signed-in person with one browser.
type browser struct {
	on   *server
	http *http.Client
}

// dialLocal reaches every name under localhost on this machine.
func dialLocal(ctx context.Context, network, address string) (net.Conn, error) {
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	var d net.Dialer
	return d.DialContext(ctx, network, net.JoinHostPort("127.0.0.1", port))
}

// signIn signs a person in with the form.
func (s *server) signIn(ctx context.Context, username string) (*browser, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	b := &browser{on: s, http: &http.Client{Jar: jar, Transport: &http.Transport{DialContext: dialLocal,
		MaxIdleConnsPerHost: connections, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	_, err = b.post(ctx, "/sign-in", url.Values{"email": {username + "@sample.example"}, "password": {password}})
	return b, err
}

// get fetches a page and gives its text; any answer but 200 is an error.
func (b *browser) get(ctx context.Context, path string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.on.url+path, nil)
	if err != nil {
		return "", err
	}
	res, err := b.http.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("GET %s on %s: %s", path, b.on.name, res.Status)
	}
	return string(text), err
}

// post sends a form and gives where its answer leads; any answer but 303 is an
// error.
func (b *browser) post(ctx context.Context, path string, form url.Values) (location string, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, b.on.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", b.on.url)
	res, err := b.http.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusSeeOther {
		err = fmt.Errorf("POST %s on %s: %s: %s", path, b.on.name, res.Status, fault.FindString(string(text)))
	}
	return res.Header.Get("Location"), err
}

// fault finds what a page says is wrong.
var fault = regexp.MustCompile(`(?s)govuk-error-summary__body.{0,400}`)

// find waits until a page holds what the pattern describes, and gives its
// first group.
func (b *browser) find(ctx context.Context, path string, pattern *regexp.Regexp) (found string, err error) {
	err = await(ctx, pattern.String()+" on "+path+" on "+b.on.name, func() (bool, error) {
		text, err := b.get(ctx, path)
		if m := pattern.FindStringSubmatch(text); m != nil {
			found = m[1]
		}
		return found != "", err
	})
	return found, err
}

var (
	communityLink = regexp.MustCompile(`href="/communities/(\d+)"`)
	composeLink   = regexp.MustCompile(`href="(/communities/\d+/new)"`)
	threadLink    = regexp.MustCompile(`href="/threads/(\d+)`)
)

// join asks to be let into the only community that the person can see, waits
// until they are in, and gives its number on this instance.
func (b *browser) join(ctx context.Context) (id string, err error) {
	if id, err = b.find(ctx, "/communities", communityLink); err != nil {
		return "", err
	}
	if _, err := b.post(ctx, "/communities/"+id+"/join", url.Values{"reason": {"Measured by the bench."}}); err != nil {
		return "", err
	}
	_, err = b.find(ctx, "/communities/"+id, composeLink)
	return id, err
}

// marker is what is looked for in posts.
var marker = regexp.MustCompile(`marker-\d+`)

// sight is when a post was seen.
type sight struct {
	marker string
	at     time.Time
}

// watch tells of every post that appears in an open thread, as the browser is
// told, until ctx ends. It returns once the stream is open.
func (b *browser) watch(ctx context.Context, thread string, seen chan<- sight) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.on.url+"/events?thread="+thread, nil)
	if err != nil {
		return err
	}
	res, err := b.http.Do(req)
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		_ = res.Body.Close()
		return fmt.Errorf("events on %s: %s", b.on.name, res.Status)
	}
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(nil, 1<<20)
	lines.Scan() // the first line is sent when the stream has found its place
	go func() {
		defer res.Body.Close()
		for lines.Scan() {
			if m := marker.FindString(lines.Text()); m != "" {
				select {
				case seen <- sight{m, time.Now()}:
				case <-ctx.Done():
					return
				}
			}
		}
	}()
	return nil
}

// newClient is a client for requests that are signed or public.
func newClient() *http.Client {
	return &http.Client{Transport: &http.Transport{DialContext: dialLocal}}
}
