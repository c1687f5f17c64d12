package community

import (
	"slices"
	"time"

	"headroom/community/policy"
)

// LinkState is the state of a link between two communities.
type LinkState string

// The states. Received is an offer of a peer's community that our operator has
// not answered; only an active link does anything.
const (
	LinkOffered  LinkState = "offered"
	LinkReceived LinkState = "received"
	LinkActive   LinkState = "active"
	LinkDeclined LinkState = "declined"
	LinkEnded    LinkState = "ended"
)

// Kinds of link. A sister is an equal; of the other two the offering community
// is the feeder, or the hub.
const (
	LinkSister = "sister"
	LinkFeeder = "feeder"
	LinkHub    = "hub"
)

// Effects that a link may have, chosen by its operators.
const (
	LinkShows  = "directory" // each stands on the other's page
	LinkJoins  = "join"      // a moderator may let members of the other in by a standing rule
	LinkShares = "share"     // an author may share a conversation of theirs into the other
)

// LinkKinds and LinkEffects list them, in the order in which forms show them.
var (
	LinkKinds   = []string{LinkSister, LinkFeeder, LinkHub}
	LinkEffects = []string{LinkShows, LinkJoins, LinkShares}
)

// GroupLink is a link between two communities, at least one of which is ours:
// offered by the operator of the one, accepted by the operator of the other, and
// ended by either.
type GroupLink struct {
	ID       int64
	IRI      string // of what the offering side has said
	FromID   int64  // the community that offered
	ToID     int64
	Kind     string
	Effects  []string // as offered; since it was accepted, as accepted
	State    LinkState
	Offer    string // IRI of the Offer
	Accept   string // IRI of its Accept
	Offered  []byte // hr:Link of the offering side, with its group's proof
	Accepted []byte // likewise of the other
	Reason   string // why it was declined or ended: a code, or an operator's words
	EndedBy  string // who ended it: an IRI, or an operator of ours
	// FromRule and ToRule are the moderators by whose standing rule members of
	// the other community are let into that one; 0 for none.
	FromRule  int64
	ToRule    int64
	CreatedAt time.Time
	UpdatedAt time.Time
	ActiveAt  time.Time
	EndedAt   time.Time
}

// Has reports whether a link has an effect.
func (l GroupLink) Has(effect string) bool { return slices.Contains(l.Effects, effect) }

// Other is the community at the other end of a link.
func (l GroupLink) Other(id int64) int64 {
	if id == l.FromID {
		return l.ToID
	}
	return l.FromID
}

// open reports a link that is not over.
func (l GroupLink) open() bool {
	return l.State == LinkOffered || l.State == LinkReceived || l.State == LinkActive
}

// ruleOf is the moderator whose standing rule lets people into a community.
func (l GroupLink) ruleOf(id int64) int64 {
	if id == l.FromID {
		return l.FromRule
	}
	return l.ToRule
}

// setRule sets the moderator whose standing rule lets people into a community; 0
// for none.
func (l *GroupLink) setRule(id, by int64) {
	if id == l.FromID {
		l.FromRule = by
	} else {
		l.ToRule = by
	}
}

// KindFrom says what the other end of a link is to a community: "sister",
// "feeder" and "hub", and of those that offered, "fed" and "spoke".
func (l GroupLink) KindFrom(id int64) string {
	switch {
	case id != l.FromID, l.Kind == LinkSister:
		return l.Kind
	case l.Kind == LinkFeeder:
		return "fed"
	default:
		return "spoke"
	}
}

// LinkHalf is what one side of a link says of it: the content of an hr:Link.
type LinkHalf struct {
	IRI     string
	By      string // the group that says it, From or To
	From    string
	To      string
	Kind    string
	Effects []string
	Start   time.Time
}

// ends loads the two communities of a link.
func (l GroupLink) ends(tx Tx) (from, to Community, err error) {
	if from, err = tx.Community(l.FromID); err != nil {
		return from, to, err
	}
	to, err = tx.Community(l.ToID)
	return from, to, err
}

// linkStands reports whether a link is in force at this moment: accepted, both
// communities there and within reach of each other, and with an agreement that is
// active where one of them is a peer's.
func (s *Service) linkStands(tx Tx, l GroupLink) (bool, error) {
	if l.State != LinkActive {
		return false, nil
	}
	from, to, err := l.ends(tx)
	if err != nil {
		return false, err
	}
	return s.linkable(tx, from, to)
}

