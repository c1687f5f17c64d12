package community_test

import (
	"slices"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// acts admits an acting head, in post for so many days more, with a seat in the
// closed community of the house.
func (h *house) acts(manner string, days int) (v community.Viewer, last time.Time) {
	h.t.Helper()
	day := h.clock.Now().AddDate(0, 0, days)
	me := h.named(func(in *community.ApplicationInput) {
		in.Manner, in.From, in.Until = manner, h.clock.Now().AddDate(0, -1, 0).Format(time.DateOnly), day.Format(time.DateOnly)
	})
	h.must(h.EnterCode(h.ctx, me, h.code(me)))
	h.must(h.Admit(h.ctx, h.desk("one")[0], h.mine(me).ID, ""))
	h.admit(me, h.closed)
	zone, err := time.LoadLocation(h.Identity.Zone)
	h.must(err)
	return me, time.Date(day.Year(), day.Month(), day.Day()+1, 0, 0, 0, 0, zone).Add(-time.Second)
}

// ends is when a person's newest credential ends.
func (h *house) ends(person int64) time.Time { return h.credential(person).ValidUntil }

func TestAnActingHeadIsOneUntilTheDayAndNotASecondLonger(t *testing.T) {
	t.Parallel()
	for _, manner := range []string{"acting", "seconded"} {
		t.Run(manner, func(t *testing.T) {
			t.Parallel()
			h := build(t)
			me, last := h.acts(manner, 90)
			if got := h.ends(me.Person); !got.Equal(last) {
				t.Fatalf("the credential ends %v, the post %v", got, last)
			}
			kind(t, "verified anew in the middle", second(h.Verify(h.ctx, h.operator, me.Person, policy.Head, "again")), community.Conflict)
			h.clock.add(last.Add(-time.Second).Sub(h.clock.Now()))
			if _, err := h.Room(h.ctx, me, h.closed); err != nil {
				t.Errorf("a second before: %v", err)
			}
			h.clock.add(time.Second) // no job has run
			if _, err := h.Room(h.ctx, me, h.closed); community.KindOf(err) != community.NotFound {
				t.Errorf("at the second: %v", err)
			}
			h.must(h.EndExpired(h.ctx))
			if m := h.membership(me, h.closed); m.State != policy.Expired {
				t.Errorf("the membership is %v", m.State)
			}
			kind(t, "verified by habit", second(h.Verify(h.ctx, h.operator, me.Person, policy.Head, "as usual")), community.Conflict)
			later := h.clock.Now().AddDate(0, 3, 0).Format(time.DateOnly)
			rec, err := h.ExtendHeadship(h.ctx, h.operator, me.Person, later, "The authority has written")
			h.must(err)
			if got := rec.ValidUntil.Format(time.DateOnly); got != later {
				t.Errorf("extended until %s, not %s", got, later)
			}
		})
	}
}

func TestAHeadshipIsExtended(t *testing.T) {
	t.Parallel()
	h := build(t)
	me, last := h.acts("acting", 40)
	day := func(days int) string { return h.clock.Now().AddDate(0, 0, days).Format(time.DateOnly) }
	extend := func(v community.Viewer, person int64, day, reason string) error {
		return second(h.ExtendHeadship(h.ctx, v, person, day, reason))
	}
	kind(t, "by a head", extend(h.head, me.Person, day(80), "x"), community.Forbidden)
	kind(t, "by herself", extend(me, me.Person, day(80), "x"), community.Forbidden)
	kind(t, "of nobody", extend(h.operator, 1, day(80), "x"), community.NotFound)
	kind(t, "of who leads without an end", extend(h.operator, h.head.Person, day(80), "x"), community.Conflict)
	field(t, "without a day", extend(h.operator, me.Person, "", "x"), "until", "error.required")
	field(t, "no day", extend(h.operator, me.Person, "soon", "x"), "until", "error.date")
	field(t, "the same day", extend(h.operator, me.Person, day(40), "x"), "until", "error.until_later")
	field(t, "a day that is over", extend(h.operator, me.Person, day(-1), "x"), "until", "error.until_later")
	field(t, "without a reason", extend(h.operator, me.Person, day(80), " "), "reason", "error.required")
	if got := h.ends(me.Person); !got.Equal(last) {
		t.Fatalf("what was refused has moved the end to %v", got)
	}
	h.must(extend(h.operator, me.Person, day(80), "The authority has written"))
	if m := h.membership(me, h.closed); m.State != policy.Active || m.Credential != h.credential(me.Person).ID {
		t.Errorf("the membership does not rest on the new credential: %+v", m)
	}
	h.must(extend(h.operator, me.Person, day(800), "For two years"))
	if left := h.ends(me.Person).Sub(h.clock.Now()); left > 365*24*time.Hour || left < 364*24*time.Hour {
		t.Errorf("one credential lasts %v", left)
	}
	if end, may, err := h.HeadshipEnd(h.ctx, h.operator, me.Person); err != nil || !may || end.Format(time.DateOnly) != day(800) {
		t.Errorf("%v, %t, %v", end, may, err)
	}
	if end, may, err := h.HeadshipEnd(h.ctx, h.operator, h.head.Person); err != nil || may || !end.IsZero() {
		t.Errorf("without an end: %v, %t, %v", end, may, err)
	}
	_, _, err := h.HeadshipEnd(h.ctx, h.head, me.Person)
	kind(t, "the end told to a head", err, community.Forbidden)
	h.must(h.Suspend(h.ctx, h.operator, me.Person, "away"))
	if _, may, err := h.HeadshipEnd(h.ctx, h.operator, me.Person); err != nil || may {
		t.Errorf("offered while suspended: %v", err)
	}
	kind(t, "while suspended", extend(h.operator, me.Person, day(900), "x"), community.Conflict)
}

// TestAProfileMovesNoEnd: neither another name of the school nor another school
// beside it.
func TestAProfileMovesNoEnd(t *testing.T) {
	t.Parallel()
	h := build(t)
	me, last := h.acts("acting", 40)
	change := func() {
		h.about(me, func(in *community.ProfileInput) { in.OtherSchools = append(in.OtherSchools, "Another Sample School") })
		h.view(func(tx community.Tx) error {
			all, err := tx.Headships(me.Person)
			for _, s := range all {
				if s.Until.IsZero() || s.Until.After(last) {
					t.Errorf("%s lasts until %v", s.School, s.Until)
				}
			}
			return err
		})
	}
	change()
	h.clock.add(last.Sub(h.clock.Now()))
	change()
	kind(t, "verified after the end", second(h.Verify(h.ctx, h.operator, me.Person, policy.Head, "as usual")), community.Conflict)
}

// TestWhoHasNoEnd lists those whom no day shortens anything.
func TestWhoHasNoEnd(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC)
	soon, later, past := now.AddDate(0, 1, 0), now.AddDate(0, 2, 0), now.AddDate(0, -1, 0)
	ship := func(kind string, until time.Time) community.Headship {
		return community.Headship{Kind: kind, Until: until}
	}
	for name, c := range map[string]struct {
		all  []community.Headship
		want time.Time
	}{
		"nobody":                                  {nil, time.Time{}},
		"an executive head":                       {[]community.Headship{ship("executive", time.Time{}), ship("executive", time.Time{})}, time.Time{}},
		"one of several schools ends":             {[]community.Headship{ship("executive", soon), ship("executive", time.Time{})}, time.Time{}},
		"acting beside a post without an end":     {[]community.Headship{ship("acting", soon), ship("head", time.Time{})}, time.Time{}},
		"acting at two schools":                   {[]community.Headship{ship("acting", later), ship("acting", soon)}, later},
		"retired":                                 {[]community.Headship{ship("retired", past)}, time.Time{}},
		"a profile that has ended a school":       {[]community.Headship{ship("head", past)}, time.Time{}},
		"a former post, then acting":              {[]community.Headship{ship("head", past), ship("acting", soon)}, soon},
		"acting, over":                            {[]community.Headship{ship("acting", past)}, past},
		"acting, over, and a post without an end": {[]community.Headship{ship("acting", past), ship("head", time.Time{})}, time.Time{}},
		"this very moment":                        {[]community.Headship{ship("seconded", now)}, now},
	} {
		if got := community.EndOfHeadships(c.all, now); !got.Equal(c.want) {
			t.Errorf("%s: %v, not %v", name, got, c.want)
		}
	}
}

