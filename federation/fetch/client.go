package fetch

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"headroom/federation/vocab"
)

// The bounds of one exchange. [Options.Timeout] and [GetOptions.MaxBytes] can
// tighten them, nothing loosens them.
const (
	MaxBytes     = 2 << 20
	MaxFile      = 8 << 20 // of a file, which is asked for as one
	MaxTime      = 10 * time.Second
	MaxRedirects = 3
	MaxFetches   = 20
)

// Options configure a Client.
type Options struct {
	// Allowed is the trust list: whether a canonical host ([vocab.Host]) is one
	// of those we talk to. Required; asked for every hop.
	Allowed func(host string) bool
	// ExactAddresses, if any, are all the addresses that may be connected to,
	// "127.0.0.1:7001"; http is then allowed too. If there are none, only https
	// to port 443 of public addresses is.
	ExactAddresses []string
	// Lookup resolves names; nil means the system's resolver. Names under
	// localhost are never looked up.
	Lookup Lookup
	// RootCAs are the certificate authorities; nil means the system's.
	RootCAs *x509.CertPool
	// Clock is for dates in Retry-After; nil means time.Now.
	Clock func() time.Time
	// UserAgent names the program and the instance.
	UserAgent string
	// Timeout of one Get or Post with its redirects; 0 and more than MaxTime
	// mean MaxTime.
	Timeout time.Duration
}

// Signer signs one request, whose body is given (nil for GET); nil leaves it
// unsigned. It is called anew for every hop: a signature is never forwarded.
type Signer func(req *http.Request, body []byte) error

// Client fetches from and posts to peers. It is safe for concurrent use.
type Client struct {
	allowed   func(string) bool
	exact     bool
	clock     func() time.Time
	userAgent string
	timeout   time.Duration
	http      *http.Client
	transport *http.Transport
	dialer    *dialer
}

