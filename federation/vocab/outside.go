package vocab

import "time"

// OpenContext stands on documents that the whole fediverse reads: no word in
// them is Headroom's own.
const OpenContext = `["https://www.w3.org/ns/activitystreams","https://w3id.org/security/v1"]`

// OpenPerson is what the world is told of somebody who writes in open
// communities: a name, and where their key is.
type OpenPerson struct {
	ID, Inbox, SharedInbox, Outbox, URL string
	PreferredUsername, Name             string
	KeyID, PEM                          string
}

// Document builds the Person.
func (p OpenPerson) Document() []byte {
	b := Build(OpenContext).Str("id", p.ID).Str("type", "Person").Str("preferredUsername", p.PreferredUsername).
		Str("name", p.Name).Opt("url", p.URL).Str("inbox", p.Inbox).Str("outbox", p.Outbox)
	writeEndpoints(b, p.SharedInbox)
	return b.Raw("publicKey", publicKeyJSON(p.KeyID, p.ID, p.PEM)).Bytes()
}

func publicKeyJSON(id, owner, pem string) []byte {
	return Build("").Str("id", id).Str("owner", owner).Str("publicKeyPem", pem).Bytes()
}

// OpenPost is a post of an open community as the world reads it (FEP-1b12).
type OpenPost struct {
	ID, ActivityID, Author, Group, Followers string
	Kind, InReplyTo, Name, Content, Language string
	URL                                      string
	Published, Updated                       time.Time
	Poll                                     *OpenPoll // that it asks; nil for none
	Files                                    []Attachment
}

// Object builds the post; with alone it is a document of its own.
func (p OpenPost) Object(alone bool) []byte {
	context := ""
	if alone {
		context = OpenContext
	}
	b := Build(context).Str("id", p.ID).Str("type", p.Kind).Str("attributedTo", p.Author).
		Strs("to", []string{Public, p.Group}).Strs("cc", []string{p.Followers}).Str("audience", p.Group).
		Opt("inReplyTo", p.InReplyTo).Time("published", p.Published).Time("updated", p.Updated).
		Opt("url", p.URL).Opt("name", p.Name).Str("mediaType", "text/html").Str("content", p.Content)
	if p.Language != "" {
		b.Map("contentMap", map[string]string{p.Language: p.Content})
	}
	if len(p.Files) > 0 {
		files := make([][]byte, len(p.Files))
		for i, a := range p.Files {
			files[i] = attachmentJSON(a)
		}
		b.Raws("attachment", files)
	}
	return p.Poll.add(b).Bytes()
}

// Activity builds the Create or Update of the post; with alone it is a document
// of its own.
func (p OpenPost) Activity(kind, id string, alone bool) []byte {
	context := ""
	if alone {
		context = OpenContext
	}
	return p.open(context, kind, id).Raw("object", p.Object(false)).Bytes()
}

// Delete builds the deletion of the post by its author.
func (p OpenPost) Delete(alone bool) []byte {
	context := ""
	if alone {
		context = OpenContext
	}
	return p.open(context, "Delete", p.ID+"#delete").Str("object", p.ID).Bytes()
}

func (p OpenPost) open(context, kind, id string) *Builder {
	return Build(context).Str("id", id).Str("type", kind).Str("actor", p.Author).
		Strs("to", []string{Public, p.Group}).Strs("cc", []string{p.Followers}).Str("audience", p.Group)
}

// OpenAct is an activity of an open Group: Announce of an activity or of an id
// ([Ref]), Undo, Accept.
func OpenAct(kind, id, group, followers string, to []string, published time.Time, object []byte) []byte {
	b := Build(OpenContext).Str("id", id).Str("type", kind).Str("actor", group).Strs("to", to)
	if followers != "" {
		b.Strs("cc", []string{followers})
	}
	return b.Time("published", published).Raw("object", object).Bytes()
}

// FollowedBy is the Follow that an Accept answers.
func FollowedBy(id, actor, group string) []byte {
	return Build("").Str("id", id).Str("type", "Follow").Str("actor", actor).Str("object", group).Bytes()
}

// Count is a collection of which the world is told the size, and no item.
func Count(id string, total int64) []byte {
	return Build(OpenContext).Str("id", id).Str("type", "OrderedCollection").Int("totalItems", total).Raws("orderedItems", nil).Bytes()
}

// Listed is a collection of ids.
func Listed(id string, items [][]byte) []byte {
	return Build(OpenContext).Str("id", id).Str("type", "OrderedCollection").Int("totalItems", int64(len(items))).Raws("orderedItems", items).Bytes()
}
