package clustertest

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/federation/vocab"
)

// deletes has a member delete their own post at home, and settles.
func (s *story) deletes(m *Member, iri string) {
	s.T.Helper()
	s.must(m.Node.Service.DeletePost(s.T.Context(), m.Viewer, s.post(m.Node, iri).ID))
}

// deletion is what a member is told of how far a deletion has come.
func (s *story) deletion(m *Member, iri string) community.Deletion {
	s.T.Helper()
	pv, err := m.Node.Service.Post(s.T.Context(), m.Viewer, s.post(m.Node, iri).ID)
	if err != nil || pv.Deletion == nil {
		s.T.Fatalf("%s is told nothing of the deletion: %v", m.Person.Name, err)
	}
	return *pv.Deletion
}

// receipts counts the receipts that Scotland keeps of an object.
func (s *story) receipts(iri string) (n int) {
	s.T.Helper()
	s.Node("scotland").View(func(tx community.Tx) error {
		copies, err := tx.Copies(iri)
		for _, k := range copies {
			if !k.ReceiptedAt.IsZero() {
				n++
			}
		}
		return err
	})
	return n
}

// open is what Scotland's operators see of deletions that Wales has not confirmed.
func (s *story) open() (posts, late int64) {
	s.T.Helper()
	for _, h := range s.detail("scotland", "wales").Holdings {
		posts, late = posts+h.Deletions, late+h.LateReceipts
	}
	return posts, late
}

// TestEveryDeletionIsReceipted deletes a post that two servers were sent, one of
// which is cut off: nobody is told that it is deleted everywhere before both have
// said so, and the receipt that is missing is shown to the operators.
func TestEveryDeletionIsReceipted(t *testing.T) {
	t.Parallel()
	s := joined(t)
	post := s.say(s.moderator, "", "a-word-to-be-taken-back")
	s.Cut("scotland", "wales")
	s.deletes(s.moderator, post)
	if d := s.deletion(s.moderator, post); d != (community.Deletion{Servers: 2, Confirmed: 1}) {
		t.Errorf("with one server cut off: %+v", d)
	}
	if posts, late := s.open(); posts != 1 || late != 0 {
		t.Errorf("open at once: %d, late %d", posts, late)
	}
	s.Clock.Advance(25 * time.Hour)
	s.Settle()
	if d := s.deletion(s.moderator, post); d != (community.Deletion{Servers: 2, Confirmed: 1, Late: 1}) {
		t.Errorf("after a day: %+v", d)
	}
	if posts, late := s.open(); posts != 1 || late != 1 {
		t.Errorf("open after a day: %d, late %d", posts, late)
	}
	if n, err := s.Node("scotland").Service.PeersMissing(t.Context(), community.CommandLine); err != nil || n != 1 {
		t.Errorf("%d instances owe a receipt: %v", n, err)
	}
	page := s.moderator.Get("/threads/" + itoa(s.post(s.Node("scotland"), post).ThreadID)).OK()
	if !page.Contains("1 of 2 other servers have confirmed") || page.Contains("All 2 other servers") {
		t.Errorf("the author reads:\n%s", page.Text())
	}
	s.Heal("scotland", "wales")
	s.later(2 * time.Hour)
	for range 2 { // also what was kept over a restart
		if d := s.deletion(s.moderator, post); d != (community.Deletion{Servers: 2, Confirmed: 2}) {
			t.Errorf("with all receipts: %+v", d)
		}
		if posts, _ := s.open(); posts != 0 {
			t.Errorf("open with all receipts: %d", posts)
		}
		s.Node("scotland").Restart()
	}
	for _, n := range s.Nodes {
		s.quiet(n)
	}
}

