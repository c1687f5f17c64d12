package community

import (
	"context"
	"time"

	"headroom/community/policy"
)

// againAfter is how long nothing new can be asked after a refusal for good.
const againAfter = 28 * 24 * time.Hour

// ApplyingAgain gives what is known to somebody with an account for a new
// application: their name, their address, which is that of the account, and
// their biography. Forbidden for verified heads and while they are suspended;
// Conflict while an application of theirs waits, or can be appealed.
func (s *Service) ApplyingAgain(ctx context.Context, v Viewer) (ApplicationInput, error) {
	return view(ctx, s, func(tx Tx) (ApplicationInput, error) {
		p, a, err := s.mayApplyAgain(tx, v)
		return ApplicationInput{Name: p.Name, Email: a.Email, Nation: p.Nation, Biography: p.Biography}, err
	})
}

// ApplyAgain takes an application for a new post of somebody who has an account:
// whose headship has ended, or who was here as somebody else. Nothing is
// confirmed by letter, since they are signed in; the register is asked at once.
// When they are admitted, the same person has a new credential. Its errors are
// those of [Service.ApplyingAgain], and Invalid as of [Service.Apply].
func (s *Service) ApplyAgain(ctx context.Context, v Viewer, in ApplicationInput) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		p, account, err := s.mayApplyAgain(tx, v)
		if err != nil {
			return err
		}
		in.Email = account.Email
		var check input
		a := s.checkApplication(&check, in)
		if err := s.chooseSchool(tx, &check, &a, in.Choice); err != nil {
			return err
		}
		if err := check.problems.Err(); err != nil {
			return err
		}
		a.ID, a.State, a.CreatedAt, a.ConfirmedAt = tx.NextID(), ApplicationWaiting, s.now(), s.now()
		a.PersonID, a.AccountID = p.ID, account.ID
		if err := tx.InsertApplication(a); err != nil {
			return err
		}
		if err := s.audit(tx, p.IRI, "application.again", p.IRI, "", map[string]string{"school": a.Register}); err != nil {
			return err
		}
		if err := s.askRegister(tx, a, p); err != nil {
			return err
		}
		return s.caseWaits(tx)
	})
}

// mayApplyAgain gives the viewer's person and account where nothing stands in
// the way of a new application.
func (s *Service) mayApplyAgain(tx Tx, v Viewer) (p Person, a Account, err error) {
	if p, err = s.mine(tx, v, policy.ApplyAgain); err != nil {
		return Person{}, a, err
	}
	last, err := tx.ApplicationOfPerson(p.ID)
	switch {
	case skipMissing(err) != nil:
		return Person{}, a, err
	case err == nil && (last.Open() || last.State == ApplicationRefused):
		return Person{}, a, &Error{Class: Conflict, Key: "error.applied_already"}
	case err == nil && last.State == ApplicationClosed && s.now().Before(last.DecidedAt.Add(againAfter)):
		return Person{}, a, &Error{Class: Conflict, Key: "error.applied_lately"}
	}
	a, err = tx.AccountOfPerson(p.ID)
	return p, a, err
}

// wasRevoked reports whether a person was verified as a head here before, and
// that was withdrawn.
func wasRevoked(tx Tx, p int64) (bool, error) {
	all, err := tx.Credentials(p)
	for _, c := range all {
		if c.Local && c.Kind == policy.Head && !c.RevokedAt.IsZero() {
			return true, nil
		}
	}
	return false, err
}
