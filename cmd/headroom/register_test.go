package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"headroom/internal/control"
)

// TestRegistersAreImported drives the command against a running instance.
func TestRegistersAreImported(t *testing.T) {
	t.Parallel()
	config := file(t)
	_, stop := serving(t, config)
	defer stop()
	list := func(name, text string) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	head := "Seed Code,LA Name,School Name\n"
	good := list("good.csv", head+"8400001,Highland,Example Primary School\n8400002,Highland,Example High School\n")
	twice := list("twice.csv", head+"8400003,Highland,Example Primary School\n8400003,Highland,Other School\n")
	imported := func(args ...string) (code int, r control.RegisterReport, stderr string) {
		t.Helper()
		code, out, stderr := command(t, "", append([]string{"register", "import", "--json", "-c", config}, args...)...)
		lines := strings.Split(strings.TrimSpace(out), "\n")
		if err := json.Unmarshal([]byte(lines[len(lines)-1]), &r); err != nil {
			t.Fatalf("%v: %s %s", err, out, stderr)
		}
		return code, r, stderr
	}
	if code, r, said := imported("--source", "scotland", "--dry-run", good); code != exitDone || r.Added != 2 {
		t.Errorf("dry run: %d %+v %s", code, r, said)
	}
	if code, r, said := imported("--source", "scotland", good); code != exitDone || r.Added != 2 || r.Rows != 2 || r.Refused == nil {
		t.Errorf("import: %d %+v %s", code, r, said)
	}
	if code, r, said := imported("--source", "scotland", twice); code != exitRefused || r.Added != 0 || len(r.Refused) != 1 ||
		r.Refused[0].Row != 3 || !strings.Contains(said, "8400003") {
		t.Errorf("a school twice: %d %+v %s", code, r, said)
	}
	if code, r, said := imported("--source", "wales", good); code != exitRefused || !strings.Contains(said, "School Number") || len(r.Refused) != 1 {
		t.Errorf("another nation's file: %d %+v %s", code, r, said)
	}
	if code, r, _ := imported("--source", "scotland", good); code != exitDone || r.Unchanged != 2 {
		t.Errorf("again: %d %+v", code, r)
	}
	code, out, _ := command(t, "", "register", "list", "-c", config)
	if code != exitDone || strings.Count(out, "scotland") != 2 {
		t.Errorf("list: %d %s", code, out)
	}
	if code, out, _ := command(t, "", "member", "confirmations", "--json", "-c", config); code != exitDone || strings.TrimSpace(out) != "[]" {
		t.Errorf("confirmations: %d %q", code, out)
	}
}
