package authority

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTheListIsWhole(t *testing.T) {
	t.Parallel()
	counts := map[string]int{}
	for _, a := range All("") {
		counts[a.Nation]++
		if a.GSS == "" || a.Name == "" {
			t.Errorf("%+v lacks a code or a name", a)
		}
		if len(a.Successors) > 0 {
			t.Errorf("%s stands and has successors", a.Name)
		}
	}
	if d := cmp.Diff(map[string]int{"ENG": 153, "SCT": 32, "CYM": 22, "NIR": 11}, counts); d != "" {
		t.Error(d)
	}
	for _, a := range known().all {
		for _, code := range a.Successors {
			if _, ok := ByGSS(code); !ok {
				t.Errorf("the successor %s of %s is not in the list", code, a.Name)
			}
		}
		other, _ := ByName(a.Nation, a.Name)
		heir := slices.ContainsFunc(Heirs(a.GSS), func(h Authority) bool { return h.GSS == other.GSS })
		if other.GSS != a.GSS && (a.Ended.IsZero() || !heir) {
			t.Errorf("%s is found as %s", a.Name, other.Name)
		}
	}
}

func TestNamesAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ nation, name, gss string }{
		{"SCT", "Argyll & Bute", "S12000035"}, {"SCT", "Argyll and Bute Council", "S12000035"},
		{"SCT", "Edinburgh City", "S12000036"}, {"SCT", "Na h-Eileanan Siar", "S12000013"},
		{"CYM", "Ynys Môn", "W06000001"}, {"CYM", "ynys mon", "W06000001"}, {"CYM", "Isle of Anglesey", "W06000001"},
		{"CYM", "Pen-y-bont ar Ogwr", "W06000013"}, {"ENG", "Kingston upon Hull", "E06000010"},
	} {
		if a, ok := ByName(c.nation, c.name); !ok || a.GSS != c.gss {
			t.Errorf("%s is %+v, want %s", c.name, a, c.gss)
		}
	}
	if a, ok := ByEducation("CYM", "660"); !ok || a.In("cy") != "Ynys Môn" || a.In("gd") != "Isle of Anglesey" {
		t.Errorf("660 is %+v", a)
	}
	if _, ok := ByName("ENG", "Atlantis"); ok {
		t.Error("an authority was made up")
	}
}

func TestAbolishedAuthoritiesHaveHeirs(t *testing.T) {
	t.Parallel()
	cumbria, ok := ByGSS("E10000006")
	if !ok || cumbria.Ended.IsZero() {
		t.Fatalf("Cumbria is %+v", cumbria)
	}
	var names []string
	for _, a := range Heirs(cumbria.GSS) {
		names = append(names, a.Name)
	}
	if d := cmp.Diff([]string{"Cumberland", "Westmorland and Furness"}, names); d != "" {
		t.Error(d)
	}
	if own := Heirs("S12000013"); len(own) != 1 || own[0].GSS != "S12000013" {
		t.Errorf("heirs of a standing one: %+v", own)
	}
}
