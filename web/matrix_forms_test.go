package web_test

import (
	"net/url"
	"strconv"

	"headroom/community"
)

func fixed(p string) func(*house) string { return func(*house) string { return p } }

func sends(pairs ...string) func(*house) url.Values {
	return func(*house) url.Values {
		v := url.Values{}
		for i := 0; i+1 < len(pairs); i += 2 {
			v.Set(pairs[i], pairs[i+1])
		}
		return v
	}
}

// forms is every form of the program. To add one: its route as the router
// writes it, who sends it, a sending that is taken in a new house, and its
// fields.
var forms = map[string]form{
	"/sign-in": {role: "anonymous", path: fixed("/sign-in"), twice: true, text: []string{"email"}, secret: []string{"password"},
		good:     sends("email", "member@scotland.localhost", "password", "not the password"),
		required: map[string]string{"email": "email", "password": "email"}, wrong: []fault{{"email", "nobody", "email"}, {"password", "another guess", "email"}}},
	"/sign-out":   {role: "member", path: fixed("/sign-out"), good: sends(), bare: true, twice: true},
	"/appearance": {role: "member", path: fixed("/appearance"), good: sends("appearance", "dark", "next", "/about"), bare: true, twice: true},
	"/threads/{id}/seen": {role: "member", path: func(h *house) string { return path("/threads/%d/seen", h.thread) },
		good: func(h *house) url.Values { return sends("posts", path("%d", h.post))(h) }, bare: true},
	"/reset": {role: "anonymous", path: fixed("/reset"), twice: true, text: []string{"email"}, good: sends("email", "member@scotland.localhost"),
		required: map[string]string{"email": "email"}, wrong: []fault{{"email", "no address", "email"}}},
	"/set-password/{token}": {role: "anonymous", path: func(h *house) string { return "/set-password/" + h.link("member") }, twice: true, secret: []string{"password", "again"},
		good:     sends("password", "a long sample passphrase", "again", "a long sample passphrase"),
		required: map[string]string{"password": "password", "again": "again"},
		wrong:    []fault{{"password", "short", "password"}, {"again", "something else altogether", "again"}}},
	"/apply": {role: "anonymous", path: fixed("/apply"), twice: true,
		text: []string{"name", "email", "post", "school", "authority", "other_schools", "biography"},
		good: sends("name", "New Sample", "email", "new@scotland.localhost", "post", "Headteacher", "nation", "scotland", "school", "Sample School", "manner", "head",
			"authority", "Sample Council", "other_schools", "Sample Nursery", "from", "2024-08-19", "biography", "A sample head of a sample school, who writes in order to be read."),
		required: map[string]string{"name": "name", "email": "email", "post": "post", "school": "school", "biography": "biography"},
		wrong: []fault{{"email", "no address", "email"}, {"nation", "atlantis", "nation"}, {"manner", "king", "manner"}, {"manner", "", "manner"},
			{"from", "last year", "from"}, {"until", "2020-01-01", "until"}, {"biography", "Too short", "biography"}}},
	"/application/new": {role: "applicant", path: fixed("/application/new"), text: []string{"name", "post", "school", "authority", "other_schools", "biography"},
		good: sends("name", "New Sample", "post", "Headteacher", "nation", "scotland", "school", "Sample School", "manner", "head",
			"authority", "Sample Council", "other_schools", "Sample Nursery", "from", "2024-08-19", "biography", "A sample head of a sample school, who writes in order to be read."),
		required: map[string]string{"name": "name", "post": "post", "school": "school", "biography": "biography"},
		wrong: []fault{{"nation", "atlantis", "nation"}, {"manner", "king", "manner"}, {"from", "last year", "from"}, {"until", "2020-01-01", "until"},
			{"biography", "Too short", "biography"}}},
	"/application/mailbox": {role: "newcomer", path: func(h *house) string { h.newcomer(); return "/application/mailbox" }, good: sends("mailbox", "office"), text: []string{"mailbox"},
		required: map[string]string{"mailbox": "mailbox"}, wrong: []fault{{"mailbox", "two words", "mailbox"}}},
	"/application/code": {role: "newcomer", path: func(h *house) string { h.newcomer(); return "/application/code" }, good: func(h *house) url.Values { return sends("code", h.sentCode())(h) },
		text: []string{"code"}, required: map[string]string{"code": "code"}},
	"/application/sign-on/{id}": {role: "newcomer", path: func(h *house) string { h.newcomer(); return "/application/sign-on/sample" }, good: sends(), bare: true, twice: true},
	"/application/vouch": {role: "newcomer", path: func(h *house) string { h.newcomer(); return "/application/vouch" }, good: sends("colleagues", "head@scotland.localhost, member@scotland.localhost"),
		text: []string{"colleagues"}, required: map[string]string{"colleagues": "colleagues"}, wrong: []fault{{"colleagues", "somebody", "colleagues"}}},
	"/application/appeal": {role: "newcomer", path: func(h *house) string { h.refused(); return "/application/appeal" }, good: sends("appeal", "The secretary is new."),
		text: []string{"appeal"}, required: map[string]string{"appeal": "appeal"}},
	"/vouches/{id}": {role: "head", path: func(h *house) string { return "/vouches/" + h.asked() }, good: sends("answer", "yes", "answers", "yes"),
		required: map[string]string{"answers": "answers-#"}},
	"/operator/applications/admit": {role: "operator", path: fixed("/operator/applications/admit"), bare: true, good: func(h *house) url.Values { return sends("id", h.newcomer())(h) }},
	"/operator/applications/{id}/admit": {role: "operator", path: func(h *house) string { return "/operator/applications/" + h.weighed() + "/admit" }, good: sends("reason", "Known to us"),
		text: []string{"reason"}, required: map[string]string{"reason": "reason"}},
	"/operator/applications/{id}/refuse": {role: "operator", path: func(h *house) string { return "/operator/applications/" + h.newcomer() + "/refuse" }, good: sends("refuse_reason", "Not known to us"),
		text: []string{"refuse_reason"}, required: map[string]string{"refuse_reason": "refuse_reason"}},
	"/operator/applications/{id}/exception": {role: "operator", path: func(h *house) string { return "/operator/applications/" + h.newcomer() + "/exception" }, good: sends("exception_reason", "The authority has written"),
		text: []string{"exception_reason"}, required: map[string]string{"exception_reason": "exception_reason"}},
	"/operator/applications/{id}/evidence": {role: "operator", path: func(h *house) string { return "/operator/applications/" + h.newcomer() + "/evidence" }, good: sends("kind", "regulator", "note", "Registered"),
		text: []string{"note"}, required: map[string]string{"note": "note"}, wrong: []fault{{"kind", "rumour", "kind"}, {"kind", "", "kind"}}},
	"/apply/confirm/{token}": {role: "anonymous", path: func(h *house) string { return "/apply/confirm/" + h.applied() }, twice: true, secret: []string{"password", "again"},
		good:     sends("password", "a long sample passphrase", "again", "a long sample passphrase"),
		required: map[string]string{"password": "password", "again": "again"},
		wrong:    []fault{{"password", "short", "password"}, {"again", "something else altogether", "again"}}},
	"/profile": {role: "member", path: fixed("/profile"), text: []string{"name", "post", "school", "other_schools", "authority", "specialisms", "ask_me", "biography", "zone"},
		good: sends("name", "Sample member", "post", "Headteacher", "school", "Sample School", "authority", "Sample Council", "nation", "scotland", "phase", "primary",
			"specialisms", "rural schools", "ask_me", "ferries", "other_schools", "Sample Nursery", "languages", "cy", "head_since", "2014", "contact", "none", "biography", "A sample head of a sample school, who writes in order to be read.", "language", "en", "zone", "Europe/London"),
		required: map[string]string{"name": "name", "post": "post"},
		wrong: []fault{{"nation", "atlantis", "nation"}, {"phase", "university", "phase"}, {"biography", "Too short", "biography"}, {"language", "tlh", "language"}, {"zone", "Mars/Base", "zone"},
			{"contact", "never", "contact"}, {"head_since", "1812", "head_since"}, {"languages", "tlh!", "languages"}}},
	"/profile/photograph": {role: "member", path: func(h *house) string {
		h.made("photograph", func() string { h.photographed("member"); return "done" })
		return "/profile/photograph"
	}, text: []string{"alt"}, good: sends("alt", "Me at the pier")},
	"/profile/accounts": {role: "member", path: fixed("/profile/accounts"), bare: true, good: sends("outside", "yes")},
	"/profile/accounts/link": {role: "member", path: fixed("/profile/accounts/link"), text: []string{"account"}, good: sends("account", "@sam@elsewhere.example"),
		wrong: []fault{{"account", "", "account"}, {"account", "sam", "account"}, {"account", "@nobody@elsewhere.example", "account"}, {"account", "@member@scotland.localhost", "account"}}},
	"/profile/accounts/{id}/check":  {role: "member", bare: true, good: sends(), path: func(h *house) string { return "/profile/accounts/" + h.account() + "/check" }},
	"/profile/accounts/{id}/remove": {role: "member", bare: true, good: sends(), path: func(h *house) string { return "/profile/accounts/" + h.account() + "/remove" }},
	"/profile/photograph/remove":    {role: "member", path: fixed("/profile/photograph/remove"), bare: true, good: sends()},
	"/communities/{id}/similar":     {role: "member", bare: true, good: sends("title", "zebra"), path: func(h *house) string { return path("/communities/%d/similar", h.closed.ID) }},
	"/drafts": {role: "member", path: fixed("/drafts"), bare: true,
		good: func(h *house) url.Values {
			return sends("place", path("thread:%d", h.thread), "body", "half a thought", "lang", "en")(h)
		},
		wrong: []fault{{"place", "nowhere", ""}}},
	"/drafts/{id}/restore": {role: "member", bare: true, good: sends(), path: func(h *house) string { return path("/drafts/%s/restore", h.deleted("member")) }},
	"/drafts/{id}/delete":  {role: "member", bare: true, good: sends(), path: func(h *house) string { return path("/drafts/%s/delete", h.draft("member")) }},
	"/welcome/skip":        {role: "member", path: fixed("/welcome/skip"), bare: true, good: sends("step", "hello"), wrong: []fault{{"step", "tea", ""}}},
	"/welcome/greeted": {role: "moderator", path: fixed("/welcome/greeted"), bare: true,
		good: func(h *house) url.Values {
			return sends("community", path("%d", h.closed.ID), "person", path("%d", h.people["member"].Person.ID))(h)
		}},
	"/communities/new": {role: "moderator", path: fixed("/communities/new"), text: []string{"username", "name_en", "name_cy", "name_gd", "summary_en", "rules_en"},
		good: sends("username", "new-room", "name_en", "New room", "name_cy", "Ystafell newydd", "name_gd", "Seòmar ùr", "summary_en", "For sample heads", "rules_en", "Be kind.",
			"access", "closed", "joining", "request", "reach", "instance"),
		required: map[string]string{"username": "username"},
		wrong:    []fault{{"username", "Not A Name!", "username"}, {"username", "closed", "username"}, {"access", "secret", "access"}, {"joining", "never", "joining"}, {"reach", "moon", "reach"}}},
	"/communities/{id}/edit": {role: "moderator", path: func(h *house) string { return path("/communities/%d/edit", h.closed.ID) }, text: []string{"name_en", "summary_en", "rules_en"},
		good:  sends("name_en", "Closed room", "summary_en", "For sample heads", "rules_en", "Be kind.", "access", "closed", "joining", "request", "reach", "instance"),
		wrong: []fault{{"name_en", "", "name_en"}, {"access", "open", "access"}, {"joining", "never", "joining"}, {"reach", "moon", "reach"}, {"hold", "some", "hold"}, {"hold", "new", "hold_posts"}}},
	"/communities/{id}/join": {role: "head", path: func(h *house) string { return path("/communities/%d/join", h.closed.ID) }, text: []string{"reason"},
		good: sends("reason", "I would like to hear how others do it.")},
	"/communities/{id}/queue/confirm": {role: "moderator", bare: true, looks: true, good: sends(), path: func(h *house) string { return path("/communities/%d/queue/confirm", h.closed.ID) }},
	"/communities/{id}/leave":         {role: "member", bare: true, good: sends(), path: func(h *house) string { return path("/communities/%d/leave", h.closed.ID) }},
	"/communities/{id}/invite": {role: "moderator", path: func(h *house) string { return path("/communities/%d/invite", h.private.ID) }, text: []string{"person", "reason"},
		good: func(h *house) url.Values {
			return sends("person", "head@scotland.localhost", "reason", "A good colleague")(h)
		},
		required: map[string]string{"person": "person"}, wrong: []fault{{"person", "nobody at all", "person"}}},
	"/communities/{id}/members/{membership}/remove": {role: "moderator", text: []string{"reason"}, good: sends("code", "policy", "reason", "Asked to go"),
		path: func(h *house) string {
			return path("/communities/%d/members/%s/remove", h.closed.ID, h.membership("member"))
		},
		required: map[string]string{"reason": "reason-#"}, wrong: []fault{{"code", "whim", "code-#"}}},
	"/communities/{id}/members/{membership}/measure": {role: "moderator", text: []string{"reason"}, good: sends("measure", "day3", "code", "unkind", "reason", "Calm down"),
		path: func(h *house) string {
			return path("/communities/%d/members/%s/measure", h.closed.ID, h.membership("member"))
		},
		required: map[string]string{"reason": "measure_reason-#"}, wrong: []fault{{"code", "whim", "measure_code-#"}, {"measure", "for ever", "measure-#"}}},
	"/communities/{id}/members/{membership}/role": {role: "moderator", text: []string{"reason"}, good: sends("role", "moderator", "reason", "Shares the work"),
		path: func(h *house) string {
			return path("/communities/%d/members/%s/role", h.closed.ID, h.membership("member"))
		},
		required: map[string]string{"reason": "role_reason-#"}, wrong: []fault{{"role", "king", "role-#"}}},
	"/communities/{id}/queue/{membership}": {role: "moderator", looks: true, text: []string{"reason"}, good: sends("decision", "reject", "code", "off-topic", "reason", "Not this term"),
		path:     func(h *house) string { return path("/communities/%d/queue/%s", h.closed.ID, h.asking("head")) },
		required: map[string]string{"reason": "reason-#"}, wrong: []fault{{"decision", "perhaps", "reason-#"}, {"code", "whim", "code-#"}}},
	"/posts/{id}/report": {role: "member", path: func(h *house) string { return path("/posts/%d/report", h.post) }, text: []string{"words"},
		good:     sends("code", "off-topic", "words", "This belongs elsewhere"),
		required: map[string]string{"words": "words"}, wrong: []fault{{"code", "dislike", "code"}}},
	"/posts/{id}/report/public": {role: "anonymous", twice: true, path: func(h *house) string { return "/posts/" + h.openPost() + "/report/public" }, text: []string{"words", "email"},
		good: sends("code", "off-topic", "words", "This belongs elsewhere", "email", "somebody@example.org"), required: map[string]string{"words": "words"}, wrong: []fault{{"code", "dislike", "code"}, {"email", "no address", "email"}}},
	"/communities/{id}/reports/{report}": {role: "moderator", looks: true, text: []string{"answer"}, good: sends("outcome", "not-upheld", "answer", "It may stand."),
		path:  func(h *house) string { return path("/communities/%d/reports/%s", h.closed.ID, h.postReported()) },
		wrong: []fault{{"outcome", "perhaps", "outcome-#"}}},
	"/communities/circle": {role: "member", path: fixed("/communities/circle"), text: []string{"name", "people", "rules"}, good: func(h *house) url.Values {
		return sends("name", "Island heads", "people", h.five(), "rules", "Nothing leaves this room.")(h)
	}, required: map[string]string{"name": "name", "people": "people", "rules": "rules"}, wrong: []fault{{"people", "Nobody at all", "people"}, {"people", "a\nb\nc\nd\ne", "people"}}},
	"/people/{id}/mine": {role: "member", path: func(h *house) string { return path("/people/%d/mine", h.people["moderator"].Person.ID) }, text: []string{"note"},
		good: sends("blocked", "yes", "note", "Knows about ferries.")},
	"/posts/{id}/bookmark": {role: "member", bare: true, good: sends("on", "yes"), path: func(h *house) string { return path("/posts/%d/bookmark", h.post) }},
	"/messages/new": {role: "member", path: fixed("/messages/new"), text: []string{"title", "body"}, good: func(h *house) url.Values {
		return sends("title", "@"+h.people["moderator"].Person.Username, "body", "Between us", "lang", "en")(h)
	}, required: map[string]string{"title": "title", "body": "body"}, wrong: []fault{{"title", "Nobody at all", "title"}, {"title", "@member", "title"}, {"lang", "tlh!", "lang"}}},
	"/messages/{id}": {role: "member", path: func(h *house) string { return path("/messages/%d", h.confided()) }, text: []string{"body"},
		good: sends("body", "And you?", "lang", "en"), required: map[string]string{"body": "body"}, wrong: []fault{{"lang", "tlh!", "lang"}}},
	"/messages/{id}/delete": {role: "member", bare: true, path: func(h *house) string { return path("/messages/%d/delete", h.confided()) },
		good: func(h *house) url.Values { return sends("message", h.confidedMessage())(h) }},
	"/messages/{id}/leave": {role: "member", bare: true, good: sends(), path: func(h *house) string { return path("/messages/%d/leave", h.confided()) }},
	"/threads/{id}/guest": {role: "member", path: func(h *house) string { return path("/threads/%d/guest", h.thread) },
		text: []string{"name", "email", "post", "biography", "reason", "days"},
		good: sends("name", "Guest Sample", "email", "guest@university.example", "post", "Professor", "biography", "Has worked with small schools for twenty years.",
			"reason", "They know what other countries do.", "days", "14"),
		required: map[string]string{"name": "name", "email": "email", "post": "post", "biography": "biography", "reason": "reason", "days": "days"},
		wrong:    []fault{{"email", "no address", "email"}, {"biography", "Short", "biography"}, {"days", "31", "days"}, {"days", "a week", "days"}}},
	"/communities/{id}/guests/{guest}/decide": {role: "moderator", looks: true, text: []string{"reason"}, good: sends("decision", "reject", "reason", "Not this term"),
		path:     func(h *house) string { return path("/communities/%d/guests/%s/decide", h.closed.ID, h.guestAsked()) },
		required: map[string]string{"reason": "guest_reason-#"}, wrong: []fault{{"decision", "perhaps", "guest_reason-#"}}},
	"/communities/{id}/guests/{guest}/end": {role: "moderator", text: []string{"reason"}, good: sends("reason", "Asked to go"),
		path:     func(h *house) string { return path("/communities/%d/guests/%s/end", h.closed.ID, h.guestIn()) },
		required: map[string]string{"reason": "end_reason-#"}},
	"/communities/{id}/guests/{guest}/extend": {role: "moderator", text: []string{"reason", "days"}, good: sends("days", "3", "reason", "It goes on"),
		path:     func(h *house) string { return path("/communities/%d/guests/%s/extend", h.closed.ID, h.guestIn()) },
		required: map[string]string{"reason": "more_reason-#", "days": "more_days-#"}, wrong: []fault{{"days", "31", "more_days-#"}}},
	"/communities/{id}/new": {role: "member", path: func(h *house) string { return path("/communities/%d/new", h.closed.ID) }, text: []string{"title", "body"},
		good:     sends("title", "A sample title", "body", "A sample body", "lang", "en"),
		required: map[string]string{"title": "title", "body": "body"}, wrong: []fault{{"lang", "no such", "lang"}}},
	"/threads/{id}/reply": {role: "member", path: func(h *house) string { return path("/threads/%d/reply", h.thread) }, text: []string{"body"},
		good: sends("body", "A sample reply", "lang", "en"), required: map[string]string{"body": "body"}, wrong: []fault{{"lang", "no such", "lang"}}},
	"/threads/{id}/pin":  {role: "moderator", bare: true, good: sends("pinned", "true"), path: func(h *house) string { return path("/threads/%d/pin", h.thread) }},
	"/threads/{id}/lock": {role: "moderator", bare: true, good: sends("locked", "true"), path: func(h *house) string { return path("/threads/%d/lock", h.thread) }},
	"/posts/{id}/react": {role: "member", bare: true, good: sends("kind", "thanks"), path: func(h *house) string { return path("/posts/%d/react", h.post) },
		wrong: []fault{{"kind", "rage", ""}, {"kind", "", ""}}},
	"/posts/{id}/edit": {role: "moderator", path: func(h *house) string { return path("/posts/%d/edit", h.post) }, text: []string{"title", "body"},
		good:     sends("title", "A better title", "body", "A better body", "lang", "en"),
		required: map[string]string{"title": "title", "body": "body"}, wrong: []fault{{"lang", "no such", "lang"}}},
	"/posts/{id}/delete": {role: "moderator", good: sends("code", "personal", "reason", "It named a pupil"), text: []string{"reason"},
		path:     func(h *house) string { return path("/posts/%s/delete", h.reply("member")) },
		required: map[string]string{"reason": "reason"}, wrong: []fault{{"code", "whim", "code"}}},
	"/operator/members": {role: "operator", path: fixed("/operator/members"), text: []string{"name", "email", "username", "post", "school", "authority"},
		good:     sends("name", "New Sample", "email", "new@scotland.localhost", "username", "newhead", "post", "Headteacher", "school", "Sample School", "authority", "Sample Council"),
		required: map[string]string{"name": "name", "email": "email", "username": "username", "post": "post"},
		wrong:    []fault{{"email", "no address", "email"}, {"email", "member@scotland.localhost", "email"}, {"username", "member", "username"}, {"username", "Not A Name", "username"}}},
	"/operator/members/{id}/desk": {role: "operator", good: sends("months", "12", "reason", "Looks after schools"), text: []string{"months", "reason"},
		path:     func(h *house) string { return path("/operator/members/%d/desk", h.people["applicant"].Person.ID) },
		required: map[string]string{"reason": "desk_reason", "months": "desk_months"}, wrong: []fault{{"months", "25", "desk_months"}}},
	"/operator/members/{id}/desk-end": {role: "operator", good: sends("reason", "Has another post"), text: []string{"reason"},
		path: func(h *house) string {
			return path("/operator/members/%s/desk-end", h.made("desk", func() string {
				id := h.people["applicant"].Person.ID
				_, err := h.service.Appoint(h.t.Context(), community.CommandLine, community.AppointInput{Role: community.RoleDesk, Person: id, Months: 12, Reason: "Looks after schools"})
				h.ok(err)
				return path("%d", id)
			}))
		},
		required: map[string]string{"reason": "desk_end_reason"}},
	"/operator/members/{id}/role": {role: "operator", good: sends("role", "bursar", "months", "12", "reason", "Looks after the money"), text: []string{"months", "reason"},
		path:     func(h *house) string { return path("/operator/members/%d/role", h.people["applicant"].Person.ID) },
		required: map[string]string{"reason": "role_reason", "months": "role_months", "role": "role"},
		wrong:    []fault{{"months", "25", "role_months"}, {"role", "king", "role"}, {"role", "facilitator", "role"}}},
	"/operator/members/{id}/role-end": {role: "operator", good: sends("role", "bursar", "reason", "Has another post"), text: []string{"reason"},
		path: func(h *house) string {
			return path("/operator/members/%s/role-end", h.made("role", func() string {
				id := h.people["applicant"].Person.ID
				_, err := h.service.Appoint(h.t.Context(), community.CommandLine, community.AppointInput{Person: id, Role: "bursar", Months: 12, Reason: "Looks after the money"})
				h.ok(err)
				return path("%d", id)
			}))
		},
		required: map[string]string{"reason": "role_end_reason"}},
	"/operator/members/{id}/verify": {role: "operator", good: sends("kind", "head", "reason", "Seen the letter"), text: []string{"reason"},
		path:     func(h *house) string { return path("/operator/members/%d/verify", h.people["applicant"].Person.ID) },
		required: map[string]string{"reason": "verify_reason"}, wrong: []fault{{"kind", "king", "kind"}}},
	"/operator/members/{id}/extend": {role: "operator", good: sends("until", "2090-08-31", "reason", "The authority has written"), text: []string{"until", "reason"},
		path:     func(h *house) string { return path("/operator/members/%d/extend", h.acting("moderator")) },
		required: map[string]string{"reason": "extend_reason", "until": "until"}, wrong: []fault{{"until", "next year", "until"}, {"until", "2001-01-01", "until"}}},
	"/operator/members/{id}/revoke": {role: "operator", good: sends("reason", "Has retired"), text: []string{"reason"},
		path:     func(h *house) string { return path("/operator/members/%d/revoke", h.people["member"].Person.ID) },
		required: map[string]string{"reason": "revoke_reason"}},
	"/operator/members/{id}/suspend": {role: "operator", good: sends("reason", "Away for a term"), text: []string{"reason"},
		path:     func(h *house) string { return path("/operator/members/%d/suspend", h.people["facilitator"].Person.ID) },
		required: map[string]string{"reason": "suspend_reason"}},
	"/operator/members/{id}/restore": {role: "operator", good: sends("reason", "Back at work"), text: []string{"reason"},
		path:     func(h *house) string { return path("/operator/members/%d/restore", h.paused()) },
		required: map[string]string{"reason": "restore_reason"}},
	"/about/admission": {role: "anonymous", path: fixed("/about/admission"), twice: true, text: []string{"about", "place", "text", "email"},
		good:     sends("about", "Sample Stranger", "place", "Sample School", "text", "They ask what no head would ask.", "email", "somebody@example.org"),
		required: map[string]string{"about": "about", "text": "text"}, wrong: []fault{{"text", "Short", "text"}, {"email", "no address", "email"}}},
	"/people/{id}/report": {role: "member", path: func(h *house) string { return path("/people/%d/report", h.people["head"].Person.ID) }, text: []string{"text"},
		good: sends("text", "They ask what no head would ask."), required: map[string]string{"text": "text"}, wrong: []fault{{"text", "Short", "text"}}},
	"/operator/reports/{id}": {role: "operator", path: func(h *house) string { return path("/operator/reports/%s", h.reported("head")) }, text: []string{"reason"},
		good: sends("outcome", "suspended", "reason", "Until it is cleared up"), required: map[string]string{"reason": "reason", "outcome": "outcome"},
		wrong: []fault{{"outcome", "passed on", "outcome"}}},
	"/operator/incidents": {role: "operator", path: fixed("/operator/incidents"), text: []string{"text_en", "text_cy", "text_gd"},
		good:     sends("happened", "2026-01-05", "text_en", "Pages were slow for an hour; nothing was lost."),
		required: map[string]string{"happened": "happened", "text_en": "text_en"}, wrong: []fault{{"happened", "yesterday", "happened"}, {"text_en", "Short", "text_en"}}},
	"/operator/peers/{act}": {role: "operator", path: fixed("/operator/peers/expect"), good: sends("host", "wales.localhost"), text: []string{"host"},
		required: map[string]string{"host": "host"}, wrong: []fault{{"host", "no host!", "host"}, {"host", "nowhere.localhost", "host"}}},
	"/operator/links": {role: "operator", path: fixed("/operator/links"), good: func(h *house) url.Values {
		return sends("from", h.second(), "to", path("%d", h.closed.ID), "kind", "sister", "effects", "join")(h)
	}, wrong: []fault{{"from", "1", "from"}, {"to", "1", "to"}, {"to", "no number", "to"}, {"kind", "cousin", "kind"}, {"effects", "read", "effects"}, {"effects", "", "effects"}}},
	"/operator/links/{id}/accept": {role: "operator", path: func(h *house) string { return "/operator/links/" + h.linkedRooms("received") + "/accept" },
		good: sends("effects", "join"), wrong: []fault{{"effects", "read", "effects"}, {"effects", "", "effects"}}},
	"/operator/links/{id}/decline": {role: "operator", path: func(h *house) string { return "/operator/links/" + h.linkedRooms("received") + "/decline" },
		text: []string{"reason"}, good: sends("reason", "Not this year"), required: map[string]string{"reason": "reason"}},
	"/operator/links/{id}/end": {role: "operator", path: func(h *house) string { return "/operator/links/" + h.linkedRooms("active") + "/end" },
		text: []string{"reason"}, good: sends("reason", "The project is over"), required: map[string]string{"reason": "reason"}},
	"/threads/{id}/share": {role: "moderator", path: func(h *house) string { h.sharable(); return path("/threads/%d/share", h.thread) },
		good: func(h *house) url.Values { return sends("to", h.second())(h) }, wrong: []fault{{"to", "1", "to"}, {"to", "", "to"}, {"to", "there", "to"}}},
	"/communities/{id}/links/{link}": {role: "moderator", bare: true, good: sends("rule", "on"), wrong: []fault{{"rule", "perhaps", ""}, {"rule", "", ""}},
		path: func(h *house) string { return path("/communities/%d/links/%s", h.closed.ID, h.linkedRooms("active")) }},
	"/operator/queue": {role: "operator", path: fixed("/operator/queue"), bare: true, good: sends("lane", "peer:wales.localhost")},
}