func TestTheEndOfAHeadshipIsSpokenOfInTime(t *testing.T) {
	t.Parallel()
	h := build(t)
	me, last := h.acts("acting", 60)
	h.notified()
	h.must(h.ReadAllNotices(h.ctx, me))
	told := func(left time.Duration) []string {
		h.clock.add(last.Add(-left).Sub(h.clock.Now()))
		h.must(h.NotifyCredentials(h.ctx))
		h.must(h.NotifyCredentials(h.ctx))
		return h.unread(me)
	}
	const day = 24 * time.Hour
	for _, c := range []struct {
		left time.Duration
		want []string
	}{{29 * day, nil}, {28*day + time.Second, nil}, {28 * day, []string{"headship_month"}}, {8 * day, []string{"headship_month"}},
		{7 * day, []string{"headship_month", "headship_week"}}} {
		if got := told(c.left); !slices.Equal(got, c.want) {
			t.Errorf("%v before: %v, not %v", c.left, got, c.want)
		}
	}
	h.must(second(h.ExtendHeadship(h.ctx, h.operator, me.Person, last.AddDate(0, 6, 0).Format(time.DateOnly), "The authority has written")))
	h.notified()
	if got := h.unread(me); !slices.Equal(got, []string{"renewed"}) {
		t.Errorf("once it is extended: %v", got)
	}
}

func TestTheDayOfAnApplicationIsNotOver(t *testing.T) {
	t.Parallel()
	h := build(t)
	past := h.clock.Now().AddDate(0, 0, -1).Format(time.DateOnly)
	apply := func(manner, until string) error {
		return h.Apply(h.ctx, sample(func(in *community.ApplicationInput) {
			in.Manner, in.From, in.Until = manner, "2024-08-19", until
		}))
	}
	field(t, "acting until yesterday", apply("acting", past), "until", "error.until_past")
	h.must(apply("acting", h.clock.Now().Format(time.DateOnly)))
	h.must(apply("retired", past))
	me := h.applies(func(in *community.ApplicationInput) {
		in.Email, in.Manner, in.From, in.Until = "bea@school.example", "acting", "2024-08-19", h.clock.Now().AddDate(0, 0, 3).Format(time.DateOnly)
	})
	desk := h.desk("one", "two")
	id := h.mine(me).ID
	h.must(h.ProposeException(h.ctx, desk[0], id, "The authority has written."))
	h.clock.add(5 * 24 * time.Hour)
	kind(t, "admitted after the last day", h.Admit(h.ctx, desk[1], id, "The authority has written."), community.Conflict)
}
