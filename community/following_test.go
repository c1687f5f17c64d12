package community_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"headroom/community"
	"headroom/community/policy"
)

// written gives the titles of what somebody reads of those whom they follow.
func (h *house) written(v community.Viewer, list int64) (titles []string) {
	h.t.Helper()
	var p community.Page
	for p.Limit = 3; ; {
		var lines []community.PostLine
		var next int64
		var err error
		if list != 0 {
			lines, next, err = h.PeopleListPosts(h.ctx, v, list, p)
		} else {
			lines, next, err = h.FollowedPosts(h.ctx, v, p)
		}
		h.must(err)
		for _, l := range lines {
			titles = append(titles, l.Thread.Title)
			if l.Post.Source != "" {
				h.t.Error("the source is handed out")
			}
		}
		if p.Before = next; next == 0 {
			return titles
		}
	}
}

// TestFollowedPostsAreReadable: whoever follows everybody reads of them what policy
// lets them read at that moment, all of it and nothing else, in the order of
// arrival.
func TestFollowedPostsAreReadable(t *testing.T) {
	t.Parallel()
	h := build(t)
	writers := []community.Viewer{h.mod, h.head, h.helper}
	rng := rand.New(rand.NewPCG(7, 7))
	for i := range 24 {
		room := []int64{h.open, h.closed, h.private}[rng.IntN(3)]
		_, _ = h.StartThread(h.ctx, writers[rng.IntN(3)], community.PostInput{Community: room, Title: fmt.Sprintf("Post %02d", i), Body: "Words.", Language: "en"})
	}
	everybody := append(slices.Clone(writers), h.outsider)
	for _, v := range everybody {
		for _, other := range everybody {
			if v.Person != other.Person {
				h.must(h.Follow(h.ctx, v, other.Person, true))
			}
		}
	}
	check := func(when string) {
		t.Helper()
		for _, v := range everybody {
			var want []string
			h.view(func(tx community.Tx) error {
				for _, other := range everybody {
					if other.Person == v.Person {
						continue
					}
					ids, err := tx.PostIDsOf([]int64{other.Person}, community.Page{Limit: 100})
					h.must(err)
					posts, err := tx.PostsByID(ids)
					h.must(err)
					for _, p := range posts {
						c, err := tx.Community(p.CommunityID)
						h.must(err)
						if h.DecideOn(tx, v, c, policy.ViewThread, nil) == nil {
							want = append(want, p.Title)
						}
					}
				}
				return nil
			})
			slices.Sort(want)
			slices.Reverse(want)
			if got := h.written(v, 0); !slices.Equal(got, want) {
				t.Errorf("%s, %s reads\n%v, want\n%v", when, v.Name, got, want)
			}
		}
	}
	check("at first")
	h.must(h.Leave(h.ctx, h.head, h.closed))
	check("after one has left")
	h.must(h.Join(h.ctx, h.outsider, h.closed, "To read", nil))
	check("after one has asked")
}

func TestFollow(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.post(h.mod, h.closed, "Ferries", "Words.")
	h.must(h.Follow(h.ctx, h.head, h.mod.Person, true))
	h.must(h.Follow(h.ctx, h.head, h.mod.Person, true))
	if got := h.written(h.head, 0); !slices.Equal(got, []string{"Ferries"}) {
		t.Errorf("they read %v", got)
	}
	if people, err := h.Followed(h.ctx, h.head); err != nil || len(people) != 1 || people[0].ID != h.mod.Person {
		t.Errorf("they follow %v (%v)", people, err)
	}
	h.must(h.SetStance(h.ctx, h.head, h.mod.Person, community.StanceInput{Muted: true}))
	if got := h.written(h.head, 0); got != nil {
		t.Errorf("muted, and read: %v", got)
	}
	h.must(h.SetStance(h.ctx, h.head, h.mod.Person, community.StanceInput{}))
	h.must(h.Follow(h.ctx, h.head, h.mod.Person, false))
	if got := h.written(h.head, 0); got != nil {
		t.Errorf("not followed any more, and read: %v", got)
	}
	h.must(h.Follow(h.ctx, h.head, h.mod.Person, false))
	h.must(h.Follow(h.ctx, h.head, h.remoteHead, true)) // somebody of a peer
	for what, err := range map[string]error{
		"oneself":              h.Follow(h.ctx, h.head, h.head.Person, true),
		"nobody":               h.Follow(h.ctx, h.head, 4711, true),
		"by the unverified":    h.Follow(h.ctx, h.applicant, h.mod.Person, true),
		"of the unverified":    h.Follow(h.ctx, h.head, 4712, false),
		"by an operator":       h.Follow(h.ctx, h.operator, h.mod.Person, true),
		"into another's list":  h.AddToPeopleList(h.ctx, h.head, h.list(h.mod, "Another's"), h.mod.Person),
		"what is in another's": func() error { _, _, err := h.PeopleList(h.ctx, h.head, h.list(h.mod, "Theirs")); return err }(),
	} {
		if !community.IsNotFound(err) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// list makes a list.
func (h *house) list(v community.Viewer, title string) int64 {
	h.t.Helper()
	l, err := h.CreatePeopleList(h.ctx, v, title)
	h.must(err)
	return l.ID
}

func TestPeopleLists(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.post(h.mod, h.closed, "Ferries", "Words.")
	h.post(h.helper, h.closed, "Stamps", "Words.")
	islands, small := h.list(h.head, "  Islands "), h.list(h.head, "Small schools")
	h.must(h.AddToPeopleList(h.ctx, h.head, islands, h.mod.Person, h.helper.Person))
	h.must(h.PutInPeopleLists(h.ctx, h.head, h.mod.Person, []int64{small}))
	if got := h.written(h.head, islands); !slices.Equal(got, []string{"Stamps"}) {
		t.Errorf("of the first they read %v", got)
	}
	if got := h.written(h.head, small); !slices.Equal(got, []string{"Ferries"}) {
		t.Errorf("of the second they read %v", got)
	}
	lists, err := h.PeopleLists(h.ctx, h.head, h.mod.Person)
	if err != nil || len(lists) != 2 || lists[0].Title != "Islands" || lists[0].Count != 1 || lists[0].Holds || !lists[1].Holds {
		t.Errorf("lists %+v (%v)", lists, err)
	}
	if err := h.AddToPeopleList(h.ctx, h.head, islands, h.remoteHead, 4711); !community.IsNotFound(err) {
		t.Errorf("somebody and nobody: %v", err)
	}
	if _, people, err := h.PeopleList(h.ctx, h.head, islands); err != nil || len(people) != 1 || people[0].ID != h.helper.Person {
		t.Errorf("in the list are %v (%v)", people, err)
	}
	h.must(h.RemoveFromPeopleList(h.ctx, h.head, islands, h.helper.Person, 4711))
	if got := h.written(h.head, islands); got != nil {
		t.Errorf("of an empty list they read %v", got)
	}
	if _, err := h.RenamePeopleList(h.ctx, h.head, islands, " "); community.KindOf(err) != community.Invalid {
		t.Errorf("a list without a name: %v", err)
	}
	h.must(h.DeletePeopleList(h.ctx, h.head, islands))
	if err := h.DeletePeopleList(h.ctx, h.head, islands); !community.IsNotFound(err) {
		t.Errorf("deleted twice: %v", err)
	}
	for i := range 49 {
		h.list(h.head, fmt.Sprint("List ", i))
	}
	if _, err := h.CreatePeopleList(h.ctx, h.head, "One more"); community.KindOf(err) != community.Invalid {
		t.Errorf("the 51st: %v", err)
	}
}
