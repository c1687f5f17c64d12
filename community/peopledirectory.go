package community

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// PeopleQuery narrows the directory; empty fields do not narrow.
type PeopleQuery struct {
	Words      string // as typed: names, schools, authorities, topics; also ">10"
	Specialism string
	Phase      string
	Nation     string // SCT, CYM, ENG, NIR
	Authority  string
	Language   string // spoken, BCP 47
	Years      string // of headship: one of YearRanges
	Contact    bool   // open to contact
}

// YearRanges are the ranges of years of headship that people are asked for by.
var YearRanges = []string{"under-2", "2-5", "6-10", "over-10"}

// Empty reports whether nothing is narrowed.
func (q PeopleQuery) Empty() bool { return q == PeopleQuery{} }

// PeoplePage is a page of the directory and how many people it goes through.
type PeoplePage struct {
	People []PersonView
	Count  int64
	// Over and Under are bounds on years of headship that the words name, as in
	// ">10"; -1 for none.
	Over, Under int
}

// FindPeople lists heads and facilitators, newest first, for their
// colleagues. What cannot be a filter's value narrows to nobody.
func (s *Service) FindPeople(ctx context.Context, v Viewer, q PeopleQuery, p Page) (PeoplePage, error) {
	return view(ctx, s, func(tx Tx) (PeoplePage, error) {
		me, err := s.directory(tx, v)
		if err != nil {
			return PeoplePage{}, err
		}
		f, over, under := s.directoryFilter(q)
		out := PeoplePage{Over: over, Under: under}
		people, err := tx.Listed(f, page(p, 30, 100))
		if err != nil {
			return out, err
		}
		if out.Count, err = tx.CountListed(f); err != nil {
			return out, err
		}
		out.People, err = s.personViews(tx, me, people)
		return out, err
	})
}

// directoryFilter puts a query into the store's terms, and gives the bounds on
// years that its words name.
func (s *Service) directoryFilter(q PeopleQuery) (f DirectoryFilter, over, under int) {
	f = DirectoryFilter{Now: s.now(), Nation: q.Nation, Phase: q.Phase, Language: q.Language, Contact: q.Contact}
	for kind, value := range map[string]string{termSpecialism: q.Specialism, termAuthority: q.Authority} {
		if folded := s.Text.Fold(clean(value)); folded != "" {
			f.Terms = append(f.Terms, kind+folded)
		}
	}
	slices.Sort(f.Terms)
	year := s.now().Year()
	switch q.Years {
	case "":
	case "under-2":
		f.SinceFrom = year - 1
	case "2-5":
		f.SinceFrom, f.SinceTo = year-5, year-2
	case "6-10":
		f.SinceFrom, f.SinceTo = year-10, year-6
	case "over-10":
		f.SinceTo = year - 11
	default:
		f.SinceFrom, f.SinceTo = 2, 1
	}
	words, over, under := yearsNamed(clean(q.Words))
	if over >= 0 && (f.SinceTo == 0 || year-over-1 < f.SinceTo) {
		f.SinceTo = year - over - 1
	}
	if under >= 0 {
		f.SinceFrom = max(f.SinceFrom, year-under+1)
	}
	f.Words = wordsOf(s.Text.Fold(words))
	return f, over, under
}

// yearsForm is a bound on years as people type it: ">10", "< 2 yrs".
var yearsForm = regexp.MustCompile(`([<>])\s*([0-9]{1,2})(?:\s*(?i:yrs?|years?|bl|[bfm]lynedd|bliadhna|bliadhnaichean)\b\.?)?`)

// yearsNamed takes the bounds on years out of what was typed; -1 for none.
func yearsNamed(text string) (rest string, over, under int) {
	over, under = -1, -1
	rest = yearsForm.ReplaceAllStringFunc(text, func(found string) string {
		m := yearsForm.FindStringSubmatch(found)
		n, _ := strconv.Atoi(m[2]) // digits
		if m[1] == ">" {
			over = max(over, n)
		} else if under < 0 || n < under {
			under = n
		}
		return " "
	})
	return rest, over, under
}

// wordsOf parts folded text at whatever is neither letter nor digit.
func wordsOf(folded string) []string {
	return strings.FieldsFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
}

// PeopleOffers is what the directory offers to narrow by, from what the listed
// have written, and what they bring together.
type PeopleOffers struct {
	Specialisms []string // those that most people name first
	Topics      []string // to ask about
	Authorities []string
	Sharing     int64 // people who share their years of headship
	Years       int64 // the sum of these years
}

// offersMost bounds how many values of a kind are offered.
const offersMost = 100

// PeopleOffers gives the values that people have used, so that words converge,
// and the years of headship that the listed have served together, as far as
// they share them.
func (s *Service) PeopleOffers(ctx context.Context, v Viewer) (PeopleOffers, error) {
	return view(ctx, s, func(tx Tx) (out PeopleOffers, err error) {
		if _, err := s.directory(tx, v); err != nil {
			return out, err
		}
		if out.Specialisms, err = s.offered(tx, termSpecialism, func(p Person) []string { return p.Specialisms }); err != nil {
			return out, err
		}
		if out.Topics, err = s.offered(tx, termAskMe, func(p Person) []string { return p.AskMe }); err != nil {
			return out, err
		}
		if out.Authorities, err = s.offered(tx, termAuthority, func(p Person) []string { return []string{p.Authority} }); err != nil {
			return out, err
		}
		people, sum, err := tx.YearsListed(s.now())
		out.Sharing, out.Years = people, people*int64(s.now().Year())-sum
		return out, err
	})
}

// offered gives the values of one kind as somebody has written them.
func (s *Service) offered(tx Tx, kind string, of func(Person) []string) (out []string, err error) {
	counts, err := tx.TermsListed(kind, s.now(), offersMost)
	if err != nil {
		return nil, err
	}
	ids := make([]int64, len(counts))
	for i, c := range counts {
		ids[i] = c.PersonID
	}
	people, err := s.peopleByID(tx, ids)
	if err != nil {
		return nil, err
	}
	for _, c := range counts {
		for _, value := range of(people[c.PersonID]) {
			if kind+s.Text.Fold(value) == c.Term {
				out = append(out, value)
				break
			}
		}
	}
	return out, nil
}
