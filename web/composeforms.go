package web

import (
	"cmp"
	"net/http"
	"strings"

	"headroom/community"
	"headroom/templates"
)

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
		fillDraft(&form, d)
		s.draftPictures(r, &form, d)
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
	if view.Form.Title == "" && d.ID == 0 { // what was searched for, and not found; or is shared from elsewhere
		view.Form.Title = r.URL.Query().Get("title")
	}
	if text := r.URL.Query().Get("text"); !strings.Contains(view.Form.Body, text) { // below what a draft has
		view.Form.Body = strings.TrimLeft(view.Form.Body+"\n\n"+text, "\n")
	}
	if values := carriedTo(r, r.URL.EscapedPath()); values != nil {
		view.Form = composeOf(values)
		view.Form.Limit = s.UploadBytes
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
	form.Limit = s.UploadBytes
	view := templates.Compose{Page: p, Community: s.cardRow(card, v.lang), Form: form}
	if fresh, err := s.Service.RulesNews(r.Context(), v.viewer, id); err != nil {
		return view, err
	} else if fresh {
		rules := s.rules(card, v)
		view.Rules = &rules
	}
	a, err := s.Service.AudienceOfNew(r.Context(), v.viewer, id)
	view.Audience = s.audience(a)
	return view, known(err)
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
	return s.composed(w, r, t, err, composing{
		self: "/communities/" + itoa(id) + "/new",
		in:   func(in *community.PostInput) { in.Community = id },
		send: func(in community.PostInput) (community.PostResult, error) {
			return s.Service.StartThread(r.Context(), visitOf(r).viewer, in)
		},
		show: func(p templates.Page, form templates.ComposeForm, refused error) (templates.View, error) {
			view, err := s.compose(r, p, id, form)
			view.Audience.Wider = cameSince(refused)
			if community.KindOf(err) == community.Unavailable {
				return templates.Compose{Page: p, Community: templates.CommunityRow{ID: id}, Form: form}, nil
			}
			return view, err
		},
		done: func(out community.PostResult) (string, string) { return "/threads/" + itoa(out.Thread), postedAs(out) }, later: true,
	})
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
	return s.composed(w, r, t, err, composing{
		self: "/threads/" + itoa(id),
		in:   func(in *community.PostInput) { in.Thread, in.Parent = id, t.number("parent") },
		send: func(in community.PostInput) (community.PostResult, error) {
			return s.Service.Reply(r.Context(), visitOf(r).viewer, in)
		},
		show: func(p templates.Page, form templates.ComposeForm, refused error) (templates.View, error) {
			view, err := s.replyPage(r, p, id, form)
			view.Audience.Wider = cameSince(refused)
			if community.KindOf(err) == community.Unavailable {
				return templates.Thread{Page: p, ID: id, CanReply: true, Reply: form}, nil
			}
			return view, err
		},
		done: func(out community.PostResult) (string, string) {
			return postAt(out.Thread, out.Post), postedAs(out)
		}, later: true,
	})
}

// editPage is GET /posts/{id}/edit.
func (s *Site) editPage(w http.ResponseWriter, r *http.Request) error {
	v := visitOf(r)
	p, t, err := s.onePost(r)
	if err != nil {
		return err
	}
	if !p.CanEdit {
		return &community.Error{Class: community.Forbidden, Key: "error.forbidden"}
	}
	form := templates.ComposeForm{Title: p.Title, Body: p.Source, Lang: p.Language, Pictures: picturesKept(p.Attachments)}
	view := s.editView(r, s.page(r, "communities", ""), p, t, form)
	if d, err := s.Service.DraftAt(r.Context(), v.viewer, "post:"+itoa(p.Post.ID)); err == nil && d.Body != "" {
		fillDraft(&view.Form, d)
		s.draftPictures(r, &view.Form, d)
		view.Form.Title, view.Draft = cmp.Or(d.Title, p.Title), draftNotice(d)
	}
	if values := carriedTo(r, r.URL.EscapedPath()); values != nil {
		view.Form = composeOf(values)
	}
	return s.render(w, http.StatusOK, view)
}

// editView is the page of an edit. It says who reads it, as every page for
// writing does; that the edit is refused is not its matter.
func (s *Site) editView(r *http.Request, page templates.Page, p community.PostView, t community.Thread, form templates.ComposeForm) templates.PostEdit {
	form.Limit = s.UploadBytes
	view := templates.PostEdit{Page: page, PostID: p.Post.ID, ThreadID: t.ID, ThreadTitle: t.Title, Form: form,
		Titled: t.ID != 0 && t.RootID == p.Post.ID, Community: templates.CommunityRow{ID: t.CommunityID}}
	if t.ID == 0 {
		return view
	}
	if card, err := s.Service.Community(r.Context(), visitOf(r).viewer, t.CommunityID); err == nil {
		view.Community = s.cardRow(card, visitOf(r).lang)
	}
	view.Audience, _ = s.audienceOf(r, t.CommunityID)
	return view
}

// editForm is POST /posts/{id}/edit. The title of a thread is its first post's.
func (s *Site) editForm(w http.ResponseWriter, r *http.Request) error {
	t, err := s.readForm(w, r)
	if t == nil {
		return err
	}
	id, failed := number(r, "id")
	if failed != nil {
		return failed
	}
	post, thread, failed := s.onePost(r)
	if err == nil {
		err = failed
	}
	if !t.values.Has("title") {
		t.values.Set("title", post.Title)
	}
	return s.composed(w, r, t, err, composing{
		self: r.URL.EscapedPath(),
		in:   func(in *community.PostInput) { in.Post = id },
		have: post.Attachments,
		send: func(in community.PostInput) (community.PostResult, error) {
			return s.Service.EditPost(r.Context(), visitOf(r).viewer, in)
		},
		show: func(p templates.Page, form templates.ComposeForm, _ error) (templates.View, error) {
			post.Post.ID = id
			return s.editView(r, p, post, thread, form), nil
		},
		done: func(out community.PostResult) (string, string) {
			return postAt(post.ThreadID, id), "post_edited"
		},
	})
}
