package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/community/policy"
	"headroom/internal/httpx"
	"headroom/templates"
)

// noticesOnPage is how many notices a page of the list shows.
const noticesOnPage = 40

// noticeRoutes are what people are told, and what they choose to be told.
func (s *Site) noticeRoutes(r chi.Router) {
	r.Group(func(r chi.Router) {
		r.Use(httpx.BodyLimit(s.errors, formBytes), s.signedIn)
		s.noticeFormPages(r)
		r.Get("/notifications", s.handle(s.notices))
		r.Get("/notifications/{id}", s.handle(s.notice))
		r.Post("/notifications/read", s.handle(s.noticesRead))
		r.Post("/notifications/settings", s.handle(s.noticeSettingsForm))
		r.Post("/threads/{id}/follow", s.handle(s.followForm))
		s.deviceForms(r)
	})
}

// noticeFormPages are the pages among them that hold a form.
func (s *Site) noticeFormPages(r chi.Router) {
	r.Get("/notifications/settings", s.handle(s.noticeSettingsPage))
}

// notices is GET /notifications, with the query kind for one topic alone. The
// place in the list is "before", and "read" where the unread ones have ended.
func (s *Site) notices(w http.ResponseWriter, r *http.Request) error {
	v := visitOf(r)
	q := r.URL.Query()
	ask := community.NoticeQuery{Topic: community.NoticeTopic(q.Get("kind")), Before: formNumber(q, "before"),
		Read: q.Has("read"), Limit: noticesOnPage}
	list, err := s.Service.Notices(r.Context(), v.viewer, ask)
	if err != nil {
		return err
	}
	view := templates.Notifications{Page: s.page(r, "notifications", ""), Topic: string(ask.Topic), Events: "/events?home",
		New: s.noticeDays(list.Unread, v), Earlier: s.noticeDays(list.Read, v)}
	view.Viewer.Unread = list.Waiting
	for _, t := range community.NoticeTopics() {
		view.Topics = append(view.Topics, string(t))
	}
	if list.More {
		view.Pager.Next = noticesAt(list.Next)
	}
	if ask.Before != 0 || ask.Read {
		view.Pager.Previous = noticesAt(community.NoticeQuery{Topic: ask.Topic})
	}
	return s.render(w, http.StatusOK, view)
}

// noticesAt is the address of a place in the list.
func noticesAt(at community.NoticeQuery) string {
	q := url.Values{}
	if at.Topic != "" {
		q.Set("kind", string(at.Topic))
	}
	if at.Before != 0 {
		q.Set("before", itoa(at.Before))
	}
	if at.Read {
		q.Set("read", "1")
	}
	if len(q) == 0 {
		return "/notifications"
	}
	return "/notifications?" + q.Encode()
}

// noticeDays parts notices by the days of the reader's zone.
func (s *Site) noticeDays(list []community.NoticeView, v *visit) (days []templates.NoticeDay) {
	now := s.Clock().In(v.zone)
	last := ""
	for _, n := range list {
		at := n.CreatedAt.In(v.zone)
		if day := at.Format(time.DateOnly); day != last {
			d := templates.NoticeDay{Day: n.CreatedAt}
			switch day {
			case now.Format(time.DateOnly):
				d.Which = "today"
			case now.AddDate(0, 0, -1).Format(time.DateOnly):
				d.Which = "yesterday"
			}
			days, last = append(days, d), day
		}
		d := &days[len(days)-1]
		d.Rows = append(d.Rows, s.noticeRow(n, v))
	}
	return days
}

// noticeRow shows one notice.
func (s *Site) noticeRow(n community.NoticeView, v *visit) templates.NoticeRow {
	row := templates.NoticeRow{ID: n.ID, Kind: string(n.Kind), Topic: string(n.Kind.Topic()), Name: n.Actor.Name, Others: int(n.Others),
		Thread: n.Thread.Title, Lang: n.Post.Language, Reason: n.Reason, Role: n.Role, Until: n.Until, At: n.CreatedAt,
		Unread: n.ReadAt.IsZero(), Place: n.CommunityID != 0}
	if n.Kind == community.NoticeRemoved {
		row.Said, row.Reason = n.Reason, ""
	}
	if n.Said != "" {
		row.Said = n.Said
	}
	if n.Community.ID != 0 {
		row.Community, row.CommunityLang = s.in(n.Community.Name, v.lang)
		row.Host, row.Nation = s.host(n.Community.Host), nation(s.nationOf(n.Community.Host))
	}
	switch n.Kind.Topic() {
	case community.TopicMention, community.TopicReply, community.TopicThread, community.TopicPost:
		if row.Filtered = n.Filtered; row.Filtered == "" {
			row.Excerpt = excerpt(community.PlainText(n.Post.HTML))
		}
	}
	return row
}

