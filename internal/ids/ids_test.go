package ids_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"headroom/internal/ids"
)

var start = time.Date(2026, 3, 4, 5, 6, 7, 89_000_000, time.UTC)

func TestNextCarriesTimeAndNode(t *testing.T) {
	t.Parallel()
	m := ids.New(5, func() time.Time { return start })
	id := m.Next()
	if got := ids.Time(id); !got.Equal(start) {
		t.Errorf("Time(%d) = %v, want %v", id, got, start)
	}
	if node := id >> 6 & 63; node != 5 {
		t.Errorf("node = %d, want 5", node)
	}
	if id != ids.At(start)|5<<6 {
		t.Errorf("first id = %d, want sequence 0 at %d", id, ids.At(start))
	}
	if id > ids.Max {
		t.Errorf("id %d is above 2^53-1", id)
	}
}

func TestNextGrowsWhenTheClockStandsOrGoesBack(t *testing.T) {
	t.Parallel()
	var now atomic.Int64
	now.Store(start.UnixMilli())
	m := ids.New(0, func() time.Time { return time.UnixMilli(now.Load()) })
	last := int64(0)
	for i := range 500 {
		if i == 200 {
			now.Add(-3_600_000)
		}
		id := m.Next()
		if id <= last {
			t.Fatalf("id %d after %d: not greater", id, last)
		}
		last = id
	}
	if ahead := ids.Time(last).Sub(start); ahead > 8*time.Millisecond {
		t.Errorf("borrowed %v for 500 ids, want at most 8ms", ahead)
	}
	now.Add(2 * 3_600_000)
	if got := ids.Time(m.Next()); got.UnixMilli() != now.Load() {
		t.Errorf("did not return to the clock: %v", got)
	}
}

func TestAfterKeepsOrderOverARestart(t *testing.T) {
	t.Parallel()
	stored := ids.New(63, func() time.Time { return start }).Next()
	m := ids.New(0, func() time.Time { return start.Add(-time.Hour) })
	m.After(stored)
	if id := m.Next(); id <= stored {
		t.Errorf("Next() = %d, not after the stored %d", id, stored)
	}
	m.After(-1)
	m.After(ids.Max + 1)
	if ids.Time(m.Next()).Sub(start) > time.Second {
		t.Error("an impossible id moved the maker")
	}
}

func TestClockBeforeTheEpoch(t *testing.T) {
	t.Parallel()
	if id := ids.New(0, func() time.Time { return time.Unix(0, 0) }).Next(); id <= 0 {
		t.Errorf("Next() = %d, want a positive id", id)
	}
}

func TestNextIsUniqueAcrossGoroutines(t *testing.T) {
	t.Parallel()
	const workers, each = 8, 300
	m := ids.New(1, time.Now)
	var mu sync.Mutex
	seen := make(map[int64]bool, workers*each)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for range each {
				id := m.Next()
				mu.Lock()
				if seen[id] {
					t.Errorf("id %d made twice", id)
				}
				seen[id] = true
				mu.Unlock()
			}
		})
	}
	wg.Wait()
}

func TestParse(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		in   string
		want int64
	}{
		{"1", 1}, {"9007199254740991", ids.Max}, {"150312345678901", 150312345678901},
		{"", 0}, {"0", 0}, {"01", 0}, {"-1", 0}, {"+1", 0}, {" 1", 0}, {"1 ", 0}, {"1_0", 0},
		{"0x1", 0}, {"1e3", 0}, {"9007199254740992", 0}, {"99999999999999999999", 0}, {"١", 0},
	} {
		got, err := ids.Parse(tc.in)
		if got != tc.want || (tc.want == 0) != errors.Is(err, ids.ErrMalformed) {
			t.Errorf("Parse(%q) = %d, %v, want %d", tc.in, got, err, tc.want)
		}
		if tc.want != 0 && ids.Format(got) != tc.in {
			t.Errorf("Format(%d) = %q, want %q", got, ids.Format(got), tc.in)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("1")
	f.Add("9007199254740992")
	f.Fuzz(func(t *testing.T, s string) {
		if id, err := ids.Parse(s); err == nil && ids.Format(id) != s {
			t.Errorf("Parse(%q) = %d, written back as %q", s, id, ids.Format(id))
		}
	})
}

func BenchmarkNext(b *testing.B) {
	m := ids.New(0, time.Now)
	for b.Loop() {
		m.Next()
	}
}
