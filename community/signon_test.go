package community_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/verification"
)

// counter is a sign-on service of which a test says what it answers.
type counter struct {
	services []community.SignOnService
	claims   community.SignOnClaims
	err      error
	down     error // of Address
	sent     community.SignOnSecrets
	asked    int
	wait     func()
}

func (c *counter) Services() []community.SignOnService { return c.services }

func (c *counter) Address(_ context.Context, id string, s community.SignOnSecrets) (string, error) {
	c.sent = s
	return "https://sign-on.example/" + id, c.down
}

func (c *counter) Claims(_ context.Context, _, code string, s community.SignOnSecrets) (community.SignOnClaims, error) {
	c.asked++
	if s != c.sent || code == "" {
		return community.SignOnClaims{}, errors.New("other secrets than those that were sent")
	}
	if c.wait != nil {
		c.wait()
	}
	return c.claims, c.err
}

// signingOn is a house with a service and an applicant of a school in the
// register.
func signingOn(t *testing.T) (*house, *counter, community.Viewer) {
	t.Helper()
	h := build(t)
	c := &counter{services: []community.SignOnService{{ID: "sample", Issuer: "https://sign-on.example", Nation: "SCT", HeadRoles: []string{"Headteacher", "Rector"}},
		{ID: "plain", Issuer: "https://plain.example", Nation: "SCT"}, {ID: "england", Issuer: "https://england.example", Nation: "ENG"}},
		claims: community.SignOnClaims{Subject: "7", Schools: []string{"8400001"}, Roles: []string{"headteacher"}, Email: "ANN@school.example"}}
	h.SignOns = c
	h.imports(t, register(schoolOf("8400001", "Example Primary School"), schoolOf("8400002", "Sample Primary School")), false)
	return h, c, h.applies(func(in *community.ApplicationInput) { in.Choice = "8400001" })
}

// visit goes to a service and comes back.
func (h *house) visit(v community.Viewer, c *counter, id string) (string, error) {
	h.t.Helper()
	_, err := h.StartSignOn(h.ctx, v, id, "session")
	h.must(err)
	return h.FinishSignOn(h.ctx, v, id, "session", community.SignOnReturn{State: c.sent.State, Code: "code"})
}

func TestSignOnIsCompared(t *testing.T) {
	t.Parallel()
	for what, x := range map[string]struct {
		service string
		claims  func(*community.SignOnClaims)
		result  string
		points  int // beside the register's one
	}{
		"school and role":      {"sample", func(*community.SignOnClaims) {}, community.SignOnFits, 2},
		"as it may be written": {"sample", func(c *community.SignOnClaims) { c.Schools, c.Roles = []string{" 840/0001"}, []string{" RECTOR "} }, community.SignOnFits, 2},
		"one of several": {"sample", func(c *community.SignOnClaims) {
			c.Schools, c.Roles = []string{"8400009", "8400001"}, []string{"Teacher", "Rector"}
		}, community.SignOnFits, 2},
		"a service without roles": {"plain", func(c *community.SignOnClaims) { c.Roles = nil }, community.SignOnFits, 1},
		"another role":            {"sample", func(c *community.SignOnClaims) { c.Roles = []string{"Depute Headteacher"} }, community.SignOnRole, 0},
		"no role":                 {"sample", func(c *community.SignOnClaims) { c.Roles = nil }, community.SignOnRole, 0},
		"another school":          {"sample", func(c *community.SignOnClaims) { c.Schools = []string{"8400002"} }, community.SignOnSchool, 0},
		"part of the identifier":  {"sample", func(c *community.SignOnClaims) { c.Schools = []string{"840000", "84000011", "08400001"} }, community.SignOnSchool, 0},
		"no school":               {"sample", func(c *community.SignOnClaims) { c.Schools = nil }, community.SignOnUnplaced, 0},
		"an empty school":         {"sample", func(c *community.SignOnClaims) { c.Schools = []string{" ", "-"} }, community.SignOnUnplaced, 0},
		"nobody in particular":    {"sample", func(c *community.SignOnClaims) { c.Subject = "" }, community.SignOnToken, 0},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			h, c, me := signingOn(t)
			x.claims(&c.claims)
			result, err := h.visit(me, c, x.service)
			if err != nil || result != x.result {
				t.Fatalf("%s, %v", result, err)
			}
			mine := h.mine(me)
			if mine.Sum.Points != 1+x.points || slices.Contains(mine.Sum.Kinds, verification.SignOn) != (x.points > 0) {
				t.Errorf("%+v", mine.Sum)
			}
			if len(mine.SignOns) != 1 || mine.SignOns[0].Result != x.result || mine.SignOns[0].Role != (x.points == 2) {
				t.Errorf("%+v", mine.SignOns)
			}
			if x.result == community.SignOnFits && mine.SignOns[0].Email != community.SignOnEmailSame {
				t.Errorf("e-mail address: %q", mine.SignOns[0].Email)
			}
			h.signOnAudited(mine, x.result)
		})
	}
}

