// Package authority knows the local education authorities of the four nations:
// their codes, their names in English and Welsh, and, of those that have been
// abolished, who followed them. It is data: an authority that a register names
// and this list does not know is taken as it is written.
package authority

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"strings"
	"sync"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Authority is one local education authority, present or past.
type Authority struct {
	Nation    string // SCT, CYM, ENG, NIR
	GSS       string // code of the Government Statistical Service, unique
	Education string // three-digit code of the registers, "" where there is none
	Name      string // in English
	Welsh     string // "" where it is the English one
	Ended     time.Time
	// Successors are the GSS codes of who followed, empty while it lasts.
	Successors []string
	spelled    string
}

//go:embed authorities.csv
var data []byte

type index struct {
	all       []Authority
	gss       map[string]int
	education map[string]int // nation and code
	named     map[string]int // nation and plain name
}

var known = sync.OnceValue(func() *index {
	in := csv.NewReader(bytes.NewReader(data))
	in.Comment = '#'
	rows, err := in.ReadAll()
	if err != nil {
		panic("authority: the embedded list: " + err.Error()) // a test reads it
	}
	x := &index{gss: map[string]int{}, education: map[string]int{}, named: map[string]int{}}
	for _, r := range rows[1:] {
		a := Authority{Nation: r[0], GSS: r[1], Education: r[2], Name: r[3], Welsh: r[4], spelled: r[5], Successors: strings.Fields(r[7])}
		if r[6] != "" {
			a.Ended, _ = time.Parse(time.DateOnly, r[6])
		}
		n := len(x.all)
		x.all = append(x.all, a)
		x.gss[a.GSS] = n
		if a.Education != "" {
			x.education[a.Nation+a.Education] = n
		}
		for _, name := range []string{a.Name, a.Welsh, a.spelled} {
			if key := a.Nation + plain(name); name != "" {
				if _, taken := x.named[key]; !taken { // present ones stand first
					x.named[key] = n
				}
			}
		}
	}
	return x
})

// All gives every authority of a nation that stands, in order of its English
// name; of all nations when nation is "".
func All(nation string) []Authority {
	var out []Authority
	for _, a := range known().all {
		if a.Ended.IsZero() && (nation == "" || a.Nation == nation) {
			out = append(out, a)
		}
	}
	return out
}

// ByGSS finds an authority by its code, abolished ones too.
func ByGSS(code string) (Authority, bool) { return found(known().gss, code) }

// ByEducation finds an authority by the three-digit code of its nation's
// register.
func ByEducation(nation, code string) (Authority, bool) {
	return found(known().education, nation+code)
}

// ByName finds an authority by its name in any language and any of the
// spellings that registers use: case, accents, "&" and words such as
// "Council" do not matter.
func ByName(nation, name string) (Authority, bool) { return found(known().named, nation+plain(name)) }

// Heirs gives who answers for an authority's schools today: itself while it
// stands, else its successors, followed to the end.
func Heirs(gss string) []Authority {
	var out []Authority
	seen := map[string]bool{}
	var follow func(code string)
	follow = func(code string) {
		a, ok := ByGSS(code)
		if !ok || seen[code] {
			return
		}
		seen[code] = true
		if a.Ended.IsZero() {
			out = append(out, a)
			return
		}
		for _, next := range a.Successors {
			follow(next)
		}
	}
	follow(gss)
	return out
}

// In gives the name in a language: Welsh where there is one, else English.
func (a Authority) In(lang string) string {
	if lang == "cy" && a.Welsh != "" {
		return a.Welsh
	}
	return a.Name
}

func found(by map[string]int, key string) (Authority, bool) {
	n, ok := by[key]
	if !ok {
		return Authority{}, false
	}
	return known().all[n], true
}

// idle are words that a name may have or lack.
var idle = strings.NewReplacer(" council ", " ", " county ", " ", " borough ", " ", " city ", " ", " of ", " ", " and ", " ",
	" the ", " ", " metropolitan ", " ", " cyngor ", " ", " sir ", " ", " bwrdeistref ", " ", " a ", " ")

// plain is a name as it is compared.
func plain(name string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(name)) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r), r == '\'', r == '’':
		default:
			b.WriteByte(' ')
		}
	}
	words := " " + strings.Join(strings.Fields(b.String()), "  ") + " "
	return strings.Join(strings.Fields(idle.Replace(words)), " ")
}
