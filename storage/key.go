package storage

import (
	"time"

	"headroom/community"
)

type keyRow struct {
	ID          int64              `db:"id"`
	IRI         string             `db:"iri"`
	Owner       string             `db:"owner"`
	OwnerKind   community.KeyOwner `db:"owner_kind"`
	Host        string             `db:"host"`
	Algorithm   string             `db:"algorithm"`
	Public      []byte             `db:"public"`
	Sealed      []byte             `db:"sealed"`
	StartAt     time.Time          `db:"start_at"`
	EndAt       time.Time          `db:"end_at"`
	RevokedFrom time.Time          `db:"revoked_from"`
	FetchedAt   time.Time          `db:"fetched_at"`
	Waiting     bool               `db:"waiting"`
	Fingerprint string             `db:"fingerprint"`
	ComparedBy  string             `db:"compared_by"`
}

type keyRecordRow struct {
	IRI         string    `db:"iri"`
	Issuer      string    `db:"issuer"`
	Subject     string    `db:"subject"`
	Key         string    `db:"key"`
	Public      string    `db:"public"`
	StartAt     time.Time `db:"start_at"`
	EndAt       time.Time `db:"end_at"`
	RevokedFrom time.Time `db:"revoked_from"`
	Raw         []byte    `db:"raw"`
}

var (
	keys            = newTable[keyRow]("signing_key", 1).fix("iri", "owner")
	keySelect       = "select " + keys.list + " from signing_key where "
	keyReplace      = keys.replace("iri")
	keyRecords      = newTable[keyRecordRow]("key_record", 1)
	keyRecordSelect = "select " + keyRecords.list + " from key_record where "
)

// KeyByIRI implements community.KeyTx.
func (t *tx) KeyByIRI(iri string) (community.Key, error) {
	row, err := selectRow(t, keys, keySelect+"iri = ?", iri)
	return community.Key(row), err
}

// CurrentKey implements community.KeyTx.
func (t *tx) CurrentKey(owner string) (community.Key, error) {
	row, err := selectRow(t, keys, keySelect+"owner = ? and end_at = 0 and not waiting order by start_at desc, id desc limit 1", owner)
	return community.Key(row), err
}

// Keys implements community.KeyTx.
func (t *tx) Keys(owner string) ([]community.Key, error) {
	rows, err := selectRows(t, keys, keySelect+"owner = ? order by start_at desc, id desc", owner)
	return convert(rows, err, func(r keyRow) community.Key { return community.Key(r) })
}

// PutKey implements community.KeyTx. A key that is replaced keeps its ID.
func (t *tx) PutKey(k community.Key) error {
	_, err := execRow(t, keys, keyReplace, keyRow(k))
	return err
}

// KeyRecords implements community.KeyTx: newest first.
func (t *tx) KeyRecords(subject string) ([]community.KeyRecord, error) {
	rows, err := selectRows(t, keyRecords, keyRecordSelect+"subject = ? order by start_at desc, iri desc", subject)
	return convert(rows, err, func(r keyRecordRow) community.KeyRecord { return community.KeyRecord(r) })
}

// KeyRecordByKey implements community.KeyTx.
func (t *tx) KeyRecordByKey(key string) (community.KeyRecord, error) {
	row, err := selectRow(t, keyRecords, keyRecordSelect+"key = ? order by start_at desc, iri desc limit 1", key)
	return community.KeyRecord(row), err
}

// PutKeyRecord implements community.KeyTx.
func (t *tx) PutKeyRecord(k community.KeyRecord) error {
	_, err := execRow(t, keyRecords, keyRecords.insert, keyRecordRow(k))
	return err
}

// DropVouched implements community.KeyTx.
func (t *tx) DropVouched(host, issuer string) error {
	if _, err := t.exec("delete from key_record where issuer = ?", issuer); err != nil {
		return err
	}
	_, err := t.exec("delete from signing_key where host = ? and owner_kind <> ?", host, community.IssuerKey)
	return err
}
