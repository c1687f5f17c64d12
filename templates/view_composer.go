package templates

import "html/template"

// ComposeForm is a post as typed.
type ComposeForm struct {
	Title, Body, Lang string
	Alt               string        // of the picture that is chosen
	Parent            int64         // post replied to; 0 for the thread
	Pictures          []PictureForm // that came before, in their order
	Pictured          bool          // the form had a part for pictures: what is not in it is left out
	Seen              int64         // when the draft was saved that the form shows, in milliseconds; 0 for none
	Key               string        // idempotency key that it came with, or ""
	Preview           *Preview      // or nil
	Similar           *Similar      // threads like the title of a new one, or nil
	Limit             int64         // greatest size of a picture in bytes
	Label             string        // of a new conversation: a code, "none" or ""
	SendAt            string        // when it is to be posted, as the browser sends it; "" for at once
}

// PictureForm is a picture of a form that came before: an upload, or one that the post has.
type PictureForm struct {
	ID  int64
	Alt string
}

// picturesMost is how many pictures a post has.
const picturesMost = 4

// PictureSlot is one of the pictures of a form.
type PictureSlot struct {
	Composer
	It    PictureForm
	Place int // from 1
	Of    int
}

// PictureSlots are the pictures of the form, each with its place.
func (c Composer) PictureSlots() (list []PictureSlot) {
	for i, p := range c.Form.Pictures {
		list = append(list, PictureSlot{Composer: c, It: p, Place: i + 1, Of: len(c.Form.Pictures)})
	}
	return list
}

// Room reports whether one more picture may be added.
func (c Composer) Room() bool { return len(c.Form.Pictures) < picturesMost }

// PicturesShown reports whether the part for pictures has something to show.
func (c Composer) PicturesShown() bool {
	return len(c.Form.Pictures) > 0 || c.Form.Alt != "" || c.ErrorFor("image") != "" || c.ErrorFor("alt") != ""
}

// named is a field of this picture: its faults are reported under its name.
func (p PictureSlot) named(name, label, value string) Field {
	f := p.FieldIn(name, p.It.ID, label, value)
	f.Name, f.Label = f.ID, p.T(label, "Number", p.Place)
	return f
}

// AltField is what stands for this picture.
func (p PictureSlot) AltField() Field { return p.named("alt", "composer.picture_alt", p.It.Alt) }

// PlaceField is where it stands among the others.
func (p PictureSlot) PlaceField() Field {
	f := p.named("place", "composer.picture_place", p.Number(p.Place))
	options := make([]Option, p.Of)
	for i := range options {
		options[i] = Option{Value: p.Page.ID(int64(i + 1)), Label: p.Number(i + 1)}
	}
	f.Value = p.Page.ID(int64(p.Place))
	return f.Of(options)
}

// OutField leaves it out.
func (p PictureSlot) OutField() Field { return p.named("picture_out", "composer.picture_out_of", "") }

// Preview is a text as it would be posted.
type Preview struct {
	Title, Lang string
	HTML        template.HTML // sanitised
	Images      []Image
	Called      []string // names of who would be told
	Nobody      []string // names after an @ that nobody in the community has
}

// Composer is a form in which a post is written, with what all of them have:
// the draft, the tools, the preview, and who will read it beside the button
// that sends it. Fields: title, body, lang, image, alt, pictured, and of each
// picture that came before picture, alt-ID, place-ID and picture_out-ID; parent, seen, and act, which is "picture" (one more), "preview",
// "preview-part" (the preview alone, for the script) or nothing.
type Composer struct {
	Page
	Action    string
	Place     string // of the draft: "community:21", "thread:100", "edit:500"
	Form      ComposeForm
	Community CommunityRow
	Audience  Audience
	Draft     DraftNotice
	Name      string // of the form, for its key
	Titled    bool
	Pictures  bool
	Labels    bool   // a new conversation may say where its words go: the field label
	Label     string // what its conversation has said, or ""
	Later     bool   // it can be scheduled: the field send_at, with act "later"
	Rows      int
	Button    string // sentence on the button that sends
}

// FormKeyed is the idempotency key: of before, when the form is shown again.
func (c Composer) FormKeyed() string {
	if c.Form.Key != "" {
		return c.Form.Key
	}
	return c.Key(c.Name)
}

// Composer is the form of a new thread.
func (c Compose) Composer() Composer {
	id := c.ID(c.Community.ID)
	return Composer{Page: c.Page, Action: "/communities/" + id + "/new", Place: "community:" + id, Form: c.Form, Community: c.Community,
		Audience: c.Audience, Draft: c.Draft, Name: "compose", Titled: true, Pictures: true, Labels: c.Community.Access != "open", Later: !c.Viewer.Guest, Rows: 12, Button: "compose.send"}
}

// Composer is the form of a reply.
func (t Thread) Composer() Composer {
	id := t.Page.ID(t.ID)
	return Composer{Page: t.Page, Action: "/threads/" + id + "/reply", Place: "thread:" + id, Form: t.Reply, Community: t.Community,
		Audience: t.Audience, Draft: t.Draft, Label: t.Label, Name: "reply", Pictures: true, Later: !t.Viewer.Guest, Rows: 7, Button: "compose.send"}
}

// Composer is the form of an edit.
func (e PostEdit) Composer() Composer {
	id := e.ID(e.PostID)
	return Composer{Page: e.Page, Action: "/posts/" + id + "/edit", Place: "edit:" + id, Form: e.Form, Community: e.Community,
		Audience: e.Audience, Draft: e.Draft, Name: "edit", Titled: e.Titled, Pictures: true, Rows: 12, Button: "form.save"}
}

// LabelOptions are where the words of a conversation may go.
func (c Composer) LabelOptions() []Option {
	return c.codes("label_of", "none", "chatham-house", "confidential")
}

// PreviewPart is the preview by itself, or what is wrong with the text.
type PreviewPart struct {
	Page
	It *Preview
}

// DraftSaved says when a draft was saved, or that another window has written
// since.
type DraftSaved struct {
	Page
	At    Instant
	Seen  int64 // the same time in milliseconds
	Newer bool
}

// MentionRows are the people that an @name may name.
type MentionRows struct {
	Page
	Rows []MentionRow
}

// MentionRow is one of them; Name is what stands after the @.
type MentionRow struct {
	Name string
	Who  Byline
}

func (PreviewPart) template() string { return "#preview-part" }
func (DraftSaved) template() string  { return "#draft-saved" }
func (MentionRows) template() string { return "#mention-rows" }
