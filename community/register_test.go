package community_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"headroom/community"
	"headroom/community/policy"
)

func schoolOf(id, name string, heads ...string) community.RegisterSchool {
	return community.RegisterSchool{ID: id, Name: community.LangMap{"en": name}, Authority: "Highland", AuthorityID: "S12000017",
		Phase: []string{"primary"}, Status: community.SchoolOpen, Heads: heads}
}

func register(schools ...community.RegisterSchool) community.Register {
	return community.Register{Nation: "SCT", Source: "scotland", Schools: schools}
}

func (h *house) imports(t *testing.T, r community.Register, dry bool) community.RegisterReport {
	t.Helper()
	report, err := h.ImportRegister(t.Context(), community.CommandLine, r, dry)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// leads makes a person the head of a school of the register.
func (h *house) leads(v community.Viewer, id string) {
	h.t.Helper()
	h.update(func(tx community.Tx) error {
		p, err := tx.Person(v.Person)
		if err != nil {
			return err
		}
		p.SchoolID = id
		return tx.UpdatePerson(p)
	})
}

func (h *house) name(v community.Viewer) (name string) {
	h.t.Helper()
	h.view(func(tx community.Tx) error {
		p, err := tx.Person(v.Person)
		name = p.Name
		return err
	})
	return name
}

// worthOf is what a person's newest credential is worth now.
func (h *house) worthOf(v community.Viewer) policy.Credential {
	h.t.Helper()
	var credentials []community.CredentialRecord
	h.view(func(tx community.Tx) (err error) { credentials, err = tx.Credentials(v.Person); return err })
	switch {
	case len(credentials) == 0:
		return policy.NoCredential
	case !credentials[0].RevokedAt.IsZero():
		return policy.Revoked
	}
	return credentials[0].Kind
}

func (h *house) waiting(t *testing.T) []community.WaitingHeadship {
	t.Helper()
	w, err := h.Confirmations(h.ctx, h.operator, community.Page{})
	h.must(err)
	return w
}

// passes lets time go by, and what is done every minute be done.
func (h *house) passes(t *testing.T, d time.Duration) {
	t.Helper()
	h.clock.add(d)
	h.must(h.EndConfirmations(h.ctx))
}

func TestARegisterIsImportedWholeAndAgain(t *testing.T) {
	t.Parallel()
	h := build(t)
	first := register(schoolOf("8400001", "Example Primary School", "Ann Sample"), schoolOf("8400002", "Sgoil Eisimpleir"))
	for _, c := range []struct {
		what string
		in   community.Register
		dry  bool
		want community.RegisterReport
	}{
		{"a dry run writes nothing", first, true, community.RegisterReport{Rows: 2, Added: 2}},
		{"the first", first, false, community.RegisterReport{Rows: 2, Added: 2}},
		{"the same again", first, false, community.RegisterReport{Rows: 2, Unchanged: 2}},
		{"one with another head, one absent", register(schoolOf("8400001", "Example Primary School", "Ben Sample")), false,
			community.RegisterReport{Rows: 1, Changed: 1, Heads: 1, Absent: 1}},
		{"another name", register(schoolOf("8400002", "Sgoil Ùr")), true, community.RegisterReport{Rows: 1, Changed: 1, Absent: 1}},
	} {
		if d := cmp.Diff(c.want, h.imports(t, c.in, c.dry)); d != "" {
			t.Errorf("%s: %s", c.what, d)
		}
	}
	if _, err := h.ImportRegister(t.Context(), h.head, first, false); community.KindOf(err) != community.Forbidden {
		t.Errorf("a head imported a register: %v", err)
	}
}

// TestNamesOfHeadsAreNotKept looks for them in everything that was stored.
func TestNamesOfHeadsAreNotKept(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.imports(t, register(schoolOf("8400001", "Example Primary School", "Unheard Surname")), false)
	if err := h.Store.View(t.Context(), func(tx community.Tx) error {
		e, err := tx.RegisterEntry("SCT", "8400001")
		if err != nil {
			return err
		}
		if len(e.Heads) != 16 {
			t.Errorf("%d bytes of hashes", len(e.Heads))
		}
		if found := cmp.Diff(community.RegisterEntry{}, e); strings.Contains(strings.ToLower(found), "surname") || strings.Contains(strings.ToLower(found), "unheard") {
			t.Errorf("the name is kept: %s", found)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func TestAChangedHeadIsToBeConfirmed(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.leads(h.head, "8400001")
	with := func(head string) community.Register {
		return register(schoolOf("8400001", "Example Primary School", head))
	}
	h.imports(t, with(h.name(h.head)), false)
	if got := h.imports(t, with("Somebody Else"), true); got.Confirm != 1 || len(h.waiting(t)) != 0 {
		t.Fatalf("the dry run said %+v and left %d", got, len(h.waiting(t)))
	}
	if got := h.imports(t, with("Somebody Else"), false); got.Confirm != 1 {
		t.Fatalf("nobody is to confirm: %+v", got)
	}
	waiting := h.waiting(t)
	if len(waiting) != 1 || waiting[0].Person.ID != h.head.Person || waiting[0].Reason != "head-changed" {
		t.Fatalf("waiting: %+v", waiting)
	}
	h.passes(t, 28*24*time.Hour-time.Minute)
	if got := h.worthOf(h.head); got != policy.Head {
		t.Fatalf("before the time is over the credential is worth %v", got)
	}
	h.passes(t, time.Minute)
	if got := h.worthOf(h.head); got != policy.Revoked {
		t.Fatalf("afterwards the credential is worth %v", got)
	}
	if len(h.waiting(t)) != 0 {
		t.Error("it still waits")
	}
}

func TestAConfirmedHeadshipHolds(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.leads(h.head, "8400001")
	h.imports(t, register(schoolOf("8400001", "Example Primary School", h.name(h.head))), false)
	closed := schoolOf("8400001", "Example Primary School", h.name(h.head))
	closed.Status = community.SchoolClosed
	if got := h.imports(t, register(closed), false); got.Confirm != 1 {
		t.Fatalf("a closed school asks nobody: %+v", got)
	}
	if err := h.ConfirmHeadship(t.Context(), community.CommandLine, h.head.Person, "Leads the school that followed."); err != nil {
		t.Fatal(err)
	}
	if err := h.ConfirmHeadship(t.Context(), community.CommandLine, h.head.Person, "Twice."); !community.IsNotFound(err) {
		t.Errorf("confirmed twice: %v", err)
	}
	h.passes(t, 60*24*time.Hour)
	if got := h.worthOf(h.head); got != policy.Head {
		t.Fatalf("the credential is worth %v", got)
	}
}

func TestWhoWasNeverNamedIsNotAsked(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.leads(h.head, "8400001")
	h.imports(t, register(schoolOf("8400001", "Example Primary School", "Former Head")), false)
	if got := h.imports(t, register(schoolOf("8400001", "Example Primary School", "Next Head")), false); got.Confirm != 0 || got.Heads != 1 {
		t.Errorf("%+v: she was verified by other evidence", got)
	}
}

func TestASchoolIsFollowedToToday(t *testing.T) {
	t.Parallel()
	h := build(t)
	ended := func(id string) community.RegisterSchool {
		s := schoolOf(id, "Example "+id)
		s.Status = community.SchoolClosed
		return s
	}
	h.imports(t, register(ended("8400001"), ended("8400002"), schoolOf("8400003", "Today"), ended("8400004"), schoolOf("8400005", "Half"),
		ended("8400006"), ended("8400007")), false)
	link := func(from, to, kind string) community.RegisterLink {
		return community.RegisterLink{From: from, To: to, Kind: kind}
	}
	links := community.Register{Nation: "SCT", Source: "gias-links", Links: []community.RegisterLink{link("8400001", "8400002", "successor"),
		link("8400002", "8400003", "merged"), link("8400004", "8400003", "split"), link("8400004", "8400005", "split"),
		link("8400006", "8400007", "successor"), link("8400007", "8400006", "successor")}}
	if d := cmp.Diff(community.RegisterReport{Rows: 6, Added: 6}, h.imports(t, links, false)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(community.RegisterReport{Rows: 6, Unchanged: 6}, h.imports(t, links, true)); d != "" {
		t.Error(d)
	}
	for id, want := range map[string]struct {
		today string
		split bool
	}{"8400001": {"8400003", false}, "8400003": {"8400003", false}, "8400004": {"8400004", true}, "8400006": {"8400006", false}} {
		if err := h.Store.View(t.Context(), func(tx community.Tx) error {
			e, split, err := community.SchoolToday(tx, "SCT", id)
			if e.Register != want.today || split != want.split {
				t.Errorf("%s is %s today, split %v", id, e.Register, split)
			}
			return err
		}); err != nil {
			t.Error(err)
		}
	}
}