// signOnAudited checks that both steps are in the chain, and neither a token nor
// whose account it was.
func (h *house) signOnAudited(a community.ApplicationView, result string) {
	h.t.Helper()
	h.view(func(tx community.Tx) error {
		p, err := tx.Person(a.PersonID)
		if err != nil {
			return err
		}
		rows, err := tx.AuditOf(p.IRI, community.Page{Limit: 10})
		var acts []string
		for _, row := range rows {
			acts = append(acts, row.Action+" "+row.Args["result"])
			for _, arg := range row.Args {
				if strings.Contains(arg, h.secretsSent()) {
					h.t.Errorf("%s holds a secret", row.Action)
				}
			}
		}
		for _, want := range []string{"application.sign-on-start ", "application.sign-on " + result} {
			if !slices.Contains(acts, want) {
				h.t.Errorf("%q is not in %q", want, acts)
			}
		}
		return err
	})
}

func (h *house) secretsSent() string { return h.SignOns.(*counter).sent.State }

// TestVisitsAreBoundToTheirSession: one state, one session, one application, ten
// minutes, once.
func TestVisitsAreBoundToTheirSession(t *testing.T) {
	t.Parallel()
	h, c, me := signingOn(t)
	finish := func(v community.Viewer, id, session, state string) error {
		_, err := h.FinishSignOn(h.ctx, v, id, session, community.SignOnReturn{State: state, Code: "code"})
		return err
	}
	begin := func() string {
		_, err := h.StartSignOn(h.ctx, me, "sample", "session")
		h.must(err)
		return c.sent.State
	}
	state := begin()
	if c.sent.Nonce == c.sent.State || c.sent.Verifier == c.sent.Nonce || len(c.sent.Verifier) < 43 {
		t.Errorf("secrets %+v", c.sent)
	}
	other := h.applies(func(in *community.ApplicationInput) {
		in.Name, in.Email, in.Choice = "Ben Sample", "ben@school.example", "8400001"
	})
	for what, x := range map[string]struct {
		err error
		key string
	}{
		"another session":   {finish(me, "sample", "another", state), "error.sign_on_session"},
		"no session":        {finish(me, "sample", "", state), "error.sign_on_session"},
		"another applicant": {finish(other, "sample", "session", state), "error.sign_on_session"},
		"another service":   {finish(me, "plain", "session", state), "error.sign_on_unknown"},
		"made up":           {finish(me, "sample", "session", "made-up"), "error.sign_on_unknown"},
		"none":              {finish(me, "sample", "session", ""), "error.sign_on_unknown"},
	} {
		field(t, what, x.err, "sign_on", x.key)
		kind(t, what, x.err, community.Conflict)
	}
	if c.asked != 0 {
		t.Error("the service was asked with a code of somebody else")
	}
	kind(t, "who has not applied", finish(h.head, "sample", "session", state), community.NotFound)
	kind(t, "an operator", finish(h.operator, "sample", "session", state), community.NotFound)
	kind(t, "no such service", finish(me, "none", "session", state), community.NotFound)
	h.must(finish(me, "sample", "session", state))
	field(t, "once more", finish(me, "sample", "session", state), "sign_on", "error.sign_on_used")
	state = begin()
	h.clock.add(10 * time.Minute)
	field(t, "too late", finish(me, "sample", "session", state), "sign_on", "error.sign_on_late")
	state = begin()
	h.clock.add(10*time.Minute - time.Second)
	h.must(finish(me, "sample", "session", state))
	if points := h.mine(me).Sum.Points; points != 3 {
		t.Errorf("%d points of two visits to one service", points)
	}
}