// link is a one-time link of a person, made once for a house.
func (h *house) link(name string) string {
	return h.made("link", func() string {
		token, err := h.service.IssueLink(h.t.Context(), h.people[name].Account.ID, community.LinkReset)
		h.ok(err)
		return token
	})
}

// paused is somebody whose credentials are suspended.
func (h *house) paused() int64 {
	id := h.people["facilitator"].Person.ID
	h.made("paused", func() string {
		h.ok(h.service.Suspend(h.t.Context(), community.Viewer{Operator: true, Name: "operator"}, id, "Away for a term"))
		return "paused"
	})
	return id
}

// acting is a head who leads a school for a time.
func (h *house) acting(name string) int64 {
	p := h.people[name].Person
	h.made("acting", func() string {
		h.ok(h.service.Store.Update(h.t.Context(), func(tx community.Tx) error {
			all, err := tx.Headships(p.ID)
			for _, ship := range all {
				ship.Kind, ship.Until = "acting", h.clock.Now().AddDate(0, 2, 0)
				if err := tx.UpdateHeadship(ship); err != nil {
					return err
				}
			}
			return err
		}))
		return "acting"
	})
	return p.ID
}

// draft is a draft of a person's.
func (h *house) draft(name string) string {
	return h.made("draft", func() string {
		d, err := h.service.SaveDraft(h.t.Context(), h.as(name), community.DraftInput{Place: path("thread:%d", h.thread), Body: "half", Language: "en"})
		h.ok(err)
		return path("%d", d.ID)
	})
}

