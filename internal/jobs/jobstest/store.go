// Package jobstest holds what tests of jobs need: a store in memory, which is
// the reference for every other, and the conformance suite for stores.
package jobstest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"headroom/internal/jobs"
)

// Store is a job store as the suite needs it: the runner's side, the use cases'
// and the operator's.
type Store interface {
	jobs.Store
	// Enqueue stores jobs as a use case would, in one transaction, at the time
	// now. A job whose key is taken is left out.
	Enqueue(ctx context.Context, now time.Time, list ...jobs.New) error
	// ParkedJobs lists what was put aside, lowest id first.
	ParkedJobs(ctx context.Context) ([]jobs.Job, error)
	// RequeueJob makes a parked job ready again, due at runAt, with no attempts
	// counted.
	RequeueJob(ctx context.Context, id int64, runAt time.Time) error
	// Lane tells what is known of a lane; a lane never heard of is empty.
	Lane(ctx context.Context, name string) (jobs.Lane, error)
}

// Memory keeps jobs in memory. The zero value is ready for use.
type Memory struct {
	mu     sync.Mutex
	lastID int64
	rows   map[int64]*row
	lanes  map[string]*jobs.Lane
	alone  map[string]holder
	fail   error
}

// holder is who works on a lane alone, and until when.
type holder struct {
	owner string
	until time.Time
}

// row is a stored job.
type row struct {
	jobs.Job
	leaseUntil time.Time
	parked     bool
}

var _ Store = (*Memory)(nil)

// Fail makes every later call return err, until Fail(nil): a lost database.
func (m *Memory) Fail(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fail = err
}

// lock locks the store and reports whether it is there at all.
func (m *Memory) lock() error {
	m.mu.Lock()
	if m.rows == nil {
		m.rows, m.lanes, m.alone = make(map[int64]*row), make(map[string]*jobs.Lane), make(map[string]holder)
	}
	return m.fail
}

// Enqueue implements Store.
func (m *Memory) Enqueue(_ context.Context, now time.Time, list ...jobs.New) error {
	defer m.mu.Unlock()
	if err := m.lock(); err != nil {
		return err
	}
	for _, j := range list {
		if m.taken(j.Key) {
			continue
		}
		if j.RunAt.IsZero() {
			j.RunAt = now
		}
		j.Payload = slices.Clone(j.Payload)
		m.lastID++
		m.rows[m.lastID] = &row{Job: jobs.Job{ID: m.lastID, New: j, CreatedAt: now}}
	}
	return nil
}

func (m *Memory) taken(key string) bool {
	for _, r := range m.rows {
		if key != "" && r.Key == key {
			return true
		}
	}
	return false
}

// better orders jobs as they are claimed.
func better(a, b *row) int {
	return cmp.Or(cmp.Compare(b.Priority, a.Priority), a.RunAt.Compare(b.RunAt), cmp.Compare(a.ID, b.ID))
}

// ClaimJobs implements jobs.Store.
func (m *Memory) ClaimJobs(_ context.Context, c jobs.Claim) ([]jobs.Job, error) {
	defer m.mu.Unlock()
	if err := m.lock(); err != nil {
		return nil, err
	}
	flying, others := make(map[string]int), make(map[string]bool)
	for lane, l := range m.alone {
		others[lane] = l.owner != c.Owner && l.until.After(c.Now)
	}
	var due []*row
	for _, r := range m.rows {
		switch {
		case r.parked:
		case r.leaseUntil.After(c.Now):
			flying[r.Lane]++
			others[r.Lane] = others[r.Lane] || r.LeaseOwner != c.Owner
		case slices.Contains(c.Kinds, r.Kind) && !r.RunAt.After(c.Now) && !m.lane(r.Lane).PausedUntil.After(c.Now):
			due = append(due, r)
		}
	}
	slices.SortFunc(due, better)
	var claimed []jobs.Job
	for _, r := range due {
		if len(claimed) == c.Limit {
			break
		}
		room := c.PerLane
		if m.lane(r.Lane).Failures > 0 {
			room = 1
		}
		if flying[r.Lane] >= room || c.Alone && others[r.Lane] {
			continue
		}
		flying[r.Lane]++
		if c.Alone {
			m.alone[r.Lane] = holder{c.Owner, c.LeaseUntil}
		}
		r.LeaseOwner, r.leaseUntil = c.Owner, c.LeaseUntil
		r.Attempts++
		job := r.Job
		job.LaneFailures = m.lane(r.Lane).Failures
		claimed = append(claimed, job)
	}
	return claimed, nil
}

// lane returns a lane, empty when it is not known.
func (m *Memory) lane(name string) jobs.Lane {
	if l := m.lanes[name]; l != nil {
		return *l
	}
	return jobs.Lane{Name: name}
}

// leased calls change for each of the jobs that owner holds the lease of.
func (m *Memory) leased(owner string, ids []int64, change func(*row)) error {
	defer m.mu.Unlock()
	if err := m.lock(); err != nil {
		return err
	}
	for _, id := range ids {
		if r := m.rows[id]; r != nil && r.LeaseOwner == owner && !r.parked {
			change(r)
		}
	}
	return nil
}

