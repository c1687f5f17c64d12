package clustertest

import (
	"testing"

	"headroom/community"
	"headroom/community/policy"
)

// TestReasonsAreReadAtHome lets a moderator in Wales say why; each whom it
// concerns reads it at home, in the language of their page.
func TestReasonsAreReadAtHome(t *testing.T) {
	t.Parallel()
	s := tellStory(t)
	england, scotland := s.Node("england"), s.Node("scotland")
	second := england.Head("Edward Example")
	s.in(s.welsh, second)
	s.appoint(s.moderator, s.welsh, "moderator")
	home := s.path(s.welsh)

	// A post.
	post := s.written(second, "Minibuses", "Buy one from me.")
	theirs := s.at(s.welsh.Node, post)
	at := "/posts/" + itoa(theirs.ID) + "/delete"
	if got := s.welsh.Get(at).OK().Submit(at, map[string]string{"code": "whim", "reason": "No."}); got.Status != 422 {
		t.Errorf("a code that is none: %d", got.Status)
	}
	s.welsh.Get(at).OK().Submit(at, map[string]string{"code": "advertising", "reason": "We sell nothing here."}).OK()
	s.Settle()
	for _, n := range s.Nodes {
		if p := s.at(n, post); p.State != community.PostDeleted || p.ReasonCode != policy.ReasonAdvertising || p.Reason != "We sell nothing here." {
			t.Errorf("%s: %s %q %q", n.Name, p.State, p.ReasonCode, p.Reason)
		}
	}
	for lang, want := range map[string]string{"en": "It sells something.", "cy": "Mae’n gwerthu rhywbeth."} {
		if page := second.Get("/threads/" + itoa(post.ThreadID) + "?lang=" + lang).OK(); !page.Contains(want) || !page.Contains("We sell nothing here.") {
			t.Errorf("the author is not told why in %q:\n%s", lang, page.Text())
		}
	}
	second.Get("/?lang=en")

	// A member.
	member := s.record(scotland, second)
	s.welsh.Get(home+"/people").OK().Submit(home+"/members/"+itoa(member.ID)+"/remove", map[string]string{"code": "policy", "reason": "Sold again."}).OK()
	s.Settle()
	if r := s.record(england, second); r.State != policy.Removed || r.EndReason != policy.ReasonPolicy {
		t.Errorf("removed: %v %q", r.State, r.EndReason)
	}

	// A request. Whoever declines does not make a member of them by it.
	s.ask(s.english)
	host := s.record(scotland, s.english)
	s.welsh.Get(home+"/queue").OK().Submit(home+"/queue/"+itoa(host.ID), map[string]string{"decision": "reject", "code": "off-topic", "reason": "It is for islands."}).OK()
	s.Settle()
	if r := s.record(england, s.english); r.State != policy.Removed || r.EndReason != policy.ReasonOffTopic {
		t.Errorf("declined: %v %q", r.State, r.EndReason)
	}
	if page := s.english.Get("/notifications").OK(); !page.Contains("It does not belong in this community.") {
		t.Errorf("the applicant is not told why:\n%s", page.Text())
	}
	for _, kind := range told(t, s.english) {
		if kind == "ended" {
			t.Error("the applicant is told that a membership ended that never was")
		}
	}
}
