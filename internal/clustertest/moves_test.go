package clustertest

import (
	"testing"
	"time"

	"headroom/community"
	"headroom/internal/control"
)

// TestAMoveLosesNobody moves a head to another school through the page of her
// profile, and has the school of another close in the register: both wait or go
// until they are verified anew, and neither the people nor what they wrote is
// ever lost.
func TestAMoveLosesNobody(t *testing.T) {
	t.Parallel()
	c := New(t, Options{Names: []string{"england"}})
	n := c.Node("england")
	keeper := n.Head("Kim Example")
	room := keeper.Found(community.CommunityInput{Username: "room"})
	for _, way := range []struct {
		name string
		move func(*leaving)
		back bool // without asking to join again
	}{
		{"by page", func(l *leaving) {
			l.Get("/profile").OK().Submit("/profile", map[string]string{"school": "Quite Another School", "authority": "Elsewhere"}).OK()
		}, true},
		{"by register", func(l *leaving) {
			l.imports("Siân", "Enghraifft")
			l.imports("Somebody", "Else")
			l.Node.cluster.Clock.Advance(28*24*time.Hour - time.Minute)
			l.passes("headships")
		}, false},
	} {
		l := &leaving{t: t, Member: n.Head("Siân Enghraifft"), keeper: keeper, room: room}
		l.Join(room.IRI)
		keeper.AcceptAll(room)
		title := "Written before, " + way.name
		post, err := n.Service.StartThread(t.Context(), l.Viewer, community.PostInput{Community: room.ID, Title: title, Body: "Words", Language: "en"})
		l.ok(err)
		way.move(l)
		reads := func(m *Member) *Page {
			b := n.Browser()
			b.SignIn(m.Email, Password)
			return b.Get("/threads/" + itoa(post.Thread))
		}
		if page := reads(l.Member); page.Status < 400 {
			t.Errorf("%s: she reads before she is verified anew: %d", way.name, page.Status)
		}
		if page := reads(keeper).OK(); !page.Contains("Words") || !page.Contains(l.Person.Name) || page.Contains("No longer in this community") == way.back {
			t.Errorf("%s: what she wrote, for the others:\n%s", way.name, page.Text())
		}
		l.command("member/verify", control.Verify{Who: l.Email, Kind: "head", Reason: "rang the school"}, &control.Credential{})
		if !way.back {
			l.Join(room.IRI)
			keeper.AcceptAll(room)
		}
		if page := reads(l.Member); page.Status != 200 || page.Contains("No longer in this community") {
			t.Errorf("%s: she is verified anew: %d\n%s", way.name, page.Status, page.Text())
		}
		n.View(func(tx community.Tx) error {
			p, err := tx.Post(post.Post)
			if err != nil || p.AuthorID != l.Person.ID || p.State != community.PostAccepted {
				t.Errorf("%s: her post is %+v, %v", way.name, p.State, err)
			}
			return err
		})
	}
}
