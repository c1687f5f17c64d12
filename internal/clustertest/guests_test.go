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

// visited is a room of Scotland with a Welsh member, in which an English head is
// a guest of one conversation: ferries, not buses.
type visited struct {
	*story
	ferries, answer, buses string // IRIs of posts
	guest                  community.Guest
	sponsor                *Member // other than the moderator, where there is one
}

// inviting makes the room, and has the moderator ask for the guest and decide.
func inviting(t *testing.T, db storagetest.Database) *visited {
	t.Helper()
	v := &visited{story: tellStoryOn(t, db)}
	v.letIn(v.welsh)
	v.ferries = v.say(v.moderator, "", "Ferries are late")
	v.answer = v.say(v.welsh, v.ferries, "So are ours")
	v.buses = v.say(v.moderator, "", "Buses are nobody's business")
	v.asks(v.english, v.ferries, 3)
	return v
}

// asks has the moderator ask for a guest of a conversation, and decide.
func (v *visited) asks(m *Member, about string, days int64) {
	v.T.Helper()
	v.asksAs(v.moderator, m, about, days)
}

// asksAs has a member ask for a guest of a conversation, and the moderator
// decide.
func (v *visited) asksAs(sponsor, m *Member, about string, days int64) {
	v.T.Helper()
	host, ctx := v.moderator.Node, v.T.Context()
	g, err := host.Service.AskGuest(ctx, sponsor.Viewer, community.GuestInput{Thread: v.post(host, about).ThreadID, Email: "@" + m.Person.Username + "@" + m.Node.Identity.Host,
		Name: m.Person.Name, Post: "Headteacher", Biography: strings.Repeat("A sample biography. ", 4), Reason: "They know boats.", Days: days})
	if err == nil {
		err = host.Service.DecideGuest(ctx, v.moderator.Viewer, v.room.ID, g.ID, true, "")
	}
	if err != nil {
		v.T.Fatal(err)
	}
	v.guest = g
	v.Settle()
}

// comes has who was invited take up the invitation through the pages of their
// own instance.
func (v *visited) comes(m *Member) {
	v.T.Helper()
	to := v.path(m)
	m.Get(to+"/join").OK().Submit(to+"/join", nil).OK()
	v.Settle()
}

// TestAGuestOfAPeer follows somebody of a linked instance through their days as
// a guest: invited, in, reading and answering one conversation at home, and out
// to the second.
func TestAGuestOfAPeer(t *testing.T) {
	t.Parallel()
	for _, db := range storagetest.Databases(t) {
		t.Run(db.Name, func(t *testing.T) {
			t.Parallel()
			v := inviting(t, db)
			if page := v.english.Get("/"); !page.Contains("Highlands and Islands") {
				t.Errorf("her home page does not tell of the invitation: %s", page.Text())
			}
			v.comes(v.english)
			if rec := v.atHost(v.english); rec.State != policy.Active || rec.Role != policy.Guest || rec.Sponsor != v.moderator.Person.IRI {
				t.Fatalf("at the host: %+v", rec)
			}
			v.readsOnly(v.ferries, v.answer)
			v.noLog()
			v.talks()
			v.noLog()
			v.ends()
		})
	}
}

// readsOnly checks that England holds these posts of the room, and shows them to
// the guest, and nothing else.
func (v *visited) readsOnly(posts ...string) {
	v.T.Helper()
	for _, iri := range posts {
		if !v.reads(v.english, iri) {
			v.T.Errorf("%s cannot be read", iri)
		}
	}
	if n := v.kept("england"); n != len(posts) {
		v.T.Errorf("England holds %d posts, want %d", n, len(posts))
	}
}

// noLog checks that of the room England knows what a guest's home may.
func (v *visited) noLog() {
	v.T.Helper()
	c, _ := v.Node("england").Here(v.room.IRI)
	v.Node("england").View(func(tx community.Tx) error {
		if _, err := tx.LogHead(c.ID); !community.IsNotFound(err) {
			v.T.Errorf("England has a log of the room: %v", err)
		}
		if c.Stamps == "" || c.Log != "" || c.Members != "" {
			v.T.Errorf("of the room England knows %q, %q, %q", c.Stamps, c.Log, c.Members)
		}
		return nil
	})
}

