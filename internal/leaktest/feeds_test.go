package leaktest

import (
	"crypto/sha256"
	"net/http"
	"strings"
	"testing"
	"time"

	"headroom/community"
)

// feeds fetches the feeds of everybody, as if each had made them while they could: of
// all their communities and of one, with titles. A feed tells what its owner may read,
// nothing that was said in confidence, and nothing at all of a community to who is not
// in it any more.
func (w *world) feeds(t *testing.T) {
	given := map[string]bool{}
	for _, p := range w.locals() {
		who := w.people[p.name]
		if who == nil {
			continue
		}
		for _, kind := range []string{community.FeedNews, community.FeedCalendar} {
			for _, room := range []int64{0, w.rooms[closedOne].ID, w.rooms[secretOne].ID} {
				path := "/feed/" + w.fed(who.Viewer, kind, room)
				a := w.get(w.host, principal{}, Way{Method: http.MethodGet}, path)
				for _, name := range w.words.in(a.Head(), a.Body) {
					given[p.name+": "+name] = true
					if !w.may(p, name) || strings.Contains(name, confided) {
						t.Errorf("the %s of %s, of community %d, have %q", kind, p.name, room, name)
					}
				}
				if room != 0 && !p.reads(closedOne) && a.Status != http.StatusNotFound {
					t.Errorf("the %s of %s, of community %d: %d", kind, p.name, room, a.Status)
				}
			}
		}
	}
	if !given["mairi: "+closedOne+" content: title"] || !given["morag: "+closedOne+" content: title"] {
		t.Errorf("members are given nothing: this proves nothing: %v", given)
	}
}

// fed keeps a feed of somebody's, and gives the secret of its address.
func (w *world) fed(v community.Viewer, kind string, room int64) (token string) {
	w.t.Helper()
	w.must(w.host.Store.Update(w.ctx(), func(tx community.Tx) error {
		a, err := tx.Account(v.Account)
		if err != nil {
			return err
		}
		f := community.Feed{ID: tx.NextID(), PersonID: v.Person, AccountID: a.ID, Epoch: a.Epoch, Name: "Sample", Kind: kind,
			CommunityID: room, Content: true, CreatedAt: w.Clock.Now().Add(time.Minute)}
		token = "sample-feed-" + number(f.ID)
		sum := sha256.Sum256([]byte(token))
		f.Hash = sum[:]
		return tx.InsertFeed(f)
	}))
	return token
}
