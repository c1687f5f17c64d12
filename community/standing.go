package community

import (
	"context"

	"headroom/community/policy"
)

// relation adds to the facts what a person's record (nil when there is none)
// and invitation (nil likewise) make them in a community. The facts of the
// person alone are there already; held is the type of the credential among them.
func (s *Service) relation(tx Tx, f *policy.Facts, c Community, p Person, held string, m *Membership, inv *Invitation) error {
	now := s.now()
	f.AdmitsCredential = admits(c, f.Credential, held)
	if m == nil {
		if inv != nil {
			f.Membership, f.Role = policy.Invited, inv.Role
		}
		if s.asGuest(f, p) {
			f.Credential = policy.NoCredential
		}
		return nil
	}
	f.Membership, f.Role = m.State, m.Role
	f.Current = s.current(c, *m, now)
	f.Silenced, f.Reviewed = m.SilencedUntil.After(now), !m.ReviewedAt.IsZero()
	if f.Current && c.Local && !p.Local && m.Role == policy.Guest {
		home, err := tx.Peer(p.Host)
		if err != nil {
			return err
		}
		f.Current = !home.SkewTooLarge() // their end is a moment on both clocks
	}
	f.InScope = m.Role != policy.Guest
	f.Bounded = f.InScope && !m.HistoryFrom.IsZero() && c.Access != policy.Open
	if inv != nil && m.State != policy.Active && m.State != policy.Pending {
		f.Membership, f.Role = policy.Invited, inv.Role
	}
	if s.asGuest(f, p) {
		f.Credential = policy.NoCredential
		return nil
	}
	// Where a credential was presented at joining, that one is what counts.
	if m.Credential == 0 || !c.Local || p.Local {
		return nil
	}
	rec, err := tx.Credential(m.Credential)
	if err != nil {
		return err
	}
	if f.Credential, err = credentialWorth(tx, rec, now); err != nil {
		return err
	}
	f.AdmitsCredential = admits(c, f.Credential, rec.Type)
	return nil
}

// asGuest reports whether somebody is in a community as a guest, or invited as
// one: on a sponsor's word, so that a credential opens nothing more. One that
// was taken away closes the door all the same; that of somebody of a peer may
// have been renewed since it was last seen here.
func (s *Service) asGuest(f *policy.Facts, p Person) bool {
	switch {
	case f.Role != policy.Guest || f.Membership != policy.Active && f.Membership != policy.Invited && f.Membership != policy.Pending:
		return false
	case f.Credential == policy.Lapsed:
		return !p.Local
	default:
		return f.Credential != policy.Revoked && f.Credential != policy.Withheld
	}
}

// standing is what a viewer is before any community is named, loaded once for
// decisions about many.
type standing struct {
	facts       policy.Facts
	person      *Person
	held        string // type of the credential that counts
	issuer      string
	memberships map[int64]Membership
	invitations map[int64]Invitation
}

// standing loads a viewer's records and invitations.
func (s *Service) standing(tx Tx, v Viewer) (standing, error) {
	return s.standingBy(tx, v, tx.MembershipsOf)
}

// standingIn is standing for who asks about one community and no other.
func (s *Service) standingIn(tx Tx, v Viewer, community int64) (standing, error) {
	return s.standingBy(tx, v, func(person int64) ([]Membership, error) {
		m, err := tx.MembershipOf(community, person)
		if err != nil {
			return nil, skipMissing(err)
		}
		return []Membership{m}, nil
	})
}

func (s *Service) standingBy(tx Tx, v Viewer, memberships func(person int64) ([]Membership, error)) (standing, error) {
	var st standing
	var err error
	if st.facts, st.person, st.held, err = s.factsOf(tx, v); err != nil || st.person == nil {
		return st, err
	}
	if st.issuer, err = s.issuerOf(tx, st.person.Host); err != nil {
		return st, err
	}
	ms, err := memberships(st.person.ID)
	if err != nil {
		return st, err
	}
	st.memberships = make(map[int64]Membership, len(ms))
	for _, m := range ms {
		st.memberships[m.CommunityID] = m
	}
	invs, err := tx.InvitationsFor(st.person.IRI)
	if err != nil {
		return st, err
	}
	st.invitations = make(map[int64]Invitation, len(invs))
	for _, inv := range invs {
		if _, newer := st.invitations[inv.CommunityID]; !newer && s.isOpen(inv) {
			st.invitations[inv.CommunityID] = inv
		}
	}
	return st, nil
}

