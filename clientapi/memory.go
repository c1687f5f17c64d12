package clientapi

import (
	"strconv"
	"sync"

	"golang.org/x/sync/singleflight"
)

// moment is a time within which the same question has the same answer: nobody has
// written anything, and the clock stands in the same second. So what ends by itself (a
// guest's visit, a credential, a mute) ends less than a second late.
type moment struct {
	mark   uint64
	second int64
	ok     bool // false where others may write unseen: nothing is kept
}

// moment is the present one. It is asked for before anything is read.
func (a *API) moment() moment {
	mark, ok := a.Service.Store.Mark()
	return moment{mark: mark, second: a.Clock().Unix(), ok: ok}
}

// memory is what was worked out within one moment. The next one empties it, so that
// nothing has to be told what to forget: an answer cannot outlive the right to read
// it. It takes no more than most bytes.
type memory[V any] struct {
	most   int
	flight singleflight.Group

	mu    sync.Mutex
	at    moment
	held  map[string]V
	bytes int
}

func newMemory[V any](most int) *memory[V] { return &memory[V]{most: most, held: map[string]V{}} }

// get gives what is kept under a key, or has it worked out: once, however many ask
// for it at the same time. make says how many bytes to count.
func (m *memory[V]) get(at moment, key string, work func() (V, int, error)) (V, error) {
	if !at.ok {
		v, _, err := work()
		return v, err
	}
	if v, ok := m.peek(at, key); ok {
		return v, nil
	}
	flight := strconv.FormatUint(at.mark, 36) + " " + strconv.FormatInt(at.second, 36) + " " + key
	v, err, shared := m.flight.Do(flight, func() (any, error) {
		if v, ok := m.peek(at, key); ok { // another has just landed
			return v, nil
		}
		v, size, err := work()
		if err == nil {
			m.put(at, key, v, size)
		}
		return v, err
	})
	if err != nil && shared { // it may be the other's connection that has failed
		v, _, err := work()
		return v, err
	}
	return v.(V), err
}

func (m *memory[V]) peek(at moment, key string) (v V, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.at != at {
		if at.mark < m.at.mark { // somebody else is further on
			return v, false
		}
		clear(m.held)
		m.at, m.bytes = at, 0
	}
	v, ok = m.held[key]
	return v, ok
}

func (m *memory[V]) put(at moment, key string, v V, size int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.at == at && m.bytes+size <= m.most {
		m.held[key] = v
		m.bytes += size
	}
}
