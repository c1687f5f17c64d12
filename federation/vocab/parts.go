package vocab

import (
	"strconv"
	"strings"
)

// Tag is one entry of "tag": a mention, or a hashtag of other software.
type Tag struct {
	Type string // "Mention", "Hashtag"
	Href string
	Name string
}

// Tags returns the entries of "tag" that are objects.
func (d *Document) Tags() []Tag {
	var out []Tag
	for _, t := range d.Subs("tag") {
		out = append(out, Tag{Type: t.Type(), Href: t.String("href"), Name: t.Name()})
	}
	return out
}

// Mentions returns the ids of the people mentioned.
func (d *Document) Mentions() []string {
	var out []string
	for _, t := range d.Tags() {
		if t.Type == "Mention" && t.Href != "" {
			out = append(out, t.Href)
		}
	}
	return out
}

// Attachment is one file of an object.
type Attachment struct {
	Type      string // "Image" or "Document"
	URL       string
	MediaType string
	Name      string // alternative text
	Digest    string // "sha-256:" and lower-case hex, over the bytes
	Size      int64  // bytes
	Width     int64  // pixels, 0 if unknown
	Height    int64
	FocusX    int // hr:focus: the point that stays in sight, in thousandths from the middle
	FocusY    int
}

// Attachments returns the entries of "attachment" that are objects. Other
// software puts the address in href or in a nested Link; that is taken too.
func (d *Document) Attachments() []Attachment {
	var out []Attachment
	for _, a := range d.Subs("attachment") {
		x := Attachment{
			Type: a.Type(), URL: a.LooseRef("url"), MediaType: a.String("mediaType"),
			Name: a.Name(), Digest: a.String("hr:digest"),
		}
		if x.URL == "" {
			x.URL = a.String("href")
		}
		x.Size, _ = a.Int("hr:size")
		x.Width, _ = a.Int("width")
		x.Height, _ = a.Int("height")
		x.FocusX, x.FocusY = focusOf(a.String("hr:focus"))
		out = append(out, x)
	}
	return out
}

// focusOf reads "x,y", thousandths from -1000 to 1000; the middle where it is anything else.
func focusOf(text string) (x, y int) {
	a, b, _ := strings.Cut(text, ",")
	x, bad := strconv.Atoi(a)
	y, worse := strconv.Atoi(b)
	if bad != nil || worse != nil || max(x, -x) > 1000 || max(y, -y) > 1000 {
		return 0, 0
	}
	return x, y
}

func focusText(x, y int) string {
	if x == 0 && y == 0 {
		return ""
	}
	return strconv.Itoa(x) + "," + strconv.Itoa(y)
}

// PublicKey is an actor's key for HTTP signatures.
type PublicKey struct {
	ID    string // with a fragment
	Owner string
	PEM   string // SubjectPublicKeyInfo, RSA or Ed25519
}

// PublicKeys returns the keys under "publicKey": one, or an array of them.
func (d *Document) PublicKeys() []PublicKey {
	var out []PublicKey
	for _, k := range d.Subs("publicKey") {
		out = append(out, PublicKey{ID: k.ID(), Owner: k.String("owner"), PEM: k.String("publicKeyPem")})
	}
	return out
}

// Multikey is an Ed25519 key for proofs (FEP-521a).
type Multikey struct {
	ID         string // with a fragment
	Controller string
	Multibase  string // publicKeyMultibase, "z6Mk…"
}

// Multikeys returns the keys listed for a purpose, "assertionMethod" or
// "authentication". A key that is only named there is left out.
func (d *Document) Multikeys(purpose string) []Multikey {
	var out []Multikey
	for _, k := range d.Subs(purpose) {
		if k.Type() == "Multikey" {
			out = append(out, Multikey{ID: k.ID(), Controller: k.String("controller"), Multibase: k.String("publicKeyMultibase")})
		}
	}
	return out
}

// SharedInbox returns an actor's endpoints.sharedInbox.
func (d *Document) SharedInbox() string { return d.Sub("endpoints").String("sharedInbox") }

// Implements reports whether the actor's generator names a capability
// (FEP-844e), as an href or as a plain string.
func (d *Document) Implements(capability string) bool {
	g := d.Sub("generator")
	for _, s := range g.Strings("implements") {
		if s == capability {
			return true
		}
	}
	for _, l := range g.Subs("implements") {
		if l.String("href") == capability {
			return true
		}
	}
	return false
}

// Position is a place in a group's log: hr:head, hr:logFrom.
type Position struct {
	Epoch, Seq int64
	Hash       string // H(header), empty where only the place is meant
}

// Position returns the place under name; ok is false without both numbers.
func (d *Document) Position(name string) (p Position, ok bool) {
	s := d.Sub(name)
	var okE, okS bool
	p.Epoch, okE = s.Int("hr:epoch")
	p.Seq, okS = s.Int("hr:seq")
	p.Hash = s.String("hr:hash")
	return p, okE && okS
}

// LogHeader is the header of one entry of a group's log. Its JSON, six names in
// this order, is what hr:prev and hr:hash are taken over.
type LogHeader struct {
	Group      string
	Epoch, Seq int64
	Prev       string
	Digest     string
	Published  string // TimeLayout
}

// LogHeader reads the header from an Announce (its group is the actor) or from
// an entry that is only a header; ok is false if anything is missing.
func (d *Document) LogHeader() (h LogHeader, ok bool) {
	h.Group = d.String("hr:group")
	if h.Group == "" {
		h.Group = d.Actor()
	}
	var okE, okS bool
	h.Epoch, okE = d.Int("hr:epoch")
	h.Seq, okS = d.Int("hr:seq")
	h.Prev, h.Digest, h.Published = d.String("hr:prev"), d.String("hr:digest"), d.String("published")
	_, okP := d.Published()
	return h, okE && okS && okP && h.Group != "" && h.Prev != "" && h.Digest != ""
}
