package storage

import (
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// AppointmentsIn implements community.RoleTx.
func (t *tx) AppointmentsIn(role string, now time.Time, limit int) ([]community.Appointment, error) {
	rows, err := selectRows(t, appointments, "select "+appointments.list+` from appointment
		where (? = '' or role = ?) and from_at <= ? and (until_at = 0 or until_at > ?) order by id limit ?`, role, role, millis(now), millis(now), limit)
	return convert(rows, err, func(r appointmentRow) community.Appointment { return community.Appointment(r) })
}

// ReadsOf implements community.RoleTx.
func (t *tx) ReadsOf(subject, other string, p community.Page) ([]community.AuditRow, error) {
	rows, err := selectPage(t, audits, auditSelect+"(subject = ? or subject = ?) and action like 'read.%'", "seq", p, false, subject, other)
	return convert(rows, err, func(r auditRow) community.AuditRow { return community.AuditRow(r) })
}

// HeadsByPhase implements community.RoleTx.
func (t *tx) HeadsByPhase(authorityID, authority string, phases []string, now time.Time) (map[string]int64, error) {
	counts := map[string]int64{}
	for _, phase := range phases {
		err := t.query(func(rows scanner) error {
			var n int64
			err := rows.Scan(&n)
			counts[phase] = n
			return err
		}, `select count(*) from person p join credential c on c.id = (select max(k.id) from credential k where k.person_id = p.id
				and k.local and k.kind = ? and k.revoked_at = 0 and k.suspended_at = 0 and k.valid_from <= ? and k.valid_until > ?)
			where p.local and p.suspended_at = 0 and p.phase like ? escape '!'
			and (c.authority_id = ? and ? <> '' or c.authority_id = '' and ? = '' and c.authority = ?)`,
			int64(policy.Head), millis(now), millis(now), "%\n"+likeText(phase)+"\n%", authorityID, authorityID, authorityID, authority)
		if err != nil {
			return nil, err
		}
	}
	return counts, nil
}
