package vocab

import "time"

// Decision is a moderator's act: on an object, in a collection where it has one.
type Decision struct {
	Activity
	Object  string
	Target  string // collection: moderators, featured, the group
	Reason  string // hr:reason
	Summary string
	EndTime time.Time // of a Block
}

func (m Decision) build(kind string) []byte {
	return m.open(kind).Str("object", m.Object).Opt("target", m.Target).
		Opt("hr:reason", m.Reason).Opt("summary", m.Summary).Time("endTime", m.EndTime).Bytes()
}

// Add builds Add: a moderator to moderators, a post to featured.
func Add(m Decision) []byte { return m.build("Add") }

// Remove builds Remove from a collection, or of a post from the group.
func Remove(m Decision) []byte { return m.build("Remove") }

// Lock builds Lock of a thread's root; Undo opens it again.
func Lock(m Decision) []byte { return m.build("Lock") }

// Act builds a moderator's decision that is sent to the group alone: Accept or
// Reject of a Follow, Remove of a member, Resolve of a report.
func Act(kind string, m Decision) []byte { return m.build(kind) }

// Measured is what an Undo takes back, a Block or a Review: of a person, in a group.
func Measured(kind, id, actor, person, group string) []byte {
	return Build("").Str("id", id).Str("type", kind).Str("actor", actor).Str("object", person).Str("target", group).Bytes()
}

// QueuedMeasure is what moderators did about a member, as one of them is shown it.
type QueuedMeasure struct {
	ID, Kind           string // Warn, Block, Undo, Review, Unreview
	Actor, ActorName   string // the moderator
	Object, ObjectName string // the member
	Record             string // hr:membership
	Reason, Summary    string
	Published, EndTime time.Time
	Holds              bool // hr:current: a time-out that goes on
}

// QueuedMeasureItem builds the entry of a queue.
func QueuedMeasureItem(q QueuedMeasure) []byte {
	person := func(id, name string) []byte {
		return Build("").Str("id", id).Str("type", "Person").Opt("name", name).Bytes()
	}
	return Build("").Str("id", q.ID).Str("type", q.Kind).Raw("attributedTo", person(q.Actor, q.ActorName)).Raw("object", person(q.Object, q.ObjectName)).
		Opt("hr:membership", q.Record).Opt("hr:reason", q.Reason).Opt("summary", q.Summary).Time("published", q.Published).
		Time("endTime", q.EndTime).Bool("hr:current", q.Holds).Bytes()
}

// Report is a complaint about a post.
type Report struct {
	ID, Issuer string // signed by the home's issuer: it names no reporter
	Group      string // the group asked to act
	Object     string // what is reported
	Reason     string // hr:reason
	Content    string
	Published  time.Time
	// Of an appeal against what a moderator decided: who appeals, and what kind of
	// decision it was.
	Member, Kind string // hr:member, hr:kind
}

// Flag builds a report, or an appeal.
func Flag(r Report) []byte {
	return Build(Context).Str("id", r.ID).Str("type", "Flag").Str("actor", r.Issuer).
		Strs("to", []string{r.Group}).Str("audience", r.Group).Str("object", r.Object).
		Opt("hr:member", r.Member).Opt("hr:kind", r.Kind).
		Opt("hr:reason", r.Reason).Opt("content", r.Content).Time("published", r.Published).Bytes()
}

// Resolve builds a group's answer to a report, for the home that it came from.
func Resolve(a Activity, flag, reason, summary string) []byte {
	return a.open("Resolve").Str("object", flag).Opt("hr:reason", reason).Opt("summary", summary).Bytes()
}

// QueuedFlag is a report that waits, as a moderator is shown it: without its
// actor, since the instance could tell who it was.
type QueuedFlag struct {
	ID        string // in the group's queue
	Object    string
	Context   string // the conversation
	Reason    string
	Content   string
	Published time.Time
}

// QueuedFlagItem builds the entry of a queue.
func QueuedFlagItem(q QueuedFlag) []byte {
	return Build("").Str("id", q.ID).Str("type", "Flag").Str("object", q.Object).Opt("context", q.Context).
		Opt("hr:reason", q.Reason).Opt("content", q.Content).Time("published", q.Published).Bytes()
}

// QueuedFollow is a request to join that waits, as a moderator is shown it.
type QueuedFollow struct {
	ID, Actor  string // of the Follow
	Record     string // hr:membership: id of the membership record
	Reason     string
	Answers    []Answer
	Published  time.Time
	By         Byline
	Credential string // type, "" for none
	Standing   string // hr:standing: what that is worth now
	Issuer     string // name of the instance that vouches
	Back       bool   // hr:restored: was a member when the group's host was put back
}

// QueuedFollowItem builds the entry of a queue.
func QueuedFollowItem(q QueuedFollow) []byte {
	var answers [][]byte
	for _, a := range q.Answers {
		answers = append(answers, Build("").Str("hr:question", a.Question).Str("content", a.Content).Bytes())
	}
	b := Build("").Str("id", q.ID).Str("type", "Follow").Str("actor", q.Actor).Opt("hr:membership", q.Record).
		Opt("content", q.Reason).OptRaws("hr:answers", answers).Time("published", q.Published).Raw("hr:byline", q.By.json()).
		Opt("hr:credentialType", q.Credential).Opt("hr:standing", q.Standing).Opt("hr:issuerName", q.Issuer)
	if q.Back {
		b.Bool("hr:restored", true)
	}
	return b.Bytes()
}
