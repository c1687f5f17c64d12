package policy

// over is a poll whose time has passed, and asked a post that has been put to the
// vote.
func over(f *Facts)  { f.Over = true }
func asked(f *Facts) { f.Poll = true }

// pollRows are the answers about votes.
func pollRows() map[Action][]row {
	return map[Action][]row{
		Vote: write(
			on("member", insider, yes), on("remote member", insider, yes, remote), on("member of another host's", insider, yes, away),
			on("member, private", insider, yes, private), on("member, open", insider, yes, open), on("moderator", moderator, yes), on("author", insider, yes, author),
			on("no biography", insider, yes, noBio), on("locked", insider, yes, locked), on("status unknown", insider, held, worth(Unknown)),
			on("over", insider, forbid(ReasonPollClosed), over), on("over, moderator", moderator, forbid(ReasonPollClosed), over),
			on("over, status unknown", insider, forbid(ReasonPollClosed), over, worth(Unknown)),
			on("deleted", insider, forbid(ReasonGone), gone), on("guest", guest, no), on("guest out of scope", guest, hide(ReasonOutOfScope), outOfScope),
			on("begun before their history", insider, hide(ReasonOutOfScope), before), on("begun since", insider, yes, since),
			on("head", head, forbid(ReasonNotMember)), on("head, open", head, forbid(ReasonNotMember), open), on("head, private", head, hide(ReasonNotMember), private),
			on("pending", head, forbid(ReasonNotMember), is(Pending)), on("removed", insider, forbid(ReasonRemoved), is(Removed)), on("left", insider, forbid(ReasonLeft), is(Left)),
			on("lapsed", insider, forbid(ReasonLapsed), notCurrent), on("revoked", insider, hide(ReasonCredentialRevoked), worth(Revoked)),
			on("member's server", peer, no, fullMember), on("operator", operator, no), on("operator, private", operator, noSuch, private)),
	}
}
