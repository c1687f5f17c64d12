package storage

import (
	"time"

	"headroom/community"
)

type outsideActorRow struct {
	ID          int64     `db:"id"`
	IRI         string    `db:"iri"`
	Host        string    `db:"host"`
	Kind        string    `db:"kind"`
	Username    string    `db:"username"`
	Name        string    `db:"name"`
	Inbox       string    `db:"inbox"`
	SharedInbox string    `db:"shared_inbox"`
	Page        string    `db:"page"`
	KeyID       string    `db:"key_id"`
	Algorithm   string    `db:"algorithm"`
	Public      []byte    `db:"public"`
	FetchedAt   time.Time `db:"fetched_at"`
	Words       []string  `db:"-"`
}

type outsideFollowRow struct {
	CommunityID int64     `db:"community_id"`
	ActorID     int64     `db:"actor_id"`
	IRI         string    `db:"iri"`
	CreatedAt   time.Time `db:"created_at"`
}

type outsideLikeRow struct {
	PostID    int64     `db:"post_id"`
	ActorID   int64     `db:"actor_id"`
	IRI       string    `db:"iri"`
	CreatedAt time.Time `db:"created_at"`
}

type outsideKeyRow struct {
	Owner     string    `db:"owner"`
	IRI       string    `db:"iri"`
	Public    []byte    `db:"public"`
	Sealed    []byte    `db:"sealed"`
	CreatedAt time.Time `db:"created_at"`
}

type outsideShownRow struct {
	Object      string    `db:"object"`
	CommunityID int64     `db:"community_id"`
	PersonID    int64     `db:"person_id"`
	CreatedAt   time.Time `db:"created_at"`
}

var (
	outsideActors        = newTable[outsideActorRow]("outside_actor", 1)
	outsideActorSelect   = "select " + outsideActors.list + " from outside_actor where "
	outsideActorReplace  = outsideActors.replace("iri")
	outsideFollows       = newTable[outsideFollowRow]("outside_follow", 2)
	outsideFollowReplace = outsideFollows.replace("community_id, actor_id")
	outsideLikes         = newTable[outsideLikeRow]("outside_like", 2)
	outsideLikeReplace   = outsideLikes.replace("post_id, actor_id")
	outsideKeys          = newTable[outsideKeyRow]("outside_key", 1)
	outsideShowns        = newTable[outsideShownRow]("outside_shown", 1)
	outsideShownSelect   = "select " + outsideShowns.list + " from outside_shown where "
	outsideShownReplace  = outsideShowns.replace("object")
)

// OutsideActor implements community.OutsideTx.
func (t *tx) OutsideActor(id int64) (community.OutsideActor, error) {
	row, err := selectRow(t, outsideActors, outsideActorSelect+"id = ?", id)
	return community.OutsideActor(row), err
}

// OutsideActorByIRI implements community.OutsideTx.
func (t *tx) OutsideActorByIRI(iri string) (community.OutsideActor, error) {
	row, err := selectRow(t, outsideActors, outsideActorSelect+"iri = ?", iri)
	return community.OutsideActor(row), err
}

// PutOutsideActor implements community.OutsideTx.
func (t *tx) PutOutsideActor(a community.OutsideActor) error {
	_, err := execRow(t, outsideActors, outsideActorReplace, outsideActorRow(a))
	return err
}

// DropOutsideActor implements community.OutsideTx.
func (t *tx) DropOutsideActor(id int64) error {
	for _, query := range []string{"delete from outside_follow where actor_id = ?", "delete from outside_like where actor_id = ?",
		"delete from outside_tie where actor_id = ?", "delete from outside_heard where actor_id = ?", "delete from outside_actor where id = ?"} {
		if _, err := t.exec(query, id); err != nil {
			return err
		}
	}
	return nil
}

// DropIdleOutsideActors implements community.OutsideTx.
func (t *tx) DropIdleOutsideActors(since time.Time) (int64, error) {
	return t.exec(`delete from outside_actor where fetched_at < ?
		and not exists (select 1 from outside_follow f where f.actor_id = outside_actor.id)
		and not exists (select 1 from outside_like l where l.actor_id = outside_actor.id)
		and not exists (select 1 from outside_tie t where t.actor_id = outside_actor.id)
		and not exists (select 1 from linked_account a where a.actor = outside_actor.iri and a.ended_at = 0)`, millis(since))
}

// OutsideFollow implements community.OutsideTx.
func (t *tx) OutsideFollow(group, actor int64) (community.OutsideFollower, error) {
	row, err := selectRow(t, outsideFollows, "select "+outsideFollows.list+" from outside_follow where community_id = ? and actor_id = ?", group, actor)
	return community.OutsideFollower(row), err
}

// PutOutsideFollow implements community.OutsideTx.
func (t *tx) PutOutsideFollow(f community.OutsideFollower) error {
	_, err := execRow(t, outsideFollows, outsideFollowReplace, outsideFollowRow(f))
	return err
}

// DropOutsideFollow implements community.OutsideTx.
func (t *tx) DropOutsideFollow(group, actor int64) (int64, error) {
	return t.exec("delete from outside_follow where community_id = ? and actor_id = ?", group, actor)
}

// CountOutsideFollowers implements community.OutsideTx.
func (t *tx) CountOutsideFollowers(group int64) (int64, error) {
	return value[int64](t, "select count(*) from outside_follow where community_id = ?", group)
}

// reachedAt is where an actor is sent to.
const reachedAt = "case when a.shared_inbox <> '' then a.shared_inbox else a.inbox end"

