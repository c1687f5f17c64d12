package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"time"

	"headroom/community"
	"headroom/federation/sign"
	"headroom/federation/vocab"
	"headroom/internal/jobs"
	"headroom/internal/seal"
	"headroom/storage"
)

// What is said while a home is away, and how its pages are read meanwhile.
const (
	awayEntries = 50_000
	awayThread  = 100 // posts in each conversation
	awayBatch   = 1000
	quietPages  = 200
	pageEvery   = 20 * time.Millisecond
	settles     = 2 * time.Second // after the last has come
	catchUpTime = 5 * time.Minute // after which the bench gives up
)

// away is a home that was away, and what its host has for it.
type away struct {
	*bench
	host, home *server
	reader     *browser // at the home
	room       string   // number of the community there
	actor      string   // who has said it all
	entries    int
	last       string // title of the last conversation
}

// catchUp measures how soon a home that was away for a day has all that was said
// in a community meanwhile, and what its readers notice of it.
func (b *bench) catchUp(ctx context.Context) error {
	all, err := b.configure("scotland", "wales")
	if err != nil {
		return err
	}
	a := &away{bench: b, host: all["scotland"], home: all["wales"], entries: awayEntries}
	if b.Quick {
		a.entries = 500
	}
	defer a.host.stop()
	defer a.home.stop()
	if err := a.begin(ctx); err != nil {
		return err
	}
	a.host.stop()
	if err := a.fill(ctx); err != nil {
		return err
	}
	return a.measure(ctx)
}

// begin lets a Welsh head into a Scottish community, where one thing is said.
func (a *away) begin(ctx context.Context) error {
	for _, s := range []*server{a.host, a.home} {
		if _, err := s.start(ctx, a.Serve); err != nil {
			return err
		}
	}
	for _, w := range []struct {
		on             *server
		username, kind string
	}{{a.host, "facilitator", "facilitator"}, {a.host, "writer", "head"}, {a.home, "reader", "head"}} {
		m, err := w.on.head(ctx, w.username, w.kind)
		if err != nil {
			return err
		}
		if w.username == "writer" {
			a.actor = m.Actor
		}
	}
	if _, err := a.host.community(ctx, "heads", "facilitator"); err != nil {
		return err
	}
	if err := peer(ctx, a.host, a.home); err != nil {
		return err
	}
	who, err := a.host.signIn(ctx, "writer")
	if err != nil {
		return err
	}
	there, err := who.join(ctx)
	if err != nil {
		return err
	}
	if a.reader, err = a.home.signIn(ctx, "reader"); err != nil {
		return err
	}
	if a.room, err = a.reader.join(ctx); err != nil {
		return err
	}
	if _, err := who.post(ctx, "/communities/"+there+"/new", url.Values{"title": {"Before"}, "body": {text}, "lang": {"en"}}); err != nil {
		return err
	}
	_, err = a.reader.find(ctx, "/communities/"+a.room, threadLink)
	return err
}

// fill writes what was said while the home was away into the log of its host,
// which does not run.
func (a *away) fill(ctx context.Context) error {
	db, err := storage.Open(ctx, storage.Options{Database: a.host.config.Database})
	if err != nil {
		return err
	}
	defer db.Close()
	box, err := seal.Open(a.host.config.KeyFile)
	if err != nil {
		return err
	}
	for done := 0; done < a.entries; done += awayBatch {
		n := min(awayBatch, a.entries-done)
		if err := db.Update(ctx, func(tx community.Tx) error { return a.say(tx, box, done, n) }); err != nil {
			return err
		}
	}
	return nil
}

