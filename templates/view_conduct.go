package templates

// Rules are the code of conduct of a community as it holds; Text is "" where there is none.
type Rules struct {
	ID    int64 // of the community
	Text  string
	Lang  string // "" for the page's own
	Since Instant
}

// ConductPage is GET /communities/{id}/conduct, the newest version first.
type ConductPage struct {
	Page
	Community CommunityRow
	Versions  []RulesVersion
}

// RulesVersion is one of them, with what was changed to make it.
type RulesVersion struct {
	Since      Instant
	By         string // "" where it may not be said
	ByID       int64
	Text, Lang string
	Changes    []Change // nil of the first, and where another language stands before
}

func (ConductPage) template() string { return "conduct" }

// sampleRules and sampleConduct are of the examples.
var sampleRules = Rules{ID: 1, Text: "Speak as you would in a staffroom of heads.\nNo pupil is named.", Since: exampleTime}

func sampleConduct(x examples) ConductPage {
	return ConductPage{Page: x.member("communities"), Community: sampleCommunity(0), Versions: []RulesVersion{
		{Since: exampleTime, By: "Sample Head", ByID: 7, Text: "Be kind. No pupil is named.", Changes: []Change{{Text: "Be kind."}, {Text: " No pupil is named.", Added: true}}},
		{Since: exampleTime, Text: "Be kind.", Lang: "en"}, {Since: exampleTime},
	}}
}
