package clientapi

import (
	"net/http"
	"time"

	"headroom/community"
)

// scheduled is Mastodon's ScheduledStatus.
type scheduled struct {
	ID     string          `json:"id"`
	At     string          `json:"scheduled_at"`
	Params scheduledParams `json:"params"`
	Media  []attachment    `json:"media_attachments"`
}

type scheduledParams struct {
	Text        string   `json:"text"`
	Poll        *none    `json:"poll"`
	MediaIDs    []string `json:"media_ids"`
	Sensitive   bool     `json:"sensitive"`
	Spoiler     string   `json:"spoiler_text"`
	Visibility  string   `json:"visibility"`
	ReplyTo     *int64   `json:"in_reply_to_id"`
	Language    string   `json:"language"`
	Application int64    `json:"application_id"`
	At          *string  `json:"scheduled_at"`
	Key         *string  `json:"idempotency"`
	RateLimit   bool     `json:"with_rate_limit"`
}

// scheduledRoutes are the calls about what is to be posted later.
func (a *API) scheduledRoutes() []route {
	return []route{
		row(http.MethodGet, "/api/v1/scheduled_statuses", scopeRead("statuses"), a.allScheduled),
		row(http.MethodGet, "/api/v1/scheduled_statuses/{id}", scopeRead("statuses"), a.oneScheduled),
		row(http.MethodPut, "/api/v1/scheduled_statuses/{id}", scopeWrite("statuses"), a.putOff),
		row(http.MethodDelete, "/api/v1/scheduled_statuses/{id}", scopeWrite("statuses"), a.deletes((*community.Service).CancelScheduled)),
	}
}

func (a *API) scheduledOf(c caller, p community.ScheduledView) scheduled {
	at := date(p.SendAt)
	out := scheduled{ID: idText(p.ID), At: at, Media: []attachment{}, Params: scheduledParams{Text: joinTitle(p.Title, p.Body), MediaIDs: []string{},
		Visibility: "private", Language: p.Language, Application: c.app.ID}}
	if p.ParentID != 0 {
		out.Params.ReplyTo = &p.ParentID
	}
	for _, f := range p.Pictures {
		out.Media, out.Params.MediaIDs = append(out.Media, a.attachment(c, f)), append(out.Params.MediaIDs, idText(f.ID))
	}
	return out
}

func (a *API) allScheduled(w http.ResponseWriter, r *http.Request, c caller) error {
	all, err := a.Service.Scheduled(r.Context(), c.viewer)
	if err != nil {
		return err
	}
	byID := map[int64]community.ScheduledView{}
	var ids []int64
	for _, p := range all {
		byID[p.ID], ids = p, append(ids, p.ID)
	}
	ids = pageOfIDs(ids, page(r, 20, 40))
	out := []scheduled{}
	for _, id := range ids {
		out = append(out, a.scheduledOf(c, byID[id]))
	}
	if len(ids) > 0 {
		a.link(w, r, ids[0], ids[len(ids)-1])
	}
	return a.answer(w, http.StatusOK, out)
}

func (a *API) scheduledNamed(r *http.Request, c caller) (community.ScheduledView, error) {
	id, err := pathID(r, "id")
	if err != nil {
		return community.ScheduledView{}, err
	}
	return a.Service.ScheduledPost(r.Context(), c.viewer, id)
}

func (a *API) oneScheduled(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := a.scheduledNamed(r, c)
	if err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, a.scheduledOf(c, p))
}

// putOff is PUT scheduled_statuses/{id}: only the time changes.
func (a *API) putOff(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := params(r)
	if err != nil {
		return err
	}
	was, err := a.scheduledNamed(r, c)
	if err != nil {
		return err
	}
	in := community.PostInput{Title: was.Title, Body: was.Body, Language: was.Language}
	out, err := a.Service.Reschedule(r.Context(), c.viewer, was.ID, in, scheduledAt(p))
	if err != nil {
		return err
	}
	was.ScheduledPost = out
	return a.answer(w, http.StatusOK, a.scheduledOf(c, was))
}

// scheduledAt reads a time; one that is none is one that has passed.
func scheduledAt(p values) time.Time {
	at, err := time.Parse(time.RFC3339, p.text("scheduled_at"))
	if err != nil {
		return time.Time{}
	}
	return at
}

// later keeps a post for the time that the client asks for.
func (a *API) later(w http.ResponseWriter, r *http.Request, c caller, p values, in community.PostInput) error {
	out, err := a.Service.Schedule(r.Context(), c.viewer, in, scheduledAt(p))
	if err != nil {
		return err
	}
	shown, err := a.Service.ScheduledPost(r.Context(), c.viewer, out.ID)
	if err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, a.scheduledOf(c, shown))
}
