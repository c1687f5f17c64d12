package clustertest

import (
	"slices"
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// TestAMemberIsWarned: a moderator in Wales warns a member in England of a
// community in Scotland. The member reads it at home; nobody else learns who.
func TestAMemberIsWarned(t *testing.T) {
	t.Parallel()
	onEach(t, warnsFromElsewhere)
}

func warnsFromElsewhere(t *testing.T, s *story) {
	t.Helper()
	scotland, wales, england := s.Node("scotland"), s.Node("wales"), s.Node("england")
	second := england.Head("Edward Example")
	s.in(s.welsh, s.english, second)
	s.appoint(s.moderator, s.welsh, "moderator")
	record := itoa(s.record(scotland, s.english).ID)
	home := s.path(s.welsh)
	form := map[string]string{"measure": "warn", "code": policy.ReasonUnkind, "reason": "canarywarning: speak kindly."}
	s.welsh.Get(home+"/people").OK().Submit(home+"/members/"+record+"/measure", form).OK()
	s.Settle()

	if got := told(t, s.english); !slices.Contains(got, "warned") {
		t.Errorf("the member is told %v", got)
	}
	page := s.english.Get("/notifications").OK()
	if !page.Contains("A moderator warns you") || !page.Contains("canarywarning") {
		t.Errorf("the member does not read it:\n%s", page.Text())
	}
	for _, m := range []*Member{s.moderator, s.welsh} {
		if page := m.Get(s.path(m) + "/queue").OK(); !page.Contains("Ruth Example") || !page.Contains("canarywarning") || !page.Contains("Warned") {
			t.Errorf("%s does not read what was done:\n%s", m.Person.Name, page.Text())
		}
	}
	// Another member of the same server finds the act in the log, and no name.
	log := s.modLog(second)
	last := log.Rows[0]
	if last.Act != "warn" || last.Object != "" || last.Actor != s.welsh.Person.IRI || last.Reason != policy.ReasonUnkind {
		t.Errorf("the log says %+v", last.ModEntry)
	}
	for _, path := range []string{"", "/people", "/modlog"} {
		if page := second.Get(s.path(second) + path).OK(); page.Contains("canarywarning") {
			t.Errorf("another member reads of it on %q", path)
		}
	}
	if got := told(t, second); slices.Contains(got, "warned") {
		t.Error("another member is told of it")
	}
	// She reads and writes as before.
	s.written(s.english, "Boats", "Words about boats.")
	if s.rootOf(wales, "Boats").ID == 0 {
		t.Error("what she writes does not arrive")
	}
	for _, n := range s.Nodes {
		s.quiet(n)
	}
}

// TestATimeOut: for three days a member reads and does not write, wherever the
// moderator is, by page and by wire; then it is over by the clock.
func TestATimeOut(t *testing.T) {
	t.Parallel()
	onEach(t, timesOut)
}

func timesOut(t *testing.T, s *story) {
	t.Helper()
	scotland, wales, england := s.Node("scotland"), s.Node("wales"), s.Node("england")
	s.in(s.welsh, s.english)
	s.appoint(s.moderator, s.welsh, "moderator")
	s.written(s.english, "Boats", "Words about boats.")
	record := itoa(s.record(scotland, s.english).ID)
	home := s.path(s.welsh)
	silence := func(what string) {
		form := map[string]string{"measure": what, "code": policy.ReasonUnkind, "reason": "Take a few days."}
		s.welsh.Get(home+"/people").OK().Submit(home+"/members/"+record+"/measure", form).OK()
		s.Settle()
	}
	// While her home has not heard of it, the host refuses what comes by wire.
	s.Cut("scotland", "england")
	silence("day3")
	if got := s.record(scotland, s.english).SilencedUntil; !got.Equal(s.Clock.Now().Add(3 * 24 * time.Hour).UTC().Truncate(time.Second)) {
		t.Errorf("until %v", got)
	}
	service := england.Service
	if _, err := service.Reply(t.Context(), s.english.Viewer, community.PostInput{Thread: s.rootOf(england, "Boats").ThreadID, Body: "Still here, says canaryreply.", Language: "en"}); err != nil {
		t.Fatal(err)
	}
	s.Settle()
	s.Heal("scotland", "england")
	s.later(time.Hour)
	drafts, err := service.Drafts(t.Context(), s.english.Viewer)
	if err != nil || len(drafts) != 1 || drafts[0].Reason != policy.ReasonTimeOut || !strings.Contains(drafts[0].Body, "canaryreply") {
		t.Errorf("what she wrote: %+v, %v", drafts, err)
	}
	for _, n := range []*Node{scotland, wales} {
		boats := s.rootOf(n, "Boats").ThreadID
		n.View(func(tx community.Tx) error {
			all, err := tx.Posts(boats, community.Page{Limit: 10})
			if len(all) != 1 {
				t.Errorf("%s has %d posts", n.Name, len(all))
			}
			return err
		})
	}

	// Now she is told at home, until when, and her page has no form.
	if got := told(t, s.english); !slices.Contains(got, "silenced") {
		t.Errorf("the member is told %v", got)
	}
	thread := "/threads/" + itoa(s.rootOf(england, "Boats").ThreadID)
	for _, path := range []string{thread, s.path(s.english)} {
		if page := s.english.Get(path).OK(); !page.Contains("You can go on reading.") {
			t.Errorf("%s does not say it:\n%s", path, page.Text())
		}
	}
	if _, err := service.StartThread(t.Context(), s.english.Viewer, community.PostInput{Community: s.local(s.english).ID, Title: "Again", Body: "Words.", Language: "en"}); community.ReasonOf(err) != policy.ReasonTimeOut {
		t.Errorf("at home she is refused with %v", err)
	}
	if got := s.modLog(s.moderator).Rows[0]; got.Act != "silence" || got.Object != "" {
		t.Errorf("the log says %+v", got.ModEntry)
	}

	// It is ended sooner, from Wales.
	page := s.welsh.Get(home + "/queue").OK()
	page.Submit(home+"/members/"+record+"/measure", map[string]string{"measure": "end"}).OK()
	s.Settle()
	if got := told(t, s.english); !slices.Contains(got, "unsilenced") || !s.record(england, s.english).SilencedUntil.IsZero() {
		t.Errorf("told %v", got)
	}
	s.written(s.english, "Buses", "Words about buses.")
	if s.rootOf(scotland, "Buses").ID == 0 {
		t.Error("what she writes does not arrive")
	}

	// And one ends by the clock, to the second, on both.
	silence("day1")
	for s.Clock.Now().Before(s.record(england, s.english).SilencedUntil) {
		if s.english.Get(thread).OK().Contains("name=\"body\"") {
			t.Fatal("the form is there in the time-out")
		}
		s.later(4 * time.Hour)
		s.Tick("issuer")
		s.Tick("memberships")
		s.Tick("stamps")
		s.Settle()
	}
	s.later(time.Minute)
	s.written(s.english, "Bikes", "Words about bikes.")
	s.later(time.Minute)
	for _, n := range s.Nodes {
		if s.rootOf(n, "Bikes").ID == 0 {
			t.Errorf("%s: what she writes does not arrive", n.Name)
		}
		s.quiet(n)
	}
	if s.moderator.Get(s.path(s.moderator) + "/queue").OK().Contains("Let them write again") {
		t.Error("what is over can be ended")
	}
}

// TestNotEveryMeasureCounts: of moderators, of those who are not in, and for too
// long; by page, and decided again at the host.
func TestNotEveryMeasureCounts(t *testing.T) {
	t.Parallel()
	s := tellStory(t)
	s.in(s.welsh, s.english)
	s.appoint(s.moderator, s.welsh, "moderator")
	host, ctx := s.moderator.Node.Service, t.Context()
	her, mod := s.record(s.Node("scotland"), s.english).ID, s.record(s.Node("scotland"), s.welsh).ID
	why := community.Why{Code: policy.ReasonUnkind, Words: "Words."}
	for what, c := range map[string]struct {
		err  error
		want community.Kind
	}{
		"a moderator":       {host.WarnMember(ctx, s.moderator.Viewer, s.room.ID, mod, why), community.Conflict},
		"a moderator's pen": {host.SilenceMember(ctx, s.moderator.Viewer, s.room.ID, mod, time.Hour, why), community.Conflict},
		"for ever":          {host.SilenceMember(ctx, s.moderator.Viewer, s.room.ID, her, 1000*time.Hour*24, why), community.Invalid},
		"no time":           {host.SilenceMember(ctx, s.moderator.Viewer, s.room.ID, her, 0, why), community.Invalid},
		"without words":     {host.WarnMember(ctx, s.moderator.Viewer, s.room.ID, her, community.Why{}), community.Invalid},
		"nothing to end":    {host.UnsilenceMember(ctx, s.moderator.Viewer, s.room.ID, her), community.Conflict},
		"by a member":       {s.english.Node.Service.WarnMember(ctx, s.english.Viewer, s.local(s.english).ID, mod, why), community.Forbidden},
	} {
		if community.KindOf(c.err) != c.want {
			t.Errorf("%s: %v", what, c.err)
		}
	}
	// From elsewhere the host refuses: two moderators end the same time-out.
	if err := host.SilenceMember(ctx, s.moderator.Viewer, s.room.ID, her, time.Hour, why); err != nil {
		t.Fatal(err)
	}
	s.Settle()
	if err := s.welsh.Node.Service.UnsilenceMember(ctx, s.welsh.Viewer, s.local(s.welsh).ID, her); err != nil {
		t.Fatal(err)
	}
	if err := host.UnsilenceMember(ctx, s.moderator.Viewer, s.room.ID, her); err != nil {
		t.Fatal(err)
	}
	s.Settle()
	refused, err := s.welsh.Node.Service.RefusedActs(ctx, s.welsh.Viewer, s.local(s.welsh).ID)
	if err != nil || len(refused) != 1 || refused[0].Answer != policy.ReasonMovedOn {
		t.Errorf("refused: %+v, %v", refused, err)
	}
}
