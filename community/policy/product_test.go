package policy

import (
	"slices"
	"testing"
)

// flags are the settings of the facts that are yes or no, beyond Hosted and
// Current, under which the whole product of the others is walked: nothing,
// everything in the asker's favour, and each of these with one fact turned.
func flags() []Facts {
	favour := Facts{Local: true, Biography: true, WithinReach: true, AdmitsCredential: true, InScope: true, Author: true, Self: true, Linked: true, Welcome: true}
	turns := []func(*Facts){
		func(*Facts) {},
		func(f *Facts) { f.Local = !f.Local },
		func(f *Facts) { f.WithinReach = !f.WithinReach },
		func(f *Facts) { f.AdmitsCredential = !f.AdmitsCredential },
		func(f *Facts) { f.InScope = !f.InScope },
		func(f *Facts) { f.Author, f.Self = !f.Author, !f.Self },
		func(f *Facts) { f.Linked = !f.Linked },
		func(f *Facts) { f.Biography = !f.Biography },
		func(f *Facts) { f.Welcome = !f.Welcome },
		suspended, ended, locked, silenced, gone, last, decided, fullMember, relation, guestsOnly, public, over, asked,
	}
	var all []Facts
	for _, base := range []Facts{{}, favour} {
		for _, turn := range turns {
			all = append(all, with(base, turn))
		}
	}
	return all
}

// eachFacts walks the product for one kind of asker, one value beyond the last
// of each type included: facts that nobody should be able to make. Those who
// are no person have no credential and no record; for them the product with
// such facts is walked under the first settings only.
func eachFacts(asker Asker, visit func(Facts)) {
	for i, f := range flags() {
		f.Asker = asker
		if asker != Person && i > 0 {
			eachCommunity(f, visit)
			continue
		}
		eachPerson(f, visit)
	}
}

// eachPerson walks credentials, states and roles before eachCommunity.
func eachPerson(f Facts, visit func(Facts)) {
	for f.Credential = NoCredential; f.Credential <= Appointed+1; f.Credential++ {
		for f.Membership = NotMember; f.Membership <= Left+1; f.Membership++ {
			for f.Role = NoRole; f.Role <= Moderator+1; f.Role++ {
				eachCommunity(f, visit)
			}
		}
	}
}

// eachCommunity walks access, Hosted and Current.
func eachCommunity(f Facts, visit func(Facts)) {
	for f.Access = Open; f.Access <= Private+1; f.Access++ {
		for i := range 4 {
			f.Hosted, f.Current = i&1 != 0, i&2 != 0
			visit(f)
		}
	}
}

// property is something that holds for every action and all facts.
type property struct {
	name  string
	holds func(Action, Facts, Decision) bool
}

var (
	contents    = set(ViewThread, ViewHistory, ViewFile)
	inside      = set(ViewThread, ViewHistory, ViewFile, ViewFull, ViewMembers, ViewQueue)
	communities = actionsOf(func(r rule) bool { return r.scope == ofCommunity })
	writes      = actionsOf(func(r rule) bool { return r.scope == ofCommunity && r.write })
	posts       = set(StartThread, Reply, React, EditPost, ShareThread)
	moderating  = set(ViewQueue, EditCommunity, Invite, DecideJoin, RemoveMember, WarnMember, SilenceMember, ReviewMember, DecidePost, Appoint, AdmitGuest, LockThread, PinThread, RemovePost, ViewReports, ResolveReport, DecideAppeal, SetLinkRule)
	atHostOnly  = set(DecideAppeal, EditCommunity, Invite, AdmitGuest, SetLinkRule)
	running     = set(ManagePeers, ManageLinks, AddMember, VerifyPerson, RevokePerson, SuspendPerson, RotateKeys, ManageQueue, ViewAudit, ImportRegister, TellIncidents, HandleReports, KeepSafety, ManageOperators, EndSessions, SetSchoolDays)
	changes     = actionsOf(func(r rule) bool { return r.write })
	codes       = set(Reasons...)
)

