package web

import (
	"html/template"
	"net/http"
	"net/url"
	"time"

	"headroom/community"
	"headroom/community/policy"
	"headroom/internal/httpx"
	"headroom/templates"
)

// composeOf is a post as it was typed.
func composeOf(f url.Values) templates.ComposeForm {
	return templates.ComposeForm{Title: f.Get("title"), Body: f.Get("body"), Lang: f.Get("lang"), Alt: f.Get("alt"),
		Parent: formNumber(f, "parent"), Pictures: picturesOf(f), Pictured: f.Get("pictured") == "yes", Seen: formNumber(f, "seen"), Key: idempotencyKey(f), SendAt: f.Get("send_at"), Label: f.Get("label")}
}

// inputOf is what the use cases take of a form.
func inputOf(f templates.ComposeForm) community.PostInput {
	return community.PostInput{Title: f.Title, Body: f.Body, Language: f.Lang, Pictures: picturesIn(f.Pictures), Repicture: f.Pictured,
		IdempotencyKey: f.Key, Form: f.Key, Seen: moment(f.Seen), Label: labelOf(f.Label)}
}

// labelOf is the label of a conversation that a form has chosen: pages say "none" where
// the domain says nothing.
func labelOf(chosen string) policy.Label {
	if chosen == "none" {
		return policy.NoLabel
	}
	return policy.Label(chosen)
}

// moment is a time that a form carries, in milliseconds; zero for none.
func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func milliseconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// idempotencyKey is the key of a form; one that is no key of ours is none.
func idempotencyKey(f url.Values) string {
	key := f.Get("idempotency_key")
	if len(key) > 200 {
		return ""
	}
	return key
}

// composing is one of the three forms in which posts are written.
type composing struct {
	self string // the page that holds the form
	in   func(*community.PostInput)
	send func(community.PostInput) (community.PostResult, error)
	// show makes the page again, with what was typed and why it was not taken.
	show  func(templates.Page, templates.ComposeForm, error) (templates.View, error)
	done  func(community.PostResult) (to, what string)
	later bool                   // it can be scheduled
	have  []community.Attachment // of the post that is edited
}

// composed takes such a form: it previews what was typed, or posts it. What is
// refused comes back with everything that was typed, and the picture.
func (s *Site) composed(w http.ResponseWriter, r *http.Request, t *typed, err error, c composing) error {
	form := composeOf(t.values)
	act := t.get("act")
	var out community.PostResult
	if err == nil && s.posts.OnLimit(w, r, s.limitKey(r)) {
		err = httpx.E(httpx.RateLimited, nil)
	}
	if err == nil {
		defer s.forms.lock(itoa(visitOf(r).viewer.Account) + " " + form.Key)()
		err = s.takePicture(r, t, &form, c.have)
	}
	in := inputOf(form)
	c.in(&in)
	switch {
	case err != nil:
	case act == "preview-part":
		return s.previewPart(w, r, in, form)
	case act == "picture":
		return s.showPreview(w, r, c, form)
	case act == "preview":
		if form.Preview, err = s.preview(r, in, form); err == nil {
			form.Similar = s.similarOf(r, in)
			return s.showPreview(w, r, c, form)
		}
	default:
		if err = s.sameReaders(r, t, in); err != nil {
			break
		}
		if act == "later" && c.later {
			if err = s.schedule(r, in, form); err == nil {
				return done(w, r, "/scheduled", "scheduled")
			}
			break
		}
		if out, err = c.send(in); err == nil {
			to, what := c.done(out)
			return done(w, r, to, what)
		}
	}
	place, back := draftPlace(r.URL.EscapedPath(), t.values)
	return s.refusedPost(w, r, err, refusal{place: place, self: c.self, back: back, form: &form},
		func(p templates.Page) (templates.View, error) { return c.show(p, form, err) })
}

