package clustertest

import (
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
	"headroom/storage/storagetest"
)

// joined is the story with both heads let in.
func joined(t *testing.T) *story {
	t.Helper()
	s := tellStory(t)
	for _, m := range []*Member{s.welsh, s.english} {
		s.letIn(m)
	}
	return s
}

// letIn has somebody ask to join the room, and the moderator let them in.
func (s *story) letIn(m *Member) {
	s.T.Helper()
	m.Join(s.room.IRI)
	s.Settle()
	s.moderator.AcceptAll(s.room)
	s.Settle()
}

// say starts a thread or, with a parent, answers it; it gives the object's IRI.
func (s *story) say(m *Member, parent, body string) string {
	s.T.Helper()
	c, _ := m.Node.Here(s.room.IRI)
	in := community.PostInput{Community: c.ID, Title: "A sample title", Body: body, Language: "en"}
	var out community.PostResult
	var err error
	if parent == "" {
		out, err = m.Node.Service.StartThread(s.T.Context(), m.Viewer, in)
	} else {
		p := s.post(m.Node, parent)
		in.Thread, in.Parent = p.ThreadID, p.ID
		out, err = m.Node.Service.Reply(s.T.Context(), m.Viewer, in)
	}
	if err != nil {
		s.T.Fatal(err)
	}
	var iri string
	m.Node.View(func(tx community.Tx) error {
		p, err := tx.Post(out.Post)
		iri = p.IRI
		return err
	})
	s.Settle()
	return iri
}

// post is what an instance holds of a post; the zero post when nothing.
func (s *story) post(n *Node, iri string) (p community.Post) {
	n.View(func(tx community.Tx) error {
		var err error
		if p, err = tx.PostByIRI(iri); community.IsNotFound(err) {
			return nil
		}
		return err
	})
	return p
}

// TestDeletionReachesEveryone deletes a Welsh head's reply: it is a tombstone
// on all three instances, its words stand in no table, the chain keeps its
// header, and the Delete itself was announced.
func TestDeletionReachesEveryone(t *testing.T) {
	t.Parallel()
	s := joined(t)
	root := s.say(s.moderator, "", "A sample beginning")
	reply := s.say(s.welsh, root, "a-word-to-be-taken-back")
	for _, n := range s.Nodes {
		if p := s.post(n, reply); p.State != community.PostAccepted || !strings.Contains(p.HTML, "a-word") {
			t.Fatalf("%s holds %q as %s", n.Name, p.HTML, p.State)
		}
	}
	if err := s.welsh.Node.Service.DeletePost(t.Context(), s.welsh.Viewer, s.post(s.welsh.Node, reply).ID); err != nil {
		t.Fatal(err)
	}
	s.Settle()
	for _, n := range s.Nodes {
		p := s.post(n, reply)
		if p.State != community.PostDeleted || p.HTML != "" || p.Source != "" {
			t.Errorf("%s holds %q as %s", n.Name, p.HTML, p.State)
		}
		c, _ := n.Here(s.room.IRI)
		n.View(func(tx community.Tx) error {
			entries, err := tx.LogOfObject(c.ID, reply)
			if err != nil {
				return err
			}
			for _, e := range entries {
				if e.Kind == "Delete" && e.Withheld != "" || e.Kind == "Create" && e.Withheld != "deleted" {
					t.Errorf("%s: the %s is withheld as %q", n.Name, e.Kind, e.Withheld)
				}
			}
			if len(entries) != 2 {
				t.Errorf("%s holds %d entries", n.Name, len(entries))
			}
			return nil
		})
		s.quiet(n)
	}
}

// TestWhoComesBackReadsEverything leaves with the last member of an instance,
// which purges what it holds, and comes back: all is there again, in order.
func TestWhoComesBackReadsEverything(t *testing.T) {
	t.Parallel()
	s := joined(t)
	root := s.say(s.moderator, "", "A sample beginning")
	reply := s.say(s.english, root, "A sample answer")
	c, _ := s.welsh.Node.Here(s.room.IRI)
	if err := s.welsh.Node.Service.Leave(t.Context(), s.welsh.Viewer, c.ID); err != nil {
		t.Fatal(err)
	}
	s.Settle()
	if p := s.post(s.welsh.Node, root); p.ID != 0 {
		t.Fatal("what was held of the community is still there")
	}
	later := s.say(s.english, root, "Said while she was away")
	if p := s.post(s.welsh.Node, later); p.ID != 0 {
		t.Fatal("it reached a server without a member")
	}
	s.letIn(s.welsh)
	last := int64(0)
	for _, iri := range []string{root, reply, later} {
		p := s.post(s.welsh.Node, iri)
		if p.State != community.PostAccepted || p.Seq <= last {
			t.Errorf("%s is %q at %d after %d", iri, p.State, p.Seq, last)
		}
		last = p.Seq
	}
}

