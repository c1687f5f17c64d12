package vocab

import "time"

// Activity holds what every activity has. To is always written as an array.
type Activity struct {
	ID, Actor string
	To        []string
	Audience  string // the group; "" outside groups
	Context   string // the thread; "" outside groups
	Published time.Time
	Direct    bool // hr:direct: in a private conversation, between people
}

func (a Activity) open(kind string) *Builder {
	b := Build(Context).Str("id", a.ID).Str("type", kind).Str("actor", a.Actor).Strs("to", a.To).
		Opt("audience", a.Audience).Opt("context", a.Context).Time("published", a.Published)
	if a.Direct {
		b.Bool("hr:direct", true)
	}
	return b
}

// Leave builds what tells the others that somebody has left a private
// conversation.
func Leave(a Activity, conversation string) []byte {
	return a.open("Leave").Str("object", conversation).Bytes()
}

// Note is the object of a post. Kind is Note, Article, Question, Event or Document.
type Note struct {
	Kind, ID, AttributedTo       string
	To                           []string
	Audience, Context, InReplyTo string
	Published, Updated           time.Time
	Name                         string // title, plain text
	Content                      string // sanitised HTML
	Language                     string // BCP 47; adds contentMap
	Markdown                     string // what the author wrote, as source
	URL                          string
	Tags                         []Tag
	Attachments                  []Attachment
	Byline                       *Byline // hr:byline
	SharedFrom                   string  // hr:sharedFrom: the linked group that it comes from
	Label                        string  // hr:label: where the words of its conversation may go
	Direct                       bool    // hr:direct
	Poll                         *Poll   // of a Question
}

// Byline is who the author was when they wrote (hr:byline): it stands under
// the author's proof and is never rewritten.
type Byline struct{ Name, Post, School, Authority, Nation, Biography, Office string }

func (y Byline) json() []byte {
	return Build("").Str("name", y.Name).Opt("hr:post", y.Post).Opt("hr:school", y.School).Opt("hr:authority", y.Authority).
		Opt("hr:nation", y.Nation).Opt("summary", y.Biography).Opt("hr:office", y.Office).Bytes()
}

// NoteObject builds the object to be put into Create or Update: no @context of
// its own.
func NoteObject(n Note) []byte { return n.build("") }

// NoteDocument builds the object as a document of its own (open communities).
func NoteDocument(n Note) []byte { return n.build(Context) }

func (n Note) build(context string) []byte {
	b := Build(context).Str("id", n.ID).Str("type", n.Kind).Str("attributedTo", n.AttributedTo).
		Strs("to", n.To).Opt("audience", n.Audience).Opt("context", n.Context).
		Opt("inReplyTo", n.InReplyTo).Time("published", n.Published).Time("updated", n.Updated).
		Opt("url", n.URL).Opt("name", n.Name).Str("content", n.Content)
	if n.Language != "" {
		b.Map("contentMap", map[string]string{n.Language: n.Content})
	}
	if n.Markdown != "" {
		b.Raw("source", Build("").Str("content", n.Markdown).Str("mediaType", "text/markdown").Bytes())
	}
	if n.Direct {
		b.Bool("hr:direct", true)
	}
	if n.Byline != nil {
		b.Raw("hr:byline", n.Byline.json())
	}
	tags := make([][]byte, len(n.Tags))
	for i, t := range n.Tags {
		tags[i] = Build("").Str("type", t.Type).Str("href", t.Href).Str("name", t.Name).Bytes()
	}
	files := make([][]byte, len(n.Attachments))
	for i, a := range n.Attachments {
		files[i] = attachmentJSON(a)
	}
	return n.Poll.add(b.Raws("tag", tags).Raws("attachment", files).Opt("hr:sharedFrom", n.SharedFrom).Opt("hr:label", n.Label)).Bytes()
}

func attachmentJSON(a Attachment) []byte {
	return Build("").Str("type", a.Type).Str("url", a.URL).Opt("mediaType", a.MediaType).Opt("name", a.Name).
		Opt("hr:digest", a.Digest).OptInt("hr:size", a.Size).OptInt("width", a.Width).
		OptInt("height", a.Height).Opt("hr:focus", focusText(a.FocusX, a.FocusY)).Bytes()
}

// Create builds Create of a [NoteObject]; the author's proof is added to it.
func Create(a Activity, object []byte) []byte { return a.open("Create").Raw("object", object).Bytes() }

// Update builds Update of an object, or of an actor, collection or status list
// named by [Ref].
func Update(a Activity, object []byte) []byte { return a.open("Update").Raw("object", object).Bytes() }

// Ref is an id as an object.
func Ref(id string) []byte { return appendString(nil, id) }

