package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"
)

// What the client API is measured in: many members at once, each with an app of their
// own, in an instance that has been talking for years.
const (
	appPosts   = 1_000_000
	appMembers = 64
)

// apps measures the client API: how often a home of twenty posts is read, how long the
// slowest wait for it, and how many posts are taken and synced.
func (b *bench) apps(ctx context.Context) error {
	all, err := b.configure("scotland")
	if err != nil {
		return err
	}
	s := all["scotland"]
	defer s.stop()
	posts := appPosts
	if b.Quick {
		posts = 0 // as few as there can be
	}
	w, err := b.raise(ctx, s, b.fewer(appMembers), b.fewer(townPeople), posts)
	if err != nil {
		return err
	}
	if _, err := s.start(ctx, b.Serve); err != nil {
		return err
	}
	var members []*app
	for n := range len(w.readers) {
		a, err := s.app(ctx, fmt.Sprint("reader", n))
		if err != nil {
			return err
		}
		members = append(members, a)
	}
	if err := b.homes(ctx, members); err != nil {
		return err
	}
	return b.posts(ctx, members, "@"+w.rooms[1].Username) // which half of the nation is in
}

// homes measures reads of the newest twenty, each connection a member.
func (b *bench) homes(ctx context.Context, members []*app) error {
	rate, took, err := b.together(members, func(a *app) error {
		_, err := a.ask(ctx, http.MethodGet, "/api/v1/timelines/home?limit=20", nil)
		return err
	})
	b.out["api_home_per_s"], b.out["api_home_p50_ms"], b.out["api_home_p99_ms"] = rate, round(median(took)), round(quantile(took, 0.99))
	return err
}

// posts measures posts into communities that the instance hosts: each is answered when
// it is on the disk.
func (b *bench) posts(ctx context.Context, members []*app, room string) error {
	rate, took, err := b.together(members, func(a *app) error {
		form := url.Values{"status": {room + " " + text}, "language": {"en"}}
		_, err := a.ask(ctx, http.MethodPost, "/api/v1/statuses", form)
		return err
	})
	b.out["post_acked_per_s"], b.out["post_acked_p99_ms"] = rate, round(quantile(took, 0.99))
	return err
}

// together has all members do something again and again, each on a connection, and
// gives the rate, the median of three runs, and how long each took, in milliseconds.
func (b *bench) together(members []*app, do func(*app) error) (rate float64, took []float64, err error) {
	var rates []float64
	for run := range 4 {
		long := b.briefly(3 * time.Second)
		if run == 0 {
			long /= 4
		}
		var done atomic.Int64
		var mu sync.Mutex
		failed := make(chan error, len(members))
		began := time.Now()
		var all sync.WaitGroup
		for _, a := range members {
			all.Go(func() {
				var mine []float64
				for time.Since(began) < long {
					asked := time.Now()
					if err := do(a); err != nil {
						failed <- err
						return
					}
					mine = append(mine, float64(time.Since(asked).Microseconds())/1000)
					done.Add(1)
				}
				mu.Lock()
				defer mu.Unlock()
				if run > 0 {
					took = append(took, mine...)
				}
			})
		}
		all.Wait()
		if len(failed) > 0 {
			return 0, nil, <-failed
		}
		if run > 0 {
			rates = append(rates, float64(done.Load())/time.Since(began).Seconds())
		}
	}
	return round(median(rates)), took, nil
}

// app speaks for one member in the client API.
type app struct {
	on    *server
	token string
	http  *http.Client
}

// app signs a member in, registers an app and has them agree to it.
func (s *server) app(ctx context.Context, username string) (*app, error) {
	who, err := s.signIn(ctx, username)
	if err != nil {
		return nil, err
	}
	a := &app{on: s, http: &http.Client{Transport: &http.Transport{DialContext: dialLocal, DisableCompression: true}}}
	const copied, scopes = "urn:ietf:wg:oauth:2.0:oob", "read write"
	var made struct {
		ID     string `json:"client_id"`
		Secret string `json:"client_secret"`
		Token  string `json:"access_token"`
	}
	ask := func(path string, form url.Values) error {
		body, err := a.ask(ctx, http.MethodPost, path, form)
		if err != nil {
			return err
		}
		return json.Unmarshal(body, &made)
	}
	if err := ask("/api/v1/apps", url.Values{"client_name": {"Bench"}, "redirect_uris": {copied}, "scopes": {scopes}}); err != nil {
		return nil, err
	}
	at, err := who.post(ctx, "/oauth/authorize", url.Values{"client_id": {made.ID}, "redirect_uri": {copied}, "response_type": {"code"},
		"scope": {scopes}, "answer": {"yes"}})
	if err != nil {
		return nil, err
	}
	code, err := url.Parse(at)
	if err != nil {
		return nil, err
	}
	err = ask("/oauth/token", url.Values{"grant_type": {"authorization_code"}, "client_id": {made.ID}, "client_secret": {made.Secret},
		"redirect_uri": {copied}, "code": {code.Query().Get("code")}})
	a.token = made.Token
	return a, err
}

// ask asks the API; any answer but 200 is an error.
func (a *app) ask(ctx context.Context, method, path string, form url.Values) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, a.on.url+path, bytes.NewReader([]byte(form.Encode())))
	if err != nil {
		return nil, err
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if a.token != "" {
		req.Header.Set("Authorization", "Bearer "+a.token)
	}
	res, err := a.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s %s: %s: %.200s", method, path, res.Status, body)
	}
	return body, err
}
