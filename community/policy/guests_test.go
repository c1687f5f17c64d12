package policy

import "testing"

// guestRows are who may bring somebody from outside into a conversation, and
// what such a guest may look at.
func guestRows() map[Action][]row {
	return map[Action][]row{
		AskGuest: write(
			on("member", insider, yes), on("member, open", insider, yes, open), on("member, private", insider, yes, private),
			on("facilitator", aide, yes), on("moderator", moderator, yes), on("aspiring, admitted", insider, yes, worth(Aspiring)),
			on("remote member", insider, no, remote), on("member of another host's", insider, no, away),
			on("guest", guest, hide(ReasonOutOfScope)), on("guest, open", guest, forbid(ReasonOutOfScope), open),
			on("locked", insider, forbid(ReasonLocked), locked), on("deleted", insider, forbid(ReasonGone), gone),
			on("status unknown", insider, held, worth(Unknown)), on("lapsed", insider, forbid(ReasonLapsed), notCurrent),
			on("revoked", insider, hide(ReasonCredentialRevoked), worth(Revoked)), on("head", head, forbid(ReasonNotMember)),
			on("head, private", head, hide(ReasonNotMember), private), on("operator", operator, no), on("issuer", peer, no, fullMember),
		),
		AdmitGuest: hostRows(no, on("nobody", nobody, signIn), on("status unknown", moderator, held, worth(Unknown)),
			on("own, of several moderators", moderator, no, self), on("own, of the only moderator", moderator, yes, self, last),
			on("sponsor, no moderator", insider, no, self, last), on("decided before", moderator, forbid(ReasonAlreadyDecided), decided)),
		EndGuest: hostRows(no, on("nobody", nobody, signIn), on("sponsor", insider, yes, self), on("sponsor, private", insider, yes, self, private),
			on("sponsor, removed", insider, forbid(ReasonRemoved), self, is(Removed)), on("sponsor, remote", insider, no, self, remote),
			on("guest, self", guest, hide(ReasonOutOfScope), self), on("sponsor, status unknown", insider, no, self, worth(Unknown))),
		ViewDesk: {
			on("desk", applicant, yes, desk), on("head with a desk", head, yes, desk), on("head", head, noSuch), on("desk of a peer", applicant, noSuch, desk, remote),
			on("guest", guest, noSuch, visiting, desk), on("operator", operator, noSuch, desk), on("peer", peer, noSuch), on("unverified", applicant, noSuch),
			on("nobody", nobody, noSuch), on("stranger", noPeer, signIn), on("suspended", applicant, no, suspended, desk),
		},
		ViewTeam: {
			on("head", head, yes), on("facilitator", head, yes, worth(Facilitator)), on("aspiring", head, yes, worth(Aspiring), notAdmit),
			on("operator", operator, yes), on("unverified", applicant, noSuch), on("guest", guest, noSuch, visiting), on("revoked", head, noSuch, worth(Revoked)),
			on("status unknown", head, held, worth(Unknown)), on("head of a peer", head, noSuch, remote), on("peer", peer, noSuch),
			on("nobody", nobody, noSuch), on("stranger", noPeer, signIn), on("suspended", head, no, suspended),
		},
		Roam: {
			on("guest", guest, hide(ReasonOutOfScope), visiting), on("head", head, yes), on("unverified", applicant, yes), on("operator", operator, yes),
			on("nobody", nobody, yes), on("peer", peer, yes), on("stranger", noPeer, signIn), on("suspended", head, no, suspended),
		},
	}
}

func desk(f *Facts) { f.Desk = true }

// TestADeskOpensNothingElse: of everything that there is, a desk changes one
// answer.
func TestADeskOpensNothingElse(t *testing.T) {
	t.Parallel()
	for asker := Anonymous; asker <= Operator+1; asker++ {
		eachFacts(asker, func(f Facts) {
			at := with(f, desk)
			for _, a := range Actions {
				if a == ViewDesk {
					continue
				}
				if got, want := Decide(a, at), Decide(a, f); got != want {
					t.Fatalf("%s: %v %q with a desk, %v %q without\n%+v", a, got.Verdict, got.Reason, want.Verdict, want.Reason, f)
				}
			}
		})
	}
}

// TestAnAspiringHeadSeesNoRoomOfHeads: of a community that does not admit them
// there is nothing for them, by any action and whatever their record says.
func TestAnAspiringHeadSeesNoRoomOfHeads(t *testing.T) {
	t.Parallel()
	seen := 0
	eachFacts(Person, func(f Facts) {
		if f.Credential != Aspiring || f.AdmitsCredential || f.Access == Open {
			return
		}
		for _, a := range Actions {
			if !communities[a] || a == Leave || a == DeletePost && f.Author {
				continue
			}
			if d := Decide(a, f); d.Verdict != NotFound && !(f.Ended && d.Reason == ReasonGone) {
				t.Fatalf("%s: %v %q\n%+v", a, d.Verdict, d.Reason, f)
			}
			seen++
		}
	})
	if seen == 0 {
		t.Error("nothing was asked")
	}
}

// TestAGuestIsToldOfNothingElse: of whatever is not open, a guest is given
// their scope or the answer for what does not exist. What they know of is the
// name of the community that they are in.
func TestAGuestIsToldOfNothingElse(t *testing.T) {
	t.Parallel()
	seen := 0
	eachFacts(Person, func(f Facts) {
		if f.Role != Guest || f.Membership != Active || f.Access == Open || f.InScope || f.Author || f.Ended {
			return
		}
		for _, a := range Actions {
			if !communities[a] || a == ViewStub || a == ViewListed || a == Leave || a == Join {
				continue
			}
			if d := Decide(a, f); d.Verdict != NotFound && member(f) {
				t.Fatalf("%s: %v %q\n%+v", a, d.Verdict, d.Reason, f)
			}
			seen++
		}
	})
	if seen == 0 {
		t.Error("nothing was asked")
	}
}
