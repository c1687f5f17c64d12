package fetch

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"headroom/federation/vocab"
)

// within says that the test runs in its own network namespace; required makes a
// machine that allows none a failure, which a machine that proves things sets.
const (
	within   = "HEADROOM_NAMESPACE"
	required = "HEADROOM_NAMESPACE_REQUIRED"
)

// TestOutboundEndToEnd runs the client with production settings against servers
// on public addresses, real TLS and a real resolver. It starts itself anew in a
// network namespace, where the public addresses are this machine's own, and so
// are the private ones, each with something that listens and must never be
// reached. A machine that allows no namespace says so, and proves nothing.
func TestOutboundEndToEnd(t *testing.T) {
	t.Parallel()
	if os.Getenv(within) != "" {
		inNamespace(t)
		return
	}
	cmd := exec.CommandContext(t.Context(), "/proc/self/exe", "-test.run=^TestOutboundEndToEnd$", "-test.v")
	cmd.Env = append(os.Environ(), within+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET,
		UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}}, GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}}}
	out, err := cmd.CombinedOutput()
	exit, ran := errors.AsType[*exec.ExitError](err)
	switch {
	case err == nil:
		t.Logf("in a namespace of its own:\n%s", out)
	case !ran || exit.ExitCode() == cannot:
		say := fmt.Sprintf("NOT TESTED: the outbound guard end to end: no network namespace here (%v) %s", err, out)
		_, _ = fmt.Fprintln(os.Stderr, say)
		t.Log(say)
		if os.Getenv(required) != "" {
			t.Error(required + " is set")
		}
	default:
		t.Errorf("in a namespace of its own: %v\n%s", err, out)
	}
}

// cannot is the exit code of a machine that gives no addresses.
const cannot = 77

// The addresses of the namespace.
var (
	open   = netip.MustParseAddr("93.184.215.14")
	open6  = netip.MustParseAddr("2606:2800:21f:cb07::1")
	inside = []string{"127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "198.18.0.1", "::1", "fd00::1"}
)

// world is what listens in the namespace.
type world struct {
	t     *testing.T
	roots *x509.CertPool
	cert  tls.Certificate

	mu    sync.Mutex
	names map[string][][]netip.Addr // what a name resolves to, the next time and the time after
	asked map[string]int
}

func inNamespace(t *testing.T) {
	for _, args := range [][]string{{"link", "set", "lo", "up"}, {"addr", "add", open.String() + "/32", "dev", "lo"}, {"addr", "add", open6.String() + "/128", "dev", "lo", "nodad"}} {
		addressOrLeave(args)
	}
	for _, a := range inside {
		switch {
		case a == "127.0.0.1" || a == "::1": // there with the interface
		case netip.MustParseAddr(a).Is4():
			addressOrLeave([]string{"addr", "add", a + "/32", "dev", "lo"})
		default:
			addressOrLeave([]string{"addr", "add", a + "/128", "dev", "lo", "nodad"})
		}
	}
	w := &world{t: t, names: map[string][][]netip.Addr{}, asked: map[string]int{}}
	w.certify()
	for _, a := range []netip.Addr{open, open6} {
		w.serve(netip.AddrPortFrom(a, 443))
		for _, port := range []uint16{80, 8443, 5432} {
			w.sink(netip.AddrPortFrom(a, port))
		}
	}
	for _, a := range inside {
		for _, port := range []uint16{80, 443, 8443} {
			w.sink(netip.AddrPortFrom(netip.MustParseAddr(a), port))
		}
	}
	w.resolve()
	w.expect()
}

func addressOrLeave(args []string) {
	if out, err := exec.Command("ip", args...).CombinedOutput(); err != nil {
		fmt.Printf("ip %v: %v %s\n", args, err, out)
		os.Exit(cannot)
	}
}

func (w *world) certify() {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		w.t.Fatal(err)
	}
	tpl := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		DNSNames: []string{"p.example", "both.example", "rebound.example", "moved.example"}}
	der, err := x509.CreateCertificate(rand.Reader, tpl, tpl, &key.PublicKey, key)
	if err != nil {
		w.t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		w.t.Fatal(err)
	}
	w.cert, w.roots = tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, x509.NewCertPool()
	w.roots.AddCert(leaf)
}

// serve is a peer: it gives documents, and leads elsewhere when asked to.
func (w *world) serve(at netip.AddrPort) {
	l, err := tls.Listen("tcp", at.String(), &tls.Config{Certificates: []tls.Certificate{w.cert}, MinVersion: tls.VersionTLS12})
	if err != nil {
		w.t.Fatal(err)
	}
	s := &http.Server{Handler: http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Connection", "close") // the next request looks the name up again
		if to := r.URL.Query().Get("to"); to != "" {
			http.Redirect(rw, r, to, http.StatusFound)
			return
		}
		document(rw, `{}`)
	})}
	go func() { _ = s.Serve(l) }()
	w.t.Cleanup(func() { _ = s.Close() })
}

// sink listens where nothing may arrive.
func (w *world) sink(at netip.AddrPort) {
	l, err := net.Listen("tcp", at.String())
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			w.t.Errorf("%s was connected to", at)
			_ = conn.Close()
		}
	}()
}

