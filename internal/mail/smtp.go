package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	netmail "net/mail"
	"net/netip"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Server is the mail server that takes our mail.
type Server struct {
	Host     string
	Port     int
	Username string // empty: no sign-in
	Password string
	From     string // "Name <address>"
	Security string // starttls, tls, or none for loopback only
	// Roots are the authorities that may have signed the server's certificate;
	// nil: those of the system.
	Roots *x509.CertPool
	// Timeout of one connection; default 30 s.
	Timeout time.Duration
}

type server struct {
	host    string
	from    *netmail.Address
	options []gomail.Option
	idle    chan *connection // open, and not in use
}

// connection is one to the mail server that has been signed in to.
type connection struct {
	client *gomail.Client
	used   time.Time
}

// Bounds of the connections that are kept open for the next mail.
const (
	idleMost = 8
	idleTime = 20 * time.Second // after which servers may hang up
)

// NewSMTP returns a sender through a server. It refuses to send in the clear to
// any other machine.
func NewSMTP(s Server) (Sender, error) {
	from, err := netmail.ParseAddress(s.From)
	if err != nil {
		return nil, fmt.Errorf("mail: sender %q: %w", s.From, err)
	}
	if s.Timeout <= 0 {
		s.Timeout = 30 * time.Second
	}
	options := []gomail.Option{
		gomail.WithPort(s.Port), gomail.WithTimeout(s.Timeout), gomail.WithHELO(domain(from)),
		gomail.WithTLSConfig(&tls.Config{ServerName: s.Host, MinVersion: tls.VersionTLS12, RootCAs: s.Roots}),
	}
	switch s.Security {
	case "starttls":
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case "tls":
		options = append(options, gomail.WithSSL())
	case "none":
		if !loopback(s.Host) {
			return nil, fmt.Errorf("mail: no connection without TLS to %s, which is another machine", s.Host)
		}
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		return nil, fmt.Errorf("mail: security %q is not starttls, tls or none", s.Security)
	}
	if s.Username != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover),
			gomail.WithUsername(s.Username), gomail.WithPassword(s.Password))
	}
	if _, err := gomail.NewClient(s.Host, options...); err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	return &server{host: s.Host, from: from, options: options, idle: make(chan *connection, idleMost)}, nil
}

// Send implements Sender. Connections are used again; one that the server has
// closed meanwhile is replaced once.
func (s *server) Send(ctx context.Context, m Message) error {
	msg, err := compose(s.from, m)
	if err != nil {
		return err
	}
	c, fresh, err := s.connection(ctx)
	if err != nil {
		return &Error{Err: err}
	}
	err = c.client.Send(msg)
	if err != nil && !fresh && !msg.IsDelivered() && !answered(err) {
		_ = c.client.Close()
		if c, err = s.dial(ctx); err != nil {
			return &Error{Err: err}
		}
		if msg, err = compose(s.from, m); err != nil {
			return err
		}
		err = c.client.Send(msg)
	}
	if err == nil || msg.IsDelivered() {
		s.keep(c)
		return nil // taken over; only the goodbye can go wrong
	}
	_ = c.client.Close()
	return &Error{Permanent: refused(err), Err: err}
}

// connection gives one that is open already, or a fresh one.
func (s *server) connection(ctx context.Context) (c *connection, fresh bool, err error) {
	for {
		select {
		case c = <-s.idle:
			if time.Since(c.used) < idleTime {
				return c, false, nil
			}
			_ = c.client.Close()
		default:
			c, err = s.dial(ctx)
			return c, true, err
		}
	}
}

func (s *server) dial(ctx context.Context) (*connection, error) {
	client, err := gomail.NewClient(s.host, s.options...)
	if err != nil {
		return nil, err
	}
	return &connection{client: client}, client.DialWithContext(ctx)
}

// keep leaves a connection open for the next mail.
func (s *server) keep(c *connection) {
	c.used = time.Now()
	select {
	case s.idle <- c:
	default:
		_ = c.client.Close()
	}
}

// answered tells whether the server itself said no: its connection is good.
func answered(err error) bool {
	var send *gomail.SendError
	return errors.As(err, &send) && send.ErrorCode() > 0
}

// refused tells whether the server has refused this mail for good. What an
// operator can put right (sign-in, sender, TLS) is not held against the mail.
func refused(err error) bool {
	var send *gomail.SendError
	if !errors.As(err, &send) || send.IsTemp() || send.ErrorCode() < 500 {
		return false
	}
	switch send.Reason {
	case gomail.ErrSMTPRcptTo, gomail.ErrSMTPData, gomail.ErrSMTPDataClose:
		return true
	default:
		return false
	}
}

// loopback tells whether host is this machine.
func loopback(host string) bool {
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && a.IsLoopback()
}
