package community

import (
	"slices"
	"strings"
	"time"

	"headroom/community/policy"
)

// FurtherRole is a role that the configuration adds to those that are built in,
// such as a bursar's. It rests on an appointment by an operator of this
// instance, counts in rooms of this instance that admit it, and nowhere else:
// no document about it is signed, and none is shown to a peer.
type FurtherRole struct {
	ID    string  // such as "bursar": an appointment's Role and a byline's Role
	Name  LangMap // what stands on the badge
	Scope string  // what it is held for: RoleForInstance, RoleForAuthority or RoleForSchool
}

// What a further role is held for. That of an authority or a school is given to
// whose profile names one.
const (
	RoleForInstance  = "instance"
	RoleForAuthority = "authority"
	RoleForSchool    = "school"
)

// roleType is how the type of a further role begins: in what a community
// requires, and in the record that carries memberships.
const roleType = "role:"

// RoleType is the entry of [Community.Requires] that admits a further role.
func RoleType(id string) string { return roleType + id }

// RoleOf gives the further role that a type admits, "" for a type of credential.
func RoleOf(kind string) string {
	if id, ok := strings.CutPrefix(kind, roleType); ok {
		return id
	}
	return ""
}

// furtherRole gives a configured role.
func (s *Service) furtherRole(id string) (FurtherRole, bool) {
	i := slices.IndexFunc(s.Roles, func(r FurtherRole) bool { return r.ID == id })
	if i < 0 {
		return FurtherRole{}, false
	}
	return s.Roles[i], true
}

// admitted lists everything that a community may require.
func (s *Service) admitted() []string {
	all := slices.Clone(credentials)
	for _, r := range s.Roles {
		all = append(all, RoleType(r.ID))
	}
	return all
}

// appointTo gives a further role: the record that memberships rest on ends with
// the appointment to the second. Conflict for who holds a credential or another
// role, for a guest, and where the profile does not name what the role is for.
func (s *Service) appointTo(tx Tx, v Viewer, role FurtherRole, p Person, in AppointInput) (Appointment, error) {
	conflict := func(key string) error { return &Error{Class: Conflict, Key: key} }
	switch {
	case role.Scope == RoleForAuthority && p.Authority == "":
		return Appointment{}, conflict("error.role_authority")
	case role.Scope == RoleForSchool && p.School == "":
		return Appointment{}, conflict("error.role_school")
	}
	if a, err := tx.AccountOfPerson(p.ID); skipMissing(err) != nil || err == nil && !a.EndAt.IsZero() {
		return Appointment{}, orElse(skipMissing(err), func() error { return conflict("error.role_guest") })
	}
	if _, worth, err := bestCredential(tx, p.ID, s.now()); err != nil || rank(worth) >= rank(policy.Withheld) {
		return Appointment{}, orElse(err, func() error { return conflict("error.role_other") })
	}
	a := s.newAppointment(tx, v, p, in)
	a.Scope, a.Authority, a.AuthorityID = role.Scope, p.Authority, p.AuthorityID
	if err := tx.InsertAppointment(a); err != nil {
		return a, err
	}
	rec, err := s.carrier(tx, p, a)
	if err != nil {
		return a, err
	}
	if err := s.audit(tx, v.name(nil), "person.role", p.IRI, in.Reason, map[string]string{"role": a.Role}); err != nil {
		return a, err
	}
	return a, s.emit(tx, Event{Kind: EventVerified, ObjectID: rec.ID, PersonID: p.ID})
}

// newAppointment is an appointment from now on.
func (s *Service) newAppointment(tx Tx, v Viewer, p Person, in AppointInput) Appointment {
	from := sinceSecond(s.now())
	return Appointment{ID: tx.NextID(), PersonID: p.ID, Role: in.Role, Scope: RoleForInstance, By: v.name(nil), Reason: in.Reason,
		From: from, Until: from.AddDate(0, int(in.Months), 0), CreatedAt: s.now()}
}

// carrier keeps the record that memberships by a further role rest on. It has
// an index and a number as credentials have, so that suspension, revocation and
// the ledger know it, and no signed document.
func (s *Service) carrier(tx Tx, p Person, a Appointment) (CredentialRecord, error) {
	index, err := s.drawIndex(tx)
	if err != nil {
		return CredentialRecord{}, err
	}
	rec := CredentialRecord{ID: tx.NextID(), PersonID: p.ID, Issuer: s.Identity.Issuer(), Local: true, Kind: policy.Appointed,
		Type: RoleType(a.Role), ValidFrom: a.From, ValidUntil: a.Until,
		RevocationList: s.listIRI(purposeRevocation), SuspensionList: s.listIRI(purposeSuspension),
		Index: index, By: a.By, Reason: a.Reason, CreatedAt: s.now(), School: p.School, Authority: p.Authority, AuthorityID: p.AuthorityID}
	rec.IRI = s.Identity.URL + "/credentials/" + itoa(rec.ID)
	return rec, tx.InsertCredential(rec)
}

// heldRole gives the further role that a person's records carry at a moment.
func heldRole(tx Tx, all []CredentialRecord, now time.Time) (string, error) {
	for _, c := range all {
		if c.Kind != policy.Appointed {
			continue
		}
		if w, err := credentialWorth(tx, c, now); err != nil || w == policy.Appointed {
			return RoleOf(c.Type), err
		}
	}
	return "", nil
}
