package bench

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"

	"headroom/community"
	"headroom/storage"
)

// Streams of apps: as many as members have in the hand at once, nearly all of which
// nothing concerns, and a conversation of some fifty of them.
const (
	idleStreams = 5_000
	openedAt    = 64 // opened at once
	streamRoom  = 10 // of the town's communities: that of one person in a hundred
	streamPosts = 100
	streamPace  = 120 * time.Millisecond // at which nothing waits
)

// streams measures what an instance holds while 5,000 members stream, and how soon
// those of a community are told of a post in it.
func (b *bench) streams(ctx context.Context) error {
	all, err := b.configure("scotland")
	if err != nil {
		return err
	}
	s := all["scotland"]
	defer s.stop()
	n := b.fewer(idleStreams)
	w, err := b.raise(ctx, s, posters, n, 0)
	if err != nil {
		return err
	}
	tokens, err := w.tokens(ctx, s)
	if err != nil {
		return err
	}
	if _, err := s.start(ctx, b.Serve); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	seen := make(chan sight, 4*n)
	members := 0
	if err := parallel(len(w.people), func(i int) error { return s.stream(ctx, tokens[w.people[i].ID], seen) }); err != nil {
		return err
	}
	for i := range w.people {
		if w.sits(i, streamRoom) {
			members++
		}
	}
	began, err := cpu(s.pid())
	if err != nil {
		return err
	}
	idle := b.briefly(10 * time.Second)
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(idle):
	}
	ended, err := cpu(s.pid())
	if err != nil {
		return err
	}
	held, err := rss(s.pid())
	if err != nil {
		return err
	}
	b.out["rss_streams5k_mb"], b.out["streams5k_idle_cpu_percent"] = round(held), round(100*(ended-began).Seconds()/idle.Seconds())
	took, err := b.streamed(ctx, s, w, tokens, members, seen)
	b.out["stream_event_p50_ms"], b.out["stream_event_p99_ms"] = round(median(took)), round(quantile(took, 0.99))
	return err
}

// tokens gives everybody an account and an app's token, by person.
func (w *town) tokens(ctx context.Context, s *server) (map[int64]string, error) {
	db, err := storage.Open(ctx, storage.Options{Database: s.config.Database})
	if err != nil {
		return nil, err
	}
	defer db.Close()
	w.db = db
	out := map[int64]string{}
	app := community.App{Client: "bench", Secret: []byte("none"), Name: "Bench", Redirects: []string{community.OutOfBand}, Scopes: []string{"read", "write"}, CreatedAt: w.now}
	if err := db.Update(ctx, func(tx community.Tx) error { app.ID = tx.NextID(); return tx.InsertApp(app) }); err != nil {
		return nil, err
	}
	everybody := append(append([]community.Person{}, w.people...), w.readers...)
	return out, w.in(ctx, len(everybody), func(tx community.Tx, i int) error {
		p, token := everybody[i], fmt.Sprint("token-", i)
		a, err := tx.AccountOfPerson(p.ID)
		if community.IsNotFound(err) {
			a = community.Account{ID: tx.NextID(), PersonID: p.ID, Email: p.Username + "@school.example", Language: "en", Epoch: 1, CreatedAt: w.now}
			err = tx.InsertAccount(a)
		}
		if err != nil {
			return err
		}
		hash := sha256.Sum256([]byte(token))
		out[p.ID] = token
		return tx.InsertAppToken(community.AppToken{ID: tx.NextID(), Hash: hash[:], AppID: app.ID, AccountID: a.ID, Epoch: a.Epoch,
			Scopes: app.Scopes, Code: []byte{}, CreatedAt: w.now, UsedAt: time.Now().UTC().Truncate(24 * time.Hour)})
	})
}

// sits reports whether somebody of the town is in a community: as [town.join] has it.
func (w *town) sits(person, room int) bool {
	step := 1 + room*room
	return (person-room+len(w.people))%len(w.people)%step == 0
}

// stream opens a WebSocket for somebody and tells of every post in what comes.
func (s *server) stream(ctx context.Context, token string, seen chan<- sight) error {
	conn, res, err := websocket.Dial(ctx, "ws"+strings.TrimPrefix(s.url, "http")+"/api/v1/streaming?stream=user&access_token="+token,
		&websocket.DialOptions{HTTPClient: newClient()})
	if err != nil {
		if res != nil {
			err = fmt.Errorf("a stream was answered %s: %w", res.Status, err)
		}
		return err
	}
	conn.SetReadLimit(1 << 20)
	go func() {
		defer conn.CloseNow()
		for {
			_, text, err := conn.Read(ctx)
			if err != nil {
				return
			}
			if m := marker.Find(text); m != nil {
				seen <- sight{string(m), time.Now()}
			}
		}
	}()
	return nil
}

// streamed times posts from the moment that they are sent until each member's stream
// has told of them, in milliseconds.
func (b *bench) streamed(ctx context.Context, s *server, w *town, tokens map[int64]string, members int, seen <-chan sight) (took []float64, err error) {
	posts := b.fewer(streamPosts)
	sent, failed := map[string]time.Time{}, make(chan error, posts)
	var mu sync.Mutex
	var all sync.WaitGroup
	pace := time.NewTicker(streamPace)
	defer pace.Stop()
	client := newClient()
	for n := range posts {
		<-pace.C
		all.Go(func() {
			mu.Lock()
			sent[fmt.Sprint("marker-", n)] = time.Now()
			mu.Unlock()
			a := &app{on: s, token: tokens[w.readers[n%len(w.readers)].ID], http: client}
			body, err := a.ask(ctx, http.MethodPost, "/api/v1/statuses", url.Values{"status": {fmt.Sprintf("@%s %s marker-%d", w.rooms[streamRoom].Username, text, n)}, "language": {"en"}})
			if err == nil && !json.Valid(body) {
				err = fmt.Errorf("a post was answered %.200s", body)
			}
			if err != nil {
				failed <- err
			}
		})
	}
	all.Wait()
	late := time.After(30 * time.Second)
	for len(took) < posts*members {
		select {
		case at := <-seen:
			if began, ok := sent[at.marker]; ok {
				took = append(took, float64(at.at.Sub(began).Microseconds())/1000)
			}
		case err := <-failed:
			return nil, err
		case <-late:
			return nil, fmt.Errorf("streams told of %d of %d posts", len(took), posts*members)
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return took, nil
}

// parallel does n things, openedAt of them at once.
func parallel(n int, do func(i int) error) error {
	next, failed := make(chan int), make(chan error, n)
	var all sync.WaitGroup
	for range openedAt {
		all.Go(func() {
			for i := range next {
				if err := do(i); err != nil {
					failed <- err
				}
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	all.Wait()
	select {
	case err := <-failed:
		return err
	default:
		return nil
	}
}
