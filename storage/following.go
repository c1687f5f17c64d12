package storage

import (
	"slices"
	"time"

	"headroom/community"
)

type followingRow struct {
	PersonID  int64     `db:"person_id"`
	OtherID   int64     `db:"other_id"`
	CreatedAt time.Time `db:"created_at"`
}

type peopleListRow struct {
	ID        int64     `db:"id"`
	PersonID  int64     `db:"person_id"`
	Title     string    `db:"title"`
	CreatedAt time.Time `db:"created_at"`
}

type peopleListEntryRow struct {
	ListID   int64     `db:"list_id"`
	OtherID  int64     `db:"other_id"`
	PersonID int64     `db:"person_id"`
	AddedAt  time.Time `db:"added_at"`
}

var (
	followings      = newTable[followingRow]("following", 2)
	followingSelect = "select " + followings.list + " from following where "

	peopleLists      = newTable[peopleListRow]("people_list", 1).fix("person_id")
	peopleListSelect = "select " + peopleLists.list + " from people_list where "

	peopleListEntries     = newTable[peopleListEntryRow]("people_list_entry", 2)
	peopleListEntrySelect = "select " + peopleListEntries.list + " from people_list_entry where "
)

func following(r followingRow) community.Following { return community.Following(r) }

func peopleList(r peopleListRow) community.PeopleList { return community.PeopleList(r) }

func peopleListEntry(r peopleListEntryRow) community.PeopleListEntry {
	return community.PeopleListEntry(r)
}

// Following implements community.FollowingTx.
func (t *tx) Following(person, other int64) (community.Following, error) {
	row, err := selectRow(t, followings, followingSelect+"person_id = ? and other_id = ?", person, other)
	return following(row), err
}

// FollowingOf implements community.FollowingTx.
func (t *tx) FollowingOf(person int64) ([]community.Following, error) {
	rows, err := selectRows(t, followings, followingSelect+"person_id = ? order by created_at desc, other_id desc", person)
	return convert(rows, err, following)
}

// PutFollowing implements community.FollowingTx: who is followed already stays where they are.
func (t *tx) PutFollowing(f community.Following) error {
	_, err := execRow(t, followings, followings.insert, followingRow(f))
	return err
}

// DeleteFollowing implements community.FollowingTx.
func (t *tx) DeleteFollowing(person, other int64) error {
	_, err := t.exec("delete from following where person_id = ? and other_id = ?", person, other)
	return err
}

// PeopleList implements community.FollowingTx.
func (t *tx) PeopleList(id int64) (community.PeopleList, error) {
	row, err := selectRow(t, peopleLists, peopleListSelect+"id = ?", id)
	return peopleList(row), err
}

// PeopleLists implements community.FollowingTx.
func (t *tx) PeopleLists(person int64) ([]community.PeopleList, error) {
	rows, err := selectRows(t, peopleLists, peopleListSelect+"person_id = ? order by id", person)
	return convert(rows, err, peopleList)
}

// InsertPeopleList implements community.FollowingTx.
func (t *tx) InsertPeopleList(l community.PeopleList) error {
	return insertRow(t, peopleLists, peopleListRow(l))
}

// UpdatePeopleList implements community.FollowingTx.
func (t *tx) UpdatePeopleList(l community.PeopleList) error {
	return updateRow(t, peopleLists, peopleListRow(l))
}

// DeletePeopleList implements community.FollowingTx.
func (t *tx) DeletePeopleList(id int64) error {
	if _, err := t.exec("delete from people_list_entry where list_id = ?", id); err != nil {
		return err
	}
	_, err := t.exec("delete from people_list where id = ?", id)
	return err
}

// PeopleListEntries implements community.FollowingTx.
func (t *tx) PeopleListEntries(list int64) ([]community.PeopleListEntry, error) {
	rows, err := selectRows(t, peopleListEntries, peopleListEntrySelect+"list_id = ? order by added_at desc, other_id desc", list)
	return convert(rows, err, peopleListEntry)
}

// PeopleListEntriesOf implements community.FollowingTx.
func (t *tx) PeopleListEntriesOf(person int64) ([]community.PeopleListEntry, error) {
	rows, err := selectRows(t, peopleListEntries, peopleListEntrySelect+"person_id = ?", person)
	return convert(rows, err, peopleListEntry)
}

// PutPeopleListEntry implements community.FollowingTx: who is in the list already stays where they are.
func (t *tx) PutPeopleListEntry(e community.PeopleListEntry) error {
	_, err := execRow(t, peopleListEntries, peopleListEntries.insert, peopleListEntryRow(e))
	return err
}

// DeletePeopleListEntry implements community.FollowingTx.
func (t *tx) DeletePeopleListEntry(list, other int64) error {
	_, err := t.exec("delete from people_list_entry where list_id = ? and other_id = ?", list, other)
	return err
}

// PostIDsOf implements community.FollowingTx. It reads the index post_author alone.
func (t *tx) PostIDsOf(authors []int64, p community.Page) ([]int64, error) {
	if len(authors) == 0 {
		return nil, t.ready()
	}
	query, args := in("select id from post where author_id in (??)", authors, nil, nil)
	text, all, turned := paged(query, "id", p, false, args)
	list, err := values[int64](t, text, all...)
	if turned {
		slices.Reverse(list)
	}
	return list, err
}

// ForgetFollowing implements community.FollowingTx.
func (t *tx) ForgetFollowing(person int64) error {
	for _, query := range []string{"delete from following where person_id = ?", "delete from people_list_entry where person_id = ?",
		"delete from people_list where person_id = ?"} {
		if _, err := t.exec(query, person); err != nil {
			return err
		}
	}
	return nil
}
