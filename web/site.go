// Package web is the door for browsers: chi routes and handlers of the pages,
// sessions, forms and server-sent events.
//
// Every handler has the same shape: read a typed form, call one use case with
// the viewer, answer 303; or fill a page of package templates and render it.
// A form that is refused comes back as the same page with what was typed.
// Handlers decide nothing: who may do what is asked in the use cases.
package web

import (
	"cmp"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/go-chi/chi/v5"
	"github.com/go-chi/httprate"

	"headroom/community"
	"headroom/internal/httpx"
	"headroom/templates"
)

// Options are what a Site is made of. Service, Renderer, Identity and Clock
// are required; the rest has defaults.
type Options struct {
	Service  *community.Service
	Renderer *templates.Renderer
	Identity community.Identity
	Clock    func() time.Time
	Log      *slog.Logger
	// Version is shown on the pages about the instance.
	Version string
	// Operators are the people or bodies who run the instance, for its page.
	Operators []string
	// Fingerprint is of this instance's issuer key, for operators to read out;
	// nil leaves it out.
	Fingerprint func() string
	// Unsubscriber reads the token of a letter: whose e-mails about what it turns
	// off. nil knows none.
	Unsubscriber func(token string) (person int64, topic community.NoticeTopic, ok bool)
	// Terms reads a school year that somebody published.
	Terms func(data []byte) (community.SchoolDays, error)
	// Image checks and re-encodes an uploaded picture and strips its metadata.
	// It answers a community.Error of kind Invalid for the field "image" when
	// the bytes are no picture that can be taken. nil refuses every picture.
	Image func(data []byte) (community.ImageInput, error)
	// Photo does the same with a photograph of a person. nil refuses every one.
	Photo func(data []byte) (community.PhotoInput, error)
	// MailReplies says that letters can be answered by e-mail.
	MailReplies bool
	// UploadBytes is the greatest size of a picture; 10 MiB when zero.
	UploadBytes int64
	// SessionIdle ends sessions that nobody used for so long (14 days), and
	// SessionLifetime ends all others (90 days).
	SessionIdle, SessionLifetime time.Duration
	// RequestTimeout ends the work on a page; 15 seconds when zero.
	RequestTimeout time.Duration
	// SignInsPerHour bounds sign-ins and resets of one address (30), and a third
	// of it reports of impostors,
	// RequestsPerMinute the requests of one account or address (600),
	// PostsPerMinute what one account sends (60), and SearchesPerMinute how
	// often it searches (120).
	SignInsPerHour, RequestsPerMinute, PostsPerMinute, SearchesPerMinute int
	// Ticker gives the beat of event streams; time.NewTicker when nil.
	Ticker func(time.Duration) (beat <-chan time.Time, stop func())
}

// Site is the pages of one instance.
type Site struct {
	Options
	https     bool
	sessions  *scs.SessionManager
	errors    *httpx.Errors
	origin    *http.CrossOriginProtection
	signIns   *httprate.RateLimiter
	posts     *httprate.RateLimiter
	searches  *httprate.RateLimiter
	impostors *httprate.RateLimiter
	forms     keyedLocks
	streams   *streams
	near      neighbours
	offers    offers
	carried   chi.Router // the pages that a form carried through a sign-in comes back to
}

