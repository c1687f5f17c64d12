package storage

import (
	"time"

	"headroom/community"
)

type postReportRow struct {
	ID          int64     `db:"id"`
	IRI         string    `db:"iri"`
	CommunityID int64     `db:"community_id"`
	Object      string    `db:"object"`
	Host        string    `db:"host"`
	ReporterID  int64     `db:"reporter_id"`
	Code        string    `db:"code"`
	Words       string    `db:"words"`
	CreatedAt   time.Time `db:"created_at"`
	ResolvedAt  time.Time `db:"resolved_at"`
	ResolvedBy  string    `db:"resolved_by"`
	Outcome     string    `db:"outcome"`
	Answer      string    `db:"answer"`
	Contact     string    `db:"contact"`
	Language    string    `db:"language"`
}

var (
	postReports      = newTable[postReportRow]("post_report", 1)
	postReportSelect = "select " + postReports.list + " from post_report where "
)

func postReport(r postReportRow) community.PostReport { return community.PostReport(r) }

// InsertPostReport implements community.ReportTx.
func (t *tx) InsertPostReport(r community.PostReport) error {
	return insertRow(t, postReports, postReportRow(r))
}

// UpdatePostReport implements community.ReportTx.
func (t *tx) UpdatePostReport(r community.PostReport) error {
	return updateRow(t, postReports, postReportRow(r))
}

// PostReport implements community.ReportTx.
func (t *tx) PostReport(id int64) (community.PostReport, error) {
	row, err := selectRow(t, postReports, postReportSelect+"id = ?", id)
	return postReport(row), err
}

// PostReportBy implements community.ReportTx.
func (t *tx) PostReportBy(iri string) (community.PostReport, error) {
	row, err := selectRow(t, postReports, postReportSelect+"iri = ?", iri)
	return postReport(row), err
}

// WaitingReports implements community.ReportTx.
func (t *tx) WaitingReports(group int64, limit int) ([]community.PostReport, error) {
	rows, err := selectRows(t, postReports, postReportSelect+"community_id = ? and resolved_at = 0 order by id limit ?", group, limit)
	return convert(rows, err, postReport)
}

// ReportsBy implements community.ReportTx.
func (t *tx) ReportsBy(person int64, object string) ([]community.PostReport, error) {
	rows, err := selectRows(t, postReports, postReportSelect+"reporter_id = ? and object = ? order by id desc limit 20", person, object)
	return convert(rows, err, postReport)
}

// CountReports implements community.ReportTx.
func (t *tx) CountReports(group int64, host string, person int64) (int64, error) {
	return value[int64](t, `select count(*) from post_report where community_id = ? and resolved_at = 0 and host = ?
		and (cast(? as bigint) = 0 or reporter_id = ?)`, group, host, person, person)
}

// OutsideReports implements community.ReportTx.
func (t *tx) OutsideReports(group int64, limit int) ([]community.PostReport, error) {
	rows, err := selectRows(t, postReports, postReportSelect+"community_id = ? and reporter_id = 0 and host = '' and resolved_at = 0 order by id limit ?", group, limit)
	return convert(rows, err, postReport)
}
