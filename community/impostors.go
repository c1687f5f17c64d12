package community

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"headroom/community/policy"
)

// ImpostorReport says that somebody may not be who they say, or behaves as
// nobody should. Who it is about never learns who sent it.
type ImpostorReport struct {
	ID         int64
	PersonID   int64  // 0 when they were named in words only
	About      string // their name
	Place      string // their school, or where they were met
	Text       string
	ReporterID int64  // a person, 0 from outside
	Email      string // of somebody outside who wants an answer
	Language   string
	CreatedAt  time.Time
	DecidedAt  time.Time
	DecidedBy  string
	Outcome    string // one of ReportOutcomes
	Reason     string
	Code       string // one of policy.PersonReasons
}

// ReportOutcomes are what can come of a report: the person is suspended, their
// verification withdrawn, nothing was found, or the operators of their server
// have been told.
var ReportOutcomes = []string{"suspended", "revoked", "unfounded", "passed"}

// ReportLeast is how many characters the words of a report of a person have at least.
const ReportLeast = 20

// Bounds of reports.
const (
	reportMost   = 2000
	reportsMost  = 500 // that wait: more are not taken
	reportsShown = 200
)

// ReportInput is a report as it was typed.
type ReportInput struct {
	Person             int64 // from a person's page
	About, Place, Text string
	Email, Language    string
	Code               string // one of policy.PersonReasons; the first where nobody chose
}

// ReportImpostor takes a report from one of our people, about a person that
// they can see, or from anybody outside, who names one in words. The same words
// again are taken and not kept while the first wait: nothing is lost by that, and
// the number is that of the first. Unavailable when too many wait.
func (s *Service) ReportImpostor(ctx context.Context, v Viewer, in ReportInput) (number int64, err error) {
	r, err := s.readReport(ctx, v, in)
	if err != nil {
		return 0, err
	}
	return update(ctx, s, func(tx Tx) (int64, error) {
		waiting, err := tx.ImpostorReports(true, reportsMost)
		if err != nil {
			return 0, err
		}
		if len(waiting) >= reportsMost {
			return 0, &Error{Class: Unavailable, Key: "error.reports_full"}
		}
		if at := slices.IndexFunc(waiting, func(o ImpostorReport) bool {
			return o.ReporterID == r.ReporterID && o.PersonID == r.PersonID && o.About == r.About && o.Place == r.Place &&
				o.Text == r.Text && o.Email == r.Email && o.Code == r.Code
		}); at >= 0 {
			return waiting[at].ID, nil
		}
		r.ID, r.CreatedAt = tx.NextID(), s.now()
		if err := tx.InsertImpostorReport(r); err != nil {
			return 0, err
		}
		return r.ID, s.tellOperatorsOfReport(tx)
	})
}

// tellOperatorsOfReport writes to each operator that a report waits.
func (s *Service) tellOperatorsOfReport(tx Tx) error {
	operators, err := tx.Operators()
	if err != nil {
		return err
	}
	for _, o := range operators {
		if !o.Good(s.now()) {
			continue
		}
		if err := s.mail(tx, Mail{Template: "report", Account: o.ID}); err != nil {
			return err
		}
	}
	return nil
}

// readReport checks what was typed, and reads who it is about.
func (s *Service) readReport(ctx context.Context, v Viewer, typed ReportInput) (ImpostorReport, error) {
	var in input
	r := ImpostorReport{Text: strings.TrimSpace(clean(typed.Text)), Language: typed.Language, ReporterID: v.Person,
		Code: cmp.Or(typed.Code, policy.PersonReasons[0])}
	if !slices.Contains(policy.PersonReasons, r.Code) {
		in.fault("code", "error.choice", nil)
	}
	if typed.Person != 0 {
		seen, err := s.Profile(ctx, v, typed.Person)
		if err != nil {
			return r, err
		}
		r.PersonID, r.About, r.Place = seen.ID, seen.Name, seen.Host
		if seen.Local {
			r.Place = seen.Authority
		}
	} else {
		r.About, r.Place = in.text("about", typed.About, lineMax, true), in.text("place", typed.Place, lineMax, false)
	}
	if n := utf8.RuneCountInString(r.Text); n < ReportLeast || n > reportMost {
		in.fault("text", "error.report_text", nil)
	}
	if strings.TrimSpace(typed.Email) != "" {
		r.Email = in.email("email", typed.Email)
	}
	return r, in.problems.Err()
}

// Reports gives operators what waits for them and what they have decided.
func (s *Service) Reports(ctx context.Context, v Viewer) (open, decided []ImpostorReport, err error) {
	err = s.Store.View(ctx, func(tx Tx) error {
		if _, err := s.may(tx, v, policy.HandleReports); err != nil {
			return err
		}
		if open, err = tx.ImpostorReports(true, reportsShown); err != nil {
			return err
		}
		decided, err = tx.ImpostorReports(false, reportsShown)
		return err
	})
	return open, decided, err
}

