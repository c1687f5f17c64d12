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

// appointDesk gives the desk of the authority that stands in a person's profile.
// They need no credential for it, and are given none.
func (s *Service) appointDesk(tx Tx, v Viewer, p Person, in AppointInput) (Appointment, error) {
	if p.Authority == "" {
		return Appointment{}, &Error{Class: Conflict, Key: "error.desk_authority"}
	}
	if a, err := tx.AccountOfPerson(p.ID); skipMissing(err) != nil || err == nil && !a.EndAt.IsZero() {
		return Appointment{}, orElse(skipMissing(err), func() error { return &Error{Class: Conflict, Key: "error.desk_authority"} })
	}
	if _, held, err := s.appointed(tx, p, RoleDesk); err != nil || held {
		return Appointment{}, orElse(err, func() error { return &Error{Class: Conflict, Key: "error.desk_held"} })
	}
	a := s.newAppointment(tx, v, p, in)
	a.Scope, a.Authority, a.AuthorityID = RoleForAuthority, p.Authority, p.AuthorityID
	if err := tx.InsertAppointment(a); err != nil {
		return a, err
	}
	return a, s.audit(tx, v.name(nil), "person.desk", p.IRI, in.Reason, map[string]string{"authority": p.AuthorityID})
}

// DeskOf gives the desk that a person holds now, to operators; false for none.
func (s *Service) DeskOf(ctx context.Context, v Viewer, person int64) (a Appointment, held bool, err error) {
	err = s.Store.View(ctx, func(tx Tx) error {
		p, err := s.mayActOn(tx, v, policy.VerifyPerson, person)
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
