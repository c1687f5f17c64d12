package community_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"headroom/community"
	"headroom/community/policy"
)

// crowd fills a community with records of every kind: each role and state, with
// and without an end, of people from here and from peers in each state, with
// credentials of each kind and worth, some suspended.
func (h *house) crowd(r *rand.Rand, room int64, scope string) (people []community.Person) {
	h.t.Helper()
	now := h.clock.Now()
	hosts := map[string]community.PeerState{"e.example": community.PeerActive, "n.example": community.PeerPaused, "x.example": community.PeerEnded}
	names := []string{"", "", "e.example", "n.example", "x.example"}
	nations := []string{"SCT", "CYM", "ENG", "NIR"}
	at := func(hours int) time.Time { return now.Add(time.Duration(hours) * time.Hour) }
	h.update(func(tx community.Tx) error {
		for host, state := range hosts {
			if err := tx.PutPeer(community.Peer{ID: tx.NextID(), Host: host, Name: host, Nation: "ENG", Issuer: "https://" + host + "/issuer", State: state}); err != nil {
				return err
			}
		}
		list := community.StatusList{IRI: "https://e.example/status/1", Issuer: "https://e.example/issuer", ValidUntil: at(5), FetchedAt: now}
		if err := tx.PutStatusList(list); err != nil {
			return err
		}
		for i := range 40 {
			host := names[r.IntN(len(names))]
			p := community.Person{ID: tx.NextID(), Host: host, Local: host == "", Username: fmt.Sprint("sample", i), Name: fmt.Sprint("Sample ", i),
				Nation: nations[r.IntN(4)], CreatedAt: now}
			if p.Local {
				p.Host = "scotland.example"
			}
			p.IRI = fmt.Sprintf("https://%s/u/%d", p.Host, p.ID)
			if r.IntN(8) == 0 {
				p.SuspendedAt = now
			}
			if err := tx.InsertPerson(p); err != nil {
				return err
			}
			people = append(people, p)
			var presented int64
			for range r.IntN(5) {
				c := community.CredentialRecord{ID: tx.NextID(), PersonID: p.ID, Local: p.Local, Kind: policy.Credential(1 + r.IntN(3)),
					ValidFrom: at(-5), ValidUntil: at(5), CreatedAt: now}
				c.RevocationList, c.SuspensionList = "https://e.example/status/1", "https://e.example/status/1"
				if r.IntN(4) == 0 && c.Kind == policy.Head {
					c.RevocationList = "" // its status is not known: nothing is taken away
				}
				c.IRI, c.Index = fmt.Sprintf("https://%s/credentials/%d", p.Host, c.ID), c.ID
				switch r.IntN(6) {
				case 0:
					c.RevokedAt = at(-1)
				case 1:
					c.SuspendedAt = at(-1)
				case 2:
					c.ValidUntil = now
				case 3:
					c.ValidFrom = at(1)
				}
				if err := tx.InsertCredential(c); err != nil {
					return err
				}
				if r.IntN(2) == 0 {
					presented = c.ID
				}
			}
			m := community.Membership{ID: tx.NextID(), CommunityID: room, PersonID: p.ID, State: policy.Active, Role: policy.Role(1 + r.IntN(4)),
				Epoch: 1, Version: 1, Credential: presented, StartAt: at(-3), CreatedAt: now}
			m.IRI = fmt.Sprint("https://scotland.example/m/", m.ID)
			if r.IntN(5) == 0 {
				m.State = policy.State(1 + r.IntN(7))
			}
			if m.Role == policy.Guest {
				m.EndAt = at(r.IntN(6) - 2)
				if r.IntN(2) == 0 {
					m.Scope = []string{scope}
				}
			}
			if err := tx.InsertMembership(m); err != nil {
				return err
			}
		}
		return nil
	})
	return people
}