func (r *row) giveBack() { r.LeaseOwner, r.leaseUntil = "", time.Time{} }

// ExtendLeases implements jobs.Store.
func (m *Memory) ExtendLeases(_ context.Context, owner string, ids []int64, until time.Time) (kept []int64, err error) {
	err = m.leased(owner, ids, func(r *row) {
		r.leaseUntil = until
		kept = append(kept, r.ID)
	})
	return kept, err
}

// FinishJobs implements jobs.Store.
func (m *Memory) FinishJobs(_ context.Context, owner string, ids []int64) error {
	return m.leased(owner, ids, func(r *row) { delete(m.rows, r.ID) })
}

// RetryJob implements jobs.Store.
func (m *Memory) RetryJob(_ context.Context, owner string, id int64, runAt time.Time, lastError string) error {
	return m.leased(owner, []int64{id}, func(r *row) {
		r.RunAt, r.LastError = runAt, lastError
		r.giveBack()
	})
}

// HoldJob implements jobs.Store.
func (m *Memory) HoldJob(_ context.Context, owner string, id int64, runAt time.Time, lastError string) error {
	return m.leased(owner, []int64{id}, func(r *row) {
		r.RunAt, r.LastError = runAt, lastError
		r.Attempts--
		r.giveBack()
	})
}

// ParkJob implements jobs.Store.
func (m *Memory) ParkJob(_ context.Context, owner string, id int64, why string) error {
	return m.leased(owner, []int64{id}, func(r *row) {
		r.parked, r.LastError = true, why
		r.giveBack()
	})
}

// PutBack implements jobs.Store.
func (m *Memory) PutBack(_ context.Context, owner string, ids []int64) error {
	return m.leased(owner, ids, func(r *row) {
		r.Attempts--
		r.giveBack()
	})
}

// ReleaseJobs implements jobs.Store.
func (m *Memory) ReleaseJobs(ctx context.Context, owner string) error {
	m.mu.Lock()
	ids := make([]int64, 0, len(m.rows))
	for id := range m.rows {
		ids = append(ids, id)
	}
	for lane, l := range m.alone {
		if l.owner == owner {
			delete(m.alone, lane)
		}
	}
	m.mu.Unlock()
	return m.PutBack(ctx, owner, ids)
}

// PauseLane implements jobs.Store.
func (m *Memory) PauseLane(_ context.Context, name string, until time.Time, failures int, lastError string) error {
	defer m.mu.Unlock()
	if err := m.lock(); err != nil {
		return err
	}
	l := m.lane(name)
	l.PausedUntil, l.Failures, l.LastError = until, failures, lastError
	m.lanes[name] = &l
	return nil
}

// LaneSucceeded implements jobs.Store.
func (m *Memory) LaneSucceeded(_ context.Context, name string, at time.Time) error {
	defer m.mu.Unlock()
	if err := m.lock(); err != nil {
		return err
	}
	l := m.lane(name)
	l.Failures, l.LastError, l.LastSuccessAt = 0, "", at
	m.lanes[name] = &l
	return nil
}

// NextRunAt implements jobs.Store.
func (m *Memory) NextRunAt(_ context.Context, kinds []string) (next time.Time, any bool, err error) {
	defer m.mu.Unlock()
	if err := m.lock(); err != nil {
		return time.Time{}, false, err
	}
	for _, r := range m.rows {
		if r.parked || !slices.Contains(kinds, r.Kind) {
			continue
		}
		at := r.RunAt
		for _, later := range []time.Time{r.leaseUntil, m.lane(r.Lane).PausedUntil} {
			if later.After(at) {
				at = later
			}
		}
		if !any || at.Before(next) {
			next, any = at, true
		}
	}
	return next, any, nil
}

// ParkedJobs implements Store.
func (m *Memory) ParkedJobs(context.Context) (parked []jobs.Job, err error) {
	defer m.mu.Unlock()
	if err := m.lock(); err != nil {
		return nil, err
	}
	for _, r := range m.rows {
		if r.parked {
			parked = append(parked, r.Job)
		}
	}
	slices.SortFunc(parked, func(a, b jobs.Job) int { return cmp.Compare(a.ID, b.ID) })
	return parked, nil
}

// RequeueJob implements Store.
func (m *Memory) RequeueJob(_ context.Context, id int64, runAt time.Time) error {
	defer m.mu.Unlock()
	if err := m.lock(); err != nil {
		return err
	}
	r := m.rows[id]
	if r == nil || !r.parked {
		return fmt.Errorf("jobstest: no parked job %d", id)
	}
	r.parked, r.Attempts, r.RunAt = false, 0, runAt
	return nil
}

// Lane implements Store.
func (m *Memory) Lane(_ context.Context, name string) (jobs.Lane, error) {
	defer m.mu.Unlock()
	if err := m.lock(); err != nil {
		return jobs.Lane{}, err
	}
	return m.lane(name), nil
}
