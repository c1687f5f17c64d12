package clustertest

import (
	"encoding/json"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
	"headroom/internal/jobs"
	"headroom/storage/storagetest"
)

// suspend takes a member's credential out of force at their home, or lifts it.
func (s *story) standing(m *Member, act func(*community.Service) error) {
	s.T.Helper()
	if err := act(m.Node.Service); err != nil {
		s.T.Fatal(err)
	}
	s.Settle()
}

// atHost is a member's record at the host of the community.
func (s *story) atHost(m *Member) (rec community.Membership) {
	s.T.Helper()
	s.moderator.Node.View(func(tx community.Tx) error {
		c, err := tx.CommunityByIRI(s.room.IRI)
		if err != nil {
			return err
		}
		p, err := tx.PersonByIRI(m.Person.IRI)
		if err != nil {
			return err
		}
		rec, err = tx.MembershipOf(c.ID, p.ID)
		return err
	})
	return rec
}

// reads reports whether a member is shown a post on their own instance.
func (s *story) reads(m *Member, iri string) bool {
	s.T.Helper()
	var p community.Post
	err := m.Node.Service.Store.View(s.T.Context(), func(tx community.Tx) (err error) { p, err = tx.PostByIRI(iri); return err })
	if err != nil {
		return false
	}
	_, err = m.Node.Service.Post(s.T.Context(), m.Viewer, p.ID)
	return err == nil
}

// TestSuspensionTravels suspends a member of another instance's community and
// lifts it: closed to her at once at home and, with the list, at the host; open
// again without anybody asking, with what was written meanwhile.
func TestSuspensionTravels(t *testing.T) {
	t.Parallel()
	s := joined(t)
	s.standing(s.welsh, func(h *community.Service) error {
		return h.Suspend(t.Context(), community.CommandLine, s.welsh.Person.ID, "away for a term")
	})
	if rec := s.atHost(s.welsh); rec.State != policy.Suspended {
		t.Fatalf("at the host: %+v", rec)
	}
	if rec := s.atHost(s.english); rec.State != policy.Active {
		t.Fatalf("somebody else at the host: %+v", rec)
	}
	if answer := s.welsh.Node.Ask(s.welsh.Person.IRI, s.room.Members); answer.Status == 200 {
		t.Error("the host still answers for her")
	}
	meanwhile := s.say(s.moderator, "", "Is anybody there?")
	if s.reads(s.welsh, meanwhile) {
		t.Error("she reads while suspended")
	}
	s.standing(s.welsh, func(h *community.Service) error {
		return h.Restore(t.Context(), community.CommandLine, s.welsh.Person.ID, "back at work")
	})
	if rec := s.atHost(s.welsh); rec.State != policy.Active {
		t.Fatalf("not back at the host: %+v", rec)
	}
	if !s.reads(s.welsh, meanwhile) {
		t.Error("she does not see what was written meanwhile")
	}
	if !s.reads(s.english, s.say(s.welsh, "", "Good to be back")) {
		t.Error("others do not see what she writes now")
	}
}

// TestSuspensionIsPolled cuts the push off: the host learns of a suspension at
// its next poll, within a minute.
func TestSuspensionIsPolled(t *testing.T) {
	t.Parallel()
	s := joined(t)
	s.Cut("wales", "scotland")
	s.standing(s.welsh, func(h *community.Service) error {
		return h.Suspend(t.Context(), community.CommandLine, s.welsh.Person.ID, "away for a term")
	})
	if rec := s.atHost(s.welsh); rec.State != policy.Active {
		t.Fatalf("the cut lets things through: %+v", rec)
	}
	s.Clock.Advance(30 * time.Second)
	s.Tick("status-lists")
	if rec := s.atHost(s.welsh); rec.State != policy.Suspended {
		t.Errorf("not polled: %+v", rec)
	}
}

// TestAnOlderListLiftsNothing brings a suspension list to the host that was
// signed before the one which it holds, as an answer does that a push overtook:
// the suspension stands. A home that was restored and signs its lists anew is
// believed again.
func TestAnOlderListLiftsNothing(t *testing.T) {
	t.Parallel()
	s := joined(t)
	wales, scotland := s.welsh.Node, s.moderator.Node
	list := func(n *Node) (l community.StatusList) {
		n.View(func(tx community.Tx) (err error) {
			l, err = tx.StatusList(wales.Identity.URL + "/status/suspension/1")
			return err
		})
		return l
	}
	older := list(wales)
	s.Clock.Advance(time.Minute)
	s.standing(s.welsh, func(h *community.Service) error {
		return h.Suspend(t.Context(), community.CommandLine, s.welsh.Person.ID, "away for a term")
	})
	newer := list(wales)
	if !newer.ValidFrom.After(older.ValidFrom) || !list(scotland).ValidFrom.Equal(newer.ValidFrom) {
		t.Fatalf("%s, then %s; the host holds %s", older.ValidFrom, newer.ValidFrom, list(scotland).ValidFrom)
	}
	restore := func(l community.StatusList) {
		t.Helper()
		if err := wales.Service.Store.Update(t.Context(), func(tx community.Tx) error { return tx.PutStatusList(l) }); err != nil {
			t.Fatal(err)
		}
		s.Clock.Advance(30 * time.Second)
		s.Tick("status-lists")
	}
	restore(older)
	if rec := s.atHost(s.welsh); rec.State != policy.Suspended {
		t.Errorf("lifted by an older list: %+v", rec)
	}
	if held := list(scotland); !held.ValidFrom.Equal(newer.ValidFrom) || s.Clock.Now().Sub(held.FetchedAt) < 30*time.Second {
		t.Errorf("an older list counts as a look at the newer: %s, fetched %s", held.ValidFrom, held.FetchedAt)
	}
	wales.Restart()
	restore(list(wales))
	if held := list(scotland); !held.ValidFrom.After(newer.ValidFrom) || held.FetchedAt.Before(s.Clock.Now()) {
		t.Errorf("what is signed at a start is not taken: %s, fetched %s", held.ValidFrom, held.FetchedAt)
	}
	if rec := s.atHost(s.welsh); rec.State != policy.Active { // it says so itself, and now
		t.Errorf("not believed: %+v", rec)
	}
}

