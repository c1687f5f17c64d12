package community

import "time"

// Welcome is how far somebody has come with their first steps.
type Welcome struct {
	PersonID int64
	Skipped  []string  // of WelcomeSteps
	EndedAt  time.Time // when they were done or wanted to hear of it no more; zero before
}

// Greeting says that somebody who has come into a community was welcomed.
type Greeting struct {
	CommunityID int64
	PersonID    int64
	ByID        int64
	At          time.Time
}

// WelcomeTx keeps newcomers' first steps.
type WelcomeTx interface {
	Welcome(person int64) (Welcome, error)
	PutWelcome(Welcome) error
	// PutGreeting keeps the last greeting of a person in a community.
	PutGreeting(Greeting) error
	// Newcomers gives the active records of communities that began at since or
	// later, of people whom nobody has welcomed there, newest first.
	Newcomers(communities []int64, since time.Time, limit int) ([]MemberView, error)
	// Spoken reports whether a person has an accepted post, or one on its way.
	Spoken(person int64) (bool, error)
}
