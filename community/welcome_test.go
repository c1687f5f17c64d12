package community_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// TestSuggestionsAreAllowed: whoever asks, each community that is suggested may
// be known and joined by them, and they are in none of them.
func TestSuggestionsAreAllowed(t *testing.T) {
	t.Parallel()
	h := build(t)
	for i, reach := range []string{"instance", "peers"} {
		for j, access := range []string{"open", "closed", "private"} {
			_, err := h.CreateCommunity(h.ctx, h.mod, community.CommunityInput{Username: fmt.Sprintf("more-%d-%d", i, j), Access: access, Reach: reach,
				Joining: []string{"request", "automatic", "invitation"}[j], Name: community.LangMap{"en": "Primary heads"}})
			h.must(err)
		}
	}
	given := 0
	for name, v := range h.everybody() {
		list, err := h.SuggestCommunities(h.ctx, v, 50)
		if err != nil {
			if len(list) > 0 {
				t.Errorf("%s: suggestions with an error", name)
			}
			continue
		}
		directory, err := h.Directory(h.ctx, v)
		h.must(err)
		for _, s := range list {
			given++
			i := slices.IndexFunc(directory, func(c community.CommunityCard) bool { return c.ID == s.ID })
			if i < 0 {
				t.Errorf("%s is told of %s, which they may not know", name, s.Username)
				continue
			}
			if !directory[i].CanJoin || directory[i].State != "" || s.Access == policy.Private || len(s.Reasons) == 0 {
				t.Errorf("%s: %s, %+v", name, s.Username, directory[i])
			}
		}
		if few, err := h.SuggestCommunities(h.ctx, v, 1); err != nil || len(few) > 1 {
			t.Errorf("%s: %d instead of one, %v", name, len(few), err)
		}
	}
	if given < 3 {
		t.Errorf("only %d suggestions were looked at", given)
	}
}

// TestSuggestionsFit: place before phase before nation, with reasons.
func TestSuggestionsFit(t *testing.T) {
	t.Parallel()
	h := build(t)
	for name, title := range map[string]string{"primaries": "Primary heads", "gwynedd": "Highland heads", "others": "School meals", "crofts": "Crofting in class"} {
		_, err := h.CreateCommunity(h.ctx, h.mod, community.CommunityInput{Username: name, Access: "closed", Reach: "peers",
			Name: community.LangMap{"en": title}})
		h.must(err)
	}
	h.must(h.UpdateProfile(h.ctx, h.outsider, community.ProfileInput{Name: "Sample", Post: "Headteacher", Authority: "The Highland Council",
		Nation: "SCT", Phase: []string{"primary"}, Specialisms: []string{"Crofting"}, Biography: biography}))
	list, err := h.SuggestCommunities(h.ctx, h.outsider, 3)
	h.must(err)
	var got []string
	for _, s := range list {
		got = append(got, s.Username+" "+s.Reasons[0].Kind)
	}
	if want := []string{"gwynedd place", "crofts interest", "primaries phase"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestFirstSteps(t *testing.T) {
	t.Parallel()
	h := build(t)
	_, err := h.Welcome(h.ctx, h.applicant)
	kind(t, "not verified", err, community.Forbidden)
	_, err = h.Welcome(h.ctx, h.operator)
	kind(t, "operator", err, community.NotFound)
	due := func(v community.Viewer, want bool) {
		t.Helper()
		if got, err := h.WelcomeDue(h.ctx, v); err != nil || got != want {
			t.Errorf("due %v, want %v (%v)", got, want, err)
		}
	}
	due(h.applicant, false)
	due(h.outsider, true)
	w, err := h.Welcome(h.ctx, h.outsider)
	h.must(err)
	if !w.Done["biography"] || w.Done["communities"] || w.Done["hello"] || w.Left != 3 || len(w.Rooms) != 0 {
		t.Errorf("at first: %+v", w)
	}
	kind(t, "no such step", h.SkipWelcome(h.ctx, h.outsider, "tea"), community.Invalid)
	h.must(h.SkipWelcome(h.ctx, h.outsider, "communities"))
	h.must(h.SkipWelcome(h.ctx, h.outsider, "communities"))
	if w, err = h.Welcome(h.ctx, h.outsider); err != nil || w.Left != 2 || !w.Skipped["communities"] || w.Ended {
		t.Errorf("one left out: %+v, %v", w, err)
	}
	h.must(h.SkipWelcome(h.ctx, h.outsider, ""))
	due(h.outsider, false)
	if w, err = h.Welcome(h.ctx, h.outsider); err != nil || !w.Ended {
		t.Errorf("put away, and still there for who asks: %+v, %v", w, err)
	}
	due(h.head, true)
	h.post(h.head, h.closed, "Hello", "I am new here.")
	due(h.head, true) // a photograph is left
	h.must(h.SkipWelcome(h.ctx, h.head, "photograph"))
	due(h.head, false)
}

// TestNewcomers: who admits people sees whom nobody has welcomed, nobody else
// does, and a mark is seen by all of them.
func TestNewcomers(t *testing.T) {
	t.Parallel()
	h := build(t)
	names := func(v community.Viewer) (list []int64) {
		t.Helper()
		found, err := h.Newcomers(h.ctx, v)
		h.must(err)
		for _, n := range found {
			if n.Community.ID == h.closed {
				list = append(list, n.Person.ID)
			}
		}
		return list
	}
	if got := names(h.mod); !slices.Contains(got, h.head.Person) || slices.Contains(got, h.mod.Person) {
		t.Errorf("the moderator sees %v", got)
	}
	for _, v := range []community.Viewer{h.head, h.outsider, h.applicant} {
		if got := names(v); len(got) != 0 {
			t.Errorf("%+v sees %v", v, got)
		}
	}
	for name, v := range map[string]community.Viewer{"member": h.head, "outsider": h.outsider} {
		if err := h.MarkWelcomed(h.ctx, v, h.closed, h.head.Person); err == nil {
			t.Errorf("%s may mark", name)
		}
	}
	kind(t, "nobody of the room", h.MarkWelcomed(h.ctx, h.mod, h.closed, h.outsider.Person), community.NotFound)
	h.must(h.MarkWelcomed(h.ctx, h.mod, h.closed, h.head.Person))
	h.must(h.MarkWelcomed(h.ctx, h.mod, h.closed, h.head.Person))
	if got := names(h.mod); slices.Contains(got, h.head.Person) {
		t.Error("who was welcomed is still on the list")
	}
	before := len(names(h.mod))
	h.clock.add(61 * 24 * time.Hour)
	if got := names(h.mod); before == 0 || len(got) != 0 {
		t.Errorf("after two months %v of %d are new", got, before)
	}
}
