package bench

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"
)

// connections that ask at once for pages.
const connections = 16

// How posts are made whose way is timed: at a pace at which nothing waits.
const (
	posters    = 8 // an account may not post faster than once a second
	timedPosts = 240
	postEvery  = 120 * time.Millisecond
)

// pages measures three nations: how soon what is posted in Wales is seen in
// England, in a community that Scotland hosts, and how many pages Scotland
// serves.
func (b *bench) pages(ctx context.Context) error {
	var err error
	if b.nations, err = b.configure("scotland", "wales", "england"); err != nil {
		return err
	}
	for _, s := range b.nations {
		defer s.stop()
		if _, err := s.start(ctx, b.Serve); err != nil {
			return err
		}
	}
	v, err := b.village(ctx)
	if err != nil {
		return err
	}
	if err := b.visible(ctx, v); err != nil {
		return err
	}
	if err := b.home(ctx, v.host); err != nil {
		return err
	}
	return b.hello(ctx)
}

// village is three instances with people in one community and one thread.
type village struct {
	host, reader *browser // in Scotland and in England
	posters      []*browser
	threads      map[string]string // number of the thread by instance
}

func (b *bench) village(ctx context.Context) (*village, error) {
	scotland, wales, england := b.nations["scotland"], b.nations["wales"], b.nations["england"]
	for _, s := range []struct {
		on             *server
		username, kind string
	}{{scotland, "facilitator", "facilitator"}, {scotland, "host", "head"}, {england, "reader", "head"}} {
		if _, err := s.on.head(ctx, s.username, s.kind); err != nil {
			return nil, err
		}
	}
	for n := range posters {
		if _, err := wales.head(ctx, fmt.Sprint("poster", n), "head"); err != nil {
			return nil, err
		}
	}
	if _, err := scotland.community(ctx, "heads", "facilitator"); err != nil {
		return nil, err
	}
	for _, pair := range [][2]*server{{scotland, wales}, {scotland, england}, {wales, england}} {
		if err := peer(ctx, pair[0], pair[1]); err != nil {
			return nil, err
		}
	}
	v := &village{threads: map[string]string{}}
	var err error
	if v.host, err = scotland.signIn(ctx, "host"); err != nil {
		return nil, err
	}
	if v.reader, err = england.signIn(ctx, "reader"); err != nil {
		return nil, err
	}
	for n := range posters {
		p, err := wales.signIn(ctx, fmt.Sprint("poster", n))
		if err != nil {
			return nil, err
		}
		v.posters = append(v.posters, p)
	}
	return v, v.settle(ctx)
}

// settle lets everybody into the community and begins the thread.
func (v *village) settle(ctx context.Context) error {
	rooms := map[*browser]string{}
	for _, who := range append([]*browser{v.host, v.reader}, v.posters...) {
		id, err := who.join(ctx)
		if err != nil {
			return err
		}
		rooms[who] = id
	}
	if _, err := v.host.post(ctx, "/communities/"+rooms[v.host]+"/new", url.Values{"title": {"A thread for measurement"},
		"body": {text}, "lang": {"en"}}); err != nil {
		return err
	}
	for _, who := range []*browser{v.host, v.reader, v.posters[0]} {
		thread, err := who.find(ctx, "/communities/"+rooms[who], threadLink)
		if err != nil {
			return err
		}
		v.threads[who.on.name] = thread
	}
	return nil
}

// visible times posts from the moment that the form is sent in Wales to the
// moment that the open page in Scotland (the host) and in England shows them.
func (b *bench) visible(ctx context.Context, v *village) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	posts := b.fewer(timedPosts)
	sights := map[*browser]chan sight{v.host: make(chan sight, posts), v.reader: make(chan sight, posts)}
	for who, seen := range sights {
		if err := who.watch(ctx, v.threads[who.on.name], seen); err != nil {
			return err
		}
	}
	sent := make([]time.Time, posts)
	failed := make(chan error, posts)
	var all sync.WaitGroup
	pace := time.NewTicker(postEvery)
	defer pace.Stop()
	for n := range posts {
		<-pace.C
		sent[n] = time.Now()
		all.Go(func() {
			_, err := v.posters[n%posters].post(ctx, "/threads/"+v.threads["wales"]+"/reply",
				url.Values{"body": {fmt.Sprintf("%s\n\nmarker-%d", text, n)}, "lang": {"en"}})
			if err != nil {
				failed <- err
			}
		})
	}
	all.Wait()
	for who, name := range map[*browser]string{v.host: "visible_host", v.reader: "visible"} {
		took, err := gather(ctx, sights[who], sent, failed)
		if err != nil {
			return fmt.Errorf("%s: %w", who.on.name, err)
		}
		b.out[name+"_p50_ms"], b.out[name+"_p99_ms"] = round(median(took)), round(quantile(took, 0.99))
	}
	return nil
}

// gather waits until every post has been seen, and gives the times in
// milliseconds.
func gather(ctx context.Context, seen <-chan sight, sent []time.Time, failed <-chan error) (took []float64, err error) {
	first := map[string]bool{}
	late := time.After(30 * time.Second)
	for len(first) < len(sent) {
		select {
		case s := <-seen:
			var n int
			if _, err := fmt.Sscanf(s.marker, "marker-%d", &n); err != nil || n >= len(sent) || first[s.marker] {
				continue
			}
			first[s.marker] = true
			took = append(took, float64(s.at.Sub(sent[n]).Microseconds())/1000)
		case err := <-failed:
			return nil, err
		case <-late:
			return nil, fmt.Errorf("only %d of %d posts were seen", len(first), len(sent))
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return took, nil
}

// home measures how many home pages of a signed-in head are served.
func (b *bench) home(ctx context.Context, who *browser) error {
	per, err := b.perSecond(func() error { _, err := who.get(ctx, "/"); return err })
	b.out["home_per_s"] = per
	return err
}

// hello measures the ceiling of home: a handler that says hello, in a server
// in this process, asked in the same way.
func (b *bench) hello(ctx context.Context) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	bare := &http.Server{ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "hello\n")
	})}
	go func() { _ = bare.Serve(l) }()
	defer bare.Close()
	who := &browser{on: &server{name: "hello", url: "http://" + l.Addr().String()},
		http: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: connections, DisableCompression: true}}}
	per, err := b.perSecond(func() error { _, err := who.get(ctx, "/"); return err })
	b.out["hello_per_s"] = per
	return err
}

// perSecond measures how often something can be done by all connections at
// once: the median of three runs, after a short one that warms up.
func (b *bench) perSecond(do func() error) (float64, error) {
	var rates []float64
	for run := range 4 {
		long := b.briefly(2 * time.Second)
		if run == 0 {
			long /= 4
		}
		var done atomic.Int64
		failed := make(chan error, connections)
		began := time.Now()
		var all sync.WaitGroup
		for range connections {
			all.Go(func() {
				for time.Since(began) < long {
					if err := do(); err != nil {
						failed <- err
						return
					}
					done.Add(1)
				}
			})
		}
		all.Wait()
		if len(failed) > 0 {
			return 0, <-failed
		}
		if run > 0 {
			rates = append(rates, float64(done.Load())/time.Since(began).Seconds())
		}
	}
	return round(median(rates)), nil
}
