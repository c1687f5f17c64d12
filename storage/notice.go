package storage

import (
	"math"
	"reflect"
	"slices"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

type noticeRow struct {
	ID          int64                `db:"id"`
	PersonID    int64                `db:"person_id"`
	Kind        community.NoticeKind `db:"kind"`
	CommunityID int64                `db:"community_id"`
	ThreadID    int64                `db:"thread_id"`
	PostID      int64                `db:"post_id"`
	RecordID    int64                `db:"record_id"`
	EventSeq    int64                `db:"event_seq"`
	ActorID     int64                `db:"actor_id"`
	Args        map[string]string    `db:"args"`
	Mail        community.NoticeMail `db:"mail"`
	Lead        bool                 `db:"lead"`
	CreatedAt   time.Time            `db:"created_at"`
	ReadAt      time.Time            `db:"read_at"`
}

var (
	notices      = newTable[noticeRow]("notification", 1)
	noticeSelect = "select " + notices.list + " from notification where "
)

// insertNotices begins the statements that write notices; the database counts
// the ids, so that any number of rows is one statement.
const insertNotices = `insert into notification (person_id, kind, community_id, thread_id, post_id, record_id, event_seq,
	actor_id, args, mail, lead, created_at, read_at) `

// audience is who may have to be told of a post, and why: 1 named by it, 2
// answered by it, if they are from here, 3 following its thread, 4 wanting all posts of its community.
const audience = `select person_id, 1 as why from mention where post_id = ? and person_id > ? and person_id <= ? and person_id <> ?
	union all select a.id, 2 from person a
		where a.local and a.id = ` + answered + ` and a.id > ? and a.id <= ? and a.id <> ?
	union all select person_id, 3 from notification_place
		where thread_id = ? and thread_id <> 0 and choice = 'follow' and person_id > ? and person_id <= ? and person_id <> ?
	union all select person_id, 4 from notification_place
		where community_id = ? and thread_id = 0 and choice = 'all' and person_id > ? and person_id <= ? and person_id <> ?`

// answered is who wrote what a post answers: one row after the other by its id,
// whatever a database thinks of tables that it has not looked at for a while.
const answered = "(select q.author_id from post q where q.id = (select x.parent_id from post x where x.id = ?))"

// heard are the posts, threads and communities of a list of posts on whose account
// somebody may have to be told of them.
const heard = `select 1, post_id from mention where post_id in (??)
	union all select 2, x.id from post x where x.id in (??) and exists (select 1 from person a
		where a.local and a.id = (select q.author_id from post q where q.id = x.parent_id) and a.id <> x.author_id)
	union all select 3, thread_id from notification_place where thread_id in (??) and thread_id <> 0 and choice = 'follow'
	union all select 4, community_id from notification_place where community_id in (??) and thread_id = 0 and choice = 'all'`

// PostsHeard implements community.NoticeTx.
func (t *tx) PostsHeard(posted []community.Event) ([]community.Event, error) {
	if len(posted) == 0 {
		return nil, t.ready()
	}
	var posts, threads, rooms []int64
	for _, e := range posted {
		posts, threads, rooms = append(posts, e.ObjectID), append(threads, e.ThreadID), append(rooms, e.CommunityID)
	}
	query, args := heard, []any(nil)
	for _, list := range [][]int64{posts, posts, threads, rooms} {
		query, args = in(query, list, args, nil)
	}
	type account struct{ why, id int64 }
	found := make(map[account]bool)
	err := t.query(func(rows scanner) error {
		var a account
		err := rows.Scan(&a.why, &a.id)
		found[a] = true
		return err
	}, query, args...)
	var list []community.Event
	for _, e := range posted {
		if found[account{1, e.ObjectID}] || found[account{2, e.ObjectID}] || found[account{3, e.ThreadID}] || found[account{4, e.CommunityID}] {
			list = append(list, e)
		}
	}
	return list, err
}

func audienceArgs(e community.Event, after, until int64) (args []any) {
	for _, of := range []int64{e.ObjectID, e.ObjectID, e.ThreadID, e.CommunityID} {
		args = append(args, of, after, until, e.PersonID)
	}
	return args
}

// PostAudience implements community.NoticeTx.
func (t *tx) PostAudience(e community.Event, after int64, limit int) (until int64, more bool, err error) {
	args := append(audienceArgs(e, after, math.MaxInt64), limit)
	count := 0
	err = t.query(func(rows scanner) error { return rows.Scan(&count, &until) },
		"select count(*), coalesce(max(person_id), 0) from (select distinct person_id from ("+audience+
			") a order by person_id limit ?) b", args...)
	if count < limit {
		return math.MaxInt64, false, err
	}
	return until, true, err
}

// told are the rows of TellOfPost. A post from before somebody came (a minute
// is left to clocks) is no news to them.
const told = `select c.person_id, c.kind, o.community_id, o.thread_id, o.id, 0, 0, o.author_id, '',
		case when coalesce(w.mail, false) then 1 else 0 end, true, cast(? as bigint), 0
	from (select d.person_id, case min(d.why) when 1 then 'mention' when 2 then 'reply' when 3 then 'thread' else 'post' end as kind
		from (` + audience + `) d group by d.person_id) c
	join post o on o.id = ? and o.state = 'accepted'
	join thread h on h.id = o.thread_id
	join person p on p.id = c.person_id and p.local
	join membership m on m.community_id = o.community_id and m.person_id = c.person_id and m.state = ?
	left join notification_topic w on w.person_id = c.person_id and w.topic = c.kind
	left join notification_place g on g.person_id = c.person_id and g.community_id = o.community_id and g.thread_id = 0
	left join notification_place f on f.person_id = c.person_id and f.community_id = o.community_id and f.thread_id = o.thread_id
	where c.person_id <> o.author_id and coalesce(w.page, true) and coalesce(g.choice, '') <> 'none'
		and (c.kind = 'mention' or coalesce(f.choice, '') <> 'mute')
		and o.published_at >= m.start_at - 60000 and (m.role <> ? or m.scope like '%' || h.context || '%')
		and not exists (select 1 from notification n where n.post_id = o.id and n.person_id = c.person_id
			and n.kind in ('mention', 'reply', 'thread', 'post'))
		and not exists (select 1 from stance s where s.person_id = c.person_id and s.other_id = o.author_id and (s.blocked or s.muted))
	on conflict do nothing`

// TellOfPost implements community.NoticeTx.
func (t *tx) TellOfPost(e community.Event, after, until int64, now time.Time) (int64, error) {
	args := slices.Concat([]any{millis(now)}, audienceArgs(e, after, until),
		[]any{e.ObjectID, int64(policy.Active), int64(policy.Guest)})
	return t.exec(insertNotices+told, args...)
}

// Tell implements community.NoticeTx. What is said about a post is left out
// where its community or thread is muted.
func (t *tx) Tell(n community.Notice, people []int64) (int64, error) {
	if len(people) == 0 {
		return 0, t.ready()
	}
	args, err := store(reflect.ValueOf(n.Args), document)
	if err != nil {
		return 0, err
	}
	topic := n.Kind.Topic()
	query, all := in(insertNotices+`select p.id, cast(? as text), cast(? as bigint), cast(? as bigint), cast(? as bigint),
			cast(? as bigint), cast(? as bigint), cast(? as bigint), cast(? as text),
			case when cast(? as boolean) and coalesce(w.mail, cast(? as boolean)) then 1 else 0 end, true, cast(? as bigint), 0
		from person p left join notification_topic w on w.person_id = p.id and w.topic = ?
		where p.local and p.id in (??) and coalesce(w.page, true)
			and not exists (select 1 from notification_place g where g.person_id = p.id and g.community_id = ?
				and (g.thread_id = 0 and g.choice = 'none' or g.thread_id = ? and g.choice = 'mute'))
			and not exists (select 1 from stance s where s.person_id = p.id and s.other_id = ? and (s.blocked or s.muted))
		on conflict do nothing`, people,
		[]any{string(n.Kind), n.CommunityID, n.ThreadID, n.PostID, n.RecordID, n.EventSeq, n.ActorID, args,
			n.Mail != community.MailDropped, topic.MailsFirst(), millis(n.CreatedAt), string(topic)},
		mutable(n))
	told, err := t.exec(query, all...)
	if err != nil || told == 0 || n.Kind != community.NoticeReaction {
		return told, err
	}
	query, all = in("update notification set lead = false where lead and kind = ? and post_id = ? and actor_id <> ? and person_id in (??)",
		people, []any{string(n.Kind), n.PostID, n.ActorID}, nil)
	_, err = t.exec(query, all...)
	return told, err
}

// mutable are the places, and the person, whose muting silences a notice: places
// of reactions only, people of what they did themselves. Who was let in, or whose
// words were removed, or who decides about somebody, hears of it all the same.
func mutable(n community.Notice) []any {
	switch n.Kind {
	case community.NoticeReaction:
		return []any{n.CommunityID, n.ThreadID, n.ActorID}
	case community.NoticeMessage:
		return []any{int64(0), int64(0), n.ActorID}
	}
	return []any{int64(0), int64(0), int64(0)}
}

// due reads people and kinds.
func (t *tx) due(query string, args ...any) (list []community.NoticeDue, err error) {
	err = t.query(func(rows scanner) error {
		var d community.NoticeDue
		if err := rows.Scan(&d.PersonID, &d.Kind); err != nil {
			return err
		}
		list = append(list, d)
		return nil
	}, query, args...)
	return list, err
}

// MailDueOfPost implements community.NoticeTx.
func (t *tx) MailDueOfPost(post, after, until int64) ([]community.NoticeDue, error) {
	return t.due(`select distinct person_id, kind from notification
		where post_id = ? and person_id > ? and person_id <= ? and mail = 1 order by person_id, kind`, post, after, until)
}

// MailDueTo implements community.NoticeTx.
func (t *tx) MailDueTo(kind community.NoticeKind, people []int64) ([]community.NoticeDue, error) {
	if len(people) == 0 {
		return nil, t.ready()
	}
	query, args := in("select distinct person_id, kind from notification where mail = 1 and kind = ? and person_id in (??) order by person_id",
		people, []any{string(kind)}, nil)
	return t.due(query, args...)
}
