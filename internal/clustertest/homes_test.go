package clustertest

import (
	"testing"

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
