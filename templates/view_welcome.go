package templates

// Welcome is GET /welcome: a newcomer's first steps.
type Welcome struct {
	Page
	Steps       []WelcomeStep
	Left        int  // steps neither done nor left out
	Ended       bool // put away: home offers them no more
	Suggestions []SuggestionRow
	Rooms       []CommunityRow // where the viewer may say hello
}

// WelcomeStep is one step: ID is "biography", "communities" or "hello".
type WelcomeStep struct {
	ID            string
	Number        int
	Done, Skipped bool
}

// SuggestionRow is a community that fits, with why.
type SuggestionRow struct {
	CommunityRow
	Reasons []FitRow
}

// FitRow is why a community fits: Kind as the domain names it, Word the
// person's own word, or "" where the sentence needs none.
type FitRow struct{ Kind, Word string }

// Why says the reason.
func (f FitRow) Why(p Printer) string {
	switch f.Kind {
	case "place":
		return p.T("fit.place", "Place", f.Word)
	case "interest":
		return p.T("fit.interest", "Topic", f.Word)
	case "phase":
		return p.T("fit.phase", "Phase", p.Word("phase", f.Word))
	case "language":
		return p.T("fit.language")
	}
	return p.T("fit.nation", "Nation", p.Nation(f.Word))
}

// Hello is how a newcomer's first conversation may begin: title and text.
func (p Printer) Hello(place string) (title, text string) {
	return p.T("welcome.hello_title", "Place", place), p.T("welcome.hello_body", "Place", place) + "\n\n"
}

// Greeting is how a conversation may begin that welcomes a newcomer.
func (p Printer) Greeting(name, mention string) (title, text string) {
	return p.T("welcome.greet_title", "Name", name), p.T("welcome.greet_body", "Mention", mention) + "\n\n"
}

// NewcomerRow is somebody whom nobody has welcomed in a community yet.
type NewcomerRow struct {
	Byline
	CommunityID int64
	Community   string
	Lang        string // of the community's name
	Since       Instant
}

func (Welcome) template() string { return "welcome" }
