package clientapi

import (
	"cmp"
	"net/http"
	"slices"

	"headroom/community"
)

// peopleList is Mastodon's List. Beside the lists of people that the member has made
// stands one for each community that they are in: the server keeps it, and it cannot
// be changed.
type peopleList struct {
	ID        string `json:"id"`
	Title     string `json:"title"`
	Replies   string `json:"replies_policy"`
	Exclusive bool   `json:"exclusive"`
}

// listRoutes are the lists and what is in them.
func (a *API) listRoutes() []route {
	get, post, put, remove := http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete
	return []route{
		row(get, "/api/v1/lists", scopeRead("lists"), a.lists),
		row(post, "/api/v1/lists", scopeWrite("lists"), a.makeList),
		row(get, "/api/v1/lists/{id}", scopeRead("lists"), a.oneList),
		row(put, "/api/v1/lists/{id}", scopeWrite("lists"), a.renameList),
		row(remove, "/api/v1/lists/{id}", scopeWrite("lists"), a.deleteList),
		row(get, "/api/v1/lists/{id}/accounts", scopeRead("lists"), a.listAccounts),
		row(post, "/api/v1/lists/{id}/accounts", scopeWrite("lists"), a.changeList(true)),
		row(remove, "/api/v1/lists/{id}/accounts", scopeWrite("lists"), a.changeList(false)),
		row(get, "/api/v1/accounts/{id}/lists", scopeRead("lists"), a.listsWith),
		row(get, "/api/v1/timelines/list/{id}", scopeRead("lists"), a.listTimeline),
	}
}

func listOf(l community.PeopleList) peopleList {
	return peopleList{ID: idText(l.ID), Title: l.Title, Replies: "list"}
}

func (a *API) roomList(c caller, room community.CommunityCard) peopleList {
	return peopleList{ID: idText(room.Community.ID), Title: room.Name.In(a.language(c)), Replies: "list"}
}

// joined are the communities that the member is in.
func (a *API) joined(r *http.Request, c caller) ([]community.CommunityCard, error) {
	rooms, err := a.Service.Directory(r.Context(), c.viewer)
	return slices.DeleteFunc(rooms, func(room community.CommunityCard) bool { return room.State != "active" }), err
}

func (a *API) lists(w http.ResponseWriter, r *http.Request, c caller) error {
	own, err := a.Service.PeopleLists(r.Context(), c.viewer, 0)
	if err != nil {
		return err
	}
	rooms, err := a.joined(r, c)
	if err != nil {
		return err
	}
	out := []peopleList{}
	for _, l := range own {
		out = append(out, listOf(l.PeopleList))
	}
	for _, room := range rooms {
		out = append(out, a.roomList(c, room))
	}
	return a.answer(w, http.StatusOK, out)
}

// listNamed gives the list in the address: the member's own, or that of a community.
func (a *API) listNamed(r *http.Request, c caller) (own community.PeopleList, room community.CommunityCard, err error) {
	id, err := pathID(r, "id")
	if err != nil {
		return own, room, err
	}
	own, _, err = a.Service.PeopleList(r.Context(), c.viewer, id)
	if !community.IsNotFound(err) {
		return own, room, err
	}
	rooms, err := a.joined(r, c)
	if err != nil {
		return own, room, err
	}
	i := slices.IndexFunc(rooms, func(room community.CommunityCard) bool { return room.Community.ID == id })
	if i < 0 {
		return own, room, community.ErrNotFound
	}
	return own, rooms[i], nil
}

// ownListNamed is listNamed for what changes a list: that of a community is kept by
// the server.
func (a *API) ownListNamed(r *http.Request, c caller) (community.PeopleList, error) {
	own, _, err := a.listNamed(r, c)
	if err == nil && own.ID == 0 {
		err = &community.Error{Class: community.Forbidden, Key: "error.forbidden"}
	}
	return own, err
}

func (a *API) oneList(w http.ResponseWriter, r *http.Request, c caller) error {
	own, room, err := a.listNamed(r, c)
	if err != nil {
		return err
	}
	if own.ID != 0 {
		return a.answer(w, http.StatusOK, listOf(own))
	}
	return a.answer(w, http.StatusOK, a.roomList(c, room))
}

