package templates

import "time"

// notices are what people are told, and what they choose to be told.
func (x examples) notices() []Example {
	full := Notifications{Page: x.member("notifications"), New: sampleNotices(0, 5, true), Earlier: sampleNotices(5, 17, false),
		Topics: sampleTopics, Pager: Pager{Next: "/notifications?before=7&read=1"}, Events: "/events?home"}
	full.Viewer.Unread = 5
	one := Notifications{Page: x.member("notifications"), Topics: sampleTopics, Topic: "reply", Pager: Pager{Previous: "/notifications?kind=reply"}}
	one.Viewer.Unread = 120
	settings := NotificationSettings{Page: x.member("notifications"), Quiet: QuietChoice{Mode: "days", From: "18:00", Until: "07:00", Zone: "Europe/London", Known: true}, Digest: DigestChoice{Mode: "weekly", At: "07:30"}, MailReplies: MailReplies{Known: true, On: true},
		Devices: Devices{Key: "sample", Topics: []string{"reply"}, List: []DeviceRow{{ID: 3, Name: "My phone", At: exampleTime}}}}
	for i, topic := range sampleTopics {
		settings.Topics = append(settings.Topics, TopicChoice{topic, []string{"page", "mail", "off"}[i%3]})
	}
	bare := settings
	for i, choice := range []string{"mine", "all", "none"} {
		c := sampleCommunity(i)
		settings.Communities = append(settings.Communities, CommunityChoice{ID: c.ID, Name: c.Name, Lang: c.Lang, Choice: choice, Closed: i > 0, Tells: i > 1})
	}
	wrong := settings
	wrong.Page = faulty(x.member("notifications"), FieldError{Field: "topic_reply", Key: "error.choice"}, FieldError{Field: "device_name", Key: "error.push_endpoint"})
	return []Example{
		{"notifications", full},
		{"notifications-empty", Notifications{Page: x.member("notifications"), Topics: sampleTopics}},
		{"notifications-none-of-kind", one},
		{"notification-settings", settings},
		{"notification-settings-bare", bare},
		{"notification-settings-error", wrong},
		{"unsubscribe", Unsubscribe{Page: x.out(), Token: "sample", Topic: "reply"}},
		{"unsubscribe-done", Unsubscribe{Page: x.out(), Token: "sample", Topic: "reply", Done: true}},
		{"#notice-alert", NoticeAlert{Page: x.member(""), Count: 3}},
	}
}

var sampleTopics = []string{"message", "mention", "reply", "thread", "post", "reaction", "writing", "invited", "membership", "request", "role", "credential"}

// sampleNotices are some of the notices of every kind, one for each half day.
func sampleNotices(from, to int, unread bool) (days []NoticeDay) {
	about := NoticeRow{Thread: "How do you cover two classes with one supply teacher?", Lang: "en", Community: "Highlands and Islands",
		CommunityLang: "en", Place: true, Nation: "scotland"}
	post := func(kind, topic, name, excerpt string) NoticeRow {
		n := about
		n.Kind, n.Topic, n.Name, n.Excerpt = kind, topic, name, excerpt
		return n
	}
	room := func(kind, topic string) NoticeRow {
		return NoticeRow{Kind: kind, Topic: topic, Community: "Dysgu", CommunityLang: "cy", Place: true, Host: "wales.example", Nation: "wales"}
	}
	asks, removed, role, ended := room("request", "request"), post("removed", "writing", "", ""), room("role", "role"), room("ended", "membership")
	asks.Name, removed.Said, role.Role = "Eira Sample", "It named a pupil.", "moderator"
	ended.Community, ended.Reason = "", "removed-by-moderator"
	liked := post("reaction", "reaction", "Morag Sample", "")
	liked.Others = 3
	invited := room("invited", "invited")
	invited.Name = "James Sample"
	rows := []NoticeRow{
		post("mention", "mention", "Eira Sample", "Perhaps a colleague in the islands knows?"),
		post("reply", "reply", "James Sample", "We do the same."), liked, asks, invited,
		post("thread", "thread", "Ailsa Sample", "There is a list of retired heads who step in."),
		post("post", "post", "Morag Sample", "Heating oil, again."), room("accepted", "membership"), room("invited", "invited"),
		role, removed, {Kind: "refused", Topic: "writing", Place: true, Reason: "locked"}, {Kind: "unsent", Topic: "writing", Place: true, Reason: "left"}, ended,
		{Kind: "warned", Topic: "membership", Place: true, Reason: "unkind", Said: "Write as you would speak."},
		{Kind: "silenced", Topic: "membership", Place: true, Reason: "policy", Until: exampleTime.Add(72 * time.Hour)},
		{Kind: "unsilenced", Topic: "membership", Place: true},
		{Kind: "reviewed", Topic: "membership", Place: true, Reason: "off-topic", Said: "We look at what you write first."},
		{Kind: "unreviewed", Topic: "membership", Place: true}, {Kind: "held", Topic: "request", Name: "Eira Sample", Place: true},
		{Kind: "released", Topic: "writing", Place: true},
		{Kind: "headship_month", Topic: "credential", Until: exampleTime.Add(28 * 24 * time.Hour)},
		{Kind: "headship_week", Topic: "credential", Until: exampleTime.Add(7 * 24 * time.Hour)},
		{Kind: "message", Topic: "message", Name: "Eira Sample"}, {Kind: "message_back", Topic: "message"},
		{Kind: "soon", Topic: "credential", Until: exampleTime.Add(20 * 24 * time.Hour)},
	}
	for i, n := range rows[from:to] {
		n.ID, n.At, n.Unread = int64(900-from-i), exampleTime.Add(-time.Duration(from+i)*12*time.Hour), unread
		if i%2 == 0 {
			day := NoticeDay{Day: n.At}
			if from+i == 0 {
				day.Which = "today"
			}
			days = append(days, day)
		}
		d := &days[len(days)-1]
		d.Rows = append(d.Rows, n)
	}
	return days
}
