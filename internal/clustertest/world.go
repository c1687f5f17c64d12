package clustertest

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rsa"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"headroom/federation/sign"
	"headroom/federation/vocab"
)

// World is a small server of other software: its people have RSA keys, follow,
// like and write, and it keeps what it is sent together with whether the
// signature was that of the actor, by the key that the actor's document shows.
type World struct {
	URL, Host, Address string
	Other              *World // a second server, of OpenWorld

	t       testing.TB
	clock   *Clock
	mu      sync.Mutex
	people  map[string]*Outsider
	letters []Letter
	asked   map[string]int // requests by path
	status  int            // answered to what it is sent, 0 for 202
	fronts  map[string]http.HandlerFunc
}

// Letter is something that the server was sent.
type Letter struct {
	Path   string
	Actor  string
	Type   string
	Object any // as JSON
	Raw    string
	Good   bool // signed by its actor
}

// Outsider is somebody of that server.
type Outsider struct {
	World   *World
	IRI     string
	KeyID   string
	Name    string
	Kind    string // of its document
	Summary string
	key     *rsa.PrivateKey
}

// NewWorld starts a server of other software under a name below localhost.
func NewWorld(t testing.TB, name string) *World {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := strings.Cut(l.Addr().String(), ":")
	w := &World{Host: name + ".localhost:" + port, Address: l.Addr().String(), t: t, people: map[string]*Outsider{}, asked: map[string]int{},
		fronts: map[string]http.HandlerFunc{}}
	w.URL = "http://" + w.Host
	server := &http.Server{Handler: w}
	t.Cleanup(func() { _ = server.Close() })
	go func() { _ = server.Serve(l) }()
	return w
}

// OpenWorld starts a cluster that is open to the world, and a server in it. Its
// instances have no agreements yet.
func OpenWorld(t testing.TB, names ...string) (*Cluster, *World) {
	t.Helper()
	w := NewWorld(t, "fediverse")
	w.Other = NewWorld(t, "farther")
	c := New(t, Options{Names: names, Addresses: []string{w.Address, w.Other.Address}, Open: true})
	w.clock, w.Other.clock = c.Clock, c.Clock
	return c, w
}

// In tells the server which cluster it is spoken to by.
func (w *World) In(c *Cluster) { w.clock = c.Clock }

var worldKeys struct {
	sync.Mutex
	made []*rsa.PrivateKey
}

// worldKey gives the n-th RSA key: keys are dear, and every test may use the same.
func worldKey(t testing.TB, n int) *rsa.PrivateKey {
	t.Helper()
	worldKeys.Lock()
	defer worldKeys.Unlock()
	for len(worldKeys.made) <= n {
		k, err := sign.GenerateRSAKey()
		if err != nil {
			t.Fatal(err)
		}
		worldKeys.made = append(worldKeys.made, k)
	}
	return worldKeys.made[n]
}

// Person adds somebody to the server.
func (w *World) Person(name string) *Outsider {
	w.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	o := &Outsider{World: w, IRI: w.URL + "/users/" + name, Name: name, Kind: "Person", key: worldKey(w.t, len(w.people))}
	o.KeyID = o.IRI + "#main-key"
	w.people[name] = o
	return o
}

// Group adds a group to the server.
func (w *World) Group(name string) *Outsider {
	w.t.Helper()
	g := w.Person(name)
	g.Kind = "Group"
	return g
}

// Begins is what a group announces when somebody begins a conversation in it.
func (o *Outsider) Begins(id string, by *Outsider, title string) map[string]any {
	note := by.Note(id, o.IRI, "", "<p>"+title+"</p>")
	note["name"], note["audience"] = title, o.IRI
	return o.Doc("Announce", "announce-"+id, by.Doc("Create", "create-"+id, note))
}

// Say puts a text on somebody's page.
func (w *World) Say(o *Outsider, summary string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	o.Summary = summary
}

// Note is a public note of the person's, sent to a group or answering something.
func (o *Outsider) Note(id, to, parent, html string) map[string]any {
	n := map[string]any{"id": o.World.URL + "/notes/" + id, "type": "Note", "attributedTo": o.IRI, "content": html,
		"to": []string{vocab.Public}, "cc": []string{to, o.IRI + "/followers"}}
	if parent != "" {
		n["inReplyTo"] = parent
	}
	return n
}

// Answer sets the status with which the server answers what it is sent.
func (w *World) Answer(status int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.status = status
}

// Front answers a path in place of the server; nil takes that away.
func (w *World) Front(path string, h http.HandlerFunc) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fronts[path] = h
}

// Asked counts the requests for a path; "" counts all.
func (w *World) Asked(path string) (n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for p, k := range w.asked {
		if path == "" || p == path {
			n += k
		}
	}
	return n
}

// Letters gives what the server was sent since it was asked last.
func (w *World) Letters() []Letter {
	w.mu.Lock()
	defer w.mu.Unlock()
	all := w.letters
	w.letters = nil
	return all
}

// ServeHTTP implements http.Handler.
func (w *World) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	w.asked[r.URL.Path]++
	front, status := w.fronts[r.URL.Path], w.status
	name, isPerson := strings.CutPrefix(r.URL.Path, "/users/")
	o := w.people[name]
	w.mu.Unlock()
	switch {
	case front != nil:
		front(rw, r)
	case r.Method == http.MethodPost:
		w.take(r)
		if status == 0 {
			status = http.StatusAccepted
		}
		rw.WriteHeader(status)
	case isPerson && o != nil:
		rw.Header().Set("Content-Type", vocab.TypeActivity)
		_, _ = rw.Write(o.document())
	case r.URL.Path == "/.well-known/webfinger":
		w.finger(rw, r)
	default:
		rw.WriteHeader(http.StatusNotFound)
	}
}

