package federation

import (
	"slices"

	"headroom/community"
	"headroom/federation/vocab"
)

// Why a document of other software means nothing here.
const (
	ignoredModeration = "how another server moderates its own is its own affair"
	ignoredAgainst    = "there are no votes against"
	ignoredRestore    = "what has been deleted stays deleted"
	ignoredPrivate    = "not addressed to everyone"
	ignoredBoost      = "second-hand, or said by nobody in particular"
	ignoredReply      = "answers are read where they were given"
	ignoredAnswer     = "nothing here has asked"
	ignoredReport     = "reports come from heads"
	ignoredKind       = "a kind of thing that no community takes"
	ignoredOther      = "an activity that means nothing to a community"
)

// writable are the types under which other software sends what people write.
var writable = []string{"Note", "Page", "Article", "Question"}

// actorKinds are the types of actors.
var actorKinds = []string{"Person", "Group", "Service", "Application", "Organization"}

// readOutside puts an activity of other software into the domain's terms, or
// says why it means nothing here. It is pure, and says nothing of who sent it:
// that is what the signature is for. An act names ids of its actor's own origin,
// save where it speaks of something of ours.
func readOutside(doc *vocab.Document) (act community.OutsideAct, ignored string, err error) {
	act = community.OutsideAct{ID: doc.ID(), Actor: doc.LooseRef("actor"), Object: refOf(doc, "object"), Raw: doc.Raw()}
	if vocab.CheckID(act.Actor) != nil || act.ID != "" && (vocab.CheckURL(act.ID) != nil || !vocab.SameOrigin(act.ID, act.Actor)) {
		return act, "", errMalformed
	}
	switch doc.Type() {
	case "Follow":
		act.Kind = community.OutsideFollow
	case "Like":
		act.Kind = community.OutsideLike
	case "Undo":
		return readUndo(doc, act)
	case "Create", "Update":
		return readWritten(doc, act)
	case "Delete":
		act.Kind = community.OutsideDelete
		if act.Object == act.Actor {
			act.Kind = community.OutsideLeave
		} else if vocab.CheckURL(act.Object) == nil && !vocab.SameOrigin(act.Object, act.Actor) {
			return act, ignoredModeration, nil // a moderator's, of what is another's
		}
	case "Announce":
		return readAnnounce(doc, act)
	case "Accept":
		act.Kind = community.OutsideYes
	case "Reject":
		act.Kind = community.OutsideNo
	case "TentativeAccept", "TentativeReject":
		return act, ignoredAnswer, nil
	case "Dislike":
		return act, ignoredAgainst, nil
	case "Flag":
		return act, ignoredReport, nil
	case "Add", "Remove", "Block", "Lock", "Warn", "Resolve":
		return act, ignoredModeration, nil
	default:
		return act, ignoredOther, nil
	}
	if act.ID == "" && act.Kind != community.OutsideYes && act.Kind != community.OutsideNo || vocab.CheckURL(act.Object) != nil {
		return act, "", errMalformed
	}
	return act, "", nil
}

// refOf reads an id that stands alone or in an embedded object: never one of
// several, which would let a reader choose.
func refOf(doc *vocab.Document, name string) string {
	if doc.IsArray(name) {
		if all := doc.Strings(name); len(all) == 1 && len(doc.Raws(name)) == 1 {
			return all[0]
		}
		return ""
	}
	return doc.LooseRef(name)
}

// readUndo reads what is taken back. Some software embeds it, some names it.
func readUndo(doc *vocab.Document, act community.OutsideAct) (community.OutsideAct, string, error) {
	act.Undone = act.Object
	inner := doc.Object()
	switch {
	case vocab.CheckURL(act.Undone) != nil || !vocab.SameOrigin(act.Undone, act.Actor):
		return act, "", errMalformed
	case inner == nil:
		act.Kind, act.Object = community.OutsideUndo, ""
		return act, "", nil
	case inner.Has("actor") && inner.LooseRef("actor") != act.Actor:
		return act, "", errOrigin
	}
	act.Object = refOf(inner, "object")
	switch inner.Type() {
	case "Follow":
		act.Kind = community.OutsideUnfollow
	case "Like":
		act.Kind = community.OutsideUnlike
	case "Dislike":
		return act, ignoredAgainst, nil
	case "Announce":
		act.Kind = community.OutsideUnhear
		if o := inner.Object(); o != nil && (o.Type() == "Create" || o.Type() == "Update") {
			act.Object = refOf(o, "object")
		}
	case "Delete":
		return act, ignoredRestore, nil
	case "Block", "Lock", "Add", "Remove":
		return act, ignoredModeration, nil
	default:
		return act, ignoredOther, nil
	}
	if vocab.CheckURL(act.Object) != nil {
		return act, "", errMalformed
	}
	return act, "", nil
}

