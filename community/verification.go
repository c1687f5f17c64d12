package community

import (
	"context"
	"crypto/rand"
	"math/big"
	"slices"
	"time"

	"headroom/community/policy"
)

const (
	credentialLife = 365 * 24 * time.Hour // at most twelve months
	renewFrom      = 60 * 24 * time.Hour  // what is left when a new one may be issued
	listBits       = 131_072              // of a status list: the least that does not tell who is asked about
	listLife       = 24 * time.Hour       // of a signed status list; it is signed anew at half of it
)

// credentialType names the type of credential that makes somebody a kind.
func credentialType(k policy.Credential) string {
	switch k {
	case policy.Head:
		return "HeadteacherCredential"
	case policy.Facilitator:
		return "FacilitatorCredential"
	case policy.Aspiring:
		return "AspiringHeadCredential"
	default:
		return ""
	}
}

// Verify issues a credential to a person of this instance: an operator's act,
// with a reason. Conflict when they hold a current one of the kind that does
// not end soon, or have applied to be admitted as a head and that is not closed:
// what takes two people there is not done by one here.
func (s *Service) Verify(ctx context.Context, v Viewer, person int64, kind policy.Credential, reason string) (CredentialRecord, error) {
	var check input
	reason = check.text("reason", reason, reasonMax, true)
	if credentialType(kind) == "" {
		check.fault("kind", "error.choice", nil)
	}
	return update(ctx, s, func(tx Tx) (CredentialRecord, error) {
		p, err := s.mayActOn(tx, v, policy.VerifyPerson, person)
		if err != nil {
			return CredentialRecord{}, err
		}
		if err := check.problems.Err(); err != nil {
			return CredentialRecord{}, err
		}
		if err := s.notYet(tx, p, kind); err != nil {
			return CredentialRecord{}, err
		}
		if err := s.notApplying(tx, p, kind); err != nil {
			return CredentialRecord{}, err
		}
		rec, err := s.issue(tx, p, kind, v.name(nil), reason)
		if err != nil {
			return rec, err
		}
		if err := s.carryOn(tx, p, rec, v.name(nil)); err != nil {
			return rec, err
		}
		if _, held, err := s.appointed(tx, p, RoleFacilitator); err != nil {
			return rec, err
		} else if kind == policy.Facilitator && !held {
			if err := tx.InsertAppointment(Appointment{ID: tx.NextID(), PersonID: p.ID, Role: RoleFacilitator, Scope: "instance",
				By: v.name(nil), Reason: reason, From: s.now(), Until: rec.ValidUntil, CreatedAt: s.now()}); err != nil {
				return rec, err
			}
		}
		if err := s.noQuestion(tx, p, v.name(nil)); err != nil {
			return rec, err
		}
		if err := s.audit(tx, v.name(nil), "person.verify", p.IRI, reason, map[string]string{"type": rec.Type, "credential": rec.IRI}); err != nil {
			return rec, err
		}
		return rec, s.emit(tx, Event{Kind: EventVerified, ObjectID: rec.ID, PersonID: p.ID})
	})
}

// mayActOn gives a person of this instance whom the viewer may do something to.
func (s *Service) mayActOn(tx Tx, v Viewer, action policy.Action, person int64) (Person, error) {
	if _, err := s.may(tx, v, action); err != nil {
		return Person{}, err
	}
	return s.ourPerson(tx, person)
}

// ourPerson gives a person of this instance.
func (s *Service) ourPerson(tx Tx, id int64) (Person, error) {
	p, err := tx.Person(id)
	if err == nil && !p.Local {
		return Person{}, ErrNotFound // their own issuer verifies and revokes
	}
	return p, err
}

func (s *Service) notYet(tx Tx, p Person, kind policy.Credential) error {
	all, err := tx.Credentials(p.ID)
	if err != nil {
		return err
	}
	for _, c := range all {
		w, err := credentialWorth(tx, c, s.now())
		if err != nil {
			return err
		}
		if w == kind && c.ValidUntil.Sub(s.now()) > renewFrom {
			return &Error{Class: Conflict, Key: "error.already_verified"}
		}
	}
	return nil
}

