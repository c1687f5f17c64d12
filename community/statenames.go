package community

import "headroom/community/policy"

func stateName(f policy.Facts) string {
	switch f.Membership {
	case policy.Invited:
		return "invited"
	case policy.Pending:
		return "pending"
	case policy.Active:
		if !f.Current {
			return "lapsed"
		}
		return "active"
	case policy.Suspended, policy.Expired:
		return "lapsed"
	case policy.Removed, policy.Left:
		return "ended"
	default:
		return ""
	}
}

func roleName(r policy.Role) string {
	switch r {
	case policy.Guest:
		return "guest"
	case policy.Member:
		return "member"
	case policy.FacilitatorRole:
		return "facilitator"
	case policy.Moderator:
		return "moderator"
	default:
		return ""
	}
}
