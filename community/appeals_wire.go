package community

import (
	"cmp"
	"context"
	"slices"

	"headroom/community/policy"
)

// AppealFlag is an appeal from a peer, decoded and with its issuer's proof
// verified: of one of its people, against what a moderator decided about them.
type AppealFlag struct {
	Flag
	Member string // IRI of who appeals
	Kind   string // "post", "warn", "silence" or "expel"
}

// AppealWord is the word of the wire for what an appeal is against.
func (s *Service) AppealWord(tx Tx, a Appeal) (kind, object, member string, err error) {
	p, err := tx.Person(a.PersonID)
	if err != nil {
		return "", "", "", err
	}
	con, err := s.decisionAbout(tx, p, a.Kind, a.RecordID)
	if err != nil {
		return "", "", "", err
	}
	switch a.Kind {
	case AppealMeasure:
		kind = string(con.Measure)
	case AppealMembership:
		kind = "expel"
	default:
		kind = string(a.Kind)
	}
	return kind, con.object, p.IRI, nil
}

// TakeAppeal decides whether a peer may bring an appeal of one of its people, and
// in the same transaction stores its bytes and the job that applies it. Whatever
// was not decided about them here is NotFound.
func (s *Service) TakeAppeal(ctx context.Context, v Viewer, group string, in AppealFlag, raw []byte) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		c, _, _, err := s.mayAppealFrom(tx, v, group, in)
		if err != nil {
			return err
		}
		fresh, _, err := tx.Receive(in.Issuer, in.Activity, in.Digest, s.now())
		if err != nil || !fresh {
			return err
		}
		return s.storeReceived(tx, Document{IRI: in.Activity, Signer: in.Issuer, CommunityID: c.ID, Object: in.Object,
			Author: in.Member, Class: "report", Raw: raw}, c.IRI)
	})
}

// mayAppealFrom finds what an appeal is against, and asks policy.
func (s *Service) mayAppealFrom(tx Tx, v Viewer, group string, in AppealFlag) (c Community, p Person, con Contested, err error) {
	if c, err = tx.CommunityByIRI(group); err != nil || !c.Local {
		return c, p, con, cmp.Or(err, ErrNotFound)
	}
	p, err = tx.PersonByIRI(in.Member)
	if err == nil && (p.Local || p.Host != v.Host || !sameHost(p.IRI, in.Issuer)) {
		err = ErrNotFound
	}
	if err != nil {
		return c, p, con, err
	}
	kind, record, err := s.foundDecision(tx, c, p, in)
	if err != nil {
		return c, p, con, err
	}
	if con, err = s.decisionAbout(tx, p, kind, record); err != nil {
		return c, p, con, err
	}
	f, _, err := s.viewerFacts(tx, v)
	if err != nil {
		return c, p, con, err
	}
	earlier, err := earlierAppeal(tx, p, con)
	if err != nil {
		return c, p, con, err
	}
	f.Self, f.Decided = true, earlier.ID != 0 && earlier.IRI != in.Activity
	if err := refuse(policy.Decide(policy.MakeAppeal, f)); err != nil {
		return c, p, con, err
	}
	if con.Community.ID != c.ID || s.now().Sub(con.At) > appealTime+receiptTime {
		return c, p, con, ErrNotFound
	}
	return c, p, con, nil
}

// foundDecision finds the newest decision of a kind about a member that they have
// not appealed against.
func (s *Service) foundDecision(tx Tx, c Community, p Person, in AppealFlag) (AppealKind, int64, error) {
	switch in.Kind {
	case string(AppealPost):
		post, err := tx.PostByIRI(in.Object)
		return AppealPost, post.ID, err
	case "expel":
		m, err := tx.MembershipOf(c.ID, p.ID)
		return AppealMembership, m.ID, err
	case string(MeasureWarn), string(MeasureSilence), string(MeasureReview):
		all, err := tx.MeasuresOf(c.ID, p.ID, measuresShown)
		if err != nil {
			return "", 0, err
		}
		first := int64(0)
		for _, m := range all {
			if string(m.Kind) != in.Kind {
				continue
			}
			first = cmp.Or(first, m.ID)
			if earlier, err := tx.AppealOf(p.ID, AppealMeasure, m.ID); IsNotFound(err) || err == nil && earlier.IRI == in.Activity {
				return AppealMeasure, m.ID, nil
			} else if err != nil {
				return "", 0, err
			}
		}
		if first != 0 { // all of them: policy says so
			return AppealMeasure, first, nil
		}
	}
	return "", 0, ErrNotFound
}

// Appealed applies a peer's appeal. One that policy refuses by now is answered
// with the reason.
func (s *Service) Appealed(ctx context.Context, job int64, v Viewer, group string, in AppealFlag) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if err := tx.FinishJob(job); err != nil {
			return err
		}
		if _, err := tx.AppealBy(in.Activity); !IsNotFound(err) {
			return err // taken before
		}
		c, p, con, err := s.mayAppealFrom(tx, v, group, in)
		if k := KindOf(err); k != "" && c.ID != 0 {
			return s.answerFlag(tx, c, in.Host, in.Activity, reasonOr(err, policy.ReasonPolicy))
		}
		if err != nil {
			return err
		}
		a := Appeal{ID: tx.NextID(), IRI: in.Activity, CommunityID: c.ID, PersonID: p.ID, Kind: con.Kind, RecordID: con.RecordID, Against: con.against,
			Host: in.Host, Code: con.Code, Words: in.Words, CreatedAt: s.now()}
		if err := tx.InsertAppeal(a); err != nil {
			return err
		}
		return s.emit(tx, Event{Kind: EventAppealed, CommunityID: c.ID, ObjectID: a.ID})
	})
}

// appealAnswered notes at home what came of an appeal to a peer's community.
func (s *Service) appealAnswered(tx Tx, group, flag, outcome, words string) error {
	a, err := tx.AppealBy(flag)
	if err != nil || !a.DecidedAt.IsZero() || a.Host != "" {
		return skipMissing(err)
	}
	c, err := tx.Community(a.CommunityID)
	if err != nil || c.IRI != group || c.Local {
		return skipMissing(err)
	}
	if !slices.Contains(AppealOutcomes, outcome) {
		outcome = policy.ReasonPolicy // it was not taken
	}
	return s.closeAppeal(tx, a, "", outcome, words)
}
