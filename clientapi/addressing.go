package clientapi

import (
	"context"
	"regexp"
	"strings"

	"headroom/community"
)

// mentionForm is an @name in a text, as posts take it.
var mentionForm = regexp.MustCompile(`(^|[^\pL\pN_/@])@([A-Za-z0-9](?:[A-Za-z0-9-]{0,62}[A-Za-z0-9])?(?:@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?(?::[0-9]{1,5})?)?)`)

// namesMost bounds how many names of one text are looked up.
const namesMost = 20

// addressed is whom a text names: communities, and people.
type addressed struct {
	rooms  []community.CommunityCard
	people []string // as they stand in the text, without the first @
	own    []string // the names of the rooms, as they stand in the text
}

// addressees finds the communities and people that a text names, as far as the
// caller may know them. Other names are words like any other.
func (a *API) addressees(ctx context.Context, c caller, text string) (to addressed, err error) {
	seen := map[string]bool{}
	for _, m := range mentionForm.FindAllStringSubmatch(text, -1) {
		name := strings.ToLower(m[2])
		if seen[name] || len(seen) >= namesMost {
			continue
		}
		seen[name] = true
		who, err := a.Service.ActorMeant(ctx, c.viewer, name)
		switch {
		case community.IsNotFound(err):
		case err != nil:
			return to, err
		case !who.Group():
			to.people = append(to.people, name)
		default:
			to.own = append(to.own, name)
			if len(to.rooms) == 0 || to.rooms[0].Community.ID != who.ID() {
				to.rooms = append(to.rooms, who.Community)
			}
		}
	}
	return to, nil
}

// room is the community that a new post goes to: the one that it names, of which
// the caller has to be a member. Nobody's words go further than they said.
func (a *API) room(ctx context.Context, c caller, to addressed) (community.CommunityCard, error) {
	switch len(to.rooms) {
	case 0:
		return a.usualRoom(ctx, c)
	case 1:
		if room := to.rooms[0]; room.State == "active" {
			return room, nil
		}
		return community.CommunityCard{}, refusal("error.app_not_member", "Name", "@"+to.own[0])
	default:
		return community.CommunityCard{}, refusal("error.app_several")
	}
}

// usualRoom is where a post goes that names no community: where the member has said
// that it goes, or nowhere. The refusal names one that they could mean.
func (a *API) usualRoom(ctx context.Context, c caller) (room community.CommunityCard, err error) {
	all, err := a.Service.Directory(ctx, c.viewer)
	if err != nil {
		return room, err
	}
	for _, cd := range all {
		if c.account.AppRoom != 0 && cd.Community.ID == c.account.AppRoom && cd.State == "active" {
			return cd, nil
		}
	}
	for _, cd := range all {
		if cd.State == "active" && cd.CanPost {
			return room, refusal("error.app_unaddressed", "Name", "@"+a.acct(cd.Username, cd.Host, cd.Local))
		}
	}
	return room, refusal("error.app_no_room")
}

// refusal is a sentence for who posts from an app.
func refusal(key string, args ...string) error {
	e := &community.Error{Class: community.Invalid, Key: key, Args: map[string]any{}}
	for i := 0; i+1 < len(args); i += 2 {
		e.Args[args[i]] = args[i+1]
	}
	return e
}

// withoutAddress takes the names of communities off the ends of a text: they said
// where it goes, and are no part of it.
func withoutAddress(text string, names []string) string {
	text = strings.TrimSpace(text)
	for again := true; again; {
		again = false
		for _, name := range names {
			if len(text) < len(name)+1 {
				continue
			}
			if head := text[:len(name)+1]; strings.EqualFold(head, "@"+name) && (len(text) == len(head) || strings.ContainsRune(" \t\r\n:,", rune(text[len(head)]))) {
				text, again = strings.TrimLeft(text[len(head):], " \t\r\n:,"), true
				continue
			}
			cut := len(text) - len(name) - 1
			if tail := text[cut:]; strings.EqualFold(tail, "@"+name) && (cut == 0 || strings.ContainsRune(" \t\r\n", rune(text[cut-1]))) {
				text, again = strings.TrimRight(text[:cut], " \t\r\n"), true
			}
		}
	}
	return text
}
