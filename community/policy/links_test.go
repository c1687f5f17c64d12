package policy

func linked(f *Facts) { f.Linked = true }

// linkRows are who may do what about links between communities.
func linkRows() map[Action][]row {
	return map[Action][]row{
		ManageLinks: instanceRows(signIn),
		SetLinkRule: hostRows(no, on("nobody", nobody, signIn), on("status unknown", moderator, held, worth(Unknown))),
		AdmitByLink: write(
			on("head", head, yes, linked), on("remote head", head, yes, linked, remote), on("head, open", head, yes, linked, open),
			on("asks and waits", head, yes, linked, is(Pending)), on("again, after leaving", head, yes, linked, is(Left)),
			on("not of the linked community", head, no), on("not of the linked community, open", head, no, open),
			on("of the linked community, private", head, hide(ReasonNotMember), linked, private),
			on("of the linked community, out of reach", head, hide(ReasonOutOfReach), linked, far),
			on("of the linked community, unverified", applicant, notHead, linked),
			on("of the linked community, not admitted", head, no, linked, notAdmit),
			on("of the linked community, revoked", head, hide(ReasonCredentialRevoked), linked, worth(Revoked)),
			on("of the linked community, expired, open", head, forbid(ReasonCredentialExpired), linked, worth(Lapsed), open),
			on("of the linked community, status unknown", head, held, linked, worth(Unknown)),
			on("of the linked community, waits for confirmation", insider, forbid(ReasonLapsed), linked, is(Suspended)),
			on("invited guest", guest, hide(ReasonOutOfScope), linked, is(Invited)),
			on("operator", operator, no, linked), on("issuer", peer, no, linked),
		),
		ShareThread: write(
			on("author", insider, yes, author, linked), on("author, private", insider, yes, author, linked, private),
			on("author of another host's", insider, yes, author, linked, away), on("moderator who wrote it", moderator, yes, author, linked),
			on("author, no link", insider, no, author), on("author, no link, open", insider, no, author, open),
			on("another's", insider, forbid(ReasonNotAuthor), linked), on("another's, moderator", moderator, forbid(ReasonNotAuthor), linked),
			on("another's, facilitator", aide, forbid(ReasonNotAuthor), linked),
			on("guest's own", guest, hide(ReasonOutOfScope), author, linked), on("locked", insider, yes, author, linked, locked),
			on("deleted", insider, forbid(ReasonGone), author, linked, gone), on("lapsed", insider, forbid(ReasonLapsed), author, linked, notCurrent),
			on("revoked", insider, hide(ReasonCredentialRevoked), author, linked, worth(Revoked)), on("held", insider, held, author, linked, worth(Unknown)),
			on("no biography", insider, forbid(ReasonBiographyRequired), author, linked, noBio), on("left", insider, forbid(ReasonLeft), author, linked, is(Left)),
			on("head", head, forbid(ReasonNotMember), author, linked), on("head, private", head, hide(ReasonNotMember), author, linked, private),
			on("operator", operator, no, author, linked), on("issuer", peer, no, author, linked, fullMember),
		),
	}
}