// say appends n posts of the writer to the log, the first being number done, and
// asks for their announcement.
func (a *away) say(tx community.Tx, box *seal.Box, done, n int) error {
	local := true
	rooms, err := tx.Communities(&local)
	if err != nil {
		return err
	}
	c := rooms[0]
	who, err := writerOf(tx, box, a.actor)
	if err != nil {
		return err
	}
	head, err := tx.LogHead(c.ID)
	if err != nil {
		return err
	}
	in, now, root := room{iri: c.IRI, inbox: c.Inbox, members: c.Members, threads: c.Threads}, time.Now().UTC().Truncate(time.Second), ""
	for i := done; i < done+n; i++ {
		if i%awayThread == 0 || i == a.entries-1 {
			root = ""
			a.last = fmt.Sprintf("Thread %d", i+1)
		}
		w, err := who.create(in, int64(i)+1, root, now)
		if err != nil {
			return err
		}
		if root == "" {
			root = w.object
		}
		if head, err = appendTo(tx, c, head, who.actor, w, now); err != nil {
			return err
		}
	}
	peers, err := tx.Peers()
	if err != nil || done > 0 {
		return err
	}
	payload, err := json.Marshal(community.Delivery{Message: community.SendAnnounces, Host: peers[0].Host, Community: c.ID,
		Epoch: head.Epoch, Seq: head.Seq - int64(n) + 1})
	if err != nil {
		return err
	}
	return tx.Enqueue(jobs.New{Lane: community.PeerLane(peers[0].Host), Kind: community.JobDeliver, Payload: payload,
		Key: fmt.Sprint("announce ", c.ID, " ", peers[0].Host), RunAt: now})
}

// appendTo appends a post to the chain of a community.
func appendTo(tx community.Tx, c community.Community, head community.ChainHead, author string, w written, now time.Time) (community.ChainHead, error) {
	digest, err := sign.Hash(w.body)
	if err != nil {
		return head, err
	}
	d := community.Document{ID: tx.NextID(), IRI: strings.Replace(w.object, "/o/", "/a/", 1), Signer: author, CommunityID: c.ID, Object: w.object,
		Author: author, Class: "activity", Raw: w.body, CreatedAt: now}
	e := community.LogEntry{CommunityID: c.ID, Epoch: head.Epoch, Seq: head.Seq + 1, Prev: head.Hash, Digest: digest, PublishedAt: now,
		AnnounceIRI: fmt.Sprint(c.Log, "/", head.Epoch, "/", head.Seq+1), Activity: d.IRI, Kind: "Create", Object: w.object, Author: author,
		DocumentID: d.ID, ReceivedAt: now}
	h := vocab.LogHeader{Group: c.IRI, Epoch: e.Epoch, Seq: e.Seq, Prev: e.Prev, Digest: e.Digest, Published: now.Format(time.RFC3339)}
	if e.Hash, err = sign.Hash(h.JSON()); err != nil {
		return head, err
	}
	if err := tx.InsertDocument(d); err != nil {
		return head, err
	}
	return community.ChainHead{Epoch: e.Epoch, Seq: e.Seq, Hash: e.Hash, PublishedAt: now}, tx.InsertLogEntry(e)
}

// measure starts the host and reads pages of the home until the last conversation
// stands on them, and then as many while nothing happens: the same pages, full of
// conversations. Before, there is one.
func (a *away) measure(ctx context.Context) error {
	var quiet, busy []float64
	began := time.Now()
	if _, err := a.host.start(ctx, a.Serve); err != nil {
		return err
	}
	for {
		there, err := a.page(ctx, &busy)
		if err != nil {
			return err
		}
		if there {
			break
		}
		if time.Since(began) > catchUpTime {
			return fmt.Errorf("%s has not come within %v", a.last, catchUpTime)
		}
	}
	a.out["catchup50k_s"] = round(time.Since(began).Seconds())
	time.Sleep(a.briefly(settles))
	for range a.fewer(quietPages) {
		if _, err := a.page(ctx, &quiet); err != nil {
			return err
		}
	}
	a.out["catchup_page_p99_ms"] = round(quantile(busy, 0.99))
	a.out["catchup_page_quiet_p99_ms"] = round(quantile(quiet, 0.99))
	return nil
}

// page reads the community's page at the home and says whether the last
// conversation stands there.
func (a *away) page(ctx context.Context, times *[]float64) (bool, error) {
	began := time.Now()
	page, err := a.reader.get(ctx, "/communities/"+a.room)
	*times = append(*times, float64(time.Since(began).Microseconds())/1000)
	time.Sleep(pageEvery)
	return strings.Contains(page, a.last), err
}
