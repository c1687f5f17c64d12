package policy

// makeAppeal: whoever a moderator has decided about, once for each decision, also
// after their membership has ended. From another instance its issuer brings what
// one of its people says. Self says that the decision was about them.
func makeAppeal(f Facts) Decision {
	switch {
	case f.Asker == Issuer && f.Self, own(f).OK():
		if f.Decided {
			return forbid(ReasonAlreadyDecided)
		}
		return allow()
	default:
		return hide(ReasonPolicy)
	}
}

// decideAppeal: who helps to run the community at its own instance, and has neither
// made the decision that it is about (Self) nor the appeal (Author); once.
func decideAppeal(f Facts) Decision {
	d := act(f, FacilitatorRole)
	switch {
	case d.OK() && !here(f), d.OK() && (f.Self || f.Author):
		return forbid(ReasonPolicy)
	case d.OK() && f.Decided:
		return forbid(ReasonAlreadyDecided)
	}
	return d
}
