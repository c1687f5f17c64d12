package clustertest

import (
	"net/http"
	"testing"
	"time"

	"headroom/community"
	"headroom/federation/vocab"
	"headroom/storage/storagetest"
)

// TestAnEditWaitsForItsPost: to the home of a guest there is no order, and what is
// changed may come long after its change. The change is not lost meanwhile.
func TestAnEditWaitsForItsPost(t *testing.T) {
	t.Parallel()
	v := inviting(t, storagetest.SQLite)
	v.comes(v.english)
	scotland, england := v.Node("scotland"), v.Node("england")
	if _, err := scotland.Service.PausePeer(t.Context(), community.CommandLine, england.Identity.Host); err != nil {
		t.Fatal(err) // so that its own queue sends nothing
	}
	said := v.say(v.moderator, v.ferries, "Words before the change")
	v.edit(v.moderator, said, "Words after the change")
	v.Settle()
	var kinds []string
	var inner [][]byte
	scotland.View(func(tx community.Tx) error {
		all, err := tx.LogOfObject(v.room.ID, said)
		for _, e := range all {
			doc, err := tx.Document(e.DocumentID)
			if err != nil {
				return err
			}
			kinds, inner = append(kinds, e.Kind), append(inner, doc.Raw)
		}
		return err
	})
	if len(kinds) != 2 || kinds[0] != "Create" || kinds[1] != "Update" {
		t.Fatalf("the log has %q", kinds)
	}
	for i := len(inner) - 1; i >= 0; i-- {
		body := vocab.Announce(vocab.AnnounceFields{ID: scotland.Identity.URL + "/a/99100" + itoa(int64(i)), To: []string{v.english.Person.IRI},
			Header: vocab.LogHeader{Group: v.room.IRI, Published: vocab.FormatTime(v.Clock.Now())}}, inner[i])
		if got := scotland.Send(v.room.IRI, http.MethodPost, england.Identity.URL+"/inbox", body); got.Status != http.StatusAccepted {
			t.Fatalf("%s: %d", kinds[i], got.Status)
		}
		for range 4 {
			v.Clock.Advance(5 * time.Minute)
			v.Settle()
		}
	}
	if !v.holdsPost(england, "Words after the change") {
		t.Error("the change is lost")
	}
}
