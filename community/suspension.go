package community

import (
	"context"
	"slices"
	"strings"
	"time"

	"headroom/community/policy"
)

// Suspend takes all that a person of this instance holds out of force until it
// is lifted: their credentials' bits are set on the suspension list, every
// membership that rests on them stops being active here at once and on every
// peer as the list reaches it, and nothing of the person is lost. They can
// still sign in, and read why. Conflict when there is nothing to suspend.
func (s *Service) Suspend(ctx context.Context, v Viewer, person int64, reason string) error {
	return s.Store.Update(ctx, func(tx Tx) error { return s.suspendIn(tx, v, person, reason) })
}

// suspendIn is Suspend within a transaction.
func (s *Service) suspendIn(tx Tx, v Viewer, person int64, reason string) error {
	p, err := s.mayActOn(tx, v, policy.SuspendPerson, person)
	if err != nil {
		return err
	}
	reason, bad := reasonText(reason)
	if bad != nil {
		return bad
	}
	held, err := s.inForce(tx, p)
	if err != nil {
		return err
	}
	if len(held) == 0 {
		return &Error{Class: Conflict, Key: "error.not_verified"}
	}
	return s.suspend(tx, p, held, reason, v.name(nil))
}

// inForce gives the credentials of a person that can be suspended: issued here,
// neither revoked nor suspended nor over.
func (s *Service) inForce(tx Tx, p Person) ([]CredentialRecord, error) {
	all, err := tx.Credentials(p.ID)
	return slices.DeleteFunc(slices.Clone(all), func(c CredentialRecord) bool {
		return !c.Local || !c.RevokedAt.IsZero() || !c.SuspendedAt.IsZero() || !s.now().Before(c.ValidUntil)
	}), err
}

// suspend does what Suspend promises, with the ledger first.
func (s *Service) suspend(tx Tx, p Person, creds []CredentialRecord, reason, by string) error {
	if err := s.audit(tx, by, "person.suspend", p.IRI, reason, nil); err != nil {
		return err
	}
	if err := s.ledgerEach(p, creds, ledgerSuspension, policy.ReasonCredentialSuspended); err != nil {
		return err
	}
	for i := range creds {
		creds[i].SuspendedAt = s.now()
		if err := tx.UpdateCredential(creds[i]); err != nil {
			return err
		}
	}
	if err := s.setBits(tx, creds, purposeSuspension, true); err != nil {
		return err
	}
	ms, err := tx.MembershipsOf(p.ID)
	if err != nil {
		return err
	}
	for _, m := range ms {
		if err := s.hold(tx, m, p, by); err != nil {
			return err
		}
	}
	return s.emit(tx, Event{Kind: EventSuspended, PersonID: p.ID})
}

// ledgerEach appends an entry for each of a person's credentials.
func (s *Service) ledgerEach(p Person, creds []CredentialRecord, kind, reason string) error {
	for _, c := range creds {
		if err := s.remember(LedgerEntry{Kind: kind, Credential: c.IRI, Index: &c.Index, Person: p.IRI, Reason: reason}); err != nil {
			return err
		}
	}
	return nil
}

// hold takes an active membership out of force until [Service.resume]. Who came
// as a guest on the member's word goes, and can be asked for anew.
func (s *Service) hold(tx Tx, m Membership, p Person, by string) error {
	if m.State != policy.Active {
		return nil
	}
	m.State, m.EndReason, m.UpdatedAt = policy.Suspended, policy.ReasonCredentialSuspended, s.now()
	if err := tx.UpdateMembership(m); err != nil {
		return err
	}
	c, err := tx.Community(m.CommunityID)
	if err != nil {
		return err
	}
	if err := s.audit(tx, by, "membership.suspend", m.IRI, m.EndReason, map[string]string{"person": p.IRI, "community": c.IRI}); err != nil {
		return err
	}
	if err := s.emit(tx, Event{Kind: EventEnded, CommunityID: c.ID, ObjectID: m.ID, PersonID: p.ID}); err != nil {
		return err
	}
	return s.guestsEnd(tx, c, m, p, by)
}

// onHold reports whether a membership waits for a suspended credential.
func onHold(m Membership) bool {
	return m.State == policy.Suspended && m.EndReason == policy.ReasonCredentialSuspended
}

// resume brings back a membership that was on hold. In a community of ours it
// is active again, and a home elsewhere is sent a stamp; a peer's community is
// asked for one, since the record is its own.
func (s *Service) resume(tx Tx, c Community, m Membership, p Person, by string) error {
	if !onHold(m) {
		return nil
	}
	if !c.Local {
		if err := tx.UpdateMembership(m); err != nil || c.Stamps == "" {
			return err
		}
		return s.pull(tx, Pull{What: "stamps", Host: c.Host, Community: c.ID}, s.now())
	}
	return s.inForceAgain(tx, c, m, p, by, "membership.resume")
}

