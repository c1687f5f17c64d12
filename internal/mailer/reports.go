package mailer

import (
	"cmp"
	"context"
	"fmt"
	"strconv"

	"headroom/community"
	"headroom/internal/jobs"
	"headroom/templates"
)

// reported tells who sent a report what came of it.
func (m *Mailer) reported(ctx context.Context, in community.Mail) error {
	if in.Template == "post-report-decided" {
		r, err := m.Service.PostReportLetter(ctx, in.Report)
		if err != nil {
			return dropMissing(err)
		}
		if err := m.post(ctx, r.Contact, cmp.Or(r.Language, m.Service.Identity.Language),
			templates.ReportedLetter{Outcome: r.Outcome, Number: strconv.FormatInt(r.ID, 10), Answer: r.Answer}); err != nil {
			return err
		}
		return m.Service.PostReportAnswered(ctx, r.ID)
	}
	if in.Template != "report-decided" {
		return jobs.Park(fmt.Errorf("mailer: no letter %q about a report", in.Template))
	}
	email, language, outcome, err := m.Service.ReportLetter(ctx, in.Report)
	if err != nil {
		return dropMissing(err)
	}
	return m.post(ctx, email, cmp.Or(language, m.Service.Identity.Language), templates.ReportedLetter{Outcome: outcome})
}
