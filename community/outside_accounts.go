package community

import (
	"context"
	"crypto/rand"
	"regexp"
	"slices"
	"strings"

	"headroom/community/policy"
)

// World looks up accounts of other software.
type World interface {
	// Account gives the actor that a handle stands for, name and host apart, as
	// its own document says now. NotFound when there is none, Unavailable when
	// its server does not answer or has been asked too often.
	Account(ctx context.Context, name, host string) (OutsideActor, error)
	// Group is Account for a group.
	Group(ctx context.Context, name, host string) (OutsideActor, error)
	// Actor reads an actor's document anew.
	Actor(ctx context.Context, iri string) (OutsideActor, error)
}

// accountsMost is how many accounts one person may link.
const accountsMost = 5

// handleForm is @name@server, with or without the first @.
var handleForm = regexp.MustCompile(`^@?([A-Za-z0-9_][A-Za-z0-9_.-]{0,60})@([A-Za-z0-9.-]{3,200}(?::[0-9]{1,5})?)$`)

// MyAccounts gives the accounts elsewhere that the viewer has linked, proved or
// not.
func (s *Service) MyAccounts(ctx context.Context, v Viewer) ([]LinkedAccount, error) {
	return view(ctx, s, func(tx Tx) ([]LinkedAccount, error) {
		if err := s.mayChooseOutside(tx, v); err != nil {
			return nil, err
		}
		return tx.LinkedAccounts(v.Person)
	})
}

func (s *Service) mayLink(tx Tx, v Viewer) error {
	if !s.OpenFederation {
		return &Error{Class: Conflict, Key: "error.not_open"}
	}
	p, err := tx.Person(v.Person)
	if err != nil {
		return err
	}
	return s.DecideOnPerson(tx, v, p, policy.LinkAccount)
}

// LinkAccount says that an account of other software is the viewer's. It counts
// for nothing before it is proved: its owner shows the code, which is given back,
// on the account's own page.
func (s *Service) LinkAccount(ctx context.Context, v Viewer, handle string) error {
	if err := s.Store.View(ctx, func(tx Tx) error { return s.mayLink(tx, v) }); err != nil {
		return err
	}
	parts := handleForm.FindStringSubmatch(strings.TrimSpace(handle))
	if parts == nil {
		return FieldError("account", "error.handle", nil)
	}
	if s.World == nil || strings.EqualFold(parts[2], s.Identity.Host) {
		return FieldError("account", "error.handle_here", nil)
	}
	actor, err := s.World.Account(ctx, parts[1], strings.ToLower(parts[2]))
	if err != nil {
		return notReached(err)
	}
	return s.Store.Update(ctx, func(tx Tx) error {
		if err := s.mayLink(tx, v); err != nil {
			return err
		}
		mine, err := tx.LinkedAccounts(v.Person)
		if err != nil {
			return err
		}
		switch {
		case slices.ContainsFunc(mine, func(a LinkedAccount) bool { return a.Actor == actor.IRI }):
			return nil // it stands there, with its code
		case len(mine) >= accountsMost:
			return FieldError("account", "error.accounts_most", map[string]any{"Max": accountsMost})
		}
		if _, err := tx.Peer(actor.Host); !IsNotFound(err) {
			if err != nil {
				return err
			}
			return FieldError("account", "error.handle_peer", nil)
		}
		return tx.InsertLinkedAccount(LinkedAccount{ID: tx.NextID(), PersonID: v.Person, Handle: "@" + parts[1] + "@" + strings.ToLower(parts[2]),
			Actor: actor.IRI, Code: "headroom-" + strings.ToLower(rand.Text()), CreatedAt: s.now()})
	})
}

// notReached says of what the network did not give what is to be done.
func notReached(err error) error {
	if IsNotFound(err) {
		return FieldError("account", "error.handle_unknown", nil)
	}
	if KindOf(err) == "" {
		return &Error{Class: Invalid, Key: "error.handle_silent", Field: "account", Cause: err}
	}
	return err
}

