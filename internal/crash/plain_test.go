//go:build !crashpoints

package crash

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// TestNothingIsBuiltIn: a program of the plain build knows nothing of crashing.
func TestNothingIsBuiltIn(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	At(BeforeCommit)
	word := strings.Join([]string{"HEADROOM", "CRASH"}, "_")
	if bytes.Contains(program, []byte(word)) {
		t.Errorf("the program names %s", word)
	}
	if !bytes.Contains(program, []byte("TestNothingIsBuiltIn")) {
		t.Error("this is not the program: it proves nothing")
	}
}

func TestPointsAreOne(t *testing.T) {
	t.Parallel()
	seen := map[Point]bool{}
	for _, p := range Points {
		if seen[p] || p == "" || strings.Contains(string(p), ":") {
			t.Errorf("%q", p)
		}
		seen[p] = true
	}
}