// DecideReport closes a report with a reason. The person that it is about is
// suspended or revoked with it where that is the outcome, or was so already:
// theirs is the act of an operator, without a word of who reported. Who reported
// and can be reached is told what came of it. All of it happens or nothing does.
// Conflict when it has been decided.
func (s *Service) DecideReport(ctx context.Context, v Viewer, id int64, outcome, reason string) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		r, p, err := s.openReport(tx, v, id, outcome, reason)
		if err != nil {
			return err
		}
		r.DecidedAt, r.DecidedBy, r.Outcome, r.Reason = s.now(), v.name(nil), outcome, strings.TrimSpace(clean(reason))
		if err := tx.UpdateImpostorReport(r); err != nil {
			return err
		}
		if r.Email != "" || r.ReporterID != 0 {
			if err := s.mail(tx, Mail{Template: "report-decided", Report: r.ID, Language: r.Language}); err != nil {
				return err
			}
		}
		if err := s.audit(tx, v.name(nil), "report.decide", itoa(r.ID), r.Reason, map[string]string{"outcome": outcome}); err != nil {
			return err
		}
		return s.bringAbout(tx, v, p, outcome, r.Reason) // last, as it writes the ledger
	})
}

// bringAbout makes the outcome of a report true, where it is not yet.
func (s *Service) bringAbout(tx Tx, v Viewer, p Person, outcome, reason string) error {
	if p.ID == 0 {
		return nil // it is about nobody's standing
	}
	all, err := tx.Credentials(p.ID)
	if err != nil {
		return err
	}
	switch outcome {
	case "suspended":
		held, err := s.inForce(tx, p)
		if err != nil || len(held) == 0 && slices.ContainsFunc(all, func(c CredentialRecord) bool { return c.RevokedAt.IsZero() && !c.SuspendedAt.IsZero() }) {
			return err
		}
		return s.suspendIn(tx, v, p.ID, reason)
	case "revoked":
		if len(all) > 0 && !slices.ContainsFunc(all, func(c CredentialRecord) bool { return c.RevokedAt.IsZero() }) {
			return nil
		}
		return s.revokeIn(tx, v, p.ID, reason)
	}
	return nil
}

// openReport reads a report that can be decided so, and whom it is about where
// the outcome is about them.
func (s *Service) openReport(tx Tx, v Viewer, id int64, outcome, reason string) (r ImpostorReport, p Person, err error) {
	if _, err = s.may(tx, v, policy.HandleReports); err != nil {
		return r, p, err
	}
	if r, err = tx.ImpostorReport(id); err != nil {
		return r, p, err
	}
	if !r.DecidedAt.IsZero() {
		return r, p, ErrConflict
	}
	if !slices.Contains(ReportOutcomes, outcome) {
		return r, p, FieldError("outcome", "error.choice", nil)
	}
	if _, bad := reasonText(reason); bad != nil {
		return r, p, bad
	}
	if outcome != "suspended" && outcome != "revoked" {
		return r, p, nil
	}
	p, err = tx.Person(r.PersonID)
	if IsNotFound(err) || err == nil && !p.Local {
		err = FieldError("outcome", "error.report_outcome", nil)
	}
	return r, p, err
}

// ReportLetter is where the answer to a report goes and what came of it: to
// the address that was left, or to the member who reported. NotFound when
// nobody can be told.
func (s *Service) ReportLetter(ctx context.Context, id int64) (email, language, outcome string, err error) {
	err = s.Store.View(ctx, func(tx Tx) error {
		r, err := tx.ImpostorReport(id)
		if err != nil {
			return err
		}
		email, language, outcome = r.Email, r.Language, r.Outcome
		if r.ReporterID == 0 {
			return nil
		}
		a, err := tx.AccountOfPerson(r.ReporterID)
		if err == nil {
			email = a.Email
			if a.Language != "" {
				language = a.Language
			}
		}
		return err
	})
	if err == nil && (email == "" || outcome == "") {
		err = ErrNotFound
	}
	return email, language, outcome, err
}

// Report gives operators one report, and whether it is about a person of this
// instance, whom they can suspend.
func (s *Service) Report(ctx context.Context, v Viewer, id int64) (r ImpostorReport, ours bool, err error) {
	err = s.Store.View(ctx, func(tx Tx) error {
		if _, err := s.may(tx, v, policy.HandleReports); err != nil {
			return err
		}
		if r, err = tx.ImpostorReport(id); err != nil || r.PersonID == 0 {
			return err
		}
		p, err := tx.Person(r.PersonID)
		ours = err == nil && p.Local
		return skipMissing(err)
	})
	return r, ours, err
}

// ReportsWaiting counts the reports that nobody has decided.
func (s *Service) ReportsWaiting(ctx context.Context, v Viewer) (int, error) {
	open, _, err := s.Reports(ctx, v)
	return len(open), err
}
