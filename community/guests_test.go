package community_test

import (
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

const guestPassword = "a long sample passphrase"

func guestInput(thread int64) community.GuestInput {
	return community.GuestInput{Thread: thread, Email: "guest@university.example", Name: "Guest Sample", Post: "Professor of education",
		Biography: "Has worked with small schools for twenty years.", Reason: "Knows what others do.", Days: 7}
}

// letIn asks for a guest and admits them, and gives the row.
func (h *house) letIn(by community.Viewer, thread int64, change func(*community.GuestInput)) community.Guest {
	h.t.Helper()
	in := guestInput(thread)
	if change != nil {
		change(&in)
	}
	g, err := h.AskGuest(h.ctx, by, in)
	h.must(err)
	h.must(h.DecideGuest(h.ctx, h.mod, g.CommunityID, g.ID, true, "Welcome."))
	h.view(func(tx community.Tx) (err error) { g, err = tx.Guest(g.ID); return err })
	return g
}

// enter lets a guest choose a password through their link, sign in and be
// known.
func (h *house) enter(g community.Guest) community.Viewer {
	h.t.Helper()
	var a community.Account
	h.view(func(tx community.Tx) (err error) { a, err = tx.AccountOfPerson(g.PersonID); return err })
	token, err := h.IssueLink(h.ctx, a.ID, community.LinkFirst)
	h.must(err)
	_, err = h.SetPassword(h.ctx, token, guestPassword, guestPassword)
	h.must(err)
	a, err = h.SignIn(h.ctx, g.Email, guestPassword)
	h.must(err)
	v, _, _, err := h.Authenticate(h.ctx, a.ID, a.Epoch)
	h.must(err)
	return v
}

// session reports whether a guest's session and password are still good.
func (h *house) session(g community.Guest, v community.Viewer) (session, signIn bool) {
	h.t.Helper()
	var a community.Account
	h.view(func(tx community.Tx) (err error) { a, err = tx.Account(v.Account); return err })
	_, _, _, err := h.Authenticate(h.ctx, v.Account, a.Epoch)
	_, failed := h.SignIn(h.ctx, g.Email, guestPassword)
	return err == nil, failed == nil
}

// TestAGuestReadsAndAnswersOneConversation: and nothing else, not even its
// neighbour.
func TestAGuestReadsAndAnswersOneConversation(t *testing.T) {
	t.Parallel()
	h := build(t)
	here := h.post(h.mod, h.closed, "Small schools", "How do you do it?")
	beside := h.post(h.mod, h.closed, "Something else", "For heads only.")
	g := h.letIn(h.head, here.Thread, nil)
	v := h.enter(g)
	if !v.Visiting || h.MayRoam(v) == nil {
		t.Errorf("a guest may roam: %+v", v)
	}
	if thread, err := h.GuestDoor(h.ctx, v); err != nil || thread != here.Thread {
		t.Errorf("the door leads to %d, %v", thread, err)
	}
	res, err := h.Reply(h.ctx, v, community.PostInput{Thread: here.Thread, Body: "We have tried it. @head", Language: "en"})
	h.must(err)
	seen, err := h.Thread(h.ctx, h.head, here.Thread, community.Page{})
	h.must(err)
	last := seen.Posts[len(seen.Posts)-1]
	if last.Post.ID != res.Post || last.Byline.Role != "guest" || last.Guest.Sponsor == "" || !last.Guest.Until.Equal(g.EndAt) {
		t.Errorf("the guest's post: %+v %+v", last.Byline, last.Guest)
	}
	for what, err := range map[string]error{
		"another thread":  second(h.Thread(h.ctx, v, beside.Thread, community.Page{})),
		"its first post":  second(h.Service.Post(h.ctx, v, beside.Post)),
		"to answer there": second(h.Reply(h.ctx, v, community.PostInput{Thread: beside.Thread, Body: "Hello", Language: "en"})),
		"to start one":    second(h.StartThread(h.ctx, v, community.PostInput{Community: h.closed, Title: "Mine", Body: "Hello", Language: "en"})),
		"who is in":       second(h.Room(h.ctx, v, h.closed)),
		"the private one": second(h.Community(h.ctx, v, h.private)),
		"the queue":       second(h.Queue(h.ctx, v, h.closed)),
		"another guest":   second(h.AskGuest(h.ctx, v, guestInput(here.Thread))),
		"a colleague":     second(h.Profile(h.ctx, v, h.head.Person)),
		"to lock":         h.LockThread(h.ctx, v, here.Thread, true),
		"to end another":  h.EndGuest(h.ctx, v, h.closed, g.ID, "Why"),
		"to extend":       h.ExtendGuest(h.ctx, v, h.closed, g.ID, 1, "Why"),
		"to admit":        h.DecideGuest(h.ctx, v, h.closed, g.ID, true, ""),
		"another to look": second(h.GuestQueue(h.ctx, v, h.closed)),
	} {
		if community.KindOf(err) != community.NotFound {
			t.Errorf("%s: %v, want not found", what, err)
		}
	}
	lines, _, err := h.Threads(h.ctx, v, h.closed, community.Page{})
	if community.KindOf(err) != community.NotFound || len(lines) != 0 {
		t.Errorf("the list of conversations: %d, %v", len(lines), err)
	}
}

func second[T any](_ T, err error) error { return err }

// TestAGuestOfAnOpenCommunity finds their conversation, and writes in no other.
func TestAGuestOfAnOpenCommunity(t *testing.T) {
	t.Parallel()
	h := build(t)
	here, beside := h.post(h.mod, h.open, "Small schools", "How do you do it?"), h.post(h.mod, h.open, "Another", "Text")
	v := h.enter(h.letIn(h.head, here.Thread, nil))
	if thread, err := h.GuestDoor(h.ctx, v); err != nil || thread != here.Thread {
		t.Errorf("the door leads to %d, %v", thread, err)
	}
	h.must(second(h.Reply(h.ctx, v, community.PostInput{Thread: here.Thread, Body: "We have tried it.", Language: "en"})))
	if _, err := h.Reply(h.ctx, v, community.PostInput{Thread: beside.Thread, Body: "Here too.", Language: "en"}); err == nil {
		t.Error("a guest writes in another conversation")
	}
}

// TestAGuestsTimeEndsToTheSecond although nothing runs but the clock.
func TestAGuestsTimeEndsToTheSecond(t *testing.T) {
	t.Parallel()
	h := build(t)
	here := h.post(h.mod, h.closed, "Small schools", "How do you do it?")
	g := h.letIn(h.head, here.Thread, nil)
	v := h.enter(g)
	h.clock.add(g.EndAt.Sub(h.clock.Now()) - time.Second)
	if session, signIn := h.session(g, v); !session || !signIn {
		t.Errorf("a second before: session %v, sign-in %v", session, signIn)
	}
	h.must(second(h.Thread(h.ctx, v, here.Thread, community.Page{})))
	h.clock.add(time.Second)
	if session, signIn := h.session(g, v); session || signIn {
		t.Errorf("at the second: session %v, sign-in %v", session, signIn)
	}
	for what, err := range map[string]error{
		"reading":   second(h.Thread(h.ctx, v, here.Thread, community.Page{})),
		"answering": second(h.Reply(h.ctx, v, community.PostInput{Thread: here.Thread, Body: "Late", Language: "en"})),
		"a link":    second(h.IssueLink(h.ctx, v.Account, community.LinkReset)),
	} {
		if community.KindOf(err) != community.NotFound {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, _, err := h.EventsSince(h.ctx, v, 0, community.EventFilter{Thread: here.Thread}, 10); community.KindOf(err) != community.Unauthenticated {
		t.Errorf("stream: %v", err)
	}
}

// TestAGuestEndsEarly by a moderator, by their sponsor, or with the sponsor's own
// membership.
func TestAGuestEndsEarly(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*house, community.Guest) error{
		"moderator": func(h *house, g community.Guest) error { return h.EndGuest(h.ctx, h.mod, h.closed, g.ID, "Enough") },
		"sponsor":   func(h *house, g community.Guest) error { return h.EndGuest(h.ctx, h.head, h.closed, g.ID, "Enough") },
		"member": func(h *house, g community.Guest) error {
			return h.RemoveMember(h.ctx, h.mod, h.closed, g.MembershipID, "Enough")
		},
		"sponsor leaves":  func(h *house, g community.Guest) error { return h.Leave(h.ctx, h.head, h.closed) },
		"sponsor revoked": func(h *house, g community.Guest) error { return h.Revoke(h.ctx, h.operator, h.head.Person, "Gone") },
		"sponsor suspended": func(h *house, g community.Guest) error {
			return h.Suspend(h.ctx, h.operator, h.head.Person, "Looked into")
		},
		"sponsor says they have moved": func(h *house, g community.Guest) error {
			return h.UpdateProfile(h.ctx, h.head, community.ProfileInput{Name: "Sample iain", Post: "Headteacher", School: "Another School",
				Authority: "Highland", Nation: "SCT", Biography: biography})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := build(t)
			here := h.post(h.mod, h.closed, "Small schools", "How do you do it?")
			g := h.letIn(h.head, here.Thread, nil)
			v := h.enter(g)
			h.must(end(h, g))
			if session, signIn := h.session(g, v); session || signIn {
				t.Errorf("session %v, sign-in %v", session, signIn)
			}
			if _, err := h.Thread(h.ctx, v, here.Thread, community.Page{}); !community.IsNotFound(err) {
				t.Errorf("the conversation: %v", err)
			}
			if m := h.membership(v, h.closed); m.State != policy.Removed {
				t.Errorf("record: %v", m.State)
			}
			if err := h.EndGuest(h.ctx, h.mod, h.closed, g.ID, "Again"); community.KindOf(err) != community.Conflict {
				t.Errorf("ended twice: %v", err)
			}
		})
	}
}

// TestASuspendedSponsorsGuests: who waits is let in no more, and once the sponsor
// is back both can be asked for again.
func TestASuspendedSponsorsGuests(t *testing.T) {
	t.Parallel()
	h := build(t)
	here := h.post(h.mod, h.closed, "Small schools", "How do you do it?")
	h.letIn(h.head, here.Thread, nil)
	other := guestInput(here.Thread)
	other.Email = "another@university.example"
	waiting, err := h.AskGuest(h.ctx, h.head, other)
	h.must(err)
	h.must(h.Suspend(h.ctx, h.operator, h.head.Person, "Looked into"))
	if err := h.DecideGuest(h.ctx, h.mod, h.closed, waiting.ID, true, ""); community.KindOf(err) != community.Conflict {
		t.Errorf("let in on the word of somebody suspended: %v", err)
	}
	h.must(h.Restore(h.ctx, h.operator, h.head.Person, "All is well"))
	for _, in := range []community.GuestInput{guestInput(here.Thread), other} {
		v := h.enter(h.letIn(h.head, here.Thread, func(g *community.GuestInput) { *g = in }))
		h.must(second(h.Thread(h.ctx, v, here.Thread, community.Page{})))
	}
}

// TestThirtyDaysInAll: nobody is given more by asking again.
func TestThirtyDaysInAll(t *testing.T) {
	t.Parallel()
	h := build(t)
	here := h.post(h.mod, h.closed, "Small schools", "How do you do it?")
	in := guestInput(here.Thread)
	for _, days := range []int64{-1, 0, 31, 1 << 40} {
		in.Days = days
		if _, err := h.AskGuest(h.ctx, h.head, in); community.KindOf(err) != community.Invalid {
			t.Errorf("%d days: %v", days, err)
		}
	}
	g := h.letIn(h.head, here.Thread, func(in *community.GuestInput) { in.Days = 20 })
	if err := h.ExtendGuest(h.ctx, h.head, h.closed, g.ID, 1, "More"); community.KindOf(err) != community.Forbidden {
		t.Errorf("by the sponsor: %v", err)
	}
	for _, days := range []int64{0, -3, 11, 1 << 40} {
		if err := h.ExtendGuest(h.ctx, h.mod, h.closed, g.ID, days, "More"); community.KindOf(err) != community.Invalid {
			t.Errorf("%d days more: %v", days, err)
		}
	}
	h.clock.add(19 * 24 * time.Hour)
	h.must(h.ExtendGuest(h.ctx, h.mod, h.closed, g.ID, 10, "It goes on"))
	if err := h.ExtendGuest(h.ctx, h.mod, h.closed, g.ID, 1, "More"); community.KindOf(err) != community.Invalid {
		t.Errorf("a day beyond thirty: %v", err)
	}
	v := h.enter(g)
	h.clock.add(11*24*time.Hour - time.Second)
	h.must(second(h.Thread(h.ctx, v, here.Thread, community.Page{})))
	h.clock.add(time.Second)
	if session, _ := h.session(g, v); session {
		t.Error("a guest for longer than thirty days")
	}
}

// TestWhoIsLetInAsAGuest: once, by a moderator, on the word of a member, with an
// address that is nobody else's.
func TestWhoIsLetInAsAGuest(t *testing.T) {
	t.Parallel()
	h := build(t)
	here := h.post(h.mod, h.closed, "Small schools", "How do you do it?")
	if _, err := h.AskGuest(h.ctx, h.outsider, guestInput(here.Thread)); community.KindOf(err) != community.NotFound {
		t.Errorf("by somebody outside: %v", err)
	}
	g, err := h.AskGuest(h.ctx, h.head, guestInput(here.Thread))
	h.must(err)
	if _, err := h.AskGuest(h.ctx, h.mod, guestInput(here.Thread)); community.KindOf(err) != community.Conflict {
		t.Errorf("asked for twice: %v", err)
	}
	if err := h.DecideGuest(h.ctx, h.head, h.closed, g.ID, true, ""); community.KindOf(err) != community.Forbidden {
		t.Errorf("by a member: %v", err)
	}
	if err := h.DecideGuest(h.ctx, h.mod, h.private, g.ID, true, ""); !community.IsNotFound(err) {
		t.Errorf("in another community: %v", err)
	}
	if err := h.DecideGuest(h.ctx, h.mod, h.closed, g.ID, false, ""); community.KindOf(err) != community.Invalid {
		t.Errorf("declined without a reason: %v", err)
	}
	h.must(h.DecideGuest(h.ctx, h.mod, h.closed, g.ID, false, "Not now"))
	h.view(func(tx community.Tx) (err error) { g, err = tx.Guest(g.ID); return err })
	if g.Name != "" || g.Email != "" || g.Post != "" || g.Biography != "" || g.Reason != "" || g.PersonID != 0 {
		t.Errorf("kept of somebody who was never here: %+v", g)
	}
	if err := h.DecideGuest(h.ctx, h.mod, h.closed, g.ID, true, ""); community.KindOf(err) != community.Conflict {
		t.Errorf("decided twice: %v", err)
	}
	var member community.Account
	h.view(func(tx community.Tx) (err error) { member, err = tx.AccountOfPerson(h.outsider.Person); return err })
	in := guestInput(here.Thread)
	in.Email = member.Email
	g, err = h.AskGuest(h.ctx, h.head, in)
	h.must(err)
	if err := h.DecideGuest(h.ctx, h.mod, h.closed, g.ID, true, ""); community.KindOf(err) != community.Conflict {
		t.Errorf("with a member's address: %v", err)
	}
	h.view(func(tx community.Tx) error {
		again, err := tx.AccountOfPerson(h.outsider.Person)
		if err == nil && !again.EndAt.IsZero() {
			t.Error("a member's account was given an end")
		}
		return err
	})
}

// TestAGuestMayComeAgain with the same address, as the same person, after their
// time was over, and not before.
func TestAGuestMayComeAgain(t *testing.T) {
	t.Parallel()
	h := build(t)
	here, there := h.post(h.mod, h.closed, "One", "Text"), h.post(h.mod, h.closed, "Two", "Text")
	first := h.letIn(h.head, here.Thread, nil)
	old := h.enter(first)
	again, err := h.AskGuest(h.ctx, h.head, guestInput(there.Thread))
	h.must(err)
	if err := h.DecideGuest(h.ctx, h.mod, h.closed, again.ID, true, ""); community.KindOf(err) != community.Conflict {
		t.Errorf("twice at once: %v", err)
	}
	h.clock.add(8 * 24 * time.Hour)
	h.must(h.ExpireMemberships(h.ctx))
	h.must(h.DecideGuest(h.ctx, h.mod, h.closed, again.ID, true, ""))
	h.view(func(tx community.Tx) (err error) { again, err = tx.Guest(again.ID); return err })
	if again.PersonID != first.PersonID {
		t.Errorf("person %d, then %d", first.PersonID, again.PersonID)
	}
	if session, signIn := h.session(first, old); session && signIn {
		t.Error("the old password is still good")
	}
	v := h.enter(again)
	h.must(second(h.Thread(h.ctx, v, there.Thread, community.Page{})))
	if _, err := h.Thread(h.ctx, v, here.Thread, community.Page{}); !community.IsNotFound(err) {
		t.Errorf("the conversation of before: %v", err)
	}
}
