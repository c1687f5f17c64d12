package clustertest

import (
	"encoding/json"
	"net/http"
	"sync"
	"testing"
	"time"

	"headroom/community"
	"headroom/federation/sign"
	"headroom/federation/vocab"
	"headroom/internal/jobs"
)

// TestKeysReplacedWithAFullQueue fills the lane of a peer that is away with a
// thousand announcements, replaces the keys of the group and of an author, ends
// and starts the host three hours later: all of it is signed when it is sent, with
// the key and the date of that moment, and all is taken.
func TestKeysReplacedWithAFullQueue(t *testing.T) {
	t.Parallel()
	const posts, queued = 15, 1000
	s := joined(t)
	wales, host := s.welsh.Node, s.moderator.Node
	oldGroup, _ := host.Key(s.room.IRI)
	s.Cut("scotland", "wales")
	var said []string
	for range posts {
		said = append(said, s.say(s.moderator, "", "Said while Wales was away"))
	}
	lane := community.PeerLane(wales.Identity.Host)
	s.must(host.Store.Update(t.Context(), func(tx community.Tx) error {
		c, err := tx.CommunityByIRI(s.room.IRI)
		if err != nil {
			return err
		}
		head, err := tx.LogHead(c.ID)
		if err != nil {
			return err
		}
		for n := range queued {
			payload, err := json.Marshal(community.Delivery{Message: community.SendAnnounce, Host: wales.Identity.Host, Community: c.ID,
				Epoch: head.Epoch, Seq: head.Seq - int64(n%posts)})
			if err != nil {
				return err
			}
			if err := tx.Enqueue(jobs.New{Lane: lane, Kind: community.JobDeliver, Payload: payload}); err != nil {
				return err
			}
		}
		return nil
	}))
	waiting := func() (n int64) {
		host.View(func(tx community.Tx) error {
			lanes, err := tx.Lanes(s.Clock.Now())
			for _, l := range lanes {
				if l.Name == lane {
					n = l.Waiting
				}
			}
			return err
		})
		return n
	}
	if n := waiting(); n < queued {
		t.Fatalf("%d deliveries wait, want %d", n, queued)
	}
	s.must(host.Service.RotateGroupKey(t.Context(), community.CommandLine, s.room.ID, false, "yearly"))
	s.must(host.Service.RotatePersonKey(t.Context(), community.CommandLine, s.moderator.Person.ID, false, "yearly"))
	newGroup, _ := host.Key(s.room.IRI)
	if newGroup == oldGroup {
		t.Fatal("the group has the key that it had")
	}
	s.Clock.Advance(3 * time.Hour)
	host.Restart()
	s.Heal("scotland", "wales")

	var mu sync.Mutex
	byKey := map[string]int{}
	wales.Front(func(_ http.ResponseWriter, r *http.Request) bool {
		p, err := sign.Read(r)
		if r.Method != http.MethodPost || err != nil {
			return false
		}
		mu.Lock()
		defer mu.Unlock()
		if vocab.WithoutFragment(p.KeyID) == s.room.IRI {
			byKey[p.KeyID]++
		}
		if off := p.Date().Sub(s.Clock.Now()).Abs(); off > time.Second {
			t.Errorf("sent with a date of %v from now", off)
		}
		return false
	})
	s.Tick("stamps")
	s.later(30 * time.Minute)
	s.later(30 * time.Minute)
	for _, iri := range said {
		s.seenBy(iri, s.welsh, s.english)
	}
	if n := waiting(); n != 0 {
		t.Errorf("%d deliveries are left", n)
	}
	s.quiet(host)
	s.quiet(wales)
	mu.Lock()
	defer mu.Unlock()
	if byKey[newGroup] < queued || byKey[oldGroup] != 0 {
		t.Errorf("signed by the new key %d times, by the old %d times", byKey[newGroup], byKey[oldGroup])
	}
}
