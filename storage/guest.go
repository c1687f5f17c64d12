package storage

import (
	"time"

	"headroom/community"
	"headroom/community/policy"
)

type guestRow struct {
	ID           int64                `db:"id"`
	CommunityID  int64                `db:"community_id"`
	ThreadID     int64                `db:"thread_id"`
	PersonID     int64                `db:"person_id"`
	MembershipID int64                `db:"membership_id"`
	SponsorID    int64                `db:"sponsor_id"`
	Email        string               `db:"email"`
	Name         string               `db:"name"`
	Post         string               `db:"post"`
	Biography    string               `db:"biography"`
	Reason       string               `db:"reason"`
	Language     string               `db:"language"`
	Days         int64                `db:"days"`
	State        community.GuestState `db:"state"`
	AskedAt      time.Time            `db:"asked_at"`
	DecidedBy    string               `db:"decided_by"`
	DecidedAt    time.Time            `db:"decided_at"`
	StartAt      time.Time            `db:"start_at"`
	EndAt        time.Time            `db:"end_at"`
	Answer       string               `db:"answer"`
	Person       string               `db:"person"`
	Invitation   string               `db:"invitation"`
}

var (
	guests      = newTable[guestRow]("guest", 1)
	guestSelect = "select " + guests.list + " from guest where "
)

func guest(r guestRow) community.Guest { return community.Guest(r) }

// Guest implements community.GuestTx.
func (t *tx) Guest(id int64) (community.Guest, error) {
	row, err := selectRow(t, guests, guestSelect+"id = ?", id)
	return guest(row), err
}

// GuestsOfThread implements community.GuestTx.
func (t *tx) GuestsOfThread(thread int64, limit int) ([]community.Guest, error) {
	rows, err := selectRows(t, guests, guestSelect+"thread_id = ? order by id desc limit ?", thread, limit)
	return convert(rows, err, guest)
}

// GuestsAsked implements community.GuestTx.
func (t *tx) GuestsAsked(group int64, limit int) ([]community.Guest, error) {
	rows, err := selectRows(t, guests, guestSelect+"community_id = ? and state = ? order by id limit ?", group,
		string(community.GuestAsked), limit)
	return convert(rows, err, guest)
}

// GuestsAmong implements community.GuestTx.
func (t *tx) GuestsAmong(group int64, people []int64) ([]community.Guest, error) {
	if len(people) == 0 {
		return nil, t.ready()
	}
	query, args := in(guestSelect+"person_id <> 0 and community_id = ? and person_id in (??) order by id desc", people, []any{group}, nil)
	rows, err := selectRows(t, guests, query, args...)
	return convert(rows, err, guest)
}

// GuestsBy implements community.GuestTx.
func (t *tx) GuestsBy(group, sponsor int64) ([]community.Guest, error) {
	rows, err := selectRows(t, guests, guestSelect+"community_id = ? and sponsor_id = ? and state in (?, ?, ?) order by id", group, sponsor,
		string(community.GuestAsked), string(community.GuestInvited), string(community.GuestIn))
	return convert(rows, err, guest)
}

// GuestByInvitation implements community.GuestTx.
func (t *tx) GuestByInvitation(iri string) (community.Guest, error) {
	row, err := selectRow(t, guests, guestSelect+"invitation = ? and invitation <> ''", iri)
	return guest(row), err
}

// GuestsElsewhere implements community.GuestTx. It is asked for each thing that
// is written, so that the answer is remembered until a record changes.
func (t *tx) GuestsElsewhere(group int64) ([]community.GuestElsewhere, error) {
	const query = "m.community_id = ? and not p.local and m.role = ? and m.state = ? order by p.host, m.id"
	return remembered(t, "membership", query, anything, []any{group}, func() (list []community.GuestElsewhere, err error) {
		all, err := t.members(memberSelect+query, group, int64(policy.Guest), int64(policy.Active))
		for _, m := range all {
			list = append(list, community.GuestElsewhere{Host: m.Person.Host, Scope: m.Scope, StartAt: m.StartAt, EndAt: m.EndAt})
		}
		return list, err
	})
}

// InsertGuest implements community.GuestTx.
func (t *tx) InsertGuest(g community.Guest) error { return insertRow(t, guests, guestRow(g)) }

// UpdateGuest implements community.GuestTx.
func (t *tx) UpdateGuest(g community.Guest) error { return updateRow(t, guests, guestRow(g)) }
