package fetch

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"time"

	"code.dny.dev/ssrf"
)

// guard decides which addresses may be connected to. With an exact list these
// are all there is; without one, port 443 of public addresses.
type guard struct {
	exact  map[netip.AddrPort]bool
	public *ssrf.Guardian
}

func newGuard(exact []string) (*guard, error) {
	g := &guard{exact: map[netip.AddrPort]bool{}, public: ssrf.New(ssrf.WithPorts(443))}
	for _, s := range exact {
		a, err := netip.ParseAddrPort(s)
		if err != nil {
			return nil, fmt.Errorf("fetch: exact address %q: %w", s, err)
		}
		g.exact[netip.AddrPortFrom(a.Addr().Unmap(), a.Port())] = true
	}
	return g, nil
}

// check refuses an address with ErrAddress. IPv4 in IPv6's clothes is judged as
// IPv4; translated forms (NAT64, 6to4, Teredo) are refused whole.
func (g *guard) check(a netip.AddrPort) error {
	if a.Addr().Zone() != "" {
		return ErrAddress
	}
	a = netip.AddrPortFrom(a.Addr().Unmap(), a.Port())
	if len(g.exact) > 0 {
		if g.exact[a] {
			return nil
		}
		return ErrAddress
	}
	if err := g.public.SafeAddrPort(a); err != nil {
		return fmt.Errorf("%w: %w", ErrAddress, err)
	}
	return nil
}

// control runs between socket and connect: the address it sees is the address
// that will be connected to.
func (g *guard) control(network, address string, _ syscall.RawConn) error {
	if network != "tcp4" && network != "tcp6" {
		return ErrAddress
	}
	a, err := netip.ParseAddrPort(address)
	if err != nil {
		return ErrAddress
	}
	return g.check(a)
}

// Lookup resolves a host name.
type Lookup func(ctx context.Context, host string) ([]netip.Addr, error)

// dialer connects to names through the guard.
type dialer struct {
	guard  *guard
	lookup Lookup
	net    net.Dialer
}

func newDialer(g *guard, lookup Lookup) *dialer {
	if lookup == nil {
		lookup = func(ctx context.Context, host string) ([]netip.Addr, error) {
			return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
		}
	}
	return &dialer{guard: g, lookup: lookup,
		net: net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second, Control: g.control}}
}

// dial tries the name's addresses in turn; [guard.control] lets no refused one be
// connected to.
func (d *dialer) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, ErrAddress
	}
	addrs, err := d.resolve(ctx, host)
	if err != nil {
		return nil, err
	}
	last := fmt.Errorf("%w: %w", ErrNetwork, errNoAddress)
	for _, a := range addrs {
		conn, err := d.net.DialContext(ctx, "tcp", net.JoinHostPort(a.Unmap().String(), port))
		if err == nil {
			return conn, nil
		}
		last = err
	}
	return nil, last
}

// resolve gives names under localhost the loopback address by itself (RFC 6761):
// no resolver has to be set up for a demonstration, and no resolver can send
// such a name elsewhere.
func (d *dialer) resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	if a, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{a}, nil
	}
	if strings.HasSuffix(host, ".localhost") {
		return []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1})}, nil
	}
	return d.lookup(ctx, host)
}
