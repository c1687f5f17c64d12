package adversary

import (
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
	"headroom/federation/credential"
	"headroom/federation/sign"
	"headroom/federation/vocab"
)

// half is what a group of the peer's says of a link with the closed community.
func (w *world) half(t testing.TB, by actor, change func(*credential.Link)) object {
	t.Helper()
	l := credential.Link{ID: w.peer.Config.URL + "/links/" + w.next(), By: by.IRI, From: w.group.IRI, To: w.c.IRI, Kind: "sister",
		Effects: []string{"join"}, Start: w.now()}
	if change != nil {
		change(&l)
	}
	raw, err := credential.IssueLink(l, w.now(), by.key, by.KeyID)
	if err != nil {
		t.Fatal(err)
	}
	return decode(t, raw)
}

// offerLink offers the closed community a link with one of the peer's.
func offerLink(w *world, t testing.TB) message {
	h := w.half(t, w.group, nil)
	a := vocab.Activity{ID: w.peer.Config.URL + "/a/" + w.next(), Actor: w.group.IRI, To: []string{w.c.IRI}}
	return message{doc: decode(t, vocab.Offer(a, encode(t, h))), signer: w.group, inbox: "/inbox", at: w.now()}
}

// ours is the newest link that the host has.
func (w *world) ours(t testing.TB) community.LinkView {
	t.Helper()
	all, err := w.host.Service.Links(t.Context(), community.CommandLine)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		return community.LinkView{}
	}
	return all[0]
}

// asksForALink has the host's operator offer a link, after ending what there was.
func (w *world) asksForALink(t testing.TB) community.GroupLink {
	t.Helper()
	switch l := w.ours(t); l.State {
	case community.LinkOffered, community.LinkActive:
		if err := w.host.Service.EndLink(t.Context(), community.CommandLine, l.ID, "For the test."); err != nil {
			t.Fatal(err)
		}
	case community.LinkReceived:
		if err := w.host.Service.DeclineLink(t.Context(), community.CommandLine, l.ID, "For the test."); err != nil {
			t.Fatal(err)
		}
	}
	theirs, _ := w.host.Here(w.theirs.IRI)
	l, err := w.host.Service.OfferLink(t.Context(), community.CommandLine, community.LinkInput{From: w.c.ID, To: theirs.ID, Kind: "hub", Effects: []string{"join", "share"}})
	if err != nil {
		t.Fatal(err)
	}
	w.Settle()
	return l
}

// acceptLink answers the host's offer; change edits what is said of the link.
func acceptLinkWith(change func(*credential.Link)) func(*world, testing.TB) message {
	return func(w *world, t testing.TB) message {
		l := w.asksForALink(t)
		h := w.half(t, w.group, func(x *credential.Link) {
			x.From, x.To, x.Kind = w.c.IRI, w.group.IRI, "hub"
			if change != nil {
				change(x)
			}
		})
		digest, err := sign.Hash(l.Offered)
		if err != nil {
			t.Fatal(err)
		}
		a := vocab.Activity{ID: w.peer.Config.URL + "/a/" + w.next(), Actor: w.group.IRI, To: []string{w.c.IRI}}
		return w.from(t, w.group, vocab.Accept(a, l.Offer, digest, encode(t, h)))
	}
}

var acceptLink = acceptLinkWith(nil)

// declineLink answers it with a Reject.
func declineLink(w *world, t testing.TB) message {
	l := w.asksForALink(t)
	a := vocab.Activity{ID: w.peer.Config.URL + "/a/" + w.next(), Actor: w.group.IRI, To: []string{w.c.IRI}}
	return message{doc: decode(t, vocab.Reject(a, l.Offer, "declined", "No.")), signer: w.group, inbox: "/inbox", at: w.now()}
}

// undoLink takes back that the host's offer was accepted.
func undoLink(w *world, t testing.TB) message {
	m := acceptLink(w, t)
	w.deliver(t, m)
	inner := vocab.Build("").Str("id", m.id()).Str("type", "Accept").Str("actor", w.group.IRI).Str("object", w.ours(t).Offer).Bytes()
	a := vocab.Activity{ID: w.peer.Config.URL + "/a/" + w.next(), Actor: w.group.IRI, To: []string{w.c.IRI}}
	return message{doc: decode(t, vocab.Undo(a, inner)), signer: w.group, inbox: "/inbox", at: w.now()}
}

// otherGroup says it all in the name of another group of the same server.
func otherGroup(w *world, _ testing.TB, m *message) {
	m.signer, m.doc["actor"] = w.other, w.other.IRI
	if m.prover != nil {
		m.prover = &w.other
	}
	if o, ok := m.doc["object"].(object); ok && o["actor"] != nil {
		o["actor"] = w.other.IRI
	}
}

func within(name, key string, value any) func(*world, testing.TB, *message) {
	return func(_ *world, _ testing.TB, m *message) { m.doc[name].(object)[key] = value }
}

