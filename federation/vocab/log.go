package vocab

// JSON returns the header exactly as it is hashed: six names in this order.
func (h LogHeader) JSON() []byte { return h.build().Bytes() }

// Withheld returns the header as it stands in a page for an entry that may not
// be shown; why is "deleted" or "issuer".
func (h LogHeader) Withheld(why string) []byte { return h.build().Str("hr:withheld", why).Bytes() }

func (h LogHeader) build() *Builder {
	return Build("").Str("hr:group", h.Group).Int("hr:epoch", h.Epoch).Int("hr:seq", h.Seq).
		Str("hr:prev", h.Prev).Str("hr:digest", h.Digest).Str("published", h.Published)
}

// AnnounceFields is an Announce without its object. The group is the actor.
type AnnounceFields struct {
	ID     string
	To     []string
	Header LogHeader
}

// Announce builds the group's Announce around the received activity, whose
// bytes are spliced in unchanged. Unchained announcements (to the home of a
// guest, to other software) have a Header with Seq 0: only group and time.
func Announce(a AnnounceFields, inner []byte) []byte {
	h := a.Header
	b := Build(Context).Str("id", a.ID).Str("type", "Announce").Str("actor", h.Group).
		Strs("to", a.To).Opt("published", h.Published)
	if h.Seq > 0 {
		b.Int("hr:epoch", h.Epoch).Int("hr:seq", h.Seq).Str("hr:prev", h.Prev).Str("hr:digest", h.Digest)
	}
	return b.Raw("object", inner).Bytes()
}

// LogPage is a page of a group's log, ascending.
type LogPage struct {
	ID, PartOf string
	Head       Position
	Keys       [][]byte // key records that the items need, with their proofs
	Items      [][]byte // Announces, or headers withheld
	Next       string   // "" on the last page
}

// LogPageDocument builds the page; all parts are spliced in unchanged.
func LogPageDocument(p LogPage) []byte {
	return Build(Context).Str("id", p.ID).Str("type", "OrderedCollectionPage").Str("partOf", p.PartOf).
		Raw("hr:head", positionJSON(p.Head)).Raws("hr:keys", p.Keys).Raws("orderedItems", p.Items).
		Opt("next", p.Next).Bytes()
}

// Collection builds OrderedCollection{first}. total below 0 leaves totalItems
// out: it is for members only.
func Collection(id, first string, total int64) []byte {
	b := Build(Context).Str("id", id).Str("type", "OrderedCollection")
	if total >= 0 {
		b.Int("totalItems", total)
	}
	return b.Str("first", first).Bytes()
}

// CollectionPage builds a page; items are finished JSON ([Ref], [MemberItem]).
func CollectionPage(id, partOf string, items [][]byte, next string) []byte {
	return Build(Context).Str("id", id).Str("type", "OrderedCollectionPage").Str("partOf", partOf).
		Raws("orderedItems", items).Opt("next", next).Bytes()
}

// Items builds a Collection whose items stand in it: stamps, key records.
func Items(id string, items [][]byte) []byte {
	return Build(Context).Str("id", id).Str("type", "Collection").Raws("items", items).Bytes()
}

// Member is one entry of a group's members collection.
type Member struct {
	ID, Username, Name, School, Authority, Role, Office string
	Record                                              string // hr:membership: id of the membership record, to moderators only
}

// MemberItem builds the entry.
func MemberItem(m Member) []byte {
	return Build("").Str("id", m.ID).Opt("preferredUsername", m.Username).Str("name", m.Name).Opt("hr:school", m.School).
		Opt("hr:authority", m.Authority).Str("hr:role", m.Role).Opt("hr:office", m.Office).
		Opt("hr:membership", m.Record).Bytes()
}

// Members reads the entries of a page of a members collection.
func (d *Document) Members() []Member {
	var out []Member
	for _, m := range d.Subs("orderedItems") {
		out = append(out, Member{ID: m.ID(), Username: m.String("preferredUsername"), Name: m.Name(), School: m.String("hr:school"),
			Authority: m.String("hr:authority"), Role: m.String("hr:role"), Office: m.String("hr:office"),
			Record: m.String("hr:membership")})
	}
	return out
}
