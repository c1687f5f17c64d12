package storage

import (
	"errors"
	"time"

	"headroom/community"
	"headroom/internal/crash"
)

type documentRow struct {
	ID          int64     `db:"id"`
	IRI         string    `db:"iri"`
	Signer      string    `db:"signer"`
	Sent        bool      `db:"sent"`
	CommunityID int64     `db:"community_id"`
	Object      string    `db:"object"`
	Author      string    `db:"author"`
	Class       string    `db:"class"`
	Hold        bool      `db:"hold"`
	Raw         []byte    `db:"raw"`
	CreatedAt   time.Time `db:"created_at"`
}

var (
	documents      = newTable[documentRow]("document", 1)
	documentSelect = "select " + documents.list + " from document where "
)

// Document implements community.WireTx.
func (t *tx) Document(id int64) (community.Document, error) {
	row, err := selectRow(t, documents, documentSelect+"id = ?", id)
	return community.Document(row), err
}

// Documents implements community.WireTx.
func (t *tx) Documents(list []int64) ([]community.Document, error) {
	rows, err := selectIn(t, documents, documentSelect+"id in (??)", list)
	return convert(rows, err, func(r documentRow) community.Document { return community.Document(r) })
}

// DocumentByIRI implements community.WireTx.
func (t *tx) DocumentByIRI(iri string) (community.Document, error) {
	row, err := selectRow(t, documents, documentSelect+"iri = ? order by id desc limit 1", iri)
	return community.Document(row), err
}

// InsertDocument implements community.WireTx.
func (t *tx) InsertDocument(d community.Document) error {
	return insertRow(t, documents, documentRow(d))
}

// PurgeDocuments implements community.WireTx. Log entries whose document goes
// are left with none, withheld as deleted. Documents on hold stay.
func (t *tx) PurgeDocuments(group int64, object string, except int64) (int64, error) {
	if object == "" {
		return 0, errors.New("storage: purge of no object")
	}
	const gone = "select id from document where community_id = ? and object = ? and id <> ? and not hold"
	_, err := t.exec("update log_entry set document_id = 0, withheld = 'deleted' where document_id in ("+gone+")",
		group, object, except)
	if err != nil {
		return 0, err
	}
	return t.exec("delete from document where community_id = ? and object = ? and id <> ? and not hold", group, object, except)
}

// purges deletes what hangs on a community, leaves first. Each takes its id.
var purges = []string{
	`delete from revision where post_id in (select id from post where community_id = ?)`,
	`delete from attachment where post_id in (select id from post where community_id = ?)`,
	`delete from mention where post_id in (select id from post where community_id = ?)`,
	`delete from reaction where post_id in (select id from post where community_id = ?)`,
	`delete from poll_ballot where post_id in (select post_id from poll where community_id = ?)`,
	`delete from poll where community_id = ?`,
	`delete from read_count where post_id in (select id from post where community_id = ?)`,
	`delete from seen where thread_id in (select id from thread where community_id = ?)`,
	`delete from read_mark where thread_id in (select id from thread where community_id = ?)`,
	`delete from notification where community_id = ?`,
	`delete from notification_place where community_id = ? and thread_id <> 0`,
	`delete from post where community_id = ?`,
	`delete from thread where community_id = ?`,
	`delete from log_entry where community_id = ?`, // who comes back reads it from its start
	`delete from post_report where community_id = ?`,
	`delete from conduct where community_id = ?`,
	`delete from document where community_id = ? and not hold`,
}

// PurgeCommunity implements community.WireTx: it gives the IRIs of the posts
// and the digests of their files,
// and refuses a community of our own. Documents on hold stay.
func (t *tx) PurgeCommunity(group int64) (objects []string, err error) {
	local, err := value[bool](t, "select local from community where id = ?", group)
	if err != nil {
		return nil, err
	}
	if local {
		return nil, errors.New("storage: purge of a community of our own")
	}
	if objects, err = values[string](t, "select iri from post where community_id = ? order by id", group); err != nil {
		return nil, err
	}
	files, err := values[string](t, `select distinct digest from attachment where digest <> ''
		and post_id in (select id from post where community_id = ?) order by digest`, group)
	if err != nil {
		return nil, err
	}
	objects = append(objects, files...)
	for _, query := range purges {
		if _, err := t.exec(query, group); err != nil {
			return nil, err
		}
	}
	crash.At(crash.Purged)
	return objects, nil
}

// Receive implements community.WireTx.
func (t *tx) Receive(signer, activity, digest string, at time.Time) (fresh, same bool, err error) {
	before, foretold := foreseen[[]string](t, "received", receivedBefore, signer, activity)
	if len(before) > 0 {
		return false, before[0] == digest, nil
	}
	const insert = "insert into received (signer, activity, digest, at) values (?, ?, ?, ?) on conflict do nothing"
	var n int64
	if foretold {
		n, err = t.runLater(1, insert, signer, activity, digest, millis(at))
	} else {
		n, err = t.run(insert, signer, activity, digest, millis(at))
	}
	if err != nil || n == 1 {
		return n == 1, n == 1, err
	}
	known, err := value[string](t, receivedBefore, signer, activity)
	return false, err == nil && known == digest, err
}

const receivedBefore = "select digest from received where signer = ? and activity = ?"

type tombstoneRow struct {
	Object    string    `db:"object"`
	Author    string    `db:"author"`
	By        string    `db:"by_whom"`
	Reason    string    `db:"reason"`
	CreatedAt time.Time `db:"created_at"`
}

var (
	tombstones      = newTable[tombstoneRow]("tombstone", 1)
	tombstoneSelect = "select " + tombstones.list + " from tombstone where object = ?"
)

// Tombstone implements community.WireTx.
func (t *tx) Tombstone(object string) (community.Tombstone, error) {
	row, err := foreseenRow(t, tombstones, tombstoneSelect, object)
	return community.Tombstone(row), err
}

// PutTombstone implements community.WireTx.
func (t *tx) PutTombstone(s community.Tombstone) error {
	_, err := execRow(t, tombstones, tombstones.insert, tombstoneRow(s))
	return err
}
