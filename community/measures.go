package community

import (
	"context"
	"time"

	"headroom/community/policy"
)

// MeasureKind is what a moderator does about a member who stays.
type MeasureKind string

// The kinds of measure: a warning; a time in which somebody reads and does not
// write, and its end before that; that what they write waits for a facilitator,
// and the end of that.
const (
	MeasureWarn      MeasureKind = "warn"
	MeasureSilence   MeasureKind = "silence"
	MeasureUnsilence MeasureKind = "unsilence"
	MeasureReview    MeasureKind = "review"
	MeasureUnreview  MeasureKind = "unreview"
)

// silenceMost is the longest time-out: what is longer is a removal.
const silenceMost = 90 * 24 * time.Hour

// Measure is one of them. It is for the member and the moderators, and nobody
// else: the log of moderators says that there was one and not about whom.
type Measure struct {
	ID          int64
	CommunityID int64
	PersonID    int64
	By          string // IRI of the moderator; "" at the member's home
	Kind        MeasureKind
	Code        string // one of policy.MeasureReasons
	Words       string
	Until       time.Time // of a time-out
	CreatedAt   time.Time
}

// MeasureTx keeps measures, newest first in every list.
type MeasureTx interface {
	InsertMeasure(Measure) error
	Measure(id int64) (Measure, error)
	Measures(community int64, limit int) ([]Measure, error)
	MeasuresOf(community, person int64, limit int) ([]Measure, error)
}

// named gives the act that goes to a peer, what policy is asked, and what the
// audit calls it.
func (k MeasureKind) named() (act Act, action policy.Action, audit string) {
	switch k {
	case MeasureWarn:
		return ActWarn, policy.WarnMember, "membership.warn"
	case MeasureSilence:
		return ActSilence, policy.SilenceMember, "membership.silence"
	case MeasureReview:
		return ActReview, policy.ReviewMember, "membership.review"
	case MeasureUnreview:
		return ActUnreview, policy.ReviewMember, "membership.unreview"
	default:
		return ActUnsilence, policy.SilenceMember, "membership.unsilence"
	}
}

// WarnMember tells a member, and nobody else, that they went too far: a
// moderator's right, with a reason. A peer's community is sent the decision.
func (s *Service) WarnMember(ctx context.Context, v Viewer, id, membership int64, why Why) error {
	return s.measureMember(ctx, v, id, membership, Measure{Kind: MeasureWarn}, why)
}

// SilenceMember takes the right to write from a member for a time of at most 90
// days, and not the right to read: a moderator's right, with a reason.
func (s *Service) SilenceMember(ctx context.Context, v Viewer, id, membership int64, long time.Duration, why Why) error {
	return s.measureMember(ctx, v, id, membership, Measure{Kind: MeasureSilence, Until: sinceSecond(s.now().Add(long))}, why)
}

// UnsilenceMember ends a member's time-out. Conflict when there is none.
func (s *Service) UnsilenceMember(ctx context.Context, v Viewer, id, membership int64) error {
	return s.measureMember(ctx, v, id, membership, Measure{Kind: MeasureUnsilence}, Why{})
}

// ReviewMember has what a member writes from now on wait until a moderator or
// facilitator has seen it: either's right, with a reason that the member reads.
func (s *Service) ReviewMember(ctx context.Context, v Viewer, id, membership int64, why Why) error {
	return s.measureMember(ctx, v, id, membership, Measure{Kind: MeasureReview}, why)
}

// UnreviewMember ends that. Conflict when there is nothing to end. What waits
// already goes on waiting.
func (s *Service) UnreviewMember(ctx context.Context, v Viewer, id, membership int64) error {
	return s.measureMember(ctx, v, id, membership, Measure{Kind: MeasureUnreview}, Why{})
}

// reasoned reports a kind that is decided with a reason.
func (k MeasureKind) reasoned() bool { return k != MeasureUnsilence && k != MeasureUnreview }

func (s *Service) measureMember(ctx context.Context, v Viewer, id, membership int64, m Measure, why Why) error {
	act, action, _ := m.Kind.named()
	var check input
	if m.Kind.reasoned() {
		m.Words = check.text("reason", why.Words, reasonMax, true)
		m.Code = check.coded(why.Code, policy.ReasonPolicy, policy.MeasureReasons)
	}
	if m.Kind == MeasureSilence && !s.silenceFits(m.Until) {
		check.fault("measure", "error.choice", nil)
	}
	p := Publish{Act: act, Reason: m.Code, Words: m.Words}
	if !m.Until.IsZero() {
		p.Until = m.Until.UnixMilli()
	}
	return s.aboutMember(ctx, v, id, membership, action, p, check.problems.Err(), func(tx Tx, c Community, record Membership, p, by Person) error {
		return s.measure(tx, c, record, p, by, m)
	})
}

// silenceFits reports whether a time-out may end then.
func (s *Service) silenceFits(until time.Time) bool {
	return until.After(s.now()) && !until.After(s.now().Add(silenceMost+time.Hour))
}

