package clustertest

import (
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// TestAnActingHeadEndsEverywhereOnTheDay lets an acting head of Wales into a
// Scottish room, extends the headship once, and lets the day come: over a whole
// network, and over one that is cut so that nobody can be told.
func TestAnActingHeadEndsEverywhereOnTheDay(t *testing.T) {
	t.Parallel()
	for name, network := range map[string]func(*story){"whole": func(*story) {}, "parted": func(s *story) { s.Part("wales", "scotland") }} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := tellStory(t)
			wales := s.Node("wales")
			acting := wales.Person("Gwen Enghraifft")
			until := s.Clock.Now().AddDate(0, 0, 30)
			if err := wales.Service.Store.Update(t.Context(), func(tx community.Tx) error {
				all, err := tx.Headships(acting.Person.ID)
				all[0].Kind, all[0].Until = "acting", until
				if err != nil {
					return err
				}
				return tx.UpdateHeadship(all[0])
			}); err != nil {
				t.Fatal(err)
			}
			if _, err := wales.Service.Verify(t.Context(), community.CommandLine, acting.Person.ID, policy.Head, "test"); err != nil {
				t.Fatal(err)
			}
			acting.Join(s.room.IRI)
			s.moderator.AcceptAll(s.room)
			held := func() (c community.CredentialRecord) {
				id := s.atHost(acting).Credential
				s.moderator.Node.View(func(tx community.Tx) (err error) { c, err = tx.Credential(id); return err })
				return c
			}
			if got := held().ValidUntil; !got.Equal(until) {
				t.Fatalf("the host is told %v, not %v", got, until)
			}
			rec, err := wales.Service.ExtendHeadship(t.Context(), community.CommandLine, acting.Person.ID,
				s.Clock.Now().AddDate(0, 0, 60).Format(time.DateOnly), "The authority has written")
			if err != nil {
				t.Fatal(err)
			}
			s.Settle()
			if got := held(); !got.ValidUntil.Equal(rec.ValidUntil) || s.atHost(acting).State != policy.Active {
				t.Fatalf("extended, the host holds %v, not %v", got.ValidUntil, rec.ValidUntil)
			}
			s.Clock.Advance(rec.ValidUntil.Add(-time.Hour).Sub(s.Clock.Now()))
			for _, job := range []string{"issuer", "status-lists", "stamps"} {
				s.Tick(job)
			}
			post := s.say(s.moderator, "", "Read while one may")
			if !s.reads(acting, post) {
				t.Fatal("not readable in the last hour")
			}
			network(s)
			s.Clock.Advance(rec.ValidUntil.Sub(s.Clock.Now()))
			if s.reads(acting, post) {
				t.Error("readable at home at the second")
			}
			if s.renewsFor(acting) {
				t.Error("the host renews the stamp at the second")
			}
			s.Tick("expiries")
			s.Tick("memberships")
			if state := s.atHost(acting).State; state != policy.Expired {
				t.Errorf("at the host: %v", state)
			}
		})
	}
}