// factsIn gives what communityFacts gives, from what standing loaded.
func (s *Service) factsIn(tx Tx, v Viewer, st standing, c Community) (policy.Facts, error) {
	if st.person == nil {
		return s.communityFacts(tx, v, c)
	}
	f := st.facts
	f.Access, f.Hosted, f.Ended = c.Access, c.Local, !c.DeletedAt.IsZero()
	f.WithinReach = s.withinReach(c, st.person.Host, st.issuer)
	var m *Membership
	if have, ok := st.memberships[c.ID]; ok {
		m = &have
	}
	var inv *Invitation
	if have, ok := st.invitations[c.ID]; ok {
		inv = &have
	}
	err := s.relation(tx, &f, c, *st.person, st.held, m, inv)
	return f, err
}

// scoped adds whether a thread is in a guest's scope, or in a member's history.
func scoped(tx Tx, v Viewer, c Community, t Thread, f *policy.Facts) {
	f.Locked = !t.LockedAt.IsZero()
	if f.Asker == policy.Person && f.Role == policy.Guest {
		f.InScope = inScope(tx, c, Person{ID: v.Person}, t.Context)
	}
	if f.Asker == policy.Person && f.Bounded {
		f.InScope = inHistory(tx, c, v.Person, t)
	}
}

// name is who acts, for the audit log.
func (v Viewer) name(p *Person) string {
	switch {
	case p != nil:
		return p.IRI
	case v.Name != "":
		return v.Name
	case v.Operator:
		return "operator:" + itoa(v.Account)
	default:
		return v.Issuer
	}
}

// may asks policy about an action that concerns no community.
func (s *Service) may(tx Tx, v Viewer, a policy.Action) (*Person, error) {
	f, p, err := s.viewerFacts(tx, v)
	if err != nil {
		return nil, err
	}
	return p, refuse(policy.Decide(a, f))
}

// mine asks policy about the viewer's own things. Who is not signed in as a
// person has none.
func (s *Service) mine(tx Tx, v Viewer, a policy.Action) (Person, error) {
	f, p, err := s.viewerFacts(tx, v)
	if err != nil {
		return Person{}, err
	}
	f.Self = p != nil
	if err := refuse(policy.Decide(a, f)); err != nil {
		return Person{}, err
	}
	return *p, nil
}

// inCommunity loads a community with the viewer's facts and asks policy.
func (s *Service) inCommunity(tx Tx, v Viewer, id int64, a policy.Action) (Community, policy.Facts, error) {
	c, err := tx.Community(id)
	if err != nil {
		return c, policy.Facts{}, err
	}
	f, err := s.communityFacts(tx, v, c)
	if err != nil {
		return c, f, err
	}
	return c, f, refuse(policy.Decide(a, f))
}

// view runs a reading use case.
func view[T any](ctx context.Context, s *Service, fn func(Tx) (T, error)) (out T, err error) {
	err = s.Store.View(ctx, func(tx Tx) error {
		var zero T
		out = zero
		got, err := fn(tx)
		if err == nil {
			out = got
		}
		return err
	})
	return out, err
}

// update runs a writing use case. fn may run more than once, so that it starts
// from nothing each time.
func update[T any](ctx context.Context, s *Service, fn func(Tx) (T, error)) (out T, err error) {
	err = s.Store.Update(ctx, func(tx Tx) error {
		var zero T
		out = zero
		got, err := fn(tx)
		if err == nil {
			out = got
		}
		return err
	})
	if err != nil {
		var zero T
		return zero, err
	}
	return out, nil
}
