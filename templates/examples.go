package templates

import (
	"html/template"
	"net/url"
	"time"
)

// Example is a view in one of its states, for tests and for looking at.
type Example struct {
	Name string // such as "home-empty"
	View View
}

// exampleTime is when the examples happen.
var exampleTime = time.Date(2026, time.March, 3, 14, 5, 0, 0, time.UTC)

// Examples returns every page and fragment in its states: empty, full, and
// with faults. All people, schools and hosts in it are invented.
func (r *Renderer) Examples(lang string) []Example {
	x := examples{r: r, lang: lang}
	var all []Example
	for _, group := range [][]Example{
		x.entry(), x.own(), x.faults(), x.writing(), x.communities(), x.membership(), x.conversations(), x.composing(), x.fragments(), x.operators(),
		x.help(),
		x.search(), x.security(),
		x.help(), x.welcome(), x.applying(), x.signingOn(),
		x.people(),
		x.notices(),
		x.messages(),
		x.stances(), x.following(), x.filters(), x.feeds(), x.scheduled(), x.circles(), x.appeals(), x.copies(),
		x.agreements(),
		x.links(), x.polls(),
		x.statements(),
		x.guests(), x.roles(),
	} {
		all = append(all, group...)
	}
	return all
}

type examples struct {
	r    *Renderer
	lang string
}

// out, member and operator are pages as these see them.
func (x examples) out() Page { return x.page(Viewer{}, "") }

func (x examples) member(nav string) Page {
	return x.page(Viewer{SignedIn: true, PersonID: 11, Name: "Sample Head", Verified: true, Directory: true}, nav)
}

func (x examples) operator() Page {
	return x.page(Viewer{SignedIn: true, Name: "Sample Operator", Operator: true}, "operator")
}

func (x examples) page(v Viewer, nav string) Page {
	p := x.r.Page(x.lang, time.UTC, v)
	p.Nav, p.FormKey = nav, "EXAMPLEKEY"
	p.Query = url.Values{"nation": {"wales"}}
	return p
}

func faulty(p Page, errors ...FieldError) Page {
	p.Errors = errors
	return p
}

func sampleByline(n int) Byline {
	return []Byline{
		{PersonID: 11, Name: "Eira Sample", Post: "Pennaeth", School: "Ysgol Enghraifft", Authority: "Gwynedd", Nation: "wales", Host: "wales.example", Office: "head"},
		{PersonID: 12, Name: "Morag Sample", Post: "Headteacher", School: "Example Primary School", Authority: "Highland", Nation: "scotland", Office: "head"},
		{PersonID: 13, Name: "James Sample", Post: "Headteacher", School: "Sample Church of England Primary School", Authority: "Cumberland", Nation: "england", Host: "england.example", Office: "head"},
		{PersonID: 14, Name: "Ailsa Sample", Post: "Seconded head", Authority: "Orkney Islands", Nation: "scotland", Office: "facilitator"},
		{PersonID: 15, Name: "Guest Sample", Post: "Professor", School: "University of Example", Nation: "england", Office: "guest"},
	}[n%5]
}

// as is the byline of the same person in another office.
func (b Byline) as(office string) Byline {
	b.Office = office
	return b
}

func sampleCommunity(n int) CommunityRow {
	return []CommunityRow{
		{ID: 21, Name: "Highlands and Islands", Lang: "en", Summary: "For heads of small and remote schools in the north and west.", Nation: "scotland", Access: "closed", Joining: "request", State: "joined", Members: 312, Unread: 4},
		{ID: 22, Name: "Dysgu", Lang: "cy", Summary: "Sgyrsiau am ddysgu ac addysgu yng Nghymru.", Nation: "wales", Host: "wales.example", Access: "closed", Joining: "request", State: "pending", Members: 148},
		{ID: 23, Name: "Small schools", Lang: "en", Summary: "Mixed-age classes, tight budgets and being the only one in the office.", Nation: "england", Host: "england.example", Access: "closed", Joining: "request", State: "none", Members: 97},
		{ID: 24, Name: "Success stories", Lang: "en", Summary: "What worked, told to everyone.", Nation: "scotland", Access: "open", Joining: "open", State: "invited", Members: 840},
		{ID: 25, Name: "New to headship", Lang: "en", Nation: "scotland", Access: "private", Joining: "invite", State: "refused"},
	}[n%5]
}

func sampleThread(n int) ThreadRow {
	c := sampleCommunity(n)
	titles := []string{"How do you cover two classes with one supply teacher?", "Asesu yn y cyfnod sylfaen: beth sy’n gweithio?", "Heating oil, again", "A behaviour policy that pupils wrote"}
	langs := []string{"en", "cy", "en", "en"}
	t := ThreadRow{
		ID: int64(100 + n), Title: titles[n%4], Lang: langs[n%4], CommunityID: c.ID, Community: c.Name, Host: c.Host, Nation: c.Nation,
		Author: sampleByline(n), Posts: 3 + 7*n, Last: exampleTime.Add(-time.Duration(n) * 26 * time.Hour),
	}
	if n%3 != 2 {
		t.Unread, t.FirstUnread = n+1, 501
	}
	t.Locked, t.Unconfirmed = n == 2, n == 3
	t.Label = []string{"", "chatham-house", "confidential", ""}[n%4]
	return t
}

func sampleThreads(n int) []ThreadRow {
	rows := make([]ThreadRow, n)
	for i := range rows {
		rows[i] = sampleThread(i)
	}
	return rows
}

func sampleCommunities() []CommunityRow {
	rows := make([]CommunityRow, 5)
	for i := range rows {
		rows[i] = sampleCommunity(i)
	}
	return rows
}

