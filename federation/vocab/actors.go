package vocab

import "time"

// Keys are the public keys that an actor shows. The Multikeys stand under
// assertionMethod and under authentication alike.
type Keys struct {
	Public PublicKey
	Multi  []Multikey
	List   string // hr:keys: URL of the actor's key records
}

func (k Keys) write(b *Builder) {
	if k.Public.ID != "" {
		b.Raw("publicKey", Build("").Str("id", k.Public.ID).Str("owner", k.Public.Owner).
			Str("publicKeyPem", k.Public.PEM).Bytes())
	}
	multi := make([][]byte, len(k.Multi))
	for i, m := range k.Multi {
		multi[i] = Build("").Str("id", m.ID).Str("type", "Multikey").Str("controller", m.Controller).
			Str("publicKeyMultibase", m.Multibase).Bytes()
	}
	b.OptRaws("assertionMethod", multi).OptRaws("authentication", multi)
	b.Opt("hr:keys", k.List)
}

func writeEndpoints(b *Builder, sharedInbox string) {
	if sharedInbox != "" {
		b.Raw("endpoints", Build("").Str("sharedInbox", sharedInbox).Bytes())
	}
}

// Issuer is the Application actor of an instance.
type Issuer struct {
	ID, PreferredUsername, Name string
	Inbox, Outbox, SharedInbox  string
	URL                         string
	Software                    string // generator's name
	Keys                        Keys
	Communities, Peers          string // hr:communities, hr:peers; the latter for peers only
	NameMap, SummaryMap         map[string]string
	Nation                      string // hr:nation
}

// IssuerActor builds the issuer's document; anyone may read it.
func IssuerActor(a Issuer) []byte {
	b := Build(ActorContext).Str("id", a.ID).Str("type", "Application").
		Opt("preferredUsername", a.PreferredUsername).Opt("name", a.Name).Map("nameMap", a.NameMap).
		Map("summaryMap", a.SummaryMap).Opt("url", a.URL).
		Str("inbox", a.Inbox).Opt("outbox", a.Outbox)
	writeEndpoints(b, a.SharedInbox)
	implements := Build("").Str("href", ClosedGroups).Str("name", "Headroom closed groups").Bytes()
	b.Raw("generator", Build("").Str("type", "Application").Opt("name", a.Software).
		Raws("implements", [][]byte{implements}).Bytes())
	a.Keys.write(b)
	return b.Opt("hr:communities", a.Communities).Opt("hr:peers", a.Peers).Opt("hr:nation", a.Nation).Bytes()
}

// Person is a member of staff, as other instances see them.
type Person struct {
	ID, Inbox, Outbox, SharedInbox string
	Keys                           Keys
	Credential                     string // hr:credential: URL
	Authorize, Token               string // where apps sign in; shown to the person

	// The profile; in PersonProfile only.
	PreferredUsername, Name, URL string
	Biography                    string // HTML, as summary
	BiographyMap                 map[string]string
	Post, School, SchoolID       string
	Authority, Nation            string
	Phases, Specialisms          []string
	AskMe, Languages             []string // hr:askMeAbout, hr:languages (BCP 47)
	HeadSince                    int64    // hr:headSince, a year; 0 when it is not shared
	Contact                      string   // hr:contact: any | community | none
	Icon                         *Attachment
	Published, Updated           time.Time
}

// PersonKeys builds the key document: nothing in it says who the person is.
func PersonKeys(p Person) []byte {
	b := Build(ActorContext).Str("id", p.ID).Str("type", "Person").Str("inbox", p.Inbox)
	writeEndpoints(b, p.SharedInbox)
	p.Keys.write(b)
	return b.Opt("hr:credential", p.Credential).Bytes()
}

// PersonProfile builds the full document.
func PersonProfile(p Person) []byte {
	b := Build(ActorContext).Str("id", p.ID).Str("type", "Person").
		Opt("preferredUsername", p.PreferredUsername).Opt("name", p.Name).
		Opt("summary", p.Biography).Map("summaryMap", p.BiographyMap).Opt("url", p.URL)
	if p.Icon != nil {
		b.Raw("icon", attachmentJSON(*p.Icon))
	}
	b.Str("inbox", p.Inbox).Opt("outbox", p.Outbox)
	if p.Authorize != "" {
		b.Raw("endpoints", Build("").Str("sharedInbox", p.SharedInbox).Str("oauthAuthorizationEndpoint", p.Authorize).Str("oauthTokenEndpoint", p.Token).Bytes())
	} else {
		writeEndpoints(b, p.SharedInbox)
	}
	b.Time("published", p.Published).Time("updated", p.Updated)
	p.Keys.write(b)
	return b.Opt("hr:credential", p.Credential).Opt("hr:post", p.Post).
		Opt("hr:school", p.School).Opt("hr:schoolId", p.SchoolID).Opt("hr:authority", p.Authority).
		Opt("hr:nation", p.Nation).OptStrs("hr:phase", p.Phases).OptStrs("hr:specialisms", p.Specialisms).
		OptStrs("hr:askMeAbout", p.AskMe).OptStrs("hr:languages", p.Languages).OptInt("hr:headSince", p.HeadSince).
		Opt("hr:contact", p.Contact).Bytes()
}

// Question is one that a community asks of who wants to join.
type Question struct {
	ID       string // "q1", repeated in hr:answers
	TextMap  map[string]string
	Required bool
}

// Reach says to which instances a community is open.
type Reach struct {
	Kind    string   // "instance" or "peers"; ignored if Issuers is not empty
	Issuers []string // named peers; shown to members only
}

