package community_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"headroom/community"
	"headroom/community/policy"
)

// bursar adds a person and appoints them to the role that the configuration
// adds.
func (h *house) bursar(username string, months int64) (community.Viewer, community.Appointment) {
	h.t.Helper()
	v := h.member(username, policy.NoCredential)
	a, err := h.Appoint(h.ctx, h.operator, community.AppointInput{Person: v.Person, Role: "bursar", Months: months, Reason: "Keeps the books"})
	h.must(err)
	return v, a
}

// roomFor makes a closed community for the types.
func (h *house) roomFor(username string, requires ...string) int64 {
	h.t.Helper()
	c, err := h.CreateCommunity(h.ctx, h.mod, community.CommunityInput{Username: username, Access: "closed", Reach: "peers",
		Name: community.LangMap{"en": username}, Requires: requires})
	h.must(err)
	return c.ID
}

// TestARoleOfTheConfiguration is walked from the appointment to its end: a room
// for it, joining, a post with the badge, and nothing of any other room.
func TestARoleOfTheConfiguration(t *testing.T) {
	t.Parallel()
	h := build(t)
	v, a := h.bursar("owen", 18)
	own := h.roomFor("bursars", community.RoleType("bursar"))
	mixed := h.roomFor("money", "HeadteacherCredential", community.RoleType("bursar"))
	heads := h.roomFor("heads-only", "HeadteacherCredential")
	h.must(h.Join(h.ctx, v, own, "I keep the books", nil))
	if asked, err := h.Queue(h.ctx, h.mod, own); err != nil || len(asked) != 1 || asked[0].Office() != "bursar" {
		t.Errorf("the request: %+v, %v", asked, err)
	}
	h.must(h.DecideJoin(h.ctx, h.mod, own, h.membership(v, own).ID, true, ""))
	h.admit(v, mixed)
	if room, err := h.Room(h.ctx, h.mod, own); err != nil || len(room.Members) != 1 || room.Members[0].Office != "bursar" {
		t.Errorf("in the list: %+v, %v", room.Members, err)
	}
	if err := h.Join(h.ctx, v, heads, "Let me in", nil); community.KindOf(err) != community.NotFound {
		t.Errorf("a heads' room: %v", err)
	}
	res, err := h.StartThread(h.ctx, v, community.PostInput{Community: mixed, Title: "Budgets", Body: "When are they due?"})
	h.must(err)
	shown, err := h.Thread(h.ctx, h.mod, res.Thread, community.Page{})
	h.must(err)
	if got := shown.Posts[0]; got.Byline.Role != "bursar" || got.Author.Role != "bursar" || got.Author.Head {
		t.Errorf("the badge: %+v", got.Byline)
	}
	h.clock.add(a.Until.Sub(h.clock.Now()) - time.Second)
	h.must(second(h.lines(v, own)))
	h.clock.add(time.Second)
	for _, id := range []int64{own, mixed} {
		if _, err := h.lines(v, id); community.KindOf(err) != community.NotFound {
			t.Errorf("at the second: %v", err)
		}
	}
	h.must(h.EndExpired(h.ctx))
	if m := h.membership(v, own); m.State != policy.Expired {
		t.Errorf("the record: %v", m.State)
	}
	again, err := h.Appoint(h.ctx, h.operator, community.AppointInput{Person: v.Person, Role: "bursar", Months: 1, Reason: "Goes on"})
	h.must(err)
	if again.ID == a.ID {
		t.Error("the old appointment has been used again")
	}
}

// TestWhereARoleOfTheConfigurationIsSeen: of everything that there is, in the
// rooms that admit it alone, whoever asks for what.
func TestWhereARoleOfTheConfigurationIsSeen(t *testing.T) {
	t.Parallel()
	h := build(t)
	own := h.roomFor("bursars", community.RoleType("bursar"))
	v, _ := h.bursar("owen", 12)
	h.admit(v, own)
	for _, room := range []int64{h.closed, h.private} {
		if _, err := h.Service.Community(h.ctx, v, room); community.KindOf(err) != community.NotFound {
			t.Errorf("%d is there: %v", room, err)
		}
		if _, err := h.Room(h.ctx, v, room); community.KindOf(err) != community.NotFound {
			t.Errorf("who is in %d: %v", room, err)
		}
		if err := h.Invite(h.ctx, h.mod, room, community.InviteInput{Person: "owen"}); err != nil {
			t.Errorf("invited by a moderator: %v", err)
		}
		if err := h.Join(h.ctx, v, room, "As invited", nil); err == nil {
			t.Errorf("an invitation let a bursar into %d", room)
		}
	}
	cards, err := h.Directory(h.ctx, v)
	h.must(err)
	for _, c := range cards {
		if c.Access != policy.Open && !slices.Contains(c.Requires, community.RoleType("bursar")) {
			t.Errorf("the directory names %s", c.Username)
		}
	}
	for name, call := range map[string]func() error{
		"the people":  func() error { return second(h.FindPeople(h.ctx, v, community.PeopleQuery{}, community.Page{})) },
		"a profile":   func() error { return second(h.Service.Profile(h.ctx, v, h.head.Person)) },
		"the peers":   func() error { return second(h.Peers(h.ctx, v)) },
		"a community": func() error { return second(h.CreateCommunity(h.ctx, v, community.CommunityInput{})) },
	} {
		if call() == nil {
			t.Errorf("a bursar has %s", name)
		}
	}
	a, err := h.AudienceOf(h.ctx, h.mod, own)
	h.must(err)
	var readers []community.MemberView
	h.view(func(tx community.Tx) (err error) { readers, err = tx.Readers(own, h.clock.Now()); return err })
	if len(readers) != 2 || a.Heads != 1 || a.Others != 1 {
		t.Errorf("%d readers, %+v", len(readers), a)
	}
}