// TestLockedMeanwhile answers a thread that was locked while the answer was
// under way: the words come back as a draft with the reason, and nobody else
// sees them.
func TestLockedMeanwhile(t *testing.T) {
	t.Parallel()
	s := joined(t)
	root := s.say(s.moderator, "", "A sample beginning")
	scotland := s.Node("scotland")
	s.Cut("wales", "scotland")
	there := s.post(s.welsh.Node, root)
	if _, err := s.welsh.Node.Service.Reply(t.Context(), s.welsh.Viewer, community.PostInput{Thread: there.ThreadID, Parent: there.ID,
		Body: "a-word-too-late", Language: "en"}); err != nil {
		t.Fatal(err)
	}
	if err := scotland.Service.LockThread(t.Context(), s.moderator.Viewer, s.post(scotland, root).ThreadID, true); err != nil {
		t.Fatal(err)
	}
	s.Settle()
	s.Heal("wales", "scotland")
	s.Clock.Advance(time.Minute) // the lane of Wales was paused
	s.Settle()
	drafts, err := s.welsh.Node.Service.Drafts(t.Context(), s.welsh.Viewer)
	if err != nil {
		t.Fatal(err)
	}
	if len(drafts) != 1 || drafts[0].Body != "a-word-too-late" || drafts[0].Reason != policy.ReasonLocked {
		t.Errorf("drafts: %+v", drafts)
	}
	file, _ := scotland.Config.SQLite()
	if storagetest.OpenBeside(t, file).Holds("a-word-too-late") {
		t.Error("the host keeps what it has refused")
	}
}

// TestNothingIsSentAfterTheLastMember removes the only Welsh member while a post
// is queued for Wales: when the line is whole again the post is not sent there.
func TestNothingIsSentAfterTheLastMember(t *testing.T) {
	t.Parallel()
	s := joined(t)
	wales, scotland := s.Node("wales"), s.Node("scotland")
	s.Cut("scotland", "wales")
	iri := s.say(s.moderator, "", "a-word-for-who-is-in")
	var gone community.Membership
	scotland.View(func(tx community.Tx) error {
		p, err := tx.PersonByIRI(s.welsh.Person.IRI)
		if err != nil {
			return err
		}
		gone, err = tx.MembershipOf(s.room.ID, p.ID)
		return err
	})
	if err := scotland.Service.RemoveMember(t.Context(), s.moderator.Viewer, s.room.ID, gone.ID, "A sample reason"); err != nil {
		t.Fatal(err)
	}
	s.Heal("scotland", "wales")
	s.Clock.Advance(time.Hour)
	s.Settle()
	var entries []community.LogEntry
	scotland.View(func(tx community.Tx) (err error) { entries, err = tx.LogOfObject(s.room.ID, iri); return err })
	if len(entries) != 1 {
		t.Fatalf("%d entries in the log", len(entries))
	}
	err := wales.Store.Update(t.Context(), func(tx community.Tx) error {
		fresh, _, err := tx.Receive(s.room.IRI, entries[0].AnnounceIRI, "", s.Clock.Now())
		if err == nil && !fresh {
			t.Error("the announcement reached a server without a member")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestARefusedPullIsNoFault lifts a suspension of which the host has not heard:
// what her home asks it for meanwhile is answered 404 and asked for again, and
// nothing is left for an operator to mend.
func TestARefusedPullIsNoFault(t *testing.T) {
	t.Parallel()
	s := joined(t)
	home, ctx, host := s.welsh.Node, t.Context(), s.moderator.Node.Identity.Host
	s.must(home.Service.Suspend(ctx, community.CommandLine, s.welsh.Person.ID, "away for a term"))
	s.later(time.Minute)
	s.Cut("wales", "scotland")
	s.must(home.Service.Restore(ctx, community.CommandLine, s.welsh.Person.ID, "is back"))
	c, _ := home.Here(s.room.IRI)
	s.must(home.Service.Store.Update(ctx, func(tx community.Tx) error {
		if _, err := tx.DeleteJobs(community.PeerLane(host), community.JobDeliver); err != nil {
			return err
		}
		m, err := tx.MembershipOf(c.ID, s.welsh.Person.ID)
		if err != nil {
			return err
		}
		m.State = policy.Active // as the host's next stamp will say
		return tx.UpdateMembership(m)
	}))
	s.Heal("wales", "scotland")
	s.must(home.Service.PullSoon(ctx, 0, community.Pull{Host: host, What: "group", Community: c.ID}))
	s.Clock.Advance(time.Minute)
	s.Settle()
	s.quiet(home)
	s.later(2 * time.Hour)
	s.quiet(home)
	if rec := s.atHost(s.welsh); rec.State != policy.Active {
		t.Errorf("at the host she is %v", rec.State)
	}
}

// TestWhoComesBackReadsWhatWasChanged lets the last member of an instance, who has
// changed what she wrote, lose her headship, and somebody else of it come in later:
// the log that is read then gives the words as they are now.
func TestWhoComesBackReadsWhatWasChanged(t *testing.T) {
	t.Parallel()
	s := joined(t)
	iri := s.say(s.welsh, "", "The words at first")
	home := s.welsh.Node
	_, err := home.Service.EditPost(t.Context(), s.welsh.Viewer, community.PostInput{Post: s.post(home, iri).ID, Title: "A sample title",
		Body: "The words as they are now", Language: "en"})
	s.must(err)
	s.must(home.Service.Revoke(t.Context(), community.CommandLine, s.welsh.Person.ID, "has retired"))
	s.later(time.Minute)
	if p := s.post(home, iri); p.ID != 0 {
		t.Fatal("what was held of the community is still there")
	}
	other := home.Head("Beti Enghraifft")
	s.letIn(other)
	s.later(time.Minute)
	for _, n := range s.Nodes {
		if p := s.post(n, iri); !strings.Contains(p.HTML, "as they are now") {
			t.Errorf("%s has %q", n.Name, p.HTML)
		}
	}
	if p := s.post(home, iri); p.Source != "The words as they are now" {
		t.Errorf("to change them again she would find %q", p.Source)
	}
}
