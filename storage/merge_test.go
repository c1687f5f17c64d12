package storage

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestMerged lets statements wait for each other. Rows of one table become one insert;
// what is written before, into the same table or into one that its rows point at,
// stays before.
func TestMerged(t *testing.T) {
	t.Parallel()
	event := func(n int64) statement {
		return statement{"insert into event (seq, kind) values ($1, $2)", []any{n, "k"}, anyRows}
	}
	post := func(n int64) statement {
		return statement{"insert into post (id, raw, ok) values ($1, $2, $3) on conflict do nothing", []any{n, []byte("x"), true}, 1}
	}
	thread := func(n int64) statement {
		return statement{"insert into thread (id) values ($1) on conflict do nothing", []any{n}, 1}
	}
	touch := func(thread, posts int64) statement {
		return statement{"update thread set posts = $1 where id = $2", []any{posts, thread}, 1}
	}
	job := func(key string) statement {
		return statement{"insert into job (id, key) values ($1, $2) on conflict (key) where key <> '' do nothing", []any{int64(1), key}, anyRows}
	}
	sent := func(object string, at int64) statement {
		return statement{`insert into copy (object, community_id, host, sent_at) values ($1, $2, $3, $4) on conflict (object, host) do update set
			sent_at = case when excluded.sent_at > copy.sent_at then excluded.sent_at else copy.sent_at end`, []any{object, int64(7), "a", at}, anyRows}
	}
	other := func(query string) statement { return statement{query, nil, anyRows} }
	for _, c := range []struct {
		name string
		list []statement
		want string
	}{
		{"one", []statement{post(1)}, "post 1"},
		{"of two use cases", []statement{post(1), touch(7, 1), event(1), post(2), touch(7, 2), event(2)}, "post 1 2, thread 2 7, event 1 2"},
		{"updates of other rows", []statement{touch(7, 1), touch(8, 1), touch(7, 2)}, "thread 2 7, thread 1 8"},
		{"a thread and its first post", []statement{post(1), thread(8), post(2), post(3)}, "post 1, thread 8, post 2 3"},
		{"a row and its update", []statement{thread(8), touch(8, 1), thread(9), touch(8, 2)}, "thread 8, thread 1 8, thread 9, thread 2 8"},
		{"a delete between", []statement{post(1), post(2), other("delete from post where id = 1"), post(1)}, "post 1 2, post, post 1"},
		{"a delete of what rows point at", []statement{post(1), other("delete from thread where id = 1"), post(2)}, "post 1, thread, post 2"},
		{"what is not known", []statement{event(1), other("savepoint one"), event(2)}, "event 1, savepoint, event 2"},
		{"another insert", []statement{event(1), other("insert into event (seq) select 5"), event(2)}, "event 1, event, event 2"},
		{"written over", []statement{sent("a", 1), sent("b", 2), sent("a", 3), sent("b", 4), event(1)}, "copy 7 7 1 2, copy 7 7 3 4, event 1"},
		{"keys once", []statement{job("a"), job("b"), job("a"), job(""), job("")}, "job 1 1 1 1"},
	} {
		var got []string
		for _, s := range merged(c.list) {
			words := strings.Fields(s.query)
			name := words[min(1, len(words)-1)]
			if words[0] != "update" {
				name = words[min(2, len(words)-1)]
			}
			if words[0] == "savepoint" {
				name = words[0]
			}
			for _, arg := range s.args {
				switch arg := arg.(type) {
				case int64:
					name += fmt.Sprint(" ", arg)
				case []int64:
					for _, n := range arg {
						name += fmt.Sprint(" ", n)
					}
				}
			}
			got = append(got, name)
		}
		if joined := strings.Join(got, ", "); joined != c.want {
			t.Errorf("%s: %s, want %s", c.name, joined, c.want)
		}
	}
	all := merged([]statement{post(1), post(2), post(3)})
	if want := "insert into post (id, raw, ok) select * from unnest($1::bigint[], $2::bytea[], $3::boolean[]) on conflict do nothing"; all[0].query != want || all[0].rows != 3 {
		t.Errorf("%s touches %d rows, want %s", all[0].query, all[0].rows, want)
	}
	odd := post(2)
	odd.args = []any{int64(2), nil, true}
	if n := len(merged([]statement{post(1), odd, odd, post(2)})); n != 4 {
		t.Errorf("what no list is made of is written by %d statements, want 4", n)
	}
	mixed := post(2)
	mixed.args = []any{"2", []byte("x"), true}
	if list := merged([]statement{post(1), mixed, post(3)}); len(list) != 3 || !slices.EqualFunc(list, []statement{post(1), mixed, post(3)},
		func(a, b statement) bool { return a.query == b.query }) {
		t.Errorf("other types are written by %+v", list)
	}
}
