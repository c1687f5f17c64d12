package policy

import "testing"

// TestVisibility holds the rules to the table, row by row.
func TestVisibility(t *testing.T) {
	t.Parallel()
	for _, r := range Visibility {
		if got := GroupLevel(r.Facts); got != r.Document {
			t.Errorf("%s, %s: document %v, want %v", r.Asker, r.Column, got, r.Document)
		}
		for _, s := range r.Surfaces() {
			if got := Decide(s.Action, r.Facts); got.Verdict != s.Want {
				t.Errorf("%s, %s: %s %v %q, want %v", r.Asker, r.Column, s.Name, got.Verdict, got.Reason, s.Want)
			}
		}
	}
}

// TestVisibilityHasTheWholeTable: the askers of the table each stand
// before every kind of community, once.
func TestVisibilityHasTheWholeTable(t *testing.T) {
	t.Parallel()
	cells := map[[2]string]int{}
	for _, r := range Visibility {
		cells[[2]string{r.Asker, r.Column}]++
	}
	askers := []string{
		"nobody (unsigned GET)", "a host that is no peer, or a bad signature", "a peer's issuer",
		"a head of a peer, not a member", "an unverified person of a peer",
		"a member's server with an active full member", "a member",
	}
	for _, asker := range askers {
		for _, column := range Columns {
			if n := cells[[2]string{asker, column}]; n != 1 {
				t.Errorf("%s, %s: %d rows", asker, column, n)
			}
		}
	}
	if len(cells) != len(Visibility) {
		t.Errorf("%d rows, %d different", len(Visibility), len(cells))
	}
}

// TestLevelsOfEnded: a deleted community is gone to who had a part in it.
func TestLevelsOfEnded(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		f    Facts
		want Level
	}{
		{"member", with(insider, ended), LevelGone},
		{"member's server, private", with(with(with(peer, ended), fullMember), private), LevelGone},
		{"head", with(head, ended), LevelNotFound},
		{"nobody, open", with(with(nobody, ended), open), LevelNotFound},
		{"stranger", with(noPeer, ended), LevelUnauthenticated},
	} {
		if got := GroupLevel(tc.f); got != tc.want {
			t.Errorf("%s: %v, want %v", tc.name, got, tc.want)
		}
	}
}

// TestPersonLevel follows the paragraph below the table.
func TestPersonLevel(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		f    Facts
		want Level
	}{
		{"peer's issuer", peer, LevelStub},
		{"head of a peer", with(head, remote), LevelFull},
		{"unverified person of a peer", with(applicant, remote), LevelNotFound},
		{"nobody", nobody, LevelNotFound},
		{"nobody, open federation", with(nobody, public), LevelFull},
		{"stranger", noPeer, LevelUnauthenticated},
		{"peer's issuer, deleted", with(peer, gone), LevelGone},
	} {
		if got := PersonLevel(tc.f); got != tc.want {
			t.Errorf("%s: %v, want %v", tc.name, got, tc.want)
		}
	}
}

// TestNames: messages say what is meant.
func TestNames(t *testing.T) {
	t.Parallel()
	for l := LevelNotFound; l <= LevelFull; l++ {
		if l.String() == "no level" {
			t.Errorf("level %d has no name", l)
		}
	}
	for v := Allow; v <= Unavailable; v++ {
		if v.String() == "no verdict" {
			t.Errorf("verdict %d has no name", v)
		}
	}
	if Level(0).String() != "no level" || Level(99).String() != "no level" || Verdict(0).String() != "no verdict" {
		t.Error("an unknown level or verdict has a name")
	}
}
