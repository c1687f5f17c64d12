package bench

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"headroom/community"
	"headroom/community/policy"
	"headroom/federation/sign"
	"headroom/internal/jobs"
	"headroom/storage"
)

// What is sent away.
const (
	farRooms   = 16                     // communities with announcements for one peer
	farEntries = 250                    // of each
	farDelay   = 150 * time.Millisecond // each way
	fanPeers   = 50
	fanMembers = 500 // on each peer
	fanPosts   = 5
)

// farSeat is who listens: any number of peers behind one listener, which answers
// 202 and counts announcements.
type farSeat struct {
	address string
	heard   atomic.Int64
	late    time.Duration
	reader  logReader
	close   func()
}

// farListener answers as peers do; a request and its answer are each late by so
// much, as on a long way. Nothing else is slower: what is on its way is many.
func farListener(late time.Duration) (*farSeat, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &farSeat{address: l.Addr().String(), late: late}
	server := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		w.WriteHeader(http.StatusAccepted)
		if err == nil && bytes.Contains(body, []byte(`"type":"Announce"`)) { // of other things an instance tells its peers of itself
			s.heard.Add(1)
			if late > 0 {
				s.reader.announce(body)
			}
		}
	})}
	if late == 0 {
		go func() { _ = server.Serve(l) }()
		s.close = func() { _ = server.Close() }
		return s, nil
	}
	near, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		_ = l.Close()
		return nil, err
	}
	s.address = near.Addr().String()
	go func() { _ = server.Serve(l) }()
	go delay(near, l.Addr().String(), late)
	s.close = func() { _ = near.Close(); _ = server.Close() }
	return s, nil
}

// delay carries connections on, every byte late by so much in each direction.
func delay(near net.Listener, to string, late time.Duration) {
	for {
		in, err := near.Accept()
		if err != nil {
			return
		}
		go func() {
			defer in.Close()
			time.Sleep(late) // the connection itself has to be made over that way
			out, err := net.Dial("tcp", to)
			if err != nil {
				return
			}
			defer out.Close()
			time.Sleep(late)
			var both sync.WaitGroup
			both.Go(func() { carry(out, in, late) })
			both.Go(func() { carry(in, out, late) })
			both.Wait()
		}()
	}
}

// reads lets who listens read the logs of a host, as its issuer, over the same way.
func (s *farSeat) reads(host *server, who writer) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	go delay(l, host.config.Listen, s.late)
	var d net.Dialer
	way := &http.Transport{MaxIdleConnsPerHost: farRooms, DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return d.DialContext(ctx, network, l.Addr().String())
	}}
	s.reader.who, s.reader.now, s.reader.client = who, time.Now, &http.Client{Transport: way}
	before := s.close
	s.close = func() { before(); way.CloseIdleConnections(); _ = l.Close() }
	return nil
}

// parcel is what was read at once, and when it is due.
type parcel struct {
	bytes []byte
	due   time.Time
}

func carry(to, from net.Conn, late time.Duration) {
	way := make(chan parcel, 256)
	go func() {
		defer close(way)
		for {
			b := make([]byte, 16<<10)
			n, err := from.Read(b)
			if n > 0 {
				way <- parcel{b[:n], time.Now().Add(late)}
			}
			if err != nil {
				return
			}
		}
	}()
	for p := range way {
		time.Sleep(time.Until(p.due))
		if _, err := to.Write(p.bytes); err != nil {
			break
		}
	}
	_ = to.Close()
	for range way { // what is left has nowhere to go
	}
}

// far measures what leaves an instance: one post for the members of many peers,
// and many posts for one peer that is far away.
func (b *bench) far(ctx context.Context) error {
	if err := b.fanOut(ctx); err != nil {
		return fmt.Errorf("fan-out: %w", err)
	}
	if err := b.distance(ctx, "distance300ms_per_s", farRooms, b.fewer(farEntries)); err != nil {
		return fmt.Errorf("distance: %w", err)
	}
	return b.distance(ctx, "distance300ms_one_community_per_s", 1, b.fewer(4*farEntries))
}

