//go:build mutants

package mutants

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestMutants runs each mutant's tests in a work tree of its own and expects
// them to fail. A mutant that does not compile proves nothing and is an error.
func TestMutants(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	tree := filepath.Join(t.TempDir(), "tree")
	run(t, root, "git", "worktree", "add", "--detach", tree, "HEAD")
	defer run(t, root, "git", "worktree", "remove", "--force", tree)
	for _, m := range mutants {
		t.Run(m.name, func(t *testing.T) {
			path := filepath.Join(tree, m.file)
			was, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if n := strings.Count(string(was), m.old); n != 1 {
				t.Fatalf("%q stands %d times in %s: the mutant has to follow the code", m.old, n, m.file)
			}
			if err := os.WriteFile(path, []byte(strings.Replace(string(was), m.old, m.new, 1)), 0o600); err != nil {
				t.Fatal(err)
			}
			defer os.WriteFile(path, was, 0o600) //nolint:errcheck // the tree is thrown away
			cmd := exec.CommandContext(t.Context(), "go", append([]string{"test", "-vet=off", "-count=1", "-failfast"}, m.tests...)...)
			cmd.Dir = tree
			cmd.Env = append(os.Environ(), "CI=")
			out, err := cmd.CombinedOutput()
			switch {
			case err == nil:
				t.Errorf("survived: %v pass without the check", m.tests)
			case strings.Contains(string(out), "[build failed]") || strings.Contains(string(out), "[setup failed]"):
				t.Errorf("does not compile:\n%s", out)
			}
		})
	}
}

func run(t *testing.T, dir string, command ...string) {
	t.Helper()
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", command, err, out)
	}
}
