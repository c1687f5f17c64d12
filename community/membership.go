package community

import (
	"cmp"
	"context"
	"strings"
	"time"

	"headroom/community/policy"
)

// inviteLife is how long an invitation may be taken up.
const inviteLife = 30 * 24 * time.Hour

// Join asks for the viewer to be let into a community, with a reason and the
// answers to its questions, or takes up an invitation. In one of ours they are
// in at once when a moderator has invited them or set a standing rule;
// otherwise they wait for a decision. A peer's community is sent a Follow. Who
// was removed or left may ask again: it is a new request.
func (s *Service) Join(ctx context.Context, v Viewer, id int64, reason string, answers []Answer) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		c, f, err := s.inCommunity(tx, v, id, policy.Join)
		if err != nil {
			return err
		}
		p, err := tx.Person(v.Person)
		if err != nil {
			return err
		}
		if !p.Local {
			return refuse(policy.Decision{Verdict: policy.Forbidden, Reason: policy.ReasonPolicy})
		}
		switch f.Membership {
		case policy.Active:
			return &Error{Class: Conflict, Key: "error.already_member"}
		case policy.Pending:
			return &Error{Class: Conflict, Key: "error.already_asked"}
		}
		invited := f.Membership == policy.Invited
		byLink, err := s.admittedByLink(tx, c, p, f, LinkStamp{})
		if err != nil {
			return err
		}
		if c.Local && c.Joining == "invitation" && !invited && byLink == "" {
			return &Error{Class: Forbidden, Key: "error.invitation_needed", Reason: policy.ReasonPolicy}
		}
		var check input
		asked := !invited && byLink == ""
		reason := check.text("reason", reason, reasonMax, c.Joining == "request" && asked)
		answers := s.checkAnswers(&check, c, answers, !asked)
		if err := check.problems.Err(); err != nil {
			return err
		}
		m, err := s.newRequest(tx, c, p, reason, answers)
		if err != nil {
			return err
		}
		if c.Local {
			return s.admitOrAsk(tx, c, m, p, LinkStamp{})
		}
		return s.sendFollow(tx, c, m, p)
	})
}

func (s *Service) checkAnswers(check *input, c Community, answers []Answer, invited bool) (out []Answer) {
	given := map[string]string{}
	for _, a := range answers {
		given[a.Question] = a.Text
	}
	for i, q := range c.Questions {
		text := check.text("answer_"+itoa(int64(i+1)), given[q.ID], answerMax, !invited)
		if text != "" {
			out = append(out, Answer{Question: q.ID, Text: text})
		}
	}
	return out
}

// newRequest makes a person's record a pending one under a new Follow. Nothing
// of an earlier membership but its numbers lives on: not the role, not the
// stamp.
func (s *Service) newRequest(tx Tx, c Community, p Person, reason string, answers []Answer) (Membership, error) {
	cred, _, err := bestCredential(tx, p.ID, s.now())
	if err != nil {
		return Membership{}, err
	}
	m, err := tx.MembershipOf(c.ID, p.ID)
	fresh := IsNotFound(err)
	if err != nil && !fresh {
		return m, err
	}
	if fresh {
		m = Membership{ID: tx.NextID(), CommunityID: c.ID, PersonID: p.ID, Epoch: c.Epoch, CreatedAt: s.now()}
		if c.Local {
			m.IRI = c.IRI + "/m/" + itoa(m.ID)
		}
	}
	m.State, m.Role, m.Reason, m.Answers, m.Credential = policy.Pending, policy.NoRole, reason, answers, cred.ID
	m.FollowIRI = s.Identity.URL + "/a/" + itoa(tx.NextID())
	m.EndReason, m.DecidedBy, m.DecidedAt, m.Stamp, m.StampEnd = "", "", time.Time{}, nil, time.Time{}
	m.EndAt, m.Scope, m.Sponsor, m.UpdatedAt, m.Invitation = time.Time{}, nil, "", s.now(), ""
	if inv, err := s.openInvitation(tx, c, p.IRI); err == nil {
		m.Invitation = inv.IRI
		if c.Local || inv.Role == policy.Guest {
			m.Role = inv.Role
		}
		if inv.Role == policy.Guest { // without a credential: on the sponsor's word
			m.EndAt, m.Scope, m.Sponsor, m.Credential = inv.EndAt, inv.Scope, inv.By, 0
		}
	} else if !IsNotFound(err) {
		return m, err
	}
	if _, err := tx.UseFollow(m.FollowIRI, s.now()); err != nil {
		return m, err
	}
	if fresh {
		return m, tx.InsertMembership(m)
	}
	return m, tx.UpdateMembership(m)
}

func (s *Service) sendFollow(tx Tx, c Community, m Membership, p Person) error {
	if err := s.emit(tx, Event{Kind: EventRequested, CommunityID: c.ID, ObjectID: m.ID, PersonID: p.ID}); err != nil {
		return err
	}
	return s.deliver(tx, Delivery{Message: SendFollow, Host: c.Host, Community: c.ID, Membership: m.ID, Person: p.ID,
		Object: m.FollowIRI, ID: followNumber(m.FollowIRI)}, PriorityNormal)
}

