package faults

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// line is the network before a process: it passes everything on, or loses what
// is said, or what is answered.
type line struct {
	to    string
	mode  atomic.Int32
	heard atomic.Int64 // connections that were passed on

	mu   sync.Mutex
	open []net.Conn
}

// turn changes what becomes of what is said. What is open is closed.
func (l *line) turn(mode int32) {
	l.mode.Store(mode)
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range l.open {
		_ = c.Close()
	}
	l.open = nil
}

func (l *line) keep(list ...net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open = append(l.open, list...)
}

const (
	whole int32 = iota
	cut         // nothing gets through
	deaf        // what is said gets through, and its answer does not
)

// lay lays a line before a process: the line has its address, and the process
// another.
func (s *scene) lay(i int) *line {
	s.t.Helper()
	front, err := net.FileListener(s.ports[i])
	if err != nil {
		s.t.Fatal(err)
	}
	behind, port := listener(s.t)
	l := &line{to: behind.Addr().String()}
	_ = behind.Close() // the file keeps it open
	s.ports[i] = port
	s.t.Cleanup(func() { _ = front.Close() })
	go func() {
		for {
			conn, err := front.Accept()
			if err != nil {
				return
			}
			go l.carry(conn.(*net.TCPConn))
		}
	}()
	return l
}

// carry carries one connection.
func (l *line) carry(conn *net.TCPConn) {
	mode := l.mode.Load()
	reset := func() { _ = conn.SetLinger(0); _ = conn.Close() }
	if mode == cut {
		reset()
		return
	}
	back, err := net.Dial("tcp", l.to)
	if err != nil {
		reset()
		return
	}
	l.keep(conn, back)
	go func() { _, _ = io.Copy(back, conn); _ = back.(*net.TCPConn).CloseWrite() }()
	l.heard.Add(1)
	if mode == deaf {
		_, _ = bufio.NewReader(back).ReadByte() // it has been dealt with
		reset()
		_ = back.Close()
		return
	}
	_, _ = io.Copy(conn, back)
	_ = conn.Close()
	_ = back.Close()
}

// get asks a process for a page, past its network.
func (p *process) get(t testing.TB, path string) int {
	t.Helper()
	l, err := net.FileListener(p.port)
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close()
	client := http.Client{Timeout: time.Minute, Transport: &http.Transport{DisableKeepAlives: true,
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, address)
		}}}
	res, err := client.Get(p.start.Config.URL + path)
	if err != nil {
		t.Error(err)
		return 0
	}
	_ = res.Body.Close()
	return res.StatusCode
}

// TestLines loses what is said on the way to the host, and then the answers to
// it; the other way stays whole. Nothing is lost or doubled.
func TestLines(t *testing.T) {
	t.Parallel()
	for name, mode := range map[string]int32{"nothing gets through": cut, "no answer comes back": deaf} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			l := s.lay(0)
			p := s.open("", "")
			defer p.close()
			p.root = p.says(p.host, "", "Ferries are late")
			p.settle()
			l.turn(mode)
			heard := l.heard.Load()
			for _, text := range []string{"One", "Two", "Three"} {
				p.says(p.home, p.root, text)
				p.says(p.host, p.root, text+" from the host")
				for range 3 {
					p.home.do(order{Do: "pump"})
					p.host.do(order{Do: "pump"})
					p.home.do(order{Do: "advance", By: 20 * time.Second})
					p.host.do(order{Do: "advance", By: 20 * time.Second})
				}
			}
			if n := l.heard.Load() - heard; (n > 0) != (mode == deaf) {
				t.Errorf("%d requests got through", n)
			}
			home := p.home.do(order{Do: "state", Group: p.group})
			if len(home.Posts) < 4 {
				t.Errorf("the home has %d posts: the way to it is whole", len(home.Posts))
			}
			l.turn(whole)
			p.settle()
			p.alike()
		})
	}
}