// similarOf is what a script shows while a title is typed, for the preview of a
// new thread; nil when nothing is like it.
func (s *Site) similarOf(r *http.Request, in community.PostInput) *templates.Similar {
	if in.Community == 0 || in.Title == "" {
		return nil
	}
	lines, err := s.Service.SimilarThreads(r.Context(), visitOf(r).viewer, in.Community, in.Title, similarShown)
	if err != nil || len(lines) == 0 {
		return nil // the preview stands without it
	}
	view := s.similarTo(r, in.Community, lines)
	return &view
}

// sameReaders refuses a new text that more are to read than its form has said.
func (s *Site) sameReaders(r *http.Request, t *typed, in community.PostInput) error {
	if in.Post != 0 {
		return nil // who has the first text gets the second
	}
	wider, err := s.Service.WiderThan(r.Context(), visitOf(r).viewer, in, community.ReadShown(t.get("audience")))
	if err == nil && wider.Any() {
		err = &widened{Wider: wider}
	}
	return err
}

// preview is what a text would look like.
func (s *Site) preview(r *http.Request, in community.PostInput, form templates.ComposeForm) (*templates.Preview, error) {
	p, err := s.Service.Preview(r.Context(), visitOf(r).viewer, in)
	if err != nil {
		return nil, err
	}
	out := &templates.Preview{Title: p.Title, Lang: p.Language, HTML: template.HTML(p.HTML), Nobody: p.Nobody} // sanitised
	for _, person := range p.Called {
		out.Called = append(out.Called, person.Name)
	}
	for _, p := range form.Pictures {
		out.Images = append(out.Images, templates.Image{URL: "/files/" + itoa(p.ID), Alt: p.Alt})
	}
	return out, nil
}

// previewPart answers the script: the preview by itself.
func (s *Site) previewPart(w http.ResponseWriter, r *http.Request, in community.PostInput, form templates.ComposeForm) error {
	view := templates.PreviewPart{Page: renamed(s.page(r, "", ""), postFields)}
	preview, err := s.preview(r, in, form)
	if err != nil {
		status, faults := s.faults(visitOf(r).lang, err)
		if status == 0 {
			return err
		}
		view.Page.Errors = faults
		return s.render(w, status, view)
	}
	view.It = preview
	return s.render(w, http.StatusOK, view)
}

