package community_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
	"headroom/community/text"
	"headroom/internal/passkeys"
	"headroom/internal/seal"
	"headroom/storage"
	"headroom/storage/storagetest"
)

// house is an instance with people of every kind and a community of each kind
// of access, on a database of its own.
type house struct {
	*community.Service
	t      testing.TB
	ctx    context.Context
	clock  *clock
	ledger *ledger
	files  *files
	asked  atomic.Int64 // statements that the database was asked

	operator   community.Viewer
	mod, head  community.Viewer // both verified; mod moderates all three communities
	helper     community.Viewer // a facilitator
	outsider   community.Viewer // a verified head who is in none
	applicant  community.Viewer // not verified
	open       int64
	closed     int64
	private    int64
	peer       string
	remote     int64 // a closed community of the peer, of which head is a member
	remoteHead int64 // a person of the peer, in closed
}

const biography = "Head of a small school by the sea, and a teacher of mathematics before."

type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// plainPasswords hashes nothing: its cost is not under test.
type plainPasswords struct{}

func (plainPasswords) Hash(p string) (string, error)      { return "hash:" + p, nil }
func (plainPasswords) Check(p, hash string) (bool, error) { return hash == "hash:"+p, nil }

// plainIssuance signs nothing: signatures are not under test.
type plainIssuance struct{}

func (plainIssuance) NewKey(owner string, kind community.KeyOwner, number int, now time.Time) (community.Key, error) {
	return community.Key{IRI: owner + "#ed25519-" + strconv.Itoa(number), Owner: owner, OwnerKind: kind, Algorithm: "ed25519",
		Public: []byte{1}, Sealed: []byte{2}, StartAt: now}, nil
}

func (plainIssuance) KeyRecord(issuer, k community.Key, iri string) (community.KeyRecord, error) {
	return community.KeyRecord{IRI: iri, Issuer: issuer.Owner, Subject: k.Owner, Key: k.IRI, StartAt: k.StartAt, Raw: []byte("{}")}, nil
}

func (plainIssuance) Credential(community.Key, community.Person, community.CredentialRecord) ([]byte, error) {
	return []byte("{}"), nil
}

func (plainIssuance) StatusList(_ community.Key, l community.StatusList, now time.Time) (community.StatusList, error) {
	l.Raw, l.ETag = append([]byte("signed "), l.Bits...), `"`+hash(string(l.Bits))+`"`
	return l, nil
}

func (plainIssuance) Agreement(community.Key, string, string, []string, time.Time) ([]byte, error) {
	return []byte("{}"), nil
}

func (plainIssuance) Link(community.Key, community.LinkHalf, time.Time) ([]byte, error) {
	return []byte("link"), nil
}

func (plainIssuance) Receipt(community.Key, community.PurgeReceipt) ([]byte, error) {
	return []byte("{}"), nil
}

func (plainIssuance) Terms([]byte) (community.Terms, error) {
	return community.Terms{Trusts: []string{"HeadteacherCredential"}}, nil
}

func (plainIssuance) Header(group string, e community.LogEntry) (string, error) {
	return "sha-256:" + hash(group+e.Prev+e.Digest+strconv.FormatInt(e.Seq, 10)), nil
}

func (plainIssuance) Genesis(group string) string { return "sha-256:" + hash(group) }

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// ledger is a ledger in memory that can be told to fail.
type ledger struct {
	mu      sync.Mutex
	entries []community.LedgerEntry
	err     error
}

func (l *ledger) Append(e community.LedgerEntry) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err == nil {
		l.entries = append(l.entries, e)
	}
	return l.err
}

func (l *ledger) Entries() ([]community.LedgerEntry, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]community.LedgerEntry(nil), l.entries...), nil
}

// files keeps files in memory.
type files struct {
	mu   sync.Mutex
	data map[string][]byte
}

func (f *files) Put(_ context.Context, digest string, data []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.data[digest] = data
	return nil
}

func (f *files) Get(_ context.Context, digest string) ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if d, ok := f.data[digest]; ok {
		return d, nil
	}
	return nil, community.ErrNotFound
}

func (f *files) Delete(_ context.Context, digest string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.data, digest)
	return nil
}

// later is when second factors are needed in houses that are not about them.
var later = time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)

// party is the relying party of the house.
var party = func() *passkeys.Party {
	p, err := passkeys.New("https://scotland.example", "Sample")
	if err != nil {
		panic(err)
	}
	return p
}()

