package policy

import "slices"

// Cell is what one asker gets from one kind of community: the level of the
// group's document, and the verdict on each thing that hangs on it.
type Cell struct {
	Document                                                 Level
	Log, Stamps, Keys, Members, Copies, Files, Queue, Thread Verdict
}

// Row is one asker before one kind of community. FEDERATION.md shows the same by document (Actors).
// Facts is what a use case would load for that asker; the thing asked for
// exists, is hosted here and has not been deleted.
type Row struct {
	Asker  string // the table's first column, in words
	Column string // one of Columns
	Facts  Facts
	Cell
}

// Columns are the kinds of community that the table distinguishes.
var Columns = []string{"open", "closed, within reach", "closed, out of reach", "private"}

// Surface is one thing that hangs on a group, with the action that guards it.
type Surface struct {
	Name   string
	Action Action
	Want   Verdict
}

// Surfaces lists the cell's verdicts with their actions. "copies" are
// hr:copies, "queue" the moderators' hr:queue.
func (c Cell) Surfaces() []Surface {
	return []Surface{
		{"log", ViewLog, c.Log},
		{"stamps", ViewStamps, c.Stamps},
		{"keys", ViewStub, c.Keys},
		{"members", ViewMembers, c.Members},
		{"copies", ViewHistory, c.Copies},
		{"files", ViewFile, c.Files},
		{"queue", ViewQueue, c.Queue},
		{"thread", ViewThread, c.Thread},
	}
}

// The cells that occur. The order of the verdicts is that of the type:
// document; log, stamps, keys; members; copies, files; queue; thread.
var (
	hiddenCell  = Cell{LevelNotFound, NotFound, NotFound, NotFound, NotFound, NotFound, NotFound, NotFound, NotFound}
	refusedCell = Cell{LevelUnauthenticated, Unauthenticated, Unauthenticated, Unauthenticated, Unauthenticated, Unauthenticated, Unauthenticated, Unauthenticated, Unauthenticated}

	// What is public of an open community: to nobody in particular, to
	// somebody who may be told "not you", to a server that keeps a copy, to
	// somebody suspended here, and to an operator of the host.
	publicCell       = Cell{LevelShown, NotFound, NotFound, Allow, NotFound, Allow, Allow, NotFound, Allow}
	openCell         = Cell{LevelShown, Forbidden, Forbidden, Allow, Forbidden, Allow, Allow, Forbidden, Allow}
	openServerCell   = Cell{LevelShown, Allow, Allow, Allow, Forbidden, Allow, Allow, Forbidden, Allow}
	suspendedCell    = Cell{LevelNotFound, Forbidden, Forbidden, Forbidden, Forbidden, Forbidden, Forbidden, Forbidden, Forbidden}
	openGuestsCell   = Cell{LevelShown, Forbidden, Allow, Allow, Forbidden, Allow, Allow, Forbidden, Allow}
	openOperatorCell = Cell{LevelShown, Forbidden, Forbidden, Allow, Forbidden, Forbidden, Forbidden, Forbidden, Forbidden}

	stubCell      = Cell{LevelStub, Forbidden, Forbidden, Allow, Forbidden, NotFound, NotFound, Forbidden, NotFound}
	guestsCell    = Cell{LevelStamps, Forbidden, Allow, Allow, Forbidden, NotFound, NotFound, Forbidden, NotFound}
	serverCell    = Cell{LevelServerView, Allow, Allow, Allow, Forbidden, NotFound, NotFound, Forbidden, NotFound}
	listedCell    = Cell{LevelListed, Forbidden, Forbidden, Allow, Forbidden, NotFound, NotFound, Forbidden, NotFound}
	lapsedCell    = Cell{LevelListed, Forbidden, Forbidden, Allow, Forbidden, NotFound, NotFound, Forbidden, NotFound}
	invitedCell   = Cell{LevelListed, Forbidden, Forbidden, Allow, Forbidden, Forbidden, Forbidden, Forbidden, Forbidden}
	guestCell     = Cell{LevelListed, NotFound, NotFound, Allow, NotFound, Allow, Allow, NotFound, Allow}
	memberCell    = Cell{LevelFull, Forbidden, Forbidden, Allow, Allow, Allow, Allow, Forbidden, Allow}
	operatorCell  = Cell{LevelListed, Forbidden, Forbidden, Allow, Forbidden, NotFound, NotFound, Forbidden, NotFound}
	moderatorCell = Cell{LevelFull, Forbidden, Forbidden, Allow, Allow, Allow, Allow, Allow, Allow}
)

// The askers of the table, and those that the rest of Part I adds to it.
var (
	aHead      = Facts{Asker: Person, Credential: Head, AdmitsCredential: true}
	aLocalHead = Facts{Asker: Person, Credential: Head, AdmitsCredential: true, Local: true}
	aRecord    = Facts{Asker: Person, Credential: Head, AdmitsCredential: true, Membership: Active, Role: Member, Current: true, Biography: true}
)

