package policy

// reportPost: whoever reads a post as a member or guest may report it, but for
// its author. From another instance it is the issuer that does, without a name,
// for people who have a place there.
func reportPost(f Facts) Decision {
	switch {
	case f.Asker == Issuer:
		if !f.FullMember && !(f.GuestsOnly && f.InScope) {
			return refuse(f, ReasonNotMember)
		}
	case !member(f):
		return refuse(f, whyNot(f))
	case bound(f) && !f.InScope:
		return outside(f)
	}
	switch {
	case f.Gone:
		return forbid(ReasonGone)
	case f.Author:
		return forbid(ReasonPolicy)
	case f.Asker == Person && f.Credential == Unknown:
		return wait()
	default:
		return allow()
	}
}

// reportPublic: what is public here may be reported by everybody who reads it as
// the public does, also without a name. Members report as members.
func reportPublic(f Facts) Decision {
	there := f
	there.Gone = false
	if d := viewThread(there); !d.OK() {
		return d
	}
	switch {
	case f.Access != Open || !f.Hosted:
		return refuse(f, ReasonPolicy)
	case f.Asker == Operator, f.Asker == Issuer, member(f), f.Author:
		return forbid(ReasonPolicy)
	case f.Gone:
		return forbid(ReasonGone)
	default:
		return allow()
	}
}

// viewReports: what has been reported, without who did. A moderator does not see
// what is said of their own posts.
func viewReports(f Facts) Decision {
	d := staff(f, Moderator)
	if d.OK() && f.Author {
		return forbid(ReasonPolicy)
	}
	return d
}

// resolveReport: moderators, once for each report, and never of their own posts.
func resolveReport(f Facts) Decision {
	d := act(f, Moderator)
	switch {
	case d.OK() && f.Author:
		return forbid(ReasonPolicy)
	case d.OK() && f.Decided:
		return forbid(ReasonAlreadyDecided)
	}
	return d
}
