package web_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/community/policy"
	"headroom/community/text"
	"headroom/internal/httpx"
	"headroom/internal/seal"
	"headroom/internal/terms"
	"headroom/storage"
	"headroom/storage/storagetest"
	"headroom/templates"
	"headroom/web"
)

const password = "correct horse battery"

// house is an instance without the federation door, with a person of every
// kind, over a database of its own.
type house struct {
	t       testing.TB
	store   *brittle
	service *community.Service
	site    *web.Site
	handler http.Handler
	clock   *clock

	people  map[string]community.PersonView // by username
	closed  community.Community             // "member" and "moderator" are in it
	private community.Community             // only "moderator" is in it
	thread  int64                           // of closed, by moderator
	post    int64                           // its first post
	secret  int64                           // a thread of private
	beats   chan time.Time                  // of every event stream
	file    string                          // of the database
	beside  *storagetest.Beside             // reads the file beside the program
	things  map[string]string               // that forms need, made once
	last    *browser                        // that signed in
}

// brittle is a store whose disk can be full and whose database can be lost.
type brittle struct {
	*storage.DB
	lost, full atomic.Bool
}

var errLost = &community.Error{Class: community.Unavailable, Key: "error.unavailable"}

func (b *brittle) View(ctx context.Context, fn func(community.Tx) error) error {
	if b.lost.Load() {
		return errLost
	}
	return b.DB.View(ctx, fn)
}

func (b *brittle) Update(ctx context.Context, fn func(community.Tx) error) error {
	if b.lost.Load() || b.full.Load() {
		return errLost
	}
	return b.DB.Update(ctx, fn)
}

type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// box seals with a key that everybody may know.
var box = func() *seal.Box {
	b, err := seal.New(make([]byte, 32))
	if err != nil {
		panic(err)
	}
	return b
}()

// plainPasswords keeps tests quick.
type plainPasswords struct{}

func (plainPasswords) Hash(p string) (string, error)      { return "plain:" + p, nil }
func (plainPasswords) Check(p, hash string) (bool, error) { return hash == "plain:"+p, nil }

// paper issues without keys.
type paper struct{}

func (paper) NewKey(owner string, kind community.KeyOwner, number int, now time.Time) (community.Key, error) {
	return community.Key{IRI: fmt.Sprintf("%s#ed25519-%d", owner, number), Owner: owner, OwnerKind: kind, Host: "scotland.localhost",
		Algorithm: "ed25519", Public: make([]byte, 32), Sealed: []byte("sealed"), StartAt: now}, nil
}

func (paper) KeyRecord(issuer community.Key, k community.Key, iri string) (community.KeyRecord, error) {
	return community.KeyRecord{IRI: iri, Issuer: issuer.Owner, Subject: k.Owner, Key: k.IRI, Public: "z", StartAt: k.StartAt, Raw: []byte("{}")}, nil
}

func (paper) Credential(community.Key, community.Person, community.CredentialRecord) ([]byte, error) {
	return []byte("{}"), nil
}

func (paper) StatusList(_ community.Key, l community.StatusList, now time.Time) (community.StatusList, error) {
	l.Raw, l.ValidUntil = []byte("{}"), now.Add(7*24*time.Hour)
	return l, nil
}

func (paper) Agreement(community.Key, string, string, []string, time.Time) ([]byte, error) {
	return []byte("{}"), nil
}

func (paper) Link(community.Key, community.LinkHalf, time.Time) ([]byte, error) {
	return []byte("{}"), nil
}

func (paper) Receipt(community.Key, community.PurgeReceipt) ([]byte, error) { return []byte("{}"), nil }

func (paper) Terms([]byte) (community.Terms, error) {
	return community.Terms{Trusts: []string{"HeadteacherCredential", "FacilitatorCredential"}}, nil
}

func (paper) Header(group string, e community.LogEntry) (string, error) {
	return fmt.Sprintf("%s/%d/%d", group, e.Epoch, e.Seq), nil
}

func (paper) Genesis(group string) string { return group }

// neighbour is the only host that answers.
type neighbour struct{}

func (neighbour) Issuer(_ context.Context, host string) (community.Peer, []community.Key, error) {
	if host != "wales.localhost" {
		return community.Peer{}, nil, errors.New("no such host")
	}
	return community.Peer{Host: host, Name: "Sample Wales", Nation: "CYM", Issuer: "http://wales.localhost/issuer", Fingerprint: "aa bb cc"}, nil, nil
}

