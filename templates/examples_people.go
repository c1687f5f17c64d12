package templates

import "time"

// people are the pages of people, of schools and of one's own profile.
func (x examples) people() []Example {
	rows := []PersonRow{
		{Byline: sampleByline(0), Phases: []string{"primary"}, Specialisms: []string{"rural schools", "Cymraeg"}, AskMe: []string{"school ferries", "composite classes"}, Years: 12, ShowYears: true},
		{Byline: sampleByline(3)},
		{Byline: sampleByline(2), Phases: []string{"primary", "nursery"}, Years: 0, ShowYears: true},
	}
	rows[0].Photo = "/static/sample/icon.svg"
	chips := []Chip{{Key: "people.words", Text: "rural", Typed: true, Href: "/people?phase=primary"},
		{Key: "field.phase", Text: x.member("").Word("phase", "primary"), Href: "/people?q=rural"}, {Key: "people.contact", Href: "/people?q=rural"}}
	list := People{Page: x.member("people"), People: rows, Count: 21043, Specialisms: []string{"rural schools"}, Authorities: []string{"Highland"},
		Similar: rows[:1], Sharing: 312, Years: 3418, Pager: Pager{Previous: "/people?before=1", Next: "/people?after=2"}}
	narrowed := list
	narrowed.Similar, narrowed.Chips, narrowed.Count = nil, chips, 3
	narrowed.Form = PeopleForm{Words: "rural", Phase: "primary", Contact: true}
	return append(x.profiles(), []Example{
		{"people", list},
		{"people-narrowed", narrowed},
		{"people-empty", People{Page: x.member("people"), Form: PeopleForm{Words: "nobody"}, Chips: chips[:1]}},
		{"person", x.samplePerson(rows[0])},
		{"person-bare", Person{Page: x.member("people"), Who: rows[1], Contact: "none"}},
		{"person-nowhere", Person{Page: x.member("people"), Who: rows[2], Contact: "community"}},
		{"person-self", Person{Page: x.member("people"), Who: PersonRow{Byline: sampleByline(1)}, Contact: "community", Self: true}},
		{"school", School{Page: x.member("people"), Name: "Ysgol Enghraifft", Authority: "Gwynedd", Nation: "wales", Phases: []string{"primary"}, Count: 1, People: rows[:1]}},
		{"school-bare", School{Page: x.member("people"), Name: "Example Primary School", People: rows[1:2]}},
	}...)
}

func (x examples) samplePerson(who PersonRow) Person {
	who.Languages = []string{"cy", "en"}
	return Person{Page: x.member("people"), Who: who, Portrait: "/static/sample/icon.svg", Alt: "Eira Sample", SchoolHref: "/schools/71",
		OtherSchools: []SchoolLink{{Name: "Ysgol Sampl", Href: "/schools/72"}, {Name: "Ysgol Arall"}},
		Biography:    "Pennaeth ysgol o 34 o blant ym mhen draw’r cwm.", Lang: "cy", Contact: "any",
		Write:       []WriteLink{{Href: "/communities/21/new?to=11", Community: "Highlands and Islands", Lang: "en"}},
		Communities: sampleCommunities()[:1],
		Posts: []PersonPost{{Href: "/threads/100#post-501", Thread: "Heating oil, again", Lang: "en", Community: "Highlands and Islands",
			Excerpt: "We went over to a heat pump last year.", At: exampleTime.Add(-time.Hour)}}}
}

func (x examples) profiles() []Example {
	form := ProfileForm{Name: "Morag Sample", Post: "Headteacher", School: "Example Primary School", OtherSchools: "Sample Nursery", Authority: "Highland",
		Nation: "scotland", Phases: []string{"primary"}, Specialisms: "rural schools, Gaelic-medium", AskMe: "school ferries", Biography: "Too short",
		Languages: []string{"en", "gd"}, HeadSince: "2014", Contact: "community", ShareYears: true, Language: x.lang, Zone: "Europe/London"}
	me := sampleByline(1)
	bare := me
	me.Photo = "/static/sample/icon.svg"
	known := []string{"rural schools"}
	return []Example{
		{"elsewhere", GroupsElsewhere{Page: x.member("communities"), Community: sampleCommunity(3), CanEdit: true, Follows: sampleGroups("active", "asked", "refused"),
			Followers: sampleGroups("")[:1], Shut: sampleGroups("")[:1], Heard: []HeardRow{{ID: 71, Title: "Who else waits for the boat?", Handle: "@sam@forum.example",
				URL: "https://forum.example/topic/1", Group: sampleGroups("")[0], At: exampleTime}, {ID: 72, Handle: "@kim@forum.example", URL: "https://forum.example/topic/2", Group: sampleGroups("")[0], At: exampleTime}}}},
		{"elsewhere-none", GroupsElsewhere{Page: x.member("communities"), Community: sampleCommunity(3)}},
		{"elsewhere-error", GroupsElsewhere{Page: faulty(x.member("communities"), FieldError{Field: "account", Key: "error.group_unknown"}), Community: sampleCommunity(3), CanEdit: true, Account: "@nobody@forum.example"}},
		{"accounts", Accounts{Page: x.member("profile"), Offered: true}},
		{"accounts-agreed", Accounts{Page: x.member("profile"), Offered: true, Since: exampleTime, Head: true, Rows: []AccountLink{
			{ID: 1, Handle: "@morag@mastodon.example", Code: "headroom-sample"}, {ID: 2, Handle: "@morag@lemmy.example", Proved: exampleTime}}}},
		{"accounts-error", Accounts{Page: faulty(x.member("profile"), FieldError{Field: "account", Key: "error.handle"}), Offered: true, Head: true, Account: "morag"}},
		{"accounts-closed", Accounts{Page: x.member("profile")}},
		{"profile", Profile{Page: x.member("profile"), Form: form, Office: "head", Me: me, Alt: "Morag Sample", Authorities: []string{"Highland", "Orkney Islands"},
			Specialisms: known, Topics: []string{"school ferries"}, Zones: []string{"Europe/London"}}},
		{"profile-error", Profile{Page: faulty(x.member("profile"), FieldError{Field: "biography", Key: "error.biography_length", Args: []any{"Min", 40, "Max", 600}},
			FieldError{Field: "name", Key: "error.required"}, FieldError{Field: "head_since", Key: "error.year", Args: []any{"Min", "1950", "Max", "2026"}},
			FieldError{Field: "languages", Key: "error.choice"}), Form: form, Me: bare}},
		{"profile-photograph-error", Profile{Page: faulty(x.member("profile"), FieldError{Field: "image", Key: "error.image_type"}), Form: form, Me: bare, Alt: "Morag Sample"}},
	}
}

// sampleGroups are groups of other software, one in each state.
func sampleGroups(states ...string) (rows []GroupRow) {
	for i, state := range states {
		rows = append(rows, GroupRow{ID: int64(81 + i), Name: "Teachers of the coast", Handle: "@teachers@forum.example", URL: "https://forum.example/c/teachers", State: state})
	}
	return rows
}
