package clustertest

import (
	"slices"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// restored is an instance of which a backup was made, with people to whom
// something happens afterwards.
type restored struct {
	*story
	home                                                     *Node
	revoked, suspended, removed, invited, later, lost, newer *Member
	desk                                                     *Member
	room                                                     community.Community // of the instance
	guest                                                    community.Guest
	operator, second                                         community.Account
}

// ok fails the test on an error.
func (r *restored) ok(err error) {
	r.T.Helper()
	if err != nil {
		r.T.Fatal(err)
	}
}

// beforeTheBackup makes everybody as they are in it.
func beforeTheBackup(t *testing.T) *restored {
	t.Helper()
	r := &restored{story: joined(t)}
	r.home = r.Node("wales")
	w, ctx := r.home.Service, t.Context()
	r.revoked, r.suspended = r.welsh, r.home.Head("Alun Enghraifft")
	r.removed, r.invited = r.home.Head("Beti Enghraifft"), r.home.Head("Carys Enghraifft")
	r.later, r.desk = r.home.Person("Dewi Enghraifft"), r.home.Person("Elin Enghraifft")
	r.lost, r.newer = r.home.Head("Ffion Enghraifft"), r.home.Head("Gwen Enghraifft")
	moderator := r.home.Head("Hywel Enghraifft")
	r.room = moderator.Found(community.CommunityInput{Username: "ynys", Name: community.LangMap{"cy": "Ynys"}})
	for _, m := range []*Member{r.removed, r.suspended} {
		r.ok(w.Join(ctx, m.Viewer, r.room.ID, "Island too", nil))
	}
	moderator.AcceptAll(r.room)
	r.ok(w.Invite(ctx, moderator.Viewer, r.room.ID, community.InviteInput{Person: r.invited.Person.IRI}))
	thread, err := w.StartThread(ctx, moderator.Viewer, community.PostInput{Community: r.room.ID, Title: "T", Body: "Words", Language: "cy"})
	r.ok(err)
	r.guest, err = w.AskGuest(ctx, moderator.Viewer, community.GuestInput{Thread: thread.Thread, Email: "guest@university.example", Name: "Guest Sample",
		Post: "Professor", Biography: Biography, Reason: "Knows islands", Days: 9})
	r.ok(err)
	r.ok(w.DecideGuest(ctx, moderator.Viewer, r.room.ID, r.guest.ID, true, ""))
	r.home.View(func(tx community.Tx) (err error) { r.guest, err = tx.Guest(r.guest.ID); return err })
	for email, a := range map[string]*community.Account{"first@wales.example": &r.operator, "second@wales.example": &r.second} {
		*a, err = w.AddOperator(ctx, community.CommandLine, community.OperatorInput{Email: email, Name: "Sample Operator", Password: Password})
		r.ok(err)
	}
	_, err = w.Appoint(ctx, community.CommandLine, community.AppointInput{Role: community.RoleDesk, Person: r.desk.Person.ID, Months: 6, Reason: "council staff"})
	r.ok(err)
	r.moderator = moderator
	r.Settle()
	return r
}

// afterTheBackup ends all of it.
func (r *restored) afterTheBackup() {
	r.T.Helper()
	w, ctx, cmd := r.home.Service, r.T.Context(), community.CommandLine
	r.Clock.Advance(time.Hour)
	r.ok(w.Revoke(ctx, cmd, r.revoked.Person.ID, "has retired"))
	r.ok(w.Suspend(ctx, cmd, r.suspended.Person.ID, "away"))
	var m community.Membership
	record := func(who *Member) int64 {
		r.home.View(func(tx community.Tx) (err error) { m, err = tx.MembershipOf(r.room.ID, who.Person.ID); return err })
		return m.ID
	}
	r.ok(w.RemoveMember(ctx, r.moderator.Viewer, r.room.ID, record(r.removed), "not an islander"))
	r.ok(w.Join(ctx, r.invited.Viewer, r.room.ID, "", nil))
	r.ok(w.RemoveMember(ctx, r.moderator.Viewer, r.room.ID, record(r.invited), "not an islander"))
	_, err := w.Verify(ctx, cmd, r.later.Person.ID, policy.Head, "seen")
	r.ok(err)
	r.ok(w.Revoke(ctx, cmd, r.later.Person.ID, "was none"))
	r.ok(w.EndGuest(ctx, r.moderator.Viewer, r.room.ID, r.guest.ID, "done"))
	_, err = w.EndOperator(ctx, cmd, r.second.Email, "has left")
	r.ok(err)
	r.ok(w.EndAppointment(ctx, cmd, r.desk.Person.ID, community.RoleDesk, "has left"))
	r.ok(w.RotatePersonKey(ctx, cmd, r.lost.Person.ID, true, "stolen"))
	r.ok(w.RotatePersonKey(ctx, cmd, r.newer.Person.ID, false, "yearly"))
	_, err = w.EndPeer(ctx, cmd, r.Node("england").Identity.Host)
	r.ok(err)
	r.Settle()
}

// TestABackupBringsNobodyBack ends what can end after a backup was made, puts
// the backup back and leaves the ledger: all of it has ended, here and there.
func TestABackupBringsNobodyBack(t *testing.T) {
	t.Parallel()
	r := beforeTheBackup(t)
	bits := map[string]community.StatusList{}
	restore := r.home.Backup()
	r.afterTheBackup()
	lists := func() {
		r.home.View(func(tx community.Tx) error {
			all, err := tx.StatusLists(true)
			for _, l := range all {
				if had, ok := bits[l.IRI]; ok && !slices.Equal(had.Bits, l.Bits) {
					t.Errorf("%s does not say what it said", l.Purpose)
				}
				bits[l.IRI] = l
			}
			return err
		})
	}
	lists()
	next := r.key(r.lost)
	restore()
	r.Settle()
	r.Clock.Advance(30 * time.Second)
	r.Tick("status-lists")
	for range 2 { // what is done again is done once
		lists()
		r.nobodyIsBack(next)
		r.home.Restart()
	}
}

// key is the id of a member's current key.
func (r *restored) key(m *Member) (iri string) {
	r.T.Helper()
	r.home.View(func(tx community.Tx) error {
		k, err := tx.CurrentKey(m.Person.IRI)
		iri = k.IRI
		return err
	})
	return iri
}

func (r *restored) nobodyIsBack(next string) {
	t, w := r.T, r.home.Service
	t.Helper()
	if rec := r.atHost(r.revoked); rec.State == policy.Active {
		t.Errorf("%v at the host", rec.State)
	}
	for name, m := range map[string]*Member{"revoked": r.revoked, "suspended": r.suspended, "verified and revoked": r.later} {
		if _, err := w.CreateCommunity(t.Context(), m.Viewer, community.CommunityInput{Username: "new", Name: community.LangMap{"cy": "N"}, Access: "closed"}); err == nil {
			t.Errorf("who was %s founds a community", name)
		}
	}
	for name, m := range map[string]*Member{"removed": r.removed, "suspended": r.suspended, "invited": r.invited} {
		if _, _, err := w.Threads(t.Context(), m.Viewer, r.room.ID, community.Page{}); err == nil {
			t.Errorf("who was %s reads", name)
		}
	}
	if err := w.Join(t.Context(), r.invited.Viewer, r.room.ID, "Let me in", nil); err == nil {
		r.home.View(func(tx community.Tx) error {
			m, err := tx.MembershipOf(r.room.ID, r.invited.Person.ID)
			if m.State == policy.Active {
				t.Error("an invitation that was taken up lets somebody in once more")
			}
			return err
		})
	}
	r.home.View(func(tx community.Tx) error {
		guest, err := tx.AccountOfPerson(r.guest.PersonID)
		if err != nil || guest.Good(r.Clock.Now()) {
			t.Errorf("the guest's account is good: %v", err)
		}
		operator, err := tx.Account(r.second.ID)
		if err != nil || operator.Good(r.Clock.Now()) || operator.PasswordHash != "" {
			t.Errorf("the operator is back: %v", err)
		}
		first, err := tx.Account(r.operator.ID)
		if err != nil || !first.Good(r.Clock.Now()) {
			t.Errorf("the operator who stays: %v", err)
		}
		peer, err := tx.Peer(r.Node("england").Identity.Host)
		if err != nil || peer.State != community.PeerEnded {
			t.Errorf("the agreement is %s, %v", peer.State, err)
		}
		return err
	})
	if _, held, err := w.DeskOf(t.Context(), community.CommandLine, r.desk.Person.ID); err != nil || held {
		t.Errorf("the desk is back: %v", err)
	}
	if iri := r.key(r.lost); iri == next || iri == r.lost.Person.IRI+"#ed25519-1" {
		t.Errorf("the key is %s, which others know as another", iri)
	}
	if iri := r.key(r.newer); iri != r.newer.Person.IRI+"#ed25519-3" {
		t.Errorf("the key is %s", iri)
	}
}