// respoken changes what a group says inside a message, and signs it anew. An Offer
// goes to whom it names.
func respoken(name string, change func(*world, object)) func(*world, testing.TB, *message) {
	return func(w *world, t testing.TB, m *message) {
		h := m.doc[name].(object)
		delete(h, "proof")
		change(w, h)
		if name == "object" {
			m.doc["to"] = []any{h["hr:to"]}
		}
		m.doc[name] = decode(t, prove(t, encode(t, h), w.group, w.now()))
	}
}

// links are what a peer's groups and people may not say of links.
var links = []bad{
	{"an Offer of a link by another group", offerLink, otherGroup, 400},
	{"an Offer of a link by a member", offerLink, func(w *world, _ testing.TB, m *message) { m.signer, m.doc["actor"] = w.bob, w.bob.IRI }, either},
	{"an Offer of a link by the issuer", offerLink, func(w *world, _ testing.TB, m *message) { m.signer, m.doc["actor"] = w.issuer, w.issuer.IRI }, 400},
	{"a link that another group has signed", offerLink, func(w *world, t testing.TB, m *message) {
		h := m.doc["object"].(object)
		delete(h, "proof")
		m.doc["object"] = decode(t, prove(t, encode(t, h), w.other, w.now()))
	}, 400},
	{"a link changed after it was signed", offerLink, within("object", "hr:effects", []any{"join", "share"}), 400},
	{"a link without its proof", offerLink, func(_ *world, _ testing.TB, m *message) { delete(m.doc["object"].(object), "proof") }, 400},
	{"a link with an effect that there is not", offerLink, func(w *world, t testing.TB, m *message) {
		h := m.doc["object"].(object)
		delete(h, "proof")
		h["hr:effects"] = []any{"read"}
		m.doc["object"] = decode(t, prove(t, encode(t, h), w.group, w.now()))
	}, 400},
	{"a link that was offered to somebody else", offerLink, set("to", func(w *world) any { return []any{w.hidden.IRI} }), 400},
	{"a link with a private community", offerLink, respoken("object", func(w *world, h object) { h["hr:to"] = w.hidden.IRI }), 404},
	{"a link with a community that is not there", offerLink, respoken("object", func(w *world, h object) { h["hr:to"] = w.host.Config.URL + "/g/1" }), 404},
	{"a link with a community that is not the host's", offerLink, respoken("object", func(w *world, h object) { h["hr:to"] = w.other.IRI }), 404},
	{"a link that the host is said to have offered", offerLink, respoken("object", func(w *world, h object) { h["hr:from"], h["hr:to"] = w.c.IRI, w.group.IRI }), 403},
	{"an Accept of a link that was never offered", acceptLink, set("object", func(w *world) any { return w.host.Config.URL + "/a/1" }), 404},
	{"an Accept of a link by another group", acceptLink, otherGroup, 400},
	{"an Accept of another link", acceptLink, set("hr:digest", func(*world) any { return "sha-256:" + zeros }), 400},
	{"an Accept of a link without proof", acceptLink, func(_ *world, _ testing.TB, m *message) { m.prover = nil }, 400},
	{"an Accept of a link with the proof of another group", acceptLink, func(w *world, _ testing.TB, m *message) { m.prover = &w.other }, 403},
	{"an Accept of more than was offered", acceptLink, respoken("result", func(_ *world, h object) { h["hr:effects"] = []any{"directory", "join"} }), 403},
	{"an Accept of another kind of link", acceptLink, respoken("result", func(_ *world, h object) { h["hr:kind"] = "sister" }), 403},
	{"a Reject of a link by another group", declineLink, otherGroup, 403},
	{"an Undo of a link by another group", undoLink, otherGroup, 403},
	{"an Undo of the host's own Offer", undoLink, func(w *world, t testing.TB, m *message) {
		m.doc["object"] = object{"id": w.peer.Config.URL + "/a/" + w.next(), "type": "Offer", "actor": w.group.IRI, "object": w.ours(t).Offer}
	}, effectless},
}

const zeros = "0000000000000000000000000000000000000000000000000000000000000000"

// linkedFollow asks for carol to be let in by the link's rule, with the stamp of
// the linked community.
func linkedFollow(w *world, t testing.TB) message {
	return linkedFollowWith(t, w, w.group, func(*credential.Stamp) {})
}

func linkedFollowWith(t testing.TB, w *world, by actor, change func(*credential.Stamp)) message {
	t.Helper()
	if m := w.recordOf(t, w.carol); m.State == policy.Active {
		w.expel(t, w.members["carol"])
	} else if m.State == policy.Pending {
		if err := w.host.Service.DecideJoin(t.Context(), w.alice.Viewer, w.c.ID, m.ID, false, "For the test."); err != nil {
			t.Fatal(err)
		}
		w.Settle()
	}
	if w.ours(t).State != community.LinkActive {
		w.deliver(t, acceptLink(w, t))
	}
	if err := w.host.Service.SetLinkRule(t.Context(), w.alice.Viewer, w.c.ID, w.ours(t).ID, true); err != nil {
		t.Fatal(err)
	}
	h := w.head(t)
	st := credential.Stamp{ID: by.IRI + "/m/77", Group: by.IRI, Member: w.carol.IRI, Role: credential.RoleMember, Start: w.now(),
		End: w.now().Add(time.Hour), Epoch: 1, Version: 1, LogFrom: credential.Position{Epoch: h.Epoch, Seq: 1}, Head: credential.Head{Epoch: h.Epoch, Seq: h.Seq, Hash: h.Hash}}
	change(&st)
	raw, err := credential.IssueStamp(st, w.now(), by.key, by.KeyID)
	if err != nil {
		t.Fatal(err)
	}
	m := follow(w, t)
	m.doc["hr:stamp"] = decode(t, raw)
	return m
}

