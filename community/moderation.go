package community

import (
	"cmp"
	"context"
	"slices"
	"time"

	"headroom/community/policy"
)

// HostQueue is what waits for the moderators of a community, as its host says.
type HostQueue struct {
	Requests []Request
	Reports  []QueuedReport
	Held     []HeldView    // posts that wait, oldest first
	Measures []MeasureView // of the past, newest first
}

// Queues asks the host of a peer's community what waits for its moderators,
// with the key of the moderator who looks. Nothing of the answer is kept.
type Queues interface {
	Queue(ctx context.Context, c Community, moderator Person) (HostQueue, error)
}

// sentActsShown bounds how many refused acts a page shows, and for how long.
const (
	sentActsShown = 20
	sentActsTime  = 7 * 24 * time.Hour
)

// awayFrom tells whether a community's home is a peer, where a moderator's act
// is sent to, and gives who acts. The viewer is asked about first.
func (s *Service) awayFrom(ctx context.Context, v Viewer, id int64, a policy.Action) (c Community, me Person, away bool, err error) {
	err = s.Store.View(ctx, func(tx Tx) error {
		if c, err = tx.Community(id); err != nil || c.Local {
			return nil // decided, and refused, where it is done
		}
		if err := s.DecideOn(tx, v, c, a, nil); err != nil {
			return err
		}
		away = true
		me, err = tx.Person(v.Person)
		return err
	})
	return c, me, away, err
}

// hostQueue asks the host of a peer's community what waits there.
func (s *Service) hostQueue(ctx context.Context, v Viewer, c Community, me Person) (HostQueue, error) {
	away := &Error{Class: Unavailable, Key: "error.host_away"}
	if s.Queues == nil {
		return HostQueue{}, away
	}
	q, err := s.Queues.Queue(ctx, c, me)
	if err != nil {
		away.Cause = err
		return q, away
	}
	err = s.Store.View(ctx, func(tx Tx) error {
		for i, r := range q.Requests {
			q.Requests[i].Community = c
			p, err := tx.PersonByIRI(r.Person.IRI)
			if skipMissing(err) != nil {
				return err
			}
			q.Requests[i].Person.ID = p.ID // for the link to their page, where there is one
		}
		if q.Reports, err = s.knownReports(tx, v, c, q.Reports); err != nil {
			return err
		}
		if q.Held, err = s.knownHeld(tx, q.Held); err != nil {
			return err
		}
		q.Measures, err = s.knownMeasures(tx, q.Measures)
		return err
	})
	return q, err
}

// decideElsewhere sends a decision about a request to join to the community.
func (s *Service) decideElsewhere(ctx context.Context, v Viewer, c Community, me Person, membership int64, accept bool, why Why) error {
	q, err := s.hostQueue(ctx, v, c, me)
	if err != nil {
		return err
	}
	all := q.Requests
	at := slices.IndexFunc(all, func(r Request) bool { return r.Membership.ID == membership })
	if at < 0 {
		return &Error{Class: Conflict, Key: refusalKey(policy.ReasonAlreadyDecided), Reason: policy.ReasonAlreadyDecided}
	}
	p := Publish{Act: ActAcceptJoin, Object: all[at].Membership.FollowIRI, Words: why.Words}
	if !accept {
		p.Act, p.Reason = ActRejectJoin, why.Code
	}
	return s.sendAct(ctx, v, c.ID, policy.DecideJoin, p)
}

// onMemberElsewhere sends an act about a member of a peer's community, whom its
// host has told under a number.
func (s *Service) onMemberElsewhere(ctx context.Context, v Viewer, c Community, me Person, membership int64, a policy.Action, p Publish) error {
	var found RosterEntry
	if s.Roster != nil {
		all, _, err := s.Roster.Room(ctx, c, me)
		if err != nil {
			return &Error{Class: Unavailable, Key: "error.host_away", Cause: err}
		}
		if at := slices.IndexFunc(all, func(e RosterEntry) bool { return e.Membership == membership }); at >= 0 {
			found = all[at]
		}
	}
	if found.IRI == "" || membership == 0 {
		return &Error{Class: Conflict, Key: "error.not_member"}
	}
	p.Object = found.IRI
	return s.sendAct(ctx, v, c.ID, a, p)
}

// sendAct sends what a moderator of ours has decided about a peer's community,
// once policy has allowed it, and remembers it until the host has had time to
// refuse. Nothing is changed here: what the host accepts comes back from it.
func (s *Service) sendAct(ctx context.Context, v Viewer, id int64, a policy.Action, p Publish) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		c, _, err := s.inCommunity(tx, v, id, a)
		if err != nil {
			return err
		}
		p.Community, p.Person = c.ID, v.Person
		return s.publishAct(tx, p)
	})
}

// publishAct is publish of an act whose host may refuse it.
func (s *Service) publishAct(tx Tx, p Publish) error {
	p.ID = cmp.Or(p.ID, tx.NextID())
	err := tx.InsertSentAct(SentAct{ID: tx.NextID(), CommunityID: p.Community, PersonID: p.Person, Kind: p.Act, Object: p.Object,
		Activity: s.Identity.URL + "/a/" + itoa(p.ID), CreatedAt: s.now()})
	if err != nil {
		return err
	}
	return s.publish(tx, p)
}

// actRefused notes that the host has refused what a moderator of ours decided.
func (s *Service) actRefused(tx Tx, group, activity, reason string) error {
	a, err := tx.SentActBy(activity)
	if err != nil || !a.AnsweredAt.IsZero() {
		return skipMissing(err)
	}
	c, err := tx.Community(a.CommunityID)
	if err != nil || c.IRI != group {
		return skipMissing(err)
	}
	a.Answer, a.AnsweredAt = cmp.Or(reason, policy.ReasonPolicy), s.now()
	if err := tx.UpdateSentAct(a); err != nil {
		return err
	}
	return s.emit(tx, Event{Kind: EventActRefused, CommunityID: c.ID, ObjectID: a.ID, PersonID: a.PersonID})
}

// RefusedActs gives what the viewer has decided about a community lately and
// its host has refused, newest first.
func (s *Service) RefusedActs(ctx context.Context, v Viewer, id int64) ([]SentAct, error) {
	return view(ctx, s, func(tx Tx) ([]SentAct, error) {
		c, _, err := s.inCommunity(tx, v, id, policy.ViewQueue)
		if err != nil || c.Local {
			return nil, err
		}
		return tx.RefusedActs(v.Person, c.ID, s.now().Add(-sentActsTime), sentActsShown)
	})
}

// ForgetActs deletes what is remembered of decisions whose time to be refused is
// over.
func (s *Service) ForgetActs(ctx context.Context) error {
	return s.Store.Update(ctx, func(tx Tx) error { return tx.DeleteSentActsBefore(s.now().Add(-4 * sentActsTime)) })
}

// StandingOf is a standing that a host has told, "" for one that we have no
// word for.
func StandingOf(word string) string {
	for c := policy.NoCredential; c <= policy.Appointed; c++ {
		if standingName(c) == word {
			return word
		}
	}
	return ""
}