// TestWhatComesToNothing: each failure is kept, audited, counts nothing, and
// leaves the next visit free.
func TestWhatComesToNothing(t *testing.T) {
	t.Parallel()
	problem := func(result string) error {
		return &community.SignOnProblem{Result: result, Detail: "detail", Err: errors.New("cause")}
	}
	for what, x := range map[string]struct {
		back   community.SignOnReturn
		err    error
		result string
		asked  int
	}{
		"declined":          {community.SignOnReturn{Error: "access_denied", Code: "code"}, nil, community.SignOnDeclined, 0},
		"not signed in":     {community.SignOnReturn{Error: "login_required"}, nil, community.SignOnDeclined, 0},
		"server error":      {community.SignOnReturn{Error: "server_error"}, nil, community.SignOnAway, 0},
		"another error":     {community.SignOnReturn{Error: "invalid_scope"}, nil, community.SignOnRefused, 0},
		"nothing":           {community.SignOnReturn{}, nil, community.SignOnRefused, 0},
		"of another issuer": {community.SignOnReturn{Code: "code", Issuer: "https://evil.example"}, nil, community.SignOnToken, 0},
		"away":              {community.SignOnReturn{Code: "code", Issuer: "https://sign-on.example"}, problem(community.SignOnAway), community.SignOnAway, 1},
		"a token":           {community.SignOnReturn{Code: "code"}, problem(community.SignOnToken), community.SignOnToken, 1},
		"a clock":           {community.SignOnReturn{Code: "code"}, problem(community.SignOnClock), community.SignOnClock, 1},
		"refused":           {community.SignOnReturn{Code: "code"}, problem(community.SignOnRefused), community.SignOnRefused, 1},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			h, c, me := signingOn(t)
			_, err := h.StartSignOn(h.ctx, me, "sample", "session")
			h.must(err)
			c.err, x.back.State = x.err, c.sent.State
			result, err := h.FinishSignOn(h.ctx, me, "sample", "session", x.back)
			mine := h.mine(me)
			if err != nil || result != x.result || c.asked != x.asked || mine.Sum.Points != 1 || len(mine.SignOns) != 1 || mine.SignOns[0].Said() {
				t.Errorf("%s, %v: asked %d times, %+v, %+v", result, err, c.asked, mine.Sum, mine.SignOns)
			}
			h.signOnAudited(mine, x.result)
			c.err = nil
			if result, err = h.visit(me, c, "sample"); err != nil || result != community.SignOnFits {
				t.Errorf("the next visit: %s, %v", result, err)
			}
		})
	}
}

func TestASignOnThatCannotBeBegun(t *testing.T) {
	t.Parallel()
	h, c, me := signingOn(t)
	c.down = &community.SignOnProblem{Result: community.SignOnAway, Detail: "discovery"}
	_, err := h.StartSignOn(h.ctx, me, "sample", "session")
	field(t, "away", err, "sign_on", "error.sign_on_away")
	kind(t, "away", err, community.Unavailable)
	if mine := h.mine(me); len(mine.SignOns) != 1 || mine.SignOns[0].Result != community.SignOnAway {
		t.Errorf("%+v", mine.SignOns)
	}
	c.down = nil
	_, err = h.StartSignOn(h.ctx, me, "england", "session")
	kind(t, "of another nation's register", err, community.Conflict)
	_, err = h.StartSignOn(h.ctx, me, "none", "session")
	kind(t, "not configured", err, community.NotFound)
	unlisted := h.applies(func(in *community.ApplicationInput) {
		in.Name, in.Email, in.Choice = "Cat Sample", "cat@school.example", community.SchoolNotListed
	})
	_, err = h.StartSignOn(h.ctx, unlisted, "sample", "session")
	kind(t, "a school in no register", err, community.Conflict)
	if services := h.mine(unlisted).Services; len(services) != 0 {
		t.Errorf("offered: %+v", services)
	}
	for range 19 {
		_, err = h.StartSignOn(h.ctx, me, "sample", "session")
		h.must(err)
	}
	_, err = h.StartSignOn(h.ctx, me, "sample", "session")
	field(t, "the twenty-first", err, "sign_on", "error.sign_on_limit")
	h.clock.add(25 * time.Hour)
	_, err = h.StartSignOn(h.ctx, me, "sample", "session")
	h.must(err)
	h.must(h.DropApplications(h.ctx))
	id := h.mine(me).ID
	h.view(func(tx community.Tx) error {
		n, err := tx.SignOnAttempts(id, time.Time{})
		if n != 1 {
			t.Errorf("%d visits are kept", n)
		}
		return err
	})
	h.SignOns = nil
	if services := h.mine(me).Services; len(services) != 0 {
		t.Errorf("offered: %+v", services)
	}
	_, err = h.StartSignOn(h.ctx, me, "sample", "session")
	kind(t, "no services", err, community.NotFound)
}

