package adversary

import (
	"strconv"
	"testing"
	"time"

	"headroom/community"
	"headroom/federation/credential"
	"headroom/federation/sign"
	"headroom/federation/vocab"
)

// The good messages, each fresh.

// next is a number that no id has yet.
func (w *world) next() string { w.n++; return strconv.FormatInt(7_000_000_000_000+w.n, 10) }

func (w *world) activity(by actor, audience, thread string) vocab.Activity {
	return vocab.Activity{ID: w.peer.Config.URL + "/a/" + w.next(), Actor: by.IRI, To: []string{audience + "/members"},
		Audience: audience, Context: thread, Published: w.now()}
}

// from makes a message that its actor signs, with a proof.
func (w *world) from(t testing.TB, by actor, raw []byte) message {
	t.Helper()
	return message{doc: decode(t, raw), prover: &by, signer: by, inbox: "/inbox", at: w.now()}
}

// note is a first post, of a thread of its own.
func (w *world) note(by actor, group string) (vocab.Activity, vocab.Note) {
	id := w.peer.Config.URL + "/o/" + w.next()
	a := w.activity(by, group, credential.ThreadContext(group+"/threads/", id))
	return a, vocab.Note{Kind: "Note", ID: id, AttributedTo: by.IRI, To: a.To, Audience: a.Audience, Context: a.Context,
		Published: a.Published, Name: "Title " + id, Content: "<p>Text of " + id + "</p>", Language: "en",
		Byline: &vocab.Byline{Name: "A Head", Post: "Headteacher", Office: "head"}}
}

func createIn(group func(*world) string, by func(*world) actor) func(*world, testing.TB) message {
	return func(w *world, t testing.TB) message {
		a, n := w.note(by(w), group(w))
		return w.from(t, by(w), vocab.Create(a, vocab.NoteObject(n)))
	}
}

func theClosed(w *world) string { return w.c.IRI }
func bob(w *world) actor        { return w.bob }

var create = createIn(theClosed, bob)

// reply answers the post that a member of the host wrote.
func reply(w *world, t testing.TB) message {
	a, n := w.note(w.bob, w.c.IRI)
	a.Context, n.Context, n.InReplyTo, n.Name = w.thread, w.thread, w.post, ""
	return w.from(t, w.bob, vocab.Create(a, vocab.NoteObject(n)))
}

// posted sends a good first post of somebody's and gives it back.
func (w *world) posted(t testing.TB, by actor) (vocab.Activity, vocab.Note) {
	t.Helper()
	a, n := w.note(by, w.c.IRI)
	w.deliver(t, w.from(t, by, vocab.Create(a, vocab.NoteObject(n))))
	return a, n
}

func update(w *world, t testing.TB) message {
	a, n := w.posted(t, w.bob)
	a.ID, n.Content, n.Updated = w.peer.Config.URL+"/a/"+w.next(), "<p>Better</p>", w.now()
	return w.from(t, w.bob, vocab.Update(a, vocab.NoteObject(n)))
}

func remove(w *world, t testing.TB) message {
	a, n := w.posted(t, w.bob)
	a.ID = w.peer.Config.URL + "/a/" + w.next()
	return w.from(t, w.bob, vocab.Delete(a, n.ID, n.Kind, w.now()))
}

func like(w *world, t testing.TB) message {
	return w.from(t, w.bob, vocab.Like(w.activity(w.bob, w.c.IRI, w.thread), w.post, "r"+w.next()))
}

func undo(w *world, t testing.TB) message {
	first := like(w, t)
	w.deliver(t, first)
	inner := vocab.Build("").Str("id", first.id()).Str("type", "Like").Str("actor", w.bob.IRI).Str("object", w.post).Bytes()
	return w.from(t, w.bob, vocab.Undo(w.activity(w.bob, w.c.IRI, w.thread), inner))
}

// follow asks for the head of the peer who is no member to be let in.
func follow(w *world, t testing.TB) message {
	f := vocab.FollowRequest{ID: w.peer.Config.URL + "/a/" + w.next(), Actor: w.carol.IRI, Group: w.c.IRI, Reason: "Reason " + w.next()}
	f.Presentation = w.present(t, w.credentialOf(t, w.carol.IRI), w.carol, f.Group, f.ID, w.now())
	return message{doc: decode(t, vocab.Follow(f)), signer: w.carol, inbox: "/inbox", at: w.now()}
}

