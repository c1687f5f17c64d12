package community

import (
	"context"
	"slices"
	"time"
)

// JobDigest is an e-mail of what is new for a person: DigestJob.
const JobDigest = "digest"

// TopicDigest stands for digests where e-mails of a topic are turned off. No
// notice is of it.
const TopicDigest NoticeTopic = "digest"

// The choices about digests.
const (
	DigestOff    = "off" // the usual
	DigestDaily  = "daily"
	DigestWeekly = "weekly"
)

// Digest is when a person wants to read what is new, and up to when they have
// been told.
type Digest struct {
	PersonID  int64
	Mode      string
	At        int // minutes after midnight, in the person's zone
	NextAt    time.Time
	ToldUntil time.Time
	SentDay   string // "2006-01-02", in the person's zone
	UpdatedAt time.Time
}

// usualDigest holds for who has chosen nothing.
func usualDigest(person int64) Digest {
	return Digest{PersonID: person, Mode: DigestOff, At: 7*60 + 30}
}

// DigestJob is the payload of JobDigest: whom to tell, on which of their days,
// of what came until when. What that is, is found out when it is sent.
type DigestJob struct {
	Person int64     `json:"person"`
	Day    string    `json:"day"`
	Until  time.Time `json:"until"`
}

// next gives when the next digest is due after a moment: at its hour on a day
// with school, a weekly one on the first of its week. Where all of a year has no
// school, it is tomorrow.
func (d Digest) next(after time.Time, zone *time.Location, days SchoolDays) time.Time {
	if d.Mode == DigestOff {
		return time.Time{}
	}
	year, month, day := after.In(zone).Date()
	on := func(n int) time.Time { return time.Date(year, month, day+n, 0, d.At, 0, 0, zone) }
	for n := range 370 {
		at := on(n)
		if !at.After(after) || !schoolDay(at, days) || d.Mode == DigestWeekly && !firstOfWeek(at, days) {
			continue
		}
		return at.UTC()
	}
	return on(1).UTC()
}

// schoolDay reports a day of a week with school, whether or not terms are known.
func schoolDay(at time.Time, days SchoolDays) bool {
	return at.Weekday() != time.Saturday && at.Weekday() != time.Sunday && days.School(at)
}

func firstOfWeek(at time.Time, days SchoolDays) bool {
	for at.Weekday() != time.Monday {
		if at = at.AddDate(0, 0, -1); schoolDay(at, days) {
			return false
		}
	}
	return true
}

// digestChoice gives what a person chose about digests.
func digestChoice(tx Tx, person int64) (Digest, error) {
	d, err := tx.Digest(person)
	if IsNotFound(err) {
		return usualDigest(person), nil
	}
	return d, err
}

// DigestInput is what somebody chose about digests, as a form has it.
type DigestInput struct{ Mode, At string }

func (in *input) digest(d DigestInput) Digest {
	return Digest{Mode: in.choice("digest", d.Mode, []string{DigestOff, DigestDaily, DigestWeekly}, true), At: in.clock("digest_at", d.At)}
}

// chooseDigest keeps a choice. What came before it is no news.
func (s *Service) chooseDigest(tx Tx, person Person, chosen Digest) error {
	d, err := digestChoice(tx, person.ID)
	if err != nil {
		return err
	}
	a, err := tx.AccountOfPerson(person.ID)
	if err != nil {
		return err
	}
	days, err := schoolDaysOf(tx, person)
	if err != nil {
		return err
	}
	if d.Mode != chosen.Mode {
		d.ToldUntil = time.Time{}
	}
	d.Mode, d.At, d.UpdatedAt = chosen.Mode, chosen.At, s.now()
	d.NextAt = d.next(s.now(), s.ZoneOf(a), days)
	return tx.PutDigest(d)
}

// digestBatch is how many digests one transaction plans.
const digestBatch = 500

// PlanDigests asks for the digests whose time has come, one for each person and
// day, and says when each is due next. It may be called by several processes.
func (s *Service) PlanDigests(ctx context.Context) error {
	for {
		n, err := update(ctx, s, s.planDigests)
		if err != nil || n < digestBatch {
			return err
		}
	}
}

func (s *Service) planDigests(tx Tx) (int, error) {
	due, err := tx.DigestsDue(s.now(), digestBatch)
	if err != nil || len(due) == 0 {
		return 0, err
	}
	ids := make([]int64, len(due))
	for i, d := range due {
		ids[i] = d.PersonID
	}
	accounts, err := tx.AccountsOf(ids)
	if err != nil {
		return 0, err
	}
	people, err := s.peopleByID(tx, ids)
	if err != nil {
		return 0, err
	}
	years := map[string]SchoolDays{}
	for _, d := range due {
		i := slices.IndexFunc(accounts, func(a Account) bool { return a.PersonID == d.PersonID })
		if i < 0 { // whose account is gone wants none
			d.Mode, d.NextAt = DigestOff, time.Time{}
			if err := tx.PutDigest(d); err != nil {
				return 0, err
			}
			continue
		}
		p := people[d.PersonID]
		if _, ok := years[p.Authority]; !ok {
			if years[p.Authority], err = schoolDaysOf(tx, p); err != nil {
				return 0, err
			}
		}
		if err := s.planDigest(tx, d, s.ZoneOf(accounts[i]), years[p.Authority]); err != nil {
			return 0, err
		}
	}
	return len(due), nil
}

func (s *Service) planDigest(tx Tx, d Digest, zone *time.Location, days SchoolDays) error {
	job := DigestJob{Person: d.PersonID, Day: d.NextAt.In(zone).Format(time.DateOnly), Until: d.NextAt}
	d.NextAt = d.next(s.now(), zone, days)
	if err := tx.PutDigest(d); err != nil {
		return err
	}
	return tx.Enqueue(intent(JobDigest, JobDigest, "digest "+itoa(job.Person)+" "+job.Day, PriorityLow, s.now(), job))
}
