package control

import (
	"context"
	"strconv"
	"time"

	"headroom/community"
	"headroom/federation/vocab"
)

type (
	// PeerDetail is one agreement with its terms and its history.
	PeerDetail struct {
		Peer
		Ends        *time.Time `json:"ends,omitempty"`    // of the agreement
		Renewal     string     `json:"renewal,omitempty"` // "offered" by us, or "received"
		Compared    bool       `json:"compared"`          // somebody noted that they compared the fingerprint
		Terms       *Terms     `json:"terms,omitempty"`
		Ours        OurHalf    `json:"ours"`
		Communities []Carried  `json:"communities"`
		Unnamed     int64      `json:"unnamed"` // private communities that it carries
		History     []PastAct  `json:"history"` // newest first
	}
	// OurHalf is what this instance has said.
	OurHalf struct {
		Fingerprint string `json:"fingerprint"`
		Terms       *Terms `json:"terms,omitempty"`
	}
	// Terms is one side's half of an agreement.
	Terms struct {
		Trusts []string  `json:"trusts"`
		Shares []string  `json:"shares"`
		From   time.Time `json:"from"`
		Until  time.Time `json:"until"`
	}
	// Carried is a community with people of both instances.
	Carried struct {
		ID     string `json:"id"`
		Name   string `json:"name"`
		Where  string `json:"where"` // "here", "there" or "elsewhere"
		People int64  `json:"people"`
	}
	// PastAct is one row of the audit log.
	PastAct struct {
		At   time.Time `json:"at"`
		Who  string    `json:"who"`
		What string    `json:"what"`
	}
	// Holdings is what a host holds of our communities.
	Holdings struct {
		Host        string    `json:"host"`
		State       string    `json:"state"` // of the agreement
		Missing     int       `json:"missing"`
		Communities []Holding `json:"communities"`
	}
	// Holding is what it holds of one; a private one has no name.
	Holding struct {
		ID       string     `json:"id,omitempty"`
		Name     string     `json:"name,omitempty"`
		State    string     `json:"state"` // "reads", "asked", "missing" or "returned"
		Posts    int64      `json:"posts"`
		Files    int64      `json:"files"`
		Returned int64      `json:"returned"`
		Since    time.Time  `json:"since"`
		Receipt  *time.Time `json:"receipt,omitempty"`
		// Deletions are single posts that were deleted here and for which no receipt
		// has come; Late are those deleted more than a day ago.
		Deletions int64 `json:"deletions,omitempty"`
		Late      int64 `json:"late,omitempty"`
	}
)

func showPeer(ctx context.Context, b Backend, in Host) (any, error) {
	host, err := vocab.CanonicalHost(in.Host)
	if err != nil {
		return nil, community.FieldError("host", "error.host_invalid", nil)
	}
	d, err := b.Service.PeerDetail(ctx, community.CommandLine, host)
	if err != nil {
		return nil, err
	}
	out := PeerDetail{Peer: peerOf(d.Peer), Compared: d.Compared, Terms: termsOf(d.Theirs), Ours: OurHalf{Terms: termsOf(d.Ours)},
		Unnamed: d.Shared.OursPrivate + d.Shared.TheirsPrivate + d.Shared.BothPrivate, Communities: []Carried{}, History: []PastAct{}}
	out.Ends = moment(d.EndAt)
	switch ours, theirs := d.Renewing(); {
	case ours:
		out.Renewal = "offered"
	case theirs:
		out.Renewal = "received"
	}
	if b.Fingerprint != nil {
		out.Ours.Fingerprint = b.Fingerprint()
	}
	language := b.Service.Identity.Language
	carried := func(where string, list []community.SharedCommunity) {
		for _, c := range list {
			out.Communities = append(out.Communities, Carried{ID: strconv.FormatInt(c.ID, 10), Name: c.Name.In(language), Where: where, People: c.People})
		}
	}
	carried("here", d.Shared.Ours)
	carried("there", d.Shared.Theirs)
	carried("elsewhere", d.Shared.Both)
	for _, row := range d.History {
		out.History = append(out.History, PastAct{At: row.At, Who: row.Actor, What: row.Action})
	}
	return out, nil
}

func termsOf(t community.Terms) *Terms {
	if !t.Said() {
		return nil
	}
	return &Terms{Trusts: t.Trusts, Shares: t.Shares, From: t.From, Until: t.Until}
}

func listHoldings(ctx context.Context, b Backend, in Host) (any, error) {
	host, err := vocab.CanonicalHost(in.Host)
	if err != nil {
		return nil, community.FieldError("host", "error.host_invalid", nil)
	}
	p, err := b.Service.PeerOfHost(ctx, host)
	if err != nil {
		return nil, err
	}
	list, err := b.Service.Holdings(ctx, community.CommandLine, host)
	if err != nil {
		return nil, err
	}
	out := Holdings{Host: host, State: string(p.State), Communities: []Holding{}}
	for _, h := range list {
		row := Holding{State: string(h.State), Posts: h.Objects, Files: h.Files, Returned: h.Returned, Since: h.Since.UTC(), Receipt: moment(h.Receipt),
			Deletions: h.Deletions, Late: h.LateReceipts}
		if h.Named {
			row.ID, row.Name = strconv.FormatInt(h.ID, 10), h.Name.In(b.Service.Identity.Language)
		}
		if h.Missing() {
			out.Missing++
		}
		out.Communities = append(out.Communities, row)
	}
	return out, nil
}
