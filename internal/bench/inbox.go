package bench

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"time"

	"headroom/internal/control"
	"headroom/storage"
)

// What is posted into the community.
const (
	threads   = 20 // that the load is spread over
	warmPosts = 400
	loadRuns  = 3
	runTime   = 5 * time.Second // aimed at
	mostPosts = 6000            // in one run
)

// inbox measures how many posts of a peer's members a second a host takes,
// applies and shows. The posts have their proofs and signatures before the
// clock starts; it stops when the last stands in the community's log.
func (b *bench) inbox(ctx context.Context) error { return b.inboxOn(ctx, "") }

// inboxPostgres is inbox with the host's database on a PostgreSQL server, where
// one is named.
func (b *bench) inboxPostgres(ctx context.Context) error {
	server := os.Getenv("HEADROOM_POSTGRES")
	if server == "" {
		return nil
	}
	address, err := storage.CreateDatabase(ctx, server, "headroom_bench", true)
	if err != nil {
		return err
	}
	return b.inboxOn(ctx, address)
}

// inboxOn is inbox with the host on a database, "" for its own SQLite.
func (b *bench) inboxOn(ctx context.Context, database string) error {
	all, err := b.configure("scotland", "load")
	if err != nil {
		return err
	}
	host := all["scotland"]
	defer host.stop()
	if database != "" {
		host.config.Database = database
		if err := host.write(); err != nil {
			return err
		}
	}
	if _, err := host.start(ctx, b.Serve); err != nil {
		return err
	}
	l := &load{bench: b, host: host, postgres: database != ""}
	if l.sender, err = openSender(ctx, all["load"]); err != nil {
		return err
	}
	defer l.sender.close()
	if err := l.prepare(ctx); err != nil {
		return err
	}
	return l.run(ctx)
}

// load is posts under way into one community.
type load struct {
	*bench
	host   *server
	sender *sender
	reader *browser // on the host
	room   string   // number of the community on the host
	posts  int64    // written so far
	roots  []string

	postgres bool
}

// prepare links the instances, lets the authors in and begins the threads.
func (l *load) prepare(ctx context.Context) error {
	for username, kind := range map[string]string{"facilitator": "facilitator", "reader": "head"} {
		if _, err := l.host.head(ctx, username, kind); err != nil {
			return err
		}
	}
	if _, err := l.host.community(ctx, "heads", "facilitator"); err != nil {
		return err
	}
	var names, actors []string
	for n := range authors {
		m, err := l.sender.head(ctx, fmt.Sprint("author", n), "head")
		if err != nil {
			return err
		}
		names, actors = append(names, m.Username), append(actors, m.Actor)
	}
	if err := peer(ctx, l.sender.server, l.host); err != nil {
		return err
	}
	if err := l.sender.enter(ctx, names, actors); err != nil {
		return err
	}
	var err error
	if l.reader, err = l.host.signIn(ctx, "reader"); err != nil {
		return err
	}
	if l.room, err = l.reader.join(ctx); err != nil {
		return err
	}
	l.sender.deaf.Store(true)
	began, err := l.write(threads)
	if err != nil {
		return err
	}
	for _, w := range began {
		l.roots = append(l.roots, w.object)
	}
	_, err = l.send(ctx, began)
	return err
}

