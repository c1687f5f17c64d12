package community

import (
	"cmp"
	"context"
	"errors"

	"headroom/community/policy"
	"headroom/community/verification"
)

const appealMax = 2_000

// toDecide loads an open application for who verifies. Whoever was verified in
// another way has nothing left to wait for.
func (s *Service) toDecide(tx Tx, v Viewer, id int64) (a Application, p Person, err error) {
	if _, err = s.may(tx, v, policy.VerifyPerson); err != nil {
		return a, p, err
	}
	if a, err = confirmed(tx, id); err != nil {
		return a, p, err
	}
	_, worth, err := bestCredential(tx, a.PersonID, s.now())
	if err != nil {
		return a, p, err
	}
	if !a.Open() || worth == policy.Head {
		return a, p, errDecided
	}
	p, err = tx.Person(a.PersonID)
	return a, p, err
}

// Admit lets an applicant in: their headships begin, and a credential is issued
// as Verify issues it. The evidence must be enough; where it is not, another
// operator must have asked for an exception, and where it is enough only with
// what the viewer found out, somebody else admits. Where there is something to
// look at, a reason is needed. A refused application on appeal is for somebody
// else than who refused it.
func (s *Service) Admit(ctx context.Context, v Viewer, id int64, reason string) error {
	var check input
	reason = check.text("reason", reason, reasonMax, false)
	return s.Store.Update(ctx, func(tx Tx) error {
		a, p, err := s.toDecide(tx, v, id)
		if err != nil {
			return err
		}
		names, err := s.namesHere(tx)
		if err != nil {
			return err
		}
		c, err := s.applicationCase(tx, v, a, names)
		if err != nil {
			return err
		}
		if err := check.problems.Err(); err != nil {
			return err
		}
		if err := mayAdmit(v, c); err != nil {
			return err
		}
		if !c.Clean() && reason == "" {
			return FieldError("reason", "error.required", nil)
		}
		return s.admit(tx, v, c, p, reason)
	})
}

// AdmitClean lets in those of a cohort that are clean, each in a transaction of
// its own, and gives how many were and how many were left.
func (s *Service) AdmitClean(ctx context.Context, v Viewer, ids []int64) (admitted, left int, err error) {
	for _, id := range ids {
		err := s.Admit(ctx, v, id, "")
		switch KindOf(err) {
		case "":
			if err != nil {
				return admitted, left, err
			}
			admitted++
		case Conflict, Invalid, NotFound:
			left++
		default:
			return admitted, left, err
		}
	}
	return admitted, left, nil
}

func (s *Service) admit(tx Tx, v Viewer, c ApplicationCase, p Person, reason string) error {
	by := v.name(nil)
	if err := s.notYet(tx, p, policy.Head); err != nil {
		return err
	}
	p, err := s.takeOver(tx, c, p)
	if err != nil {
		return err
	}
	rec, err := s.issue(tx, p, policy.Head, by, cmp.Or(reason, "evidence"))
	if errors.Is(err, errHeadshipOver) {
		return &Error{Class: Conflict, Key: "error.application_over"}
	}
	if err != nil {
		return err
	}
	if err := s.carryOn(tx, p, rec, by); err != nil {
		return err
	}
	if err := s.noQuestion(tx, p, by); err != nil {
		return err
	}
	if err := s.audit(tx, by, "person.verify", p.IRI, reason, map[string]string{"type": rec.Type, "credential": rec.IRI}); err != nil {
		return err
	}
	args := map[string]string{"points": itoa(int64(c.Sum.Points)), "school": c.Register}
	act := "application.admit"
	if !c.Enough() {
		act, args["proposed"] = "application.except", c.ProposedBy
	}
	if err := s.audit(tx, by, act, p.IRI, reason, args); err != nil {
		return err
	}
	if err := s.decided(tx, c.Application, ApplicationAdmitted, by, reason); err != nil {
		return err
	}
	if err := s.secondDecided(tx, v, c.Application); err != nil {
		return err
	}
	return s.emit(tx, Event{Kind: EventVerified, ObjectID: rec.ID, PersonID: p.ID})
}

// takeOver gives a person what was verified: name, post and schools as they
// stand in the application, whatever their profile said meanwhile. The school is
// the register's.
func (s *Service) takeOver(tx Tx, c ApplicationCase, p Person) (Person, error) {
	p.Name, p.Post, p.School, p.SchoolID, p.Nation = c.Name, c.Post, c.School, c.Register, c.Nation
	p.Authority, p.AuthorityID = c.Authority, c.AuthorityID
	if p.Biography == "" || p.UpdatedAt.Before(c.CreatedAt) { // what they said last
		p.Biography = c.Biography
	}
	p.UpdatedAt = s.now()
	if len(c.Entry.Phase) > 0 {
		p.Phase = c.Entry.Phase
	}
	if err := s.placeSchool(tx, &p); err != nil {
		return p, err
	}
	s.index(&p)
	if err := tx.UpdatePerson(p); err != nil {
		return p, err
	}
	return p, s.beginHeadships(tx, c.Application, p)
}

