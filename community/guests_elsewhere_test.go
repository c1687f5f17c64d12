package community_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"headroom/community"
	"headroom/community/policy"
)

// TestAPeersGuestInvitationIsNotKept: taking it up would open nothing here. The
// invitation of a member is.
func TestAPeersGuestInvitationIsNotKept(t *testing.T) {
	t.Parallel()
	h := build(t)
	group := "https://" + h.peer + "/g/7"
	who := h.person(h.outsider)
	open := func() (list []community.Invitation) {
		h.view(func(tx community.Tx) (err error) { list, err = tx.InvitationsFor(who.IRI); return err })
		return list
	}
	scope := []string{group + "/threads/0123456789abcdef0123456789abcdef"}
	for name, in := range map[string]community.Invitation{
		"as a guest":                       {Role: policy.Guest, Scope: scope, EndAt: h.clock.Now().Add(24 * time.Hour)},
		"without an end":                   {Role: policy.Guest, Scope: scope},
		"a year long":                      {Role: policy.Guest, Scope: scope, EndAt: h.clock.Now().AddDate(1, 0, 0)},
		"over already":                     {Role: policy.Guest, Scope: scope, EndAt: h.clock.Now().Add(-time.Hour)},
		"of everything":                    {Role: policy.Guest, EndAt: h.clock.Now().Add(time.Hour)},
		"as a member, of one conversation": {Role: policy.Member, Scope: scope},
		"as a member, for a day":           {Role: policy.Member, EndAt: h.clock.Now().Add(24 * time.Hour)},
	} {
		in.IRI, in.Person, in.By = group+"/invitations/"+name, who.IRI, group
		h.must(h.InvitationReceived(h.ctx, 0, in, group))
		if got := open(); len(got) != 0 {
			t.Errorf("%s: kept as %+v", name, got)
		}
	}
	h.must(h.InvitationReceived(h.ctx, 0, community.Invitation{IRI: group + "/invitations/1", Person: who.IRI, By: group, Role: policy.Member}, group))
	if got := open(); len(got) != 1 {
		t.Errorf("a member's: %+v", got)
	}
}

// TestAPeersGuestStampChangesNothing.
func TestAPeersGuestStampChangesNothing(t *testing.T) {
	t.Parallel()
	h := build(t)
	before := h.membership(h.head, h.remote)
	h.must(h.AcceptStamp(h.ctx, community.StampReceived{Community: "https://" + h.peer + "/g/7", Person: h.person(h.head).IRI, IRI: before.IRI,
		Role: policy.Guest, Scope: []string{"https://" + h.peer + "/g/7/threads/1"}, Start: h.clock.Now(), End: h.clock.Now().Add(48 * time.Hour),
		Epoch: 2, Version: 9, Raw: []byte("a guest's")}))
	if diff := cmp.Diff(before, h.membership(h.head, h.remote)); diff != "" {
		t.Error(diff)
	}
}
