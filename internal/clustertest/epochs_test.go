package clustertest

import (
	"testing"
	"time"

	"headroom/community"
)

// TestAGroupsKeyIsReplacedTwice replaces the key of a community twice before
// anybody writes again: an epoch without an entry is no gap, neither for a home
// that was in before nor for one that reads from the start.
func TestAGroupsKeyIsReplacedTwice(t *testing.T) {
	t.Parallel()
	for name, quiet := range map[string]bool{"after posts": false, "before the first post": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := tellStory(t)
			s.ask(s.welsh)
			s.accept(s.welsh.Person.Name)
			var posts []string
			if !quiet {
				posts = append(posts, s.say(s.moderator, "", "In the first epoch"))
			}
			for range 2 {
				s.must(s.moderator.Node.Service.RotateGroupKey(t.Context(), community.CommandLine, s.room.ID, false, "in haste"))
			}
			posts = append(posts, s.say(s.welsh, "", "In the third epoch"), s.say(s.moderator, "", "And again"))
			for _, iri := range posts {
				s.seenBy(iri, s.moderator, s.welsh)
			}
			s.ask(s.english)
			s.accept(s.english.Person.Name)
			posts = append(posts, s.say(s.english, "", "Who came later"))
			for _, iri := range posts {
				s.seenBy(iri, s.moderator, s.welsh, s.english)
			}
			for _, n := range s.Nodes {
				s.quiet(n)
				s.unforked(n)
			}
		})
	}
}

// TestTheEndOfAnEpochComesLate lets the first entry of a third epoch arrive
// before the last of the first: it waits, and is no fork.
func TestTheEndOfAnEpochComesLate(t *testing.T) {
	t.Parallel()
	s := joined(t)
	posts := []string{s.say(s.moderator, "", "Arrives")}
	s.Cut("scotland", "wales")
	posts = append(posts, s.say(s.moderator, "", "Is lost on the way"))
	for range 2 {
		s.must(s.moderator.Node.Service.RotateGroupKey(t.Context(), community.CommandLine, s.room.ID, false, "in haste"))
	}
	lane := community.PeerLane(s.welsh.Node.Identity.Host)
	err := s.moderator.Node.Service.Store.Update(t.Context(), func(tx community.Tx) error {
		_, err := tx.DeleteJobs(lane, community.JobDeliver)
		return err
	})
	s.must(err)
	s.Heal("scotland", "wales")
	s.later(30 * time.Minute)
	posts = append(posts, s.say(s.english, "", "In the third epoch"))
	if s.reads(s.welsh, posts[2]) {
		t.Error("applied before its turn")
	}
	s.later(30 * time.Minute)
	for _, iri := range posts {
		s.seenBy(iri, s.welsh)
	}
	s.unforked(s.welsh.Node)
}

// unforked fails the test when an instance has taken a chain for forked.
func (s *story) unforked(n *Node) {
	s.T.Helper()
	n.View(func(tx community.Tx) error {
		rows, err := tx.Audit(community.Page{Limit: 1000})
		for _, row := range rows {
			if row.Action == "chain.fork" {
				s.T.Errorf("%s: %+v", n.Name, row)
			}
		}
		return err
	})
}
