package community

import (
	"context"
	"time"

	"headroom/community/policy"
)

// Outcomes of a headship that was put in question.
const (
	confirmationHeld   = "confirmed"
	confirmationLapsed = "lapsed"
)

// WaitingHeadship is a headship that is to be confirmed.
type WaitingHeadship struct {
	Confirmation
	Person Person
}

// Confirmations lists headships that are to be confirmed, newest first.
func (s *Service) Confirmations(ctx context.Context, v Viewer, p Page) ([]WaitingHeadship, error) {
	return view(ctx, s, func(tx Tx) ([]WaitingHeadship, error) {
		if _, err := s.may(tx, v, policy.VerifyPerson); err != nil {
			return nil, err
		}
		waiting, err := tx.Confirmations(page(p, 50, 200))
		if err != nil {
			return nil, err
		}
		var ids []int64
		for _, c := range waiting {
			ids = append(ids, c.PersonID)
		}
		people, err := s.peopleByID(tx, ids)
		if err != nil {
			return nil, err
		}
		out := make([]WaitingHeadship, len(waiting))
		for i, c := range waiting {
			out[i] = WaitingHeadship{c, people[c.PersonID]}
		}
		return out, nil
	})
}

// ConfirmHeadship says that a person leads their school although its register
// does not bear it out: an operator's act, with a reason. NotFound when nothing
// is in question.
func (s *Service) ConfirmHeadship(ctx context.Context, v Viewer, person int64, reason string) error {
	reason, bad := reasonText(reason)
	return s.Store.Update(ctx, func(tx Tx) error {
		p, err := s.mayActOn(tx, v, policy.VerifyPerson, person)
		if err != nil {
			return err
		}
		c, err := tx.OpenConfirmation(p.ID)
		if err != nil {
			return err
		}
		if bad != nil {
			return bad
		}
		if err := s.closeConfirmation(tx, c, confirmationHeld, v.name(nil)); err != nil {
			return err
		}
		return s.audit(tx, v.name(nil), "headship.confirm", p.IRI, reason, map[string]string{"school": c.Register})
	})
}

// noQuestion closes what was in question about a headship, since the person has
// been verified anew.
func (s *Service) noQuestion(tx Tx, p Person, by string) error {
	open, err := tx.OpenConfirmation(p.ID)
	if err != nil {
		return skipMissing(err)
	}
	return s.closeConfirmation(tx, open, confirmationHeld, by)
}

func (s *Service) closeConfirmation(tx Tx, c Confirmation, outcome, by string) error {
	c.ClosedAt, c.Outcome, c.By = s.now(), outcome, by
	return tx.UpdateConfirmation(c)
}

// headWithheld tells since when a person's credential as a head is suspended;
// false when it is not.
func (s *Service) headWithheld(tx Tx, p Person) (since time.Time, withheld bool, err error) {
	creds, err := s.suspended(tx, p)
	for _, c := range creds {
		if c.Kind == policy.Head {
			return c.SuspendedAt, true, nil
		}
	}
	return since, false, err
}

// confirmFromNow gives the whole time to who could not be asked before: the
// register put their headship in question while they were suspended.
func (s *Service) confirmFromNow(tx Tx, p Person) error {
	since, withheld, err := s.headWithheld(tx, p)
	if err != nil || !withheld {
		return err
	}
	c, err := tx.OpenConfirmation(p.ID)
	if err != nil || c.StartAt.Before(since) {
		return skipMissing(err)
	}
	c.EndAt = s.now().Add(confirmWithin)
	return tx.UpdateConfirmation(c)
}

// EndConfirmations withdraws the credentials of those whose headship nobody has
// confirmed in time, as Revoke does: with the ledger first, at once and
// everywhere. What they wrote stays. Where the question came up while they were
// suspended, the time begins when they are restored. It is called every minute; each person has
// a transaction of their own.
func (s *Service) EndConfirmations(ctx context.Context) error {
	due, err := view(ctx, s, func(tx Tx) ([]Confirmation, error) { return tx.ConfirmationsDue(s.now()) })
	if err != nil {
		return err
	}
	for _, c := range due {
		if err := s.Store.Update(ctx, func(tx Tx) error { return s.endConfirmation(tx, c.PersonID) }); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) endConfirmation(tx Tx, person int64) error {
	c, err := tx.OpenConfirmation(person)
	if err != nil || s.now().Before(c.EndAt) { // meanwhile somebody has
		return skipMissing(err)
	}
	p, err := tx.Person(person)
	if err != nil {
		return err
	}
	if since, withheld, err := s.headWithheld(tx, p); err != nil || withheld && !c.StartAt.Before(since) {
		return orElse(err, func() error { return s.confirmFromNow(tx, p) }) // it waits for the end of the suspension
	}
	const by = "register"
	if err := s.closeConfirmation(tx, c, confirmationLapsed, by); err != nil {
		return err
	}
	if err := s.audit(tx, by, "headship.lapse", p.IRI, c.Reason, map[string]string{"school": c.Register}); err != nil {
		return err
	}
	err = s.withdraw(tx, p, "headship not confirmed", by)
	if KindOf(err) == Conflict { // there is nothing left to withdraw
		return nil
	}
	return err
}
