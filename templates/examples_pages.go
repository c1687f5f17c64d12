package templates

import "time"

func (x examples) entry() []Example {
	signedOut := x.out()
	signedOut.Flash = []Flash{{Kind: "success", Key: "flash.signed_out"}}
	return []Example{
		{"landing", Landing{Page: x.out(), Nations: []string{"scotland", "wales", "england"}, Heads: 312}},
		{"landing-bare", Landing{Page: signedOut}},
		{"sign-in", SignIn{Page: x.out()}},
		{"sign-in-error", SignIn{Page: faulty(x.out(), FieldError{Field: "email", Key: "error.sign_in"}), Email: "head@school.example", Next: "/threads/100"}},
		{"reset", Reset{Page: x.out()}},
		{"reset-sent", Reset{Page: x.out(), Sent: true}},
		{"set-password", SetPassword{Page: x.out(), Token: "sample", Email: "head@school.example", First: true}},
		{"set-password-error", SetPassword{Page: faulty(x.out(), FieldError{Field: "password", Key: "error.password_short", Args: []any{"Min", 12}}, FieldError{Field: "again", Key: "error.password_again"}), Token: "sample"}},
		{"about", About{Page: x.out(), Operators: []string{"Sample Association of Heads"}, Peers: sampleServers(), Version: "1.0.0"}},
		{"about-bare", About{Page: x.out(), Version: "1.0.0"}},
		{"privacy", Privacy{Page: x.out(), Peers: sampleServers()}},
		{"accessibility", Accessibility{Page: x.out(), Checks: sampleChecks()}},
		{"accessibility-full", Accessibility{Page: x.out()}},
	}
}

func (x examples) own() []Example {
	return []Example{
		{"home", Home{Page: x.member("home"), Today: exampleTime, Threads: sampleThreads(2), Recent: sampleThreads(3)[2:], Replies: []ActivityRow{
			{Kind: "reply", PostID: 501, ThreadID: 100, Thread: "How do you cover two classes with one supply teacher?", Lang: "en", Community: "Highlands and Islands", Nation: "scotland", Author: sampleByline(0), Excerpt: "Rhown y ddau ddosbarth at ei gilydd yn y neuadd.", At: exampleTime, Unread: true},
			{Kind: "mention", PostID: 502, ThreadID: 101, Thread: "Small schools, big ideas", Lang: "en", Community: "Small schools", Host: "england.example", Nation: "england", Author: sampleByline(2), Excerpt: "Perhaps a colleague in the islands knows?", At: exampleTime.Add(-time.Hour)},
		}, Requests: sampleRequests(), Drafts: sampleDrafts(), Invitations: sampleCommunities()[3:4], Communities: sampleCommunities()[:2], Events: "/events?home"}},
		{"home-empty", Home{Page: x.member("home"), NeedsBiography: true, NotVerified: true, MayApply: true}},
		{"drafts", Drafts{Page: x.member("drafts"), Drafts: sampleDrafts()}},
		{"drafts-empty", Drafts{Page: x.member("drafts")}},
	}
}

func (x examples) faults() []Example {
	var all []Example
	for _, status := range []int{400, 401, 403, 404, 409, 410, 413, 429, 500, 503} {
		f := Fault{Page: x.out(), Status: status}
		all = append(all, Example{"fault-" + f.Code(), f})
	}
	return append(all, Example{"fault-key", Fault{Page: x.member(""), Status: 409, Key: "reason.already-decided"}})
}

func (x examples) communities() []Example {
	texts := []CommunityText{{Lang: "en", Name: "Islands", Summary: "For heads on islands", Rules: "Be kind."}, {Lang: "cy"}}
	full := Community{
		Page: x.member("communities"), Community: sampleCommunity(0), Threads: sampleThreads(4), Audience: sampleAudience, Rules: sampleRules,
		Pager: Pager{Next: "/communities/21?before=9"}, Pending: 2, CanPost: true, CanDecide: true, CanEdit: true, CanLeave: true, Events: "/events?community=21",
	}
	for i := range full.Threads {
		full.Threads[i].Community, full.Threads[i].Host = "", ""
	}
	return []Example{
		{"communities", Communities{Page: x.member("communities"), Rows: sampleCommunities(), Nation: "wales", Nations: []string{"scotland", "wales", "england"}, CanCreate: true, Pager: Pager{Next: "/communities?after=3"}}},
		{"communities-empty", Communities{Page: x.member("communities")}},
		{"community-new", CommunityEdit{Page: x.member("communities"), Form: CommunityForm{Access: "closed", Joining: "request", Reach: "peers", Texts: texts}}},
		{"community-edit-error", CommunityEdit{Page: faulty(x.member("communities"), FieldError{Field: "name_cy", Key: "error.required"}, FieldError{Field: "access", Key: "error.choice"}), ID: 21, Form: CommunityForm{Texts: texts}}},
		{"community-new-error", CommunityEdit{Page: faulty(x.member("communities"), FieldError{Field: "username", Key: "error.username_taken"}), Form: CommunityForm{Username: "islands", History: "date", Since: "2026-01-05", Texts: texts}}},
		{"community", full},
		{"community-empty", Community{Page: x.member("communities"), Community: sampleCommunity(1), Audience: Audience{Heads: 1, Facilitators: 1, Guests: 2}, Stale: true}},
		{"community-about", CommunityAbout{Page: x.member("communities"), Community: sampleCommunity(2), Rules: sampleRules, CanJoin: true}},
		{"community-about-open", CommunityAbout{Page: x.member("communities"), Community: sampleCommunity(3), CanJoin: true}},
		{"community-about-waiting", CommunityAbout{Page: x.member("communities"), Community: sampleCommunity(1)}},
		{"community-about-refused", CommunityAbout{Page: x.member("communities"), Community: sampleCommunity(4), Refused: "declined"}},
	}
}

