package community

import (
	"context"
	"strings"

	"headroom/community/policy"
	"headroom/community/verification"
)

// Limits of vouching: how many colleagues an applicant may name, and how often
// somebody may vouch within a year.
const (
	vouchesNamed = 6
	vouchesYear  = 4
)

// Answers to who asks one to vouch.
const (
	vouchYes = "yes"
	vouchNo  = "no"
)

// AskVouch asks colleagues, named by their e-mail addresses, to answer for the
// viewer. Whether anybody has an address, and may vouch, is not told: each is
// listed as asked.
func (s *Service) AskVouch(ctx context.Context, v Viewer, emails []string) error {
	var check input
	emails = check.linesUpTo("colleagues", emails, vouchesNamed, 254)
	if len(emails) == 0 {
		check.once("colleagues", "error.required")
	}
	for _, email := range emails {
		var one input
		if one.email("colleagues", email); one.problems.Err() != nil {
			check.once("colleagues", "error.email")
		}
	}
	return s.Store.Update(ctx, func(tx Tx) error {
		a, p, err := s.openOf(tx, v)
		if err != nil {
			return err
		}
		if err := check.problems.Err(); err != nil {
			return err
		}
		asked, err := tx.Vouches(a.ID)
		if err != nil {
			return err
		}
		known := map[string]bool{strings.ToLower(a.Email): true}
		for _, w := range asked {
			known[strings.ToLower(w.Email)] = true
		}
		left := vouchesNamed - len(asked)
		for _, email := range emails {
			if known[strings.ToLower(email)] {
				continue
			}
			if left--; left < 0 {
				return FieldError("colleagues", "error.too_many", map[string]any{"Max": vouchesNamed})
			}
			if err := s.askOne(tx, a, email); err != nil {
				return err
			}
		}
		return s.audit(tx, p.IRI, "vouch.ask", p.IRI, "", nil)
	})
}

// askOne writes down that somebody was asked, and writes to them if they can
// vouch.
func (s *Service) askOne(tx Tx, a Application, email string) error {
	w := Vouch{ID: tx.NextID(), ApplicationID: a.ID, Email: email, AskedAt: s.now()}
	account, err := tx.AccountByEmail(email)
	if err == nil && account.PersonID != 0 && account.DisabledAt.IsZero() {
		var voucher Person
		if voucher, err = tx.Person(account.PersonID); err != nil {
			return err
		}
		var may bool
		if may, err = s.mayVouchFor(tx, voucher, a); err != nil {
			return err
		}
		if may {
			w.PersonID = voucher.ID
			if err := s.mail(tx, Mail{Template: "vouch-asked", Account: account.ID, Args: map[string]string{"vouch": itoa(w.ID)}}); err != nil {
				return err
			}
		}
	}
	if skipMissing(err) != nil {
		return err
	}
	return tx.InsertVouch(w)
}

// LetterOfVouch gives the applicant whom a letter asks somebody to answer for,
// when it is sent. NotFound when they could not answer any more.
func (s *Service) LetterOfVouch(ctx context.Context, id int64) (Application, error) {
	return view(ctx, s, func(tx Tx) (Application, error) {
		w, err := tx.Vouch(id)
		if err != nil {
			return Application{}, err
		}
		a, err := tx.Application(w.ApplicationID)
		if err != nil {
			return a, err
		}
		voucher, err := tx.Person(w.PersonID)
		if err != nil {
			return a, err
		}
		may, err := s.mayVouchFor(tx, voucher, a)
		if err == nil && !(may && a.Open() && w.AnsweredAt.IsZero()) {
			err = ErrNotFound
		}
		return a, err
	})
}

// VouchRequest is an applicant for whom the viewer is asked to answer.
type VouchRequest struct {
	Vouch
	Applicant Application
}

// VouchesAsked lists who asks the viewer to answer for them, and how often the
// viewer may still do so this year.
func (s *Service) VouchesAsked(ctx context.Context, v Viewer) (asked []VouchRequest, left int64, err error) {
	err = s.Store.View(ctx, func(tx Tx) error {
		asked, left = nil, 0
		p, err := s.mine(tx, v, policy.Vouch)
		if err != nil {
			return err
		}
		given, err := tx.VouchesGiven(p.ID, s.yearAgo())
		if err != nil {
			return err
		}
		left = max(0, vouchesYear-given)
		all, err := tx.VouchesAskedOf(p.ID)
		for _, w := range all {
			a, err := tx.Application(w.ApplicationID)
			if err != nil {
				return err
			}
			if a.Open() {
				asked = append(asked, VouchRequest{w, a})
			}
		}
		return err
	})
	return asked, left, err
}

// AnswerVouch answers for an applicant, or declines to. Who vouches is named in
// the audit log and to the operators, must say that they answer for it, and may
// do so four times a year. NotFound when the viewer was not asked.
func (s *Service) AnswerVouch(ctx context.Context, v Viewer, id int64, yes, answers bool) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		p, err := s.mine(tx, v, policy.Vouch)
		if err != nil {
			return err
		}
		w, err := tx.Vouch(id)
		if err == nil && (w.PersonID != p.ID || !w.AnsweredAt.IsZero()) {
			err = ErrNotFound
		}
		if err != nil {
			return err
		}
		a, err := confirmed(tx, w.ApplicationID)
		if err != nil {
			return err
		}
		applicant, err := tx.Person(a.PersonID)
		if err != nil {
			return err
		}
		w.AnsweredAt, w.Answer = s.now(), vouchNo
		if yes {
			if err := s.mayAnswer(tx, p, a, answers); err != nil {
				return err
			}
			w.Answer = vouchYes
			if err := s.addEvidence(tx, applicant, p.IRI, Evidence{ApplicationID: a.ID, Kind: verification.Vouch, By: p.IRI}); err != nil {
				return err
			}
		}
		if err := tx.UpdateVouch(w); err != nil {
			return err
		}
		return s.audit(tx, p.IRI, "vouch.answer", applicant.IRI, "", map[string]string{"answer": w.Answer})
	})
}

// mayAnswer refuses who may not vouch for an applicant now.
func (s *Service) mayAnswer(tx Tx, p Person, a Application, answers bool) error {
	if !a.Open() {
		return errDecided
	}
	may, err := s.mayVouchFor(tx, p, a)
	if err != nil {
		return err
	}
	if !may {
		return ErrNotFound
	}
	given, err := tx.VouchesGiven(p.ID, s.yearAgo())
	switch {
	case err != nil:
		return err
	case given >= vouchesYear:
		return &Error{Class: Conflict, Key: "error.vouch_limit"}
	case !answers:
		return FieldError("answers", "error.vouch_answers", nil)
	}
	return nil
}
