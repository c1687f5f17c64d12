package community

import (
	"context"
	"time"

	"headroom/community/policy"
)

// JoinRequest is a Follow of a community of ours, verified and translated: the
// signer is the actor, the holder and the subject of the credential.
type JoinRequest struct {
	Job        int64 // finished in the same transaction; 0 for none
	Follow     string
	Community  string
	Person     string // actor IRI, the verified signer
	Reason     string
	Answers    []Answer
	Invitation string
	Credential CredentialRecord // verified: proof, dates, subject; its status is judged here
	Profile    Person           // what the credential says of the subject
}

// RequestJoin records a remote head's request to join, admits them when a
// named moderator's standing rule says so, or refuses with a reason. Each
// Follow id is decided once; a renewal of a member's credential updates the
// stored one and is answered with the current stamp.
func (s *Service) RequestJoin(ctx context.Context, in JoinRequest) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if err := tx.FinishJob(in.Job); err != nil {
			return err
		}
		c, err := tx.CommunityByIRI(in.Community)
		if err != nil || !c.Local {
			return skipMissing(err)
		}
		p, err := tx.PersonByIRI(in.Person)
		if err != nil {
			return err
		}
		fresh, err := tx.UseFollow(in.Follow, s.now())
		if err != nil || !fresh {
			return err // a used Follow is never accepted again
		}
		if err := s.learn(tx, &p, in.Profile); err != nil {
			return err
		}
		rec, err := s.keepCredential(tx, p, in.Credential)
		if err != nil {
			return err
		}
		return s.decideRequest(tx, c, p, rec, in)
	})
}

func (s *Service) decideRequest(tx Tx, c Community, p Person, rec CredentialRecord, in JoinRequest) error {
	now := s.now()
	v := Viewer{Person: p.ID, Host: p.Host}
	m, err := tx.MembershipOf(c.ID, p.ID)
	existed := err == nil
	if err != nil && !IsNotFound(err) {
		return err
	}
	if existed && m.State == policy.Active { // renewal
		m.Credential, m.FollowIRI, m.UpdatedAt = rec.ID, in.Follow, now
		if err := tx.UpdateMembership(m); err != nil {
			return err
		}
		return s.deliver(tx, Delivery{Message: SendAccept, Host: p.Host, Community: c.ID, Membership: m.ID, Person: p.ID,
			Version: m.Version, Object: in.Follow}, PriorityNormal)
	}
	f, err := s.communityFacts(tx, v, c)
	if err != nil {
		return err
	}
	if f.Credential, err = credentialWorth(tx, rec, now); err != nil {
		return err
	}
	f.AdmitsCredential = admits(c, rec.Kind)
	d := policy.Decide(policy.Join, f)
	if d.Verdict == policy.Unavailable {
		return refuse(d) // held: asked again when the status is known
	}
	if !d.OK() {
		return s.deliver(tx, Delivery{Message: SendReject, Host: p.Host, Community: c.ID, Person: p.ID,
			Object: in.Follow, Reason: d.Reason}, PriorityNormal)
	}
	if !existed {
		m = Membership{ID: tx.NextID(), CommunityID: c.ID, PersonID: p.ID, Epoch: c.Epoch, CreatedAt: now, Role: policy.Member}
		m.IRI = c.IRI + "/m/" + itoa(m.ID)
	}
	m.State, m.FollowIRI, m.Reason, m.Answers, m.Credential = policy.Pending, in.Follow, in.Reason, in.Answers, rec.ID
	m.Invitation, m.UpdatedAt, m.EndReason = in.Invitation, now, ""
	if existed {
		err = tx.UpdateMembership(m)
	} else {
		err = tx.InsertMembership(m)
	}
	if err != nil {
		return err
	}
	return s.admitOrAsk(tx, c, m, p)
}

// admitOrAsk admits a pending record by a standing rule or an invitation of a
// named moderator, or tells the moderators that somebody asks.
func (s *Service) admitOrAsk(tx Tx, c Community, m Membership, p Person) error {
	by := ""
	if c.Joining == "automatic" && c.RuleBy != 0 {
		mod, err := tx.Person(c.RuleBy)
		if err != nil {
			return err
		}
		by = mod.IRI
	}
	inv, err := tx.InvitationFor(c.ID, p.IRI)
	if err == nil {
		by, inv.UsedAt = inv.By, s.now()
		if inv.Role == policy.Guest {
			m.Role, m.EndAt, m.Scope, m.Sponsor = policy.Guest, inv.EndAt, inv.Scope, inv.By
		}
		if err := tx.UpdateInvitation(inv); err != nil {
			return err
		}
	} else if !IsNotFound(err) {
		return err
	}
	if by != "" {
		return s.activate(tx, c, &m, p, by)
	}
	return s.emit(tx, Event{Kind: EventRequested, CommunityID: c.ID, ObjectID: m.ID, PersonID: p.ID})
}

