package policy

import "maps"

// expectedRows are the answers that the documents ask for, action by action.
func expectedRows() map[Action][]row {
	rows := map[Action][]row{}
	for _, part := range []map[Action][]row{communityRows(), membershipRows(), threadRows(), peopleRows(), operatorsRows(), guestRows(), reportRows(), appealRows(), linkRows(), messageRows(), secondRows(), pollRows()} {
		maps.Copy(rows, part)
	}
	return rows
}

func communityRows() map[Action][]row {
	inside := read(
		on("member", insider, yes), on("remote member", insider, yes, remote), on("member, status unknown", insider, yes, worth(Unknown)),
		on("member, open", insider, yes, open), on("nobody, open", nobody, noSuch, open),
		on("guest", guest, hide(ReasonOutOfScope)), on("guest, open", guest, forbid(ReasonOutOfScope), open), on("head", head, forbid(ReasonNotMember)), on("head, open", head, forbid(ReasonNotMember), open),
		on("head, private", head, hide(ReasonNotMember), private), on("invited, private", head, forbid(ReasonNotMember), is(Invited), private),
		on("lapsed at home, private", insider, forbid(ReasonLapsed), notCurrent, away, private),
		on("lapsed at the host, private", insider, hide(ReasonLapsed), notCurrent, private),
		on("operator", operator, no), on("operator, open", operator, no, open),
		on("member's server", peer, no, fullMember), on("peer, private", peer, noSuch, private),
	)
	return map[Action][]row{
		ViewStub: read(
			on("peer", peer, yes), on("peer, open", peer, yes, open), on("peer, out of reach", peer, noSuch, far),
			on("peer, private", peer, noSuch, private), on("peer of one invited, private", peer, yes, private, relation),
			on("member's server, private", peer, yes, private, fullMember), on("nobody, open", nobody, yes, open), on("head", head, yes),
		),
		ViewListed: read(
			on("nobody, open", nobody, yes, open), on("peer, open", peer, yes, open), on("peer", peer, no), on("peer, private", peer, noSuch, private),
			on("head", head, yes), on("remote head", head, yes, remote), on("head, not admitted", head, yes, notAdmit),
			on("head, out of reach", head, hide(ReasonOutOfReach), far), on("head, private", head, hide(ReasonNotMember), private),
			on("head, another host's", head, yes, away), on("head, status unknown", head, hide(ReasonNotMember), worth(Unknown)),
			on("facilitator", head, yes, worth(Facilitator)), on("aspiring, admitted", head, yes, worth(Aspiring)),
			on("aspiring, not admitted", head, noSuch, worth(Aspiring), notAdmit),
			on("invited, private", head, yes, private, is(Invited)), on("pending, private", head, yes, private, is(Pending)),
			on("invited, then revoked", head, hide(ReasonCredentialRevoked), is(Invited), worth(Revoked)),
			on("invited guest, private", guest, yes, private, is(Invited)), on("unverified, invited as a member", applicant, notHead, is(Invited), as(Member)),
			on("member, private", insider, yes, private), on("removed, private", insider, hide(ReasonRemoved), private, is(Removed)),
			on("lapsed at home, private", insider, yes, private, notCurrent, away),
			on("operator", operator, yes), on("operator, open", operator, yes, open), on("operator, another host's", operator, noSuch, away),
			on("unverified, open", applicant, yes, open), on("unverified, open of another host", applicant, yes, open, away),
		),
		ViewOutside: read(
			on("nobody, open, open to the world", nobody, yes, open, public), on("nobody, open to the world", nobody, noSuch, public),
			on("nobody, private, open to the world", nobody, noSuch, private, public), on("nobody, open", nobody, noSuch, open),
			on("nobody, open, another host's", nobody, noSuch, open, public, away), on("nobody, open, ended", nobody, hide(ReasonGone), open, public, ended),
			on("peer, open", peer, no, open, public), on("member, open", insider, no, open, public), on("operator, open", operator, no, open, public),
			on("head, private", head, hide(ReasonNotMember), private, public),
		),
		ViewFull:    inside,
		ViewMembers: inside,
		ViewLog: {
			on("member's server", peer, yes, fullMember), on("member's server, private", peer, yes, fullMember, private),
			on("member's server, open", peer, yes, fullMember, open), on("server with guests only", peer, forbid(ReasonNotMember), guestsOnly),
			on("peer", peer, forbid(ReasonNotMember)), on("peer, private", peer, hide(ReasonNotMember), private),
			on("peer, another host's", peer, noSuch, fullMember, away), on("peer, ended", peer, forbid(ReasonGone), fullMember, ended),
			on("member", insider, no), on("head, private", head, noSuch, private), on("unverified", applicant, noSuch),
			on("operator", operator, no), on("nobody", nobody, noSuch), on("nobody, open", nobody, noSuch, open), on("stranger", noPeer, signIn),
		},
		ViewStamps: {
			on("member's server", peer, yes, fullMember), on("member's server, private", peer, yes, fullMember, private),
			on("member's server, open", peer, yes, fullMember, open), on("server with guests only", peer, yes, guestsOnly), on("server with guests only, private", peer, yes, guestsOnly, private), on("server of one invited", peer, forbid(ReasonNotMember), relation),
			on("peer", peer, forbid(ReasonNotMember)), on("peer, private", peer, hide(ReasonNotMember), private),
			on("peer, another host's", peer, noSuch, fullMember, away), on("peer, ended", peer, forbid(ReasonGone), fullMember, ended),
			on("member", insider, no), on("head, private", head, noSuch, private), on("unverified", applicant, noSuch),
			on("operator", operator, no), on("nobody", nobody, noSuch), on("nobody, open", nobody, noSuch, open), on("stranger", noPeer, signIn),
		},
		ViewQueue:       wideRows(yes, on("nobody", nobody, noSuch), on("moderator, status unknown", moderator, yes, worth(Unknown))),
		EditCommunity:   hostRows(no, on("nobody", nobody, signIn), on("moderator, status unknown", moderator, held, worth(Unknown))),
		CreateCommunity: createRows(),
	}
}

