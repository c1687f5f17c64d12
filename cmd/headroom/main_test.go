package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"headroom/internal/config"
	"headroom/internal/control"
)

// command runs a command line and gives its exit code and what it wrote.
func command(t *testing.T, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	code = run(t.Context(), args, strings.NewReader(stdin), &out, &err)
	return code, out.String(), err.String()
}

// file writes the configuration of an instance on a free port.
func file(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	c := config.Default()
	c.URL, c.Name, c.Nation = "http://scotland.localhost:7999", map[string]string{"en": "Sample"}, "SCT"
	c.Listen, c.Database, c.Storage = "127.0.0.1:0", "sqlite:headroom.db", "data"
	c.Argon2 = config.Argon2{MemoryKiB: 64, Time: 1, Threads: 1}
	var text bytes.Buffer
	if err := config.Write(&text, c); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "config.toml")
	if err := os.WriteFile(path, text.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// serving runs an instance until the test ends; its first words come back.
func serving(t *testing.T, path string) (said string, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	r, w := io.Pipe()
	ended := make(chan int, 1)
	var why bytes.Buffer
	go func() { ended <- run(ctx, []string{"serve", "-c", path}, nil, w, &why); _ = w.Close() }()
	var text strings.Builder
	buf := make([]byte, 4096)
	for !strings.Contains(text.String(), "/set-password/") {
		n, err := r.Read(buf)
		text.Write(buf[:n])
		if err != nil {
			t.Fatalf("ended with %d: %v\n%s\n%s", <-ended, err, text.String(), why.String())
		}
	}
	go func() { _, _ = io.Copy(io.Discard, r) }()
	return text.String(), func() {
		cancel()
		if code := <-ended; code != exitDone {
			t.Errorf("serve ended with %d", code)
		}
	}
}

func TestUsage(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"nonsense", "--json"}, {"peer", "expect", "--json"}, {"--json", "member", "revoke", "x"},
		{"member", "verify", "x", "--kind", "king", "--reason", "y", "--json"}} {
		code, out, stderr := command(t, "", args...)
		var f control.Fault
		if err := json.Unmarshal([]byte(stderr), &f); code != exitUsage || out != "" || err != nil || f.Error.Kind != "usage" {
			t.Errorf("%v: %d %q %q", args, code, out, stderr)
		}
	}
	if code, out, _ := command(t, "", "--help"); code != exitDone || !strings.Contains(out, "serve") {
		t.Errorf("--help: %d %q", code, out)
	}
	if code, _, stderr := command(t, "", "config", "check", "-c", "/nowhere/config.toml"); code != exitRefused || strings.Contains(stderr, "goroutine") {
		t.Errorf("no file: %d %q", code, stderr)
	}
}

func TestCommandsGoToTheRunningServer(t *testing.T) {
	t.Parallel()
	path := file(t)
	if code, _, stderr := command(t, "", "member", "revoke", "x", "--reason", "y", "-c", path); code != exitUnavailable {
		t.Errorf("without a server: %d %q", code, stderr)
	}
	said, stop := serving(t, path)
	if !strings.Contains(said, "operator@scotland.localhost") {
		t.Errorf("the first start says %q", said)
	}
	for _, step := range []struct {
		stdin string
		args  string
		code  int
		want  string
	}{
		{"long-sample-password\n", "member add --email a@b.example --username morag --name Morag --password-stdin", exitDone, "has been added"},
		{"", "member add --email a@b.example --username other --name Other", exitRefused, "e-mail address"},
		{"", "member verify morag --kind head --reason seen", exitDone, "HeadteacherCredential"},
		{"", "community create islands --name en=Islands --moderator a@b.example", exitDone, "Islands"},
		{"", "community list", exitDone, "islands"},
		{"", "member list --json", exitDone, `"standing":"verified"`},
		{"", "member extend morag --until 2090-08-31 --reason longer", exitRefused, "no end"},
		{"", "member extend nobody --until 2090-08-31 --reason longer", exitRefused, ""},
		{"", "member suspend morag --reason away", exitDone, "suspended"},
		{"", "member suspend morag --reason twice", exitRefused, "not verified"},
		{"", "member restore morag --reason back", exitDone, "hold again"},
		{"", "member reopen morag --reason back", exitRefused, "not closed"},
		{"", "key rotate person morag --reason yearly", exitDone, "#ed25519-2"},
		{"", "key rotate group islands --reason yearly", exitDone, "#ed25519-2"},
		{"", "key rotate issuer --use --reason early", exitRefused, ""},
		{"", "key rotate issuer --reason yearly", exitDone, "Two operators"},
		{"", "key rotate issuer --reason twice", exitRefused, "already"},
		{"", "key rotate issuer --use --reason confirmed", exitDone, "#ed25519-2"},
		{"", "operator end operator@scotland.localhost --reason alone", exitRefused, "last operator"},
		{"", "operator add --email second@scotland.example --name Second --lang en", exitDone, "second@scotland.example"},
		{"", "operator add --email second@scotland.example --name Second", exitRefused, "account already"},
		{"", "operator add --email third@scotland.example --name Third --lang fr", exitRefused, "Choose one"},
		{"", "operator end operator@scotland.localhost --reason unready", exitRefused, "last operator"},
		{"", "operator list --json", exitDone, `"state":"invited"`},
		{"", "operator end nobody@scotland.example --reason none", exitRefused, ""},
		{"", "operator end a@b.example --reason member", exitRefused, "nothing here"},
		{"", "member revoke morag --reason gone", exitDone, "withdrawn"},
		{"", "audit verify --json", exitDone, `"whole":true`},
		{"", "modlog verify --json", exitDone, `"whole":true`},
		{"", "safety list --json", exitDone, `"overdue":true`},
		{"", "safety list", exitDone, "looked at now"},
		{"", "safety export", exitDone, "kind,number,date"},
		{"", "safety export " + path, exitUsage, "exists"},
		{"", "queue list", exitDone, "LANE"},
		{"", "queue show peer:nobody.example", exitDone, "ATTEMPTS"},
		{"", "queue retry", exitDone, "due now"},
		{"", "queue retry --job 1", exitRefused, "nothing here"},
		{"", "queue park 1 --reason broken", exitRefused, "nothing here"},
		{"", "queue park one --reason broken", exitRefused, "nothing here"},
		{"", "peer end nobody.example", exitRefused, ""},
		{"", "serve", exitUnavailable, "Another process"},
	} {
		code, out, stderr := command(t, step.stdin, append(strings.Fields(step.args), "-c", path)...)
		if code != step.code || !strings.Contains(out+stderr, step.want) {
			t.Errorf("%s: %d, want %d\n%s%s", step.args, code, step.code, out, stderr)
		}
	}
	stop()
	if code, out, stderr := command(t, "", "member", "list", "-c", path); code != exitDone || !strings.Contains(out, "revoked") {
		t.Errorf("reading without a server: %d %q %q", code, out, stderr)
	}
	if code, _, _ := command(t, "", "queue", "retry", "-c", path, "--json"); code != exitUnavailable {
		t.Errorf("changing without a server: %d", code)
	}
}
