package policy

// reportRows are the answers about reports.
func reportRows() map[Action][]row {
	return map[Action][]row{
		ReportPost: write(
			on("member", insider, yes), on("remote member", insider, yes, remote), on("member of another host's", insider, yes, away),
			on("member, private", insider, yes, private), on("member, open", insider, yes, open), on("moderator", moderator, yes),
			on("no biography", insider, yes, noBio), on("status unknown", insider, held, worth(Unknown)), on("locked", insider, yes, locked),
			on("guest", guest, yes), on("guest out of scope", guest, hide(ReasonOutOfScope), outOfScope),
			on("begun before their history", insider, hide(ReasonOutOfScope), before), on("begun since", insider, yes, since),
			on("author", insider, no, author), on("deleted", insider, forbid(ReasonGone), gone),
			on("head", head, forbid(ReasonNotMember)), on("head, private", head, hide(ReasonNotMember), private), on("pending", head, forbid(ReasonNotMember), is(Pending)),
			on("removed", insider, forbid(ReasonRemoved), is(Removed)), on("lapsed", insider, forbid(ReasonLapsed), notCurrent),
			on("revoked", insider, hide(ReasonCredentialRevoked), worth(Revoked)), on("unverified, open", applicant, forbid(ReasonNotAHead), open),
			on("member's server", peer, yes, fullMember), on("member's server, private", peer, yes, fullMember, private),
			on("member's server, deleted", peer, forbid(ReasonGone), fullMember, gone),
			on("guest's server, in scope", peer, yes, guestsOnly, func(f *Facts) { f.InScope = true }), on("guest's server, out of scope", peer, forbid(ReasonNotMember), guestsOnly),
			on("peer", peer, forbid(ReasonNotMember)), on("server of one invited", peer, forbid(ReasonNotMember), relation), on("peer, private", peer, hide(ReasonNotMember), private),
			on("operator", operator, no), on("operator, private", operator, noSuch, private)),
		ReportPublic: read(
			on("nobody, open", nobody, yes, open), on("nobody, open of another host", nobody, noSuch, open, away), on("nobody, open, deleted", nobody, hide(ReasonGone), open, gone),
			on("unverified, open", applicant, yes, open), on("head, open", head, yes, open), on("head, open of another host", head, no, open, away),
			on("revoked, open", insider, yes, open, worth(Revoked)), on("lapsed, open", insider, yes, open, notCurrent),
			on("author who left, open", insider, no, author, open, is(Left)), on("member, open", insider, no, open), on("guest, open", guest, no, open),
			on("head", head, hide(ReasonNotMember)), on("member", insider, no), on("guest out of scope", guest, hide(ReasonOutOfScope), outOfScope), on("operator, open", operator, no, open),
			on("issuer, open", peer, no, open), on("member's server, open", peer, no, open, fullMember)),
		ViewReports: wideRows(no, on("nobody", nobody, noSuch), on("status unknown", moderator, yes, worth(Unknown)),
			on("of their own post", moderator, no, author), on("remote moderator, of their own post", moderator, no, author, remote)),
		ResolveReport: wideRows(no, on("nobody", nobody, signIn), on("status unknown", moderator, held, worth(Unknown)),
			on("resolved before", moderator, forbid(ReasonAlreadyDecided), decided), on("of their own post", moderator, no, author),
			on("resolved before, member", insider, no, decided)),
	}
}
