package policy

// Links between two communities (FEDERATION.md, Links). Operators make and end
// them; what a link does in a community its own moderators and members decide.

// manageLinks: both instances' operators, each for their own side.
func manageLinks(f Facts) Decision { return operatorOnly(f) }

// setLinkRule: a moderator's standing rule, at the community's own instance,
// that members of a linked community are let in without being asked about. To
// make one the link must be in force; it is taken back at any time.
func setLinkRule(f Facts) Decision { return atHost(act(f, Moderator), f) }

// admitByLink: who may ask to join, and is in a linked community whose people a
// moderator's rule lets in. Every other condition of joining stands.
func admitByLink(f Facts) Decision {
	if f.Role == Guest && (f.Membership == Invited || f.Membership == Pending || f.Membership == Active) {
		return outside(f) // on a sponsor's word, into single conversations
	}
	switch d := join(f); {
	case !d.OK():
		return d
	case !f.Linked:
		return refuse(f, ReasonPolicy)
	default:
		return allow()
	}
}

// shareThread: the author alone, of their own words, while they are a member
// and the link is in force. Nobody carries what another has said in a closed
// room out of it, whatever their role.
func shareThread(f Facts) Decision {
	switch {
	case !f.Author:
		return post(f, ReasonNotAuthor)
	case f.Role == Guest && member(f):
		return outside(f)
	case !f.Linked:
		return post(f, ReasonPolicy)
	default:
		return post(f, "")
	}
}
