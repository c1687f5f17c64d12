package policy

import (
	"slices"
	"testing"
)

// The people, servers and accounts that the rows speak of.
var (
	nobody    = Facts{Hosted: true, Access: Closed}
	noPeer    = Facts{Asker: Stranger, Hosted: true, Access: Closed, WithinReach: true}
	peer      = Facts{Asker: Issuer, Hosted: true, Access: Closed, WithinReach: true}
	operator  = Facts{Asker: Operator, Local: true, Hosted: true, Access: Closed}
	applicant = Facts{Asker: Person, Local: true, Hosted: true, Access: Closed, WithinReach: true}
	head      = Facts{Asker: Person, Local: true, Hosted: true, Access: Closed, WithinReach: true, Credential: Head, AdmitsCredential: true, Biography: true}
	insider   = with(head, func(f *Facts) { f.Membership, f.Role, f.Current = Active, Member, true })
	aide      = with(insider, func(f *Facts) { f.Role = FacilitatorRole })
	moderator = with(insider, func(f *Facts) { f.Role = Moderator })
	guest     = with(applicant, func(f *Facts) {
		f.Membership, f.Role, f.Current, f.InScope, f.Biography = Active, Guest, true, true, true
	})
)

// The changes that the rows make to them.
func open(f *Facts)       { f.Access = Open }
func private(f *Facts)    { f.Access = Private }
func remote(f *Facts)     { f.Local = false }
func away(f *Facts)       { f.Hosted = false } // the thing's home is another instance
func far(f *Facts)        { f.WithinReach = false }
func notCurrent(f *Facts) { f.Current = false }
func author(f *Facts)     { f.Author = true }
func self(f *Facts)       { f.Self = true }
func locked(f *Facts)     { f.Locked = true }
func silenced(f *Facts)   { f.Silenced = true }
func gone(f *Facts)       { f.Gone = true }
func ended(f *Facts)      { f.Ended = true }
func suspended(f *Facts)  { f.Suspended = true }
func last(f *Facts)       { f.LastOfRole = true }
func decided(f *Facts)    { f.Decided = true }
func outOfScope(f *Facts) { f.InScope = false }

// before is a member asking for what was begun before their history, since for
// what was begun since.
func before(f *Facts)     { f.Bounded, f.InScope = true, false }
func since(f *Facts)      { f.Bounded, f.InScope = true, true }
func noBio(f *Facts)      { f.Biography = false }
func notAdmit(f *Facts)   { f.AdmitsCredential = false }
func fullMember(f *Facts) { f.FullMember, f.AnyRelation = true, true }
func relation(f *Facts)   { f.AnyRelation = true }
func guestsOnly(f *Facts) { f.GuestsOnly, f.AnyRelation = true, true }
func visiting(f *Facts)   { f.Visiting = true }
func public(f *Facts)     { f.PublicFed, f.PostsOpen = true, true }

func is(s State) func(*Facts)         { return func(f *Facts) { f.Membership = s } }
func as(r Role) func(*Facts)          { return func(f *Facts) { f.Role = r } }
func worth(c Credential) func(*Facts) { return func(f *Facts) { f.Credential = c } }

// row is one expectation. Its facts are somebody with changes.
type row struct {
	who  string
	f    Facts
	want Decision
}

func on(who string, f Facts, want Decision, changes ...func(*Facts)) row {
	for _, change := range changes {
		change(&f)
	}
	return row{who, f, want}
}

var (
	yes     = allow()
	held    = wait()
	no      = forbid(ReasonPolicy)
	noSuch  = hide(ReasonPolicy)
	signIn  = Decision{Unauthenticated, ReasonPolicy}
	notHead = hide(ReasonNotAHead)
)

// common holds for every action about a community.
func common(rows ...row) []row {
	return slices.Concat([]row{
		on("stranger", noPeer, signIn),
		on("stranger, open", noPeer, signIn, open),
		on("suspended member", insider, noSuch, suspended),
		on("suspended member, open", insider, no, suspended, open),
		on("remote person about another host's community", insider, noSuch, remote, away),
		on("peer about another host's community", peer, noSuch, fullMember, away),
		on("ended, member", insider, forbid(ReasonGone), ended),
		on("ended, private, member's server", peer, forbid(ReasonGone), ended, private, fullMember),
		on("ended, removed member", insider, forbid(ReasonGone), ended, is(Removed)),
		on("ended, never a member", head, hide(ReasonGone), ended),
		on("ended, open, never a member", head, hide(ReasonGone), ended, open),
		on("ended, revoked member", insider, hide(ReasonGone), ended, worth(Revoked)),
		on("private, unverified", applicant, notHead, private),
	}, rows)
}

// write is for every action that changes something in a community, read for
// those that change nothing.
func write(rows ...row) []row {
	return common(append(rows, on("nobody", nobody, signIn), on("nobody, private", nobody, signIn, private))...)
}