func (a *API) makeList(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := params(r)
	if err != nil {
		return err
	}
	l, err := a.Service.CreatePeopleList(r.Context(), c.viewer, p.text("title"))
	if err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, listOf(l))
}

func (a *API) renameList(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := params(r)
	if err != nil {
		return err
	}
	l, err := a.ownListNamed(r, c)
	if err != nil {
		return err
	}
	if l, err = a.Service.RenamePeopleList(r.Context(), c.viewer, l.ID, cmp.Or(p.text("title"), l.Title)); err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, listOf(l))
}

func (a *API) deleteList(w http.ResponseWriter, r *http.Request, c caller) error {
	l, err := a.ownListNamed(r, c)
	if err != nil {
		return err
	}
	if err := a.Service.DeletePeopleList(r.Context(), c.viewer, l.ID); err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, struct{}{})
}

// listAccounts is GET lists/{id}/accounts: of a community who is in it, for those who
// may see that.
func (a *API) listAccounts(w http.ResponseWriter, r *http.Request, c caller) error {
	own, room, err := a.listNamed(r, c)
	if err != nil {
		return err
	}
	var ids []int64
	if own.ID != 0 {
		_, people, err := a.Service.PeopleList(r.Context(), c.viewer, own.ID)
		if err != nil {
			return err
		}
		for _, p := range people {
			ids = append(ids, p.ID)
		}
		return a.pageOfActors(w, r, c, ids)
	}
	in, err := a.Service.Room(r.Context(), c.viewer, room.Community.ID)
	if err != nil {
		if hidden(err) {
			return a.answer(w, http.StatusOK, []account{})
		}
		return err
	}
	for _, m := range slices.Concat(in.Moderators, in.Facilitators, in.Members, in.Guests) {
		ids = append(ids, m.Person.ID)
	}
	return a.pageOfActors(w, r, c, ids)
}

// changeList makes the calls that put people into a list, and take them out.
func (a *API) changeList(in bool) handler {
	return func(w http.ResponseWriter, r *http.Request, c caller) error {
		p, err := params(r)
		if err != nil {
			return err
		}
		l, err := a.ownListNamed(r, c)
		if err != nil {
			return err
		}
		ids, err := p.ids("account_ids")
		if err != nil {
			return err
		}
		if in {
			err = a.Service.AddToPeopleList(r.Context(), c.viewer, l.ID, ids...)
		} else {
			err = a.Service.RemoveFromPeopleList(r.Context(), c.viewer, l.ID, ids...)
		}
		if err != nil {
			return err
		}
		return a.answer(w, http.StatusOK, struct{}{})
	}
}

// listsWith is GET accounts/{id}/lists: the member's own lists that hold somebody.
func (a *API) listsWith(w http.ResponseWriter, r *http.Request, c caller) error {
	who, err := a.named(r, c)
	if err != nil {
		return err
	}
	all, err := a.Service.PeopleLists(r.Context(), c.viewer, who.ID())
	if err != nil {
		return err
	}
	out := []peopleList{}
	for _, l := range all {
		if l.Holds {
			out = append(out, listOf(l.PeopleList))
		}
	}
	return a.answer(w, http.StatusOK, out)
}

// listTimeline is GET timelines/list/{id}: posts by themselves, with replies.
func (a *API) listTimeline(w http.ResponseWriter, r *http.Request, c caller) error {
	own, room, err := a.listNamed(r, c)
	if err != nil {
		return err
	}
	if own.ID == 0 {
		return a.timeline(w, r, c, community.ArrivalQuery{Community: room.Community.ID}, false)
	}
	p := page(r, 20, 40)
	lines, _, err := a.Service.PeopleListPosts(r.Context(), c.viewer, own.ID, p.Page)
	if err != nil {
		return err
	}
	var ids []int64
	for _, l := range lines {
		if !p.reached(l.Post.ID) {
			ids = append(ids, l.Post.ID)
		}
	}
	cards, err := a.Service.Cards(r.Context(), c.viewer, ids)
	if err != nil {
		return err
	}
	if len(ids) > 0 {
		a.link(w, r, ids[0], ids[len(ids)-1])
	}
	out := []status{}
	for _, card := range attributed(cards) {
		out = append(out, a.bare(c, card))
	}
	return a.answer(w, http.StatusOK, out)
}
