//go:build crashpoints

package crash

import (
	"maps"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
)

var (
	mu   sync.Mutex
	hits = map[Point]int{}
	// where and when the process is to die; when is 0 for never.
	where, when = wanted(os.Getenv("HEADROOM_CRASH"))
)

func wanted(text string) (Point, int) {
	name, count, _ := strings.Cut(text, ":")
	n, err := strconv.Atoi(count)
	if err != nil {
		return "", 0
	}
	return Point(name), n
}

// At is a point of the program. The process kills itself there when it was told
// to.
func At(p Point) {
	mu.Lock()
	defer mu.Unlock()
	hits[p]++
	if p == where && hits[p] == when {
		_ = syscall.Kill(syscall.Getpid(), syscall.SIGKILL)
		select {} // until the signal has come
	}
}

// Hits is how often each point has been passed.
func Hits() map[Point]int {
	mu.Lock()
	defer mu.Unlock()
	return maps.Clone(hits)
}
