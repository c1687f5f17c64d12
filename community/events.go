package community

import (
	"context"

	"headroom/community/policy"
)

// eventScan bounds how many rows one call looks through.
const eventScan = 1000

// EventsSince gives events after seq, oldest first, that the viewer may know of
// now, and the number to go on from. Policy is asked here, when they are sent:
// for a community or thread named by the filter a viewer who may no longer read
// it is refused, and who was revoked since is Unauthenticated, so that their
// stream ends.
func (s *Service) EventsSince(ctx context.Context, v Viewer, seq int64, f EventFilter, limit int) (events []Event, last int64, err error) {
	if limit <= 0 || limit > 200 {
		limit = 200
	}
	err = s.Store.View(ctx, func(tx Tx) error {
		events, last = nil, seq
		if err := s.mayStream(tx, v, f); err != nil {
			return err
		}
		st, err := s.standing(tx, v)
		if err != nil {
			return err
		}
		sieve := sieve{s: s, tx: tx, v: v, st: st, rooms: map[int64]policy.Facts{}}
		rows, err := tx.EventsAfter(seq, eventScan)
		if err != nil {
			return err
		}
		for _, e := range rows {
			if len(events) == limit {
				return nil
			}
			last = e.Seq
			if v.Person != 0 && (e.Kind == EventRevoked || e.Kind == EventExpired) && e.PersonID == v.Person {
				return &Error{Class: Unauthenticated, Key: "error.session_ended"}
			}
			if f.Community != 0 && e.CommunityID != f.Community || f.Thread != 0 && e.ThreadID != f.Thread {
				continue
			}
			ok, err := sieve.passes(e)
			if err != nil {
				return err
			}
			if ok {
				events = append(events, e)
			}
		}
		return nil
	})
	if err != nil {
		return nil, seq, err
	}
	return events, last, nil
}

// mayStream refuses a stream to who may not follow what it is about.
func (s *Service) mayStream(tx Tx, v Viewer, f EventFilter) error {
	if v.Account != 0 {
		a, err := tx.Account(v.Account)
		if IsNotFound(err) || err == nil && !a.Good(s.now()) {
			return &Error{Class: Unauthenticated, Key: "error.session_ended"}
		}
		if err != nil {
			return err
		}
	}
	switch {
	case f.Thread != 0:
		_, _, _, err := s.inThread(tx, v, f.Thread, policy.ViewThread)
		return err
	case f.Community != 0:
		_, _, err := s.inCommunity(tx, v, f.Community, policy.ViewThread)
		return err
	default:
		return nil
	}
}

// LastEvent gives the number of the newest event, where a new stream begins.
func (s *Service) LastEvent(ctx context.Context) (int64, error) {
	return view(ctx, s, func(tx Tx) (int64, error) { return tx.LastEvent() })
}

// sieve lets the events pass that one viewer may know of.
type sieve struct {
	s     *Service
	tx    Tx
	v     Viewer
	st    standing
	rooms map[int64]policy.Facts
}

func (w *sieve) passes(e Event) (bool, error) {
	mine := w.v.Person != 0 && e.PersonID == w.v.Person
	switch e.Kind {
	case EventPostSent, EventRefused, EventActRefused, EventMessage, EventMessageBack, EventMeasure, EventAppealDone, EventReleased:
		return mine, nil
	case EventNotified: // says nothing: who asks looks at their own
		return w.v.Person != 0, nil
	case EventVerified, EventRevoked, EventExpired, EventSuspended, EventRestored:
		return mine || w.st.facts.Asker == policy.Operator, nil
	case EventPeer, EventStatusList:
		return policy.Decide(policy.ManagePeers, w.st.facts).OK(), nil
	case EventPosted, EventEdited, EventDeleted, EventReacted, EventLocked, EventPinned, EventPollDone:
		return w.mayRead(e)
	case EventReportDone:
		return mine, nil
	case EventAppealed:
		return w.asked(e, policy.ViewQueue, false)
	case EventReported:
		return w.asked(e, policy.ViewReports, false)
	case EventHeld:
		return w.asked(e, policy.DecidePost, false)
	case EventRequested:
		return w.asked(e, policy.ViewQueue, mine)
	case EventJoined, EventEnded, EventDeclined, EventInvited:
		if e.Kind == EventDeclined || e.Kind == EventInvited {
			return mine, nil
		}
		return w.asked(e, policy.ViewMembers, mine)
	case EventCommunity:
		return w.asked(e, policy.ViewListed, false)
	default:
		return false, nil
	}
}

func (w *sieve) asked(e Event, a policy.Action, mine bool) (bool, error) {
	if mine {
		return true, nil
	}
	f, err := w.facts(e.CommunityID)
	return err == nil && policy.Decide(a, f).OK(), skipMissing(err)
}

// mayRead asks about the thread itself, which may be out of a guest's scope or
// wait for its host.
func (w *sieve) mayRead(e Event) (bool, error) {
	f, err := w.facts(e.CommunityID)
	if err != nil {
		return false, skipMissing(err)
	}
	if f.Asker == policy.Person && (f.Role == policy.Guest || f.Bounded) {
		t, err := w.tx.Thread(e.ThreadID)
		if err != nil {
			return false, skipMissing(err)
		}
		c, err := w.tx.Community(e.CommunityID)
		if err != nil {
			return false, err
		}
		scoped(w.tx, w.v, c, t, &f)
	}
	return policy.Decide(policy.ViewThread, f).OK(), nil
}

func (w *sieve) facts(community int64) (policy.Facts, error) {
	if f, ok := w.rooms[community]; ok {
		return f, nil
	}
	c, err := w.tx.Community(community)
	if err != nil {
		return policy.Facts{}, err
	}
	f, err := w.s.factsIn(w.tx, w.v, w.st, c)
	if err == nil {
		w.rooms[community] = f
	}
	return f, err
}
