package community

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// How somebody may be reached. Who prefers not to be contacted is shown without
// any way to write to them; they can still be named in a conversation.
const (
	ContactAny       = "any"       // any way that colleagues know
	ContactCommunity = "community" // in communities that both are in
	ContactNone      = "none"
)

// Limits of what a profile lists.
const (
	askMeMax     = 8
	topicMax     = 60 // characters of a topic
	languagesMax = 12
	schoolsMax   = 5 // beside the first
	headEarliest = 1950
)

var contacts = []string{ContactAny, ContactCommunity, ContactNone}

// spokenForm is a BCP 47 tag as a person may list it: language, then perhaps
// script and region.
var spokenForm = regexp.MustCompile(`^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$`)

// Reachable reports whether a person may be shown a way to write to.
func (p Person) Reachable() bool { return p.Contact != ContactNone }

// Years gives how many years ago the first headship began, by the calendar.
// shown is false when the person has not said it or does not share it.
func (p Person) Years(now time.Time) (years int, shown bool) {
	return max(0, now.Year()-p.HeadSince), p.HeadSince != 0 && p.ShareYears
}

// SharesSchool reports whether a person may be listed under their school:
// their own decision, which a peer has carried out for its people.
func (p Person) SharesSchool() bool { return p.School != "" && (p.ShareSchool || !p.Local) }

// forOthers leaves out what a person has not shared.
func (p Person) forOthers() Person {
	if !p.ShareYears {
		p.HeadSince = 0
	}
	return p
}

// short takes a list of at most most items of at most limit characters; empty
// ones and those that differ only in case or accents go.
func (s *Service) short(check *input, field string, values []string, most, limit int) (out []string) {
	var seen []string
	for _, v := range check.linesUpTo(field, values, most, limit) {
		if folded := s.Text.Fold(v); !slices.Contains(seen, folded) {
			seen, out = append(seen, folded), append(out, v)
		}
	}
	return out
}

// checkAbout checks the fields by which colleagues find and reach a person.
func (s *Service) checkAbout(check *input, in ProfileInput) ProfileInput {
	in.Specialisms = s.short(check, "specialisms", in.Specialisms, listMax, lineMax)
	in.AskMe = s.short(check, "ask_me", in.AskMe, askMeMax, topicMax)
	in.OtherSchools = s.short(check, "other_schools", in.OtherSchools, schoolsMax, lineMax)
	in.Languages = check.lines("languages", in.Languages)
	for _, l := range in.Languages {
		if !spokenForm.MatchString(l) {
			check.once("languages", "error.choice")
		}
	}
	if in.Contact == "" {
		in.Contact = ContactCommunity
	}
	check.choice("contact", in.Contact, contacts, true)
	in.HeadSince = strings.TrimSpace(in.HeadSince)
	if _, ok := s.headYear(in.HeadSince); !ok {
		check.fault("head_since", "error.year", map[string]any{"Min": strconv.Itoa(headEarliest), "Max": strconv.Itoa(s.now().Year())})
	}
	return in
}

// headYear reads the year of a first headship; 0 for none.
func (s *Service) headYear(text string) (year int, ok bool) {
	if text == "" {
		return 0, true
	}
	year, err := strconv.Atoi(text)
	return year, err == nil && year >= headEarliest && year <= s.now().Year()
}

// setAbout takes over what checkAbout has found good.
func (s *Service) setAbout(p *Person, in ProfileInput) {
	p.Specialisms, p.AskMe, p.Languages, p.Contact = in.Specialisms, in.AskMe, in.Languages, in.Contact
	p.HeadSince, _ = s.headYear(in.HeadSince)
	p.ShareYears = in.ShareYears && p.HeadSince != 0
}

// The kinds of values that the directory narrows by, as prefixes of terms.
const (
	termSpecialism = "s:"
	termAskMe      = "k:"
	termAuthority  = "a:"
)

// index makes the folded text and values that the directory searches.
func (s *Service) index(p *Person) {
	parts := slices.Concat([]string{p.Name, p.Post, p.School, p.Authority}, p.Specialisms, p.AskMe)
	p.SearchText = s.Text.Fold(strings.Join(parts, " "))
	p.Terms = nil
	add := func(kind, value string) {
		if folded := s.Text.Fold(value); folded != "" && !slices.Contains(p.Terms, kind+folded) {
			p.Terms = append(p.Terms, kind+folded)
		}
	}
	for _, v := range p.Specialisms {
		add(termSpecialism, v)
	}
	for _, v := range p.AskMe {
		add(termAskMe, v)
	}
	add(termAuthority, p.Authority)
}
