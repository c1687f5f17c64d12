package policy

// askGuest: a full member of a community of this instance may ask for somebody
// from outside in one conversation that they can write in themselves.
func askGuest(f Facts) Decision {
	switch {
	case !member(f):
		return refuse(f, whyNot(f))
	case f.Role == Guest:
		return outside(f)
	case !f.Local, !f.Hosted:
		return forbid(ReasonPolicy)
	case f.Gone:
		return forbid(ReasonGone)
	case f.Locked:
		return forbid(ReasonLocked)
	case f.Credential == Unknown:
		return wait()
	default:
		return allow()
	}
}

// admitGuest: moderators, once for each request. Another one decides about
// their own, where there is another.
func admitGuest(f Facts) Decision {
	d := atHost(act(f, Moderator), f)
	if d.OK() && f.Self && !f.LastOfRole {
		return forbid(ReasonPolicy)
	}
	if d.OK() && f.Decided {
		return forbid(ReasonAlreadyDecided)
	}
	return d
}

// endGuest: moderators, and the member on whose word the guest is there.
func endGuest(f Facts) Decision {
	if f.Self && member(f) && f.Role != Guest && f.Local && f.Hosted && f.Credential != Unknown {
		return allow()
	}
	return atHost(act(f, Moderator), f)
}

// roam: everybody but guests, for whom there is nothing but what they were
// invited to.
func roam(f Facts) Decision {
	if f.Visiting {
		return hide(ReasonOutOfScope)
	}
	return allow()
}

// outside answers a guest who asks for more than they were invited to. That
// there is more is told of open communities only, which everybody can see.
func outside(f Facts) Decision {
	if f.Access == Open {
		return forbid(ReasonOutOfScope)
	}
	return hide(ReasonOutOfScope)
}
