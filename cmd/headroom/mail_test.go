package main

import (
	"os"
	"strings"
	"testing"
)

// TestMailReceive hands mails to the command as a mail server does: what cannot be
// decided now is to be brought again, and what no letter named goes back.
func TestMailReceive(t *testing.T) {
	t.Parallel()
	path := file(t)
	more := "\n[replies]\naddress = \"reply@heads.example\"\nlisten = \"127.0.0.1:0\"\n"
	if raw, err := os.ReadFile(path); err != nil || strings.Contains(string(raw), "[replies]") {
		more = strings.Replace(string(raw), "[replies]", "[replies]\naddress = \"reply@heads.example\"\nlisten = \"127.0.0.1:0\"", 1)
		if err := os.WriteFile(path, []byte(more), 0o600); err != nil {
			t.Fatal(err)
		}
	} else if err := os.WriteFile(path, append(raw, more...), 0o600); err != nil {
		t.Fatal(err)
	}
	const mail = "From: eira@ysgol.example\nTo: reply+abc@heads.example\n\nWe buy together.\n"
	if code, _, stderr := command(t, mail, "mail", "receive", "-c", path); code != exitLater {
		t.Errorf("without a server: %d\n%s", code, stderr)
	}
	_, stop := serving(t, path)
	for name, tc := range map[string]struct {
		mail string
		args []string
		code int
		said string
	}{
		"nobody's address": {mail, []string{"--sender", "eira@ysgol.example", "--recipient", "reply+abc@heads.example"}, exitNoUser, ""},
		"by its header":    {mail, nil, exitNoUser, ""},
		"no mail":          {"", nil, exitDone, "ignored"},
	} {
		code, stdout, stderr := command(t, tc.mail, append([]string{"mail", "receive", "-c", path}, tc.args...)...)
		if code != tc.code || strings.TrimSpace(stdout) != tc.said {
			t.Errorf("%s: %d, %q, %q", name, code, stdout, stderr)
		}
	}
	stop()
}
