package community

import (
	"cmp"
	"context"

	"headroom/community/policy"
)

// RemoveMember ends another's membership, with a reason: a moderator's right.
// The last moderator stays. A peer's community is sent the decision.
func (s *Service) RemoveMember(ctx context.Context, v Viewer, id, membership int64, reason string) error {
	return s.RemoveMemberBecause(ctx, v, id, membership, Why{Words: reason})
}

// RemoveMemberBecause is RemoveMember with one of policy.ExpelReasons.
func (s *Service) RemoveMemberBecause(ctx context.Context, v Viewer, id, membership int64, why Why) error {
	var check input
	why.Words = check.text("reason", why.Words, reasonMax, true)
	why.Code = check.coded(why.Code, policy.ReasonRemoved, policy.ExpelReasons)
	p := Publish{Act: ActExpel, Reason: why.Code, Words: why.Words}
	return s.aboutMember(ctx, v, id, membership, policy.RemoveMember, p, check.problems.Err(), func(tx Tx, c Community, m Membership, p, by Person) error {
		return s.removeMember(tx, c, m, p, by, why)
	})
}

// aboutMember has a moderator decide about a member of a community: of ours here, of a
// peer's by an act that goes to its host. bad is what is wrong with the form; who may
// not decide is told that first.
func (s *Service) aboutMember(ctx context.Context, v Viewer, id, membership int64, action policy.Action, p Publish, bad error,
	decide func(tx Tx, c Community, m Membership, p, by Person) error) error {
	if c, me, away, err := s.awayFrom(ctx, v, id, action); err != nil || away {
		if err = cmp.Or(err, bad); err != nil {
			return err
		}
		return s.onMemberElsewhere(ctx, v, c, me, membership, action, p)
	}
	return s.Store.Update(ctx, func(tx Tx) error {
		c, _, err := s.inCommunity(tx, v, id, action)
		if err != nil {
			return err
		}
		m, person, err := s.memberOf(tx, c, membership)
		if err != nil {
			return err
		}
		if bad != nil {
			return bad
		}
		me, err := tx.Person(v.Person)
		if err != nil {
			return err
		}
		return decide(tx, c, m, person, me)
	})
}

// removeMember is what a moderator decides about a member, wherever they are.
func (s *Service) removeMember(tx Tx, c Community, m Membership, p, by Person, why Why) error {
	if m.State != policy.Active && m.State != policy.Suspended {
		return &Error{Class: Conflict, Key: "error.not_member", Reason: policy.ReasonNotMember}
	}
	if err := s.keepModerator(tx, c, m); err != nil {
		return err
	}
	if err := s.audit(tx, by.IRI, "membership.remove", m.IRI, why.Words, map[string]string{"person": p.IRI, "community": c.IRI, "code": why.Code}); err != nil {
		return err
	}
	return s.end(tx, c, &m, p, policy.Removed, why.Code, by.IRI)
}

// keepModerator refuses to take the role away from the last moderator whose home
// is the community's own instance: settings are theirs alone.
func (s *Service) keepModerator(tx Tx, c Community, m Membership) error {
	if m.Role != policy.Moderator || m.State != policy.Active {
		return nil
	}
	if p, err := tx.Person(m.PersonID); err != nil || !p.Local {
		return err
	}
	last, err := s.lastModerator(tx, c)
	if err == nil && last {
		return &Error{Class: Conflict, Key: refusalKey(policy.ReasonLastModerator), Reason: policy.ReasonLastModerator}
	}
	return err
}

// deleted tells an author that a moderator removed their post. The reason is
// read from the tombstone when it is shown.
func (t *teller) deleted(e Event) error {
	post, err := t.tx.Post(e.ObjectID)
	if err != nil || post.RemovedBy == "" || post.RemovedBy == post.AuthorIRI {
		return err
	}
	return t.tell(Notice{Kind: NoticeRemoved, CommunityID: post.CommunityID, ThreadID: post.ThreadID, PostID: post.ID}, post.AuthorID)
}
