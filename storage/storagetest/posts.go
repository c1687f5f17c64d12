package storagetest

import (
	"context"
	"slices"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

func threads(b *bench) {
	b.do(func(tx community.Tx) {
		c, other := room(b, tx, true), room(b, tx, true)
		one, two, three := conversation(b, tx, c.ID), conversation(b, tx, c.ID), conversation(b, tx, other.ID)
		is[community.Thread](b, "thread")(tx.Thread(one.ID))(one)
		is[community.Thread](b, "by context")(tx.ThreadByContext(two.Context))(two)
		missing[community.Thread](b, "unknown")(tx.Thread(1))
		missing[community.Thread](b, "unknown context")(tx.ThreadByContext("x"))
		one.LastPostID, one.LockedAt, one.Posts = tx.NextID(), time.Time{}, 12
		b.ok(tx.UpdateThread(one))
		is[[]community.Thread](b, "by last activity")(tx.Threads(c.ID, community.Page{}))([]community.Thread{one, two})
		is[[]community.Thread](b, "of several")(tx.ThreadsOf([]int64{c.ID, other.ID}, community.Page{}))(
			[]community.Thread{one, three, two})
		is[[]community.Thread](b, "second page")(tx.ThreadsOf([]int64{c.ID, other.ID},
			community.Page{Before: one.LastPostID, Limit: 1}))([]community.Thread{three})
		is[[]community.Thread](b, "back to the first")(tx.ThreadsOf([]int64{c.ID, other.ID},
			community.Page{After: two.LastPostID, Limit: 2}))([]community.Thread{one, three})
		is[[]community.Thread](b, "of none")(tx.ThreadsOf(nil, community.Page{}))(nil)
		later := one
		later.PinnedAt = two.PinnedAt.Add(time.Hour)
		b.ok(tx.UpdateThread(later))
		is[[]community.Thread](b, "pinned")(tx.PinnedThreads(c.ID))([]community.Thread{two, later})
		later.PinnedAt = time.Time{}
		b.ok(tx.UpdateThread(later))
		is[[]community.Thread](b, "no longer pinned")(tx.PinnedThreads(c.ID))([]community.Thread{two})
		b.ok(tx.UpdateThread(one))
		some, err := tx.ThreadsByID([]int64{two.ID, 1})
		b.ok(err)
		same(b, "by ids", some, []community.Thread{two})
		twin := filled[community.Thread](tx)
		twin.CommunityID, twin.Context = c.ID, one.Context
		b.kind(tx.InsertThread(twin), community.Conflict)
		b.kind(tx.UpdateThread(twin), community.NotFound)
	})
}

func posts(b *bench) {
	b.do(func(tx community.Tx) {
		c := room(b, tx, true)
		thread := conversation(b, tx, c.ID)
		ann, ben := head(b, tx), head(b, tx)
		root := insert(b, tx, tx.InsertPost, func(p *community.Post) {
			p.CommunityID, p.ThreadID, p.AuthorID, p.Attachments = c.ID, thread.ID, ann.ID, nil
			p.Mentions = []int64{ann.ID, ben.ID}
			p.State = community.PostAccepted
		})
		for range 2 {
			root.Attachments = append(root.Attachments, insert(b, tx, tx.InsertAttachment,
				func(a *community.Attachment) { a.PostID = root.ID }))
		}
		reply := insert(b, tx, tx.InsertPost, func(p *community.Post) {
			p.CommunityID, p.ThreadID, p.AuthorID, p.Attachments, p.Mentions = c.ID, thread.ID, ben.ID, nil, nil
			p.ParentID, p.State = root.ID, community.PostSent
		})
		is[community.Post](b, "post")(tx.Post(root.ID))(root)
		is[community.Post](b, "by IRI")(tx.PostByIRI(root.IRI))(root)
		place, err := tx.PostPlace(root.IRI)
		b.ok(err)
		if place.ID != root.ID || place.ThreadID != root.ThreadID || place.CommunityID != root.CommunityID || place.AuthorIRI != root.AuthorIRI || place.Context == "" {
			b.Errorf("place %+v", place)
		}
		missing[community.PostPlace](b, "no place")(tx.PostPlace("x"))
		is[community.Post](b, "by activity")(tx.PostByActivity(reply.ActivityIRI))(reply)
		missing[community.Post](b, "unknown")(tx.Post(1))
		missing[community.Post](b, "unknown IRI")(tx.PostByIRI("x"))
		missing[community.Post](b, "unknown activity")(tx.PostByActivity(""))
		is[[]community.Post](b, "of the thread")(tx.Posts(thread.ID, community.Page{}))([]community.Post{root, reply})
		some, err := tx.PostsByID([]int64{reply.ID, root.ID, 1})
		b.ok(err)
		slices.SortFunc(some, func(a, b community.Post) int { return int(a.ID - b.ID) })
		same(b, "by ids", some, []community.Post{root, reply})
		heads, err := tx.PostHeads([]int64{reply.ID, 1})
		b.ok(err)
		same(b, "heads", heads, []community.Post{{ID: reply.ID, ThreadID: reply.ThreadID, CommunityID: reply.CommunityID,
			AuthorID: reply.AuthorID, Language: reply.Language, Byline: reply.Byline, State: reply.State, DepthFromRoot: reply.DepthFromRoot}})
		is[[]community.Post](b, "mentions")(tx.MentionsOf(ben.ID, community.Page{}))([]community.Post{root})
		is[[]community.Post](b, "replies not accepted")(tx.RepliesTo(ann.ID, community.Page{}))(nil)
		reply.State, reply.Mentions = community.PostAccepted, []int64{ann.ID}
		b.ok(tx.UpdatePost(reply))
		is[[]community.Post](b, "replies")(tx.RepliesTo(ann.ID, community.Page{}))([]community.Post{reply})
		is[[]community.Post](b, "newest mention")(tx.MentionsOf(ann.ID, community.Page{Limit: 1}))([]community.Post{reply})

		twin := filled[community.Post](tx)
		twin.IRI, twin.CommunityID, twin.ThreadID = root.IRI, c.ID, thread.ID
		b.kind(tx.InsertPost(twin), community.Conflict)
		b.kind(tx.UpdatePost(twin), community.NotFound)
		is[community.Post](b, "not touched by the other")(tx.Post(root.ID))(root)
	})
}

func hangings(b *bench) {
	b.do(func(tx community.Tx) {
		c, ann := room(b, tx, true), head(b, tx)
		post := contribution(b, tx, conversation(b, tx, c.ID), ann.ID)
		texts := []community.Revision{
			insert(b, tx, tx.InsertRevision, func(r *community.Revision) { r.PostID, r.Number = post.ID, 1 }),
			insert(b, tx, tx.InsertRevision, func(r *community.Revision) { r.PostID, r.Number = post.ID, 2 }),
		}
		is[[]community.Revision](b, "revisions")(tx.Revisions(post.ID))(texts)
		b.kind(tx.InsertRevision(texts[0]), community.Conflict)

		file := insert(b, tx, tx.InsertAttachment, func(a *community.Attachment) { a.PostID = 0 })
		is[community.Attachment](b, "attachment")(tx.Attachment(file.ID))(file)
		missing[community.Attachment](b, "unknown")(tx.Attachment(1))
		is[[]community.Attachment](b, "hangs on no post")(tx.AttachmentsByDigest(c.ID, file.Digest))(nil)
		file.PostID, file.Alt = post.ID, "a drawing"
		b.ok(tx.UpdateAttachment(file))
		is[[]community.Attachment](b, "by digest")(tx.AttachmentsByDigest(c.ID, file.Digest))([]community.Attachment{file})
		is[[]community.Attachment](b, "elsewhere")(tx.AttachmentsByDigest(1, file.Digest))(nil)
		is[bool](b, "in use")(tx.DigestInUse(file.Digest))(true)
		is[bool](b, "not in use")(tx.DigestInUse("x"))(false)

		thanks := insert(b, tx, tx.InsertReaction, func(r *community.Reaction) { r.PostID, r.Kind = post.ID, "thanks" })
		agree := insert(b, tx, tx.InsertReaction, func(r *community.Reaction) {
			r.PostID, r.PersonID, r.Kind = post.ID, thanks.PersonID, "agree"
		})
		is[[]community.Reaction](b, "reactions")(tx.Reactions([]int64{post.ID, 1}))([]community.Reaction{thanks, agree})
		is[[]community.Reaction](b, "of nothing")(tx.Reactions(nil))(nil)
		is[community.Reaction](b, "by IRI")(tx.ReactionByIRI(agree.IRI))(agree)
		is[community.Reaction](b, "of a person")(tx.ReactionOf(post.ID, thanks.PersonID, "thanks"))(thanks)
		missing[community.Reaction](b, "unknown")(tx.ReactionByIRI("x"))
		twice := filled[community.Reaction](tx)
		twice.PostID, twice.PersonID, twice.Kind = post.ID, thanks.PersonID, "thanks"
		b.kind(tx.InsertReaction(twice), community.Conflict)
		b.ok(tx.DeleteReaction(thanks.ID))
		missing[community.Reaction](b, "taken back")(tx.ReactionOf(post.ID, thanks.PersonID, "thanks"))

		post.Mentions = []int64{ann.ID}
		b.ok(tx.UpdatePost(post))
		b.ok(tx.BlankPost(post.ID))
		post.Mentions = nil
		is[community.Post](b, "blank")(tx.Post(post.ID))(post)
		is[[]community.Revision](b, "blank revisions")(tx.Revisions(post.ID))(nil)
		is[[]community.Reaction](b, "blank reactions")(tx.Reactions([]int64{post.ID}))(nil)
	})
}

func unread(b *bench) {
	b.do(func(tx community.Tx) {
		c, ann, ben := room(b, tx, true), head(b, tx), head(b, tx)
		one, two := conversation(b, tx, c.ID), conversation(b, tx, c.ID)
		first := contribution(b, tx, one, ben.ID)
		contribution(b, tx, one, ann.ID) // her own
		second := contribution(b, tx, one, ben.ID)
		gone := contribution(b, tx, one, ben.ID)
		gone.State = community.PostDeleted
		b.ok(tx.UpdatePost(gone))
		third := contribution(b, tx, two, ben.ID)
		count := func(want ...community.UnreadCount) {
			b.Helper()
			got, err := tx.Unread(ann.ID, []int64{one.ID, two.ID, 1})
			b.ok(err)
			slices.SortFunc(got, func(a, b community.UnreadCount) int { return int(a.ThreadID - b.ThreadID) })
			same(b, "unread", got, want)
		}
		inTwo := community.UnreadCount{ThreadID: two.ID, Unread: 1, FirstID: third.ID}
		count(community.UnreadCount{ThreadID: one.ID, Unread: 2, FirstID: first.ID}, inTwo)
		b.ok(tx.MarkRead(ann.ID, one.ID, first.ID, now))
		count(community.UnreadCount{ThreadID: one.ID, Unread: 1, FirstID: second.ID}, inTwo)
		b.ok(tx.MarkRead(ann.ID, one.ID, second.ID, now))
		b.ok(tx.MarkRead(ann.ID, one.ID, first.ID, now)) // never back
		count(inTwo)
		fourth, fifth := contribution(b, tx, one, ben.ID), contribution(b, tx, one, ben.ID)
		waiting := contribution(b, tx, two, ben.ID)
		waiting.State = community.PostSent
		b.ok(tx.UpdatePost(waiting))
		b.ok(tx.Saw(ann.ID, one.ID, []int64{fifth.ID, third.ID}, now)) // third is of another thread
		count(community.UnreadCount{ThreadID: one.ID, Unread: 1, FirstID: fourth.ID}, inTwo)
		is[community.ReadState](b, "seen ahead of the mark")(tx.ReadState(ann.ID, one.ID))(
			community.ReadState{UpTo: gone.ID, Ahead: []int64{fifth.ID}})
		b.ok(tx.Saw(ann.ID, one.ID, []int64{fourth.ID}, now))
		is[community.ReadState](b, "the mark has come up")(tx.ReadState(ann.ID, one.ID))(community.ReadState{UpTo: fifth.ID})
		b.ok(tx.Saw(ann.ID, two.ID, []int64{third.ID}, now))
		is[community.ReadState](b, "what waits is not passed")(tx.ReadState(ann.ID, two.ID))(community.ReadState{UpTo: third.ID})
		count()
		is[community.ReadState](b, "nothing")(tx.ReadState(ben.ID, one.ID))(community.ReadState{})
		is[[]community.UnreadCount](b, "of nothing")(tx.Unread(ann.ID, nil))(nil)
	})
}

// branches reads the shape of a thread.
func branches(b *bench) {
	b.do(func(tx community.Tx) {
		ben := head(b, tx)
		thread := conversation(b, tx, room(b, tx, true).ID)
		hang := func(parent, branch int64) community.Stub {
			p := contribution(b, tx, thread, ben.ID)
			p.ParentID, p.BranchID = parent, branch
			if branch == 1 {
				p.BranchID = p.ID
			}
			b.ok(tx.UpdatePost(p))
			return community.Stub{ID: p.ID, ParentID: parent, BranchID: p.BranchID, AuthorID: ben.ID, State: p.State, Confirmed: !p.ConfirmedAt.IsZero()}
		}
		root := hang(0, 0)
		one := hang(root.ID, 1)
		two := hang(root.ID, 1)
		below := hang(one.ID, one.ID)
		three := hang(0, 1)
		tops := func(p community.Page, want ...int64) {
			b.Helper()
			is[[]int64](b, "tops")(tx.Tops(thread.ID, p))(want)
		}
		tops(community.Page{Limit: 5}, one.ID, two.ID, three.ID)
		tops(community.Page{After: one.ID, Limit: 1}, two.ID)
		tops(community.Page{Before: three.ID, Limit: 5}, two.ID, one.ID)
		tops(community.Page{After: three.ID, Limit: 5})
		is[[]community.Stub](b, "branches")(tx.Branches(thread.ID, []int64{one.ID, three.ID}))([]community.Stub{one, below, three})
		is[[]community.Stub](b, "of none")(tx.Branches(thread.ID, nil))(nil)
	})
}

// readCounts counts the heads who have read posts, by mark and by what they saw
// ahead of it.
func readCounts(b *bench) {
	b.do(func(tx community.Tx) {
		c := room(b, tx, true)
		thread := conversation(b, tx, c.ID)
		person := func(kind policy.Credential, role policy.Role, state policy.State) community.Person {
			p := head(b, tx)
			p.SuspendedAt = time.Time{}
			b.ok(tx.UpdatePerson(p))
			insert(b, tx, tx.InsertCredential, func(k *community.CredentialRecord) {
				k.PersonID, k.Kind, k.RevokedAt, k.SuspendedAt = p.ID, kind, time.Time{}, time.Time{}
				k.ValidFrom, k.ValidUntil = now.Add(-time.Hour), now.Add(time.Hour)
			})
			insert(b, tx, tx.InsertMembership, func(m *community.Membership) {
				m.CommunityID, m.PersonID, m.Role, m.State = c.ID, p.ID, role, state
				m.StartAt, m.EndAt = time.Time{}, time.Time{}
			})
			return p
		}
		author := person(policy.Head, policy.Member, policy.Active)
		one, two := contribution(b, tx, thread, author.ID), contribution(b, tx, thread, author.ID)
		far, near := person(policy.Head, policy.Member, policy.Active), person(policy.Head, policy.Moderator, policy.Active)
		for _, p := range []community.Person{author, far, person(policy.Facilitator, policy.Member, policy.Active),
			person(policy.Head, policy.Guest, policy.Active), person(policy.Head, policy.Member, policy.Left), head(b, tx)} {
			b.ok(tx.MarkRead(p.ID, thread.ID, two.ID, now))
		}
		b.ok(tx.MarkRead(near.ID, thread.ID, one.ID-1, now))
		contribution(b, tx, thread, author.ID)
		b.ok(tx.Saw(near.ID, thread.ID, []int64{two.ID}, now))
		readers, err := tx.Readers(c.ID, now)
		b.ok(err)
		counts, err := tx.ReaderCounts(c.ID, now)
		b.ok(err)
		var people int64
		for _, n := range counts {
			people += n.People
		}
		guests, err := tx.Readers(c.ID, now, policy.Guest)
		b.ok(err)
		if int(people) != len(readers) || len(guests) > len(readers) {
			b.Errorf("%d readers, %d counted, %d guests", len(readers), people, len(guests))
		}
		heads, could, err := tx.HeadsWhoRead(c.ID, thread.ID, []int64{two.ID, one.ID}, author.ID, now)
		b.ok(err)
		if heads[one.ID] != 1 || heads[two.ID] != 2 || could != 2 {
			b.Errorf("read by %v of %d", heads, could)
		}
		count := community.ReadCount{PostID: one.ID, Heads: 7, At: now}
		b.ok(tx.PutReadCount(count, now))
		count.Heads, count.At = 12, now.Add(time.Hour)
		b.kind(tx.PutReadCount(count, now.Add(-time.Second)), community.Conflict)
		b.ok(tx.PutReadCount(count, now))
		is[[]community.ReadCount](b, "told")(tx.ReadCounts([]int64{one.ID, two.ID}))([]community.ReadCount{count})
		is[[]community.ReadCount](b, "of nothing")(tx.ReadCounts(nil))(nil)
	})
}

// paging reads a thread page by page while posts come in: none is seen twice,
// none of the old ones is left out.
func paging(b *bench) {
	var thread community.Thread
	var want []int64
	add := func(n int) {
		b.do(func(tx community.Tx) {
			for range n {
				want = append(want, contribution(b, tx, thread, 1).ID)
			}
		})
	}
	b.do(func(tx community.Tx) { thread = conversation(b, tx, room(b, tx, true).ID) })
	add(7)
	page := func(p community.Page) (got []int64) {
		b.ok(b.store.View(context.Background(), func(tx community.Tx) error {
			list, err := tx.Posts(thread.ID, p)
			got = idsOf(list, func(p community.Post) int64 { return p.ID })
			return err
		}))
		return got
	}
	var all []int64
	for after := int64(0); ; {
		got := page(community.Page{After: after, Limit: 3})
		if len(got) == 0 {
			break
		}
		all = append(all, got...)
		after = got[len(got)-1]
		if len(want) < 12 {
			add(1)
		}
	}
	same(b, "all pages", all, want)
	same(b, "the page before", page(community.Page{Before: want[5], Limit: 3}), want[2:5])
	same(b, "between", page(community.Page{After: want[1], Before: want[4]}), want[2:4])
}

func drafts(b *bench) {
	b.do(func(tx community.Tx) {
		ann, ben := head(b, tx), head(b, tx)
		put := func(person int64, place string, at time.Duration) community.Draft {
			return insert(b, tx, tx.PutDraft, func(d *community.Draft) {
				d.PersonID, d.Place, d.UpdatedAt = person, place, now.Add(at)
			})
		}
		one, two := put(ann.ID, "thread:1", time.Hour), put(ann.ID, "thread:2", 0)
		put(ben.ID, "thread:1", 0)
		is[community.Draft](b, "draft")(tx.Draft(ann.ID, "thread:1"))(one)
		is[community.Draft](b, "by id")(tx.DraftByID(two.ID))(two)
		is[[]community.Draft](b, "drafts")(tx.Drafts(ann.ID))([]community.Draft{one, two})
		missing[community.Draft](b, "nowhere")(tx.Draft(ann.ID, "x"))
		missing[community.Draft](b, "unknown")(tx.DraftByID(1))
		again := put(ann.ID, "thread:2", 2*time.Hour)
		again.ID = two.ID
		is[[]community.Draft](b, "replaced")(tx.Drafts(ann.ID))([]community.Draft{again, one})
		b.ok(tx.DeleteDraft(ann.ID, "thread:1"))
		is[[]community.Draft](b, "deleted")(tx.Drafts(ann.ID))([]community.Draft{again})
	})
}
