// Package passwords hashes passwords with argon2id.
package passwords

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"github.com/alexedwards/argon2id"
)

// Cost is what one hash costs.
type Cost struct {
	Memory     uint32 // KiB
	Iterations uint32
	Threads    uint8
}

// Usual is the cost for people's passwords: 19 MiB and two passes, which is the
// least that OWASP advises.
var Usual = Cost{Memory: 19 << 10, Iterations: 2, Threads: 1}

// Hasher hashes and checks. It is safe for concurrent use; at most one hash a
// processor is computed at a time, so that a burst of sign-ins waits instead of
// taking all memory.
type Hasher struct {
	params *argon2id.Params
	dummy  string
	slots  chan struct{}

	mu   sync.Mutex
	idle *time.Timer // gives the memory back
}

// idleTime is how long after the last hash its memory is given back, and muchMemory
// from how many KiB on.
const (
	idleTime   = 200 * time.Millisecond
	muchMemory = 8 << 10
)

// New makes a hasher of the given cost. It fails on a cost of nought.
func New(c Cost) (*Hasher, error) {
	if c.Memory == 0 || c.Iterations == 0 || c.Threads == 0 {
		return nil, fmt.Errorf("passwords: cost %+v", c)
	}
	h := &Hasher{
		params: &argon2id.Params{Memory: c.Memory, Iterations: c.Iterations, Parallelism: c.Threads, SaltLength: 16, KeyLength: 32},
		slots:  make(chan struct{}, runtime.GOMAXPROCS(0)),
	}
	var err error
	h.dummy, err = h.Hash("nobody has this password")
	return h, err
}

// take waits until there is room for another hash, and ends as its end is called.
func (h *Hasher) take() (end func()) {
	h.slots <- struct{}{}
	return func() {
		<-h.slots
		if h.params.Memory < muchMemory {
			return
		}
		h.mu.Lock()
		defer h.mu.Unlock()
		if h.idle != nil {
			h.idle.Stop()
		}
		// A hash needs as much as everything else. A collection that meets one takes
		// it for what is always in use, and lets the heap grow to several times that.
		h.idle = time.AfterFunc(idleTime, debug.FreeOSMemory)
	}
}

// Hash gives the hash of a password in PHC string form.
func (h *Hasher) Hash(password string) (string, error) {
	defer h.take()()
	s, err := argon2id.CreateHash(password, h.params)
	if err != nil {
		return "", fmt.Errorf("passwords: %w", err)
	}
	return s, nil
}

// Check reports whether a password has the hash. With an empty hash it takes as
// long and is false.
func (h *Hasher) Check(password, hash string) (bool, error) {
	defer h.take()()
	known := hash != ""
	if !known {
		hash = h.dummy
	}
	ok, err := argon2id.ComparePasswordAndHash(password, hash)
	if err != nil {
		return false, fmt.Errorf("passwords: %w", err)
	}
	return ok && known, nil
}
