package policy

// appealRows are the answers about appeals.
func appealRows() map[Action][]row {
	return map[Action][]row{
		MakeAppeal: {
			on("about oneself", head, yes, self), on("about oneself, no head", applicant, yes, self), on("removed", insider, yes, self, is(Removed)),
			on("in a time-out", insider, yes, self, silenced), on("revoked", head, yes, self, worth(Revoked)),
			on("about oneself, again", head, forbid(ReasonAlreadyDecided), self, decided), on("about another", moderator, noSuch), on("about another, again", head, noSuch, decided),
			on("person of a peer, here", head, noSuch, self, remote), on("suspended here", head, no, self, suspended),
			on("home of who it is about", peer, yes, self), on("home, again", peer, forbid(ReasonAlreadyDecided), self, decided), on("another's home", peer, noSuch),
			on("operator", operator, noSuch), on("stranger", noPeer, signIn, self), on("nobody", nobody, signIn),
		},
		DecideAppeal: hostRows(yes, on("nobody", nobody, signIn), on("status unknown", moderator, held, worth(Unknown)),
			on("who decided first", moderator, no, self), on("facilitator who decided first", aide, no, self), on("who appeals", moderator, no, author),
			on("decided before", moderator, forbid(ReasonAlreadyDecided), decided), on("decided before, member", insider, no, decided)),
	}
}
