package storage

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"headroom/internal/jobs"
)

var (
	// Only what the index job_ready holds: many are looked at and few are taken.
	claimFields = `select id, lane, priority, run_at from job
		where kind in (??) and parked_at = 0 and run_at <= ? and lease_until <= ?`
	claimAfter = " and (priority < ? or (priority = ? and (run_at, id) > (?, ?)))"
	claimOrder = " order by priority desc, run_at, id limit ?"
)

// claimUpdate leases those of the rows that still are as they were found.
func (d *dialect) claimUpdate() string {
	return `update job set lease_owner = ?, lease_until = ?, attempts = attempts + 1 where id in
		(select id from job where id in (??) and parked_at = 0 and lease_until <= ?` + d.claim + `)
		returning ` + jobRows.list
}

// ClaimJobs implements jobs.Store. It goes through the due jobs from the best
// on and takes each whose lane has room, which gives the best of every lane
// without ranking all that wait.
func (db *DB) ClaimJobs(ctx context.Context, c jobs.Claim) (claimed []jobs.Job, err error) {
	if len(c.Kinds) == 0 || c.Limit <= 0 || c.PerLane <= 0 {
		return nil, nil
	}
	// Whether anything is due is asked of the readers: an idle runner does not
	// keep the writer busy.
	due := false
	if err := db.view(ctx, func(t *tx) (err error) {
		due, err = t.anyDue(c)
		return err
	}); err != nil || !due {
		return nil, wrapJobs(err)
	}
	err = db.update(ctx, loose, func(t *tx) (err error) {
		lanes, err := t.lanesFor(c)
		if err != nil {
			return err
		}
		numbers, err := t.candidates(c, lanes)
		if err != nil || len(numbers) == 0 {
			claimed = nil
			return err
		}
		claimed, err = t.lease(c, numbers, lanes)
		return err
	})
	return claimed, wrapJobs(err)
}

func wrapJobs(err error) error {
	if err != nil {
		return fmt.Errorf("storage: jobs: %w", err)
	}
	return nil
}

// anyDue reports whether a claim might find anything.
func (t *tx) anyDue(c jobs.Claim) (bool, error) {
	query, args := in("select 1 from job where kind in (??) and parked_at = 0 and run_at <= ? and lease_until <= ? limit 1",
		c.Kinds, nil, []any{millis(c.Now), millis(c.Now)})
	return found(t, query, args...)
}

// laneState is what a claim has to know of a lane.
type laneState struct {
	shut     bool // paused, or held by hand
	busy     int  // under lease, and taken by this claim
	failures int
	runner   string    // who works on it alone
	until    time.Time // and until when
	others   bool      // another owner has jobs of it in flight
}

// room is how many more jobs of the lane may be claimed: one at a time while it is
// not known to work again, none of a lane that is another's.
func (l *laneState) room(c jobs.Claim) int {
	switch {
	case l.shut || c.Alone && (l.others || l.runner != c.Owner && l.until.After(c.Now)):
		return 0
	case l.failures > 0:
		return min(1, c.PerLane) - l.busy
	}
	return c.PerLane - l.busy
}

// lanesFor gives the lanes of which there is anything to know.
func (t *tx) lanesFor(c jobs.Claim) (map[string]*laneState, error) {
	lanes := make(map[string]*laneState)
	err := t.query(func(rows scanner) error {
		var name string
		var l laneState
		if err := rows.Scan(&name, &l.shut, &l.failures, &l.runner, &loader{&l.until, instant}); err != nil {
			return err
		}
		lanes[name] = &l
		return nil
	}, `select name, (held or paused_until > ?), failures, runner, runner_until from lane
		where held or paused_until > ? or failures > 0 or runner_until > ?`, millis(c.Now), millis(c.Now), millis(c.Now))
	if err != nil {
		return nil, err
	}
	// Counted here: for "group by" SQLite would walk all jobs in the order of
	// their lanes instead of the few that are leased.
	err = t.query(func(rows scanner) error {
		var name, owner string
		if err := rows.Scan(&name, &owner); err != nil {
			return err
		}
		l := laneOf(lanes, name)
		l.busy++
		l.others = l.others || owner != c.Owner
		return nil
	}, "select lane, lease_owner from job where lease_until > ? and lease_until > 0", millis(c.Now))
	return lanes, err
}

