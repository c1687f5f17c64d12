package storagetest

import (
	"strings"

	"headroom/community"
)

// term is a word, or a phrase.
func term(words string) community.SearchTerm {
	return community.SearchTerm{Words: strings.Fields(words)}
}

// said is an accepted post with words.
func said(b *bench, tx community.Tx, c community.Thread, title, text string) community.Post {
	b.Helper()
	p := filled[community.Post](tx)
	p.CommunityID, p.ThreadID, p.AuthorID, p.Language = c.CommunityID, c.ID, 7, "en"
	p.State, p.Attachments, p.Mentions = community.PostAccepted, nil, nil
	p.SearchTitle, p.SearchText = title, text
	b.ok(tx.InsertPost(p))
	return p
}

func search(b *bench) {
	b.do(func(tx community.Tx) {
		one, two := conversation(b, tx, room(b, tx, true).ID), conversation(b, tx, room(b, tx, true).ID)
		ferry := said(b, tx, one, "ferry times", "the ferry to o neill island is late oneill")
		term2 := said(b, tx, one, "", "term dates and a ferry")
		away := said(b, tx, two, "ferry", "in another room")
		in := community.PostSearch{Rooms: []int64{one.CommunityID}}
		find := func(what string, want []int64, change func(*community.PostSearch)) {
			b.Helper()
			q := in
			change(&q)
			is[[]int64](b, what)(tx.SearchPosts(q, community.Page{}))(want)
			each, err := tx.SearchEach([]community.PostSearch{q, {}, q}, 100)
			b.ok(err)
			same(b, what+", among others", each, [][]int64{want, nil, want})
		}
		all := func(terms ...community.SearchTerm) func(*community.PostSearch) {
			return func(q *community.PostSearch) { q.All = terms }
		}
		find("word", []int64{term2.ID, ferry.ID}, all(term("ferry")))
		find("both words", []int64{term2.ID}, all(term("ferry"), term("dates")))
		find("across title and text", []int64{ferry.ID}, all(term("times"), term("late")))
		find("phrase", []int64{ferry.ID}, all(term("the ferry")))
		find("phrase the other way round", nil, all(term("ferry the")))
		find("no word of it", nil, all(term("fer")))
		find("beginning", []int64{term2.ID, ferry.ID}, all(community.SearchTerm{Words: []string{"fer"}, Prefix: true}))
		find("phrase with a beginning", []int64{ferry.ID}, all(community.SearchTerm{Words: []string{"the", "fer"}, Prefix: true}))
		find("as one word or two", []int64{ferry.ID}, all(community.SearchTerm{Words: []string{"oneill", "x"}, Joined: "oneill"}))
		find("nothing to look for", nil, all())
		find("nowhere", nil, func(q *community.PostSearch) { q.All, q.Rooms = []community.SearchTerm{term("ferry")}, nil })
		filtered := func(change func(*community.PostSearch)) func(*community.PostSearch) {
			return func(q *community.PostSearch) { q.All = []community.SearchTerm{term("ferry")}; change(q) }
		}
		find("but not", []int64{ferry.ID}, filtered(func(q *community.PostSearch) { q.None = []community.SearchTerm{term("dates")} }))
		find("in the title", []int64{ferry.ID}, filtered(func(q *community.PostSearch) { q.InTitle = true }))
		find("both rooms", []int64{away.ID, term2.ID, ferry.ID}, filtered(func(q *community.PostSearch) { q.Rooms = []int64{one.CommunityID, two.CommunityID} }))
		find("one thread", []int64{away.ID}, filtered(func(q *community.PostSearch) { q.Rooms, q.Threads = nil, []int64{two.ID} }))
		find("author", []int64{term2.ID, ferry.ID}, filtered(func(q *community.PostSearch) { q.Author = 7 }))
		find("another author", nil, filtered(func(q *community.PostSearch) { q.Author = 70 }))
		find("language", []int64{term2.ID, ferry.ID}, filtered(func(q *community.PostSearch) { q.Language = "en-GB" }))
		find("another language", nil, filtered(func(q *community.PostSearch) { q.Language = "e" }))
		find("a mark is no word", nil, all(term("a7")))
		q := in
		q.All = []community.SearchTerm{term("ferry")}
		is[[]int64](b, "first page")(tx.SearchPosts(q, community.Page{Limit: 1}))([]int64{term2.ID})
		is[[]int64](b, "second page")(tx.SearchPosts(q, community.Page{Before: term2.ID}))([]int64{ferry.ID})
		texts, err := tx.SearchTexts([]int64{ferry.ID, 1})
		b.ok(err)
		same(b, "texts", texts, []community.PostText{{ID: ferry.ID, CommunityID: one.CommunityID, ThreadID: one.ID, Title: ferry.SearchTitle, Text: ferry.SearchText}})
	})
}

// searchFollows holds the index to every way in which posts change.
func searchFollows(b *bench) {
	var post community.Post
	var peers community.Community
	q := community.PostSearch{All: []community.SearchTerm{term("canary")}}
	finds := func(what string, want ...int64) {
		b.Helper()
		var found []int64
		var err error
		b.look(func(tx community.Tx) { found, err = tx.SearchPosts(q, community.Page{}) }) // twice when the index is behind
		is[[]int64](b, what)(found, err)(want)
	}
	b.do(func(tx community.Tx) {
		peers = room(b, tx, false)
		q.Rooms = []int64{peers.ID}
		post = said(b, tx, conversation(b, tx, peers.ID), "", "a canary sings")
	})
	finds("accepted", post.ID)
	change := func(what string, edit func(*community.Post), want ...int64) {
		b.Helper()
		b.do(func(tx community.Tx) { edit(&post); b.ok(tx.UpdatePost(post)) })
		finds(what, want...)
	}
	change("edited", func(p *community.Post) { p.SearchText = "a sparrow" })
	change("edited back", func(p *community.Post) { p.SearchTitle, p.SearchText = "canary", "sings" }, post.ID)
	change("nothing changed", func(p *community.Post) { p.Reason = "none" }, post.ID)
	change("waits for its host", func(p *community.Post) { p.State = community.PostSent })
	change("edited while it waits", func(p *community.Post) { p.SearchText = "a canary and a canary" })
	change("accepted", func(p *community.Post) { p.State = community.PostAccepted }, post.ID)
	change("deleted", func(p *community.Post) { p.State, p.SearchTitle, p.SearchText = community.PostDeleted, "", "" })
	change("once more", func(p *community.Post) { p.State, p.SearchText = community.PostAccepted, "canary" }, post.ID)
	b.do(func(tx community.Tx) {
		_, err := tx.PurgeCommunity(peers.ID)
		b.ok(err)
	})
	finds("purged")
}