func (x examples) membership() []Example {
	questions := []Question{{Name: "answer_1", Text: "How many pupils has your school?", Lang: "en", Answer: "34"}}
	requests := sampleRequests()
	requests[1].Decision = " "
	return []Example{
		{"join", Join{Page: x.member("communities"), Community: sampleCommunity(2), Rules: sampleRules, Questions: questions}},
		{"join-open", Join{Page: x.member("communities"), Community: sampleCommunity(3)}},
		{"join-error", Join{Page: faulty(x.member("communities"), FieldError{Field: "reason", Key: "error.required.reason"}, FieldError{Field: "answer_1", Key: "error.required"}), Community: sampleCommunity(2), Questions: questions}},
		{"community-people", CommunityPeople{Page: x.member("communities"), Community: sampleCommunity(0), Audience: Audience{Heads: 312, Nations: 3, Facilitators: 1, Guests: 1}, Members: sampleMembers(0, 3), Facilitators: sampleMembers(3, 4), Guests: sampleMembers(4, 5), Servers: sampleServers(), CanRemove: true, CanInvite: true, Pager: Pager{Next: "/communities/21/people?after=62"}}},
		{"community-people-empty", CommunityPeople{Page: x.member("communities"), Community: sampleCommunity(1), Servers: sampleServers()[:1]}},
		{"community-people-error", CommunityPeople{Page: faulty(x.member("communities"), FieldError{Field: "reason-61", Key: "error.required.reason"}), Community: sampleCommunity(0), Audience: sampleAudience, Members: sampleMembers(0, 3), CanRemove: true}},
		{"community-people-invite", CommunityPeople{Page: faulty(x.member("communities"), FieldError{Field: "person", Key: "error.person_unknown"}, FieldError{Field: "role_reason-62", Key: "error.required.reason"}), Community: sampleCommunity(0), Audience: sampleAudience, Members: sampleMembers(0, 3), CanInvite: true, Invite: InviteForm{Person: "nobody"}}},
		{"queue", Queue{Page: x.member("communities"), Community: sampleCommunity(0), Requests: requests}},
		{"queue-error", Queue{Page: faulty(x.member("communities"), FieldError{Field: "reason-42", Key: "error.required.reason"}), Community: sampleCommunity(0), Requests: requests}},
		{"queue-back", queueBack(x)},
		{"queue-elsewhere", queueElsewhere(x, requests)},
		{"queue-empty", Queue{Page: x.member("communities"), Community: sampleCommunity(0)}},
	}
}

