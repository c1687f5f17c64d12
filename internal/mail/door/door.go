// Package door is the listener that takes mail of other servers: SMTP from the whole
// world, or LMTP from the operator's own mail server. It takes mail for the addresses of
// letters only, so that it passes nothing on.
package door

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"time"

	"github.com/emersion/go-smtp"
	"golang.org/x/net/netutil"
)

// Bounds of connections.
const (
	connectionsMost = 100
	recipientsMost  = 20
	quietTime       = time.Minute // after which a silent client is cut off
	takeTime        = time.Minute // for one mail to be decided
)

// ErrLater asks the sender's server to try again.
var ErrLater = errors.New("door: later")

// Box takes mail.
type Box interface {
	// Known reports whether an address was made here; of anything else it tells
	// nothing, and nothing is looked up.
	Known(address string) bool
	// Take decides about one mail and answers when that is kept. sender is of the
	// envelope: "" of a bounce. Any error means that it is to come again.
	Take(ctx context.Context, sender string, recipients []string, data []byte) error
}

// Options are what a door is made of.
type Options struct {
	Domain string // that it greets with
	LMTP   bool
	TLS    *tls.Config // for STARTTLS; nil: not offered
	Bytes  int64       // of one mail
	Box    Box
	Log    *slog.Logger
}

// Door is the listener.
type Door struct{ server *smtp.Server }

// New makes a door.
func New(o Options) *Door {
	s := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &session{Options: o}, nil }))
	s.Domain, s.LMTP, s.TLSConfig = o.Domain, o.LMTP, o.TLS
	s.MaxRecipients, s.MaxMessageBytes = recipientsMost, o.Bytes
	s.ReadTimeout, s.WriteTimeout = quietTime, quietTime
	s.EnableSMTPUTF8 = true
	s.ErrorLog = logger{o.Log}
	return &Door{s}
}

// Serve takes mail until the door is closed.
func (d *Door) Serve(l net.Listener) error {
	err := d.server.Serve(netutil.LimitListener(l, connectionsMost))
	if errors.Is(err, smtp.ErrServerClosed) {
		return nil
	}
	return err
}

// Stop takes no new mail and waits for what is being decided until ctx ends.
func (d *Door) Stop(ctx context.Context) error {
	err := d.server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = d.server.Close()
	}
	if errors.Is(err, smtp.ErrServerClosed) {
		return nil
	}
	return err
}

// session is one connection.
type session struct {
	Options
	sender string
	to     []string
}

// Reset forgets the mail that was begun.
func (s *session) Reset() { s.sender, s.to = "", nil }

// Logout ends the connection.
func (s *session) Logout() error { return nil }

// Mail begins a mail.
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.sender = from
	return nil
}

// Rcpt takes a recipient that a letter named.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if !s.Box.Known(to) {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "No such address here"}
	}
	s.to = append(s.to, to)
	return nil
}

// Data takes a mail: what it answers is true from then on.
func (s *session) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), takeTime)
	defer cancel()
	if err := s.Box.Take(ctx, s.sender, s.to, data); err != nil {
		if !errors.Is(err, ErrLater) {
			s.Log.Warn("mail not taken", "err", err)
		}
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "Please try again later"}
	}
	return nil
}

// logger passes on what the library says.
type logger struct{ log *slog.Logger }

// Printf notes what a client did.
func (l logger) Printf(format string, v ...any) { l.log.Debug(fmt.Sprintf(format, v...)) }

// Println notes what a client did.
func (l logger) Println(v ...any) { l.log.Debug(fmt.Sprint(v...)) }
