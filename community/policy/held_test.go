package policy

import "testing"

// TestHeldBecause asks for every role and every ground whether a post waits.
func TestHeldBecause(t *testing.T) {
	want := map[Role]map[string]string{
		NoRole:          {},
		Guest:           {"review": HeldReview, "all": HeldEverybody, "new": HeldNewcomer, "review all new": HeldReview},
		Member:          {"review": HeldReview, "all": HeldEverybody, "new": HeldNewcomer, "review all new": HeldReview},
		FacilitatorRole: {"review": HeldReview, "review all new": HeldReview},
		Moderator:       {},
	}
	grounds := map[string]Facts{"": {}, "review": {Reviewed: true}, "all": {HoldsAll: true}, "new": {Newcomer: true},
		"review all new": {Reviewed: true, HoldsAll: true, Newcomer: true}}
	for role, causes := range want {
		for ground, f := range grounds {
			f.Asker, f.Role = Person, role
			if got := HeldBecause(f); got != causes[ground] {
				t.Errorf("role %d, %q: %q, want %q", role, ground, got, causes[ground])
			}
			f.Asker = Operator
			if got := HeldBecause(f); got != "" {
				t.Errorf("somebody without membership: %q", got)
			}
		}
	}
}
