package community

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"headroom/community/policy"
)

// QueuedReport is a report that waits, as a moderator is shown it: never with
// who reported.
type QueuedReport struct {
	Number  int64 // at the community's host
	Object  string
	Context string // of the conversation
	Report  PostReport
	Post    Post // as it is known here; zero where it is not
	Thread  Thread
	Author  PersonView
}

// reportsFor lists, oldest first, the reports of a community of ours that one
// moderator may see: of posts that they may read and have not written.
func (s *Service) reportsFor(tx Tx, v Viewer, c Community) (out []QueuedReport, err error) {
	f, err := s.communityFacts(tx, v, c)
	if err != nil || !policy.Decide(policy.ViewReports, f).OK() {
		return nil, err
	}
	all, err := tx.WaitingReports(c.ID, queueReportsMost)
	if err != nil {
		return nil, err
	}
	for _, r := range all {
		q := QueuedReport{Number: r.ID, Object: r.Object}
		q.Report = PostReport{Code: r.Code, Words: r.Words, CreatedAt: r.CreatedAt}
		of := f
		if err := s.reportedPost(tx, v, c, &q, &of); err != nil {
			return nil, err
		}
		if q.Post.ID == 0 || !policy.Decide(policy.ViewReports, of).OK() {
			continue
		}
		of.Gone = false // that it is deleted is no reason to hide what was said of it
		if policy.Decide(policy.ViewThread, of).OK() {
			out = append(out, q)
		}
	}
	return out, nil
}

// reportedPost fills in the post that a report is about, as far as it is known
// here, and what the viewer is to it.
func (s *Service) reportedPost(tx Tx, v Viewer, c Community, q *QueuedReport, f *policy.Facts) error {
	p, err := tx.PostByIRI(q.Object)
	if err != nil || p.CommunityID != c.ID {
		return skipMissing(err)
	}
	t, err := tx.Thread(p.ThreadID)
	if err != nil {
		return skipMissing(err)
	}
	author, err := tx.Person(p.AuthorID)
	if skipMissing(err) != nil {
		return err
	}
	q.Post, q.Thread, q.Context, q.Author = p, t, t.Context, authorView(author, p.Byline)
	scoped(tx, v, c, t, f)
	s.aboutPost(f, v, p)
	return nil
}

// knownReports adds to what a peer told of its queue the posts that are known
// here, and leaves out what is said of the viewer's own.
func (s *Service) knownReports(tx Tx, v Viewer, c Community, all []QueuedReport) ([]QueuedReport, error) {
	f, err := s.communityFacts(tx, v, c)
	if err != nil {
		return nil, err
	}
	var out []QueuedReport
	for _, q := range all {
		of := f
		if err := s.reportedPost(tx, v, c, &q, &of); err != nil {
			return nil, err
		}
		if policy.Decide(policy.ViewReports, of).OK() {
			out = append(out, q)
		}
	}
	return out, nil
}

// ResolveReport closes a report with one of policy.ReportOutcomes and words for
// who reported, who is told at their home. Conflict when somebody has closed it
// before. A decision about a peer's community is sent to it.
func (s *Service) ResolveReport(ctx context.Context, v Viewer, id, report int64, outcome, words string) error {
	var check input
	words = check.text("answer", words, reasonMax, false)
	if !slices.Contains(policy.ReportOutcomes, outcome) {
		check.fault("outcome", "error.choice", nil)
	}
	if c, _, away, err := s.awayFrom(ctx, v, id, policy.ResolveReport); err != nil || away {
		if err = cmp.Or(err, check.problems.Err()); err != nil {
			return err
		}
		return s.sendAct(ctx, v, c.ID, policy.ResolveReport, Publish{Act: ActResolve, Object: reportID(c, report), Reason: outcome, Words: words})
	}
	return s.Store.Update(ctx, func(tx Tx) error {
		c, _, err := s.inCommunity(tx, v, id, policy.ResolveReport)
		if err != nil {
			return err
		}
		if err := check.problems.Err(); err != nil {
			return err
		}
		me, err := tx.Person(v.Person)
		if err != nil {
			return err
		}
		return s.resolveReport(tx, c, report, me, outcome, words)
	})
}

// resolveAct is what a moderator from another instance decided about a report.
func (s *Service) resolveAct(tx Tx, c Community, by Person, in ModAct) error {
	if !slices.Contains(policy.ReportOutcomes, in.Reason) {
		return &Error{Class: Invalid, Key: "error.choice", Reason: policy.ReasonMalformed}
	}
	return s.resolveReport(tx, c, reportNumber(c, in.Object), by, in.Reason, in.Words)
}

