package clustertest

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"headroom/community"
)

// bursar adds somebody who holds the role that the configuration of every
// instance here adds.
func (n *Node) bursar(name string) *Member {
	t := n.cluster.T
	t.Helper()
	m := n.Person(name)
	_, err := n.Service.Appoint(t.Context(), community.CommandLine,
		community.AppointInput{Person: m.Person.ID, Role: "bursar", Months: 12, Reason: "test"})
	if err != nil {
		t.Fatalf("%s: appoint %s: %v", n.Name, name, err)
	}
	return m
}

// TestARoleStaysAtItsInstance: what a bursar of one instance writes reaches the
// others as somebody's of another role; a bursar of theirs, under the same id,
// learns nothing of the room; and there is no document of the role to be had.
func TestARoleStaysAtItsInstance(t *testing.T) {
	t.Parallel()
	c := New(t, Options{Names: []string{"scotland", "wales"}})
	c.LinkAll()
	scotland, wales := c.Nodes[0], c.Nodes[1]
	morag, owen, bob, gwen := scotland.Head("morag"), scotland.bursar("owen"), wales.Head("bob"), wales.bursar("gwen")
	room := morag.Found(community.CommunityInput{Username: "money", Requires: []string{"HeadteacherCredential", community.RoleType("bursar")}})
	c.Settle()
	c.Tick("directories")
	c.Settle()
	bob.Join(room.IRI)
	owen.Join(room.IRI)
	morag.AcceptAll(room)

	res, err := scotland.Service.StartThread(t.Context(), owen.Viewer, community.PostInput{Community: room.ID, Title: "Budgets", Body: "When are they due?", Language: "en"})
	if err != nil {
		t.Fatal(err)
	}
	c.Settle()
	var post, copied community.Post
	scotland.View(func(tx community.Tx) (err error) { post, err = tx.Post(res.Post); return err })
	wales.View(func(tx community.Tx) (err error) { copied, err = tx.PostByIRI(post.IRI); return err })
	if post.Byline.Role != "bursar" || copied.Byline.Role != "other" {
		t.Errorf("the badge is %q at home and %q elsewhere", post.Byline.Role, copied.Byline.Role)
	}
	there, _ := wales.Here(room.IRI)
	seen, err := wales.Service.Room(t.Context(), bob.Viewer, there.ID)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(seen.Members, func(m community.MemberView) bool { return m.Person.IRI == owen.Person.IRI && m.Office == "other" }) {
		t.Errorf("the list of the room elsewhere: %+v", seen.Members)
	}

	if err := wales.Service.Join(t.Context(), gwen.Viewer, there.ID, "I keep books, too", nil); community.KindOf(err) != community.NotFound {
		t.Errorf("a bursar of another instance asked to join: %v", err)
	}
	if _, err := wales.Service.Community(t.Context(), gwen.Viewer, there.ID); community.KindOf(err) != community.NotFound {
		t.Errorf("a bursar of another instance knows the room: %v", err)
	}
	for name, answer := range map[string]Answer{
		"the credential":         wales.Ask(wales.Identity.Issuer(), owen.Person.CredentialURL),
		"the room, for a bursar": wales.Ask(gwen.Person.IRI, room.IRI),
		"the people in it":       wales.Ask(gwen.Person.IRI, room.Members),
		"the conversation":       wales.Ask(gwen.Person.IRI, post.IRI),
	} {
		if answer.Status != http.StatusNotFound || strings.Contains(string(answer.Body), "ursar") {
			t.Errorf("%s: %d %s", name, answer.Status, answer.Body)
		}
	}
	for name, answer := range map[string]Answer{
		"the people in it": wales.Ask(bob.Person.IRI, room.Members+"?page=1"), "the profile": wales.Ask(bob.Person.IRI, owen.Person.IRI),
	} {
		if answer.Status != http.StatusOK || strings.Contains(string(answer.Body), "ursar") {
			t.Errorf("%s, for a member elsewhere: %d %s", name, answer.Status, answer.Body)
		}
	}
}
