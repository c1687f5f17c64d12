package registers

import (
	"strconv"
	"strings"

	"headroom/community"
	"headroom/community/authority"
)

// Columns of the Welsh list, in both of its languages.
const (
	walesNumber    = "School Number|Rhif yr ysgol"
	walesName      = "School Name|Enw'r ysgol"
	walesCode      = "LA Code|Cod ALl"
	walesAuthority = "Local Authority|Awdurdod Lleol"
	walesSector    = "Sector"
	walesType      = "School Type|Math o ysgol"
)

// wales reads the address list of schools. The file has a sheet for each kind
// of school and language; a CSV has one of them. A school that stands on a
// Welsh and on an English sheet is one school with two names.
func (r *reader) wales(sheets []sheet) error {
	r.out.Nation = "CYM"
	at := map[string]int{} // identifier: place in Schools
	read := 0
	for _, s := range sheets {
		c, err := r.headed(s, []string{walesNumber})
		if err != nil {
			if len(sheets) > 1 { // an index, tables, notes
				continue
			}
			return err
		}
		read++
		lang := "en"
		if c.has("Rhif yr ysgol") {
			lang = "cy"
		}
		once := map[string]int{} // on this sheet
		err = r.table(s, []string{walesNumber, walesName, walesCode, walesAuthority}, func(c columns, n int, cells []string) error {
			return r.welsh(c, n, cells, s.name, lang, at, once)
		})
		if err != nil {
			return err
		}
	}
	if read == 0 {
		return invalid("error.register_column", "Column", "School Number")
	}
	return nil
}

func (r *reader) welsh(c columns, n int, cells []string, name, lang string, at, once map[string]int) error {
	get := func(name string) string { return c.get(cells, name) }
	id := get(walesNumber)
	if !digits(id, 7) {
		// Notes stand below some of the sheets.
		if len(cells) > 0 && get(walesName) == "" && get(walesCode) == "" {
			r.out.Passed++
			return nil
		}
		return invalid("error.register_id", "Row", strconv.Itoa(n), "ID", short(id))
	}
	if first, twice := once[id]; twice {
		return invalid("error.register_twice", "ID", id, "Row", strconv.Itoa(n), "First", strconv.Itoa(first))
	}
	once[id] = n
	if i, both := at[id]; both {
		r.out.Schools[i].Name[lang] = get(walesName)
		return nil
	}
	s := community.RegisterSchool{Row: n, ID: id, Name: community.LangMap{lang: get(walesName)}, Status: community.SchoolOpen,
		Kind: get(walesType), Phase: welshPhase(get(walesSector), name, c), Authority: get(walesAuthority), Place: welshPlace(get)}
	if a, ok := authority.ByEducation("CYM", get(walesCode)); ok {
		s.Authority, s.AuthorityID = a.Name, a.GSS
	}
	at[id] = len(r.out.Schools)
	r.out.Schools = append(r.out.Schools, s)
	return nil
}

// welshPhase reads the sector, in either language.
func welshPhase(sector, sheet string, c columns) []string {
	switch s := strings.ToLower(sector); {
	case strings.HasPrefix(s, "nursery"), strings.HasPrefix(s, "meithrin"):
		return []string{"nursery"}
	case strings.HasPrefix(s, "primary"), strings.HasPrefix(s, "cynradd"):
		return []string{"primary"}
	case strings.HasPrefix(s, "secondary"), strings.HasPrefix(s, "uwchradd"):
		return []string{"secondary"}
	case strings.HasPrefix(s, "middle"), strings.HasPrefix(s, "canol"):
		return []string{"primary", "secondary"}
	case strings.HasPrefix(s, "special"), strings.HasPrefix(s, "arbennig"):
		return []string{"special"}
	}
	if s := strings.ToUpper(sheet); s == "PRU" || s == "UCD" || !c.any("Pupils|Disgyblion") {
		return []string{"special"}
	}
	return nil
}

// welshPlace is the last line of the address before the post code.
func welshPlace(get func(string) string) string {
	for _, line := range []string{"Address 4|Cyfeiriad 4", "Address 3|Cyfeiriad 3", "Address 2|Cyfeiriad 2", "Address 1|Cyfeiriad 1"} {
		if place := get(line); place != "" {
			return place
		}
	}
	return ""
}