// beginHeadships ends what the profile said, and begins what was verified.
func (s *Service) beginHeadships(tx Tx, a Application, p Person) error {
	all, err := tx.Headships(p.ID)
	if err != nil {
		return err
	}
	for _, h := range all {
		if h.lasts(s.now()) {
			h.Until = s.now()
			if err := tx.UpdateHeadship(h); err != nil {
				return err
			}
		}
	}
	kind := cmp.Or(a.Manner, string(verification.Substantive))
	for i, name := range append([]string{a.School}, a.OtherSchools...) {
		h := s.headship(tx.NextID(), p, kind)
		if !a.From.IsZero() {
			h.From = a.From
		}
		h.Until = s.lastMoment(a.Until)
		if i > 0 {
			h.School, h.SchoolID = name, ""
			if h.SchoolRef, err = s.schoolOf(tx, p, name, ""); err != nil {
				return err
			}
		}
		if err := tx.InsertHeadship(h); err != nil {
			return err
		}
	}
	return nil
}

// decided closes an application and writes to the applicant.
func (s *Service) decided(tx Tx, a Application, state, by, reason string) error {
	a.State, a.DecidedBy, a.DecidedAt, a.Reason = state, by, s.now(), reason
	if state == ApplicationRefused {
		a.RefusedBy = by
	}
	if err := tx.UpdateApplication(a); err != nil {
		return err
	}
	return s.mail(tx, Mail{Template: "application-decided", Account: a.AccountID, Language: a.Language,
		Args: map[string]string{"state": state, "reason": reason}})
}

// Refuse refuses an application with a reason, which the applicant is told. They
// can appeal once; who decides that is somebody else.
func (s *Service) Refuse(ctx context.Context, v Viewer, id int64, reason string) error {
	var check input
	reason = check.text("refuse_reason", reason, reasonMax, true)
	return s.Store.Update(ctx, func(tx Tx) error {
		a, p, err := s.toDecide(tx, v, id)
		if err != nil {
			return err
		}
		if err := check.problems.Err(); err != nil {
			return err
		}
		if err := mayRefuse(v, a); err != nil {
			return err
		}
		state := ApplicationRefused
		if a.State == ApplicationAppealed {
			state = ApplicationClosed
		}
		if err := s.secondDecided(tx, v, a); err != nil {
			return err
		}
		a.ProposedBy, a.ProposedReason = "", ""
		if err := s.audit(tx, v.name(nil), "application.refuse", p.IRI, reason, nil); err != nil {
			return err
		}
		return s.decided(tx, a, state, v.name(nil), reason)
	})
}

// Appeal asks for somebody else to look at the viewer's refused application,
// once.
func (s *Service) Appeal(ctx context.Context, v Viewer, text string) error {
	var check input
	text = check.text("appeal", text, appealMax, true)
	return s.Store.Update(ctx, func(tx Tx) error {
		a, p, err := s.ofApplicant(tx, v)
		if err != nil {
			return err
		}
		if a.State != ApplicationRefused {
			return errDecided
		}
		if err := check.problems.Err(); err != nil {
			return err
		}
		a.State, a.Appeal, a.AppealedAt = ApplicationAppealed, text, s.now()
		if err := tx.UpdateApplication(a); err != nil {
			return err
		}
		if err := s.audit(tx, p.IRI, "application.appeal", p.IRI, "", nil); err != nil {
			return err
		}
		return s.caseWaits(tx)
	})
}

// ProposeException asks another operator to let somebody in although the
// evidence is not enough. Both names stand in the audit log. Conflict when it is
// enough.
func (s *Service) ProposeException(ctx context.Context, v Viewer, id int64, reason string) error {
	var check input
	reason = check.text("exception_reason", reason, reasonMax, true)
	return s.Store.Update(ctx, func(tx Tx) error {
		a, p, err := s.toDecide(tx, v, id)
		if err != nil {
			return err
		}
		if err := check.problems.Err(); err != nil {
			return err
		}
		c, err := s.applicationView(tx, a)
		if err != nil {
			return err
		}
		if err := mayExcept(v, c); err != nil {
			return err
		}
		a.ProposedBy, a.ProposedReason, a.ProposedAt = v.name(nil), reason, s.now()
		if err := tx.UpdateApplication(a); err != nil {
			return err
		}
		if err := s.audit(tx, v.name(nil), "application.propose", p.IRI, reason, nil); err != nil {
			return err
		}
		return s.caseWaits(tx)
	})
}

// AddFinding keeps what an operator found out: a look-up with the regulator, of
// which the date and the result are kept, or a conversation or letter. On appeal
// it is for somebody else than who refused.
func (s *Service) AddFinding(ctx context.Context, v Viewer, id int64, kind verification.Kind, note string) error {
	var check input
	note = check.text("note", note, reasonMax, true)
	if kind != verification.Regulator && kind != verification.Facilitator {
		check.fault("kind", "error.choice", nil)
	}
	return s.Store.Update(ctx, func(tx Tx) error {
		a, p, err := s.toDecide(tx, v, id)
		if err != nil {
			return err
		}
		if err := check.problems.Err(); err != nil {
			return err
		}
		if err := mayFind(v, a); err != nil {
			return err
		}
		return s.addEvidence(tx, p, v.name(nil), Evidence{ApplicationID: a.ID, Kind: kind, By: v.name(nil), Note: note})
	})
}
