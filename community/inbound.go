package community

import (
	"context"
	"slices"
	"time"

	"headroom/community/policy"
)

// JoinRequest is a Follow of a community of ours, verified and translated: the
// signer is the actor, the holder and the subject of the credential.
type JoinRequest struct {
	Job        int64 // finished in the same transaction; 0 for none
	Received   time.Time
	Follow     string
	Community  string
	Person     string // actor IRI, the verified signer
	Reason     string
	Answers    []Answer
	Invitation string
	Credential CredentialRecord // verified: proof, dates, subject; its status is judged here
	Profile    Person           // what the credential says of the subject
	Linked     LinkStamp        // that they are in a linked community, if they show it
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
		var rec CredentialRecord // a guest has none
		if in.Credential.IRI != "" {
			if rec, err = s.keepCredential(tx, p, in.Credential); err != nil {
				return err
			}
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
	if existed && (m.State == policy.Active || onHold(m)) {
		return s.renewed(tx, c, m, p, rec, in.Follow)
	}
	f, err := s.communityFacts(tx, v, c)
	if err != nil {
		return err
	}
	if rec.ID != 0 {
		if f.Credential, err = credentialWorth(tx, rec, now); err != nil {
			return err
		}
		f.AdmitsCredential = admits(c, rec.Kind, rec.Type)
	} else if f.Role != policy.Guest {
		f.Credential = policy.NoCredential // whatever they may hold, they have shown none
	}
	d := policy.Decide(policy.Join, f)
	if d.OK() {
		all, err := s.knowsEveryHome(tx, c, p)
		if err != nil {
			return err
		}
		if !all {
			d = policy.Decision{Verdict: policy.Forbidden, Reason: policy.ReasonNotPeered}
		}
	}
	if d.Verdict == policy.Unavailable && !s.heldTooLong(in.Received) {
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
	m.Invitation, m.UpdatedAt, m.EndReason, m.Role = in.Invitation, now, "", policy.Member // an earlier role is over
	if existed {
		err = tx.UpdateMembership(m)
	} else {
		err = tx.InsertMembership(m)
	}
	if err != nil {
		return err
	}
	return s.admitOrAsk(tx, c, m, p, in.Linked)
}

// admitOrAsk admits a pending record by a standing rule or an invitation of a
// named moderator, or tells the moderators that somebody asks. stamp is what the
// request says of a linked community.
func (s *Service) admitOrAsk(tx Tx, c Community, m Membership, p Person, stamp LinkStamp) error {
	by := ""
	if c.Joining == "automatic" {
		var err error
		if by, err = s.ruleStands(tx, c, c.RuleBy); err != nil {
			return err
		}
	}
	if by == "" {
		f, err := s.communityFacts(tx, Viewer{Person: p.ID, Host: p.Host}, c)
		if err != nil {
			return err
		}
		if by, err = s.admittedByLink(tx, c, p, f, stamp); err != nil {
			return err
		}
	}
	inv, err := s.openInvitation(tx, c, p.IRI)
	if err == nil && inv.Role == policy.Guest && m.Invitation != inv.IRI {
		err = ErrNotFound // they ask to be more than a guest, and may not have heard of it yet
	}
	if err == nil {
		stands, err := s.inviterStands(tx, c, inv)
		if err != nil {
			return err
		}
		if !stands {
			return s.emit(tx, Event{Kind: EventRequested, CommunityID: c.ID, ObjectID: m.ID, PersonID: p.ID})
		}
	}
	if err == nil {
		by, inv.UsedAt = inv.By, s.now()
		m.Role = inv.Role
		if inv.Role == policy.Guest {
			comes, err := s.guestComes(tx, c, &m, inv)
			if err != nil {
				return err
			}
			if !comes {
				return s.end(tx, c, &m, p, policy.Removed, policy.ReasonDeclined, inv.By)
			}
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
	if len(from.Phase) > 0 && !slices.Equal(from.Phase, p.Phase) {
		p.Phase, changed = from.Phase, true
	}
	if !changed {
		return nil
	}
	s.index(p)
	if err := s.placeSchool(tx, p); err != nil {
		return err
	}
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
	if err := s.judgeFirst(tx, &c); err != nil {
		return c, err
	}
	return c, tx.InsertCredential(c)
}

// KeepCredential stores a verified credential of a remote person that was
// fetched for a visit, and gives what it is worth now.
func (s *Service) KeepCredential(ctx context.Context, person string, c CredentialRecord, says Person) (worth policy.Credential, err error) {
	err = s.Store.Update(ctx, func(tx Tx) error {
		p, err := tx.PersonByIRI(person)
		if err != nil {
			return err
		}
		if err := s.learn(tx, &p, says); err != nil {
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
		if m.FollowIRI != follow {
			// One that never came: a renewal, or a request that stays undone. Its
			// sender has no later one, so that they are out; an old one says nothing.
			if fresh, err := tx.UseFollow(follow, s.now()); err != nil || !fresh {
				return err
			}
		}
		if m.State != policy.Active && m.State != policy.Pending && m.State != policy.Suspended {
			return nil
		}
		return s.end(tx, c, &m, p, policy.Left, "left", p.IRI)
	})
}
