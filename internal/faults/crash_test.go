//go:build crashpoints

package faults

import (
	"fmt"
	"os"
	"strconv"
	"testing"

	"headroom/internal/crash"
)

// TestEveryPoint kills the host, and then the member's home, at each point of
// the program in the course of a conversation, and starts it again: what was
// acknowledged is on both sides once, what was deleted on none, and when the
// member has gone their home has nothing and has said so. Which of the times
// that a point is passed are tried, is spread over all of them: one, or as many
// as HEADROOM_PASSES says; with HEADROOM_DEEP every one is.
func TestEveryPoint(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	calm := s.open("", "")
	calm.goes()
	passed := map[string]map[string]int{"host": calm.host.do(order{Do: "state", Group: s.group}).Hits, "home": calm.home.do(order{Do: "state", Group: s.group}).Hits}
	calm.close()
	if t.Failed() {
		t.Fatal("the conversation fails without a crash")
	}
	reached, died := map[crash.Point]bool{}, 0
	for i, point := range crash.Points {
		for k, who := range []string{"host", "home"} {
			other := []string{"home", "host"}[k]
			if few() && i%2 != k && passed[other][string(point)] > 0 {
				continue // one of them, by turns
			}
			for _, n := range times(passed[who][string(point)]) {
				at := fmt.Sprintf("%s:%d", point, n)
				t.Run(who+" "+at, func(t *testing.T) {
					one := *s
					one.t = t
					p := one.open(map[bool]string{who == "host": at}[true], map[bool]string{who == "home": at}[true])
					defer p.close()
					p.goes()
					if p.host.deaths+p.home.deaths == 1 {
						reached[point] = true
						died++
					}
				})
			}
		}
	}
	t.Logf("passed %v, died %d times", passed, died)
	for _, point := range crash.Points {
		if !reached[point] {
			t.Errorf("nobody has died at %s: it is not tried", point)
		}
	}
}

// few reports whether each point is tried once.
func few() bool { return os.Getenv("HEADROOM_DEEP") == "" && os.Getenv("HEADROOM_PASSES") == "" }

// times are which passes of a point are tried.
func times(passes int) (list []int) {
	if os.Getenv("HEADROOM_DEEP") != "" {
		for n := range passes {
			list = append(list, n+1)
		}
		return list
	}
	some, err := strconv.Atoi(os.Getenv("HEADROOM_PASSES"))
	if err != nil {
		some = 1
	}
	for k := range min(some, passes) {
		list = append(list, 1+(2*k+1)*(passes-1)/(2*some))
	}
	return list
}
