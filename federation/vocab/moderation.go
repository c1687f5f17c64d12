package vocab

// Decision is a moderator's act: on an object, in a collection where it has one.
type Decision struct {
	Activity
	Object  string
	Target  string // collection: moderators, featured, the group
	Reason  string // hr:reason
	Summary string
}

func (m Decision) build(kind string) []byte {
	return m.open(kind).Str("object", m.Object).Opt("target", m.Target).
		Opt("hr:reason", m.Reason).Opt("summary", m.Summary).Bytes()
}

// Add builds Add: a moderator to moderators, a post to featured.
func Add(m Decision) []byte { return m.build("Add") }

// Remove builds Remove from a collection, or of a post from the group.
func Remove(m Decision) []byte { return m.build("Remove") }

// Lock builds Lock of a thread's root; Undo opens it again.
func Lock(m Decision) []byte { return m.build("Lock") }

// Report is a complaint about posts or people.
type Report struct {
	ID, Issuer string   // signed by the home's issuer: it names no reporter
	Group      string   // the group asked to act
	Objects    []string // what is reported, and whose it is
	Content    string
}

// Flag builds a report.
func Flag(r Report) []byte {
	return Build(Context).Str("id", r.ID).Str("type", "Flag").Str("actor", r.Issuer).
		Strs("to", []string{r.Group}).Opt("audience", r.Group).Strs("object", r.Objects).
		Opt("content", r.Content).Bytes()
}
