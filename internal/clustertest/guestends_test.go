package clustertest

import (
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
	"headroom/storage/storagetest"
)

// visiting is the room with its guest let in.
func visiting(t *testing.T) *visited {
	t.Helper()
	v := inviting(t, storagetest.SQLite)
	v.comes(v.english)
	v.readsOnly(v.ferries, v.answer)
	return v
}

// endings of a guest's days at the host, all but their time.
var guestEndings = map[string]func(*visited) error{
	"a moderator": func(v *visited) error {
		return v.moderator.Node.Service.EndGuest(v.T.Context(), v.moderator.Viewer, v.room.ID, v.guest.ID, "The talk is over.")
	},
	"the sponsor leaves": func(v *visited) error {
		return v.sponsor.Node.Service.Leave(v.T.Context(), v.sponsor.Viewer, v.room.ID)
	},
	"the sponsor is removed": func(v *visited) error {
		return v.moderator.Node.Service.RemoveMember(v.T.Context(), v.moderator.Viewer, v.room.ID, v.atHost(v.sponsor).ID, "Not one of us.")
	},
	"the sponsor is no head any more": func(v *visited) error {
		return v.sponsor.Node.Service.Revoke(v.T.Context(), community.CommandLine, v.sponsor.Person.ID, "has retired")
	},
}

// sponsored is the room with a guest who came on the word of a member.
func sponsored(t *testing.T) *visited {
	t.Helper()
	v := &visited{story: tellStory(t)}
	v.letIn(v.welsh)
	v.sponsor = v.Node("scotland").Head("Una Sample")
	v.letIn(v.sponsor)
	v.ferries = v.say(v.moderator, "", "Ferries are late")
	v.answer = v.say(v.welsh, v.ferries, "So are ours")
	v.buses = v.say(v.moderator, "", "Buses are nobody's business")
	v.asksAs(v.sponsor, v.english, v.ferries, 3)
	return v
}

// TestTheHostEndsAGuest before their time, in each way: at their home it is
// closed and everything gone as soon as the notice is there, and where the
// notice does not come, when the stamp lapses, with no job running.
func TestTheHostEndsAGuest(t *testing.T) {
	t.Parallel()
	for way, end := range guestEndings {
		for _, parted := range []bool{false, true} {
			t.Run(way+map[bool]string{true: ", parted"}[parted], func(t *testing.T) {
				t.Parallel()
				v := sponsored(t)
				v.comes(v.english)
				v.readsOnly(v.ferries, v.answer)
				if parted {
					v.Cut("scotland", "england")
				}
				if err := end(v); err != nil {
					t.Fatal(err)
				}
				v.Settle()
				if rec := v.atHost(v.english); rec.State != policy.Removed {
					t.Errorf("at the host: %v", rec.State)
				}
				if parted {
					v.Clock.Advance(24 * time.Hour)
					if v.reads(v.english, v.ferries) {
						t.Error("open at home when the stamp has lapsed")
					}
					v.Tick("issuer")
					v.Heal("scotland", "england")
					v.later(time.Hour)
				}
				v.gone()
				if n := v.owed(); n != 0 {
					t.Errorf("England has not said of %d posts that they are deleted", n)
				}
			})
		}
	}
}

// gone checks that England shows the guest nothing and holds nothing.
func (v *visited) gone() {
	v.T.Helper()
	if v.reads(v.english, v.ferries) {
		v.T.Error("the guest can read")
	}
	if n := v.kept("england"); n != 0 {
		v.T.Errorf("England holds %d posts", n)
	}
	for _, words := range []string{"Ferries are late", "So are ours", "Buses are nobody's business"} {
		if v.holds(v.english.Node, words) {
			v.T.Errorf("England holds %q", words)
		}
	}
}

// owed counts the posts that England was sent and has given no receipt for.
func (v *visited) owed() (n int) {
	v.T.Helper()
	v.Node("scotland").View(func(tx community.Tx) error {
		all, err := tx.CopiesOnHost(v.english.Node.Identity.Host, v.room.ID)
		for _, c := range all {
			if c.PurgedAt.IsZero() {
				n++
			}
		}
		return err
	})
	return n
}

