package clustertest

import (
	"net/http"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// across is a Welsh head in a community of Scotland, with all that hangs on it
// at home: a page that is open, a stream, an invitation into another community
// there, and what is about to be sent. Pictures do not travel yet.
type across struct {
	*story
	*leaving
	asked   community.Community // into which she is invited
	outward community.Community // of Wales, into which a Scottish head is invited
	guest   *Member
}

// reachesOver makes all of it, and sees that it is alive.
func reachesOver(t *testing.T) *across {
	t.Helper()
	a := &across{story: joined(t)}
	a.leaving = &leaving{t: t, Member: a.welsh, keeper: a.moderator}
	room, _ := a.welsh.Node.Here(a.story.room.IRI)
	a.leaving.room = room
	a.asked = a.moderator.Found(community.CommunityInput{Username: "asked", Access: "private", Reach: "peers", Name: community.LangMap{"en": "Asked"}})
	a.ok(a.moderator.Node.Service.Invite(t.Context(), a.moderator.Viewer, a.asked.ID, community.InviteInput{Person: a.welsh.Person.IRI}))
	a.outward = a.welsh.Found(community.CommunityInput{Username: "outward", Access: "private", Reach: "peers", Name: community.LangMap{"cy": "Allan"}})
	a.guest = a.moderator.Node.Head("Flora Sample")
	a.ok(a.welsh.Node.Service.Invite(t.Context(), a.welsh.Viewer, a.outward.ID, community.InviteInput{Person: a.guest.Person.IRI}))
	a.Settle()
	post, err := a.welsh.Node.Service.StartThread(t.Context(), a.welsh.Viewer, community.PostInput{Community: room.ID, Title: "T", Body: "Words", Language: "cy"})
	a.ok(err)
	a.Settle()
	a.leaving.thread = post.Thread
	a.form = a.welsh.Get("/communities/" + itoa(room.ID) + "/new").OK()
	a.stream = a.listens()
	if a.invited(a.welsh) != 1 || a.invited(a.guest) != 1 {
		t.Fatalf("%d and %d invitations wait", a.invited(a.welsh), a.invited(a.guest))
	}
	return a
}

// invited reports whether an invitation waits for somebody at an instance.
func (a *across) invited(m *Member) (n int) {
	m.Node.View(func(tx community.Tx) error {
		all, err := tx.InvitationsFor(m.Person.IRI)
		n = len(all)
		return err
	})
	return n
}

// shut tries every door at home to what is at the host.
func (a *across) shut(signedIn bool) {
	a.t.Helper()
	select {
	case <-a.stream:
	case <-time.After(5 * time.Second): // within which it is promised
		a.t.Error("the stream of the room goes on")
	}
	const words = "Words that were typed before the end"
	to := "/communities/" + itoa(a.leaving.room.ID)
	sent := a.form.Submit(to+"/new", map[string]string{"title": "Mine", "body": words})
	if !signedIn {
		sent = sent.Submit("/sign-in", map[string]string{"email": a.Email, "password": Password}).WithCode(a.Email)
	}
	if !sent.b.Get("/drafts").Contains(words) {
		a.t.Errorf("what was typed is lost: %d %s %s", sent.Status, sent.Path, sent.Text())
	}
	for _, path := range []string{to + "/new", to + "/people", "/threads/" + itoa(a.leaving.thread), "/events?community=" + itoa(a.leaving.room.ID)} {
		if page := sent.b.Get(path); page.Status < http.StatusBadRequest {
			a.t.Errorf("%s: %d", path, page.Status)
		}
	}
	if a.invited(a.welsh) != 0 {
		a.t.Error("her invitation to the other instance waits")
	}
}

// TestEveryDoorToAPeerIsShut ends an agreement from the other side, which alone
// acts, and withdraws a credential there and here.
func TestEveryDoorToAPeerIsShut(t *testing.T) {
	t.Parallel()
	t.Run("the peer ends the agreement", func(t *testing.T) {
		t.Parallel()
		a := reachesOver(t)
		a.does("scotland", "wales", end)
		a.shut(true)
		if a.invited(a.guest) != 0 {
			t.Error("an invitation from the other instance waits")
		}
		if rec := a.atHost(a.welsh); rec.State == policy.Active {
			t.Errorf("at the host: %v", rec.State)
		}
		if page := a.welsh.Get("/"); page.Status != http.StatusOK {
			t.Errorf("she is no longer at home: %d", page.Status)
		}
		// What was queued before the end, and an old invitation, are void after a
		// new agreement too.
		a.Link(a.story.Node("scotland"), a.story.Node("wales"))
		a.later(time.Hour)
		if a.invited(a.welsh)+a.invited(a.guest) != 0 {
			t.Error("a new agreement brings an invitation back")
		}
		if rec := a.atHost(a.welsh); rec.State == policy.Active {
			t.Errorf("a new agreement brings her back: %v", rec.State)
		}
	})
	t.Run("her own instance's list", func(t *testing.T) {
		t.Parallel()
		a := reachesOver(t)
		a.Cut("wales", "scotland") // the host reads the list, and is told nothing
		a.welsh.Revoke()
		a.Settle()
		a.Clock.Advance(30 * time.Second)
		a.Tick("status-lists")
		a.shut(false)
		if rec := a.atHost(a.welsh); rec.State == policy.Active {
			t.Errorf("at the host: %v", rec.State)
		}
		a.moderator.Node.View(func(tx community.Tx) error {
			all, err := tx.InvitationsFor(a.welsh.Person.IRI)
			if len(all) != 0 {
				t.Error("at the host her invitation waits for a later credential")
			}
			return err
		})
		a.Heal("wales", "scotland")
		a.later(time.Minute)
		c, ok := a.guest.Node.Here(a.outward.IRI)
		if !ok {
			return
		}
		_ = a.guest.Node.Service.Join(t.Context(), a.guest.Viewer, c.ID, "Invited", nil)
		a.Settle()
		a.welsh.Node.View(func(tx community.Tx) error {
			ms, err := tx.Members(a.outward.ID, policy.Active)
			if len(ms) != 0 {
				t.Error("her invitation lets somebody of a peer in")
			}
			return err
		})
	})
}
