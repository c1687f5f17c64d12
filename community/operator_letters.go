package community

import (
	"context"
	"time"

	"headroom/community/policy"
)

// Letters to operators say how much waits and where to look, never about whom:
// a mailbox is no place for an applicant's name.

// digestEvery is how often at most an operator gets a letter about what waits.
const digestEvery = time.Hour

// CasesWaiting is what waits for those who verify.
type CasesWaiting struct {
	Applications int64 // of all kinds
	Appeals      int64 // among them
	Exceptions   int64 // among them: asked for by one operator, to be decided by another
}

// CasesWaiting counts what the viewer can take up: an appeal against their own
// refusal, and an exception that they have asked for themselves, wait for
// somebody else and are left out of those two.
func (s *Service) CasesWaiting(ctx context.Context, v Viewer) (CasesWaiting, error) {
	return view(ctx, s, func(tx Tx) (w CasesWaiting, err error) {
		if _, err = s.may(tx, v, policy.VerifyPerson); err != nil {
			return w, err
		}
		if w.Applications, err = tx.ApplicationsCount(openStates...); err != nil || w.Applications == 0 {
			return w, err
		}
		all, err := tx.Applications(openStates, Page{Limit: queueMost})
		for _, a := range all {
			switch {
			case mayDecide(v, a) != nil:
			case a.ProposedBy != "":
				w.Exceptions++
			case a.State == ApplicationAppealed:
				w.Appeals++
			}
		}
		return w, err
	})
}

// operatorsBut gives the operators who can read a letter, without one account.
func (s *Service) operatorsBut(tx Tx, but int64) (list []Account, err error) {
	all, err := tx.Operators()
	for _, o := range all {
		if o.isOperator() && o.Good(s.now()) && o.ID != but {
			list = append(list, o)
		}
	}
	return list, err
}

// caseWaits asks for a letter to each operator that something waits: one at the
// end of the hour, whatever else comes until then. What it says is counted when
// it is sent.
func (s *Service) caseWaits(tx Tx) error {
	list, err := s.operatorsBut(tx, 0)
	if err != nil {
		return err
	}
	at := s.now().Truncate(digestEvery).Add(digestEvery)
	for _, o := range list {
		key := "waiting " + itoa(o.ID) + " " + itoa(at.Unix())
		if err := tx.Enqueue(intent(JobMail, JobMail, key, PriorityNormal, at, Mail{Template: "waiting", Account: o.ID})); err != nil {
			return err
		}
	}
	return nil
}

// What operators are told that another one did.
const (
	ToldOperatorAdded = "operator_added"
	ToldOperatorEnded = "operator_ended"
	ToldException     = "exception"
	ToldAppeal        = "appeal"
	ToldLinkOffered   = "link_offered" // by the operator of another server
)

// tellOthers writes to every other operator what one of them did: what takes
// two people is worth little if nobody notices that two accounts are one.
func (s *Service) tellOthers(tx Tx, v Viewer, what, about string, but int64) error {
	list, err := s.operatorsBut(tx, v.Account)
	if err != nil {
		return err
	}
	for _, o := range list {
		if o.ID == but {
			continue
		}
		m := Mail{Template: "operator-told", Account: o.ID, Args: map[string]string{"what": what, "about": about, "by": v.name(nil)}}
		if err := s.mail(tx, m); err != nil {
			return err
		}
	}
	return nil
}

// linkWaits writes to each operator that a server offers a link between two
// communities: at the end of the hour, once however many it offers until then.
func (s *Service) linkWaits(tx Tx, host string) error {
	list, err := s.operatorsBut(tx, 0)
	if err != nil {
		return err
	}
	at := s.now().Truncate(digestEvery).Add(digestEvery)
	for _, o := range list {
		key := "link " + itoa(o.ID) + " " + host + " " + itoa(at.Unix())
		m := Mail{Template: "operator-told", Account: o.ID, Args: map[string]string{"what": ToldLinkOffered, "by": host}}
		if err := tx.Enqueue(intent(JobMail, JobMail, key, PriorityNormal, at, m)); err != nil {
			return err
		}
	}
	return nil
}

// secondDecided tells the others of a decision that takes two: on an appeal, or
// where an exception had been asked for.
func (s *Service) secondDecided(tx Tx, v Viewer, a Application) error {
	switch {
	case a.ProposedBy != "":
		return s.tellOthers(tx, v, ToldException, itoa(a.ID), 0)
	case a.State == ApplicationAppealed:
		return s.tellOthers(tx, v, ToldAppeal, itoa(a.ID), 0)
	}
	return nil
}