// resolve answers on the loopback address as a name server that is the
// attacker's: no answer may be kept, and the next may be another.
func (w *world) resolve() {
	conn, err := net.ListenPacket("udp", "127.0.0.1:53")
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = conn.Close() })
	go func() {
		buf := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			if answer := w.answer(buf[:n]); answer != nil {
				_, _ = conn.WriteTo(answer, from)
			}
		}
	}()
}

func (w *world) answer(query []byte) []byte {
	var m dnsmessage.Message
	if m.Unpack(query) != nil || len(m.Questions) != 1 {
		return nil
	}
	q := m.Questions[0]
	name := q.Name.String()
	w.mu.Lock()
	all := w.names[name]
	turn := w.asked[name] / 2 // A and AAAA are asked together
	w.asked[name]++
	w.mu.Unlock()
	m.Response, m.Authoritative, m.Additionals = true, true, nil
	if len(all) == 0 {
		m.RCode = dnsmessage.RCodeNameError
	} else {
		for _, a := range all[min(turn, len(all)-1)] {
			h := dnsmessage.ResourceHeader{Name: q.Name, Class: dnsmessage.ClassINET, TTL: 0}
			if a.Is4() && q.Type == dnsmessage.TypeA {
				m.Answers = append(m.Answers, dnsmessage.Resource{Header: h, Body: &dnsmessage.AResource{A: a.As4()}})
			} else if a.Is6() && q.Type == dnsmessage.TypeAAAA {
				m.Answers = append(m.Answers, dnsmessage.Resource{Header: h, Body: &dnsmessage.AAAAResource{AAAA: a.As16()}})
			}
		}
	}
	raw, err := m.Pack()
	if err != nil {
		return nil
	}
	return raw
}

// name says what a name resolves to: one list of addresses for each look-up, the
// last for all that follow.
func (w *world) name(name string, answers ...[]netip.Addr) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.names[name+"."], w.asked[name+"."] = answers, 0
}

// expect is the table.
func (w *world) expect() {
	t := w.t
	resolver := &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", "127.0.0.1:53")
	}}
	// All that production sets, but for the resolver's address and the roots.
	c, err := New(Options{Allowed: func(string) bool { return true }, RootCAs: w.roots, UserAgent: "test",
		Lookup: func(ctx context.Context, host string) ([]netip.Addr, error) {
			return resolver.LookupNetIP(ctx, "ip", host)
		}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	addrs := func(list ...string) (out []netip.Addr) {
		for _, s := range list {
			out = append(out, netip.MustParseAddr(s))
		}
		return out
	}
	w.name("p.example", addrs(open.String(), open6.String()))
	w.name("both.example", addrs(open.String(), "::1"))
	w.name("moved.example", addrs("127.0.0.1", open6.String()))
	w.name("rebound.example", addrs(open.String()), addrs("127.0.0.1"))
	for n, a := range inside {
		w.name(fmt.Sprintf("inside%d.example", n), addrs(a))
	}
	w.name("two.example", addrs("10.0.0.1", "fd00::1"))
	get := func(url string) error {
		_, err := c.Get(t.Context(), url, vocab.TypeActivity, nil, GetOptions{CrossOrigin: true})
		return err
	}
	post := func(url string) error {
		_, err := c.Post(t.Context(), url, []byte("{}"), nil)
		return err
	}
	for _, tt := range []struct {
		what string
		err  error
		want error
	}{
		{"a peer", get("https://p.example/u"), nil},
		{"a delivery to a peer", post("https://p.example/inbox"), nil},
		{"a redirect to a peer", get("https://p.example/u?to=https://moved.example/u"), nil},
		{"A public, AAAA ::1", get("https://both.example/u"), nil},
		{"A public, AAAA ::1, delivery", post("https://both.example/inbox"), nil},
		{"A private, AAAA public", get("https://moved.example/u"), nil},
		{"A and AAAA private", get("https://two.example/u"), ErrAddress},
		{"public, the first time", get("https://rebound.example/u"), nil},
		{"rebound to loopback", get("https://rebound.example/u"), ErrAddress},
		{"rebound, delivery", post("https://rebound.example/inbox"), ErrAddress},
		{"another port", get("https://p.example:8443/u"), ErrAddress},
		{"a database's port", post("https://p.example:5432/inbox"), ErrAddress},
		{"no TLS", get("http://p.example/u"), ErrURL},
		{"no TLS after a redirect", get("https://p.example/u?to=http://p.example/u"), ErrURL},
		{"no such name", get("https://none.example/u"), ErrNetwork},
	} {
		if !errors.Is(tt.err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.what, tt.err, tt.want)
		}
	}
	for n, a := range inside {
		literal := a
		if netip.MustParseAddr(a).Is6() {
			literal = "[" + a + "]"
		}
		for _, url := range []string{"https://" + literal + "/u", fmt.Sprintf("https://inside%d.example/u", n),
			"https://p.example/u?to=https://" + literal + "/u", fmt.Sprintf("https://p.example/u?to=https://inside%d.example/u", n)} {
			if err := get(url); !errors.Is(err, ErrAddress) && !errors.Is(err, ErrURL) {
				t.Errorf("GET %s: %v", url, err)
			}
		}
		if err := post(fmt.Sprintf("https://inside%d.example/inbox", n)); !errors.Is(err, ErrAddress) {
			t.Errorf("POST to %s: %v", a, err)
		}
	}
}
