package fetch

import (
	"context"
	"errors"
	"net/netip"
	"testing"
)

func TestGuardAddresses(t *testing.T) {
	t.Parallel()
	g, err := newGuard(nil)
	if err != nil {
		t.Fatal(err)
	}
	refused := []string{
		"127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
		"169.254.169.254", "100.64.0.1", "100.127.255.255", "198.18.0.1", "198.19.255.255", "192.0.0.8", "192.0.2.1",
		"198.51.100.1", "203.0.113.1", "192.88.99.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
		"::", "::1", "::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "::ffff:0:127.0.0.1",
		"64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::7f00:1", "2002:7f00:1::", "2002:a00:1::1", "2001::1", "2001:0:7f00:1::",
		"2001:db8::1", "3fff::1", "fe80::1", "fe80::1%lo", "fec0::1", "fc00::1", "fd00::1", "ff02::1", "100::1", "5f00::1", "4000::1",
	}
	for _, s := range refused {
		if err := g.check(netip.AddrPortFrom(netip.MustParseAddr(s), 443)); !errors.Is(err, ErrAddress) {
			t.Errorf("%s: %v", s, err)
		}
	}
	for _, s := range []string{"1.1.1.1", "8.8.8.8", "::ffff:8.8.8.8", "2606:4700::1111", "2a00:1450::1"} {
		if err := g.check(netip.AddrPortFrom(netip.MustParseAddr(s), 443)); err != nil {
			t.Errorf("%s: %v", s, err)
		}
		for _, port := range []uint16{0, 22, 25, 80, 5432, 6379, 8443} {
			if err := g.check(netip.AddrPortFrom(netip.MustParseAddr(s), port)); !errors.Is(err, ErrAddress) {
				t.Errorf("%s port %d: %v", s, port, err)
			}
		}
	}
}

func TestGuardExactListIsAll(t *testing.T) {
	t.Parallel()
	g, err := newGuard([]string{"127.0.0.1:7001", "127.0.0.1:7002"})
	if err != nil {
		t.Fatal(err)
	}
	for s, ok := range map[string]bool{
		"127.0.0.1:7001": true, "127.0.0.1:7002": true, "[::ffff:127.0.0.1]:7001": true,
		"127.0.0.1:7003": false, "127.0.0.2:7001": false, "[::1]:7001": false, "127.0.0.1:443": false,
		"8.8.8.8:443": false, "10.0.0.1:7001": false,
	} {
		if err := g.check(netip.MustParseAddrPort(s)); (err == nil) != ok {
			t.Errorf("%s: %v", s, err)
		}
	}
	for _, s := range []string{"127.0.0.1", "localhost:7001", ":7001", "127.0.0.1:0x1", "10.0.0.0/8:443"} {
		if _, err := newGuard([]string{s}); err == nil {
			t.Errorf("exact address %q passes", s)
		}
	}
}

func TestControl(t *testing.T) {
	t.Parallel()
	g, _ := newGuard(nil)
	for _, tt := range [][2]string{{"tcp4", "127.0.0.1:443"}, {"tcp6", "[::1]:443"}, {"udp4", "8.8.8.8:443"}, {"unix", "/run/x"}, {"tcp4", "x"}, {"tcp4", "8.8.8.8:80"}} {
		if err := g.control(tt[0], tt[1], nil); !errors.Is(err, ErrAddress) {
			t.Errorf("%v: %v", tt, err)
		}
	}
	if err := g.control("tcp4", "8.8.8.8:443", nil); err != nil {
		t.Error(err)
	}
}

// TestLocalhostIsNotLookedUp: such names go to the loopback address and the
// resolver never hears of them; without an exact list they go nowhere.
func TestLocalhostIsNotLookedUp(t *testing.T) {
	t.Parallel()
	g, _ := newGuard(nil)
	d := newDialer(g, func(context.Context, string) ([]netip.Addr, error) {
		t.Error("looked up")
		return nil, nil
	})
	for _, host := range []string{"wales.localhost:443", "127.0.0.1:443", "[::1]:443", "10.0.0.1:443"} {
		if _, err := d.dial(t.Context(), "tcp", host); !errors.Is(err, ErrAddress) {
			t.Errorf("%s: %v", host, err)
		}
	}
}

// TestAnswersOfTheResolver: whatever a name resolves to, now or at the next
// request, only the address itself is judged.
func TestAnswersOfTheResolver(t *testing.T) {
	t.Parallel()
	for name, addrs := range map[string][]string{
		"private": {"10.0.0.1"}, "loopback": {"127.0.0.1", "::1"}, "metadata": {"169.254.169.254"},
		"mapped": {"::ffff:127.0.0.1"}, "two private": {"192.168.0.1", "fd00::1"}, "zone": {"fe80::1%lo"},
	} {
		g, _ := newGuard(nil)
		d := newDialer(g, func(context.Context, string) ([]netip.Addr, error) {
			var out []netip.Addr
			for _, a := range addrs {
				out = append(out, netip.MustParseAddr(a))
			}
			return out, nil
		})
		if _, err := d.dial(t.Context(), "tcp", "p.test:443"); !errors.Is(err, ErrAddress) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
