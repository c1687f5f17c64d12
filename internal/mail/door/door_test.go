package door

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	netsmtp "net/smtp"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"

	"headroom/internal/mail/mailtest"
)

// box takes mail for two addresses; one that begins with "later" it does not take yet.
type box struct {
	mu    sync.Mutex
	taken []string
}

const (
	first  = "reply+one@heads.example"
	second = "reply+two@heads.example"
)

func (b *box) Known(address string) bool { return address == first || address == second }

func (b *box) Take(_ context.Context, sender string, recipients []string, data []byte) error {
	if strings.HasPrefix(string(data), "later") {
		return ErrLater
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.taken = append(b.taken, sender+" > "+strings.Join(recipients, " ")+": "+string(data))
	return nil
}

// got is what was taken since it was last asked for.
func (b *box) got() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := strings.Join(b.taken, "\n---\n")
	b.taken = nil
	return all
}

// open opens a door on loopback until the test ends.
func open(t *testing.T, o Options) (*box, string) {
	t.Helper()
	b := new(box)
	o.Domain, o.Box, o.Log, o.Bytes = "heads.example", b, slog.New(slog.DiscardHandler), 10_000
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	d := New(o)
	ended := make(chan error, 1)
	go func() { ended <- d.Serve(l) }()
	t.Cleanup(func() {
		if err := d.server.Close(); err != nil {
			t.Error(err)
		}
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return b, l.Addr().String()
}

func code(err error) int {
	var refused *smtp.SMTPError
	if errors.As(err, &refused) {
		return refused.Code
	}
	if err != nil {
		return -1
	}
	return 250
}

// TestLMTP: a mail server of the operator's own brings mail as Postfix does, and is
// told of each recipient what became of it.
func TestLMTP(t *testing.T) {
	t.Parallel()
	b, at := open(t, Options{LMTP: true})
	conn, err := net.Dial("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	c := smtp.NewClientLMTP(conn)
	defer func() { _ = c.Close() }()
	if err := c.Hello("mail.heads.example"); err != nil {
		t.Fatal(err)
	}
	// bring hands over one mail and gives the status of each recipient, before and
	// after the text.
	bring := func(sender, text string, to ...string) (before, after map[string]int) {
		t.Helper()
		before, after = map[string]int{}, map[string]int{}
		if err := c.Mail(sender, nil); err != nil {
			t.Fatal(err)
		}
		taken := 0
		for _, address := range to {
			before[address] = code(c.Rcpt(address, nil))
			if before[address] == 250 {
				taken++
			}
		}
		if taken == 0 {
			if err := c.Reset(); err != nil {
				t.Fatal(err)
			}
			return before, after
		}
		w, err := c.Data()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, text); err != nil {
			t.Fatal(err)
		}
		good, err := w.CloseWithLMTPResponse()
		for rcpt := range good {
			after[rcpt] = 250
		}
		var refused smtp.LMTPDataError
		if err != nil && !errors.As(err, &refused) {
			t.Fatal(err)
		}
		for rcpt, status := range refused {
			after[rcpt] = status.Code
		}
		return before, after
	}
	const nobody = "somebody@heads.example"
	before, after := bring("eira@school.example", "Subject: x\r\n\r\n.one\r\n", first, nobody, second)
	if before[nobody] != 550 || before[first] != 250 || after[first] != 250 || after[second] != 250 {
		t.Errorf("two of three: %v %v", before, after)
	}
	if got := b.got(); got != "eira@school.example > "+first+" "+second+": Subject: x\r\n\r\n.one\r\n" {
		t.Errorf("taken: %q", got)
	}
	if _, after := bring("", "Subject: x\r\n\r\nbounce\r\n", first); after[first] != 250 || !strings.HasPrefix(b.got(), " > ") {
		t.Errorf("of nobody: %v", after)
	}
	if _, after := bring("eira@school.example", "later\r\n", first, second); after[first] != 451 || after[second] != 451 || b.got() != "" {
		t.Errorf("later: %v", after)
	}
	if _, after := bring("eira@school.example", strings.Repeat("0123456789abcde\r\n", 1000), first); after[first] != 552 || b.got() != "" {
		t.Errorf("too large: %v", after)
	}
	if before, after := bring("eira@school.example", "x", nobody); before[nobody] != 550 || len(after) != 0 || b.got() != "" {
		t.Errorf("to nobody: %v %v", before, after)
	}
	if _, after := bring("eira@school.example", "again\r\n", first); after[first] != 250 || b.got() == "" {
		t.Errorf("after all that: %v", after) // the connection is still good
	}
	if err := c.Quit(); err != nil {
		t.Error(err)
	}
	if got := says(t, at, "EHLO a.example\r\n"); !strings.HasPrefix(got, "5") {
		t.Errorf("spoken to in SMTP: %q", got)
	}
}

// says sends bytes after the greeting and gives the line that comes back.
func says(t *testing.T, at, bytes string) string {
	t.Helper()
	conn, err := net.Dial("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	r := bufio.NewReader(conn)
	if _, err := r.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, bytes); err != nil {
		t.Fatal(err)
	}
	line, err := r.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return line
}

// TestSTARTTLS: with a certificate the door offers TLS to another server, which checks
// it; without one it does not, and mail comes in plain.
func TestSTARTTLS(t *testing.T) {
	t.Parallel()
	mine, roots := mailtest.Certificate(t, "heads.example")
	b, at := open(t, Options{TLS: &tls.Config{Certificates: []tls.Certificate{mine}, MinVersion: tls.VersionTLS12}})
	plain, plainAt := open(t, Options{})
	for name, tc := range map[string]struct {
		at      string
		box     *box
		offered bool
	}{"with a certificate": {at, b, true}, "without": {plainAt, plain, false}} {
		c, err := netsmtp.Dial(tc.at)
		if err != nil {
			t.Fatal(err)
		}
		if offered, _ := c.Extension("STARTTLS"); offered != tc.offered {
			t.Errorf("%s: offered %v", name, offered)
		}
		if tc.offered {
			if err := c.StartTLS(&tls.Config{ServerName: "heads.example", RootCAs: roots}); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if state, ok := c.TLSConnectionState(); !ok || state.Version < tls.VersionTLS12 {
				t.Errorf("%s: %+v", name, state)
			}
			if again, _ := c.Extension("STARTTLS"); again {
				t.Errorf("%s: offered within it", name)
			}
		}
		if err := c.Mail("eira@school.example"); err != nil {
			t.Error(err)
		}
		if err := c.Rcpt("somebody@heads.example"); err == nil || !strings.HasPrefix(err.Error(), "550") {
			t.Errorf("%s: a stranger: %v", name, err)
		}
		if err := c.Rcpt(first); err != nil {
			t.Error(err)
		}
		w, err := c.Data()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, "Subject: x\r\n\r\nOne.\r\n"); err != nil {
			t.Error(err)
		}
		if err := w.Close(); err != nil {
			t.Error(err)
		}
		if err := c.Quit(); err != nil {
			t.Error(err)
		}
		if got := tc.box.got(); !strings.HasSuffix(got, "One.\r\n") {
			t.Errorf("%s: taken %q", name, got)
		}
	}
	c, err := netsmtp.Dial(at)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if err := c.StartTLS(&tls.Config{ServerName: "other.example", RootCAs: roots}); err == nil {
		t.Error("under another name it is believed")
	}
}

// TestNothingIsSaidBeforeTLS: what a man in the middle puts behind STARTTLS is not taken
// for something that was said within it.
func TestNothingIsSaidBeforeTLS(t *testing.T) {
	t.Parallel()
	mine, roots := mailtest.Certificate(t, "heads.example")
	b, at := open(t, Options{TLS: &tls.Config{Certificates: []tls.Certificate{mine}}})
	conn, err := net.Dial("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	r := bufio.NewReader(conn)
	line := func(r *bufio.Reader) string {
		for {
			s, err := r.ReadString('\n')
			if err != nil {
				t.Fatal(err)
			}
			if len(s) < 4 || s[3] != '-' {
				return s
			}
		}
	}
	line(r)
	send := func(w io.Writer, s string) {
		if _, err := io.WriteString(w, s); err != nil {
			t.Fatal(err)
		}
	}
	send(conn, "EHLO a.example\r\n")
	line(r)
	send(conn, "STARTTLS\r\nEHLO evil.example\r\nMAIL FROM:<evil@evil.example>\r\nRCPT TO:<"+first+">\r\n")
	if got := line(r); !strings.HasPrefix(got, "220") {
		t.Fatalf("STARTTLS: %q", got)
	}
	secure := tls.Client(conn, &tls.Config{ServerName: "heads.example", RootCAs: roots})
	send(secure, "RCPT TO:<"+first+">\r\n")
	if got := line(bufio.NewReader(secure)); strings.HasPrefix(got, "2") {
		t.Errorf("a recipient without a sender: %q", got)
	}
	if got := b.got(); got != "" {
		t.Errorf("taken: %q", got)
	}
}

// TestOneMailIsOne: a mail ends where RFC 5321 says, so that nobody hides a second one,
// from whoever they like, in the text of a first.
func TestOneMailIsOne(t *testing.T) {
	t.Parallel()
	b, at := open(t, Options{})
	for _, end := range []string{"\n.\n", "\n.\r\n", "\r.\r", "\r\n.\n", "\r\n.\r", "\r\n\x00.\r\n"} {
		c, err := netsmtp.Dial(at)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Mail("eira@school.example"); err != nil {
			t.Fatal(err)
		}
		if err := c.Rcpt(first); err != nil {
			t.Fatal(err)
		}
		id, err := c.Text.Cmd("DATA")
		if err != nil {
			t.Fatal(err)
		}
		c.Text.StartResponse(id)
		if _, _, err := c.Text.ReadResponse(354); err != nil {
			t.Fatal(err)
		}
		c.Text.EndResponse(id)
		hidden := "MAIL FROM:<morag@school.example>\r\nRCPT TO:<" + second + ">\r\nDATA\r\nhidden\r\n.\r\n"
		if _, err := c.Text.W.WriteString("Subject: x\r\n\r\nOne." + end + hidden); err != nil {
			t.Fatal(err)
		}
		if err := c.Text.W.Flush(); err != nil {
			t.Fatal(err)
		}
		if _, _, err := c.Text.ReadResponse(250); err != nil {
			t.Errorf("%q: %v", end, err)
		}
		if got := b.got(); strings.Contains(got, second+": ") || strings.HasPrefix(got, "morag") || strings.Contains(got, "---") {
			t.Errorf("%q ends a mail: %q", end, got)
		}
		_ = c.Close()
	}
}
