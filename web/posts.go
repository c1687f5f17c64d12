package web

import (
	"html/template"
	"net/http"
	"net/url"
	"slices"

	"headroom/community"
	"headroom/community/diff"
	"headroom/templates"
)

// onePost loads the post of the address with the title of its thread.
func (s *Site) onePost(r *http.Request) (p community.PostView, thread community.Thread, err error) {
	id, err := number(r, "id")
	if err != nil {
		return p, thread, err
	}
	v := visitOf(r)
	if p, err = s.Service.Post(r.Context(), v.viewer, id); err != nil {
		return p, thread, err
	}
	if p.Post.ID == 0 {
		return p, thread, community.ErrNotFound
	}
	t, err := s.Service.Thread(r.Context(), v.viewer, p.ThreadID, community.Page{Limit: 1})
	return p, t.Thread, err
}

// deletePage is GET /posts/{id}/delete.
func (s *Site) deletePage(w http.ResponseWriter, r *http.Request) error {
	p, t, err := s.onePost(r)
	if err != nil {
		return err
	}
	if !p.CanDelete && !p.CanRemove {
		return &community.Error{Class: community.Forbidden, Key: "error.forbidden"}
	}
	typed := carriedTo(r, r.URL.EscapedPath())
	return s.render(w, http.StatusOK, s.deleteView(s.page(r, "communities", ""), p, t, typed))
}

func (s *Site) deleteView(page templates.Page, p community.PostView, t community.Thread, typed url.Values) templates.PostDelete {
	return templates.PostDelete{Page: page, Post: s.postView(p, false, nil), ThreadID: t.ID, ThreadTitle: t.Title,
		NeedsReason: !p.CanDelete, Code: typed.Get("code"), Reason: typed.Get("reason")}
}

// deleteForm is POST /posts/{id}/delete: by the author, or with a reason by a
// moderator.
func (s *Site) deleteForm(w http.ResponseWriter, r *http.Request) error {
	v := visitOf(r)
	form, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	var p community.PostView
	var t community.Thread
	to, err := s.once(r, func() (string, error) {
		if p, t, err = s.onePost(r); err != nil {
			return "", err
		}
		to := "/threads/" + itoa(t.ID)
		if p.Mine {
			return to, s.Service.DeletePost(r.Context(), v.viewer, p.Post.ID)
		}
		return to, s.Service.RemovePostBecause(r.Context(), v.viewer, p.Post.ID, whyOf(form))
	})
	if err != nil {
		return s.again(w, r, err, s.page(r, "communities", r.URL.EscapedPath()), func(page templates.Page) (templates.View, error) {
			if p.Post.ID == 0 {
				return nil, err
			}
			return s.deleteView(page, p, t, form.values), nil
		})
	}
	if s.threadGone(r, t.ID) {
		return done(w, r, "/", "post_deleted")
	}
	if !p.Mine {
		return done(w, r, to, s.orSent(r, p.CommunityID, "post_deleted"))
	}
	return done(w, r, to, "post_deleted")
}

// threadGone reports whether a thread can be seen no longer.
func (s *Site) threadGone(r *http.Request, id int64) bool {
	if id == 0 {
		return false
	}
	_, err := s.Service.Thread(r.Context(), visitOf(r).viewer, id, community.Page{Limit: 1})
	return community.IsNotFound(err)
}

// reactForm is POST /posts/{id}/react: it says a kind, or takes it back.
func (s *Site) reactForm(w http.ResponseWriter, r *http.Request) error {
	v := visitOf(r)
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	kind := t.get("kind")
	to, err := s.once(r, func() (string, error) {
		p, err := s.Service.Post(r.Context(), v.viewer, id)
		if err != nil {
			return "", err
		}
		mine := slices.ContainsFunc(p.Reactions, func(n community.ReactionCount) bool { return n.Kind == kind && n.Mine })
		return postAt(p.ThreadID, id), s.Service.React(r.Context(), v.viewer, id, kind, !mine)
	})
	if err != nil {
		return err
	}
	if r.Header.Get("Headroom-Part") == "post" {
		return s.postPart(w, r, id)
	}
	return seeOther(w, r, to)
}

// postPart answers the script with the post as it stands now.
func (s *Site) postPart(w http.ResponseWriter, r *http.Request, id int64) error {
	p, err := s.Service.Post(r.Context(), visitOf(r).viewer, id)
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, templates.PostFragment{Page: s.page(r, "", ""), Post: s.postView(p, p.CanReact, nil)})
}

// postHistory is GET /posts/{id}/history.
func (s *Site) postHistory(w http.ResponseWriter, r *http.Request) error {
	v := visitOf(r)
	p, t, err := s.onePost(r)
	if err != nil {
		return err
	}
	p, versions, err := s.Service.Versions(r.Context(), v.viewer, p.Post.ID)
	if err != nil {
		return err
	}
	view := templates.PostHistory{Page: s.page(r, "communities", ""), PostID: p.Post.ID, ThreadID: t.ID, ThreadTitle: t.Title, Author: s.written(p.Post, p.Author)}
	for _, old := range versions {
		view.Versions = append(view.Versions, version(old))
	}
	return s.render(w, http.StatusOK, view)
}

func version(v community.Version) templates.Version {
	return templates.Version{At: v.At, Title: v.Title, Lang: v.Language, HTML: template.HTML(v.HTML), // sanitised when it was written
		TitleChanges: changes(v.TitleChanges, v.Language), Changes: changes(v.Changes, v.Language)}
}

func changes(pieces []diff.Piece, lang string) []templates.Change {
	list := make([]templates.Change, len(pieces))
	for i, p := range pieces {
		list[i] = templates.Change{Text: p.Text, Lang: lang, Added: p.Op == diff.Added, Removed: p.Op == diff.Removed}
	}
	return list
}

// file is GET /files/{id}. Only pictures that were made here are shown in the
// page; anything else is saved.
func (s *Site) file(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	a, data, err := s.Service.File(r.Context(), visitOf(r).viewer, id)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("X-Content-Type-Options", "nosniff")
	kind, disposition := "application/octet-stream", "attachment"
	if slices.Contains([]string{"image/jpeg", "image/png", "image/webp"}, a.MediaType) {
		kind, disposition = a.MediaType, "inline"
	}
	h.Set("Content-Disposition", disposition)
	h.Set("Content-Type", kind)
	h.Set("Content-Length", itoa(int64(len(data))))
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(data)
	return nil
}
