package templates

// OperatorLinks is GET|POST /operator/links: the links between communities, and a
// form that offers one with the fields from, to, kind and effects.
type OperatorLinks struct {
	Page
	Rows   []LinkRow
	Ours   []LinkEnd // communities that may be linked: of this instance
	Theirs []LinkEnd // and of peers
	Form   LinkForm
}

// LinkForm is what was typed into the form that offers a link.
type LinkForm struct {
	From, To, Kind string
	Effects        []string
}

// LinkEnd is one of the two communities of a link.
type LinkEnd struct {
	ID         int64
	Name, Lang string
	Nation     string // word
	Host       string // "" for this instance
}

// LinkRow is one link.
type LinkRow struct {
	ID       int64
	From, To LinkEnd
	Kind     string // "sister", "feeder" or "hub"
	Effects  []string
	State    string // "offered", "received", "active", "still" (its agreement is paused), "declined" or "ended"
	Reason   string // as written
	Code     string // reason code, where nobody wrote one
	By       string // who ended it
	Since    Instant
	Ended    Instant
}

// OperatorLink is GET /operator/links/{id}. What can be done depends on the state:
// accept posts effects to …/accept; decline and end post reason to …/decline and
// …/end.
type OperatorLink struct {
	Page
	Row     LinkRow
	Effects []string // chosen, of an offer
	Reason  string   // as typed
}

// LinkedRow is a community that another is linked with, on that one's pages.
type LinkedRow struct {
	CommunityRow
	Link    int64
	Kind    string // "sister", "feeder", "hub", "fed" or "spoke": what it is to the other
	Joins   bool   // members of the one may be let into the other
	CanRule bool
	Rule    bool
}

// ThreadShare is GET|POST /threads/{id}/share: into which linked community, field
// to, the reader shares a conversation that they have begun.
type ThreadShare struct {
	Page
	ID        int64
	Title     string
	Lang      string
	Community CommunityRow // where it is
	Into      []ShareRow
	To        string // as chosen
}

// ShareRow is a community that may be chosen, with who reads there.
type ShareRow struct {
	LinkEnd
	Audience Audience
}

// IntoOptions are the communities to choose from.
func (t ThreadShare) IntoOptions() []Option {
	options := make([]Option, len(t.Into))
	for i, row := range t.Into {
		options[i] = t.EndOptions([]LinkEnd{row.LinkEnd})[0]
		options[i].Hint = row.Audience.In(t.Printer)
	}
	return options
}

func (ThreadShare) template() string   { return "thread-share" }
func (OperatorLinks) template() string { return "operator-links" }
func (OperatorLink) template() string  { return "operator-link" }

// LinkKindOptions are the kinds of link.
func (p Page) LinkKindOptions() []Option {
	options := p.codes("link_kind", "sister", "feeder", "hub")
	for i := range options {
		options[i].Hint = p.T("link_kind_hint." + options[i].Value)
	}
	return options
}

// LinkEffectOptions are the effects that a link may have.
func (p Page) LinkEffectOptions(effects []string) []Option {
	return p.codes("link_effect", effects...)
}

// AllLinkEffects are those that there are.
func (p OperatorLinks) AllLinkEffects() []Option {
	return p.LinkEffectOptions([]string{"directory", "join", "share"})
}

// EndOptions are communities to choose from, each with where it is.
func (p Page) EndOptions(ends []LinkEnd) []Option {
	options := make([]Option, len(ends))
	for i, e := range ends {
		options[i] = Option{Value: p.ID(e.ID), Label: e.Name, Lang: e.Lang, Written: true}
		if e.Host != "" {
			options[i].Label += " (" + e.Host + ")"
		}
	}
	return options
}

// Others are the communities at the other end: of peers first.
func (p OperatorLinks) Others() []Option {
	return p.EndOptions(append(p.Theirs[:len(p.Theirs):len(p.Theirs)], p.Ours...))
}
