package community_test

import (
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// TestAFacilitatorsRightsEndToTheSecond with the appointment, which is for at
// most twenty-four months.
func TestAFacilitatorsRightsEndToTheSecond(t *testing.T) {
	t.Parallel()
	h := build(t)
	v := h.member("seonaid", policy.NoCredential)
	in := community.AppointInput{Role: community.RoleFacilitator, Person: v.Person, Months: 3, Reason: "Seconded by Highland"}
	for _, months := range []int64{-1, 0, 25} {
		wrong := in
		wrong.Months = months
		if _, err := h.Appoint(h.ctx, h.operator, wrong); community.KindOf(err) != community.Invalid {
			t.Errorf("%d months: %v", months, err)
		}
	}
	if _, err := h.Appoint(h.ctx, h.mod, in); community.KindOf(err) != community.Forbidden {
		t.Errorf("by a head: %v", err)
	}
	a, err := h.Appoint(h.ctx, h.operator, in)
	h.must(err)
	if _, err := h.Appoint(h.ctx, h.operator, in); community.KindOf(err) != community.Conflict {
		t.Errorf("appointed twice: %v", err)
	}
	listed := func() (found bool) {
		team, err := h.Team(h.ctx, h.head)
		h.must(err)
		for _, m := range team {
			found = found || m.ID == v.Person && m.Appointment.Until.Equal(a.Until)
		}
		return found
	}
	h.admit(v, h.closed)
	h.clock.add(a.Until.Sub(h.clock.Now()) - time.Second)
	h.must(second(h.Queue(h.ctx, h.mod, h.closed)))
	if _, err := h.lines(v, h.closed); err != nil || !listed() {
		t.Errorf("a second before: %v, listed %v", err, listed())
	}
	h.clock.add(time.Second)
	if _, err := h.lines(v, h.closed); community.KindOf(err) != community.NotFound || listed() {
		t.Errorf("at the second: %v, listed %v", err, listed())
	}
}

// lines is Threads without the second answer.
func (h *house) lines(v community.Viewer, id int64) ([]community.ThreadLine, error) {
	list, _, err := h.Threads(h.ctx, v, id, community.Page{})
	return list, err
}

// TestALongAppointmentIsRenewedWithinIt: never beyond its end.
func TestALongAppointmentIsRenewedWithinIt(t *testing.T) {
	t.Parallel()
	h := build(t)
	v := h.member("seonaid", policy.NoCredential)
	a, err := h.Appoint(h.ctx, h.operator, community.AppointInput{Role: community.RoleFacilitator, Person: v.Person, Months: 18, Reason: "Seconded"})
	h.must(err)
	h.clock.add(350 * 24 * time.Hour)
	rec, err := h.Verify(h.ctx, h.operator, v.Person, policy.Facilitator, "goes on")
	h.must(err)
	if !rec.ValidUntil.Equal(a.Until) {
		t.Errorf("renewed until %v, appointed until %v", rec.ValidUntil, a.Until)
	}
	var all []community.Appointment
	h.view(func(tx community.Tx) (err error) { all, err = tx.Appointments(v.Person); return err })
	if len(all) != 1 {
		t.Errorf("%d appointments", len(all))
	}
}

// TestMembersSeeWhoLooked at what is not for everybody, and nobody else does.
func TestMembersSeeWhoLooked(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.must(second(h.Queue(h.ctx, h.mod, h.closed)))
	h.must(second(h.Queue(h.ctx, h.mod, h.open)))
	h.must(second(h.ReadAudit(h.ctx, community.Viewer{Operator: true, Account: 1, Name: "operator@scotland.example"}, community.Page{})))
	if _, err := h.Queue(h.ctx, h.head, h.closed); err == nil {
		t.Error("a member may see the queue")
	}
	rows, _, err := h.Reads(h.ctx, h.head, h.closed, community.Page{})
	h.must(err)
	if len(rows) < 2 || rows[0].Action != "read.audit" || rows[0].Person.Person.ID != 0 || rows[0].Actor != "" {
		t.Fatalf("the newest: %+v", rows)
	}
	if rows[1].Action != "read.queue" || rows[1].Person.Person.ID != h.mod.Person {
		t.Errorf("the one before: %+v", rows[1])
	}
	for _, r := range rows {
		if r.Action == "read.queue" && r.Person.Person.ID != h.mod.Person {
			t.Errorf("somebody else: %+v", r)
		}
	}
	for name, v := range map[string]community.Viewer{"outsider": h.outsider, "applicant": h.applicant, "operator": h.operator} {
		if _, _, err := h.Reads(h.ctx, v, h.closed, community.Page{}); err == nil {
			t.Errorf("%s sees who looked", name)
		}
	}
}

// TestAnAspiringHeadIsPromoted: what made them one ends everywhere, and they go
// on where heads are admitted too.
func TestAnAspiringHeadIsPromoted(t *testing.T) {
	t.Parallel()
	h := build(t)
	room := func(username string, requires ...string) int64 {
		c, err := h.CreateCommunity(h.ctx, h.mod, community.CommunityInput{Username: username, Access: "closed", Reach: "instance",
			Name: community.LangMap{"en": username}, Requires: requires})
		h.must(err)
		return c.ID
	}
	own := room("virtual-heads", "AspiringHeadCredential")
	both := room("mentors", "AspiringHeadCredential", "HeadteacherCredential", "FacilitatorCredential")
	v := h.member("ailsa", policy.Aspiring)
	h.admit(v, own)
	h.admit(v, both)
	h.post(h.mod, own, "Welcome", "This room is yours.")
	if list, err := h.lines(v, own); err != nil || len(list) != 1 {
		t.Errorf("their own room: %d, %v", len(list), err)
	}
	for what, err := range map[string]error{
		"heads' room":   second(h.Community(h.ctx, v, h.closed)),
		"its threads":   second(h.lines(v, h.closed)),
		"to join":       h.Join(h.ctx, v, h.closed, "Please", nil),
		"private":       second(h.Community(h.ctx, v, h.private)),
		"a head's page": second(h.Profile(h.ctx, v, h.head.Person)),
	} {
		if !community.IsNotFound(err) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := h.People(h.ctx, v, community.PersonFilter{}, community.Page{}); community.KindOf(err) != community.Forbidden {
		t.Errorf("the directory: %v", err)
	}
	if err := h.Join(h.ctx, h.outsider, own, "Please", nil); err == nil {
		t.Error("a head joins a room of aspiring heads")
	}
	h.must(second(h.Verify(h.ctx, h.operator, v.Person, policy.Head, "has a school now")))
	var all []community.CredentialRecord
	h.view(func(tx community.Tx) (err error) { all, err = tx.Credentials(v.Person); return err })
	for _, c := range all {
		if revoked := !c.RevokedAt.IsZero(); revoked != (c.Kind == policy.Aspiring) {
			t.Errorf("%s: revoked %v", c.Type, revoked)
		}
	}
	if m := h.membership(v, own); m.State != policy.Removed {
		t.Errorf("in the room of aspiring heads: %v", m.State)
	}
	if m := h.membership(v, both); m.State != policy.Active {
		t.Errorf("in the room for both: %v", m.State)
	}
	if _, err := h.lines(v, both); err != nil {
		t.Errorf("reads the room for both: %v", err)
	}
	h.must(second(h.Community(h.ctx, v, h.closed)))
	if got := h.worthOf(v); got != policy.Head {
		t.Errorf("worth %v", got)
	}
	if len(h.ledger.entries) == 0 {
		t.Error("the ledger does not know that a credential ended")
	}
}

// TestADeskShowsSumsAndNothingElse: of one authority, fewer than five never, to
// who holds it now.
func TestADeskShowsSumsAndNothingElse(t *testing.T) {
	t.Parallel()
	h := build(t)
	v := h.member("staff", policy.NoCredential)
	sums := func(v community.Viewer) (map[string]community.DeskRow, error) {
		desk, err := h.Desk(h.ctx, v)
		rows := map[string]community.DeskRow{}
		for _, r := range desk.Rows {
			rows[r.Phase] = r
		}
		return rows, err
	}
	in := community.AppointInput{Role: community.RoleDesk, Person: v.Person, Months: 2, Reason: "Looks after schools"}
	if _, err := h.Appoint(h.ctx, h.mod, in); community.KindOf(err) != community.Forbidden {
		t.Errorf("given by a head: %v", err)
	}
	if _, err := sums(v); !community.IsNotFound(err) {
		t.Errorf("before: %v", err)
	}
	a, err := h.Appoint(h.ctx, h.operator, in)
	h.must(err)
	if _, err := h.Appoint(h.ctx, h.operator, in); community.KindOf(err) != community.Conflict {
		t.Errorf("given twice: %v", err)
	}
	lead := func(n int, phase, authority string) {
		for i := range n {
			who := h.member(phase+authority[:1]+string(rune('a'+i)), policy.Head)
			h.update(func(tx community.Tx) error {
				// Where they were verified counts, not what their profile says.
				p, err := tx.Person(who.Person)
				h.must(err)
				p.Phase, p.Authority = []string{phase}, "Highland"
				if authority == "Highland" {
					p.Authority = "Moray"
				}
				h.must(tx.UpdatePerson(p))
				c := credentialIn(h.t, tx, who.Person)
				c.Authority = authority
				return tx.UpdateCredential(c)
			})
		}
	}
	lead(5, "primary", "Highland")
	lead(4, "special", "Highland")
	lead(6, "secondary", "Moray")
	rows, err := sums(v)
	h.must(err)
	for phase, want := range map[string]community.DeskRow{"primary": {Phase: "primary", Count: 5}, "special": {Phase: "special", Few: true},
		"secondary": {Phase: "secondary", Few: true}} {
		if rows[phase] != want {
			t.Errorf("%+v, want %+v", rows[phase], want)
		}
	}
	for what, err := range map[string]error{
		"a room":        second(h.Community(h.ctx, v, h.closed)),
		"conversations": second(h.lines(v, h.closed)),
		"a profile":     second(h.Profile(h.ctx, v, h.head.Person)),
		"the team":      second(h.Team(h.ctx, v)),
		"the head's":    second(sums(h.head)),
	} {
		if !community.IsNotFound(err) {
			t.Errorf("%s: %v", what, err)
		}
	}
	h.must(h.UpdateProfile(h.ctx, v, community.ProfileInput{Name: "Sample staff", Post: "Officer", Authority: "Moray", Nation: "SCT", Biography: biography}))
	if again, err := sums(v); err != nil || again["primary"] != rows["primary"] || !again["secondary"].Few {
		t.Errorf("after another authority was typed: %+v, %v", again, err)
	}
	if desk, err := h.Desk(h.ctx, v); err != nil || desk.Authority != "Highland" {
		t.Errorf("the desk of %q, %v", desk.Authority, err)
	}
	h.clock.add(a.Until.Sub(h.clock.Now()) - time.Second)
	h.must(second(sums(v)))
	h.clock.add(time.Second)
	if _, err := sums(v); !community.IsNotFound(err) {
		t.Errorf("at its end: %v", err)
	}
	in.Months = 1
	h.must(second(h.Appoint(h.ctx, h.operator, in)))
	h.must(h.EndAppointment(h.ctx, h.operator, v.Person, community.RoleDesk, "Has another post"))
	if _, err := sums(v); !community.IsNotFound(err) {
		t.Errorf("ended early: %v", err)
	}
}

// credentialIn is a person's newest credential.
func credentialIn(t testing.TB, tx community.Tx, person int64) community.CredentialRecord {
	t.Helper()
	all, err := tx.Credentials(person)
	if err != nil || len(all) == 0 {
		t.Fatalf("credentials of %d: %d, %v", person, len(all), err)
	}
	return all[0]
}