func createRows() []row {
	return []row{
		on("operator", operator, yes), on("head", head, yes), on("facilitator", head, yes, worth(Facilitator)),
		on("aspiring", head, no, worth(Aspiring)), on("unverified", applicant, forbid(ReasonNotAHead)),
		on("revoked", head, forbid(ReasonCredentialRevoked), worth(Revoked)), on("expired", head, forbid(ReasonCredentialExpired), worth(Lapsed)),
		on("status unknown", head, held, worth(Unknown)), on("remote head", head, no, remote), on("issuer", peer, no),
		on("suspended head", head, no, suspended), on("suspended operator", operator, no, suspended),
		on("nobody", nobody, signIn), on("stranger", noPeer, signIn),
	}
}

func membershipRows() map[Action][]row {
	return map[Action][]row{
		Join: write(
			on("head", head, yes), on("remote head", head, yes, remote), on("head, open", head, yes, open), on("head, another host's", head, yes, away),
			on("facilitator", head, yes, worth(Facilitator)), on("aspiring, admitted", head, yes, worth(Aspiring)),
			on("aspiring, not admitted", head, noSuch, worth(Aspiring), notAdmit), on("aspiring, not admitted, open", head, no, worth(Aspiring), notAdmit, open),
			on("head, not admitted", head, no, notAdmit), on("head, out of reach", head, hide(ReasonOutOfReach), far),
			on("head, open, out of reach", head, forbid(ReasonOutOfReach), far, open),
			on("head, private", head, hide(ReasonNotMember), private), on("invited, private", head, yes, private, is(Invited)),
			on("invited, out of reach", head, forbid(ReasonOutOfReach), private, is(Invited), far),
			on("invited, then revoked", head, hide(ReasonCredentialRevoked), private, is(Invited), worth(Revoked)),
			on("invited guest", guest, yes, private, is(Invited)), on("guest without invitation", guest, notHead, is(NotMember)),
			on("unverified", applicant, notHead), on("unverified, open", applicant, forbid(ReasonNotAHead), open),
			on("unverified, invited as a member", applicant, notHead, private, is(Invited), as(Member)),
			on("status unknown", head, held, worth(Unknown)), on("status unknown, open", head, held, worth(Unknown), open),
			on("status unknown, private", head, hide(ReasonNotMember), worth(Unknown), private),
			on("status unknown, out of reach", head, hide(ReasonOutOfReach), worth(Unknown), far),
			on("revoked", head, hide(ReasonCredentialRevoked), worth(Revoked)), on("revoked, open", head, forbid(ReasonCredentialRevoked), worth(Revoked), open),
			on("expired, open", head, forbid(ReasonCredentialExpired), worth(Lapsed), open),
			on("again, pending", head, yes, is(Pending)), on("again, after leaving", head, yes, is(Left)), on("again, after removal", head, yes, is(Removed)),
			on("again, after removal, private", head, hide(ReasonRemoved), is(Removed), private),
			on("renewal by a member", insider, yes, private), on("waits for confirmation", insider, forbid(ReasonLapsed), is(Suspended)),
			on("operator", operator, no), on("operator, private", operator, noSuch, private), on("issuer", peer, no),
		),
		Leave: write(
			on("member", insider, yes), on("remote member, private", insider, yes, remote, private), on("member, revoked", insider, yes, worth(Revoked)),
			on("member, credential expired", insider, yes, worth(Lapsed)), on("member, lapsed", insider, yes, notCurrent),
			on("guest", guest, yes), on("declines", head, yes, private, is(Invited)), on("withdraws", head, yes, is(Pending)),
			on("waits for confirmation", insider, yes, is(Suspended)), on("moderator", moderator, yes),
			on("last moderator", moderator, forbid(ReasonLastModerator), last), on("not a member", head, forbid(ReasonNotMember)),
			on("not a member, private", head, hide(ReasonNotMember), private), on("left before", insider, forbid(ReasonLeft), is(Left)),
			on("operator", operator, no), on("issuer, private", peer, noSuch, private),
		),
		Invite: hostRows(yes, on("nobody", nobody, signIn), on("status unknown", moderator, held, worth(Unknown))),
		DecideJoin: wideRows(yes, on("nobody", nobody, signIn), on("status unknown", moderator, held, worth(Unknown)),
			on("decided before", moderator, forbid(ReasonAlreadyDecided), decided), on("decided before, member", insider, no, decided)),
		Appoint:       wideRows(no, on("nobody", nobody, signIn), on("status unknown", moderator, held, worth(Unknown))),
		WarnMember:    wideRows(no, on("nobody", nobody, signIn), on("status unknown", moderator, held, worth(Unknown)), on("oneself", moderator, forbid(ReasonPolicy), self)),
		SilenceMember: wideRows(no, on("nobody", nobody, signIn), on("status unknown", moderator, held, worth(Unknown)), on("oneself", moderator, forbid(ReasonPolicy), self)),
		ReviewMember:  wideRows(yes, on("nobody", nobody, signIn), on("status unknown", moderator, held, worth(Unknown)), on("oneself", moderator, forbid(ReasonPolicy), self)),
		DecidePost: wideRows(yes, on("nobody", nobody, signIn), on("status unknown", moderator, held, worth(Unknown)), on("one's own", moderator, forbid(ReasonPolicy), self),
			on("one's own, member", insider, no, self)),
		RemoveMember: wideRows(no, on("nobody", nobody, signIn), on("status unknown", moderator, held, worth(Unknown)),
			on("last moderator, self", moderator, forbid(ReasonLastModerator), last, self), on("last moderator, another", moderator, yes, last)),
	}
}

