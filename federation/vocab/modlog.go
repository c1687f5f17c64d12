package vocab

import "time"

// ModEntry is an entry of the log of a group's moderators.
type ModEntry struct {
	Group     string
	Seq       int64
	Prev      string
	Actor     string
	Act       string
	Object    string // "" where members are not told
	Reason    string
	Published time.Time
}

// ModItem builds an entry.
func ModItem(e ModEntry) []byte {
	return Build("").Str("hr:group", e.Group).Int("hr:seq", e.Seq).Str("hr:prev", e.Prev).Str("actor", e.Actor).Str("hr:act", e.Act).
		Opt("object", e.Object).Opt("hr:reason", e.Reason).Time("published", e.Published).Bytes()
}

// ModHead is where such a log ends, for the group to sign.
type ModHead struct {
	ID, Group string
	Seq       int64
	Hash      string
	Published time.Time
}

// ModHeadDocument builds the end of a log, without its proof.
func ModHeadDocument(h ModHead) []byte {
	return Build(Context).Str("id", h.ID).Str("type", "hr:ModerationHead").Str("attributedTo", h.Group).Int("hr:seq", h.Seq).
		Str("hr:hash", h.Hash).Time("published", h.Published).Bytes()
}

// ModPage is a page of it, ascending; no Next is the end.
type ModPage struct {
	ID, PartOf string
	Head       []byte // a signed ModHead
	Items      [][]byte
	Next       string
}

// ModPageDocument builds a page.
func ModPageDocument(p ModPage) []byte {
	return Build(Context).Str("id", p.ID).Str("type", "OrderedCollectionPage").Str("partOf", p.PartOf).Raw("hr:head", p.Head).
		Raws("orderedItems", p.Items).Opt("next", p.Next).Bytes()
}
