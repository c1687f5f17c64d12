package clientapi_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
	"headroom/internal/config"
	"headroom/internal/instance"
)

// world is one instance, with people in it, and nothing running: what is due is done
// by Pump.
type world struct {
	*instance.Instance
	t     testing.TB
	clock *clock
	made  int
}

// clock stands still until it is told otherwise.
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

const host = "scotland.localhost"

func newWorld(t testing.TB) *world {
	t.Helper()
	dir := t.TempDir()
	conf := config.Default()
	conf.URL, conf.Nation = "http://"+host, "SCT"
	conf.Name = map[string]string{"en": "Sample Scotland"}
	conf.Languages = []string{"en", "cy", "gd"}
	conf.Database, conf.Listen = "sqlite:"+filepath.Join(dir, "headroom.db"), "127.0.0.1:0"
	conf.Storage, conf.KeyFile = dir, filepath.Join(dir, "secret.key")
	conf.Argon2 = config.Argon2{MemoryKiB: 64, Time: 1, Threads: 1}
	conf.Limits.SignInsPerHour, conf.Limits.RequestsPerMinute = 1e6, 1e6
	if problems := conf.Check(); len(problems) > 0 {
		t.Fatal(problems)
	}
	w := &world{t: t, clock: &clock{now: time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)}}
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	i, err := instance.New(t.Context(), instance.Options{Config: &conf, Version: "9.9-test", Clock: w.clock.Now, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	w.Instance = i
	t.Cleanup(func() {
		if err := i.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := i.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return w
}

// member is somebody of the instance.
type member struct {
	community.Viewer
	Record community.Person
	Email  string
}

// person adds somebody whom nobody has verified.
func (w *world) person(name string) member {
	w.t.Helper()
	w.made++
	username := "person-" + strconv.Itoa(w.made)
	made, err := w.Service.AddMember(w.t.Context(), community.CommandLine, community.MemberInput{Email: username + "@scotland.example",
		Username: username, Name: name, Post: "Headteacher", School: "Sample School of " + name, Authority: "Sample Council",
		Phase: []string{"primary"}, Biography: "Head of an invented school, who exists so that a test can tell what heads see.", Password: "sample-password-7"})
	w.ok(err)
	return member{community.Viewer{Account: made.Account.ID, Person: made.ID, Name: made.IRI}, made.Person, made.Account.Email}
}

// head adds a verified head.
func (w *world) head(name string) member {
	w.t.Helper()
	m := w.person(name)
	_, err := w.Service.Verify(w.t.Context(), community.CommandLine, m.Person, policy.Head, "test")
	w.ok(err)
	return m
}

// found makes a community of a member; closed, and for this instance, unless in says
// otherwise.
func (w *world) found(m member, in community.CommunityInput) community.Community {
	w.t.Helper()
	if in.Access == "" {
		in.Access = "closed"
	}
	if in.Reach == "" {
		in.Reach = "instance"
	}
	if in.Name == nil {
		in.Name = community.LangMap{"en": "Sample " + in.Username}
	}
	c, err := w.Service.CreateCommunity(w.t.Context(), m.Viewer, in)
	w.ok(err)
	return c
}

func (w *world) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

const redirect = "https://app.example/back"

// app registers an app that may ask for everything.
func (w *world) app() (a community.App, secret string) {
	w.t.Helper()
	a, secret, err := w.Service.RegisterApp(w.t.Context(), community.AppInput{Name: "Sample App", Website: "https://app.example/",
		Redirects: []string{redirect}, Scopes: "read write follow push profile"})
	w.ok(err)
	return a, secret
}

// token lets an app speak for a member; with every scope when none is named.
func (w *world) token(m member, scopes ...string) string {
	w.t.Helper()
	if len(scopes) == 0 {
		scopes = []string{"read", "write", "follow", "push", "profile"}
	}
	a, secret := w.app()
	code, err := w.Service.AgreeToApp(w.t.Context(), m.Viewer, community.Consent{Client: a.Client, Redirect: redirect, Scopes: strings.Join(scopes, " ")})
	w.ok(err)
	token, _, err := w.Service.TokenForCode(w.t.Context(), community.CodeInput{Client: a.Client, Secret: secret, Code: code, Redirect: redirect})
	w.ok(err)
	return token
}

// appToken is an app's own.
func (w *world) appToken() string {
	w.t.Helper()
	a, secret := w.app()
	token, _, err := w.Service.TokenForApp(w.t.Context(), a.Client, secret, "read write")
	w.ok(err)
	return token
}

// reply is an answer, read whole.
type reply struct {
	t      testing.TB
	Status int
	Header http.Header
	Body   string
}

// ask sends a request with a token ("" for none). The body is a url.Values (sent as a
// form), a value (sent as JSON), or nil.
func (w *world) ask(method, path, token string, body any) reply {
	w.t.Helper()
	var r *http.Request
	switch body := body.(type) {
	case nil:
		r = httptest.NewRequest(method, "http://"+host+path, nil)
	case url.Values:
		r = httptest.NewRequest(method, "http://"+host+path, strings.NewReader(body.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	default:
		raw, err := json.Marshal(body)
		w.ok(err)
		r = httptest.NewRequest(method, "http://"+host+path, bytes.NewReader(raw))
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	return w.send(r)
}

// sendFile sends a form with a file and some fields.
func (w *world) sendFile(method, path, token, name string, data []byte, fields map[string]string) reply {
	w.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile(name, "sample.png")
	w.ok(err)
	_, err = part.Write(data)
	w.ok(err)
	for field, value := range fields {
		w.ok(form.WriteField(field, value))
	}
	w.ok(form.Close())
	r := httptest.NewRequest(method, "http://"+host+path, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Authorization", "Bearer "+token)
	return w.send(r)
}

// send sends any request. The answer is held to the description of the call.
func (w *world) send(r *http.Request) reply {
	w.t.Helper()
	rec := httptest.NewRecorder()
	w.Handler.ServeHTTP(rec, r)
	raw, err := io.ReadAll(rec.Body)
	w.ok(err)
	out := reply{w.t, rec.Code, rec.Header(), string(raw)}
	out.check(r.Method, r.URL.Path)
	return out
}

// is checks the status and gives the answer's object.
func (r reply) is(status int) map[string]any {
	r.t.Helper()
	var out map[string]any
	r.into(status, &out)
	return out
}

// list checks the status and gives the answer's list of objects.
func (r reply) list(status int) []map[string]any {
	r.t.Helper()
	var out []map[string]any
	r.into(status, &out)
	return out
}

func (r reply) into(status int, out any) {
	r.t.Helper()
	if r.Status != status {
		r.t.Fatalf("status %d, want %d: %s", r.Status, status, r.Body)
	}
	if err := json.Unmarshal([]byte(r.Body), out); err != nil {
		r.t.Fatalf("%v: %s", err, r.Body)
	}
}
