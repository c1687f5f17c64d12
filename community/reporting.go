package community

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"headroom/community/policy"
)

// Bounds of reports of posts.
const (
	postReportMost   = 2_000 // characters
	reportsOfOne     = 20    // that wait, by one person in a community
	reportsOfHost    = 200   // likewise, from one peer
	reportsOfOutside = 50    // likewise, from people without an account
	queueReportsMost = 200   // shown
)

// PostReportInput is a report of a post as it was typed.
type PostReportInput struct {
	Post  int64
	Code  string // one of policy.ReportReasons
	Words string
	// Of somebody without an account, who reports what is public: the address for
	// an answer, if they want one, and the language of the page.
	Email, Language string
}

// ReportPost tells the moderators of a community, and nobody else, that
// something is wrong with a post. Neither they nor the author learn who says so:
// to a peer's community it goes without a name, signed by this instance. Of what is
// public here, somebody without an account may report too, and is given the number;
// their same words again are the same report. Conflict
// while an earlier report of the same post by the same person waits, Unavailable
// when too many of theirs do.
func (s *Service) ReportPost(ctx context.Context, v Viewer, in PostReportInput) (r PostReport, err error) {
	var check input
	in.Words = check.text("words", in.Words, postReportMost, true)
	if !slices.Contains(policy.ReportReasons, in.Code) {
		check.fault("code", "error.choice", nil)
	}
	in.Email = strings.TrimSpace(in.Email)
	if in.Email != "" && v.Person == 0 {
		in.Email = check.email("email", in.Email)
	}
	return update(ctx, s, func(tx Tx) (PostReport, error) {
		l, err := s.find(tx, v, in.Post)
		if err != nil {
			return r, err
		}
		if err := mayReport(v, l.facts); err != nil {
			return r, err
		}
		if err := check.problems.Err(); err != nil {
			return r, err
		}
		if v.Person == 0 {
			return s.reportFromOutside(tx, l, in)
		}
		earlier, err := tx.ReportsBy(v.Person, l.post.IRI)
		if err != nil {
			return r, err
		}
		if slices.ContainsFunc(earlier, func(e PostReport) bool { return e.ResolvedAt.IsZero() }) {
			return r, &Error{Class: Conflict, Key: "error.reported_already"}
		}
		if n, err := tx.CountReports(l.c.ID, "", v.Person); err != nil || n >= reportsOfOne {
			return r, cmp.Or[error](err, &Error{Class: Unavailable, Key: "error.reports_full"})
		}
		id := tx.NextID()
		r = PostReport{ID: id, IRI: s.Identity.URL + "/a/" + itoa(id), CommunityID: l.c.ID, Object: l.post.IRI, ReporterID: v.Person,
			Code: in.Code, Words: in.Words, CreatedAt: s.now()}
		if err := tx.InsertPostReport(r); err != nil {
			return r, err
		}
		if l.c.Local {
			return r, s.reported(tx, l.c, r)
		}
		return r, s.deliver(tx, Delivery{Message: SendFlag, Host: l.c.Host, Community: l.c.ID, Object: r.IRI}, PriorityNormal)
	})
}

// reported lets the moderators of a community of ours know.
func (s *Service) reported(tx Tx, c Community, r PostReport) error {
	return s.emit(tx, Event{Kind: EventReported, CommunityID: c.ID, ObjectID: r.ID})
}

// MyReports gives what the viewer has reported of a post and what came of it,
// newest first.
func (s *Service) MyReports(ctx context.Context, v Viewer, post int64) ([]PostReport, error) {
	return view(ctx, s, func(tx Tx) ([]PostReport, error) {
		l, err := s.find(tx, v, post)
		if err != nil || v.Person == 0 {
			return nil, cmp.Or(err, ErrNotFound)
		}
		if err := refuse(policy.Decide(policy.ViewThread, l.facts)); err != nil {
			return nil, err
		}
		return tx.ReportsBy(v.Person, l.post.IRI)
	})
}

// Flag is a report from a peer, decoded and with its issuer's proof verified.
type Flag struct {
	Activity string // id
	Issuer   string // signer of the proof
	Host     string
	Object   string // id of the post
	Code     string
	Words    string
	Digest   string
}

// TakeFlag decides, on the facts already held, whether a peer may report a post
// of a community of ours for its people, and in the same transaction stores its
// bytes and the job that applies it.
func (s *Service) TakeFlag(ctx context.Context, v Viewer, group string, in Flag, raw []byte) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		c, post, err := s.mayFlag(tx, v, group, in)
		if err != nil {
			return err
		}
		fresh, _, err := tx.Receive(in.Issuer, in.Activity, in.Digest, s.now())
		if err != nil || !fresh {
			return err
		}
		return s.storeReceived(tx, Document{IRI: in.Activity, Signer: in.Issuer, CommunityID: c.ID, Object: post.IRI,
			Author: in.Issuer, Class: "report", Raw: raw}, c.IRI)
	})
}