func read(rows ...row) []row {
	return common(append(rows, on("nobody", nobody, noSuch), on("nobody, private", nobody, noSuch, private),
		on("closed, unverified", applicant, notHead), on("operator, private", operator, noSuch, private),
		on("closed, revoked member", insider, hide(ReasonCredentialRevoked), worth(Revoked)),
		on("private, expired credential", insider, hide(ReasonCredentialExpired), worth(Lapsed), private))...)
}

// contentRows holds for threads, histories and files.
func contentRows(rows ...row) []row {
	return read(append(rows,
		on("nobody, open", nobody, yes, open), on("peer, open", peer, yes, open),
		on("unverified, open", applicant, yes, open), on("revoked, open", insider, yes, open, worth(Revoked)),
		on("unverified, open of another host", applicant, yes, open, away), on("nobody, open of another host", nobody, noSuch, open, away),
		on("operator, open", operator, no, open), on("member's server", peer, noSuch, fullMember),
		on("member", insider, yes), on("remote member", insider, yes, remote), on("member, private", insider, yes, private),
		on("member, status unknown", insider, yes, worth(Unknown)), on("member of another host's", insider, yes, away),
		on("begun before their history", insider, hide(ReasonOutOfScope), before), on("begun since", insider, yes, since), on("moderator, begun before", moderator, hide(ReasonOutOfScope), before),
		on("remote member, begun before", insider, hide(ReasonOutOfScope), before, remote),
		on("guest", guest, yes), on("guest, out of scope", guest, hide(ReasonOutOfScope), outOfScope),
		on("revoked head as guest", guest, hide(ReasonCredentialRevoked), worth(Revoked)),
		on("unverified with a member's record", guest, notHead, as(Member)),
		on("aspiring, admitted", insider, yes, worth(Aspiring)), on("aspiring, not admitted", insider, noSuch, worth(Aspiring), notAdmit),
		on("lapsed at the host", insider, hide(ReasonLapsed), notCurrent), on("expired at the host", insider, hide(ReasonLapsed), is(Expired)),
		on("lapsed at the host, private", insider, hide(ReasonLapsed), notCurrent, private),
		on("lapsed at home", insider, forbid(ReasonLapsed), notCurrent, away),
		on("lapsed at home, private", insider, forbid(ReasonLapsed), notCurrent, away, private),
		on("expired at home", insider, forbid(ReasonLapsed), is(Expired), away),
		on("waits for confirmation", insider, forbid(ReasonLapsed), is(Suspended)),
		on("invited, private", head, forbid(ReasonNotMember), private, is(Invited)),
		on("pending", head, forbid(ReasonNotMember), is(Pending)),
		on("head, private", head, hide(ReasonNotMember), private), on("head, out of reach", head, hide(ReasonOutOfReach), far),
		on("removed, private", insider, hide(ReasonRemoved), private, is(Removed)), on("left, private", insider, hide(ReasonLeft), private, is(Left)),
		on("deleted", insider, forbid(ReasonGone), gone), on("deleted, outsider", head, hide(ReasonNotMember), gone, private),
	)...)
}

// postRows holds for every way of writing as a member.
func postRows(rows ...row) []row {
	return write(append(rows,
		on("member of another host's", insider, yes, author, away), on("remote member", insider, yes, author, remote),
		on("member, open", insider, yes, author, open), on("member, private", insider, yes, author, private),
		on("facilitator", aide, yes, author), on("facilitator's credential", insider, yes, author, worth(Facilitator)),
		on("aspiring, admitted", insider, yes, author, worth(Aspiring)), on("aspiring, not admitted", insider, noSuch, author, worth(Aspiring), notAdmit),
		on("begun before their history", insider, hide(ReasonOutOfScope), author, before), on("begun since", insider, yes, author, since),
		on("in a time-out", insider, forbid(ReasonTimeOut), author, silenced), on("in a time-out, moderator", moderator, forbid(ReasonTimeOut), author, silenced),
		on("in a time-out, no biography", insider, forbid(ReasonTimeOut), author, silenced, noBio),
		on("held", insider, held, author, worth(Unknown)), on("no biography", insider, forbid(ReasonBiographyRequired), author, noBio),
		on("no biography, held", insider, forbid(ReasonBiographyRequired), author, noBio, worth(Unknown)),
		on("revoked", insider, hide(ReasonCredentialRevoked), author, worth(Revoked)),
		on("revoked, open", insider, forbid(ReasonCredentialRevoked), author, worth(Revoked), open),
		on("credential expired, open", insider, forbid(ReasonCredentialExpired), author, worth(Lapsed), open),
		on("not a member", head, forbid(ReasonNotMember)), on("not a member, open", head, forbid(ReasonNotMember), open),
		on("not a member, private", head, hide(ReasonNotMember), private),
		on("not a member, out of reach", head, hide(ReasonOutOfReach), far),
		on("unverified, open", applicant, forbid(ReasonNotAHead), open), on("pending", head, forbid(ReasonNotMember), is(Pending)),
		on("removed", insider, forbid(ReasonRemoved), author, is(Removed)), on("left, open", insider, forbid(ReasonLeft), author, is(Left), open),
		on("lapsed", insider, forbid(ReasonLapsed), author, notCurrent), on("waits for confirmation", insider, forbid(ReasonLapsed), is(Suspended)),
		on("no role", insider, forbid(ReasonNotMember), author, as(NoRole)),
		on("guest out of scope", guest, hide(ReasonOutOfScope), author, outOfScope),
		on("deleted", insider, forbid(ReasonGone), author, gone),
		on("operator", operator, no, author), on("operator, open", operator, no, open), on("operator, private", operator, noSuch, private),
		on("issuer", peer, no, fullMember), on("issuer, private", peer, noSuch, private),
	)...)
}