func (neighbour) Forget(string) {}

type memoryLedger struct {
	mu      sync.Mutex
	entries []community.LedgerEntry
}

func (l *memoryLedger) Append(e community.LedgerEntry) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries = append(l.entries, e)
	return nil
}

func (l *memoryLedger) Entries() ([]community.LedgerEntry, error) { return l.entries, nil }

type memoryFiles struct {
	mu    sync.Mutex
	bytes map[string][]byte
}

func (f *memoryFiles) Put(_ context.Context, digest string, data []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.bytes[digest] = data
	return nil
}

func (f *memoryFiles) Get(_ context.Context, digest string) ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if data, ok := f.bytes[digest]; ok {
		return data, nil
	}
	return nil, community.ErrNotFound
}

func (f *memoryFiles) Delete(_ context.Context, digest string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.bytes, digest)
	return nil
}

// rendered is the renderer of every house: it never changes.
var rendered = sync.OnceValues(func() (*templates.Renderer, error) {
	return templates.New(templates.Options{Languages: []string{"en", "cy", "gd"}, Name: "Sample Scotland", Nation: "scotland", Host: "scotland.localhost",
		Offices: map[string]map[string]string{"bursar": {"en": "Bursar", "cy": "Bwrsar", "gd": "Ionmhasair"}}})
})

// newHouse builds and furnishes a house; change, if any, has the last word on
// the options of the site.
func newHouse(t testing.TB, change ...func(*web.Options)) *house {
	t.Helper()
	h := &house{t: t, clock: &clock{now: time.Now().UTC().Truncate(time.Second)}, people: map[string]community.PersonView{}, beats: make(chan time.Time)}
	address := storagetest.SQLite.Address(t)
	h.file = strings.TrimPrefix(address, "sqlite:")
	db, err := storage.Open(t.Context(), storage.Options{Database: address, Now: h.clock.Now})
	h.ok(err)
	t.Cleanup(func() { _ = db.Close() })
	store := &brittle{DB: db}
	identity := community.Identity{URL: "http://scotland.localhost", Host: "scotland.localhost", Name: community.LangMap{"en": "Sample Scotland"},
		Nation: "SCT", Languages: []string{"en", "cy", "gd"}, Language: "en", Zone: "Europe/London"}
	h.store = store
	h.service = community.New(community.Config{Store: store, Identity: identity, Clock: h.clock.Now, Passkeys: h.party(), Passwords: plainPasswords{}, Issuance: paper{},
		Ledger: &memoryLedger{}, Text: text.New(), RegisterKey: plainNames{}, Files: &memoryFiles{bytes: map[string][]byte{}}, Outside: neighbour{}, Secrets: box,
		Roles: []community.FurtherRole{{ID: "bursar", Name: community.LangMap{"en": "Bursar", "cy": "Bwrsar", "gd": "Ionmhasair"}, Scope: community.RoleForSchool}}, OpenFederation: true})
	h.service.SignOns, h.service.World, h.service.Pushes = reception{}, abroad{h}, pushes{}
	h.ok(h.service.EnsureIssuer(t.Context()))
	renderer, err := rendered()
	h.ok(err)
	o := web.Options{Service: h.service, Renderer: renderer, Identity: identity, Clock: h.clock.Now, Log: slog.New(slog.DiscardHandler), Version: "test",
		Image: sampleImage, Terms: terms.Read,
		Unsubscriber: func(token string) (int64, community.NoticeTopic, bool) {
			return h.people["member"].Person.ID, community.TopicReply, token == "sample"
		},
		Ticker: func(time.Duration) (<-chan time.Time, func()) { return h.beats, func() {} }}
	for _, fn := range change {
		fn(&o)
	}
	h.site = web.New(o)
	r := chi.NewRouter()
	r.Use(httpx.WithRequestID, httpx.ClientAddress(nil))
	r.NotFound(h.site.NotFound)
	h.site.Routes(r)
	h.handler = r
	h.furnish()
	return h
}

