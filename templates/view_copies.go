package templates

// CopiesPage is GET /communities/{id}/copies: which servers hold copies of a
// community now, and what nobody can promise.
type CopiesPage struct {
	Page
	Community CommunityRow
	Audience  Audience
	Servers   []ServerRow
	Former    []FormerServer // have nobody in it any more, and have confirmed nothing
	Known     bool           // Former is all there is
}

// FormerServer may still hold copies.
type FormerServer struct {
	Name, Host, Nation string
	Since              Instant
	Objects            int
	Ended, Late        bool
}

func (CopiesPage) template() string { return "copies" }

// copies are the examples of the page.
func (x examples) copies() []Example {
	servers := []ServerRow{{Name: "Scotland", Nation: "scotland", Host: "scotland.example", Members: 3, Home: true}, {Name: "Cymru", Nation: "wales", Host: "cymru.example", Members: 2}}
	return []Example{
		{"copies", CopiesPage{Page: x.member("communities"), Community: sampleCommunity(0), Servers: servers, Known: true, Former: []FormerServer{
			{Name: "England", Host: "england.example", Nation: "england", Since: exampleTime, Objects: 1, Ended: true, Late: true},
			{Name: "Northern Ireland", Host: "ni.example", Since: exampleTime, Objects: 12}}}},
		{"copies-alone", CopiesPage{Page: x.member("communities"), Community: sampleCommunity(0), Servers: servers[:1], Known: true}},
		{"copies-elsewhere", CopiesPage{Page: x.member("communities"), Community: sampleCommunity(1), Servers: servers, Audience: Audience{Public: true}}},
	}
}
