package clientapi

import (
	"context"
	"net/http"

	"headroom/community"
	"headroom/community/policy"
)

// statusRoutes are the calls about single statuses, but for writing them.
func (a *API) statusRoutes() []route {
	get, post := http.MethodGet, http.MethodPost
	return []route{
		row(get, "/api/v1/statuses", scopeRead("statuses").orNobody(), a.someStatuses),
		row(get, "/api/v1/statuses/{id}", scopeRead("statuses").orNobody(), a.oneStatus),
		row(get, "/api/v1/statuses/{id}/context", scopeRead("statuses").orNobody(), a.around),
		row(get, "/api/v1/statuses/{id}/history", scopeRead("statuses").orNobody(), a.history),
		row(get, "/api/v1/statuses/{id}/source", scopeRead("statuses"), a.source),
		row(get, "/api/v1/statuses/{id}/favourited_by", scopeRead("accounts").orNobody(), a.favouritedBy),
		row(get, "/api/v1/statuses/{id}/reblogged_by", scopeRead("accounts").orNobody(), a.nobodyOf),
		row(get, "/api/v1/statuses/{id}/quotes", scopeRead("statuses").orNobody(), a.nobodyOf),
		row(post, "/api/v1/statuses/{id}/favourite", scopeWrite("favourites"), a.does(a.favour(true))),
		row(post, "/api/v1/statuses/{id}/unfavourite", scopeWrite("favourites"), a.does(a.favour(false))),
		row(post, "/api/v1/statuses/{id}/bookmark", scopeWrite("bookmarks"), a.does(a.bookmark(true))),
		row(post, "/api/v1/statuses/{id}/unbookmark", scopeWrite("bookmarks"), a.does(a.bookmark(false))),
		row(post, "/api/v1/statuses/{id}/mute", scopeWrite("mutes"), a.does(a.muteThread)),
		row(post, "/api/v1/statuses/{id}/unmute", scopeWrite("mutes"), a.does(a.unmuteThread)),
		row(post, "/api/v1/statuses/{id}/pin", scopeWrite("accounts"), a.does(a.pin(true))),
		row(post, "/api/v1/statuses/{id}/unpin", scopeWrite("accounts"), a.does(a.pin(false))),
		row(post, "/api/v1/statuses/{id}/reblog", scopeWrite("statuses"), a.does(a.boost)),
		row(post, "/api/v1/statuses/{id}/unreblog", scopeWrite("statuses"), a.does(nil)),
	}
}

// card is the post in the address, and whether its id is that of the boost by its
// community.
func (a *API) card(r *http.Request, c caller) (card community.PostCard, wrapped bool, err error) {
	id, err := pathID(r, "id")
	if err != nil {
		return card, false, err
	}
	post, wrapped := splitID(id)
	card, err = a.Service.Card(r.Context(), c.viewer, post)
	return card, wrapped, err
}

// single makes the status of a post that was asked for by itself. Only here it is
// said whether its conversation is muted.
func (a *API) single(ctx context.Context, c caller, card community.PostCard, wrapped bool) (status, error) {
	st := a.bare(c, card)
	if wrapped {
		st = a.wrapped(c, card)
	}
	if !c.viewer.SignedIn() {
		return st, nil
	}
	choice, err := a.Service.ThreadFollowed(ctx, c.viewer, card.ThreadID)
	if err != nil && !hidden(err) {
		return st, err
	}
	st.Muted = choice == community.PlaceMute
	return st, nil
}

// shows answers with one status.
func (a *API) shows(w http.ResponseWriter, r *http.Request, c caller, card community.PostCard, wrapped bool) error {
	st, err := a.single(r.Context(), c, card, wrapped)
	if err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, st)
}

func (a *API) oneStatus(w http.ResponseWriter, r *http.Request, c caller) error {
	card, wrapped, err := a.card(r, c)
	if err != nil {
		return a.orLetter(r, c, err, func(l community.Letter) error { return a.answer(w, http.StatusOK, a.letter(c, l)) })
	}
	return a.shows(w, r, c, card, wrapped)
}