func threadRows() map[Action][]row {
	afterwards := func(d Decision) []row {
		return []row{
			on("author, removed", insider, d, author, is(Removed)), on("author, left, private", insider, d, author, is(Left), private),
			on("author, expired", insider, d, author, is(Expired)), on("author, revoked", insider, d, author, worth(Revoked)),
		}
	}
	return map[Action][]row{
		ViewThread:  contentRows(on("head", head, hide(ReasonNotMember)), on("operator", operator, noSuch), on("peer", peer, noSuch)),
		ViewHistory: contentRows(on("head", head, hide(ReasonNotMember)), on("operator", operator, noSuch), on("peer", peer, noSuch)),
		ViewReaders: read(
			on("own", insider, yes, author), on("own, of another host's community", insider, yes, author, away), on("own, locked", insider, yes, author, locked),
			on("guest's own", guest, yes, author), on("own, deleted", insider, forbid(ReasonGone), author, gone),
			on("own, out of scope", guest, hide(ReasonOutOfScope), author, outOfScope), on("own, status unknown", insider, yes, author, worth(Unknown)),
			on("own, left, private", insider, hide(ReasonLeft), author, is(Left), private), on("own, open, left", insider, forbid(ReasonLeft), author, is(Left), open),
			on("remote author", insider, forbid(ReasonNotAuthor), author, remote), on("another's", insider, forbid(ReasonNotAuthor)),
			on("another's, moderator", moderator, forbid(ReasonNotAuthor)), on("operator", operator, no, author), on("operator, private", operator, noSuch, author, private),
			on("peer", peer, no), on("issuer, private", peer, noSuch, private), on("nobody, open", nobody, noSuch, open)),
		ViewFile:    contentRows(on("head", head, hide(ReasonNotMember)), on("operator", operator, noSuch), on("peer", peer, noSuch)),
		StartThread: postRows(on("guest in scope", guest, hide(ReasonOutOfScope)), on("guest, open", guest, forbid(ReasonOutOfScope), open)),
		Reply: postRows(on("guest in scope", guest, yes), on("locked", insider, forbid(ReasonLocked), locked),
			on("locked, moderator", moderator, forbid(ReasonLocked), locked), on("locked, held", insider, forbid(ReasonLocked), locked, worth(Unknown)),
			on("revoked guest", guest, hide(ReasonCredentialRevoked), worth(Revoked))),
		React: postRows(on("guest in scope", guest, yes), on("locked", insider, forbid(ReasonLocked), locked)),
		EditPost: postRows(on("another's", insider, forbid(ReasonNotAuthor)), on("another's, moderator", moderator, forbid(ReasonNotAuthor)),
			on("own, locked", insider, yes, author, locked), on("guest's own", guest, yes, author), on("own, put to the vote", insider, forbid(ReasonPollFixed), author, asked)),
		DeletePost: write(append(afterwards(yes),
			on("own", insider, yes, author), on("own, locked", insider, yes, author, locked), on("own, remote", insider, yes, author, remote),
			on("another's", insider, forbid(ReasonNotAuthor)), on("another's, moderator", moderator, forbid(ReasonNotAuthor)),
			on("another's, outsider, private", head, hide(ReasonNotMember), private), on("own, deleted", insider, forbid(ReasonGone), author, gone),
			on("operator", operator, no, author), on("issuer, private", peer, noSuch, author, private))...),
		LockThread: wideRows(no, on("nobody", nobody, signIn), on("deleted", moderator, forbid(ReasonGone), gone), on("locked", moderator, yes, locked)),
		PinThread:  wideRows(no, on("nobody", nobody, signIn), on("deleted", moderator, forbid(ReasonGone), gone), on("locked", moderator, yes, locked)),
		RemovePost: wideRows(no, on("nobody", nobody, signIn), on("deleted", moderator, forbid(ReasonGone), gone), on("author, no moderator", insider, no, author)),
	}
}

