package storage

import (
	"time"

	"headroom/community"
)

// Session implements community.AccountTx.
func (t *tx) Session(hash string) (data []byte, expires time.Time, err error) {
	there := false
	err = t.query(func(rows scanner) error {
		there = true
		return rows.Scan(&data, &loader{&expires, instant})
	}, "select data, expires_at from session where hash = ?", hash)
	if err == nil && !there {
		err = community.ErrNotFound
	}
	return data, expires, err
}

// PutSession implements community.AccountTx.
func (t *tx) PutSession(hash string, account int64, data []byte, expires time.Time) error {
	_, err := t.exec(`insert into session (hash, account_id, data, expires_at) values (?, ?, ?, ?)
		on conflict (hash) do update set account_id = excluded.account_id, data = excluded.data,
		expires_at = excluded.expires_at`, hash, account, data, millis(expires))
	return err
}

// DeleteSession implements community.AccountTx.
func (t *tx) DeleteSession(hash string) error {
	_, err := t.exec("delete from session where hash = ?", hash)
	return err
}

// DeleteSessionsOf implements community.AccountTx.
func (t *tx) DeleteSessionsOf(account int64) error {
	_, err := t.exec("delete from session where account_id = ?", account)
	return err
}

// DeleteSessionsBefore implements community.AccountTx: what has expired by then.
func (t *tx) DeleteSessionsBefore(at time.Time) error {
	_, err := t.exec("delete from session where expires_at < ?", millis(at))
	return err
}

// EndEverySession implements community.SessionTx.
func (t *tx) EndEverySession() (int64, error) {
	n, err := t.exec("update account set epoch = epoch + 1")
	if err != nil {
		return 0, err
	}
	if _, err := t.exec("delete from session"); err != nil {
		return 0, err
	}
	_, err = t.exec("delete from account_token where used_at = 0")
	return n, err
}

// Answer implements community.AccountTx.
func (t *tx) Answer(account int64, key string) (string, error) {
	return value[string](t, "select result from answer where account_id = ? and key = ?", account, key)
}

// InsertAnswer implements community.AccountTx.
func (t *tx) InsertAnswer(account int64, key, result string, at time.Time) error {
	n, err := t.exec("insert into answer (account_id, key, result, at) values (?, ?, ?, ?) on conflict do nothing",
		account, key, result, millis(at))
	if err == nil && n == 0 {
		return community.ErrConflict
	}
	return err
}

// DeleteAnswersBefore implements community.AccountTx.
func (t *tx) DeleteAnswersBefore(at time.Time) error {
	_, err := t.exec("delete from answer where at < ?", millis(at))
	return err
}

type deviceRow struct {
	AccountID int64     `db:"account_id"`
	Hash      []byte    `db:"hash"`
	SeenAt    time.Time `db:"seen_at"`
}

var (
	devices      = newTable[deviceRow]("known_device", 2)
	deviceSelect = "select " + devices.list + " from known_device where account_id = ?"
)

// SessionsOf implements community.SessionTx.
func (t *tx) SessionsOf(account int64) (all []community.Session, err error) {
	err = t.query(func(rows scanner) error {
		var s community.Session
		if err := rows.Scan(&s.ID, &s.Device, &s.Name, &loader{&s.BeganAt, instant}, &loader{&s.SeenAt, instant}, &loader{&s.ExpiresAt, instant}); err != nil {
			return err
		}
		all = append(all, s)
		return nil
	}, "select id, device, name, began_at, seen_at, expires_at from session where account_id = ?", account)
	return all, err
}

// DescribeSession implements community.SessionTx.
func (t *tx) DescribeSession(hash string, s community.Session) error {
	_, err := t.exec(`update session set id = ?, device = ?, name = case when ? = '' then name else ? end, began_at = ?, seen_at = ? where hash = ?`,
		s.ID, s.Device, s.Name, s.Name, millis(s.BeganAt), millis(s.SeenAt), hash)
	return err
}

// NameSession implements community.SessionTx.
func (t *tx) NameSession(account, id int64, name string) error {
	n, err := t.exec("update session set name = ? where account_id = ? and id = ?", name, account, id)
	if err == nil && n == 0 {
		return community.ErrNotFound
	}
	return err
}

// DeleteSessionOf implements community.SessionTx.
func (t *tx) DeleteSessionOf(account, id int64) error {
	n, err := t.exec("delete from session where account_id = ? and id = ?", account, id)
	if err == nil && n == 0 {
		return community.ErrNotFound
	}
	return err
}

// KnownDevices implements community.SessionTx.
func (t *tx) KnownDevices(account int64) ([]community.KnownDevice, error) {
	rows, err := selectRows(t, devices, deviceSelect, account)
	return convert(rows, err, func(r deviceRow) community.KnownDevice { return community.KnownDevice(r) })
}

// PutKnownDevice implements community.SessionTx.
func (t *tx) PutKnownDevice(d community.KnownDevice) error {
	_, err := t.exec(`insert into known_device (account_id, hash, seen_at) values (?, ?, ?)
		on conflict (account_id, hash) do update set seen_at = excluded.seen_at`, d.AccountID, d.Hash, millis(d.SeenAt))
	return err
}

// DropKnownDevice implements community.SessionTx.
func (t *tx) DropKnownDevice(account int64, hash []byte) error {
	_, err := t.exec("delete from known_device where account_id = ? and hash = ?", account, hash)
	return err
}
