package clientapi

import (
	"context"
	"net/http"

	"headroom/community"
)

// conversationRoutes are the private messages of the member.
func (a *API) conversationRoutes() []route {
	return []route{
		row(http.MethodGet, "/api/v1/conversations", scopeRead("statuses"), a.conversations),
		row(http.MethodPost, "/api/v1/conversations/{id}/read", scopeWrite("conversations"), a.readConversation),
		row(http.MethodDelete, "/api/v1/conversations/{id}", scopeWrite("conversations"), a.deletes((*community.Service).HideTalk)),
	}
}

// conversations is GET conversations, paged by the newest message of each.
func (a *API) conversations(w http.ResponseWriter, r *http.Request, c caller) error {
	at := page(r, 20, 40)
	list, err := a.Service.TalksListed(r.Context(), c.viewer, at.Page)
	if err != nil {
		return err
	}
	out := []conversation{}
	for _, t := range list {
		if at.reached(t.Last.ID) {
			break
		}
		last, err := a.newestLetter(r.Context(), c, t.Talk.ID)
		if err != nil {
			return err
		}
		out = append(out, a.conversation(c, t, last))
	}
	if len(out) > 0 {
		a.link(w, r, list[0].Last.ID, list[len(out)-1].Last.ID)
	}
	return a.answer(w, http.StatusOK, out)
}

func (a *API) readConversation(w http.ResponseWriter, r *http.Request, c caller) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if err := a.Service.ReadTalk(r.Context(), c.viewer, id); err != nil {
		return err
	}
	out, err := a.talk(r.Context(), c, id)
	if err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, out)
}

// talk makes the entity of one conversation.
func (a *API) talk(ctx context.Context, c caller, id int64) (conversation, error) {
	list, err := a.Service.Letters(ctx, c.viewer, id, community.Page{Limit: 1})
	if err != nil {
		return conversation{}, err
	}
	if len(list) == 0 {
		return conversation{}, community.ErrNotFound
	}
	last := a.letter(c, list[len(list)-1])
	return a.conversation(c, list[0].Talk, &last), nil
}
