package verification

import "testing"

// TestExamplesSayWhatTitlesAreWorth holds the public list to the table that
// applications are judged by.
func TestExamplesSayWhatTitlesAreWorth(t *testing.T) {
	t.Parallel()
	seen := map[Standing]int{}
	for _, group := range Examples {
		for _, e := range group.Titles {
			seen[group.Standing]++
			if got, _ := Title(e.Title); got != group.Standing {
				t.Errorf("%q is %s, and the public is told %s", e.Title, got, group.Standing)
			}
		}
	}
	for _, s := range []Standing{Leads, Supports, Part, Outside, Past, Aspires} {
		if seen[s] < 3 {
			t.Errorf("%d examples of %s", seen[s], s)
		}
	}
}