// talks has everybody say something, and something be taken back.
func (v *visited) talks() {
	v.T.Helper()
	hers := v.say(v.english, v.ferries, "We have no boats at all")
	for _, m := range []*Member{v.moderator, v.welsh, v.english} {
		p := v.post(m.Node, hers)
		if p.Byline.Role != "guest" || p.State != community.PostAccepted {
			v.T.Errorf("at %s her post is %s, by a %s", m.Node.Name, p.State, p.Byline.Role)
		}
	}
	if page := v.moderator.Get("/posts/" + itoa(v.post(v.moderator.Node, hers).ID)); !page.Contains("Guest") {
		v.T.Errorf("nothing says that she is a guest: %s", page.Text())
	}
	later := v.say(v.welsh, v.ferries, "Words that are taken back")
	v.say(v.welsh, v.buses, "Not for guests")
	v.readsOnly(v.ferries, v.answer, hers, later)
	for _, m := range []*Member{v.english, v.welsh} {
		if !strings.HasPrefix(m.Node.Config.Database, "postgres") && !v.holds(m.Node, "Words that are taken back") {
			v.T.Errorf("the words are not found in %s", m.Node.Name)
		}
	}
	p := v.post(v.welsh.Node, later)
	if err := v.welsh.Node.Service.DeletePost(v.T.Context(), v.welsh.Viewer, p.ID); err != nil {
		v.T.Fatal(err)
	}
	v.Settle()
	for _, m := range []*Member{v.english, v.welsh} {
		if v.holds(m.Node, "Words that are taken back") {
			v.T.Errorf("what was deleted is still in %s", m.Node.Name)
		}
	}
	for _, path := range []string{"/people", "/queue"} {
		if page := v.english.Get(v.path(v.english) + path); page.Status != http.StatusNotFound {
			v.T.Errorf("%s: %d", path, page.Status)
		}
	}
}

// holds reports whether words are anywhere in the database of an instance; on
// PostgreSQL it does not look.
func (v *visited) holds(n *Node, words string) bool {
	v.T.Helper()
	if strings.HasPrefix(n.Config.Database, "postgres") {
		return false
	}
	return storagetest.OpenBeside(v.T, strings.TrimPrefix(n.Config.Database, "sqlite:")).Holds(words)
}

// owesNothing checks that operators of the host are not told of a receipt that is
// late: while there is a guest none is due.
func (v *visited) owesNothing() {
	v.T.Helper()
	missing, err := v.Node("scotland").Service.PeersMissing(v.T.Context(), community.CommandLine)
	if err != nil || missing != 0 {
		v.T.Errorf("%d instances owe a receipt: %v", missing, err)
	}
}

// ends lets the guest's time pass: closed to the second with no job running,
// and cleared away when one has.
func (v *visited) ends() {
	v.T.Helper()
	var until time.Time
	v.Node("scotland").View(func(tx community.Tx) error {
		g, err := tx.Guest(v.guest.ID)
		until = g.EndAt
		return err
	})
	for v.Clock.Now().Add(10 * time.Hour).Before(until) {
		v.Clock.Advance(10 * time.Hour)
		v.Tick("stamps")
		v.Tick("issuer")
		v.Tick("status-lists")
		v.Settle()
	}
	v.owesNothing()
	v.Clock.Advance(until.Sub(v.Clock.Now()) - time.Second)
	if !v.reads(v.english, v.ferries) {
		v.T.Error("closed before the time")
	}
	v.Clock.Advance(time.Second)
	if v.reads(v.english, v.ferries) {
		v.T.Error("open after the time")
	}
	v.Tick("memberships")
	v.Settle()
	if rec := v.atHost(v.english); rec.State != policy.Expired {
		v.T.Errorf("at the host: %+v", rec)
	}
	if n := v.kept("england"); n != 0 {
		v.T.Errorf("England still holds %d posts", n)
	}
	v.Clock.Advance(48 * time.Hour)
	v.owesNothing()
	for _, n := range v.Nodes {
		v.quiet(n)
	}
}

// TestWhoAsksToJoinIsNoGuest has a head ask to join while her host is away, and be
// invited as a guest before her request arrives: it is a request to join and is not
// taken for an answer that she has not given.
func TestWhoAsksToJoinIsNoGuest(t *testing.T) {
	t.Parallel()
	v := &visited{story: tellStory(t)}
	v.ferries = v.say(v.moderator, "", "Ferries are late")
	v.Cut("england", "scotland")
	v.english.Join(v.room.IRI)
	v.Heal("england", "scotland")
	v.asks(v.english, v.ferries, 3)
	v.later(30 * time.Minute)
	if rec := v.atHost(v.english); rec.State != policy.Pending || rec.Role == policy.Guest {
		t.Fatalf("at the host: %+v", rec)
	}
	v.moderator.AcceptAll(v.room)
	if !v.reads(v.english, v.ferries) {
		t.Error("she was let in and reads nothing")
	}
	for _, n := range v.Nodes {
		v.quiet(n)
	}
}
