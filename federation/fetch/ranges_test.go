package fetch

import (
	"context"
	"errors"
	"net/netip"
	"testing"

	"headroom/federation/vocab"
)

// TestEveryRange holds the dialer's control function, with production settings,
// to IANA's registries of special addresses: the first and last address of each
// range, and in the last column its neighbours that are public.
func TestEveryRange(t *testing.T) {
	t.Parallel()
	g, err := newGuard(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []struct {
		what, first, last string
		public            []string
	}{
		{"this network", "0.0.0.0", "0.255.255.255", []string{"1.0.0.0"}},
		{"private 10", "10.0.0.0", "10.255.255.255", []string{"9.255.255.255", "11.0.0.0"}},
		{"carrier's", "100.64.0.0", "100.127.255.255", []string{"100.63.255.255", "100.128.0.0"}},
		{"loopback", "127.0.0.0", "127.255.255.255", []string{"126.255.255.255", "128.0.0.0"}},
		{"link-local", "169.254.0.0", "169.254.255.255", []string{"169.253.255.255", "169.255.0.0"}},
		{"private 172", "172.16.0.0", "172.31.255.255", []string{"172.15.255.255", "172.32.0.0"}},
		{"protocol assignments", "192.0.0.0", "192.0.0.255", []string{"191.255.255.255", "192.0.1.0"}},
		{"documentation 1", "192.0.2.0", "192.0.2.255", []string{"192.0.3.0"}},
		{"6to4 relay", "192.88.99.0", "192.88.99.255", []string{"192.88.98.255", "192.88.100.0"}},
		{"private 192", "192.168.0.0", "192.168.255.255", []string{"192.167.255.255", "192.169.0.0"}},
		{"benchmarking", "198.18.0.0", "198.19.255.255", []string{"198.17.255.255", "198.20.0.0"}},
		{"documentation 2", "198.51.100.0", "198.51.100.255", []string{"198.51.99.255", "198.51.101.0"}},
		{"documentation 3", "203.0.113.0", "203.0.113.255", []string{"203.0.112.255", "203.0.114.0"}},
		{"multicast", "224.0.0.0", "239.255.255.255", []string{"223.255.255.255"}},
		{"reserved", "240.0.0.0", "255.255.255.254", nil},
		{"broadcast", "255.255.255.255", "255.255.255.255", nil},
		{"unspecified", "::", "::", nil},
		{"loopback 6", "::1", "::1", nil},
		{"IPv4-compatible", "::2", "::ffff:ffff", nil},
		{"mapped loopback", "::ffff:127.0.0.0", "::ffff:127.255.255.255", []string{"::ffff:8.8.8.8"}},
		{"mapped private", "::ffff:10.0.0.0", "::ffff:10.255.255.255", nil},
		{"mapped metadata", "::ffff:169.254.169.254", "::ffff:169.254.169.254", nil},
		{"mapped carrier's", "::ffff:100.64.0.0", "::ffff:100.127.255.255", nil},
		{"translated IPv4 (SIIT)", "::ffff:0:0:0", "::ffff:0:ffff:ffff", nil},
		{"NAT64", "64:ff9b::", "64:ff9b::ffff:ffff", nil},
		{"NAT64, local", "64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff", nil},
		{"discard", "100::", "100::ffff:ffff:ffff:ffff", nil},
		{"Teredo", "2001::", "2001:0:ffff:ffff:ffff:ffff:ffff:ffff", nil},
		{"benchmarking 6", "2001:2::", "2001:2:0:ffff:ffff:ffff:ffff:ffff", nil},
		{"ORCHID", "2001:10::", "2001:1f:ffff:ffff:ffff:ffff:ffff:ffff", nil},
		{"ORCHID 2", "2001:20::", "2001:2f:ffff:ffff:ffff:ffff:ffff:ffff", nil},
		{"documentation 6", "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", nil},
		{"6to4", "2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff", nil},
		{"documentation 7", "3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", nil},
		{"segment routing", "5f00::", "5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff", nil},
		{"not given out", "4000::", "fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", nil},
		{"unique local", "fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", nil},
		{"link-local 6", "fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", nil},
		{"site-local", "fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", nil},
		{"multicast 6", "ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", nil},
		{"metadata 6", "fd00:ec2::254", "fd00:ec2::254", nil},
		{"given out to all", "2606:4700::1111", "", []string{"2606:4700::1111", "2a00:1450::1", "2400:cb00::1"}},
	} {
		for _, s := range []string{r.first, r.last} {
			if s == "" || r.last == "" {
				continue
			}
			a := netip.MustParseAddr(s)
			network := "tcp6"
			if a.Is4() {
				network = "tcp4"
			}
			if err := g.control(network, netip.AddrPortFrom(a, 443).String(), nil); !errors.Is(err, ErrAddress) {
				t.Errorf("%s: %s may be connected to: %v", r.what, s, err)
			}
		}
		for _, s := range r.public {
			if err := g.control("tcp", netip.AddrPortFrom(netip.MustParseAddr(s), 443).String(), nil); err == nil {
				t.Errorf("%s: a network of no kind passes", s)
			}
			network := "tcp6"
			if netip.MustParseAddr(s).Is4() {
				network = "tcp4"
			}
			if err := g.control(network, netip.AddrPortFrom(netip.MustParseAddr(s), 443).String(), nil); err != nil {
				t.Errorf("%s beside %s: %v", s, r.what, err)
			}
		}
	}
	for _, s := range []string{"[fe80::1%eth0]:443", "[fe80::1%1]:443", "[2606:4700::1%lo]:443", "127.1:443", "0x7f.0.0.1:443", "2130706433:443",
		"0177.0.0.1:443", "127.0.0.1.:443", "localhost:443", "８.8.8.8:443", "8.8.8.8", "8.8.8.8:0443x", ":443", "[::ffff:0x7f000001]:443"} {
		for _, network := range []string{"tcp4", "tcp6"} {
			if err := g.control(network, s, nil); !errors.Is(err, ErrAddress) {
				t.Errorf("%s %q: %v", network, s, err)
			}
		}
	}
}

// TestOddSpellings: however an address of this machine is spelled, and whatever a
// resolver makes of the spelling, nothing is connected to.
func TestOddSpellings(t *testing.T) {
	t.Parallel()
	c, err := New(Options{Allowed: func(string) bool { return true },
		Lookup: func(context.Context, string) ([]netip.Addr, error) { // as getaddrinfo reads them
			return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
		}})
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "127.0.0.1.",
		"[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[2002:7f00:1::]",
		"[fe80::1%25lo]", "[::1]", "[0000:0000:0000:0000:0000:0000:0000:0001]", "0", "0.0.0.0", "localhost", "p.localhost",
		"127.0.0.1%00.example", "①②⑦.⓪.⓪.①", "127。0。0。1"} {
		for _, url := range []string{"https://" + host + "/", "https://" + host + ":443/"} {
			_, err := c.Get(t.Context(), url, vocab.TypeActivity, nil, GetOptions{})
			if !errors.Is(err, ErrAddress) && !errors.Is(err, ErrURL) {
				t.Errorf("%s: %v", url, err)
			}
		}
	}
}
