// Package verification knows what counts as evidence that somebody leads a
// school: how names are compared, what titles mean, and how much each kind of
// evidence is worth. It decides nothing about a person: that is done in package
// community, by people, with what is found here in front of them.
package verification

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// formsMax bounds the forms of one name.
const formsMax = 12

// honours are left out where they stand before or after a name.
var honours = words("mr mrs miss ms mx dr prof professor rev revd reverend father fr sister sr brother br sir dame lady lord rabbi imam " +
	"canon hon obe mbe cbe kbe dbe bem phd ma msc med bed ba bsc npqh jp qts frsa pgce bsc(hons) ba(hons)")

// particles belong to the surname that follows them.
var particles = words("de da di du la le van von der den ap ab ferch ó ui ní nic nic mac mc st san el al bin ibn")

// NameForms gives the forms under which a full name is compared: first name and
// surname, folded, without titles, middle names, accents, hyphens and
// apostrophes, with Mac and Mc as one; of a surname of two parts each part as
// well. Two names are of one person for a register when they share a form. A
// name of one word has no form: it proves nothing.
func NameForms(name string) []string {
	parts := nameParts(name)
	if len(parts) < 2 {
		return nil
	}
	first, rest := parts[0], parts[1:]
	var forms []string
	add := func(surname string) {
		form := strings.ReplaceAll(first, "-", "") + " " + clan(strings.ReplaceAll(surname, "-", ""))
		if surname != "" && !slices.Contains(forms, form) && len(forms) < formsMax {
			forms = append(forms, form)
		}
	}
	last := rest[len(rest)-1]
	add(last)
	for from := len(rest) - 1; from > 0 && slices.Contains(particles, rest[from-1]); from-- {
		add(strings.Join(rest[from-1:], ""))
	}
	if len(rest) >= 2 { // an unhyphenated surname of two parts, or a middle name
		add(strings.Join(rest[len(rest)-2:], ""))
	}
	for part := range strings.SplitSeq(last, "-") {
		if len(part) > 2 {
			add(part)
		}
	}
	return forms
}

// SameName reports whether two full names can be one person's.
func SameName(a, b string) bool {
	other := NameForms(b)
	return slices.ContainsFunc(NameForms(a), func(form string) bool { return slices.Contains(other, form) })
}

// nameParts are the words of a name, folded, hyphens kept, honours left out.
func nameParts(name string) []string {
	if before, after, swapped := strings.Cut(name, ","); swapped && strings.TrimSpace(after) != "" &&
		!slices.Contains(honours, plainWord(after)) {
		name = after + " " + before // "Surname, First"
	}
	var parts []string
	for word := range strings.FieldsSeq(name) {
		if word = plainWord(word); word != "" && !slices.Contains(honours, word) {
			parts = append(parts, word)
		}
	}
	return parts
}

// plainWord folds a word: letters and inner hyphens, nothing else.
func plainWord(word string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(word)) {
		switch r {
		case 'ß':
			b.WriteString("ss")
		case 'æ':
			b.WriteString("ae")
		case 'ø':
			b.WriteByte('o')
		case 'ð', 'þ':
			b.WriteString("th")
		case 'ł':
			b.WriteByte('l')
		case '-', '‐', '‑', '–':
			b.WriteByte('-')
		default:
			if unicode.IsLetter(r) {
				b.WriteRune(r)
			}
		}
	}
	return strings.Trim(b.String(), "-")
}

// clan writes Mac, Mc and M' in one way, where a name follows.
func clan(surname string) string {
	for _, start := range []string{"mac", "mc"} {
		if rest, ok := strings.CutPrefix(surname, start); ok && len(rest) > 2 {
			return "mc" + rest
		}
	}
	return surname
}

func words(list string) []string { return strings.Fields(list) }
