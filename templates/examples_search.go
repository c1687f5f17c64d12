package templates

func (x examples) search() []Example {
	rows := []ThreadRow{
		{ID: 100, Title: "How do you cover two classes with one supply teacher?", CommunityID: 21, Community: "Islands", Posts: 12, Last: exampleTime},
		{ID: 101, Title: "Llesiant staff yn Ynys Môn", CommunityID: 22, Community: "Ysgolion bach", Host: "wales.example", Posts: 1, Last: exampleTime},
	}
	rooms := []SearchRoom{{ID: 21, Name: "Islands", Lang: "en"}, {ID: 22, Name: "Ysgolion bach", Lang: "cy"}}
	found := Search{
		Page: x.member("search"), Query: "ynys mon", Rooms: rooms, Looked: 2, Asked: true, Count: 21,
		Hits: []SearchHit{
			{PostID: 500, ThreadID: 101, Title: []Piece{{Text: "Llesiant staff yn "}, {"Ynys", true}, {Text: " "}, {"Môn", true}}, Lang: "cy",
				Excerpt: []Piece{{Text: "… mae ysgolion "}, {"Ynys", true}, {Text: " "}, {"Môn", true}, {Text: " yn rhannu athro <cyflenwi> …"}},
				Author:  sampleByline(0), Community: "Ysgolion bach", CommunityLang: "cy", Host: "wales.example", Nation: "wales", At: exampleTime},
			{PostID: 501, ThreadID: 100, Title: []Piece{{Text: "How do you cover two classes with one supply teacher?"}}, Lang: "en", Reply: true,
				Excerpt: []Piece{{Text: "As they do on "}, {"Ynys", true}, {Text: " "}, {"Môn", true}}, Author: sampleByline(1), Community: "Islands", At: exampleTime},
			{PostID: 502, ThreadID: 102, Title: []Piece{{"Ynys", true}, {Text: " "}, {"Môn", true}}, Lang: "cy", Label: "confidential", Author: sampleByline(1), Community: "Islands", At: exampleTime},
		},
		People: []PersonRow{{Byline: sampleByline(0), Phases: []string{"primary"}}}, PeopleCount: 3, Communities: sampleCommunities()[:1], CommunityN: 2,
		Pager: Pager{Next: "/search?q=ynys+mon&at=1.2"},
	}
	narrow := found
	narrow.Where, narrow.Order, narrow.AuthorID, narrow.From, narrow.People, narrow.Communities = "21", "newest", 11, "2026-01-01", nil, nil
	narrow.Count, narrow.More, narrow.Cut, narrow.Looked, narrow.Pager = 1000, true, true, 1, Pager{Previous: "/search?q=ynys"}
	return []Example{
		{"#similar", Similar{Page: x.member("communities"), Threads: rows}},
		{"search", found}, {"search-narrow", narrow},
		{"search-start", Search{Page: x.member("search"), Rooms: rooms, Looked: 2, Tags: []string{"llesiant", "snow"}}},
		{"search-nowhere", Search{Page: x.member("search")}},
		{"search-nothing", Search{Page: x.member("search"), Query: "zebra <b>", Where: "21", Rooms: rooms, Looked: 1, Asked: true}},
	}
}
