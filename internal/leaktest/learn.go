package leaktest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/net/html"
)

const (
	// mostPages bounds what the member's session is used to look at.
	mostPages = 160
	// shortestWord is how long a text of a page is that counts as a secret, of
	// two words at least: shorter ones stand in many places by chance.
	shortestWord = 16
	// mostWords bounds the words that are learned.
	mostWords = 200
)

// worthAPage are the addresses that the member's session may be used for: what
// can be read, and nothing that a visit changes.
var worthAPage = regexp.MustCompile(`^/(communities|threads|posts|files|people|schools)/[0-9]+(/people|/history)?$`)

// openTo is a page as it is shown to nobody in particular, or to the outsider;
// nil where neither is shown it.
func (p *probe) openTo(ctx context.Context, path string) ([]byte, error) {
	for _, cookie := range []string{"", p.Outsider} {
		a, err := p.get(ctx, asker{"", func(r *http.Request) { r.Header.Set("Cookie", cookie) }}, Ways[0], path)
		if err != nil || a.Status == http.StatusOK {
			return a.Body, err
		}
	}
	return nil, nil
}

// learn looks at what is known as the member, follows the links, and keeps what
// it reads there as secret words. A page that the others are shown is no secret
// unless it was named as one, nor is a text that stands there.
func (p *probe) learn(ctx context.Context) error {
	if p.Member == "" {
		return nil
	}
	given := slices.Clone(p.Known)
	queue := append(slices.Clone(given), "/", "/communities")
	seen, open := map[string]bool{}, map[string]bool{}
	var texts []string
	for n := 0; n < len(queue) && len(seen) < mostPages; n++ {
		path := queue[n]
		if seen[path] {
			continue
		}
		seen[path] = true
		own, err := p.get(ctx, p.member(), Ways[0], path)
		if err != nil {
			return err
		}
		shown, err := p.openTo(ctx, path)
		if err != nil {
			return err
		}
		words, links := readPage(own.Body)
		for _, l := range links {
			if worthAPage.MatchString(l) {
				queue = append(queue, l)
			}
		}
		switch {
		case own.Status != http.StatusOK, path == "/", path == "/communities":
		case slices.Contains(given, path):
			texts = append(texts, words...)
		case open[strings.TrimSuffix(strings.TrimSuffix(path, "/people"), "/history")]: // refused, and no secret
		case shown != nil:
			open[path] = true
			words, _ := readPage(shown)
			for _, w := range words {
				p.public[w] = true
			}
		default:
			texts, p.Known = append(texts, words...), append(p.Known, path)
		}
	}
	for _, text := range texts {
		known := slices.ContainsFunc(p.words, func(s secret) bool { return s.word == text })
		if !p.public[text] && !known && len(p.words) < mostWords {
			p.words = append(p.words, secretOf(text))
		}
	}
	return nil
}

// readPage gives the texts that people wrote, as the page marks them, and the
// addresses that it leads to on its own instance.
func readPage(body []byte) (texts, links []string) {
	root, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		return nil, nil
	}
	for n := range root.Descendants() {
		if n.Type == html.TextNode && written(n) {
			if text := strings.TrimSpace(n.Data); utf8.RuneCountInString(text) >= shortestWord && strings.Contains(text, " ") && !strings.Contains(text, "\n") {
				texts = append(texts, text)
			}
		}
		for _, a := range n.Attr {
			if a.Key == "href" || a.Key == "src" {
				link, _, _ := strings.Cut(a.Val, "#")
				links = append(links, link)
			}
		}
	}
	return texts, links
}

// written reports whether a text stands inside what people wrote.
func written(n *html.Node) bool {
	for at := n.Parent; at != nil; at = at.Parent {
		for _, a := range at.Attr {
			if a.Key == "data-user-content" {
				return true
			}
		}
	}
	return false
}

// mostBody is how much of an answer is read.
const mostBody = 8 << 20

// overHTTP asks over the network, follows nothing and takes at most mostBody.
// Names below localhost are this machine (RFC 6761), whatever resolves them.
func overHTTP() Ask {
	var dialer net.Dialer
	client := &http.Client{
		Timeout: 30 * time.Second,
		Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, TLSHandshakeTimeout: 10 * time.Second, MaxIdleConnsPerHost: 2,
			DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
				if host, port, err := net.SplitHostPort(address); err == nil && strings.HasSuffix(host, ".localhost") {
					address = net.JoinHostPort("127.0.0.1", port)
				}
				return dialer.DialContext(ctx, network, address)
			}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return func(r *http.Request) (Answer, error) {
		if r.URL.Path == "/events" { // a stream: what it says at once
			ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
			defer cancel()
			r = r.WithContext(ctx)
		}
		res, err := client.Do(r)
		if err != nil {
			return Answer{}, err
		}
		body, err := io.ReadAll(io.LimitReader(res.Body, mostBody))
		_ = res.Body.Close()
		var timeout net.Error
		if err != nil && !(r.URL.Path == "/events" && errors.As(err, &timeout) && timeout.Timeout()) {
			return Answer{}, err
		}
		return Answer{Status: res.StatusCode, Header: res.Header, Body: body}, nil
	}
}

// retryAfter is how long an instance asks to be left alone, a second at least.
func retryAfter(h http.Header) time.Duration {
	seconds, err := strconv.Atoi(h.Get("Retry-After"))
	if err != nil || seconds < 1 {
		seconds = 1
	}
	return time.Duration(min(seconds, 120)) * time.Second
}

func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
