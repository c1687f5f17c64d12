package community

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"headroom/community/policy"
)

// SchoolSpan is days of an authority's school year: a term, or days without
// school. Days are "2006-01-02", both included.
type SchoolSpan struct {
	ID        int64
	Authority string // as its operator wrote it; "" for all that have none of their own
	Place     string // the authority as it is compared
	Name      string
	Open      bool // a term; otherwise days without school
	From      string
	Until     string
	By        string
	At        time.Time
}

// SchoolDays are the spans of one authority.
type SchoolDays []SchoolSpan

// School reports whether a day is one with school, in the zone of the time. On
// days before the first and after the last that is known, nothing is known, and
// school is taken to be every day. Otherwise weekends, days without school and,
// where terms are known, days outside them are without.
func (d SchoolDays) School(at time.Time) bool {
	day := at.Format(time.DateOnly)
	terms, within, first, last := false, false, "", ""
	for _, s := range d {
		if first == "" || s.From < first {
			first = s.From
		}
		last = max(last, s.Until)
		in := s.From <= day && day <= s.Until
		if in && !s.Open {
			return false
		}
		terms, within = terms || s.Open, within || in
	}
	if first == "" || day < first || day > last {
		return true
	}
	if w := at.Weekday(); w == time.Saturday || w == time.Sunday {
		return false
	}
	return within || !terms
}

// authorityKey is an authority's name as it is compared.
func authorityKey(authority string) string {
	return strings.ToLower(strings.Join(strings.Fields(authority), " "))
}

// schoolDaysOf gives the school year that holds for a person: their authority's,
// or the one for all.
func schoolDaysOf(tx Tx, p Person) (SchoolDays, error) {
	for _, place := range slices.Compact([]string{authorityKey(p.Authority), ""}) {
		days, err := tx.SchoolSpans(place)
		if err != nil || len(days) > 0 {
			return days, err
		}
	}
	return nil, nil
}

// SchoolYear is what was uploaded for one authority.
type SchoolYear struct {
	Authority string
	By        string
	At        time.Time
	Days      SchoolDays // earliest first
}

// SchoolYears lists what was uploaded, for operators.
func (s *Service) SchoolYears(ctx context.Context, v Viewer) ([]SchoolYear, error) {
	return view(ctx, s, func(tx Tx) (list []SchoolYear, err error) {
		if _, err := s.may(tx, v, policy.SetSchoolDays); err != nil {
			return nil, err
		}
		all, err := tx.AllSchoolSpans()
		for _, span := range all {
			if n := len(list); n == 0 || authorityKey(list[n-1].Authority) != span.Place {
				list = append(list, SchoolYear{Authority: span.Authority, By: span.By, At: span.At})
			}
			year := &list[len(list)-1]
			year.Days = append(year.Days, span)
		}
		return list, err
	})
}

// Bounds of what is uploaded.
const (
	spansMost = 400
	spanMost  = 366 // days
)

// SetSchoolDays takes the school year of an authority, "" for all that have none
// of their own, in place of what was known of it. Invalid for the fields
// "authority" and "file". It is an operator's act and is audited.
func (s *Service) SetSchoolDays(ctx context.Context, v Viewer, authority string, days SchoolDays) error {
	var check input
	authority = check.line("authority", authority, lineMax, false)
	rows := check.spans(days)
	return s.Store.Update(ctx, func(tx Tx) error {
		if _, err := s.may(tx, v, policy.SetSchoolDays); err != nil {
			return err
		}
		if err := check.problems.Err(); err != nil {
			return err
		}
		place := authorityKey(authority)
		if _, err := tx.DeleteSchoolSpans(place); err != nil {
			return err
		}
		for _, row := range rows {
			row.ID, row.Authority, row.Place, row.By, row.At = tx.NextID(), authority, place, v.name(nil), s.now()
			if err := tx.InsertSchoolSpan(row); err != nil {
				return err
			}
		}
		return s.audit(tx, v.name(nil), "term.set", cmp.Or(authority, s.Identity.Host), "", map[string]string{"rows": itoa(int64(len(rows)))})
	})
}

// RemoveSchoolDays forgets the school year of an authority; NotFound when there
// is none.
func (s *Service) RemoveSchoolDays(ctx context.Context, v Viewer, authority string) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if _, err := s.may(tx, v, policy.SetSchoolDays); err != nil {
			return err
		}
		gone, err := tx.DeleteSchoolSpans(authorityKey(authority))
		if err != nil {
			return err
		}
		if gone == 0 {
			return ErrNotFound
		}
		return s.audit(tx, v.name(nil), "term.remove", cmp.Or(strings.TrimSpace(authority), s.Identity.Host), "", nil)
	})
}

// spans checks what was read of a file; all of it is taken, or nothing.
func (in *input) spans(days SchoolDays) (rows SchoolDays) {
	if len(days) == 0 {
		in.fault("file", "error.terms_none", nil)
	}
	if len(days) > spansMost {
		in.fault("file", "error.too_many", map[string]any{"Max": spansMost})
		return nil
	}
	for _, d := range days {
		from, err := time.Parse(time.DateOnly, d.From)
		until, worse := time.Parse(time.DateOnly, d.Until)
		if err != nil || worse != nil || until.Before(from) || until.Sub(from) > spanMost*24*time.Hour {
			in.fault("file", "error.terms_span", map[string]any{"Name": d.Name, "From": d.From, "Until": d.Until})
			return nil
		}
		d.Name = in.line("file", d.Name, nameMax, false)
		rows = append(rows, d)
	}
	slices.SortStableFunc(rows, func(a, b SchoolSpan) int { return cmp.Compare(a.From, b.From) })
	return rows
}
