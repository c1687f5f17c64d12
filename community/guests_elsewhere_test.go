package community_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"headroom/community"
	"headroom/community/policy"
)

// TestWhatAPeerMayInviteTo: a member without scope and end, a guest with
// conversations of that community and an end within thirty days. What has
// neither form is not kept.
func TestWhatAPeerMayInviteTo(t *testing.T) {
	t.Parallel()
	h := build(t)
	group := "https://" + h.peer + "/g/7"
	who := h.person(h.outsider)
	open := func() (list []community.Invitation) {
		h.view(func(tx community.Tx) (err error) { list, err = tx.InvitationsFor(who.IRI); return err })
		return list
	}
	scope := []string{group + "/threads/0123456789abcdef0123456789abcdef"}
	day := h.clock.Now().Add(24 * time.Hour)
	for name, in := range map[string]community.Invitation{
		"as a guest, without an end":       {Role: policy.Guest, Scope: scope},
		"as a guest, for a year":           {Role: policy.Guest, Scope: scope, EndAt: h.clock.Now().AddDate(1, 0, 0)},
		"as a guest, over already":         {Role: policy.Guest, Scope: scope, EndAt: h.clock.Now().Add(-time.Hour)},
		"as a guest, of everything":        {Role: policy.Guest, EndAt: day},
		"as a guest, of another room":      {Role: policy.Guest, Scope: []string{scope[0], "https://" + h.peer + "/g/71/threads/1"}, EndAt: day},
		"as a member, of one conversation": {Role: policy.Member, Scope: scope},
		"as a member, for a day":           {Role: policy.Member, EndAt: day},
	} {
		in.IRI, in.Person, in.By = group+"/invitations/"+name, who.IRI, group
		h.must(h.InvitationReceived(h.ctx, 0, in, group))
		if got := open(); len(got) != 0 {
			t.Errorf("%s: kept as %+v", name, got)
		}
	}
	for i, in := range []community.Invitation{{Role: policy.Member}, {Role: policy.Guest, Scope: scope, EndAt: day}} {
		in.IRI, in.Person, in.By = group+"/invitations/"+string(rune('a'+i)), who.IRI, group
		h.must(h.InvitationReceived(h.ctx, 0, in, group))
		if got := open(); len(got) != i+1 || got[0].Role != in.Role || !got[0].ExpiresAt.Equal(in.EndAt) {
			t.Errorf("%v: %+v", in.Role, got)
		}
	}
}

// TestAStampChangesNobodyIntoAGuest, nor a guest into a member: each asked to be
// what they are.
func TestAStampChangesNobodyIntoAGuest(t *testing.T) {
	t.Parallel()
	h := build(t)
	before := h.membership(h.head, h.remote)
	stamp := community.StampReceived{Community: "https://" + h.peer + "/g/7", Person: h.person(h.head).IRI, IRI: before.IRI,
		Role: policy.Guest, Scope: []string{"https://" + h.peer + "/g/7/threads/1"}, Start: h.clock.Now(), End: h.clock.Now().Add(20 * time.Hour),
		Epoch: 2, Version: 9, Raw: []byte("a guest's")}
	h.must(h.AcceptStamp(h.ctx, stamp))
	if diff := cmp.Diff(before, h.membership(h.head, h.remote)); diff != "" {
		t.Error(diff)
	}
	guest := before
	guest.Role, guest.Scope = policy.Guest, stamp.Scope
	h.update(func(tx community.Tx) error { return tx.UpdateMembership(guest) })
	stamp.Role, stamp.Scope, stamp.Raw = policy.Member, nil, []byte("a member's")
	h.must(h.AcceptStamp(h.ctx, stamp))
	if diff := cmp.Diff(guest, h.membership(h.head, h.remote)); diff != "" {
		t.Error(diff)
	}
}
