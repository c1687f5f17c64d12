package verification

import "testing"

func TestSameName(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"Mrs Eira Sample", "Eira Sample", true}, {"AILEEN Scarista", "Aileen SCARISTA", true},
		{"Siân Sampl", "Sian Sampl", true}, {"Seán O'Example", "Sean OExample", true}, {"Seán O’Example", "Sean O'Example", true},
		{"Morag MacSample", "Morag McSample", true}, {"Morag Mac Sample", "Morag MacSample", true},
		{"Ann Sample-Jones", "Ann Sample Jones", true}, {"Ann Sample-Jones", "Ann Jones", true}, {"Ann Sample-Jones", "Ann Sample", true},
		{"Ann Mary Sample", "Ann Sample", true}, {"Mary-Ann Sample", "Maryann Sample", true}, {"Sample, Ann", "Ann Sample", true},
		{"Jan van der Sample", "Jan van der Sample", true}, {"Dr. Ann Sample OBE", "Ann Sample", true}, {"Ann Sample, OBE", "Ann Sample", true},
		{"Ann Sample", "Anna Sample", false}, {"Ann Sample", "Ben Sample", false}, {"Sample", "Sample", false},
		{"A Sample", "Ann Sample", false}, {"Mrs Sample", "Mrs Sample", false}, {"", "", false}, {"Macy Sample", "Mcy Sample", false},
	} {
		if got := SameName(c.a, c.b); got != c.same {
			t.Errorf("%q and %q: %v (%v, %v)", c.a, c.b, got, NameForms(c.a), NameForms(c.b))
		}
		if SameName(c.a, c.b) != SameName(c.b, c.a) {
			t.Errorf("%q and %q depend on their order", c.a, c.b)
		}
	}
}

// TestTitles: titles that lead a school, and many that never do by themselves.
func TestTitles(t *testing.T) {
	t.Parallel()
	for title, want := range map[string]struct {
		says   Standing
		manner Manner
	}{
		"Headteacher": {Leads, Substantive}, "Head Teacher": {Leads, Substantive}, "HEAD": {Leads, Substantive}, "Principal": {Leads, Substantive},
		"Rector": {Leads, Substantive}, "Head-teacher": {Leads, Substantive}, "Pennaeth": {Leads, Substantive}, "Prifathrawes": {Leads, Substantive},
		"Ceannard-sgoile": {Leads, Substantive}, "Acting Headteacher": {Leads, Acting}, "Headteacher (acting)": {Leads, Acting},
		"Interim Principal": {Leads, Acting}, "Pennaeth dros dro": {Leads, Acting}, "Executive Headteacher": {Leads, Executive},
		"Executive Principal": {Leads, Executive}, "Co-Headteacher": {Leads, CoHead}, "Joint Head": {Leads, CoHead},
		"Seconded headteacher": {Leads, Seconded},

		"Deputy Headteacher": {Supports, ""}, "Depute Head Teacher": {Supports, ""}, "Assistant Head": {Supports, ""}, "Vice Principal": {Supports, ""},
		"Vice-principal": {Supports, ""}, "Acting Deputy Head": {Supports, ""}, "Associate Headteacher": {Supports, ""}, "Dirprwy Bennaeth": {Supports, ""},
		"Pennaeth Cynorthwyol": {Supports, ""}, "Leas-cheannard": {Supports, ""}, "PA to the Headteacher": {Supports, ""},
		"Headteacher's secretary": {Supports, ""}, "School Business Manager": {Supports, ""}, "Class teacher": {Supports, ""}, "Head Cook": {Supports, ""},
		"Inspector": {Outside, ""}, "HMI": {Outside, ""}, "Adviser": {Outside, ""}, "School Improvement Advisor": {Outside, ""},
		"Education Officer": {Outside, ""}, "Chair of Governors": {Outside, ""}, "Consultant headteacher": {Outside, ""}, "Chief Executive": {Outside, ""},
		"Ymgynghorydd Her": {Outside, ""}, "Councillor": {Outside, ""}, "Journalist": {Outside, ""},
		"Head of Department": {Part, ""}, "Head of Teaching & Learning": {Part, ""}, "Head of Sixth Form": {Part, ""}, "Head of Year": {Part, ""},
		"Principal Teacher": {Part, ""}, "Pennaeth Adran": {Part, ""}, "Head Boy": {Part, ""}, "Head of School": {Part, ""},
		"Retired Headteacher": {Past, Retired}, "Former Principal": {Past, Retired}, "Cyn-bennaeth": {Past, Retired},
		"Aspiring headteacher": {Aspires, ""}, "Trainee head": {Aspires, ""}, "Darpar bennaeth": {Aspires, ""},
		"": {Missing, ""}, "  ": {Missing, ""}, "Wizard": {Unclear, ""}, "Warden": {Unclear, ""}, "Leader": {Unclear, ""},
	} {
		if says, manner := Title(title); says != want.says || manner != want.manner {
			t.Errorf("%q: %s %s, want %s %s", title, says, manner, want.says, want.manner)
		}
	}
}