func (x examples) conversations() []Example {
	thread := Thread{
		Page: x.member("communities"), ID: 100, Title: "How do you cover two classes with one supply teacher?", Lang: "en", Community: sampleCommunity(0),
		Posts: samplePosts()[:1], Branches: sampleBranches(), FirstUnread: "#post-501", Latest: "/threads/100?at=505#post-505", Last: true, Unread: 2, Pager: Pager{Next: "/threads/100?after=505"}, CanReply: true, CanLock: true, CanPin: true,
		Reply: ComposeForm{Lang: x.lang}, Audience: sampleAudience, Events: "/events?thread=100",
	}
	locked := thread
	locked.Locked, locked.CanReply, locked.Closed, locked.Branches = true, false, "reason.locked", nil
	refused := thread
	refused.Page = faulty(x.member("communities"), FieldError{Field: "alt", Key: "error.alt_required"}, FieldError{Field: "body", Key: "error.required.body"})
	refused.Self = "/threads/100"
	refused.Reply = ComposeForm{Parent: 501, Lang: "cy", Body: "Diolch"}
	refused.ReplyTo, refused.Draft = "Eira Sample", DraftNotice{ID: 31, At: exampleTime, Refused: "lapsed"}
	branch := thread
	branch.Posts, branch.Branches, branch.Branch, branch.Whole = samplePosts()[1:], nil, 501, "/threads/100?at=501#post-501"
	branch.Pager = Pager{Previous: "/threads/100/branch/501?before=501", Next: "/threads/100/branch/501?after=505"}
	compose := Compose{Page: x.member("communities"), Community: sampleCommunity(0), Audience: sampleAudience, Form: ComposeForm{Lang: x.lang}}
	wrong := compose
	wrong.Page = faulty(x.member("communities"), FieldError{Field: "title", Key: "error.required.title"}, FieldError{Field: "image", Key: "error.image_type"})
	wrong.Form = ComposeForm{Body: "We have one hall & three classes <here>.", Lang: "en", Alt: "A hall"}
	wrong.Draft = DraftNotice{ID: 32, At: exampleTime, Refused: "not-member"}
	versions := sampleVersions()
	wider := compose
	wider.Page = faulty(x.member("communities"), FieldError{Field: "audience", Key: "error.audience_wider"})
	wider.Form, wider.Audience = wrong.Form, sampleWider()
	untitled := thread
	untitled.Title = ""
	return []Example{
		{"compose-wider", wider}, {"thread-untitled", untitled},
		{"thread", thread}, {"thread-locked", locked}, {"thread-error", refused}, {"thread-branch", branch},
		{"compose", compose}, {"compose-error", wrong},
		{"post-edit", PostEdit{Page: x.member("communities"), PostID: 500, ThreadID: 100, ThreadTitle: thread.Title, ThreadLang: "en", Titled: true, Form: ComposeForm{Title: thread.Title, Body: "Two classes", Lang: "en"}, Community: sampleCommunity(0), Audience: sampleAudience, Draft: DraftNotice{ID: 33, At: exampleTime}}},
		{"post-edit-error", PostEdit{Page: faulty(x.member("communities"), FieldError{Key: "error.unavailable"}, FieldError{Field: "body", Key: "error.too_long", Args: []any{"Count", 12, "Max", 20000}}), PostID: 500, ThreadID: 100, ThreadTitle: thread.Title, ThreadLang: "en", Form: ComposeForm{Lang: "en"}}},
		{"post-delete", PostDelete{Page: faulty(x.member("communities"), FieldError{Field: "reason", Key: "error.required.reason"}), Post: samplePosts()[5], ThreadID: 100, ThreadTitle: thread.Title, ThreadLang: "en", NeedsReason: true}},
		{"modlog", sampleModLog(x, "")},
		{"modlog-broken", sampleModLog(x, "missing")},
		{"conduct", sampleConduct(x)},
		{"conduct-none", ConductPage{Page: x.member("communities"), Community: sampleCommunity(1)}},
		{"modlog-empty", ModLog{Page: x.member("communities"), Community: sampleCommunity(1)}},
		{"post-report", PostReport{Page: x.member("communities"), Post: samplePosts()[0], ThreadID: 100, ThreadTitle: thread.Title, ThreadLang: "en"}},
		{"post-report-public", PostReport{Page: x.out(), Post: samplePosts()[0], ThreadID: 100, ThreadTitle: thread.Title, ThreadLang: "en", Public: true, Number: 97}},
		{"post-report-again", sampleReported(x, samplePosts()[0], thread.Title)},
		{"post-delete-own", PostDelete{Page: x.member("communities"), Post: samplePosts()[0], ThreadID: 100, ThreadTitle: thread.Title, ThreadLang: "en"}},
		{"post-history", PostHistory{Page: x.member("communities"), PostID: 500, ThreadID: 100, ThreadTitle: thread.Title, ThreadLang: "en", Author: sampleByline(1), Versions: versions}},
	}
}

func (x examples) fragments() []Example {
	thread := Thread{Page: x.member("communities"), ID: 100}
	live := samplePosts()[1]
	live.Live = true
	return []Example{
		{"#post", thread.Part(samplePosts()[1])},
		{"#post-live", thread.Part(live)},
		{"#post-gone", thread.Part(samplePosts()[3])},
		{"#new-activity", ActivityNotice{Page: x.member("communities"), Count: 2, Href: "/threads/100#post-505"}},
	}
}

