package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTermsAreSet drives the command against a running instance.
func TestTermsAreSet(t *testing.T) {
	t.Parallel()
	config := file(t)
	_, stop := serving(t, config)
	defer stop()
	year := func(text string) string {
		path := filepath.Join(t.TempDir(), "year.csv")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := year("name,from,until\nAutumn term,17/08/2026,18/12/2026\nOctober holiday,12/10/2026,23/10/2026\n")
	if code, out, said := command(t, "", "terms", "set", "-c", config, "--authority", "Highland", good); code != exitDone || !strings.Contains(out, "2 terms") {
		t.Fatalf("set: %d %s %s", code, out, said)
	}
	if code, _, said := command(t, "", "terms", "set", "-c", config, year("name,from\nAutumn,17/08/2026\n")); code != exitRefused || !strings.Contains(said, "until") {
		t.Errorf("a column is missing: %d %s", code, said)
	}
	code, out, _ := command(t, "", "terms", "list", "-c", config)
	if code != exitDone || !strings.Contains(out, "Highland") || !strings.Contains(out, "2026-10-23") {
		t.Errorf("list: %d %s", code, out)
	}
	if code, _, said := command(t, "", "terms", "remove", "-c", config, "--authority", "highland"); code != exitDone {
		t.Errorf("remove: %d %s", code, said)
	}
	if code, _, _ := command(t, "", "terms", "remove", "-c", config, "--authority", "highland"); code != exitRefused {
		t.Errorf("removed twice: %d", code)
	}
}
