package templates

import (
	"strings"
	"testing"
)

// TestACaseOffersWhatTheViewerMayDo: a form stands on the page of an application
// exactly when its act is allowed.
func TestACaseOffersWhatTheViewerMayDo(t *testing.T) {
	t.Parallel()
	r := newTestRenderer(t)
	var page Page
	for _, e := range r.Examples("en") {
		if v, ok := e.View.(OperatorApplication); ok {
			page = v.Page
		}
	}
	for set := range 1 << 6 {
		has := func(i int) bool { return set>>i&1 == 1 }
		for _, state := range []string{"waiting", "appealed", "refused"} {
			open := state != "refused"
			v := OperatorApplication{Page: page, Row: ApplicationRow{ID: 8, Name: "Ann Sample", State: state, Clean: open && has(4) && has(0)},
				MayAdmit: open && has(0), MayExcept: open && has(1), MayRefuse: open && has(2), MayFind: open && has(3), Own: open && has(5) && !has(0), Title: "leads", Says: "none",
				Evidence: []EvidenceRow{{Kind: "mailbox", Mailbox: "ann@school.example"}}}
			got, err := r.HTML(v)
			if err != nil {
				t.Fatal(err)
			}
			for act, offered := range map[string]bool{"admit": v.MayAdmit, "exception": v.MayExcept, "refuse": v.MayRefuse, "evidence": v.MayFind} {
				if n := strings.Count(got, `action="/operator/applications/8/`+act+`"`); n > 1 || (n == 1) != offered {
					t.Errorf("%s, %06b: %s stands there %d times", state, set, act, n)
				}
			}
			if v.Own != strings.Contains(got, "another operator has to admit them") {
				t.Errorf("%s, %06b: whose finding it is", state, set)
			}
			if !strings.Contains(got, "<bdi data-user-content>ann@school.example</bdi>") {
				t.Error("the mailbox is not shown")
			}
		}
	}
}

// TestDaysOfAHeadshipAreInWords: an application shows its days as every other
// page does, and not as the form sends them.
func TestDaysOfAHeadshipAreInWords(t *testing.T) {
	t.Parallel()
	r := newTestRenderer(t)
	seen := 0
	for _, e := range r.Examples("cy") {
		switch v := e.View.(type) {
		case MyApplication, OperatorApplication:
			got, err := r.HTML(v)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(got, "30 Mehefin 2027") {
				seen++
			}
			if strings.Contains(got, "2027-06-30") {
				t.Errorf("%s: the last day is not in words", e.Name)
			}
		}
	}
	if seen < 5 {
		t.Errorf("%d applications among the examples show their last day", seen)
	}
}
