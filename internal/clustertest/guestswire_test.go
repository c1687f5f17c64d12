package clustertest

import (
	"bytes"
	"net/http"
	"strings"
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

// TestWhatIsForgedForAGuestIsNotKept sends the home of a guest words of their
// conversation in ways that do not hold, and then as they are.
func TestWhatIsForgedForAGuestIsNotKept(t *testing.T) {
	t.Parallel()
	v := inviting(t, storagetest.SQLite)
	v.comes(v.english)
	scotland, england := v.Node("scotland"), v.Node("england")
	aside := v.moderator.Found(community.CommunityInput{Username: "aside", Name: community.LangMap{"en": "Aside"}})
	v.Settle()
	v.Tick("directories")
	v.Settle()
	v.Cut("scotland", "england")
	const words = "Words that are on their way"
	said := v.say(v.moderator, v.ferries, words)
	var inner []byte
	scotland.View(func(tx community.Tx) error {
		all, err := tx.LogOfObject(v.room.ID, said)
		if err != nil || len(all) != 1 {
			t.Fatalf("%d entries, %v", len(all), err)
		}
		doc, err := tx.Document(all[0].DocumentID)
		inner = doc.Raw
		return err
	})
	v.Heal("scotland", "england") // what waits is sent when its pause is over
	now := v.Clock.Now()
	elsewhere := bytes.ReplaceAll(inner, []byte(v.room.IRI), []byte(aside.IRI))
	for i, c := range []struct {
		name, group string
		published   time.Time
		inner       []byte
		kept        bool
	}{
		{"other words under the author's proof", v.room.IRI, now, bytes.Replace(inner, []byte(words), []byte("Words put into their mouth."), 1), false},
		{"far ahead", v.room.IRI, now.Add(time.Hour), inner, false},
		{"of another room", aside.IRI, now, inner, false},
		{"said for another room", v.room.IRI, now, elsewhere, false},
		{"as it is", v.room.IRI, now, inner, true},
	} {
		body := vocab.Announce(vocab.AnnounceFields{ID: scotland.Identity.URL + "/a/99000" + itoa(int64(i)), To: []string{v.english.Person.IRI},
			Header: vocab.LogHeader{Group: c.group, Published: vocab.FormatTime(c.published)}}, c.inner)
		got := scotland.Send(c.group, http.MethodPost, england.Identity.URL+"/inbox", body)
		v.Settle()
		if kept := v.reads(v.english, said); kept != c.kept {
			t.Errorf("%s: answered %d, kept %t", c.name, got.Status, kept)
		}
		if v.holdsPost(england, "Words put into") {
			t.Errorf("%s: other words are kept", c.name)
		}
	}
}

// holdsPost reports whether a post of the room says something.
func (v *visited) holdsPost(n *Node, words string) (found bool) {
	v.T.Helper()
	c, _ := n.Here(v.room.IRI)
	n.View(func(tx community.Tx) error {
		threads, err := tx.Threads(c.ID, community.Page{Limit: 100})
		for _, thread := range threads {
			posts, _ := tx.Posts(thread.ID, community.Page{Limit: 100})
			for _, p := range posts {
				found = found || strings.Contains(p.HTML, words)
			}
		}
		return err
	})
	return found
}
