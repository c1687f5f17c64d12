package demo

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"time"
)

// helloTime is how long a client may take to say which host it wants.
const helloTime = 10 * time.Second

// front shares the listeners of one port between hosts: who connects says in the TLS
// handshake which one it wants (SNI), and that host's instance gets the connection
// untouched. Who says nothing gets the first; its handler refuses other hosts.
type front struct {
	raw    []net.Listener
	hosts  []string
	behind []*virtual
	open   sync.WaitGroup // virtual listeners
}

// virtual is the part of a front that one instance listens on.
type virtual struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
	addr  net.Addr
	front *front
}

func newFront(raw []net.Listener, hosts []string) *front {
	f := &front{raw: raw, hosts: hosts}
	for range hosts {
		f.open.Add(1)
		f.behind = append(f.behind, &virtual{conns: make(chan net.Conn), done: make(chan struct{}), addr: raw[0].Addr(), front: f})
	}
	for _, l := range raw {
		go f.accept(l)
	}
	go func() {
		f.open.Wait()
		for _, l := range f.raw {
			_ = l.Close()
		}
	}()
	return f
}

func (f *front) accept(l net.Listener) {
	for {
		conn, err := l.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			time.Sleep(10 * time.Millisecond) // too many open files, most likely
			continue
		}
		go f.pass(conn)
	}
}

// pass gives a connection to the host that it asks for.
func (f *front) pass(conn net.Conn) {
	_ = conn.SetDeadline(time.Now().Add(helloTime))
	name, read := hostWanted(conn)
	_ = conn.SetDeadline(time.Time{})
	to := f.behind[0]
	for i, host := range f.hosts {
		if strings.EqualFold(host, name) {
			to = f.behind[i]
		}
	}
	select {
	case to.conns <- &replayed{Conn: conn, from: io.MultiReader(bytes.NewReader(read), conn)}:
	case <-to.done:
		_ = conn.Close()
	}
}

var errHeard = errors.New("demo: the name has been heard")

// hostWanted reads the first message of a TLS handshake, and gives the name in it and
// what was read.
func hostWanted(conn net.Conn) (name string, read []byte) {
	var heard bytes.Buffer
	_ = tls.Server(&mute{Conn: conn, from: io.TeeReader(conn, &heard)}, &tls.Config{
		GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) { name = hello.ServerName; return nil, errHeard },
	}).Handshake()
	return name, heard.Bytes()
}

// mute is a connection that is only listened to.
type mute struct {
	net.Conn
	from io.Reader
}

func (m *mute) Read(b []byte) (int, error)  { return m.from.Read(b) }
func (m *mute) Write(b []byte) (int, error) { return 0, io.ErrClosedPipe }
func (m *mute) Close() error                { return nil }

// replayed is a connection of which something has been read already.
type replayed struct {
	net.Conn
	from io.Reader
}

func (r *replayed) Read(b []byte) (int, error) { return r.from.Read(b) }

// Accept implements net.Listener.
func (v *virtual) Accept() (net.Conn, error) {
	select {
	case conn := <-v.conns:
		return conn, nil
	case <-v.done:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener. The port is given back when all have closed.
func (v *virtual) Close() error {
	v.once.Do(func() { close(v.done); v.front.open.Done() })
	return nil
}

// Addr implements net.Listener.
func (v *virtual) Addr() net.Addr { return v.addr }
