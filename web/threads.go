package web

import (
	"net/http"

	"headroom/community"
	"headroom/templates"
)

// fillReply fills the reply form: with what was just typed, else from the
// draft of the place; the address may name the post that is answered, and ask
// for a quote of it.
func (s *Site) fillReply(r *http.Request, view *templates.Thread, t community.ThreadView, form *templates.ComposeForm) {
	v := visitOf(r)
	view.Reply = templates.ComposeForm{Lang: v.lang}
	switch {
	case form != nil:
		view.Reply = *form
	default:
		if t.Draft.ID != 0 {
			fillDraft(&view.Reply, t.Draft)
			view.Draft = draftNotice(t.Draft)
		}
		if parent := formNumber(r.URL.Query(), "parent"); parent != 0 {
			view.Reply.Parent = parent
		}
		s.quoteInto(r, view.ID, &view.Reply)
	}
	view.Reply.Limit = s.UploadBytes
	if p, ok := view.Find(view.Reply.Parent); ok {
		view.ReplyTo = p.Author.Name
	}
}

func draftNotice(d community.Draft) templates.DraftNotice {
	return templates.DraftNotice{ID: d.ID, At: d.UpdatedAt, Refused: d.Reason}
}

// lockForm is POST /threads/{id}/lock.
func (s *Site) lockForm(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	if _, err := s.readForm(w, r); err != nil {
		return err
	}
	lock := r.PostFormValue("locked") == "true"
	what := "unlocked"
	if lock {
		what = "locked"
	}
	t, err := s.Service.Thread(r.Context(), visitOf(r).viewer, id, community.Page{Limit: 1})
	if err != nil {
		return err
	}
	if !t.Card.Local { // whose server decides
		return s.step(w, r, "/threads/"+itoa(id), "act_sent", func() error {
			return s.Service.LockThread(r.Context(), visitOf(r).viewer, id, lock)
		})
	}
	return s.step(w, r, "/threads/"+itoa(id), what, func() error {
		s.canUndo(w, what, id)
		return s.Service.LockThread(r.Context(), visitOf(r).viewer, id, lock)
	})
}
