package clientapi

import (
	"cmp"
	"net/http"
	"slices"

	"headroom/community"
)

// followers is GET accounts/{id}/followers: who is in a community, for those who
// may see that. Of a person nobody is told.
func (a *API) followers(w http.ResponseWriter, r *http.Request, c caller) error {
	who, err := a.named(r, c)
	if err != nil {
		return err
	}
	if !who.Group() {
		return a.answer(w, http.StatusOK, []account{})
	}
	room, err := a.Service.Room(r.Context(), c.viewer, who.ID())
	if err != nil {
		if hidden(err) {
			return a.answer(w, http.StatusOK, []account{})
		}
		return err
	}
	var ids []int64
	for _, m := range slices.Concat(room.Moderators, room.Facilitators, room.Members, room.Guests) {
		ids = append(ids, m.Person.ID)
	}
	return a.pageOfActors(w, r, c, ids)
}

// following is GET accounts/{id}/following: of oneself the communities that one is
// in and the people whom one follows, of others the communities that both are in.
func (a *API) following(w http.ResponseWriter, r *http.Request, c caller) error {
	who, err := a.named(r, c)
	if err != nil {
		return err
	}
	if who.Group() || !c.viewer.SignedIn() {
		return a.answer(w, http.StatusOK, []account{})
	}
	var ids []int64
	if who.ID() == c.viewer.Person {
		rooms, err := a.Service.Directory(r.Context(), c.viewer)
		if err != nil {
			return err
		}
		for _, room := range rooms {
			if room.State == "active" {
				ids = append(ids, room.Community.ID)
			}
		}
		people, err := a.Service.Followed(r.Context(), c.viewer)
		if err != nil {
			return err
		}
		for _, p := range people {
			ids = append(ids, p.ID)
		}
	} else {
		known, err := a.Service.Acquaintance(r.Context(), c.viewer, who.ID())
		if err != nil {
			if hidden(err) {
				return a.answer(w, http.StatusOK, []account{})
			}
			return err
		}
		for _, room := range known.Communities {
			ids = append(ids, room.Community.ID)
		}
	}
	return a.pageOfActors(w, r, c, ids)
}

// hidden reports a refusal that says only that something is not for the caller.
func hidden(err error) bool {
	switch community.KindOf(err) {
	case community.NotFound, community.Forbidden, community.Unauthenticated:
		return true
	}
	return false
}

// pageOfActors answers with one page of people and communities, by number.
func (a *API) pageOfActors(w http.ResponseWriter, r *http.Request, c caller, ids []int64) error {
	ids = pageOfIDs(ids, page(r, 40, 80))
	list, err := a.Service.Actors(r.Context(), c.viewer, ids)
	if err != nil {
		return err
	}
	if len(ids) > 0 {
		a.link(w, r, ids[0], ids[len(ids)-1])
	}
	return a.answer(w, http.StatusOK, a.actors(c, list))
}

// pageOfIDs is one page of a list of numbers, the highest first.
func pageOfIDs(ids []int64, p cursor) []int64 {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { return p.Before > 0 && id >= p.Before || id <= max(p.After, p.Since) })
	slices.SortFunc(ids, func(a, b int64) int { return cmp.Compare(b, a) })
	ids = slices.Compact(ids)
	if len(ids) > p.Limit {
		if p.After > 0 && p.Before == 0 {
			return ids[len(ids)-p.Limit:]
		}
		return ids[:p.Limit]
	}
	return ids
}

// follow is POST accounts/{id}/follow: joining, for a community. A community that
// asks for a reason or for answers, or to which one has to be invited, is joined
// on its own page, and the refusal says so.
func (a *API) follow(w http.ResponseWriter, r *http.Request, c caller) error {
	who, err := a.named(r, c)
	if err != nil {
		return err
	}
	if !who.Group() {
		return a.followPerson(w, r, c, who.ID(), true)
	}
	if state := who.Community.State; state != "active" && state != "pending" {
		err := a.Service.Join(r.Context(), c.viewer, who.ID(), "", nil)
		if community.KindOf(err) == community.Invalid {
			return &community.Error{Class: community.Invalid, Key: "error.app_join",
				Args: map[string]any{"Address": a.pageAt("/communities/", who.ID())}}
		}
		if err != nil && community.KindOf(err) != community.Conflict {
			return err
		}
	}
	return a.related(w, r, c, who.ID())
}

// followPerson keeps a person among those whose posts the member reads: nobody is
// told, and it opens nothing.
func (a *API) followPerson(w http.ResponseWriter, r *http.Request, c caller, person int64, on bool) error {
	if person == c.viewer.Person {
		return refusal("error.app_people_only")
	}
	if err := a.Service.Follow(r.Context(), c.viewer, person, on); err != nil {
		return err
	}
	return a.related(w, r, c, person)
}

// unfollow is POST accounts/{id}/unfollow: leaving a community, or no longer asking
// to be let in.
func (a *API) unfollow(w http.ResponseWriter, r *http.Request, c caller) error {
	who, err := a.named(r, c)
	if err != nil {
		return err
	}
	if !who.Group() {
		return a.followPerson(w, r, c, who.ID(), false)
	}
	if state := who.Community.State; state == "active" || state == "pending" {
		if err := a.Service.Leave(r.Context(), c.viewer, who.ID()); err != nil {
			return err
		}
	}
	return a.related(w, r, c, who.ID())
}

// related answers with what the caller is to somebody now. A private community
// that was left is not known any more: it answers as it was before.
func (a *API) related(w http.ResponseWriter, r *http.Request, c caller, id int64) error {
	who, err := a.Service.Actor(r.Context(), c.viewer, id)
	if community.IsNotFound(err) {
		return a.answer(w, http.StatusOK, relationship{ID: idText(id)})
	}
	if err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, relation(who))
}

// stance makes the calls that block or mute a person, or take that back.
func (a *API) stance(change func(*community.StanceInput)) handler {
	return func(w http.ResponseWriter, r *http.Request, c caller) error {
		who, err := a.named(r, c)
		if err != nil {
			return err
		}
		return a.setStance(w, r, c, who, change)
	}
}

func (a *API) note(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := params(r)
	if err != nil {
		return err
	}
	who, err := a.named(r, c)
	if err != nil {
		return err
	}
	return a.setStance(w, r, c, who, func(s *community.StanceInput) { s.Note = p.text("comment") })
}

// setStance keeps what the caller thinks of a person. Of communities and of
// oneself nothing is kept.
func (a *API) setStance(w http.ResponseWriter, r *http.Request, c caller, who community.Actor, change func(*community.StanceInput)) error {
	if who.Group() || who.ID() == c.viewer.Person {
		return &community.Error{Class: community.Invalid, Key: "error.app_people_only"}
	}
	in := community.StanceInput{Blocked: who.Stance.Blocked, Muted: who.Stance.Muted, Note: who.Stance.Note}
	change(&in)
	if err := a.Service.SetStance(r.Context(), c.viewer, who.ID(), in); err != nil {
		return err
	}
	return a.related(w, r, c, who.ID())
}
