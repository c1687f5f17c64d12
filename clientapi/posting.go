package clientapi

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
	"time"

	"headroom/community"
	"headroom/community/tally"
	"headroom/internal/httpx"
)

// writeRoutes are the calls that write and vote.
func (a *API) writeRoutes() []route {
	return []route{
		row(http.MethodPost, "/api/v1/statuses", scopeWrite("statuses"), a.post),
		row(http.MethodPut, "/api/v1/statuses/{id}", scopeWrite("statuses"), a.edit),
		row(http.MethodDelete, "/api/v1/statuses/{id}", scopeWrite("statuses"), a.remove),
		row(http.MethodGet, "/api/v1/polls/{id}", scopeRead("statuses").orNobody(), a.poll),
		row(http.MethodPost, "/api/v1/polls/{id}/votes", scopeWrite("statuses"), a.vote),
	}
}

// post is POST statuses. It goes to the community that it names, or where what it
// answers is: through the same use cases as from the pages, and answered when it
// is committed. What the client asks for as visibility never widens that.
func (a *API) post(w http.ResponseWriter, r *http.Request, c caller) error {
	if a.posts.OnLimit(w, r, idText(c.viewer.Account)) {
		return httpx.E(httpx.RateLimited, nil).After(time.Minute)
	}
	p, err := params(r)
	if err != nil {
		return err
	}
	if p.text("quoted_status_id") != "" || p.text("quote_id") != "" {
		return refusal("error.app_quote")
	}
	in, err := inputOf(r, c, p)
	if err != nil {
		return err
	}
	to, err := a.addressees(r.Context(), c, in.Body)
	if err != nil {
		return err
	}
	later := p.text("scheduled_at") != ""
	parent, err := p.id("in_reply_to_id")
	if err != nil {
		return err
	}
	// What answers a private message is one, whatever the client calls it.
	answered, err := a.letterOf(r.Context(), c, parent)
	if err != nil {
		return err
	}
	if answered != nil || p.text("visibility") == "direct" {
		if later {
			return refusal("error.app_scheduled")
		}
		return a.direct(w, r, c, p, in, to)
	}
	var ask *community.PollInput
	if parent != 0 {
		in, err = a.answers(r, c, p, in, parent, to)
	} else {
		in, ask, err = a.begins(r, c, p, in, to)
	}
	if err == nil && later && ask != nil {
		err = refusal("error.app_scheduled")
	}
	if err != nil {
		return err
	}
	if later {
		return a.later(w, r, c, p, in)
	}
	out, err := a.sends(r, c, in, ask)
	if err != nil {
		return err
	}
	card, err := a.Service.Card(r.Context(), c.viewer, out.Post)
	if err != nil {
		return err
	}
	return a.shows(w, r, c, card, false)
}

// sends posts a reply, a conversation or a poll.
func (a *API) sends(r *http.Request, c caller, in community.PostInput, ask *community.PollInput) (community.PostResult, error) {
	switch {
	case in.Thread != 0:
		return a.Service.Reply(r.Context(), c.viewer, in)
	case ask != nil:
		return a.Service.StartPoll(r.Context(), c.viewer, in, *ask)
	}
	return a.Service.StartThread(r.Context(), c.viewer, in)
}

// inputOf is what every post has.
func inputOf(r *http.Request, c caller, p values) (in community.PostInput, err error) {
	in = community.PostInput{Body: p.text("status"), Language: p.text("language")}
	media, err := p.ids("media_ids")
	if err != nil {
		return in, err
	}
	for _, id := range media {
		in.Pictures = append(in.Pictures, community.PictureInput{ID: id})
	}
	if key := r.Header.Get("Idempotency-Key"); key != "" {
		in.IdempotencyKey = "app:" + idText(c.app.ID) + ":" + digest(key)
		in.Sent = digest(p.text("status"), p.text("in_reply_to_id"), p.text("spoiler_text"), p.text("language"), p.text("visibility"),
			strings.Join(p.texts("media_ids"), ","), strings.Join(p.texts("poll.options"), "\n"), p.text("poll.expires_in"), p.text("poll.multiple"))
	}
	return in, nil
}

// digest stands for some texts.
func digest(texts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(texts, "\x00")))
	return base64.RawURLEncoding.EncodeToString(sum[:18])
}

