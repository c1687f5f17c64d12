package community_test

import (
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// TestACredentialIsJudgedWhenItIsKept presents credentials whose bit has been
// set for long: the list is held already, and does not change any more.
func TestACredentialIsJudgedWhenItIsKept(t *testing.T) {
	t.Parallel()
	h := build(t)
	origin := "https://" + h.peer
	person := h.iri(h.remoteHead)
	list := func(purpose string, bits []byte) {
		h.must(h.StatusListReceived(h.ctx, community.StatusList{IRI: origin + "/status/" + purpose + "/7", Issuer: origin + "/issuer", Purpose: purpose,
			Raw: []byte("{}"), Bits: bits, ValidUntil: h.clock.Now().Add(time.Hour)}, func(int64) bool { return false }))
	}
	list("revocation", []byte{0x80, 0})
	list("suspension", []byte{0, 0x80})
	for index, want := range map[int64]policy.Credential{0: policy.Revoked, 1: policy.Head, 8: policy.Withheld, 9: policy.Head, 16: policy.Revoked} {
		worth, err := h.KeepCredential(h.ctx, person, community.CredentialRecord{IRI: origin + "/credentials/" + string(rune('a'+index)), Issuer: origin + "/issuer",
			Kind: policy.Head, Type: "HeadteacherCredential", ValidFrom: h.clock.Now().Add(-time.Hour), ValidUntil: h.clock.Now().Add(time.Hour), Index: index,
			RevocationList: origin + "/status/revocation/7", SuspensionList: origin + "/status/suspension/7"}, community.Person{})
		if err != nil || worth != want {
			t.Errorf("index %d: worth %v, %v; want %v", index, worth, err, want)
		}
	}
	list("revocation", nil) // held without its bits
	_, err := h.KeepCredential(h.ctx, person, community.CredentialRecord{IRI: origin + "/credentials/z", Issuer: origin + "/issuer", Kind: policy.Head,
		Type: "HeadteacherCredential", ValidUntil: h.clock.Now().Add(time.Hour), RevocationList: origin + "/status/revocation/7", SuspensionList: origin + "/status/suspension/7"},
		community.Person{})
	kind(t, "a list without bits", err, community.Unavailable)
}

// iri is the address of a person.
func (h *house) iri(person int64) (iri string) {
	h.view(func(tx community.Tx) error {
		p, err := tx.Person(person)
		iri = p.IRI
		return err
	})
	return iri
}
