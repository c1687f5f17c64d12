package policy

import "testing"

func weak(f *Facts)   { f.Weak = true }
func staffs(f *Facts) { f.Staff = true }

func secondRows() map[Action][]row {
	second := forbid(ReasonSecondFactor)
	return map[Action][]row{
		UseRole: {
			on("operator", operator, yes), on("operator, weak", operator, second, weak), on("moderator somewhere", head, yes, staffs),
			on("moderator somewhere, weak", head, second, staffs, weak), on("head", head, noSuch), on("head, weak", head, noSuch, weak), on("unverified", applicant, noSuch),
			on("facilitator, weak", head, second, worth(Facilitator), staffs, weak), on("moderator of a peer", head, noSuch, remote, staffs), on("peer", peer, noSuch),
			on("nobody", nobody, noSuch), on("stranger", noPeer, signIn), on("suspended", head, no, suspended, staffs),
		},
		UseAccount: {
			on("head", head, yes, self), on("unverified", applicant, yes, self), on("revoked", head, yes, self, worth(Revoked)), on("suspended", head, yes, self, suspended),
			on("operator", operator, yes, self), on("operator, weak", operator, yes, self, weak), on("operator, another's", operator, noSuch),
			on("another's", head, noSuch), on("guest", guest, noSuch, self, visiting), on("head of a peer", head, noSuch, self, remote), on("peer", peer, noSuch),
			on("nobody", nobody, noSuch), on("stranger", noPeer, signIn),
		},
	}
}

// TestAWeakSignInTakesRolesAway: without a second factor nobody may do more, an
// operator and who moderates or facilitates may do nothing of it, and everybody
// else everything as before.
func TestAWeakSignInTakesRolesAway(t *testing.T) {
	t.Parallel()
	taken := 0
	for asker := Anonymous; asker <= Operator+1; asker++ {
		eachFacts(asker, func(f Facts) {
			at := with(f, weak)
			for _, a := range Actions {
				got, was := Decide(a, at), Decide(a, f)
				switch {
				case got == was:
					if was.OK() && (running[a] || moderating[a] && f.Role >= FacilitatorRole && !(a == EndGuest && f.Self)) {
						t.Fatalf("%s is allowed without a second factor\n%+v", a, at)
					}
				case got == forbid(ReasonSecondFactor) && (f.Asker == Operator || f.Role >= FacilitatorRole):
					taken++
				default:
					t.Fatalf("%s: %v %q without a second factor, %v %q with one\n%+v", a, got.Verdict, got.Reason, was.Verdict, was.Reason, f)
				}
			}
		})
	}
	if taken == 0 {
		t.Fatal("nothing was taken away")
	}
}
