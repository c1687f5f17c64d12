package community

import (
	"cmp"
	"context"
	"encoding/csv"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"headroom/community/policy"
)

// The kinds of records. A service has to assess the risks that it brings, look at that
// again at least every twelve months, and write down what it does; complaints about the
// service itself reach its operators by letter or telephone.
const (
	SafetyAssessment = "assessment"
	SafetyReview     = "review"
	SafetyMeasure    = "measure"
	SafetyComplaint  = "complaint"
	SafetyTerms      = "terms"
)

// SafetyKinds lists them in the order of the form.
var SafetyKinds = []string{SafetyAssessment, SafetyReview, SafetyMeasure, SafetyComplaint, SafetyTerms}

// SafetyCases are what else the register has.
var SafetyCases = []string{"post-report", "person-report", "appeal"}

// Bounds of the register.
const (
	safetyLeast = 20
	safetyMost  = 20000
	safetyShown = 200
	safetyAll   = 100000
)

// SafetyRegister is the register as operators see it.
type SafetyRegister struct {
	Records  []SafetyRecord // newest first, terms among them
	Cases    []SafetyCase   // newest first
	Assessed SafetyRecord   // the latest assessment or review; zero when there is none
	Overdue  bool           // it has to be looked at again, or there is none
	// Terms are those that hold; of the people who were here before them, TermsSeen of
	// TermsTold have said that they have seen them.
	Terms                TermsVersion
	TermsTold, TermsSeen int64
}

// SafetyRegister gives the register. Operators only.
func (s *Service) SafetyRegister(ctx context.Context, v Viewer) (SafetyRegister, error) {
	return view(ctx, s, func(tx Tx) (SafetyRegister, error) { return s.safetyRegister(tx, v, safetyShown) })
}

func (s *Service) safetyRegister(tx Tx, v Viewer, most int) (out SafetyRegister, err error) {
	if _, err := s.may(tx, v, policy.KeepSafety); err != nil {
		return out, err
	}
	if out.Records, err = tx.SafetyRecords("", most); err != nil {
		return out, err
	}
	for _, kind := range []string{SafetyAssessment, SafetyReview} {
		newest, err := tx.SafetyRecords(kind, 1)
		if err != nil {
			return out, err
		}
		if len(newest) > 0 && newest[0].DueAt.After(out.Assessed.DueAt) {
			out.Assessed = newest[0]
		}
	}
	if out.Terms, err = tx.NewestTerms(); err == nil {
		out.TermsTold, out.TermsSeen, err = tx.TermsReaders(out.Terms)
	}
	if skipMissing(err) != nil {
		return out, err
	}
	out.Overdue = !out.Assessed.DueAt.After(s.now())
	out.Cases, err = tx.SafetyCases(most)
	return out, err
}

// SafetyInput is a new record: texts by language, in the instance's own at least.
type SafetyInput struct {
	Kind     string
	Happened time.Time
	Text     LangMap
}

// RecordSafety adds to the register. Invalid for the fields "kind", "happened" and "text_"
// with a language. Terms of use hold, and are shown, from then on.
func (s *Service) RecordSafety(ctx context.Context, v Viewer, in SafetyInput) (SafetyRecord, error) {
	out := SafetyRecord{Kind: in.Kind, HappenedAt: in.Happened.UTC(), Text: LangMap{}}
	err := s.Store.Update(ctx, func(tx Tx) error {
		if _, err := s.may(tx, v, policy.KeepSafety); err != nil {
			return err
		}
		if err := s.checkSafety(in, &out); err != nil {
			return err
		}
		out.ID, out.By, out.CreatedAt = tx.NextID(), v.name(nil), s.now()
		if in.Kind == SafetyAssessment || in.Kind == SafetyReview {
			out.DueAt = out.HappenedAt.AddDate(1, 0, 0)
		}
		if err := tx.InsertSafetyRecord(out); err != nil {
			return err
		}
		if out.Kind == SafetyTerms {
			if err := s.emit(tx, Event{Kind: EventTerms, ObjectID: out.ID}); err != nil {
				return err
			}
		}
		return s.audit(tx, v.name(nil), "register.safety", itoa(out.ID), "", map[string]string{"kind": out.Kind})
	})
	return out, err
}

func (s *Service) checkSafety(in SafetyInput, out *SafetyRecord) error {
	var check input
	check.choice("kind", in.Kind, SafetyKinds, true)
	for lang, text := range in.Text {
		text = strings.TrimSpace(clean(text))
		if n := utf8.RuneCountInString(text); n > safetyMost {
			check.fault("text_"+lang, "error.too_long", map[string]any{"Max": safetyMost, "Count": n - safetyMost})
		}
		if text != "" && slices.Contains(s.Identity.Languages, lang) {
			out.Text[lang] = text
		}
	}
	if own := "text_" + s.Identity.Language; utf8.RuneCountInString(out.Text[s.Identity.Language]) < safetyLeast {
		check.fault(own, "error.incident_text", nil)
	}
	if in.Happened.IsZero() || in.Happened.After(s.now()) || in.Happened.Year() < 2000 {
		check.fault("happened", "error.incident_date", nil)
	}
	return check.problems.Err()
}

// TermsOfUse gives the terms that hold now, which is zero where there are none, and the
// versions before them, newest first. Everybody may read them.
func (s *Service) TermsOfUse(ctx context.Context) (now SafetyRecord, before []SafetyRecord, err error) {
	all, err := view(ctx, s, func(tx Tx) ([]SafetyRecord, error) { return tx.SafetyRecords(SafetyTerms, safetyShown) })
	if err != nil || len(all) == 0 {
		return now, nil, err
	}
	return all[0], all[1:], nil
}

// ExportSafety writes the whole register as CSV, as docs/operators.md describes it.
// Operators only; it is in the audit log.
func (s *Service) ExportSafety(ctx context.Context, v Viewer, w io.Writer) error {
	out, err := update(ctx, s, func(tx Tx) (SafetyRegister, error) {
		out, err := s.safetyRegister(tx, v, safetyAll)
		return out, cmp.Or(err, s.audit(tx, v.name(nil), "register.safety-export", "", "", nil))
	})
	if err != nil {
		return err
	}
	sheet := csv.NewWriter(w)
	rows := [][]string{{"kind", "number", "date", "written", "code", "from", "outcome", "decided", "due", "language", "text", "by"}}
	for _, r := range out.Records {
		seen := ""
		if r.ID == out.Terms.ID {
			seen = "seen " + itoa(out.TermsSeen) + " of " + itoa(out.TermsTold)
		}
		for _, lang := range s.Identity.Languages {
			if text := r.Text[lang]; text != "" {
				rows = append(rows, []string{r.Kind, itoa(r.ID), sheetDay(r.HappenedAt), sheetDay(r.CreatedAt), "", "", seen, "", sheetDay(r.DueAt), lang, plainCell(text), plainCell(r.By)})
			}
		}
	}
	for _, c := range out.Cases {
		rows = append(rows, []string{c.Kind, itoa(c.Number), sheetDay(c.CreatedAt), sheetDay(c.CreatedAt), plainCell(c.Code), plainCell(c.Host), plainCell(c.Outcome), sheetDay(c.DecidedAt), "", "", "", ""})
	}
	return sheet.WriteAll(rows)
}

func sheetDay(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}

// plainCell is a text that no spreadsheet takes for a formula.
func plainCell(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}
