package clustertest

import (
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// TestWhoIsOnHoldCountsAsInside suspends the only member of a home while
// somebody asks whose home has no agreement with it: the two would read each
// other when the suspension is lifted.
func TestWhoIsOnHoldCountsAsInside(t *testing.T) {
	t.Parallel()
	s := tellStory(t)
	s.does("wales", "england", end)
	s.ask(s.welsh)
	s.accept(s.welsh.Person.Name)
	s.standing(s.welsh, func(h *community.Service) error {
		return h.Suspend(t.Context(), community.CommandLine, s.welsh.Person.ID, "away for a term")
	})
	if rec := s.atHost(s.welsh); rec.State != policy.Suspended {
		t.Fatalf("at the host: %+v", rec)
	}
	s.english.Join(s.room.IRI)
	s.Settle()
	waiting, err := s.moderator.Node.Service.Queue(t.Context(), s.moderator.Viewer, s.room.ID)
	if err != nil || len(waiting) != 0 {
		t.Errorf("%d wait to be let in, %v", len(waiting), err)
	}
	s.moderator.AcceptAll(s.room)
	s.standing(s.welsh, func(h *community.Service) error {
		return h.Restore(t.Context(), community.CommandLine, s.welsh.Person.ID, "back at work")
	})
	iri := s.say(s.welsh, "", "For those who are in")
	if s.post(s.english.Node, iri).ID != 0 {
		t.Error("it reached a server that has no agreement with hers")
	}
}

// TestARefusedRenewalCanBeLeft hands in a credential that the community does
// not take, and leaves: she is listed no more.
func TestARefusedRenewalCanBeLeft(t *testing.T) {
	t.Parallel()
	s := joined(t)
	wales := s.welsh.Node
	before := s.atHost(s.welsh)
	s.Cut("wales", "scotland")
	s.standing(s.welsh, func(h *community.Service) error { // another school: she is verified anew
		if err := h.UpdateProfile(t.Context(), s.welsh.Viewer, community.ProfileInput{Name: s.welsh.Person.Name, Post: "Pennaeth",
			School: "Ysgol Newydd", Authority: "Gwynedd", Nation: "CYM", Biography: Biography}); err != nil {
			return err
		}
		_, err := h.Verify(t.Context(), community.CommandLine, s.welsh.Person.ID, policy.Head, "rang the school")
		return err
	})
	// Meanwhile the community takes other credentials than hers.
	err := s.moderator.Node.Service.Store.Update(t.Context(), func(tx community.Tx) error {
		c, err := tx.Community(s.room.ID)
		if err != nil {
			return err
		}
		c.Requires = []string{"AspiringHeadCredential"}
		return tx.UpdateCommunity(c)
	})
	s.must(err)
	s.Heal("wales", "scotland")
	s.later(30 * time.Minute)
	rec := s.atHost(s.welsh)
	if rec.State != policy.Suspended || rec.Credential != before.Credential || rec.FollowIRI == before.FollowIRI {
		t.Fatalf("after the refusal: %+v, before %+v", rec, before)
	}
	here, _ := wales.Here(s.room.IRI)
	s.must(wales.Service.Leave(t.Context(), s.welsh.Viewer, here.ID))
	if rec := s.atHost(s.welsh); rec.State != policy.Left {
		t.Errorf("at the host after leaving: %+v", rec)
	}
}

// TestKeysNameACommunityToNobodyElse replaces the key of a private community:
// only where somebody has to do with it is it named.
func TestKeysNameACommunityToNobodyElse(t *testing.T) {
	t.Parallel()
	s := tellStory(t)
	scotland := s.moderator.Node
	hidden := s.moderator.Found(community.CommunityInput{Username: "hidden", Access: "private", Reach: "peers", Joining: "invitation"})
	s.must(scotland.Service.Invite(t.Context(), s.moderator.Viewer, hidden.ID, community.InviteInput{Person: s.welsh.Person.IRI}))
	s.Part("scotland", "wales")
	s.Part("scotland", "england")
	s.must(scotland.Service.RotateGroupKey(t.Context(), community.CommandLine, hidden.ID, true, "a disk was stolen"))
	waits := map[string]int64{}
	scotland.View(func(tx community.Tx) error {
		lanes, err := tx.Lanes(s.Clock.Now())
		for _, l := range lanes {
			waits[l.Name] = l.Waiting
		}
		return err
	})
	if n := waits[community.PeerLane(s.Node("england").Identity.Host)]; n != 0 {
		t.Errorf("%d messages name a private community to a server that has nothing to do with it", n)
	}
	if n := waits[community.PeerLane(s.Node("wales").Identity.Host)]; n == 0 {
		t.Error("the server of somebody who is invited is not told of a lost key")
	}
}
