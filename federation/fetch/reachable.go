package fetch

import (
	"context"
	"net/http"
	"net/netip"
	"net/url"
)

// Reachable reports, without connecting, whether an address may be asked: its
// form, and every address that its name stands for now. Connecting asks again.
// Errors: ErrURL, ErrNotAllowed, ErrAddress, ErrNetwork when the name is not
// known.
func (c *Client) Reachable(ctx context.Context, rawURL string) error {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	if _, err := c.request(ctx, http.MethodPost, rawURL, nil); err != nil {
		return err
	}
	u, err := url.Parse(rawURL)
	if err != nil {
		return ErrURL
	}
	port := netip.MustParseAddrPort("0.0.0.0:443").Port()
	if p := u.Port(); p != "" {
		at, err := netip.ParseAddrPort("0.0.0.0:" + p)
		if err != nil {
			return ErrURL
		}
		port = at.Port()
	}
	addrs, err := c.dialer.resolve(ctx, u.Hostname())
	if err != nil || len(addrs) == 0 {
		return ErrNetwork
	}
	for _, a := range addrs {
		if err := c.dialer.guard.check(netip.AddrPortFrom(a, port)); err != nil {
			return err
		}
	}
	return nil
}
