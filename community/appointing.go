package community

import (
	"context"
	"slices"
	"strings"

	"headroom/community/policy"
)

// appointmentsMost bounds the list of appointments.
const appointmentsMost = 2_000

// AppointmentRow is an appointment that holds, with whom it is of.
type AppointmentRow struct {
	Appointment
	Person Person
}

// Appoint gives a person of this instance the role that in names: a
// facilitator's, an authority's desk, or one that the configuration adds. It is
// an operator's act, with a reason and a term of at most twenty-four months.
// Conflict when they hold it, or another that excludes it.
func (s *Service) Appoint(ctx context.Context, v Viewer, in AppointInput) (Appointment, error) {
	var check input
	in.Reason = check.text("reason", in.Reason, reasonMax, true)
	if in.Months < 1 || in.Months > appointMonths {
		check.fault("months", "error.appoint_months", map[string]any{"Max": appointMonths})
	}
	give := s.giver(in.Role)
	switch {
	case in.Role == "":
		check.fault("role", "error.choice", nil)
	case give == nil:
		check.fault("role", "error.role_unknown", map[string]any{"Roles": strings.Join(s.roleNames(), ", ")})
	}
	return update(ctx, s, func(tx Tx) (Appointment, error) {
		p, err := s.mayActOn(tx, v, policy.VerifyPerson, in.Person)
		if err != nil {
			return Appointment{}, err
		}
		if err := check.problems.Err(); err != nil {
			return Appointment{}, err
		}
		return give(tx, v, p, in)
	})
}

// giver is how a role is given, to whom it may be; nil for one that there is not.
func (s *Service) giver(role string) func(Tx, Viewer, Person, AppointInput) (Appointment, error) {
	switch role {
	case RoleFacilitator:
		return s.appointFacilitator
	case RoleDesk:
		return s.appointDesk
	}
	if further, known := s.furtherRole(role); known {
		return func(tx Tx, v Viewer, p Person, in AppointInput) (Appointment, error) {
			return s.appointTo(tx, v, further, p, in)
		}
	}
	return nil
}

// roleNames are the ids of every role that somebody can be appointed to.
func (s *Service) roleNames() []string {
	names := []string{RoleFacilitator, RoleDesk}
	for _, r := range s.Roles {
		names = append(names, r.ID)
	}
	return names
}

// EndAppointment ends a role at once: an operator's act, with a reason. What
// rests on it ends with it, memberships and sessions too; what rests on
// something else that the person holds stays. Conflict when they do not hold it.
func (s *Service) EndAppointment(ctx context.Context, v Viewer, person int64, role, reason string) error {
	none, act, args := "error.role_none", "person.role-end", map[string]string{"role": role}
	if role == RoleDesk {
		none, act, args = "error.desk_none", "person.desk-end", nil
	}
	reason, bad := reasonText(reason)
	return s.Store.Update(ctx, func(tx Tx) error {
		p, err := s.mayActOn(tx, v, policy.RevokePerson, person)
		if err != nil {
			return err
		}
		if bad != nil {
			return bad
		}
		a, held, err := s.appointed(tx, p, role)
		if err != nil {
			return err
		}
		if !held {
			return &Error{Class: Conflict, Key: none}
		}
		if err := s.endAppointment(tx, p, a); err != nil {
			return err
		}
		if err := s.audit(tx, v.name(nil), act, p.IRI, reason, args); err != nil || role == RoleDesk {
			return err // nothing else rests on a desk
		}
		return s.withdrawRole(tx, p, role, reason, v.name(nil))
	})
}

// endAppointment ends a role now, the ledger first.
func (s *Service) endAppointment(tx Tx, p Person, a Appointment) error {
	if err := s.remember(LedgerEntry{Kind: ledgerAppointment, Person: p.IRI, Number: a.ID, Reason: "role-ended"}); err != nil {
		return err
	}
	a.Until = s.now()
	return tx.UpdateAppointment(a)
}

// withdrawRole revokes the records that a role rests on, the ledger first.
func (s *Service) withdrawRole(tx Tx, p Person, role, reason, by string) error {
	all, err := tx.Credentials(p.ID)
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(c CredentialRecord) bool {
		of := c.Type == RoleType(role) || role == RoleFacilitator && c.Kind == policy.Facilitator
		return !of || !c.RevokedAt.IsZero()
	})
	if err := s.ledgerEach(p, all, ledgerRevocation, policy.ReasonCredentialRevoked); err != nil {
		return err
	}
	for i := range all {
		all[i].RevokedAt, all[i].Reason = s.now(), reason
		if err := tx.UpdateCredential(all[i]); err != nil {
			return err
		}
	}
	if err := s.setBits(tx, all, purposeRevocation, true); err != nil {
		return err
	}
	_, worth, err := bestCredential(tx, p.ID, s.now())
	if err != nil {
		return err
	}
	if rank(worth) >= rank(policy.Withheld) { // something else of theirs goes on
		for _, c := range all {
			if err := s.endOn(tx, c, policy.ReasonCredentialRevoked, by); err != nil {
				return err
			}
		}
		return s.emit(tx, Event{Kind: EventVerified, PersonID: p.ID})
	}
	if err := s.endRests(tx, p); err != nil {
		return err
	}
	if err := s.endAll(tx, p, policy.Removed, policy.ReasonCredentialRevoked, by); err != nil {
		return err
	}
	return s.emit(tx, Event{Kind: EventRevoked, PersonID: p.ID})
}

// endRests ends sessions and links, and invitations, but no other appointment.
func (s *Service) endRests(tx Tx, p Person) error {
	a, err := tx.AccountOfPerson(p.ID)
	if err == nil {
		_, err = s.endSessions(tx, a)
	}
	if skipMissing(err) != nil {
		return err
	}
	return s.voidInvitations(tx, p)
}

// Appointments lists, for operators, who holds a role now, "" for every role,
// oldest first.
func (s *Service) Appointments(ctx context.Context, v Viewer, role string) ([]AppointmentRow, error) {
	return view(ctx, s, func(tx Tx) ([]AppointmentRow, error) {
		if _, err := s.may(tx, v, policy.VerifyPerson); err != nil {
			return nil, err
		}
		all, err := tx.AppointmentsIn(role, s.now(), appointmentsMost)
		if err != nil {
			return nil, err
		}
		ids := make([]int64, len(all))
		for i, a := range all {
			ids[i] = a.PersonID
		}
		people, err := s.peopleByID(tx, ids)
		if err != nil {
			return nil, err
		}
		out := make([]AppointmentRow, len(all))
		for i, a := range all {
			out[i] = AppointmentRow{Appointment: a, Person: people[a.PersonID]}
		}
		return out, nil
	})
}

// RoleHeld gives the further role that a person holds now, to operators; false
// for none.
func (s *Service) RoleHeld(ctx context.Context, v Viewer, person int64) (held Appointment, ok bool, err error) {
	err = s.Store.View(ctx, func(tx Tx) error {
		p, err := s.mayActOn(tx, v, policy.VerifyPerson, person)
		if err != nil {
			return err
		}
		all, err := tx.Appointments(p.ID)
		if err != nil {
			return err
		}
		for _, a := range all {
			if a.Role == RoleDesk || a.Role == RoleFacilitator {
				continue
			}
			if held, ok, err = s.appointed(tx, p, a.Role); err != nil || ok {
				return err
			}
		}
		return nil
	})
	return held, ok, err
}
