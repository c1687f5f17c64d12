package clientapi

import (
	"net/http"

	"headroom/community"
	"headroom/community/policy"
)

// act is something that a member does with a status.
type act func(r *http.Request, c caller, card community.PostCard) error

// does makes the call of an act: it answers with the status as it is afterwards,
// by itself, whichever of its ids was named. A nil act changes nothing.
func (a *API) does(do act) handler {
	return func(w http.ResponseWriter, r *http.Request, c caller) error {
		card, _, err := a.card(r, c)
		if err != nil {
			return err
		}
		if do != nil {
			if err := do(r, c, card); err != nil {
				return err
			}
			if card, err = a.Service.Card(r.Context(), c.viewer, card.Post.ID); err != nil {
				return err
			}
		}
		return a.shows(w, r, c, card, false)
	}
}

// favourKind is the reaction that a favourite is; any other that the member has
// given counts as one, and is taken back with it.
const favourKind = "thanks"

func (a *API) favour(on bool) act {
	return func(r *http.Request, c caller, card community.PostCard) error {
		if on {
			if a.bare(c, card).Favourited {
				return nil
			}
			return a.Service.React(r.Context(), c.viewer, card.Post.ID, favourKind, true)
		}
		for _, given := range card.Reactions {
			if given.Mine {
				if err := a.Service.React(r.Context(), c.viewer, card.Post.ID, given.Kind, false); err != nil {
					return err
				}
			}
		}
		return nil
	}
}

func (a *API) bookmark(on bool) act {
	return func(r *http.Request, c caller, card community.PostCard) error {
		_, err := a.Service.MarkPost(r.Context(), c.viewer, card.Post.ID, on)
		return err
	}
}

func (a *API) muteThread(r *http.Request, c caller, card community.PostCard) error {
	return a.Service.FollowThread(r.Context(), c.viewer, card.ThreadID, community.PlaceMute)
}

func (a *API) unmuteThread(r *http.Request, c caller, card community.PostCard) error {
	return a.Service.UnmuteThread(r.Context(), c.viewer, card.ThreadID)
}

// pin pins the conversation that a post begins, which moderators may.
func (a *API) pin(on bool) act {
	return func(r *http.Request, c caller, card community.PostCard) error {
		if !card.Root() {
			return &community.Error{Class: community.Invalid, Key: "error.app_pin"}
		}
		return a.Service.PinThread(r.Context(), c.viewer, card.ThreadID, on)
	}
}

// boost refuses: what is said in a community stays there, and what is said in an
// open one has its address.
func (a *API) boost(_ *http.Request, _ caller, card community.PostCard) error {
	if card.Community.Access == policy.Open {
		return &community.Error{Class: community.Invalid, Key: "error.app_boost_open"}
	}
	return &community.Error{Class: community.Forbidden, Key: "error.app_boost"}
}
