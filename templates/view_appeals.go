package templates

// Contest is GET|POST /appeals/{kind}/{id} with the field words: a decision of a
// moderator about the viewer, and the appeal against it.
type Contest struct {
	Page
	Decision  DecisionRow
	Here      string // address of the page
	CanAppeal bool
	Appeal    *AppealRow // nil when there is none
	Words     string
}

// DecisionRow is what a moderator decided about somebody.
type DecisionRow struct {
	Kind          string // "post", "warn", "silence", "review" or "membership"; "" when it is over
	Community     string // "" where the reader may not know it
	CommunityID   int64
	CommunityLang string
	Code, Words   string
	At, Until     Instant
}

// AppealRow is an appeal, and what came of it.
type AppealRow struct {
	Number   int64
	Decision DecisionRow
	Words    string
	At       Instant
	Who, By  string // who appeals, and who decided first
	WhoID    int64
	Decided  Instant
	Outcome  string // code, or as typed
	Said     string
}

// Appeals is GET /communities/{id}/appeals, with POST
// /communities/{id}/appeals/{appeal} and the fields outcome and answer.
type Appeals struct {
	Page
	Community        CommunityRow
	Waiting, Decided []AppealRow
	Others           int // that wait and are not the viewer's to decide
}

// AppealOptions are what can come of an appeal.
func (a Appeals) AppealOptions() []Option { return a.codes("appeal_outcome", "upheld", "not-upheld") }

func (Contest) template() string { return "appeal" }
func (Appeals) template() string { return "appeals" }

// appeals are the examples of these pages.
func (x examples) appeals() []Example {
	removed := DecisionRow{Kind: "post", Community: "Small schools", CommunityID: 1, CommunityLang: "en", Code: "unkind", Words: "Say it without the last line.", At: exampleTime}
	silenced := DecisionRow{Kind: "silence", Community: "Small schools", CommunityID: 1, CommunityLang: "en", Code: "policy", Words: "Calm down.", At: exampleTime, Until: exampleTime}
	waits := AppealRow{Number: 95, Decision: removed, Words: "The line was a quotation.", At: exampleTime, Who: "Eira Sample", WhoID: 12, By: "Morag Sample"}
	done := waits
	done.Number, done.Outcome, done.Said, done.Decided = 96, "upheld", "You are right.", exampleTime
	refused := done
	refused.Outcome, refused.Said = "policy", ""
	return []Example{
		{"appeal", Contest{Page: faulty(x.member("communities"), FieldError{Field: "words", Key: "error.required"}), Decision: removed, Here: "/appeals/post/5", CanAppeal: true}},
		{"appeal-waits", Contest{Page: x.member("communities"), Decision: silenced, Here: "/appeals/measure/5", Appeal: &waits}},
		{"appeal-done", Contest{Page: x.member("communities"), Decision: DecisionRow{Kind: "membership", Code: "removed-by-moderator", At: exampleTime}, Here: "/appeals/membership/5", Appeal: &done}},
		{"appeal-not-taken", Contest{Page: x.member("communities"), Decision: DecisionRow{Kind: "warn", Code: "policy", Words: "Stop.", At: exampleTime}, Here: "/appeals/measure/6", Appeal: &refused}},
		{"appeal-late", Contest{Page: x.member("communities"), Decision: removed, Here: "/appeals/post/5"}},
		{"appeals", Appeals{Page: x.member("communities"), Community: sampleCommunity(1), Waiting: []AppealRow{waits}, Decided: []AppealRow{done}, Others: 1}},
		{"appeals-none", Appeals{Page: x.member("communities"), Community: sampleCommunity(1)}},
	}
}
