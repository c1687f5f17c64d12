package clustertest

import (
	"strings"
	"testing"
	"time"

	"headroom/community"
)

// TestAReactionTakenBackStaysBack: what the host announces of a reaction may come
// after its author has taken it back; it is not put up again meanwhile.
func TestAReactionTakenBackStaysBack(t *testing.T) {
	t.Parallel()
	s := tellStory(t)
	s.in(s.welsh)
	post := s.written(s.welsh, "Snow", "Who else is closed?")
	s.Settle()
	scotland, wales := s.Node("scotland"), s.Node("wales")
	reactions := func(n *Node) (count int) {
		at := s.at(n, post).ID
		n.View(func(tx community.Tx) error {
			list, err := tx.Reactions([]int64{at})
			count = len(list)
			return err
		})
		return count
	}
	later := func() {
		s.Clock.Advance(5 * time.Minute)
		s.Tick("status-lists")
		s.Settle()
	}
	lost := func(from *Node) func(Moment) bool {
		return func(m Moment) bool { return m.From == from && !m.Answered && strings.HasSuffix(m.Path, "inbox") }
	}

	s.Meddle(lost(scotland))
	react := func(on bool) {
		if err := wales.Service.React(t.Context(), s.welsh.Viewer, s.at(wales, post).ID, "thanks", on); err != nil {
			t.Fatal(err)
		}
	}
	react(true)
	s.Settle()
	if reactions(scotland) != 1 {
		t.Fatal("the reaction is not at the host")
	}
	s.Meddle(lost(wales))
	react(false)
	later()
	if got := reactions(wales); got != 0 {
		t.Errorf("it was taken back, and %d came back with what the host announced before", got)
	}
	s.Meddle(nil)
	for range 6 {
		later()
	}
	if here, there := reactions(wales), reactions(scotland); here != 0 || there != 0 {
		t.Errorf("in the end there are %d in Wales and %d in Scotland", here, there)
	}
}
