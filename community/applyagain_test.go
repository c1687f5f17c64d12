package community_test

import (
	"strconv"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
	"headroom/community/verification"
)

// once is a head who was admitted by an application and has been revoked.
func (h *house) once(t *testing.T) community.Viewer {
	t.Helper()
	h.imports(t, register(schoolOf("8400001", "Example Primary School", "Ann Sample"), schoolOf("8400002", "Sgoil Eisimpleir", "Ann Sample")), false)
	me := h.applies(func(in *community.ApplicationInput) { in.Choice = "8400001" })
	h.admitted(me, "Known to us")
	h.must(h.Revoke(h.ctx, h.operator, me.Person, "Has left the school"))
	return me
}

// clerk adds an operator with an account.
func (h *house) clerk(name string) community.Viewer {
	h.t.Helper()
	a, err := h.AddOperator(h.ctx, community.CommandLine, community.OperatorInput{Email: name + "@example.scot", Name: name, Password: "correct horse battery"})
	h.must(err)
	return community.Viewer{Account: a.ID, Operator: true, Name: a.Email}
}

// admitted lets an applicant in, two operators together.
func (h *house) admitted(me community.Viewer, reason string) {
	h.t.Helper()
	id := h.mine(me).ID
	n := strconv.FormatInt(id, 10)
	h.must(h.AddFinding(h.ctx, h.clerk("finds-"+n), id, verification.Facilitator, "Spoke by video"))
	h.must(h.Admit(h.ctx, h.clerk("admits-"+n), id, reason))
}

// again is a request for the second school.
func again(change ...func(*community.ApplicationInput)) community.ApplicationInput {
	return sample(append([]func(*community.ApplicationInput){func(in *community.ApplicationInput) {
		in.Email, in.School, in.Choice = "", "Sgoil Eisimpleir", "8400002"
		in.Biography = "Now the head of a second sample school, after some years in the first."
	}}, change...)...)
}

// TestAHeadAppliesAgain: the same person and account, a new application, a new
// credential, and an audit log that tells all of it.
func TestAHeadAppliesAgain(t *testing.T) {
	t.Parallel()
	h := build(t)
	me := h.once(t)
	first := h.mine(me)
	h.clock.add(30 * 24 * time.Hour)
	known, err := h.ApplyingAgain(h.ctx, me)
	if err != nil || known.Name != "Ann Sample" || known.Email != "ann@school.example" {
		t.Fatalf("the form begins with %+v, %v", known, err)
	}
	bad := again(func(in *community.ApplicationInput) { in.Post = "" })
	field(t, "no post", h.ApplyAgain(h.ctx, me, bad), "post", "error.required")
	h.must(h.ApplyAgain(h.ctx, me, again(func(in *community.ApplicationInput) { in.Email = "somebody-else@school.example" })))
	a := h.mine(me)
	if a.ID == first.ID || a.State != community.ApplicationWaiting || a.PersonID != me.Person || a.AccountID != me.Account ||
		a.Email != "ann@school.example" || a.Says != community.SaysNamed || a.Sum.Points != 2 {
		t.Fatalf("the new application: %+v", a)
	}
	kind(t, "twice", h.ApplyAgain(h.ctx, me, again()), community.Conflict)
	h.must(h.AddFinding(h.ctx, h.clerk("third"), a.ID, verification.Facilitator, "Spoke by video"))
	c, err := h.ApplicationOf(h.ctx, h.clerk("fourth"), a.ID)
	h.must(err)
	revoked := false
	for _, look := range c.Conflicts {
		revoked = revoked || look.Kind == community.ConflictRevoked
	}
	if !revoked || c.Clean() || !c.Enough() {
		t.Errorf("who was revoked is admitted by one press: %+v", c.Conflicts)
	}
	h.admitted(me, "Leads the second school now")
	var creds []community.CredentialRecord
	h.view(func(tx community.Tx) (err error) {
		if creds, err = tx.Credentials(me.Person); err != nil {
			return err
		}
		p, err := tx.Person(me.Person)
		if p.SchoolID != "8400002" || p.Biography != again().Biography {
			t.Errorf("the person is now %q with %q", p.SchoolID, p.Biography)
		}
		return err
	})
	if len(creds) != 2 || creds[0].IRI == creds[1].IRI || creds[0].Index == creds[1].Index || !creds[0].RevokedAt.IsZero() || creds[1].RevokedAt.IsZero() {
		t.Errorf("the credentials: %+v", creds)
	}
	if got := h.worthOf(me); got != policy.Head {
		t.Errorf("worth %v", got)
	}
	kind(t, "as a verified head", h.ApplyAgain(h.ctx, me, again()), community.Forbidden)
	rows, err := h.Audit(h.ctx, h.operator, community.Page{Limit: 100})
	h.must(err)
	acts := map[string]int{}
	for _, row := range rows {
		acts[row.Action]++
	}
	if acts["application.confirm"] != 1 || acts["application.again"] != 1 || acts["application.admit"] != 2 || acts["person.verify"] < 2 {
		t.Errorf("the audit log: %v", acts)
	}
}

