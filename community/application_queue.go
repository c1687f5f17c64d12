package community

import (
	"context"
	"strings"

	"headroom/community/policy"
	"headroom/community/verification"
)

// Kinds of what an operator should look at before somebody is let in.
const (
	ConflictScripts  = "scripts"  // the name mixes letters of several scripts
	ConflictName     = "name"     // somebody here has the same name
	ConflictAlike    = "alike"    // the name looks like somebody's
	ConflictHead     = "head"     // the school has a verified head already
	ConflictRevoked  = "revoked"  // they were verified here before, and that was withdrawn
	ConflictAgain    = "again"    // there is another application for the school, or of the name
	ConflictRegister = "register" // the register names somebody else
	ConflictClosed   = "closed"   // the school is not open any more
	ConflictUnlisted = "unlisted" // the school is in no register
	ConflictTitle    = "title"    // the post does not lead a school
	ConflictMailbox  = "mailbox"  // the code went to an address that the register does not name
	ConflictSignOn   = "sign-on"  // a sign-on service says something else of them
	ConflictShared   = "shared"   // somebody else has shown the same account of one
	historyShown     = 50         // rows of the audit log beside an application
	queueMost        = 200        // applications that are looked at for the next
	namesAlike       = 5          // people who are named as looking alike
)

// openStates are the applications that wait for somebody.
var openStates = []string{ApplicationWaiting, ApplicationAppealed}

// ApplicationConflict is something to look at, with whom or what it is about.
type ApplicationConflict struct {
	Kind        string
	PersonID    int64
	Application int64
	Name        string
}

// ApplicationCase is an application as who verifies sees it, on one screen.
type ApplicationCase struct {
	ApplicationView
	Conflicts []ApplicationConflict
	History   []AuditRow
	Next      int64 // the next that waits, 0 for none
	Previous  int64
	// What the viewer may do now; the acts ask the same functions.
	MayAdmit, MayExcept, MayRefuse, MayFind bool
	// Another tells that somebody else has to admit them: the viewer has refused
	// them or asked for the exception. Own tells that what the viewer found out is
	// what makes the evidence enough.
	Another, Own bool
	others       verification.Sum // without what the viewer found out
	// Names are those of our people whom Evidence and History name by IRI.
	Names map[string]string
}

// Clean reports whether one press by the viewer is enough: the evidence is, and
// there is nothing to look at.
func (c ApplicationCase) Clean() bool {
	return c.State == ApplicationWaiting && c.MayAdmit && c.Enough() && len(c.Conflicts) == 0
}

// Applications lists applications in the states, oldest first, for who
// verifies; open ones when none are named. History is left out.
func (s *Service) Applications(ctx context.Context, v Viewer, states []string, p Page) ([]ApplicationCase, error) {
	if len(states) == 0 {
		states = openStates
	}
	return view(ctx, s, func(tx Tx) ([]ApplicationCase, error) {
		if _, err := s.may(tx, v, policy.VerifyPerson); err != nil {
			return nil, err
		}
		all, err := tx.Applications(states, page(p, 50, 200))
		if err != nil {
			return nil, err
		}
		names, err := s.namesHere(tx)
		if err != nil {
			return nil, err
		}
		out := make([]ApplicationCase, len(all))
		for i, a := range all {
			if out[i], err = s.applicationCase(tx, v, a, names); err != nil {
				return nil, err
			}
		}
		return out, nil
	})
}

// ApplicationOf gives one application with all that there is to see, for who
// verifies. One whose address is not confirmed is not there.
func (s *Service) ApplicationOf(ctx context.Context, v Viewer, id int64) (ApplicationCase, error) {
	return view(ctx, s, func(tx Tx) (c ApplicationCase, err error) {
		if _, err := s.may(tx, v, policy.VerifyPerson); err != nil {
			return c, err
		}
		a, err := confirmed(tx, id)
		if err != nil {
			return c, err
		}
		names, err := s.namesHere(tx)
		if err != nil {
			return c, err
		}
		if c, err = s.applicationCase(tx, v, a, names); err != nil {
			return c, err
		}
		p, err := tx.Person(a.PersonID)
		if err != nil {
			return c, err
		}
		if c.History, err = tx.AuditOf(p.IRI, Page{Limit: historyShown}); err != nil {
			return c, err
		}
		if err := c.name(tx); err != nil {
			return c, err
		}
		c.Previous, c.Next, err = neighbours(tx, id)
		return c, err
	})
}

