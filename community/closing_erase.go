package community

import (
	"context"
	"time"
)

// erasedName stands for who has closed their account and had their posts deleted.
const erasedName = "—"

// EraseClosed erases accounts whose fourteen days are over: private messages are
// taken back from everybody, and every row that was theirs is deleted or blanked.
// Posts that are to stay keep their bylines. It is called again and again.
func (s *Service) EraseClosed(ctx context.Context) error {
	due, err := view(ctx, s, func(tx Tx) ([]Closure, error) { return tx.ClosuresDue(s.now(), 10) })
	if err != nil {
		return err
	}
	for _, c := range due {
		if c.LeftAt.IsZero() {
			continue // its posts are still being deleted
		}
		if err := s.eraseClosed(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) eraseClosed(ctx context.Context, c Closure) error {
	v := Viewer{Account: c.AccountID, Person: c.PersonID}
	if err := s.each(ctx, func(tx Tx) ([]int64, error) { return tx.MessagesLeft(c.PersonID, closingBatch) }, func(id int64) error {
		return s.DeleteMessage(ctx, v, id)
	}); err != nil {
		return err
	}
	if err := s.each(ctx, func(tx Tx) ([]int64, error) { return tx.TalksLeft(c.PersonID, closingBatch) }, func(id int64) error {
		return s.LeaveTalk(ctx, v, id)
	}); err != nil {
		return err
	}
	files, err := update(ctx, s, func(tx Tx) ([]string, error) { return s.eraseRows(tx, c.AccountID) })
	if err != nil {
		return err
	}
	return s.dropFiles(ctx, files)
}

// each does something to all that a list names, until it names nothing.
func (s *Service) each(ctx context.Context, list func(Tx) ([]int64, error), do func(int64) error) error {
	for {
		ids, err := view(ctx, s, list)
		if err != nil || len(ids) == 0 {
			return err
		}
		for _, id := range ids {
			if err := do(id); err != nil {
				return err
			}
		}
	}
}

// eraseRows is the last step, in one transaction.
func (s *Service) eraseRows(tx Tx, account int64) (files []string, err error) {
	c, err := tx.Closure(account)
	if err != nil || !c.ErasedAt.IsZero() {
		return nil, skipMissing(err)
	}
	a, err := tx.Account(c.AccountID)
	if err != nil {
		return nil, err
	}
	p, err := tx.Person(c.PersonID)
	if err != nil {
		return nil, err
	}
	if files, err = tx.ErasePerson(Whose{Account: a.ID, Person: p.ID, IRI: p.IRI}); err != nil {
		return nil, err
	}
	files = append(files, p.Photo, p.PhotoSmall)
	a.Email, a.Name, a.Language, a.Zone, a.AppRoom = "closed:"+itoa(a.ID), "", "", "", 0
	if err := tx.UpdateAccount(a); err != nil {
		return nil, err
	}
	blank := Person{ID: p.ID, IRI: p.IRI, Host: p.Host, Local: true, Username: "closed-" + itoa(p.ID), Name: erasedName,
		Language: p.Language, Inbox: p.Inbox, CredentialURL: p.CredentialURL, KeysURL: p.KeysURL, CreatedAt: p.CreatedAt,
		UpdatedAt: s.now(), SuspendedAt: p.SuspendedAt}
	if c.Posts == PostsStay {
		blank.Name = p.Name // it stands beside the posts
	}
	s.index(&blank)
	if err := tx.UpdatePerson(blank); err != nil {
		return nil, err
	}
	c.ErasedAt = s.now()
	if err := tx.PutClosure(c); err != nil {
		return nil, err
	}
	return files, s.audit(tx, s.Identity.Issuer(), "account.erase", p.IRI, "", nil)
}

// ClosureView is how far the end of an account has come, for who has closed it.
type ClosureView struct {
	Closure
	Done   bool         // posts are deleted, where they were to be, and memberships have ended
	Copies []HostCopies // of deleted posts that communities of ours have sent
}

// IssueClosureLink makes the secret of the page about a closed account, of which
// only the hash is kept; an earlier one is good no longer. NotFound when the account
// is not closed.
func (s *Service) IssueClosureLink(ctx context.Context, account int64) (string, error) {
	token, hash := newToken()
	err := s.Store.Update(ctx, func(tx Tx) error {
		c, err := tx.Closure(account)
		if err != nil {
			return err
		}
		c.Link = hash
		return tx.PutClosure(c)
	})
	return token, err
}

// ClosureOf tells, to who has the secret, how far the end of an account has come
// and which servers have confirmed that they deleted what they were sent. Gone when
// it is unknown, when the account is open again, and ninety days after erasure.
func (s *Service) ClosureOf(ctx context.Context, token string) (ClosureView, error) {
	return view(ctx, s, func(tx Tx) (out ClosureView, err error) {
		c, err := tx.ClosureByLink(tokenHash(token))
		if IsNotFound(err) || err == nil && !c.ErasedAt.IsZero() && s.now().After(c.ErasedAt.Add(closingShown)) {
			return out, errLink()
		}
		if err != nil {
			return out, err
		}
		out = ClosureView{Closure: c, Done: !c.LeftAt.IsZero()}
		if c.Posts == PostsGo {
			out.Copies, err = tx.CopiesOfAuthor(c.PersonID)
		}
		return out, err
	})
}

// MayClose reports whether the viewer can close an account here: a member's.
func (s *Service) MayClose(ctx context.Context, v Viewer) (bool, error) {
	a, err := view(ctx, s, func(tx Tx) (Account, error) { return s.myAccount(tx, v) })
	return err == nil && a.PersonID != 0, err
}

// ClosingDays is for how many days an operator can open a closed account again.
func ClosingDays() int { return int(closingGrace / (24 * time.Hour)) }
