package clustertest

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
	"headroom/storage/storagetest"
)

// seesOnlyFerries checks every place at home where the guest could learn of
// something beyond their conversation.
func (v *visited) seesOnlyFerries(others ...string) {
	v.T.Helper()
	home := v.english.Node
	room, _ := home.Here(v.room.IRI)
	for _, iri := range others {
		p := v.post(home, iri)
		if p.ID == 0 {
			v.T.Errorf("England does not hold %s", iri)
		}
		for _, path := range []string{"/posts/" + itoa(p.ID), "/threads/" + itoa(p.ThreadID)} {
			if page := v.english.Get(path); page.Status != http.StatusNotFound {
				v.T.Errorf("%s: %d", path, page.Status)
			}
		}
		if _, _, err := home.Service.EventsSince(v.T.Context(), v.english.Viewer, 0, community.EventFilter{Thread: p.ThreadID}, 0); err == nil {
			v.T.Errorf("a stream of the conversation %d begins", p.ThreadID)
		}
	}
	for _, path := range []string{"/", "/search?q=buses", "/search?q=Buses&community=" + itoa(room.ID), "/notifications", v.path(v.english)} {
		if page := v.english.Get(path); page.Contains("Buses are") || page.Contains("Not for guests") {
			v.T.Errorf("%s tells of another conversation: %s", path, page.Text())
		}
	}
	for _, path := range []string{"/people", "/queue", "/new"} {
		if page := v.english.Get(v.path(v.english) + path); page.Status == http.StatusOK {
			v.T.Errorf("%s: %d", path, page.Status)
		}
	}
	mine := v.post(home, v.ferries).ThreadID
	events, _, err := home.Service.EventsSince(v.T.Context(), v.english.Viewer, 0, community.EventFilter{}, 0)
	if err != nil {
		v.T.Fatal(err)
	}
	for _, e := range events {
		if e.CommunityID == room.ID && e.ThreadID != 0 && e.ThreadID != mine {
			v.T.Errorf("an event of another conversation: %+v", e)
		}
	}
}

// TestAGuestAndAMemberOfOneHome: the home holds everything for the member, and
// the guest is shown their conversation. When the member goes, in whatever way,
// the home holds what the guest may read and nothing else.
func TestAGuestAndAMemberOfOneHome(t *testing.T) {
	t.Parallel()
	for way, goes := range map[string]func(*visited, *Member) error{
		"leaves": func(v *visited, m *Member) error {
			c, _ := m.Node.Here(v.room.IRI)
			return m.Node.Service.Leave(v.T.Context(), m.Viewer, c.ID)
		},
		"is removed": func(v *visited, m *Member) error {
			return v.moderator.Node.Service.RemoveMember(v.T.Context(), v.moderator.Viewer, v.room.ID, v.atHost(m).ID, "Not one of us.")
		},
		"is no head any more": func(v *visited, m *Member) error {
			return m.Node.Service.Revoke(v.T.Context(), community.CommandLine, m.Person.ID, "has retired")
		},
	} {
		for _, first := range []string{"guest", "member"} {
			t.Run(way+", "+first+" first", func(t *testing.T) {
				t.Parallel()
				v := inviting(t, storagetest.SQLite)
				full := v.Node("england").Head("Tom Example")
				if first == "guest" {
					v.comes(v.english)
				}
				edited := v.say(v.moderator, v.ferries, "Words before they were changed")
				v.edit(v.moderator, edited, "Words as they are now")
				v.letIn(full)
				if first == "member" {
					v.comes(v.english)
				}
				secret := v.say(v.welsh, v.buses, "Not for guests")
				hers := v.say(v.english, v.ferries, "We have no boats at all")
				if !v.reads(full, secret) || !v.reads(full, hers) || !v.reads(v.english, edited) {
					t.Error("somebody does not read what is theirs")
				}
				if p := v.post(v.english.Node, edited); !strings.Contains(p.HTML, "as they are now") || p.Revision != 1 {
					t.Errorf("England holds %q, revision %d", p.HTML, p.Revision)
				}
				v.seesOnlyFerries(v.buses, secret)

				if err := goes(v, full); err != nil {
					t.Fatal(err)
				}
				v.Settle()
				for range 2 {
					v.later(time.Minute)
				}
				if rec := v.atHost(full); rec.State == policy.Active {
					t.Fatalf("the member is still one: %+v", rec)
				}
				v.readsOnly(v.ferries, v.answer, edited, hers)
				if p := v.post(v.english.Node, edited); !strings.Contains(p.HTML, "as they are now") {
					t.Errorf("England holds %q", p.HTML)
				}
				for _, words := range []string{"Buses are nobody's business", "Not for guests"} {
					if v.holds(v.english.Node, words) {
						t.Errorf("England holds %q", words)
					}
				}
				later := v.say(v.english, v.ferries, "And no ferries")
				v.readsOnly(v.ferries, v.answer, edited, hers, later)
				for _, n := range v.Nodes {
					v.quiet(n)
				}
			})
		}
	}
}

