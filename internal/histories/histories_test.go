package histories

import (
	"fmt"
	"os"
	"strconv"
	"testing"
)

// stretch is how many steps lie between two looks at everything.
const stretch = 125

// TestHistories lives through several histories at once. Under the race detector
// they are short: what it finds it finds in the first steps.
func TestHistories(t *testing.T) {
	t.Parallel()
	total := 2000
	if underRace {
		total = 120
	}
	if v, err := strconv.Atoi(os.Getenv("HEADROOM_STEPS")); err == nil && v > 0 {
		total = v
	}
	first := uint64(1)
	if v, err := strconv.ParseUint(os.Getenv("HEADROOM_SEED"), 10, 64); err == nil {
		history(t, v, total)
		return
	}
	each := min(total, 500)
	for k := range (total + each - 1) / each {
		seed := first + uint64(k)
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			history(t, seed, each)
		})
	}
}

func history(t *testing.T, seed uint64, long int) {
	t.Helper()
	w := begin(t, seed)
	t.Logf("seed %d, %d steps: HEADROOM_SEED=%d HEADROOM_STEPS=%d lives through it again", seed, long, seed, long)
	for k := 1; k <= long; k++ {
		w.next()
		if k%stretch == 0 || k == long {
			w.quiet()
			w.check()
		}
	}
	t.Logf("%d things were said, %d words known", len(w.sayings), len(w.marks))
}
