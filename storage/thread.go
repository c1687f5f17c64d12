package storage

import (
	"time"

	"github.com/jmoiron/sqlx"

	"headroom/community"
)

type threadRow struct {
	ID          int64     `db:"id"`
	CommunityID int64     `db:"community_id"`
	Context     string    `db:"context"`
	RootID      int64     `db:"root_id"`
	RootIRI     string    `db:"root_iri"`
	Title       string    `db:"title"`
	AuthorID    int64     `db:"author_id"`
	LastPostID  int64     `db:"last_post_id"`
	LastAt      time.Time `db:"last_at"`
	Posts       int64     `db:"posts"`
	LockedAt    time.Time `db:"locked_at"`
	CreatedAt   time.Time `db:"created_at"`
}

var (
	threads      = newTable[threadRow]("thread", 1)
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

// InsertThread implements community.PostTx.
func (t *tx) InsertThread(c community.Thread) error { return insertRow(t, threads, threadRow(c)) }

// UpdateThread implements community.PostTx.
func (t *tx) UpdateThread(c community.Thread) error { return updateRow(t, threads, threadRow(c)) }

// MarkRead implements community.PostTx.
func (t *tx) MarkRead(person, thread, post int64, at time.Time) error {
	_, err := t.exec(`insert into read_mark (person_id, thread_id, post_id, at) values (?, ?, ?, ?)
		on conflict (person_id, thread_id) do update set post_id = excluded.post_id, at = excluded.at
		where excluded.post_id > read_mark.post_id`, person, thread, post, millis(at))
	return err
}

// Unread implements community.PostTx: threads with nothing unread are left out.
func (t *tx) Unread(person int64, threads []int64) ([]community.UnreadCount, error) {
	if len(threads) == 0 {
		return nil, nil
	}
	query, args := in(`select p.thread_id, count(*), min(p.id) from post p
		left join read_mark m on m.person_id = ? and m.thread_id = p.thread_id
		where p.thread_id in (??) and p.state = ? and p.author_id <> ? and p.id > coalesce(m.post_id, 0)
		group by p.thread_id`, threads, []any{person}, []any{string(community.PostAccepted), person})
	var list []community.UnreadCount
	err := t.query(func(rows *sqlx.Rows) error {
		var u community.UnreadCount
		if err := rows.Scan(&u.ThreadID, &u.Unread, &u.FirstID); err != nil {
			return err
		}
		list = append(list, u)
		return nil
	}, query, args...)
	return list, err
}
