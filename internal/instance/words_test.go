package instance

import (
	"os"
	"path/filepath"
	"testing"

	"headroom/internal/config"
	"headroom/templates"
)

func TestWordsOfAnInstance(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "words.toml")
	for text, good := range map[string]bool{
		"[en]\n\"office.head\" = \"Principal\"\n[cy]\n\"office.head\" = \"Prifathro\"\n": true,
		"[en]\n\"no.such\" = \"x\"\n":         false,
		"[en]\n\"about.lead\" = \"{{.X}}\"\n": false,
		"office = 3\n":                        false,
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		own, err := wordsOf(&config.Config{Words: file})
		if err == nil {
			_, err = templates.New(templates.Options{Overrides: own})
		}
		if (err == nil) != good {
			t.Errorf("%q: %v", text, err)
		}
	}
	if own, err := wordsOf(&config.Config{}); own != nil || err != nil {
		t.Errorf("none: %v, %v", own, err)
	}
}