// inForceAgain makes a record of a community of ours active that was held, under
// a new version, and tells the member's home.
func (s *Service) inForceAgain(tx Tx, c Community, m Membership, p Person, by, action string) error {
	m.State, m.EndReason, m.Version, m.UpdatedAt = policy.Active, "", m.Version+1, s.now()
	if err := tx.UpdateMembership(m); err != nil {
		return err
	}
	if err := s.audit(tx, by, action, m.IRI, "", map[string]string{"person": p.IRI, "community": c.IRI}); err != nil {
		return err
	}
	if err := s.emit(tx, Event{Kind: EventCommunity, CommunityID: c.ID}); err != nil || p.Local {
		return err
	}
	return s.sendStamp(tx, c, m, p)
}

// sendStamp tells a member's home of the record as it is now.
func (s *Service) sendStamp(tx Tx, c Community, m Membership, p Person) error {
	return s.deliver(tx, Delivery{Message: SendAccept, Host: p.Host, Community: c.ID, Membership: m.ID, Person: p.ID,
		Version: m.Version, Object: m.FollowIRI}, PriorityNormal)
}

// Restore lifts a suspension: the credentials hold again as they did, and the
// memberships that rested on them come back without anybody asking. A
// credential that a later one has replaced stays suspended. Conflict when
// nothing is suspended that could be lifted.
func (s *Service) Restore(ctx context.Context, v Viewer, person int64, reason string) error {
	reason, bad := reasonText(reason)
	return s.Store.Update(ctx, func(tx Tx) error {
		p, err := s.mayActOn(tx, v, policy.SuspendPerson, person)
		if err != nil {
			return err
		}
		if bad != nil {
			return bad
		}
		creds, err := s.suspended(tx, p)
		if err != nil {
			return err
		}
		if len(creds) == 0 {
			return &Error{Class: Conflict, Key: "error.not_suspended"}
		}
		if err := s.audit(tx, v.name(nil), "person.restore", p.IRI, reason, nil); err != nil {
			return err
		}
		return s.restore(tx, p, creds, v.name(nil))
	})
}

// suspended gives the credentials whose suspension can be lifted: not over, and
// the newest of their kind.
func (s *Service) suspended(tx Tx, p Person) (out []CredentialRecord, err error) {
	all, err := tx.Credentials(p.ID) // newest first
	seen := map[policy.Credential]bool{}
	for _, c := range all {
		if !c.Local || !c.RevokedAt.IsZero() || seen[c.Kind] {
			continue
		}
		seen[c.Kind] = true
		if !c.SuspendedAt.IsZero() && s.now().Before(c.ValidUntil) {
			out = append(out, c)
		}
	}
	return out, err
}

func (s *Service) restore(tx Tx, p Person, creds []CredentialRecord, by string) error {
	if err := s.confirmFromNow(tx, p); err != nil {
		return err
	}
	for i := range creds {
		creds[i].SuspendedAt = time.Time{}
		if err := tx.UpdateCredential(creds[i]); err != nil {
			return err
		}
	}
	if err := s.setBits(tx, creds, purposeSuspension, false); err != nil {
		return err
	}
	if err := s.resumeAll(tx, p, by); err != nil {
		return err
	}
	if err := s.emit(tx, Event{Kind: EventRestored, PersonID: p.ID}); err != nil {
		return err
	}
	// Last: were it written and the rest not, a restored backup would forget the
	// suspension; the other way round it only has to be lifted once more.
	return s.ledgerEach(p, creds, ledgerRestoration, "lifted")
}

// resumeAll brings back what a person's best credential carries.
func (s *Service) resumeAll(tx Tx, p Person, by string) error {
	rec, worth, err := bestCredential(tx, p.ID, s.now())
	if err != nil {
		return err
	}
	ms, err := tx.MembershipsOf(p.ID)
	if err != nil {
		return err
	}
	for _, m := range ms {
		c, err := tx.Community(m.CommunityID)
		if err != nil {
			return err
		}
		if c.Local && !admits(c, worth, rec.Type) {
			continue
		}
		if err := s.resume(tx, c, m, p, by); err != nil {
			return err
		}
	}
	return nil
}

// another reports whether two names can hardly be of one place: a name that is
// written out, cut short or left empty is still the same.
func (s *Service) another(a, b string) bool {
	a, b = s.Text.Fold(a), s.Text.Fold(b)
	return a != "" && b != "" && !strings.Contains(a, b) && !strings.Contains(b, a)
}

// moved suspends a verified head who says that they lead another school or
// work for another authority than they were known by, until an operator has
// seen to it: the person, their place in every room and what they wrote stay.
// A change is held to the place that they were verified at as well as to what
// they said last, so that two steps are no way around it.
func (s *Service) moved(tx Tx, was, is Person) error {
	creds, err := s.inForce(tx, is)
	creds = slices.DeleteFunc(creds, func(c CredentialRecord) bool { return c.Kind != policy.Head })
	if err != nil || len(creds) == 0 {
		return err
	}
	known := creds[0] // the newest
	elsewhere := func(verified, was, is string) bool {
		return was != is && (s.another(was, is) || s.another(verified, is))
	}
	if !elsewhere(known.School, was.School, is.School) && !elsewhere(known.Authority, was.Authority, is.Authority) {
		return nil
	}
	return s.suspend(tx, is, creds, "moved", is.IRI)
}