// ProveAccount looks at the page of an account that the viewer has linked: when
// the code stands on it, it is theirs.
func (s *Service) ProveAccount(ctx context.Context, v Viewer, id int64) error {
	a, err := view(ctx, s, func(tx Tx) (LinkedAccount, error) {
		if err := s.mayLink(tx, v); err != nil {
			return LinkedAccount{}, err
		}
		return s.ownAccount(tx, v, id)
	})
	if err != nil || !a.ProvedAt.IsZero() {
		return err
	}
	if s.World == nil {
		return FieldError("account", "error.handle_silent", nil)
	}
	actor, err := s.World.Actor(ctx, a.Actor)
	if err != nil {
		return notReached(err)
	}
	if !slices.ContainsFunc(actor.Words, func(text string) bool { return strings.Contains(text, a.Code) }) {
		return FieldError("account", "error.code_not_there", nil)
	}
	return s.Store.Update(ctx, func(tx Tx) error {
		if err := s.mayLink(tx, v); err != nil {
			return err
		}
		if a, err = s.ownAccount(tx, v, id); err != nil || !a.ProvedAt.IsZero() {
			return err
		}
		others, err := tx.AccountsOfActor(a.Actor)
		if err != nil {
			return err
		}
		for _, o := range others {
			if o.PersonID != v.Person && !o.ProvedAt.IsZero() {
				return FieldError("account", "error.account_taken", nil)
			}
		}
		p, err := tx.Person(v.Person)
		if err != nil {
			return err
		}
		a.ProvedAt = s.now()
		if err := tx.UpdateLinkedAccount(a); err != nil {
			return err
		}
		return s.audit(tx, p.IRI, "outside.linked", a.Actor, "", map[string]string{"account": a.Handle})
	})
}

// ownAccount gives an account that the viewer has linked and not removed.
func (s *Service) ownAccount(tx Tx, v Viewer, id int64) (LinkedAccount, error) {
	a, err := tx.LinkedAccount(id)
	if err == nil && (a.PersonID != v.Person || !a.EndedAt.IsZero()) {
		err = ErrNotFound
	}
	return a, err
}

// RemoveAccount ends a link. What was posted from it stays.
func (s *Service) RemoveAccount(ctx context.Context, v Viewer, id int64) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if err := s.mayChooseOutside(tx, v); err != nil {
			return err
		}
		a, err := s.ownAccount(tx, v, id)
		if err != nil {
			return err
		}
		p, err := tx.Person(v.Person)
		if err != nil {
			return err
		}
		if err := s.remember(LedgerEntry{Kind: ledgerAccountEnd, Person: p.IRI, Key: a.Actor}); err != nil {
			return err
		}
		return s.endAccount(tx, p, a, p.IRI)
	})
}

func (s *Service) endAccount(tx Tx, p Person, a LinkedAccount, by string) error {
	a.EndedAt = s.now()
	if err := tx.UpdateLinkedAccount(a); err != nil {
		return err
	}
	return s.audit(tx, by, "outside.unlinked", a.Actor, "", map[string]string{"account": a.Handle, "person": p.IRI})
}

// endAccounts ends all links of somebody whose headship has ended.
func (s *Service) endAccounts(tx Tx, p Person, by string) error {
	if !p.Local {
		return nil
	}
	all, err := tx.LinkedAccounts(p.ID)
	if err != nil {
		return err
	}
	for _, a := range all {
		if err := s.endAccount(tx, p, a, by); err != nil {
			return err
		}
	}
	return nil
}

// linkOf gives the proved link of an actor whose person is a head now and is not
// suspended; ErrNotFound otherwise.
func (s *Service) linkOf(tx Tx, actor string) (LinkedAccount, error) {
	all, err := tx.AccountsOfActor(actor)
	if err != nil {
		return LinkedAccount{}, err
	}
	for _, a := range all {
		if a.ProvedAt.IsZero() {
			continue
		}
		err := s.mayLink(tx, Viewer{Person: a.PersonID})
		if err == nil {
			return a, nil
		}
		if KindOf(err) == "" {
			return a, err
		}
	}
	return LinkedAccount{}, ErrNotFound
}

// viaAccounts gives the handles of the accounts that posts of one community came
// from.
func viaAccounts(tx Tx, f policy.Facts, posts []int64) (map[int64]string, error) {
	if f.Access != policy.Open {
		return nil, nil
	}
	all, err := tx.LinkedPosts(posts)
	via := map[int64]string{}
	for _, l := range all {
		via[l.PostID] = l.Handle
	}
	return via, err
}
