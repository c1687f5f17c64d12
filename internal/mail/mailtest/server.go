// Package mailtest runs a real mail server inside a test.
package mailtest

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"math/big"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Received is a mail as the server took it.
type Received struct {
	From, To string
	User     string // who signed in; empty: nobody
	TLS      bool
	Data     []byte // headers and body
}

// Server is a mail server on loopback.
type Server struct {
	Host  string // 127.0.0.1
	Port  int
	Roots *x509.CertPool // that its certificate is signed by

	mail chan Received

	mu     sync.Mutex
	refuse map[string]error
}

// The account that may sign in.
const (
	Username = "headroom"
	Password = "sample password"
)

// Options choose the server's manners.
type Options struct {
	TLS  bool // from the first byte; otherwise STARTTLS is offered
	Bare bool // no TLS at all
}

// Start runs a server until the test ends.
func Start(t testing.TB, o Options) *Server {
	t.Helper()
	cert, roots := Certificate(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{
		Host: "127.0.0.1", Port: listener.Addr().(*net.TCPAddr).Port, Roots: roots,
		mail: make(chan Received, 100), refuse: make(map[string]error),
	}
	inner := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &session{server: s, conn: c}, nil
	}))
	inner.Domain, inner.AllowInsecureAuth = "mail.localhost", o.Bare
	inner.ErrorLog = silent{}
	config := &tls.Config{Certificates: []tls.Certificate{cert}}
	switch {
	case o.TLS:
		listener = tls.NewListener(listener, config)
	case !o.Bare:
		inner.TLSConfig = config
	}
	ended := make(chan struct{})
	go func() { defer close(ended); _ = inner.Serve(listener) }()
	t.Cleanup(func() { _ = inner.Close(); <-ended })
	return s
}

type silent struct{}

func (silent) Printf(string, ...any) {}
func (silent) Println(...any)        {}

// Refuse makes the server answer the recipient with an SMTP status, such as 550
// or 451; 0 takes that back.
func (s *Server) Refuse(to string, code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.refuse, to)
	if code != 0 {
		s.refuse[to] = &smtp.SMTPError{Code: code, EnhancedCode: smtp.NoEnhancedCode, Message: "refused"}
	}
}

// Next waits for the next mail; it fails the test when ctx ends first.
func (s *Server) Next(ctx context.Context, t testing.TB) Received {
	t.Helper()
	select {
	case r := <-s.mail:
		return r
	case <-ctx.Done():
		t.Fatal("no mail came")
		return Received{}
	}
}

// Waiting is how many mails have come and were not asked for yet.
func (s *Server) Waiting() int { return len(s.mail) }

type session struct {
	server   *Server
	conn     *smtp.Conn
	received Received
}

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, username, password string) error {
		if username != Username || password != Password {
			return smtp.ErrAuthFailed
		}
		s.received.User = username
		return nil
	}), nil
}

func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.received.From = from
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.received.To = to
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	return s.server.refuse[to]
}

func (s *session) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.received.Data = data
	_, s.received.TLS = s.conn.TLSConnectionState()
	s.server.mail <- s.received
	return nil
}

// Certificate makes a certificate for loopback, and for names, that signs itself, and
// gives who vouches for it.
func Certificate(t testing.TB, names ...string) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		DNSNames: names, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}

// Parsed is a mail taken apart.
type Parsed struct {
	Header     netmail.Header
	Subject    string
	Text, HTML string
}

// Parse takes a mail apart, as the server received it or a directory holds it.
func Parse(data []byte) (Parsed, error) {
	msg, err := netmail.ReadMessage(bytes.NewReader(data))
	if err != nil {
		return Parsed{}, fmt.Errorf("mailtest: %w", err)
	}
	p := Parsed{Header: msg.Header}
	if p.Subject, err = new(mime.WordDecoder).DecodeHeader(msg.Header.Get("Subject")); err != nil {
		return Parsed{}, fmt.Errorf("mailtest: subject: %w", err)
	}
	err = p.part(msg.Header.Get("Content-Type"), msg.Header.Get("Content-Transfer-Encoding"), msg.Body)
	return p, err
}

// part reads a body, or the parts of one.
func (p *Parsed) part(contentType, encoding string, body io.Reader) error {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return fmt.Errorf("mailtest: %w", err)
	}
	if strings.HasPrefix(kind, "multipart/") {
		for r := multipart.NewReader(body, params["boundary"]); ; {
			next, err := r.NextRawPart()
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return fmt.Errorf("mailtest: %w", err)
			}
			if err := p.part(next.Header.Get("Content-Type"), next.Header.Get("Content-Transfer-Encoding"), next); err != nil {
				return err
			}
		}
	}
	if strings.EqualFold(encoding, "quoted-printable") {
		body = quotedprintable.NewReader(body)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		return fmt.Errorf("mailtest: %w", err)
	}
	if kind == "text/html" {
		p.HTML += string(text)
	} else {
		p.Text += string(text)
	}
	return nil
}
