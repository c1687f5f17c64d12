package community

import (
	"context"
	"time"

	"headroom/community/policy"
)

// ModAct is what a moderator from another instance has decided, decoded and
// with their proof verified, about something that is not announced: a request
// to join, or a member.
type ModAct struct {
	Activity string    // id
	Kind     Act       // ActAcceptJoin, ActRejectJoin, ActExpel, ActResolve, ActWarn, ActSilence, ActUnsilence, ActReview, ActUnreview, ActRelease, ActWithhold
	Actor    string    // IRI; signer of the proof
	Object   string    // id of a Follow, of a person, or of a report or a held post in the queue
	Reason   string    // code
	Words    string    // beside it
	Until    time.Time // of a time-out
	Digest   string
	Document int64
	Received time.Time
}

// action is what policy is asked about an act.
func (a ModAct) action() policy.Action {
	switch a.Kind {
	case ActAcceptJoin, ActRejectJoin:
		return policy.DecideJoin
	case ActExpel:
		return policy.RemoveMember
	case ActResolve:
		return policy.ResolveReport
	case ActWarn:
		return policy.WarnMember
	case ActSilence, ActUnsilence:
		return policy.SilenceMember
	case ActReview, ActUnreview:
		return policy.ReviewMember
	case ActRelease, ActWithhold:
		return policy.DecidePost
	}
	return ""
}

// PrecheckAct decides, on the facts already held, whether a moderator's act may
// be taken for a community of ours, and in the same transaction stores its bytes
// and the job that applies it.
func (s *Service) PrecheckAct(ctx context.Context, community string, in ModAct, raw []byte) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		c, _, err := s.moderatorOf(tx, community, in)
		if err != nil && ReasonOf(err) != policy.ReasonStatusUnavailable {
			return err
		}
		fresh, _, err := tx.Receive(in.Actor, in.Activity, in.Digest, s.now())
		if err != nil || !fresh {
			return err
		}
		return s.storeReceived(tx, Document{IRI: in.Activity, Signer: in.Actor, CommunityID: c.ID, Object: in.Object,
			Author: in.Actor, Class: "activity", Raw: raw}, c.IRI)
	})
}

// moderatorOf loads a community of ours and who wants to act in it, and asks
// policy whether they may: the moderator of that community, never somebody of
// the same server.
func (s *Service) moderatorOf(tx Tx, community string, in ModAct) (c Community, p Person, err error) {
	if c, err = tx.CommunityByIRI(community); err != nil {
		return c, p, err
	}
	if !c.Local {
		return c, p, ErrNotFound
	}
	if p, err = tx.PersonByIRI(in.Actor); err != nil {
		return c, p, err
	}
	return c, p, s.DecideOn(tx, Viewer{Person: p.ID, Host: p.Host}, c, in.action(), nil)
}

// Moderate applies what a moderator from another instance has decided: policy
// again on the facts of this transaction, then the use case that our own
// moderators call. What is refused only now is answered with a Reject that
// carries the reason.
func (s *Service) Moderate(ctx context.Context, job int64, community string, in ModAct) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if err := tx.FinishJob(job); err != nil {
			return err
		}
		c, p, err := s.moderatorOf(tx, community, in)
		if err == nil {
			err = s.doAct(tx, c, p, in)
		}
		if k := KindOf(err); k == Unavailable && !s.heldTooLong(in.Received) {
			return err // held: the runner tries again
		} else if k != "" && p.ID != 0 {
			if _, err := tx.DropDocument(in.Document); err != nil { // nothing is kept of what did not count
				return err
			}
			return s.deliver(tx, Delivery{Message: SendReject, Host: p.Host, Community: c.ID, Person: p.ID,
				Object: in.Activity, Reason: reasonOr(err, policy.ReasonPolicy)}, PriorityNormal)
		}
		return err
	})
}

// doAct does what a moderator decided. An act that means nothing here is refused
// before anything is written.
func (s *Service) doAct(tx Tx, c Community, by Person, in ModAct) error {
	switch in.Kind {
	case ActAcceptJoin, ActRejectJoin:
		m, err := tx.MembershipByFollow(in.Object)
		if err == nil && m.CommunityID != c.ID {
			err = ErrNotFound
		}
		if IsNotFound(err) { // asked again since, or never here
			return &Error{Class: Conflict, Key: refusalKey(policy.ReasonMovedOn), Reason: policy.ReasonMovedOn}
		}
		if err != nil {
			return err
		}
		p, err := tx.Person(m.PersonID)
		if err != nil {
			return err
		}
		return s.decideJoin(tx, c, m, p, by, in.Kind == ActAcceptJoin, Why{codeFrom(in.Reason, policy.ReasonDeclined, policy.DeclineReasons), in.Words})
	case ActExpel:
		p, err := tx.PersonByIRI(in.Object)
		if err != nil {
			return gone(err)
		}
		m, err := tx.MembershipOf(c.ID, p.ID)
		if err != nil {
			return gone(err)
		}
		return s.removeMember(tx, c, m, p, by, Why{codeFrom(in.Reason, policy.ReasonRemoved, policy.ExpelReasons), in.Words})
	case ActResolve:
		return s.resolveAct(tx, c, by, in)
	case ActRelease, ActWithhold:
		return s.decideHeld(tx, c, HeldNumber(c.IRI, in.Object), by, in.Kind == ActRelease, codeFrom(in.Reason, policy.ReasonPolicy, policy.WithholdReasons))
	case ActWarn, ActSilence, ActUnsilence, ActReview, ActUnreview:
		return s.measureAct(tx, c, by, in)
	}
	return &Error{Class: Invalid, Key: "error.invalid", Reason: policy.ReasonMalformed}
}

// gone says of somebody who is not in a community that they are no member.
func gone(err error) error {
	if IsNotFound(err) {
		return &Error{Class: Conflict, Key: "error.not_member", Reason: policy.ReasonNotMember}
	}
	return err
}

// ServeQueue gives a moderator, at home or from another instance, what waits
// for a community of ours. That somebody looked is written down.
func (s *Service) ServeQueue(ctx context.Context, v Viewer, id int64) (c Community, q HostQueue, err error) {
	err = s.Store.Update(ctx, func(tx Tx) error {
		q = HostQueue{}
		if c, _, err = s.inCommunity(tx, v, id, policy.ViewQueue); err != nil {
			return err
		}
		if !c.Local {
			return ErrNotFound
		}
		me, err := tx.Person(v.Person)
		if err != nil {
			return err
		}
		if err := s.reads(tx, me.IRI, "read.queue", c.IRI); err != nil {
			return err
		}
		if q.Requests, err = s.requests(tx, c); err != nil {
			return err
		}
		if q.Reports, err = s.reportsFor(tx, v, c); err != nil {
			return err
		}
		if q.Held, err = s.heldFor(tx, c); err != nil {
			return err
		}
		if s.DecideOn(tx, v, c, policy.WarnMember, nil) == nil { // not to facilitators
			q.Measures, err = s.measuresFor(tx, c)
		}
		return err
	})
	return c, q, err
}