// issue signs and keeps a credential under an index that has never been used.
func (s *Service) issue(tx Tx, p Person, kind policy.Credential, by, reason string) (CredentialRecord, error) {
	key, err := s.issuerKey(tx)
	if err != nil {
		return CredentialRecord{}, err
	}
	index, err := s.drawIndex(tx)
	if err != nil {
		return CredentialRecord{}, err
	}
	from := sinceSecond(s.now())
	rec := CredentialRecord{ID: tx.NextID(), PersonID: p.ID, Issuer: s.Identity.Issuer(), Local: true, Kind: kind,
		Type: credentialType(kind), ValidFrom: from, ValidUntil: from.Add(credentialLife),
		RevocationList: s.listIRI(purposeRevocation), SuspensionList: s.listIRI(purposeSuspension),
		Index: index, By: by, Reason: reason, CreatedAt: s.now(), School: p.School, Authority: p.Authority, AuthorityID: p.AuthorityID}
	rec.IRI = s.Identity.URL + "/credentials/" + itoa(rec.ID)
	if rec.ValidUntil, err = s.withinAppointment(tx, p, kind, rec.ValidUntil); err != nil {
		return rec, err
	}
	if rec.Raw, err = s.Issuance.Credential(key, p, rec); err != nil {
		return rec, err
	}
	return rec, tx.InsertCredential(rec)
}

func (s *Service) listIRI(purpose string) string { return s.Identity.URL + "/status/" + purpose + "/1" }

// drawIndex draws a status list index: random, so that it tells nothing about
// when or after whom it was given, and never one that was given before, or that
// is set without anybody here: a restored backup may not know whose it was.
func (s *Service) drawIndex(tx Tx) (int64, error) {
	var set []StatusList
	for _, purpose := range []string{purposeRevocation, purposeSuspension} {
		l, err := tx.StatusList(s.listIRI(purpose))
		if err != nil {
			return 0, err
		}
		set = append(set, l)
	}
	draw := s.Draw
	if draw == nil {
		draw = randomBelow
	}
	for range 1000 {
		i, err := draw(listBits)
		if err != nil {
			return 0, err
		}
		if set[0].isSet(i) || set[1].isSet(i) {
			continue
		}
		if taken, err := tx.IndexTaken(i); err != nil || !taken {
			return i, err
		}
	}
	return 0, &Error{Class: Unavailable, Key: "error.list_full"}
}

func randomBelow(n int64) (int64, error) {
	i, err := rand.Int(rand.Reader, big.NewInt(n))
	if err != nil {
		return 0, err
	}
	return i.Int64(), nil
}

// Revoke withdraws every credential of a person of this instance, at once and
// everywhere: their bits are set and the lists signed anew, what rested on them
// ends, sessions and links die, and every peer is told before anything else.
// The ledger has it first. They can sign in again, as somebody unverified.
// Conflict when there is no credential to withdraw.
func (s *Service) Revoke(ctx context.Context, v Viewer, person int64, reason string) error {
	return s.Store.Update(ctx, func(tx Tx) error { return s.revokeIn(tx, v, person, reason) })
}

// revokeIn is Revoke within a transaction.
func (s *Service) revokeIn(tx Tx, v Viewer, person int64, reason string) error {
	p, err := s.mayActOn(tx, v, policy.RevokePerson, person)
	if err != nil {
		return err
	}
	reason, bad := reasonText(reason)
	if bad != nil {
		return bad
	}
	if err := s.audit(tx, v.name(nil), "person.revoke", p.IRI, reason, nil); err != nil {
		return err
	}
	return s.withdraw(tx, p, reason, v.name(nil))
}

// withdraw revokes all that a person holds: the ledger has it before anything
// else. Conflict when there is nothing.
func (s *Service) withdraw(tx Tx, p Person, reason, by string) error {
	all, err := tx.Credentials(p.ID)
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(c CredentialRecord) bool { return !c.RevokedAt.IsZero() })
	if len(all) == 0 {
		return &Error{Class: Conflict, Key: "error.not_verified"}
	}
	if err := s.ledgerEach(p, all, ledgerRevocation, policy.ReasonCredentialRevoked); err != nil {
		return err
	}
	return s.revoke(tx, p, all, reason, by)
}

