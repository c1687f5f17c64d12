package policy

// viewKeyDocument: the document with which a person's signatures and proofs
// are checked, on the server channel.
func viewKeyDocument(f Facts) Decision { return serverChannel(f, f.PublicFed && f.PostsOpen) }

// viewCredential: hr:credential, on the server channel only.
func viewCredential(f Facts) Decision { return serverChannel(f, false) }

// serverChannel answers a peer's issuer about our people, and the world about
// those who are public.
func serverChannel(f Facts, public bool) Decision {
	switch {
	case !f.Hosted || f.Asker != Issuer && !(f.Asker == Anonymous && public):
		return hide(ReasonPolicy)
	case f.Gone:
		return forbid(ReasonGone)
	default:
		return allow()
	}
}

// viewProfile: one's own always, suspended or not; others' for heads here and
// on peers, the latter for our own people only; for operators the people that
// they look after.
func viewProfile(f Facts) Decision {
	switch {
	case f.Asker == Person && f.Local && f.Self:
		return allow()
	case f.Suspended:
		return forbid(ReasonPolicy)
	case !f.Hosted && !(f.Asker == Person && f.Local):
		return hide(ReasonPolicy)
	case f.Asker == Issuer:
		return forbid(ReasonPolicy) // knows the key document
	case f.Asker == Person && !headlike(f):
		return hide(whyNotCredential(f))
	case f.Asker == Anonymous && !(f.PublicFed && f.PostsOpen):
		return hide(ReasonPolicy)
	case f.Gone:
		return forbid(ReasonGone)
	default:
		return allow()
	}
}

// viewDirectory: the list of heads, for heads of this instance.
func viewDirectory(f Facts) Decision {
	switch {
	case f.Asker == Operator:
		return forbid(ReasonPolicy)
	case f.Asker != Person || !f.Local:
		return hide(ReasonPolicy)
	case f.Suspended:
		return forbid(ReasonPolicy)
	default:
		return colleague(f)
	}
}

// editProfile and useDrafts: one's own, with or without a credential. Another
// person's is not there.
func editProfile(f Facts) Decision { return own(f) }

func useDrafts(f Facts) Decision { return own(f) }

func useApplication(f Facts) Decision { return own(f) }

// useAccount: one's own, an operator's too. A guest's account lives as long as
// an invitation, and has a link and a password only.
func useAccount(f Facts) Decision {
	if (f.Asker == Person || f.Asker == Operator) && f.Local && f.Self && !f.Visiting {
		return allow()
	}
	return hide(ReasonPolicy)
}

// applyAgain: one's own, for everybody of this instance who is no head now. Who
// is suspended waits for that to be decided, and a guest has no account to keep.
func applyAgain(f Facts) Decision {
	switch d := own(f); {
	case !d.OK():
		return d
	case f.Visiting:
		return hide(ReasonPolicy)
	case f.Credential == Withheld:
		return forbid(ReasonCredentialSuspended)
	case f.Credential == Unknown:
		return wait()
	case f.Credential == Head:
		return forbid(ReasonPolicy)
	default:
		return allow()
	}
}

// linkAccount: heads of this instance, for themselves. What they link counts only
// as long as they are.
func linkAccount(f Facts) Decision {
	switch d := own(f); {
	case !d.OK():
		return d
	case f.Credential == Head:
		return allow()
	case f.Credential == Unknown:
		return wait()
	case f.Credential == Withheld:
		return forbid(ReasonCredentialSuspended)
	default:
		return forbid(whyNotCredential(f))
	}
}

// vouch: verified heads of this instance. A facilitator or an aspiring head
// knows colleagues, too, but leads no school.
func vouch(f Facts) Decision {
	switch {
	case f.Asker != Person || !f.Local:
		return hide(ReasonPolicy)
	case f.Credential == Head:
		return allow()
	case f.Credential == Unknown:
		return wait()
	default:
		return hide(whyNotCredential(f))
	}
}

// own allows a person of this instance what is theirs.
func own(f Facts) Decision {
	if f.Asker == Person && f.Local && f.Self {
		return allow()
	}
	return hide(ReasonPolicy)
}

// colleague allows who holds a credential that counts now.
func colleague(f Facts) Decision {
	switch {
	case headlike(f):
		return allow()
	case f.Credential == Unknown:
		return wait()
	default:
		return forbid(whyNotCredential(f))
	}
}
