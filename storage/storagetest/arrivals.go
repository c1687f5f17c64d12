package storagetest

import (
	"time"

	"headroom/community"
	"headroom/community/policy"
)

func arrivals(b *bench) {
	b.do(func(tx community.Tx) {
		one, two := conversation(b, tx, room(b, tx, true).ID), conversation(b, tx, room(b, tx, true).ID)
		put := func(c community.Thread, change func(*community.Post)) int64 {
			p := filled[community.Post](tx)
			p.CommunityID, p.ThreadID, p.AuthorID, p.ParentID = c.CommunityID, c.ID, 901, 0
			p.State, p.Attachments, p.Mentions = community.PostAccepted, nil, nil
			if change != nil {
				change(&p)
			}
			b.ok(tx.InsertPost(p))
			return p.ID
		}
		first := put(one, nil)
		answer := put(one, func(p *community.Post) { p.ParentID, p.AuthorID = first, 902 })
		away := put(two, nil)
		last := put(one, func(p *community.Post) { p.ParentID = first })
		put(one, func(p *community.Post) { p.ParentID, p.State = first, community.PostSent })
		pictured := filled[community.Attachment](tx)
		pictured.PostID = last
		b.ok(tx.InsertAttachment(pictured))

		rooms := []int64{one.CommunityID, two.CommunityID}
		find := func(what string, q community.ArrivalSearch, p community.Page, want ...int64) {
			b.Helper()
			is[[]int64](b, what)(tx.Arrivals(q, p))(want)
		}
		both := community.ArrivalSearch{Rooms: rooms}
		sum := func(what string, q community.ArrivalSearch, want int64, some bool) {
			b.Helper()
			n, at, err := tx.SumArrivals(q)
			if b.ok(err); n != want || at.IsZero() == some {
				b.Errorf("%s: %d posts, the last at %v; want %d", what, n, at, want)
			}
		}
		sum("of an author", community.ArrivalSearch{Author: 901, Rooms: rooms}, 3, true)
		sum("of an author, in one room", community.ArrivalSearch{Author: 901, Rooms: rooms[1:], Threads: []int64{one.ID}}, 3, true)
		sum("of an author, in what was begun since", community.ArrivalSearch{Author: 901, Begun: map[int64]time.Time{rooms[0]: one.CreatedAt.Add(time.Hour)}}, 0, false)
		sum("of nothing", community.ArrivalSearch{Author: 901}, 0, false)
		sum("of two rooms", community.ArrivalSearch{Rooms: rooms}, one.Posts+two.Posts, true)
		sum("of a room since", community.ArrivalSearch{Begun: map[int64]time.Time{rooms[0]: one.CreatedAt}}, one.Posts, true)
		sum("of a thread", community.ArrivalSearch{Threads: []int64{two.ID}}, two.Posts, true)
		find("of two rooms", both, community.Page{}, last, away, answer, first)
		find("the newest", both, community.Page{Limit: 2}, last, away)
		find("before", both, community.Page{Limit: 2, Before: away}, answer, first)
		find("next after", both, community.Page{Limit: 2, After: first}, away, answer)
		find("between", both, community.Page{Limit: 1, After: first, Before: last}, away)
		find("nowhere", community.ArrivalSearch{}, community.Page{})
		find("of a thread", community.ArrivalSearch{Threads: []int64{two.ID}}, community.Page{}, away)
		find("first posts", community.ArrivalSearch{Rooms: rooms, Roots: true}, community.Page{}, away, first)
		find("with a picture", community.ArrivalSearch{Rooms: rooms, Files: true}, community.Page{}, last)
		find("of a person", community.ArrivalSearch{Rooms: rooms, Author: 902}, community.Page{}, answer)
		find("of a person in a thread", community.ArrivalSearch{Threads: []int64{two.ID}, Author: 901}, community.Page{}, away)
		since := func(from time.Time, author int64) community.ArrivalSearch {
			return community.ArrivalSearch{Begun: map[int64]time.Time{one.CommunityID: from}, Author: author}
		}
		find("begun since", since(one.CreatedAt, 0), community.Page{}, last, answer, first)
		find("begun before", since(one.CreatedAt.Add(time.Millisecond), 0), community.Page{})
		find("of a person, begun since", since(one.CreatedAt, 902), community.Page{}, answer)
		find("of a person, begun before", since(one.CreatedAt.Add(time.Millisecond), 902), community.Page{})
		react := func(post int64, kind string) community.Reaction {
			return insert(b, tx, tx.InsertReaction, func(r *community.Reaction) { r.PostID, r.PersonID, r.Kind = post, 903, kind })
		}
		thanks, agrees := react(first, "thanks"), react(away, "agree")
		is[[]community.Reaction](b, "reactions of a person")(tx.ReactionsBy(903, community.Page{}))([]community.Reaction{agrees, thanks})
		is[[]community.Reaction](b, "reactions before")(tx.ReactionsBy(903, community.Page{Before: agrees.ID, Limit: 1}))([]community.Reaction{thanks})
		is[map[int64]int64](b, "answers")(tx.Answers([]int64{first, answer, away}))(map[int64]int64{first: 2})

		label := func(t community.Thread) community.ArrivalSearch {
			return community.ArrivalSearch{Author: 901, Threads: []int64{t.ID}, Open: true}
		}
		plain := insert(b, tx, tx.InsertThread, func(c *community.Thread) { c.CommunityID, c.Label = rooms[0], policy.NoLabel })
		marked := insert(b, tx, tx.InsertThread, func(c *community.Thread) { c.CommunityID, c.Label = rooms[0], policy.ChathamHouse })
		for _, t := range []community.Thread{plain, marked} {
			contribution(b, tx, t, 901)
		}
		sum("of an author, without a label", label(plain), 1, true)
		sum("of an author, with one", label(marked), 0, false)
	})
}
