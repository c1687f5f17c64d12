package community_test

import (
	"testing"

	"headroom/community"
	"headroom/community/policy"
)

func TestSharedWith(t *testing.T) {
	t.Parallel()
	h := build(t)
	for name, v := range map[string]community.Viewer{"a moderator": h.mod, "nobody": {}} {
		if _, err := h.SharedWith(h.ctx, v, h.peer); err == nil {
			t.Errorf("%s is told", name)
		}
	}
	_, err := h.SharedWith(h.ctx, h.operator, "nowhere.example")
	kind(t, "an unknown host", err, community.NotFound)
	// A private room of ours is counted and not named.
	h.update(func(tx community.Tx) error {
		now := h.clock.Now()
		return tx.InsertMembership(community.Membership{ID: tx.NextID(), IRI: "https://sample.example/m/1", CommunityID: h.private,
			PersonID: h.remoteHead, State: policy.Active, Role: policy.Member, StartAt: now, CreatedAt: now, UpdatedAt: now})
	})
	got, err := h.SharedWith(h.ctx, h.operator, h.peer)
	h.must(err)
	if len(got.Ours) != 1 || got.Ours[0].ID != h.closed || got.Ours[0].People != 1 || got.OursPrivate != 1 {
		t.Errorf("ours %+v and %d", got.Ours, got.OursPrivate)
	}
	if len(got.Theirs) != 1 || got.Theirs[0].ID != h.remote || got.Theirs[0].People != 1 || got.TheirsPrivate != 0 {
		t.Errorf("theirs %+v and %d", got.Theirs, got.TheirsPrivate)
	}
}

func TestInviteByAddress(t *testing.T) {
	t.Parallel()
	h := build(t)
	var eira community.Person
	h.update(func(tx community.Tx) (err error) {
		if eira, err = tx.Person(h.remoteHead); err != nil {
			return err
		}
		eira.SearchText = "sample eira"
		return tx.UpdatePerson(eira)
	})
	for _, who := range []string{eira.Username + "@" + eira.Host, eira.Name} {
		field(t, who, h.Invite(h.ctx, h.mod, h.private, community.InviteInput{Person: who}), "person", "error.person_unknown") // out of reach
		kind(t, who, h.Invite(h.ctx, h.mod, h.closed, community.InviteInput{Person: who}), community.Conflict)                 // is in already
	}
	field(t, "another host", h.Invite(h.ctx, h.mod, h.closed, community.InviteInput{Person: eira.Username + "@elsewhere.example"}), "person", "error.person_unknown")
}
