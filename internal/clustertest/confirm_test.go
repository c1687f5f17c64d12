package clustertest

import (
	"strings"
	"testing"
	"time"

	"headroom/community/policy"
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

// TestAModeratorElsewhereSeesWhoWasInBefore puts the host back while somebody in
// Wales is a moderator: they see at home who was a member, and confirm them.
func TestAModeratorElsewhereSeesWhoWasInBefore(t *testing.T) {
	t.Parallel()
	s := tellStory(t)
	s.in(s.welsh, s.english)
	s.appoint(s.moderator, s.welsh, "moderator")
	scotland := s.Node("scotland")
	restore := scotland.Backup()
	s.Clock.Advance(time.Minute)
	s.written(s.moderator, "After it", "Words that the backup does not have.")
	s.Tick("ledger")
	s.Clock.Advance(time.Minute)
	restore()
	s.Settle()
	if m := s.record(scotland, s.english); m.State != policy.Suspended {
		t.Fatalf("after the restore she is %v", m.State)
	}
	if m := s.record(scotland, s.welsh); m.State != policy.Active {
		t.Fatalf("the moderator elsewhere is %v", m.State)
	}
	home := s.path(s.welsh)
	page := s.welsh.Get(home + "/queue").OK()
	if !page.Contains("Ruth Example") || !page.Contains("Member before the backup") || page.Contains("Confirm all") || page.Contains("Confirm the one") {
		t.Errorf("the queue at home does not say it:\n%s", page.Text())
	}
	page.Submit(home+"/queue/"+itoa(s.record(scotland, s.english).ID), map[string]string{"decision": "accept", "reason": ""}).OK()
	s.Settle()
	if m := s.record(scotland, s.english); m.State != policy.Active {
		t.Errorf("confirmed from Wales she is %v", m.State)
	}
	if log := s.modLog(s.moderator).Rows[0]; log.Act != "admit" || log.Actor != s.welsh.Person.IRI {
		t.Errorf("the log says %+v", log.ModEntry)
	}
}

// confirmed has the moderator confirm everybody who was in before a backup.
func (s *story) confirmed() {
	s.T.Helper()
	queue := s.path(s.moderator) + "/queue"
	s.moderator.Get(queue).OK().Submit(queue+"/confirm", nil).OK()
	s.Settle()
}

// TestAYesThatWasTakenBackDoesNotComeBack puts a host back to a backup in which
// somebody still agrees to be followed from other software.
func TestAYesThatWasTakenBackDoesNotComeBack(t *testing.T) {
	t.Parallel()
	s := tellOfSquare(t)
	s.followed()
	s.agree(s.moderator)
	said := s.post(s.moderator, "For everybody", "Here we are.")
	restore := s.host.Backup()
	s.Clock.Advance(time.Minute)
	if err := s.host.Service.ChooseOutside(t.Context(), s.moderator.Viewer, false); err != nil {
		t.Fatal(err)
	}
	s.Settle()
	s.Tick("ledger")
	s.Clock.Advance(time.Minute)
	restore()
	s.Settle()
	for _, url := range []string{said.IRI, said.ActivityIRI, s.moderator.Person.IRI} {
		s.unknown(t, url)
	}
}

// TestARuleThatWasTakenBackDoesNotComeBack does so with a moderator's rule that
// lets members of a linked community in.
func TestARuleThatWasTakenBackDoesNotComeBack(t *testing.T) {
	t.Parallel()
	s := joined(t)
	p := pairs(t, s)
	p.linked("directory", "join")
	s.Tick("directories")
	p.rules(s.moderator, p.room, true)
	restore := s.Node("scotland").Backup()
	s.Clock.Advance(time.Minute)
	p.rules(s.moderator, p.room, false)
	s.Tick("ledger")
	s.Clock.Advance(time.Minute)
	restore()
	s.Settle()
	p.founder.Join(p.room.IRI)
	if got := p.state(p.room, p.founder); got != policy.Pending {
		t.Errorf("by a rule that was taken back: %v", got)
	}
}