// box seals with a key that everybody may know.
var box = func() *seal.Box {
	b, err := seal.New(make([]byte, 32))
	if err != nil {
		panic(err)
	}
	return b
}()

// empty is an instance with an operator and nobody else.
func empty(t testing.TB) *house {
	t.Helper()
	h := &house{t: t, ctx: context.Background(), ledger: &ledger{}, files: &files{data: map[string][]byte{}},
		clock: &clock{now: time.Date(2026, 9, 1, 9, 0, 0, 0, time.UTC)}, operator: community.CommandLine, peer: "wales.example"}
	db := storagetest.SQLite.Open(t, storage.Options{Now: h.clock.Now, Trace: func(string) { h.asked.Add(1) }})
	h.Service = community.New(community.Config{Store: db, Clock: h.clock.Now, Passkeys: party, Passwords: plainPasswords{},
		Issuance: plainIssuance{}, Ledger: h.ledger, Text: text.New(), RegisterKey: plainNames{}, Files: h.files,
		Secrets: box, SecondFactorFrom: later,
		Roles: []community.FurtherRole{{ID: "bursar", Name: community.LangMap{"en": "Bursar", "gd": "Ionmhasair"}, Scope: community.RoleForSchool}},
		Identity: community.Identity{URL: "https://scotland.example", Host: "scotland.example", Name: community.LangMap{"en": "Scotland"},
			Nation: "SCT", Languages: []string{"en", "gd"}, Language: "en", Zone: "Europe/London"}})
	h.must(h.EnsureIssuer(h.ctx))
	return h
}

// open builds the whole house.
func build(t testing.TB) *house {
	t.Helper()
	h := empty(t)
	h.addPeer()
	h.mod, h.head = h.member("morag", policy.Head), h.member("iain", policy.Head)
	h.helper, h.outsider = h.member("fiona", policy.Facilitator), h.member("ross", policy.Head)
	h.applicant = h.member("calum", policy.NoCredential)
	h.open = h.community("success-stories", "open", "peers")
	h.closed = h.community("islands", "closed", "peers")
	h.private = h.community("quiet-room", "private", "instance")
	for _, c := range []int64{h.open, h.closed} {
		h.admit(h.head, c)
		h.admit(h.helper, c)
	}
	h.must(h.Invite(h.ctx, h.mod, h.private, community.InviteInput{Person: "iain"}))
	h.must(h.Join(h.ctx, h.head, h.private, "", nil))
	h.addRemote()
	return h
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatalf("%+v", err)
	}
}

// member adds a person, verifies them and gives them as a viewer.
func (h *house) member(username string, kind policy.Credential) community.Viewer {
	h.t.Helper()
	pv, err := h.AddMember(h.ctx, h.operator, community.MemberInput{Email: username + "@school.example", Username: username,
		Name: "Sample " + username, Post: "Headteacher", School: "Sample School of " + username, Authority: "Highland",
		Biography: biography, Password: "correct horse battery"})
	h.must(err)
	if kind != policy.NoCredential {
		_, err = h.Verify(h.ctx, h.operator, pv.ID, kind, "seen in the register")
		h.must(err)
	}
	return h.viewer(pv.Account.ID)
}

// viewer signs an account in.
func (h *house) viewer(account int64) community.Viewer {
	h.t.Helper()
	var a community.Account
	h.view(func(tx community.Tx) (err error) { a, err = tx.Account(account); return err })
	v, _, _, err := h.Authenticate(h.ctx, a.ID, a.Epoch)
	h.must(err)
	return v
}

func (h *house) view(fn func(community.Tx) error) {
	h.t.Helper()
	h.must(h.Store.View(h.ctx, fn))
}

func (h *house) update(fn func(community.Tx) error) {
	h.t.Helper()
	h.must(h.Store.Update(h.ctx, fn))
}

func (h *house) community(username, access, reach string) int64 {
	h.t.Helper()
	c, err := h.CreateCommunity(h.ctx, h.mod, community.CommunityInput{Username: username,
		Name: community.LangMap{"en": username}, Access: access, Reach: reach})
	h.must(err)
	return c.ID
}

// admit lets a viewer into a community through the queue.
func (h *house) admit(v community.Viewer, id int64) {
	h.t.Helper()
	h.must(h.Join(h.ctx, v, id, "I would like to read along", nil))
	h.must(h.DecideJoin(h.ctx, h.mod, id, h.membership(v, id).ID, true, ""))
}

