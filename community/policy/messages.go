package policy

// sendMessage: verified heads of this instance to heads anywhere, and heads of
// peers to ours. Who is no head does not learn from the answer whether a person
// exists. Gone is a person who is no head any more, and a Membership of Left
// one who has left the conversation.
func sendMessage(f Facts) Decision {
	switch {
	case f.Asker != Person || !f.Local && !f.Hosted || f.Self || f.Visiting:
		return hide(ReasonPolicy)
	case f.Credential == Unknown:
		return wait()
	case f.Credential != Head && f.Local:
		return forbid(whyNotCredential(f))
	case f.Credential != Head:
		return hide(whyNotCredential(f))
	case f.Membership == Left:
		return forbid(ReasonLeft)
	case f.Gone:
		return forbid(ReasonNotAHead)
	case !f.Welcome:
		return forbid(ReasonContact)
	default:
		return allow()
	}
}

// readMessages: one's own conversations, for heads of this instance. Nobody else
// has a way to read them, whoever looks after the instance.
func readMessages(f Facts) Decision {
	switch d := own(f); {
	case !d.OK():
		return d
	case f.Visiting:
		return hide(ReasonPolicy)
	case f.Suspended:
		return forbid(ReasonPolicy)
	case f.Credential == Head, f.Credential == Unknown: // nothing is taken away on a status that is not known
		return allow()
	default:
		return forbid(whyNotCredential(f))
	}
}

// leaveMessages: what one has written oneself, and one's own place, with or
// without a credential.
func leaveMessages(f Facts) Decision { return own(f) }