// TestNobodyLearnsOfAnAccountByApplying: at the form for strangers an address
// with an account is answered as any other.
func TestNobodyLearnsOfAnAccountByApplying(t *testing.T) {
	t.Parallel()
	h := build(t)
	me := h.once(t)
	if err := h.Apply(h.ctx, sample(func(in *community.ApplicationInput) { in.Choice = "8400002"; in.School = "Sgoil Eisimpleir" })); err != nil {
		t.Errorf("a known address: %v", err)
	}
	if l := h.letter(); !l.Known || l.Token != "" {
		t.Errorf("the letter has a link that makes a second account: %+v", l)
	}
	if a := h.mine(me); a.State != community.ApplicationAdmitted {
		t.Errorf("a stranger has changed the application: %+v", a)
	}
}

// TestWhoMayApplyAgain goes through what else stands in the way.
func TestWhoMayApplyAgain(t *testing.T) {
	t.Parallel()
	h := build(t)
	me := h.once(t)
	h.must(h.ApplyAgain(h.ctx, me, again()))
	h.must(h.Refuse(h.ctx, h.operator, h.mine(me).ID, "Not known there"))
	kind(t, "refused, and may appeal", h.ApplyAgain(h.ctx, me, again()), community.Conflict)
	h.must(h.Appeal(h.ctx, me, "Ask the council"))
	h.must(h.Refuse(h.ctx, h.clerk("two"), h.mine(me).ID, "The council says no"))
	kind(t, "just refused for good", h.ApplyAgain(h.ctx, me, again()), community.Conflict)
	h.clock.add(28 * 24 * time.Hour)
	h.must(h.ApplyAgain(h.ctx, me, again()))
	kind(t, "an operator", h.ApplyAgain(h.ctx, h.operator, again()), community.NotFound)
	kind(t, "nobody", h.ApplyAgain(h.ctx, community.Viewer{}, again()), community.Unauthenticated)
	h.must(h.Suspend(h.ctx, h.operator, h.head.Person, "We are looking into it"))
	kind(t, "while suspended", h.ApplyAgain(h.ctx, h.head, again()), community.Forbidden)
}

// TestAnOldQuestionDoesNotEndANewHeadship: what a register had put in question
// before somebody was admitted again is over.
func TestAnOldQuestionDoesNotEndANewHeadship(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.imports(t, register(schoolOf("8400001", "Example Primary School", "Ann Sample"), schoolOf("8400002", "Sgoil Eisimpleir", "Ann Sample")), false)
	me := h.applies(func(in *community.ApplicationInput) { in.Choice = "8400001" })
	h.admitted(me, "Known to us")
	h.imports(t, register(schoolOf("8400001", "Example Primary School", "Somebody Else")), false)
	if len(h.waiting(t)) != 1 {
		t.Fatal("nothing is in question")
	}
	h.must(h.Revoke(h.ctx, h.operator, me.Person, "Has left the school"))
	h.must(h.ApplyAgain(h.ctx, me, again()))
	h.admitted(me, "Leads the second school now")
	h.passes(t, 29*24*time.Hour)
	if got := h.worthOf(me); got != policy.Head || len(h.waiting(t)) != 0 {
		t.Errorf("worth %v, %d wait", got, len(h.waiting(t)))
	}
}