// edit gives a post other words.
func (v *visited) edit(m *Member, iri, words string) {
	v.T.Helper()
	p := v.post(m.Node, iri)
	in := community.PostInput{Community: p.CommunityID, Thread: p.ThreadID, Post: p.ID, Title: p.Title, Body: words, Language: "en"}
	if _, err := m.Node.Service.EditPost(v.T.Context(), m.Viewer, in); err != nil {
		v.T.Fatal(err)
	}
	v.Settle()
}

// TestTwoGuestsOfOneHome are guests of different conversations: neither reads
// the other's, and when one has gone, the other reads on.
func TestTwoGuestsOfOneHome(t *testing.T) {
	t.Parallel()
	v := visiting(t)
	first := v.guest
	second := v.Node("england").Head("Tom Example")
	v.asks(second, v.buses, 5)
	v.comes(second)
	if !v.reads(second, v.buses) || v.reads(second, v.ferries) || v.reads(v.english, v.buses) || !v.reads(v.english, v.ferries) {
		t.Error("the two guests read other things than their own")
	}
	v.seesOnlyFerries(v.buses)
	v.guest = first
	if err := guestEndings["a moderator"](v); err != nil {
		t.Fatal(err)
	}
	v.Settle()
	v.later(time.Minute)
	if v.reads(v.english, v.ferries) || v.holds(v.english.Node, "Ferries are late") || v.holds(v.english.Node, "So are ours") {
		t.Error("what only the first might read is still there")
	}
	next := v.say(v.moderator, v.buses, "Buses, continued")
	if !v.reads(second, v.buses) || !v.reads(second, next) || v.kept("england") != 2 {
		t.Errorf("the second does not read on: England holds %d posts", v.kept("england"))
	}
	for _, n := range v.Nodes {
		v.quiet(n)
	}
}

// likes counts the answers without words to a post on an instance.
func (v *visited) likes(n *Node, iri string) (count int) {
	v.T.Helper()
	p := v.post(n, iri)
	n.View(func(tx community.Tx) error {
		all, err := tx.Reactions([]int64{p.ID})
		count = len(all)
		return err
	})
	return count
}

