package templates

// links are the pages about links between communities.
func (x examples) links() []Example {
	scottish := LinkEnd{ID: 12, Name: "Highlands and Islands", Lang: "en", Nation: "scotland"}
	welsh := LinkEnd{ID: 31, Name: "Dysgu", Lang: "cy", Nation: "wales", Host: "wales.example"}
	row := LinkRow{ID: 81, From: scottish, To: welsh, Kind: "sister", Effects: []string{"directory", "join", "share"}}
	in := func(state string, change func(*OperatorLink)) OperatorLink {
		l := OperatorLink{Page: x.operator(), Row: row, Effects: row.Effects}
		l.Row.State = state
		change(&l)
		return l
	}
	var rows []LinkRow
	for i, state := range []string{"received", "offered", "active", "still", "declined", "ended"} {
		r := row
		r.ID, r.State, r.Kind = int64(80+i), state, []string{"sister", "feeder", "hub"}[i%3]
		if i > 1 {
			r.Since = exampleTime
		}
		rows = append(rows, r)
	}
	about := CommunityAbout{Page: x.member("communities"), Community: sampleCommunity(2), CanJoin: true}
	about.Community.ByLink = true
	room := Community{Page: x.member("communities"), Community: sampleCommunity(0), CanEdit: true}
	for i, kind := range []string{"sister", "feeder", "hub", "fed", "spoke"} {
		l := LinkedRow{CommunityRow: sampleCommunity(i % 4), Link: int64(81 + i), Kind: kind, Joins: i < 3, CanRule: i < 2, Rule: i == 0}
		room.Linked = append(room.Linked, l)
		l.CanRule = false
		about.Linked = append(about.Linked, l)
	}
	listed := sampleCommunity(1)
	listed.LinkedTo = []LinkEnd{welsh, scottish}
	offer := OperatorLinks{Page: x.operator(), Rows: rows, Ours: []LinkEnd{scottish}, Theirs: []LinkEnd{welsh}, Form: LinkForm{Kind: "sister", Effects: []string{"directory"}}}
	wrong := offer
	wrong.Page = faulty(x.operator(), FieldError{Field: "to", Key: "error.link_exists"}, FieldError{Field: "effects", Key: "error.link_effects"})
	share := ThreadShare{Page: x.member("communities"), ID: 101, Title: "Heating oil, again", Lang: "en", Community: sampleCommunity(0),
		Into: []ShareRow{{LinkEnd: welsh, Audience: sampleAudience}}}
	wrongShare := share
	wrongShare.Page = faulty(x.member("communities"), FieldError{Field: "to", Key: "error.choice"})
	post := samplePosts()[1]
	post.Shared, post.Origin = true, &welsh
	nameless := samplePosts()[2]
	nameless.Shared = true
	shared := Thread{Page: x.member("communities"), ID: 101, Title: "Heating oil, again", Community: sampleCommunity(0), Posts: []PostView{post, nameless}, CanShare: true}
	return []Example{
		{"operator-links", offer},
		{"operator-links-error", wrong},
		{"operator-links-none", OperatorLinks{Page: x.operator()}},
		{"operator-link-received", in("received", func(*OperatorLink) {})},
		{"operator-link-received-error", in("received", func(l *OperatorLink) {
			l.Page, l.Effects = faulty(x.operator(), FieldError{Field: "effects", Key: "error.link_effects"}), nil
		})},
		{"operator-link-offered", in("offered", func(*OperatorLink) {})},
		{"operator-link-active", in("active", func(l *OperatorLink) { l.Row.Kind, l.Row.Since = "feeder", exampleTime })},
		{"operator-link-still", in("still", func(l *OperatorLink) { l.Row.Kind, l.Row.Since = "hub", exampleTime })},
		{"operator-link-end-error", in("active", func(l *OperatorLink) {
			l.Page = faulty(x.operator(), FieldError{Field: "reason", Key: "error.required.reason"})
		})},
		{"operator-link-declined", in("declined", func(l *OperatorLink) {
			l.Row.Ended, l.Row.Reason, l.Row.By = exampleTime, "Ask us next year.", "https://wales.example/g/31"
		})},
		{"operator-link-ended", in("ended", func(l *OperatorLink) { l.Row.Since, l.Row.Ended, l.Row.Code = exampleTime, exampleTime, "peer-ended" })},
		{"community-linked", room},
		{"community-about-linked", about},
		{"communities-linked", Communities{Page: x.member("communities"), Rows: []CommunityRow{listed}}},
		{"thread-share", share},
		{"thread-share-error", wrongShare},
		{"thread-shared", shared},
		{"join-by-link", Join{Page: x.member("communities"), Community: about.Community}},
	}
}
