package bench

import (
	"context"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/emersion/go-smtp"

	"headroom/community"
	"headroom/community/policy"
	"headroom/storage"
)

// digests measures how long it takes to make a digest for each head of a nation
// and to hand it to a mail server on loopback: from the start of the instance,
// when all are due, until the last has come.
func (b *bench) digests(ctx context.Context) error {
	all, err := b.configure("scotland")
	if err != nil {
		return err
	}
	s := all["scotland"]
	defer s.stop()
	w, err := b.raise(ctx, s, townReads, b.fewer(townPeople), townPosts)
	if err != nil {
		return err
	}
	if err := w.subscribe(ctx, s.config.Database); err != nil {
		return err
	}
	sink, err := newSink()
	if err != nil {
		return err
	}
	defer sink.server.Close()
	s.config.SMTP.Host, s.config.SMTP.Port, s.config.SMTP.Security, s.config.SMTP.From = "127.0.0.1", sink.port, "none", "bench@scotland.example"
	if err := s.write(); err != nil {
		return err
	}
	began := time.Now()
	if _, err := s.start(ctx, b.Serve); err != nil {
		return err
	}
	want := int64(len(w.people))
	for last := time.Now(); sink.taken.Load() < want; time.Sleep(10 * time.Millisecond) {
		if ctx.Err() != nil || time.Since(last) > 10*time.Minute {
			return fmt.Errorf("%d of %d digests came: %s", sink.taken.Load(), want, s.said.String())
		}
	}
	b.out["digest21k_s"] = round(time.Since(began).Seconds())
	return nil
}

// subscribe gives everybody an account, and a digest that is due.
func (w *town) subscribe(ctx context.Context, database string) error {
	db, err := storage.Open(ctx, storage.Options{Database: database})
	if err != nil {
		return err
	}
	defer db.Close()
	w.db = db
	due := time.Now().Truncate(time.Millisecond)
	return w.in(ctx, len(w.people), func(tx community.Tx, i int) error {
		p := w.people[i]
		if err := tx.InsertAccount(community.Account{ID: tx.NextID(), PersonID: p.ID, Email: p.Username + "@school.example", Language: "en",
			Zone: "Europe/London", Epoch: 1, CreatedAt: w.now}); err != nil {
			return err
		}
		if err := tx.PutQuiet(community.Quiet{PersonID: p.ID, Mode: community.QuietOff}); err != nil { // whatever the hour is
			return err
		}
		return tx.PutDigest(community.Digest{PersonID: p.ID, Mode: community.DigestDaily, At: 450, NextAt: due})
	})
}

// sink is a mail server that takes everything and keeps nothing.
type sink struct {
	server *smtp.Server
	port   int
	taken  atomic.Int64
}

func newSink() (*sink, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &sink{port: l.Addr().(*net.TCPAddr).Port}
	s.server = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return sinkSession{s}, nil }))
	s.server.Domain = "localhost"
	go func() { _ = s.server.Serve(l) }()
	return s, nil
}

type sinkSession struct{ *sink }

func (sinkSession) Reset()                               {}
func (sinkSession) Logout() error                        { return nil }
func (sinkSession) Mail(string, *smtp.MailOptions) error { return nil }
func (sinkSession) Rcpt(string, *smtp.RcptOptions) error { return nil }

func (s sinkSession) Data(r io.Reader) error {
	_, err := io.Copy(io.Discard, r)
	if err == nil {
		s.taken.Add(1)
	}
	return err
}

// Everybody of a large community is named in a post.
const namedPeople = 25_000

// tellAll measures how fast people are told of a post that names all of a
// community: the rows of their notices, committed and synced.
func (b *bench) tellAll(ctx context.Context) error {
	db, err := storage.Open(ctx, storage.Options{Database: "sqlite:" + filepath.Join(b.dir, "told.db")})
	if err != nil {
		return err
	}
	defer db.Close()
	now := time.Now().Truncate(time.Second)
	w := &town{db: db, now: now}
	n := b.fewer(namedPeople)
	post := community.Post{State: community.PostAccepted, IRI: "https://scotland.example/o/1", PublishedAt: now, Mentions: make([]int64, n)}
	err = db.Update(ctx, func(tx community.Tx) error {
		post.ID, post.CommunityID, post.ThreadID = tx.NextID(), tx.NextID(), tx.NextID()
		if err := tx.InsertCommunity(community.Community{ID: post.CommunityID, IRI: "https://scotland.example/g/1", Local: true, Username: "all"}); err != nil {
			return err
		}
		return tx.InsertThread(community.Thread{ID: post.ThreadID, CommunityID: post.CommunityID, Context: "https://scotland.example/t/1"})
	})
	if err != nil {
		return err
	}
	if err := w.in(ctx, n, func(tx community.Tx, i int) error {
		id := tx.NextID()
		post.Mentions[i] = id
		if err := tx.InsertPerson(community.Person{ID: id, IRI: fmt.Sprint("https://scotland.example/u/", id), Local: true, Username: fmt.Sprint("all", i)}); err != nil {
			return err
		}
		return tx.InsertMembership(community.Membership{ID: tx.NextID(), IRI: fmt.Sprint("https://scotland.example/m/", id), CommunityID: post.CommunityID,
			PersonID: id, State: policy.Active, Role: policy.Member, StartAt: now.Add(-time.Hour)})
	}); err != nil {
		return err
	}
	if err := db.Update(ctx, func(tx community.Tx) error {
		if err := tx.InsertPost(post); err != nil {
			return err
		}
		return tx.Emit(community.Event{Kind: community.EventPosted, CommunityID: post.CommunityID, ThreadID: post.ThreadID, ObjectID: post.ID, At: now})
	}); err != nil {
		return err
	}
	service := community.New(community.Config{Store: db, Clock: time.Now})
	began := time.Now()
	for more := true; more; {
		if more, err = service.Notify(ctx); err != nil {
			return err
		}
	}
	took := time.Since(began)
	return db.View(ctx, func(tx community.Tx) error {
		for _, id := range []int64{post.Mentions[0], post.Mentions[n-1]} {
			if told, err := tx.UnreadNotices(id, nil, 10); err != nil || told != 1 {
				return fmt.Errorf("%d of %d notices for somebody who was named: %w", told, n, err)
			}
		}
		b.out["notify_fanout_per_s"] = round(float64(n) / took.Seconds())
		return nil
	})
}
