package community_test

import (
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// TestAnOperatorIsEndedAtOnce: sessions, one-time links, the password and the
// letter with the first link, whatever of it there is.
func TestAnOperatorIsEndedAtOnce(t *testing.T) {
	t.Parallel()
	h := empty(t)
	desk := h.desk("one", "two")
	one, two := desk[0], desk[1]
	h.update(func(tx community.Tx) error {
		return tx.PutSession("s", two.Account, []byte("x"), h.clock.Now().Add(time.Hour))
	})
	token, err := h.IssueLink(h.ctx, two.Account, community.LinkReset)
	h.must(err)
	_, err = h.EndOperator(h.ctx, one, two.Name, " ")
	field(t, "without a reason", err, "reason", "error.required")
	_, err = h.EndOperator(h.ctx, h.member("morag", policy.Head), two.Name, "a head")
	kind(t, "by a head", err, community.Forbidden)
	_, err = h.EndOperator(h.ctx, one, "morag@school.example", "no operator")
	kind(t, "of a head", err, community.NotFound)
	_, err = h.EndOperator(h.ctx, one, "nobody@school.example", "nobody")
	kind(t, "of nobody", err, community.NotFound)
	if _, _, _, err := h.Authenticate(h.ctx, two.Account, 1); err != nil {
		t.Fatalf("what was refused has ended the account: %v", err)
	}

	a, err := h.EndOperator(h.ctx, one, " Two@Scotland.example", "works elsewhere")
	h.must(err)
	if a.DisabledAt != h.clock.Now() || a.PasswordHash != "" {
		t.Errorf("ended %+v", a)
	}
	for _, epoch := range []int64{1, a.Epoch} {
		_, _, _, err = h.Authenticate(h.ctx, two.Account, epoch)
		kind(t, "a session", err, community.Unauthenticated)
	}
	h.view(func(tx community.Tx) error {
		if _, _, err := tx.Session("s"); !community.IsNotFound(err) {
			t.Errorf("the session lives: %v", err)
		}
		return nil
	})
	_, err = h.SignIn(h.ctx, two.Name, "correct horse battery")
	field(t, "signing in", err, "email", "error.sign_in")
	_, err = h.CheckLink(h.ctx, token)
	kind(t, "a link of before", err, community.Gone)
	_, err = h.IssueLink(h.ctx, two.Account, community.LinkFirst)
	kind(t, "a link of later", err, community.NotFound)
	_, _, err = h.EventsSince(h.ctx, two, 0, community.EventFilter{}, 1)
	kind(t, "a stream", err, community.Unauthenticated)
	_, err = h.EndOperator(h.ctx, one, two.Name, "twice")
	kind(t, "twice", err, community.Conflict)
	if r := newest(h, one); r.Action != "operator.end" || r.Actor != one.Name || r.Subject != two.Name || r.Reason != "works elsewhere" {
		t.Errorf("audit %+v", r)
	}
}

// newest is the last row of the audit log.
func newest(h *house, v community.Viewer) community.AuditRow {
	h.t.Helper()
	rows, err := h.Audit(h.ctx, v, community.Page{Limit: 1})
	h.must(err)
	if len(rows) != 1 {
		h.t.Fatal("no audit log")
	}
	return rows[0]
}

func TestTheLastOperatorStays(t *testing.T) {
	t.Parallel()
	h := empty(t)
	one := h.desk("one")[0]
	last := func(what, email string) {
		t.Helper()
		_, err := h.EndOperator(h.ctx, community.CommandLine, email, "sample")
		kind(t, what, err, community.Conflict)
		if e, ok := err.(*community.Error); !ok || e.Key != "error.last_operator" {
			t.Errorf("%s: %v", what, err)
		}
	}
	last("alone", one.Name)
	// Who has never chosen a password may never come.
	a, err := h.AddOperator(h.ctx, one, community.OperatorInput{Email: "two@scotland.example", Name: "Two", Language: "gd"})
	h.must(err)
	if a.Language != "gd" {
		t.Errorf("added %+v", a)
	}
	last("beside somebody without a password", one.Name)
	token, err := h.IssueLink(h.ctx, a.ID, community.LinkFirst)
	h.must(err)
	_, err = h.SetPassword(h.ctx, token, "a longer password", "a longer password")
	h.must(err)
	_, err = h.EndOperator(h.ctx, one, one.Name, "leaves")
	h.must(err)
	last("again alone", "two@scotland.example")
	if token, _, err := h.FirstOperator(h.ctx, "operator@scotland.example"); err != nil || token != "" {
		t.Errorf("a link at the next start: %q, %v", token, err)
	}
}

// TestAnOperatorComesBack: an ended account is given back under its address,
// with a new password; nobody else's is.
func TestAnOperatorComesBack(t *testing.T) {
	t.Parallel()
	h := empty(t)
	desk := h.desk("one", "two")
	one, two := desk[0], desk[1]
	ended, err := h.EndOperator(h.ctx, one, two.Name, "a year abroad")
	h.must(err)
	_, err = h.AddOperator(h.ctx, two, community.OperatorInput{Email: "three@scotland.example"})
	field(t, "without a name", err, "name", "error.required")
	back, err := h.AddOperator(h.ctx, one, community.OperatorInput{Email: "Two@scotland.example", Name: "Two Again"})
	h.must(err)
	if back.ID != two.Account || back.Name != "Two Again" || !back.DisabledAt.IsZero() || back.Epoch <= ended.Epoch {
		t.Errorf("back %+v", back)
	}
	_, err = h.SignIn(h.ctx, two.Name, "correct horse battery")
	field(t, "the old password", err, "email", "error.sign_in")
	_, err = h.AddOperator(h.ctx, one, community.OperatorInput{Email: two.Name, Name: "Two"})
	field(t, "twice", err, "email", "error.email_taken")
	list, err := h.Operators(h.ctx, one)
	if err != nil || len(list) != 2 || list[0].ID != one.Account || list[1].ID != back.ID {
		t.Errorf("operators %+v, %v", list, err)
	}
	_, err = h.Operators(h.ctx, h.member("morag", policy.Head))
	kind(t, "the list for a head", err, community.Forbidden)
}
