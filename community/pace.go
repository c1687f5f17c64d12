package community

import (
	"time"

	"headroom/community/policy"
)

// Who is new to a community reads before they write much: for some days they may post so
// often an hour and no oftener. What is too much is not lost: it is a draft again.

// Bounds of what a community can ask.
const (
	paceMost     = 100
	paceDaysMost = 90
)

// pace checks how often a community is to let new members write.
func (in *input) pace(c CommunityInput) {
	if c.Pace < 0 || c.Pace > paceMost || c.Pace == 0 && c.PaceDays != 0 {
		in.once("pace", "error.pace_number")
	}
	if c.PaceDays < 0 || c.PaceDays > paceDaysMost || c.Pace != 0 && c.PaceDays == 0 {
		in.once("pace_days", "error.pace_number")
	}
}

// hurries reports whether somebody who is new to a community of ours has written as much
// in the last hour as they may. A peer's decides for itself.
func (s *Service) hurries(tx Tx, c Community, person int64) (bool, error) {
	if !c.Local || c.Pace == 0 {
		return false, nil
	}
	m, err := tx.MembershipOf(c.ID, person)
	if err != nil || m.Role != policy.Member || !s.now().Before(m.StartAt.AddDate(0, 0, c.PaceDays)) {
		return false, skipMissing(err)
	}
	n, err := tx.CountPostsSince(person, c.ID, s.now().Add(-time.Hour), c.Pace)
	return n >= c.Pace, err
}
