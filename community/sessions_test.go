package community_test

import (
	"testing"

	"headroom/community"
)

// TestEverySessionEnds signs everybody out at once: what a session holds is good
// no more, nor is a one-time link, and the password is.
func TestEverySessionEnds(t *testing.T) {
	t.Parallel()
	h := build(t)
	desk, err := h.AddOperator(h.ctx, h.operator, community.OperatorInput{Email: "desk@example.scot", Name: "Desk", Password: "correct horse battery"})
	h.must(err)
	var all []community.Account
	h.view(func(tx community.Tx) error {
		a, err := tx.AccountOfPerson(h.head.Person)
		if err != nil {
			return err
		}
		operator, err := tx.Account(desk.ID)
		all = []community.Account{a, operator}
		return err
	})
	link, err := h.IssueLink(h.ctx, all[0].ID, community.LinkReset)
	h.must(err)
	h.update(func(tx community.Tx) error {
		return tx.PutSession("kept", all[0].ID, []byte("{}"), h.clock.Now().AddDate(0, 0, 1))
	})
	if _, err := h.EndEverySession(h.ctx, h.head, "I can"); community.KindOf(err) != community.Forbidden {
		t.Errorf("as a head: %v", err)
	}
	if _, err := h.EndEverySession(h.ctx, h.operator, ""); community.KindOf(err) != community.Invalid {
		t.Errorf("without a reason: %v", err)
	}
	for _, a := range all {
		if _, _, _, err := h.Authenticate(h.ctx, a.ID, a.Epoch); err != nil {
			t.Fatalf("before: %v", err)
		}
	}
	n, err := h.EndEverySession(h.ctx, h.operator, "A backup was put back")
	if err != nil || n < 2 {
		t.Fatalf("%d accounts, %v", n, err)
	}
	for _, a := range all {
		if _, _, _, err := h.Authenticate(h.ctx, a.ID, a.Epoch); community.KindOf(err) != community.Unauthenticated {
			t.Errorf("the session of %s: %v", a.Email, err)
		}
	}
	h.view(func(tx community.Tx) error {
		if _, _, err := tx.Session("kept"); !community.IsNotFound(err) {
			t.Errorf("a session is kept: %v", err)
		}
		return nil
	})
	if _, err := h.SetPassword(h.ctx, link, "another horse battery", "another horse battery"); err == nil {
		t.Error("a one-time link is good after it")
	}
	if _, err := h.SignIn(h.ctx, desk.Email, "correct horse battery"); err != nil {
		t.Errorf("the password: %v", err)
	}
	rows, err := h.Audit(h.ctx, h.operator, community.Page{Limit: 1})
	if err != nil || len(rows) != 1 || rows[0].Action != "operator.end-sessions" || rows[0].Reason != "A backup was put back" {
		t.Errorf("the audit log: %+v, %v", rows, err)
	}
}
