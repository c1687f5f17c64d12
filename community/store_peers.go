package community

import "time"

// PeersTx answers what operators ask about agreements.
type PeersTx interface {
	// AuditOf gives the rows about one subject, newest first.
	AuditOf(subject string, p Page) ([]AuditRow, error)
	// CopiesHeld counts, for each community of ours, what a host was sent.
	CopiesHeld(host string) ([]CopiesHeld, error)
	// FilesHeld counts the different files that hang on what a host was sent
	// of a community and still holds.
	FilesHeld(host string, community int64) (int64, error)
	// ReceiptCopies marks what a host was sent of a community as purged, with a
	// receipt: all that was sent up to then. It gives the number of objects.
	ReceiptCopies(host string, community int64, sent, at time.Time) (int64, error)
	// MetElsewhere gives the communities of other peers in which people of a
	// host have written, as far as is known here.
	MetElsewhere(host string) ([]int64, error)

	// Incidents gives the newest entries of the incident log, corrections too.
	Incidents(limit int) ([]Incident, error)
	Incident(id int64) (Incident, error)
	InsertIncident(Incident) error
	ImpostorReport(id int64) (ImpostorReport, error)
	// ImpostorReports gives the undecided, oldest first, or the decided ones,
	// newest first.
	ImpostorReports(open bool, limit int) ([]ImpostorReport, error)
	InsertImpostorReport(ImpostorReport) error
	UpdateImpostorReport(ImpostorReport) error
}

// CopiesHeld says what a host was sent of one community. An object that was
// deleted, or that the host has given a receipt for, is not held any more.
type CopiesHeld struct {
	CommunityID int64
	Objects     int64 // held
	Returned    int64 // purged with a receipt
	SentAt      time.Time
	ReceiptedAt time.Time // of the newest receipt
}