// followNumber is the number at the end of one of our own activity ids.
func followNumber(iri string) (n int64) {
	for _, r := range iri[strings.LastIndexByte(iri, '/')+1:] {
		n = n*10 + int64(r-'0')
	}
	return n
}

// Leave ends the viewer's own membership, withdraws their request or declines
// their invitation.
func (s *Service) Leave(ctx context.Context, v Viewer, id int64) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		c, err := tx.Community(id)
		if err != nil {
			return err
		}
		f, err := s.communityFacts(tx, v, c)
		if err != nil {
			return err
		}
		f.Self = true
		if c.Local && f.Role == policy.Moderator && f.Membership == policy.Active {
			if f.LastOfRole, err = s.lastModerator(tx, c); err != nil {
				return err
			}
		}
		if err := refuse(policy.Decide(policy.Leave, f)); err != nil {
			return err
		}
		p, err := tx.Person(v.Person)
		if err != nil {
			return err
		}
		if f.Membership == policy.Invited {
			inv, err := s.openInvitation(tx, c, p.IRI)
			if err != nil {
				return err
			}
			inv.UsedAt = s.now()
			return tx.UpdateInvitation(inv)
		}
		m, err := tx.MembershipOf(c.ID, p.ID)
		if err != nil {
			return err
		}
		cause := m.FollowIRI
		if m.State == policy.Pending {
			cause = "" // nothing was sent to somebody who was never in
		}
		if err := s.end(tx, c, &m, p, policy.Left, policy.ReasonLeft, p.IRI); err != nil || c.Local {
			return err
		}
		return s.purgeIfEmpty(tx, c, cause)
	})
}

// lastModerator reports whether a community has one active moderator of its own
// instance only.
func (s *Service) lastModerator(tx Tx, c Community) (bool, error) {
	counts, err := tx.Audience(c.ID, s.now())
	var n int64
	for _, a := range counts {
		if a.Role == policy.Moderator && a.Host == s.Identity.Host {
			n += a.People
		}
	}
	return n <= 1, err
}

// Queue lists who waits to be let into a community, for those who decide. That
// somebody looked is written down for the members. That of a peer's community
// is asked of its host.
func (s *Service) Queue(ctx context.Context, v Viewer, id int64) ([]Request, error) {
	q, err := s.WholeQueue(ctx, v, id)
	return q.Requests, err
}

// WholeQueue is Queue with what else waits: reports, to moderators.
func (s *Service) WholeQueue(ctx context.Context, v Viewer, id int64) (HostQueue, error) {
	if c, me, away, err := s.awayFrom(ctx, v, id, policy.ViewQueue); err != nil || away {
		if err != nil {
			return HostQueue{}, err
		}
		return s.hostQueue(ctx, v, c, me)
	}
	_, q, err := s.ServeQueue(ctx, v, id)
	return q, err
}

func (s *Service) requests(tx Tx, c Community) ([]Request, error) {
	pending, err := waitingMembers(tx, c)
	if err != nil {
		return nil, err
	}
	names := map[string]string{s.Identity.Host: s.Identity.Name.In(s.Identity.Language)}
	var out []Request
	for _, m := range pending {
		r := Request{Membership: m.Membership, Person: m.Person, Community: c, Back: awaitsModerator(m.Membership)}
		if m.Membership.Credential != 0 {
			if r.Credential, err = tx.Credential(m.Membership.Credential); err != nil {
				return nil, err
			}
			worth, err := credentialWorth(tx, r.Credential, s.now())
			if err != nil {
				return nil, err
			}
			r.Standing = standingName(worth)
		}
		if _, known := names[m.Person.Host]; !known {
			p, err := tx.Peer(m.Person.Host)
			if err != nil && !IsNotFound(err) {
				return nil, err
			}
			names[m.Person.Host] = p.Name
		}
		r.Issuer = names[m.Person.Host]
		out = append(out, r)
	}
	return out, nil
}

// DecideJoin lets an applicant in, or declines with a reason. Each request is
// decided once: Conflict afterwards, and when the applicant's credential does
// not count any more. A decision about a peer's community is sent to it.
func (s *Service) DecideJoin(ctx context.Context, v Viewer, id, membership int64, accept bool, reason string) error {
	return s.DecideJoinBecause(ctx, v, id, membership, accept, Why{Words: reason})
}

// DecideJoinBecause is DecideJoin with one of policy.DeclineReasons, where it
// declines.
func (s *Service) DecideJoinBecause(ctx context.Context, v Viewer, id, membership int64, accept bool, why Why) error {
	return s.decideJoinSaying(ctx, v, id, membership, accept, why, !accept)
}

