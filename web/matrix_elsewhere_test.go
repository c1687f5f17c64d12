package web_test

import (
	"context"
	"maps"
	"net/url"

	"headroom/community"
)

func init() { maps.Copy(forms, elsewhereForms) }

// elsewhereForms are what moderators decide about groups of other software.
var elsewhereForms = map[string]form{
	"/communities/{id}/elsewhere": {role: "moderator", text: []string{"account"}, path: func(h *house) string { return "/communities/" + h.square() + "/elsewhere" },
		good: func(*house) url.Values {
			return url.Values{"act": {"follow"}, "account": {"@teachers@forum.example"}}
		},
		wrong: []fault{{"account", "nobody", "account"}, {"account", "@nobody@forum.example", "account"}, {"account", "", "account"}}},
}

// square is an open community that software without an agreement may follow.
func (h *house) square() string {
	return h.made("square", func() string {
		c, err := h.service.CreateCommunity(h.t.Context(), h.as("moderator"), community.CommunityInput{Username: "square", Access: "open", Joining: "request", Reach: "peers",
			Name: community.LangMap{"en": "Square"}})
		h.ok(err)
		return path("%d", c.ID)
	})
}

// Group finds a group: nobody is there under that name.
func (a abroad) Group(_ context.Context, name, host string) (community.OutsideActor, error) {
	if name == "nobody" {
		return community.OutsideActor{}, community.ErrNotFound
	}
	iri := "https://" + host + "/groups/" + name
	return community.OutsideActor{IRI: iri, Host: host, Kind: "Group", Username: name, Name: name, Inbox: iri + "/inbox"}, nil
}
