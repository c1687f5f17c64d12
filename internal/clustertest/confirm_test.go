package clustertest

import (
	"strings"
	"testing"
	"time"
)

// TestAHostThatWasPutBackWaitsForItsModerators puts a host back to a backup that
// still has a member who has left since, with the ledger lost as well: nobody but
// the moderators reads or writes until one of them has said who is still in.
func TestAHostThatWasPutBackWaitsForItsModerators(t *testing.T) {
	t.Parallel()
	s := joined(t)
	scotland := s.Node("scotland")
	catriona := scotland.Head("Catriona Example")
	s.letIn(catriona)
	before := s.say(s.moderator, "", "Before the backup")
	restore := scotland.Backup()
	s.Clock.Advance(time.Minute)
	s.say(s.moderator, before, "After it")
	s.Tick("ledger")
	s.Clock.Advance(time.Minute)
	restore()
	s.Settle()
	if !s.reads(s.moderator, before) || s.reads(catriona, before) {
		t.Error("only the moderator reads at first")
	}
	lost := s.say(s.welsh, before, "While nobody was confirmed")
	if s.reads(s.moderator, lost) {
		t.Error("a member who is not confirmed is heard")
	}
	s.drafted(s.welsh, "While nobody was confirmed")
	queue := s.path(s.moderator) + "/queue"
	page := s.moderator.Get(queue).OK()
	for _, m := range []*Member{s.welsh, s.english, catriona} {
		if !strings.Contains(page.Body, m.Person.Name) {
			t.Errorf("%s is not listed", m.Person.Name)
		}
	}
	if catriona.Get(queue).Status == 200 {
		t.Error("a member reads who waits")
	}
	gone := s.record(scotland, catriona)
	page.Submit(queue+"/"+itoa(gone.ID), map[string]string{"decision": "reject", "reason": "Left last week."}).OK()
	s.moderator.Get(queue).OK().Submit(queue+"/confirm", nil).OK()
	s.Settle()
	again := s.say(s.welsh, before, "Once confirmed")
	s.seenBy(again, s.moderator, s.welsh, s.english)
	if s.reads(catriona, before) {
		t.Error("who was not confirmed reads")
	}
	if left := s.record(scotland, s.english); left.Version < 2 {
		t.Errorf("the record confirmed has version %d", left.Version)
	}
	s.quiet(scotland)
	s.quiet(s.Node("england"))
}

// confirmed has the moderator confirm everybody who was in before a backup.
func (s *story) confirmed() {
	s.T.Helper()
	queue := s.path(s.moderator) + "/queue"
	s.moderator.Get(queue).OK().Submit(queue+"/confirm", nil).OK()
	s.Settle()
}
