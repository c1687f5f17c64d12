package main

import (
	"context"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// What holds for giving memory back.
const (
	giveBackEvery = 4 * time.Second
	worthGiving   = 4 << 20 // bytes
)

// giveBack returns to the system what is left after a busy time: the next sweep comes
// when the heap has doubled, which at rest may be hours away, and what thousands of
// streams took to open would be held until then. A time in which a sweep came by itself
// is not at rest.
func giveBack(ctx context.Context) {
	tick := time.NewTicker(giveBackEvery)
	defer tick.Stop()
	was := heapNow()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now := heapNow()
		if now.sweeps == was.sweeps && now.held > now.live+worthGiving {
			debug.FreeOSMemory()
			now = heapNow()
		}
		was = now
	}
}

// heap is the state of the program's memory, in bytes: what a sweep could give back at
// most with what is in use, what was in use after the last one, and how many there were.
type heap struct{ held, live, sweeps uint64 }

func heapNow() heap {
	s := []metrics.Sample{
		{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/free:bytes"},
		{Name: "/gc/heap/live:bytes"}, {Name: "/gc/cycles/total:gc-cycles"},
	}
	metrics.Read(s)
	return heap{held: s[0].Value.Uint64() + s[1].Value.Uint64(), live: s[2].Value.Uint64(), sweeps: s[3].Value.Uint64()}
}
