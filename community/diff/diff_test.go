package diff_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"headroom/community/diff"
)

func shown(pieces []diff.Piece) string {
	var out strings.Builder
	for _, p := range pieces {
		fmt.Fprintf(&out, "%s", [...]string{p.Text, "[+" + p.Text + "+]", "[-" + p.Text + "-]"}[p.Op])
	}
	return out.String()
}

func TestWords(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ before, after, want string }{
		{"", "", ""},
		{"one two", "one two", "one two"},
		{"", "new", "[+new+]"},
		{"old", "", "[-old-]"},
		{"We have too classes.", "We have two classes.", "We have [-too-][+two+] classes."},
		{"one three", "one two three", "one [+two +]three"},
		{"one two three", "one three", "one [-two -]three"},
		{"a big red bus", "a small blue bus", "a [-big red-][+small blue+] bus"},
		{"Tŷ mawr", "Tŷ bach", "Tŷ [-mawr-][+bach+]"},
		{"first\n\nlast", "first\n\nmiddle\n\nlast", "first\n\n[+middle\n\n+]last"},
	} {
		if got := shown(diff.Words(tt.before, tt.after)); got != tt.want {
			t.Errorf("%q to %q: %s, want %s", tt.before, tt.after, got, tt.want)
		}
	}
}

// TestLong: two long texts with nothing in common are told apart at once.
func TestLong(t *testing.T) {
	t.Parallel()
	a, b := strings.Repeat("a b ", 5000), strings.Repeat("c d ", 5000)
	start := time.Now()
	pieces := diff.Words(a, b)
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
	rebuild(t, a, b, pieces)
}

func rebuild(t *testing.T, before, after string, pieces []diff.Piece) {
	t.Helper()
	var a, b strings.Builder
	for _, p := range pieces {
		if p.Op != diff.Added {
			a.WriteString(p.Text)
		}
		if p.Op != diff.Removed {
			b.WriteString(p.Text)
		}
	}
	if a.String() != before || b.String() != after {
		t.Errorf("%q to %q: the pieces are %+v", before, after, pieces)
	}
}

func FuzzWords(f *testing.F) {
	f.Add("one two three", "two one three")
	f.Add("a b c a b b a", "c b a b a c")
	f.Add("é\nx", "\xff y")
	f.Fuzz(func(t *testing.T, a, b string) { rebuild(t, a, b, diff.Words(a, b)) })
}