// linkable reports whether two communities may be linked: neither is private or
// has ended, one at least is ours, and the other's instance may know of it. What
// is private has no place in any directory.
func (s *Service) linkable(tx Tx, a, b Community) (bool, error) {
	for _, c := range []Community{a, b} {
		if !c.DeletedAt.IsZero() || c.Access == policy.Private {
			return false, nil
		}
	}
	if a.ID == b.ID || !a.Local && !b.Local {
		return false, nil
	}
	if a.Local && b.Local {
		return true, nil
	}
	ours, theirs := a, b
	if b.Local {
		ours, theirs = b, a
	}
	peer, err := tx.Peer(theirs.Host)
	if err != nil {
		return false, skipMissing(err)
	}
	return peer.State == PeerActive && s.withinReach(ours, peer.Host, peer.Issuer), nil
}

// linksInForce gives the links of a community that are in force and have an
// effect.
func (s *Service) linksInForce(tx Tx, community int64, effect string) (out []GroupLink, err error) {
	all, err := tx.GroupLinksOf(community)
	if err != nil {
		return nil, err
	}
	for _, l := range all {
		stands, err := s.linkStands(tx, l)
		if err != nil {
			return nil, err
		}
		if stands && l.Has(effect) {
			out = append(out, l)
		}
	}
	return out, nil
}

// openLink gives the link between two communities that is not over.
func openLink(tx Tx, a, b int64) (GroupLink, error) {
	all, err := tx.GroupLinksOf(a)
	if err != nil {
		return GroupLink{}, err
	}
	for _, l := range all {
		if l.open() && l.Other(a) == b {
			return l, nil
		}
	}
	return GroupLink{}, ErrNotFound
}

// signHalf signs what a community of ours says of a link.
func (s *Service) signHalf(tx Tx, by Community, l GroupLink, from, to Community, iri string) ([]byte, error) {
	key, err := tx.CurrentKey(by.IRI)
	if err != nil {
		return nil, err
	}
	return s.Issuance.Link(key, LinkHalf{IRI: iri, By: by.IRI, From: from.IRI, To: to.IRI, Kind: l.Kind, Effects: l.Effects, Start: sinceSecond(s.now())}, s.now())
}

// linkChanged writes down that a link is another now.
func (s *Service) linkChanged(tx Tx, l GroupLink, by, action, reason string) error {
	from, to, err := l.ends(tx)
	if err != nil {
		return err
	}
	for _, c := range []Community{from, to} {
		if err := s.emit(tx, Event{Kind: EventLink, CommunityID: c.ID, ObjectID: l.ID}); err != nil {
			return err
		}
	}
	if l.State == LinkActive || l.State == LinkEnded { // what our documents show is another now
		if err := s.pushDirectory(tx); err != nil {
			return err
		}
	}
	return s.audit(tx, by, action, from.IRI, reason, map[string]string{"to": to.IRI, "kind": l.Kind})
}

// endLink ends a link that is not over: from now on nobody is let in by it and
// nothing is shared across. Who is in stays in. by is who ended it.
func (s *Service) endLink(tx Tx, l *GroupLink, by, reason string) error {
	if by != ledgerActor {
		if err := s.remember(LedgerEntry{Kind: ledgerLinkEnd, Agreement: l.Offer, Reason: reason}); err != nil {
			return err
		}
	}
	now := s.now()
	l.State, l.Reason, l.EndedBy, l.EndedAt, l.UpdatedAt, l.FromRule, l.ToRule = LinkEnded, reason, by, now, now, 0, 0
	if err := tx.UpdateGroupLink(*l); err != nil {
		return err
	}
	return s.linkChanged(tx, *l, by, "link.end", reason)
}

// endLinksOf ends every link of a community for a reason.
func (s *Service) endLinksOf(tx Tx, community int64, by, reason string) error {
	all, err := tx.GroupLinksOf(community)
	if err != nil {
		return err
	}
	for _, l := range all {
		if !l.open() {
			continue
		}
		if err := s.endLink(tx, &l, by, reason); err != nil {
			return err
		}
	}
	return nil
}

// endLinksWith ends every link with communities of a peer.
func (s *Service) endLinksWith(tx Tx, host, by, reason string) error {
	all, err := tx.GroupLinks(allLinks)
	if err != nil {
		return err
	}
	for _, l := range all {
		if !l.open() {
			continue
		}
		from, to, err := l.ends(tx)
		if err != nil {
			return err
		}
		if from.Host != host && to.Host != host {
			continue
		}
		if err := s.endLink(tx, &l, by, reason); err != nil {
			return err
		}
	}
	return nil
}

// allLinks is more links than any instance has.
const allLinks = 100_000
