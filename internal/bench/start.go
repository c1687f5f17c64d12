package bench

import (
	"context"
	"time"
)

// idleTime is how long an instance is left alone before its memory is read.
const idleTime = 3 * time.Second

// start measures how soon an instance answers after its start, and what an
// idle one holds. The first start makes database and keys and is told apart.
func (b *bench) start(ctx context.Context) error {
	all, err := b.configure("scotland")
	if err != nil {
		return err
	}
	s := all["scotland"]
	defer s.stop()
	var times []float64
	for n := range 6 {
		took, err := s.start(ctx, b.Serve)
		if err != nil {
			return err
		}
		ms := float64(took.Microseconds()) / 1000
		if n == 0 {
			b.out["start_first_ms"] = round(ms)
		} else {
			times = append(times, ms)
		}
		if n < 5 {
			s.stop()
		}
	}
	b.out["start_ms"] = round(median(times))
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(b.briefly(idleTime)):
	}
	held, err := rss(s.pid())
	b.out["rss_idle_mb"] = round(held)
	return err
}