func peopleRows() map[Action][]row {
	own := []row{
		on("own", head, yes, self), on("own, unverified", applicant, yes, self), on("own, revoked", head, yes, self, worth(Revoked)),
		on("own, expired", head, yes, self, worth(Lapsed)), on("own, suspended", head, no, self, suspended),
		on("another's", head, noSuch), on("another's, moderator", moderator, noSuch), on("remote", head, noSuch, self, remote),
		on("operator", operator, noSuch), on("issuer", peer, noSuch), on("nobody", nobody, signIn), on("stranger", noPeer, signIn),
	}
	return map[Action][]row{
		ViewKeyDocument: {
			on("peer", peer, yes), on("peer, another host's person", peer, noSuch, away), on("peer, deleted", peer, forbid(ReasonGone), gone),
			on("nobody", nobody, noSuch), on("nobody, open federation", nobody, yes, public), on("nobody, open federation, deleted", nobody, hide(ReasonGone), public, gone),
			on("head of a peer", head, noSuch, remote), on("operator", operator, noSuch), on("stranger", noPeer, signIn), on("suspended", head, noSuch, self, suspended),
		},
		ViewCredential: {
			on("peer", peer, yes), on("peer, another host's person", peer, noSuch, away), on("nobody", nobody, noSuch),
			on("nobody, open federation", nobody, noSuch, public), on("head of a peer", head, noSuch, remote), on("operator", operator, noSuch), on("stranger", noPeer, signIn),
		},
		ViewProfile: {
			on("head", head, yes), on("head of a peer", head, yes, remote), on("head, another host's person", head, yes, away),
			on("head of a peer, another host's person", head, noSuch, remote, away), on("facilitator", head, yes, worth(Facilitator)),
			on("aspiring", head, noSuch, worth(Aspiring)), on("unverified", applicant, notHead), on("unverified of a peer", applicant, notHead, remote),
			on("revoked", head, hide(ReasonCredentialRevoked), worth(Revoked)), on("status unknown", head, hide(ReasonStatusUnavailable), worth(Unknown)),
			on("own, unverified", applicant, yes, self), on("own, revoked", head, yes, self, worth(Revoked)), on("own, suspended", head, yes, self, suspended),
			on("another's, suspended", head, no, suspended), on("self, remote, suspended", head, no, self, remote, suspended),
			on("deleted", head, forbid(ReasonGone), gone), on("operator", operator, yes), on("operator, another host's person", operator, noSuch, away),
			on("peer", peer, no), on("nobody", nobody, noSuch), on("nobody, open federation", nobody, yes, public), on("stranger", noPeer, signIn),
		},
		ViewDirectory: {
			on("head", head, yes), on("facilitator", head, yes, worth(Facilitator)), on("unverified", applicant, forbid(ReasonNotAHead)),
			on("aspiring", head, no, worth(Aspiring)), on("revoked", head, forbid(ReasonCredentialRevoked), worth(Revoked)), on("suspended", head, no, suspended, self),
			on("head of a peer", head, noSuch, remote), on("peer", peer, noSuch), on("operator", operator, no), on("nobody", nobody, noSuch), on("stranger", noPeer, signIn),
		},
		EditProfile: own,
		UseDrafts:   own,

		UseApplication: own,
		ApplyAgain: {
			on("unverified", applicant, yes, self), on("revoked", head, yes, self, worth(Revoked)), on("expired", head, yes, self, worth(Lapsed)),
			on("aspiring", head, yes, self, worth(Aspiring)), on("further role", head, yes, self, worth(Appointed)), on("facilitator", head, yes, self, worth(Facilitator)),
			on("head", head, no, self), on("credential suspended", head, forbid(ReasonCredentialSuspended), self, worth(Withheld)),
			on("status unknown", head, wait(), self, worth(Unknown)), on("suspended", head, no, self, suspended), on("guest", applicant, noSuch, self, visiting),
			on("another's", head, noSuch, worth(Revoked)), on("head of a peer", head, noSuch, remote, self), on("peer", peer, noSuch),
			on("operator", operator, noSuch), on("nobody", nobody, signIn), on("stranger", noPeer, signIn),
		},
		LinkAccount: {
			on("head", head, yes, self), on("another's", head, noSuch), on("facilitator", head, no, self, worth(Facilitator)),
			on("unverified", applicant, forbid(ReasonNotAHead), self), on("revoked", head, forbid(ReasonCredentialRevoked), self, worth(Revoked)),
			on("expired", head, forbid(ReasonCredentialExpired), self, worth(Lapsed)), on("status unknown", head, wait(), self, worth(Unknown)),
			on("credential suspended", head, forbid(ReasonCredentialSuspended), self, worth(Withheld)),
			on("suspended", head, no, self, suspended), on("head of a peer", head, noSuch, self, remote), on("peer", peer, noSuch),
			on("operator", operator, noSuch), on("nobody", nobody, signIn), on("stranger", noPeer, signIn),
		},
		Vouch: {
			on("head", head, yes), on("facilitator", head, noSuch, worth(Facilitator)), on("aspiring", head, noSuch, worth(Aspiring)),
			on("unverified", applicant, notHead), on("revoked", head, hide(ReasonCredentialRevoked), worth(Revoked)),
			on("expired", head, hide(ReasonCredentialExpired), worth(Lapsed)), on("status unknown", head, wait(), worth(Unknown)),
			on("suspended", head, no, suspended), on("head of a peer", head, noSuch, remote), on("peer", peer, noSuch),
			on("operator", operator, noSuch), on("nobody", nobody, signIn), on("stranger", noPeer, signIn),
		},
	}
}

