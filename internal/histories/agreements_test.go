package histories

import (
	"context"
	"os"

	"headroom/community"
	"headroom/internal/clustertest"
)

// In long histories agreements end, too. The short ones are as they were: what lies
// between the end of one and the next takes up much of them.
func init() {
	if os.Getenv("HEADROOM_STEPS") != "" {
		steps = append(steps, step{"end an agreement", 1, (*world).endAgreement}, step{"agree again", 6, (*world).agreeAgain})
	}
}

// pair is two instances, whichever comes first.
func (w *world) pair(a, b *clustertest.Node) [2]*clustertest.Node {
	for _, n := range w.Nodes {
		if n == a {
			return [2]*clustertest.Node{a, b}
		}
		if n == b {
			break
		}
	}
	return [2]*clustertest.Node{b, a}
}

// endAgreement has an operator end one. What its people were let into on the other
// side is over with it.
func (w *world) endAgreement() error {
	a, b := w.two()
	if a.Down() || len(w.ended) > 0 {
		return errNothing
	}
	if _, err := a.Service.EndPeer(w.t.Context(), community.CommandLine, b.Identity.Host); err != nil {
		return err
	}
	delete(w.paused, [2]*clustertest.Node{a, b})
	w.ended[w.pair(a, b)], w.apart[w.pair(a, b)] = true, true
	w.note("%s ends its agreement with %s", a.Name, b.Name)
	return nil
}

// agreeAgain has operators make a new one, once both have heard of the end.
func (w *world) agreeAgain() error {
	if len(w.cuts) > 0 || len(w.paused) > 0 || len(w.up()) < len(w.Nodes) {
		return errNothing
	}
	for pair := range w.ended {
		a, b := pair[0], pair[1]
		if w.peer(a, b) != community.PeerEnded || w.peer(b, a) != community.PeerEnded {
			continue
		}
		for _, step := range []struct {
			on, with *clustertest.Node
			do       func(*community.Service, context.Context, community.Viewer, string) (community.Peer, error)
		}{
			{a, b, (*community.Service).ExpectPeer}, {b, a, (*community.Service).ExpectPeer},
			{a, b, (*community.Service).OfferPeer}, {b, a, (*community.Service).AcceptPeer},
		} {
			if _, err := step.do(step.on.Service, w.t.Context(), community.CommandLine, step.with.Identity.Host); err != nil {
				return err
			}
			w.Settle()
		}
		delete(w.ended, pair)
		w.note("%s and %s have an agreement again", a.Name, b.Name)
	}
	return nil
}

// peer is the state of an agreement as one side has it.
func (w *world) peer(on, with *clustertest.Node) (state community.PeerState) {
	on.View(func(tx community.Tx) error {
		p, err := tx.Peer(with.Identity.Host)
		state = p.State
		return err
	})
	return state
}

// strangers reports whether an instance has been without an agreement with that of an
// author, in whose words it had no trust then: of what was said meanwhile in a room of
// a third it has kept the header.
func (w *world) strangers(s *saying, n *clustertest.Node) bool {
	return n != s.author.Node && n != s.room.host && s.room.host != s.author.Node && w.apart[w.pair(n, s.author.Node)]
}
