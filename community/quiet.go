package community

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// The choices about quiet time.
const (
	QuietDays  = "days"  // at night, and on days without school where they are known: the usual
	QuietHours = "hours" // at night
	QuietOff   = "off"
)

// Quiet is when a person is left in peace: e-mails and pushes about notices wait
// until it is over. Letters with which somebody signs in do not.
type Quiet struct {
	PersonID  int64
	Mode      string
	From      int // minutes after midnight, in the person's zone
	Until     int // likewise; before From when the night lies between them
	UpdatedAt time.Time
}

// usualQuiet holds for who has chosen nothing: from 18:00 to 07:00.
func usualQuiet(person int64) Quiet {
	return Quiet{PersonID: person, Mode: QuietDays, From: 18 * 60, Until: 7 * 60}
}

// quietMost bounds how many hours and days are gone through: more than a year.
const quietMost = 1000

// End gives the first moment from now on that is not quiet: now itself when that
// is one. Whoever would never be told anything is told now.
func (q Quiet) End(now time.Time, zone *time.Location, days SchoolDays) time.Time {
	at := now.In(zone)
	for range quietMost {
		next := q.over(at, days)
		if !next.After(at) {
			return at
		}
		at = next
	}
	return now
}

// over gives when the hours or the day end that make a moment quiet, or the
// moment itself.
func (q Quiet) over(at time.Time, days SchoolDays) time.Time {
	if q.Mode == QuietOff {
		return at
	}
	year, month, day := at.Date()
	if q.Mode == QuietDays && !days.School(at) {
		return time.Date(year, month, day+1, 0, 0, 0, 0, at.Location())
	}
	minute := at.Hour()*60 + at.Minute()
	if !q.holds(minute) {
		return at
	}
	if minute >= q.Until {
		day++
	}
	end := time.Date(year, month, day, 0, q.Until, 0, 0, at.Location())
	if !end.After(at) { // the hour that the clocks skip or repeat
		return at.Add(time.Hour)
	}
	return end
}

// holds reports whether a minute of the day is quiet.
func (q Quiet) holds(minute int) bool {
	if q.From <= q.Until {
		return minute >= q.From && minute < q.Until
	}
	return minute >= q.From || minute < q.Until
}

// Clock writes minutes after midnight as a form does: "18:00".
func Clock(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

// clock takes a time of the day, "18:00", "7:30" or "7.30"; what is none is a fault of
// its field.
func (in *input) clock(field, value string) int {
	at, err := time.Parse("15:04", strings.Replace(strings.TrimSpace(value), ".", ":", 1))
	if err != nil {
		in.fault(field, "error.clock", nil)
		return 0
	}
	return at.Hour()*60 + at.Minute()
}

// ZoneOf is the zone in which an account lives: its own, or the instance's.
func (s *Service) ZoneOf(a Account) *time.Location {
	for _, name := range []string{a.Zone, s.Identity.Zone} {
		if zone, err := time.LoadLocation(name); name != "" && err == nil {
			return zone
		}
	}
	return time.UTC
}

// quietOf gives what a person chose about quiet time.
func quietOf(tx Tx, person int64) (Quiet, error) {
	q, err := tx.Quiet(person)
	if IsNotFound(err) {
		return usualQuiet(person), nil
	}
	return q, err
}

// quietUntil gives when somebody may be told by e-mail or push: now, or when
// their quiet time is over.
func (s *Service) quietUntil(tx Tx, a Account, p Person) (time.Time, error) {
	q, err := quietOf(tx, p.ID)
	if err != nil || q.Mode == QuietOff {
		return s.now(), err
	}
	days, err := schoolDaysOf(tx, p)
	return q.End(s.now(), s.ZoneOf(a), days).UTC(), err
}

// QuietUntil gives when a person may be told by e-mail or push: now, or when
// their quiet time is over. NotFound for who has no account here.
func (s *Service) QuietUntil(ctx context.Context, person int64) (time.Time, error) {
	return view(ctx, s, func(tx Tx) (time.Time, error) {
		a, err := tx.AccountOfPerson(person)
		if err != nil {
			return time.Time{}, err
		}
		p, err := tx.Person(person)
		if err != nil {
			return time.Time{}, err
		}
		return s.quietUntil(tx, a, p)
	})
}

// QuietInput is what somebody chose about quiet time, as a form has it.
type QuietInput struct {
	Mode        string
	From, Until string // "18:00"
}

// quiet takes a choice about quiet time.
func (in *input) quiet(q QuietInput, person int64, now time.Time) Quiet {
	out := Quiet{PersonID: person, UpdatedAt: now}
	out.Mode = in.choice("quiet", q.Mode, []string{QuietDays, QuietHours, QuietOff}, true)
	out.From, out.Until = in.clock("quiet_from", q.From), in.clock("quiet_until", q.Until)
	return out
}