func set[T comparable](members ...T) map[T]bool {
	in := map[T]bool{}
	for _, m := range members {
		in[m] = true
	}
	return in
}

func actionsOf(match func(rule) bool) map[Action]bool {
	return set(slices.DeleteFunc(slices.Clone(Actions), func(a Action) bool { return !match(rules[a]) })...)
}

// properties are the promises that no change of a single rule may break.
var properties = []property{
	{"every decision has a verdict, and every refusal a reason from the list", func(_ Action, _ Facts, d Decision) bool {
		if d.Verdict == Allow {
			return d.Reason == ""
		}
		return d.Verdict > Allow && d.Verdict <= Unavailable && codes[d.Reason]
	}},
	{"a stranger is unauthenticated, and of the known only the nameless", func(_ Action, f Facts, d Decision) bool {
		return f.Asker == Stranger && d.Verdict == Unauthenticated ||
			f.Asker != Stranger && (d.Verdict != Unauthenticated || f.Asker == Anonymous)
	}},
	{"the nameless learn nothing: sign in to change, not found to see", func(a Action, f Facts, d Decision) bool {
		return f.Asker != Anonymous || d.OK() && !changes[a] || changes[a] == (d.Verdict == Unauthenticated)
	}},
	{"closed content only with an active and current record and a credential or a guest's place", func(a Action, f Facts, d Decision) bool {
		if !d.OK() || f.Access == Open || !inside[a] {
			return true
		}
		return f.Asker == Person && f.Membership == Active && f.Current && !f.Ended &&
			f.Credential != Revoked && f.Credential != Lapsed && f.Credential != Withheld && (f.Credential != NoCredential || f.Role == Guest)
	}},
	{"guests stay in their scope and see no members", func(a Action, f Facts, d Decision) bool {
		if f.Asker != Person || f.Role != Guest || f.Membership != Active || !d.OK() || f.Access == Open {
			return true
		}
		return (f.InScope || !posts[a] && !contents[a]) && a != StartThread && a != ShareThread && a != ViewFull && a != ViewMembers
	}},
	{"without a good credential nothing is written but leaving and deleting one's own, save by guests", func(a Action, f Facts, d Decision) bool {
		if !d.OK() || !writes[a] || a == Leave || a == DeletePost && f.Author || a == ReportPost && f.Asker == Issuer {
			return true
		}
		guest := f.Role == Guest && f.Credential == NoCredential && (f.Membership == Active || f.Membership == Invited && a == Join)
		return f.Credential == Head || f.Credential == Facilitator || f.Credential == Aspiring && f.AdmitsCredential || guest ||
			f.Credential == Appointed && f.AdmitsCredential && f.Local && f.Hosted
	}},
	{"a further role opens nothing of a closed room but where its own instance's room admits it", func(a Action, f Facts, d Decision) bool {
		if !d.OK() || f.Credential != Appointed || f.Asker != Person || f.Access == Open || rules[a].scope != ofCommunity || a == Leave || a == DeletePost && f.Author {
			return true
		}
		return f.AdmitsCredential && f.Local && f.Hosted
	}},
	{"a further role is no colleague: no directory, profile, peers or vouching", func(a Action, f Facts, d Decision) bool {
		if !d.OK() || f.Credential != Appointed || f.Asker != Person || f.Self {
			return true
		}
		return a != ViewDirectory && a != ViewProfile && a != ViewPeers && a != Vouch && a != CreateCommunity
	}},
	{"an unknown status allows nothing new", func(a Action, f Facts, d Decision) bool {
		return !d.OK() || f.Asker != Person || f.Credential != Unknown || !writes[a] || a == Leave || a == DeletePost
	}},
	{"unavailable only for an unknown status", func(_ Action, f Facts, d Decision) bool {
		return d.Verdict != Unavailable || f.Credential == Unknown && d.Reason == ReasonStatusUnavailable
	}},
	{"posting needs a current record and a biography", func(a Action, f Facts, d Decision) bool {
		return !d.OK() || !posts[a] || f.Asker == Person && f.Membership == Active && f.Current && f.Biography && !f.Gone
	}},
	{"a lock stops every reply and reaction", func(a Action, f Facts, d Decision) bool {
		return !d.OK() || !f.Locked || a != Reply && a != React
	}},
	{"nobody votes once a poll is over, and guests never do", func(a Action, f Facts, d Decision) bool {
		return !d.OK() || a != Vote || !f.Over && f.Role != Guest
	}},
	{"what has been put to the vote is not changed", func(a Action, f Facts, d Decision) bool {
		return !d.OK() || a != EditPost || !f.Poll
	}},
	{"nobody is let in by a link, or shares across one, that is not in force", func(a Action, f Facts, d Decision) bool {
		return !d.OK() || a != AdmitByLink && a != ShareThread || f.Linked
	}},
	{"a link lets nobody in who may not ask", func(a Action, f Facts, d Decision) bool {
		return !d.OK() || a != AdmitByLink || Decide(Join, f).OK()
	}},
	{"nobody carries another's words out of a community", func(a Action, f Facts, d Decision) bool {
		return !d.OK() || a != ShareThread || f.Author && f.Role != Guest
	}},
	{"only the author edits and deletes", func(a Action, f Facts, d Decision) bool {
		return !d.OK() || a != EditPost && a != DeletePost || f.Asker == Person && f.Author
	}},
	{"communities are run by current members with a role, and from elsewhere by moderators alone", func(a Action, f Facts, d Decision) bool {
		if !d.OK() || !moderating[a] {
			return true
		}
		facilitating := a == DecideAppeal || a == ViewQueue || a == Invite || a == DecideJoin || a == ReviewMember || a == DecidePost
		both := f.Local && f.Hosted
		return f.Asker == Person && (both || !atHostOnly[a]) && f.Membership == Active && f.Current &&
			(f.Role == Moderator || f.Role == FacilitatorRole && facilitating && both)
	}},
	{"the log is for servers with an active full member", func(a Action, f Facts, d Decision) bool {
		return !d.OK() || a != ViewLog || f.Asker == Issuer && f.FullMember && f.Hosted
	}},
	{"stamps are for servers with an active member or guest", func(a Action, f Facts, d Decision) bool {
		return !d.OK() || a != ViewStamps || f.Asker == Issuer && (f.FullMember || f.GuestsOnly) && f.Hosted
	}},
	{"operators see no content and have no part in a community", func(a Action, f Facts, d Decision) bool {
		return !d.OK() || f.Asker != Operator || !communities[a] ||
			(a == ViewStub || a == ViewListed) && f.Hosted && (f.Access == Open || f.Access == Closed)
	}},
	{"nobody decides an appeal against what they decided, or their own", func(a Action, f Facts, d Decision) bool {
		return !d.OK() || a != DecideAppeal || !f.Self && !f.Author && !f.Decided
	}},
	{"an issuer reads no closed content and changes nothing, but reports for people who have a place, and appeals for its own", func(a Action, f Facts, d Decision) bool {
		return a == MakeAppeal && f.Self && !f.Decided || a == ReportPost && (f.FullMember || f.GuestsOnly && f.InScope) || !d.OK() || f.Asker != Issuer || !changes[a] && (f.Access == Open || !contents[a] && a != ViewListed)
	}},
	{"only operators run the instance", func(a Action, f Facts, d Decision) bool {
		return !running[a] || d.OK() == (f.Asker == Operator && !f.Suspended)
	}},
	{"a private community is never forbidden to who has no part in it", func(a Action, f Facts, d Decision) bool {
		if f.Access < Private || !communities[a] {
			return true
		}
		return hasPart(f) || d.Verdict == NotFound || d.Verdict == Unauthenticated || a == DeletePost && f.Author && d.OK()
	}},
	{"a closed community is hidden from the unverified, the revoked and the expired", func(a Action, f Facts, d Decision) bool {
		bad := f.Credential == NoCredential && f.Role != Guest || f.Credential == Revoked || f.Credential == Lapsed
		if f.Asker != Person || f.Access != Closed || !bad || !communities[a] || a == Leave || a == DeletePost {
			return true
		}
		return d.Verdict == NotFound || f.Ended && d.Reason == ReasonGone
	}},
	{"a closed community out of reach is hidden from who has no part in it", func(a Action, f Facts, d Decision) bool {
		if f.Asker == Operator || f.Access != Closed || f.WithinReach || !communities[a] {
			return true
		}
		return hasPart(f) || d.Verdict == NotFound || d.Verdict == Unauthenticated || a == DeletePost && f.Author && d.OK()
	}},
	{"who is suspended sees nothing but their own profile and account", func(a Action, f Facts, d Decision) bool {
		return !d.OK() || !f.Suspended || (a == ViewProfile || a == UseAccount) && f.Self && f.Local && f.Asker == Person
	}},
	{"an ended community allows nothing", func(a Action, f Facts, d Decision) bool {
		return !f.Ended || !communities[a] || !d.OK()
	}},
	{"another host's community is not ours to show", func(a Action, f Facts, d Decision) bool {
		return f.Hosted || f.Asker == Person && f.Local || !communities[a] || !d.OK()
	}},
	{"what is not told is not in the answer", func(_ Action, _ Facts, d Decision) bool {
		return d.Told() == "" || d.Verdict == Forbidden || d.Verdict == Unavailable
	}},
	{"whoever sees more of a community also sees less", func(a Action, f Facts, d Decision) bool {
		return !d.OK() || a != ViewFull && a != ViewListed || Decide(ViewStub, f).OK() && Decide(ViewListed, f).OK()
	}},
}