// TestAudienceIsWhoMayRead compares what forms and the list of a room say with
// whom policy lets read and with where announcements go, for random rooms.
func TestAudienceIsWhoMayRead(t *testing.T) {
	t.Parallel()
	for seed := range uint64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			h := build(t)
			r := rand.New(rand.NewPCG(seed, 11))
			thread := h.post(h.mod, h.closed, "Attendance", "In winter")
			var c community.Community
			var begun community.Thread
			h.view(func(tx community.Tx) (err error) {
				if begun, err = tx.Thread(thread.Thread); err == nil {
					c, err = tx.Community(h.closed)
				}
				return err
			})
			if seed%2 == 0 {
				c.Requires = []string{"HeadteacherCredential", "AspiringHeadCredential"}
				h.update(func(tx community.Tx) error { return tx.UpdateCommunity(c) })
			}
			h.crowd(r, h.closed, begun.Context)
			room, err := h.Room(h.ctx, h.mod, h.closed)
			h.must(err)
			whole, err := h.AudienceOf(h.ctx, h.mod, h.closed)
			h.must(err)
			reply, err := h.AudienceOfThread(h.ctx, h.mod, thread.Thread)
			h.must(err)
			fresh, err := h.AudienceOfNew(h.ctx, h.mod, h.closed)
			h.must(err)

			var want, scoped, beginning []string
			var servers, full, about, facilitators []string // about: the conversation
			h.view(func(tx community.Tx) error {
				all, err := tx.Members(h.closed)
				if err != nil {
					return err
				}
				for _, m := range all {
					if !m.Person.Local { // who asks from a server without an agreement is a stranger
						p, err := tx.Peer(m.Person.Host)
						if err != nil || p.State != community.PeerActive && p.State != community.PeerPaused {
							continue
						}
					}
					v := community.Viewer{Person: m.PersonID}
					if !m.Person.Local {
						v.Host = m.Person.Host
					}
					var worth policy.Credential
					in := func(scope bool) func(*policy.Facts) {
						return func(f *policy.Facts) { f.InScope, worth = f.InScope || scope, f.Credential }
					}
					inside := m.Role != policy.Guest || slices.Contains(m.Scope, begun.Context)
					if h.DecideOn(tx, v, c, policy.ViewThread, in(true)) == nil {
						want = append(want, m.Person.IRI)
						if m.Role == policy.FacilitatorRole || m.Role != policy.Guest && worth == policy.Facilitator && !h.perhapsHead(tx, m) {
							facilitators = append(facilitators, m.Person.IRI)
						}
						if inside {
							scoped = append(scoped, m.Person.IRI)
						}
						if m.Role != policy.Guest {
							beginning = append(beginning, m.Person.IRI)
						}
					}
				}
				hosts, err := tx.MemberHosts(h.closed, true, h.clock.Now())
				for _, host := range hosts {
					_, full, _ := tx.ServedOnHost(h.closed, host, h.clock.Now())
					if p, err := tx.Peer(host); err == nil && full && (p.State == community.PeerActive || p.State == community.PeerPaused) {
						servers = append(servers, host)
					}
				}
				full = slices.Clone(servers)
				for _, m := range all { // a guest's server is sent the conversations they read
					p, failed := tx.Peer(m.Person.Host)
					now := h.clock.Now()
					if m.Person.Local || m.Role != policy.Guest || m.State != policy.Active || now.Before(m.StartAt) || !now.Before(m.EndAt) ||
						slices.Contains(full, m.Person.Host) || failed != nil || p.State != community.PeerActive && p.State != community.PeerPaused {
						continue
					}
					servers = append(servers, m.Person.Host)
					if slices.Contains(m.Scope, begun.Context) {
						about = append(about, m.Person.Host)
					}
				}
				return err
			})
			var listed, told []string
			if int(whole.Facilitators) != len(facilitators) {
				t.Errorf("%d are facilitators now, the form says %d", len(facilitators), whole.Facilitators)
			}
			for _, group := range [][]community.MemberView{room.Moderators, room.Facilitators, room.Members, room.Guests} {
				for _, m := range group {
					listed = append(listed, m.Person.IRI)
				}
			}
			for _, s := range room.Servers[1:] {
				told = append(told, s.Host)
			}
			for _, list := range [][]string{want, listed, servers, told} {
				slices.Sort(list)
			}
			servers = slices.Compact(servers)
			if d := cmp.Diff(want, listed); d != "" {
				t.Errorf("who may read, and who is listed: %s", d)
			}
			if d := cmp.Diff(servers, told); d != "" {
				t.Errorf("servers that copies go to, and servers that are told: %s", d)
			}
			sum := func(a community.Audience) int { return int(a.Heads + a.Facilitators + a.Others + a.Guests) }
			if sum(whole) != len(want) || int(whole.Guests) != len(room.Guests) || int(whole.Facilitators) != len(room.Facilitators) {
				t.Errorf("the room has %d readers, the form says %d", len(want), sum(whole))
			}
			if sum(reply) != len(scoped) {
				t.Errorf("a reply has %d readers, the form says %d", len(scoped), sum(reply))
			}
			if sum(fresh) != len(beginning) || fresh.Guests != 0 {
				t.Errorf("a new conversation has %d readers, the form says %d", len(beginning), sum(fresh))
			}
			if d := cmp.Diff(room.Servers, whole.Servers); d != "" {
				t.Errorf("servers of the form: %s", d)
			}
			for form, sent := range map[*community.Audience][]string{&reply: append(about, full...), &fresh: full} {
				var told []string
				for _, s := range form.Servers[1:] {
					told = append(told, s.Host)
				}
				slices.Sort(sent)
				if d := cmp.Diff(slices.Compact(sent), told, cmpopts.EquateEmpty()); d != "" {
					t.Errorf("servers that a conversation goes to, and servers that its form tells of: %s", d)
				}
			}
		})
	}
}