// Group is a community.
type Group struct {
	ID, Inbox, SharedInbox string
	Keys                   Keys

	// Listed: shown to heads within reach.
	PreferredUsername, Name, URL string
	Summary                      string // in one language, for software that reads no map
	NameMap, SummaryMap          map[string]string
	RulesMap                     map[string]string
	RulesSince                   time.Time // from when they hold
	Questions                    []Question
	Access                       string   // open | closed | private
	Joining                      string   // who decides, "approval" and so on
	Requires                     []string // credential types
	Reach                        Reach
	Links                        []GroupLink // hr:links
	Icon                         *Attachment

	// Full: shown to members, and of an open community to all.
	Outbox, Followers, Following, Featured, Moderators             string
	Members, Servers, Threads, Copies, Files, Queue, ModLog, Rules string
	Log, Stamps                                                    string
	Published, Updated                                             time.Time
}

// GroupStub builds the key-only stub: id, type, inbox and keys.
func GroupStub(g Group) []byte {
	b := Build(ActorContext).Str("id", g.ID).Str("type", "Group").Str("inbox", g.Inbox)
	g.Keys.write(b)
	return b.Bytes()
}

// GroupListed builds what a head within reach may see before joining. Named
// peers in Reach are left out.
func GroupListed(g Group) []byte {
	b := Build(ActorContext).Str("id", g.ID).Str("type", "Group")
	g.writeListed(b)
	if len(g.Reach.Issuers) == 0 {
		b.Opt("hr:reach", g.Reach.Kind)
	}
	b.Str("inbox", g.Inbox)
	writeEndpoints(b, g.SharedInbox)
	g.Keys.write(b)
	return b.Bytes()
}

// GroupFull builds the whole document. What Queue leads to is for moderators
// only.
func GroupFull(g Group) []byte {
	b := Build(ActorContext).Str("id", g.ID).Str("type", "Group")
	g.writeListed(b)
	if len(g.Reach.Issuers) > 0 {
		b.Strs("hr:reach", g.Reach.Issuers)
	} else {
		b.Opt("hr:reach", g.Reach.Kind)
	}
	b.Str("inbox", g.Inbox).Opt("outbox", g.Outbox).Opt("followers", g.Followers).Opt("following", g.Following).
		Opt("featured", g.Featured).Opt("attributedTo", g.Moderators)
	writeEndpoints(b, g.SharedInbox)
	b.Time("published", g.Published).Time("updated", g.Updated)
	g.Keys.write(b)
	return b.Opt("members", g.Members).Opt("hr:servers", g.Servers).Opt("hr:threads", g.Threads).
		Opt("hr:copies", g.Copies).Opt("hr:files", g.Files).Opt("hr:queue", g.Queue).Opt("hr:moderationLog", g.ModLog).Opt("hr:rulesVersions", g.Rules).
		Opt("hr:log", g.Log).Opt("hr:stamps", g.Stamps).Bytes()
}

func (g Group) writeListed(b *Builder) {
	b.Opt("preferredUsername", g.PreferredUsername).Opt("name", g.Name).Map("nameMap", g.NameMap).
		Opt("summary", g.Summary).Map("summaryMap", g.SummaryMap).Opt("url", g.URL)
	if g.Icon != nil {
		b.Raw("icon", attachmentJSON(*g.Icon))
	}
	b.Map("hr:rules", g.RulesMap)
	if !g.RulesSince.IsZero() {
		b.Time("hr:rulesSince", g.RulesSince)
	}
	var questions [][]byte
	for _, q := range g.Questions {
		questions = append(questions, Build("").Str("hr:question", q.ID).Map("nameMap", q.TextMap).
			Bool("hr:required", q.Required).Bytes())
	}
	b.OptRaws("hr:questions", questions).OptStrs("hr:requires", g.Requires).
		Opt("hr:access", g.Access).Opt("hr:joining", g.Joining)
	var links [][]byte
	for _, l := range g.Links {
		links = append(links, Build("").Str("hr:group", l.Group).Str("hr:kind", l.Kind).Strs("hr:effects", l.Effects).Bytes())
	}
	b.OptRaws("hr:links", links)
}

// GroupLink is a link as a Group's document shows it: what the other group is to
// this one, and what the link may do.
type GroupLink struct {
	Group, Kind string
	Effects     []string
}

// GroupLinks reads a Group's hr:links.
func (d *Document) GroupLinks() (out []GroupLink) {
	for _, l := range d.Subs("hr:links") {
		out = append(out, GroupLink{Group: l.String("hr:group"), Kind: l.String("hr:kind"), Effects: l.Strings("hr:effects")})
	}
	return out
}

// Questions reads a Group's hr:questions.
func (d *Document) Questions() []Question {
	var out []Question
	for _, q := range d.Subs("hr:questions") {
		required, _ := q.Bool("hr:required")
		out = append(out, Question{ID: q.String("hr:question"), TextMap: q.NameMap(), Required: required})
	}
	return out
}

// Reach reads a Group's hr:reach.
func (d *Document) Reach() Reach {
	if d.IsArray("hr:reach") {
		return Reach{Issuers: d.Strings("hr:reach")}
	}
	return Reach{Kind: d.String("hr:reach")}
}

// GroupServer builds what a member's server sees through its issuer: the stub,
// and where log, stamps, files and keys are.
func GroupServer(g Group) []byte {
	b := Build(ActorContext).Str("id", g.ID).Str("type", "Group").Str("inbox", g.Inbox)
	g.Keys.write(b)
	return b.Opt("hr:log", g.Log).Opt("hr:stamps", g.Stamps).Opt("hr:files", g.Files).Bytes()
}
