package templates

// feeds are addresses for programs of the reader's.
func (x examples) feeds() []Example {
	c := sampleCommunity(1)
	rows := []FeedRow{{ID: 91, Name: "My calendar", Kind: "calendar", All: true, At: exampleTime},
		{ID: 92, Name: "News reader", Kind: "news", Community: c.Name, CommunityLang: c.Lang, Content: true, At: exampleTime}, {ID: 93, Name: "Old", Kind: "news", Ended: true, At: exampleTime}}
	rooms := []Option{{Value: "12", Label: c.Name, Lang: c.Lang, Written: true}}
	form := FeedForm{Kind: "news", Community: "0"}
	fault := faulty(x.member("notifications"), FieldError{Field: "name", Key: "error.required"}, FieldError{Field: "kind", Key: "error.choice"})
	return []Example{{"feeds", Feeds{Page: x.member("notifications"), Form: form, Rows: rows, Rooms: rooms}},
		{"feeds-made", Feeds{Page: x.member("notifications"), Form: form, Rows: rows, Rooms: rooms, Address: "https://scotland.example/feed/abcdefghijklmnopqrstuvwxyz"}},
		{"feeds-empty", Feeds{Page: x.member("notifications"), Form: form}}, {"feeds-error", Feeds{Page: fault, Form: FeedForm{}, Rooms: rooms}}}
}
