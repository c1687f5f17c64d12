package storage

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"headroom/community"
)

// arrivalParts is how many rooms one statement looks into: SQLite takes no more
// than five hundred selects in one.
const arrivalParts = 100

// arrivals is a list of posts from one place, to be paged.
type arrivals struct {
	query string
	args  []any
}

// arrivalsIn gives a query for each place that a search names. Each walks one
// index backwards and stops at the limit.
func arrivalsIn(q community.ArrivalSearch) (list []arrivals) {
	where := " and p.state = ?"
	if q.Files {
		where += " and exists (select 1 from attachment a where a.post_id = p.id)"
	}
	if q.Roots {
		where += " and p.parent_id = 0"
	}
	if q.Open {
		where += " and not exists (select 1 from thread l where l.id = p.thread_id and l.label <> '')"
	}
	state := string(community.PostAccepted)
	if q.Author != 0 {
		return authored(q, where, state)
	}
	for _, room := range q.Rooms {
		list = append(list, arrivals{"select p.id from post p where p.community_id = ?" + where, []any{room, state}})
	}
	for _, room := range slices.Sorted(maps.Keys(q.Begun)) {
		list = append(list, arrivals{"select p.id from post p join thread t on t.id = p.thread_id and t.root_id <> 0 and t.created_at >= ? where p.community_id = ?" + where,
			[]any{millis(q.Begun[room]), room, state}})
	}
	for _, thread := range q.Threads {
		list = append(list, arrivals{"select p.id from post p where p.thread_id = ?" + where, []any{thread, state}})
	}
	return list
}

// authored is arrivalsIn for the posts of one person, by the index of authors.
func authored(q community.ArrivalSearch, where, state string) (list []arrivals) {
	by := func(condition string, ids []int64) {
		if len(ids) > 0 {
			query, args := in("select p.id from post p where p.author_id = ?"+where+condition, ids, []any{q.Author, state}, nil)
			list = append(list, arrivals{query, args})
		}
	}
	by(" and p.community_id in (??)", q.Rooms)
	by(" and p.thread_id in (??)", q.Threads)
	for _, room := range slices.Sorted(maps.Keys(q.Begun)) {
		list = append(list, arrivals{"select p.id from post p join thread t on t.id = p.thread_id and t.root_id <> 0 and t.created_at >= ? where p.author_id = ? and p.community_id = ?" + where,
			[]any{millis(q.Begun[room]), q.Author, room, state}})
	}
	return list
}

// Arrivals implements community.ArrivalTx.
func (t *tx) Arrivals(q community.ArrivalSearch, p community.Page) ([]int64, error) {
	if p.Limit <= 0 {
		p.Limit = pageLimit
	}
	var ids []int64
	for parts := range slices.Chunk(arrivalsIn(q), arrivalParts) {
		var texts []string
		var all []any
		for i, part := range parts {
			text, args, _ := paged(part.query, "p.id", p, false, part.args)
			texts = append(texts, "select * from ("+text+") part"+strconv.Itoa(i))
			all = append(all, args...)
		}
		found, err := values[int64](t, strings.Join(texts, " union all "), all...)
		if err != nil {
			return nil, err
		}
		ids = append(ids, found...)
	}
	return firstOf(ids, p), nil
}

// firstOf gives the page out of what several places have for it.
func firstOf(ids []int64, p community.Page) []int64 {
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if n := len(ids) - p.Limit; n > 0 {
		if p.After > 0 && p.Before <= 0 {
			ids = ids[:p.Limit]
		} else {
			ids = ids[n:]
		}
	}
	slices.Reverse(ids)
	return ids
}

// Answers implements community.ArrivalTx.
func (t *tx) Answers(posts []int64) (map[int64]int64, error) {
	if len(posts) == 0 {
		return nil, t.ready()
	}
	counts := map[int64]int64{}
	query, args := in("select parent_id, count(*) from post where parent_id in (??) and state = ? group by parent_id",
		posts, nil, []any{string(community.PostAccepted)})
	err := t.query(func(rows scanner) error {
		var post, n int64
		if err := rows.Scan(&post, &n); err != nil {
			return err
		}
		counts[post] = n
		return nil
	}, query, args...)
	return counts, err
}

// sums is arrivalsIn for counting: of a community it adds up what its threads know.
func sums(q community.ArrivalSearch) (list []arrivals) {
	if q.Author != 0 {
		for _, part := range arrivalsIn(q) {
			part.query = strings.Replace(part.query, "select p.id from", "select count(*), coalesce(max(p.published_at), 0) from", 1)
			list = append(list, part)
		}
		return list
	}
	const threads = "select cast(coalesce(sum(posts), 0) as bigint), coalesce(max(last_at), 0) from thread where root_id <> 0 and "
	for _, room := range q.Rooms {
		list = append(list, arrivals{threads + "community_id = ?", []any{room}})
	}
	for room, from := range q.Begun {
		list = append(list, arrivals{threads + "community_id = ? and created_at >= ?", []any{room, millis(from)}})
	}
	for _, thread := range q.Threads {
		list = append(list, arrivals{threads + "id = ?", []any{thread}})
	}
	return list
}

// SumArrivals implements community.ArrivalTx.
func (t *tx) SumArrivals(q community.ArrivalSearch) (n int64, last time.Time, err error) {
	var newest int64
	for parts := range slices.Chunk(sums(q), arrivalParts) {
		var texts []string
		var all []any
		for _, part := range parts {
			texts, all = append(texts, part.query), append(all, part.args...)
		}
		err := t.query(func(rows scanner) error {
			var count, at int64
			if err := rows.Scan(&count, &at); err != nil {
				return err
			}
			n, newest = n+count, max(newest, at)
			return nil
		}, strings.Join(texts, " union all "), all...)
		if err != nil {
			return 0, time.Time{}, err
		}
	}
	return n, moment(newest), t.ready()
}
