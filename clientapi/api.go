package clientapi

import (
	"cmp"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/httprate"

	"headroom/community"
	"headroom/internal/httpx"
)

// Options are what an API is made of. Service, Identity and Clock are required; the
// rest has defaults.
type Options struct {
	Service  *community.Service
	Identity community.Identity
	Clock    func() time.Time
	Log      *slog.Logger
	// Version is that of the program.
	Version string
	// Words says an error in the first of the languages that the instance has, each a
	// tag or an Accept-Language; "" leaves it at a fixed phrase.
	Words func(err error, languages ...string) string
	// Notice says to the holder of an account what they were told, in their language and
	// their zone; nil leaves it at its kind.
	Notice func(n community.NoticeView, reader community.Account) string
	// Image checks and re-encodes an uploaded picture and strips its metadata, as for
	// the pages; nil refuses every picture.
	Image func(data []byte) (community.ImageInput, error)
	// Photo does so with a photograph of the member; nil refuses every one.
	Photo func(data []byte) (community.PhotoInput, error)
	// About says what the instance is, in the first of the languages that it has; nil
	// leaves it at its name. Email is the address of those who run it.
	About func(languages ...string) string
	Email string
	// UploadBytes is the greatest size of a file; 10 MiB when zero.
	UploadBytes int64
	// RequestTimeout ends the work on a request; 15 seconds when zero.
	RequestTimeout time.Duration
	// RequestsPerMinute bounds the requests of one account or address (600), of which
	// a tenth may post, and AppsPerHour what one address registers (30).
	RequestsPerMinute, AppsPerHour int
	// Streams ends every stream when it ends; they end with their clients alone when nil.
	Streams context.Context
	// Ticker gives the beat of streams; time.NewTicker when nil.
	Ticker func(time.Duration) (beat <-chan time.Time, stop func())
}

// API is the client API of one instance.
type API struct {
	Options
	errors  *httpx.Errors
	began   time.Time
	rate    *httprate.RateLimiter
	newApps *httprate.RateLimiter
	posts   *httprate.RateLimiter
	hub     *hub
	callers *memory[caller]
	said    *memory[kept]
}

// New makes the API.
func New(o Options) *API {
	o.Log = cmp.Or(o.Log, slog.Default())
	o.UploadBytes = cmp.Or(o.UploadBytes, 10<<20)
	o.RequestTimeout = cmp.Or(o.RequestTimeout, 15*time.Second)
	o.RequestsPerMinute = cmp.Or(o.RequestsPerMinute, 600)
	o.AppsPerHour = cmp.Or(o.AppsPerHour, 30)
	if o.Words == nil {
		o.Words = func(error, ...string) string { return "" }
	}
	if o.Notice == nil {
		o.Notice = func(n community.NoticeView, _ community.Account) string { return string(n.Kind) }
	}
	a := &API{Options: o, began: o.Clock().UTC().Truncate(24 * time.Hour)}
	a.errors = httpx.APIErrors(o.Log, a.message)
	if o.Ticker == nil {
		a.Ticker = func(d time.Duration) (<-chan time.Time, func()) { t := time.NewTicker(d); return t.C, t.Stop }
	}
	a.hub = newHub(o.Service, a.Ticker)
	o.Service.Store.Watch(a.hub.stir)
	if o.Streams != nil {
		context.AfterFunc(o.Streams, a.hub.end)
	}
	a.callers, a.said = newMemory[caller](callersBytes, callersSpan), newMemory[kept](answersBytes, answersSpan)
	a.rate = httprate.NewRateLimiter(o.RequestsPerMinute, time.Minute)
	quiet := httprate.WithResponseHeaders(httprate.ResponseHeaders{})
	a.newApps = httprate.NewRateLimiter(o.AppsPerHour, time.Hour, quiet)
	a.posts = httprate.NewRateLimiter(max(1, o.RequestsPerMinute/10), time.Minute, quiet)
	return a
}

// route is one row of the table of addresses.
type route struct {
	method, path string
	scope        scope
	handler      handler
	// size is the greatest size of a body; formBytes when zero. stream lifts the
	// limit of time.
	size   int64
	stream bool
	// kept lets an answer be given again for as long as nothing has changed.
	kept bool
}

// handler answers a request of a caller. An error must come before anything is written.
type handler func(w http.ResponseWriter, r *http.Request, c caller) error

// formBytes is the greatest size of a body without a file.
const formBytes = 1 << 20

// table is every address of the API.
func (a *API) table() []route {
	var all []route
	for _, group := range [][]route{
		a.oauthRoutes(), a.instanceRoutes(), a.reportRoutes(),
		a.accountRoutes(), a.timelineRoutes(), a.statusRoutes(),
		a.writeRoutes(), a.mediaRoutes(), a.fileRoutes(), a.searchRoutes(), a.ownRoutes(), a.announcementRoutes(),
		a.listRoutes(), a.filterRoutes(), a.scheduledRoutes(),
		a.notificationRoutes(), a.markerRoutes(), a.conversationRoutes(), a.streamRoutes(), a.pushRoutes(), a.profileRoutes(), a.requestRoutes(), a.refusedRoutes(),
	} {
		all = append(all, group...)
	}
	return all
}

// Address is a row of the table as others may read it: the leak crawl, and tests.
type Address struct {
	Method, Path string
	Scope        string // of a member's token; "" for any
	App, Nobody  bool   // an app's own token will do; none at all, too
}

// Addresses gives the table.
func (a *API) Addresses() (rows []Address) {
	for _, r := range a.table() {
		rows = append(rows, Address{r.method, r.path, r.scope.name, r.scope.app, r.scope.nobody})
	}
	return rows
}

// Routes mounts the table on a router that other doors share, and answers whatever
// else is asked below /api/ with 404 in the shape that apps expect.
func (a *API) Routes(r chi.Router) {
	r.Group(func(r chi.Router) {
		r.Use(httpx.Recover(a.errors), httpx.NoStore, a.crossOrigin, httpx.Compress, a.authenticate, a.limit)
		seen := map[string]bool{}
		for _, row := range a.table() {
			r.Method(row.method, row.path, a.serve(row))
			if row.method == http.MethodGet && !row.stream {
				r.Head(row.path, a.serve(row).ServeHTTP) // the same without its body, as of any address
			}
			if !seen[row.path] {
				r.Options(row.path, preflight)
				seen[row.path] = true
			}
		}
		r.HandleFunc("/api/*", a.unknown)
	})
}

// serve makes the handler of a row: its scope, its limits, and its errors.
func (a *API) serve(row route) http.Handler {
	return httpx.BodyLimit(a.errors, cmp.Or(row.size, formBytes))(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !row.stream {
			ctx, cancel := context.WithTimeout(r.Context(), a.RequestTimeout)
			defer cancel()
			r = r.WithContext(ctx)
		}
		a.errors.Wrap(func(w http.ResponseWriter, r *http.Request) error {
			c, err := row.scope.admit(callerOf(r))
			if err != nil {
				return err
			}
			if row.kept {
				return a.again(w, r, c, row.handler)
			}
			return row.handler(w, r, c)
		})(w, r)
	}))
}

// answer writes an entity.
func (a *API) answer(w http.ResponseWriter, status int, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return httpx.WriteBytes(w, status, httpx.TypeJSON, body)
}

// message is what a client is told of an error, in the language of its account.
func (a *API) message(r *http.Request, err error) string {
	if own, ok := err.(interface{ text() string }); ok {
		return own.text()
	}
	return a.Words(err, callerOf(r).account.Language, r.Header.Get("Accept-Language"))
}