// hasPart reports whether a record, the asker's own or one of its people's,
// ties the asker to the community, in the plainest words: it is the measure of
// the rules and shares nothing with them.
func hasPart(f Facts) bool {
	switch f.Asker {
	case Issuer:
		return f.FullMember || f.AnyRelation
	case Person:
		switch f.Membership {
		case Invited, Pending, Active, Suspended:
			return true
		case Expired:
			return f.Ended || !f.Hosted
		case Removed, Left:
			return f.Ended
		}
	}
	return false
}

// TestProperties walks every action over the whole product.
func TestProperties(t *testing.T) {
	t.Parallel()
	actions := append(slices.Clone(Actions), "no.such-action")
	for asker := Anonymous; asker <= Operator+1; asker++ {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			broken := map[string]int{}
			eachFacts(asker, func(f Facts) {
				for _, a := range actions {
					d := Decide(a, f)
					for _, p := range properties {
						if !p.holds(a, f, d) {
							if broken[p.name]++; broken[p.name] == 1 {
								t.Errorf("%s\nbroken by %s: %v %q\n%+v", p.name, a, d.Verdict, d.Reason, f)
							}
						}
					}
				}
			})
		})
	}
}

// TestUnknownActionIsRefused: to who is allowed most, too.
func TestUnknownActionIsRefused(t *testing.T) {
	t.Parallel()
	for _, f := range []Facts{moderator, operator, with(peer, fullMember), with(nobody, open)} {
		if d := Decide("no.such-action", f); d != noSuch {
			t.Errorf("%+v: %+v", f, d)
		}
	}
}

// TestUnknownAskerIsRefused: a kind of asker that no rule knows gets nothing.
func TestUnknownAskerIsRefused(t *testing.T) {
	t.Parallel()
	for _, a := range Actions {
		f := with(moderator, func(f *Facts) { f.Asker = Operator + 1; f.Self, f.Author, f.FullMember = true, true, true })
		if d := Decide(a, f); d != noSuch {
			t.Errorf("%s: %+v", a, d)
		}
	}
}

// TestReasons: the codes are a closed list without doubles.
func TestReasons(t *testing.T) {
	t.Parallel()
	if sorted := slices.Compact(slices.Sorted(slices.Values(Reasons))); len(sorted) != len(Reasons) || len(Reasons) != 41 {
		t.Errorf("%d reasons, %d different", len(Reasons), len(sorted))
	}
}
