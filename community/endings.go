package community

import (
	"context"
	"strconv"
	"time"

	"headroom/community/policy"
)

// settingExpired is until when credentials that have run out were looked for.
const settingExpired = "credentials-expired-until"

// expiredBefore is how far back the first look goes.
const expiredBefore = 24 * time.Hour

// EndExpired does for whom the last credential has run out what Revoke does for
// whom it is withdrawn: sessions, links, streams, appointments, invitations and
// memberships end. Policy refuses them at the second without this. It is called
// every few seconds.
func (s *Service) EndExpired(ctx context.Context) error {
	now := s.now()
	var due []CredentialRecord
	look := func(tx Tx) error {
		from, err := s.expiredFrom(tx, now)
		if err != nil {
			return err
		}
		due, err = tx.CredentialsEnding(from, now)
		return err
	}
	if err := s.Store.View(ctx, look); err != nil || len(due) == 0 {
		return err
	}
	return s.Store.Update(ctx, func(tx Tx) error {
		if err := look(tx); err != nil { // as they stand in this transaction
			return err
		}
		for _, c := range due {
			if err := s.expire(tx, c.PersonID); err != nil {
				return err
			}
		}
		return tx.PutSetting(settingExpired, strconv.FormatInt(now.UnixMilli(), 10))
	})
}

func (s *Service) expiredFrom(tx Tx, now time.Time) (time.Time, error) {
	word, err := tx.Setting(settingExpired)
	if IsNotFound(err) || err == nil && word == "" {
		return now.Add(-expiredBefore), nil
	}
	if err != nil {
		return now, err
	}
	at, err := strconv.ParseInt(word, 10, 64)
	return time.UnixMilli(at).UTC(), err
}

// expire ends what a person held, unless another credential of theirs carries it.
func (s *Service) expire(tx Tx, person int64) error {
	_, worth, err := bestCredential(tx, person, s.now())
	if err != nil || worth != policy.Lapsed {
		return err
	}
	p, err := tx.Person(person)
	if err != nil {
		return err
	}
	by := s.Identity.Issuer()
	if err := s.audit(tx, by, "person.expire", p.IRI, policy.ReasonCredentialExpired, nil); err != nil {
		return err
	}
	if err := s.endAccess(tx, p); err != nil {
		return err
	}
	if err := s.endAll(tx, p, policy.Expired, policy.ReasonCredentialExpired, by); err != nil {
		return err
	}
	return s.emit(tx, Event{Kind: EventExpired, PersonID: p.ID})
}

// endAccess ends what a person holds here beside memberships: sessions and
// one-time links, appointments, and the invitations that wait for them or that
// they have issued.
func (s *Service) endAccess(tx Tx, p Person) error {
	a, err := tx.AccountOfPerson(p.ID)
	if err == nil {
		_, err = s.endSessions(tx, a)
	}
	if skipMissing(err) != nil {
		return err
	}
	if err := s.endAppointments(tx, p); err != nil {
		return err
	}
	return s.voidInvitations(tx, p)
}

// InvitationStands reports whether an invitation of ours lets somebody in now: it
// is neither used nor over, and who issued it could issue it.
func (s *Service) InvitationStands(tx Tx, c Community, inv Invitation) (bool, error) {
	if !s.isOpen(inv) {
		return false, nil
	}
	return s.inviterStands(tx, c, inv)
}

// inviterStands reports whether who issued an invitation of ours could issue it
// now: whose credential is suspended, or who moderates no more, lets nobody in.
func (s *Service) inviterStands(tx Tx, c Community, inv Invitation) (bool, error) {
	by, err := tx.PersonByIRI(inv.By)
	if IsNotFound(err) {
		return true, nil // an operator
	}
	if err != nil {
		return false, err
	}
	f, err := s.communityFacts(tx, Viewer{Person: by.ID}, c)
	return err == nil && policy.Decide(policy.Invite, f).OK(), err
}

// MaySend reports, with a reason, why words of one of our people that wait in a
// queue are not sent any more: their credential is good no longer. Taking
// something back is always sent.
func (s *Service) MaySend(tx Tx, author string) (reason string, err error) {
	p, err := tx.PersonByIRI(author)
	if err != nil || !p.Local {
		return "", skipMissing(err)
	}
	_, worth, err := bestCredential(tx, p.ID, s.now())
	switch worth {
	case policy.Revoked, policy.Withheld, policy.Lapsed:
		return unworthy(worth), err
	default:
		return "", err
	}
}
