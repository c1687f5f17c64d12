package storage

import (
	"time"

	"headroom/community"
)

type incidentRow struct {
	ID         int64             `db:"id"`
	Corrects   int64             `db:"corrects"`
	HappenedAt time.Time         `db:"happened_at"`
	Text       community.LangMap `db:"text"`
	By         string            `db:"by_whom"`
	CreatedAt  time.Time         `db:"created_at"`
}

var (
	incidents      = newTable[incidentRow]("incident", 1)
	incidentSelect = "select " + incidents.list + " from incident "
)

// Incidents implements community.PeersTx: newest first.
func (t *tx) Incidents(limit int) ([]community.Incident, error) {
	rows, err := selectRows(t, incidents, incidentSelect+"order by id desc limit ?", limit)
	return convert(rows, err, func(r incidentRow) community.Incident { return community.Incident(r) })
}

// Incident implements community.PeersTx.
func (t *tx) Incident(id int64) (community.Incident, error) {
	row, err := selectRow(t, incidents, incidentSelect+"where id = ?", id)
	return community.Incident(row), err
}

// InsertIncident implements community.PeersTx.
func (t *tx) InsertIncident(i community.Incident) error {
	return insertRow(t, incidents, incidentRow(i))
}

type impostorReportRow struct {
	ID         int64     `db:"id"`
	PersonID   int64     `db:"person_id"`
	About      string    `db:"about"`
	Place      string    `db:"place"`
	Text       string    `db:"text"`
	ReporterID int64     `db:"reporter_id"`
	Email      string    `db:"email"`
	Language   string    `db:"language"`
	CreatedAt  time.Time `db:"created_at"`
	DecidedAt  time.Time `db:"decided_at"`
	DecidedBy  string    `db:"decided_by"`
	Outcome    string    `db:"outcome"`
	Reason     string    `db:"reason"`
	Code       string    `db:"code"`
}

var (
	impostorReports      = newTable[impostorReportRow]("impostor_report", 1)
	impostorReportSelect = "select " + impostorReports.list + " from impostor_report where "
)

// ImpostorReport implements community.PeersTx.
func (t *tx) ImpostorReport(id int64) (community.ImpostorReport, error) {
	row, err := selectRow(t, impostorReports, impostorReportSelect+"id = ?", id)
	return community.ImpostorReport(row), err
}

// ImpostorReports implements community.PeersTx.
func (t *tx) ImpostorReports(open bool, limit int) ([]community.ImpostorReport, error) {
	query := impostorReportSelect + "decided_at > 0 order by decided_at desc, id desc limit ?"
	if open {
		query = impostorReportSelect + "decided_at = 0 order by id limit ?"
	}
	rows, err := selectRows(t, impostorReports, query, limit)
	return convert(rows, err, func(r impostorReportRow) community.ImpostorReport { return community.ImpostorReport(r) })
}

// InsertImpostorReport implements community.PeersTx.
func (t *tx) InsertImpostorReport(r community.ImpostorReport) error {
	return insertRow(t, impostorReports, impostorReportRow(r))
}

// UpdateImpostorReport implements community.PeersTx.
func (t *tx) UpdateImpostorReport(r community.ImpostorReport) error {
	return updateRow(t, impostorReports, impostorReportRow(r))
}
