package registers

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"headroom/community"
)

// fixture reads a published file, or reports that the test has none.
func fixture(t *testing.T, name string) []byte {
	t.Helper()
	dir := os.Getenv("HEADROOM_FIXTURES")
	if dir == "" {
		dir = "../../../shared"
	}
	raw, err := os.ReadFile(filepath.Join(dir, "data", name))
	if errors.Is(err, os.ErrNotExist) {
		t.Logf("left out: no %s in HEADROOM_FIXTURES", name)
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func read(t *testing.T, source string, raw []byte) community.Register {
	t.Helper()
	r, err := Read(source, bytes.NewReader(raw), int64(len(raw)), nil)
	if err != nil {
		t.Fatalf("%s: %+v", source, err)
	}
	return r
}

// TestPublishedFiles reads files that nations have published, in every layout.
func TestPublishedFiles(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		source, file           string
		schools, links, beyond int
	}{
		{GIAS, "england/gias_subset_pseudonymised_cp1252.csv", 7, 0, 1},
		{GIAS, "england/gias_example_names_2024.csv", 2, 0, 0},
		{GIAS, "england/gias_fictional_schools.csv", 10, 0, 3},
		{GIASLinks, "england/gias_links_2025-04-22.csv", 0, 16960, 16841},
		{Scotland, "scotland/scotland_contact_list_SYNTHETIC.csv", 8, 0, 0},
		{Wales, "wales/wales_2018_maintained.csv", 1521, 0, 0},
		{Wales, "wales/wales_2018_agynhelir.csv", 1521, 0, 0},
		{Wales, "wales/wales_2018_independent.csv", 72, 0, 0},
		{Wales, "wales/wales_2018_ucd.csv", 23, 0, 0},
		{Wales, "wales/wales-address-list-schools-2018-04-10.ods", 1616, 0, 0},
	} {
		raw := fixture(t, c.file)
		if raw == nil {
			continue
		}
		r := read(t, c.source, raw)
		if len(r.Schools) != c.schools || len(r.Links) != c.links || r.Passed != c.beyond {
			t.Errorf("%s: %d schools, %d links, %d passed over", c.file, len(r.Schools), len(r.Links), r.Passed)
		}
		for _, s := range r.Schools {
			if s.ID == "" || s.Name.In("en") == "" || s.Authority == "" || s.Status == "" {
				t.Errorf("%s, row %d: %+v", c.file, s.Row, s)
			}
			if s.AuthorityID == "" && c.file != "england/gias_fictional_schools.csv" {
				t.Errorf("%s: the authority %q of row %d is not known", c.file, s.Authority, s.Row)
			}
		}
	}
}

func TestWhatTheEnglishListSays(t *testing.T) {
	t.Parallel()
	raw := fixture(t, "england/gias_subset_pseudonymised_cp1252.csv")
	if raw == nil {
		return
	}
	r := read(t, GIAS, raw)
	find := func(id string) community.RegisterSchool {
		i := slices.IndexFunc(r.Schools, func(s community.RegisterSchool) bool { return s.ID == id })
		if i < 0 {
			t.Fatalf("no school %s", id)
		}
		return r.Schools[i]
	}
	if s := find("101173"); s.Status != community.SchoolOpen || !slices.Equal(s.Heads, []string{"Kirsty NANT"}) ||
		!slices.Equal(s.Phase, []string{"special"}) || s.Opened.Format("2006-01-02") != "1982-05-13" {
		t.Errorf("101173 is %+v", s)
	}
	if s := find("100004"); s.Status != community.SchoolClosed || s.Heads != nil || s.Closed.Year() != 1992 {
		t.Errorf("100004 is %+v", s)
	}
	if s := find("126370"); s.Status != community.SchoolClosing || s.Authority != "Wiltshire" {
		t.Errorf("126370 is %+v", s)
	}
}

func TestWelshSchoolsHaveTwoNames(t *testing.T) {
	t.Parallel()
	raw := fixture(t, "wales/wales-address-list-schools-2018-04-10.ods")
	if raw == nil {
		return
	}
	two := 0
	for _, s := range read(t, Wales, raw).Schools {
		if s.Name["cy"] == "" || s.Name["en"] == "" {
			t.Errorf("%s is %v", s.ID, s.Name)
		}
		if s.Name["cy"] != s.Name["en"] {
			two++
		}
	}
	t.Log("schools with different names:", two)
}