// New returns a Client; the error is about Options.
func New(o Options) (*Client, error) {
	if o.Allowed == nil {
		return nil, errors.New("fetch: no trust list")
	}
	g, err := newGuard(o.ExactAddresses)
	if err != nil {
		return nil, err
	}
	c := &Client{allowed: o.Allowed, exact: len(g.exact) > 0, clock: o.Clock, userAgent: o.UserAgent, timeout: o.Timeout, dialer: newDialer(g, o.Lookup)}
	if c.clock == nil {
		c.clock = time.Now
	}
	if c.timeout <= 0 || c.timeout > MaxTime {
		c.timeout = MaxTime
	}
	if c.userAgent == "" {
		c.userAgent = "Headroom"
	}
	c.transport = &http.Transport{
		DialContext:            c.dialer.dial,
		TLSClientConfig:        &tls.Config{RootCAs: o.RootCAs, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    5 * time.Second,
		MaxIdleConns:           1024,
		MaxIdleConnsPerHost:    512, // a lane has many deliveries in flight to one peer, the more the longer its way
		MaxConnsPerHost:        512,
		IdleConnTimeout:        60 * time.Second,
		MaxResponseHeaderBytes: 64 << 10,
		DisableCompression:     true, // a small answer must not unfold into a large one
		ForceAttemptHTTP2:      true,
	} // Proxy is nil: the environment does not decide where we connect.
	c.http = &http.Client{
		Transport:     c.transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return c, nil
}

// Close closes idle connections; requests under way finish.
func (c *Client) Close() { c.transport.CloseIdleConnections() }

// Response is a complete answer.
type Response struct {
	Status      int
	URL         string // where it came from, after redirects
	ContentType string
	ETag        string
	NotModified bool // 304 to GetOptions.ETag; Body is then empty
	Body        []byte
}

// GetOptions are for one Get; the zero value is right for keys and actors.
type GetOptions struct {
	ETag        string // sent as If-None-Match
	MaxBytes    int64  // 0 and more than MaxBytes mean MaxBytes
	File        bool   // a file: up to MaxFile, with MaxBytes
	CrossOrigin bool   // follow a redirect to another peer; never for keys and actors
}

// Get fetches a document of one of the media types [Accepts] gives for accept.
// Errors: those of this package, *StatusError, and ctx's own.
func (c *Client) Get(ctx context.Context, rawURL, accept string, sign Signer, o GetOptions) (*Response, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	here := vocab.WithoutFragment(rawURL)
	for hops := 0; ; hops++ {
		res, next, err := c.get(ctx, here, accept, sign, o)
		if err != nil || next == "" {
			return res, err
		}
		if hops == MaxRedirects || !o.CrossOrigin && !vocab.SameOrigin(here, next) {
			return nil, ErrRedirect
		}
		here = next
	}
}

// get makes one hop; next is where a redirect leads.
func (c *Client) get(ctx context.Context, here, accept string, sign Signer, o GetOptions) (_ *Response, next string, err error) {
	req, err := c.request(ctx, http.MethodGet, here, nil)
	if err != nil {
		return nil, "", err
	}
	req.Header.Set("Accept", acceptHeader(accept))
	if o.ETag != "" {
		req.Header.Set("If-None-Match", o.ETag)
	}
	res, err := c.do(req, nil, sign)
	if err != nil {
		return nil, "", err
	}
	defer finish(res)
	switch code := res.StatusCode; {
	case code == http.StatusNotModified && o.ETag != "":
		return &Response{Status: code, URL: here, ETag: res.Header.Get("ETag"), NotModified: true}, "", nil
	case isRedirect(code):
		next, err := location(req.URL, res)
		return nil, next, err
	case code != http.StatusOK:
		return nil, "", statusError(res, c.clock())
	}
	contentType, err := checkType(res.Header, accept)
	if err != nil {
		return nil, "", err
	}
	most := int64(MaxBytes)
	if o.File {
		most = MaxFile
	}
	body, err := readBody(ctx, res, o.MaxBytes, most)
	if err != nil {
		return nil, "", err
	}
	return &Response{Status: res.StatusCode, URL: here, ContentType: contentType, ETag: res.Header.Get("ETag"), Body: body}, "", nil
}

// Post sends a body as application/activity+json. Any answer of 200-299 is
// success, unless it is a page for people (ErrPage): what stands before a server
// and knows nothing of it may answer so; a redirect is not followed but returned as *StatusError. Errors as
// for Get.
func (c *Client) Post(ctx context.Context, rawURL string, body []byte, sign Signer) (*Response, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	req, err := c.request(ctx, http.MethodPost, rawURL, body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", vocab.TypeActivity)
	req.Header.Set("Accept", vocab.TypeActivity)
	res, err := c.do(req, body, sign)
	if err != nil {
		return nil, err
	}
	defer finish(res)
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return nil, statusError(res, c.clock())
	}
	if isPage(res) {
		return nil, fmt.Errorf("%w, with %d", ErrPage, res.StatusCode)
	}
	return &Response{Status: res.StatusCode, URL: rawURL, ContentType: res.Header.Get("Content-Type")}, nil
}

// request checks an address against everything that can be known before
// connecting, and takes it from the budget.
func (c *Client) request(ctx context.Context, method, rawURL string, body []byte) (*http.Request, error) {
	if vocab.CheckURL(rawURL) != nil {
		return nil, ErrURL
	}
	host, err := vocab.Host(rawURL)
	if err != nil {
		return nil, ErrURL
	}
	if !c.allowed(host) {
		return nil, ErrNotAllowed
	}
	u, err := url.Parse(rawURL)
	if err != nil || u.User != nil || u.Scheme != "https" && !c.exact {
		return nil, ErrURL
	}
	if err := spend(ctx); err != nil {
		return nil, err
	}
	var r io.Reader
	if body != nil {
		r = bytes.NewReader(body)
	}
	req, err := http.NewRequestWithContext(ctx, method, rawURL, r)
	if err != nil {
		return nil, ErrURL
	}
	req.Header.Set("User-Agent", c.userAgent)
	return req, nil
}

// do signs and sends. What is no answer becomes ErrNetwork, unless it was the
// guard or the caller's own context.
func (c *Client) do(req *http.Request, body []byte, sign Signer) (*http.Response, error) {
	if sign != nil {
		if err := sign(req, body); err != nil {
			return nil, fmt.Errorf("fetch: sign: %w", err)
		}
	}
	res, err := c.http.Do(req)
	switch {
	case err == nil:
		return res, nil
	case errors.Is(err, ErrAddress):
		return nil, fmt.Errorf("%w: %s", ErrAddress, req.URL.Host)
	}
	return nil, fmt.Errorf("%w: %w", ErrNetwork, err)
}