// mayFlag asks policy about a peer's report. A post that is of another community
// is as one that is not there.
func (s *Service) mayFlag(tx Tx, v Viewer, group string, in Flag) (c Community, post Post, err error) {
	if c, err = tx.CommunityByIRI(group); err != nil || !c.Local {
		return c, post, cmp.Or(err, ErrNotFound)
	}
	f, err := s.communityFacts(tx, v, c)
	if err != nil {
		return c, post, err
	}
	if !f.FullMember && !f.GuestsOnly { // before anything is said of what is there
		return c, post, refuse(policy.Decide(policy.ReportPost, f))
	}
	post, err = tx.PostByIRI(in.Object)
	if err == nil && (post.CommunityID != c.ID || !shown(post, 0)) {
		err = ErrNotFound
	}
	if err != nil {
		return c, post, err
	}
	if f.GuestsOnly {
		t, err := tx.Thread(post.ThreadID)
		if err != nil {
			return c, post, err
		}
		reading, err := s.GuestsReading(tx, c, v.Host, t.Context)
		if err != nil {
			return c, post, err
		}
		f.InScope = len(reading) > 0
	}
	f.Gone = post.State == PostDeleted
	if err := refuse(policy.Decide(policy.ReportPost, f)); err != nil {
		return c, post, err
	}
	if n, err := tx.CountReports(c.ID, v.Host, 0); err != nil || n >= reportsOfHost {
		return c, post, cmp.Or[error](err, &Error{Class: Forbidden, Key: "error.reports_full", Reason: policy.ReasonPolicy})
	}
	return c, post, nil
}

// Flagged applies a peer's report. One that policy refuses by now is answered
// with the reason.
func (s *Service) Flagged(ctx context.Context, job int64, v Viewer, group string, in Flag) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if err := tx.FinishJob(job); err != nil {
			return err
		}
		if _, err := tx.PostReportBy(in.Activity); !IsNotFound(err) {
			return err // taken before
		}
		c, post, err := s.mayFlag(tx, v, group, in)
		if k := KindOf(err); k != "" && c.ID != 0 {
			return s.answerFlag(tx, c, in.Host, in.Activity, reasonOr(err, policy.ReasonPolicy))
		}
		if err != nil {
			return err
		}
		if !slices.Contains(policy.ReportReasons, in.Code) {
			in.Code = policy.ReasonPolicy
		}
		r := PostReport{ID: tx.NextID(), IRI: in.Activity, CommunityID: c.ID, Object: post.IRI, Host: in.Host, Code: in.Code,
			Words: in.Words, CreatedAt: s.now()}
		if err := tx.InsertPostReport(r); err != nil {
			return err
		}
		return s.reported(tx, c, r)
	})
}

// answerFlag tells the home of a report what came of it.
func (s *Service) answerFlag(tx Tx, c Community, host, flag, reason string) error {
	return s.deliver(tx, Delivery{Message: SendResolved, Host: host, Community: c.ID, Object: flag, Reason: reason}, PriorityNormal)
}

// ReportAnswered notes at home what the moderators of a peer's community said to
// a report of one of our people, and lets them know.
func (s *Service) ReportAnswered(ctx context.Context, job int64, group, flag, outcome, words string) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if err := tx.FinishJob(job); err != nil {
			return err
		}
		r, err := tx.PostReportBy(flag)
		if IsNotFound(err) {
			return s.appealAnswered(tx, group, flag, outcome, words)
		}
		if err != nil || !r.ResolvedAt.IsZero() || r.ReporterID == 0 {
			return skipMissing(err)
		}
		c, err := tx.Community(r.CommunityID)
		if err != nil || c.IRI != group || c.Local {
			return skipMissing(err) // nobody else's to answer
		}
		return s.closeReport(tx, r, "", cmp.Or(outcome, policy.ReasonPolicy), words)
	})
}

// closeReport writes down the answer, and lets one of our people know.
func (s *Service) closeReport(tx Tx, r PostReport, by, outcome, words string) error {
	r.ResolvedAt, r.ResolvedBy, r.Outcome, r.Answer = s.now(), by, outcome, words
	if err := tx.UpdatePostReport(r); err != nil {
		return err
	}
	if r.Contact != "" {
		return s.mail(tx, Mail{Template: "post-report-decided", Report: r.ID, Language: r.Language})
	}
	if r.ReporterID == 0 {
		return nil
	}
	return s.emit(tx, Event{Kind: EventReportDone, CommunityID: r.CommunityID, ObjectID: r.ID, PersonID: r.ReporterID})
}