// TestAPeerStandsStill stops the host's process without ending it: its
// connections are taken and nothing is answered. The home gives up waiting,
// shows its pages meanwhile, and delivers when the host goes on.
func TestAPeerStandsStill(t *testing.T) {
	t.Parallel()
	p := newScene(t).open("", "")
	defer p.close()
	p.root = p.says(p.host, "", "Ferries are late")
	p.settle()
	if err := p.host.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	p.says(p.home, p.root, "So are ours")
	pages := make(chan int, 1)
	go func() { pages <- p.home.get(t, "/about") }()
	p.home.do(order{Do: "pump"})
	if status := <-pages; status != http.StatusOK {
		t.Errorf("a page of the home while the host stands still: %d", status)
	}
	if err := p.host.cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	p.says(p.host, p.root, "We go on")
	p.settle()
	p.alike()
}

// TestClocksJump sets the home's clock two hours ahead and behind. Behind, its
// member's stamp does not count yet, and nobody can write. Ahead, what it says is
// not taken, and is sent again by the wrong clock's time. When the clock has been
// right for so long, what was acknowledged is on both sides once, or its author
// has it back, and nobody's membership has ended.
func TestClocksJump(t *testing.T) {
	t.Parallel()
	for name, by := range map[string]time.Duration{"ahead": 2 * time.Hour, "behind": -2 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newScene(t).open("", "")
			defer p.close()
			p.root = p.says(p.host, "", "Ferries are late")
			p.settle()
			p.home.do(order{Do: "advance", By: by})
			wrong := fresh("Our clock is wrong")
			_, err := p.home.say(order{Do: "post", Group: p.group, Parent: p.root, Text: wrong})
			if (err != nil) != (by < 0) {
				t.Errorf("a post with a clock that is %s: %v", name, err)
			}
			p.says(p.host, p.root, "Is it?")
			for range 3 {
				p.home.do(order{Do: "pump"})
				p.host.do(order{Do: "pump"})
			}
			if n := len(p.host.do(order{Do: "state", Group: p.group}).Posts); n != 2 {
				t.Errorf("the host has %d posts while the clocks are apart, want its own 2", n)
			}
			p.home.do(order{Do: "advance", By: -by})
			p.settle()
			p.says(p.home, p.root, "Now it is right")
			for _, one := range []*process{p.host, p.home} { // what was put off by the wrong clock is due by the right one
				one.do(order{Do: "advance", By: 2 * time.Hour})
				one.do(order{Do: "tick", Text: "status-lists"})
			}
			p.settle()
			state := p.home.do(order{Do: "state", Group: p.group})
			if reason, back := state.Refused[wrong]; !back && err == nil {
				p.acked = append(p.acked, wrong)
			} else if back {
				t.Logf("what was said with a clock that is %s came back: %s", name, reason)
			}
			p.alike()
		})
	}
}

// TestASecondProcess starts another process on the same database: it is
// refused, and the first goes on.
func TestASecondProcess(t *testing.T) {
	t.Parallel()
	p := newScene(t).open("", "")
	defer p.close()
	p.root = p.says(p.host, "", "Ferries are late")
	_, port := listener(t)
	second := &rival{port: port}
	if said := second.begin(t, p.host.start); !strings.Contains(said, "another process uses the database") {
		t.Errorf("the second process said %q", said)
	}
	p.says(p.host, p.root, "We go on")
	p.settle()
	p.alike()
}

// rival is a process that must not come up.
type rival struct {
	port *os.File
}

// begin gives what it says when it ends by itself.
func (r *rival) begin(t *testing.T, s start) string {
	t.Helper()
	one := &process{t: t, start: s, port: r.port}
	cmd, err := one.command()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := one.in.Write(append(encode(t, s), '\n')); err != nil {
		t.Fatal(err)
	}
	if line, err := one.out.ReadBytes('\n'); err == nil {
		t.Errorf("it came up: %s", line)
	}
	_ = one.in.Close()
	if err := cmd.Wait(); err == nil {
		t.Error("it ended well")
	}
	return one.errors.String()
}
