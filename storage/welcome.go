package storage

import (
	"time"

	"headroom/community"
	"headroom/community/policy"
)

type welcomeRow struct {
	PersonID int64     `db:"person_id"`
	Skipped  []string  `db:"skipped"`
	EndedAt  time.Time `db:"ended_at"`
}

type greetingRow struct {
	CommunityID int64     `db:"community_id"`
	PersonID    int64     `db:"person_id"`
	ByID        int64     `db:"by_id"`
	At          time.Time `db:"at"`
}

var (
	welcomes        = newTable[welcomeRow]("welcome", 1)
	welcomeSelect   = "select " + welcomes.list + " from welcome where "
	welcomeReplace  = welcomes.replace("person_id")
	greetings       = newTable[greetingRow]("greeting", 2)
	greetingReplace = greetings.replace("community_id,person_id")
)

// Welcome implements community.WelcomeTx.
func (t *tx) Welcome(person int64) (community.Welcome, error) {
	row, err := selectRow(t, welcomes, welcomeSelect+"person_id = ?", person)
	return community.Welcome(row), err
}

// PutWelcome implements community.WelcomeTx.
func (t *tx) PutWelcome(w community.Welcome) error {
	_, err := execRow(t, welcomes, welcomeReplace, welcomeRow(w))
	return err
}

// PutGreeting implements community.WelcomeTx.
func (t *tx) PutGreeting(g community.Greeting) error {
	_, err := execRow(t, greetings, greetingReplace, greetingRow(g))
	return err
}

// Newcomers implements community.WelcomeTx.
func (t *tx) Newcomers(groups []int64, since time.Time, limit int) ([]community.MemberView, error) {
	if len(groups) == 0 {
		return nil, t.ready()
	}
	query, args := in(memberSelect+`m.community_id in (??) and m.state = ? and m.role <> ? and m.start_at >= ?
		and not exists (select 1 from greeting g where g.community_id = m.community_id and g.person_id = m.person_id)
		order by m.start_at desc, m.id desc limit ?`, groups, nil, []any{int64(policy.Active), int64(policy.Guest), millis(since), limit})
	return t.members(query, args...)
}

// Spoken implements community.WelcomeTx.
func (t *tx) Spoken(person int64) (bool, error) {
	return found(t, "select 1 from post where author_id = ? and state in (?, ?) limit 1", person,
		string(community.PostAccepted), string(community.PostSent))
}
