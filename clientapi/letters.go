package clientapi

import (
	"context"
	"net/http"

	"headroom/community"
)

// letterOf is the private message of an id; nil when there is none that the caller
// may read.
func (a *API) letterOf(ctx context.Context, c caller, id int64) (*community.Letter, error) {
	if !c.viewer.SignedIn() || id == 0 {
		return nil, nil
	}
	l, err := a.Service.Letter(ctx, c.viewer, id)
	if hidden(err) {
		return nil, nil
	}
	return &l, err
}

// direct sends a private message: to the people whom it names, or on in the
// conversation of the message that it answers. It never stands in a community, and so
// is refused where it names one, or nobody.
func (a *API) direct(w http.ResponseWriter, r *http.Request, c caller, p values, in community.PostInput, to addressed) error {
	parent, err := p.id("in_reply_to_id")
	if err != nil {
		return err
	}
	answers, err := a.letterOf(r.Context(), c, parent)
	if err != nil {
		return err
	}
	if len(to.rooms) > 0 || answers == nil && (parent != 0 || len(to.people) == 0) {
		return refusal("error.app_direct")
	}
	if len(in.Pictures) > 0 || len(p.texts("poll.options")) > 0 {
		return refusal("error.app_direct_plain")
	}
	m := community.MessageInput{To: to.people, Body: withoutAddress(in.Body, to.people), Language: in.Language, IdempotencyKey: in.IdempotencyKey}
	if m.Body == "" {
		return refusal("error.app_text")
	}
	if answers != nil {
		m.Conversation, m.To = answers.Talk.Talk.ID, nil
	}
	out, err := a.Service.SendMessage(r.Context(), c.viewer, m)
	if err != nil {
		return err
	}
	l, err := a.Service.Letter(r.Context(), c.viewer, out.Message)
	if err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, a.letter(c, l))
}

// orLetter answers for a private message where there is no post of that id. err is
// what was said of the post.
func (a *API) orLetter(r *http.Request, c caller, err error, answer func(community.Letter) error) error {
	if !community.IsNotFound(err) {
		return err
	}
	id, _ := pathID(r, "id")
	l, failed := a.letterOf(r.Context(), c, id)
	switch {
	case failed != nil:
		return failed
	case l == nil:
		return err
	}
	return answer(*l)
}

// aroundLetter is the context of a private message: its conversation, as far as one
// page of it goes.
func (a *API) aroundLetter(w http.ResponseWriter, r *http.Request, c caller, l community.Letter) error {
	all, err := a.Service.Letters(r.Context(), c.viewer, l.Talk.Talk.ID, community.Page{Limit: 200})
	if err != nil {
		return err
	}
	out := map[string][]status{"ancestors": {}, "descendants": {}}
	for _, other := range all {
		switch {
		case other.PrivateMessage.ID < l.PrivateMessage.ID:
			out["ancestors"] = append(out["ancestors"], a.letter(c, other))
		case other.PrivateMessage.ID > l.PrivateMessage.ID:
			out["descendants"] = append(out["descendants"], a.letter(c, other))
		}
	}
	return a.answer(w, http.StatusOK, out)
}

// removeLetter takes back an own private message, and answers what it was.
func (a *API) removeLetter(w http.ResponseWriter, r *http.Request, c caller, l community.Letter) error {
	if err := a.Service.DeleteMessage(r.Context(), c.viewer, l.PrivateMessage.ID); err != nil {
		return err
	}
	st := a.letter(c, l)
	text := community.PlainText(l.PrivateMessage.HTML)
	st.Text = &text
	return a.answer(w, http.StatusOK, st)
}