func (h *house) membership(v community.Viewer, id int64) (m community.Membership) {
	h.t.Helper()
	h.view(func(tx community.Tx) (err error) { m, err = tx.MembershipOf(id, v.Person); return err })
	return m
}

func (h *house) addPeer() {
	h.t.Helper()
	h.update(func(tx community.Tx) error {
		return tx.PutPeer(community.Peer{ID: tx.NextID(), Host: h.peer, Name: "Wales", Nation: "CYM", Issuer: "https://" + h.peer + "/issuer",
			Inbox: "https://" + h.peer + "/inbox", State: community.PeerActive, CreatedAt: h.clock.Now()})
	})
}

// addRemote makes a community of the peer, of which head holds a stamp, and a
// person of the peer who is in closed.
func (h *house) addRemote() {
	h.t.Helper()
	now := h.clock.Now()
	h.update(func(tx community.Tx) error {
		iri := "https://" + h.peer + "/g/7"
		c := community.Community{ID: tx.NextID(), IRI: iri, Host: h.peer, Name: community.LangMap{"cy": "Dysgu"}, Access: policy.Closed,
			Joining: "request", Epoch: 1, Threads: iri + "/threads/", Log: iri + "/log", CreatedAt: now}
		h.remote = c.ID
		p := community.Person{ID: tx.NextID(), IRI: "https://" + h.peer + "/u/3", Host: h.peer, Username: "eira", Name: "Sample Eira", Nation: "CYM", CreatedAt: now}
		h.remoteHead = p.ID
		cred := community.CredentialRecord{ID: tx.NextID(), IRI: "https://" + h.peer + "/credentials/9", PersonID: p.ID, Issuer: "https://" + h.peer + "/issuer",
			Kind: policy.Head, Type: "HeadteacherCredential", ValidFrom: now.Add(-time.Hour), ValidUntil: now.AddDate(0, 6, 0), CreatedAt: now}
		m := community.Membership{ID: tx.NextID(), CommunityID: h.closed, PersonID: p.ID, State: policy.Active, Role: policy.Member,
			Epoch: 1, Version: 1, FollowIRI: "https://" + h.peer + "/a/1", Credential: cred.ID, StartAt: now, CreatedAt: now}
		m.IRI = "https://scotland.example/g/" + strconv.FormatInt(h.closed, 10) + "/m/" + strconv.FormatInt(m.ID, 10)
		return errors.Join(tx.InsertCommunity(c), tx.InsertPerson(p), tx.InsertCredential(cred), tx.InsertMembership(m))
	})
	h.must(h.Join(h.ctx, h.head, h.remote, "to learn from Wales", nil))
	m := h.membership(h.head, h.remote)
	h.update(func(tx community.Tx) error {
		m.State, m.Role, m.Version, m.IRI = policy.Active, policy.Member, 1, "https://"+h.peer+"/g/7/m/1"
		m.Stamp, m.StartAt, m.StampEnd = []byte("stamp"), now, now.Add(24*time.Hour)
		return tx.UpdateMembership(m)
	})
}

// post starts a thread and gives its ids.
func (h *house) post(v community.Viewer, c int64, title, body string) community.PostResult {
	h.t.Helper()
	r, err := h.StartThread(h.ctx, v, community.PostInput{Community: c, Title: title, Body: body})
	h.must(err)
	return r
}

func (h *house) reply(v community.Viewer, thread int64, body string) community.PostResult {
	h.t.Helper()
	r, err := h.Reply(h.ctx, v, community.PostInput{Thread: thread, Body: body})
	h.must(err)
	return r
}

// kind checks the class of an error.
func kind(t testing.TB, what string, err error, want community.Kind) {
	t.Helper()
	if got := community.KindOf(err); got != want {
		t.Errorf("%s: %q (%v), want %q", what, got, err, want)
	}
}

// field checks that an error has a fault of a field.
func field(t testing.TB, what string, err error, name, key string) {
	t.Helper()
	var problems community.Problems
	var one *community.Error
	if errors.As(err, &problems) {
		for _, p := range problems {
			if p.Field == name && p.Key == key {
				return
			}
		}
	} else if errors.As(err, &one) && one.Field == name && one.Key == key {
		return
	}
	t.Errorf("%s: %v, want %s of %s", what, err, key, name)
}

// plainNames hashes names without a key.
type plainNames struct{}

func (plainNames) NameHash(school, form string) []byte {
	sum := sha256.Sum256([]byte(school + "\x00" + form))
	return sum[:]
}
