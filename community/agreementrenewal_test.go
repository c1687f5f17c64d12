package community_test

import (
	"testing"

	"headroom/community"
)

// TestAnAnsweredOfferStaysAnswered when it arrives once more, because nobody
// heard that it had arrived.
func TestAnAnsweredOfferStaysAnswered(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(*house) (community.Peer, error){
		"declined": func(h *house) (community.Peer, error) { return h.RejectPeer(h.ctx, h.operator, h.peer) },
		"accepted": func(h *house) (community.Peer, error) { return h.AcceptPeer(h.ctx, h.operator, h.peer) },
	} {
		h := linked(t)
		offers := func(id string) bool {
			h.must(h.OfferReceived(h.ctx, "https://"+h.peer+"/issuer", id, []byte("another year")))
			p, err := h.PeerOfHost(h.ctx, h.peer)
			h.must(err)
			_, theirs := p.Renewing()
			return theirs
		}
		if !offers("https://wales.example/a/2") {
			t.Fatal("the offer does not wait")
		}
		_, err := answer(h)
		h.must(err)
		if offers("https://wales.example/a/2") {
			t.Errorf("%s, it waits again", name)
		}
		if !offers("https://wales.example/a/3") {
			t.Errorf("%s, a later one does not wait", name)
		}
	}
}

// TestAnOfferIsSentAgainAsItWas: whoever accepts the first of two accepts what
// is held here.
func TestAnOfferIsSentAgainAsItWas(t *testing.T) {
	t.Parallel()
	h := linked(t)
	first, err := h.RenewPeer(h.ctx, h.operator, h.peer)
	h.must(err)
	second, err := h.RenewPeer(h.ctx, h.operator, h.peer)
	if err != nil || second.NextOffer != first.NextOffer || string(second.NextOurs) != string(first.NextOurs) {
		t.Errorf("the second is %s, the first %s; %v", second.NextOffer, first.NextOffer, err)
	}
	h.must(h.OfferAccepted(h.ctx, "https://"+h.peer+"/issuer", first.NextOffer, []byte("another year")))
	p, err := h.PeerOfHost(h.ctx, h.peer)
	if ours, _ := p.Renewing(); err != nil || ours || string(p.OurAgreement) != string(first.NextOurs) {
		t.Errorf("accepted, it waits: %t, %v", ours, err)
	}
}

// linked is an instance with a peer and nobody else.
func linked(t *testing.T) *house {
	t.Helper()
	h := empty(t)
	h.addPeer()
	return h
}
