package web

import (
	"context"
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
			s.draftPictures(r, &view.Reply, t.Draft)
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
	return templates.DraftNotice{ID: d.ID, At: d.UpdatedAt, Refused: d.Reason, Private: privatePlace(d.Place)}
}

// lockForm is POST /threads/{id}/lock.
func (s *Site) lockForm(w http.ResponseWriter, r *http.Request) error {
	return s.onThread(w, r, "locked", "unlocked", s.Service.LockThread)
}

// pinForm is POST /threads/{id}/pin.
func (s *Site) pinForm(w http.ResponseWriter, r *http.Request) error {
	return s.onThread(w, r, "pinned", "unpinned", s.Service.PinThread)
}

// onThread is a form about a conversation with one field, named as what it says
// when it is done: "true" to do it, else to take it back.
func (s *Site) onThread(w http.ResponseWriter, r *http.Request, done, undone string,
	act func(context.Context, community.Viewer, int64, bool) error) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	if _, err := s.readForm(w, r); err != nil {
		return err
	}
	on := r.PostFormValue(done) == "true"
	what := undone
	if on {
		what = done
	}
	t, err := s.Service.Thread(r.Context(), visitOf(r).viewer, id, community.Page{Limit: 1})
	if err != nil {
		return err
	}
	if !t.Card.Local { // whose server decides
		return s.step(w, r, "/threads/"+itoa(id), "act_sent", func() error {
			return act(r.Context(), visitOf(r).viewer, id, on)
		})
	}
	return s.step(w, r, "/threads/"+itoa(id), what, func() error {
		s.canUndo(w, what, id)
		return act(r.Context(), visitOf(r).viewer, id, on)
	})
}