// deleted is a draft that a person has deleted.
func (h *house) deleted(name string) string {
	return h.made("deleted", func() string {
		id := h.draft(name)
		n, err := strconv.ParseInt(id, 10, 64)
		h.ok(err)
		h.ok(h.service.DeleteDraft(h.t.Context(), h.as(name), n))
		return id
	})
}

// membership is that of a person in the closed community.
func (h *house) membership(name string) string {
	return h.made("membership of "+name, func() string {
		room, err := h.service.Room(h.t.Context(), h.as("moderator"), h.closed.ID)
		h.ok(err)
		for _, m := range room.Members {
			if m.Person.ID == h.people[name].Person.ID {
				return path("%d", m.Membership.ID)
			}
		}
		h.t.Fatalf("%s is not in the room", name)
		return ""
	})
}

// asking is a request to join the closed community.
func (h *house) asking(name string) string {
	return h.made("asking", func() string {
		h.ok(h.service.Join(h.t.Context(), h.as(name), h.closed.ID, "I would like to hear how others do it.", nil))
		queue, err := h.service.Queue(h.t.Context(), h.as("moderator"), h.closed.ID)
		h.ok(err)
		return path("%d", queue[0].Membership.ID)
	})
}

// reply is a post of a person's in the thread.
func (h *house) reply(name string) string {
	return h.made("reply", func() string {
		out, err := h.service.Reply(h.t.Context(), h.as(name), community.PostInput{Thread: h.thread, Body: "A sample reply", Language: "en"})
		h.ok(err)
		return path("%d", out.Post)
	})
}

