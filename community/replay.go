package community

import (
	"context"
)

// What the ledger calls what has ended, and what takes an end back.
const (
	ledgerRevocation   = "credential"
	ledgerSuspension   = "suspension"
	ledgerRestoration  = "restoration" // of a suspension
	ledgerMembership   = "membership"
	ledgerOperator     = "operator"
	ledgerOperatorBack = "operator-back"
	ledgerAppointment  = "appointment"
	ledgerAgreement    = "agreement"
	ledgerKey          = "key"             // replaced, lost, or announced as the next
	ledgerOutsideNo    = "outside-no"      // somebody is followed from other software no more
	ledgerAccountEnd   = "outside-account" // an account there is somebody's no more
	ledgerLinkEnd      = "link"
	ledgerRuleEnd      = "link-rule" // that let members of a linked community in
	ledgerClosed       = "closed"    // an account, by its holder; Reason is what becomes of the posts
	ledgerReopened     = "reopened"
	ledgerMark         = "mark"  // how far the database had come
	ledgerEpoch        = "epoch" // that a community's log has begun after a restore
)

// ledgerActor acts in the audit log for what the ledger brings back.
const ledgerActor = "ledger"

// replaying is how an entry of one kind is done again: forgotten reports whether
// the database does not know what it says.
type replaying struct {
	forgotten func(*Service, Tx, LedgerEntry) (bool, error)
	redo      func(*Service, Tx, LedgerEntry) error
}

// replayed is the table of what is done again; the other kinds take back.
var replayed = map[string]replaying{
	ledgerRevocation:  {(*Service).credentialForgotten, (*Service).redoCredential},
	ledgerSuspension:  {(*Service).credentialForgotten, (*Service).redoCredential},
	ledgerMembership:  {(*Service).membershipForgotten, (*Service).redoMembership},
	ledgerOperator:    {(*Service).operatorForgotten, (*Service).redoOperator},
	ledgerAppointment: {(*Service).appointmentForgotten, (*Service).redoAppointment},
	ledgerAgreement:   {(*Service).agreementForgotten, (*Service).redoAgreement},
	ledgerKey:         {(*Service).keyForgotten, (*Service).redoKey},
	ledgerOutsideNo:   {(*Service).outsideNoForgotten, (*Service).redoOutsideNo},
	ledgerAccountEnd:  {(*Service).accountEndForgotten, (*Service).redoAccountEnd},
	ledgerLinkEnd:     {(*Service).linkEndForgotten, (*Service).redoLinkEnd},
	ledgerRuleEnd:     {(*Service).ruleEndForgotten, (*Service).redoRuleEnd},
	ledgerClosed:      {(*Service).closedForgotten, (*Service).redoClosed},
}

// remember writes an entry to the ledger; Unavailable when it cannot be.
func (s *Service) remember(e LedgerEntry) error {
	if e.At.IsZero() {
		e.At = s.now()
	}
	if err := s.Ledger.Append(e); err != nil {
		return &Error{Class: Unavailable, Key: "error.unavailable", Cause: err}
	}
	return nil
}

// ReplayLedger does again, at the start, what the ledger outside the database
// knows to have ended and the database does not: after a restore from a backup
// nobody comes back, and what was said since is said again in another epoch.
func (s *Service) ReplayLedger(ctx context.Context) error {
	entries, err := s.Ledger.Entries()
	if err != nil {
		return err
	}
	all := entries
	entries = lastWords(entries)
	var due []LedgerEntry
	err = s.Store.View(ctx, func(tx Tx) error {
		due = nil
		for _, e := range entries {
			forgotten, err := replayed[e.Kind].forgotten(s, tx, e)
			if err != nil {
				return err
			}
			if forgotten {
				due = append(due, e)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, e := range due {
		if err := s.Store.Update(ctx, func(tx Tx) error { return s.replay(tx, e) }); err != nil {
			return err
		}
	}
	return s.afterRestore(ctx, all)
}

func (s *Service) replay(tx Tx, e LedgerEntry) error {
	if forgotten, err := replayed[e.Kind].forgotten(s, tx, e); err != nil || !forgotten {
		return err // an entry before this one did it
	}
	return replayed[e.Kind].redo(s, tx, e)
}

// lastWords leaves out ends that the ledger knows to have been taken back, and
// whatever there is nothing to do again for.
func lastWords(entries []LedgerEntry) []LedgerEntry {
	type subject struct {
		kind, credential string
		number           int64
	}
	takenBack := map[subject]int{}
	for i, e := range entries {
		switch e.Kind {
		case ledgerRestoration:
			takenBack[subject{ledgerSuspension, e.Credential, 0}] = i
		case ledgerOperatorBack:
			takenBack[subject{ledgerOperator, "", e.Number}] = i
		case ledgerReopened:
			takenBack[subject{ledgerClosed, "", e.Number}] = i
		}
	}
	var out []LedgerEntry
	for i, e := range entries {
		if at, ok := takenBack[subject{e.Kind, e.Credential, e.Number}]; ok && i < at {
			continue
		}
		if _, ok := replayed[e.Kind]; ok {
			out = append(out, e)
		}
	}
	return out
}
