package templates

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Profile is GET|POST /profile, and POST /profile/photograph.
type Profile struct {
	Page
	Form        ProfileForm
	Office      string // "head", "facilitator", "aspiring", "guest" or "" while unverified
	Me          Byline // with the photograph
	Alt         string // text for the photograph, as kept or typed
	Authorities []string
	Specialisms []string // that others have named
	Topics      []string
	Zones       []string
}

// ProfileForm are the fields of the profile as typed: name, post, school,
// other_schools, specialisms and ask_me (each parted by commas), authority,
// nation, phase (several), biography (40 to 600 characters), languages
// (several), head_since, contact, language, zone, and share_school and
// share_years, "yes" when ticked.
type ProfileForm struct {
	Name, Post, School, OtherSchools, Authority, Nation string
	Phases, Languages                                   []string
	Specialisms, AskMe, Biography                       string
	HeadSince, Contact, Language, Zone                  string
	ShareSchool, ShareYears                             bool
}

// People is GET /people.
type People struct {
	Page
	People      []PersonRow
	Form        PeopleForm
	Chips       []Chip // what the list is narrowed by
	Count       int    // of all pages
	Specialisms []string
	Authorities []string
	Similar     []PersonRow // heads of schools like the viewer's; on the plain page only
	Years       int         // of headship that Sharing people have served together
	Sharing     int
	Pager       Pager
}

// PeopleForm are the filters as chosen: q, specialism, phase, nation,
// authority, speaks, years, and contact, "yes" when ticked.
type PeopleForm struct {
	Words, Specialism, Phase, Nation, Authority, Speaks, Years string
	Contact                                                    bool
}

// Chip is one thing that a list is narrowed by.
type Chip struct {
	Key   string // of what it is, such as "field.phase"
	Text  string // its value in words
	Typed bool   // the value is what somebody wrote
	Href  string // the list without it
}

// Keys of what words narrow a list of people by: themselves, or a bound that
// they name, as in ">10".
const (
	ChipWords = "people.words"
	ChipOver  = "people.over"
	ChipUnder = "people.under"
)

// PersonRow is one line of a list of people.
type PersonRow struct {
	Byline
	Phases      []string
	Specialisms []string
	AskMe       []string
	Languages   []string // codes
	Years       int      // of headship
	ShowYears   bool
}

// Person is GET /people/{id}.
type Person struct {
	Page
	Who          PersonRow
	Portrait     string // address of the photograph, "" for none
	Alt          string
	SchoolHref   string // page of the school, "" when the person withholds it
	OtherSchools []SchoolLink
	Biography    string
	Lang         string // of the biography
	Contact      string // "any", "community" or "none"
	Write        []WriteLink
	Message      bool // the viewer may begin a private conversation with them
	Communities  []CommunityRow
	Posts        []PersonPost
	Self         bool
	CanFollow    bool // POST /people/{id}/follow, and put in lists
	Follows      bool
}

// SchoolLink leads to the page of a school.
type SchoolLink struct{ Name, Href string }

// WriteLink leads to where the viewer can write to a person.
type WriteLink struct {
	Href      string
	Community string
	Lang      string // of the community's name
}

// PersonPost is one of a person's latest posts in rooms that the viewer is in.
type PersonPost struct {
	Href      string
	Thread    string
	Lang      string
	Community string
	Excerpt   string
	At        Instant
}

// School is GET /schools/{id}.
type School struct {
	Page
	Name, Authority, Nation string
	Phases                  []string
	Count                   int
	People                  []PersonRow
	Pager                   Pager
}

// Initials are those of the first and the last name, for the disc that stands
// where there is no photograph.
func (b Byline) Initials() string {
	words := strings.FieldsFunc(b.Name, func(r rune) bool { return unicode.IsSpace(r) || r == '(' || r == ')' })
	if len(words) == 0 {
		return ""
	}
	first, _ := utf8.DecodeRuneInString(words[0])
	if len(words) == 1 {
		return string(unicode.ToUpper(first))
	}
	last, _ := utf8.DecodeRuneInString(words[len(words)-1])
	return string(unicode.ToUpper(first)) + string(unicode.ToUpper(last))
}

// tints is how many colours discs have.
const tints = 6

// Tint is the number of the disc's colour, the same wherever the name stands.
func (b Byline) Tint() int {
	sum := 0
	for _, c := range []byte(b.Name) {
		sum = sum*31%9973 + int(c)
	}
	return sum%tints + 1
}

// spoken are the languages that profiles and the directory offer.
var spoken = []string{"en", "cy", "gd", "ga", "sco", "bfi", "ar", "bn", "de", "es", "fr", "it", "pa", "pl", "pt", "ro", "uk", "ur", "zh"}

// SpokenOptions are languages that people speak.
func (p Page) SpokenOptions() []Option { return p.codes("tongue", spoken...) }

// ContactOptions are the ways in which somebody may want to be reached.
func (p Page) ContactOptions() []Option {
	options := p.codes("contact", "any", "community", "none")
	for i := range options {
		options[i].Hint = p.T("contact_hint." + options[i].Value)
	}
	return options
}

// YearsOptions are ranges of years of headship.
func (p Page) YearsOptions() []Option { return p.codes("years", "under-2", "2-5", "6-10", "over-10") }

// Any puts a choice of nothing before the choices.
func (p Page) Any(options []Option) []Option {
	return append([]Option{{Label: p.T("people.any")}}, options...)
}

// OfMany sets the choices of a group of tick boxes, marking those chosen.
func (f Field) OfMany(options []Option, chosen []string) Field {
	f.Options = make([]Option, len(options))
	for i, o := range options {
		for _, c := range chosen {
			o.Selected = o.Selected || c == o.Value
		}
		f.Options[i] = o
	}
	return f
}

// Served says how many years somebody has led a school.
func (r PersonRow) Served(p Printer) string {
	if r.Years == 0 {
		return p.T("person.years_first")
	}
	return p.T("person.years", "Count", r.Years)
}

func (Profile) template() string { return "profile" }
func (People) template() string  { return "people" }
func (Person) template() string  { return "person" }
func (School) template() string  { return "school" }