// perhapsHead reports whether a visitor holds a head's credential whose status
// is not known: nothing is taken away from them.
func (h *house) perhapsHead(tx community.Tx, m community.MemberView) bool {
	all, err := tx.Credentials(m.PersonID)
	h.must(err)
	return slices.ContainsFunc(all, func(c community.CredentialRecord) bool {
		now := h.clock.Now()
		return !c.Local && c.Kind == policy.Head && c.RevocationList == "" && c.RevokedAt.IsZero() && c.SuspendedAt.IsZero() &&
			!now.Before(c.ValidFrom) && now.Before(c.ValidUntil) && (m.Membership.Credential == 0 || m.Membership.Credential == c.ID)
	})
}

// TestHeadsWhoReadAreHeadsNow counts, in random rooms, whom policy takes for a
// member from here with a head's credential.
func TestHeadsWhoReadAreHeadsNow(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			h := build(t)
			post := h.post(h.mod, h.closed, "Attendance", "In winter")
			h.crowd(rand.New(rand.NewPCG(seed, 12)), h.closed, "")
			var want, read, could int64
			h.update(func(tx community.Tx) error {
				want = 0
				c, err := tx.Community(h.closed)
				if err != nil {
					return err
				}
				all, err := tx.Members(h.closed)
				if err != nil {
					return err
				}
				for _, m := range all {
					if err := tx.MarkRead(m.PersonID, post.Thread, post.Post, h.clock.Now()); err != nil {
						return err
					}
					var worth policy.Credential
					err := h.DecideOn(tx, community.Viewer{Person: m.PersonID}, c, policy.ViewThread, func(f *policy.Facts) { worth = f.Credential })
					if err == nil && m.Person.Local && m.Role != policy.Guest && worth == policy.Head && m.PersonID != h.mod.Person {
						want++
					}
				}
				heads, n, err := tx.HeadsWhoRead(h.closed, post.Thread, []int64{post.Post}, h.mod.Person, h.clock.Now())
				read, could = heads[post.Post], n
				return err
			})
			if want == 0 || read != want || could != want {
				t.Errorf("%d heads have read, counted %d of %d", want, read, could)
			}
		})
	}
}

// TestWidened tells who writes what has come to the audience, and nothing when
// there are only more people of the same kind.
func TestWidened(t *testing.T) {
	t.Parallel()
	h := build(t)
	thread := h.post(h.mod, h.closed, "Attendance", "In winter")
	in := community.PostInput{Thread: thread.Thread}
	a, err := h.AudienceOfThread(h.ctx, h.head, thread.Thread)
	h.must(err)
	shown := community.ReadShown(a.Outline().String())
	if d := cmp.Diff(a.Outline(), shown); d != "" {
		t.Fatalf("the outline does not come back from a form: %s", d)
	}
	wider := func(v community.Viewer) community.Wider {
		t.Helper()
		w, err := h.WiderThan(h.ctx, v, in, shown)
		h.must(err)
		return w
	}
	h.admit(h.outsider, h.closed)
	if w := wider(h.head); w.Any() {
		t.Errorf("one head more: %+v", w)
	}
	var c community.Thread
	h.view(func(tx community.Tx) (err error) { c, err = tx.Thread(thread.Thread); return err })
	h.crowd(rand.New(rand.NewPCG(4, 4)), h.closed, c.Context)
	w := wider(h.head)
	if !slices.Contains(w.Kinds, "guests") || !slices.Contains(w.Nations, "ENG") || !slices.Contains(w.Servers, "e.example") {
		t.Errorf("guests, a nation and a server more: %+v", w)
	}
	h.update(func(tx community.Tx) error {
		c, err := tx.Community(h.closed)
		if err != nil {
			return err
		}
		c.Access = policy.Open
		return tx.UpdateCommunity(c)
	})
	if !wider(h.head).Public {
		t.Error("a community that is open now is not told of")
	}
	if w := wider(h.applicant); w.Any() {
		t.Errorf("who may not read is told %+v", w)
	}
	for _, text := range []string{"", "x", ";;;", "a;b;c;d;e"} {
		if w, err := h.WiderThan(h.ctx, h.head, in, community.ReadShown(text)); err != nil || w.Any() {
			t.Errorf("%q: %+v %v", text, w, err)
		}
	}
}
