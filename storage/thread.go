package storage

import (
	"time"

	"headroom/community"
	"headroom/community/policy"
)

type threadRow struct {
	ID          int64        `db:"id"`
	CommunityID int64        `db:"community_id"`
	Context     string       `db:"context"`
	RootID      int64        `db:"root_id"`
	RootIRI     string       `db:"root_iri"`
	Title       string       `db:"title"`
	AuthorID    int64        `db:"author_id"`
	LastPostID  int64        `db:"last_post_id"`
	LastAt      time.Time    `db:"last_at"`
	Posts       int64        `db:"posts"`
	LockedAt    time.Time    `db:"locked_at"`
	CreatedAt   time.Time    `db:"created_at"`
	PinnedAt    time.Time    `db:"pinned_at"`
	Label       policy.Label `db:"label"`
}

var (
	threads      = newTable[threadRow]("thread", 1).fix("context", "community_id")
	threadSelect = "select " + threads.list + " from thread where "
)

func thread(r threadRow) community.Thread { return community.Thread(r) }

// Thread implements community.PostTx.
func (t *tx) Thread(id int64) (community.Thread, error) {
	row, err := selectRow(t, threads, threadSelect+"id = ?", id)
	return thread(row), err
}

// ThreadByContext implements community.PostTx.
func (t *tx) ThreadByContext(context string) (community.Thread, error) {
	row, err := selectRow(t, threads, threadSelect+"context = ?", context)
	return thread(row), err
}

// ThreadsByID implements community.PostTx.
func (t *tx) ThreadsByID(list []int64) ([]community.Thread, error) {
	rows, err := selectIn(t, threads, threadSelect+"id in (??)", list)
	return convert(rows, err, thread)
}

// Threads implements community.PostTx.
func (t *tx) Threads(group int64, p community.Page) ([]community.Thread, error) {
	return t.ThreadsOf([]int64{group}, p)
}

// ThreadsOf implements community.PostTx.
func (t *tx) ThreadsOf(groups []int64, p community.Page) ([]community.Thread, error) {
	if len(groups) == 0 {
		return nil, nil
	}
	query, args := in(threadSelect+"community_id in (??)", groups, nil, nil)
	rows, err := selectPage(t, threads, query, "last_post_id", p, false, args...)
	return convert(rows, err, thread)
}

// PinnedThreads implements community.PostTx: longest pinned first.
func (t *tx) PinnedThreads(group int64) ([]community.Thread, error) {
	rows, err := selectRows(t, threads, threadSelect+"community_id = ? and pinned_at > 0 order by pinned_at", group)
	return convert(rows, err, thread)
}

// InsertThread implements community.PostTx.
func (t *tx) InsertThread(c community.Thread) error { return insertRow(t, threads, threadRow(c)) }

// UpdateThread implements community.PostTx.
func (t *tx) UpdateThread(c community.Thread) error { return updateRow(t, threads, threadRow(c)) }
