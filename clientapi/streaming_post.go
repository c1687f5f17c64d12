package clientapi

import (
	"context"
	"encoding/json"
	"slices"

	"headroom/community"
)

// telling is one event about a post, as a connection tells it. The post is found, read
// for its tags and rendered when the first channel asks for that, once for all of them.
type telling struct {
	n        *connection
	e        community.Event
	found    *community.PostCard // nil where the member may not read it
	tags     []string
	sought   bool      // found is known
	read     bool      // tags are known
	payloads [2]string // the post by itself, and as its community's boost
}

// card is the post; nil where the member may not read it, or it is gone.
func (p *telling) card(ctx context.Context) (*community.PostCard, error) {
	if p.sought {
		return p.found, nil
	}
	card, err := p.n.Service.Card(ctx, p.n.c.viewer, p.e.ObjectID)
	if err == nil {
		p.found = &card
	}
	p.sought = err == nil || hidden(err)
	return p.found, skipHidden(err)
}

// payload is the post as it goes out, by itself or as its community's boost.
func (p *telling) payload(card community.PostCard, wraps bool) (string, error) {
	kind, render := 0, p.n.bare
	if wraps {
		kind, render = 1, p.n.wrapped
	}
	if p.payloads[kind] == "" {
		text, err := json.Marshal(render(*p.n.c, card))
		if err != nil {
			return "", err
		}
		p.payloads[kind] = string(text)
	}
	return p.payloads[kind], nil
}

// listed reports whether a list of the member's has the post: that of a community has
// what is written there, an own one what its people write.
func (p *telling) listed(ctx context.Context, list string) (bool, error) {
	id, err := parseID(list)
	if err != nil {
		return false, err
	}
	if id == p.e.CommunityID {
		return p.n.Service.InRoom(ctx, p.n.c.viewer, id)
	}
	_, people, err := p.n.Service.PeopleList(ctx, p.n.c.viewer, id)
	if err != nil || len(people) == 0 {
		return false, skipHidden(err)
	}
	card, err := p.card(ctx)
	return card != nil && slices.ContainsFunc(people, func(who community.Person) bool { return who.ID == card.AuthorID }), err
}

// under reports whether a tag's channel has the post: as the tag's timeline, by the
// words that the member is shown. The local one has what is in communities of this
// instance. Of a post that is gone no words are kept, so that each of those channels is
// told of it: it was the member's to read.
func (p *telling) under(ctx context.Context, ch channel) (bool, error) {
	local := ch.name == "hashtag:local"
	if p.e.Kind == community.EventDeleted {
		if !local {
			return true, nil
		}
		room, err := p.n.Service.Community(ctx, p.n.c.viewer, p.e.CommunityID)
		return room.Local, skipHidden(err)
	}
	card, err := p.card(ctx)
	if card == nil || local && !card.Community.Local {
		return false, err
	}
	if !p.read {
		p.tags, p.read = card.Tags(), true
	}
	return slices.Contains(p.tags, community.TagName(ch.arg)), nil
}
