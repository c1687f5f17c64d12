package demo

import (
	"context"

	"headroom/community"
)

// email is the address with which a sample person signs in.
func (r *running) email(p person) string {
	return p.username + "." + p.role + "@" + r.nation.word + ".example"
}

func (r *running) person(ctx context.Context, username string) (p community.Person, err error) {
	err = r.Store.View(ctx, func(tx community.Tx) error { p, err = tx.PersonByUsername(username); return err })
	return p, err
}

func (r *running) community(ctx context.Context, username string) (c community.Community, err error) {
	err = r.Store.View(ctx, func(tx community.Tx) error { c, err = tx.CommunityByUsername(username); return err })
	return c, err
}

func (r *running) membership(ctx context.Context, room, person int64) (m community.Membership, err error) {
	err = r.Store.View(ctx, func(tx community.Tx) error { m, err = tx.MembershipOf(room, person); return err })
	return m, err
}

// viewer is a sample person who has signed in.
func (r *running) viewer(ctx context.Context, username string) (v community.Viewer, err error) {
	err = r.Store.View(ctx, func(tx community.Tx) error {
		p, err := tx.PersonByUsername(username)
		if err != nil {
			return err
		}
		a, err := tx.AccountOfPerson(p.ID)
		v = community.Viewer{Account: a.ID, Person: p.ID, Name: p.IRI}
		return err
	})
	return v, err
}

func (r *running) credentials(ctx context.Context, person int64) (list []community.CredentialRecord, err error) {
	err = r.Store.View(ctx, func(tx community.Tx) error { list, err = tx.Credentials(person); return err })
	return list, err
}

// verified gives the usernames of who holds a current credential.
func (r *running) verified(ctx context.Context) (map[string]bool, error) {
	rows, err := r.Service.LocalMembers(ctx, community.CommandLine)
	names := make(map[string]bool, len(rows))
	for _, row := range rows {
		names[row.Username] = row.Standing == "verified" || row.Standing == "facilitator"
	}
	return names, err
}

// threads tells whether anybody has written in a community, whoever may read it
// now.
func (r *running) threads(ctx context.Context, room int64) (some bool, err error) {
	err = r.Store.View(ctx, func(tx community.Tx) error {
		list, err := tx.Threads(room, community.Page{Limit: 1})
		some = len(list) > 0
		return err
	})
	return some, err
}
