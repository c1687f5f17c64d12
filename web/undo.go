package web

import (
	"net/http"
	"strings"

	"headroom/templates"
)

// What can be taken back without loss is done at once, and the message of it
// has a button that undoes it. The cookie says what the last form did, so that
// no address can put such a button on a page; it is gone after five minutes.
const undoCookie = "headroom-undo"

// undoable are the messages with an undo, and its form for what they are about.
var undoable = map[string]func(id string) *templates.Undo{
	"draft_deleted": func(id string) *templates.Undo {
		return &templates.Undo{Action: "/drafts/" + id + "/restore"}
	},
	"left":     func(id string) *templates.Undo { return &templates.Undo{Action: "/communities/" + id + "/join"} },
	"locked":   func(id string) *templates.Undo { return threadUndo(id, "lock", "locked", "false") },
	"unlocked": func(id string) *templates.Undo { return threadUndo(id, "lock", "locked", "true") },
	"pinned":   func(id string) *templates.Undo { return threadUndo(id, "pin", "pinned", "false") },
	"unpinned": func(id string) *templates.Undo { return threadUndo(id, "pin", "pinned", "true") },
}

func threadUndo(id, form, field, value string) *templates.Undo {
	return &templates.Undo{Action: "/threads/" + id + "/" + form, Fields: []templates.Hidden{{Name: field, Value: value}}}
}

// canUndo lets the next page offer to take back what was done to id; with no
// id it offers nothing, whatever was done before.
func (s *Site) canUndo(w http.ResponseWriter, what string, id int64) {
	c := &http.Cookie{Name: s.cookie(undoCookie), Value: what + "-" + itoa(id), Path: "/", MaxAge: 300,
		Secure: s.https, HttpOnly: true, SameSite: http.SameSiteLaxMode}
	if id == 0 {
		c.Value, c.MaxAge = "", -1
	}
	http.SetCookie(w, c)
}

// undoOf is how to take back what a message tells of; nil where that cannot be
// done, or was not done just now.
func (s *Site) undoOf(r *http.Request, what string) *templates.Undo {
	c, err := r.Cookie(s.cookie(undoCookie))
	if err != nil || undoable[what] == nil {
		return nil
	}
	done, id, _ := strings.Cut(c.Value, "-")
	if done != what || parseID(id) <= 0 {
		return nil
	}
	return undoable[what](itoa(parseID(id)))
}

// draftDelete is POST /drafts/{id}/delete.
func (s *Site) draftDelete(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	return s.step(w, r, "/drafts", "draft_deleted", func() error {
		s.canUndo(w, "draft_deleted", id)
		return s.Service.DeleteDraft(r.Context(), visitOf(r).viewer, id)
	})
}

// draftRestore is POST /drafts/{id}/restore: it brings a deleted draft back.
func (s *Site) draftRestore(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	return s.step(w, r, "/drafts", "draft_restored", func() error {
		return s.Service.RestoreDraft(r.Context(), visitOf(r).viewer, id)
	})
}
