package config_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"headroom/internal/config"
)

var tomlBlock = regexp.MustCompile("(?s)```toml\n(.*?)```")

// TestExamplesOfTheHandbookWork pastes what docs/operators.md shows: its whole
// configuration, and each list of tables after it, as the text says.
func TestExamplesOfTheHandbookWork(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/operators.md")
	if err != nil {
		t.Fatal(err)
	}
	var whole string
	var tables []string
	for _, found := range tomlBlock.FindAllStringSubmatch(string(text), -1) {
		switch block := found[1]; {
		case strings.Contains(block, "\nurl "):
			whole = block
		case strings.HasPrefix(block, "[["):
			tables = append(tables, block)
		}
	}
	if whole == "" || len(tables) != 2 {
		t.Fatalf("%d bytes of configuration, %d lists of tables", len(whole), len(tables))
	}
	for _, more := range append(tables, "", strings.Join(tables, "\n")) {
		dir := t.TempDir()
		file := filepath.Join(dir, "headroom.toml")
		if err := os.WriteFile(file, []byte(strings.ReplaceAll(whole, "/var/lib/headroom", dir)+"\n"+more), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "glow.secret"), []byte("sample\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := config.Load(file, nil)
		if err != nil {
			t.Errorf("%s%v", more, err)
			continue
		}
		if problems := c.Check(); len(problems) > 0 {
			t.Errorf("%s%q", more, problems)
		}
	}
}
