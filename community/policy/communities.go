package policy

// viewStub: the key document of a group, with which signatures are checked. A
// peer's issuer gets it for what its people may see; a private group's only
// when one of them is a member or invited.
func viewStub(f Facts) Decision {
	if !knows(f) {
		return hide(whyNot(f))
	}
	return allow()
}

// viewListed: name, summary, rules, questions and what is required to join.
// Operators see it for what they host, so that it can be administered.
func viewListed(f Facts) Decision {
	if f.Asker == Issuer && f.Access != Open {
		return refuse(f, ReasonPolicy) // the server channel carries keys, not names
	}
	if !knows(f) {
		return hide(whyNot(f))
	}
	return allow()
}

// viewFull: everything that a member sees of the community itself.
func viewFull(f Facts) Decision { return insight(f) }

// viewMembers: who is in here, and which servers receive copies.
func viewMembers(f Facts) Decision { return insight(f) }

// viewOutside: what software of the open fediverse is shown and sent, follows and
// likes: open communities of our own, where the operator has opened the
// instance. Whose words may be among it is asked of each person (ViewProfile).
func viewOutside(f Facts) Decision {
	switch {
	case f.Asker == Anonymous && f.Access == Open && f.PublicFed:
		return allow()
	case f.Role == Guest && member(f):
		return outside(f)
	case member(f):
		return forbid(ReasonPolicy) // reads it as a member
	default:
		return refuse(f, whyNot(f))
	}
}

// insight is the view from inside, which guests do not have.
func insight(f Facts) Decision {
	switch {
	case !member(f):
		return refuse(f, whyNot(f))
	case f.Role == Guest:
		return outside(f)
	default:
		return allow()
	}
}

// viewLog: the log, on the server channel, for a server with an active full
// member. A server with guests only gets announcements and no log.
func viewLog(f Facts) Decision {
	switch {
	case member(f) && f.Role == Guest:
		return outside(f)
	case f.Asker != Issuer:
		return refuse(f, ReasonPolicy)
	case !f.FullMember:
		return refuse(f, ReasonNotMember)
	default:
		return allow()
	}
}

// viewStamps: the current stamps of a server's own people, guests as members.
func viewStamps(f Facts) Decision {
	if f.Asker == Issuer && f.GuestsOnly {
		return allow()
	}
	return viewLog(f)
}

// viewQueue: the requests to join, with what applicants wrote.
func viewQueue(f Facts) Decision { return staff(f, FacilitatorRole) }

// editCommunity: only its moderators, at its own instance; an operator has no
// say in what a community is about.
func editCommunity(f Facts) Decision { return atHost(act(f, Moderator), f) }

// appoint: moderators make others moderators, and take that back.
func appoint(f Facts) Decision { return act(f, Moderator) }

// join: to ask, or to accept an invitation. It is asked again by an active
// member to hand in a renewed credential, and by who was removed or left.
func join(f Facts) Decision {
	switch {
	case f.Asker != Person:
		return refuse(f, ReasonPolicy)
	case f.Access != Open && f.Access != Closed && !related(f):
		return hide(whyNot(f))
	case f.Membership == Suspended:
		return refuse(f, ReasonLapsed) // a moderator has to confirm, not the member
	case !f.WithinReach:
		return refuse(f, ReasonOutOfReach)
	case f.Credential == Unknown:
		return wait()
	case f.Credential == NoCredential && f.Membership == Invited && f.Role == Guest:
		return allow() // guests are invited by name and have no credential
	case !headlike(f) && f.Credential != Aspiring && !appointed(f):
		return refuse(f, whyNotCredential(f))
	case !f.AdmitsCredential:
		return refuse(f, ReasonPolicy)
	default:
		return allow()
	}
}

// leave: always open to who has a record that is not over, whatever their
// credential is worth; also declines an invitation and withdraws a request.
func leave(f Facts) Decision {
	if f.Asker != Person {
		return refuse(f, ReasonPolicy)
	}
	switch f.Membership {
	case Invited, Pending:
		return allow()
	case Active, Suspended:
		if f.Role == Moderator && f.LastOfRole {
			return forbid(ReasonLastModerator)
		}
		return allow()
	default:
		return refuse(f, whyNot(f))
	}
}

// invite: moderators and facilitators, at the community's own instance.
func invite(f Facts) Decision { return atHost(act(f, FacilitatorRole), f) }

// decideJoin: moderators and facilitators, once for each request.
func decideJoin(f Facts) Decision {
	d := act(f, FacilitatorRole)
	if d.OK() && f.Decided {
		return forbid(ReasonAlreadyDecided)
	}
	return d
}

// removeMember: moderators; the last of them cannot remove themselves.
func removeMember(f Facts) Decision {
	d := act(f, Moderator)
	if d.OK() && f.Self && f.LastOfRole {
		return forbid(ReasonLastModerator)
	}
	return d
}

// measureMember: moderators warn a member or take the right to write for a time,
// and give it back. Nobody does that about themselves.
func measureMember(f Facts) Decision {
	d := act(f, Moderator)
	if d.OK() && f.Self {
		return forbid(ReasonPolicy)
	}
	return d
}

// staff answers for who helps to run the community, from the least role that
// may. A moderator is one wherever their home is: from another instance their
// acts travel under their own signature. Facilitators help at the community's
// own instance only.
func staff(f Facts, least Role) Decision {
	if !here(f) {
		least = Moderator
	}
	switch {
	case !member(f):
		return refuse(f, whyNot(f))
	case f.Role == Guest:
		return outside(f)
	case f.Role < least:
		return forbid(ReasonPolicy)
	case f.Weak:
		return forbid(ReasonSecondFactor)
	default:
		return allow()
	}
}

// here reports whether both the asker and the community have their home on this
// instance.
func here(f Facts) bool { return f.Local && f.Hosted }

// atHost turns a yes into a refusal for what is done at the community's own
// instance only, by its own people.
func atHost(d Decision, f Facts) Decision {
	if d.OK() && !here(f) || d.Verdict == Unavailable && !here(f) {
		return forbid(ReasonPolicy)
	}
	return d
}

// act is staff for what changes something, which needs a status that is known.
func act(f Facts, least Role) Decision {
	d := staff(f, least)
	if d.OK() && f.Credential == Unknown {
		return wait()
	}
	return d
}
