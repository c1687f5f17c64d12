package community

import (
	"context"

	"headroom/community/policy"
)

// RoleDesk is the role of an authority's staff, by appointment: it shows sums
// of their own authority, and opens no community.
const RoleDesk = "desk"

// deskLeast is the least number that a desk is told: fewer could be known by
// name.
const deskLeast = 5

// DeskView is what an authority's staff are told of it.
type DeskView struct {
	Authority   string
	Appointment Appointment
	Rows        []DeskRow
}

// DeskRow is how many members lead schools of a phase. Few is fewer than five,
// none among them.
type DeskRow struct {
	Phase string
	Count int64 // 0 when Few
	Few   bool
}

// AppointDesk gives a person of this instance the desk of the authority that
// stands in their profile, for a time: an operator's act, with a reason. They
// need no credential for it, and are given none.
func (s *Service) AppointDesk(ctx context.Context, v Viewer, in AppointInput) (Appointment, error) {
	var check input
	in.Reason = check.text("reason", in.Reason, reasonMax, true)
	if in.Months < 1 || in.Months > appointMonths {
		check.fault("months", "error.appoint_months", map[string]any{"Max": appointMonths})
	}
	return update(ctx, s, func(tx Tx) (Appointment, error) {
		if _, err := s.may(tx, v, policy.VerifyPerson); err != nil {
			return Appointment{}, err
		}
		p, err := s.ourPerson(tx, in.Person)
		if err != nil {
			return Appointment{}, err
		}
		if err := check.problems.Err(); err != nil {
			return Appointment{}, err
		}
		if p.Authority == "" {
			return Appointment{}, &Error{Class: Conflict, Key: "error.desk_authority"}
		}
		if a, err := tx.AccountOfPerson(p.ID); skipMissing(err) != nil || err == nil && !a.EndAt.IsZero() {
			return Appointment{}, orElse(skipMissing(err), func() error { return &Error{Class: Conflict, Key: "error.desk_authority"} })
		}
		if _, held, err := s.appointed(tx, p, RoleDesk); err != nil || held {
			return Appointment{}, orElse(err, func() error { return &Error{Class: Conflict, Key: "error.desk_held"} })
		}
		from := sinceSecond(s.now())
		a := Appointment{ID: tx.NextID(), PersonID: p.ID, Role: RoleDesk, Scope: "authority", By: v.name(nil), Reason: in.Reason,
			From: from, Until: from.AddDate(0, int(in.Months), 0), CreatedAt: s.now(), Authority: p.Authority, AuthorityID: p.AuthorityID}
		if err := tx.InsertAppointment(a); err != nil {
			return a, err
		}
		return a, s.audit(tx, v.name(nil), "person.desk", p.IRI, in.Reason, map[string]string{"authority": p.AuthorityID})
	})
}

// EndDesk ends a desk at once: an operator's act, with a reason.
func (s *Service) EndDesk(ctx context.Context, v Viewer, person int64, reason string) error {
	reason, bad := reasonText(reason)
	return s.Store.Update(ctx, func(tx Tx) error {
		if _, err := s.may(tx, v, policy.RevokePerson); err != nil {
			return err
		}
		p, err := s.ourPerson(tx, person)
		if err != nil {
			return err
		}
		if bad != nil {
			return bad
		}
		a, held, err := s.appointed(tx, p, RoleDesk)
		if err != nil {
			return err
		}
		if !held {
			return &Error{Class: Conflict, Key: "error.desk_none"}
		}
		if err := s.endAppointment(tx, p, a); err != nil {
			return err
		}
		return s.audit(tx, v.name(nil), "person.desk-end", p.IRI, reason, nil)
	})
}

// DeskOf gives the desk that a person holds now, to operators; false for none.
func (s *Service) DeskOf(ctx context.Context, v Viewer, person int64) (a Appointment, held bool, err error) {
	err = s.Store.View(ctx, func(tx Tx) error {
		if _, err := s.may(tx, v, policy.VerifyPerson); err != nil {
			return err
		}
		p, err := s.ourPerson(tx, person)
		if err != nil {
			return err
		}
		a, held, err = s.appointed(tx, p, RoleDesk)
		return err
	})
	return a, held, err
}

// Desk shows who holds a desk the sums of the authority that it was given for,
// whatever their profile says by now. For everybody else there is none.
func (s *Service) Desk(ctx context.Context, v Viewer) (DeskView, error) {
	return view(ctx, s, func(tx Tx) (out DeskView, err error) {
		f, me, err := s.viewerFacts(tx, v)
		if err != nil {
			return out, err
		}
		if me != nil {
			if out.Appointment, f.Desk, err = s.appointed(tx, *me, RoleDesk); err != nil {
				return out, err
			}
		}
		if err := refuse(policy.Decide(policy.ViewDesk, f)); err != nil {
			return DeskView{}, err
		}
		out.Authority = out.Appointment.Authority
		counts, err := tx.HeadsByPhase(out.Appointment.AuthorityID, out.Authority, phases, s.now())
		if err != nil {
			return out, err
		}
		for _, phase := range phases {
			row := DeskRow{Phase: phase, Count: counts[phase]}
			if row.Few = row.Count < deskLeast; row.Few {
				row.Count = 0
			}
			out.Rows = append(out.Rows, row)
		}
		return out, nil
	})
}
