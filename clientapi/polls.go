package clientapi

import (
	"net/http"
	"strconv"

	"headroom/community"
	"headroom/community/tally"
)

// asked is the poll in the address: its id is that of its post.
func (a *API) asked(r *http.Request, c caller) (community.PostCard, error) {
	card, _, err := a.card(r, c)
	if err == nil && card.Poll == nil {
		err = community.ErrNotFound
	}
	return card, err
}

func (a *API) poll(w http.ResponseWriter, r *http.Request, c caller) error {
	card, err := a.asked(r, c)
	if err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, pollOf(*card.Poll))
}

// vote is POST polls/{id}/votes. Options cannot be put into an order there, and so
// a poll that asks for one is voted in on its page.
func (a *API) vote(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := params(r)
	if err != nil {
		return err
	}
	card, err := a.asked(r, c)
	if err != nil {
		return err
	}
	if card.Poll.Kind == tally.Ranked {
		return refusal("error.app_ranked", "Address", a.pageAt("/posts/", card.Post.ID))
	}
	var choices []int
	for _, text := range p.texts("choices") {
		n, err := strconv.Atoi(text)
		if err != nil {
			return community.FieldError("choice", "error.choice", nil)
		}
		choices = append(choices, n)
	}
	if err := a.Service.Vote(r.Context(), c.viewer, card.Post.ID, choices); err != nil {
		return err
	}
	if card, err = a.asked(r, c); err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, pollOf(*card.Poll))
}
