package mail_test

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"headroom/internal/mail"
	"headroom/internal/mail/mailtest"
)

const from = "Headroom Cymru <noreply@heads.example>"

var message = mail.Message{
	To: "pennaeth@ysgol.example", Subject: "Croeso i’r gymuned: tŷ dŵr", Text: "Bore da, Siân.\nDolen: https://x.example/a?b=c\n",
	HTML: "<p>Bore da, Siân.</p>", Language: "cy",
}

func sender(t *testing.T, s *mailtest.Server, change func(*mail.Server)) mail.Sender {
	t.Helper()
	server := mail.Server{
		Host: s.Host, Port: s.Port, Username: mailtest.Username, Password: mailtest.Password,
		From: from, Security: "starttls", Roots: s.Roots, Timeout: 5 * time.Second,
	}
	change(&server)
	m, err := mail.NewSMTP(server)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// check checks a mail made of message.
func check(t *testing.T, data []byte) {
	t.Helper()
	p, err := mailtest.Parse(data)
	if err != nil {
		t.Fatalf("%v in\n%s", err, data)
	}
	if p.Subject != message.Subject || strings.ReplaceAll(p.Text, "\r\n", "\n") != message.Text || strings.TrimSpace(p.HTML) != message.HTML {
		t.Errorf("parsed %+v", p)
	}
	for name, want := range map[string]string{"Auto-Submitted": "auto-generated", "Content-Language": "cy", "User-Agent": "", "X-Mailer": ""} {
		if got := p.Header.Get(name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	if id := p.Header.Get("Message-ID"); !strings.HasSuffix(id, "@heads.example>") {
		t.Errorf("Message-ID = %q", id)
	}
}

func TestSMTP(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		options mailtest.Options
		change  func(*mail.Server)
		tls     bool
		user    string
	}{
		"starttls": {mailtest.Options{}, func(*mail.Server) {}, true, mailtest.Username},
		"tls":      {mailtest.Options{TLS: true}, func(s *mail.Server) { s.Security = "tls" }, true, mailtest.Username},
		"none":     {mailtest.Options{Bare: true}, func(s *mail.Server) { s.Security, s.Username = "none", "" }, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := mailtest.Start(t, tc.options)
			if err := sender(t, s, tc.change).Send(t.Context(), message); err != nil {
				t.Fatal(err)
			}
			got := s.Next(t.Context(), t)
			if got.To != message.To || got.From != "noreply@heads.example" || got.TLS != tc.tls || got.User != tc.user {
				t.Errorf("received %+v", got)
			}
			check(t, got.Data)
		})
	}
}

func TestWhatCanBeTriedAgain(t *testing.T) {
	t.Parallel()
	s := mailtest.Start(t, mailtest.Options{})
	s.Refuse("gone@ysgol.example", 550)
	s.Refuse("busy@ysgol.example", 451)
	bare := mailtest.Start(t, mailtest.Options{Bare: true})
	dead, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := dead.Addr().(*net.TCPAddr).Port
	dead.Close()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for name, tc := range map[string]struct {
		to        string
		ctx       context.Context
		change    func(*mail.Server)
		permanent bool
	}{
		"refused":        {"gone@ysgol.example", t.Context(), func(*mail.Server) {}, true},
		"busy":           {"busy@ysgol.example", t.Context(), func(*mail.Server) {}, false},
		"no address":     {"pennaeth", t.Context(), func(*mail.Server) {}, true},
		"injection":      {"a@b.example\r\nBcc: c@d.example", t.Context(), func(*mail.Server) {}, true},
		"name":           {"P <a@b.example>", t.Context(), func(*mail.Server) {}, true},
		"wrong password": {message.To, t.Context(), func(s *mail.Server) { s.Password = "wrong" }, false},
		"unknown root":   {message.To, t.Context(), func(s *mail.Server) { s.Roots = nil }, false},
		"no starttls":    {message.To, t.Context(), func(s *mail.Server) { s.Port = bare.Port }, false},
		"no server":      {message.To, t.Context(), func(s *mail.Server) { s.Port = port }, false},
		"context ended":  {message.To, ended, func(*mail.Server) {}, false},
	} {
		t.Run(name, func(t *testing.T) {
			m := message
			m.To = tc.to
			err := sender(t, s, tc.change).Send(tc.ctx, m)
			if err == nil || mail.Permanent(err) != tc.permanent {
				t.Errorf("Send() = %v, permanent %v, want %v", err, mail.Permanent(err), tc.permanent)
			}
		})
	}
}

func TestNewSMTPRefuses(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]mail.Server{
		"clear to another machine": {Host: "mail.example", Port: 25, From: from, Security: "none"},
		"security":                 {Host: "mail.example", Port: 25, From: from},
		"sender":                   {Host: "mail.example", Port: 25, Security: "tls"},
		"port":                     {Host: "mail.example", Port: -1, From: from, Security: "tls"},
	} {
		if _, err := mail.NewSMTP(s); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestDirectory(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data", "mail")
	m, err := mail.NewDirectory(dir, from)
	if err != nil {
		t.Fatal(err)
	}
	injected := message
	injected.Subject = "Hello\r\nBcc: spy@evil.example\r\n\r\nbody"
	for _, msg := range []mail.Message{message, injected} {
		if err := m.Send(t.Context(), msg); err != nil {
			t.Fatal(err)
		}
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) != 2 {
		t.Fatalf("files %v, %v", files, err)
	}
	for i, file := range files {
		info, err := os.Stat(file)
		if err != nil || info.Mode().Perm() != 0o600 || filepath.Ext(file) != ".eml" {
			t.Errorf("%s: %v, %v", file, info.Mode(), err)
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			check(t, data)
			continue
		}
		p, err := mailtest.Parse(data)
		if err != nil || p.Header.Get("Bcc") != "" || p.Subject != "Hello  Bcc: spy@evil.example    body" {
			t.Errorf("a subject made a header: %+v, %v", p, err)
		}
	}
}