// TestAppointingToARole: by operators, to a role that there is, of somebody who
// holds nothing else, each fault in words of its own.
func TestAppointingToARole(t *testing.T) {
	t.Parallel()
	h := build(t)
	v, a := h.bursar("owen", 24)
	in := community.AppointInput{Person: v.Person, Role: "bursar", Months: 12, Reason: "Again"}
	with := func(change func(*community.AppointInput)) community.AppointInput { c := in; change(&c); return c }
	for name, tc := range map[string]struct {
		who  community.Viewer
		in   community.AppointInput
		want community.Kind
	}{
		"by a head":      {h.mod, in, community.Forbidden},
		"twice":          {h.operator, in, community.Conflict},
		"a head":         {h.operator, with(func(c *community.AppointInput) { c.Person = h.head.Person }), community.Conflict},
		"no such role":   {h.operator, with(func(c *community.AppointInput) { c.Role = "governor" }), community.Invalid},
		"no role":        {h.operator, with(func(c *community.AppointInput) { c.Role = "" }), community.Invalid},
		"too long":       {h.operator, with(func(c *community.AppointInput) { c.Months = 25 }), community.Invalid},
		"without a why":  {h.operator, with(func(c *community.AppointInput) { c.Reason = " " }), community.Invalid},
		"nobody of ours": {h.operator, with(func(c *community.AppointInput) { c.Person = 1 << 40 }), community.NotFound},
	} {
		if _, err := h.Appoint(h.ctx, tc.who, tc.in); community.KindOf(err) != tc.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	rows, err := h.Appointments(h.ctx, h.operator, "")
	h.must(err)
	if len(rows) != 2 || rows[1].Person.ID != v.Person || rows[1].Role != "bursar" || !rows[1].Until.Equal(a.Until) {
		t.Errorf("listed: %+v", rows)
	}
	if _, err := h.Appointments(h.ctx, h.mod, ""); community.KindOf(err) != community.Forbidden {
		t.Errorf("listed to a head: %v", err)
	}
}

// TestEndingARole at once, and by a verification as a head, which goes on where
// heads are admitted.
func TestEndingARole(t *testing.T) {
	t.Parallel()
	h := build(t)
	own := h.roomFor("bursars", community.RoleType("bursar"))
	mixed := h.roomFor("money", "HeadteacherCredential", community.RoleType("bursar"))
	owen, _ := h.bursar("owen", 12)
	mari, _ := h.bursar("mari", 12)
	for _, v := range []community.Viewer{owen, mari} {
		h.admit(v, own)
		h.admit(v, mixed)
	}
	h.must(h.EndAppointment(h.ctx, h.operator, owen.Person, "bursar", "Has another post"))
	if err := h.EndAppointment(h.ctx, h.operator, owen.Person, "bursar", "Has another post"); community.KindOf(err) != community.Conflict {
		t.Errorf("ended twice: %v", err)
	}
	if _, _, _, err := h.Authenticate(h.ctx, owen.Account, 0); err == nil {
		t.Error("the session lives")
	}
	for _, id := range []int64{own, mixed} {
		if m := h.membership(owen, id); m.State != policy.Removed {
			t.Errorf("the record is %v", m.State)
		}
	}
	h.must(second(h.Verify(h.ctx, h.operator, mari.Person, policy.Head, "Is head of Sample School now")))
	got := []policy.State{h.membership(mari, own).State, h.membership(mari, mixed).State}
	if diff := cmp.Diff([]policy.State{policy.Removed, policy.Active}, got); diff != "" {
		t.Error(diff)
	}
	if rows, err := h.Appointments(h.ctx, h.operator, "bursar"); err != nil || len(rows) != 0 {
		t.Errorf("%d hold the role: %v", len(rows), err)
	}
	entries, err := h.ledger.Entries()
	h.must(err)
	if len(entries) < 2 {
		t.Errorf("the ledger has %d entries", len(entries))
	}
}

// TestEndingAFacilitatorsAppointment leaves what rests on something else.
func TestEndingAFacilitatorsAppointment(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.must(second(h.Appoint(h.ctx, h.operator, community.AppointInput{Person: h.head.Person, Role: community.RoleFacilitator, Months: 6, Reason: "Helps out"})))
	h.must(h.EndAppointment(h.ctx, h.operator, h.head.Person, community.RoleFacilitator, "Busy"))
	h.must(second(h.lines(h.head, h.closed)))
	h.must(h.EndAppointment(h.ctx, h.operator, h.helper.Person, community.RoleFacilitator, "The secondment is over"))
	if _, err := h.lines(h.helper, h.closed); community.KindOf(err) != community.NotFound {
		t.Errorf("still in: %v", err)
	}
}
