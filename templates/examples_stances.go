package templates

import "time"

// stances are bookmarks, and what somebody thinks of others.
func (x examples) stances() []Example {
	marks := Bookmarks{Page: x.member("bookmarks"), Pager: Pager{Next: "/bookmarks?before=7"}, Rows: []BookmarkRow{
		{ID: 500, Href: "/threads/100#post-500", Thread: "Snow days", Lang: "en", Author: "Morag Sample", Excerpt: "We ring every family before nine.", Community: "Highlands and Islands", CommunityLang: "en", At: exampleTime},
		{ID: 501, Href: "/threads/101#post-501", Thread: "Dysgu cymysg", Lang: "cy", Author: "Eira Sample", Excerpt: "Rhown y ddau ddosbarth at ei gilydd.", Community: "Dysgu", CommunityLang: "cy", At: exampleTime.Add(-time.Hour)}}}
	later := Bookmarks{Page: x.member("bookmarks"), Rows: marks.Rows[1:], Pager: Pager{Previous: "/bookmarks"}}
	people := Stances{Page: x.member("profile"), Rows: []StanceRow{{PersonID: 13, Name: "James Sample", Blocked: true, Muted: true}, {PersonID: 11, Name: "Eira Sample", Note: "Asked about ferries."}}}
	fresh := Stance{Page: x.member("people"), PersonID: 11, Name: "Eira Sample"}
	full := Stance{Page: faulty(x.member("people"), FieldError{Field: "note", Key: "error.too_long", Args: []any{"Count", 12, "Max", 2000}}), PersonID: 13, Name: "James Sample",
		Blocked: true, Muted: true, Note: "Asked about ferries."}
	return []Example{{"bookmarks", marks}, {"bookmarks-older", later}, {"bookmarks-empty", Bookmarks{Page: x.member("bookmarks")}},
		{"stances", people}, {"stances-empty", Stances{Page: x.member("profile")}}, {"stance", fresh}, {"stance-error", full}}
}