// resolveReport is what a moderator decides about a report, wherever they are.
func (s *Service) resolveReport(tx Tx, c Community, report int64, by Person, outcome, words string) error {
	r, err := tx.PostReport(report)
	if err == nil && r.CommunityID != c.ID {
		err = ErrNotFound
	}
	if IsNotFound(err) {
		return &Error{Class: Conflict, Key: refusalKey(policy.ReasonMovedOn), Reason: policy.ReasonMovedOn}
	}
	if err != nil {
		return err
	}
	v := Viewer{Person: by.ID, Host: by.Host}
	f, err := s.communityFacts(tx, v, c)
	if err != nil {
		return err
	}
	q := QueuedReport{Object: r.Object}
	if err := s.reportedPost(tx, v, c, &q, &f); err != nil {
		return err
	}
	f.Decided, f.Gone = !r.ResolvedAt.IsZero(), false
	if d := policy.Decide(policy.ResolveReport, f); !d.OK() {
		if d.Reason == policy.ReasonAlreadyDecided {
			return &Error{Class: Conflict, Key: refusalKey(d.Reason), Reason: d.Reason}
		}
		return refuse(d)
	}
	if d := policy.Decide(policy.ViewThread, f); q.Post.ID != 0 && !d.OK() {
		return refuse(d)
	}
	if err := s.audit(tx, by.IRI, "report.resolve", reportID(c, r.ID), "", map[string]string{"community": c.IRI, "code": outcome}); err != nil {
		return err
	}
	if err := s.closeReport(tx, r, by.IRI, outcome, words); err != nil || r.Host == "" {
		return err
	}
	return s.answerFlag(tx, c, r.Host, r.IRI, outcome)
}

// reportID is the id of a report in the queue of a community.
func reportID(c Community, number int64) string { return c.IRI + "/reports/" + itoa(number) }

// ReportID is the id under which a report stands in the queue of a community of
// ours. It says nothing of who reported.
func ReportID(c Community, q QueuedReport) string { return reportID(c, q.Number) }

// reportNumber is the number of a report, by its id in the queue of a
// community; 0 when it is none.
func reportNumber(c Community, id string) int64 {
	tail, ok := strings.CutPrefix(id, c.IRI+"/reports/")
	n, err := strconv.ParseInt(tail, 10, 64)
	if !ok || err != nil || n <= 0 || itoa(n) != tail {
		return 0
	}
	return n
}

// report tells moderators here of a report, and one of our people what came of
// theirs, or of what they had put to the vote.
func (t *teller) report(e Event) error {
	if e.Kind == EventPollDone {
		return t.pollDone(e)
	}
	r, err := t.tx.PostReport(e.ObjectID)
	if err != nil {
		return err
	}
	if e.Kind == EventReportDone {
		n := Notice{Kind: NoticeReportDone, CommunityID: r.CommunityID, RecordID: r.ID, EventSeq: e.Seq}
		return t.tell(n, r.ReporterID)
	}
	ms, err := t.tx.Moderators()
	if err != nil {
		return err
	}
	post, err := t.tx.PostByIRI(r.Object)
	if err != nil {
		return err
	}
	var to []int64
	for _, m := range ms {
		if m.CommunityID == r.CommunityID && m.PersonID != post.AuthorID && m.PersonID != r.ReporterID {
			to = append(to, m.PersonID)
		}
	}
	c, err := t.tx.Community(r.CommunityID)
	if err != nil || !c.Local {
		return err
	}
	if err := t.tellElsewhere(c, post.AuthorID); err != nil {
		return err
	}
	return t.tell(Notice{Kind: NoticeReported, CommunityID: r.CommunityID, RecordID: r.ID, EventSeq: e.Seq}, to...)
}

// ownReport is about what the reader reported: what came of it, in the words of
// their language.
func (r *noticeReader) ownReport(n *NoticeView) (bool, error) {
	report, err := r.tx.PostReport(n.RecordID)
	if err != nil || report.ReporterID != r.v.Person || report.ResolvedAt.IsZero() {
		return false, skipMissing(err)
	}
	n.Reason = report.Outcome
	if _, ok, err := r.named(n); err != nil || !ok {
		return true, err
	}
	post, err := r.tx.PostByIRI(report.Object)
	if err != nil {
		return true, skipMissing(err)
	}
	t, err := r.tx.Thread(post.ThreadID)
	if err != nil {
		return true, skipMissing(err)
	}
	ok, err := r.sieve.mayRead(Event{CommunityID: n.CommunityID, ThreadID: t.ID})
	if err == nil && ok {
		n.Thread, n.Post = t, post
		n.Post.Source = ""
	}
	return true, err
}