// TestAReceiptSurvivesWhatComesBetween loses receipts on the way, over restarts of
// the server that gives them and with the log read again: each is given once.
func TestAReceiptSurvivesWhatComesBetween(t *testing.T) {
	t.Parallel()
	s := joined(t)
	post := s.say(s.welsh, "", "a-word-to-be-taken-back")
	s.Cut("england", "scotland")
	s.deletes(s.welsh, post)
	if d := s.deletion(s.welsh, post); !d.Elsewhere {
		t.Errorf("the author's own server claims to know %+v", d)
	}
	if n := s.receipts(post); n != 1 {
		t.Errorf("%d receipts, want that of Wales", n)
	}
	s.Node("england").Restart()
	s.Heal("england", "scotland")
	s.later(2 * time.Hour)
	if n := s.receipts(post); n != 2 {
		t.Errorf("%d receipts of 2", n)
	}
	room, _ := s.Node("england").Here(s.room.IRI)
	given := func() (n int) {
		s.Node("england").View(func(tx community.Tx) error {
			entries, err := tx.LogOfObject(room.ID, post)
			for _, e := range entries {
				if e.Kind == "Delete" {
					n++
				}
				if e.Kind != "Delete" && e.DocumentID != 0 {
					t.Error("England keeps the words in its log")
				}
			}
			return err
		})
		return n
	}
	if given() != 1 {
		t.Error("England has not one Delete in its log")
	}
	s.Node("england").Restart()
	s.Settle()
	if n := s.receipts(post); n != 2 {
		t.Errorf("%d receipts after a restart", n)
	}
}

// TestAReceiptSpeaksForItsServerAlone sends Scotland receipts of Wales for what it
// may not speak of.
func TestAReceiptSpeaksForItsServerAlone(t *testing.T) {
	t.Parallel()
	s := joined(t)
	post, stays := s.say(s.moderator, "", "Goes"), s.say(s.moderator, "", "Stays")
	s.Part("scotland", "wales")
	s.Part("scotland", "england")
	s.deletes(s.moderator, post)
	s.Heal("scotland", "wales")
	wales, cause := s.Node("wales"), ""
	s.Node("scotland").View(func(tx community.Tx) error {
		entries, err := tx.LogOfObject(s.room.ID, post)
		for _, e := range entries {
			if e.Kind == "Delete" {
				cause = e.Activity
			}
		}
		return err
	})
	receipt := func(number, object string) []byte {
		var raw []byte
		wales.View(func(tx community.Tx) error {
			key, err := tx.CurrentKey(wales.Identity.Issuer())
			if err == nil {
				raw, err = wales.Service.Issuance.Receipt(key, community.PurgeReceipt{IRI: wales.Identity.URL + "/receipts/" + number, Group: s.room.IRI,
					Cause: cause, Objects: []string{object}, At: s.Clock.Now(), Backups: s.Clock.Now()})
			}
			return err
		})
		return vocab.Accept(vocab.Activity{ID: wales.Identity.URL + "/a/" + number, Actor: wales.Identity.Issuer(), To: []string{s.room.IRI}}, cause, "", raw)
	}
	if !strings.HasPrefix(cause, s.Node("scotland").Identity.URL) {
		t.Fatalf("the Delete is %q", cause)
	}
	forged := bytes.Replace(receipt("0", post), []byte("/receipts/0"), []byte("/receipts/9"), 1)
	if got := wales.Send(wales.Identity.Issuer(), http.MethodPost, s.Node("scotland").Identity.URL+"/inbox", forged); got.Status != http.StatusForbidden {
		t.Errorf("a receipt that was changed after it was signed: %d", got.Status)
	}
	for range 2 { // the second is a replay
		if got := wales.Send(wales.Identity.Issuer(), http.MethodPost, s.Node("scotland").Identity.URL+"/inbox", receipt("1", stays)); got.Status != http.StatusAccepted {
			t.Fatalf("a receipt: %d %s", got.Status, got.Body)
		}
	}
	if n := s.receipts(stays); n != 0 {
		t.Error("what was not deleted counts as purged")
	}
	s.Node("scotland").View(func(tx community.Tx) error {
		copies, err := tx.Copies(post)
		for _, k := range copies {
			if mine := k.Host == wales.Identity.Host; mine == k.ReceiptedAt.IsZero() {
				t.Errorf("copy of %s: %+v", k.Host, k)
			}
		}
		return err
	})
}
