package templates

import (
	"net/url"
	"strconv"
)

// Page is what every page has. Handlers take it from [Renderer.Page] and set
// the rest of its fields.
type Page struct {
	Printer
	// Site is the instance; set by [Renderer.Page].
	Site *Site
	// Viewer is who looks; the zero value is nobody signed in.
	Viewer Viewer
	// Nav marks the open place by its name in navigation.go, or "operator".
	Nav string
	// Self is the path at which GET shows this page, for the language switch;
	// empty where the page's own address does.
	Self string
	// Query is the query of the request; the language switch keeps it.
	Query url.Values
	// Appearance is what the viewer has chosen of [Appearances].
	Appearance string
	// Flash are messages about what has just been done.
	Flash []Flash
	// Errors are shown in the error summary, linked to their fields.
	Errors []FieldError
	// FormKey is the seed of the idempotency keys of the forms on this page;
	// set by [Renderer.Page]. A form shown again after an error may carry the
	// key it came with.
	FormKey string
}

// Site is what pages say about the instance.
type Site struct {
	Name         string // the instance's own name
	Organisation string // that runs it
	Nation       string // "scotland", "wales", "england", "northern-ireland" or ""
	Host         string // the domain, with the port if it has one
	Phone        string // support line in the footer, or ""
	Email        string // address of the operators, or ""
	Crest        string // path of the crest picture, or ""
	Languages    []LanguageName
	Assets       string // prefix of the static files, without final slash
	ThemeURL     string // address of the theme stylesheet
	Colour       string // the accent on light pages, for the frame of the app
	help         help
}

// LanguageName is a language in its own words.
type LanguageName struct{ Code, Name string }

// Viewer is who looks at the page.
type Viewer struct {
	SignedIn  bool
	PersonID  int64  // 0 for an operator's account without a person
	Name      string // shown in the header
	Operator  bool   // sees the operator pages
	Verified  bool   // holds a valid credential
	Directory bool   // may open the list of people
	Guest     bool   // is here for one conversation, with an account that ends
	Unread    int    // notifications that have not been seen
	Messages  int    // private conversations with something new
	Terms     int64  // the version of the terms of use that is news to them, 0 for none
}

// Member tells whether the viewer is a person of the community side; an
// operator's account may not be.
func (v Viewer) Member() bool { return v.SignedIn && v.PersonID != 0 }

// Flash is a message above the page. Kind is "success" or "info".
type Flash struct {
	Kind string
	Key  string
	Args []any
	Undo *Undo // how to take it back, where nothing is lost by that
}

// Undo is the form that takes back what has just been done.
type Undo struct {
	Action string
	Fields []Hidden
}

// Hidden is one field of a form that is not shown.
type Hidden struct{ Name, Value string }

// FieldError is one fault in a form: the field's name ("" when it belongs to
// none) and the key of the sentence that says what to do.
type FieldError struct {
	Field string
	Key   string
	Args  []any
}

// base lets the renderer reach the Page of any view.
func (p Page) base() Page { return p }

// Key is the idempotency key of one form of the page.
func (p Page) Key(form string) string { return p.FormKey + "-" + form }

// LanguageLink is the address of this page in another language.
func (p Page) LanguageLink(code string) string {
	query := url.Values{}
	for name, values := range p.Query {
		if name != "lang" {
			query[name] = values
		}
	}
	query.Set("lang", code)
	return p.Self + "?" + query.Encode()
}

// Asset is the address of a static file.
func (p Page) Asset(name string) string { return p.Site.Assets + "/" + name }

// ErrorFor is the sentence for a field at fault, or "".
func (p Page) ErrorFor(field string) string {
	for _, e := range p.Errors {
		if e.Field == field {
			return p.T(e.Key, e.Args...)
		}
	}
	return ""
}

// ID writes a number for addresses, without thousands parted.
func (p Page) ID(id int64) string { return strconv.FormatInt(id, 10) }

// Pager leads to the neighbouring pages of a list, as it stands on the page; an
// empty address means that there is none.
type Pager struct{ Previous, Next string }

// Part is one thing of a page, handed to a partial together with the page.
type Part struct {
	Page
	It any
}

// With hands a thing to a partial.
func (p Page) With(it any) Part { return Part{Page: p, It: it} }
