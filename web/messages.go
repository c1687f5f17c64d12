package web

import (
	"context"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/internal/httpx"
	"headroom/templates"
)

// conversationsOnPage is how many private conversations a page lists.
const conversationsOnPage = 30

// messageRoutes are private messages.
func (s *Site) messageRoutes(r chi.Router) {
	r.Group(func(r chi.Router) {
		r.Use(httpx.BodyLimit(s.errors, formBytes), s.signedIn)
		s.messageFormPages(r)
		r.Get("/messages", s.handle(s.messages))
		r.Post("/messages/new", s.handle(s.messageNewForm))
		r.Post("/messages/{id}", s.handle(s.messageForm))
		r.Post("/messages/{id}/delete", s.handle(s.messageDeleteForm))
		r.Post("/messages/{id}/leave", s.handle(s.messageLeaveForm))
	})
}

// messageFormPages are the pages among them that hold a form.
func (s *Site) messageFormPages(r chi.Router) {
	r.Get("/messages/new", s.handle(s.messageNewPage))
	r.Get("/messages/{id}", s.handle(s.messageTalk))
}

// messages is GET /messages.
func (s *Site) messages(w http.ResponseWriter, r *http.Request) error {
	page := paged(r, conversationsOnPage)
	list, err := s.Service.Talks(r.Context(), visitOf(r).viewer, page)
	if err != nil {
		return err
	}
	view := templates.Messages{Page: s.page(r, "messages", ""), Events: "/events?home"}
	for _, t := range list {
		row := templates.TalkRow{ID: t.ID, Others: s.talkPeople(t.People), Lang: t.Last.Language, Deleted: !t.Last.DeletedAt.IsZero(),
			Unread: t.Unread, At: t.Last.CreatedAt, Excerpt: excerpt(community.PlainText(t.Last.HTML))}
		if t.By.ID != visitOf(r).viewer.Person {
			row.By = nameOf(t.By)
		}
		view.Talks = append(view.Talks, row)
	}
	if len(list) == conversationsOnPage {
		view.Pager.Next = withQuery(r, "before", itoa(list[len(list)-1].Last.ID))
	}
	if page.Before != 0 {
		view.Pager.Previous = "/messages"
	}
	return s.render(w, http.StatusOK, view)
}

// nameOf is somebody's name; of whom only the address is known, that.
func nameOf(p community.Person) string {
	if p.Name == "" {
		return p.IRI
	}
	return p.Name
}

func (s *Site) talkPeople(list []community.TalkMember) (rows []templates.TalkPerson) {
	for _, p := range list {
		p.Person.Name = nameOf(p.Person)
		rows = append(rows, templates.TalkPerson{Byline: s.personByline(p.Person, ""), Left: p.Left, Closed: p.Closed})
	}
	return rows
}

