package web_test

import (
	"context"
	"strconv"

	"headroom/community"
)

// account is an account elsewhere that the member has named.
func (h *house) account() string {
	return h.made("account", func() string {
		m := h.people["member"]
		v := community.Viewer{Account: m.Account.ID, Person: m.Person.ID, Name: m.Person.IRI}
		h.ok(h.service.LinkAccount(h.t.Context(), v, "@kim@elsewhere.example"))
		all, err := h.service.MyAccounts(h.t.Context(), v)
		h.ok(err)
		return strconv.FormatInt(all[0].ID, 10)
	})
}

// abroad is other software: everybody there shows the codes that they were given,
// and nobody is not there.
type abroad struct{ h *house }

func (a abroad) Account(_ context.Context, name, host string) (community.OutsideActor, error) {
	if name == "nobody" {
		return community.OutsideActor{}, community.ErrNotFound
	}
	return a.Actor(context.Background(), "https://"+host+"/users/"+name)
}

func (a abroad) Actor(ctx context.Context, iri string) (community.OutsideActor, error) {
	out := community.OutsideActor{IRI: iri, Host: "elsewhere.example", Kind: "Person"}
	return out, a.h.store.View(ctx, func(tx community.Tx) error {
		all, err := tx.AccountsOfActor(iri)
		for _, l := range all {
			out.Words = append(out.Words, l.Code)
		}
		return err
	})
}
