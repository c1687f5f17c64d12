package clientapi

import (
	"context"
	"sync"
	"time"

	"headroom/community"
)

// hub wakes open streams after a commit: those alone whom what happened may
// concern, found with one question for all of them. It is their clock as well.
type hub struct {
	service *community.Service
	pace    pace

	mu      sync.Mutex
	open    map[int64][]*listener // by person
	count   map[int64]int         // of each account
	at      community.StirPoint   // how far has been looked
	pending bool                  // something was committed since
	running bool
}

// listener is one open stream. call tells it what it is to do, and does not block.
type listener struct {
	account, person int64
	turn            int
	call            func(due)
}

func newHub(service *community.Service, ticker func(time.Duration) (<-chan time.Time, func())) *hub {
	return &hub{service: service, pace: pace{ticker: ticker}, open: map[int64][]*listener{}, count: map[int64]int{}}
}

// What holds for the streams of one account, and for a look that failed.
const (
	streamsPerAccount = 12
	lookTime          = 10 * time.Second
)

// join opens a stream; nil when the account has too many.
func (h *hub) join(ctx context.Context, account, person int64, call func(due)) (*listener, error) {
	h.mu.Lock()
	first := len(h.open) == 0
	h.mu.Unlock()
	var now community.StirPoint
	if first {
		var err error
		if now, err = h.service.StirredNow(ctx); err != nil {
			return nil, err
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.count[account] >= streamsPerAccount {
		return nil, nil
	}
	if len(h.open) == 0 && !h.running {
		h.at = later(h.at, now)
	}
	l := &listener{account: account, person: person, call: call}
	h.open[person] = append(h.open[person], l)
	h.count[account]++
	h.pace.add(l)
	return l, nil
}

func later(a, b community.StirPoint) community.StirPoint {
	return community.StirPoint{Event: max(a.Event, b.Event), Notice: max(a.Notice, b.Notice)}
}

// leave closes a stream.
func (h *hub) leave(l *listener) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.pace.remove(l)
	rest := h.open[l.person][:0:0]
	for _, other := range h.open[l.person] {
		if other != l {
			rest = append(rest, other)
		}
	}
	if h.open[l.person] = rest; len(rest) == 0 {
		delete(h.open, l.person)
	}
	if h.count[l.account]--; h.count[l.account] == 0 {
		delete(h.count, l.account)
	}
}

// end ends every stream.
func (h *hub) end() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, list := range h.open {
		call(list, dueEnd)
	}
}

// stir is told of every commit; it does not block.
func (h *hub) stir() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.pending = len(h.open) > 0
	if h.pending && !h.running {
		h.running = true
		go h.run()
	}
}

// run looks until there is nothing new. Where a look fails, every stream looks for
// itself: a wake-up too many shows nothing.
func (h *hub) run() {
	for {
		h.mu.Lock()
		if !h.pending {
			h.running = false
			h.mu.Unlock()
			return
		}
		h.pending = false
		at, people := h.at, make([]int64, 0, len(h.open))
		for person := range h.open {
			people = append(people, person)
		}
		h.mu.Unlock()
		ctx, cancel := context.WithTimeout(context.Background(), lookTime)
		who, all, now, err := h.service.Stirred(ctx, at, people)
		cancel()
		h.wake(who, all || err != nil, now, now.Event > at.Event && err == nil)
	}
}

// wake wakes the streams of some people, or of everybody, and looks further where
// one look may not have seen all.
func (h *hub) wake(who []int64, all bool, now community.StirPoint, more bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at, h.pending = later(h.at, now), h.pending || more
	if all {
		for _, list := range h.open {
			call(list, dueLook)
		}
		return
	}
	for _, person := range who {
		call(h.open[person], dueLook)
	}
}

func call(list []*listener, what due) {
	for _, l := range list {
		l.call(what)
	}
}
