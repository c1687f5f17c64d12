package templates

import "time"

// messages are private conversations.
func (x examples) messages() []Example {
	with := []TalkPerson{{Byline: sampleByline(0)}, {Byline: sampleByline(2), Left: true}, {Byline: sampleByline(3), Closed: true}}
	list := Messages{Page: x.member("messages"), Pager: Pager{Next: "/messages?before=7"}, Events: "/events?home", Talks: []TalkRow{
		{ID: 71, Others: with[:1], By: "Eira Sample", Excerpt: "Allwn ni siarad am hyn ddydd Iau?", Lang: "cy", Unread: true, At: exampleTime},
		{ID: 72, Others: with, Excerpt: "Thank you, all of you.", Lang: "en", At: exampleTime.Add(-time.Hour)},
		{ID: 73, Others: with[1:2], By: "James Sample", Deleted: true, At: exampleTime.Add(-48 * time.Hour)}}}
	later := Messages{Page: x.member("messages"), Talks: list.Talks[2:], Pager: Pager{Previous: "/messages"}}
	talk := MessageTalk{Page: x.member("messages"), ID: 72, Others: with, CanWrite: true, Form: ComposeForm{Lang: "en"}, Events: "/events?home",
		Pager: Pager{Previous: "/messages/72?before=3"}, Rows: []MessageRow{
			{ID: 1, Author: sampleByline(2), Deleted: true, At: exampleTime},
			{ID: 2, Mine: true, Author: sampleByline(1), HTML: "<p>May I ask you all something?</p>", Lang: "en", At: exampleTime},
			{ID: 3, Author: sampleByline(0), HTML: "<p>Wrth gwrs.</p>", Lang: "cy", New: true, At: exampleTime}}}
	for _, reason := range []string{"left", "not-a-head", "contact-closed", "peer-ended", "not-peered", "credential-revoked", "policy"} {
		talk.Rows[1].To = append(talk.Rows[1].To, MessageTo{Name: "James Sample", State: "refused", Reason: reason})
	}
	talk.Rows[1].To = append(talk.Rows[1].To, MessageTo{Name: "Eira Sample", State: "sending"})
	back := talk
	back.Page = faulty(x.member("messages"), FieldError{Field: "body", Key: "error.required"})
	back.Draft, back.Form.Body = DraftNotice{ID: 5, At: exampleTime, Refused: "not-a-head", Private: true}, "May I ask you something?"
	alone := MessageTalk{Page: x.member("messages"), ID: 73, Others: with[1:2], Pager: Pager{Next: "/messages/73"}, Form: ComposeForm{Body: "One more thing."}}
	fresh := MessageNew{Page: x.member("messages"), PersonID: 11, Place: "person:11", Form: ComposeForm{Title: "Eira Sample", Lang: "en"}}
	wrong := MessageNew{Page: faulty(x.member("messages"), FieldError{Field: "title", Key: "error.message_contact", Args: []any{"Name", "Eira Sample"}}),
		Place: "messages:11", Form: ComposeForm{Title: "Eira Sample", Body: "Hello", Lang: "en"}, Draft: DraftNotice{ID: 6, At: exampleTime}}
	return []Example{{"messages", list}, {"messages-older", later}, {"messages-empty", Messages{Page: x.member("messages")}},
		{"message-talk", talk}, {"message-talk-back", back}, {"message-talk-alone", alone}, {"message-new", fresh}, {"message-new-error", wrong},
		{"#message-alert", MessageAlert{Page: x.member(""), Href: "/messages/72"}}}
}
