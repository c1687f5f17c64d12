package clientapi

import (
	"context"
	"net/http"
	"slices"

	"headroom/community"
	"headroom/community/policy"
)

// tell tells one event on the channels that it belongs to. Policy has let it pass, and
// is asked again for what is shown.
func (n *connection) tell(ctx context.Context, e community.Event) error {
	switch e.Kind {
	case community.EventPosted:
		return n.tellPost(ctx, e, "update")
	case community.EventEdited, community.EventPollDone:
		return n.tellPost(ctx, e, "status.update")
	case community.EventDeleted:
		return n.tellDeleted(ctx, e)
	case community.EventNotified:
		return n.tellNotices(ctx)
	case community.EventMessage:
		return n.tellLetter(ctx, e)
	}
	return nil
}

// tellPost sends a post as it now stands: at home as the community passes it on, in
// lists, among public ones and under its tags by itself.
func (n *connection) tellPost(ctx context.Context, e community.Event, event string) error {
	p := &telling{n: n, e: e}
	for _, ch := range n.following() {
		wraps, ok, err := n.carries(ctx, ch, p)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		card, err := p.card(ctx)
		if err != nil || card == nil {
			return err
		}
		if card.Folded && ch.name != "list" { // as in the timelines: apps cannot fold
			continue
		}
		payload, err := p.payload(*card, wraps)
		if err != nil {
			return err
		}
		if err := n.send(ch, event, payload); err != nil {
			return err
		}
	}
	return nil
}

// carries reports whether a channel has the post of an event, and whether as its
// community's boost.
func (n *connection) carries(ctx context.Context, ch channel, p *telling) (wraps, ok bool, err error) {
	switch ch.name {
	case "user":
		in, err := n.Service.InRoom(ctx, n.c.viewer, p.e.CommunityID)
		return true, in, err
	case "list":
		ok, err = p.listed(ctx, ch.arg)
		return false, ok, err
	case "public", "public:local", "public:remote":
		room, err := n.Service.Community(ctx, n.c.viewer, p.e.CommunityID)
		if hidden(err) {
			return false, false, nil
		}
		local := ch.name == "public:local"
		return true, room.Access == policy.Open && (ch.name == "public" || room.Local == local), err
	case "hashtag", "hashtag:local":
		ok, err = p.under(ctx, ch)
		return false, ok, err
	}
	return false, false, nil
}

func (n *connection) tellDeleted(ctx context.Context, e community.Event) error {
	p := &telling{n: n, e: e}
	for _, ch := range n.following() {
		wraps, ok, err := n.carries(ctx, ch, p)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		if wraps {
			if err := n.send(ch, "delete", idText(wrapperID(e.ObjectID))); err != nil {
				return err
			}
		}
		if err := n.send(ch, "delete", idText(e.ObjectID)); err != nil {
			return err
		}
	}
	return nil
}

// tellNotices sends what the member was told since the last time.
func (n *connection) tellNotices(ctx context.Context) error {
	channels := slices.DeleteFunc(n.following(), func(ch channel) bool { return ch.name != "user" && ch.name != "user:notification" })
	if len(channels) == 0 || !community.ScopeCovers(n.c.scopes, "read:notifications") {
		return nil
	}
	list, _, err := n.Service.NoticesInOrder(ctx, n.c.viewer, nil, community.Page{After: max(n.notice, 1), Limit: 40})
	if err != nil || len(list) == 0 {
		return err
	}
	n.notice = list[0].ID
	slices.Reverse(list)
	out, err := n.told(n.request(ctx, *n.c), *n.c, list)
	if err != nil {
		return err
	}
	for _, entity := range out {
		for _, ch := range channels {
			if err := n.say(ch, "notification", entity); err != nil {
				return err
			}
		}
	}
	return nil
}

// tellLetter sends the conversation of a private message.
func (n *connection) tellLetter(ctx context.Context, e community.Event) error {
	if !slices.Contains(n.following(), channel{name: "direct"}) {
		return nil
	}
	l, err := n.Service.Letter(ctx, n.c.viewer, e.ObjectID)
	if hidden(err) {
		return nil
	}
	if err != nil {
		return err
	}
	last := n.letter(*n.c, l)
	return n.say(channel{name: "direct"}, "conversation", n.conversation(*n.c, l.Talk, &last))
}

// mayFollowList refuses a list that is neither the member's own nor that of a
// community that they are in.
func (a *API) mayFollowList(r *http.Request, c caller, id int64) error {
	_, _, err := a.Service.PeopleList(r.Context(), c.viewer, id)
	if !community.IsNotFound(err) {
		return err
	}
	in, err := a.Service.InRoom(r.Context(), c.viewer, id)
	if err == nil && !in {
		err = community.ErrNotFound
	}
	return err
}

// skipHidden is no error for what the member may not know.
func skipHidden(err error) error {
	if hidden(err) {
		return nil
	}
	return err
}