// TestAGuestLeaves at home: nothing is left there, the host knows it, and what
// was under way is dropped with a receipt.
func TestAGuestLeaves(t *testing.T) {
	t.Parallel()
	v := visiting(t)
	v.Cut("scotland", "england")
	v.say(v.moderator, v.ferries, "Under way when she left")
	c, _ := v.english.Node.Here(v.room.IRI)
	v.Cut("england", "scotland")
	if err := v.english.Node.Service.Leave(t.Context(), v.english.Viewer, c.ID); err != nil {
		t.Fatal(err)
	}
	v.gone()
	v.Heal("scotland", "england")
	v.Cut("england", "scotland")
	v.later(30 * time.Minute) // the words are there before the host knows
	v.gone()
	v.Heal("scotland", "england")
	v.later(30 * time.Minute)
	if rec := v.atHost(v.english); rec.State != policy.Left {
		t.Errorf("at the host: %v", rec.State)
	}
	v.gone()
	if n := v.owed(); n != 0 {
		t.Errorf("England has not said of %d posts that they are deleted", n)
	}
	v.say(v.moderator, v.ferries, "After she left")
	v.gone()
}

// TestAGuestsHomeEndsThem by revoking or suspending what they hold: closed there
// at once, and the host, which no credential tells, is told.
func TestAGuestsHomeEndsThem(t *testing.T) {
	t.Parallel()
	for way, end := range map[string]func(*community.Service, *testing.T, community.Viewer, int64) error{
		"revoked": func(s *community.Service, t *testing.T, v community.Viewer, id int64) error {
			return s.Revoke(t.Context(), v, id, "has retired")
		},
		"suspended": func(s *community.Service, t *testing.T, v community.Viewer, id int64) error {
			return s.Suspend(t.Context(), v, id, "away for a term")
		},
	} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			v := visiting(t)
			if err := end(v.english.Node.Service, t, community.CommandLine, v.english.Person.ID); err != nil {
				t.Fatal(err)
			}
			if v.reads(v.english, v.ferries) {
				t.Error("open at home")
			}
			v.Settle()
			if got := v.english.Node.Ask(v.english.Person.IRI, v.post(v.moderator.Node, v.ferries).IRI); got.Status == 200 {
				t.Errorf("the host answers them: %d", got.Status)
			}
			meanwhile := v.say(v.moderator, v.ferries, "After it was taken away")
			if way == "revoked" {
				if rec := v.atHost(v.english); rec.State == policy.Active {
					t.Error("active at the host")
				}
				v.gone()
				return
			}
			if v.reads(v.english, v.ferries) || v.reads(v.english, meanwhile) {
				t.Error("open at home")
			}
			if err := v.english.Node.Service.Restore(t.Context(), community.CommandLine, v.english.Person.ID, "back again"); err != nil {
				t.Fatal(err)
			}
			v.Settle()
			v.readsOnly(v.ferries, v.answer, meanwhile)
		})
	}
}

// TestAGuestWhoHasNotAnswered is invited no more: their Follow is refused, and
// their home says so.
func TestAGuestWhoHasNotAnswered(t *testing.T) {
	t.Parallel()
	v := inviting(t, storagetest.SQLite)
	if err := guestEndings["a moderator"](v); err != nil {
		t.Fatal(err)
	}
	v.Settle()
	to := v.path(v.english)
	v.english.Get(to+"/join").OK().Submit(to+"/join", nil)
	v.Settle()
	v.later(time.Hour)
	c, _ := v.english.Node.Here(v.room.IRI)
	v.english.Node.View(func(tx community.Tx) error {
		m, err := tx.MembershipOf(c.ID, v.english.Person.ID)
		if err == nil && m.State != policy.Removed {
			t.Errorf("at home: %v", m.State)
		}
		return err
	})
	v.moderator.Node.View(func(tx community.Tx) error {
		p, err := tx.PersonByIRI(v.english.Person.IRI)
		if community.IsNotFound(err) {
			return nil
		}
		if m, err := tx.MembershipOf(v.room.ID, p.ID); err == nil && m.State == policy.Active {
			t.Errorf("at the host: %+v", m)
		}
		return err
	})
	for _, path := range []string{to, "/"} {
		if page := v.english.Get(path).OK(); page.Contains("Invited") || page.Contains("Accept") {
			t.Errorf("%s still offers the invitation: %s", path, page.Text())
		}
	}
	if page := v.english.Get("/notifications"); !page.Contains("Highlands and Islands") {
		t.Errorf("nothing tells her: %d %s", page.Status, page.Text())
	}
	v.gone()
}