// Delete builds Delete{Tombstone}. deleted may be zero.
func Delete(a Activity, objectID, formerType string, deleted time.Time) []byte {
	return DeleteFor(a, objectID, formerType, deleted, "", "")
}

// DeleteFor is Delete with the reason code of a moderator's removal, and their
// words beside it.
func DeleteFor(a Activity, objectID, formerType string, deleted time.Time, reason, summary string) []byte {
	tombstone := Build("").Str("id", objectID).Str("type", "Tombstone").Opt("formerType", formerType).
		Time("deleted", deleted).Bytes()
	return a.open("Delete").Raw("object", tombstone).Opt("hr:reason", reason).Opt("summary", summary).Bytes()
}

// Like builds Like; content is the reaction, an emoji, or "" for a plain one.
func Like(a Activity, objectID, content string) []byte {
	return a.open("Like").Str("object", objectID).Opt("content", content).Bytes()
}

// Undo builds Undo of an activity: [Ref] of it, or its received bytes.
func Undo(a Activity, object []byte) []byte { return a.open("Undo").Raw("object", object).Bytes() }

// UndoWith is Undo with words that say why.
func UndoWith(a Activity, object []byte, summary string) []byte {
	return a.open("Undo").Raw("object", object).Opt("summary", summary).Bytes()
}

// Answer is an applicant's answer to a [Question].
type Answer struct{ Question, Content string }

// FollowRequest is what Follow carries beside its ids.
type FollowRequest struct {
	ID, Actor, Group string
	Reason           string
	Answers          []Answer
	Invite           string // id of the Invite that it answers (hr:invite)
	Presentation     []byte // with its proof, spliced in unchanged
	Stamp            []byte // of a linked community (hr:stamp), likewise; nil for none
}

// Follow builds the request to join. Plain Follow for other software has
// neither answers nor presentation.
func Follow(f FollowRequest) []byte {
	b := Build(Context).Str("id", f.ID).Str("type", "Follow").Str("actor", f.Actor).
		Str("object", f.Group).Strs("to", []string{f.Group}).Opt("content", f.Reason)
	var answers [][]byte
	for _, a := range f.Answers {
		answers = append(answers, Build("").Str("hr:question", a.Question).Str("content", a.Content).Bytes())
	}
	return b.OptRaws("hr:answers", answers).Opt("hr:invite", f.Invite).
		Raw("hr:presentation", f.Presentation).Raw("hr:stamp", f.Stamp).Bytes()
}

// Answers reads a Follow's hr:answers.
func (d *Document) Answers() []Answer {
	var out []Answer
	for _, a := range d.Subs("hr:answers") {
		out = append(out, Answer{Question: a.String("hr:question"), Content: a.Content()})
	}
	return out
}

// Invitation asks a person into a private group, or in as a guest.
type Invitation struct {
	ID, Group, Person string
	Role              string // hr:role
	Scope             []string
	Sponsor           string
	Content           string
	EndTime           time.Time // of a guest's stay; zero for members
}

// Invite builds Invite{object: person, target: group}.
func Invite(i Invitation) []byte {
	return Build(Context).Str("id", i.ID).Str("type", "Invite").Str("actor", i.Group).
		Str("object", i.Person).Strs("to", []string{i.Person}).Str("target", i.Group).
		Opt("content", i.Content).Opt("hr:role", i.Role).OptStrs("hr:scope", i.Scope).
		Opt("hr:sponsor", i.Sponsor).Time("endTime", i.EndTime).Bytes()
}

// Accept builds Accept of an activity id. result is a stamp, an agreement or a
// receipt with its proof, spliced in unchanged, or nil; digest (hr:digest) is
// for agreements.
func Accept(a Activity, objectID, digest string, result []byte) []byte {
	return a.open("Accept").Str("object", objectID).Opt("hr:digest", digest).Raw("result", result).Bytes()
}

// Reject builds Reject of an activity id with a reason code and its words.
func Reject(a Activity, objectID, reason, summary string) []byte {
	return a.open("Reject").Str("object", objectID).Opt("hr:reason", reason).Opt("summary", summary).Bytes()
}

// Removal ends a membership.
type Removal struct {
	ID, Group, Member, Members string // Members: the group's members collection
	Epoch, Version             int64
	Reason, Summary            string
}

// RemoveMember builds the Remove that goes to the member's home only.
func RemoveMember(r Removal) []byte {
	return Build(Context).Str("id", r.ID).Str("type", "Remove").Str("actor", r.Group).
		Strs("to", []string{r.Member}).Str("object", r.Member).Str("target", r.Members).
		Int("hr:epoch", r.Epoch).Int("hr:version", r.Version).Opt("hr:reason", r.Reason).
		Opt("summary", r.Summary).Bytes()
}
