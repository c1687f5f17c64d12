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
}

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
	return &server{host: s.Host, from: from, options: options}, nil
}

// Send implements Sender. Each mail has its own connection.
func (s *server) Send(ctx context.Context, m Message) error {
	msg, err := compose(s.from, m)
	if err != nil {
		return err
	}
	client, err := gomail.NewClient(s.host, s.options...)
	if err != nil {
		return &Error{Err: err}
	}
	if err := client.DialAndSendWithContext(ctx, msg); err != nil {
		if msg.IsDelivered() {
			return nil // taken over; only the goodbye went wrong
		}
		return &Error{Permanent: refused(err), Err: err}
	}
	return nil
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