func sampleDrafts() []DraftRow {
	return []DraftRow{
		{ID: 31, Kind: "reply", Href: "/threads/100", Community: "Highlands and Islands", Thread: "Heating oil, again", Excerpt: "We went over to a heat pump last year, and", At: exampleTime, Refused: "locked"},
		{ID: 32, Kind: "thread", Href: "/communities/21/new", Community: "Highlands and Islands", At: exampleTime.Add(-time.Hour)},
		{ID: 33, Kind: "thread", Thread: "Snow", Excerpt: "Who is open tomorrow? We have no water.", At: exampleTime.Add(-2 * time.Hour), Refused: "peer-ended"},
	}
}

func sampleRequests() []RequestRow {
	return []RequestRow{
		{Membership: 41, CommunityID: 21, Community: "Highlands and Islands", Who: sampleByline(0), Biography: "Head of a school of 34 pupils at the end of a long valley; Welsh-medium, mixed ages, and two hours from the next secondary.", Reason: "Our schools are as small as yours and I should like to hear how you manage.", Answers: []Answer{{Question: "How many pupils has your school?", Text: "34"}}, At: exampleTime},
		{Membership: 42, CommunityID: 21, Community: "Highlands and Islands", Who: sampleByline(2), At: exampleTime.Add(-20 * time.Hour)},
	}
}

func sampleServers() []ServerRow {
	return []ServerRow{
		{Name: "Scotland’s heads", Host: "scotland.example", Nation: "scotland", Home: true, Members: 280},
		{Name: "Penaethiaid Cymru", Host: "wales.example", Nation: "wales", Members: 21},
		{Name: "Heads of England", Host: "england.example", Nation: "england", Members: 11},
	}
}

var sampleAudience = Audience{Heads: 312, Nations: 3, Facilitators: 2}

// samplePosts is a thread with every kind of post.
func samplePosts() []PostView {
	react := []Reaction{{Kind: "thinking-of-you", Count: 4, Mine: true}, {Kind: "thanks", Count: 1}, {Kind: "agree"}}
	html := template.HTML("<p>Two classes, one supply teacher, and the supply teacher’s ferry was cancelled. <strong>What do you do?</strong></p><ul><li>Put them together?</li><li>Teach one yourself and leave the office empty?</li></ul>")
	return []PostView{
		{ID: 500, Depth: 0, Author: sampleByline(1), At: exampleTime, Edited: exampleTime.Add(time.Hour), Lang: "en", HTML: html, Reactions: react, Mine: true, Counted: true, ReadBy: 84, CanReply: true, CanReact: true, CanEdit: true, CanDelete: true},
		{ID: 501, Depth: 1, Author: sampleByline(0), At: exampleTime.Add(2 * time.Hour), Lang: "cy", HTML: "<p>Rhown y ddau ddosbarth at ei gilydd yn y neuadd, a gwahodd y gymuned i mewn am y bore. Mae’n gweithio’n rhyfeddol o dda.</p>", ParentID: 500, ParentName: "Morag Sample", Reactions: react, Unread: true, Next: "#post-502", CanReply: true, CanReact: true, CanReport: true},
		{ID: 502, Depth: 2, Author: sampleByline(2), At: exampleTime.Add(3 * time.Hour), Lang: "en", HTML: "<p>We do the same. <a href=\"https://example.org\">Our plan is here</a>.</p><blockquote><p>the ferry was cancelled</p></blockquote>", Images: []Image{{URL: "/static/sample/icon.svg", Alt: "A hall full of children and benches", Width: 320, Height: 200}, {URL: "/static/sample/icon.svg", Alt: "The same hall, empty", Width: 320, Height: 200}}, ParentID: 501, ParentName: "Eira Sample", Unconfirmed: true, Unread: true, Reactions: react, CanReply: true, Elsewhere: []Elsewhere{{Host: "england.example", Alt: "A plan of the hall"}}},
		{ID: 503, Depth: 1, At: exampleTime.Add(4 * time.Hour), Gone: "moderator", Reason: "It named a pupil.", Deletion: &Deletion{Servers: 3, Confirmed: 1, Late: 2}},
		{ID: 504, Depth: 7, At: exampleTime.Add(4 * time.Hour), Gone: "author", Deletion: &Deletion{Servers: 2, Confirmed: 2}},
		{ID: 505, Depth: 1, Author: sampleByline(3), At: exampleTime.Add(5 * time.Hour), Lang: "en", HTML: "<p>There is a list of retired heads who step in. I have pinned it.</p>", ParentID: 500, ParentName: "Morag Sample", CanReply: true, CanModerate: true, Former: true},
	}
}

func sampleMembers(from, to int) []MemberRow {
	var rows []MemberRow
	for i := from; i < to; i++ {
		m := MemberRow{Byline: sampleByline(i), Membership: int64(60 + i), Since: exampleTime.Add(-time.Duration(i) * 300 * time.Hour), Moderator: i == 3, Removable: i != 3, Measurable: i != 3, Role: "member", Roles: []string{"member", "facilitator", "moderator"}}
		if m.Office == "guest" {
			m.Until = exampleTime.Add(240 * time.Hour)
		}
		rows = append(rows, m)
	}
	return rows
}

func sampleChecks() Checks {
	var c Checks
	c.Axe.Date, c.Axe.Pages, c.Axe.Looks = "2026-03-03", 60, 300
	c.Axe.Languages, c.Axe.Themes = []string{"en", "cy", "gd"}, []string{"light", "dark", "contrast"}
	c.Keyboard.Date, c.Keyboard.Tasks, c.Keyboard.Languages = "2026-03-03", 8, []string{"en", "cy"}
	c.Zoom.Date, c.Zoom.Pages = "2026-03-03", 60
	c.Problems = []KnownProblem{{Code: "pictures", Criterion: "1.1.1"}, {Code: "people"}}
	return c
}