func (x examples) operators() []Example {
	accounts := []AccountRow{
		{Byline: sampleByline(1), ID: 12, Username: "morag", Email: "morag@school.example", State: "verified", Until: exampleTime.AddDate(1, 0, 0)},
		{Byline: sampleByline(2), ID: 13, Username: "james", Email: "james@school.example", State: "unverified"},
		{Byline: sampleByline(3), ID: 14, Username: "ailsa", State: "revoked"},
		{Byline: sampleByline(4), ID: 15, Username: "eilidh", State: "suspended"},
		{Byline: sampleByline(0).as("other"), ID: 16, Username: "iain", State: "appointed"},
	}
	audit := []AuditRow{
		{ID: 3, At: exampleTime, Who: "Sample Operator", Key: "audit.person.verify", Subject: "Morag Sample", Reason: "Telephone call to the school."},
		{ID: 2, At: exampleTime.Add(-time.Hour), Who: "Sample Operator", Key: "audit.peer.accept", Subject: "wales.example"},
	}
	peers := []PeerRow{
		{ID: 71, Host: "wales.example", Name: "Penaethiaid Cymru", Nation: "wales", State: "active", Fingerprint: "4F2A 91C0 77DE 03B8", Since: exampleTime, Heard: exampleTime},
		{ID: 72, Host: "england.example", State: "asking", Fingerprint: "A07C 55E1 20FF 9D31"},
		{ID: 73, Host: "north.example", State: "ended"},
	}
	return []Example{
		{"operator", OperatorHome{Page: x.operator(), Members: 312, Unverified: 4, Peers: 2, PeersAsking: 1, Missing: 1, Waiting: 17, Applications: 5, Appeals: 1, Exceptions: 2, Version: "1.0.0"}},
		{"operator-broken", OperatorHome{Page: x.operator(), AuditBroken: true, Parked: 3, Version: "1.0.0"}},
		{"operator-members", OperatorMembers{Page: x.operator(), Rows: accounts, Filter: "verified", Pager: Pager{Next: "/operator/members?after=14"}}},
		{"operator-members-error", OperatorMembers{Page: faulty(x.operator(), FieldError{Field: "email", Key: "error.email"}), Form: AccountForm{Name: "Sample", Email: "no"}}},
		{"operator-member", OperatorMember{Page: x.operator(), Account: accounts[0], Biography: "Head of a small school.", History: audit}},
		{"operator-member-error", OperatorMember{Page: faulty(x.operator(), FieldError{Field: "verify_reason", Key: "error.required.reason"}, FieldError{Field: "kind", Key: "error.choice"}), Account: accounts[1]}},
		{"operator-member-revoke-error", OperatorMember{Page: faulty(x.operator(), FieldError{Field: "revoke_reason", Key: "error.required.reason"}), Account: accounts[0]}},
		{"operator-member-suspended", OperatorMember{Page: x.operator(), Account: accounts[3], History: audit}},
		{"operator-member-suspend-error", OperatorMember{Page: faulty(x.operator(), FieldError{Field: "suspend_reason", Key: "error.required.reason"}), Account: accounts[0]}},
		{"operator-member-restore-error", OperatorMember{Page: faulty(x.operator(), FieldError{Field: "restore_reason", Key: "error.required.reason"}), Account: accounts[3]}},
		{"operator-peers", OperatorPeers{Page: x.operator(), Peers: peers, Mine: "19AB 44F0 8C2E 6D71"}},
		{"operator-peers-error", OperatorPeers{Page: faulty(x.operator(), FieldError{Field: "host", Key: "error.host_invalid"}), Host: "http://x", Mine: "19AB 44F0 8C2E 6D71"}},
		{"operator-peer-end", OperatorPeerEnd{Page: x.operator(), Host: "wales.example", Name: "Penaethiaid Cymru", Active: true,
			Ours: []SharedRow{{Name: "Highlands and Islands", Lang: "en", People: 21}}, OursPrivate: 2, Theirs: []SharedRow{{Name: "Dysgu", Lang: "cy", People: 3}},
			Both: []SharedRow{{Name: "Small schools", Lang: "en", People: 5}}, BothPrivate: 1, Holdings: sampleHoldings()}},
		{"operator-peer-end-none", OperatorPeerEnd{Page: x.operator(), Host: "north.example"}},
		{"operator-queue", OperatorQueue{Page: x.operator(), Lanes: []LaneRow{{Lane: "wales.example", Waiting: 17, Parked: 1, Oldest: exampleTime, Next: exampleTime.Add(time.Hour), Error: "connection refused", Paused: true}, {Lane: "mail", Waiting: 1}}}},
		{"operator-queue-lane", queueOfLane(x)},
		{"operator-queue-empty", OperatorQueue{Page: x.operator()}},
		{"operator-audit", OperatorAudit{Page: x.operator(), Rows: audit, Head: "9f86d081884c7d659a2feaa0c55ad015", Broken: true, Pager: Pager{Next: "/operator/audit?before=2"}}},
		{"operator-audit-empty", OperatorAudit{Page: x.operator()}},
	}
}