// DeclineJoin declines without words: the usual reason is a code, which its reader's
// server says in their language.
func (s *Service) DeclineJoin(ctx context.Context, v Viewer, id, membership int64) error {
	return s.decideJoinSaying(ctx, v, id, membership, false, Why{Code: policy.ReasonDeclined}, false)
}

func (s *Service) decideJoinSaying(ctx context.Context, v Viewer, id, membership int64, accept bool, why Why, words bool) error {
	var check input
	why.Words = check.text("reason", why.Words, reasonMax, words)
	if accept {
		why.Code = ""
	} else {
		why.Code = check.coded(why.Code, policy.ReasonDeclined, policy.DeclineReasons)
	}
	if c, me, away, err := s.awayFrom(ctx, v, id, policy.DecideJoin); err != nil || away {
		if err = cmp.Or(err, check.problems.Err()); err != nil {
			return err
		}
		return s.decideElsewhere(ctx, v, c, me, membership, accept, why)
	}
	return s.Store.Update(ctx, func(tx Tx) error {
		c, _, err := s.inCommunity(tx, v, id, policy.DecideJoin)
		if err != nil {
			return err
		}
		m, p, err := s.memberOf(tx, c, membership)
		if err != nil {
			return err
		}
		if err := check.problems.Err(); err != nil && (m.State == policy.Pending || awaitsModerator(m)) {
			return err
		}
		me, err := tx.Person(v.Person)
		if err != nil {
			return err
		}
		return s.decideJoin(tx, c, m, p, me, accept, why)
	})
}

// decideJoin is what a moderator decides about a request, wherever they are.
func (s *Service) decideJoin(tx Tx, c Community, m Membership, p, by Person, accept bool, why Why) error {
	if awaitsModerator(m) {
		return s.decideBack(tx, c, m, p, by, accept, why)
	}
	if m.State != policy.Pending {
		return &Error{Class: Conflict, Key: refusalKey(policy.ReasonAlreadyDecided), Reason: policy.ReasonAlreadyDecided}
	}
	if !accept {
		return s.decline(tx, c, m, p, by, why)
	}
	if err := s.stillGood(tx, c, m); err != nil {
		return err
	}
	if m.Role == policy.NoRole {
		m.Role = policy.Member
	}
	if err := s.activate(tx, c, &m, p, by.IRI); err != nil {
		return err
	}
	return s.tellDecision(tx, c, p, "accepted", why.Words)
}

// memberOf gives a record of a community with its person.
func (s *Service) memberOf(tx Tx, c Community, membership int64) (Membership, Person, error) {
	m, err := tx.Membership(membership)
	if err == nil && m.CommunityID != c.ID {
		err = ErrNotFound
	}
	if err != nil {
		return m, Person{}, err
	}
	p, err := tx.Person(m.PersonID)
	return m, p, err
}

// stillGood reports an applicant whose credential is not what it was.
func (s *Service) stillGood(tx Tx, c Community, m Membership) error {
	worth := policy.NoCredential
	var held string
	if m.Credential != 0 {
		rec, err := tx.Credential(m.Credential)
		if err != nil {
			return err
		}
		held = rec.Type
		if worth, err = credentialWorth(tx, rec, s.now()); err != nil {
			return err
		}
	}
	switch {
	case worth == policy.Unknown:
		return &Error{Class: Unavailable, Key: refusalKey(policy.ReasonStatusUnavailable), Reason: policy.ReasonStatusUnavailable}
	case !admits(c, worth, held):
		return &Error{Class: Conflict, Key: "error.applicant_credential"}
	default:
		return nil
	}
}

// decline ends a request. What the moderator wrote is for the audit log and,
// by mail, for an applicant of this instance; the code is what travels.
func (s *Service) decline(tx Tx, c Community, m Membership, p, by Person, why Why) error {
	if err := s.audit(tx, by.IRI, "membership.decline", m.IRI, why.Words, map[string]string{"person": p.IRI, "community": c.IRI, "code": why.Code}); err != nil {
		return err
	}
	if err := s.end(tx, c, &m, p, policy.Removed, why.Code, by.IRI); err != nil {
		return err
	}
	m.EndReason = policy.ReasonDeclined // whatever the code: they never were a member
	if err := tx.UpdateMembership(m); err != nil {
		return err
	}
	if err := s.emit(tx, Event{Kind: EventDeclined, CommunityID: c.ID, ObjectID: m.ID, PersonID: p.ID}); err != nil {
		return err
	}
	return s.tellDecision(tx, c, p, "declined", why.Words)
}

func (s *Service) tellDecision(tx Tx, c Community, p Person, decision, reason string) error {
	if !p.Local {
		return nil
	}
	a, err := tx.AccountOfPerson(p.ID)
	if err != nil {
		return skipMissing(err)
	}
	return s.mail(tx, Mail{Template: "join-decided", Account: a.ID,
		Args: map[string]string{"community": itoa(c.ID), "decision": decision, "reason": reason}})
}
