package web

import (
	"context"
	"net/http"
	"net/url"

	"headroom/community"
	"headroom/internal/httpx"
	"headroom/templates"
)

// fillReply fills the reply form: with what was just typed, else from the
// draft of the place; the address may name the post that is answered.
func (s *Site) fillReply(r *http.Request, view *templates.Thread, t community.ThreadView, form *templates.ComposeForm) {
	v := visitOf(r)
	view.Reply = templates.ComposeForm{Lang: v.lang}
	switch {
	case form != nil:
		view.Reply = *form
	default:
		if t.Draft.ID != 0 {
			view.Reply.Body, view.Reply.Parent = t.Draft.Body, t.Draft.Parent
			if t.Draft.Language != "" {
				view.Reply.Lang = t.Draft.Language
			}
			view.Draft = draftNotice(t.Draft)
		}
		if parent := formNumber(r.URL.Query(), "parent"); parent != 0 {
			view.Reply.Parent = parent
		}
	}
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
	return s.step(w, r, "/threads/"+itoa(id), what, func() error {
		s.canUndo(w, what, id)
		return s.Service.LockThread(r.Context(), visitOf(r).viewer, id, lock)
	})
}

// composePage is GET /communities/{id}/new.
func (s *Site) composePage(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	v := visitOf(r)
	form := templates.ComposeForm{Lang: v.lang, Body: s.addressee(r)}
	d, err := s.Service.DraftAt(r.Context(), v.viewer, "community:"+itoa(id))
	if err == nil && d.ID != 0 {
		form.Title, form.Body = d.Title, d.Body
		if d.Language != "" {
			form.Lang = d.Language
		}
	}
	if form, err = s.greeting(r, form); err != nil {
		return err
	}
	view, err := s.compose(r, s.page(r, "communities", ""), id, form)
	if err != nil {
		return err
	}
	if d.ID != 0 {
		view.Draft = draftNotice(d)
	}
	if view.Form.Title == "" && d.ID == 0 { // what was searched for, and not found
		view.Form.Title = r.URL.Query().Get("title")
	}
	if values := carriedTo(r, r.URL.EscapedPath()); values != nil {
		view.Form = composeOf(values)
	}
	return s.render(w, http.StatusOK, view)
}

// compose makes the page. Who may not post here is told why before they write.
func (s *Site) compose(r *http.Request, p templates.Page, id int64, form templates.ComposeForm) (templates.Compose, error) {
	v := visitOf(r)
	card, err := s.Service.Community(r.Context(), v.viewer, id)
	if err != nil {
		return templates.Compose{}, err
	}
	if !card.CanPost && r.Method == http.MethodGet {
		return templates.Compose{}, &community.Error{Class: community.Forbidden, Key: "reason.not-member"}
	}
	view := templates.Compose{Page: p, Community: s.cardRow(card, v.lang), Form: form}
	a, err := s.Service.AudienceOfNew(r.Context(), v.viewer, id)
	view.Audience = s.audience(a)
	return view, known(err)
}

func composeOf(f url.Values) templates.ComposeForm {
	return templates.ComposeForm{Title: f.Get("title"), Body: f.Get("body"), Lang: f.Get("lang"), Alt: f.Get("alt"), Parent: formNumber(f, "parent")}
}

// composeForm is POST /communities/{id}/new.
func (s *Site) composeForm(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	t, err := s.readForm(w, r)
	if t == nil {
		return err
	}
	form := composeOf(t.values)
	var out community.PostResult
	if err == nil {
		out, err = s.send(w, r, t, community.PostInput{Community: id}, s.Service.StartThread)
	}
	if err != nil {
		place, self := draftPlace(r.URL.EscapedPath(), t.values)
		return s.refusedPost(w, r, err, refusal{place: place, self: "/communities/" + itoa(id) + "/new", form: form, back: self}, func(p templates.Page) (templates.View, error) {
			view, failed := s.compose(r, p, id, form)
			view.Audience.Wider = cameSince(err)
			if community.KindOf(failed) == community.Unavailable {
				return templates.Compose{Page: p, Community: templates.CommunityRow{ID: id}, Form: form}, nil
			}
			return view, failed
		})
	}
	return done(w, r, "/threads/"+itoa(out.Thread), "posted")
}

// replyForm is POST /threads/{id}/reply.
func (s *Site) replyForm(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	t, err := s.readForm(w, r)
	if t == nil {
		return err
	}
	form := composeOf(t.values)
	var out community.PostResult
	if err == nil {
		out, err = s.send(w, r, t, community.PostInput{Thread: id, Parent: form.Parent}, s.Service.Reply)
	}
	if err != nil {
		place, self := draftPlace(r.URL.EscapedPath(), t.values)
		return s.refusedPost(w, r, err, refusal{place: place, self: "/threads/" + itoa(id), form: form, back: self}, func(p templates.Page) (templates.View, error) {
			view, failed := s.replyPage(r, p, id, form)
			view.Audience.Wider = cameSince(err)
			if community.KindOf(failed) == community.Unavailable {
				return templates.Thread{Page: p, ID: id, CanReply: true, Reply: form}, nil
			}
			return view, failed
		})
	}
	return done(w, r, postAt(out.Thread, out.Post), "posted")
}

// send takes the picture of a post, when there is one, and then the post,
// unless more are to read it than its form said.
func (s *Site) send(w http.ResponseWriter, r *http.Request, t *typed, in community.PostInput, post func(context.Context, community.Viewer, community.PostInput) (community.PostResult, error)) (community.PostResult, error) {
	if s.posts.OnLimit(w, r, s.limitKey(r)) {
		return community.PostResult{}, httpx.E(httpx.RateLimited, nil)
	}
	v := visitOf(r).viewer
	in.Title, in.Body, in.Language, in.IdempotencyKey = t.get("title"), t.get("body"), t.get("lang"), idempotencyKey(t.values)
	defer s.forms.lock(itoa(visitOf(r).viewer.Account) + " " + in.IdempotencyKey)()
	wider, err := s.Service.WiderThan(r.Context(), v, in, community.ReadShown(t.get("audience")))
	if err == nil && wider.Any() {
		err = &widened{Wider: wider}
	}
	if err != nil {
		return community.PostResult{}, err
	}
	image, err := s.upload(r, t)
	if err != nil {
		return community.PostResult{}, err
	}
	in.Attachment = image
	return post(r.Context(), v, in)
}

// upload keeps the picture that came with a form, and gives its id; 0 when
// there was none.
func (s *Site) upload(r *http.Request, t *typed) (int64, error) {
	switch {
	case t.tooLarge:
		return 0, community.FieldError("image", "error.image_large", nil)
	case t.image == nil:
		return 0, nil
	case s.Image == nil:
		return 0, community.FieldError("image", "error.image_type", nil)
	case t.get("alt") == "":
		return 0, community.FieldError("alt", "error.alt_required", nil)
	}
	in, err := s.Image(t.image)
	if err != nil {
		return 0, err
	}
	in.Alt = t.get("alt")
	a, err := s.Service.UploadImage(r.Context(), visitOf(r).viewer, in)
	return a.ID, err
}

// idempotencyKey is the key of a form; one that is no key of ours is none.
func idempotencyKey(f url.Values) string {
	key := f.Get("idempotency_key")
	if len(key) > 200 {
		return ""
	}
	return key
}
