package policy

func welcome(f *Facts) { f.Welcome = true }

// messageRows are the answers about private messages.
func messageRows() map[Action][]row {
	nobodyElse := []row{
		on("operator", operator, noSuch), on("operator, of anybody", operator, noSuch, self, welcome), on("peer's issuer", peer, noSuch, self, welcome),
		on("member's server", peer, noSuch, fullMember, welcome), on("nobody", nobody, signIn), on("stranger", noPeer, signIn),
	}
	read := append(nobodyElse[:4:4], on("nobody", nobody, noSuch), on("stranger", noPeer, signIn))
	return map[Action][]row{
		SendMessage: append(nobodyElse,
			on("head", head, yes, welcome), on("head, to another host's person", head, yes, welcome, away), on("head of a peer", head, yes, welcome, remote),
			on("head of a peer, to another host's person", head, noSuch, welcome, remote, away), on("to oneself", head, noSuch, welcome, self),
			on("not welcome", head, forbid(ReasonContact)), on("head of a peer, not welcome", head, forbid(ReasonContact), remote),
			on("to who left", head, forbid(ReasonLeft), welcome, is(Left)), on("to who is no head any more", head, forbid(ReasonNotAHead), welcome, gone),
			on("head of a peer, to who left", head, forbid(ReasonLeft), welcome, is(Left), remote),
			on("facilitator", head, no, welcome, worth(Facilitator)), on("aspiring", head, no, welcome, worth(Aspiring)), on("further role", head, no, welcome, worth(Appointed)),
			on("unverified", applicant, forbid(ReasonNotAHead), welcome), on("unverified of a peer", applicant, notHead, welcome, remote),
			on("facilitator of a peer", head, noSuch, welcome, remote, worth(Facilitator)),
			on("revoked", head, forbid(ReasonCredentialRevoked), welcome, worth(Revoked)), on("revoked, of a peer", head, hide(ReasonCredentialRevoked), welcome, remote, worth(Revoked)),
			on("expired", head, forbid(ReasonCredentialExpired), welcome, worth(Lapsed)), on("expired, of a peer, to who left", head, hide(ReasonCredentialExpired), remote, worth(Lapsed), is(Left)),
			on("status unknown", head, held, welcome, worth(Unknown)), on("status unknown, of a peer, not welcome", head, held, remote, worth(Unknown)),
			on("credential suspended", head, forbid(ReasonCredentialSuspended), welcome, worth(Withheld)),
			on("suspended", head, no, welcome, suspended), on("guest", guest, noSuch, welcome, visiting)),
		ReadMessages: append(read,
			on("own", head, yes, self), on("another's", head, noSuch), on("another's, moderator", moderator, noSuch), on("own, remote", head, noSuch, self, remote),
			on("status unknown", head, yes, self, worth(Unknown)), on("unverified", applicant, forbid(ReasonNotAHead), self), on("facilitator", head, no, self, worth(Facilitator)),
			on("revoked", head, forbid(ReasonCredentialRevoked), self, worth(Revoked)), on("expired", head, forbid(ReasonCredentialExpired), self, worth(Lapsed)),
			on("credential suspended", head, forbid(ReasonCredentialSuspended), self, worth(Withheld)), on("suspended", head, no, self, suspended), on("guest", guest, noSuch, self, visiting)),
		LeaveMessages: append(nobodyElse,
			on("own", head, yes, self), on("own, unverified", applicant, yes, self), on("own, revoked", head, yes, self, worth(Revoked)),
			on("another's", head, noSuch), on("another's, moderator", moderator, noSuch), on("remote", head, noSuch, self, remote), on("suspended", head, no, self, suspended)),
	}
}
