package community

import "headroom/community/policy"

// What people have taken back of what they had said yes to beside their
// memberships: no backup makes it good again.

// outsideNoForgotten reports that somebody still agrees, by a word from before
// they took it back, to be followed from other software.
func (s *Service) outsideNoForgotten(tx Tx, e LedgerEntry) (bool, error) {
	p, err := tx.PersonByIRI(e.Person)
	if err != nil || !p.Local {
		return false, skipMissing(err)
	}
	since, err := tx.OutsideConsent(p.ID)
	return err == nil && since.Before(e.At), skipMissing(err)
}

func (s *Service) redoOutsideNo(tx Tx, e LedgerEntry) error {
	p, err := tx.PersonByIRI(e.Person)
	if err != nil {
		return err
	}
	return s.withdrawOutside(tx, p, ledgerActor)
}

// accountEndForgotten reports that an account elsewhere still counts as somebody's
// who has removed it.
func (s *Service) accountEndForgotten(tx Tx, e LedgerEntry) (bool, error) {
	_, ok, err := s.accountOf(tx, e)
	return ok, err
}

func (s *Service) redoAccountEnd(tx Tx, e LedgerEntry) error {
	a, ok, err := s.accountOf(tx, e)
	if err != nil || !ok {
		return err
	}
	p, err := tx.Person(a.PersonID)
	if err != nil {
		return err
	}
	return s.endAccount(tx, p, a, ledgerActor)
}

// accountOf finds the account that an entry says was removed.
func (s *Service) accountOf(tx Tx, e LedgerEntry) (a LinkedAccount, ok bool, err error) {
	p, err := tx.PersonByIRI(e.Person)
	if err != nil || !p.Local {
		return a, false, skipMissing(err)
	}
	all, err := tx.LinkedAccounts(p.ID)
	for _, a := range all {
		if a.Actor == e.Key && a.CreatedAt.Before(e.At) {
			return a, true, err
		}
	}
	return a, false, err
}

// linkEndForgotten reports that a link which was ended is open.
func (s *Service) linkEndForgotten(tx Tx, e LedgerEntry) (bool, error) {
	l, err := tx.GroupLinkByOffer(e.Agreement)
	return err == nil && l.open(), skipMissing(err)
}

func (s *Service) redoLinkEnd(tx Tx, e LedgerEntry) error {
	l, err := tx.GroupLinkByOffer(e.Agreement)
	if err != nil {
		return err
	}
	return s.endLink(tx, &l, ledgerActor, policy.KnownReason(e.Reason))
}

// ruleEndForgotten reports that a moderator's rule which was taken back still lets
// members of a linked community in.
func (s *Service) ruleEndForgotten(tx Tx, e LedgerEntry) (bool, error) {
	l, c, err := ruleOf(tx, e)
	return err == nil && l.ruleOf(c.ID) != 0 && l.UpdatedAt.Before(e.At), skipMissing(err)
}

func (s *Service) redoRuleEnd(tx Tx, e LedgerEntry) error {
	l, c, err := ruleOf(tx, e)
	if err != nil {
		return err
	}
	l.setRule(c.ID, 0)
	l.UpdatedAt = s.now()
	if err := tx.UpdateGroupLink(l); err != nil {
		return err
	}
	return s.audit(tx, ledgerActor, "link.rule-end", c.IRI, "", nil)
}

func ruleOf(tx Tx, e LedgerEntry) (l GroupLink, c Community, err error) {
	if l, err = tx.GroupLinkByOffer(e.Agreement); err != nil {
		return l, c, err
	}
	c, err = tx.CommunityByIRI(e.Community)
	return l, c, err
}
