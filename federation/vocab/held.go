package vocab

import "time"

// Review is the type of a decision that a member's posts wait until they have been
// seen; Unreview stands for its end, in a moderators' queue alone.
const (
	Review   = "hr:Review"
	Unreview = "hr:Unreview"
)

// Held builds a group's notice to an author's home that a post waits for a
// moderator: TentativeAccept of the activity.
func Held(a Activity, activity string) []byte {
	return a.open("TentativeAccept").Str("object", activity).Str("hr:reason", "held").Bytes()
}

// QueuedPost is a post that waits, as a moderator is shown it. It has neither the
// activity's id nor its proof: it is not to be passed on.
type QueuedPost struct {
	ID        string // in the group's queue
	Actor     string
	By        Byline
	Cause     string // hr:heldBecause
	Object    string // id of the post
	Context   string
	InReplyTo string
	Name      string
	Content   string
	Language  string
	Alts      []string // what stands for each of its pictures
	Published time.Time
}

// QueuedPostItem builds the entry of a queue.
func QueuedPostItem(q QueuedPost) []byte {
	var files [][]byte
	for _, alt := range q.Alts {
		files = append(files, Build("").Str("type", "Image").Str("name", alt).Bytes())
	}
	note := Build("").Str("id", q.Object).Str("type", "Note").Opt("inReplyTo", q.InReplyTo).Opt("name", q.Name).Str("content", q.Content)
	if q.Language != "" {
		note.Map("contentMap", map[string]string{q.Language: q.Content})
	}
	return Build("").Str("id", q.ID).Str("type", "Create").Str("actor", q.Actor).Str("context", q.Context).Time("published", q.Published).
		Raw("hr:byline", q.By.json()).Str("hr:heldBecause", q.Cause).Raw("object", note.OptRaws("attachment", files).Bytes()).Bytes()
}
