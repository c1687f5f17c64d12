package clientapi

import (
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
)

// TestMemory keeps what was worked out for one moment, and for no other.
func TestMemory(t *testing.T) {
	t.Parallel()
	worked := 0
	ask := func(m *memory[int], at moment, key string) int {
		t.Helper()
		v, err := m.get(at, key, func() (int, int, error) { worked++; return worked, 10, nil })
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	m := newMemory[int](25, 1000)
	now := moment{mark: 7, at: 100_000, ok: true}
	for _, step := range []struct {
		what string
		at   moment
		key  string
		want int
	}{
		{"first", now, "a", 1},
		{"again", now, "a", 1},
		{"another", now, "b", 2},
		{"both are kept", now, "a", 1},
		{"no room for a third", now, "c", 3},
		{"before which the others make way", now, "a", 4},
		{"the third is kept", now, "c", 3},
		{"something was written", moment{8, 100_000, true}, "a", 5},
		{"who comes late keeps nothing", now, "a", 6},
		{"and takes nothing away", moment{8, 100_000, true}, "a", 5},
		{"a second went by", moment{8, 101_000, true}, "a", 7},
		{"others may write unseen", moment{8, 101_000, false}, "a", 8},
		{"nothing is kept then", moment{8, 101_000, false}, "a", 9},
	} {
		if got := ask(m, step.at, step.key); got != step.want {
			t.Errorf("%s: %d, want %d", step.what, got, step.want)
		}
	}
}

// TestMemoryWorksOnce has many ask for the same at the same time; what fails is kept
// for nobody.
func TestMemoryWorksOnce(t *testing.T) {
	t.Parallel()
	m := newMemory[string](1000, 1000)
	at := moment{mark: 1, ok: true}
	failed := errors.New("not now")
	if _, err := m.get(at, "k", func() (string, int, error) { return "", 0, failed }); !errors.Is(err, failed) {
		t.Fatal(err)
	}
	var worked atomic.Int64
	var all sync.WaitGroup
	for range 32 {
		all.Go(func() {
			v, err := m.get(at, "k", func() (string, int, error) { return strconv.FormatInt(worked.Add(1), 10), 1, nil })
			if err != nil || v != "1" {
				t.Errorf("%q, %v", v, err)
			}
		})
	}
	all.Wait()
	if n := worked.Load(); n != 1 {
		t.Errorf("worked %d times", n)
	}
}
