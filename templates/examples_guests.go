package templates

import "time"

func sampleGuests() []GuestRow {
	asked := GuestRow{ID: 71, CommunityID: 21, ThreadID: 100, Thread: "How do you cover two classes with one supply teacher?", ThreadLang: "en",
		Name: "Guest Sample", Post: "Professor of education, University of Example", Email: "guest@university.example",
		Biography: "Has worked with small schools for twenty years, and wrote a sample study of them.", Reason: "They know what other countries do.",
		Sponsor: "Eira Sample", State: "asked", Days: 14, At: exampleTime, CanDecide: true}
	in := asked
	in.ID, in.State, in.Until, in.CanDecide, in.CanEnd, in.CanExtend, in.Most = 72, "in", exampleTime.Add(14*24*time.Hour), false, true, true, 16
	over := asked
	over.ID, over.State, over.Until, over.CanDecide = 73, "over", exampleTime.Add(-time.Hour), false
	declined := GuestRow{ID: 74, CommunityID: 21, ThreadID: 100, Sponsor: asked.Sponsor, State: "declined", Days: 7, At: exampleTime,
		Answer: "We would rather hear from somebody who works in a school like ours."}
	invited := in
	invited.ID, invited.Name, invited.Post, invited.State, invited.Host = 75, "Ruth Example", "Headteacher, Sample School", "invited", "england.example"
	invited.CanExtend = false
	return []GuestRow{asked, in, over, declined, invited}
}

func (x examples) guests() []Example {
	all := sampleGuests()
	page := ThreadGuests{Page: x.member("communities"), ID: 100, Title: all[0].Thread, Lang: "en", Community: sampleCommunity(0), CanAsk: true}
	full, refused, ending, locked := page, page, page, page
	full.Guests = all
	refused.Page = faulty(x.member("communities"), FieldError{Field: "email", Key: "error.email"}, FieldError{Field: "biography", Key: "error.biography_length", Args: []any{"Min", 40, "Max", 600}},
		FieldError{Field: "days", Key: "error.guest_days", Args: []any{"Max", 30}})
	refused.Form = GuestForm{Name: "Guest Sample", Email: "guest", Post: "Professor", Biography: "Short", Reason: "Why not", Days: "90"}
	ending.Guests = sampleGuests()
	ending.Guests[1].MoreDays = "40"
	ending.Page = faulty(x.member("communities"), FieldError{Field: "end_reason-72", Key: "error.required.reason"}, FieldError{Field: "more_days-72", Key: "error.guest_days", Args: []any{"Max", 30}})
	locked.CanAsk = false
	queue := Queue{Page: x.member("communities"), Community: sampleCommunity(0), Guests: all[:1]}
	wrong := queue
	wrong.Page = faulty(x.member("communities"), FieldError{Field: "guest_reason-71", Key: "error.required.reason"})
	aide := queue
	aide.Guests = sampleGuests()[:1]
	aide.Guests[0].CanDecide = false
	visitor := x.page(Viewer{SignedIn: true, PersonID: 15, Name: "Guest Sample", Guest: true}, "communities")
	posts := samplePosts()[:1]
	posts[0].Author.Office, posts[0].Guest = "guest", GuestBadge{Sponsor: "Eira Sample", Until: exampleTime.Add(14 * 24 * time.Hour)}
	seen := Thread{Page: visitor, ID: 100, Title: all[0].Thread, Lang: "en", Community: sampleCommunity(0), Label: "chatham-house", Posts: posts, CanReply: true, Last: true,
		Reply: ComposeForm{Lang: x.lang}, Audience: Audience{Partial: true}, Events: "/events?thread=100"}
	passing := sampleCommunity(2)
	passing.State, passing.Pass = "invited", &GuestPass{Sponsor: "Eira Sample", Until: exampleTime.Add(14 * 24 * time.Hour)}
	early := passing
	early.State, early.Guest = "joined", true
	inside := early
	inside.Pass = &GuestPass{Sponsor: "Eira Sample", Until: passing.Pass.Until, Threads: []GuestThread{{ID: 100, Title: all[0].Thread}}}
	atHome := seen
	atHome.Page, atHome.Community = x.member("communities"), inside
	asGuest := CommunityAbout{Page: x.member("communities"), Community: inside, CanLeave: true}
	waits := asGuest
	waits.Community = early
	return []Example{
		{"community-about-guest", asGuest}, {"community-about-guest-early", waits}, {"thread-as-guest-at-home", atHome},
		{"community-about-guest-invited", CommunityAbout{Page: x.member("communities"), Community: passing, CanJoin: true}},
		{"join-guest", Join{Page: x.member("communities"), Community: passing}},
		{"home-guest-invited", Home{Page: x.member("home"), Invitations: []CommunityRow{passing}, Communities: []CommunityRow{inside}}},
		{"thread-guests", full}, {"thread-guests-empty", page}, {"thread-guests-error", refused}, {"thread-guests-acts-error", ending},
		{"thread-guests-locked", locked}, {"queue-guests", queue}, {"queue-guests-error", wrong}, {"queue-guests-facilitator", aide}, {"thread-as-guest", seen},
	}
}
