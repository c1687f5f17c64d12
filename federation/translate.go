package federation

import (
	"time"

	"headroom/community"
	"headroom/community/policy"
	"headroom/federation/sign"
	"headroom/federation/vocab"
)

// errMalformed is a document that has not the form the protocol gives it.
var errMalformed = &community.Error{Class: community.Invalid, Key: "error.malformed", Reason: "malformed"}

// translate puts a member's activity into the domain's terms. It is pure: the
// proof has been verified, origins have been checked.
func translate(doc *vocab.Document, digest string) (community.Contribution, error) {
	c := community.Contribution{Activity: doc.ID(), Kind: doc.Type(), Actor: doc.Actor(), Context: doc.Context(),
		Object: doc.ObjectID(), Digest: digest, Reason: doc.String("hr:reason"), Words: wordsOf(doc)}
	c.Published, _ = doc.Published()
	switch c.Kind {
	case "Create", "Update":
		note, err := translateNote(doc)
		if err != nil {
			return c, err
		}
		c.Note = note
	case "Like":
		c.Reaction = doc.Content()
		if c.Reaction == "" {
			c.Reaction = "thanks"
		}
		if len(c.Reaction) > 40 {
			return c, errMalformed
		}
	case "Undo":
		inner := doc.Object()
		if inner == nil || inner.Actor() != doc.Actor() || inner.Type() != "Like" && inner.Type() != "Lock" {
			return c, errMalformed
		}
		c.Undone = inner.Type()
	case "Delete", "Lock":
	case community.KindTally: // of the group itself
		t, err := translateTally(doc)
		if err != nil || doc.Actor() != doc.Audience() {
			return c, errMalformed
		}
		c.Tally = &t
	case "Add", "Remove":
		if c.Target = doc.Target(); c.Target == "" {
			return c, errMalformed
		}
	default:
		return c, errMalformed
	}
	if c.Object == "" || c.Context == "" && c.Target == "" || doc.Audience() == "" || !toRoomOnly(doc) {
		return c, errMalformed
	}
	return c, nil
}

// toRoomOnly reports whether an activity is addressed to one collection of its
// group's own origin, its members, and to nobody else: what is said in a room
// is not sent wider by who says it.
func toRoomOnly(doc *vocab.Document) bool {
	for _, d := range []*vocab.Document{doc, doc.Object()} {
		if d == nil {
			continue
		}
		if d.Has("cc") || d.Has("bto") || d.Has("bcc") {
			return false
		}
		to := d.To()
		if d.Has("to") && (len(to) != 1 || to[0] == vocab.Public || !vocab.SameOrigin(to[0], doc.Audience())) {
			return false
		}
	}
	return len(doc.To()) == 1
}

// Longest texts that are taken from a peer, in bytes.
const (
	maxTitle = 400
	maxHTML  = 200 << 10
	maxAlt   = 2000 // runes of what stands for a picture
)

// translateNote reads the object of a Create or Update. audience and context
// stand, equal, on activity and object.
func translateNote(doc *vocab.Document) (*community.NoteInput, error) {
	o := doc.Object()
	if o == nil || o.Audience() != doc.Audience() || o.Context() != doc.Context() || o.AttributedTo() != doc.Actor() {
		return nil, errMalformed
	}
	switch o.Type() {
	case "Note", "Article", "Question", "Event", "Document":
	default:
		return nil, errMalformed
	}
	if len(o.Name()) > maxTitle || len(o.Content()) > maxHTML {
		return nil, errMalformed
	}
	n := &community.NoteInput{Kind: o.Type(), Title: vocab.PlainText(o.Name()), HTML: o.Content(), Language: o.Language(),
		Parent: o.InReplyTo(), Mentions: o.Mentions(), Byline: translateByline(o.Sub("hr:byline"))}
	if src := o.Sub("source"); src != nil && src.String("mediaType") == "text/markdown" && len(src.String("content")) <= maxHTML {
		n.Markdown = src.String("content") // only its author is ever shown it, to change it
	}
	if n.SharedFrom = o.String("hr:sharedFrom"); n.SharedFrom != "" && vocab.CheckID(n.SharedFrom) != nil {
		return nil, errMalformed
	}
	if n.Label = policy.LabelOf(o.String("hr:label")); o.Has("hr:label") && n.Label == policy.NoLabel {
		return nil, errMalformed // something is meant, and it is not known what
	}
	var err error
	if n.Poll, err = translatePoll(o); err != nil {
		return nil, err
	}
	n.Published, _ = o.Published()
	n.Updated, _ = o.Updated()
	for _, a := range o.Attachments() {
		if !sign.ValidHash(a.Digest) || a.Size <= 0 || a.URL == "" || !vocab.SameOrigin(a.URL, doc.Actor()) {
			return nil, errMalformed
		}
		n.Attachments = append(n.Attachments, community.Attachment{Digest: a.Digest, URL: a.URL, MediaType: a.MediaType,
			Size: a.Size, Width: int(a.Width), Height: int(a.Height), Alt: clipText(a.Name, maxAlt), FocusX: a.FocusX, FocusY: a.FocusY})
	}
	return n, nil
}

func translateByline(d *vocab.Document) community.Byline {
	if d == nil {
		return community.Byline{}
	}
	clip := func(s string) string { return clipText(vocab.PlainText(s), 700) }
	return community.Byline{Name: clip(d.Name()), Post: clip(d.String("hr:post")), School: clip(d.String("hr:school")),
		Authority: clip(d.String("hr:authority")), Nation: clip(d.String("hr:nation")), Biography: clip(d.Summary()),
		Role: officeOf(d.String("hr:office"))}
}

// The offices of a byline, of which every instance has a word. Whoever is
// something else is "other": a further role is its own instance's, under a name
// that could be another one's here.
var offices = []string{"head", "facilitator", "aspiring", "guest"}

const otherOffice = "other"

func officeOf(name string) string {
	if name == "" || contains(offices, name) {
		return name
	}
	return otherOffice
}

// clipText cuts a text to at most n runes.
func clipText(s string, n int) string {
	for i := range s {
		if n--; n < 0 {
			return s[:i]
		}
	}
	return s
}

// entryOf puts an Announce's header into the domain's terms.
func entryOf(h vocab.LogHeader, announce string) (community.LogEntry, error) {
	published, err := vocab.ParseTime(h.Published)
	if err != nil || h.Seq < 1 || h.Epoch < 1 || !sign.ValidHash(h.Prev) || !sign.ValidHash(h.Digest) {
		return community.LogEntry{}, errMalformed
	}
	hash, err := sign.Hash(h.JSON())
	if err != nil {
		return community.LogEntry{}, errMalformed
	}
	return community.LogEntry{Epoch: h.Epoch, Seq: h.Seq, Prev: h.Prev, Digest: h.Digest, Hash: hash,
		PublishedAt: published.UTC().Truncate(time.Second), AnnounceIRI: announce}, nil
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