func operatorsRows() map[Action][]row {
	return map[Action][]row{
		ViewPeers: {
			on("operator", operator, yes), on("peer", peer, yes), on("head", head, yes), on("unverified", applicant, forbid(ReasonNotAHead)),
			on("head of a peer", head, noSuch, remote), on("nobody", nobody, noSuch), on("stranger", noPeer, signIn), on("suspended", head, no, suspended),
		},
		ManagePeers:   instanceRows(signIn),
		AddMember:     instanceRows(signIn),
		VerifyPerson:  instanceRows(signIn),
		RevokePerson:  instanceRows(signIn),
		SuspendPerson: instanceRows(signIn),
		RotateKeys:    instanceRows(signIn),
		ManageQueue:   instanceRows(signIn),
		ViewAudit:     instanceRows(noSuch),

		ImportRegister: instanceRows(signIn),
		SetSchoolDays:  instanceRows(signIn),
		TellIncidents:  instanceRows(signIn),
		HandleReports:  instanceRows(signIn),
		KeepSafety:     instanceRows(signIn),

		ManageOperators: instanceRows(signIn),
		EndSessions:     instanceRows(signIn),
		ViewStyles: {
			on("operator", operator, yes), on("head", head, noSuch), on("facilitator", head, noSuch, worth(Facilitator)), on("unverified", applicant, noSuch),
			on("head of a peer", head, noSuch, remote), on("peer", peer, noSuch), on("nobody", nobody, noSuch), on("stranger", noPeer, signIn),
		},
	}
}
