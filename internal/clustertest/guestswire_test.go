package clustertest

import (
	"net/http"
	"testing"
	"time"

	"headroom/community"
	"headroom/federation/vocab"
	"headroom/storage/storagetest"
)

// TestWhatWaitsForAGuestWhoHasGoneIsNotSent: words that are queued for a home
// when its guest of their conversation goes stay where they are, though the home
// has another guest, of another conversation.
func TestWhatWaitsForAGuestWhoHasGoneIsNotSent(t *testing.T) {
	t.Parallel()
	v := inviting(t, storagetest.SQLite)
	first := v.guest.ID
	v.comes(v.english)
	other := v.Node("england").Head("Tom Example")
	v.asks(other, v.buses, 3)
	v.comes(other)
	england := v.Node("england")
	england.Listen()
	v.Cut("scotland", "england")
	v.say(v.moderator, v.ferries, "Words for ferries alone")
	v.say(v.moderator, v.buses, "Words for buses alone")
	if err := v.moderator.Node.Service.EndGuest(t.Context(), v.moderator.Viewer, v.room.ID, first, "has gone"); err != nil {
		t.Fatal(err)
	}
	v.Settle()
	v.Heal("scotland", "england")
	for range 3 {
		v.later(time.Minute)
	}
	if england.Heard("Words for ferries alone") {
		t.Error("England was sent what it has no guest for")
	}
	if !england.Heard("Words for buses alone") {
		t.Error("England was not sent what it has a guest for")
	}
}

// TestAHomeOfGuestsTakesNoLog: an entry of the log that is sent to a home with
// guests only is deleted there, whoever sends it.
func TestAHomeOfGuestsTakesNoLog(t *testing.T) {
	t.Parallel()
	v := inviting(t, storagetest.SQLite)
	v.comes(v.english)
	scotland, england := v.Node("scotland"), v.Node("england")
	england.Listen()
	var body []byte
	scotland.View(func(tx community.Tx) error {
		all, err := tx.LogOfObject(v.room.ID, v.buses)
		if err != nil || len(all) != 1 {
			t.Fatalf("%d entries, %v", len(all), err)
		}
		e := all[0]
		doc, err := tx.Document(e.DocumentID)
		body = vocab.Announce(vocab.AnnounceFields{ID: e.AnnounceIRI, To: []string{v.room.Members}, Header: vocab.LogHeader{Group: v.room.IRI,
			Epoch: e.Epoch, Seq: e.Seq, Prev: e.Prev, Digest: e.Digest, Published: vocab.FormatTime(e.PublishedAt)}}, doc.Raw)
		return err
	})
	if got := scotland.Send(v.room.IRI, http.MethodPost, england.Identity.URL+"/inbox", body); got.Status != http.StatusAccepted {
		t.Fatalf("%d %s", got.Status, got.Body)
	}
	v.Settle()
	const words = "Buses are nobody"
	if !england.Heard(words) || v.holds(england, words) {
		t.Errorf("sent: %t, kept: %t", england.Heard(words), v.holds(england, words))
	}
	v.readsOnly(v.ferries, v.answer)
}
