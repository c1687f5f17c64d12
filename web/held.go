package web

import (
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"headroom/community"
	"headroom/templates"
)

// heldForm is POST /communities/{id}/held/{post}: a post that waits is shown, or
// given back to its author with a reason.
func (s *Site) heldForm(w http.ResponseWriter, r *http.Request) error {
	id, held, t, err := s.formWithin(w, r, "post")
	if err != nil {
		return err
	}
	to, decision := "/communities/"+itoa(id)+"/queue", t.get("decision")
	_, err = s.once(r, func() (string, error) {
		if decision != "release" && decision != "withhold" {
			return "", community.FieldError("code", "error.choice", nil)
		}
		return to, s.Service.DecidePost(r.Context(), visitOf(r).viewer, id, held, decision == "release", t.get("code"))
	})
	if err != nil {
		return s.again(w, r, err, s.page(r, "communities", to), func(p templates.Page) (templates.View, error) {
			view, err := s.queue(r, renamed(p, map[string]string{"code": "held_code-" + itoa(held)}), id, 0, nil)
			return typedIntoHeld(view, held, t.values), err
		})
	}
	said := "post_released"
	if decision == "withhold" {
		said = "post_withheld"
	}
	return done(w, r, to, s.orSent(r, id, said))
}

// typedIntoHeld puts what was chosen about a post into the page.
func typedIntoHeld(view templates.Queue, held int64, typed url.Values) templates.Queue {
	for i := range view.Held {
		if view.Held[i].Number == held {
			view.Held[i].Code = typed.Get("code")
		}
	}
	return view
}

// heldRows shows posts that wait.
func (s *Site) heldRows(all []community.HeldView) (rows []templates.HeldRow) {
	for _, h := range all {
		rows = append(rows, templates.HeldRow{Number: h.HeldPost.ID, Who: s.personByline(h.Author.Person, ""), Title: h.HeldPost.Title,
			Lang: h.HeldPost.Language, ThreadID: h.Thread.ID, ThreadTitle: h.Thread.Title, HTML: template.HTML(h.HeldPost.HTML), // sanitised where it was read
			Pictures: h.Alts, Cause: h.Cause, At: h.HeldPost.CreatedAt})
	}
	return rows
}

// postedAs says what became of a text: it is there, or it waits.
func postedAs(out community.PostResult) string {
	if out.Held {
		return "held"
	}
	return "posted"
}

// wholeNumber is a number that was typed, 0 for nothing, and -1 for what is none.
func wholeNumber(typed string) int {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return 0
	}
	n, err := strconv.Atoi(typed)
	if err != nil {
		return -1
	}
	return n
}
