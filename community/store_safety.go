package community

import "time"

// SafetyRecord is something that those who run a service have to write down: it is never
// changed, what is newer counts.
type SafetyRecord struct {
	ID         int64
	Kind       string // one of SafetyKinds
	Text       LangMap
	HappenedAt time.Time // the day that it is of
	DueAt      time.Time // when an assessment has to be looked at again; zero for others
	By         string
	CreatedAt  time.Time
}

// SafetyCase is a report or an appeal as the register has it: when, about what kind of
// thing, and what came of it. What was said is not in it.
type SafetyCase struct {
	Kind      string // one of SafetyCases
	Number    int64
	Code      string
	Host      string // the instance that it came from, "" for this one
	CreatedAt time.Time
	DecidedAt time.Time // zero while it waits
	Outcome   string
}

// SafetyTx keeps the register of safety.
type SafetyTx interface {
	InsertSafetyRecord(SafetyRecord) error
	// NewestTerms gives the terms of use that hold, ErrNotFound where there are none.
	NewestTerms() (TermsVersion, error)
	// TermsReaders counts the people with an account from before a version of the terms,
	// and those of them who have said that they have seen it.
	TermsReaders(TermsVersion) (all, seen int64, err error)
	// PeopleHere gives people with an account that is not closed, in the order of their
	// numbers from after one on.
	PeopleHere(after int64, limit int) ([]int64, error)
	// SafetyRecords gives those of a kind, or all with "", newest first.
	SafetyRecords(kind string, limit int) ([]SafetyRecord, error)
	// SafetyCases gives reports of posts and of people and appeals that were made in
	// communities of this instance, newest first.
	SafetyCases(limit int) ([]SafetyCase, error)
}
