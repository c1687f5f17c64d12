package templates

import "strconv"

// StyleGuide is GET /styleguide for operators: every component in every state,
// made by the partials that pages use. Start it with [Renderer.StyleGuide].
type StyleGuide struct {
	Page
	Schemes     []string // of the colours, in order
	Colours     []Swatch
	Pairs       []Contrasted
	Faulty      Page // the same page with faults, for fields
	Done        Page // the same page with a message that can be undone
	Told        Page // the same page with a message that cannot
	Thread      Thread
	Threads     []ThreadRow
	Communities []CommunityRow
	People      []PersonRow
	Drafts      []DraftRow
	Servers     []ServerRow
	Acts        []AuditRow
	Community   CommunityRow
	Audience    Audience
	Pager       Pager
}

// Swatch is one colour in each scheme.
type Swatch struct {
	Name, Use string
	In        []string
}

// Contrasted is one colour on another, with the least contrast that it must
// have and the one that it has in each scheme.
type Contrasted struct {
	Front, Back, Least string
	In                 []string
}

// StyleGuide fills the page with sample people and the colours of the theme.
func (r *Renderer) StyleGuide(p Page) StyleGuide {
	x := examples{r: r, lang: p.Lang()}
	g := StyleGuide{Page: p, Schemes: schemeNames[:], Faulty: p, Done: p, Told: p, Threads: sampleThreads(4), Communities: sampleCommunities(),
		People: []PersonRow{{Byline: sampleByline(0), Phases: []string{"primary"}, Specialisms: []string{"Cymraeg"}}, {Byline: sampleByline(3)}},
		Drafts: sampleDrafts(), Servers: sampleServers(), Community: sampleCommunity(0), Audience: sampleAudience,
		Pager: Pager{Previous: "/styleguide?before=2", Next: "/styleguide?after=2"}}
	g.Faulty.Errors = []FieldError{{Field: "title", Key: "error.required.title"}, {Field: "nation", Key: "error.choice"}, {Field: "access", Key: "error.choice"},
		{Field: "image", Key: "error.image_type"}, {Field: "biography", Key: "error.biography_length", Args: []any{"Min", 40, "Max", 600}}}
	g.Done.Flash = []Flash{{Kind: "success", Key: "flash.draft_deleted", Undo: &Undo{Action: "/drafts/31/restore"}}}
	g.Told.Flash = []Flash{{Kind: "info", Key: "flash.kept_as_draft"}}
	g.Thread = Thread{Page: p, ID: 100, Posts: samplePosts()}
	for _, e := range x.operators() {
		if a, ok := e.View.(OperatorAudit); ok && len(a.Rows) > 0 {
			g.Acts = a.Rows[:1]
		}
	}
	g.colours(r.theme)
	return g
}

// colours shows the palette of a theme with its contrasts.
func (g *StyleGuide) colours(t Theme) {
	list := t.tokens()
	for _, c := range list {
		g.Colours = append(g.Colours, Swatch{Name: c.name, Use: c.use, In: c.in[:]})
	}
	for _, p := range pairs {
		row := Contrasted{Front: p.front, Back: p.back, Least: strconv.FormatFloat(p.least, 'f', -1, 64)}
		for scheme := range schemes {
			ratio, err := Contrast(find(list, p.front).in[scheme], find(list, p.back).in[scheme])
			if err != nil {
				ratio = 0
			}
			row.In = append(row.In, strconv.FormatFloat(ratio, 'f', 1, 64))
		}
		g.Pairs = append(g.Pairs, row)
	}
}

// Symbols are the names of all pictures that partial "icon" draws.
func (StyleGuide) Symbols() []string {
	return []string{"home", "communities", "people", "notifications", "search", "write", "drafts", "account", "leave", "eye"}
}

func (StyleGuide) template() string { return "styleguide" }
