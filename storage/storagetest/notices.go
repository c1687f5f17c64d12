package storagetest

import (
	"fmt"
	"math"
	"slices"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// told is a community with a thread, and people of this instance in it.
type told struct {
	*bench
	room   community.Community
	thread community.Thread
	people []community.Person
}

// newTold makes n members of a closed community; the first has begun a thread.
func newTold(b *bench, tx community.Tx, n int) *told {
	w := &told{bench: b}
	w.room = insert(b, tx, tx.InsertCommunity, func(c *community.Community) { c.Local = true })
	for range n {
		p := head(b, tx)
		w.people = append(w.people, p)
		insert(b, tx, tx.InsertMembership, func(m *community.Membership) {
			m.CommunityID, m.PersonID, m.State, m.Role, m.StartAt = w.room.ID, p.ID, policy.Active, policy.Member, now.Add(-time.Hour)
		})
	}
	w.thread = insert(b, tx, tx.InsertThread, func(t *community.Thread) { t.CommunityID = w.room.ID })
	return w
}

// says is an accepted post of somebody, and its event.
func (w *told) says(tx community.Tx, by, parent int64, mentions ...int64) (community.Post, community.Event) {
	w.Helper()
	p := insert(w.bench, tx, tx.InsertPost, func(p *community.Post) {
		p.CommunityID, p.ThreadID, p.AuthorID, p.ParentID, p.State = w.room.ID, w.thread.ID, by, parent, community.PostAccepted
		p.Attachments, p.Mentions, p.PublishedAt = nil, mentions, now
	})
	return p, community.Event{Kind: community.EventPosted, CommunityID: w.room.ID, ThreadID: w.thread.ID, ObjectID: p.ID, PersonID: by}
}

// lines are somebody's unread notices as words.
func (w *told) lines(tx community.Tx, person int64) (list []string) {
	w.Helper()
	rows, err := tx.Notices(person, true, nil, community.Page{Limit: 100})
	w.ok(err)
	for _, n := range rows {
		list = append(list, fmt.Sprintf("%s of %d by %d, mail %d", n.Kind, n.PostID, n.ActorID, n.Mail))
	}
	return list
}

func notices(b *bench) {
	b.do(func(tx community.Tx) {
		w := newTold(b, tx, 6)
		id := func(i int) int64 { return w.people[i].ID }
		away := guestOf(b, tx, "c.example")
		w.placed(tx)
		first, _ := w.says(tx, id(0), 0)
		for i, choice := range map[int]string{0: "follow", 3: "mute", 4: "follow"} {
			b.ok(tx.FollowThread(community.PlaceChoice{PersonID: id(i), CommunityID: w.room.ID, ThreadID: w.thread.ID, Choice: choice, UpdatedAt: now}))
		}
		b.ok(tx.PutPlaceChoice(community.PlaceChoice{PersonID: id(5), CommunityID: w.room.ID, Choice: "all", UpdatedAt: now}))
		b.ok(tx.PutNoticeChoice(community.NoticeChoice{PersonID: id(4), Topic: "thread", Page: true, Mail: true, UpdatedAt: now}))
		reply, e := w.says(tx, id(1), first.ID, id(2), id(3), away.ID)
		until, more, err := tx.PostAudience(e, 0, 100)
		b.ok(err)
		if until != math.MaxInt64 || more {
			b.Errorf("audience until %d, more %v", until, more)
		}
		is[int64](b, "told")(tx.TellOfPost(e, 0, until, now))(5)
		is[int64](b, "told again")(tx.TellOfPost(e, 0, until, now))(0)
		for i, kind := range map[int]string{0: "reply", 2: "mention", 3: "mention", 5: "post"} {
			same(b, kind, w.lines(tx, id(i)), []string{fmt.Sprintf("%s of %d by %d, mail 0", kind, reply.ID, id(1))})
		}
		same(b, "with mail", w.lines(tx, id(4)), []string{fmt.Sprintf("thread of %d by %d, mail 1", reply.ID, id(1))})
		is[[]community.NoticeDue](b, "due")(tx.MailDueOfPost(reply.ID, 0, until))([]community.NoticeDue{{PersonID: id(4), Kind: "thread"}})
		w.reading(tx, reply)
		w.reacted(tx, reply)
		w.records(tx)
		b.ok(tx.BlankPost(reply.ID))
		for _, p := range w.people {
			rows, err := tx.NoticesOn(p.ID, "mention", []int64{reply.ID})
			b.ok(err)
			same(b, "after the post is blank", len(rows), 0)
		}
	})
}

// placed checks what is chosen about places and topics.
func (w *told) placed(tx community.Tx) {
	p := w.people[1].ID
	missing[community.PlaceChoice](w.bench, "no choice")(tx.ThreadChoice(p, w.thread.ID))
	mute := community.PlaceChoice{PersonID: p, CommunityID: w.room.ID, ThreadID: w.thread.ID, Choice: "mute", UpdatedAt: now}
	w.ok(tx.PutPlaceChoice(mute))
	w.ok(tx.DropThreadChoice(mute.PersonID, mute.ThreadID, community.PlaceFollow))
	is[community.PlaceChoice](w.bench, "of another kind")(tx.ThreadChoice(mute.PersonID, mute.ThreadID))(mute)
	w.ok(tx.DropThreadChoice(mute.PersonID, mute.ThreadID, community.PlaceMute))
	missing[community.PlaceChoice](w.bench, "taken back")(tx.ThreadChoice(mute.PersonID, mute.ThreadID))
	w.ok(tx.PutPlaceChoice(mute))
	follow := mute
	follow.Choice = "follow"
	w.ok(tx.FollowThread(follow))
	is[community.PlaceChoice](w.bench, "a mute stays")(tx.ThreadChoice(p, w.thread.ID))(mute)
	w.ok(tx.PutPlaceChoice(follow))
	is[community.PlaceChoice](w.bench, "until it is changed")(tx.ThreadChoice(p, w.thread.ID))(follow)
	is[[]community.PlaceChoice](w.bench, "none about communities")(tx.PlaceChoices(p))(nil)
	choice := community.NoticeChoice{PersonID: p, Topic: "reply", Page: true, UpdatedAt: now}
	w.ok(tx.PutNoticeChoice(choice))
	choice.Mail = true
	w.ok(tx.PutNoticeChoice(choice))
	is[[]community.NoticeChoice](w.bench, "topics")(tx.NoticeChoices(p))([]community.NoticeChoice{choice})
	is[time.Time](w.bench, "never mailed")(tx.NoticeMailed(p, "reply"))(time.Time{})
	w.ok(tx.PutNoticeMailed(p, "reply", now))
	w.ok(tx.PutNoticeMailed(p, "reply", now.Add(time.Second)))
	is[time.Time](w.bench, "mailed")(tx.NoticeMailed(p, "reply"))(now.Add(time.Second))
}

// reading checks that reading a thread, or marking, reads notices.
func (w *told) reading(tx community.Tx, reply community.Post) {
	one, other := w.people[2].ID, w.people[3].ID
	is[int](w.bench, "unread")(tx.UnreadNotices(one, nil, 100))(1)
	w.ok(tx.MarkRead(one, w.thread.ID, reply.ID-1, now))
	is[int](w.bench, "unread before it")(tx.UnreadNotices(one, nil, 100))(1)
	w.ok(tx.MarkRead(one, w.thread.ID, reply.ID, now))
	is[int](w.bench, "read")(tx.UnreadNotices(one, nil, 100))(0)
	newest, err := tx.NewestNotice(other)
	w.ok(err)
	n, err := tx.Notice(other, newest)
	w.ok(err)
	missing[community.Notice](w.bench, "somebody else's")(tx.Notice(one, newest))
	w.ok(tx.ReadNotices(other, []int64{newest}, now))
	n.ReadAt = now
	is[[]community.Notice](w.bench, "read ones")(tx.Notices(other, false, []community.NoticeKind{"mention"}, community.Page{Limit: 5}))([]community.Notice{n})
	is[[]community.Notice](w.bench, "of another kind")(tx.Notices(other, false, []community.NoticeKind{"reply"}, community.Page{Limit: 5}))(nil)
	w.ok(tx.Saw(w.people[5].ID, w.thread.ID, []int64{reply.ID}, now))
	is[int](w.bench, "seen")(tx.UnreadNotices(w.people[5].ID, nil, 100))(0)
	due, err := tx.NoticesDue(w.people[4].ID, []community.NoticeKind{"thread"}, 10)
	w.ok(err)
	same(w.bench, "due", len(due), 1)
	w.ok(tx.MarkMail(w.people[4].ID, []int64{due[0].ID}, community.MailSent))
	is[[]community.Notice](w.bench, "sent")(tx.NoticesDue(w.people[4].ID, []community.NoticeKind{"thread"}, 10))(nil)
}

// reacted checks that of reactions the newest leads.
func (w *told) reacted(tx community.Tx, reply community.Post) {
	author := w.people[1].ID
	n := community.Notice{Kind: community.NoticeReaction, CommunityID: w.room.ID, ThreadID: w.thread.ID, PostID: reply.ID, CreatedAt: now}
	for i, told := range map[int64]int64{10: 1, 11: 1} {
		n.ActorID = i
		is[int64](w.bench, "told of a reaction")(tx.Tell(n, []int64{author}))(told)
	}
	is[int64](w.bench, "told of it again")(tx.Tell(n, []int64{author}))(0)
	is[int](w.bench, "one line")(tx.UnreadNotices(author, nil, 100))(1)
	all, err := tx.NoticesOn(author, community.NoticeReaction, []int64{reply.ID})
	w.ok(err)
	if len(all) != 2 || !all[0].Lead || all[1].Lead {
		w.Errorf("reactions %+v, want two of which the newer leads", all)
	}
}

// records checks notices about memberships, their requests, and retention.
func (w *told) records(tx community.Tx) {
	who := w.people[0].ID
	n := community.Notice{Kind: community.NoticeRequest, CommunityID: w.room.ID, RecordID: 77, EventSeq: 5, ActorID: 9,
		Args: map[string]string{"role": "moderator"}, CreatedAt: now.Add(-100 * 24 * time.Hour)}
	is[int64](w.bench, "told")(tx.Tell(n, []int64{who, w.people[2].ID}))(2)
	is[[]community.NoticeDue](w.bench, "mail by default")(tx.MailDueTo(n.Kind, []int64{who}))([]community.NoticeDue{{PersonID: who, Kind: n.Kind}})
	n.EventSeq, n.Mail = 6, community.MailDropped
	is[int64](w.bench, "told of another event")(tx.Tell(n, []int64{who}))(1)
	rows, err := tx.Notices(who, true, []community.NoticeKind{n.Kind}, community.Page{Limit: 1})
	w.ok(err)
	if len(rows) != 1 || rows[0].Mail != community.NoMail || rows[0].Args["role"] != "moderator" {
		w.Errorf("a notice without mail is %+v", rows)
	}
	is[[]int64](w.bench, "nobody decides")(tx.StaffOf(w.room.ID))(nil)
	is[int64](w.bench, "nothing read is old")(tx.DropNoticesBefore(now.Add(-90*24*time.Hour), 10))(0)
	w.ok(tx.ReadRequest(77, []int64{who, w.people[2].ID}, now))
	is[int64](w.bench, "old and read")(tx.DropNoticesBefore(now.Add(-90*24*time.Hour), 2))(2)
	is[int64](w.bench, "the rest")(tx.DropNoticesBefore(now.Add(-90*24*time.Hour), 2))(1)
	c := insert(w.bench, tx, tx.InsertCredential, func(c *community.CredentialRecord) {
		c.PersonID, c.Local, c.RevokedAt, c.ValidUntil = who, true, time.Time{}, now
	})
	is[[]community.CredentialRecord](w.bench, "ending")(tx.CredentialsEnding(now.Add(-time.Hour), now))([]community.CredentialRecord{c})
	is[[]community.CredentialRecord](w.bench, "ended before")(tx.CredentialsEnding(now, now.Add(time.Hour)))(nil)
}

// heard: a post may be news to somebody of this instance whom it names, or whom it
// answers, and where somebody follows its thread or wants all of its community.
func heard(b *bench) {
	b.do(func(tx community.Tx) {
		w := newTold(b, tx, 3)
		one, other := w.people[0].ID, w.people[1].ID
		away := guestOf(b, tx, "c.example")
		is[[]community.Event](b, "of no posts")(tx.PostsHeard(nil))(nil)
		root, e0 := w.says(tx, one, 0)
		far, e1 := w.says(tx, away.ID, 0)
		_, e2 := w.says(tx, other, far.ID)
		_, e3 := w.says(tx, one, root.ID)
		all := []community.Event{e0, e1, e2, e3}
		is[[]community.Event](b, "to nobody from here, or to oneself")(tx.PostsHeard(all))(nil)
		_, e4 := w.says(tx, away.ID, root.ID)
		_, e5 := w.says(tx, one, far.ID, other)
		all = append(all, e4, e5)
		is[[]community.Event](b, "answered and named")(tx.PostsHeard(all))([]community.Event{e4, e5})
		elsewhere := w.thread
		w.thread = insert(b, tx, tx.InsertThread, func(t *community.Thread) { t.CommunityID = w.room.ID })
		_, e6 := w.says(tx, one, 0)
		b.ok(tx.FollowThread(community.PlaceChoice{PersonID: other, CommunityID: w.room.ID, ThreadID: elsewhere.ID, Choice: "follow", UpdatedAt: now}))
		is[[]community.Event](b, "in a thread that is followed")(tx.PostsHeard(append(all, e6)))(all)
		b.ok(tx.PutPlaceChoice(community.PlaceChoice{PersonID: other, CommunityID: w.room.ID, Choice: "all", UpdatedAt: now}))
		all = append(all, e6)
		is[[]community.Event](b, "in a community of which all is wanted")(tx.PostsHeard(all))(all)
		heard, err := tx.PostsHeard(all)
		b.ok(err)
		for _, e := range all {
			told, err := tx.TellOfPost(e, 0, math.MaxInt64, now)
			b.ok(err)
			if told > 0 && !slices.Contains(heard, e) {
				b.Errorf("%+v is told of and was not heard", e)
			}
		}
	})
}

// fanOut tells several thousand people in pieces; each is told once.
func fanOut(b *bench) {
	const many, piece = 700, 300
	b.do(func(tx community.Tx) {
		w := newTold(b, tx, many)
		for _, p := range w.people {
			b.ok(tx.PutPlaceChoice(community.PlaceChoice{PersonID: p.ID, CommunityID: w.room.ID, Choice: "all", UpdatedAt: now}))
		}
		_, e := w.says(tx, w.people[0].ID, 0)
		var after, all int64
		for pieces := 1; ; pieces++ {
			until, more, err := tx.PostAudience(e, after, piece)
			b.ok(err)
			told, err := tx.TellOfPost(e, after, until, now)
			b.ok(err)
			all, after = all+told, until
			if !more {
				same(b, "pieces", pieces, 3)
				break
			}
		}
		same(b, "told", all, int64(many-1))
	})
}
