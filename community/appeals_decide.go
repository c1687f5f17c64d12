package community

import (
	"context"
	"slices"

	"headroom/community/policy"
)

// AppealView is an appeal as those are shown it who may decide it.
type AppealView struct {
	Appeal
	Person    PersonView // who appeals
	By        PersonView // who decided first
	Contested Contested
}

// AppealQueue is the appeals of a community of ours that the viewer may decide,
// those that were decided, and how many wait that only others may.
type AppealQueue struct {
	Card    CommunityCard
	Waiting []AppealView
	Decided []AppealView
	Others  int // wait for somebody else: against the viewer's own decisions, or their own
}

// AppealQueue lists the appeals of a community of ours for who helps to run it.
func (s *Service) AppealQueue(ctx context.Context, v Viewer, id int64) (AppealQueue, error) {
	return view(ctx, s, func(tx Tx) (out AppealQueue, err error) {
		c, f, err := s.inCommunity(tx, v, id, policy.ViewQueue)
		if err != nil {
			return out, err
		}
		if !c.Local {
			return out, ErrNotFound // its host has them
		}
		if out.Card, err = s.fullCard(tx, v, c, f); err != nil {
			return out, err
		}
		me, err := tx.Person(v.Person)
		if err != nil {
			return out, err
		}
		for _, waiting := range []bool{true, false} {
			all, err := tx.Appeals(c.ID, waiting, appealsShown)
			if err != nil {
				return out, err
			}
			for _, a := range all {
				if !policy.Decide(policy.DecideAppeal, aboutAppeal(f, a, me, true)).OK() {
					if waiting {
						out.Others++
					}
					continue
				}
				row, err := s.appealView(tx, a)
				if err != nil {
					return out, err
				}
				if waiting {
					out.Waiting = append(out.Waiting, row)
				} else {
					out.Decided = append(out.Decided, row)
				}
			}
		}
		return out, nil
	})
}

// aboutAppeal adds what somebody is to an appeal. To be shown one that has been
// decided is not to decide it again.
func aboutAppeal(f policy.Facts, a Appeal, me Person, shown bool) policy.Facts {
	f.Author, f.Self = a.PersonID == me.ID, a.Against == me.IRI
	f.Decided = !a.DecidedAt.IsZero() && !shown
	return f
}

func (s *Service) appealView(tx Tx, a Appeal) (row AppealView, err error) {
	row.Appeal = a
	p, err := tx.Person(a.PersonID)
	if err != nil {
		return row, err
	}
	row.Person = PersonView{Person: p.forOthers()}
	by, err := tx.PersonByIRI(a.Against)
	if skipMissing(err) != nil {
		return row, err
	}
	row.By = PersonView{Person: by.forOthers()}
	// What is contested may be over by now: who was removed has come back.
	row.Contested, err = s.decisionAbout(tx, p, a.Kind, a.RecordID)
	return row, skipMissing(err)
}

// DecideAppeal answers an appeal, for good: who may is a moderator or facilitator
// of the community's own instance who has not made the decision, nor the appeal.
// One that is upheld ends a time-out; the words of a post that was removed are
// gone, and who was removed may ask to join again. Who appealed is told, and the
// log of moderators says that there was one and what came of it.
func (s *Service) DecideAppeal(ctx context.Context, v Viewer, id, appeal int64, outcome, answer string) error {
	var check input
	answer = check.text("answer", answer, reasonMax, true)
	if !slices.Contains(AppealOutcomes, outcome) {
		check.fault("outcome", "error.choice", nil)
	}
	return s.Store.Update(ctx, func(tx Tx) error {
		c, f, err := s.inCommunity(tx, v, id, policy.ViewQueue)
		if err != nil {
			return err
		}
		a, err := tx.Appeal(appeal)
		if err == nil && (a.CommunityID != c.ID || !c.Local) {
			err = ErrNotFound
		}
		if err != nil {
			return err
		}
		me, err := tx.Person(v.Person)
		if err != nil {
			return err
		}
		if d := policy.Decide(policy.DecideAppeal, aboutAppeal(f, a, me, false)); !d.OK() {
			if d.Reason == policy.ReasonAlreadyDecided {
				return &Error{Class: Conflict, Key: refusalKey(d.Reason), Reason: d.Reason}
			}
			return refuse(d)
		}
		if err := check.problems.Err(); err != nil {
			return err
		}
		if err := s.audit(tx, me.IRI, "appeal.decide", itoa(a.ID), "", map[string]string{"community": c.IRI, "outcome": outcome}); err != nil {
			return err
		}
		if err := s.allowAppeal(tx, c, a, me, outcome); err != nil {
			return err
		}
		if err := s.closeAppeal(tx, a, me.IRI, outcome, answer); err != nil || a.Host == "" {
			return err
		}
		return s.answerFlag(tx, c, a.Host, a.IRI, outcome)
	})
}

// allowAppeal undoes what can be undone of a decision that was wrong: a time-out
// or a review that goes on.
func (s *Service) allowAppeal(tx Tx, c Community, a Appeal, by Person, outcome string) error {
	if outcome != policy.ReasonUpheld || a.Kind != AppealMeasure {
		return nil
	}
	m, err := tx.Measure(a.RecordID)
	if err != nil {
		return skipMissing(err)
	}
	record, err := tx.MembershipOf(c.ID, a.PersonID)
	if err != nil || !s.holds(m, record) {
		return skipMissing(err)
	}
	p, err := tx.Person(a.PersonID)
	if err != nil {
		return err
	}
	undo := Measure{Kind: MeasureUnsilence}
	if m.Kind == MeasureReview {
		undo.Kind = MeasureUnreview
	}
	return s.measure(tx, c, record, p, by, undo)
}

// closeAppeal writes down the answer, and lets one of our people know.
func (s *Service) closeAppeal(tx Tx, a Appeal, by, outcome, answer string) error {
	a.DecidedAt, a.DecidedBy, a.Outcome, a.Answer = s.now(), by, outcome, answer
	if err := tx.UpdateAppeal(a); err != nil || a.Host != "" {
		return err
	}
	return s.emit(tx, Event{Kind: EventAppealDone, CommunityID: a.CommunityID, ObjectID: a.ID, PersonID: a.PersonID})
}

// appeal tells those who help to run a community of an appeal, and who appealed
// what came of it.
func (t *teller) appeal(e Event) error {
	a, err := t.tx.Appeal(e.ObjectID)
	if err != nil {
		return err
	}
	n := Notice{Kind: NoticeAppeal, CommunityID: a.CommunityID, RecordID: a.ID, EventSeq: e.Seq}
	if e.Kind == EventAppealDone {
		n.Kind = NoticeAppealDone
		return t.tell(n, a.PersonID)
	}
	staff, err := t.tx.StaffOf(a.CommunityID)
	if err != nil {
		return err
	}
	to := slices.DeleteFunc(slices.Clone(staff), func(id int64) bool { return id == a.PersonID })
	return t.tell(n, to...)
}

// appealNotice is about an appeal: the reader's own, or one for those who help to
// run its community while it waits.
func (r *noticeReader) appealNotice(n *NoticeView, f policy.Facts, named bool) (bool, error) {
	a, err := r.tx.Appeal(n.RecordID)
	if err != nil {
		return false, skipMissing(err)
	}
	if n.Kind == NoticeAppealDone {
		n.Appeal = a
		return a.PersonID == r.v.Person && !a.DecidedAt.IsZero(), nil
	}
	return named && a.PersonID != r.v.Person && a.DecidedAt.IsZero() && policy.Decide(policy.ViewQueue, f).OK(), nil
}
