package registers

import (
	"strconv"
	"strings"

	"headroom/community"
	"headroom/community/authority"
)

// scotland reads the list of schools' contact details. A workbook has the open
// schools on one sheet; the school code is called "Seed Code" or "Source Code".
func (r *reader) scotland(sheets []sheet) error {
	r.out.Nation = "SCT"
	needed := []string{"Seed Code|SeedCode|Source Code|SEED", "LA Name|Local Authority", "School Name"}
	chosen := sheets[0]
	for _, s := range sheets {
		if strings.Contains(strings.ToLower(s.name), "open schools") {
			chosen = s
		}
	}
	return r.table(chosen, needed, func(c columns, n int, cells []string) error {
		get := func(name string) string { return c.get(cells, name) }
		id := get(needed[0])
		if !digits(id, 7) {
			return invalid("error.register_id", "Row", strconv.Itoa(n), "ID", short(id))
		}
		s := community.RegisterSchool{Row: n, ID: id, Name: community.LangMap{"en": get("School Name")},
			Kind: get("Centre Type"), Status: community.SchoolOpen, Place: scottishPlace(get),
			Mailbox: strings.ToLower(get("Email|E-mail|Email Address")), Website: get("Website Address|Website"),
			Authority: get(needed[1])}
		if a, ok := authority.ByName("SCT", s.Authority); ok {
			s.Authority, s.AuthorityID = a.Name, a.GSS
		}
		for _, p := range []struct{ column, phase string }{{"Primary Department|Primary", "primary"},
			{"Secondary Department|Secondary", "secondary"}, {"Special Department|Special", "special"},
			{"Nursery Department|Nursery", "nursery"}} {
			if yes(get(p.column)) {
				s.Phase = append(s.Phase, p.phase)
			}
		}
		// One code may stand once for each department: they are one school.
		if first, twice := r.seen[id]; twice {
			if had := r.school(id); had.Name["en"] == s.Name["en"] && had.Authority == s.Authority {
				had.Phase = union(had.Phase, s.Phase)
				return nil
			}
			return invalid("error.register_twice", "ID", id, "Row", strconv.Itoa(n), "First", strconv.Itoa(first))
		}
		return r.add(s)
	})
}

// school is one that has been read.
func (r *reader) school(id string) *community.RegisterSchool {
	for i := range r.out.Schools {
		if r.out.Schools[i].ID == id {
			return &r.out.Schools[i]
		}
	}
	return &community.RegisterSchool{}
}

// scottishPlace is the last line of the address.
func scottishPlace(get func(string) string) string {
	for _, line := range []string{"Address Line3|Address Line 3", "Address Line2|Address Line 2", "Address Line1|Address Line 1"} {
		if place := get(line); place != "" {
			return place
		}
	}
	return ""
}

func yes(s string) bool {
	s = strings.ToLower(s)
	return s == "yes" || s == "y" || s == "1" || s == "true"
}

func union(a, b []string) []string {
	for _, x := range b {
		found := false
		for _, y := range a {
			found = found || x == y
		}
		if !found {
			a = append(a, x)
		}
	}
	return a
}