// farHost is an instance with communities and members on peers that only listen.
func (b *bench) farHost(ctx context.Context, seat *farSeat, rooms int, fill func(context.Context, *storage.DB, *server) error) (*server, error) {
	all, err := b.configure("scotland")
	if err != nil {
		return nil, err
	}
	s := all["scotland"]
	s.config.Federation.Addresses = append(s.config.Federation.Addresses, seat.address)
	if err := s.write(); err != nil {
		return nil, err
	}
	if _, err := s.start(ctx, b.Serve); err != nil {
		return nil, err
	}
	if _, err := s.head(ctx, "facilitator", "facilitator"); err != nil {
		return s, err
	}
	for n := range rooms {
		if _, err := s.community(ctx, fmt.Sprint("room", n), "facilitator"); err != nil {
			return s, err
		}
	}
	s.stop()
	db, err := storage.Open(ctx, storage.Options{Database: s.config.Database})
	if err != nil {
		return s, err
	}
	defer db.Close()
	return s, fill(ctx, db, s)
}

// seatPeers makes peers behind a listener, each with so many members of every
// community.
func seatPeers(tx community.Tx, seat *farSeat, peers, members int, rooms []community.Community) error {
	now := time.Now().UTC().Truncate(time.Second)
	_, port, err := net.SplitHostPort(seat.address)
	if err != nil {
		return err
	}
	for n := range peers {
		host := fmt.Sprintf("far%d.localhost:%s", n, port)
		origin := "http://" + host
		if err := tx.PutPeer(community.Peer{ID: tx.NextID(), Host: host, Name: host, Nation: "CYM", Issuer: origin + "/issuer",
			Inbox: origin + "/inbox", State: community.PeerActive, CreatedAt: now, ActiveAt: now}); err != nil {
			return err
		}
		for m := range members {
			p := community.Person{ID: tx.NextID(), IRI: fmt.Sprint(origin, "/u/", m), Host: host, Username: fmt.Sprint("far", m),
				Name: "Sample Head", Nation: "CYM", CreatedAt: now}
			if err := tx.InsertPerson(p); err != nil {
				return err
			}
			for _, c := range rooms {
				id := tx.NextID()
				if err := tx.InsertMembership(community.Membership{ID: id, IRI: fmt.Sprint(c.IRI, "/m/", id), CommunityID: c.ID, PersonID: p.ID,
					State: policy.Active, Role: policy.Member, Epoch: c.Epoch, Version: 1, StartAt: now, CreatedAt: now}); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// fanOut measures one post after the other for 25,000 members on 50 peers: how
// many members a second it reaches.
func (b *bench) fanOut(ctx context.Context) error {
	seat, err := farListener(0)
	if err != nil {
		return err
	}
	defer seat.close()
	peers := b.fewer(fanPeers)
	s, err := b.farHost(ctx, seat, 1, func(ctx context.Context, db *storage.DB, _ *server) error {
		return db.Update(ctx, func(tx community.Tx) error {
			local := true
			rooms, err := tx.Communities(&local)
			if err != nil {
				return err
			}
			return seatPeers(tx, seat, peers, b.fewer(fanMembers), rooms)
		})
	})
	if s != nil {
		defer s.stop()
	}
	if err != nil {
		return err
	}
	if _, err := s.start(ctx, b.Serve); err != nil {
		return err
	}
	who, err := s.signIn(ctx, "facilitator")
	if err != nil {
		return err
	}
	room, err := who.find(ctx, "/communities", communityLink)
	if err != nil {
		return err
	}
	var rates []float64
	for n := range fanPosts {
		before, began := seat.heard.Load(), time.Now()
		if _, err := who.post(ctx, "/communities/"+room+"/new", url.Values{"title": {fmt.Sprint("Post ", n)}, "body": {text}, "lang": {"en"}}); err != nil {
			return err
		}
		if err := await(ctx, "a post on every peer", func() (bool, error) { return seat.heard.Load()-before >= int64(peers), nil }); err != nil {
			return err
		}
		took := time.Since(began)
		if sent := seat.heard.Load() - before; sent != int64(peers) {
			return fmt.Errorf("%d POSTs for %d servers", sent, peers)
		}
		rates = append(rates, float64(peers*b.fewer(fanMembers))/took.Seconds())
	}
	b.out["fanout_per_s"] = round(median(rates))
	return nil
}

// distance measures how many entries a second a peer is told of over a round trip
// of 300 ms, announced or in pages of the logs: they stand in those of so many
// communities when it begins.
func (b *bench) distance(ctx context.Context, name string, rooms, entries int) error {
	seat, err := farListener(farDelay)
	if err != nil {
		return err
	}
	defer seat.close()
	s, err := b.farHost(ctx, seat, rooms, func(ctx context.Context, db *storage.DB, s *server) error {
		return db.Update(ctx, func(tx community.Tx) error { return farLogs(tx, seat, s, entries) })
	})
	if s != nil {
		defer s.stop()
	}
	if err != nil {
		return err
	}
	if _, err := s.start(ctx, b.Serve); err != nil {
		return err
	}
	if err := await(ctx, "the first announcement", func() (bool, error) { return seat.heard.Load() > 0, nil }); err != nil {
		return err
	}
	began, all := time.Now(), int64(rooms*entries)
	if err := await(ctx, "all announcements", func() (bool, error) { return seat.reader.told.Load() >= all, seat.reader.failed() }); err != nil {
		return fmt.Errorf("%w: %d of %d", err, seat.reader.told.Load(), all)
	}
	// The first had been under way for a round trip, connection and all.
	b.out[name] = round(float64(all) / (time.Since(began) + 2*farDelay).Seconds())
	return nil
}

// farLogs fills the logs of all communities and asks for their announcement to
// one peer.
func farLogs(tx community.Tx, seat *farSeat, s *server, entries int) error {
	local := true
	rooms, err := tx.Communities(&local)
	if err != nil {
		return err
	}
	if err := seatPeers(tx, seat, 1, 1, rooms); err != nil {
		return err
	}
	peers, err := tx.Peers()
	if err != nil {
		return err
	}
	key, err := sign.GenerateKey()
	if err != nil {
		return err
	}
	now := time.Now().UTC().Truncate(time.Second)
	issuer := community.Key{ID: tx.NextID(), IRI: peers[0].Issuer + "#key", Owner: peers[0].Issuer, OwnerKind: community.IssuerKey, Host: peers[0].Host,
		Algorithm: "ed25519", Public: key.Public().(ed25519.PublicKey), StartAt: now.Add(-time.Hour), FetchedAt: now}
	if err := tx.PutKey(issuer); err != nil {
		return err
	}
	if err := seat.reads(s, writer{actor: peers[0].Issuer, keyID: issuer.IRI, key: key}); err != nil {
		return err
	}
	author := writer{actor: "http://" + peers[0].Host + "/u/0", keyID: "http://" + peers[0].Host + "/u/0#key", key: key}
	for r, c := range rooms {
		in := room{iri: c.IRI, inbox: c.Inbox, members: c.Members, threads: c.Threads}
		for n := range int64(entries) {
			w, err := author.create(in, int64(r*entries)+n+1, "", now)
			if err != nil {
				return err
			}
			d := community.Document{ID: tx.NextID(), IRI: fmt.Sprint(w.object, "/a"), Signer: author.actor, CommunityID: c.ID, Object: w.object,
				Author: author.actor, Class: "activity", Raw: w.body, CreatedAt: now}
			hash := sign.HashBytes(w.body)
			e := community.LogEntry{CommunityID: c.ID, Epoch: c.Epoch, Seq: n + 1, Prev: hash, Digest: hash, Hash: hash, PublishedAt: now,
				AnnounceIRI: fmt.Sprint(c.Log, "/", c.Epoch, "/", n+1), Activity: d.IRI, Kind: "Create", Object: w.object, Author: author.actor,
				DocumentID: d.ID, ReceivedAt: now}
			if err := tx.InsertDocument(d); err != nil {
				return err
			}
			if err := tx.InsertLogEntry(e); err != nil {
				return err
			}
		}
		payload, err := json.Marshal(community.Delivery{Message: community.SendAnnounces, Host: peers[0].Host, Community: c.ID, Epoch: c.Epoch, Seq: 1})
		if err != nil {
			return err
		}
		if err := tx.Enqueue(jobs.New{Lane: community.PeerLane(peers[0].Host), Kind: community.JobDeliver, Payload: payload,
			Key: fmt.Sprint("announce ", c.ID, " ", peers[0].Host), RunAt: now}); err != nil {
			return err
		}
	}
	return nil
}
