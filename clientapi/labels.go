package clientapi

import (
	"html"
	"slices"

	"headroom/community"
	"headroom/community/policy"
)

// What an app is given of conversations with a label. The words and names that do not go
// to apps are not in the card that is shown; here the gaps are filled.

// withheldSays stands where a post is not shown, when there are no other words for it.
const withheldSays = "This conversation is confidential. Read it here:"

// discreet finishes the status of a post of which an app may not have everything: its
// community stands where the author would.
func (a *API) discreet(c caller, p community.PostCard, st *status) {
	if p.AnsweredP == 0 {
		st.InReplyToWho = nil
	}
	if p.Shows == policy.Whole {
		return
	}
	st.Account = a.group(c, community.CommunityCard{Community: p.Community})
	st.URI = st.URL // that of the post names the author's server
	if p.Shows == policy.Unattributed {
		return
	}
	says := a.Words(&community.Error{Class: community.Forbidden, Key: "error.label_withheld"}, a.language(c))
	if says == "" {
		says = withheldSays
	}
	st.Content = "<p>" + html.EscapeString(says) + ` <a href="` + html.EscapeString(st.URL) + `">` + html.EscapeString(st.URL) + "</a></p>"
}

// attributed leaves out of a list of somebody's posts those of which an app may not say
// who wrote them.
func attributed(list []community.PostCard) []community.PostCard {
	return slices.DeleteFunc(list, func(p community.PostCard) bool { return p.Shows != policy.Whole })
}

// doer is who has done what a notice tells of, or the community where that may not be said.
func (a *API) doer(c caller, n community.NoticeView) account {
	if n.NamesNobody(policy.ChannelApp) {
		return a.group(c, community.CommunityCard{Community: n.Community})
	}
	return a.person(c, n.Actor)
}