func (h *house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// sampleImage takes anything that begins with the word "picture".
func sampleImage(data []byte) (community.ImageInput, error) {
	if !strings.HasPrefix(string(data), "picture") {
		return community.ImageInput{}, community.FieldError("image", "error.image_type", nil)
	}
	return community.ImageInput{Digest: fmt.Sprintf("%064x", len(data)), MediaType: "image/png", Data: data, Width: 4, Height: 3}, nil
}

func (h *house) furnish() {
	ctx := h.t.Context()
	operator, err := h.service.AddOperator(ctx, community.CommandLine, community.OperatorInput{Email: "operator@scotland.localhost", Name: "Sample Operator", Password: password})
	h.ok(err)
	desk := community.Viewer{Account: operator.ID, Operator: true, Name: operator.Email}
	for _, name := range []string{"head", "member", "moderator", "facilitator", "applicant"} {
		p, err := h.service.AddMember(ctx, desk, community.MemberInput{Email: name + "@scotland.localhost", Username: name, Name: "Sample " + name,
			Post: "Headteacher", School: "Sample School of " + name, Authority: "Sample Council", Nation: "SCT", Language: "en", Password: password,
			Biography: "A sample head of a sample school, who writes in order to be read by tests."})
		h.ok(err)
		h.people[name] = p
		kind := map[string]policy.Credential{"applicant": policy.NoCredential, "facilitator": policy.Facilitator}
		k, other := kind[name]
		if !other {
			k = policy.Head
		}
		if k != policy.NoCredential {
			_, err = h.service.Verify(ctx, desk, p.Person.ID, k, "sample reason")
			h.ok(err)
		}
	}
	h.closed = h.newCommunity("closed", "canary-closed")
	h.private = h.newCommunity("private", "canary-private")
	h.ok(h.service.Join(ctx, h.as("member"), h.closed.ID, "I run a sample school", nil))
	queue, err := h.service.Queue(ctx, h.as("moderator"), h.closed.ID)
	h.ok(err)
	h.ok(h.service.DecideJoin(ctx, h.as("moderator"), h.closed.ID, queue[0].Membership.ID, true, ""))
	out, err := h.service.StartThread(ctx, h.as("moderator"), community.PostInput{Community: h.closed.ID, Title: "canary-title", Body: "canary-body", Language: "en"})
	h.ok(err)
	h.thread, h.post = out.Thread, out.Post
	out, err = h.service.StartThread(ctx, h.as("moderator"), community.PostInput{Community: h.private.ID, Title: "canary-secret", Body: "canary-secret", Language: "en"})
	h.ok(err)
	h.secret = out.Thread
}

func (h *house) newCommunity(access, name string) community.Community {
	c, err := h.service.CreateCommunity(h.t.Context(), h.as("moderator"), community.CommunityInput{Username: access, Access: access, Reach: "instance",
		Joining: "request", Name: community.LangMap{"en": name}, Summary: community.LangMap{"en": "sample"}})
	h.ok(err)
	return c
}

// as is the viewer of one of the sample people.
func (h *house) as(name string) community.Viewer {
	p := h.people[name]
	return community.Viewer{Account: p.Account.ID, Person: p.Person.ID, Name: p.IRI}
}

// browser keeps cookies like one.
type browser struct {
	h       *house
	cookies map[string]string
	header  http.Header
}

func (h *house) browser() *browser {
	return &browser{h: h, cookies: map[string]string{}, header: http.Header{}}
}

// signedIn is a browser of one of the sample people, or of the operator.
func (h *house) signedIn(name string) *browser {
	h.t.Helper()
	b := h.browser()
	if name == "anonymous" {
		return b
	}
	h.last = b
	w := b.signIn(name, "")
	if w.Code != http.StatusSeeOther {
		h.t.Fatalf("sign-in of %s: %d %s", name, w.Code, w.Body)
	}
	return b
}

func (b *browser) do(r *http.Request) *httptest.ResponseRecorder {
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	for name, values := range b.header {
		r.Header[name] = values
	}
	w := httptest.NewRecorder()
	b.h.handler.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if c.MaxAge < 0 || c.Value == "" {
			delete(b.cookies, c.Name)
		} else {
			b.cookies[c.Name] = c.Value
		}
	}
	return w
}

func (b *browser) get(path string) *httptest.ResponseRecorder {
	return b.do(httptest.NewRequest(http.MethodGet, "http://scotland.localhost"+path, nil))
}

func (b *browser) post(path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "http://scotland.localhost"+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(r)
}

func (b *browser) send(path, kind string, body io.Reader) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "http://scotland.localhost"+path, body)
	r.Header.Set("Content-Type", kind)
	return b.do(r)
}

var hiddenNext = regexp.MustCompile(`name="next" value="([^"]*)"`)

func path(format string, args ...any) string { return fmt.Sprintf(format, args...) }