// notice is GET /notifications/{id}: it counts as read, and leads to what it is
// about. One that is gone leads to the list.
func (s *Site) notice(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	n, err := s.Service.OpenNotice(r.Context(), visitOf(r).viewer, id)
	if err != nil {
		return err
	}
	return seeOther(w, r, noticeHref(n))
}

// noticeHref is where a notice leads: to the very post, or to where something
// can be done.
func noticeHref(n community.NoticeView) string {
	id := itoa(n.Community.ID)
	switch n.Kind {
	case community.NoticeRefused, community.NoticeUnsent:
		return "/drafts"
	case community.NoticeMessage, community.NoticeMessageBack:
		return "/messages/" + itoa(n.RecordID)
	case community.NoticeGuestAsked:
		return "/communities/" + id + "/queue#guest-" + itoa(n.RecordID)
	case community.NoticeTerms:
		return "/terms"
	case community.NoticeConduct:
		return "/communities/" + id + "/conduct"
	case community.NoticeWaiting:
		return "/communities/" + id + "/queue"
	case community.NoticeReported:
		return "/communities/" + id + "/queue#report-" + itoa(n.RecordID)
	case community.NoticeAppeal:
		return "/communities/" + id + "/appeals#appeal-" + itoa(n.RecordID)
	case community.NoticeAppealDone:
		return "/appeals/" + string(n.Appeal.Kind) + "/" + itoa(n.Appeal.RecordID)
	case community.NoticeWarned, community.NoticeSilenced:
		return "/appeals/measure/" + itoa(n.RecordID)
	case community.NoticeEnded:
		if slices.Contains(policy.ExpelReasons, n.Reason) {
			return "/appeals/membership/" + itoa(n.RecordID)
		}
	case community.NoticeReportDone:
		if n.Post.ID != 0 {
			return "/posts/" + itoa(n.Post.ID) + "/report"
		}
	case community.NoticeRequest:
		return "/communities/" + id + "/queue#request-" + itoa(n.RecordID)
	}
	switch {
	case n.Kind.Topic() == community.TopicCredential:
		return "/profile"
	case n.Thread.ID != 0:
		return postAt(n.Thread.ID, n.Post.ID)
	case n.Community.ID != 0:
		return "/communities/" + id
	}
	return "/communities"
}

// noticesRead is POST /notifications/read.
func (s *Site) noticesRead(w http.ResponseWriter, r *http.Request) error {
	return s.step(w, r, "/notifications", "notices_read", func() error {
		return s.Service.ReadAllNotices(r.Context(), visitOf(r).viewer)
	})
}

// unread counts the viewer's unread notices for the menu. A page does not fail
// for want of it.
func (s *Site) unread(r *http.Request) int {
	v := visitOf(r)
	if !v.viewer.SignedIn() {
		return 0
	}
	count, _, err := s.Service.UnreadNotices(r.Context(), v.viewer)
	if err != nil {
		s.Log.InfoContext(r.Context(), "notices not counted", "request", httpx.RequestID(r.Context()), "err", err)
	}
	return count
}

// tellNotices says on an open page that there is something new to read.
func (st *stream) tellNotices(ctx context.Context, viewer community.Viewer, e community.Event) error {
	count, newest, err := st.Service.UnreadNotices(ctx, viewer)
	if err != nil || newest <= st.notice {
		return err
	}
	st.notice = newest
	return st.fragment("notice", e.Seq, templates.NoticeAlert{Page: st.page(st.r, "", ""), Count: count})
}

// followForm is POST /threads/{id}/follow: the field choice is "follow" or
// "mute".
func (s *Site) followForm(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	what := "thread_followed"
	if t.get("choice") == community.PlaceMute {
		what = "thread_muted"
	}
	return s.step(w, r, "/threads/"+itoa(id), what, func() error {
		return s.Service.FollowThread(r.Context(), visitOf(r).viewer, id, t.get("choice"))
	})
}

// following is the form of a thread with which it is followed.
func (s *Site) following(r *http.Request, thread int64) templates.Following {
	v := visitOf(r)
	if v.viewer.Person == 0 {
		return templates.Following{}
	}
	choice, err := s.Service.ThreadFollowed(r.Context(), v.viewer, thread)
	if err != nil {
		s.Log.InfoContext(r.Context(), "what is followed is not known", "request", httpx.RequestID(r.Context()), "err", err)
		return templates.Following{}
	}
	return templates.Following{Known: true, Choice: choice}
}

