package community_test

import (
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// TestTheServersOwnerGetsIn restores a backup from before the first operator
// was ended, who is the only one that it knows: nobody could sign in. Whoever
// starts the server is given a link, and the ledger ends nobody again.
func TestTheServersOwnerGetsIn(t *testing.T) {
	t.Parallel()
	h := empty(t)
	const email = "operator@scotland.example"
	token, _, err := h.FirstOperator(h.ctx, email)
	h.must(err)
	_, err = h.SetPassword(h.ctx, token, "first sample passphrase", "first sample passphrase")
	h.must(err)
	first, err := h.SignIn(h.ctx, email, "first sample passphrase")
	h.must(err)
	h.must(h.ledger.Append(community.LedgerEntry{At: h.clock.Now(), Kind: "operator", Number: first.ID, Reason: "operator-ended"}))
	for range 2 {
		h.must(h.ReplayLedger(h.ctx))
		_, err = h.SignIn(h.ctx, email, "first sample passphrase")
		field(t, "with the old password", err, "email", "error.sign_in")
	}
	token, created, err := h.FirstOperator(h.ctx, email)
	if err != nil || token == "" || !created {
		t.Fatalf("no link: %v, %v", created, err)
	}
	_, err = h.SetPassword(h.ctx, token, "second sample passphrase", "second sample passphrase")
	h.must(err)
	h.must(h.ReplayLedger(h.ctx))
	if _, err := h.SignIn(h.ctx, email, "second sample passphrase"); err != nil {
		t.Errorf("the ledger ends who was given the account back: %v", err)
	}
}

// TestALaterAgreementStands although one with the same host has ended before,
// and a later desk of somebody whose first one has.
func TestALaterAgreementStands(t *testing.T) {
	t.Parallel()
	h := build(t)
	person := h.head.Person
	appoint := func() int64 {
		a, err := h.Appoint(h.ctx, h.operator, community.AppointInput{Role: community.RoleDesk, Person: person, Months: 3, Reason: "council staff"})
		h.must(err)
		return a.ID
	}
	appoint()
	h.must(h.EndAppointment(h.ctx, h.operator, person, community.RoleDesk, "has left"))
	second := appoint() // in the same second
	h.update(func(tx community.Tx) error {
		p, err := tx.Peer(h.peer)
		h.must(err)
		p.OurOffer = "https://scotland.example/a/2"
		return tx.PutPeer(p)
	})
	h.must(h.ledger.Append(community.LedgerEntry{At: h.clock.Now(), Kind: "agreement", Host: h.peer, Agreement: "https://scotland.example/a/1"}))
	h.must(h.ReplayLedger(h.ctx))
	if a, held, err := h.DeskOf(h.ctx, h.operator, person); err != nil || !held || a.ID != second {
		t.Errorf("the second desk: %+v, %v, %v", a, held, err)
	}
	if p, err := h.PeerOfHost(h.ctx, h.peer); err != nil || p.State != community.PeerActive {
		t.Errorf("the second agreement is %s, %v", p.State, err)
	}
}

// TestALaterInvitationStands: only those from before the end of a membership are
// void.
func TestALaterInvitationStands(t *testing.T) {
	t.Parallel()
	h := build(t)
	p := community.InviteInput{Person: "ross"}
	var ross community.Person
	h.view(func(tx community.Tx) (err error) { ross, err = tx.Person(h.outsider.Person); return err })
	p.Person = ross.IRI
	var room community.Community
	h.view(func(tx community.Tx) (err error) { room, err = tx.Community(h.private); return err })
	h.must(h.ledger.Append(community.LedgerEntry{At: h.clock.Now(), Kind: "membership", Community: room.IRI, Person: ross.IRI, Epoch: 1, Version: 2}))
	h.clock.add(time.Second)
	h.must(h.Invite(h.ctx, h.mod, h.private, p))
	h.must(h.ReplayLedger(h.ctx))
	h.must(h.Join(h.ctx, h.outsider, h.private, "", nil))
	if m := h.membership(h.outsider, h.private); m.State != policy.Active {
		t.Errorf("who was invited later is %v", m.State)
	}
}

// TestABitWithoutACredentialIsNobodys: an index that is set, of somebody whom a
// restored backup does not know, is given to nobody else.
func TestABitWithoutACredentialIsNobodys(t *testing.T) {
	t.Parallel()
	h := empty(t)
	index := int64(4711)
	h.must(h.ledger.Append(community.LedgerEntry{Kind: "credential", Credential: "https://scotland.example/credentials/99", Index: &index}))
	h.must(h.ReplayLedger(h.ctx))
	draws := []int64{index, index + 1}
	h.Draw = func(int64) (int64, error) { d := draws[0]; draws = draws[1:]; return d, nil }
	v := h.member("morag", policy.Head)
	if c := h.credential(v.Person); c.Index != index+1 {
		t.Errorf("index %d", c.Index)
	}
}

// TestARoleEndsAlone replays the end of a role of somebody who is a head as
// well: as a head they go on.
func TestARoleEndsAlone(t *testing.T) {
	t.Parallel()
	h := build(t)
	_, err := h.Appoint(h.ctx, h.operator, community.AppointInput{Role: community.RoleFacilitator, Person: h.head.Person, Months: 9, Reason: "seconded"})
	h.must(err)
	var role community.Appointment
	var cred community.CredentialRecord
	h.view(func(tx community.Tx) error {
		roles, err := tx.Appointments(h.head.Person)
		h.must(err)
		role = roles[0]
		cred = mustBe(t, tx, h.head.Person, policy.Facilitator)
		return nil
	})
	person := h.iri(h.head.Person)
	h.must(h.ledger.Append(community.LedgerEntry{At: h.clock.Now(), Kind: "appointment", Person: person, Number: role.ID}))
	h.must(h.ledger.Append(community.LedgerEntry{At: h.clock.Now(), Kind: "credential", Credential: cred.IRI, Index: &cred.Index, Person: person, Reason: "credential-revoked"}))
	h.must(h.ReplayLedger(h.ctx))
	if m := h.membership(h.head, h.closed); m.State != policy.Active {
		t.Errorf("as a head they are %v", m.State)
	}
	team, err := h.Team(h.ctx, h.head)
	h.must(err)
	for _, f := range team {
		if f.ID == h.head.Person {
			t.Error("they are a facilitator again")
		}
	}
}

// mustBe gives the credential of a kind that a person holds.
func mustBe(t *testing.T, tx community.Tx, person int64, kind policy.Credential) community.CredentialRecord {
	t.Helper()
	all, err := tx.Credentials(person)
	for _, c := range all {
		if c.Kind == kind {
			return c
		}
	}
	t.Fatalf("no credential: %v", err)
	return community.CredentialRecord{}
}

// slowly is a ledger on a disk that takes its time.
type slowly struct {
	*ledger
	clock *clock
}

func (l slowly) Append(e community.LedgerEntry) error {
	defer l.clock.add(5 * time.Millisecond)
	return l.ledger.Append(e)
}

// TestTheLedgerRepeatsNothing that the database knows: after a start without a
// restore nothing has been done, and nothing stands in the audit log.
func TestTheLedgerRepeatsNothing(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.Ledger = slowly{h.ledger, h.clock}
	h.desk("first", "second")
	bursar, _ := h.bursar("ailsa", 6)
	for person, role := range map[int64]string{h.applicant.Person: community.RoleDesk, h.head.Person: community.RoleFacilitator} {
		_, err := h.Appoint(h.ctx, h.operator, community.AppointInput{Person: person, Role: role, Months: 9, Reason: "for a while"})
		h.must(err)
		h.must(h.EndAppointment(h.ctx, h.operator, person, role, "has left"))
	}
	h.must(h.EndAppointment(h.ctx, h.operator, bursar.Person, "bursar", "has left"))
	h.must(h.Suspend(h.ctx, h.operator, h.outsider.Person, "away"))
	h.must(h.Restore(h.ctx, h.operator, h.outsider.Person, "back"))
	h.must(h.RemoveMember(h.ctx, h.mod, h.open, h.membership(h.head, h.open).ID, "by mistake"))
	h.admit(h.head, h.open)
	h.must(h.Revoke(h.ctx, h.operator, h.helper.Person, "has retired"))
	h.must(h.RotatePersonKey(h.ctx, h.operator, h.head.Person, false, "once a year"))
	h.must(h.RotateGroupKey(h.ctx, h.operator, h.closed, true, "a lost laptop"))
	_, err := h.EndOperator(h.ctx, h.operator, "second@scotland.example", "has left")
	h.must(err)
	_, err = h.EndPeer(h.ctx, h.operator, h.peer)
	h.must(err)

	newest := func() community.AuditRow {
		rows, err := h.Audit(h.ctx, h.operator, community.Page{Limit: 1})
		h.must(err)
		return rows[0]
	}
	before := newest()
	h.must(h.ReplayLedger(h.ctx))
	if after := newest(); after.Seq != before.Seq {
		t.Errorf("done again: %s of %s by %s", after.Action, after.Subject, after.Actor)
	}
}
