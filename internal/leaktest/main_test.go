package leaktest

import (
	"os"
	"runtime/debug"
	"testing"
)

// The crawl makes some hundred thousand pages and keeps none: a heap that may grow is
// swept less often.
func TestMain(m *testing.M) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	os.Exit(m.Run())
}