// laneOf gives the state of a lane, also of one that nothing was known of.
func laneOf(lanes map[string]*laneState, name string) *laneState {
	l := lanes[name]
	if l == nil {
		l = &laneState{}
		lanes[name] = l
	}
	return l
}

// candidate is a job as a claim looks at it.
type candidate struct {
	id       int64
	lane     string
	priority int
	runAt    int64
}

// candidates finds the jobs to claim. Each round but the last meets a lane that
// has become full, and the next leaves it out.
func (t *tx) candidates(c jobs.Claim, lanes map[string]*laneState) ([]int64, error) {
	now := millis(c.Now)
	var taken []int64
	var last *candidate
	for {
		query, args := in(claimFields, c.Kinds, nil, []any{now, now})
		if full := fullLanes(lanes, c); len(full) > 0 {
			query, args = in(query+" and lane not in (??)", full, args, nil)
		}
		if last != nil {
			query += claimAfter
			args = append(args, last.priority, last.priority, last.runAt, last.id)
		}
		window := c.Limit + 16 // mostly one lane has what there is, and room for few
		var rows []candidate
		err := t.query(func(r scanner) error {
			var one candidate
			err := r.Scan(&one.id, &one.lane, &one.priority, &one.runAt)
			rows = append(rows, one)
			return err
		}, query+claimOrder, append(args, window)...)
		if err != nil {
			return nil, err
		}
		for i := range rows {
			l := laneOf(lanes, rows[i].lane)
			if l.room(c) <= 0 {
				continue
			}
			if ok, err := t.takeLane(c, rows[i].lane, l); err != nil {
				return nil, err
			} else if ok {
				l.busy++
				taken = append(taken, rows[i].id)
			}
			if len(taken) == c.Limit {
				return taken, nil
			}
		}
		if len(rows) < window {
			return taken, nil
		}
		last = &rows[len(rows)-1]
	}
}

// takeLane makes a lane the claimer's own, where it asks for that, unless another
// process has done so meanwhile. A lane that is its own for a while yet is left
// as it is.
func (t *tx) takeLane(c jobs.Claim, name string, l *laneState) (bool, error) {
	if !c.Alone || l.runner == c.Owner && l.until.Sub(c.Now) > c.LeaseUntil.Sub(c.Now)/2 {
		return true, nil
	}
	n, err := t.exec(`insert into lane (name, paused_until, held, failures, last_error, last_success_at, runner, runner_until)
		values (?, 0, false, 0, '', 0, ?, ?) on conflict (name) do update set
		runner = excluded.runner, runner_until = excluded.runner_until
		where lane.runner = excluded.runner or lane.runner_until <= ?`, name, c.Owner, millis(c.LeaseUntil), millis(c.Now))
	if err != nil {
		return false, err
	}
	l.runner, l.until, l.shut = c.Owner, c.LeaseUntil, l.shut || n == 0
	return n > 0, nil
}

// fullLanes lists the lanes of which nothing may be taken.
func fullLanes(lanes map[string]*laneState, c jobs.Claim) []string {
	var full []string
	for name, l := range lanes {
		if l.room(c) <= 0 {
			full = append(full, name)
		}
	}
	slices.Sort(full)
	return full
}

// lease claims the jobs, less those that another process has claimed meanwhile.
func (t *tx) lease(c jobs.Claim, numbers []int64, lanes map[string]*laneState) ([]jobs.Job, error) {
	query, args := in(t.db.dialect.claimUpdate(), numbers,
		[]any{c.Owner, millis(c.LeaseUntil)}, []any{millis(c.Now)})
	rows, err := selectRows(t, jobRows, query, args...)
	claimed := make([]jobs.Job, len(rows))
	for i, row := range rows {
		claimed[i] = jobs.Job{ID: row.ID, Attempts: row.Attempts, LeaseOwner: c.Owner,
			CreatedAt: row.CreatedAt, LastError: row.LastError, LaneFailures: laneOf(lanes, row.Lane).failures,
			New: jobs.New{Lane: row.Lane, Kind: row.Kind, Key: row.Key, Payload: row.Payload,
				Priority: row.Priority, RunAt: row.RunAt}}
	}
	slices.SortFunc(claimed, func(a, b jobs.Job) int {
		return cmp.Or(cmp.Compare(b.Priority, a.Priority), a.RunAt.Compare(b.RunAt), cmp.Compare(a.ID, b.ID))
	})
	return claimed, err
}