// messageTalk is GET /messages/{id}; what is new in it counts as read.
func (s *Site) messageTalk(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	var form *templates.ComposeForm
	if values := carriedTo(r, r.URL.EscapedPath()); values != nil {
		f := composeOf(values)
		form = &f
	}
	view, err := s.talking(r, s.page(r, "messages", ""), id, form)
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

// talking makes the page of a conversation, with what was typed.
func (s *Site) talking(r *http.Request, p templates.Page, id int64, form *templates.ComposeForm) (templates.MessageTalk, error) {
	v := visitOf(r)
	at := formNumber(r.URL.Query(), "before")
	t, err := s.Service.Talk(r.Context(), v.viewer, id, community.Page{Before: at})
	if err != nil {
		return templates.MessageTalk{}, err
	}
	view := templates.MessageTalk{Page: p, ID: id, Others: s.talkPeople(t.People), CanWrite: t.CanWrite, Events: "/events?home",
		Form: templates.ComposeForm{Lang: v.lang}}
	if t.Draft.ID != 0 {
		fillDraft(&view.Form, t.Draft)
		view.Draft = draftNotice(t.Draft)
	}
	if form != nil {
		view.Form, view.Draft = *form, templates.DraftNotice{}
	}
	for _, m := range t.Messages {
		view.Rows = append(view.Rows, s.messageRow(m))
	}
	if t.Earlier != 0 {
		view.Pager.Previous = "/messages/" + itoa(id) + "?before=" + itoa(t.Earlier)
	}
	if at != 0 {
		view.Pager.Next = "/messages/" + itoa(id)
	}
	return view, nil
}

func (s *Site) messageRow(m community.MessageView) templates.MessageRow {
	row := templates.MessageRow{ID: m.ID, Author: s.personByline(m.Author.Person, ""), Mine: m.Mine, New: m.New && !m.Mine,
		Deleted: !m.DeletedAt.IsZero(), HTML: template.HTML(m.HTML), Lang: m.Language, At: m.CreatedAt} // sanitised when it was written or received
	row.Author.Name = nameOf(m.Author.Person)
	if row.Deleted {
		return row
	}
	for _, p := range m.People {
		switch p.State {
		case community.MessageSending, community.MessageRefused:
			row.To = append(row.To, templates.MessageTo{Name: nameOf(p.Person), State: string(p.State), Reason: messageReason(p.Reason)})
		}
	}
	return row
}

// messageReason is the code by which it is said why somebody did not get a
// message.
func messageReason(code string) string {
	if slices.Contains([]string{"left", "not-a-head", "contact-closed", "peer-ended", "not-peered"}, code) {
		return code
	}
	if strings.HasPrefix(code, "credential-") { // of who wrote
		return "credential-revoked"
	}
	return "policy"
}

// messageNewPage is GET /messages/new, with the query to for one person.
func (s *Site) messageNewPage(w http.ResponseWriter, r *http.Request) error {
	person := formNumber(r.URL.Query(), "to")
	values := carriedTo(r, "/messages/new")
	if values != nil {
		person = formNumber(values, "person")
	}
	view, err := s.messageNew(r, s.page(r, "messages", ""), person)
	if err != nil {
		return err
	}
	if values != nil {
		view.Form, view.Draft = composeOf(values), templates.DraftNotice{}
	}
	return s.render(w, http.StatusOK, view)
}

// messageNew makes the page, with the draft of its place.
func (s *Site) messageNew(r *http.Request, p templates.Page, person int64) (templates.MessageNew, error) {
	v := visitOf(r)
	if _, err := s.Service.Talks(r.Context(), v.viewer, community.Page{Limit: 1}); err != nil {
		return templates.MessageNew{}, err
	}
	view := templates.MessageNew{Page: p, Place: messagePlace(v.viewer, person), Form: templates.ComposeForm{Lang: v.lang}}
	if person != 0 {
		to, err := s.Service.Profile(r.Context(), v.viewer, person)
		if err != nil {
			return view, err
		}
		view.PersonID, view.Form.Title = person, s.addressOf(to.Person)
	}
	d, err := s.Service.DraftAt(r.Context(), v.viewer, view.Place)
	if err != nil {
		return view, err
	}
	if d.ID != 0 {
		title := view.Form.Title
		fillDraft(&view.Form, d)
		if view.Form.Title == "" {
			view.Form.Title = title
		}
		view.Draft = draftNotice(d)
	}
	return view, nil
}

// addressOf is how somebody is named in the field of whom a message goes to.
func (s *Site) addressOf(p community.Person) string {
	switch {
	case p.Username == "":
		return p.Name
	case p.Local:
		return "@" + p.Username
	}
	return "@" + p.Username + "@" + p.Host
}

// messagePlace is the place of the draft of a new message.
func messagePlace(v community.Viewer, person int64) string {
	if person != 0 {
		return "person:" + itoa(person)
	}
	return "messages:" + itoa(v.Person)
}

// messageFields are the names of a message's fields in forms.
var messageFields = map[string]string{"language": "lang", "to": "title"}

// messageNewForm is POST /messages/new.
func (s *Site) messageNewForm(w http.ResponseWriter, r *http.Request) error {
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	v, form, person := visitOf(r), composeOf(t.values), t.number("person")
	in := messageOf(form)
	in.To, in.Place = addresseesOf(form.Title), messagePlace(v.viewer, person)
	return s.sendMessage(w, r, in, "/messages/new", form, func(p templates.Page) (templates.View, error) {
		view, err := s.messageNew(r, p, person)
		view.Form, view.Draft = form, templates.DraftNotice{}
		return view, err
	})
}

// addresseesOf parts what was typed about whom a message goes to.
func addresseesOf(text string) []string {
	return strings.FieldsFunc(text, func(c rune) bool { return c == ',' || c == ';' || c == '\n' })
}

func messageOf(form templates.ComposeForm) community.MessageInput {
	return community.MessageInput{Body: form.Body, Language: form.Lang, IdempotencyKey: form.Key, Form: form.Key, Seen: moment(form.Seen)}
}

// messageForm is POST /messages/{id}.
func (s *Site) messageForm(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	form := composeOf(t.values)
	in := messageOf(form)
	in.Conversation = id
	in.Place = "conversation:" + itoa(id)
	return s.sendMessage(w, r, in, "/messages/"+itoa(id), form, func(p templates.Page) (templates.View, error) {
		return s.talking(r, p, id, &form)
	})
}

// sendMessage sends what a form holds, or shows it again with what was typed.
func (s *Site) sendMessage(w http.ResponseWriter, r *http.Request, in community.MessageInput, self string, form templates.ComposeForm, show func(templates.Page) (templates.View, error)) error {
	defer s.forms.lock(itoa(visitOf(r).viewer.Account) + " " + form.Key)()
	var err error
	if s.posts.OnLimit(w, r, s.limitKey(r)) {
		err = httpx.E(httpx.RateLimited, nil)
	}
	if err == nil {
		var out community.MessageResult
		if out, err = s.Service.SendMessage(r.Context(), visitOf(r).viewer, in); err == nil {
			return done(w, r, "/messages/"+itoa(out.Conversation)+"#message-"+itoa(out.Message), "message_sent")
		}
	}
	return s.refusedPost(w, r, err, refusal{place: in.Place, self: self, back: self, form: &form}, func(p templates.Page) (templates.View, error) {
		p.Nav = "messages"
		return show(renamed(p, messageFields))
	})
}

// messageDeleteForm is POST /messages/{id}/delete with the field message.
func (s *Site) messageDeleteForm(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	return s.step(w, r, "/messages/"+itoa(id), "message_deleted", func() error {
		return s.Service.DeleteMessage(r.Context(), visitOf(r).viewer, t.number("message"))
	})
}

// messageLeaveForm is POST /messages/{id}/leave.
func (s *Site) messageLeaveForm(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	if _, err := s.readForm(w, r); err != nil {
		return err
	}
	return s.step(w, r, "/messages", "conversation_left", func() error {
		return s.Service.LeaveTalk(r.Context(), visitOf(r).viewer, id)
	})
}

// tellMessage says on an open page that somebody has written to its reader.
func (st *stream) tellMessage(ctx context.Context, viewer community.Viewer, e community.Event) error {
	if st.filter != (community.EventFilter{}) {
		return nil
	}
	talk, isNew, err := st.Service.NewMessage(ctx, viewer, e.ObjectID)
	if known(err) != nil || err != nil || !isNew {
		return known(err)
	}
	return st.fragment("activity", e.Seq, templates.MessageAlert{Page: st.page(st.r, "", ""), Href: "/messages/" + itoa(talk)})
}

// unreadMessages counts the viewer's conversations with something new for the
// menu. A page does not fail for want of it.
func (s *Site) unreadMessages(r *http.Request) int {
	count, err := s.Service.UnreadMessages(r.Context(), visitOf(r).viewer)
	if err != nil {
		s.Log.InfoContext(r.Context(), "messages not counted", "request", httpx.RequestID(r.Context()), "err", err)
	}
	return count
}

// messageDraft is where a private message's text is kept as a draft, and the
// page that shows it then.
func messageDraft(parts []string, v url.Values) (place, page string) {
	switch {
	case len(parts) != 2 || parts[0] != "messages":
	case parts[1] == "new" && formNumber(v, "person") != 0:
		id := itoa(formNumber(v, "person"))
		return "person:" + id, "/messages/new?to=" + id
	case parseID(parts[1]) > 0:
		return "conversation:" + parts[1], "/messages/" + parts[1]
	}
	return "", ""
}