// TestAGuestGetsThePastAndWhatFollows: edits, likes, likes taken back, deletions
// and a lock, some from before the guest came and some from after, through a
// parted network and restarts of both sides.
func TestAGuestGetsThePastAndWhatFollows(t *testing.T) {
	t.Parallel()
	for _, cut := range []string{"whole", "parted at admission", "pushes are lost"} {
		t.Run(cut, func(t *testing.T) {
			t.Parallel()
			v := inviting(t, storagetest.SQLite)
			ok := func(err error) {
				t.Helper()
				if err != nil {
					t.Fatal(err)
				}
			}
			host, wales, ctx := v.moderator.Node.Service, v.welsh.Node.Service, t.Context()
			at := func(n *Node, iri string) int64 { return v.post(n, iri).ID }
			gone := v.say(v.welsh, v.ferries, "Taken back before she came")
			under := v.say(v.moderator, gone, "An answer to what was taken back")
			ok(wales.DeletePost(ctx, v.welsh.Viewer, at(v.welsh.Node, gone)))
			v.edit(v.welsh, v.answer, "So are ours, mostly")
			ok(wales.React(ctx, v.welsh.Viewer, at(v.welsh.Node, v.ferries), "agree", true))
			ok(host.React(ctx, v.moderator.Viewer, at(v.moderator.Node, v.answer), "agree", true))
			v.Settle()
			ok(host.React(ctx, v.moderator.Viewer, at(v.moderator.Node, v.answer), "agree", false))
			ok(host.LockThread(ctx, v.moderator.Viewer, v.post(v.moderator.Node, v.ferries).ThreadID, true))
			v.Settle()

			if cut == "parted at admission" {
				to := v.path(v.english)
				v.english.Get(to+"/join").OK().Submit(to+"/join", nil).OK()
				v.Cut("scotland", "england")
			} else {
				v.comes(v.english)
				if cut == "pushes are lost" {
					v.Cut("scotland", "england")
				}
			}
			v.Settle()
			same := v.say(v.moderator, v.buses, "Meanwhile, elsewhere")
			v.edit(v.moderator, v.ferries, "Ferries are late again")
			v.Node("scotland").Restart()
			v.Node("england").Restart()
			v.Heal("scotland", "england")
			for range 2 {
				v.later(time.Hour)
			}
			if cut == "parted at admission" { // refused while nothing could be asked of her home: the invitation stands
				v.comes(v.english)
				v.later(time.Minute)
			}

			v.readsOnly(v.ferries, v.answer, under)
			home := v.english.Node
			for iri, words := range map[string]string{v.ferries: "late again", v.answer: "So are ours, mostly", under: "An answer"} {
				if p := v.post(home, iri); !strings.Contains(p.HTML, words) {
					t.Errorf("England holds %q for %q", p.HTML, words)
				}
			}
			if a, b := v.likes(home, v.ferries), v.likes(home, v.answer); a != 1 || b != 0 {
				t.Errorf("%d and %d likes", a, b)
			}
			locked := func() bool {
				var thread community.Thread
				id := v.post(home, v.ferries).ThreadID
				home.View(func(tx community.Tx) (err error) { thread, err = tx.Thread(id); return err })
				return !thread.LockedAt.IsZero()
			}
			if !locked() {
				t.Error("the lock has not come")
			}
			if v.post(home, same).ID != 0 {
				t.Error("England holds another conversation")
			}

			ok(v.moderator.Node.Service.LockThread(ctx, v.moderator.Viewer, v.post(v.moderator.Node, v.ferries).ThreadID, false))
			v.Settle()
			if locked() {
				t.Error("the lock has not gone")
			}
			hers := v.say(v.english, v.answer, "A guest's own words")
			ok(home.Service.React(ctx, v.english.Viewer, at(home, v.answer), "thanks", true))
			v.Settle()
			if n := v.likes(v.moderator.Node, v.answer); n != 1 {
				t.Errorf("at the host %d likes of the guest", n)
			}
			ok(home.Service.React(ctx, v.english.Viewer, at(home, v.answer), "thanks", false))
			v.edit(v.english, hers, "A guest's own other words")
			ok(wales.React(ctx, v.welsh.Viewer, at(v.welsh.Node, v.ferries), "agree", false))
			ok(wales.DeletePost(ctx, v.welsh.Viewer, at(v.welsh.Node, v.answer)))
			v.Settle()
			for _, n := range v.Nodes {
				if p := v.post(n, hers); !strings.Contains(p.HTML, "other words") {
					t.Errorf("%s holds %q of the guest", n.Name, p.HTML)
				}
				if v.likes(n, v.ferries)+v.likes(n, v.answer) != 0 {
					t.Errorf("%s: likes that were taken back", n.Name)
				}
				if p := v.post(n, v.answer); p.State != community.PostDeleted || v.holds(n, "So are ours, mostly") {
					t.Errorf("%s holds what was deleted, %s", n.Name, p.State)
				}
			}
			ok(home.Service.DeletePost(ctx, v.english.Viewer, at(home, hers)))
			v.Settle()
			for _, n := range v.Nodes {
				if p := v.post(n, hers); p.State != community.PostDeleted || v.holds(n, "own other words") {
					t.Errorf("%s holds the guest's deleted words, %s", n.Name, p.State)
				}
				v.quiet(n)
			}
		})
	}
}