func strange(by func(*world) actor, change func(*world, *credential.Stamp)) func(*world, testing.TB) message {
	return func(w *world, t testing.TB) message {
		return linkedFollowWith(t, w, by(w), func(s *credential.Stamp) { change(w, s) })
	}
}

// entrances are Follows with a stamp that proves nothing.
var entrances = []bad{
	{"the stamp of another person", linkedFollow, respoken("hr:stamp", func(w *world, h object) { h["hr:member"] = w.bob.IRI }), 403},
	{"a stamp changed after it was signed", linkedFollow, within("hr:stamp", "hr:role", "moderator"), 403},
	{"a stamp that another group has signed", linkedFollow, func(w *world, t testing.TB, m *message) {
		st := m.doc["hr:stamp"].(object)
		delete(st, "proof")
		m.doc["hr:stamp"] = decode(t, prove(t, encode(t, st), w.other, w.now()))
	}, 400},
	{"a stamp that its holder has signed", linkedFollow, func(w *world, t testing.TB, m *message) {
		st := m.doc["hr:stamp"].(object)
		delete(st, "proof")
		m.doc["hr:stamp"] = decode(t, prove(t, encode(t, st), w.carol, w.now()))
	}, 400},
	{"a stamp that is none", linkedFollow, func(_ *world, _ testing.TB, m *message) { m.doc["hr:stamp"] = object{"id": m.id(), "type": "Note"} }, 400},
	{"a stamp without a credential", linkedFollow, func(_ *world, _ testing.TB, m *message) { delete(m.doc, "hr:presentation") }, 404},
}

// TestALinkLetsInWhoIsProved: the rule lets carol in by her stamp; one that has
// lapsed, is a guest's, or of a group that is not linked leaves her waiting.
func TestALinkLetsInWhoIsProved(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, tc := range []struct {
		what   string
		follow func(*world, testing.TB) message
		want   policy.State
	}{
		{"a stamp", linkedFollow, policy.Active},
		{"a stamp that has lapsed", strange(func(w *world) actor { return w.group }, func(w *world, s *credential.Stamp) {
			s.Start, s.End = w.now().Add(-2*time.Hour), w.now().Add(-time.Minute)
		}), policy.Pending},
		{"a guest's stamp", strange(func(w *world) actor { return w.group }, func(w *world, s *credential.Stamp) {
			s.Role, s.Scope, s.Sponsor = credential.RoleGuest, []string{w.group.IRI + "/threads/1"}, w.bob.IRI
		}), policy.Pending},
		{"the stamp of a group that is not linked", strange(func(w *world) actor { return w.other }, func(*world, *credential.Stamp) {}), policy.Pending},
		{"no stamp", func(w *world, t testing.TB) message { linkedFollow(w, t); return follow(w, t) }, policy.Pending},
		{"a stamp again", linkedFollow, policy.Active},
	} {
		w.deliver(t, tc.follow(w, t))
		if got := w.recordOf(t, w.carol).State; got != tc.want {
			t.Errorf("%s: %v, want %v", tc.what, got, tc.want)
		}
	}
}

// TestAForgedOriginIsRefused: a member says that a post was shared from a community
// with which there is no link.
func TestAForgedOriginIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	m := create(w, t)
	m.doc["object"].(object)["hr:sharedFrom"] = w.other.IRI
	if got := post(t, w.host, m); got.Code != 403 {
		t.Errorf("shared from nowhere: %d %s", got.Code, got.Body)
	}
	w.deliver(t, acceptLink(w, t)) // of which "share" is no effect
	m = create(w, t)
	m.doc["object"].(object)["hr:sharedFrom"] = w.group.IRI
	if got := post(t, w.host, m); got.Code != 403 {
		t.Errorf("shared across a link that does not share: %d", got.Code)
	}
	w.deliver(t, acceptLinkWith(func(l *credential.Link) { l.Effects = []string{"share"} })(w, t))
	m = create(w, t)
	m.doc["object"].(object)["hr:sharedFrom"] = w.group.IRI
	w.deliver(t, m)
	m = reply(w, t)
	m.doc["object"].(object)["hr:sharedFrom"] = w.group.IRI
	if got := post(t, w.host, m); got.Code != 400 {
		t.Errorf("an answer that was shared: %d", got.Code)
	}
}
