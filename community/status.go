package community

import (
	"bytes"
	"context"
	"time"

	"headroom/community/policy"
)

// StatusListReceived keeps a verified status list of a peer and ends, with no
// human in between, every membership that rests on a credential it revokes.
// revoked tells which index is set. A list that was signed before the one that
// is held, which an answer may bring that a push has overtaken, is a Conflict:
// it changes nothing and is no sign that the one that is held still holds.
func (s *Service) StatusListReceived(ctx context.Context, l StatusList, revoked func(index int64) bool) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		l.Local, l.FetchedAt = false, s.now()
		if old, err := tx.StatusList(l.IRI); err == nil {
			if l.ValidFrom.Before(old.ValidFrom) {
				return &Error{Class: Conflict, Key: refusalKey(policy.ReasonMovedOn), Reason: policy.ReasonMovedOn}
			}
			l.ChangedAt = old.ChangedAt
			if !bytes.Equal(old.Raw, l.Raw) {
				l.ChangedAt = s.now()
			}
		} else if !IsNotFound(err) {
			return err
		}
		if err := tx.PutStatusList(l); err != nil {
			return err
		}
		recs, err := tx.CredentialsOnList(l.IRI)
		if err != nil {
			return err
		}
		for _, rec := range recs {
			if err := s.judge(tx, l, rec, revoked(rec.Index)); err != nil {
				return err
			}
		}
		return nil
	})
}

// judge brings one presented credential in line with its status list.
func (s *Service) judge(tx Tx, l StatusList, rec CredentialRecord, set bool) error {
	if l.Purpose == purposeSuspension {
		return s.judgeSuspension(tx, l, rec, set)
	}
	if !set || !rec.RevokedAt.IsZero() {
		return nil
	}
	rec.RevokedAt, rec.Reason = s.now(), "credential-revoked"
	if err := tx.UpdateCredential(rec); err != nil {
		return err
	}
	if err := s.audit(tx, l.Issuer, "credential.revoked", rec.IRI, "credential-revoked", nil); err != nil {
		return err
	}
	if err := s.endOn(tx, rec, "credential-revoked", l.Issuer); err != nil {
		return err
	}
	p, err := tx.Person(rec.PersonID)
	if err != nil {
		return err
	}
	// With nothing else that is good they are nobody's guest: a credential that
	// they are given later does not make an invitation of before good again.
	_, worth, err := bestCredential(tx, p.ID, s.now())
	if err != nil || rank(worth) >= rank(policy.Withheld) {
		return err
	}
	return s.voidInvitations(tx, p)
}

// judgeFirst brings a credential that is kept for the first time in line with
// the status lists that are held already: they may stay as they are for long,
// and are judged again only when they change. One that is not held leaves the
// credential's status unknown.
func (s *Service) judgeFirst(tx Tx, rec *CredentialRecord) error {
	for _, iri := range []string{rec.RevocationList, rec.SuspensionList} {
		l, err := tx.StatusList(iri)
		if IsNotFound(err) {
			continue
		}
		if err != nil {
			return err
		}
		if len(l.Bits) == 0 { // to be read again
			return refuse(policy.Decision{Verdict: policy.Unavailable, Reason: policy.ReasonStatusUnavailable})
		}
		if rec.Index/8 < int64(len(l.Bits)) && !l.isSet(rec.Index) {
			continue
		}
		if l.Purpose == purposeSuspension {
			rec.SuspendedAt = s.now()
		} else {
			rec.RevokedAt, rec.Reason = s.now(), policy.ReasonCredentialRevoked
		}
	}
	return nil
}