// Visibility is the table of who is shown what, as data: the tests of this
// package hold Decide and GroupLevel to it, and the leak crawl holds every
// route of a running instance to it. A membership stands when the reach of its
// community is narrowed later; hence the third column of members.
var Visibility = slices.Concat(
	//                                                            open            closed, in     closed, out  private
	across("nobody (unsigned GET)", Facts{}, publicCell, hiddenCell, hiddenCell, hiddenCell),
	across("a host that is no peer, or a bad signature", Facts{Asker: Stranger}, refusedCell, refusedCell, refusedCell, refusedCell),
	across("a peer's issuer", Facts{Asker: Issuer}, openCell, stubCell, hiddenCell, hiddenCell),
	across("a peer's issuer, one of its people invited", Facts{Asker: Issuer, AnyRelation: true}, openCell, stubCell, stubCell, stubCell),
	across("a head of a peer, not a member", aHead, openCell, listedCell, hiddenCell, hiddenCell),
	across("a head of a peer, invited", with(aHead, func(f *Facts) { f.Membership = Invited }), openCell, invitedCell, invitedCell, invitedCell),
	across("an unverified person of a peer", Facts{Asker: Person}, openCell, hiddenCell, hiddenCell, hiddenCell),
	across("a member's server with an active full member", Facts{Asker: Issuer, FullMember: true, AnyRelation: true}, openServerCell, serverCell, serverCell, serverCell),
	across("a server with guests only", Facts{Asker: Issuer, GuestsOnly: true, AnyRelation: true}, openGuestsCell, guestsCell, guestsCell, guestsCell),
	across("a member", aRecord, memberCell, memberCell, memberCell, memberCell),

	across("a head of this instance, not a member", aLocalHead, openCell, listedCell, hiddenCell, hiddenCell),
	across("an unverified person of this instance", Facts{Asker: Person, Local: true}, openCell, hiddenCell, hiddenCell, hiddenCell),
	across("a member of this instance", with(aRecord, func(f *Facts) { f.Local = true }), memberCell, memberCell, memberCell, memberCell),
	across("a moderator of this instance", with(aRecord, func(f *Facts) { f.Local, f.Role = true, Moderator }), moderatorCell, moderatorCell, moderatorCell, moderatorCell),
	across("a moderator of a peer", with(aRecord, func(f *Facts) { f.Role = Moderator }), moderatorCell, moderatorCell, moderatorCell, moderatorCell),
	across("an aspiring head whom the community does not admit", Facts{Asker: Person, Credential: Aspiring}, openCell, hiddenCell, hiddenCell, hiddenCell),
	across("somebody of a further role whom the community does not admit", Facts{Asker: Person, Credential: Appointed, Local: true, Biography: true}, openCell, hiddenCell, hiddenCell, hiddenCell),
	across("a member by a further role", with(aRecord, func(f *Facts) { f.Local, f.Credential = true, Appointed }), memberCell, memberCell, memberCell, memberCell),
	across("a further role of a peer", with(aRecord, func(f *Facts) { f.Credential = Appointed }), openCell, hiddenCell, hiddenCell, hiddenCell),
	across("a guest in scope", Facts{Asker: Person, Membership: Active, Role: Guest, Current: true, InScope: true}, openCell, guestCell, guestCell, guestCell),
	across("a guest whose time is over", Facts{Asker: Person, Membership: Expired, Role: Guest, InScope: true}, openCell, hiddenCell, hiddenCell, hiddenCell),
	across("a member whose record has lapsed", with(aRecord, func(f *Facts) { f.Current = false }), openCell, lapsedCell, hiddenCell, hiddenCell),
	across("a member who was removed", with(aRecord, func(f *Facts) { f.Membership = Removed }), openCell, listedCell, hiddenCell, hiddenCell),
	across("a member whose credential was revoked", with(aRecord, func(f *Facts) { f.Credential = Revoked }), openCell, hiddenCell, hiddenCell, hiddenCell),
	across("a member whose credential has expired", with(aRecord, func(f *Facts) { f.Credential = Lapsed }), openCell, hiddenCell, hiddenCell, hiddenCell),
	across("a suspended member", with(aRecord, func(f *Facts) { f.Suspended = true }), suspendedCell, hiddenCell, hiddenCell, hiddenCell),
	across("an operator of this instance", Facts{Asker: Operator, Local: true}, openOperatorCell, operatorCell, operatorCell, hiddenCell),
)

// across lays one asker over the columns.
func across(asker string, f Facts, cells ...Cell) []Row {
	columns := []Facts{{Access: Open, WithinReach: true}, {Access: Closed, WithinReach: true}, {Access: Closed}, {Access: Private, WithinReach: true}}
	rows := make([]Row, len(columns))
	for i, c := range columns {
		g := f
		g.Hosted, g.Access, g.WithinReach = true, c.Access, c.WithinReach
		rows[i] = Row{Asker: asker, Column: Columns[i], Facts: g, Cell: cells[i]}
	}
	return rows
}

// with is a copy of the facts with one change.
func with(f Facts, change func(*Facts)) Facts {
	change(&f)
	return f
}
