package community

import (
	"context"
	"slices"
	"time"

	"headroom/community/policy"
)

// WelcomeSteps are a newcomer's first steps, in their order.
var WelcomeSteps = []string{"biography", "photograph", "communities", "hello"}

const (
	suggestions   = 3
	newcomerFor   = 60 * 24 * time.Hour // how long somebody counts as new in a community
	newcomersMost = 20
)

// WelcomeView is what /welcome shows.
type WelcomeView struct {
	Done, Skipped map[string]bool // by step
	Left          int             // steps that are neither
	Ended         bool            // dismissed, or all steps done once
	Suggestions   []Suggestion
	Rooms         []CommunityCard // where the viewer may say hello
}

// Welcome shows a verified member their first steps.
func (s *Service) Welcome(ctx context.Context, v Viewer) (WelcomeView, error) {
	return view(ctx, s, func(tx Tx) (WelcomeView, error) {
		me, err := s.mine(tx, v, policy.EditProfile)
		if err != nil {
			return WelcomeView{}, err
		}
		st, err := s.standing(tx, v)
		if err != nil {
			return WelcomeView{}, err
		}
		if !verified(st.facts.Credential) {
			return WelcomeView{}, &Error{Class: Forbidden, Key: "error.not_verified"}
		}
		out, err := s.welcomeState(tx, me, st)
		if err != nil {
			return out, err
		}
		if out.Rooms, err = s.helloRooms(tx, v, st); err != nil {
			return out, err
		}
		out.Suggestions, err = s.suggest(tx, v, me, st, suggestions)
		return out, err
	})
}

// WelcomeDue reports whether home offers the first steps: to who is verified,
// has some left and has not put them away.
func (s *Service) WelcomeDue(ctx context.Context, v Viewer) (bool, error) {
	return view(ctx, s, func(tx Tx) (bool, error) {
		me, err := s.mine(tx, v, policy.EditProfile)
		if err != nil {
			return false, err
		}
		// Most people have ended them: that is asked first.
		if w, err := tx.Welcome(me.ID); err != nil && !IsNotFound(err) || !w.EndedAt.IsZero() {
			return false, err
		}
		st, err := s.standing(tx, v)
		if err != nil || !verified(st.facts.Credential) {
			return false, err
		}
		state, err := s.welcomeState(tx, me, st)
		return state.Left > 0 && !state.Ended, err
	})
}

func (s *Service) welcomeState(tx Tx, me Person, st standing) (WelcomeView, error) {
	out := WelcomeView{Done: map[string]bool{}, Skipped: map[string]bool{}}
	w, err := tx.Welcome(me.ID)
	if err != nil && !IsNotFound(err) {
		return out, err
	}
	spoken, err := tx.Spoken(me.ID)
	if err != nil {
		return out, err
	}
	joined := false
	for _, m := range st.memberships {
		joined = joined || m.State == policy.Active || m.State == policy.Pending
	}
	out.Done = map[string]bool{"biography": st.facts.Biography, "photograph": me.Photo != "", "communities": joined, "hello": spoken}
	for _, step := range WelcomeSteps {
		out.Skipped[step] = slices.Contains(w.Skipped, step) && !out.Done[step]
		if !out.Done[step] && !out.Skipped[step] {
			out.Left++
		}
	}
	out.Ended = !w.EndedAt.IsZero()
	return out, nil
}

// helloRooms are the communities in which the viewer may start a conversation.
func (s *Service) helloRooms(tx Tx, v Viewer, st standing) ([]CommunityCard, error) {
	var ids []int64
	for id := range st.memberships {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	all, err := s.communitiesByID(tx, ids)
	if err != nil {
		return nil, err
	}
	var rooms []CommunityCard
	for _, id := range ids {
		f, err := s.factsIn(tx, v, st, all[id])
		if err != nil {
			return nil, err
		}
		m := st.memberships[id]
		if c := card(all[id], f, &m); c.CanPost && policy.Decide(policy.ViewListed, f).OK() {
			rooms = append(rooms, c)
		}
	}
	return rooms, nil
}

// SkipWelcome leaves out one of the viewer's first steps; "" puts all of them
// away for good.
func (s *Service) SkipWelcome(ctx context.Context, v Viewer, step string) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		me, err := s.mine(tx, v, policy.EditProfile)
		if err != nil {
			return err
		}
		w, err := tx.Welcome(me.ID)
		if err != nil && !IsNotFound(err) {
			return err
		}
		w.PersonID = me.ID
		switch {
		case step == "":
			w.EndedAt = s.now()
		case !slices.Contains(WelcomeSteps, step):
			return FieldError("step", "error.choice", nil)
		case slices.Contains(w.Skipped, step):
			return nil
		default:
			w.Skipped = append(w.Skipped, step)
		}
		return tx.PutWelcome(w)
	})
}

// Newcomer is somebody who has come into a community lately and whom nobody
// has welcomed there.
type Newcomer struct {
	Community Community
	Person    Person
	Since     time.Time
}

// Newcomers lists, for who admits people, the newcomers of their communities.
func (s *Service) Newcomers(ctx context.Context, v Viewer) ([]Newcomer, error) {
	return view(ctx, s, func(tx Tx) ([]Newcomer, error) {
		if _, err := s.mine(tx, v, policy.EditProfile); err != nil {
			return nil, err
		}
		st, err := s.standing(tx, v)
		if err != nil {
			return nil, err
		}
		rooms, err := s.greetedBy(tx, v, st)
		if err != nil || len(rooms) == 0 {
			return nil, err
		}
		var ids []int64
		for id := range rooms {
			ids = append(ids, id)
		}
		slices.Sort(ids)
		found, err := tx.Newcomers(ids, s.now().Add(-newcomerFor), newcomersMost)
		if err != nil {
			return nil, err
		}
		var out []Newcomer
		for _, m := range found {
			c := rooms[m.CommunityID]
			if m.PersonID != v.Person && m.Role == policy.Member && s.current(c, m.Membership, s.now()) {
				out = append(out, Newcomer{Community: c, Person: m.Person, Since: m.StartAt})
			}
		}
		return out, nil
	})
}

// greetedBy are the communities of ours whose newcomers the viewer looks
// after: where they are facilitator or moderator.
func (s *Service) greetedBy(tx Tx, v Viewer, st standing) (map[int64]Community, error) {
	var ids []int64
	for id, m := range st.memberships {
		if m.Role == policy.FacilitatorRole || m.Role == policy.Moderator {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	slices.Sort(ids)
	all, err := s.communitiesByID(tx, ids)
	if err != nil {
		return nil, err
	}
	rooms := map[int64]Community{}
	for _, id := range ids {
		f, err := s.factsIn(tx, v, st, all[id])
		if err != nil {
			return nil, err
		}
		if all[id].Local && policy.Decide(policy.DecideJoin, f).OK() {
			rooms[id] = all[id]
		}
	}
	return rooms, nil
}

// MarkWelcomed notes that a newcomer of a community has been welcomed: for who
// admits people there.
func (s *Service) MarkWelcomed(ctx context.Context, v Viewer, community, person int64) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		c, _, err := s.inCommunity(tx, v, community, policy.DecideJoin)
		if err != nil {
			return err
		}
		if _, err := tx.MembershipOf(c.ID, person); err != nil {
			return err
		}
		return tx.PutGreeting(Greeting{CommunityID: c.ID, PersonID: person, ByID: v.Person, At: s.now()})
	})
}
