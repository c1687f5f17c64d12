package mailer

import (
	"context"
	"fmt"
	"strconv"

	"headroom/community"
	"headroom/internal/jobs"
	"headroom/templates"
)

// guest writes to somebody who has been let into one conversation. It says
// neither which, nor in what community: letters are read by others. There is
// none when their time is over before it is sent.
func (m *Mailer) guest(ctx context.Context, in community.Mail, to reader) (templates.Letter, error) {
	id, err := strconv.ParseInt(in.Args["guest"], 10, 64)
	if err != nil {
		return nil, jobs.Park(fmt.Errorf("mailer: guest: %w", err))
	}
	letter := templates.GuestLetter{Name: to.name, Hours: firstHours}
	err = m.Service.Store.View(ctx, func(tx community.Tx) error {
		g, err := tx.Guest(id)
		if err != nil {
			return err
		}
		if !g.Current(m.Service.Clock()) || g.PersonID != to.account.PersonID {
			return community.ErrNotFound
		}
		letter.Until = g.EndAt
		sponsor, err := tx.Person(g.SponsorID)
		letter.Sponsor = sponsor.Name
		return err
	})
	if err != nil {
		return nil, err
	}
	letter.Link, err = m.link(ctx, to, community.LinkFirst)
	return letter, err
}
