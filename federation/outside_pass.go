package federation

import (
	"sync"
	"time"

	"headroom/internal/httpx"
)

// What software without an agreement may cost: how much of it is looked at in a
// minute, of one host and of all together, and for how much of that a key is
// fetched. Its signatures are only checked where it speaks of something public.
const (
	passTime          = time.Minute
	actsPerHost       = 300
	actsPerMinute     = 6000
	fetchesPerHost    = 20
	fetchesPerMinute  = 300
	hostsInMinuteMost = 4096
)

// passes counts what unknown hosts have cost in this minute.
type passes struct {
	mu            sync.Mutex
	since         time.Time
	acts, fetches map[string]int // "" is all of them
}

func newPasses() *passes { return &passes{acts: map[string]int{}, fetches: map[string]int{}} }

// act takes one message of a host into account; the error asks it to come back
// when the minute is over.
func (p *passes) act(host string, now time.Time) error {
	return p.spend(p.actsNow, host, actsPerHost, actsPerMinute, now)
}

// fetch takes one look at an actor of a host into account.
func (p *passes) fetch(host string, now time.Time) error {
	return p.spend(p.fetchesNow, host, fetchesPerHost, fetchesPerMinute, now)
}

func (p *passes) actsNow() map[string]int    { return p.acts }
func (p *passes) fetchesNow() map[string]int { return p.fetches }

func (p *passes) spend(of func() map[string]int, host string, one, all int, now time.Time) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if d := now.Sub(p.since); d >= passTime || d < 0 {
		p.since, p.acts, p.fetches = now, map[string]int{}, map[string]int{}
	}
	spent := of()
	if spent[host] >= one || spent[""] >= all || len(spent) > hostsInMinuteMost {
		return httpx.E(httpx.RateLimited, nil).After(p.since.Add(passTime).Sub(now))
	}
	spent[host]++
	spent[""]++
	return nil
}
