package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"headroom/federation/vocab"
)

// HTTP gives a client for a library that speaks a protocol of its own over HTTP
// (OpenID Connect). The same locks stand before it as before [Client.Get]: the
// trust list, the address that is connected to, time and size. It follows no
// redirect. Errors of requests are those of this package, wrapped in
// *url.Error.
func (c *Client) HTTP() *http.Client {
	return &http.Client{
		Transport:     guarded{c},
		Timeout:       c.timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// guarded is the way out for [Client.HTTP].
type guarded struct{ c *Client }

// RoundTrip implements http.RoundTripper.
func (g guarded) RoundTrip(req *http.Request) (*http.Response, error) {
	raw := vocab.WithoutFragment(req.URL.String())
	checked, err := g.c.request(req.Context(), req.Method, raw, nil)
	if err != nil {
		if req.Body != nil {
			_ = req.Body.Close()
		}
		return nil, err
	}
	sent := req.Clone(req.Context())
	sent.URL = checked.URL
	sent.Header.Set("User-Agent", g.c.userAgent)
	res, err := g.c.transport.RoundTrip(sent)
	switch {
	case err == nil:
		res.Body = &bounded{ReadCloser: res.Body, left: MaxBytes}
		return res, nil
	case errors.Is(err, ErrAddress):
		return nil, fmt.Errorf("%w: %s", ErrAddress, req.URL.Host)
	case errors.Is(err, context.Canceled):
		return nil, err
	}
	return nil, fmt.Errorf("%w: %w", ErrNetwork, err)
}

// bounded ends in ErrTooBig where an answer is longer than it may be.
type bounded struct {
	io.ReadCloser
	left int
}

// Read implements io.Reader.
func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if b.left -= n; b.left < 0 {
		return 0, ErrTooBig
	}
	return n, err
}
