package credential

import (
	"cmp"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"time"

	"headroom/federation/sign"
)

// StampLife is how far ahead of its signing a stamp may end.
const StampLife = 24 * time.Hour

// Role is a member's role in one community.
type Role string

// The roles of the protocol.
const (
	RoleMember      Role = "member"
	RoleFacilitator Role = "facilitator"
	RoleModerator   Role = "moderator"
	RoleGuest       Role = "guest"
)

// Position is a place in a community's log.
type Position struct {
	Epoch, Seq int64
}

// Head is the newest place in a log that the host vouches for, with the hash
// of the header that stands there. Seq 0 is a log that has not begun.
type Head struct {
	Epoch, Seq int64
	Hash       string
}

// Stamp is the signed copy of a membership record that the member's home holds
// (A4). Higher (Epoch, Version) replaces lower.
type Stamp struct {
	ID, Group, Member string
	Role              Role
	Start, End        time.Time
	Epoch, Version    int64
	HistoryFrom       time.Time // zero: all of the history
	LogFrom           Position  // zero for guests without the log
	Head              Head      // likewise
	Scope             []string  // guests only: the threads they may see
	Sponsor           string    // guests only
	Proof             sign.Proof
}

type wirePosition struct {
	Epoch int64  `json:"hr:epoch"`
	Seq   int64  `json:"hr:seq"`
	Hash  string `json:"hr:hash,omitempty"`
}

type wireStamp struct {
	Context     json.RawMessage `json:"@context"`
	ID          string          `json:"id"`
	Type        string          `json:"type"`
	By          string          `json:"attributedTo"`
	Group       string          `json:"hr:group"`
	Member      string          `json:"hr:member"`
	Role        Role            `json:"hr:role"`
	Start       at              `json:"startTime"`
	End         at              `json:"endTime"`
	Epoch       int64           `json:"hr:epoch"`
	Version     int64           `json:"hr:version"`
	HistoryFrom at              `json:"hr:historyFrom,omitzero"`
	LogFrom     *wirePosition   `json:"hr:logFrom,omitempty"`
	Head        *wirePosition   `json:"hr:head,omitempty"`
	Scope       []string        `json:"hr:scope,omitempty"`
	Sponsor     string          `json:"hr:sponsor,omitempty"`
}

// IssueStamp signs a stamp with the group's key, whose id is vm. A stamp that
// [VerifyStamp] would refuse is refused here, with the same errors.
func IssueStamp(s Stamp, now time.Time, key ed25519.PrivateKey, vm string) ([]byte, error) {
	w := wireStamp{
		Context: json.RawMessage(Context), ID: s.ID, Type: "hr:Membership", By: s.Group, Group: s.Group, Member: s.Member,
		Role: s.Role, Start: at{s.Start}, End: at{s.End}, Epoch: s.Epoch, Version: s.Version, HistoryFrom: at{s.HistoryFrom},
		Scope: s.Scope, Sponsor: s.Sponsor,
	}
	if s.LogFrom != (Position{}) {
		w.LogFrom = &wirePosition{s.LogFrom.Epoch, s.LogFrom.Seq, ""}
	}
	if s.Head != (Head{}) {
		w.Head = &wirePosition{s.Head.Epoch, s.Head.Seq, s.Head.Hash}
	}
	raw, err := seal(w, s.Group, now, key, vm)
	if err != nil {
		return nil, err
	}
	if _, _, err := readStamp(raw); err != nil {
		return nil, err
	}
	return raw, nil
}

// VerifyStamp reads a stamp strictly and checks it with the key of the group:
// it is that group's, and its proof holds. Whether it is current is
// [Stamp.Current]. Errors: [ErrMalformed], [ErrGroup], [sign.ErrProof].
func VerifyStamp(raw []byte, groupKey ed25519.PublicKey, group string) (Stamp, error) {
	s, signed, err := readStamp(raw)
	if err != nil {
		return Stamp{}, err
	}
	if s.Group != group {
		return Stamp{}, fmt.Errorf("%w: %s", ErrGroup, s.Group)
	}
	if err := signed.Verify(groupKey); err != nil {
		return Stamp{}, err
	}
	return s, nil
}

// ReadStamp decodes a stamp strictly without a key, to learn which group's key
// is wanted. Errors: [ErrMalformed], [ErrGroup], [sign.ErrProof].
func ReadStamp(raw []byte) (Stamp, error) {
	s, _, err := readStamp(raw)
	return s, err
}

func readStamp(raw []byte) (Stamp, *sign.Signed, error) {
	signed, m, err := unseal(raw, maxDoc, sign.AssertionMethod)
	if err != nil {
		return Stamp{}, nil, err
	}
	s := Stamp{Proof: signed.Proof}
	m.exactly("@context", Context)
	m.literal("type", "hr:Membership")
	s.ID, s.Group, s.Member = m.id("id"), m.id("hr:group"), m.id("hr:member")
	m.literal("attributedTo", s.Group)
	s.Role = Role(m.text("hr:role"))
	s.Start, s.End, s.HistoryFrom = m.time("startTime"), m.time("endTime"), m.optionalTime("hr:historyFrom")
	s.Epoch, s.Version = m.integer("hr:epoch", 1), m.integer("hr:version", 1)
	s.Scope, s.Sponsor = m.ids("hr:scope"), m.optional("hr:sponsor")
	s.readLog(m)
	s.checkRole(m)
	if !s.Start.Before(s.End) || s.End.Sub(s.Proof.Created) > StampLife {
		m.fault("endTime")
	}
	if err := m.done(); err != nil {
		return Stamp{}, nil, err
	}
	if !sameOrigin(s.Group, s.ID) || !owns(s.Group, s.Proof.VerificationMethod) {
		return Stamp{}, nil, fmt.Errorf("%w: %s", ErrGroup, s.Proof.VerificationMethod)
	}
	return s, signed, nil
}

// readLog reads hr:logFrom and hr:head, which stand together or, for a guest,
// not at all.
func (s *Stamp) readLog(m *members) {
	if !m.has("hr:logFrom") && !m.has("hr:head") && s.Role == RoleGuest {
		return
	}
	from, head := m.object("hr:logFrom"), m.object("hr:head")
	s.LogFrom = Position{from.integer("hr:epoch", 1), from.integer("hr:seq", 0)}
	s.Head = Head{head.integer("hr:epoch", 1), head.integer("hr:seq", 0), head.text("hr:hash")}
	if !sign.ValidHash(s.Head.Hash) {
		head.fault("hr:hash")
	}
	m.adopt("hr:logFrom", from)
	m.adopt("hr:head", head)
}

// checkRole wants scope and sponsor of guests, and of nobody else.
func (s *Stamp) checkRole(m *members) {
	switch s.Role {
	case RoleMember, RoleFacilitator, RoleModerator:
		if s.Scope != nil || s.Sponsor != "" {
			m.fault("hr:scope")
		}
	case RoleGuest:
		if _, ok := origin(s.Sponsor); !ok || len(s.Scope) == 0 {
			m.fault("hr:sponsor")
		}
	default:
		m.fault("hr:role")
	}
}

// Current reports whether the stamp is valid: from five minutes before its
// start until before its end.
func (s Stamp) Current(now time.Time) bool { return checkTime(s.Start, s.End, now) == nil }

// Compare orders two stamps of one member of one group by epoch, then version:
// negative if s is older than t, 0 if they state the same version.
func (s Stamp) Compare(t Stamp) int {
	return cmp.Or(cmp.Compare(s.Epoch, t.Epoch), cmp.Compare(s.Version, t.Version))
}