// hostRows holds for what is done at the community's own instance only.
func hostRows(facilitator Decision, rows ...row) []row {
	return staffRows(facilitator, append(rows,
		on("remote moderator", moderator, no, remote), on("moderator of another host's", moderator, no, away))...)
}

// wideRows holds for what moderators do from wherever their home is, and
// facilitators at the community's own instance.
func wideRows(facilitator Decision, rows ...row) []row {
	return staffRows(facilitator, append(rows,
		on("remote moderator", moderator, yes, remote), on("moderator of another host's", moderator, yes, away),
		on("remote moderator, private", moderator, yes, remote, private), on("remote moderator, lapsed", moderator, forbid(ReasonLapsed), remote, notCurrent),
		on("remote facilitator", aide, no, remote), on("facilitator of another host's", aide, no, away),
		on("remote member", insider, no, remote), on("remote head", head, forbid(ReasonNotMember), remote),
		on("remote moderator, revoked", moderator, hide(ReasonCredentialRevoked), remote, worth(Revoked)))...)
}

// staffRows holds for moderators' acts; the facilitator's answer differs.
func staffRows(facilitator Decision, rows ...row) []row {
	return common(append(rows,
		on("moderator", moderator, yes), on("moderator, private", moderator, yes, private), on("moderator, open", moderator, yes, open),
		on("facilitator", aide, facilitator), on("member", insider, no), on("guest", guest, hide(ReasonOutOfScope)), on("guest, open", guest, forbid(ReasonOutOfScope), open),
		on("moderator, lapsed", moderator, forbid(ReasonLapsed), notCurrent),
		on("moderator, revoked", moderator, hide(ReasonCredentialRevoked), worth(Revoked)),
		on("moderator, removed, private", moderator, hide(ReasonRemoved), is(Removed), private),
		on("head", head, forbid(ReasonNotMember)), on("head, private", head, hide(ReasonNotMember), private),
		on("operator", operator, no), on("operator, private", operator, noSuch, private),
		on("member's server", peer, no, fullMember), on("peer, private", peer, noSuch, private),
	)...)
}

// instanceRows holds for acts of operators.
func instanceRows(nameless Decision) []row {
	return []row{
		on("operator", operator, yes), on("suspended operator", operator, no, suspended),
		on("head", head, no), on("moderator", moderator, no), on("remote head", head, no, remote),
		on("issuer", peer, no), on("stranger", noPeer, signIn), on("nobody", nobody, nameless),
	}
}

// TestRows holds Decide to the rows of every action.
func TestRows(t *testing.T) {
	t.Parallel()
	expected := expectedRows()
	for _, a := range Actions {
		if len(expected[a]) == 0 {
			t.Errorf("%s has no rows", a)
		}
		for _, r := range expected[a] {
			if got := Decide(a, r.f); got != r.want {
				t.Errorf("%s by %s: %v %q, want %v %q", a, r.who, got.Verdict, got.Reason, r.want.Verdict, r.want.Reason)
			}
		}
	}
	if len(expected) != len(Actions) || len(rules) != len(Actions) {
		t.Errorf("%d actions, rows for %d, rules for %d", len(Actions), len(expected), len(rules))
	}
}

// TestRowsCatchMutations checks the rows themselves: a rule that always
// allowed or always refused would be noticed by at least one of them.
func TestRowsCatchMutations(t *testing.T) {
	t.Parallel()
	expected := expectedRows()
	for _, a := range Actions {
		for _, always := range []Decision{yes, no, noSuch} {
			mutant := rules[a]
			mutant.decide = func(Facts) Decision { return always }
			noticed := slices.ContainsFunc(expected[a], func(r row) bool {
				return decideBy(map[Action]rule{a: mutant}, a, r.f).OK() != r.want.OK()
			})
			if !noticed {
				t.Errorf("%s: no row notices a rule that always says %v", a, always.Verdict)
			}
		}
	}
}
