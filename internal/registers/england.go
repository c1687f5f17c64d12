package registers

import (
	"strconv"
	"strings"
	"time"

	"headroom/community"
	"headroom/community/authority"
)

// giasColumns are in every layout since 2017 and needed; others come and go.
var giasColumns = []string{"URN", "LA (code)", "EstablishmentName", "TypeOfEstablishment (code)", "EstablishmentStatus (code)|EstablishmentStatus (name)",
	"PhaseOfEducation (name)", "OpenDate", "CloseDate", "HeadFirstName", "HeadLastName", "HeadPreferredJobTitle"}

// Establishments that are no school in England: those of Wales are in the
// register of Wales; overseas, offshore and online ones are outside every
// authority.
var giasOutside = map[string]bool{
	"25": true, // offshore schools
	"30": true, // Welsh establishment
	"37": true, // British schools overseas
	"49": true, // online provider
}

// Codes of the LA column that stand for no authority.
var giasNowhere = map[string]bool{"": true, "0": true, "702": true} // 702: BFPO

// gias reads the establishment fields of Get Information about Schools.
func (r *reader) gias(sheets []sheet) error {
	r.out.Nation = "ENG"
	return r.table(sheets[0], giasColumns, func(c columns, n int, cells []string) error {
		get := func(name string) string { return c.get(cells, name) }
		id := get("URN")
		if _, err := strconv.ParseUint(id, 10, 32); err != nil || len(id) != 6 {
			return invalid("error.register_id", "Row", strconv.Itoa(n), "ID", short(id))
		}
		if giasOutside[get("TypeOfEstablishment (code)")] || giasNowhere[get("LA (code)")] {
			r.out.Passed++
			return nil
		}
		s := community.RegisterSchool{Row: n, ID: id, Name: community.LangMap{"en": get("EstablishmentName")},
			Kind: get("TypeOfEstablishment (name)"), Phase: englishPhase(get("PhaseOfEducation (name)"), get("TypeOfEstablishment (name)")),
			Status: giasStatus(get("EstablishmentStatus (code)"), get("EstablishmentStatus (name)")),
			Place:  get("Town"), Website: get("SchoolWebsite")}
		var err error
		if s.Opened, err = britishDate(n, get("OpenDate")); err != nil {
			return err
		}
		if s.Closed, err = britishDate(n, get("CloseDate")); err != nil {
			return err
		}
		s.Authority, s.AuthorityID = get("LA (name)"), get("GSSLACode (name)")
		a, ok := authority.ByEducation("ENG", get("LA (code)"))
		if !ok {
			if a, ok = authority.ByGSS(s.AuthorityID); !ok {
				a, ok = authority.ByName("ENG", s.Authority)
			}
		}
		if ok {
			s.Authority, s.AuthorityID = a.Name, a.GSS
		}
		if name := strings.TrimSpace(get("HeadFirstName") + " " + get("HeadLastName")); get("HeadLastName") != "" {
			s.Heads = list(name)
		}
		return r.add(s)
	})
}

// giasStatus tells by code, or by name in layouts without codes.
func giasStatus(code, name string) string {
	switch {
	case code == "1" || code == "" && name == "Open":
		return community.SchoolOpen
	case code == "3" || code == "" && strings.HasPrefix(name, "Open, but"):
		return community.SchoolClosing
	case code == "4" || code == "" && name == "Proposed to open":
		return community.SchoolProposed
	}
	return community.SchoolClosed
}

// englishPhase reads the phase; where it does not apply, the type tells.
func englishPhase(phase, kind string) []string {
	kind = strings.ToLower(kind)
	switch phase = strings.ToLower(phase); {
	case strings.Contains(kind, "special"), strings.Contains(kind, "pupil referral"), strings.Contains(kind, "alternative provision"):
		return []string{"special"}
	case phase == "nursery":
		return []string{"nursery"}
	case strings.Contains(phase, "middle deemed primary"), phase == "primary":
		return []string{"primary"}
	case strings.Contains(phase, "secondary"), phase == "16 plus":
		return []string{"secondary"}
	case phase == "all-through", phase == "all through":
		return []string{"primary", "secondary"}
	}
	return nil
}

// britishDate reads dd-mm-yyyy or dd/mm/yyyy; "" is no date.
func britishDate(n int, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse("02-01-2006", strings.ReplaceAll(text, "/", "-"))
	if err != nil {
		return time.Time{}, invalid("error.register_date", "Row", strconv.Itoa(n), "Text", short(text))
	}
	return t, nil
}

// giasLinkKinds are the links that say who followed whom; whether From or To is
// the successor. Others, such as a sixth form centre's, say something else.
var giasLinkKinds = map[string]struct {
	kind    string
	forward bool // LinkURN is the successor of URN
}{
	"successor": {"successor", true}, "successor - merged": {"merged", true}, "successor - amalgamated": {"amalgamated", true},
	"result of amalgamation": {"amalgamated", true}, "successor - split school": {"split", true},
	"predecessor": {"successor", false}, "predecessor - merged": {"merged", false},
	"predecessor - amalgamated": {"amalgamated", false}, "predecessor - split school": {"split", false},
}

// giasLinks reads predecessors and successors. Each link stands twice, once
// with either school: it is taken once.
func (r *reader) giasLinks(sheets []sheet) error {
	r.out.Nation = "ENG"
	seen := map[[2]string]bool{}
	return r.table(sheets[0], []string{"URN", "LinkURN", "LinkType", "LinkEstablishedDate"}, func(c columns, n int, cells []string) error {
		from, to := c.get(cells, "URN"), c.get(cells, "LinkURN")
		for _, id := range []string{from, to} {
			if _, err := strconv.ParseUint(id, 10, 32); err != nil || len(id) != 6 {
				return invalid("error.register_id", "Row", strconv.Itoa(n), "ID", short(id))
			}
		}
		at, err := britishDate(n, c.get(cells, "LinkEstablishedDate"))
		if err != nil {
			return err
		}
		k, is := giasLinkKinds[strings.ToLower(c.get(cells, "LinkType"))]
		if !k.forward {
			from, to = to, from
		}
		if !is || from == to || seen[[2]string{from, to}] {
			r.out.Passed++
			return nil
		}
		seen[[2]string{from, to}] = true
		r.out.Links = append(r.out.Links, community.RegisterLink{Row: n, From: from, To: to, Kind: k.kind, At: at})
		return nil
	})
}

// short is a text from a file as a message may show it.
func short(s string) string {
	if letters := []rune(s); len(letters) > 40 {
		return string(letters[:40]) + "…"
	}
	return s
}
