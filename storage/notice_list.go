package storage

import (
	"math"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

func notice(r noticeRow) community.Notice { return community.Notice(r) }

// Notice implements community.NoticeTx.
func (t *tx) Notice(person, id int64) (community.Notice, error) {
	row, err := selectRow(t, notices, noticeSelect+"id = ? and person_id = ?", id, person)
	return notice(row), err
}

// Notices implements community.NoticeTx.
func (t *tx) Notices(person int64, unread bool, kinds []community.NoticeKind, p community.Page) ([]community.Notice, error) {
	query := noticeSelect + "person_id = ? and lead and read_at "
	if unread {
		query += "= 0"
	} else {
		query += "> 0"
	}
	query, args := ofKinds(query, kinds, person)
	rows, err := selectPage(t, notices, query, "id", p, false, args...)
	return convert(rows, err, notice)
}

// ofKinds narrows a query about notices to kinds, where there are any.
func ofKinds(query string, kinds []community.NoticeKind, args ...any) (string, []any) {
	if len(kinds) == 0 {
		return query, args
	}
	return in(query+" and kind in (??)", texts(kinds), args, nil)
}

func texts(kinds []community.NoticeKind) []string {
	list := make([]string, len(kinds))
	for i, k := range kinds {
		list[i] = string(k)
	}
	return list
}

// NoticesOn implements community.NoticeTx.
func (t *tx) NoticesOn(person int64, kind community.NoticeKind, posts []int64) ([]community.Notice, error) {
	if len(posts) == 0 {
		return nil, t.ready()
	}
	query, args := in(noticeSelect+"post_id in (??) and person_id = ? and kind = ? order by id desc", posts, nil, []any{person, string(kind)})
	rows, err := selectRows(t, notices, query, args...)
	return convert(rows, err, notice)
}

// NoticesDue implements community.NoticeTx.
func (t *tx) NoticesDue(person int64, kinds []community.NoticeKind, limit int) ([]community.Notice, error) {
	if len(kinds) == 0 {
		return nil, t.ready()
	}
	query, args := in(noticeSelect+"person_id = ? and mail = 1 and kind in (??) order by id limit ?", texts(kinds), []any{person}, []any{limit})
	rows, err := selectRows(t, notices, query, args...)
	return convert(rows, err, notice)
}

// UnreadNotices implements community.NoticeTx.
func (t *tx) UnreadNotices(person int64, kinds []community.NoticeKind, most int) (int, error) {
	query, args := ofKinds("select 1 from notification where person_id = ? and lead and read_at = 0", kinds, person)
	return value[int](t, "select count(*) from ("+query+" limit ?) n", append(args, most)...)
}

// NewestNotice implements community.NoticeTx.
func (t *tx) NewestNotice(person int64) (int64, error) {
	return value[int64](t, "select coalesce(max(id), 0) from notification where person_id = ? and lead and read_at = 0", person)
}

// ReadNotices implements community.NoticeTx.
func (t *tx) ReadNotices(person int64, ids []int64, at time.Time) error {
	query, args := "update notification set read_at = ? where person_id = ? and lead and read_at = 0", []any{millis(at), person}
	if ids != nil {
		if len(ids) == 0 {
			return t.ready()
		}
		query, args = in(query+" and id in (??)", ids, args, nil)
	}
	_, err := t.exec(query, args...)
	return err
}

// readNoticesOf marks as read what a person was told of the posts of a thread
// up to one.
func (t *tx) readNoticesOf(person, thread, post int64, at time.Time) error {
	_, err := t.exec(`update notification set read_at = ?
		where person_id = ? and lead and read_at = 0 and thread_id = ? and post_id <= ?`, millis(at), person, thread, post)
	return err
}

// readNoticesAbout marks as read what a person was told of posts that they saw.
func (t *tx) readNoticesAbout(person int64, posts []int64, at time.Time) error {
	query, args := in("update notification set read_at = ? where person_id = ? and lead and read_at = 0 and post_id in (??)",
		posts, []any{millis(at), person}, nil)
	_, err := t.exec(query, args...)
	return err
}

// ReadRequest implements community.NoticeTx.
func (t *tx) ReadRequest(membership int64, people []int64, at time.Time) error {
	if len(people) == 0 {
		return t.ready()
	}
	query, args := in("update notification set read_at = ? where lead and read_at = 0 and person_id in (??) and kind = ? and record_id = ?",
		people, []any{millis(at)}, []any{string(community.NoticeRequest), membership})
	_, err := t.exec(query, args...)
	return err
}

// MarkMail implements community.NoticeTx.
func (t *tx) MarkMail(person int64, ids []int64, mail community.NoticeMail) error {
	if len(ids) == 0 {
		return t.ready()
	}
	query, args := in("update notification set mail = ? where person_id = ? and id in (??)", ids, []any{int64(mail), person}, nil)
	_, err := t.exec(query, args...)
	return err
}

// DropNoticesBefore implements community.NoticeTx. One that another leads goes
// with its time, read or not.
func (t *tx) DropNoticesBefore(at time.Time, limit int) (int64, error) {
	return t.exec(`delete from notification where id in (select id from notification
		where created_at < ? and (read_at > 0 or not lead) order by created_at limit ?)`, millis(at), limit)
}

type noticeChoiceRow struct {
	PersonID  int64                 `db:"person_id"`
	Topic     community.NoticeTopic `db:"topic"`
	Page      bool                  `db:"page"`
	Mail      bool                  `db:"mail"`
	UpdatedAt time.Time             `db:"updated_at"`
}

type placeChoiceRow struct {
	PersonID    int64     `db:"person_id"`
	CommunityID int64     `db:"community_id"`
	ThreadID    int64     `db:"thread_id"`
	Choice      string    `db:"choice"`
	Content     bool      `db:"content"`
	UpdatedAt   time.Time `db:"updated_at"`
}

var (
	noticeChoices      = newTable[noticeChoiceRow]("notification_topic", 2)
	noticeChoiceSelect = "select " + noticeChoices.list + " from notification_topic where "
	noticeChoicePut    = noticeChoices.replace("person_id, topic")
	placeChoices       = newTable[placeChoiceRow]("notification_place", 3)
	placeChoiceSelect  = "select " + placeChoices.list + " from notification_place where "
	placeChoicePut     = placeChoices.replace("person_id, community_id, thread_id")
)

// NoticeChoices implements community.NoticeTx.
func (t *tx) NoticeChoices(person int64) ([]community.NoticeChoice, error) {
	rows, err := selectRows(t, noticeChoices, noticeChoiceSelect+"person_id = ? order by topic", person)
	return convert(rows, err, func(r noticeChoiceRow) community.NoticeChoice { return community.NoticeChoice(r) })
}

// PutNoticeChoice implements community.NoticeTx.
func (t *tx) PutNoticeChoice(c community.NoticeChoice) error {
	_, err := execRow(t, noticeChoices, noticeChoicePut, noticeChoiceRow(c))
	return err
}

// PlaceChoices implements community.NoticeTx.
func (t *tx) PlaceChoices(person int64) ([]community.PlaceChoice, error) {
	rows, err := selectRows(t, placeChoices, placeChoiceSelect+"person_id = ? and thread_id = 0 order by community_id", person)
	return convert(rows, err, func(r placeChoiceRow) community.PlaceChoice { return community.PlaceChoice(r) })
}

// ThreadChoice implements community.NoticeTx.
func (t *tx) ThreadChoice(person, thread int64) (community.PlaceChoice, error) {
	row, err := selectRow(t, placeChoices, placeChoiceSelect+"thread_id = ? and thread_id <> 0 and person_id = ?", thread, person)
	return community.PlaceChoice(row), err
}

// DropThreadChoice implements community.NoticeTx.
func (t *tx) DropThreadChoice(person, thread int64, choice string) error {
	_, err := t.exec("delete from notification_place where thread_id = ? and thread_id <> 0 and person_id = ? and choice = ?", thread, person, choice)
	return err
}

// PutPlaceChoice implements community.NoticeTx.
func (t *tx) PutPlaceChoice(c community.PlaceChoice) error {
	_, err := execRow(t, placeChoices, placeChoicePut, placeChoiceRow(c))
	return err
}

// FollowThread implements community.NoticeTx.
func (t *tx) FollowThread(c community.PlaceChoice) error {
	_, err := execRow(t, placeChoices, placeChoices.insert, placeChoiceRow(c))
	return err
}

// NoticeMailed implements community.NoticeTx.
func (t *tx) NoticeMailed(person int64, topic community.NoticeTopic) (time.Time, error) {
	at, err := value[int64](t, "select sent_at from notification_mail where person_id = ? and topic = ?", person, string(topic))
	if community.IsNotFound(err) {
		return time.Time{}, nil
	}
	return moment(at), err
}

// PutNoticeMailed implements community.NoticeTx.
func (t *tx) PutNoticeMailed(person int64, topic community.NoticeTopic, at time.Time) error {
	_, err := t.exec(`insert into notification_mail (person_id, topic, sent_at) values (?, ?, ?)
		on conflict (person_id, topic) do update set sent_at = excluded.sent_at`, person, string(topic), millis(at))
	return err
}

// StaffOf implements community.NoticeTx.
func (t *tx) StaffOf(group int64) ([]int64, error) {
	return values[int64](t, `select m.person_id from membership m join person p on p.id = m.person_id
		where m.community_id = ? and m.state = ? and m.role >= ? and p.local order by m.person_id`,
		group, int64(policy.Active), int64(policy.FacilitatorRole))
}

// CredentialsEnding implements community.NoticeTx.
func (t *tx) CredentialsEnding(after, until time.Time) ([]community.CredentialRecord, error) {
	rows, err := selectRows(t, credentials, credentialSelect+`local and revoked_at = 0 and valid_until > ? and valid_until <= ?
		order by id limit ?`, millis(after), millis(until), math.MaxInt32)
	return convert(rows, err, func(r credentialRow) community.CredentialRecord { return community.CredentialRecord(r) })
}
