package community_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"headroom/community"
	"headroom/community/policy"
)

func TestVerify(t *testing.T) {
	t.Parallel()
	h := build(t)
	for who, v := range map[string]community.Viewer{"head": h.head, "applicant": h.applicant, "nobody": {}} {
		_, err := h.Verify(h.ctx, v, h.applicant.Person, policy.Head, "because")
		if err == nil {
			t.Errorf("%s may verify", who)
		}
	}
	_, err := h.Verify(h.ctx, h.operator, h.applicant.Person, policy.Head, " ")
	field(t, "no reason", err, "reason", "error.required")
	_, err = h.Verify(h.ctx, h.operator, h.applicant.Person, policy.Revoked, "because")
	field(t, "no such kind", err, "kind", "error.choice")
	_, err = h.Verify(h.ctx, h.operator, h.remoteHead, policy.Head, "because")
	kind(t, "another instance's person", err, community.NotFound)
	_, err = h.Verify(h.ctx, h.operator, h.head.Person, policy.Head, "again")
	kind(t, "verified already", err, community.Conflict)

	draws := []int64{5, 5, 5, 9}
	h.Draw = func(int64) (int64, error) { d := draws[0]; draws = draws[1:]; return d, nil }
	one, err := h.Verify(h.ctx, h.operator, h.applicant.Person, policy.Head, "seen")
	h.must(err)
	two, err := h.Verify(h.ctx, h.operator, h.head.Person, policy.Facilitator, "appointed")
	h.must(err)
	if one.Index != 5 || two.Index != 9 {
		t.Errorf("indexes %d and %d, want 5 and 9", one.Index, two.Index)
	}
	if d := one.ValidUntil.Sub(one.ValidFrom); one.ValidFrom.AddDate(1, 0, 0).Before(one.ValidUntil) {
		t.Errorf("valid for %v", d)
	}
	h.view(func(tx community.Tx) error {
		all, err := tx.Appointments(h.head.Person)
		if len(all) != 1 || all[0].Role != "facilitator" || all[0].By == "" {
			t.Errorf("appointments %+v", all)
		}
		return err
	})
}

func TestRevokeEndsEverything(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.must(h.Invite(h.ctx, h.mod, h.private, community.InviteInput{Person: "ross"}))
	reset, err := h.IssueLink(h.ctx, h.head.Account, community.LinkReset)
	h.must(err)
	h.must(func() error {
		_, err := h.SaveDraft(h.ctx, h.head, community.DraftInput{Place: "community:1", Body: "kept"})
		return err
	}())
	said, err := h.StartThread(h.ctx, h.head, community.PostInput{Community: h.closed, Title: "Heating oil", Body: "It is dear."})
	h.must(err)
	before, err := h.LastEvent(h.ctx)
	h.must(err)
	kind(t, "by a moderator", h.Revoke(h.ctx, h.mod, h.head.Person, "no"), community.Forbidden)
	field(t, "no reason", h.Revoke(h.ctx, h.operator, h.head.Person, ""), "reason", "error.required")
	h.must(h.Revoke(h.ctx, h.operator, h.head.Person, "has left the school"))
	kind(t, "twice", h.Revoke(h.ctx, h.operator, h.head.Person, "again"), community.Conflict)

	_, _, _, err = h.Authenticate(h.ctx, h.head.Account, 1)
	kind(t, "session", err, community.Unauthenticated)
	_, err = h.CheckLink(h.ctx, reset)
	kind(t, "reset link", err, community.Gone)
	_, _, err = h.EventsSince(h.ctx, h.head, before, community.EventFilter{}, 0)
	kind(t, "stream", err, community.Unauthenticated)
	_, _, err = h.EventsSince(h.ctx, h.head, before, community.EventFilter{Community: h.closed}, 0)
	kind(t, "stream of a community", err, community.NotFound)

	again := h.viewer(h.head.Account) // signs in once more, as somebody unverified
	for _, id := range []int64{h.closed, h.private, h.remote} {
		if m := h.membership(again, id); m.State != policy.Removed || m.EndReason != policy.ReasonCredentialRevoked || len(m.Stamp) > 0 {
			t.Errorf("membership in %d: %+v", id, m)
		}
		_, _, err := h.Threads(h.ctx, again, id, community.Page{})
		if err == nil {
			t.Errorf("community %d can still be read", id)
		}
		if err := h.Join(h.ctx, again, id, "let me in", nil); err == nil {
			t.Errorf("may join %d again", id)
		}
	}
	if drafts, err := h.Drafts(h.ctx, again); err != nil || len(drafts) != 1 {
		t.Errorf("drafts %v, %v", drafts, err)
	}
	checkRevoked(t, h, again.Person)
	left, err := h.Thread(h.ctx, h.mod, said.Thread, community.Page{})
	if err != nil || len(left.Posts) != 1 || !left.Posts[0].Former || left.Posts[0].HTML == "" {
		t.Errorf("what they wrote does not stay, marked: %+v, %v", left.Posts, err)
	}
}