// showPreview gives the page with the preview in it, or with one more picture. What was typed is a draft
// from then on, as it is where scripts run.
func (s *Site) showPreview(w http.ResponseWriter, r *http.Request, c composing, form templates.ComposeForm) error {
	p := s.page(r, "communities", c.self)
	place, _ := draftPlace(r.URL.EscapedPath(), url.Values{"title": {form.Title}, "body": {form.Body}})
	s.keepTypedDraft(r, &p, refusal{place: place, form: &form})
	view, err := c.show(p, form, nil)
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

// refusal is a post that was not taken.
type refusal struct {
	place string                 // of its draft, "" when there is nothing to keep
	self  string                 // the page that holds the form
	back  string                 // the page that shows the draft
	form  *templates.ComposeForm // as typed
}

// postFields are the names of a post's fields in forms.
var postFields = map[string]string{"language": "lang"}

// refusedPost answers a post that was not taken. The text is never lost: the
// form comes back with it, and it is a draft, kept by the use case with the
// reason or, when only the form is at fault, here. Where the page itself can
// be seen no longer, the drafts are shown.
func (s *Site) refusedPost(w http.ResponseWriter, r *http.Request, err error, f refusal, show func(templates.Page) (templates.View, error)) error {
	p := s.page(r, "communities", f.self)
	kept := false
	switch community.KindOf(err) {
	case community.Forbidden, community.NotFound, community.Conflict, community.Gone:
		d, failed := s.Service.DraftAt(r.Context(), visitOf(r).viewer, f.place)
		kept = f.place != "" && failed == nil && d.Reason != ""
		if kept {
			f.form.Seen = milliseconds(d.UpdatedAt)
		}
	case community.Unavailable, community.Unauthenticated:
	default:
		s.keepTypedDraft(r, &p, f)
	}
	if kept {
		p.Flash = append(p.Flash, templates.Flash{Kind: "info", Key: "flash.kept_as_draft"})
	}
	failed := s.again(w, r, err, p, func(p templates.Page) (templates.View, error) { return show(renamed(p, postFields)) })
	if failed != nil && kept {
		return done(w, r, "/drafts", "kept_as_draft")
	}
	return failed
}

// keepTypedDraft keeps what was typed, so that it is there in another language
// or on another device. Where another window has written since, it says so and
// keeps that one.
func (s *Site) keepTypedDraft(r *http.Request, p *templates.Page, f refusal) {
	if f.place == "" {
		return
	}
	d, err := s.Service.SaveDraft(r.Context(), visitOf(r).viewer, community.DraftInput{Place: f.place, Parent: f.form.Parent,
		Title: f.form.Title, Body: f.form.Body, Language: f.form.Lang, Form: f.form.Key, Seen: moment(f.form.Seen), Label: labelOf(f.form.Label),
		Pictures: picturesIn(f.form.Pictures)})
	switch {
	case err == nil:
		f.form.Seen = milliseconds(d.UpdatedAt)
	case community.KindOf(err) == community.Conflict:
		p.Flash = append(p.Flash, templates.Flash{Kind: "info", Key: "flash.draft_newer"})
	default:
		s.Log.InfoContext(r.Context(), "refused text not kept as a draft", "err", err)
	}
}

// draftForm is POST /drafts, which the script sends as somebody types. A form is
// answered with when it was kept, or that another window has written since; a
// device that sends what it has kept, with nothing.
func (s *Site) draftForm(w http.ResponseWriter, r *http.Request) error {
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	in := community.DraftInput{Place: draftName(t.get("place")), Form: idempotencyKey(t.values), Seen: moment(t.number("seen")),
		Parent: t.number("parent"), Title: t.get("title"), Body: t.get("body"), Language: t.get("lang"), Label: labelOf(t.get("label"))}
	if age := t.number("age"); age > 0 { // milliseconds that a device has kept it
		in.TypedAt = s.Clock().Add(-min(time.Duration(age), 1<<40) * time.Millisecond)
	}
	d, err := s.Service.SaveDraft(r.Context(), visitOf(r).viewer, in)
	if in.Form == "" && err == nil {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	view := templates.DraftSaved{Page: s.page(r, "", ""), At: d.UpdatedAt, Seen: milliseconds(d.UpdatedAt)}
	if community.KindOf(err) == community.Conflict && d.ID != 0 {
		view.Newer = true
		return s.render(w, http.StatusConflict, view)
	}
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

// fillDraft fills a form from the draft of its place.
func fillDraft(f *templates.ComposeForm, d community.Draft) {
	f.Title, f.Body, f.Parent, f.Seen = d.Title, d.Body, d.Parent, milliseconds(d.UpdatedAt)
	if d.Language != "" {
		f.Lang = d.Language
	}
	f.Label = string(d.Label)
}

// quoteInto adds the quote that an address asks for below what has been begun.
func (s *Site) quoteInto(r *http.Request, thread int64, f *templates.ComposeForm) {
	if r.URL.Query().Get("quote") != "1" || f.Parent == 0 {
		return
	}
	q, err := s.Service.Quote(r.Context(), visitOf(r).viewer, f.Parent)
	if err != nil || q.Thread != thread {
		return // there is nothing to quote; the form stands without it
	}
	if f.Body != "" {
		f.Body += "\n\n"
	}
	f.Body += q.Text + "\n"
}

// quote is GET /posts/{id}/quote, for the script: the quote as text.
func (s *Site) quote(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	q, err := s.Service.Quote(r.Context(), visitOf(r).viewer, id)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte(q.Text))
	return nil
}

// mentions is GET /communities/{id}/mentions, for the script: whom a text may
// name there.
func (s *Site) mentions(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	found, err := s.Service.MentionMatches(r.Context(), visitOf(r).viewer, id, r.URL.Query().Get("q"))
	if err != nil {
		return err
	}
	view := templates.MentionRows{Page: s.page(r, "", "")}
	for _, m := range found {
		view.Rows = append(view.Rows, templates.MentionRow{Name: m.Name, Who: s.personByline(m.Person, "")})
	}
	return s.render(w, http.StatusOK, view)
}
