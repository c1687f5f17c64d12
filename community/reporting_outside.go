package community

import (
	"context"
	"slices"

	"headroom/community/policy"
)

// mayReport asks policy whether somebody may report a post: as who they are here,
// or as one of the public. Who has not said who they are learns nothing of what
// is not public.
func mayReport(v Viewer, f policy.Facts) error {
	public := policy.Decide(policy.ReportPublic, f)
	if public.OK() || v.Person == 0 && !v.SignedIn() {
		return refuse(public)
	}
	return refuse(policy.Decide(policy.ReportPost, f))
}

// reportFromOutside keeps a report of a public post by somebody without an
// account. What they sent before in the same words, while it waits, is given
// back: nobody's second press makes a second report.
func (s *Service) reportFromOutside(tx Tx, l located, in PostReportInput) (r PostReport, err error) {
	waiting, err := tx.OutsideReports(l.c.ID, reportsOfOutside)
	if err != nil {
		return r, err
	}
	same := func(o PostReport) bool {
		return o.Object == l.post.IRI && o.Code == in.Code && o.Words == in.Words && o.Contact == in.Email
	}
	if at := slices.IndexFunc(waiting, same); at >= 0 {
		return waiting[at], nil
	}
	if len(waiting) >= reportsOfOutside {
		return r, &Error{Class: Unavailable, Key: "error.reports_full"}
	}
	id := tx.NextID()
	r = PostReport{ID: id, IRI: s.Identity.URL + "/a/" + itoa(id), CommunityID: l.c.ID, Object: l.post.IRI, Code: in.Code, Words: in.Words,
		Contact: in.Email, Language: in.Language, CreatedAt: s.now()}
	if err := tx.InsertPostReport(r); err != nil {
		return r, err
	}
	return r, s.reported(tx, l.c, r)
}

// PostReportLetter is where the answer to a report of a public post goes, and what
// it says. NotFound when nobody has asked for one, or nothing is decided.
func (s *Service) PostReportLetter(ctx context.Context, id int64) (PostReport, error) {
	return view(ctx, s, func(tx Tx) (PostReport, error) {
		r, err := tx.PostReport(id)
		if err == nil && (r.Contact == "" || r.Outcome == "") {
			err = ErrNotFound
		}
		return r, err
	})
}

// PostReportAnswered forgets where the answer to a report went: it is needed for
// nothing else.
func (s *Service) PostReportAnswered(ctx context.Context, id int64) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		r, err := tx.PostReport(id)
		if err != nil || r.Contact == "" {
			return err
		}
		r.Contact = ""
		return tx.UpdatePostReport(r)
	})
}
