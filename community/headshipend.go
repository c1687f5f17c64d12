package community

import (
	"context"
	"time"

	"headroom/community/policy"
	"headroom/community/verification"
)

// Acting and seconded heads lead a school until a day that has been agreed.
// Their credential ends with that day, here and on every peer, and goes on only
// when an operator has heard that they go on.

// How long before the end of a headship its head is told, and told again.
const (
	headshipMonth = 28 * 24 * time.Hour
	headshipWeek  = 7 * 24 * time.Hour
)

// errHeadshipOver: nobody is verified by a headship that has ended.
var errHeadshipOver = &Error{Class: Conflict, Key: "error.headship_over"}

// lastMoment is the last second of a day, as the instance counts days; zero for
// no day.
func (s *Service) lastMoment(day time.Time) time.Time {
	if day.IsZero() {
		return day
	}
	zone, err := time.LoadLocation(s.Identity.Zone)
	if err != nil {
		zone = time.UTC
	}
	return time.Date(day.Year(), day.Month(), day.Day()+1, 0, 0, 0, 0, zone).Add(-time.Second).UTC()
}

// lasts reports whether a headship has not ended.
func (h Headship) lasts(now time.Time) bool { return h.Until.IsZero() || now.Before(h.Until) }

// headshipEnd gives when the last of somebody's headships ends, zero while one
// lasts without an end. Who led only for a time, and does not any more, is over
// at that end; a headship that the profile has ended is no such end, nor is that
// of who has retired.
func headshipEnd(all []Headship, now time.Time) time.Time {
	var last Headship
	for _, h := range all {
		switch {
		case h.Kind == string(verification.Retired):
		case h.Until.IsZero():
			return time.Time{}
		case last.Until.IsZero() || h.Until.After(last.Until):
			last = h
		}
	}
	if last.lasts(now) || last.Kind == string(verification.Acting) || last.Kind == string(verification.Seconded) {
		return last.Until
	}
	return time.Time{}
}

// withinHeadship is the end of a head's credential: that of the headship, where
// it is sooner. Conflict when the headship is over.
func (s *Service) withinHeadship(tx Tx, p Person, until time.Time) (time.Time, error) {
	all, err := tx.Headships(p.ID)
	if err != nil {
		return until, err
	}
	end := headshipEnd(all, s.now())
	switch {
	case end.IsZero() || until.Before(end):
		return until, nil
	case !s.now().Before(end):
		return until, errHeadshipOver
	}
	return sinceSecond(end), nil
}

// HeadshipEnd gives operators when the headship of a person of this instance
// ends or has ended, zero when it has no end; and whether it can be extended now.
func (s *Service) HeadshipEnd(ctx context.Context, v Viewer, person int64) (end time.Time, may bool, err error) {
	err = s.Store.View(ctx, func(tx Tx) error {
		p, err := s.mayActOn(tx, v, policy.VerifyPerson, person)
		if err != nil {
			return err
		}
		end, err = s.extendable(tx, p)
		if may = err == nil; KindOf(err) == Conflict {
			err = nil
		}
		return err
	})
	return end, may, err
}

// ExtendHeadship says that somebody who leads a school for a time leads it
// longer, up to and with a day: an operator's act, with a reason. They are
// issued a credential that goes on from the one they have or had. Invalid for a
// day that is not later than the one that is known; Conflict for who has no
// such day, and for who is suspended or was revoked.
func (s *Service) ExtendHeadship(ctx context.Context, v Viewer, person int64, day, reason string) (CredentialRecord, error) {
	var check input
	reason = check.text("reason", reason, reasonMax, true)
	until := s.lastMoment(check.date("until", day))
	return update(ctx, s, func(tx Tx) (rec CredentialRecord, err error) {
		p, err := s.mayActOn(tx, v, policy.VerifyPerson, person)
		if err != nil {
			return rec, err
		}
		end, err := s.extendable(tx, p)
		if err != nil {
			return rec, err
		}
		if until.IsZero() {
			check.once("until", "error.required")
		} else if !until.After(end) || !until.After(s.now()) {
			check.once("until", "error.until_later")
		}
		if err := check.problems.Err(); err != nil {
			return rec, err
		}
		if err := s.moveEnd(tx, p, end, until); err != nil {
			return rec, err
		}
		by := v.name(nil)
		if rec, err = s.issue(tx, p, policy.Head, by, reason); err != nil {
			return rec, err
		}
		if err := s.carryOn(tx, p, rec, by); err != nil {
			return rec, err
		}
		args := map[string]string{"until": until.Format(time.RFC3339), "credential": rec.IRI}
		if err := s.audit(tx, by, "headship.extend", p.IRI, reason, args); err != nil {
			return rec, err
		}
		return rec, s.emit(tx, Event{Kind: EventVerified, ObjectID: rec.ID, PersonID: p.ID})
	})
}

// extendable gives the end of the headship of somebody who is or was a head by
// it.
func (s *Service) extendable(tx Tx, p Person) (end time.Time, err error) {
	all, err := tx.Headships(p.ID)
	if err != nil {
		return end, err
	}
	if end = headshipEnd(all, s.now()); end.IsZero() {
		return end, &Error{Class: Conflict, Key: "error.headship_endless"}
	}
	rec, worth, err := bestCredential(tx, p.ID, s.now())
	if err == nil && (rec.Kind != policy.Head || worth != policy.Head && worth != policy.Lapsed) {
		err = &Error{Class: Conflict, Key: "error.not_verified"}
	}
	return end, err
}

// moveEnd moves the end of those headships that end last.
func (s *Service) moveEnd(tx Tx, p Person, end, until time.Time) error {
	all, err := tx.Headships(p.ID)
	if err != nil {
		return err
	}
	for _, h := range all {
		if !h.Until.Equal(end) || h.Kind == string(verification.Retired) {
			continue
		}
		h.Until = until
		if err := tx.UpdateHeadship(h); err != nil {
			return err
		}
	}
	return nil
}

// ending tells somebody of a credential that ends soon or has ended. Where it
// ends with their headship they are told a month before, a week before, and
// nothing in between.
func (t *teller) ending(kind NoticeKind, c CredentialRecord) error {
	if kind == NoticeSoon && c.Kind == policy.Head {
		all, err := t.tx.Headships(c.PersonID)
		if err != nil {
			return err
		}
		left := c.ValidUntil.Sub(t.now())
		switch end := headshipEnd(all, t.now()); {
		case end.IsZero(), !sinceSecond(end).Equal(c.ValidUntil):
		case left <= headshipWeek:
			kind = NoticeHeadshipWeek
		case left <= headshipMonth:
			kind = NoticeHeadshipMonth
		default:
			return nil
		}
	}
	return t.tell(Notice{Kind: kind, RecordID: c.ID}, c.PersonID)
}