// answers makes a reply of what was sent. It belongs where what it answers is, whatever it names.
func (a *API) answers(r *http.Request, c caller, p values, in community.PostInput, parent int64, to addressed) (community.PostInput, error) {
	post, _ := splitID(parent)
	card, err := a.Service.Card(r.Context(), c.viewer, post)
	if err != nil {
		return in, err
	}
	if len(p.texts("poll.options")) > 0 {
		return in, refusal("error.app_poll_reply")
	}
	in.Thread, in.Parent = card.ThreadID, card.Post.ID
	if in.Body = withoutAddress(in.Body, to.own); in.Body == "" {
		return in, refusal("error.app_text")
	}
	if warning := strings.TrimSpace(p.text("spoiler_text")); warning != "" {
		in.Body = warning + "\n\n" + in.Body
	}
	return in, nil
}

// begins makes a conversation of it, or a poll. A warning that the member wrote is its title; else
// the first line is.
func (a *API) begins(r *http.Request, c caller, p values, in community.PostInput, to addressed) (community.PostInput, *community.PollInput, error) {
	room, err := a.room(r.Context(), c, to)
	if err != nil {
		return in, nil, err
	}
	in.Community = room.Community.ID
	typed := withoutAddress(in.Body, to.own)
	if typed == "" {
		return in, nil, refusal("error.app_text")
	}
	if in.Title = strings.TrimSpace(p.text("spoiler_text")); in.Title != "" {
		in.Body = typed
	} else {
		in.Title, in.Body = splitTitle(typed)
	}
	options := p.texts("poll.options")
	if len(options) == 0 {
		return in, nil, nil
	}
	ask := &community.PollInput{Kind: tally.Single, Options: options, Early: !p.flag("poll.hide_totals"),
		ClosesAt: a.Clock().Add(time.Duration(min(max(p.number("poll.expires_in", 0), 0), 1<<30)) * time.Second)}
	if p.flag("poll.multiple") {
		ask.Kind = tally.Multiple
	}
	return in, ask, nil
}

// edit is PUT statuses/{id}. Where a post stands is never changed by what its text
// names later, and its pictures stay.
func (a *API) edit(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := params(r)
	if err != nil {
		return err
	}
	card, _, err := a.card(r, c)
	if err != nil {
		return err
	}
	in := community.PostInput{Post: card.Post.ID, Title: card.Title, Body: card.Source, Language: cmp.Or(p.text("language"), card.Language)}
	if in.Repicture, in.Pictures, err = picturesOf(p, card); err != nil {
		return err
	}
	if p.has("status") && card.Mine {
		in.Body = strings.TrimSpace(p.text("status"))
		to, err := a.addressees(r.Context(), c, in.Body)
		if err != nil {
			return err
		}
		in.Body = withoutAddress(in.Body, to.own)
		if in.Body == "" {
			return refusal("error.app_text")
		}
		warning := strings.TrimSpace(p.text("spoiler_text"))
		switch {
		case card.Root() && warning != "":
			in.Title = warning
		case card.Root():
			in.Title, in.Body = splitTitle(in.Body)
		case warning != "":
			in.Body = warning + "\n\n" + in.Body
		}
	}
	if _, err := a.Service.EditPost(r.Context(), c.viewer, in); err != nil {
		return err
	}
	if card, err = a.Service.Card(r.Context(), c.viewer, card.Post.ID); err != nil {
		return err
	}
	return a.shows(w, r, c, card, false)
}

// picturesOf are the pictures that an edit leaves: media_ids names them all, and
// media_attributes says more of some. Without either they stay as they are.
func picturesOf(p values, card community.PostCard) (all bool, list []community.PictureInput, err error) {
	said := p.each("media_attributes")
	if !p.has("media_ids") && len(said) == 0 {
		return false, nil, nil
	}
	ids, err := p.ids("media_ids")
	if err != nil {
		return false, nil, err
	}
	if !p.has("media_ids") {
		for _, f := range card.Attachments {
			ids = append(ids, f.ID)
		}
	}
	for _, id := range ids {
		one := community.PictureInput{ID: id}
		for _, n := range said {
			if n.text("id") == idText(id) {
				one.Alt, one.Focus = n.text("description"), focusIn(n.text("focus"))
			}
		}
		list = append(list, one)
	}
	return true, list, nil
}

// remove is DELETE statuses/{id}. It answers with what was there, with its text,
// for who wants to write it anew.
func (a *API) remove(w http.ResponseWriter, r *http.Request, c caller) error {
	card, _, err := a.card(r, c)
	if err != nil {
		return a.orLetter(r, c, err, func(l community.Letter) error { return a.removeLetter(w, r, c, l) })
	}
	st, err := a.single(r.Context(), c, card, false)
	if err != nil {
		return err
	}
	if err := a.Service.DeletePost(r.Context(), c.viewer, card.Post.ID); err != nil {
		return err
	}
	source := typedText(card)
	st.Text = &source
	return a.answer(w, http.StatusOK, st)
}
