package community

import (
	"errors"
	"slices"
	"strings"

	"headroom/community/policy"
	"headroom/community/verification"
)

// What stands in the way of an act on an application.
var (
	errDecided  = &Error{Class: Conflict, Key: "error.application_decided"}
	errAnother  = &Error{Class: Conflict, Key: "error.another_operator"}
	errOwn      = &Error{Class: Conflict, Key: "error.another_operator"} // the viewer's own finding
	errEnough   = &Error{Class: Conflict, Key: "error.application_enough"}
	errEvidence = &Error{Class: Conflict, Key: "error.application_evidence", Field: "reason"}
)

// mayDecide refuses who has refused an application before, or has asked for the
// exception: somebody else must look. Two people are two accounts; the command
// line is nobody in particular.
func mayDecide(v Viewer, a Application) error {
	second := a.State == ApplicationAppealed || a.ProposedBy != ""
	if second && (v.Account == 0 || v.name(nil) == a.RefusedBy || v.name(nil) == a.ProposedBy) {
		return errAnother
	}
	return nil
}

// mayAdmit guards Admit. Where the evidence is not enough, somebody else must
// have asked for an exception; where it is only with what the viewer found out,
// somebody else admits.
func mayAdmit(v Viewer, c ApplicationCase) error {
	if !c.Open() {
		return errDecided
	}
	if err := mayDecide(v, c.Application); err != nil {
		return err
	}
	switch {
	case c.ProposedBy != "":
		return nil
	case !c.Enough():
		return errEvidence
	case !c.others.Enough() || !verification.Carries(c.Title, c.others):
		return errOwn
	}
	return nil
}

// mayExcept guards ProposeException.
func mayExcept(v Viewer, c ApplicationView) error {
	switch {
	case !c.Open():
		return errDecided
	case v.Account == 0 || v.name(nil) == c.RefusedBy || c.ProposedBy != "":
		return errAnother
	case c.Enough():
		return errEnough
	}
	return nil
}

// mayRefuse guards Refuse.
func mayRefuse(v Viewer, a Application) error {
	switch {
	case !a.Open():
		return errDecided
	case a.State == ApplicationAppealed:
		return mayDecide(v, a)
	}
	return nil
}

// mayFind guards AddFinding.
func mayFind(v Viewer, a Application) error {
	switch {
	case !a.Open():
		return errDecided
	case a.State == ApplicationAppealed && (v.Account == 0 || v.name(nil) == a.RefusedBy):
		return errAnother
	}
	return nil
}

// permit fills in what the viewer may do.
func (s *Service) permit(tx Tx, v Viewer, c *ApplicationCase) (err error) {
	c.others = c.Sum
	if rest := withoutOwn(v, c.Evidence); len(rest) < len(c.Evidence) {
		if c.others, err = s.weigh(tx, c.Application, c.Says, rest); err != nil {
			return err
		}
	}
	admits := mayAdmit(v, *c)
	c.MayAdmit, c.Another, c.Own = admits == nil, errors.Is(admits, errAnother), errors.Is(admits, errOwn)
	c.MayExcept = mayExcept(v, c.ApplicationView) == nil
	c.MayRefuse = mayRefuse(v, c.Application) == nil
	c.MayFind = mayFind(v, c.Application) == nil
	return nil
}

// withoutOwn leaves out what the viewer found out. The command line is nobody in
// particular, and so may be whoever found anything out.
func withoutOwn(v Viewer, all []Evidence) []Evidence {
	return slices.DeleteFunc(slices.Clone(all), func(e Evidence) bool {
		found := e.Kind == verification.Regulator || e.Kind == verification.Facilitator
		return found && (v.Account == 0 || e.By == v.name(nil) || e.By == CommandLine.Name)
	})
}

// mailboxUnnamed reports whether a code came back from a mailbox that the
// register does not name: the applicant chose it.
func (c *ApplicationCase) mailboxUnnamed() bool {
	return slices.ContainsFunc(c.Evidence, func(e Evidence) bool {
		return e.Kind == verification.Mailbox && (c.Mailbox == "" || !strings.EqualFold(e.Ref, c.Mailbox))
	})
}

// notApplying refuses a person as a head who has an application that waits, or
// was refused and can be appealed.
func (s *Service) notApplying(tx Tx, p Person, kind policy.Credential) error {
	if kind != policy.Head {
		return nil
	}
	a, err := tx.ApplicationOfPerson(p.ID)
	if err != nil || !a.Open() && a.State != ApplicationRefused {
		return skipMissing(err)
	}
	if _, worth, err := bestCredential(tx, p.ID, s.now()); err != nil || worth == policy.Head {
		return err // it is renewed
	}
	return &Error{Class: Conflict, Key: "error.application_open"}
}
