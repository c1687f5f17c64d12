package community

import "time"

// NoticeTx keeps what people are told and what they chose to be told.
type NoticeTx interface {
	QuietTx
	DigestTx
	PushTx
	MailReplyTx
	FeedTx
	ClientTx

	// PostsHeard gives those of some events about new posts for which there may be
	// a candidate: somebody of this instance who is named or answered by the post,
	// follows its thread, or wants all posts of its community. Of most there is none.
	PostsHeard(posted []Event) ([]Event, error)
	// PostAudience gives the person at which the first limit candidates after a
	// person end. more is false when there are no further ones.
	PostAudience(e Event, after int64, limit int) (until int64, more bool, err error)
	// TellOfPost inserts the notices of an accepted post for its audience after
	// one person and up to another, each person's under the one kind that says
	// most, in one statement, and gives their number. Left out are the author,
	// who is not (or was not yet) an active member, who has muted or turned off
	// what it would be, and who was told before.
	TellOfPost(e Event, after, until int64, now time.Time) (int64, error)
	// Tell inserts the same notice for several people of this instance who did
	// not turn its topic off, in one statement, and gives the number of those
	// who had not been told. Of a reaction it is the newest that leads; with
	// MailDropped no e-mail becomes due.
	Tell(n Notice, people []int64) (int64, error)
	// MailDueOfPost gives who has an e-mail due about a post, after a person and
	// up to another.
	MailDueOfPost(post, after, until int64) ([]NoticeDue, error)
	// MailDueTo gives who of these people has an e-mail of a kind due.
	MailDueTo(kind NoticeKind, people []int64) ([]NoticeDue, error)

	Notice(person, id int64) (Notice, error)
	// Notices gives a person's leading notices, unread or read ones, newest
	// first; with kinds only those.
	Notices(person int64, unread bool, kinds []NoticeKind, p Page) ([]Notice, error)
	// NoticesOn gives all of a person's notices of one kind about posts, newest
	// first: those that a leading one stands for.
	NoticesOn(person int64, kind NoticeKind, posts []int64) ([]Notice, error)
	// NoticesDue gives a person's notices whose e-mail is due, oldest first.
	NoticesDue(person int64, kinds []NoticeKind, limit int) ([]Notice, error)
	// UnreadNotices counts a person's unread leading notices, to at most most; with
	// kinds only those.
	UnreadNotices(person int64, kinds []NoticeKind, most int) (int, error)
	// NewestNotice gives the highest id of a person's unread notices; 0 for none.
	NewestNotice(person int64) (int64, error)
	// ReadNotices marks notices of a person as read; ids nil marks all.
	ReadNotices(person int64, ids []int64, at time.Time) error
	// ReadRequest marks what people were told of a request to join as read: it
	// has been decided.
	ReadRequest(membership int64, people []int64, at time.Time) error
	// MarkMail notes what became of the e-mails about notices.
	MarkMail(person int64, ids []int64, mail NoticeMail) error
	// DropNoticesBefore deletes at most limit notices made before t that were
	// read, and gives their number.
	DropNoticesBefore(t time.Time, limit int) (int64, error)

	NoticeChoices(person int64) ([]NoticeChoice, error)
	PutNoticeChoice(NoticeChoice) error
	PlaceChoices(person int64) ([]PlaceChoice, error) // about communities
	ThreadChoice(person, thread int64) (PlaceChoice, error)
	PutPlaceChoice(PlaceChoice) error
	// DropThreadChoice forgets what a person chose about a thread, if that was it.
	DropThreadChoice(person, thread int64, choice string) error
	// FollowThread follows a thread for a person who has not chosen about it.
	FollowThread(PlaceChoice) error
	// NoticeMailed and PutNoticeMailed keep when the last e-mail of a topic was
	// sent to a person; the zero time for never.
	NoticeMailed(person int64, topic NoticeTopic) (time.Time, error)
	PutNoticeMailed(person int64, topic NoticeTopic, at time.Time) error

	// StaffOf gives the people of this instance who decide requests in a
	// community.
	StaffOf(community int64) ([]int64, error)
	// CredentialsEnding gives the unrevoked credentials issued here that end
	// after one moment and not after another.
	CredentialsEnding(after, until time.Time) ([]CredentialRecord, error)
}

// NoticeDue is a person to whom an e-mail of a kind is due.
type NoticeDue struct {
	PersonID int64
	Kind     NoticeKind
}