// revoke does what Revoke promises, once the ledger has it.
func (s *Service) revoke(tx Tx, p Person, creds []CredentialRecord, reason, by string) error {
	for i := range creds {
		creds[i].RevokedAt, creds[i].Reason = s.now(), reason
		if err := tx.UpdateCredential(creds[i]); err != nil {
			return err
		}
	}
	if err := s.setBits(tx, creds, purposeRevocation, true); err != nil {
		return err
	}
	if err := s.endAccess(tx, p); err != nil {
		return err
	}
	if err := s.endAll(tx, p, policy.Removed, policy.ReasonCredentialRevoked, by); err != nil {
		return err
	}
	return s.emit(tx, Event{Kind: EventRevoked, PersonID: p.ID})
}

// What the two status lists of an issuer are for.
const (
	purposeRevocation = "revocation"
	purposeSuspension = "suspension"
)

func (s *Service) endAppointments(tx Tx, p Person) error {
	all, err := tx.Appointments(p.ID)
	if err != nil {
		return err
	}
	for _, a := range all {
		if !a.Until.IsZero() && !s.now().Before(a.Until) {
			continue
		}
		a.Until = s.now()
		if err := tx.UpdateAppointment(a); err != nil {
			return err
		}
	}
	return nil
}

// voidInvitations uses up the invitations that wait for a person, and those that
// they have issued.
func (s *Service) voidInvitations(tx Tx, p Person) error {
	all, err := tx.InvitationsFor(p.IRI)
	if err != nil {
		return err
	}
	issued, err := tx.InvitationsBy(p.IRI)
	if err != nil {
		return err
	}
	return s.useUp(tx, append(slices.Clone(all), issued...))
}

// useUp makes invitations void. Who was to come on one as a guest can be asked
// for anew.
func (s *Service) useUp(tx Tx, all []Invitation) error {
	for _, inv := range all {
		inv.UsedAt = s.now()
		if err := tx.UpdateInvitation(inv); err != nil {
			return err
		}
		g, err := tx.GuestByInvitation(inv.IRI)
		if skipMissing(err) != nil {
			return err
		}
		if err != nil || g.State != GuestInvited {
			continue
		}
		g.State, g.EndAt = GuestEnded, s.now()
		if err := tx.UpdateGuest(g); err != nil {
			return err
		}
	}
	return nil
}

// EnsureIssuer makes, at the first start, the issuer's key and its two empty
// status lists, and later signs lists anew whose signature would lapse within
// half of its life. It is called at every start and hourly.
func (s *Service) EnsureIssuer(ctx context.Context) error {
	if done, err := view(ctx, s, s.issuerReady); err != nil || done {
		return err
	}
	return s.Store.Update(ctx, func(tx Tx) error {
		_, err := tx.CurrentKey(s.Identity.Issuer())
		if IsNotFound(err) {
			var k Key
			if k, err = s.Issuance.NewKey(s.Identity.Issuer(), IssuerKey, firstKey, s.now()); err == nil {
				k.ID = tx.NextID()
				err = tx.PutKey(k)
			}
		}
		if err != nil {
			return err
		}
		for _, purpose := range []string{purposeRevocation, purposeSuspension} {
			l, err := tx.StatusList(s.listIRI(purpose))
			if IsNotFound(err) {
				l = StatusList{IRI: s.listIRI(purpose), Issuer: s.Identity.Issuer(), Local: true, Purpose: purpose,
					Bits: make([]byte, listBits/8), ChangedAt: s.now()}
			} else if err != nil {
				return err
			}
			if l.ValidUntil.Sub(s.now()) > listLife/2 {
				continue
			}
			if err := s.signList(tx, l); err != nil {
				return err
			}
		}
		return nil
	})
}

// issuerReady reports whether EnsureIssuer has nothing to do.
func (s *Service) issuerReady(tx Tx) (bool, error) {
	if _, err := tx.CurrentKey(s.Identity.Issuer()); err != nil {
		return false, skipMissing(err)
	}
	for _, purpose := range []string{purposeRevocation, purposeSuspension} {
		l, err := tx.StatusList(s.listIRI(purpose))
		if err != nil {
			return false, skipMissing(err)
		}
		if l.ValidUntil.Sub(s.now()) <= listLife/2 {
			return false, nil
		}
	}
	return true, nil
}
