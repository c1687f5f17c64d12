package clustertest

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"headroom/community"
	"headroom/internal/jobs"
)

// told are a member's notices, newest first, as kinds.
func told(t *testing.T, m *Member) (kinds []string) {
	t.Helper()
	l, err := m.Node.Service.Notices(t.Context(), m.Viewer, community.NoticeQuery{})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range slices.Concat(l.Unread, l.Read) {
		kinds = append(kinds, string(n.Kind))
	}
	return kinds
}

// TestAReplyIsToldOnce answers a Welsh head in Scotland: she is told once, also
// after the announcement was delivered again, after a restart, and after the
// log was pulled.
func TestAReplyIsToldOnce(t *testing.T) {
	t.Parallel()
	s := joined(t)
	question := s.say(s.welsh, "", "Who lights candles?")
	s.say(s.moderator, question, "We do")
	want := []string{"reply", "accepted", "verified"}
	if got := told(t, s.welsh); !slices.Equal(got, want) {
		t.Fatalf("she was told %v, want %v", got, want)
	}
	wales, scotland := s.Node("wales"), s.Node("scotland")
	// Everything is sent once more: the announcements of the whole log.
	err := scotland.Store.Update(t.Context(), func(tx community.Tx) error {
		c, err := tx.CommunityByIRI(s.room.IRI)
		if err != nil {
			return err
		}
		entries, err := tx.LogAfter(c.ID, 1, 0, 100)
		if err != nil {
			return err
		}
		for _, e := range entries {
			raw, err := json.Marshal(community.Delivery{Message: community.SendAnnounce, Host: wales.Identity.Host, Community: c.ID,
				Epoch: e.Epoch, Seq: e.Seq, ID: tx.NextID()})
			if err != nil {
				return err
			}
			if err := tx.Enqueue(jobs.New{Lane: community.PeerLane(wales.Identity.Host), Kind: community.JobDeliver, Payload: raw}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Settle()
	wales.Restart()
	s.Clock.Advance(time.Hour)
	s.Settle()
	if got := told(t, s.welsh); !slices.Equal(got, want) {
		t.Errorf("after a replay and a restart she was told %v, want %v", got, want)
	}
	if got := told(t, s.english); !slices.Equal(got, want[1:]) {
		t.Errorf("who was not answered was told %v, want %v", got, want[1:])
	}
}
