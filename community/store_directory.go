package community

import "time"

// DirectoryFilter narrows the directory; empty fields do not narrow. Who is
// listed at all is whoever has a name, a credential that is good at Now and is
// not suspended.
type DirectoryFilter struct {
	Now      time.Time
	Words    []string // folded: of each, a word of the person begins with it
	Terms    []string // of Person.Terms: the person has them all
	Nation   string
	Phase    string
	Language string // spoken
	Contact  bool   // only who may be contacted
	// SinceFrom and SinceTo bound the year of the first headship of those who
	// share it, both included; 0 does not bound.
	SinceFrom, SinceTo int
	School             int64 // at this school now, and sharing that
}

// TermCount is how many people have a term, and one of the listed who do.
type TermCount struct {
	Term     string
	People   int64
	PersonID int64
}

// School is a school that somebody leads or has led.
type School struct {
	ID          int64
	Nation      string
	Register    string // identifier in the nation's register, "" when not known
	Name        string
	Folded      string
	Authority   string
	AuthorityID string
	Place       string // the authority's name, folded: parts schools of one name
	Phase       []string
	CreatedAt   time.Time
}

// DirectoryTx answers for the directory of people and the schools they lead.
type DirectoryTx interface {
	// Listed gives a page of the directory, newest first by id.
	Listed(DirectoryFilter, Page) ([]Person, error)
	// CountListed gives the number of people that Listed goes through.
	CountListed(DirectoryFilter) (int64, error)
	// YearsListed gives how many of the listed share the year of their first
	// headship, and the sum of those years.
	YearsListed(now time.Time) (people, sum int64, err error)
	// TermsListed gives, of the terms with a prefix that most people have, those
	// that somebody listed has.
	TermsListed(prefix string, now time.Time, limit int) ([]TermCount, error)
	// ListedWith gives the listed that share most of the terms, the newest first
	// where they share as many.
	ListedWith(terms []string, now time.Time, limit int) ([]TermCount, error)

	School(id int64) (School, error)
	SchoolByRegister(nation, register string) (School, error)
	// SchoolByName gives the oldest school of that nation, folded name and
	// folded authority.
	SchoolByName(nation, folded, place string) (School, error)
	InsertSchool(School) error
	UpdateSchool(School) error
	// PostsBy gives accepted posts of an author in the communities, newest first.
	PostsBy(author int64, communities []int64, limit int) ([]Post, error)
}
