package policy

// The questions that several rules put to the facts. Each has one answer, here.

// headlike reports whether the asker holds, at this moment, a credential that
// makes them a colleague on every instance that trusts the issuer.
func headlike(f Facts) bool {
	return f.Asker == Person && (f.Credential == Head || f.Credential == Facilitator)
}

// qualified reports whether the asker may know of closed communities within
// reach: heads and facilitators always, aspiring heads only where the
// community admits them, and who was appointed to a further role only where a
// community of their own instance does.
func qualified(f Facts) bool {
	return headlike(f) || f.Asker == Person && f.AdmitsCredential && (f.Credential == Aspiring || appointed(f))
}

// appointed reports whether the asker holds a further role of the instance that
// hosts the community.
func appointed(f Facts) bool {
	return f.Asker == Person && f.Credential == Appointed && f.Local && f.Hosted
}

// standing reports whether the asker's credential still carries a membership
// record. An unknown status takes nothing away, and guests come on a sponsor's
// word, without a credential; but a revoked, suspended or expired one ends a
// guest's place too.
func standing(f Facts) bool {
	switch f.Credential {
	case NoCredential:
		return f.Asker == Person && f.Role == Guest
	case Unknown:
		return f.Asker == Person
	default:
		return qualified(f)
	}
}

// member reports whether the asker is, at this moment, a member or guest.
func member(f Facts) bool {
	return standing(f) && f.Membership == Active && f.Current && f.Role >= Guest && f.Role <= Moderator
}

// related reports whether the asker's own record tells them that the community
// exists. At the host a record that is over says nothing any more; at home it
// is what the notice "closed until the next stamp" rests on.
func related(f Facts) bool {
	if !standing(f) {
		return false
	}
	switch f.Membership {
	case Invited, Pending, Suspended:
		return true
	case Active:
		return f.Current || !f.Hosted
	case Expired:
		return !f.Hosted
	default:
		return false
	}
}

// knows reports whether the asker may know that the community exists.
func knows(f Facts) bool {
	if f.Access == Open {
		return true
	}
	switch f.Asker {
	case Issuer:
		return f.FullMember || f.AnyRelation || f.Access == Closed && f.WithinReach
	case Operator:
		return f.Access == Closed
	case Person:
		return related(f) || f.Access == Closed && f.WithinReach && qualified(f)
	default:
		return false
	}
}

// whyNot is the reason why the asker does not stand as a member.
func whyNot(f Facts) string {
	if f.Asker != Person {
		return ReasonPolicy
	}
	switch f.Credential {
	case Revoked, Lapsed, Withheld:
		return whyNotCredential(f)
	}
	switch {
	case f.Membership == Removed:
		return ReasonRemoved
	case f.Membership == Left:
		return ReasonLeft
	case f.Membership == Expired, f.Membership == Suspended, f.Membership == Active && !f.Current:
		return ReasonLapsed
	case !standing(f):
		return whyNotCredential(f)
	case f.Membership == NotMember && f.Access == Closed && !f.WithinReach:
		return ReasonOutOfReach
	default:
		return ReasonNotMember
	}
}

// whyNotCredential is the reason why a credential does not count.
func whyNotCredential(f Facts) string {
	switch f.Credential {
	case Revoked:
		return ReasonCredentialRevoked
	case Lapsed:
		return ReasonCredentialExpired
	case Withheld:
		return ReasonCredentialSuspended
	case Unknown:
		return ReasonStatusUnavailable
	case NoCredential:
		return ReasonNotAHead
	default:
		return ReasonPolicy
	}
}
