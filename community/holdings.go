package community

import (
	"cmp"
	"context"
	"slices"
	"time"

	"headroom/community/policy"
)

// receiptTime is how long a server has to give a receipt for what it purged.
const receiptTime = 24 * time.Hour

// HoldingState is what becomes of the copies that a server has of a community.
type HoldingState string

// The states of a holding.
const (
	HoldingReads    HoldingState = "reads"    // the server has a member there: it is to hold them
	HoldingAsked    HoldingState = "asked"    // its last member has gone: a receipt is due
	HoldingMissing  HoldingState = "missing"  // the receipt is more than a day late
	HoldingReturned HoldingState = "returned" // it says that it has purged them
)

// Holding is what another server holds of a community of ours.
type Holding struct {
	ID       int64 // of the community
	Name     LangMap
	Named    bool  // false: a private one, which operators are not told of
	Objects  int64 // posts it was sent and still holds
	Files    int64 // that hang on them
	Returned int64 // posts that it says it has purged
	State    HoldingState
	Since    time.Time // the last member went; of "reads": it was last sent something
	Receipt  time.Time // of the newest receipt, zero when there is none

	Deletions    int64     // posts deleted here that it may hold still: it was sent them and has given no receipt
	LateReceipts int64     // of those, deleted more than a day ago
	DeletedSince time.Time // when the oldest of them was deleted
}

// Missing reports whether a receipt is more than a day late.
func (h Holding) Missing() bool { return h.State == HoldingMissing || h.LateReceipts > 0 }

// Holdings lists what a host holds of our communities, also after its
// agreement has ended. NotFound when no operator has named it.
func (s *Service) Holdings(ctx context.Context, v Viewer, host string) ([]Holding, error) {
	return view(ctx, s, func(tx Tx) ([]Holding, error) {
		if err := s.managePeers(tx, v); err != nil {
			return nil, err
		}
		p, err := tx.Peer(host)
		if err != nil {
			return nil, err
		}
		return s.holdings(tx, p)
	})
}

func (s *Service) holdings(tx Tx, p Peer) ([]Holding, error) {
	counts, err := tx.CopiesHeld(p.Host)
	if err != nil || len(counts) == 0 {
		return nil, err
	}
	ids := make([]int64, len(counts))
	for i, c := range counts {
		ids[i] = c.CommunityID
	}
	rooms, err := tx.CommunitiesByID(ids)
	if err != nil {
		return nil, err
	}
	open, err := tx.DeletionsOpen(p.Host, s.now().Add(-receiptTime))
	if err != nil {
		return nil, err
	}
	var out []Holding
	for _, n := range counts {
		i := slices.IndexFunc(rooms, func(c Community) bool { return c.ID == n.CommunityID })
		var gone DeletionsOpen
		if at := slices.IndexFunc(open, func(d DeletionsOpen) bool { return d.CommunityID == n.CommunityID }); at >= 0 {
			gone = open[at]
		}
		if i < 0 || n.Objects+n.Returned+gone.Posts == 0 {
			continue
		}
		h, err := s.holding(tx, p, rooms[i], n)
		if err != nil {
			return nil, err
		}
		h.Deletions, h.LateReceipts, h.DeletedSince = gone.Posts, gone.Late, gone.Since
		out = append(out, h)
	}
	slices.SortStableFunc(out, func(a, b Holding) int { return cmp.Compare(urgency(a), urgency(b)) })
	return out, nil
}

// urgency puts what an operator has to look into first.
func urgency(h Holding) int {
	if h.Missing() {
		return 0
	}
	return slices.Index([]HoldingState{HoldingMissing, HoldingAsked, HoldingReads, HoldingReturned}, h.State)
}

func (s *Service) holding(tx Tx, p Peer, c Community, n CopiesHeld) (h Holding, err error) {
	h = Holding{ID: c.ID, Named: c.Access == policy.Open || c.Access == policy.Closed, Objects: n.Objects, Returned: n.Returned,
		Since: n.SentAt, Receipt: n.ReceiptedAt, State: HoldingReturned}
	if h.Named {
		h.Name = c.Name
	}
	if n.Objects == 0 {
		return h, nil
	}
	if h.Files, err = tx.FilesHeld(p.Host, c.ID); err != nil {
		return h, err
	}
	if reads, err := s.stillReads(tx, p, c); err != nil || reads {
		h.State = HoldingReads
		return h, err
	}
	if h.Since, err = s.lastGone(tx, p, c, n.SentAt); err != nil {
		return h, err
	}
	h.State = HoldingAsked
	if s.now().Sub(h.Since) > receiptTime {
		h.State = HoldingMissing
	}
	return h, nil
}

// stillReads reports whether a host has somebody in a community, so that it is
// to keep what it was sent. Who is suspended may come back.
func (s *Service) stillReads(tx Tx, p Peer, c Community) (bool, error) {
	if p.State != PeerActive && p.State != PeerPaused {
		return false, nil
	}
	members, err := tx.Members(c.ID, policy.Active, policy.Suspended)
	return slices.ContainsFunc(members, func(m MemberView) bool { return m.Person.Host == p.Host }), err
}

// lastGone is when the last member of a host went out of a community.
func (s *Service) lastGone(tx Tx, p Peer, c Community, at time.Time) (time.Time, error) {
	gone, err := tx.Members(c.ID, policy.Removed, policy.Left, policy.Expired)
	for _, m := range gone {
		if m.Person.Host == p.Host && m.UpdatedAt.After(at) {
			at = m.UpdatedAt
		}
	}
	if p.EndedAt.After(at) && p.State == PeerEnded {
		at = p.EndedAt
	}
	return at, err
}
