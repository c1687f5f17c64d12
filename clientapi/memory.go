package clientapi

import (
	"hash/fnv"
	"strconv"
	"sync"

	"golang.org/x/sync/singleflight"
)

// moment is a time at which something is asked: after so many commits, and when. The
// same question has the same answer while nobody has written anything, and for no longer
// than a memory's span: what ends by itself (a guest's visit, a credential, a mute) ends
// less than three seconds late, one for who asks and two for what they are answered.
type moment struct {
	mark uint64
	at   int64 // milliseconds
	ok   bool  // false where others may write unseen: nothing is kept
}

// moment is the present one. It is asked for before anything is read.
func (a *API) moment() moment {
	mark, ok := a.Service.Store.Mark()
	return moment{mark: mark, at: a.Clock().UnixMilli(), ok: ok}
}

// within numbers the time, of so many milliseconds, in which a moment lies, for a key.
// Those of several keys begin at different times, so that not all that is kept is to be
// worked out again at once.
func (at moment) within(span int64, key string) int64 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(key)) // a hash takes everything
	return (at.at + int64(h.Sum32())%span) / span
}

// memory is what was worked out since the last commit. The next one empties it, so that
// nothing has to be told what to forget: an answer cannot outlive the right to read
// it. It takes no more than most bytes, and answers for no more than span milliseconds.
type memory[V any] struct {
	most   int
	span   int64
	flight singleflight.Group

	mu    sync.Mutex
	mark  uint64
	held  map[string]holding[V]
	bytes int
}

// holding is what is kept under one key, within one span.
type holding[V any] struct {
	v    V
	time int64
	size int
}

func newMemory[V any](most int, span int64) *memory[V] {
	return &memory[V]{most: most, span: span, held: map[string]holding[V]{}}
}

// get gives what is kept under a key, or has it worked out: once, however many ask
// for it at the same time. work says how many bytes to count.
func (m *memory[V]) get(at moment, key string, work func() (V, int, error)) (V, error) {
	if !at.ok {
		v, _, err := work()
		return v, err
	}
	time := at.within(m.span, key)
	if v, ok := m.peek(at.mark, time, key); ok {
		return v, nil
	}
	flight := strconv.FormatUint(at.mark, 36) + " " + strconv.FormatInt(time, 36) + " " + key
	v, err, shared := m.flight.Do(flight, func() (any, error) {
		if v, ok := m.peek(at.mark, time, key); ok { // another has just landed
			return v, nil
		}
		v, size, err := work()
		if err == nil {
			m.put(at.mark, key, holding[V]{v, time, size})
		}
		return v, err
	})
	if err != nil && shared { // it may be the other's connection that has failed
		v, _, err := work()
		return v, err
	}
	return v.(V), err
}

func (m *memory[V]) peek(mark uint64, time int64, key string) (v V, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.mark != mark {
		if mark < m.mark { // somebody else is further on
			return v, false
		}
		m.empty()
		m.mark = mark
	}
	h, ok := m.held[key]
	return h.v, ok && h.time == time
}

// put keeps something. Where there is no room, what was kept makes way: most of it is
// of times that are over.
func (m *memory[V]) put(mark uint64, key string, h holding[V]) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.mark != mark || h.size > m.most {
		return
	}
	m.bytes -= m.held[key].size
	if m.bytes+h.size > m.most {
		m.empty()
	}
	m.held[key] = h
	m.bytes += h.size
}

func (m *memory[V]) empty() {
	clear(m.held)
	m.bytes = 0
}
