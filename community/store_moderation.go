package community

import "time"

// SentAct is what one of our people has decided as a moderator of a peer's
// community: its host decides whether that counts.
type SentAct struct {
	ID          int64
	CommunityID int64
	PersonID    int64
	Activity    string // IRI
	Kind        Act
	Object      string    // IRI of what it is about
	Answer      string    // reason code of a refusal, "" for none
	CreatedAt   time.Time // when it was decided
	AnsweredAt  time.Time // when the host refused
}

// ModerationTx keeps what moderators do across instances.
type ModerationTx interface {
	InsertSentAct(SentAct) error
	UpdateSentAct(SentAct) error
	// SentActBy gives the act of an activity.
	SentActBy(activity string) (SentAct, error)
	// RefusedActs gives the acts of a person in a community that its host has
	// refused since a moment, newest first.
	RefusedActs(person, community int64, since time.Time, limit int) ([]SentAct, error)
	DeleteSentActsBefore(t time.Time) error
}
