package community

import (
	"context"
	"time"
)

// Operators change the terms of use by recording other ones. Everybody with an account is
// told, and sees a line on each page until they say that they have seen them.

// TermsVersion is which terms of use hold, and since when they have been shown.
type TermsVersion struct {
	ID int64
	At time.Time
}

// New reports whether the holder of an account has yet to be shown these terms: who came
// later came under them.
func (t TermsVersion) New(a Account) bool {
	return t.ID > a.TermsSeen && a.PersonID != 0 && a.CreatedAt.Before(t.At)
}

// TermsInForce gives the terms that hold; zero where there are none.
func (s *Service) TermsInForce(ctx context.Context) (TermsVersion, error) {
	return view(ctx, s, func(tx Tx) (TermsVersion, error) {
		t, err := tx.NewestTerms()
		return t, skipMissing(err)
	})
}

// SeeTerms notes that the viewer has seen the terms of use up to a version; what came after
// it is still to be seen, and so is a version that there is not.
func (s *Service) SeeTerms(ctx context.Context, v Viewer, version int64) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		a, err := tx.Account(v.Account)
		if IsNotFound(err) {
			return &Error{Class: Unauthenticated, Key: "error.session_ended"}
		}
		if err != nil {
			return err
		}
		t, err := tx.NewestTerms()
		if err != nil || version > t.ID {
			return err
		}
		if version > a.TermsSeen {
			a.TermsSeen = version
			return tx.UpdateAccount(a)
		}
		return nil
	})
}

// terms tells everybody here of other terms of use, some thousands at a time.
func (t *teller) terms(e Event) (done bool, err error) {
	people, err := t.tx.PeopleHere(t.at.person, notifyPeople)
	if err != nil {
		return false, err
	}
	n := Notice{Kind: NoticeTerms, RecordID: e.ObjectID, EventSeq: e.Seq}
	if err := t.tell(n, people...); err != nil || len(people) < notifyPeople {
		return err == nil, err
	}
	t.at.person = people[len(people)-1]
	return false, nil
}