// learn keeps what a verified document says of a remote person.
func (s *Service) learn(tx Tx, p *Person, from Person) error {
	if p.Local || from.Name == "" {
		return nil
	}
	changed := false
	set := func(dst *string, v string) {
		if v != "" && *dst != v {
			*dst, changed = v, true
		}
	}
	set(&p.Name, from.Name)
	set(&p.Post, from.Post)
	set(&p.School, from.School)
	set(&p.SchoolID, from.SchoolID)
	set(&p.Authority, from.Authority)
	set(&p.AuthorityID, from.AuthorityID)
	set(&p.Nation, from.Nation)
	set(&p.Biography, from.Biography)
	set(&p.Username, from.Username)
	if len(from.Phase) > 0 {
		p.Phase, changed = from.Phase, true
	}
	if !changed {
		return nil
	}
	p.SearchText = s.Text.Fold(p.Name + " " + p.School + " " + p.Authority)
	p.UpdatedAt = s.now()
	return tx.UpdatePerson(*p)
}

// keepCredential stores a presented credential.
func (s *Service) keepCredential(tx Tx, p Person, c CredentialRecord) (CredentialRecord, error) {
	have, err := tx.CredentialByIRI(c.IRI)
	if err == nil {
		if have.PersonID != p.ID {
			return have, &Error{Class: Forbidden, Key: "error.forbidden", Reason: "malformed"}
		}
		return have, nil
	}
	if !IsNotFound(err) {
		return c, err
	}
	c.ID, c.PersonID, c.Local, c.CreatedAt = tx.NextID(), p.ID, false, s.now()
	return c, tx.InsertCredential(c)
}

// KeepCredential stores a verified credential of a remote person that was
// fetched for a visit, and gives what it is worth now.
func (s *Service) KeepCredential(ctx context.Context, person string, c CredentialRecord) (worth policy.Credential, err error) {
	err = s.Store.Update(ctx, func(tx Tx) error {
		p, err := tx.PersonByIRI(person)
		if err != nil {
			return err
		}
		rec, err := s.keepCredential(tx, p, c)
		if err != nil {
			return err
		}
		worth, err = credentialWorth(tx, rec, s.now())
		return err
	})
	return worth, err
}

// WithdrawJoin ends the membership or request that a Follow made: the member
// has left. Only the follower can.
func (s *Service) WithdrawJoin(ctx context.Context, job int64, person, community, follow string) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if err := tx.FinishJob(job); err != nil {
			return err
		}
		p, err := tx.PersonByIRI(person)
		if err != nil {
			return skipMissing(err)
		}
		c, err := tx.CommunityByIRI(community)
		if err != nil || !c.Local {
			return skipMissing(err)
		}
		m, err := tx.MembershipOf(c.ID, p.ID)
		if err != nil {
			// Undo before its Follow: the Follow stays undone.
			_, err = tx.UseFollow(follow, s.now())
			return err
		}
		if m.FollowIRI != follow || m.State != policy.Active && m.State != policy.Pending && m.State != policy.Suspended {
			return nil
		}
		return s.end(tx, c, &m, p, policy.Left, "left", p.IRI)
	})
}

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
		fresh := m.State != policy.Active
		m.State, m.IRI, m.Role, m.Epoch, m.Version = policy.Active, in.IRI, in.Role, in.Epoch, in.Version
		m.StartAt, m.StampEnd, m.Stamp, m.StampPulled = in.Start, in.End, in.Raw, s.now()
		m.HistoryFrom, m.LogEpoch, m.LogSeq, m.UpdatedAt = in.HistoryFrom, in.LogEpoch, in.LogSeq, s.now()
		m.Scope, m.Sponsor = in.Scope, in.Sponsor
		if err := tx.UpdateMembership(m); err != nil || !fresh {
			return err
		}
		if err := s.emit(tx, Event{Kind: EventJoined, CommunityID: c.ID, ObjectID: m.ID, PersonID: p.ID}); err != nil {
			return err
		}
		if err := s.pull(tx, Pull{What: "group", Host: c.Host, Community: c.ID}, s.now()); err != nil {
			return err
		}
		return s.pull(tx, Pull{What: "log", Host: c.Host, Community: c.ID}, s.now())
	})
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
		return s.emit(tx, Event{Kind: EventDeclined, CommunityID: c.ID, ObjectID: m.ID, PersonID: p.ID})
	})
}

// MembershipRemoved ends our copy of a record because the group said so. When
// our last member has gone, what we hold of the community is purged.
func (s *Service) MembershipRemoved(ctx context.Context, job int64, community, person string, epoch, version int64, reason string) error {
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
		m.Epoch, m.Version = epoch, version-1 // end raises it by one
		if err := s.end(tx, c, &m, p, policy.Removed, reason, c.IRI); err != nil {
			return err
		}
		return s.purgeIfEmpty(tx, c)
	})
}

// InvitationReceived keeps an invitation into a peer's private community.
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

// skipMissing lets a notice of something that is not here pass: replays and
// reordering are harmless.
func skipMissing(err error) error {
	if IsNotFound(err) {
		return nil
	}
	return err
}

// CommunityEnded purges a peer's community that its host has deleted.
func (s *Service) CommunityEnded(ctx context.Context, job int64, group, object string) error {
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
		_, err = tx.PurgeCommunity(c.ID)
		return err
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
