package community

import (
	"context"
	"slices"
	"strings"
	"time"

	"headroom/community/policy"
)

// StampReceived is a stamp that a group of a peer gave one of our people,
// verified: by Accept, or pulled.
type StampReceived struct {
	Job                    int64
	Follow                 string // of an Accept; "" when pulled
	Community, Person, IRI string
	Role                   policy.Role
	Start, End             time.Time
	Epoch, Version         int64
	HistoryFrom            time.Time
	LogEpoch, LogSeq       int64
	Scope                  []string
	Sponsor                string
	Raw                    []byte
}

// AcceptStamp makes our copy of the membership record current. The higher
// (epoch, version) wins; after a Remove only a stamp for a later Follow of our
// own user is accepted.
func (s *Service) AcceptStamp(ctx context.Context, in StampReceived) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if err := tx.FinishJob(in.Job); err != nil {
			return err
		}
		c, p, m, err := s.ownRecord(tx, in.Community, in.Person)
		if err != nil {
			return skipMissing(err)
		}
		if (in.Role == policy.Guest) != (m.Role == policy.Guest) {
			return nil // a guest asked to be one, and nobody else did
		}
		if in.Follow != "" && in.Follow != m.FollowIRI {
			return nil
		}
		switch m.State {
		case policy.Active, policy.Pending, policy.Suspended:
		default:
			return nil // removed, left or expired: only a new Follow reopens
		}
		if in.Epoch < m.Epoch || in.Epoch == m.Epoch && in.Version < m.Version {
			return nil
		}
		if held, err := s.withheld(tx, p); err != nil || held {
			return err // the host does not know yet; a stamp is asked for when it is lifted
		}
		if in.End, err = withinAgreement(tx, c.Host, in.End); err != nil {
			return err
		}
		if in.Role == policy.Guest {
			if in.End, err = guestUntil(tx, c.Host, in.End); err != nil {
				return skipMissing(err)
			}
		}
		fresh, back := m.State != policy.Active, onHold(m)
		promoted := !fresh && m.Role != in.Role && in.Role != policy.Guest
		m.State, m.IRI, m.Role, m.Epoch, m.Version = policy.Active, in.IRI, in.Role, in.Epoch, in.Version
		m.StartAt, m.StampEnd, m.Stamp, m.StampPulled = in.Start, in.End, in.Raw, s.now()
		m.HistoryFrom, m.LogEpoch, m.LogSeq, m.UpdatedAt = in.HistoryFrom, in.LogEpoch, in.LogSeq, s.now()
		m.Scope, m.Sponsor, m.EndReason = in.Scope, in.Sponsor, ""
		if m.Role == policy.Guest && m.EndAt.Before(in.End) {
			m.EndAt = in.End // their days were extended: as far as is known here
		}
		if err := tx.UpdateMembership(m); err != nil || !fresh && !promoted {
			return err
		}
		if promoted { // what a moderator may see is asked for anew
			if err := s.emit(tx, Event{Kind: EventCommunity, CommunityID: c.ID, ObjectID: m.ID, PersonID: p.ID}); err != nil {
				return err
			}
			return s.pull(tx, Pull{What: "group", Host: c.Host, Community: c.ID}, s.now())
		}
		if err := s.useInvitation(tx, c, p); err != nil {
			return err
		}
		event := Event{Kind: EventJoined, CommunityID: c.ID, ObjectID: m.ID, PersonID: p.ID}
		if back {
			event = Event{Kind: EventCommunity, CommunityID: c.ID}
		}
		if err := s.emit(tx, event); err != nil {
			return err
		}
		if err := s.pull(tx, Pull{What: "group", Host: c.Host, Community: c.ID}, s.now()); err != nil || m.Role == policy.Guest {
			return err // what a guest may read is sent
		}
		return s.pull(tx, Pull{What: "log", Host: c.Host, Community: c.ID}, s.now())
	})
}

// withheld reports whether what a person of ours holds is suspended.
func (s *Service) withheld(tx Tx, p Person) (bool, error) {
	_, worth, err := bestCredential(tx, p.ID, s.now())
	return worth == policy.Withheld, err
}

// ownRecord gives one of our people's record in a peer's community.
func (s *Service) ownRecord(tx Tx, community, person string) (c Community, p Person, m Membership, err error) {
	if c, err = tx.CommunityByIRI(community); err != nil {
		return
	}
	if p, err = tx.PersonByIRI(person); err != nil {
		return
	}
	if c.Local || !p.Local {
		err = ErrNotFound
		return
	}
	m, err = tx.MembershipOf(c.ID, p.ID)
	return
}

// JoinRejected tells one of our people that a peer's community said no.
func (s *Service) JoinRejected(ctx context.Context, job int64, community, follow, reason string) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if err := tx.FinishJob(job); err != nil {
			return err
		}
		m, err := tx.MembershipByFollow(follow)
		if err != nil {
			return skipMissing(err)
		}
		c, err := tx.Community(m.CommunityID)
		if err != nil || c.IRI != community || m.State != policy.Pending {
			return err
		}
		p, err := tx.Person(m.PersonID)
		if err != nil {
			return err
		}
		m.State, m.EndReason, m.UpdatedAt = policy.Removed, reason, s.now()
		if err := tx.UpdateMembership(m); err != nil {
			return err
		}
		again := reason == policy.ReasonNotPeered || reason == policy.ReasonStatusUnavailable
		if m.Role == policy.Guest && !again { // what invited them is not worth anything any more
			if err := s.useInvitation(tx, c, p); err != nil {
				return err
			}
		}
		return s.emit(tx, Event{Kind: EventDeclined, CommunityID: c.ID, ObjectID: m.ID, PersonID: p.ID})
	})
}

