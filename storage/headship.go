package storage

import (
	"time"

	"headroom/community"
)

type headshipRow struct {
	ID          int64     `db:"id"`
	PersonID    int64     `db:"person_id"`
	School      string    `db:"school"`
	SchoolID    string    `db:"school_id"`
	Authority   string    `db:"authority"`
	AuthorityID string    `db:"authority_id"`
	Kind        string    `db:"kind"`
	From        time.Time `db:"from_at"`
	Until       time.Time `db:"until_at"`
	SchoolRef   int64     `db:"school_ref"`
}

type appointmentRow struct {
	ID        int64     `db:"id"`
	PersonID  int64     `db:"person_id"`
	Role      string    `db:"role"`
	Scope     string    `db:"scope"`
	ScopeID   int64     `db:"scope_id"`
	By        string    `db:"by_whom"`
	Reason    string    `db:"reason"`
	From      time.Time `db:"from_at"`
	Until     time.Time `db:"until_at"`
	CreatedAt time.Time `db:"created_at"`

	Authority   string `db:"authority"`
	AuthorityID string `db:"authority_id"`
}

var (
	headships         = newTable[headshipRow]("headship", 1)
	headshipSelect    = "select " + headships.list + " from headship where person_id = ? order by id"
	appointments      = newTable[appointmentRow]("appointment", 1)
	appointmentSelect = "select " + appointments.list + " from appointment where person_id = ? order by id"
)

// Headships implements community.PersonTx.
func (t *tx) Headships(person int64) ([]community.Headship, error) {
	rows, err := selectRows(t, headships, headshipSelect, person)
	return convert(rows, err, func(r headshipRow) community.Headship { return community.Headship(r) })
}

// InsertHeadship implements community.PersonTx.
func (t *tx) InsertHeadship(h community.Headship) error {
	return insertRow(t, headships, headshipRow(h))
}

// UpdateHeadship implements community.PersonTx.
func (t *tx) UpdateHeadship(h community.Headship) error {
	return updateRow(t, headships, headshipRow(h))
}

// Appointments implements community.PersonTx.
func (t *tx) Appointments(person int64) ([]community.Appointment, error) {
	rows, err := selectRows(t, appointments, appointmentSelect, person)
	return convert(rows, err, func(r appointmentRow) community.Appointment { return community.Appointment(r) })
}

// InsertAppointment implements community.PersonTx.
func (t *tx) InsertAppointment(a community.Appointment) error {
	return insertRow(t, appointments, appointmentRow(a))
}

// UpdateAppointment implements community.PersonTx.
func (t *tx) UpdateAppointment(a community.Appointment) error {
	return updateRow(t, appointments, appointmentRow(a))
}