func (w *World) finger(rw http.ResponseWriter, r *http.Request) {
	name, host, _ := strings.Cut(strings.TrimPrefix(r.URL.Query().Get("resource"), "acct:"), "@")
	w.mu.Lock()
	o := w.people[name]
	w.mu.Unlock()
	if o == nil || host != w.Host {
		rw.WriteHeader(http.StatusNotFound)
		return
	}
	rw.Header().Set("Content-Type", vocab.TypeJRD)
	_ = json.NewEncoder(rw).Encode(map[string]any{"subject": "acct:" + name + "@" + host,
		"links": []any{map[string]any{"rel": "self", "type": vocab.TypeActivity, "href": o.IRI}}})
}

func (o *Outsider) document() []byte {
	pem, err := sign.EncodePEM(&o.key.PublicKey)
	if err != nil {
		o.World.t.Error(err)
	}
	raw, err := json.Marshal(map[string]any{"@context": []string{"https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"},
		"id": o.IRI, "type": o.Kind, "preferredUsername": o.Name, "name": o.Name, "summary": o.Summary, "inbox": o.IRI + "/inbox",
		"endpoints": map[string]any{"sharedInbox": o.World.URL + "/inbox"},
		"publicKey": map[string]any{"id": o.KeyID, "owner": o.IRI, "publicKeyPem": pem}})
	if err != nil {
		o.World.t.Error(err)
	}
	return raw
}

// take keeps a message, and checks its signature as other software does: with the
// key that the actor's own document shows.
func (w *World) take(r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	var m struct {
		Type, Actor string
		Object      any
	}
	_ = json.Unmarshal(body, &m)
	l := Letter{Path: r.URL.Path, Actor: m.Actor, Type: m.Type, Object: m.Object, Raw: string(body), Good: w.good(r, body, m.Actor)}
	w.mu.Lock()
	w.letters = append(w.letters, l)
	w.mu.Unlock()
}

func (w *World) good(r *http.Request, body []byte, actor string) bool {
	p, err := sign.Read(r)
	if err != nil || vocab.WithoutFragment(p.KeyID) != actor {
		return false
	}
	raw, status := w.Read(actor)
	if status != http.StatusOK {
		return false
	}
	doc, err := vocab.Decode(raw)
	if err != nil || doc.ID() != actor {
		return false
	}
	for _, k := range doc.PublicKeys() {
		var pub crypto.PublicKey
		if pub, err = sign.DecodePEM(k.PEM); err == nil && k.ID == p.KeyID && k.Owner == actor {
			_, isRSA := pub.(*rsa.PublicKey)
			return isRSA && p.Verify(r, body, pub, w.clock.Now()) == nil
		}
	}
	return false
}

// Read asks for a document as anybody would, unsigned.
func (w *World) Read(url string) (body []byte, status int) {
	return w.request(http.MethodGet, url, nil, nil)
}

func (w *World) request(method, url string, body []byte, signed func(*http.Request) error) ([]byte, int) {
	req, err := http.NewRequestWithContext(context.Background(), method, url, bytes.NewReader(body))
	if err != nil {
		w.t.Error(err)
		return nil, 0
	}
	req.Header.Set("Accept", vocab.TypeActivity)
	if method == http.MethodPost {
		req.Header.Set("Content-Type", vocab.TypeActivity)
	}
	if signed != nil {
		if err := signed(req); err != nil {
			w.t.Error(err)
			return nil, 0
		}
	}
	client := &http.Client{Transport: loopback, Timeout: 10 * time.Second}
	res, err := client.Do(req)
	if err != nil {
		w.t.Error(err)
		return nil, 0
	}
	defer func() { _ = res.Body.Close() }()
	raw, _ := io.ReadAll(res.Body)
	return raw, res.StatusCode
}

// loopback resolves every name to this machine.
var loopback = &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
	_, port, _ := strings.Cut(address, ":")
	return new(net.Dialer).DialContext(ctx, network, "127.0.0.1:"+port)
}}

// Send posts a document to an inbox, signed with the person's key.
func (o *Outsider) Send(inbox string, doc any) int { return o.SendAs(sign.Cavage, o.KeyID, inbox, doc) }

// SendAs is Send in a form of signature, under a key id.
func (o *Outsider) SendAs(form sign.Form, keyID, inbox string, doc any) int {
	o.World.t.Helper()
	body, err := json.Marshal(doc)
	if err != nil {
		o.World.t.Fatal(err)
	}
	_, status := o.World.request(http.MethodPost, inbox, body, func(r *http.Request) error {
		return form.Sign(r, body, keyID, o.key, o.World.clock.Now())
	})
	return status
}

// Ask reads a document, signed.
func (o *Outsider) Ask(url string) ([]byte, int) {
	return o.World.request(http.MethodGet, url, nil, func(r *http.Request) error {
		return sign.SignRequest(r, nil, o.KeyID, o.key, o.World.clock.Now())
	})
}

// Doc is a document of the person's: with @context, id, actor and type.
func (o *Outsider) Doc(kind, id string, object any) map[string]any {
	return map[string]any{"@context": "https://www.w3.org/ns/activitystreams", "id": o.World.URL + "/acts/" + id, "type": kind,
		"actor": o.IRI, "object": object}
}

// Follow asks to follow a group, as Mastodon does.
func (o *Outsider) Follow(group, id string) int {
	return o.Send(group+"/inbox", o.Doc("Follow", id, group))
}