// TestAGuestStaysLonger is told at home, and reads until the new end.
func TestAGuestStaysLonger(t *testing.T) {
	t.Parallel()
	v := visiting(t)
	if err := v.moderator.Node.Service.ExtendGuest(t.Context(), v.moderator.Viewer, v.room.ID, v.guest.ID, 4, "There is more to say."); err != nil {
		t.Fatal(err)
	}
	v.Settle()
	first := v.guest.EndAt
	if first.IsZero() {
		first = Start.Add(3 * 24 * time.Hour)
	}
	for v.Clock.Now().Before(first.Add(time.Hour)) {
		v.Clock.Advance(6 * time.Hour)
		v.Tick("memberships")
		v.Tick("issuer")
		v.Tick("status-lists")
		v.Tick("stamps")
	}
	if !v.reads(v.english, v.ferries) {
		t.Error("closed at the first end")
	}
	v.ends()
}

// TestWhoIsDeclinedLeavesNothing: of somebody of a peer who was asked for and not
// admitted the host keeps neither name nor address, and their home hears nothing.
func TestWhoIsDeclinedLeavesNothing(t *testing.T) {
	t.Parallel()
	v := inviting(t, storagetest.SQLite)
	tom := v.Node("england").Head("Tom Example")
	host := v.moderator.Node
	g, err := host.Service.AskGuest(t.Context(), v.moderator.Viewer, community.GuestInput{Thread: v.post(host, v.ferries).ThreadID,
		Email: "@" + tom.Person.Username + "@" + tom.Node.Identity.Host, Name: "Tom Example", Post: "Headteacher",
		Biography: strings.Repeat("A sample biography. ", 4), Reason: "They know boats.", Days: 3})
	if err != nil || g.Person != tom.Person.IRI {
		t.Fatalf("%+v, %v", g, err)
	}
	v.Node("england").Listen()
	if err := host.Service.DecideGuest(t.Context(), v.moderator.Viewer, v.room.ID, g.ID, false, "Not now."); err != nil {
		t.Fatal(err)
	}
	v.Settle()
	list, _, _, err := host.Service.Guests(t.Context(), v.moderator.Viewer, g.ThreadID)
	if err != nil {
		t.Fatal(err)
	}
	for _, shown := range list {
		if shown.ID == g.ID && (shown.Person != "" || shown.Host != "" || shown.Name != "" || shown.Answer != "Not now.") {
			t.Errorf("what is kept: %+v", shown.Guest)
		}
	}
	if v.Node("england").Heard(tom.Person.IRI) {
		t.Error("their home was told")
	}
}

// TestAVoidInvitationLeavesNobodyInvited: the agreement ends before the guest has
// answered, and the host does not go on waiting for them.
func TestAVoidInvitationLeavesNobodyInvited(t *testing.T) {
	t.Parallel()
	v := inviting(t, storagetest.SQLite)
	state := func() (s community.GuestState) {
		v.Node("scotland").View(func(tx community.Tx) error {
			g, err := tx.Guest(v.guest.ID)
			s = g.State
			return err
		})
		return s
	}
	if got := state(); got != community.GuestInvited {
		t.Fatalf("before: %s", got)
	}
	v.does("scotland", "england", end)
	if got := state(); got != community.GuestEnded {
		t.Errorf("after: %s", got)
	}
}
