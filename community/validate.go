package community

import (
	"net/mail"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Lengths of what people write, in characters.
const (
	titleMax     = 150
	bodyMax      = 20_000
	reasonMax    = 500
	answerMax    = 2_000
	altMax       = 500
	lineMax      = 120 // a name, a school, an authority
	nameMax      = 100 // of a community
	summaryMax   = 1_000
	rulesMax     = 10_000
	listMax      = 12 // phases, specialisms, questions
	passwordMin  = 12
	passwordMax  = 200
	draftBodyMax = 2 * bodyMax
)

var (
	nations       = []string{"SCT", "CYM", "ENG", "NIR"}
	phases        = []string{"nursery", "primary", "middle", "secondary", "all-through", "special", "further"}
	credentials   = []string{"HeadteacherCredential", "FacilitatorCredential", "AspiringHeadCredential"}
	reactionKinds = []string{"thanks", "agree", "thinking-of-you"}
	usernameForm  = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,28}[a-z0-9])?$`)
	placeForm     = regexp.MustCompile(`^(community|thread|post|conversation|person|messages):([1-9][0-9]{0,15})$`)
	languageForm  = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$`)
)

// input collects what is wrong with a form, so that a person is told
// everything at once.
type input struct{ problems Problems }

func (in *input) fault(field, key string, args map[string]any) {
	in.problems = append(in.problems, FieldError(field, key, args))
}

// once is fault for a check inside a transaction, which may run again.
func (in *input) once(field, key string) {
	for _, p := range in.problems {
		if p.Field == field {
			return
		}
	}
	in.fault(field, key, nil)
}

// line takes one line of text: trimmed, without control characters, at most
// limit characters.
func (in *input) line(field, value string, limit int, required bool) string {
	value = strings.Join(strings.Fields(clean(value)), " ")
	return in.sized(field, value, limit, required)
}

// text takes several lines of text.
func (in *input) text(field, value string, limit int, required bool) string {
	return in.sized(field, strings.TrimSpace(clean(value)), limit, required)
}

func (in *input) sized(field, value string, limit int, required bool) string {
	n := utf8.RuneCountInString(value)
	switch {
	case n == 0 && required:
		in.fault(field, "error.required", nil)
	case n > limit:
		in.fault(field, "error.too_long", map[string]any{"Max": limit, "Count": n - limit})
	}
	return value
}

// choice takes one of the allowed values; "" passes unless it is required.
func (in *input) choice(field, value string, allowed []string, required bool) string {
	switch {
	case value == "" && required:
		in.fault(field, "error.required", nil)
	case value != "" && !slices.Contains(allowed, value):
		in.fault(field, "error.choice", nil)
	}
	return value
}

// lines takes a short list of short lines; empty ones and repetitions go.
func (in *input) lines(field string, values []string) (out []string) {
	return in.linesUpTo(field, values, listMax, lineMax)
}

// linesUpTo is lines of at most most items of at most limit characters.
func (in *input) linesUpTo(field string, values []string, most, limit int) (out []string) {
	for _, v := range values {
		v = strings.Join(strings.Fields(clean(v)), " ")
		if v != "" && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	if len(out) > most {
		in.fault(field, "error.too_many", map[string]any{"Max": most})
	}
	for _, v := range out {
		if utf8.RuneCountInString(v) > limit {
			in.fault(field, "error.too_long", map[string]any{"Max": limit, "Count": utf8.RuneCountInString(v) - limit})
			break
		}
	}
	return out
}

// email takes a plain address, without a display name.
func (in *input) email(field, value string) string {
	value = strings.TrimSpace(value)
	a, err := mail.ParseAddress(value)
	if value == "" {
		in.fault(field, "error.required", nil)
	} else if err != nil || a.Address != value || len(value) > 254 || strings.ContainsFunc(value, unicode.IsControl) {
		in.fault(field, "error.email", nil)
	}
	return value
}

func (in *input) username(field, value string) string {
	value = strings.ToLower(strings.TrimSpace(value))
	switch {
	case value == "":
		in.fault(field, "error.required", nil)
	case !usernameForm.MatchString(value):
		in.fault(field, "error.username", nil)
	}
	return value
}

// password takes a chosen password; other is what it must not be.
func (in *input) password(field, value, other string) string {
	n := utf8.RuneCountInString(value)
	switch {
	case value == "":
		in.fault(field, "error.required", nil)
	case n < passwordMin:
		in.fault(field, "error.password_short", map[string]any{"Min": passwordMin})
	case n > passwordMax:
		in.fault(field, "error.too_long", map[string]any{"Max": passwordMax, "Count": n - passwordMax})
	case !utf8.ValidString(value):
		in.fault(field, "error.password_form", nil)
	case strings.EqualFold(value, other), strings.Count(value, value[:1]) == len(value):
		in.fault(field, "error.password_weak", nil)
	}
	return value
}

// biography takes the short biography that stands beside everything its author
// writes; it may be left out until the first post.
func (in *input) biography(field, value string) string {
	value = strings.TrimSpace(clean(value))
	if n := utf8.RuneCountInString(value); n != 0 && (n < biographyMin || n > biographyMax) {
		in.fault(field, "error.biography_length", map[string]any{"Min": biographyMin, "Max": biographyMax})
	}
	return value
}

func (in *input) zone(field, value string) string {
	if value == "" {
		return value
	}
	if _, err := time.LoadLocation(value); err != nil || value == "Local" {
		in.fault(field, "error.choice", nil)
	}
	return value
}

// texts takes a text in several languages; one of them is enough.
func (in *input) texts(field string, m LangMap, languages []string, limit int, required bool) LangMap {
	out := LangMap{}
	for lang, v := range m {
		name := field + "_" + lang
		if !slices.Contains(languages, lang) {
			in.fault(name, "error.choice", nil)
			continue
		}
		if v = in.text(name, v, limit, false); v != "" {
			out[lang] = v
		}
	}
	if required && len(out) == 0 && len(languages) > 0 {
		in.fault(field+"_"+languages[0], "error.required", nil)
	}
	return out
}

// clean makes text valid UTF-8, with plain line ends, and without control and
// direction characters, spaces of no width and soft hyphens, which come along
// when text is pasted and which nobody sees.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
			return r
		case r == '\r':
			return '\n'
		case r == 0x2028, r == 0x2029: // line and paragraph ends
			return '\n'
		case unicode.IsControl(r), r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069,
			r == 0xFEFF, r == 0x200B, r == 0x200E, r == 0x200F, r == 0x2060, r == 0x00AD:
			return -1
		}
		return r
	}, s)
}

// reasonText takes the reason that an act of staff needs.
func reasonText(reason string) (string, error) {
	var in input
	reason = in.text("reason", reason, reasonMax, true)
	return reason, in.problems.Err()
}

// page bounds a page's length.
func page(p Page, usual, most int) Page {
	if p.Limit <= 0 {
		p.Limit = usual
	}
	p.Limit = min(p.Limit, most)
	return p
}

// place parses the place of a draft.
func place(s string) (kind string, id int64, ok bool) {
	m := placeForm.FindStringSubmatch(s)
	if m == nil {
		return "", 0, false
	}
	id, err := strconv.ParseInt(m[2], 10, 64)
	return m[1], id, err == nil
}

func placeOf(kind string, id int64) string { return kind + ":" + itoa(id) }
