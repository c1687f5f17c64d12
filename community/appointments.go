package community

import (
	"context"

	"headroom/community/policy"
)

// RoleFacilitator is the role of who looks after people and communities of an
// instance, by appointment.
const RoleFacilitator = "facilitator"

// appointMonths is how long an appointment may be.
const appointMonths = 24

// teamMost bounds the list of facilitators: they are a handful.
const teamMost = 500

// AppointInput gives somebody a role for so many months from now.
type AppointInput struct {
	Person int64
	Role   string // RoleFacilitator, RoleDesk or one that is configured
	Months int64
	Reason string // by whom they are seconded, and why
}

// TeamMember is a facilitator with the time of the appointment.
type TeamMember struct {
	PersonView
	Appointment Appointment
}

// appointFacilitator issues a facilitator's credential, which ends with the
// appointment to the second. An appointment of more than twelve months has its
// credential renewed within it.
func (s *Service) appointFacilitator(tx Tx, v Viewer, p Person, in AppointInput) (Appointment, error) {
	if _, held, err := s.appointed(tx, p, RoleFacilitator); err != nil || held {
		return Appointment{}, orElse(err, func() error { return &Error{Class: Conflict, Key: "error.already_verified"} })
	}
	a := s.newAppointment(tx, v, p, in)
	if err := tx.InsertAppointment(a); err != nil {
		return a, err
	}
	rec, err := s.issue(tx, p, policy.Facilitator, v.name(nil), in.Reason)
	if err != nil {
		return a, err
	}
	if err := s.carryOn(tx, p, rec, v.name(nil)); err != nil {
		return a, err
	}
	if err := s.audit(tx, v.name(nil), "person.appoint", p.IRI, in.Reason, map[string]string{"role": a.Role, "credential": rec.IRI}); err != nil {
		return a, err
	}
	return a, s.emit(tx, Event{Kind: EventVerified, ObjectID: rec.ID, PersonID: p.ID})
}

// appointed gives the appointment to a role that a person holds now.
func (s *Service) appointed(tx Tx, p Person, role string) (a Appointment, held bool, err error) {
	all, err := tx.Appointments(p.ID)
	if err != nil {
		return a, false, err
	}
	for _, have := range all {
		if have.Role == role && !s.now().Before(have.From) && (have.Until.IsZero() || s.now().Before(have.Until)) {
			a, held = have, true
		}
	}
	return a, held, nil
}

// Team lists the facilitators of this instance with the time of their
// appointments, for everybody who is in: who helps here is no secret.
func (s *Service) Team(ctx context.Context, v Viewer) ([]TeamMember, error) {
	return view(ctx, s, func(tx Tx) ([]TeamMember, error) {
		me, err := s.may(tx, v, policy.ViewTeam)
		if err != nil {
			return nil, err
		}
		all, err := tx.AppointmentsIn(RoleFacilitator, s.now(), teamMost)
		if err != nil {
			return nil, err
		}
		ids := make([]int64, len(all))
		for i, a := range all {
			ids[i] = a.PersonID
		}
		people, err := tx.PeopleByID(distinct(ids))
		if err != nil {
			return nil, err
		}
		views, err := s.personViews(tx, me, people)
		if err != nil {
			return nil, err
		}
		byID := map[int64]PersonView{}
		for _, pv := range views {
			byID[pv.ID] = pv
		}
		var out []TeamMember
		for _, a := range all {
			// The credential is what the role rests on: without it there is none.
			if pv, ok := byID[a.PersonID]; ok && pv.Facilitator {
				out = append(out, TeamMember{PersonView: pv, Appointment: a})
				delete(byID, a.PersonID)
			}
		}
		return out, nil
	})
}