// made makes a thing once for a house.
func (h *house) made(what string, make func() string) string {
	if h.things == nil {
		h.things = map[string]string{}
	}
	if h.things[what] == "" {
		h.things[what] = make()
	}
	return h.things[what]
}

// reported is a report about somebody.
func (h *house) reported(name string) string {
	return h.made("reported", func() string {
		_, err := h.service.ReportImpostor(h.t.Context(), h.as("member"), community.ReportInput{Person: h.people[name].Person.ID, Text: "They ask what no head would ask."})
		h.ok(err)
		open, _, err := h.service.Reports(h.t.Context(), community.CommandLine)
		h.ok(err)
		return path("%d", open[0].ID)
	})
}

// guestAsked is somebody whom a member wants in the thread.
func (h *house) guestAsked() string {
	return h.made("guest asked", func() string {
		g, err := h.service.AskGuest(h.t.Context(), h.as("member"), community.GuestInput{Thread: h.thread, Email: "asked@university.example",
			Name: "Asked Sample", Post: "Professor", Biography: "Has worked with small schools for twenty years.", Reason: "Knows more.", Days: 7})
		h.ok(err)
		return path("%d", g.ID)
	})
}

// guestIn is somebody who was let into the thread.
func (h *house) guestIn() string {
	return h.made("guest in", func() string {
		g, err := h.service.AskGuest(h.t.Context(), h.as("member"), community.GuestInput{Thread: h.thread, Email: "in@university.example",
			Name: "In Sample", Post: "Professor", Biography: "Has worked with small schools for twenty years.", Reason: "Knows more.", Days: 7})
		h.ok(err)
		h.ok(h.service.DecideGuest(h.t.Context(), h.as("moderator"), h.closed.ID, g.ID, true, ""))
		return path("%d", g.ID)
	})
}