// MembershipRemoved ends our copy of a record because the group said so. When
// our last member has gone, what we hold of the community is purged, with a
// receipt that names the notice.
func (s *Service) MembershipRemoved(ctx context.Context, job int64, notice, community, person string, epoch, version int64, reason string) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if err := tx.FinishJob(job); err != nil {
			return err
		}
		c, p, m, err := s.ownRecord(tx, community, person)
		if err != nil {
			return skipMissing(err)
		}
		if epoch < m.Epoch || epoch == m.Epoch && version <= m.Version && m.State == policy.Removed {
			return nil
		}
		if epoch == m.Epoch && version < m.Version {
			return nil
		}
		if m.State == policy.Expired || m.State == policy.Left { // known already: nobody is told twice
			m.Epoch, m.Version = epoch, version
			if err := tx.UpdateMembership(m); err != nil {
				return err
			}
			return s.purgeIfEmpty(tx, c, notice)
		}
		m.Epoch, m.Version = epoch, version-1 // end raises it by one
		if err := s.end(tx, c, &m, p, policy.Removed, reason, c.IRI); err != nil {
			return err
		}
		return s.purgeIfEmpty(tx, c, notice)
	})
}

// InvitationReceived keeps an invitation into a peer's community, as a member or
// as a guest of single conversations.
func (s *Service) InvitationReceived(ctx context.Context, job int64, in Invitation, community string) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if err := tx.FinishJob(job); err != nil {
			return err
		}
		c, err := tx.CommunityByIRI(community)
		if err != nil {
			return err
		}
		p, err := tx.PersonByIRI(in.Person)
		if err != nil || !p.Local {
			return skipMissing(err)
		}
		if !s.invites(in, community) {
			return nil
		}
		if in.Role == policy.Guest {
			in.ExpiresAt = in.EndAt
		}
		in.ID, in.CommunityID, in.CreatedAt = tx.NextID(), c.ID, s.now()
		if err := tx.InsertInvitation(in); err != nil {
			if KindOf(err) == Conflict {
				return nil
			}
			return err
		}
		if err := s.emit(tx, Event{Kind: EventInvited, CommunityID: c.ID, PersonID: p.ID}); err != nil {
			return err
		}
		return s.pull(tx, Pull{What: "group", Host: c.Host, Community: c.ID}, s.now())
	})
}

// invites reports whether an invitation has one of the two forms there are: a
// member's, without scope and end, or a guest's, with conversations of that
// community and an end within thirty days. Others are not kept.
func (s *Service) invites(in Invitation, community string) bool {
	if in.Role != policy.Guest {
		return len(in.Scope) == 0 && in.EndAt.IsZero()
	}
	now := s.now()
	outside := func(context string) bool { return !strings.HasPrefix(context, community+"/") }
	return len(in.Scope) > 0 && !slices.ContainsFunc(in.Scope, outside) &&
		in.EndAt.After(now) && !in.EndAt.After(now.Add(guestDays*guestDay+skewMost))
}

// skipMissing lets a notice of something that is not here pass: replays and
// reordering are harmless.
func skipMissing(err error) error {
	if IsNotFound(err) {
		return nil
	}
	return err
}

// CommunityEnded purges a peer's community that its host has deleted, with a
// receipt that names the notice.
func (s *Service) CommunityEnded(ctx context.Context, job int64, notice, group, object string) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if err := tx.FinishJob(job); err != nil {
			return err
		}
		c, err := tx.CommunityByIRI(group)
		if err != nil || c.Local || object != group {
			return skipMissing(err)
		}
		members, err := tx.Members(c.ID, policy.Active, policy.Pending, policy.Suspended)
		if err != nil {
			return err
		}
		for _, m := range members {
			if !m.Person.Local {
				continue
			}
			if err := s.end(tx, c, &m.Membership, m.Person, policy.Removed, "gone", c.IRI); err != nil {
				return err
			}
		}
		c.DeletedAt = s.now()
		if err := tx.UpdateCommunity(c); err != nil {
			return err
		}
		if err := s.endLinksOf(tx, c.ID, c.IRI, policy.ReasonGone); err != nil {
			return err
		}
		return s.purge(tx, c, notice)
	})
}

// Finish ends a job whose work was done in transactions of its own.
func (s *Service) Finish(ctx context.Context, job int64) error {
	return s.Store.Update(ctx, func(tx Tx) error { return tx.FinishJob(job) })
}

// PullSoon enqueues a fetch, and ends the job that asked for it.
func (s *Service) PullSoon(ctx context.Context, job int64, p Pull) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if err := tx.FinishJob(job); err != nil {
			return err
		}
		return s.pull(tx, p, s.now())
	})
}

// useInvitation marks an invitation that has been taken up: it says nothing
// any more once its membership has ended.
func (s *Service) useInvitation(tx Tx, c Community, p Person) error {
	inv, err := s.openInvitation(tx, c, p.IRI)
	if err != nil {
		return skipMissing(err)
	}
	inv.UsedAt = s.now()
	return tx.UpdateInvitation(inv)
}
