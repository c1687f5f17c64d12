package community_test

import (
	"errors"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// TestSuspendAndRestore follows a head whose credential is suspended and comes
// back: nothing can be read or written meanwhile, and nothing is lost.
func TestSuspendAndRestore(t *testing.T) {
	t.Parallel()
	h := build(t)
	kind(t, "by a moderator", h.Suspend(h.ctx, h.mod, h.head.Person, "no"), community.Forbidden)
	field(t, "no reason", h.Suspend(h.ctx, h.operator, h.head.Person, " "), "reason", "error.required")
	kind(t, "nobody verified", h.Suspend(h.ctx, h.operator, h.applicant.Person, "why"), community.Conflict)
	kind(t, "another instance's person", h.Suspend(h.ctx, h.operator, h.remoteHead, "why"), community.NotFound)
	kind(t, "nothing to lift", h.Restore(h.ctx, h.operator, h.head.Person, "why"), community.Conflict)
	before := h.membership(h.head, h.closed)

	h.must(h.Suspend(h.ctx, h.operator, h.head.Person, "away for a term"))
	kind(t, "twice", h.Suspend(h.ctx, h.operator, h.head.Person, "again"), community.Conflict)
	for _, id := range []int64{h.closed, h.remote} {
		if m := h.membership(h.head, id); m.State != policy.Suspended || m.EndReason != policy.ReasonCredentialSuspended {
			t.Errorf("membership in %d: %+v", id, m)
		}
		if _, _, err := h.Threads(h.ctx, h.head, id, community.Page{}); err == nil {
			t.Errorf("community %d can still be read", id)
		}
	}
	if bits := h.bits("suspension"); bits != 1 || h.bits("revocation") != 0 {
		t.Errorf("%d bits are set on the suspension list", bits)
	}
	if _, _, _, err := h.Authenticate(h.ctx, h.head.Account, 1); err != nil {
		t.Errorf("cannot read why: %v", err)
	}

	h.must(h.Restore(h.ctx, h.operator, h.head.Person, "back at work"))
	if m := h.membership(h.head, h.closed); m.State != policy.Active || m.Version <= before.Version || m.Role != before.Role {
		t.Errorf("not back as before: %+v", m)
	}
	if _, _, err := h.Threads(h.ctx, h.head, h.closed, community.Page{}); err != nil {
		t.Errorf("cannot read again: %v", err)
	}
	if bits := h.bits("suspension"); bits != 0 {
		t.Errorf("%d bits are still set", bits)
	}
	// Revoking ends what is on hold as well.
	h.must(h.Suspend(h.ctx, h.operator, h.head.Person, "away again"))
	h.must(h.Revoke(h.ctx, h.operator, h.head.Person, "has left"))
	kind(t, "lifting what is revoked", h.Restore(h.ctx, h.operator, h.head.Person, "why"), community.Conflict)
	if m := h.membership(h.head, h.closed); m.State != policy.Removed {
		t.Errorf("on hold for ever: %+v", m)
	}
}

// bits counts what is set on one of our status lists.
func (h *house) bits(purpose string) (set int) {
	h.t.Helper()
	h.view(func(tx community.Tx) error {
		l, err := tx.StatusList("https://scotland.example/status/" + purpose + "/1")
		set = 0
		for _, b := range l.Bits {
			for ; b != 0; b &= b - 1 {
				set++
			}
		}
		return err
	})
	return set
}

func TestSuspendNeedsTheLedger(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.ledger.err = errors.New("disk full")
	kind(t, "without a ledger", h.Suspend(h.ctx, h.operator, h.head.Person, "away"), community.Unavailable)
	if m := h.membership(h.head, h.closed); m.State != policy.Active {
		t.Errorf("half done: %+v", m)
	}
}

// TestABackupForgetsNoSuspension restores a database from before a suspension,
// and one from between a suspension and its end.
func TestABackupForgetsNoSuspension(t *testing.T) {
	t.Parallel()
	h := build(t)
	cred := h.credential(h.head.Person)
	entry := func(kind string) {
		h.must(h.ledger.Append(community.LedgerEntry{Kind: kind, Credential: cred.IRI, Person: "https://scotland.example/u/1", Reason: policy.ReasonCredentialSuspended}))
	}
	entry("suspension")
	entry("restoration")
	h.must(h.ReplayLedger(h.ctx))
	if m := h.membership(h.head, h.closed); m.State != policy.Active {
		t.Errorf("a suspension that was lifted came back: %+v", m)
	}
	entry("suspension")
	for range 2 {
		h.must(h.ReplayLedger(h.ctx))
		if m := h.membership(h.head, h.closed); m.State != policy.Suspended {
			t.Errorf("the backup brought somebody back: %+v", m)
		}
	}
}

// credential is the newest credential of a person.
func (h *house) credential(person int64) (c community.CredentialRecord) {
	h.t.Helper()
	h.view(func(tx community.Tx) error {
		all, err := tx.Credentials(person)
		if len(all) > 0 {
			c = all[0]
		}
		return err
	})
	return c
}

// TestAMoveSuspendsAndVerifyingCarriesOn follows a head who goes to another
// school: nothing of theirs is lost, and nothing counts before it was checked.
func TestAMoveSuspendsAndVerifyingCarriesOn(t *testing.T) {
	t.Parallel()
	h := build(t)
	in := func(school string) community.ProfileInput {
		return community.ProfileInput{Name: "Iain Sample", Post: "Headteacher", School: school, Authority: "The Highland Council", Nation: "SCT", Biography: biography}
	}
	h.must(h.UpdateProfile(h.ctx, h.head, in("SAMPLE  school of Iain")))
	if m := h.membership(h.head, h.closed); m.State != policy.Active {
		t.Errorf("spelling the same school anew suspends: %+v", m)
	}
	old := h.credential(h.head.Person)
	h.must(h.UpdateProfile(h.ctx, h.head, in("Second School")))
	if m := h.membership(h.head, h.closed); m.State != policy.Suspended {
		t.Fatalf("a move suspends nothing: %+v", m)
	}
	fresh, err := h.Verify(h.ctx, h.operator, h.head.Person, policy.Head, "rang the new school")
	h.must(err)
	if m := h.membership(h.head, h.closed); m.State != policy.Active || m.Credential != fresh.ID {
		t.Errorf("the new credential carries nothing: %+v", m)
	}
	remote := h.membership(h.head, h.remote)
	if remote.Credential != fresh.ID || remote.State != policy.Suspended {
		t.Errorf("in the peer's community: %+v", remote)
	}
	if was := h.credentialByIRI(old.IRI); was.SuspendedAt.IsZero() {
		t.Error("the credential of the old school counts again")
	}
	kind(t, "lifting the old one", h.Restore(h.ctx, h.operator, h.head.Person, "why"), community.Conflict)
}

// TestAMoveInTwoStepsSuspendsAsWell: what is cleared first was verified all the
// same, and going back to it is no move.
func TestAMoveInTwoStepsSuspendsAsWell(t *testing.T) {
	t.Parallel()
	at := func(school, authority string) community.ProfileInput {
		return community.ProfileInput{Name: "Sample iain", Post: "Headteacher", School: school, Authority: authority, Nation: "SCT", Biography: biography}
	}
	const school = "Sample School of iain"
	for name, c := range map[string]struct {
		then community.ProfileInput
		want policy.State
	}{
		"another authority":   {at(school, "Moray"), policy.Suspended},
		"another school":      {at("Second School", ""), policy.Suspended},
		"the same as before":  {at(school, "The Highland Council"), policy.Active},
		"nothing more":        {at("", ""), policy.Active},
		"a school of no name": {at("", "Highland"), policy.Active},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := build(t)
			h.must(h.UpdateProfile(h.ctx, h.head, at("", "")))
			if m := h.membership(h.head, h.closed); m.State != policy.Active {
				t.Fatalf("leaving it empty suspends: %+v", m)
			}
			h.must(h.UpdateProfile(h.ctx, h.head, c.then))
			if m := h.membership(h.head, h.closed); m.State != c.want {
				t.Errorf("%v, want %v", m.State, c.want)
			}
		})
	}
}

func (h *house) credentialByIRI(iri string) (c community.CredentialRecord) {
	h.view(func(tx community.Tx) (err error) { c, err = tx.CredentialByIRI(iri); return err })
	return c
}

// TestRenewingCarriesMembershipsOn verifies somebody again near the end of
// their year: they stay in every room beyond the end of the first credential.
func TestRenewingCarriesMembershipsOn(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.clock.add(330 * 24 * time.Hour)
	fresh, err := h.Verify(h.ctx, h.operator, h.head.Person, policy.Head, "still there")
	h.must(err)
	h.clock.add(60 * 24 * time.Hour)
	h.must(h.ExpireMemberships(h.ctx))
	if m := h.membership(h.head, h.closed); m.State != policy.Active || m.Credential != fresh.ID {
		t.Errorf("ended with the first credential: %+v", m)
	}
	if m := h.membership(h.mod, h.closed); m.State == policy.Active {
		t.Errorf("who was not renewed is in: %+v", m)
	}
}