// judgeSuspension holds, or brings back, what rests on a credential.
func (s *Service) judgeSuspension(tx Tx, l StatusList, rec CredentialRecord, set bool) error {
	if set == !rec.SuspendedAt.IsZero() {
		return nil
	}
	action := "credential.restored"
	rec.SuspendedAt = time.Time{}
	if set {
		action, rec.SuspendedAt = "credential.suspended", s.now()
	}
	if err := tx.UpdateCredential(rec); err != nil {
		return err
	}
	if err := s.audit(tx, l.Issuer, action, rec.IRI, "", nil); err != nil {
		return err
	}
	ms, err := tx.MembershipsByCredential(rec.ID)
	if err != nil {
		return err
	}
	p, err := tx.Person(rec.PersonID)
	if err != nil {
		return err
	}
	for _, m := range ms {
		if set {
			err = s.hold(tx, m, p, l.Issuer)
		} else {
			var c Community
			if c, err = tx.Community(m.CommunityID); err == nil {
				err = s.resume(tx, c, m, p, l.Issuer)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// endOn ends every membership that rests on a credential.
func (s *Service) endOn(tx Tx, rec CredentialRecord, reason, by string) error {
	ms, err := tx.MembershipsByCredential(rec.ID)
	if err != nil {
		return err
	}
	for _, m := range ms {
		if m.State != policy.Active && m.State != policy.Pending && m.State != policy.Suspended {
			continue
		}
		c, err := tx.Community(m.CommunityID)
		if err != nil {
			return err
		}
		p, err := tx.Person(m.PersonID)
		if err != nil {
			return err
		}
		if err := s.end(tx, c, &m, p, policy.Removed, reason, by); err != nil {
			return err
		}
	}
	return nil
}

// StatusListUnchanged notes that a list was fetched and is as it was.
func (s *Service) StatusListUnchanged(ctx context.Context, iri string) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		l, err := tx.StatusList(iri)
		if err != nil {
			return err
		}
		l.FetchedAt = s.now()
		return tx.PutStatusList(l)
	})
}

// ListsToPoll gives the status lists of peers that something here depends on.
func (s *Service) ListsToPoll(ctx context.Context) (lists []string, err error) {
	err = s.Store.View(ctx, func(tx Tx) error { lists, err = tx.ListsInUse(); return err })
	return lists, err
}

// ExpireMemberships ends records whose credential has run out or whose guest
// access has ended. Policy refuses them at the second without this; it only
// tidies up and tells the homes.
func (s *Service) ExpireMemberships(ctx context.Context) error {
	now := s.now()
	var over []MemberView
	err := s.Store.View(ctx, func(tx Tx) (err error) {
		over, err = tx.MembersOver(now)
		return err
	})
	if err != nil || len(over) == 0 {
		return err
	}
	return s.Store.Update(ctx, func(tx Tx) error {
		over, err := tx.MembersOver(now) // as they stand in this transaction
		if err != nil {
			return err
		}
		for _, m := range over {
			c, err := tx.Community(m.Membership.CommunityID)
			if err != nil {
				return err
			}
			reason := "credential-expired"
			if !m.EndAt.IsZero() && !now.Before(m.EndAt) {
				reason = "lapsed"
			}
			if err := s.end(tx, c, &m.Membership, m.Person, policy.Expired, reason, c.IRI); err != nil {
				return err
			}
		}
		return nil
	})
}

// RenewStamps enqueues the pull of stamps of communities in which one of ours
// has a stamp with less than left to go.
func (s *Service) RenewStamps(ctx context.Context, left time.Duration) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		ms, err := tx.LocalMemberships()
		if err != nil {
			return err
		}
		due := map[int64]bool{}
		now := s.now()
		for _, m := range ms {
			// An hour to either side, so that peers do not all ask at once.
			jitter := time.Duration(m.ID%121-60) * time.Minute
			if m.State != policy.Active || due[m.CommunityID] || m.StampEnd.Sub(now) > left+jitter {
				continue
			}
			due[m.CommunityID] = true
			c, err := tx.Community(m.CommunityID)
			if err != nil {
				return err
			}
			if err := s.pull(tx, Pull{What: "stamps", Host: c.Host, Community: c.ID}, now); err != nil {
				return err
			}
		}
		return nil
	})
}