// TestOneAccountServesOneApplicant: the second counts nothing, and operators see
// both.
func TestOneAccountServesOneApplicant(t *testing.T) {
	t.Parallel()
	h, c, ann := signingOn(t)
	ben := h.applies(func(in *community.ApplicationInput) {
		in.Name, in.Email, in.Choice = "Ben Sample", "ben@school.example", "8400001"
	})
	if result, err := h.visit(ann, c, "sample"); err != nil || result != community.SignOnFits {
		t.Fatalf("%s, %v", result, err)
	}
	result, err := h.visit(ben, c, "sample")
	if err != nil || result != community.SignOnTaken {
		t.Fatalf("%s, %v", result, err)
	}
	if points := h.mine(ben).Sum.Points; points != 1 {
		t.Errorf("the second has %d points", points)
	}
	if points := h.mine(ann).Sum.Points; points != 3 {
		t.Errorf("the first has %d points", points)
	}
	// The same subject of another service is somebody else.
	if result, err := h.visit(ben, c, "plain"); err != nil || result != community.SignOnFits {
		t.Errorf("%s, %v", result, err)
	}
	for _, pair := range [][2]community.Viewer{{ann, ben}, {ben, ann}} {
		seen, err := h.ApplicationOf(h.ctx, h.operator, h.mine(pair[0]).ID)
		h.must(err)
		var shared []int64
		for _, x := range seen.Conflicts {
			if x.Kind == community.ConflictShared {
				shared = append(shared, x.Application)
			}
		}
		if !slices.Equal(shared, []int64{h.mine(pair[1]).ID}) || seen.Clean() {
			t.Errorf("%s: shared with %v, clean %v", seen.Name, shared, seen.Clean())
		}
	}
}

// TestTheNewestWordCounts: a service that takes back what it said takes the
// evidence with it; a visit that came to nothing does not.
func TestTheNewestWordCounts(t *testing.T) {
	t.Parallel()
	h, c, me := signingOn(t)
	points := func(what string, want int) {
		t.Helper()
		if got := h.mine(me).Sum.Points; got != want {
			t.Errorf("%s: %d points, want %d", what, got, want)
		}
	}
	conflicts := func() (kinds []string) {
		seen, err := h.ApplicationOf(h.ctx, h.operator, h.mine(me).ID)
		h.must(err)
		for _, x := range seen.Conflicts {
			kinds = append(kinds, x.Kind)
		}
		return kinds
	}
	_, err := h.visit(me, c, "sample")
	h.must(err)
	points("shown", 3)
	if got := conflicts(); len(got) != 0 {
		t.Errorf("to look at: %v", got)
	}
	c.err = &community.SignOnProblem{Result: community.SignOnAway}
	_, err = h.visit(me, c, "sample")
	h.must(err)
	points("away since", 3)
	c.err, c.claims.Roles = nil, []string{"Teacher"}
	_, err = h.visit(me, c, "sample")
	h.must(err)
	points("taken back", 1)
	if got := conflicts(); !slices.Equal(got, []string{community.ConflictSignOn}) {
		t.Errorf("to look at: %v", got)
	}
	c.claims.Roles, c.claims.Email = []string{"Rector"}, "other@school.example"
	_, err = h.visit(me, c, "sample")
	h.must(err)
	points("put right", 3)
	if mine := h.mine(me); mine.SignOns[0].Email != community.SignOnEmailOther {
		t.Errorf("%+v", mine.SignOns[0])
	}
	h.clock.add(verification.SignOn.Good())
	points("after its time", 0)
}

// TestDecidedMeanwhile: what comes back after the decision changes nothing.
func TestDecidedMeanwhile(t *testing.T) {
	t.Parallel()
	h, c, me := signingOn(t)
	id := h.mine(me).ID
	c.wait = func() { h.must(h.Refuse(h.ctx, h.operator, id, "Not known to us")) }
	_, err := h.visit(me, c, "sample")
	kind(t, "decided while the service was asked", err, community.Conflict)
	h.view(func(tx community.Tx) error {
		results, err := tx.SignOnsOf(id)
		if len(results) != 0 {
			t.Errorf("%+v", results)
		}
		return err
	})
}
