package community

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"headroom/community/policy"
	"headroom/internal/jobs"
)

// JobClose is the kind of job that deletes the posts of who has closed their
// account, a few at a time, and then ends their memberships.
const JobClose = "close"

const (
	// closingGrace is how long an operator can open an account again that its
	// holder has closed.
	closingGrace = 14 * 24 * time.Hour
	// closingShown is how long after erasure its page still tells of receipts.
	closingShown = 90 * 24 * time.Hour
	closingBatch = 50
	// closingPause is how long the end of memberships waits for deletions that have
	// not been made into documents yet.
	closingPause = 5 * time.Second
)

// closing is the payload of JobClose.
type closing struct {
	Account int64 `json:"account"`
}

// Close closes the viewer's account: they are signed out everywhere, and nothing
// opens it any more. With PostsGo their posts are deleted first, at once and for
// good; memberships, offices and credentials end. After fourteen days, in which they
// or an operator can open it again, the rest is erased. A fresh proof is asked for.
// Operators end their accounts in another way: Conflict.
func (s *Service) Close(ctx context.Context, v Viewer, posts string) error {
	var check input
	check.choice("posts", posts, []string{PostsStay, PostsGo}, true)
	return s.Store.Update(ctx, func(tx Tx) error {
		a, err := s.exporter(tx, v)
		if err != nil {
			return err
		}
		if a.PersonID == 0 {
			return &Error{Class: Conflict, Key: "error.close_operator"}
		}
		if err := check.problems.Err(); err != nil {
			return err
		}
		p, err := tx.Person(a.PersonID)
		if err != nil {
			return err
		}
		if err := s.remember(LedgerEntry{Kind: ledgerClosed, Person: p.IRI, Number: a.ID, Reason: posts}); err != nil {
			return err
		}
		return s.close(tx, a, p, posts, s.now(), p.IRI)
	})
}

// close does what Close promises, once the ledger has it.
func (s *Service) close(tx Tx, a Account, p Person, posts string, at time.Time, by string) error {
	hosts, err := s.hostsIn(tx, p)
	if err != nil {
		return err
	}
	c := Closure{AccountID: a.ID, PersonID: p.ID, Posts: posts, Hosts: hosts, ClosedAt: at, EraseAt: at.Add(closingGrace)}
	if err := tx.PutClosure(c); err != nil {
		return err
	}
	a.DisabledAt, a.PasswordHash, a.SecondAt = s.now(), "", time.Time{}
	if a, err = s.endSessions(tx, a); err != nil {
		return err
	}
	if err := tx.DropWaysIn(a.ID, p.ID); err != nil {
		return err
	}
	if err := s.audit(tx, by, "account.close", p.IRI, "", map[string]string{"posts": posts}); err != nil {
		return err
	}
	if err := s.mail(tx, Mail{Template: "account-closed", Account: a.ID}); err != nil {
		return err
	}
	if posts == PostsGo {
		return tx.Enqueue(intent(JobClose, JobClose, "", PriorityNormal, s.now(), closing{a.ID}))
	}
	return s.leaveAll(tx, c, p)
}

// hostsIn are the other instances in whose communities a person is or was.
func (s *Service) hostsIn(tx Tx, p Person) (hosts []string, err error) {
	all, err := tx.MembershipsOf(p.ID)
	if err != nil {
		return nil, err
	}
	for _, m := range all {
		c, err := tx.Community(m.CommunityID)
		if err != nil {
			return nil, err
		}
		if !c.Local && !slices.Contains(hosts, c.Host) {
			hosts = append(hosts, c.Host)
		}
	}
	slices.Sort(hosts)
	return hosts, nil
}

// leaveAll ends what somebody holds who has closed their account: memberships as if
// they had left each, offices, invitations, and their credentials.
func (s *Service) leaveAll(tx Tx, c Closure, p Person) error {
	if err := s.endAll(tx, p, policy.Left, policy.ReasonLeft, p.IRI); err != nil {
		return err
	}
	if err := s.withdrawOutside(tx, p, p.IRI); err != nil {
		return err
	}
	if err := s.endAccess(tx, p); err != nil {
		return err
	}
	if err := s.withdraw(tx, p, "closed", p.IRI); err != nil && KindOf(err) != Conflict {
		return err
	}
	c.LeftAt = s.now()
	return tx.PutClosure(c)
}

// GoOnClosing is the handler of jobs of kind JobClose.
func (s *Service) GoOnClosing(ctx context.Context, j jobs.Job) error {
	var in closing
	if err := json.Unmarshal(j.Payload, &in); err != nil {
		return jobs.Park(fmt.Errorf("payload: %w", err))
	}
	for {
		more, err := s.deletePosts(ctx, in.Account)
		if err != nil {
			return err
		}
		if !more {
			break
		}
	}
	waits := false
	err := s.Store.Update(ctx, func(tx Tx) error {
		c, err := tx.Closure(in.Account)
		if err != nil || !c.LeftAt.IsZero() {
			return skipMissing(err)
		}
		p, err := tx.Person(c.PersonID)
		if err != nil {
			return err
		}
		// Leaving deletes what is here of a peer's community, and with it what a
		// deletion is made of.
		if waits, err = s.deletionsWait(tx, p); err != nil || waits {
			return err
		}
		return s.leaveAll(tx, c, p)
	})
	if err == nil && waits {
		return jobs.Hold(closingPause, errDeletionsWait)
	}
	return err
}