// measure is what a moderator decides about a member who stays, wherever the
// moderator is. Not of a moderator: that role is taken back first.
func (s *Service) measure(tx Tx, c Community, record Membership, p, by Person, m Measure) error {
	switch {
	case record.State != policy.Active:
		return gone(ErrNotFound)
	case record.Role == policy.Moderator && m.Kind.reasoned():
		return &Error{Class: Conflict, Key: "error.measure_moderator", Reason: policy.ReasonPolicy}
	case p.ID == by.ID && (m.Kind == MeasureReview || m.Kind == MeasureUnreview):
		return refuse(policy.Decision{Verdict: policy.Forbidden, Reason: policy.ReasonPolicy})
	case m.Kind == MeasureSilence && !s.silenceFits(m.Until):
		return &Error{Class: Invalid, Key: "error.invalid", Reason: policy.ReasonMalformed}
	case m.Kind == MeasureUnsilence && !record.SilencedUntil.After(s.now()),
		m.Kind == MeasureReview && !record.ReviewedAt.IsZero(), m.Kind == MeasureUnreview && record.ReviewedAt.IsZero():
		return &Error{Class: Conflict, Key: refusalKey(policy.ReasonMovedOn), Reason: policy.ReasonMovedOn}
	}
	m.CreatedAt = s.now()
	if m.changes(&record) {
		if err := tx.UpdateMembership(record); err != nil {
			return err
		}
	}
	m.ID, m.CommunityID, m.PersonID, m.By = tx.NextID(), c.ID, p.ID, by.IRI
	if err := tx.InsertMeasure(m); err != nil {
		return err
	}
	// The words are for the member and the moderators, not for who reads the audit.
	args := map[string]string{"person": p.IRI, "community": c.IRI, "code": m.Code}
	_, _, act := m.Kind.named()
	if err := s.audit(tx, by.IRI, act, record.IRI, "", args); err != nil {
		return err
	}
	if err := s.emit(tx, Event{Kind: EventMeasure, CommunityID: c.ID, ObjectID: m.ID, PersonID: p.ID}); err != nil || p.Local {
		return err
	}
	return s.deliver(tx, Delivery{Message: SendMeasure, Host: p.Host, Community: c.ID, Person: p.ID, Record: m.ID}, PriorityNormal)
}

// changes writes on a record what a measure does to it.
func (m Measure) changes(record *Membership) bool {
	switch m.Kind {
	case MeasureSilence, MeasureUnsilence:
		record.SilencedUntil = m.Until
	case MeasureReview:
		record.ReviewedAt = m.CreatedAt
	case MeasureUnreview:
		record.ReviewedAt = time.Time{}
	default:
		return false
	}
	return true
}

// measureAct does what a moderator from another instance decided about a member.
func (s *Service) measureAct(tx Tx, c Community, by Person, in ModAct) error {
	p, err := tx.PersonByIRI(in.Object)
	if err != nil {
		return gone(err)
	}
	record, err := tx.MembershipOf(c.ID, p.ID)
	if err != nil {
		return gone(err)
	}
	m := Measure{Code: codeFrom(in.Reason, policy.ReasonPolicy, policy.MeasureReasons), Words: in.Words}
	switch in.Kind {
	case ActWarn:
		m.Kind = MeasureWarn
	case ActSilence:
		m.Kind, m.Until = MeasureSilence, in.Until
	case ActReview:
		m.Kind = MeasureReview
	case ActUnreview:
		m = Measure{Kind: MeasureUnreview}
	default:
		m = Measure{Kind: MeasureUnsilence}
	}
	return s.measure(tx, c, record, p, by, m)
}

// MeasureReceived is a measure about one of our people, as a peer's group says.
type MeasureReceived struct {
	Job               int64
	Community, Person string // IRIs
	Kind              MeasureKind
	Code, Words       string
	Until, Published  time.Time
}

// Measured keeps what a peer's community decided about one of our people, who is
// told, and until when they do not write there. The host holds them to it
// anyhow; of two that crossed, the later one counts.
func (s *Service) Measured(ctx context.Context, in MeasureReceived) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if err := tx.FinishJob(in.Job); err != nil {
			return err
		}
		c, p, record, err := s.ownRecord(tx, in.Community, in.Person)
		if err != nil {
			return skipMissing(err)
		}
		if record.State != policy.Active && record.State != policy.Suspended {
			return nil
		}
		before, err := tx.MeasuresOf(c.ID, p.ID, 1)
		if err != nil {
			return err
		}
		late := len(before) > 0 && in.Published.Before(before[0].CreatedAt)
		m := Measure{ID: tx.NextID(), CommunityID: c.ID, PersonID: p.ID, Kind: in.Kind, Words: in.Words, Until: in.Until, CreatedAt: in.Published}
		if !late && m.changes(&record) {
			if err := tx.UpdateMembership(record); err != nil {
				return err
			}
		}
		if in.Kind.reasoned() {
			m.Code = codeFrom(in.Code, policy.ReasonPolicy, policy.MeasureReasons)
		}
		if err := tx.InsertMeasure(m); err != nil || late && in.Kind != MeasureWarn {
			return err
		}
		return s.emit(tx, Event{Kind: EventMeasure, CommunityID: c.ID, ObjectID: m.ID, PersonID: p.ID})
	})
}
