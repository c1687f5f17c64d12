package clustertest

import (
	"testing"
	"time"

	"headroom/community"
)

// backs counts what an instance's operators are shown of a server that has lost
// what it had said.
func (s *story) backs(on, of string) (n int) {
	s.T.Helper()
	for _, row := range s.detail(on, of).History {
		if row.Action == "peer.back" {
			n++
		}
	}
	return n
}

// TestAHostThatWasPutBackGoesOn puts the host of a community back to a backup, and
// once more to the same: what is said afterwards reaches everybody, under numbers
// that nobody has seen, and the operators of its peers are shown what happened.
func TestAHostThatWasPutBackGoesOn(t *testing.T) {
	t.Parallel()
	s := joined(t)
	scotland := s.Node("scotland")
	before := s.say(s.moderator, "", "Before the backup")
	restore := scotland.Backup()
	s.Clock.Advance(time.Minute)
	lost := s.say(s.welsh, "", "Said after the backup")
	s.seenBy(lost, s.welsh, s.english)
	for turn := range int64(2) {
		s.Tick("ledger")
		s.Clock.Advance(time.Minute)
		restore()
		s.Settle()
		s.confirmed()
		after := s.say(s.moderator, before, "Said when it was back")
		s.later(time.Minute)
		s.seenBy(after, s.moderator, s.welsh, s.english)
		s.seenBy(lost, s.welsh, s.english) // what homes have they keep
		again := s.say(s.welsh, before, "So do I")
		s.seenBy(again, s.moderator, s.welsh, s.english)
		if p := s.post(scotland, after); p.Epoch != 2+turn {
			t.Errorf("epoch %d after putting back %d times", p.Epoch, turn+1)
		}
		if n := s.backs("wales", "scotland"); n != int(turn)+1 {
			t.Errorf("Wales is shown %d of %d", n, turn+1)
		}
		for _, n := range s.Nodes {
			s.unforked(n)
			s.quiet(n)
		}
		s.Clock.Advance(time.Minute)
	}
}

// TestAHomeThatWasPutBackAsksAgain puts a member's home back to a backup: its
// people read nothing until the host has said again that they may, and then what
// was said meanwhile too.
func TestAHomeThatWasPutBackAsksAgain(t *testing.T) {
	t.Parallel()
	s := joined(t)
	before := s.say(s.moderator, "", "Before the backup")
	wales := s.Node("wales")
	restore := wales.Backup()
	s.Clock.Advance(time.Minute)
	meanwhile := s.say(s.moderator, "", "Said meanwhile")
	s.Tick("ledger")
	s.Cut("wales", "scotland")
	s.Clock.Advance(time.Minute)
	restore()
	s.Settle()
	if s.reads(s.welsh, before) {
		t.Error("Wales reads before its stamps are renewed")
	}
	s.Heal("wales", "scotland")
	s.Tick("stamps")
	s.later(10 * time.Minute)
	s.seenBy(before, s.welsh)
	next := s.say(s.moderator, "", "Said afterwards")
	s.later(time.Minute)
	s.seenBy(next, s.welsh)
	s.seenBy(meanwhile, s.welsh)
	s.unforked(wales)
}

// TestAnInstanceThatOnlyRestartsIsNoOther starts an instance again without putting
// anything back.
func TestAnInstanceThatOnlyRestartsIsNoOther(t *testing.T) {
	t.Parallel()
	s := joined(t)
	for range 2 {
		s.Tick("ledger")
		s.Node("scotland").Restart()
		post := s.say(s.moderator, "", "As ever")
		s.later(time.Minute)
		s.seenBy(post, s.welsh, s.english)
		if p := s.post(s.Node("scotland"), post); p.Epoch != 1 {
			t.Errorf("epoch %d", p.Epoch)
		}
	}
}

// TestAHeadThatGoesBackIsShown puts a host back to a backup of a minute that its
// ledger knows nothing of, so that it gives numbers a second time: a home that
// asks for the log sees where it ends, and shows its operators, once.
func TestAHeadThatGoesBackIsShown(t *testing.T) {
	t.Parallel()
	s := joined(t)
	scotland := s.Node("scotland")
	s.say(s.moderator, "", "Before the backup")
	restore := scotland.Backup()
	lost := s.say(s.moderator, "", "Said after the backup")
	s.say(s.moderator, "", "And this")
	restore()
	s.Settle()
	for range 2 {
		s.standing(s.welsh, func(c *community.Service) error {
			return c.Suspend(t.Context(), community.CommandLine, s.welsh.Person.ID, "On leave")
		})
		s.later(time.Minute)
		s.standing(s.welsh, func(c *community.Service) error {
			return c.Restore(t.Context(), community.CommandLine, s.welsh.Person.ID, "Back")
		})
		s.later(time.Minute)
	}
	if n := s.backs("wales", "scotland"); n != 1 {
		t.Errorf("Wales is shown it %d times", n)
	}
	s.seenBy(lost, s.welsh) // what it has it keeps
}