// someStatuses is GET statuses?id[]=: those that the caller may read.
func (a *API) someStatuses(w http.ResponseWriter, r *http.Request, c caller) error {
	ids, err := idsOf(r)
	if err != nil {
		return err
	}
	posts := make([]int64, len(ids))
	for i, id := range ids {
		posts[i], _ = splitID(id)
	}
	list, err := a.Service.Cards(r.Context(), c.viewer, posts)
	if err != nil {
		return err
	}
	out := []status{}
	for _, id := range ids {
		post, wrapped := splitID(id)
		for _, card := range list {
			switch {
			case card.Post.ID != post:
			case wrapped:
				out = append(out, a.wrapped(c, card))
			default:
				out = append(out, a.bare(c, card))
			}
		}
	}
	return a.answer(w, http.StatusOK, out)
}

// around is GET statuses/{id}/context: what is around a post in its conversation.
func (a *API) around(w http.ResponseWriter, r *http.Request, c caller) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	post, _ := splitID(id)
	above, below, err := a.Service.Around(r.Context(), c.viewer, post)
	if err != nil {
		return a.orLetter(r, c, err, func(l community.Letter) error { return a.aroundLetter(w, r, c, l) })
	}
	return a.answer(w, http.StatusOK, map[string][]status{"ancestors": a.statuses(c, above), "descendants": a.statuses(c, below)})
}

// statuses makes those of posts by themselves.
func (a *API) statuses(c caller, list []community.PostCard) []status {
	out := make([]status, len(list))
	for i, card := range list {
		out[i] = a.bare(c, card)
	}
	return out
}

// statusEdit is Mastodon's StatusEdit: a post as it once stood.
type statusEdit struct {
	Content     string       `json:"content"`
	SpoilerText string       `json:"spoiler_text"`
	Sensitive   bool         `json:"sensitive"`
	CreatedAt   string       `json:"created_at"`
	Account     account      `json:"account"`
	Poll        *none        `json:"poll"`
	Media       []attachment `json:"media_attachments"`
	Emojis      []none       `json:"emojis"`
}

// history is GET statuses/{id}/history, the oldest version first.
func (a *API) history(w http.ResponseWriter, r *http.Request, c caller) error {
	card, _, err := a.card(r, c)
	if err != nil {
		return err
	}
	_, versions, err := a.Service.Versions(r.Context(), c.viewer, card.Post.ID)
	if err != nil {
		return err
	}
	now := a.bare(c, card)
	if card.Shows != policy.Whole { // nor as it once stood
		return a.answer(w, http.StatusOK, []statusEdit{{Content: now.Content, CreatedAt: now.CreatedAt, Account: now.Account, Media: now.Media, Emojis: []none{}}})
	}
	out := make([]statusEdit, len(versions))
	for i, v := range versions {
		old := card
		old.Title, old.HTML = v.Title, v.HTML
		out[len(versions)-1-i] = statusEdit{Content: content(old), CreatedAt: date(v.At), Account: now.Account, Media: now.Media, Emojis: []none{}}
	}
	return a.answer(w, http.StatusOK, out)
}

// source is GET statuses/{id}/source: what its author typed, for them alone.
func (a *API) source(w http.ResponseWriter, r *http.Request, c caller) error {
	card, _, err := a.card(r, c)
	if err != nil {
		return err
	}
	if !card.Mine {
		return community.ErrNotFound
	}
	return a.answer(w, http.StatusOK, map[string]string{"id": idText(card.Post.ID), "text": typedText(card), "spoiler_text": ""})
}

// typedText is a post as its author types it in an app: title and text in one.
func typedText(card community.PostCard) string {
	if !card.Root() {
		return card.Source
	}
	return joinTitle(card.Title, card.Source)
}

// favouritedBy is GET statuses/{id}/favourited_by. How many have reacted is shown
// here, and not who; that one has oneself, one knows.
func (a *API) favouritedBy(w http.ResponseWriter, r *http.Request, c caller) error {
	card, _, err := a.card(r, c)
	if err != nil {
		return err
	}
	out := []account{}
	if a.bare(c, card).Favourited {
		me, err := a.Service.Profile(r.Context(), c.viewer, c.viewer.Person)
		if err != nil {
			return err
		}
		out = append(out, a.person(c, me))
	}
	return a.answer(w, http.StatusOK, out)
}

// nobodyOf answers calls about a status that nobody can have done.
func (a *API) nobodyOf(w http.ResponseWriter, r *http.Request, c caller) error {
	if _, _, err := a.card(r, c); err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, []none{})
}