// write writes posts: the first of each thread, then replies to it.
func (l *load) write(n int) ([]written, error) {
	out := make([]written, n)
	for i := range out {
		l.posts++
		root := ""
		if len(l.roots) == threads {
			root = l.roots[int(l.posts)%threads]
		}
		var err error
		out[i], err = l.sender.writers[int(l.posts)%authors].create(l.sender.room, l.posts, root, time.Now())
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// send signs the requests, sends them, and gives the time from the first byte
// to the moment when the last post is applied.
func (l *load) send(ctx context.Context, posts []written) (time.Duration, error) {
	requests := make([][]byte, len(posts))
	for i, w := range posts {
		var err error
		if requests[i], err = w.request(l.sender.room.inbox, time.Now()); err != nil {
			return 0, err
		}
	}
	began := time.Now()
	sent := make(chan error, 1)
	go func() { sent <- deliver(ctx, l.host.config.Listen, requests) }()
	for tick := time.NewTicker(50 * time.Millisecond); ; {
		select {
		case err := <-sent:
			if err != nil {
				return 0, err
			}
			sent = nil
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-tick.C:
		}
		seq, err := l.sender.applied(ctx)
		if err != nil {
			return 0, err
		}
		if seq >= l.posts && sent == nil {
			tick.Stop()
			return time.Since(began), nil
		}
		if time.Since(began) > time.Minute {
			return 0, fmt.Errorf("%d of %d posts were applied within a minute", seq, l.posts)
		}
	}
}

// run measures: a run that warms up and finds how much fits, then three.
func (l *load) run(ctx context.Context) error {
	warm, err := l.write(l.fewer(warmPosts))
	if err != nil {
		return err
	}
	took, err := l.send(ctx, warm)
	if err != nil {
		return err
	}
	n := min(int(float64(len(warm))*l.briefly(runTime).Seconds()/took.Seconds()), mostPosts)
	var rates, costs []float64
	most := 0.0
	for range loadRuns {
		rate, cost, memory, err := l.measure(ctx, max(n, 10))
		if err != nil {
			return err
		}
		rates, costs, most = append(rates, rate), append(costs, cost), max(most, memory)
	}
	if l.postgres {
		l.out["inbox_applied_postgres_per_s"] = round(median(rates))
		return l.check(ctx)
	}
	l.out["inbox_applied_per_s"] = round(median(rates))
	l.out["inbox_cpu_ms"] = round(median(costs))
	l.out["rss_load_mb"] = round(most)
	return l.check(ctx)
}

// measure is one run of n posts: how many a second were applied, what
// processor time of the host each cost until it was announced too, and the
// most memory that the host held meanwhile.
func (l *load) measure(ctx context.Context, n int) (rate, cost, memory float64, err error) {
	if err := l.quiet(ctx); err != nil {
		return 0, 0, 0, err
	}
	posts, err := l.write(n)
	if err != nil {
		return 0, 0, 0, err
	}
	before, err := cpu(l.host.pid())
	if err != nil {
		return 0, 0, 0, err
	}
	watched, stop := context.WithCancel(ctx)
	most := make(chan float64, 1)
	go func() { most <- highest(watched, l.host.pid()) }()
	took, err := l.send(ctx, posts)
	if err == nil {
		err = l.quiet(ctx)
	}
	stop()
	memory = <-most
	if err != nil {
		return 0, 0, 0, err
	}
	after, err := cpu(l.host.pid())
	return float64(n) / took.Seconds(), float64((after - before).Microseconds()) / 1000 / float64(n), memory, err
}

// highest is the most memory that a process was seen to hold, in MB.
func highest(ctx context.Context, pid int) (most float64) {
	for {
		held, err := rss(pid)
		if err != nil {
			return most
		}
		most = max(most, held)
		select {
		case <-ctx.Done():
			return most
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// quiet waits until every announcement has been heard and no job is left.
func (l *load) quiet(ctx context.Context) error {
	var lanes []control.Lane
	err := await(ctx, "announcements of "+l.host.name, func() (bool, error) {
		if err := l.sender.reader.failed(); err != nil || l.sender.reader.told.Load() < l.posts {
			return false, err
		}
		if err := l.host.control.Do(ctx, "queue/list", control.None{}, &lanes); err != nil {
			return false, err
		}
		for _, lane := range lanes {
			if lane.Parked > 0 {
				return false, fmt.Errorf("%d jobs of %s failed: %s", lane.Parked, lane.Lane, lane.LastError)
			}
			if lane.Waiting > 0 && lane.Lane != "notice" { // letters wait ten minutes, so that one tells of many posts
				return false, nil
			}
		}
		return true, nil
	})
	if err != nil {
		return fmt.Errorf("%w: %d of %d heard; lanes %+v", err, l.sender.reader.told.Load(), l.posts, lanes)
	}
	return nil
}

var (
	nextLink   = regexp.MustCompile(`href="([^"]+)" rel="next"`)
	numberText = regexp.MustCompile(`<p>Number (\d+)\.</p>`)
	// threadPath finds threads in a list, unread or not.
	threadPath = regexp.MustCompile(`href="(/threads/\d+)`)
)

// check reads every page of the community on the host as a head and counts the
// posts: applied means visible.
func (l *load) check(ctx context.Context) error {
	paths, err := l.walk(ctx, "/communities/"+l.room, threadPath)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for path := range paths {
		numbers, err := l.walk(ctx, path, numberText)
		if err != nil {
			return err
		}
		for n := range numbers {
			seen[n] = true
		}
	}
	if int64(len(seen)) != l.posts {
		return fmt.Errorf("of %d posts %d are shown", l.posts, len(seen))
	}
	return nil
}

// walk collects what a pattern finds on a page and all that follow it.
func (l *load) walk(ctx context.Context, path string, pattern *regexp.Regexp) (map[string]bool, error) {
	found := map[string]bool{}
	for path != "" {
		text, err := l.reader.get(ctx, path)
		if err != nil {
			return nil, err
		}
		for _, m := range pattern.FindAllStringSubmatch(text, -1) {
			found[m[1]] = true
		}
		path = ""
		if m := nextLink.FindStringSubmatch(text); m != nil {
			path = m[1]
		}
	}
	return found, nil
}
