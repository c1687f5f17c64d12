package instance

import (
	"context"
	"errors"
	"sync"
	"time"

	"headroom/community"
)

// periodic is work that is done again and again. Every process of an instance
// does it; doing it twice changes nothing.
type periodic struct {
	name  string
	every time.Duration
	run   func(context.Context) error
}

// answersKept is how long the result of a form is remembered under its key.
const answersKept = 7 * 24 * time.Hour

// periodic is the table of periodic jobs.
func (i *Instance) periodic() []periodic {
	f, s := i.Federation, i.Service
	return []periodic{
		{"trust", time.Second, func(ctx context.Context) error { return i.Trust.Refresh(ctx, i.Store) }},
		{"status-lists", 30 * time.Second, f.PollStatusLists},
		{"expiries", 5 * time.Second, s.EndExpired},
		{"scheduled", 5 * time.Second, s.SendScheduled},
		{"polls", 5 * time.Second, s.ClosePolls},
		{"agreements", 5 * time.Second, s.EndAgreements},
		{"memberships", time.Minute, s.ExpireMemberships},
		{"closed-accounts", 10 * time.Minute, s.EraseClosed},
		{"headships", time.Minute, s.EndConfirmations},
		{"applications", 24 * time.Hour, s.DropApplications},
		{"notices", 5 * time.Second, i.notify},
		{"credentials", time.Hour, s.NotifyCredentials},
		{"digests", time.Minute, s.PlanDigests},
		{"old-notices", 24 * time.Hour, s.ForgetNotices},
		{"moderation", 24 * time.Hour, s.ForgetActs},
		{"node", time.Minute, i.Store.RenewNode},
		{"stamps", 10 * time.Minute, f.PullStamps},
		{"directories", time.Hour, s.RefreshDirectories},
		{"issuer", time.Hour, s.EnsureIssuer},
		{"ledger", time.Minute, s.MarkLedger},
		{"audit-head", 24 * time.Hour, s.TellAuditHead},
		{"clean", time.Hour, i.clean},
		{"apps", time.Hour, s.ForgetAppCodes},
		{"mails", 24 * time.Hour, s.ForgetMails},
		{"uploads", 6 * time.Hour, s.DropUnposted},
	}
}

// worldKept is how long somebody of other software is remembered who follows and
// likes nothing here.
const worldKept = 24 * time.Hour

// clean forgets sessions that have ended, results of old forms, and strangers who
// have gone.
func (i *Instance) clean(ctx context.Context) error {
	return i.Store.Update(ctx, func(tx community.Tx) error {
		now := i.Clock().UTC()
		if err := tx.DeleteSessionsBefore(now); err != nil {
			return err
		}
		if err := tx.DeletePasskeyChallengesBefore(now); err != nil {
			return err
		}
		if _, err := tx.DropIdleOutsideActors(now.Add(-worldKept)); err != nil {
			return err
		}
		if err := i.Service.ForgetHeard(tx); err != nil {
			return err
		}
		return tx.DeleteAnswersBefore(now.Add(-answersKept))
	})
}

// beat runs every periodic job at its interval until ctx ends, one run of each
// at a time.
func (i *Instance) beat(ctx context.Context) {
	var all sync.WaitGroup
	for _, p := range i.periodic() {
		all.Go(func() {
			i.once(ctx, p) // an instance that restarts often must not put it off for ever
			ticker := time.NewTicker(p.every)
			defer ticker.Stop()
			for {
				select {
				case <-ctx.Done():
					return
				case <-ticker.C:
					i.once(ctx, p)
				}
			}
		})
	}
	all.Go(func() { i.follow(ctx) })
	all.Go(func() { i.tellAll(ctx) })
	all.Wait()
}

func (i *Instance) once(ctx context.Context, p periodic) {
	if err := p.run(ctx); err != nil && !errors.Is(err, context.Canceled) {
		i.Log.WarnContext(ctx, "periodic job failed", "job", p.name, "err", err)
		i.metrics.failed(p.name)
	}
}

// followPause keeps a busy store from being asked for its peers all the time.
const followPause = 250 * time.Millisecond

// follow brings the trust list up to date after commits.
func (i *Instance) follow(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-i.changed:
		}
		if err := i.Trust.Refresh(ctx, i.Store); err != nil && ctx.Err() == nil {
			i.Log.WarnContext(ctx, "trust list not read", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(followPause):
		}
	}
}