// readWritten reads what somebody wrote or changed: their own, and embedded.
func readWritten(doc *vocab.Document, act community.OutsideAct) (community.OutsideAct, string, error) {
	if votes := doc.Subs("object"); doc.Type() == "Create" && len(votes) > 1 {
		return readVotes(votes, act)
	}
	o := doc.Object()
	types := o.Types()
	switch {
	case doc.Type() == "Update" && act.Object == act.Actor:
		act.Kind = community.OutsideChanged
		return act, "", nil
	case slices.ContainsFunc(types, func(t string) bool { return slices.Contains(actorKinds, t) }):
		return act, ignoredModeration, nil
	case o == nil:
		return act, "", errMalformed // words that are only named are not fetched
	case !slices.ContainsFunc(types, func(t string) bool { return slices.Contains(writable, t) }):
		return act, ignoredKind, nil
	case o.LooseRef("attributedTo") != act.Actor || !vocab.SameOrigin(act.Object, act.Actor):
		return act, "", errOrigin
	}
	note, err := readNote(o)
	if err != nil {
		return act, "", err
	}
	note.Addressed = append(note.Addressed, addressees(doc)...)
	if slices.ContainsFunc(note.Addressed, isPublic) {
		note.Public = true
	}
	if !note.Public && (len(note.Votes) == 0 || doc.Type() != "Create") {
		return act, ignoredPrivate, nil
	}
	act.Kind, act.Note = community.OutsideCreate, &note
	if doc.Type() == "Update" {
		act.Kind = community.OutsideUpdate
	}
	if act.ID == "" {
		return act, "", errMalformed
	}
	return act, "", nil
}

// readNote reads an object that somebody wrote, wherever it stands.
func readNote(o *vocab.Document) (community.OutsideNote, error) {
	n := community.OutsideNote{Parent: o.LooseRef("inReplyTo"), Addressed: addressees(o), Title: clipText(vocab.PlainText(o.Name()), maxTitle),
		HTML: o.Content(), Language: languageOf(o)}
	n.Public = slices.ContainsFunc(n.Addressed, isPublic)
	n.Published, _ = o.LooseTime("published")
	n.Updated, _ = o.LooseTime("updated")
	if len(n.HTML) > maxHTML || n.Parent != "" && vocab.CheckURL(n.Parent) != nil {
		return n, errMalformed
	}
	if n.HTML == "" { // language maps alone
		for _, text := range o.ContentMap() {
			n.HTML = text
		}
	}
	if n.Parent != "" && n.HTML == "" && n.Title != "" && len(o.Name()) <= 4*maxOption {
		n.Votes = []string{o.Name()} // as it stands there: a "<" in it is no markup
	}
	if poll := o.Poll(); poll != nil && o.HasType("Question") {
		for _, name := range poll.Options[:min(len(poll.Options), maxVotes)] {
			n.Options = append(n.Options, clipText(vocab.PlainText(name), maxOption))
		}
		n.Page = pageOf(o)
	}
	return n, nil
}

// readVotes reads several votes in one Create: all their actor's, in one poll.
func readVotes(votes []*vocab.Document, act community.OutsideAct) (community.OutsideAct, string, error) {
	var all community.OutsideNote
	for _, o := range votes {
		n, err := readNote(o)
		switch {
		case err != nil:
			return act, "", err
		case !o.HasType("Note") || len(n.Votes) == 0:
			return act, ignoredKind, nil
		case o.LooseRef("attributedTo") != act.Actor || !vocab.SameOrigin(o.ID(), act.Actor):
			return act, "", errOrigin
		case all.Parent != "" && all.Parent != n.Parent || len(all.Votes) >= maxVotes || act.ID == "":
			return act, "", errMalformed
		}
		n.Votes = append(all.Votes, n.Votes...)
		all = n
	}
	act.Kind, act.Object, act.Note = community.OutsideCreate, votes[0].ID(), &all
	return act, "", nil
}

// addressees are all that a document is sent to. NodeBB names its own category
// as the audience of everything that is written there.
func addressees(d *vocab.Document) []string {
	return slices.Concat(d.Strings("to"), d.Strings("cc"), d.Strings("audience"))
}

// isPublic takes the three spellings of everyone.
func isPublic(iri string) bool {
	return iri == vocab.Public || iri == "as:Public" || iri == "Public"
}

// languageOf is the only language of the content, or what Lemmy states.
func languageOf(o *vocab.Document) string {
	lang := o.Language()
	if lang == "" {
		lang = o.Sub("language").String("identifier")
	}
	if lang == "und" || len(lang) > 12 {
		return ""
	}
	return lang
}

// readActor reads an actor's own document. Its addresses are of its own origin:
// a server speaks for nobody else's inbox.
func readActor(doc *vocab.Document) (community.OutsideActor, error) {
	a := community.OutsideActor{IRI: doc.ID(), Kind: doc.Type(), Username: clipText(vocab.PlainText(doc.String("preferredUsername")), 100),
		Name: clipText(vocab.PlainText(doc.Name()), 200), Inbox: doc.LooseRef("inbox"), SharedInbox: doc.SharedInbox()}
	host, err := vocab.Host(a.IRI)
	if err != nil || vocab.CheckID(a.IRI) != nil || !slices.Contains(actorKinds, a.Kind) {
		return a, errMalformed
	}
	a.Host = host
	if a.SharedInbox == "" {
		a.SharedInbox = doc.String("sharedInbox") // Discourse
	}
	if vocab.CheckURL(a.Inbox) != nil || !vocab.SameOrigin(a.Inbox, a.IRI) {
		return a, errMalformed
	}
	if vocab.CheckURL(a.SharedInbox) != nil || !vocab.SameOrigin(a.SharedInbox, a.IRI) {
		a.SharedInbox = ""
	}
	if page := doc.LooseRef("url"); vocab.CheckURL(page) == nil {
		a.Page = page
	}
	a.Words = append(a.Words, clipText(vocab.PlainText(doc.Summary()), 8000), a.Name)
	for _, field := range doc.Subs("attachment") {
		if len(a.Words) < 20 {
			a.Words = append(a.Words, clipText(vocab.PlainText(field.String("value")), 1000))
		}
	}
	return a, nil
}
