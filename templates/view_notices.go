package templates

import "slices"

// Notifications is GET /notifications: unread first, then what was read, each
// by day. POST /notifications/read marks all as read.
type Notifications struct {
	Page
	New     []NoticeDay
	Earlier []NoticeDay
	Topic   string   // that is shown alone, or ""
	Topics  []string // all, for the filter
	Pager   Pager
	Events  string // address of the live notices, or ""
}

// NoticeDay is what a reader was told on one day.
type NoticeDay struct {
	Which string // "today", "yesterday" or "" for any other
	Day   Instant
	Rows  []NoticeRow
}

// NoticeRow is one thing that the reader was told. GET /notifications/{id}
// leads to it.
type NoticeRow struct {
	ID            int64
	Kind          string // a kind of notice
	Topic         string
	Name          string // who did it, or ""
	Others        int    // how many more
	Community     string // "" where the reader may not know it
	CommunityLang string
	Place         bool // whether it is about a community at all
	Thread        string
	Lang          string // of the thread's title and the excerpt
	Host          string // "" when local
	Nation        string
	Excerpt       string // plain text; "" where the reader's filter folds it
	Filtered      string // the title of that filter, "" for none
	Reason        string // code of why, or ""
	Said          string // what a moderator wrote about the reader's own post, or ""
	Role          string // code
	Until         Instant
	At            Instant
	Unread        bool
}

// Says is the sentence of the row.
func (n NoticeRow) Says(p Printer) string {
	switch {
	case n.Kind == "invited" && n.Name == "":
		return p.T("notice.invited_plain")
	case n.Kind == "silenced":
		return p.T("notice.silenced", "Date", p.Time(n.Until))
	case n.Kind == "headship_month", n.Kind == "headship_week":
		return p.T("notice."+n.Kind, "Date", p.Date(n.Until))
	case n.Kind == "reaction" && n.Others > 0:
		return p.T("notice.reaction_more", "Name", n.Name, "Count", n.Others)
	}
	return p.T("notice."+n.Kind, "Name", n.Name)
}

// Named says which day it is.
func (d NoticeDay) Named(p Printer) string {
	switch d.Which {
	case "today":
		return p.T("notices.today")
	case "yesterday":
		return p.T("notices.yesterday")
	}
	return p.T("notices.day", "Weekday", p.Weekday(d.Day), "Date", p.Date(d.Day))
}

// Empty tells whether there is nothing to show.
func (n Notifications) Empty() bool { return len(n.New)+len(n.Earlier) == 0 }

// TopicOptions are the choices of the filter.
func (n Notifications) TopicOptions() []Option {
	options := []Option{{Label: n.T("notices.filter_all")}}
	return append(options, n.codes("notice_topic", n.Topics...)...)
}

// NoticeAlert is the fragment that says that there is something new.
type NoticeAlert struct {
	Page
	Count int
}

// NotificationSettings is GET|POST /notifications/settings: fields topic_NAME
// with "page", "mail" or "off", and community_ID with "all", "mine" or "none",
// content_ID with "yes".
type NotificationSettings struct {
	Page
	Topics      []TopicChoice
	Communities []CommunityChoice
	Quiet       QuietChoice
	Digest      DigestChoice
	Devices     Devices
	MailReplies MailReplies
}

// MailReplies is whether letters can be answered by e-mail: the field mail_replies with
// "yes", beside mail_replies_known.
type MailReplies struct{ Known, On bool }

// MailRepliesField is that choice.
func (n NotificationSettings) MailRepliesField() Field {
	return n.Tick("mail_replies", "mail_reply.choice", n.MailReplies.On).Hinted(n.T("mail_reply.choice_hint"))
}

// Devices are the browsers to which the reader is sent pushes. POST
// /notifications/devices adds one, with device_name, and endpoint, p256dh and
// auth, which a script fills in; POST /notifications/devices/{id}/end ends one;
// POST /notifications/push chooses topics, in the field push.
type Devices struct {
	Key  string // of the instance; "" where there are no pushes
	Name string // typed
	// What a script filled in before a form was not taken.
	Endpoint, P256DH, Auth string
	List                   []DeviceRow
	Topics                 []string
}

// DeviceRow is one browser.
type DeviceRow struct {
	ID   int64
	Name string
	At   Instant
}

// PushField is of what the reader is told on their devices.
func (n NotificationSettings) PushField() Field {
	f := n.Field("push", "push.topics", "")
	for _, t := range n.Topics {
		f.Options = append(f.Options, Option{Value: t.Topic, Label: n.Word("notices.about", t.Topic), Selected: slices.Contains(n.Devices.Topics, t.Topic)})
	}
	return f
}

// DigestChoice is what somebody chose about digests: fields digest with "off",
// "daily" or "weekly", and digest_at with "07:30".
type DigestChoice struct{ Mode, At string }

// DigestOptions are the choices about digests.
func (p Page) DigestOptions() []Option { return p.codes("digest.mode", "daily", "weekly", "off") }

// QuietChoice is what somebody chose about quiet time: fields quiet with "days",
// "hours" or "off", quiet_from and quiet_until with "18:00".
type QuietChoice struct {
	Mode, From, Until string
	Zone              string
	Known             bool // whether there are term dates for the reader
}

// QuietOptions are the choices about quiet time.
func (p Page) QuietOptions() []Option { return p.codes("quiet.mode", "days", "hours", "off") }

// TopicChoice is what somebody chose about a topic.
type TopicChoice struct{ Topic, Way string }

// CommunityChoice is what somebody chose about a community.
type CommunityChoice struct {
	ID     int64
	Name   string
	Lang   string
	Choice string
	Closed bool // e-mails say what was written only where Tells is set
	Tells  bool
}

// ContentField is whether e-mails about a community may say what was written.
func (p Page) ContentField(c CommunityChoice) Field {
	return p.Tick("content_"+p.ID(c.ID), "notices.content", c.Tells)
}

// WayOptions are the choices about a topic.
func (p Page) WayOptions() []Option { return p.codes("notices.way", "page", "mail", "off") }

// PlaceOptions are the choices about a community.
func (p Page) PlaceOptions() []Option { return p.codes("notices.place", "mine", "all", "none") }

// Following is the form of a thread with which it is followed or muted:
// POST /threads/{id}/follow with the field choice, "follow" or "mute".
type Following struct {
	Known  bool // whether there is anything to choose
	Choice string
}

// On tells whether the reader hears of every post.
func (f Following) On() bool { return f.Choice == "follow" || f.Choice == "all" }

func (Notifications) template() string        { return "notifications" }
func (NotificationSettings) template() string { return "notification-settings" }
func (NoticeAlert) template() string          { return "#notice-alert" }

// CommunityField is the choice about a community; its label is what people
// wrote.
func (p Page) CommunityField(c CommunityChoice) Field {
	f := p.Field("community_"+p.ID(c.ID), "notices.by_community", c.Choice).In(c.Lang)
	f.Label, f.Written = c.Name, true
	return f.Of(p.PlaceOptions())
}

// Unsubscribe is GET|POST /unsubscribe/{token}, which stands in letters: it
// turns the e-mails about one topic off, signed in or not.
type Unsubscribe struct {
	Page
	Token string
	Topic string
	Done  bool
}

func (Unsubscribe) template() string { return "unsubscribe" }
