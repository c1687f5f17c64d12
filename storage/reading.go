package storage

import (
	"time"

	"headroom/community"
)

// Tops implements community.ReadingTx.
func (t *tx) Tops(thread int64, p community.Page) ([]int64, error) {
	query, args := "select id from post where thread_id = ? and branch_id = id", []any{thread}
	switch {
	case p.Before != 0:
		query, args = query+" and id < ? order by id desc", append(args, p.Before)
	default:
		query, args = query+" and id > ? order by id", append(args, p.After)
	}
	return values[int64](t, query+" limit ?", append(args, p.Limit)...)
}

// Branches implements community.ReadingTx.
func (t *tx) Branches(thread int64, tops []int64) ([]community.Stub, error) {
	if len(tops) == 0 {
		return nil, nil
	}
	query, args := in(`select id, parent_id, branch_id, author_id, state, case when confirmed_at = 0 then 0 else 1 end from post
		where thread_id = ? and branch_id in (??) order by branch_id, id`, tops, []any{thread}, nil)
	var list []community.Stub
	err := t.query(func(rows scanner) error {
		var s community.Stub
		var confirmed int64
		if err := rows.Scan(&s.ID, &s.ParentID, &s.BranchID, &s.AuthorID, &s.State, &confirmed); err != nil {
			return err
		}
		s.Confirmed = confirmed != 0
		list = append(list, s)
		return nil
	}, query, args...)
	return list, err
}

// ReadState implements community.ReadingTx.
func (t *tx) ReadState(person, thread int64) (r community.ReadState, err error) {
	mark, err := value[*int64](t, "select max(post_id) from read_mark where person_id = ? and thread_id = ?", person, thread)
	if err != nil {
		return r, err
	}
	if mark != nil {
		r.UpTo = *mark
	}
	r.Ahead, err = values[int64](t, "select post_id from seen where person_id = ? and thread_id = ? and post_id > ? order by post_id",
		person, thread, r.UpTo)
	return r, err
}

// Saw implements community.ReadingTx.
func (t *tx) Saw(person, thread int64, posts []int64, at time.Time) error {
	if len(posts) == 0 {
		return nil
	}
	have, err := t.ReadState(person, thread)
	if err != nil {
		return err
	}
	if err := t.readNoticesAbout(person, posts, at); err != nil {
		return err
	}
	query, args := in(`insert into seen (person_id, thread_id, post_id) select ?, thread_id, id from post
		where thread_id = ? and id > ? and id in (??) on conflict do nothing`, posts, []any{person, thread, have.UpTo}, nil)
	if _, err := t.exec(query, args...); err != nil {
		return err
	}
	// What is on its way to its community will be unread when it is confirmed.
	last, err := value[*int64](t, `select max(id) from post where thread_id = ? and id < coalesce((select min(p.id) from post p
			where p.thread_id = ? and p.id > ? and p.author_id <> ? and p.state in (?, ?) and not exists (
				select 1 from seen s where s.person_id = ? and s.thread_id = p.thread_id and s.post_id = p.id)), 9223372036854775807)`,
		thread, thread, have.UpTo, person, string(community.PostAccepted), string(community.PostSent), person)
	if err != nil || last == nil || *last <= have.UpTo {
		return err
	}
	return t.MarkRead(person, thread, *last, at)
}

// MarkRead implements community.PostTx.
func (t *tx) MarkRead(person, thread, post int64, at time.Time) error {
	_, err := t.exec(`insert into read_mark (person_id, thread_id, post_id, at) values (?, ?, ?, ?)
		on conflict (person_id, thread_id) do update set post_id = excluded.post_id, at = excluded.at
		where excluded.post_id > read_mark.post_id`, person, thread, post, millis(at))
	if err != nil {
		return err
	}
	if _, err := t.exec("delete from seen where person_id = ? and thread_id = ? and post_id <= ?", person, thread, post); err != nil {
		return err
	}
	return t.readNoticesOf(person, thread, post, at)
}

// Unread implements community.PostTx: threads with nothing unread are left out.
func (t *tx) Unread(person int64, threads []int64) ([]community.UnreadCount, error) {
	if len(threads) == 0 {
		return nil, nil
	}
	query, args := in(`select p.thread_id, count(*), min(p.id) from post p
		left join read_mark m on m.person_id = ? and m.thread_id = p.thread_id
		where p.thread_id in (??) and p.state = ? and p.author_id <> ? and p.id > coalesce(m.post_id, 0)
			and p.id not in (select s.post_id from seen s where s.person_id = ?)
		group by p.thread_id`, threads, []any{person}, []any{string(community.PostAccepted), person, person})
	var list []community.UnreadCount
	err := t.query(func(rows scanner) error {
		var u community.UnreadCount
		if err := rows.Scan(&u.ThreadID, &u.Unread, &u.FirstID); err != nil {
			return err
		}
		list = append(list, u)
		return nil
	}, query, args...)
	return list, err
}
