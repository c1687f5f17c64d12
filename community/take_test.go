package community_test

import (
	"testing"
	"time"

	"headroom/community"
)

// brokenText breaks off whenever a peer's HTML is to be cleaned.
type brokenText struct{ community.Text }

func (brokenText) Sanitize(string) string { panic("broken") }

// TestTake: what a member of a peer says is applied in the commit that takes it,
// or kept with its job; or refused, when the agreement has ended since the door.
func TestTake(t *testing.T) {
	t.Parallel()
	type outcome struct {
		Kind      community.Kind
		Shown     bool
		Receiving int64 // jobs that will apply it
	}
	for name, tc := range map[string]struct {
		before func(*house, *community.Contribution)
		want   outcome
	}{
		"at once":                              {func(h *house, _ *community.Contribution) { h.knowStatus() }, outcome{Shown: true}},
		"the credential's status is not known": {func(*house, *community.Contribution) {}, outcome{Receiving: 1}},
		"with a file": {func(h *house, in *community.Contribution) {
			h.knowStatus()
			in.Note.Attachments = []community.Attachment{{Digest: "sha-256:00", URL: "https://w.example/f/1", MediaType: "image/png", Size: 1}}
		}, outcome{Receiving: 1}},
		"applying it breaks off": {func(h *house, _ *community.Contribution) {
			h.knowStatus()
			h.Text = brokenText{h.Text}
		}, outcome{Receiving: 1}},
		"the agreement is paused": {func(h *house, _ *community.Contribution) { h.knowStatus(); h.peerIs(community.PeerPaused) },
			outcome{Kind: community.Unavailable}},
		"the agreement has ended": {func(h *house, _ *community.Contribution) { h.knowStatus(); h.peerIs(community.PeerEnded) },
			outcome{Kind: community.Unauthenticated}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := build(t)
			var c community.Community
			var author community.Person
			h.view(func(tx community.Tx) (err error) {
				if c, err = tx.Community(h.closed); err == nil {
					author, err = tx.Person(h.remoteHead)
				}
				return err
			})
			home := "https://" + h.peer
			in := community.Contribution{Activity: home + "/a/77", Kind: "Create", Actor: author.IRI, Object: home + "/o/77",
				Context: c.Threads + "0123456789abcdef0123456789abcdef", Digest: "sha-256:77", Published: h.clock.Now(),
				Note: &community.NoteInput{Kind: "Article", Title: "Sample", HTML: "<p>Sample</p>", Language: "en", Published: h.clock.Now()}}
			tc.before(h, &in)
			_, err := h.Take(h.ctx, c.IRI, in, author.IRI, []byte("{}"))
			got := outcome{Kind: community.KindOf(err)}
			h.view(func(tx community.Tx) error {
				_, err := tx.PostByIRI(in.Object)
				got.Shown = err == nil
				lanes, err := tx.Lanes(h.clock.Now())
				for _, l := range lanes {
					if l.Name == "receive:"+c.IRI {
						got.Receiving = l.Waiting
					}
				}
				return err
			})
			if got != tc.want {
				t.Errorf("%+v (%v), want %+v", got, err, tc.want)
			}
			if err == nil {
				if again, err := h.Take(h.ctx, c.IRI, in, author.IRI, []byte("{}")); !again || err != nil {
					t.Errorf("a second time: %v, %v", again, err)
				}
			}
		})
	}
}

// knowStatus has the status of the peer's credentials fetched just now.
func (h *house) knowStatus() {
	h.t.Helper()
	now := h.clock.Now()
	h.update(func(tx community.Tx) error {
		return tx.PutStatusList(community.StatusList{Issuer: "https://" + h.peer + "/issuer", ValidFrom: now, ValidUntil: now.Add(time.Hour), FetchedAt: now})
	})
}

func (h *house) peerIs(state community.PeerState) {
	h.t.Helper()
	h.update(func(tx community.Tx) error {
		p, err := tx.Peer(h.peer)
		if err != nil {
			return err
		}
		p.State = state
		return tx.PutPeer(p)
	})
}

// takeBudget is how many statements taking in a reply may cost whose author and room
// are known already, the savepoint left out.
const takeBudget = 14

// strangers gives the closed community and somebody of a peer who is in it, with what
// must be known of their credential.
func (h *house) strangers() (c community.Community, author community.Person) {
	h.knowStatus()
	h.view(func(tx community.Tx) (err error) {
		if c, err = tx.Community(h.closed); err == nil {
			author, err = tx.Person(h.remoteHead)
		}
		return err
	})
	return c, author
}

// TestWhatTakingInCosts counts what the database is asked for one more reply of a
// member of a peer.
func TestWhatTakingInCosts(t *testing.T) {
	t.Parallel()
	h := build(t)
	c, author := h.strangers()
	home := "https://" + h.peer
	say := func(n, parent string) {
		t.Helper()
		in := community.Contribution{Activity: home + "/a/" + n, Kind: "Create", Actor: author.IRI, Object: home + "/o/" + n,
			Context: c.Threads + "0123456789abcdef0123456789abcdef", Digest: "sha-256:" + n, Published: h.clock.Now(),
			Note: &community.NoteInput{Kind: "Note", Parent: parent, HTML: "<p>Sample</p>", Language: "en", Published: h.clock.Now()}}
		if parent == "" {
			in.Note.Kind, in.Note.Title = "Article", "Sample"
		}
		if _, err := h.Take(h.ctx, c.IRI, in, author.IRI, []byte("{}")); err != nil {
			t.Fatal(err)
		}
	}
	say("1", "")
	say("2", home+"/o/1")
	if n := h.queries(func() { say("3", home+"/o/1") }); n > takeBudget {
		t.Errorf("a reply costs %d statements, want %d at most", n, takeBudget)
	}
}
