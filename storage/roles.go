package storage

import (
	"time"

	"headroom/community"
)

// AppointmentsIn implements community.RoleTx.
func (t *tx) AppointmentsIn(role string, now time.Time, limit int) ([]community.Appointment, error) {
	rows, err := selectRows(t, appointments, "select "+appointments.list+` from appointment
		where role = ? and from_at <= ? and (until_at = 0 or until_at > ?) order by id limit ?`, role, millis(now), millis(now), limit)
	return convert(rows, err, func(r appointmentRow) community.Appointment { return community.Appointment(r) })
}

// ReadsOf implements community.RoleTx.
func (t *tx) ReadsOf(subject, other string, p community.Page) ([]community.AuditRow, error) {
	rows, err := selectPage(t, audits, auditSelect+"(subject = ? or subject = ?) and action like 'read.%'", "seq", p, false, subject, other)
	return convert(rows, err, func(r auditRow) community.AuditRow { return community.AuditRow(r) })
}
