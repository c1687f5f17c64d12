package templates

import "strings"

// NoticesLetter tells what has come together of one topic: who and where, never
// what was written.
type NoticesLetter struct {
	Name        string
	Topic       string
	Count       int // of all
	Lines       []NoticeLine
	More        int // that the lines leave out
	Settings    string
	Unsubscribe string
	Reply       bool // whether an answer to the letter is posted
	Talk        bool // as a private message
}

// NoticeLine is what happened in one place.
type NoticeLine struct {
	Kind      string
	Name      string // of who did it last, or ""
	Unnamed   bool   // who it was may not be said
	Count     int
	Community string // "" where it may not be told
	Private   bool   // a private community, which is not named
	Hidden    bool   // a community that the reader may not see any more
	Thread    string // of open communities only
	Link      string
	Until     Instant // of a headship that ends
	Excerpt   string  // of what was written, where its reader may be told and has asked
}

func (NoticesLetter) letter() string { return "notices" }

// Says is the sentence of the line.
func (n NoticeLine) Says(p Printer) string {
	if n.Unnamed {
		n.Name = p.T("label.someone")
	}
	says := NoticeRow{Kind: n.Kind, Name: n.Name, Until: n.Until}.Says(p)
	if n.Count > 1 {
		return p.T("mail.notices_and", "Said", says, "Count", n.Count-1)
	}
	return says
}

// Where names the place of the line, or "".
func (n NoticeLine) Where(p Printer) string {
	var parts []string
	if n.Thread != "" {
		parts = append(parts, n.Thread)
	}
	switch {
	case n.Community != "":
		parts = append(parts, n.Community)
	case n.Private:
		parts = append(parts, p.T("mail.notices_private"))
	case n.Hidden:
		parts = append(parts, p.T("notices.no_community"))
	}
	return strings.Join(parts, " · ")
}
