package fetch

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// hands is a clock that is moved by hand.
type hands struct {
	mu  sync.Mutex
	now time.Time
}

func (h *hands) read() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *hands) move(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

func TestCacheLives(t *testing.T) {
	t.Parallel()
	clock := &hands{now: time.Unix(1e9, 0)}
	c := NewCache[int](10, time.Hour, time.Minute, clock.read)
	loads, fail := 0, error(nil)
	get := func() (int, error) {
		return c.Get(t.Context(), "k", func(context.Context) (int, error) { loads++; return loads, fail })
	}
	expect := func(step string, want int, wantErr error) {
		t.Helper()
		if got, err := get(); got != want || !errors.Is(err, wantErr) {
			t.Errorf("%s: %d, %v; want %d, %v", step, got, err, want, wantErr)
		}
	}
	expect("first", 1, nil)
	clock.move(59 * time.Minute)
	expect("kept", 1, nil)
	clock.move(time.Minute)
	expect("expired", 2, nil)
	c.Forget("k")
	fail = ErrNetwork
	_, _ = get() // 3: fails
	_, err := get()
	if !errors.Is(err, ErrNetwork) || loads != 3 {
		t.Errorf("a failure is remembered: %v, %d loads", err, loads)
	}
	clock.move(time.Minute)
	fail = nil
	expect("failure forgotten", 4, nil)
	c.Put("k", 40)
	expect("put", 40, nil)
	c.Forget("k")
	fail = ErrBudget
	_, _ = get()
	fail = nil
	expect("budget is not remembered", 6, nil)
}

func TestCacheSharesOneLoad(t *testing.T) {
	t.Parallel()
	c := NewCache[string](10, time.Hour, time.Minute, time.Now)
	var loads atomic.Int32
	started, release := make(chan struct{}), make(chan struct{})
	load := func(ctx context.Context) (string, error) {
		if loads.Add(1) == 1 {
			close(started)
		}
		<-release
		return "v", ctx.Err()
	}
	first, cancel := context.WithCancel(t.Context())
	left := make(chan error, 1)
	go func() {
		_, err := c.Get(first, "k", load)
		left <- err
	}()
	<-started
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if v, err := c.Get(t.Context(), "k", load); v != "v" || err != nil {
				t.Errorf("%q, %v", v, err)
			}
		})
	}
	cancel() // the first caller goes; the load goes on for the others
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Errorf("first: %v", err)
	}
	close(release)
	wg.Wait()
	if loads.Load() != 1 {
		t.Errorf("%d loads", loads.Load())
	}
}

// TestCacheForgetDuringLoad: what was asked before a revocation is not stored
// after it.
func TestCacheForgetDuringLoad(t *testing.T) {
	t.Parallel()
	c := NewCache[string](10, time.Hour, time.Minute, time.Now)
	v, err := c.Get(t.Context(), "k", func(context.Context) (string, error) {
		c.Forget("k")
		return "old", nil
	})
	if v != "old" || err != nil {
		t.Fatal(v, err)
	}
	if v, _ := c.Get(t.Context(), "k", func(context.Context) (string, error) { return "new", nil }); v != "new" {
		t.Errorf("got %q", v)
	}
}

func TestCacheSurvivesAPanic(t *testing.T) {
	t.Parallel()
	c := NewCache[error](0, time.Hour, time.Minute, time.Now)
	if _, err := c.Get(t.Context(), "k", func(context.Context) (error, error) { panic("x") }); err == nil {
		t.Error("no error")
	}
	if v, err := c.Get(t.Context(), "nil", func(context.Context) (error, error) { return nil, nil }); v != nil || err != nil {
		t.Error(v, err)
	}
}
