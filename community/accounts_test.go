package community_test

import (
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

func TestSignIn(t *testing.T) {
	t.Parallel()
	h := empty(t)
	v := h.member("morag", policy.Head)
	disabled := h.member("iain", policy.Head)
	h.update(func(tx community.Tx) error {
		a, err := tx.Account(disabled.Account)
		a.DisabledAt = h.clock.Now()
		if err == nil {
			err = tx.UpdateAccount(a)
		}
		return err
	})
	a, err := h.SignIn(h.ctx, " Morag@School.example ", "correct horse battery")
	if err != nil || a.ID != v.Account {
		t.Errorf("SignIn = %+v, %v", a, err)
	}
	for what, in := range map[string][2]string{
		"wrong password":   {"morag@school.example", "wrong horse battery"},
		"unknown address":  {"nobody@school.example", "correct horse battery"},
		"disabled account": {"iain@school.example", "correct horse battery"},
		"empty":            {"", ""},
	} {
		_, err := h.SignIn(h.ctx, in[0], in[1])
		field(t, what, err, "email", "error.sign_in")
	}
	_, _, _, err = h.Authenticate(h.ctx, disabled.Account, 1)
	kind(t, "disabled", err, community.Unauthenticated)
	_, _, _, err = h.Authenticate(h.ctx, v.Account, 7)
	kind(t, "another epoch", err, community.Unauthenticated)
	_, _, _, err = h.Authenticate(h.ctx, 1, 1)
	kind(t, "no account", err, community.Unauthenticated)
}

func TestSetPasswordEndsEverySession(t *testing.T) {
	t.Parallel()
	h := empty(t)
	v := h.member("morag", policy.Head)
	h.update(func(tx community.Tx) error {
		return tx.PutSession("s", v.Account, []byte("x"), h.clock.Now().Add(time.Hour))
	})
	h.must(h.RequestReset(h.ctx, "morag@school.example", ""))
	h.must(h.RequestReset(h.ctx, "nobody@school.example", ""))
	first, err := h.IssueLink(h.ctx, v.Account, community.LinkReset)
	h.must(err)
	second, err := h.IssueLink(h.ctx, v.Account, community.LinkReset)
	h.must(err)
	if l, err := h.CheckLink(h.ctx, first); err != nil || l.Email != "morag@school.example" || l.Purpose != community.LinkReset {
		t.Errorf("CheckLink = %+v, %v", l, err)
	}
	for what, in := range map[string][3]string{
		"short":       {"short", "short", "error.password_short"},
		"the address": {"morag@school.example", "morag@school.example", "error.password_weak"},
		"one letter":  {"aaaaaaaaaaaaaa", "aaaaaaaaaaaaaa", "error.password_weak"},
		"none":        {"", "", "error.required"},
	} {
		_, err := h.SetPassword(h.ctx, first, in[0], in[1])
		field(t, what, err, "password", in[2])
	}
	_, err = h.SetPassword(h.ctx, first, "a longer password", "another password")
	field(t, "different", err, "again", "error.password_again")
	a, err := h.SetPassword(h.ctx, first, "a longer password", "a longer password")
	h.must(err)
	if _, _, _, err := h.Authenticate(h.ctx, a.ID, a.Epoch); err != nil {
		t.Errorf("the new epoch: %v", err)
	}
	_, _, _, err = h.Authenticate(h.ctx, a.ID, a.Epoch-1)
	kind(t, "the old epoch", err, community.Unauthenticated)
	for what, token := range map[string]string{"used": first, "dropped": second, "unknown": "x"} {
		_, err := h.SetPassword(h.ctx, token, "a longer password", "a longer password")
		kind(t, what, err, community.Gone)
	}
	h.view(func(tx community.Tx) error {
		if _, _, err := tx.Session("s"); !community.IsNotFound(err) {
			t.Errorf("the session lives: %v", err)
		}
		return nil
	})
	if _, err := h.SignIn(h.ctx, "morag@school.example", "a longer password"); err != nil {
		t.Error(err)
	}
}

func TestLinksLapse(t *testing.T) {
	t.Parallel()
	h := empty(t)
	v := h.member("morag", policy.Head)
	token, err := h.IssueLink(h.ctx, v.Account, community.LinkReset)
	h.must(err)
	h.clock.add(time.Hour)
	_, err = h.CheckLink(h.ctx, token)
	kind(t, "after an hour", err, community.Gone)
	_, err = h.SetPassword(h.ctx, token, "a longer password", "a longer password")
	kind(t, "after an hour", err, community.Gone)
}

func TestFirstOperator(t *testing.T) {
	t.Parallel()
	h := empty(t)
	token, created, err := h.FirstOperator(h.ctx, "operator@scotland.example")
	if err != nil || token == "" || !created {
		t.Fatalf("first: %q %v %v", token, created, err)
	}
	again, created, err := h.FirstOperator(h.ctx, "operator@scotland.example")
	if err != nil || again == "" || created {
		t.Fatalf("before a password: %q %v %v", again, created, err)
	}
	a, err := h.SetPassword(h.ctx, again, "a longer password", "a longer password")
	h.must(err)
	v, _, _, err := h.Authenticate(h.ctx, a.ID, a.Epoch)
	if err != nil || !v.Operator || v.Person != 0 {
		t.Errorf("viewer %+v, %v", v, err)
	}
	if token, created, err := h.FirstOperator(h.ctx, "operator@scotland.example"); err != nil || token != "" || created {
		t.Errorf("afterwards: %q %v %v", token, created, err)
	}
	if _, err := h.AddOperator(h.ctx, v, community.OperatorInput{Email: "second@scotland.example", Name: "Second", Password: "a longer password"}); err != nil {
		t.Error(err)
	}
	_, err = h.AddOperator(h.ctx, v, community.OperatorInput{Email: "second@scotland.example", Name: "Second", Password: "a longer password"})
	field(t, "twice", err, "email", "error.email_taken")
	_, err = h.AddOperator(h.ctx, h.member("morag", policy.Head), community.OperatorInput{Email: "third@scotland.example", Name: "Third"})
	kind(t, "a head", err, community.Forbidden)
	kind(t, "home of an operator", func() error { _, err := h.Home(h.ctx, v); return err }(), community.NotFound)
}
