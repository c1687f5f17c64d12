package storage

import (
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// ReadCounts implements community.ReadingTx.
func (t *tx) ReadCounts(posts []int64) ([]community.ReadCount, error) {
	if len(posts) == 0 {
		return nil, nil
	}
	query, args := in("select post_id, heads, at from read_count where post_id in (??) order by post_id", posts, nil, nil)
	var list []community.ReadCount
	err := t.query(func(rows scanner) error {
		var c community.ReadCount
		var at int64
		if err := rows.Scan(&c.PostID, &c.Heads, &at); err != nil {
			return err
		}
		c.At = moment(at)
		list = append(list, c)
		return nil
	}, query, args...)
	return list, err
}

// PutReadCount implements community.ReadingTx.
func (t *tx) PutReadCount(c community.ReadCount, before time.Time) error {
	n, err := t.exec(`insert into read_count (post_id, heads, at) values (?, ?, ?)
		on conflict (post_id) do update set heads = excluded.heads, at = excluded.at where read_count.at <= ?`,
		c.PostID, c.Heads, millis(c.At), millis(before))
	if err == nil && n == 0 {
		err = community.ErrConflict
	}
	return err
}

// aHead narrows to people from here who are heads and in a community at a
// moment. Its arguments are those of who in HeadsWhoRead.
const aHead = ` exists (select 1 from membership m join person p on p.id = m.person_id
	where m.community_id = ? and m.person_id = r.person_id and` + active + `and m.role <> ? and p.local and p.suspended_at = 0 and ` + holds + `) `

// HeadsWhoRead implements community.ReadingTx: two queries for all posts, one
// over the marks at or after the first of them, one over what was seen ahead.
func (t *tx) HeadsWhoRead(group, thread int64, posts []int64, author int64, now time.Time) (map[int64]int64, int64, error) {
	heads := make(map[int64]int64, len(posts))
	if len(posts) == 0 {
		return heads, 0, nil
	}
	first := posts[0]
	for _, p := range posts {
		first = min(first, p)
	}
	who := append([]any{group, int64(policy.Active), millis(now), millis(now), int64(policy.Guest)}, holdsArgs(policy.Head, now)...)
	each := func(add func(post, people int64), query string, args ...any) error {
		return t.query(func(rows scanner) error {
			var post, people int64
			if err := rows.Scan(&post, &people); err != nil {
				return err
			}
			add(post, people)
			return nil
		}, query, args...)
	}
	err := each(func(mark, people int64) {
		for _, p := range posts {
			if p <= mark {
				heads[p] += people
			}
		}
	}, `select r.post_id, count(*) from read_mark r where r.thread_id = ? and r.post_id >= ? and r.person_id <> ? and`+aHead+`group by r.post_id`,
		append([]any{thread, first, author}, who...)...)
	if err != nil {
		return nil, 0, err
	}
	query, args := in(`select r.post_id, count(*) from seen r where r.thread_id = ? and r.post_id in (??) and r.person_id <> ? and`+aHead+`group by r.post_id`,
		posts, []any{thread}, append([]any{author}, who...))
	if err := each(func(post, people int64) { heads[post] += people }, query, args...); err != nil {
		return nil, 0, err
	}
	could, err := value[int64](t, `select count(*) from membership r where r.community_id = ? and r.person_id <> ? and`+aHead,
		append([]any{group, author}, who...)...)
	return heads, could, err
}
