package templates

import (
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// Printer speaks one language in one time zone. Templates reach it through
// [Page]; mail and other senders take it from [Catalogue.Printer].
type Printer struct {
	catalogue *Catalogue
	lang      string
	zone      *time.Location
}

// Lang is the BCP 47 tag of the language.
func (p Printer) Lang() string { return p.lang }

// T returns the sentence with that key; see [Catalogue.Translate].
func (p Printer) T(key string, args ...any) string {
	return p.catalogue.Translate(p.lang, key, args...)
}

// Word returns the sentence "group.code", or the code itself where the
// catalogue knows none: codes may come from other servers.
func (p Printer) Word(group, code string) string {
	if code == "" {
		return ""
	}
	key := group + "." + code
	if p.catalogue.Has(p.lang, key) {
		return p.T(key)
	}
	return code
}

// Nation names a nation by its code, such as "wales".
func (p Printer) Nation(code string) string { return p.Word("nation", code) }

// Reason names a reason code such as "not-a-head"; an unknown one is shown as
// the general refusal.
func (p Printer) Reason(code string) string {
	if code == "" {
		return ""
	}
	code = strings.TrimPrefix(code, "reason.")
	if p.catalogue.Has(p.lang, "reason."+code) {
		return p.T("reason." + code)
	}
	return p.T("reason.policy")
}

// Number writes a whole number with thousands parted.
func (p Printer) Number(n int) string { return formatNumber(n) }

// Date writes the day of t: "3 March 2026".
func (p Printer) Date(t time.Time) string {
	t = t.In(p.zone)
	return p.T("date.day", "Day", strconv.Itoa(t.Day()), "Month", p.month(t), "Year", strconv.Itoa(t.Year()))
}

// Day writes a day that is given as in forms, "2026-03-03"; what is none stays as
// it is.
func (p Printer) Day(day string) string {
	t, err := time.ParseInLocation(time.DateOnly, day, p.zone)
	if err != nil {
		return day
	}
	return p.Date(t)
}

// Time writes day and minute of t: "3 March 2026, 14:05".
func (p Printer) Time(t time.Time) string {
	t = t.In(p.zone)
	return p.T("date.minute", "Date", p.Date(t), "Clock", t.Format("15:04"))
}

// Clock writes hour and minute of t: "14:05".
func (p Printer) Clock(t time.Time) string { return t.In(p.zone).Format("15:04") }

// Weekday names the day of the week of t.
func (p Printer) Weekday(t time.Time) string {
	return p.T("date.weekday." + strconv.Itoa(int(t.In(p.zone).Weekday())))
}

// List joins things as a sentence does: "a, b and c".
func (p Printer) List(things ...string) string {
	switch len(things) {
	case 0:
		return ""
	case 1:
		return things[0]
	}
	last := things[len(things)-1]
	key := "list.and"
	if beginsWithVowel(last) {
		key = "list.and_vowel"
	}
	return p.T(key, "First", strings.Join(things[:len(things)-1], ", "), "Last", last)
}

// beginsWithVowel tells whether Welsh says "ac" before a word: of its vowels,
// w is one before a consonant only.
func beginsWithVowel(word string) bool {
	letters := []rune(norm.NFD.String(strings.ToLower(word)))
	if len(letters) == 0 {
		return false
	}
	return strings.ContainsRune("aeiouy", letters[0])
}

// Machine writes t for the datetime attribute.
func (p Printer) Machine(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func (p Printer) month(t time.Time) string {
	return p.T("date.month." + strconv.Itoa(int(t.Month())))
}

// formatNumber parts thousands with a comma, as English, Welsh and Gaelic do.
func formatNumber(n int) string {
	s := strconv.Itoa(n)
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// Say is T with its arguments in one slice, as flashes and faults carry them.
func (p Printer) Say(key string, args []any) string { return p.T(key, args...) }

// Why explains why something was refused: a reason code or an error key.
func (p Printer) Why(code string) string {
	if strings.HasPrefix(code, "error.") {
		return p.T(code)
	}
	return p.Reason(code)
}

// WhyBack is Why of what came back from a private conversation, where private, whose
// refusals have their own words.
func (p Printer) WhyBack(code string, private bool) string {
	if word := p.Word("message_refused", code); private && word != code {
		return word
	}
	return p.Why(code)
}

// In says in words who reads: "312 heads in 3 nations, 2 facilitators, no
// guests".
func (a Audience) In(p Printer) string {
	if a.Public {
		a.Public = false
		return p.T("audience.public", "Members", a.In(p))
	}
	if a.Partial {
		return p.T("audience.partial")
	}
	heads := p.T("audience.heads", "Count", a.Heads)
	if a.Nations > 1 {
		heads = p.T("audience.in_nations", "Heads", heads, "Nations", p.T("audience.nations", "Count", a.Nations))
	}
	parts := []string{heads, p.counted(a.Facilitators, "audience.facilitators", "audience.no_facilitators")}
	if a.Others > 0 { // most communities admit none
		parts = append(parts, p.T("audience.others", "Count", a.Others))
	}
	return strings.Join(append(parts, p.counted(a.Guests, "audience.guests", "audience.no_guests")), ", ")
}

// counted says a number in words of its own when it is nought.
func (p Printer) counted(n int, key, none string) string {
	if n == 0 {
		return p.T(none)
	}
	return p.T(key, "Count", n)
}
