package histories

import (
	"headroom/community"
	"headroom/internal/clustertest"
)

// newest is the newest link of an instance that runs in one of some states.
func (w *world) newest(states ...community.LinkState) (n *clustertest.Node, l community.LinkView, err error) {
	n, ok := pick(w, w.up())
	if !ok {
		return n, l, errNothing
	}
	all, err := n.Service.Links(w.t.Context(), community.CommandLine)
	if err != nil {
		return n, l, err
	}
	for _, l := range all {
		for _, s := range states {
			if l.State == s {
				return n, l, nil
			}
		}
	}
	return n, l, errNothing
}

// offerLink has an operator offer a link between two rooms, one of their own.
func (w *world) offerLink() error {
	from, _ := pick(w, w.rooms)
	to, _ := pick(w, w.rooms)
	if from.host.Down() {
		return errNothing
	}
	there, ok := from.host.Here(to.IRI)
	if !ok {
		return errNothing
	}
	_, err := from.host.Service.OfferLink(w.t.Context(), community.CommandLine, community.LinkInput{From: from.ID, To: there.ID,
		Kind: community.LinkSister, Effects: community.LinkEffects})
	if err == nil {
		w.note("%s offers a link of %s with %s", from.host.Name, from.IRI, to.IRI)
	}
	return err
}

// acceptLink has an operator accept one, and a moderator let members of the other
// room in by it.
func (w *world) acceptLink() error {
	n, l, err := w.newest(community.LinkReceived)
	if err != nil {
		return err
	}
	if err := n.Service.AcceptLink(w.t.Context(), community.CommandLine, l.ID, l.Effects); err != nil {
		return err
	}
	w.note("%s accepts the link of %s", n.Name, l.From.IRI)
	for _, r := range w.rooms {
		if r.IRI == l.To.IRI && r.host == n {
			return n.Service.SetLinkRule(w.t.Context(), r.moderator.Viewer, r.ID, l.ID, true)
		}
	}
	return nil
}

// endLink has an operator end one, or take an offer back.
func (w *world) endLink() error {
	n, l, err := w.newest(community.LinkActive, community.LinkOffered)
	if err != nil {
		return err
	}
	w.note("%s ends the link of %s", n.Name, l.From.IRI)
	return n.Service.EndLink(w.t.Context(), community.CommandLine, l.ID, "For a history.")
}
