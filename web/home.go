package web

import (
	"net/http"
	"strings"

	"headroom/community"
	"headroom/templates"
)

// home is GET / for a member.
func (s *Site) home(w http.ResponseWriter, r *http.Request) error {
	v := visitOf(r)
	h, err := s.Service.Home(r.Context(), v.viewer)
	if err == nil && !h.Facts.Verified && len(h.Communities) == 0 {
		if _, err := s.Service.Desk(r.Context(), v.viewer); err == nil { // it is all that there is for them
			return seeOther(w, r, "/desk")
		}
	}
	if err != nil {
		return err
	}
	if !h.Facts.Verified { // an applicant is shown how the application stands
		if a, err := s.Service.MyApplication(r.Context(), v.viewer); err == nil && a.State != community.ApplicationAdmitted {
			return seeOther(w, r, "/application")
		} else if err != nil && !community.IsNotFound(err) {
			return err
		}
	}
	page := templates.Home{Page: s.page(r, "home", ""), Today: s.Clock(), NeedsBiography: h.Facts.NeedsBiography, NotVerified: !h.Facts.Verified}
	page.MayApply = !h.Facts.Verified && s.mayApply(r)
	if h.Facts.Verified {
		page.Events = "/events?home"
	}
	titles := map[int64]string{}
	unread := map[int64]int{}
	for _, l := range h.Unread {
		page.Threads = append(page.Threads, s.threadRow(l, v.lang))
		titles[l.Thread.ID] = l.Title
		unread[l.CommunityID] += int(l.Unread)
	}
	for _, l := range h.Recent {
		page.Recent = append(page.Recent, s.threadRow(l, v.lang))
		titles[l.Thread.ID] = l.Title
	}
	for _, l := range h.Replies {
		page.Replies = append(page.Replies, s.activityRow(l, v))
	}
	for _, q := range h.Requests {
		page.Requests = append(page.Requests, s.requestRow(q, v.lang))
	}
	for _, c := range h.Invitations {
		page.Invitations = append(page.Invitations, s.cardRow(c, v.lang))
	}
	for _, c := range h.Communities {
		row := s.cardRow(c, v.lang)
		row.Unread = unread[row.ID]
		page.Communities = append(page.Communities, row)
	}
	names := map[int64]string{}
	for _, c := range page.Communities {
		names[c.ID] = c.Name
	}
	for _, d := range h.Drafts {
		page.Drafts = append(page.Drafts, draftRow(d, names, titles))
	}
	if err := s.addWelcome(r, &page); err != nil {
		return err
	}
	return s.render(w, http.StatusOK, page)
}

// activityRow shows a reply to the viewer, or a mention of them.
func (s *Site) activityRow(l community.PostLine, v *visit) templates.ActivityRow {
	row := templates.ActivityRow{Kind: "reply", PostID: l.Post.ID, ThreadID: l.Thread.ID, Thread: l.Thread.Title,
		Lang: l.Post.Language, Host: s.host(l.Community.Host), Nation: nation(s.nationOf(l.Community.Host)),
		Author: s.written(l.Post, l.Author), Excerpt: excerpt(community.PlainText(l.Post.HTML)), At: l.Post.PublishedAt}
	if row.Filtered = l.Filtered; row.Filtered != "" {
		row.Excerpt = ""
	}
	row.Community, _ = s.in(l.Community.Name, v.lang)
	for _, id := range l.Post.Mentions {
		if id == v.viewer.Person {
			row.Kind = "mention"
		}
	}
	return row
}

// requestRow shows a request to join to who decides it.
func (s *Site) requestRow(q community.Request, lang string) templates.RequestRow {
	row := templates.RequestRow{Membership: q.Membership.ID, CommunityID: q.Community.ID,
		Who: s.personByline(q.Person, q.Office()), Biography: q.Person.Biography, Reason: q.Membership.Reason, At: q.Membership.UpdatedAt, Standing: q.Standing, Back: q.Back}
	row.Community, _ = s.in(q.Community.Name, lang)
	texts := map[string]string{}
	for _, question := range q.Community.Questions {
		texts[question.ID], _ = s.in(question.Text, lang)
	}
	for _, a := range q.Membership.Answers {
		row.Answers = append(row.Answers, templates.Answer{Question: texts[a.Question], Text: a.Text})
	}
	return row
}

// draftRow shows an unfinished or refused text. Names of places that are not
// known stay empty.
func draftRow(d community.Draft, communities, threads map[int64]string) templates.DraftRow {
	kind, number, _ := strings.Cut(d.Place, ":")
	row := templates.DraftRow{ID: d.ID, Excerpt: excerpt(d.Body), At: d.UpdatedAt, Refused: d.Reason}
	id := parseID(number)
	switch kind {
	case "community":
		row.Kind, row.Href, row.Thread = "thread", "/communities/"+number+"/new", d.Title
		row.Community = communities[id]
	case "thread":
		row.Kind, row.Href, row.Thread = "reply", "/threads/"+number+"#reply", threads[id]
		if d.Parent != 0 {
			row.Href = "/threads/" + number + "?parent=" + itoa(d.Parent) + "#reply"
		}
	case "post":
		row.Kind, row.Href = "edit", "/posts/"+number+"/edit"
	case "conversation":
		row.Kind, row.Href, row.Thread = "message", "/messages/"+number, d.Title
	case "person":
		row.Kind, row.Href, row.Thread = "message", "/messages/new?to="+number, d.Title
	case "messages":
		row.Kind, row.Href, row.Thread = "message", "/messages/new", d.Title
	case "returned": // there was no room for it in its place
		row.Kind, row.Href, row.Thread = "thread", "/drafts", d.Title
		if d.Parent != 0 {
			row.Kind = "reply"
		}
	}
	return row
}