// name finds the names of who did what.
func (c *ApplicationCase) name(tx Tx) error {
	c.Names = map[string]string{}
	var iris []string
	for _, e := range c.Evidence {
		iris = append(iris, e.By)
	}
	for _, row := range c.History {
		iris = append(iris, row.Actor)
	}
	for _, iri := range iris {
		if !strings.Contains(iri, "://") || c.Names[iri] != "" {
			continue
		}
		p, err := tx.PersonByIRI(iri)
		if skipMissing(err) != nil {
			return err
		}
		c.Names[iri] = p.Name
	}
	return nil
}

// confirmed loads an application whose address is confirmed.
func confirmed(tx Tx, id int64) (Application, error) {
	a, err := tx.Application(id)
	if err == nil && a.PersonID == 0 {
		return Application{}, ErrNotFound
	}
	return a, err
}

// neighbours gives the open applications before and after one.
func neighbours(tx Tx, id int64) (previous, next int64, err error) {
	all, err := tx.Applications(openStates, Page{Limit: queueMost})
	for _, a := range all {
		switch {
		case a.ID < id:
			previous = a.ID
		case a.ID > id && next == 0:
			next = a.ID
		}
	}
	return previous, next, err
}

// namesHere gives our people by what their names look like.
func (s *Service) namesHere(tx Tx) (map[string][]PersonName, error) {
	all, err := tx.PeopleNames()
	names := make(map[string][]PersonName, len(all))
	for _, n := range all {
		skeleton := verification.Skeleton(n.Name)
		names[skeleton] = append(names[skeleton], n)
	}
	return names, err
}

func (s *Service) applicationCase(tx Tx, v Viewer, a Application, names map[string][]PersonName) (c ApplicationCase, err error) {
	if c.ApplicationView, err = s.applicationView(tx, a); err != nil {
		return c, err
	}
	if err = s.permit(tx, v, &c); err != nil || !c.Open() {
		return c, err
	}
	add := func(kind string) { c.Conflicts = append(c.Conflicts, ApplicationConflict{Kind: kind}) }
	if verification.MixedScripts(a.Name) {
		add(ConflictScripts)
	}
	if c.Title != verification.Leads {
		add(ConflictTitle)
	}
	switch c.Says {
	case SaysNothing:
		add(ConflictUnlisted)
	case SaysAnother:
		add(ConflictRegister)
	case SaysClosed:
		add(ConflictClosed)
	}
	if c.mailboxUnnamed() {
		add(ConflictMailbox)
	}
	if err := s.signOnConflicts(tx, &c); err != nil {
		return c, err
	}
	if revoked, err := wasRevoked(tx, a.PersonID); err != nil {
		return c, err
	} else if revoked {
		add(ConflictRevoked)
	}
	s.lookAlikes(&c, names[a.Skeleton])
	return c, s.beside(tx, &c)
}

// lookAlikes adds those of our people whose names are, or look, the same.
func (s *Service) lookAlikes(c *ApplicationCase, people []PersonName) {
	for _, n := range people[:min(len(people), namesAlike)] {
		if n.ID == c.PersonID {
			continue
		}
		kind := ConflictAlike
		if s.Text.Fold(n.Name) == s.Text.Fold(c.Name) {
			kind = ConflictName
		}
		c.Conflicts = append(c.Conflicts, ApplicationConflict{Kind: kind, PersonID: n.ID, Name: n.Name})
	}
}

// beside adds the school's heads and other applications that touch this one.
func (s *Service) beside(tx Tx, c *ApplicationCase) error {
	heads, err := tx.PeopleOfSchool(c.Nation, c.Register)
	if err != nil {
		return err
	}
	for _, p := range heads {
		if _, worth, err := bestCredential(tx, p.ID, s.now()); err != nil {
			return err
		} else if p.ID != c.PersonID && worth == policy.Head {
			c.Conflicts = append(c.Conflicts, ApplicationConflict{Kind: ConflictHead, PersonID: p.ID, Name: p.Name})
		}
	}
	others, err := tx.ApplicationsLike(c.Nation, c.Register, c.Skeleton)
	for _, o := range others {
		if o.ID != c.ID && o.State != ApplicationAdmitted {
			c.Conflicts = append(c.Conflicts, ApplicationConflict{Kind: ConflictAgain, Application: o.ID, Name: o.Name})
		}
	}
	return err
}
