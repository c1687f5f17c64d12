package templates

import "time"

// following are pages of whom somebody follows, and of lists of people.
func (x examples) following() []Example {
	posts := []ReadingRow{
		{Href: "/threads/100?at=500#post-500", Thread: "Snow days", Lang: "en", AuthorID: 12, Author: "Morag Sample", Excerpt: "We ring every family before nine.", Community: "Highlands and Islands", CommunityLang: "en", At: exampleTime},
		{Href: "/threads/101?at=501#post-501", Thread: "Dysgu cymysg", Lang: "cy", AuthorID: 11, Author: "Eira Sample", Excerpt: "Rhown y ddau ddosbarth at ei gilydd.", Community: "Dysgu", CommunityLang: "cy", At: exampleTime.Add(-time.Hour)}}
	people := []CollectedRow{{PersonID: 11, Name: "Eira Sample", School: "Ysgol Sampl"}, {PersonID: 12, Name: "Morag Sample"}}
	lists := []PeopleListRow{{ID: 71, Title: "Island heads", Count: 2, Holds: true}, {ID: 72, Title: "Small schools"}}
	fault := faulty(x.member("following"), FieldError{Field: "title", Key: "error.required"})
	return []Example{{"reading", Reading{Page: x.member("following"), People: 2, Rows: posts, Pager: Pager{Next: "/following?before=7"}}},
		{"reading-older", Reading{Page: x.member("following"), People: 2, Rows: posts[1:], Pager: Pager{Previous: "/following"}}},
		{"reading-empty", Reading{Page: x.member("following")}}, {"reading-quiet", Reading{Page: x.member("following"), People: 2}},
		{"reading-list", Reading{Page: x.member("following"), List: 71, Title: "Island heads", People: 2, Rows: posts}},
		{"reading-list-empty", Reading{Page: x.member("following"), List: 72, Title: "Small schools"}},
		{"collected", Collected{Page: x.member("following"), Rows: people}}, {"collected-empty", Collected{Page: x.member("following")}},
		{"collected-list", Collected{Page: x.member("following"), List: 71, Name: "Island heads", Title: "Island heads", Rows: people}},
		{"collected-list-error", Collected{Page: fault, List: 72, Name: "Small schools"}},
		{"people-lists", PeopleLists{Page: x.member("following"), Rows: lists, Following: 2}}, {"people-lists-error", PeopleLists{Page: fault}},
		{"in-lists", InLists{Page: x.member("people"), PersonID: 11, Name: "Eira Sample", Rows: lists}},
		{"in-lists-none", InLists{Page: x.member("people"), PersonID: 11, Name: "Eira Sample"}}}
}
