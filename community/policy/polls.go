package policy

// vote: full members, from wherever they are, until the poll is over. A lock ends
// the talk and not the poll; a vote needs no biography, since it is not signed.
// Guests come for a conversation and have no vote.
func vote(f Facts) Decision {
	switch {
	case !member(f):
		return refuse(f, whyNot(f))
	case bound(f) && !f.InScope:
		return outside(f)
	case f.Gone:
		return forbid(ReasonGone)
	case f.Role == Guest:
		return forbid(ReasonPolicy)
	case f.Over:
		return forbid(ReasonPollClosed)
	case f.Credential == Unknown:
		return wait()
	default:
		return allow()
	}
}
