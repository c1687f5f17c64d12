package templates

// Field is one input with its label, hint and fault; templates build it with
// [Page.Field] and the methods below, and hand it to a partial.
type Field struct {
	Name, ID     string
	Label        string
	Hint         string
	Error        string
	Value        string
	Type         string
	Autocomplete string
	LangTag      string
	List         string
	Rows         int
	Max          int
	Options      []Option
	Written      bool // the label is in the words of a person, not of the catalogue
}

// Option is one choice of a list.
type Option struct {
	Value, Label, Hint string
	Lang               string
	Selected           bool
	Written            bool // the label is in the words of a person
}

// Field starts an input: its name, the key of its label, and what was typed.
func (p Page) Field(name, label, value string) Field {
	return Field{Name: name, ID: name, Label: p.T(label), Value: value, Type: "text", Rows: 6, Error: p.ErrorFor(name)}
}

// Tick starts a tick box: its name, the key of its label, and whether it is
// ticked. It sends "yes".
func (p Page) Tick(name, label string, ticked bool) Field {
	f := p.Field(name, label, "")
	if ticked {
		f.Value = "yes"
	}
	return f
}

// FieldIn starts an input that stands on the page several times, once for each
// id; its faults are reported for "name-id".
func (p Page) FieldIn(name string, id int64, label, value string) Field {
	f := p.Field(name, label, value)
	f.ID = name + "-" + p.ID(id)
	f.Error = p.ErrorFor(f.ID)
	return f
}

// FieldOf starts an input of one of several forms on a page that ask for the same;
// its faults are reported for "name-form".
func (p Page) FieldOf(name, form, label, value string) Field {
	f := p.Field(name, label, value)
	f.ID = name + "-" + form
	f.Error = p.ErrorFor(f.ID)
	return f
}

// Hinted adds a sentence of help.
func (f Field) Hinted(hint string) Field { f.Hint = hint; return f }

// As sets the type of the input.
func (f Field) As(kind string) Field { f.Type = kind; return f }

// Auto sets the autocomplete token.
func (f Field) Auto(token string) Field { f.Autocomplete = token; return f }

// Tall sets the rows of a text area.
func (f Field) Tall(rows int) Field { f.Rows = rows; return f }

// AtMost states the greatest number of characters.
func (f Field) AtMost(n int) Field { f.Max = n; return f }

// In sets the language that is typed.
func (f Field) In(lang string) Field { f.LangTag = lang; return f }

// Suggest names a datalist.
func (f Field) Suggest(list string) Field { f.List = list; return f }

// Of sets the choices, marking the one that was chosen.
func (f Field) Of(options []Option) Field {
	f.Options = make([]Option, len(options))
	for i, o := range options {
		o.Selected = o.Value == f.Value
		f.Options[i] = o
	}
	return f
}

// codes makes choices from codes of a word group.
func (p Page) codes(group string, codes ...string) []Option {
	options := make([]Option, len(codes))
	for i, code := range codes {
		options[i] = Option{Value: code, Label: p.Word(group, code)}
	}
	return options
}

// NationOptions are the four nations.
func (p Page) NationOptions() []Option {
	return p.codes("nation", "scotland", "wales", "england", "northern-ireland")
}

// PhaseOptions are the phases of a school.
func (p Page) PhaseOptions() []Option {
	return p.codes("phase", "nursery", "primary", "middle", "secondary", "all-through", "special", "further")
}

// AccessOptions are the kinds of community.
func (p Page) AccessOptions() []Option {
	options := p.codes("access", "open", "closed", "private")
	for i := range options {
		options[i].Hint = p.T("access_hint." + options[i].Value)
	}
	return options
}

// JoiningOptions are the ways into a community.
func (p Page) JoiningOptions() []Option { return p.codes("joining", "open", "request", "invite") }

// NewcomersOptions are what newcomers to a community may read.
func (p Page) NewcomersOptions() []Option { return p.codes("newcomers_read", "all", "date", "joining") }

// HoldOptions are whose posts wait for a facilitator.
func (p Page) HoldOptions() []Option { return p.codes("hold_of", "nobody", "new", "all") }

// ReachOptions are how far a community goes.
func (p Page) ReachOptions() []Option { return p.codes("reach", "instance", "peers") }

// LanguageOptions are the languages of the instance, each in its own words.
func (p Page) LanguageOptions() []Option {
	options := make([]Option, len(p.Site.Languages))
	for i, l := range p.Site.Languages {
		options[i] = Option{Value: l.Code, Label: l.Name, Lang: l.Code}
	}
	return options
}

// OfficeOptions are the offices that an operator verifies.
func (p Page) OfficeOptions() []Option { return p.codes("office", "head", "facilitator", "aspiring") }

// AdmitsOptions are whom a community is for; further adds that only who holds a
// further role is.
func (p Page) AdmitsOptions(further bool) []Option {
	options := p.codes("admits", "heads", "aspiring", "both")
	if further {
		options = append(options, p.codes("admits", "further")...)
	}
	return options
}

// FurtherOptions are the further roles of the instance.
func (p Page) FurtherOptions(roles []string) []Option { return p.codes("office", roles...) }

// RoleOptions are the roles that the viewer may give.
func (m MemberPart) RoleOptions() []Option { return m.codes("role", m.It.Roles...) }

// Named sends the input under another name than its id.
func (f Field) Named(name string) Field { f.Name = name; return f }

// Asked is the field of a community's question, in the community's words.
func (j Join) Asked(q Question) Field {
	return Field{Name: q.Name, ID: q.Name, Label: q.Text, Written: true, LangTag: q.Lang, Value: q.Answer, Type: "text", Rows: 4, Error: j.ErrorFor(q.Name)}
}

// LanguageSelf names a language in its own words.
func (p Page) LanguageSelf(code string) string {
	for _, l := range p.Site.Languages {
		if l.Code == code {
			return l.Name
		}
	}
	return code
}
