package faults

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// between builds what stands between a process and its disk, and gives what
// makes the disk fail: "w" for what is written, "s" for what is synced, "" for
// nothing.
func between(t testing.TB) (env []string, fails func(string)) {
	t.Helper()
	dir := t.TempDir()
	lib, says := filepath.Join(dir, "eio.so"), filepath.Join(dir, "says")
	cc := os.Getenv("CC")
	if cc == "" {
		cc = "gcc" // which the program itself needs
	}
	if out, err := exec.CommandContext(t.Context(), cc, "-shared", "-fPIC", "-o", lib, filepath.Join("testdata", "eio.c"), "-ldl").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return []string{"LD_PRELOAD=" + lib, "HEADROOM_EIO=" + says}, func(what string) {
		if err := os.WriteFile(says, []byte(what), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestTheDiskFails has the host's disk answer with errors in the middle of a
// conversation, when it is written and when it is synced. Nothing is acknowledged
// that is not on it; pages are read; when the disk answers again everything goes
// on, and after a restart all that was acknowledged is there, once.
func TestTheDiskFails(t *testing.T) {
	t.Parallel()
	for what, name := range map[string]string{"w": "written", "s": "synced"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env, fails := between(t)
			s := newScene(t)
			s.hostEnv = env
			p := s.open("", "")
			defer p.close()
			p.root = p.says(p.host, "", "Ferries are late")
			p.settle()
			fails(what)
			lost := fresh("Said to a disk that fails")
			if _, err := p.host.say(order{Do: "post", Group: p.group, Parent: p.root, Text: lost}); err == nil || !strings.Contains(err.Error(), "unavailable") {
				t.Errorf("a post that cannot be kept: %v", err)
			}
			p.says(p.home, p.root, "So are ours")
			for range 3 { // the home sends, the host cannot keep it
				_, _ = p.home.say(order{Do: "pump"})
				_, _ = p.host.say(order{Do: "pump"})
			}
			if status := p.host.get(t, "/about"); status != http.StatusOK {
				t.Errorf("while the disk fails a page: %d", status)
			}
			fails("")
			p.says(p.host, p.root, "The disk answers again")
			p.settle()
			p.alike()
			p.host.end()
			if err := p.host.begin(); err != nil {
				t.Fatal(err)
			}
			p.settle()
			p.alike()
			if p.host.deaths+p.home.deaths > 0 {
				t.Error("somebody has died of it")
			}
		})
	}
}
