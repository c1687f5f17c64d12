package vocab

import "time"

// The records of this file are signed: federation/sign adds "proof" to the
// bytes returned, and they are then embedded through Accept, Offer or LogPage
// without another change.

// Agreement is what one instance states that it trusts and shares.
type Agreement struct {
	ID, Issuer string
	Parties    []string // both issuers
	Trusts     []string // credential types
	Shares     []string // groups; nil: not stated
	Start, End time.Time
}

// AgreementRecord builds hr:Agreement.
func AgreementRecord(a Agreement) []byte {
	return Build(Context).Str("id", a.ID).Str("type", "hr:Agreement").Str("attributedTo", a.Issuer).
		Strs("hr:parties", a.Parties).Strs("hr:trusts", a.Trusts).OptStrs("hr:shares", a.Shares).
		Time("startTime", a.Start).Time("endTime", a.End).Bytes()
}

// Offer builds Offer of an agreement or a link, which carries its own proof.
func Offer(a Activity, object []byte) []byte { return a.open("Offer").Raw("object", object).Bytes() }

// Membership is the content of a stamp.
type Membership struct {
	ID, Group, Member, Role string
	Start, End              time.Time
	Epoch, Version          int64
	HistoryFrom             time.Time // zero: all
	LogFrom                 Position  // Hash unused
	Head                    Position
	Scope                   []string // guests: threads
	Sponsor                 string   // guests
}

// MembershipRecord builds hr:Membership, the stamp before its proof.
func MembershipRecord(m Membership) []byte {
	b := Build(Context).Str("id", m.ID).Str("type", "hr:Membership").Str("attributedTo", m.Group).
		Str("hr:group", m.Group).Str("hr:member", m.Member).Str("hr:role", m.Role).
		Time("startTime", m.Start).Time("endTime", m.End).Int("hr:epoch", m.Epoch).
		Int("hr:version", m.Version).Time("hr:historyFrom", m.HistoryFrom)
	m.LogFrom.Hash = ""
	b.Raw("hr:logFrom", positionJSON(m.LogFrom)).Raw("hr:head", positionJSON(m.Head))
	return b.OptStrs("hr:scope", m.Scope).Opt("hr:sponsor", m.Sponsor).Bytes()
}

// Membership reads a stamp; ok is false if a required property is missing or
// has another form. The proof is not looked at.
func (d *Document) Membership() (m Membership, ok bool) {
	m = Membership{
		ID: d.ID(), Group: d.String("hr:group"), Member: d.String("hr:member"), Role: d.String("hr:role"),
		Scope: d.Strings("hr:scope"), Sponsor: d.String("hr:sponsor"),
	}
	var start, end, epoch, version, from, head bool
	m.Start, start = d.StartTime()
	m.End, end = d.EndTime()
	m.Epoch, epoch = d.Int("hr:epoch")
	m.Version, version = d.Int("hr:version")
	m.LogFrom, from = d.Position("hr:logFrom")
	m.Head, head = d.Position("hr:head")
	history := !d.Has("hr:historyFrom")
	if !history {
		m.HistoryFrom, history = d.Time("hr:historyFrom")
	}
	ok = start && end && epoch && version && from && head && history &&
		d.Type() == "hr:Membership" && d.AttributedTo() == m.Group &&
		m.ID != "" && m.Group != "" && m.Member != "" && m.Role != ""
	return m, ok
}

func positionJSON(p Position) []byte {
	return Build("").Int("hr:epoch", p.Epoch).Int("hr:seq", p.Seq).Opt("hr:hash", p.Hash).Bytes()
}

// KeyRecord is an issuer's word that a key is a Person's or Group's.
type KeyRecord struct {
	ID, Issuer, Subject, Key, Multibase string
	Start                               time.Time
	End, RevokedFrom                    time.Time // zero while current
}

// KeyRecordDocument builds hr:KeyRecord.
func KeyRecordDocument(k KeyRecord) []byte {
	return Build(Context).Str("id", k.ID).Str("type", "hr:KeyRecord").Str("attributedTo", k.Issuer).
		Str("hr:subject", k.Subject).Str("hr:key", k.Key).Str("publicKeyMultibase", k.Multibase).
		Time("startTime", k.Start).Time("endTime", k.End).Time("hr:revokedFrom", k.RevokedFrom).Bytes()
}

// KeyRecord reads an hr:KeyRecord; ok is false if a required property is
// missing or has another form. The proof is not looked at.
func (d *Document) KeyRecord() (k KeyRecord, ok bool) {
	k = KeyRecord{
		ID: d.ID(), Issuer: d.AttributedTo(), Subject: d.String("hr:subject"),
		Key: d.String("hr:key"), Multibase: d.String("publicKeyMultibase"),
	}
	k.Start, ok = d.StartTime()
	end, revoked := !d.Has("endTime"), !d.Has("hr:revokedFrom")
	if !end {
		k.End, end = d.EndTime()
	}
	if !revoked {
		k.RevokedFrom, revoked = d.Time("hr:revokedFrom")
	}
	ok = ok && end && revoked && d.Type() == "hr:KeyRecord" &&
		k.ID != "" && k.Issuer != "" && k.Subject != "" && k.Key != "" && k.Multibase != ""
	return k, ok
}

// Receipt says that a server has purged what it held of a group.
type Receipt struct {
	ID, Issuer, Group, Cause string
	Count                    int64
	Digest                   string
	Published, BackupsUntil  time.Time
}

// ReceiptRecord builds hr:PurgeReceipt.
func ReceiptRecord(r Receipt) []byte {
	return Build(Context).Str("id", r.ID).Str("type", "hr:PurgeReceipt").Str("attributedTo", r.Issuer).
		Str("hr:group", r.Group).Str("hr:cause", r.Cause).Int("hr:count", r.Count).
		Str("hr:digest", r.Digest).Time("published", r.Published).Time("hr:backupsUntil", r.BackupsUntil).Bytes()
}

// Receipt reads hr:PurgeReceipt; ok is false when something is missing.
func (d *Document) Receipt() (r Receipt, ok bool) {
	r = Receipt{ID: d.ID(), Issuer: d.AttributedTo(), Group: d.String("hr:group"), Cause: d.String("hr:cause"), Digest: d.String("hr:digest")}
	var counted, published, backups bool
	r.Count, counted = d.Int("hr:count")
	r.Published, published = d.Published()
	r.BackupsUntil, backups = d.Time("hr:backupsUntil")
	return r, counted && published && backups && r.Count >= 0 && d.Type() == "hr:PurgeReceipt" &&
		r.ID != "" && r.Issuer != "" && r.Group != "" && r.Cause != "" && r.Digest != ""
}

// Link joins two communities.
type Link struct {
	ID, From, To, Kind string
	Effects            []string
	Start              time.Time
}

// LinkRecord builds hr:Link.
func LinkRecord(l Link) []byte {
	return Build(Context).Str("id", l.ID).Str("type", "hr:Link").Str("attributedTo", l.From).
		Str("hr:from", l.From).Str("hr:to", l.To).Str("hr:kind", l.Kind).
		Strs("hr:effects", l.Effects).Time("startTime", l.Start).Bytes()
}
