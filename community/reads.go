package community

import (
	"context"
	"strings"

	"headroom/community/policy"
)

// PrivilegedRead is one of them, as members of a community may know it: who,
// when and of what kind; never what was seen.
type PrivilegedRead struct {
	AuditRow
	Person PersonView // zero for an operator
}

// reads writes down that somebody looked at what only some may see: a row of the
// audit chain in the transaction that reads. The kind is "read." and what.
func (s *Service) reads(tx Tx, actor, kind, subject string) error {
	return s.audit(tx, actor, kind, subject, "", nil)
}

// ReadAudit is Audit for somebody who looks at it: that they did is a row
// itself.
func (s *Service) ReadAudit(ctx context.Context, v Viewer, p Page) ([]AuditRow, error) {
	rows, err := s.Audit(ctx, v, p)
	if err != nil {
		return nil, err
	}
	return rows, s.Store.Update(ctx, func(tx Tx) error {
		return s.reads(tx, v.name(nil), "read.audit", s.Identity.URL)
	})
}

// Reads lists, newest first, who has looked at what is not for everybody: in a
// community of ours, and in the record of the whole instance. It is for the
// community's members.
func (s *Service) Reads(ctx context.Context, v Viewer, id int64, p Page) (rows []PrivilegedRead, card CommunityCard, err error) {
	err = s.Store.View(ctx, func(tx Tx) error {
		rows = nil
		c, f, err := s.inCommunity(tx, v, id, policy.ViewMembers)
		if err != nil {
			return err
		}
		if !c.Local {
			return ErrNotFound // its own host knows
		}
		if card, err = s.fullCard(tx, v, c, f); err != nil {
			return err
		}
		all, err := tx.ReadsOf(c.IRI, s.Identity.URL, page(p, 50, 200))
		if err != nil {
			return err
		}
		for _, r := range all {
			read := PrivilegedRead{AuditRow: r}
			if strings.Contains(r.Actor, "://") { // a person, of here or of a peer
				who, err := tx.PersonByIRI(r.Actor)
				if skipMissing(err) != nil {
					return err
				}
				read.Person = PersonView{Person: who.forOthers()}
			}
			read.Actor = "" // of an operator, whose name is not for members
			rows = append(rows, read)
		}
		return nil
	})
	return rows, card, err
}
