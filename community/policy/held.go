package policy

// Why a post waits for a facilitator: its author's posts are under review, their
// community holds everybody's, or it holds those of new members.
const (
	HeldReview    = "review"
	HeldEverybody = "everybody"
	HeldNewcomer  = "newcomer"
)

// HoldCauses lists them.
var HoldCauses = []string{HeldReview, HeldEverybody, HeldNewcomer}

// HeldBecause gives why what the asker writes waits before anybody else is shown
// it, "" where it does not. Nobody holds the posts of moderators; those of
// facilitators are held only where they are under review.
func HeldBecause(f Facts) string {
	switch {
	case f.Asker != Person || f.Role == Moderator || f.Role == NoRole:
		return ""
	case f.Reviewed:
		return HeldReview
	case f.Role == FacilitatorRole:
		return ""
	case f.HoldsAll:
		return HeldEverybody
	case f.Newcomer:
		return HeldNewcomer
	}
	return ""
}

// decidePost: moderators and facilitators, not about what they have written
// themselves.
func decidePost(f Facts) Decision {
	d := act(f, FacilitatorRole)
	if d.OK() && f.Self {
		return forbid(ReasonPolicy)
	}
	return d
}

// reviewMember: moderators and facilitators, not about themselves.
func reviewMember(f Facts) Decision { return decidePost(f) }
