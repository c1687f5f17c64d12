package storage

import (
	"time"

	"headroom/community"
)

type outsideTieRow struct {
	CommunityID int64              `db:"community_id"`
	ActorID     int64              `db:"actor_id"`
	State       community.TieState `db:"state"`
	IRI         string             `db:"iri"`
	Shut        bool               `db:"shut"`
	CreatedAt   time.Time          `db:"created_at"`
	UpdatedAt   time.Time          `db:"updated_at"`
}

type outsideHeardRow struct {
	ID          int64     `db:"id"`
	CommunityID int64     `db:"community_id"`
	ActorID     int64     `db:"actor_id"`
	Object      string    `db:"object"`
	Writer      string    `db:"writer"`
	Handle      string    `db:"handle"`
	Title       string    `db:"title"`
	Page        string    `db:"page"`
	HeardAt     time.Time `db:"heard_at"`
	Removed     bool      `db:"removed"`
}

var (
	outsideTies        = newTable[outsideTieRow]("outside_tie", 2)
	outsideTieSelect   = "select " + outsideTies.list + " from outside_tie where "
	outsideTieReplace  = outsideTies.replace("community_id, actor_id")
	outsideHeards      = newTable[outsideHeardRow]("outside_heard", 1)
	outsideHeardSelect = "select " + outsideHeards.list + " from outside_heard where "
)

// OutsideTie implements community.ElsewhereTx.
func (t *tx) OutsideTie(group, actor int64) (community.OutsideTie, error) {
	row, err := selectRow(t, outsideTies, outsideTieSelect+"community_id = ? and actor_id = ?", group, actor)
	return community.OutsideTie(row), err
}

// OutsideTieOf implements community.ElsewhereTx.
func (t *tx) OutsideTieOf(iri string) (community.OutsideTie, error) {
	row, err := selectRow(t, outsideTies, outsideTieSelect+"iri = ?", iri)
	return community.OutsideTie(row), err
}

// PutOutsideTie implements community.ElsewhereTx.
func (t *tx) PutOutsideTie(tie community.OutsideTie) error {
	_, err := execRow(t, outsideTies, outsideTieReplace, outsideTieRow(tie))
	return err
}

// DropOutsideTie implements community.ElsewhereTx.
func (t *tx) DropOutsideTie(group, actor int64) error {
	_, err := t.exec("delete from outside_tie where community_id = ? and actor_id = ?", group, actor)
	return err
}

// OutsideTies implements community.ElsewhereTx.
func (t *tx) OutsideTies(group int64) ([]community.OutsideTie, error) {
	rows, err := selectRows(t, outsideTies, outsideTieSelect+"community_id = ? order by created_at, actor_id", group)
	return convert(rows, err, func(r outsideTieRow) community.OutsideTie { return community.OutsideTie(r) })
}

// OutsideListeners implements community.ElsewhereTx.
func (t *tx) OutsideListeners(actor int64) ([]community.OutsideTie, error) {
	rows, err := selectRows(t, outsideTies, outsideTieSelect+"actor_id = ? and state = 'active' order by community_id", actor)
	return convert(rows, err, func(r outsideTieRow) community.OutsideTie { return community.OutsideTie(r) })
}

// OutsideGroups implements community.ElsewhereTx.
func (t *tx) OutsideGroups(group int64) ([]community.OutsideActor, error) {
	rows, err := selectRows(t, outsideActors, outsideActorSelect+`kind = 'Group' and exists
		(select 1 from outside_follow f where f.community_id = ? and f.actor_id = outside_actor.id) order by iri`, group)
	return convert(rows, err, func(r outsideActorRow) community.OutsideActor { return community.OutsideActor(r) })
}

// OutsideHeard implements community.ElsewhereTx.
func (t *tx) OutsideHeard(group int64, object string) (community.OutsideHeard, error) {
	row, err := selectRow(t, outsideHeards, outsideHeardSelect+"community_id = ? and object = ?", group, object)
	return community.OutsideHeard(row), err
}

// OutsideHeardByID implements community.ElsewhereTx.
func (t *tx) OutsideHeardByID(id int64) (community.OutsideHeard, error) {
	row, err := selectRow(t, outsideHeards, outsideHeardSelect+"id = ?", id)
	return community.OutsideHeard(row), err
}

// InsertOutsideHeard implements community.ElsewhereTx.
func (t *tx) InsertOutsideHeard(h community.OutsideHeard) error {
	return insertRow(t, outsideHeards, outsideHeardRow(h))
}

// UpdateOutsideHeard implements community.ElsewhereTx.
func (t *tx) UpdateOutsideHeard(h community.OutsideHeard) error {
	return updateRow(t, outsideHeards, outsideHeardRow(h))
}

// OutsideHeardIn implements community.ElsewhereTx.
func (t *tx) OutsideHeardIn(group int64, limit int) ([]community.OutsideHeard, error) {
	rows, err := selectRows(t, outsideHeards, outsideHeardSelect+"community_id = ? and removed = false order by id desc limit ?", group, limit)
	return convert(rows, err, func(r outsideHeardRow) community.OutsideHeard { return community.OutsideHeard(r) })
}

// CountOutsideHeard implements community.ElsewhereTx.
func (t *tx) CountOutsideHeard(group, actor int64, since time.Time) (int64, error) {
	return value[int64](t, "select count(*) from outside_heard where community_id = ? and actor_id = ? and heard_at >= ?", group, actor, millis(since))
}

// DropOutsideHeard implements community.ElsewhereTx.
func (t *tx) DropOutsideHeard(group, actor int64) error {
	_, err := t.exec("delete from outside_heard where community_id = ? and actor_id = ?", group, actor)
	return err
}

// DropOutsideHeardBefore implements community.ElsewhereTx.
func (t *tx) DropOutsideHeardBefore(before time.Time) (int64, error) {
	return t.exec("delete from outside_heard where heard_at < ?", millis(before))
}
