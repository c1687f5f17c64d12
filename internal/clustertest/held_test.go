package clustertest

import (
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// unconfirmed is a story whose host has not confirmed the Welsh issuer's new
// key, which is in use, and holds what a Welsh member has said since.
func unconfirmed(t *testing.T) (s *story, held string) {
	t.Helper()
	s = joined(t)
	wales := s.welsh.Node
	_, err := wales.Service.AnnounceIssuerKey(t.Context(), community.CommandLine, "yearly")
	s.must(err)
	s.Settle()
	s.must(wales.Service.UseIssuerKey(t.Context(), community.CommandLine, "too soon for some"))
	s.Clock.Advance(6 * time.Minute)
	s.Tick("status-lists")
	held = s.say(s.welsh, "", "Waits for two operators")
	if s.reads(s.moderator, held) {
		t.Fatal("the host takes posts of people whose status it does not know")
	}
	return s, held
}

// TestWhatIsHeldOutlastsTheAttempts holds a post, which has been answered 202,
// for more looks than a failing job has attempts.
func TestWhatIsHeldOutlastsTheAttempts(t *testing.T) {
	t.Parallel()
	s, held := unconfirmed(t)
	for range 60 {
		s.Clock.Advance(31 * time.Second)
		s.Settle()
	}
	s.Clock.Advance(2 * time.Hour)
	s.Settle()
	s.quiet(s.moderator.Node)
	s.confirm(s.moderator.Node, "wales")
	s.later(30 * time.Minute)
	s.seenBy(held, s.moderator, s.english)
}

// TestWhatIsHeldForADayComesBack gives a post back to its author with the reason
// when nobody has confirmed the key within a day.
func TestWhatIsHeldForADayComesBack(t *testing.T) {
	t.Parallel()
	s, held := unconfirmed(t)
	for range 25 {
		s.Clock.Advance(time.Hour)
		s.Settle()
	}
	s.quiet(s.moderator.Node)
	if p := s.post(s.welsh.Node, held); p.State != community.PostRefused || p.Reason != policy.ReasonStatusUnavailable {
		t.Errorf("at home it is %q, %q", p.State, p.Reason)
	}
	drafts, err := s.welsh.Node.Service.Drafts(t.Context(), s.welsh.Viewer)
	if err != nil || len(drafts) != 1 || drafts[0].Body != "Waits for two operators" || drafts[0].Reason != policy.ReasonStatusUnavailable {
		t.Errorf("drafts: %+v, %v", drafts, err)
	}
	s.confirm(s.moderator.Node, "wales")
	s.later(30 * time.Minute)
	if s.reads(s.moderator, held) {
		t.Error("what was given back appears")
	}
}
