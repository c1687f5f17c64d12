package adversary

import (
	"net"
	"sync/atomic"
	"testing"
	"time"

	"headroom/community"
	"headroom/federation/vocab"
	"headroom/internal/clustertest"
)

// world is a host with a closed and a private community, and a peer whose keys
// are in the wrong hands. One of the host's people is a member of a community
// of the peer's.
type world struct {
	*clustertest.Cluster
	host, peer *clustertest.Node

	c, hidden     community.Community // of the host: closed, private
	thread, post  string              // a thread of c, its first post
	hiddenThread  string
	theirs        community.Community // of the peer: closed
	alice, callum *clustertest.Member // of the host: moderator of c, member of theirs

	// Of the peer: two members of c; a head who is none; somebody who is not
	// verified; a head who was removed from c; its issuer and two communities.
	bob, wyn, carol, nora, gone, issuer, group, other actor

	members                  map[string]*clustertest.Member // of the peer
	stranger, strangerIssuer actor
	sink                     *sink
	n                        int64
}

// sink is a server that nobody trusts. It counts who connects.
type sink struct {
	url   string
	calls atomic.Int64
}

func newSink(t testing.TB) (*sink, string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	s := &sink{url: "http://stranger.localhost:" + port}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			s.calls.Add(1)
			_ = conn.Close()
		}
	}()
	return s, l.Addr().String()
}

func newWorld(t testing.TB) *world {
	t.Helper()
	return newWorldOf(t, false)
}

// newWorldOf makes the world, its instances open to other software or not.
func newWorldOf(t testing.TB, open bool) *world {
	t.Helper()
	sink, address := newSink(t)
	c := clustertest.New(t, clustertest.Options{Names: []string{"scotland", "wales"}, Addresses: []string{address}, Open: open})
	c.LinkAll()
	w := &world{sink: sink, Cluster: c, host: c.Nodes[0], peer: c.Nodes[1], members: map[string]*clustertest.Member{}}
	w.alice, w.callum = w.host.Head("alice"), w.host.Head("callum")
	for _, name := range []string{"gwen", "bob", "wyn", "carol", "gone"} {
		w.members[name] = w.peer.Head(name)
	}
	w.members["nora"] = w.peer.Person("nora")
	gwen := w.members["gwen"]
	w.c = w.alice.Found(community.CommunityInput{Username: "closed"})
	w.hidden = w.alice.Found(community.CommunityInput{Username: "hidden", Access: "private", Reach: "peers", Joining: "invitation"})
	w.theirs = gwen.Found(community.CommunityInput{Username: "theirs"})
	other := gwen.Found(community.CommunityInput{Username: "other"})
	w.Settle()
	w.Tick("directories")

	for _, name := range []string{"bob", "wyn", "gone"} {
		w.members[name].Join(w.c.IRI)
	}
	w.alice.AcceptAll(w.c)
	for _, m := range []*clustertest.Member{w.callum, w.members["bob"], w.members["wyn"]} {
		m.Join(w.theirs.IRI)
	}
	gwen.AcceptAll(w.theirs)
	w.thread, w.post = w.start(t, w.c)
	w.hiddenThread, _ = w.start(t, w.hidden)
	w.expel(t, w.members["gone"])

	for name, into := range map[string]*actor{"bob": &w.bob, "wyn": &w.wyn, "carol": &w.carol, "nora": &w.nora, "gone": &w.gone} {
		*into = actorOf(w.peer, w.members[name].Person.IRI)
	}
	w.issuer, w.group, w.other = actorOf(w.peer, w.peer.Identity.Issuer()), actorOf(w.peer, w.theirs.IRI), actorOf(w.peer, other.IRI)
	for _, who := range []actor{w.carol, w.nora} {
		w.peer.Ask(who.IRI, w.c.IRI) // so that the host knows what they are
	}
	w.stranger, w.strangerIssuer = inventedActor(t, sink.url+"/u/1"), inventedActor(t, sink.url+"/issuer")
	return w
}

func (w *world) now() time.Time { return w.Clock.Now() }

// start begins a thread in a community of the host.
func (w *world) start(t testing.TB, c community.Community) (thread, root string) {
	t.Helper()
	res, err := w.host.Service.StartThread(t.Context(), w.alice.Viewer, community.PostInput{Community: c.ID, Title: "Snow", Body: "Who is open?", Language: "en"})
	if err != nil {
		t.Fatal(err)
	}
	w.Settle()
	w.host.View(func(tx community.Tx) error {
		th, err := tx.Thread(res.Thread)
		thread, root = th.Context, th.RootIRI
		return err
	})
	return thread, root
}

// expel removes somebody of the peer's.
func (w *world) expel(t testing.TB, who *clustertest.Member) {
	t.Helper()
	var m community.Membership
	w.host.View(func(tx community.Tx) error {
		p, err := tx.PersonByIRI(who.Person.IRI)
		if err != nil {
			return err
		}
		m, err = tx.MembershipOf(w.c.ID, p.ID)
		return err
	})
	if err := w.host.Service.RemoveMember(t.Context(), w.alice.Viewer, w.c.ID, m.ID, "Left the post"); err != nil {
		t.Fatal(err)
	}
	w.Settle()
}

// deliver sends a good message and lets it take effect.
func (w *world) deliver(t testing.TB, m message) {
	t.Helper()
	if got := post(t, w.host, m); got.Code != 202 {
		t.Fatalf("a good message: %d %s: %s", got.Code, got.Body, m.bytes(t))
	}
	w.Settle()
}

// offer is an agreement that somebody offers.
func (w *world) offer(t testing.TB, by actor) object {
	t.Helper()
	url := by.IRI[:len(by.IRI)-len("/issuer")]
	record := vocab.AgreementRecord(vocab.Agreement{ID: url + "/agreements/1", Issuer: by.IRI, Parties: []string{by.IRI, w.host.Identity.Issuer()},
		Trusts: []string{"HeadteacherCredential"}, Start: w.now(), End: w.now().Add(30 * 24 * time.Hour)})
	a := vocab.Activity{ID: url + "/a/" + w.next(), Actor: by.IRI, To: []string{w.host.Identity.Issuer()}, Published: w.now()}
	return decode(t, vocab.Offer(a, prove(t, record, by, w.now())))
}