// TestAMoveCarriesOn changes a member's school: she is verified anew, and her
// place in another instance's community goes on with the new credential.
func TestAMoveCarriesOn(t *testing.T) {
	t.Parallel()
	s := joined(t)
	before := s.atHost(s.welsh)
	s.standing(s.welsh, func(h *community.Service) error {
		return h.UpdateProfile(t.Context(), s.welsh.Viewer, community.ProfileInput{Name: s.welsh.Person.Name, Post: "Pennaeth",
			School: "Ysgol Newydd", Authority: "Gwynedd", Nation: "CYM", Biography: Biography})
	})
	if rec := s.atHost(s.welsh); rec.State != policy.Suspended {
		t.Fatalf("after a move: %+v", rec)
	}
	s.standing(s.welsh, func(h *community.Service) error {
		_, err := h.Verify(t.Context(), community.CommandLine, s.welsh.Person.ID, policy.Head, "rang the school")
		return err
	})
	rec := s.atHost(s.welsh)
	if rec.State != policy.Active || rec.ID != before.ID || rec.Credential == before.Credential || !rec.StartAt.Equal(before.StartAt) {
		t.Errorf("after being verified anew: %+v, before %+v", rec, before)
	}
	if !s.reads(s.english, s.say(s.welsh, "", "Good to be here")) {
		t.Error("others do not see what she writes now")
	}
}

// TestWhatIsTakenBackGoesFromASuspendedMembersServer deletes a post while the only
// member of an instance is suspended: its words go there too, though nothing else
// is sent meanwhile.
func TestWhatIsTakenBackGoesFromASuspendedMembersServer(t *testing.T) {
	t.Parallel()
	s := joined(t)
	iri := s.say(s.english, "", "a-word-taken-back-meanwhile")
	home := s.welsh.Node
	s.must(home.Service.Suspend(t.Context(), community.CommandLine, s.welsh.Person.ID, "away for a term"))
	s.say(s.english, "", "a-word-that-must-wait")
	s.must(s.english.Node.Service.DeletePost(t.Context(), s.english.Viewer, s.post(s.english.Node, iri).ID))
	s.later(10 * time.Minute)
	file, _ := home.Config.SQLite()
	beside := storagetest.OpenBeside(t, file)
	if beside.Holds("a-word-taken-back-meanwhile") {
		t.Error("what was taken back is still there")
	}
	if beside.Holds("a-word-that-must-wait") {
		t.Error("something else was sent")
	}
	s.must(home.Service.Restore(t.Context(), community.CommandLine, s.welsh.Person.ID, "is back"))
	s.later(time.Minute)
	if !beside.Holds("a-word-that-must-wait") {
		t.Error("what was said meanwhile does not arrive")
	}
	for _, n := range s.Nodes {
		s.quiet(n)
	}
}

// TestWhatIsClosedIsNotAskedForAgainAndAgain has a home ask for a log while the
// host counts nobody of it: that is no fault, and nothing waits for ever. What was
// said meanwhile is read when the suspension is lifted.
func TestWhatIsClosedIsNotAskedForAgainAndAgain(t *testing.T) {
	t.Parallel()
	s := joined(t)
	wales := s.Node("wales")
	s.standing(s.welsh, func(h *community.Service) error {
		return h.Suspend(t.Context(), community.CommandLine, s.welsh.Person.ID, "away for a term")
	})
	s.later(time.Minute)
	said := s.say(s.moderator, "", "Said meanwhile")
	lane := "pull:" + s.Node("scotland").Identity.Host
	c, _ := wales.Here(s.room.IRI)
	asked := wales.Ask(wales.Identity.Issuer(), s.room.IRI+"/log?epoch=1&after=0")
	for _, what := range []string{"log", "stamps"} {
		payload, err := json.Marshal(community.Pull{What: what, Host: s.Node("scotland").Identity.Host, Community: c.ID})
		s.must(err)
		s.must(wales.Service.Store.Update(t.Context(), func(tx community.Tx) error {
			return tx.Enqueue(jobs.New{Lane: lane, Kind: community.JobPull, Key: what, Payload: payload})
		}))
	}
	s.Settle()
	wales.View(func(tx community.Tx) error {
		left, err := tx.JobsOf(lane, 9)
		for _, j := range left {
			t.Errorf("it still asks, after the answer %d: %+v", asked.Status, j)
		}
		return err
	})
	s.standing(s.welsh, func(h *community.Service) error {
		return h.Restore(t.Context(), community.CommandLine, s.welsh.Person.ID, "back at work")
	})
	s.later(time.Minute)
	s.seenBy(said, s.welsh)
	s.quiet(wales)
}
