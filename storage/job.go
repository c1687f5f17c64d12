package storage

import (
	"strings"
	"time"

	"headroom/community"
	"headroom/internal/jobs"
)

type jobRow struct {
	ID         int64     `db:"id"`
	Lane       string    `db:"lane"`
	Kind       string    `db:"kind"`
	Key        string    `db:"key"`
	Payload    []byte    `db:"payload"`
	Priority   int       `db:"priority"`
	RunAt      time.Time `db:"run_at"`
	Attempts   int       `db:"attempts"`
	LeaseOwner string    `db:"lease_owner"`
	LeaseUntil time.Time `db:"lease_until"`
	LastError  string    `db:"last_error"`
	ParkedAt   time.Time `db:"parked_at"`
	CreatedAt  time.Time `db:"created_at"`
}

var (
	jobRows   = newTable[jobRow]("job", 1)
	jobInsert = strings.Replace(jobRows.insert, "on conflict do", "on conflict (key) where key <> '' do", 1)
)

// jobQueued is the question for a job of which a key tells that it is there already.
const jobQueued = "queued"

// Enqueue implements community.EventTx. The key is taken also by a job that has
// been parked. SQLite's one writer knows of a job that it has put there.
func (t *tx) Enqueue(j jobs.New) error {
	if !t.writable {
		return errReadOnly
	}
	if err := t.ready(); err != nil {
		return err
	}
	key, kept := arguments{a: j.Key}, t.recall != nil && t.db.dialect.single && j.Key != ""
	if kept {
		if _, known := t.recall.peek(jobRows.name, jobQueued, key); known {
			return nil
		}
	}
	now := t.db.now()
	row := jobRow{ID: t.NextID(), Lane: j.Lane, Kind: j.Kind, Key: j.Key, Payload: j.Payload,
		Priority: j.Priority, RunAt: j.RunAt, CreatedAt: now}
	if row.RunAt.IsZero() {
		row.RunAt = now
	}
	n, err := putRow(t, anyRows, jobRows, jobInsert, row)
	if n == 1 {
		t.notable = true
		t.left.add(j.Kind)
	}
	if err == nil && kept {
		t.recall.keep(jobRows.name, jobQueued, asksFor("key"), key, true)
	}
	return err
}

// FinishJob implements community.EventTx: a job that is gone is no error.
func (t *tx) FinishJob(id int64) error {
	_, err := t.exec("delete from job where id = ?", id)
	return err
}

// DeleteJobs implements community.EventTx. An empty lane or kind is any.
func (t *tx) DeleteJobs(lane, kind string) (int64, error) {
	return t.exec("delete from job where (? = '' or lane = ?) and (? = '' or kind = ?)", lane, lane, kind, kind)
}

// Lanes implements community.EventTx: by name, every lane that has jobs or has
// been heard of. OldestAt is of the oldest waiting job.
func (t *tx) Lanes(now time.Time) ([]community.Lane, error) {
	var list []community.Lane
	err := t.query(func(rows scanner) error {
		var l community.Lane
		if err := rows.Scan(&l.Name, &l.Waiting, &l.Parked, &loader{&l.OldestAt, instant},
			&loader{&l.PausedUntil, instant}, &l.Held, &l.Failures, &l.LastError, &loader{&l.LastSuccess, instant}); err != nil {
			return err
		}
		if !l.PausedUntil.After(now) {
			l.PausedUntil = time.Time{}
		}
		list = append(list, l)
		return nil
	}, `select n.name, coalesce(j.waiting, 0), coalesce(j.parked, 0), coalesce(j.oldest, 0),
			coalesce(l.paused_until, 0), coalesce(l.held, false), coalesce(l.failures, 0),
			coalesce(l.last_error, ''), coalesce(l.last_success_at, 0)
		from (select name from lane union select lane from job) n
		left join lane l on l.name = n.name
		left join (select lane, count(*) filter (where parked_at = 0) as waiting,
				count(*) filter (where parked_at > 0) as parked,
				min(created_at) filter (where parked_at = 0) as oldest
			from job group by lane) j on j.lane = n.name
		order by n.name`)
	return list, err
}

// ParkedJobs implements community.EventTx: the last parked first.
func (t *tx) ParkedJobs(limit int) ([]community.ParkedJob, error) {
	var list []community.ParkedJob
	err := t.query(func(rows scanner) error {
		var p community.ParkedJob
		if err := rows.Scan(&p.ID, &p.Lane, &p.Kind, &p.Reason, &loader{&p.At, instant}); err != nil {
			return err
		}
		list = append(list, p)
		return nil
	}, "select id, lane, kind, last_error, parked_at from job where parked_at > 0 order by parked_at desc, id desc limit ?", limit)
	return list, err
}

// RetryLane implements community.EventTx. Parked jobs start over with no
// attempts counted; the lane's pause ends. Jobs in flight are left alone.
func (t *tx) RetryLane(lane string, now time.Time) (int64, error) {
	at := millis(now)
	_, err := t.exec("update lane set paused_until = 0 where (? = '' or name = ?) and paused_until <> 0", lane, lane)
	if err != nil {
		return 0, err
	}
	n, err := t.exec(`update job set attempts = case when parked_at > 0 then 0 else attempts end, parked_at = 0,
		run_at = case when run_at < ? then run_at else ? end
		where (? = '' or lane = ?) and lease_until <= ?`, at, at, lane, lane, at)
	if n > 0 {
		t.notable, t.left.any = true, true
	}
	return n, err
}

// HoldLane implements community.EventTx. Releasing a lane wakes the watchers.
func (t *tx) HoldLane(lane string, held bool) error {
	_, err := t.exec(`insert into lane (name, paused_until, held, failures, last_error, last_success_at)
		values (?, 0, ?, 0, '', 0) on conflict (name) do update set held = excluded.held`, lane, held)
	t.notable, t.left.any = true, true
	return err
}
