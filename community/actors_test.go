package community_test

import (
	"testing"

	"headroom/community"
)

// TestActorsAreWhomTheirPagesShow: by number, by name, in a list and while a name
// is typed, everybody is given those whose own page they may see, and nobody else.
func TestActorsAreWhomTheirPagesShow(t *testing.T) {
	t.Parallel()
	h := build(t)
	all := []int64{h.open, h.closed, h.private, h.remote, h.head.Person, h.outsider.Person, h.applicant.Person, h.remoteHead, 12345}
	asked := 0
	for name, v := range h.everybody() {
		may := map[int64]bool{}
		for _, id := range all {
			_, person := h.Profile(h.ctx, v, id)
			c, room := h.Community(h.ctx, v, id)
			may[id] = person == nil || room == nil && c.Community.ID == id
			a, err := h.Actor(h.ctx, v, id)
			if (err == nil) != may[id] {
				t.Errorf("%s: actor %d: %v, their page may be seen: %v", name, id, err, may[id])
			}
			if err != nil {
				kind(t, name+": unknown actor", err, community.NotFound)
				continue
			}
			if asked++; a.ID() != id {
				t.Errorf("%s: asked for %d, got %d", name, id, a.ID())
			}
		}
		list, err := h.Actors(h.ctx, v, all)
		h.must(err)
		given := map[int64]bool{}
		for _, a := range list {
			given[a.ID()] = true
		}
		for _, id := range all {
			if given[id] != may[id] {
				t.Errorf("%s: %d in a list: %v, want %v", name, id, given[id], may[id])
			}
		}
		for _, typed := range []string{"is", "iain", "quiet", "s", "@"} {
			like, err := h.ActorsLike(h.ctx, v, typed, false, 10)
			h.must(err)
			for _, a := range like {
				if _, err := h.Actor(h.ctx, v, a.ID()); err != nil {
					t.Errorf("%s: %q offers %d: %v", name, typed, a.ID(), err)
				}
			}
		}
	}
	if asked < 20 {
		t.Errorf("only %d were shown", asked)
	}
}

func TestActorCalled(t *testing.T) {
	t.Parallel()
	h := build(t)
	closed, err := h.Community(h.ctx, h.mod, h.closed)
	h.must(err)
	person, err := h.Profile(h.ctx, h.mod, h.head.Person)
	h.must(err)
	for name, want := range map[string]int64{closed.Username: h.closed, "@" + closed.Username + "@" + h.Identity.Host: h.closed,
		person.Username: person.ID, person.Username + "@" + h.Identity.Host: person.ID} {
		a, err := h.ActorCalled(h.ctx, h.mod, name)
		if err != nil || a.ID() != want || a.Group() != (want == h.closed) {
			t.Errorf("%s: %d, %v", name, a.ID(), err)
		}
	}
	for _, name := range []string{"", "@", "nobody", closed.Username + "@elsewhere.example"} {
		_, err := h.ActorCalled(h.ctx, h.mod, name)
		kind(t, name, err, community.NotFound)
	}
	_, err = h.ActorCalled(h.ctx, community.Viewer{}, closed.Username)
	kind(t, "nobody in particular", err, community.NotFound)
	list, err := h.ActorsLike(h.ctx, h.mod, "@"+closed.Username[:2], false, 5)
	h.must(err)
	if len(list) == 0 || !list[0].Group() {
		t.Errorf("offered: %+v", list)
	}
}