// OutsideInboxes implements community.OutsideTx.
func (t *tx) OutsideInboxes(group int64) ([]string, error) {
	return values[string](t, "select distinct "+reachedAt+` as reached from outside_follow f
		join outside_actor a on a.id = f.actor_id where f.community_id = ? order by reached`, group)
}

// DropOutsideInbox implements community.OutsideTx.
func (t *tx) DropOutsideInbox(inbox string) error {
	ids, err := values[int64](t, "select a.id from outside_actor a where "+reachedAt+" = ?", inbox)
	for _, id := range ids {
		if err := t.DropOutsideActor(id); err != nil {
			return err
		}
	}
	return err
}

// OutsideLike implements community.OutsideTx.
func (t *tx) OutsideLike(post, actor int64) (community.OutsideLiking, error) {
	row, err := selectRow(t, outsideLikes, "select "+outsideLikes.list+" from outside_like where post_id = ? and actor_id = ?", post, actor)
	return community.OutsideLiking(row), err
}

// PutOutsideLike implements community.OutsideTx.
func (t *tx) PutOutsideLike(l community.OutsideLiking) error {
	_, err := execRow(t, outsideLikes, outsideLikeReplace, outsideLikeRow(l))
	return err
}

// DropOutsideLike implements community.OutsideTx.
func (t *tx) DropOutsideLike(post, actor int64) (int64, error) {
	return t.exec("delete from outside_like where post_id = ? and actor_id = ?", post, actor)
}

type outsideCountRow struct {
	PostID int64 `db:"post_id"`
	Likes  int64 `db:"likes"`
}

var outsideCounts = newTable[outsideCountRow]("outside_like", 1)

// OutsideLikes implements community.OutsideTx.
func (t *tx) OutsideLikes(posts []int64) (map[int64]int64, error) {
	counts := map[int64]int64{}
	if len(posts) == 0 {
		return counts, t.ready()
	}
	query, args := in("select post_id, count(*) as likes from outside_like where post_id in (??) group by post_id", posts, nil, nil)
	rows, err := selectRows(t, outsideCounts, query, args...)
	for _, r := range rows {
		counts[r.PostID] = r.Likes
	}
	return counts, err
}

// OutsideActOf implements community.OutsideTx.
func (t *tx) OutsideActOf(actor int64, iri string) (group, post int64, err error) {
	group, err = value[int64](t, "select community_id from outside_follow where actor_id = ? and iri = ? limit 1", actor, iri)
	if !community.IsNotFound(err) {
		return group, 0, err
	}
	post, err = value[int64](t, "select post_id from outside_like where actor_id = ? and iri = ? limit 1", actor, iri)
	return 0, post, err
}

// OutsideKey implements community.OutsideTx.
func (t *tx) OutsideKey(owner string) (community.OutsideKey, error) {
	row, err := selectRow(t, outsideKeys, "select "+outsideKeys.list+" from outside_key where owner = ?", owner)
	return community.OutsideKey(row), err
}

// InsertOutsideKey implements community.OutsideTx.
func (t *tx) InsertOutsideKey(k community.OutsideKey) error {
	return insertRow(t, outsideKeys, outsideKeyRow(k))
}

// OutsideConsent implements community.OutsideTx.
func (t *tx) OutsideConsent(person int64) (time.Time, error) {
	since, err := value[int64](t, "select since from outside_consent where person_id = ?", person)
	return moment(since), err
}

// PutOutsideConsent implements community.OutsideTx.
func (t *tx) PutOutsideConsent(person int64, since time.Time) error {
	_, err := t.exec("insert into outside_consent (person_id, since) values (?, ?) on conflict (person_id) do nothing", person, millis(since))
	return err
}

// DropOutsideConsent implements community.OutsideTx.
func (t *tx) DropOutsideConsent(person int64) error {
	_, err := t.exec("delete from outside_consent where person_id = ?", person)
	return err
}

// ForgetOutsideYes implements community.OutsideTx.
func (t *tx) ForgetOutsideYes() error {
	if _, err := t.exec("delete from outside_consent"); err != nil {
		return err
	}
	_, err := t.exec("update linked_account set proved_at = 0 where ended_at = 0")
	return err
}

// OutsideShown implements community.OutsideTx.
func (t *tx) OutsideShown(object string) (community.OutsideShown, error) {
	row, err := selectRow(t, outsideShowns, outsideShownSelect+"object = ?", object)
	return community.OutsideShown(row), err
}

// PutOutsideShown implements community.OutsideTx.
func (t *tx) PutOutsideShown(o community.OutsideShown) error {
	_, err := execRow(t, outsideShowns, outsideShownReplace, outsideShownRow(o))
	return err
}

// DropOutsideShown implements community.OutsideTx.
func (t *tx) DropOutsideShown(object string) error {
	_, err := t.exec("delete from outside_shown where object = ?", object)
	return err
}

// OutsideShownOf implements community.OutsideTx.
func (t *tx) OutsideShownOf(person int64, limit int) ([]community.OutsideShown, error) {
	rows, err := selectRows(t, outsideShowns, outsideShownSelect+"person_id = ? order by created_at, object limit ?", person, limit)
	return convert(rows, err, func(r outsideShownRow) community.OutsideShown { return community.OutsideShown(r) })
}

// CountOutsideShown implements community.OutsideTx.
func (t *tx) CountOutsideShown(group int64) (int64, error) {
	return value[int64](t, "select count(*) from outside_shown where community_id = ?", group)
}