// checkRevoked looks at credential, list, ledger and queue.
func checkRevoked(t *testing.T, h *house, person int64) {
	t.Helper()
	h.view(func(tx community.Tx) error {
		creds, err := tx.Credentials(person)
		if err != nil || len(creds) != 1 || creds[0].RevokedAt.IsZero() {
			t.Fatalf("credentials %+v, %v", creds, err)
		}
		l, err := tx.StatusList("https://scotland.example/status/revocation/1")
		if i := creds[0].Index; err != nil || l.Bits[i/8]&(0x80>>(i%8)) == 0 || string(l.Raw) != "signed "+string(l.Bits) {
			t.Error("the bit is not set, or the list not signed anew")
		}
		var set int
		for _, b := range l.Bits {
			for ; b != 0; b &= b - 1 {
				set++
			}
		}
		if set != 1 {
			t.Errorf("%d bits are set", set)
		}
		lanes, err := tx.Lanes(h.clock.Now())
		var toPeer int64
		for _, lane := range lanes {
			if lane.Name == community.PeerLane(h.peer) {
				toPeer = lane.Waiting
			}
		}
		if toPeer == 0 {
			t.Error("the peer is not told")
		}
		return err
	})
	entries, err := h.ledger.Entries()
	h.must(err)
	if len(entries) == 0 || entries[0].Kind != "credential" {
		t.Errorf("ledger %+v", entries)
	}
}

func TestRevokeNeedsTheLedger(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.ledger.err = errors.New("disk full")
	kind(t, "without a ledger", h.Revoke(h.ctx, h.operator, h.head.Person, "has left"), community.Unavailable)
	if m := h.membership(h.head, h.closed); m.State != policy.Active {
		t.Errorf("half done: %+v", m)
	}
}

func TestReplayLedger(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.must(h.Leave(h.ctx, h.helper, h.closed))
	left := h.membership(h.helper, h.closed)
	var cred community.CredentialRecord
	h.view(func(tx community.Tx) error {
		all, err := tx.Credentials(h.head.Person)
		cred = all[0]
		return err
	})
	// A backup from before: the record is active, the credential good.
	h.update(func(tx community.Tx) error {
		back := left
		back.State, back.Version = policy.Active, left.Version-1
		return tx.UpdateMembership(back)
	})
	h.must(h.ledger.Append(community.LedgerEntry{Kind: "credential", Credential: cred.IRI, Person: "https://scotland.example/u/1", Reason: "credential-revoked"}))
	for range 2 { // replaying twice changes nothing more
		h.must(h.ReplayLedger(h.ctx))
		if m := h.membership(h.helper, h.closed); m.State != policy.Removed || m.Version != left.Version {
			t.Errorf("the member came back: %+v", m)
		}
		checkRevokedOnly(t, h, cred.IRI)
	}
	// Who asked again later, and was let in, stays.
	h.admit(h.helper, h.closed)
	h.must(h.ReplayLedger(h.ctx))
	if m := h.membership(h.helper, h.closed); m.State != policy.Active {
		t.Errorf("a later membership was ended: %+v", m)
	}
}

func checkRevokedOnly(t *testing.T, h *house, iri string) {
	t.Helper()
	h.view(func(tx community.Tx) error {
		c, err := tx.CredentialByIRI(iri)
		if c.RevokedAt.IsZero() {
			t.Error("the credential came back")
		}
		return err
	})
	if m := h.membership(h.head, h.closed); m.State != policy.Removed {
		t.Errorf("what rested on it stands: %+v", m)
	}
}

func TestLocalMembers(t *testing.T) {
	t.Parallel()
	h := build(t)
	_, err := h.LocalMembers(h.ctx, h.head)
	kind(t, "a head", err, community.Forbidden)
	rows, err := h.LocalMembers(h.ctx, h.operator)
	h.must(err)
	got := map[string]string{}
	for _, r := range rows {
		got[r.Username] = r.Standing
		if r.Email != r.Username+"@school.example" || (len(r.Moderates) == 3) != (r.Username == "morag") {
			t.Errorf("row %+v", r)
		}
	}
	want := map[string]string{"morag": "verified", "iain": "verified", "ross": "verified", "fiona": "facilitator", "calum": "unverified"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	pv, err := h.Profile(h.ctx, h.operator, h.head.Person)
	if err != nil || !pv.Operator || len(pv.Credentials) != 1 || pv.Account.PasswordHash != "" {
		t.Errorf("for the operator: %+v, %v", pv, err)
	}
	pv, err = h.Profile(h.ctx, h.mod, h.head.Person)
	if err != nil || !pv.Head || pv.Operator || len(pv.Credentials) != 0 || pv.Account.Email != "" {
		t.Errorf("for a colleague: %+v, %v", pv, err)
	}
	_, err = h.Profile(h.ctx, h.applicant, h.head.Person)
	kind(t, "for somebody unverified", err, community.NotFound)
	people, err := h.People(h.ctx, h.mod, community.PersonFilter{Search: "IAIN"}, community.Page{})
	if err != nil || len(people) != 1 || !people[0].Head {
		t.Errorf("directory: %+v, %v", people, err)
	}
	if people, err := h.People(h.ctx, h.mod, community.PersonFilter{Search: "calum"}, community.Page{}); err != nil || len(people) != 0 {
		t.Errorf("an unverified person is listed: %+v, %v", people, err)
	}
	rowsBroken, broken, err := h.VerifyAudit(h.ctx)
	if err != nil || rowsBroken == 0 || broken != 0 {
		t.Errorf("audit: %d rows, broken %d, %v", rowsBroken, broken, err)
	}
}

func TestAddMemberSaysEverythingAtOnce(t *testing.T) {
	t.Parallel()
	h := build(t)
	_, err := h.AddMember(h.ctx, h.operator, community.MemberInput{Email: "Morag <m@x>", Username: "islands", Nation: "FRA", Biography: "too short", Password: "short"})
	for name, key := range map[string]string{"email": "error.email", "username": "error.username_taken", "name": "error.required",
		"post": "error.required", "nation": "error.choice", "biography": "error.biography_length", "password": "error.password_short"} {
		field(t, "bad input", err, name, key)
	}
	_, err = h.AddMember(h.ctx, h.head, community.MemberInput{})
	kind(t, "by a head", err, community.Forbidden)
}
