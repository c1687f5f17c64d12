package control

import (
	"context"
	"strings"

	"headroom/community"
)

// person finds somebody of this instance by actor IRI, e-mail address or
// username.
func person(ctx context.Context, b Backend, who string) (p community.Person, err error) {
	who = strings.TrimSpace(who)
	err = b.Service.Store.View(ctx, func(tx community.Tx) error {
		switch {
		case strings.Contains(who, "://"):
			p, err = tx.PersonByIRI(who)
		case strings.Contains(strings.TrimPrefix(who, "@"), "@"):
			var a community.Account
			if a, err = tx.AccountByEmail(who); err == nil {
				p, err = tx.Person(a.PersonID)
			}
		default:
			p, err = tx.PersonByUsername(strings.ToLower(strings.TrimPrefix(who, "@")))
		}
		if err == nil && !p.Local {
			return community.ErrNotFound
		}
		return err
	})
	return p, err
}
