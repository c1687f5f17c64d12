package federation

import (
	"sync"
	"time"

	"headroom/federation/vocab"
	"headroom/internal/httpx"
)

// missesPerMinute is how many keys of one host may be looked for in vain before
// its unknown keys are left alone for the rest of a minute. A host that signs
// each request with another key that is not there would have us ask it again
// and again.
const missesPerMinute = 10

// budget counts, for each host on the trust list, the keys that were not there.
type budget struct {
	mu    sync.Mutex
	since time.Time
	spent map[string]int
}

// over tells whether a host has used up its minute: the error asks it to come
// back when that is over.
func (b *budget) over(keyID string, now time.Time) error {
	host, err := vocab.Host(keyID)
	if err != nil {
		return errKey
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if left := b.since.Add(missTime).Sub(now); b.spent[host] >= missesPerMinute && left > 0 && left <= missTime {
		return httpx.E(httpx.RateLimited, nil).After(left)
	}
	return nil
}

// spend counts a key that was not there.
func (b *budget) spend(keyID string, now time.Time) {
	host, err := vocab.Host(keyID)
	if err != nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if d := now.Sub(b.since); b.spent == nil || d >= missTime || d < 0 {
		b.since, b.spent = now, map[string]int{}
	}
	b.spent[host]++
}
