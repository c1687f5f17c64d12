package templates

import (
	"bytes"
	"fmt"
	html "html/template"
	"strings"
	text "text/template"
)

// Mail is an e-mail ready to be sent.
type Mail struct{ Subject, Text, HTML string }

// Letter is a value that a pair of mail templates renders.
type Letter interface{ letter() string }

// ResetLetter carries the link of a password reset.
type ResetLetter struct {
	Name  string
	Link  string // absolute
	Hours int    // that the link lasts
}

// FirstLetter carries the first link of an operator or a member.
type FirstLetter struct {
	Name     string
	Link     string
	Hours    int
	Operator bool
}

// JoinLetter tells of a decided request to join.
type JoinLetter struct {
	Name      string
	Community string
	Link      string
	Accepted  bool
	Reason    string // as written by who decided, or ""
}

func (ResetLetter) letter() string { return "reset" }
func (FirstLetter) letter() string { return "first" }
func (JoinLetter) letter() string  { return "join" }

// letters lists one of each, so that New can tell that all have templates.
var letters = []Letter{ResetLetter{}, FirstLetter{}, JoinLetter{}, NoticesLetter{}, ApplyLetter{}, CodeLetter{}, DecidedLetter{}, VouchLetter{}, GuestLetter{}, ReportLetter{}, ReportedLetter{}, WaitingLetter{}, ToldLetter{}, AgreementLetter{}, DigestLetter{}, SignInChangedLetter{}, SignInLetter{}, ClosedLetter{}, RepliedLetter{}}

// envelope is what mail templates see.
type envelope struct {
	Printer
	Site   *Site
	Letter Letter
}

// step is the one thing that a letter asks for: a button, and its address for
// who would rather read where it leads.
type step struct{ Link, Label, Colour string }

// Go is the step to a link, named by a message.
func (e envelope) Go(link, key string) step {
	return step{Link: link, Label: e.T(key), Colour: e.Site.Colour}
}

type mailTemplates struct {
	text *text.Template
	html *html.Template
}

func parseMail() (mailTemplates, error) {
	var m mailTemplates
	var err error
	if m.text, err = text.ParseFS(files, "mail/*.txt"); err != nil {
		return m, fmt.Errorf("templates: mail: %w", err)
	}
	if m.html, err = html.ParseFS(files, "mail/*.html"); err != nil {
		return m, fmt.Errorf("templates: mail: %w", err)
	}
	for _, l := range letters {
		if m.text.Lookup(l.letter()+".txt") == nil || m.html.Lookup(l.letter()+".html") == nil {
			return m, fmt.Errorf("templates: %T has no text and HTML templates", l)
		}
	}
	return m, nil
}

// Mail writes a letter in the reader's language, as plain text and as HTML
// without pictures or outside addresses.
func (r *Renderer) Mail(lang string, l Letter) (Mail, error) {
	e := envelope{Printer: r.catalogue.Printer(lang, nil), Site: &r.site, Letter: l}
	var plain, rich bytes.Buffer
	if err := r.sets.mails.text.ExecuteTemplate(&plain, l.letter()+".txt", e); err != nil {
		return Mail{}, fmt.Errorf("templates: mail %s: %w", l.letter(), err)
	}
	if err := r.sets.mails.html.ExecuteTemplate(&rich, l.letter()+".html", e); err != nil {
		return Mail{}, fmt.Errorf("templates: mail %s: %w", l.letter(), err)
	}
	// The first line of the text is the subject.
	subject, body, _ := strings.Cut(strings.TrimSpace(plain.String()), "\n")
	return Mail{Subject: strings.TrimSpace(subject), Text: strings.TrimSpace(body) + "\n", HTML: rich.String()}, nil
}