// noticeSettingsPage is GET /notifications/settings.
func (s *Site) noticeSettingsPage(w http.ResponseWriter, r *http.Request) error {
	typed := carriedTo(r, settingsPath)
	for _, path := range []string{"/notifications/devices", "/notifications/push"} {
		if typed == nil {
			typed = carriedTo(r, path)
		}
	}
	view, err := s.noticeSettings(r, s.page(r, "notifications", ""), typed)
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

// noticeSettings makes the page; typed are choices that were made and not kept.
func (s *Site) noticeSettings(r *http.Request, p templates.Page, typed url.Values) (templates.NotificationSettings, error) {
	v := visitOf(r)
	have, err := s.Service.NoticeSettings(r.Context(), v.viewer)
	if err != nil {
		return templates.NotificationSettings{}, err
	}
	push, err := s.Service.PushSettings(r.Context(), v.viewer)
	if err != nil {
		return templates.NotificationSettings{}, err
	}
	view := templates.NotificationSettings{Page: p, Devices: devicesShown(push, typed), Quiet: quietChoice(have, typed, v.zone),
		Digest: templates.DigestChoice{Mode: have.Digest.Mode, At: community.Clock(have.Digest.At)}}
	view.MailReplies = templates.MailReplies{Known: s.MailReplies, On: have.MailReplies}
	if typed.Has("mail_replies_known") {
		view.MailReplies.On = typed.Has("mail_replies")
	}
	if typed.Has("digest") {
		view.Digest = templates.DigestChoice{Mode: typed.Get("digest"), At: typed.Get("digest_at")}
	}
	for _, c := range have.Topics {
		row := templates.TopicChoice{Topic: string(c.Topic), Way: c.Way()}
		if way := typed.Get("topic_" + row.Topic); way != "" {
			row.Way = way
		}
		view.Topics = append(view.Topics, row)
	}
	for _, c := range have.Communities {
		row := templates.CommunityChoice{ID: c.Community.ID, Choice: c.Choice, Closed: c.Community.Access != policy.Open, Tells: c.Content}
		row.Name, row.Lang = s.in(c.Community.Name, v.lang)
		if choice := typed.Get("community_" + itoa(row.ID)); choice != "" {
			row.Choice, row.Tells = choice, typed.Has("content_"+itoa(row.ID))
		}
		view.Communities = append(view.Communities, row)
	}
	return view, nil
}

// quietChoice is what was chosen about quiet time, or typed and not kept.
func quietChoice(have community.NoticeSettings, typed url.Values, zone *time.Location) templates.QuietChoice {
	out := templates.QuietChoice{Mode: have.Quiet.Mode, From: community.Clock(have.Quiet.From), Until: community.Clock(have.Quiet.Until),
		Zone: zone.String(), Known: have.SchoolDays}
	for name, value := range map[string]*string{"quiet": &out.Mode, "quiet_from": &out.From, "quiet_until": &out.Until} {
		if typed.Has(name) {
			*value = typed.Get(name)
		}
	}
	return out
}

// noticeSettingsForm is POST /notifications/settings.
func (s *Site) noticeSettingsForm(w http.ResponseWriter, r *http.Request) error {
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	in := community.NoticeSettingsInput{Topics: map[community.NoticeTopic]string{}, Communities: map[int64]string{}, Content: map[int64]bool{}}
	if t.values.Has("quiet") {
		in.Quiet = &community.QuietInput{Mode: t.get("quiet"), From: t.get("quiet_from"), Until: t.get("quiet_until")}
	}
	if t.values.Has("digest") {
		in.Digest = &community.DigestInput{Mode: t.get("digest"), At: t.get("digest_at")}
	}
	if t.values.Has("mail_replies_known") {
		on := t.get("mail_replies") == "yes"
		in.MailReplies = &on
	}
	for name := range t.values {
		if topic, ok := strings.CutPrefix(name, "topic_"); ok {
			in.Topics[community.NoticeTopic(topic)] = t.get(name)
		}
		if id, ok := strings.CutPrefix(name, "community_"); ok && parseID(id) > 0 {
			in.Communities[parseID(id)] = t.get(name)
			in.Content[parseID(id)] = t.get("content_"+id) == "yes"
		}
	}
	_, err = s.once(r, func() (string, error) {
		return "/notifications/settings", s.Service.SetNotices(r.Context(), visitOf(r).viewer, in)
	})
	if err != nil {
		return s.again(w, r, err, s.page(r, "notifications", "/notifications/settings"), func(p templates.Page) (templates.View, error) {
			return s.noticeSettings(r, p, t.values)
		})
	}
	return done(w, r, "/notifications/settings", "notices_saved")
}