// New makes the site. It registers with the store's Watch once.
func New(o Options) *Site {
	o.Log = cmp.Or(o.Log, slog.Default())
	o.UploadBytes = cmp.Or(o.UploadBytes, 10<<20)
	o.SessionIdle = cmp.Or(o.SessionIdle, 14*24*time.Hour)
	o.SessionLifetime = cmp.Or(o.SessionLifetime, 90*24*time.Hour)
	o.RequestTimeout = cmp.Or(o.RequestTimeout, 15*time.Second)
	o.SignInsPerHour = cmp.Or(o.SignInsPerHour, 30)
	o.RequestsPerMinute = cmp.Or(o.RequestsPerMinute, 600)
	o.PostsPerMinute = cmp.Or(o.PostsPerMinute, 60)
	o.SearchesPerMinute = cmp.Or(o.SearchesPerMinute, 120)
	if o.Ticker == nil {
		o.Ticker = func(d time.Duration) (<-chan time.Time, func()) { t := time.NewTicker(d); return t.C, t.Stop }
	}
	s := &Site{Options: o, https: strings.HasPrefix(o.Identity.URL, "https://")}
	s.sessions = newSessions(s)
	s.errors = httpx.PageErrors(o.Log, s.fault)
	s.origin = http.NewCrossOriginProtection()
	s.origin.SetDenyHandler(http.HandlerFunc(s.crossOrigin))
	quiet := httprate.WithResponseHeaders(httprate.ResponseHeaders{})
	s.signIns = httprate.NewRateLimiter(o.SignInsPerHour, time.Hour, quiet)
	s.posts = httprate.NewRateLimiter(o.PostsPerMinute, time.Minute, quiet)
	s.searches = httprate.NewRateLimiter(o.SearchesPerMinute, time.Minute, quiet)
	s.impostors = httprate.NewRateLimiter(max(1, o.SignInsPerHour/reportShare), time.Hour, quiet)
	s.streams = newStreams()
	s.near.stale.Store(true)
	o.Service.Store.Watch(func() {
		s.near.stale.Store(true)
		s.streams.wake()
	})
	r := chi.NewRouter()
	s.carriedRoutes(r)
	s.carried = r
	return s
}

// Errors answers errors with this site's pages, for middlewares of the shared
// router.
func (s *Site) Errors() *httpx.Errors { return s.errors }

// NotFound answers what no route knows; mount it as the shared router's
// not-found handler.
func (s *Site) NotFound(w http.ResponseWriter, r *http.Request) {
	s.door(s.errors.Wrap(func(http.ResponseWriter, *http.Request) error {
		return httpx.E(httpx.NotFound, nil)
	})).ServeHTTP(w, r)
}

// MethodNotAllowed answers a method that a route does not have like an unknown
// address.
func (s *Site) MethodNotAllowed(w http.ResponseWriter, r *http.Request) { s.NotFound(w, r) }

// door is what stands before every page, for handlers outside the routes.
func (s *Site) door(next http.Handler) http.Handler {
	for _, m := range slices.Backward(s.middlewares()) {
		next = m(next)
	}
	return next
}

// middlewares stand before every page and stream, outermost first. The request
// id, the client's address, the log and the check of the host belong to the
// shared router.
func (s *Site) middlewares() []httpx.Middleware {
	return []httpx.Middleware{
		httpx.SecurityHeaders(s.https),
		httpx.Recover(s.errors),
		httpx.NoStore,
		httpx.Compress,
		s.withVisit,
		httpx.RateLimit(s.errors, s.RequestsPerMinute, time.Minute, s.limitKey),
		s.origin.Handler,
		s.guestDoor,
	}
}

// crossOrigin refuses a form that another site's page sent.
func (s *Site) crossOrigin(w http.ResponseWriter, r *http.Request) {
	s.errors.Write(w, r, &community.Error{Class: community.Forbidden, Key: "error.cross_origin"})
}

// keyedLocks lets one at a time through for each key.
type keyedLocks struct {
	mu   sync.Mutex
	held map[string]*keyedLock
}

type keyedLock struct {
	sync.Mutex
	waiting int
}

// lock waits for the key and gives what frees it.
func (k *keyedLocks) lock(key string) (unlock func()) {
	k.mu.Lock()
	if k.held == nil {
		k.held = make(map[string]*keyedLock)
	}
	l := k.held[key]
	if l == nil {
		l = new(keyedLock)
		k.held[key] = l
	}
	l.waiting++
	k.mu.Unlock()
	l.Lock()
	return func() {
		l.Unlock()
		k.mu.Lock()
		defer k.mu.Unlock()
		if l.waiting--; l.waiting == 0 {
			delete(k.held, key)
		}
	}
}
