package storage

import (
	"time"

	"headroom/community"
	"headroom/internal/ids"
)

type digestRow struct {
	PersonID  int64     `db:"person_id"`
	Mode      string    `db:"mode"`
	At        int       `db:"at_minute"`
	NextAt    time.Time `db:"next_at"`
	ToldUntil time.Time `db:"told_until"`
	SentDay   string    `db:"sent_day"`
	UpdatedAt time.Time `db:"updated_at"`
}

var (
	digests      = newTable[digestRow]("digest", 1)
	digestSelect = "select " + digests.list + " from digest where "
	digestPut    = digests.replace("person_id")
)

func digest(r digestRow) community.Digest { return community.Digest(r) }

// Digest implements community.DigestTx.
func (t *tx) Digest(person int64) (community.Digest, error) {
	row, err := selectRow(t, digests, digestSelect+"person_id = ?", person)
	return digest(row), err
}

// PutDigest implements community.DigestTx.
func (t *tx) PutDigest(d community.Digest) error {
	_, err := execRow(t, digests, digestPut, digestRow(d))
	return err
}

// DigestsDue implements community.DigestTx.
func (t *tx) DigestsDue(now time.Time, limit int) ([]community.Digest, error) {
	rows, err := selectRows(t, digests, digestSelect+"next_at > 0 and next_at <= ? order by next_at, person_id limit ?", millis(now), limit)
	return convert(rows, err, digest)
}

// BusyThreads implements community.DigestTx. Ids say when a post arrived.
func (t *tx) BusyThreads(group int64, after, until time.Time, limit int) (list []community.BusyThread, err error) {
	err = t.query(func(rows scanner) error {
		var b community.BusyThread
		if err := rows.Scan(&b.ThreadID, &b.Posts, &b.Writers, &b.NewestID); err != nil {
			return err
		}
		list = append(list, b)
		return nil
	}, `select thread_id, count(*), count(distinct author_id) as writers, max(id) as newest from post
		where community_id = ? and id >= ? and id < ? and state = 'accepted'
		group by thread_id order by writers desc, count(*) desc, newest desc limit ?`, group, ids.At(after), ids.At(until), limit)
	return list, err
}
