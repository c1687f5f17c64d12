package ledger

import (
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"headroom/community"
)

func entry(n int64) community.LedgerEntry {
	return community.LedgerEntry{At: time.UnixMilli(n).UTC(), Kind: "membership", Community: "https://a.example/g/1",
		Person: "https://b.example/u/" + strconv.FormatInt(n, 10), Epoch: 1, Version: n, Reason: "left"}
}

func open(t *testing.T, path string) *Ledger {
	t.Helper()
	l, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func TestAppendAndEntries(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "ledger")
	l := open(t, path)
	want := []community.LedgerEntry{entry(1), entry(2), {At: time.UnixMilli(3).UTC(), Kind: "credential",
		Credential: "https://a.example/credentials/9", Person: "https://a.example/u/3", Reason: "credential-revoked"}}
	for _, e := range want {
		if err := l.Append(e); err != nil {
			t.Fatal(err)
		}
	}
	for _, l := range []*Ledger{l, open(t, path)} {
		got, err := l.Entries()
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
	}
}

func TestTornLastLine(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "ledger")
	l := open(t, path)
	if err := l.Append(entry(1)); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for cut := 1; cut < len(whole); cut += 7 {
		torn := append(append([]byte{}, whole...), whole[:cut]...)
		if err := os.WriteFile(path, torn, 0o600); err != nil {
			t.Fatal(err)
		}
		again := open(t, path)
		if err := again.Append(entry(2)); err != nil {
			t.Fatal(err)
		}
		got, err := again.Entries()
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff([]community.LedgerEntry{entry(1), entry(2)}, got); d != "" {
			t.Errorf("cut at %d: %s", cut, d)
		}
	}
}

func TestBadLineIsNotPassedOver(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "ledger")
	if err := os.WriteFile(path, []byte("{\"kind\":\"cre\n{\"kind\":\"credential\"}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path); err == nil {
		t.Error("a ledger with a broken line in its middle was opened")
	}
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	l := open(t, filepath.Join(t.TempDir(), "ledger"))
	var wg sync.WaitGroup
	for n := range int64(20) {
		wg.Go(func() {
			if err := l.Append(entry(n)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	got, err := l.Entries()
	if err != nil || len(got) != 20 {
		t.Errorf("%d entries, %v", len(got), err)
	}
}
