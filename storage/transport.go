package storage

import (
	"encoding/json"
	"time"

	"headroom/community"
)

type signatureFormRow struct {
	Host      string    `db:"host"`
	Form      string    `db:"form"`
	LearnedAt time.Time `db:"learned_at"`
}

var (
	signatureForms       = newTable[signatureFormRow]("signature_form", 1)
	signatureFormReplace = signatureForms.replace("host")
	signatureFormSelect  = "select " + signatureForms.list + " from signature_form where host = ?"
)

// SignatureForm implements community.TransportTx.
func (t *tx) SignatureForm(host string) (community.SignatureForm, error) {
	row, err := selectRow(t, signatureForms, signatureFormSelect, host)
	return community.SignatureForm(row), err
}

// PutSignatureForm implements community.TransportTx.
func (t *tx) PutSignatureForm(f community.SignatureForm) error {
	_, err := execRow(t, signatureForms, signatureFormReplace, signatureFormRow(f))
	return err
}

var (
	jobsOfLane = "select " + jobRows.list + " from job where lane = ? order by parked_at desc, priority desc, run_at, id limit ?"
	jobAtRest  = "select " + jobRows.list + " from job where id = ? and lease_until <= ?"
)

// queued is a job as operators see it. Of the payload only the name of the
// message is read.
func queued(r jobRow) community.QueuedJob {
	var d struct {
		Message string `json:"message"`
	}
	_ = json.Unmarshal(r.Payload, &d) // of another kind: no message
	return community.QueuedJob{ID: r.ID, Lane: r.Lane, Kind: r.Kind, Message: d.Message, Priority: r.Priority, Attempts: r.Attempts,
		CreatedAt: r.CreatedAt, RunAt: r.RunAt, ParkedAt: r.ParkedAt, Reason: r.LastError}
}

// JobsOf implements community.TransportTx.
func (t *tx) JobsOf(lane string, limit int) ([]community.QueuedJob, error) {
	rows, err := selectRows(t, jobRows, jobsOfLane, lane, limit)
	return convert(rows, err, queued)
}

// QueuedJob implements community.TransportTx.
func (t *tx) QueuedJob(id int64, now time.Time) (community.QueuedJob, error) {
	row, err := selectRow(t, jobRows, jobAtRest, id, millis(now))
	return queued(row), err
}

// RetryJob implements community.TransportTx.
func (t *tx) RetryJob(id int64, now time.Time) error {
	at := millis(now)
	return t.one(`update job set attempts = case when parked_at > 0 then 0 else attempts end, parked_at = 0, run_at = ?
		where id = ? and lease_until <= ?`, at, id, at)
}

// ParkJob implements community.TransportTx.
func (t *tx) ParkJob(id int64, now time.Time, reason string) error {
	at := millis(now)
	return t.one("update job set parked_at = ?, last_error = ? where id = ? and parked_at = 0 and lease_until <= ?", at, reason, id, at)
}

// one runs a statement that changes one job; ErrNotFound when there is none.
func (t *tx) one(query string, args ...any) error {
	n, err := t.exec(query, args...)
	if err == nil && n == 0 {
		return community.ErrNotFound
	}
	t.notable, t.left.any = true, true
	return err
}
