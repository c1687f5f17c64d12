package clustertest

import (
	"errors"
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// current reports whether the host counts somebody as a guest at this moment.
func (v *visited) current(m *Member) (yes bool) {
	v.T.Helper()
	v.moderator.Node.View(func(tx community.Tx) error {
		p, err := tx.PersonByIRI(m.Person.IRI)
		if err != nil {
			return err
		}
		yes = v.moderator.Node.Service.DecideOn(tx, community.Viewer{Person: p.ID, Host: p.Host}, v.room, policy.ViewThread, func(f *policy.Facts) { f.InScope = true }) == nil
		return nil
	})
	return yes
}

// TestClocksThatAreApart close a room to the guests of a peer, and open it again
// when they are together, without anybody doing anything.
func TestClocksThatAreApart(t *testing.T) {
	t.Parallel()
	for _, skew := range []time.Duration{90 * time.Second, -90 * time.Second} {
		t.Run(skew.String(), func(t *testing.T) {
			t.Parallel()
			v := visiting(t)
			v.english.Node.Skew(skew)
			v.say(v.english, v.ferries, "Said while nobody knows") // each hears the other's clock
			v.say(v.moderator, v.ferries, "And answered")
			if v.reads(v.english, v.ferries) {
				t.Error("open at home")
			}
			if v.current(v.english) || v.renewsFor(v.english) {
				t.Errorf("at the host: current %v, renewed %v", v.current(v.english), v.renewsFor(v.english))
			}
			second := v.Node("england").Head("Tom Example")
			g, err := v.moderator.Node.Service.AskGuest(t.Context(), v.moderator.Viewer, community.GuestInput{Thread: v.post(v.moderator.Node, v.buses).ThreadID,
				Email: second.Person.IRI, Name: second.Person.Name, Post: "Headteacher", Biography: strings.Repeat("A sample biography. ", 4), Reason: "They know buses.", Days: 3})
			if err != nil {
				t.Fatal(err)
			}
			err = v.moderator.Node.Service.DecideGuest(t.Context(), v.moderator.Viewer, v.room.ID, g.ID, true, "")
			var plain *community.Error
			if !errors.As(err, &plain) || plain.Key != "error.guest_clock" {
				t.Errorf("a guest is invited across: %v", err)
			}
			v.Clock.Advance(13 * time.Hour)
			for _, job := range []string{"issuer", "status-lists", "stamps"} {
				v.Tick(job)
			}
			if v.reads(v.english, v.ferries) {
				t.Error("open at home after 13 hours")
			}

			v.english.Node.Skew(skew / 3)
			for range 2 {
				v.Clock.Advance(15 * time.Minute)
				for _, job := range []string{"issuer", "status-lists", "stamps", "directories"} {
					v.Tick(job)
				}
			}
			if !v.current(v.english) || !v.reads(v.english, v.ferries) {
				t.Errorf("together again: at the host %v, at home %v", v.current(v.english), v.reads(v.english, v.ferries))
			}
			if err := v.moderator.Node.Service.DecideGuest(t.Context(), v.moderator.Viewer, v.room.ID, g.ID, true, ""); err != nil {
				t.Errorf("together again: %v", err)
			}
		})
	}
}

// TestAGuestsEndIsTheHostsSecond although the clock at home is behind or ahead.
func TestAGuestsEndIsTheHostsSecond(t *testing.T) {
	t.Parallel()
	for _, skew := range []time.Duration{-50 * time.Second, 50 * time.Second} {
		t.Run(skew.String(), func(t *testing.T) {
			t.Parallel()
			v := visiting(t)
			v.english.Node.Skew(skew)
			v.say(v.moderator, v.ferries, "So that the clocks are heard")
			v.say(v.english, v.ferries, "And heard in turn")
			var until time.Time
			v.moderator.Node.View(func(tx community.Tx) error {
				g, err := tx.Guest(v.guest.ID)
				until = g.EndAt
				return err
			})
			for v.Clock.Now().Add(10 * time.Hour).Before(until) {
				v.Clock.Advance(10 * time.Hour)
				for _, job := range []string{"issuer", "status-lists", "stamps"} {
					v.Tick(job)
				}
			}
			v.Clock.Advance(until.Sub(v.Clock.Now()) - 55*time.Second)
			if !v.reads(v.english, v.ferries) {
				t.Error("closed well before the end")
			}
			v.Clock.Advance(57 * time.Second) // two seconds of grain
			if v.reads(v.english, v.ferries) || v.current(v.english) {
				t.Errorf("after the end: at home %v, at the host %v", v.reads(v.english, v.ferries), v.current(v.english))
			}
		})
	}
}
