package community_test

import (
	"testing"

	"headroom/community"
	"headroom/community/policy"
)

// TestAnInvitationStandsWithWhoIssuedIt: who moderates no more lets nobody in,
// whatever ended it; whoever comes with the invitation waits for a decision.
func TestAnInvitationStandsWithWhoIssuedIt(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*house) error{
		"takes back the role": func(h *house) error {
			return h.SetRole(h.ctx, h.mod, h.closed, h.membership(h.head, h.closed).ID, policy.Member, "has enough to do")
		},
		"removes them": func(h *house) error {
			return h.RemoveMember(h.ctx, h.mod, h.closed, h.membership(h.head, h.closed).ID, "not one of us")
		},
		"they leave":         func(h *house) error { return h.Leave(h.ctx, h.head, h.closed) },
		"they are suspended": func(h *house) error { return h.Suspend(h.ctx, h.operator, h.head.Person, "away") },
	} {
		h := build(t)
		h.must(h.SetRole(h.ctx, h.mod, h.closed, h.membership(h.head, h.closed).ID, policy.Moderator, "shares the work"))
		h.must(h.Invite(h.ctx, h.head, h.closed, community.InviteInput{Person: "ross"}))
		h.must(end(h))
		h.must(h.Join(h.ctx, h.outsider, h.closed, "", nil))
		if m := h.membership(h.outsider, h.closed); m.State != policy.Pending {
			t.Errorf("%s: who was invited is %v", name, m.State)
		}
	}
}

// TestAnInvitationEndsWithACredential: who is verified anew, and moderates again, has not
// invited anybody yet.
func TestAnInvitationEndsWithACredential(t *testing.T) {
	t.Parallel()
	h := build(t)
	moderates := func() {
		h.must(h.SetRole(h.ctx, h.mod, h.closed, h.membership(h.head, h.closed).ID, policy.Moderator, "shares the work"))
	}
	moderates()
	h.must(h.Invite(h.ctx, h.head, h.closed, community.InviteInput{Person: "ross"}))
	h.must(h.Revoke(h.ctx, h.operator, h.head.Person, "has left the school"))
	_, err := h.Verify(h.ctx, h.operator, h.head.Person, policy.Head, "leads another")
	h.must(err)
	h.must(h.Join(h.ctx, h.head, h.closed, "here again", nil))
	h.must(h.DecideJoin(h.ctx, h.mod, h.closed, h.membership(h.head, h.closed).ID, true, ""))
	moderates()
	h.must(h.Join(h.ctx, h.outsider, h.closed, "may I come in?", nil))
	if m := h.membership(h.outsider, h.closed); m.State != policy.Pending {
		t.Errorf("who was invited before is %v", m.State)
	}
}

// TestInvitationsEndWithAnAgreement, and with the credential of who was
// invited: neither a later agreement nor a later credential brings them back.
func TestInvitationsEndWithAnAgreement(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*house){
		"agreement": func(h *house) {
			_, err := h.EndPeer(h.ctx, h.operator, h.peer)
			h.must(err)
		},
		"credential": func(h *house) {
			origin := "https://" + h.peer
			had := h.credential(h.remoteHead)
			had.RevokedAt = h.clock.Now()
			h.update(func(tx community.Tx) error { return tx.UpdateCredential(had) })
			_, err := h.KeepCredential(h.ctx, h.iri(h.remoteHead), community.CredentialRecord{IRI: origin + "/credentials/7", Issuer: origin + "/issuer",
				Kind: policy.Head, Type: "HeadteacherCredential", ValidUntil: h.clock.Now().AddDate(1, 0, 0), Index: 3, RevocationList: origin + "/status/revocation/7"}, community.Person{})
			h.must(err)
			h.must(h.StatusListReceived(h.ctx, community.StatusList{IRI: origin + "/status/revocation/7", Issuer: origin + "/issuer", Purpose: "revocation",
				Raw: []byte("{}"), Bits: []byte{0xff}, ValidUntil: h.clock.Now().AddDate(0, 0, 1)}, func(int64) bool { return true }))
		},
	} {
		h := build(t)
		invited := h.iri(h.remoteHead)
		waiting := func() (n int) {
			h.view(func(tx community.Tx) error {
				all, err := tx.InvitationsFor(invited)
				n = len(all)
				return err
			})
			return n
		}
		h.must(h.Invite(h.ctx, h.mod, h.open, community.InviteInput{Person: invited}))
		if waiting() != 1 {
			t.Fatal("nobody is invited")
		}
		end(h)
		if waiting() != 0 {
			t.Errorf("the invitation outlives the %s", name)
		}
	}
}

// TestAVoucherWhoIsNoneIsNotAsked: the letter names an applicant, and is not
// written to who could not answer for them when it would be sent.
func TestAVoucherWhoIsNoneIsNotAsked(t *testing.T) {
	t.Parallel()
	h := build(t)
	me := h.applies(func(in *community.ApplicationInput) { in.Authority = "Highland" })
	h.must(h.AskVouch(h.ctx, me, []string{"ross@school.example"}))
	asked, _, err := h.VouchesAsked(h.ctx, h.outsider)
	h.must(err)
	if len(asked) != 1 {
		t.Fatalf("%d are asked", len(asked))
	}
	if a, err := h.LetterOfVouch(h.ctx, asked[0].ID); err != nil || a.Name != "Ann Sample" {
		t.Errorf("the letter: %q, %v", a.Name, err)
	}
	h.must(h.Revoke(h.ctx, h.operator, h.outsider.Person, "has retired"))
	_, err = h.LetterOfVouch(h.ctx, asked[0].ID)
	kind(t, "to who has retired", err, community.NotFound)
}