func (w *world) present(t testing.TB, vc []byte, by actor, domain, challenge string, at time.Time) []byte {
	t.Helper()
	raw, err := credential.Present(vc, by.IRI, domain, challenge, at, by.key, by.KeyID)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func (w *world) credentialOf(t testing.TB, person string) (raw []byte) {
	t.Helper()
	w.peer.View(func(tx community.Tx) error {
		p, err := tx.PersonByIRI(person)
		if err != nil {
			return err
		}
		all, err := tx.Credentials(p.ID)
		if err == nil && len(all) > 0 {
			raw = all[0].Raw
		}
		return err
	})
	if raw == nil {
		t.Fatalf("%s has no credential", person)
	}
	return raw
}

// announce is the next entry of the peer's community's chain: a post of one of
// its own members.
func announce(w *world, t testing.TB) message {
	a, n := w.note(w.bob, w.theirs.IRI)
	return w.chained(t, w.group, prove(t, vocab.Create(a, vocab.NoteObject(n)), w.bob, w.now()))
}

// chained announces an activity at the head of the chain that the host holds.
func (w *world) chained(t testing.TB, by actor, inner []byte) message {
	t.Helper()
	h := w.head(t)
	digest, err := sign.Hash(inner)
	if err != nil {
		t.Fatal(err)
	}
	seq := strconv.FormatInt(h.Seq+1, 10)
	raw := vocab.Announce(vocab.AnnounceFields{ID: by.IRI + "/log/" + strconv.FormatInt(h.Epoch, 10) + "/" + seq + "x" + w.next(),
		To: []string{by.IRI + "/members"}, Header: vocab.LogHeader{Group: by.IRI, Epoch: h.Epoch, Seq: h.Seq + 1,
			Prev: h.Hash, Digest: digest, Published: vocab.FormatTime(w.now())}}, inner)
	return message{doc: decode(t, raw), signer: by, inbox: "/inbox", at: w.now()}
}

// head is the end of the peer's community's chain, as the host holds it.
func (w *world) head(t testing.TB) (h community.ChainHead) {
	t.Helper()
	w.host.View(func(tx community.Tx) error {
		c, err := tx.CommunityByIRI(w.theirs.IRI)
		if err != nil {
			return err
		}
		h, err = tx.LogHead(c.ID)
		if community.IsNotFound(err) {
			h, err = community.ChainHead{Epoch: 1, Hash: credential.Genesis(c.IRI)}, nil
		}
		return err
	})
	return h
}

// accept answers the request of somebody of the host with a stamp of the
// peer's community; sent again, it renews.
func accept(w *world, t testing.TB) message {
	m := w.asked(t)
	w.n++
	raw := w.stamp(t, w.group, m, w.now().Add(time.Hour+time.Duration(w.n)*time.Second))
	a := vocab.Activity{ID: w.peer.Config.URL + "/a/" + w.next(), Actor: w.group.IRI, To: []string{w.callum.Person.IRI}, Published: w.now()}
	return message{doc: decode(t, vocab.Accept(a, m.FollowIRI, "", raw)), signer: w.group, inbox: "/inbox", at: w.now()}
}

func (w *world) stamp(t testing.TB, by actor, m community.Membership, end time.Time) []byte {
	t.Helper()
	h := w.head(t)
	raw, err := credential.IssueStamp(credential.Stamp{ID: by.IRI + "/m/1", Group: by.IRI, Member: w.callum.Person.IRI, Role: credential.RoleMember,
		Start: w.now(), End: end, Epoch: h.Epoch, Version: m.Version + 1,
		LogFrom: credential.Position{Epoch: h.Epoch, Seq: 1}, Head: credential.Head{Epoch: h.Epoch, Seq: h.Seq, Hash: h.Hash}}, w.now(), by.key, by.KeyID)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// asked is the host's copy of the record of its own person in the peer's
// community; they ask again when it is over.
func (w *world) asked(t testing.TB) (m community.Membership) {
	t.Helper()
	read := func() {
		w.host.View(func(tx community.Tx) error {
			c, err := tx.CommunityByIRI(w.theirs.IRI)
			if err != nil {
				return err
			}
			m, err = tx.MembershipOf(c.ID, w.callum.Person.ID)
			return err
		})
	}
	if read(); m.EndReason != "" {
		w.callum.Join(w.theirs.IRI)
		read()
	}
	return m
}

// dismiss ends the membership of the host's person, who has just been let in.
func dismiss(w *world, t testing.TB) message {
	w.deliver(t, accept(w, t))
	m := w.asked(t)
	raw := vocab.RemoveMember(vocab.Removal{ID: w.peer.Config.URL + "/a/" + w.next(), Group: w.group.IRI, Member: w.callum.Person.IRI,
		Members: w.group.IRI + "/members", Epoch: m.Epoch, Version: m.Version + 1, Reason: "rules"})
	return message{doc: decode(t, raw), signer: w.group, inbox: "/inbox", at: w.now()}
}

// push sends the newest revocation list of the peer's issuer.
func push(w *world, t testing.TB) message {
	a := vocab.Activity{ID: w.peer.Config.URL + "/a/" + w.next(), Actor: w.issuer.IRI, To: []string{w.host.Identity.Issuer()}, Published: w.now()}
	return message{doc: decode(t, vocab.Update(a, w.list(t, w.issuer, ""))), signer: w.issuer, inbox: "/inbox", at: w.now()}
}

// list is a fresh revocation list, the peer's own unless iri names another.
func (w *world) list(t testing.TB, by actor, iri string) []byte {
	t.Helper()
	bits, err := credential.NewBitstring(131072)
	if err != nil {
		t.Fatal(err)
	}
	if iri == "" {
		iri = w.peer.Config.URL + "/status/revocation/1"
	}
	w.n++
	until := w.now().Add(time.Hour + time.Duration(w.n)*time.Second)
	raw, err := credential.IssueStatusList(credential.StatusList{ID: iri, Issuer: by.IRI, Purpose: credential.Revocation,
		ValidFrom: w.now().Add(-time.Minute), ValidUntil: until, TTL: 5 * time.Minute, Bits: bits}, w.now(), by.key, by.KeyID)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}
