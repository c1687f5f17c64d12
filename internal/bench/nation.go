package bench

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"headroom/storage"
)

// askedPages is how often each page is asked for.
const askedPages = 240

// nation measures the pages of an instance with the heads of a whole nation:
// how long one reader waits, with nobody else about.
func (b *bench) nation(ctx context.Context) error {
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
	if _, err := s.start(ctx, b.Serve); err != nil {
		return err
	}
	var readers []*browser
	for n := range len(w.readers) {
		r, err := s.signIn(ctx, fmt.Sprint("reader", n))
		if err != nil {
			return err
		}
		readers = append(readers, r)
	}
	for _, page := range w.pages() {
		if err := b.waits(ctx, page.name, readers, page.path); err != nil {
			return err
		}
	}
	held, err := rss(s.pid())
	b.out["rss_nation_mb"] = round(held)
	return err
}

// raise makes the town: communities and readers through the running instance,
// everything else in its database while it is stopped.
func (b *bench) raise(ctx context.Context, s *server, readers, people, posts int) (*town, error) {
	if _, err := s.start(ctx, b.Serve); err != nil {
		return nil, err
	}
	defer s.stop()
	if _, err := s.head(ctx, "facilitator", "facilitator"); err != nil {
		return nil, err
	}
	for n := range readers {
		if _, err := s.head(ctx, fmt.Sprint("reader", n), "head"); err != nil {
			return nil, err
		}
	}
	for n := range townRooms {
		if _, err := s.community(ctx, fmt.Sprint("room", n), "facilitator"); err != nil {
			return nil, err
		}
	}
	s.stop()
	db, err := storage.Open(ctx, storage.Options{Database: s.config.Database})
	if err != nil {
		return nil, err
	}
	defer db.Close()
	w := &town{db: db, now: time.Now().Truncate(time.Second), nation: s.config.Nation, url: s.url, host: s.host}
	return w, w.build(ctx, people, max(b.fewer(posts), 2*longThread))
}

// timedPage is a page that is asked for again and again; path gives the
// address of the n-th time.
type timedPage struct {
	name string
	path func(n int) string
}

func (w *town) pages() []timedPage {
	nth := func(list []string) func(int) string {
		return func(n int) string { return list[n%len(list)] }
	}
	query := func(path, name string, values ...string) func(int) string {
		var list []string
		for _, v := range values {
			list = append(list, path+"?"+url.Values{name: {v}}.Encode())
		}
		return nth(list)
	}
	common, rare := w.words[0], w.words[len(w.words)*2/3]
	return []timedPage{
		{"page_home", nth([]string{"/"})},
		{"page_thread200", nth([]string{fmt.Sprint("/threads/", w.long)})},
		{"page_directory21k", nth([]string{"/people", "/people?q=" + common, "/people?q=" + rare, "/people?phase=special",
			"/people?phase=primary&q=" + w.words[40], "/people?authority=Authority+7"})},
		{"page_search", query("/search", "q", common, rare, w.words[3]+" "+w.words[9], `"`+w.words[1]+" "+w.words[2]+`"`,
			w.words[100][:3], w.people[17].Name)},
	}
}

// waits measures how long one page takes, asked for by one reader after the
// other: 95th percentile and median, in milliseconds.
func (b *bench) waits(ctx context.Context, name string, readers []*browser, path func(int) string) error {
	var took []float64
	times := b.fewer(askedPages)
	for n := range times + times/8 {
		began := time.Now()
		if _, err := readers[n%len(readers)].get(ctx, path(n)); err != nil {
			return err
		}
		if n >= times/8 { // the first ones fill caches
			took = append(took, float64(time.Since(began).Microseconds())/1000)
		}
	}
	b.out[name+"_p95_ms"], b.out[name+"_p50_ms"] = round(quantile(took, 0.95)), round(median(took))
	return nil
}
