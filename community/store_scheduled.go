package community

import (
	"time"

	"headroom/community/policy"
)

// ScheduledPost is what somebody has written to be posted later: a new conversation
// or, with a thread, a reply.
type ScheduledPost struct {
	ID          int64
	PersonID    int64
	AccountID   int64
	CommunityID int64
	ThreadID    int64 // 0 for a new conversation
	ParentID    int64 // post answered, 0 for the first
	Title       string
	Body        string
	Language    string
	SendAt      time.Time
	CreatedAt   time.Time
	UpdatedAt   time.Time
	Label       policy.Label // of the conversation that it begins
}

// place is where its text is kept as a draft when it is not sent.
func (p ScheduledPost) place() string {
	if p.ThreadID != 0 {
		return placeOf("thread", p.ThreadID)
	}
	return placeOf("community", p.CommunityID)
}

// ScheduledTx keeps what is to be posted later.
type ScheduledTx interface {
	ScheduledPost(id int64) (ScheduledPost, error)
	ScheduledPosts(person int64) ([]ScheduledPost, error)                // the next first
	ScheduledPostsDue(now time.Time, limit int) ([]ScheduledPost, error) // the oldest first
	InsertScheduledPost(ScheduledPost) error
	UpdateScheduledPost(ScheduledPost) error
	DeleteScheduledPost(id int64) error
	ForgetScheduledPosts(person int64) error
}
