package templates

import (
	"slices"
	"strings"
)

// Place is one entry of a menu. Name marks the open place, see [Page.Nav]; Key
// is its sentence, and Icon a picture that partial "icon" draws.
type Place struct{ Name, Href, Key, Icon string }

// directoryPlace is the list of people, which not every member may open.
const directoryPlace = "people"

// places are the main menu of a member, in its order. A room stands here when
// it can be entered: whoever builds one adds its line, and nothing else is
// needed. Names of rooms to come have their sentence in group "nav" and their
// icon already.
var places = []Place{
	{Name: "home", Href: "/", Key: "nav.home", Icon: "home"},
	{Name: "communities", Href: "/communities", Key: "nav.communities", Icon: "communities"},
	{Name: directoryPlace, Href: "/people", Key: "nav.people", Icon: "people"},
	{Name: "notifications", Href: "/notifications", Key: "nav.notifications", Icon: "notifications"},
	{Name: "search", Href: "/search", Key: "nav.search", Icon: "search"},
}

// guestPlaces are the main menu of a guest.
var guestPlaces = []Place{
	{Name: "communities", Href: "/", Key: "nav.conversation", Icon: "communities"},
	{Name: "notifications", Href: "/notifications", Key: "nav.notifications", Icon: "notifications"},
}

// writing is the one button that begins a text.
var writing = Place{Name: "write", Href: "/compose", Key: "nav.write", Icon: "write"}

// operatorPlaces are the main menu of an operator's account without a person:
// five, so that their words fit below each other on a phone. Deliveries and
// registers stand on the first page.
var operatorPlaces = []Place{
	{Name: "operator", Href: "/operator", Key: "nav.operator", Icon: "home"},
	{Name: "operator-applications", Href: "/operator/applications", Key: "operator.applications", Icon: "account"},
	{Name: "operator-members", Href: "/operator/members", Key: "operator.members", Icon: "people"},
	{Name: "operator-peers", Href: "/operator/peers", Key: "operator.peers", Icon: "communities"},
	{Name: "operator-audit", Href: "/operator/audit", Key: "operator.audit", Icon: "drafts"},
}

// accountPlaces are a member's own things, below "Your account".
var accountPlaces = []Place{
	{Name: "profile", Href: "/profile", Key: "nav.profile", Icon: "account"},
	{Name: "messages", Href: "/messages", Key: "nav.messages", Icon: "communities"},
	{Name: "bookmarks", Href: "/bookmarks", Key: "bookmarks.title", Icon: "drafts"},
	{Name: "drafts", Href: "/drafts", Key: "nav.drafts", Icon: "drafts"},
	securityPlace,
}

// securityPlace is how one signs in: for members and operators alike.
var securityPlace = Place{Name: "security", Href: "/security", Key: "security.title", Icon: "key"}

// unreadMost is as far as unread notifications are counted in the menu.
const unreadMost = 99

// UnreadCount is the number of unread notifications as the menu shows it.
func (p Page) UnreadCount() string {
	if p.Viewer.Unread > unreadMost {
		return p.Number(unreadMost) + "+"
	}
	return p.Number(p.Viewer.Unread)
}

// Places are the entries of the main menu that the viewer has.
func (p Page) Places() []Place {
	switch {
	case p.Viewer.Guest:
		return guestPlaces
	case p.Viewer.Member() && !p.Viewer.Directory:
		return slices.DeleteFunc(slices.Clone(places), func(at Place) bool { return at.Name == directoryPlace })
	case p.Viewer.Member():
		return places
	case p.Viewer.Operator:
		return operatorPlaces
	}
	return nil
}

// Writing is the entry that begins a text, for who may be able to.
func (p Page) Writing() Place {
	if p.Viewer.Member() && !p.Viewer.Guest {
		return writing
	}
	return Place{}
}

// AccountPlaces are the viewer's own things.
func (p Page) AccountPlaces() []Place {
	var list []Place
	if p.Viewer.Member() && !p.Viewer.Guest {
		list = append(list, accountPlaces...)
		if p.Viewer.Operator {
			list = append(list, operatorPlaces[0])
		}
	} else if p.Viewer.Operator {
		list = append(list, securityPlace)
	}
	return list
}

// Open tells whether a place is the one that is open. The operators' pages
// share a name and are told apart by their address.
func (p Page) Open(at Place) bool {
	if p.Nav != "operator" || !strings.HasPrefix(at.Name, "operator") {
		return p.Nav == at.Name
	}
	if at.Name == "operator" {
		return p.Viewer.Member() || p.Self == at.Href
	}
	return p.Self == at.Href || strings.HasPrefix(p.Self, at.Href+"/")
}