var errDeletionsWait = fmt.Errorf("community: deletions are not on their way yet")

// deletePosts deletes some posts of who has closed an account, and reports whether
// there may be more.
func (s *Service) deletePosts(ctx context.Context, account int64) (more bool, err error) {
	var files []string
	err = s.Store.Update(ctx, func(tx Tx) error {
		files, more = nil, false
		c, err := tx.Closure(account)
		if err != nil {
			return skipMissing(err) // opened again
		}
		posts, err := tx.PostsLeft(c.PersonID, closingBatch)
		if err != nil {
			return err
		}
		v := Viewer{Account: c.AccountID, Person: c.PersonID}
		for _, id := range posts {
			gone, err := s.takeDownIn(tx, v, id, policy.DeletePost, ActDelete, Why{})
			if err != nil {
				return err
			}
			files = append(files, gone...)
		}
		more = len(posts) == closingBatch
		return nil
	})
	if err != nil {
		return false, err
	}
	return more, s.dropFiles(ctx, files)
}

func (s *Service) deletionsWait(tx Tx, p Person) (bool, error) {
	all, err := tx.MembershipsOf(p.ID)
	if err != nil {
		return false, err
	}
	for _, m := range all {
		if waits, err := tx.PublishWaits(m.CommunityID); err != nil || waits {
			return waits, err
		}
	}
	return false, nil
}

// Reopen opens an account again that its holder has closed, as long as it is not
// erased: an operator's act, with a reason. They are sent a link to choose a
// password; communities and verification they ask for anew, and posts that were
// deleted stay so. Conflict when it is not closed, is still being closed, or is erased.
func (s *Service) Reopen(ctx context.Context, v Viewer, person int64, reason string) error {
	reason, bad := reasonText(reason)
	return s.Store.Update(ctx, func(tx Tx) error {
		p, err := s.mayActOn(tx, v, policy.VerifyPerson, person)
		if err != nil {
			return err
		}
		if bad != nil {
			return bad
		}
		a, err := tx.AccountOfPerson(p.ID)
		if err != nil {
			return err
		}
		return s.reopen(tx, a, p, v.name(nil), reason)
	})
}

// ReopenByLink is Reopen by who has closed the account, with the secret of the letter
// that they were sent then. It opens nothing to who found the link: the link to choose
// a password goes to the account's own address. Gone when the secret is none.
func (s *Service) ReopenByLink(ctx context.Context, token string) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		c, err := tx.ClosureByLink(tokenHash(token))
		if IsNotFound(err) {
			return errLink()
		}
		if err == nil && !c.ErasedAt.IsZero() {
			err = errNotClosed()
		}
		if err != nil {
			return err
		}
		a, err := tx.Account(c.AccountID)
		if err != nil {
			return err
		}
		p, err := tx.Person(c.PersonID)
		if err != nil {
			return err
		}
		return s.reopen(tx, a, p, p.IRI, "")
	})
}

func errNotClosed() error { return &Error{Class: Conflict, Key: "error.not_closed"} }

// reopen does what Reopen promises.
func (s *Service) reopen(tx Tx, a Account, p Person, by, reason string) error {
	c, err := tx.Closure(a.ID)
	if skipMissing(err) != nil {
		return err
	}
	if err != nil || !c.ErasedAt.IsZero() || c.LeftAt.IsZero() {
		return errNotClosed()
	}
	a.DisabledAt = time.Time{}
	if err := tx.UpdateAccount(a); err != nil {
		return err
	}
	if err := tx.DropClosure(a.ID); err != nil {
		return err
	}
	if err := s.audit(tx, by, "account.reopen", p.IRI, reason, nil); err != nil {
		return err
	}
	if err := s.mail(tx, Mail{Template: "welcome", Account: a.ID}); err != nil {
		return err
	}
	return s.remember(LedgerEntry{Kind: ledgerReopened, Person: p.IRI, Number: a.ID, Reason: "reopened"})
}

// closedForgotten reports an account that its holder has closed and that is open.
func (s *Service) closedForgotten(tx Tx, e LedgerEntry) (bool, error) {
	a, err := tx.Account(e.Number)
	if err != nil || a.PersonID == 0 || !a.CreatedAt.Before(e.At) {
		return false, skipMissing(err)
	}
	_, err = tx.Closure(a.ID)
	return IsNotFound(err), skipMissing(err)
}

func (s *Service) redoClosed(tx Tx, e LedgerEntry) error {
	a, err := tx.Account(e.Number)
	if err != nil {
		return err
	}
	p, err := tx.Person(a.PersonID)
	if err != nil {
		return err
	}
	return s.close(tx, a, p, e.Reason, e.At, ledgerActor)
}
