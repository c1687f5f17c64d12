package templates

// Reading is GET /following and GET /lists/{id}: what people have written whom the
// reader follows, or has in a list.
type Reading struct {
	Page
	List   int64  // 0 of those whom the reader follows
	Title  string // of the list
	People int
	Rows   []ReadingRow
	Pager  Pager
}

// ReadingRow is one post.
type ReadingRow struct {
	Href          string
	Thread        string
	Lang          string
	AuthorID      int64
	Author        string
	Excerpt       string // plain text; "" where the reader's filter folds it
	Filtered      string // the title of that filter, "" for none
	Community     string
	CommunityLang string
	At            Instant
}

// Collected is GET /following/people and GET|POST /lists/{id}/edit, with the field
// title: who is followed, or in a list.
type Collected struct {
	Page
	List  int64  // 0 of those whom the reader follows
	Name  string // of the list, as it is kept
	Title string // as typed
	Rows  []CollectedRow
}

// CollectedRow is one of them.
type CollectedRow struct {
	PersonID int64
	Name     string
	School   string
}

// PeopleLists is GET|POST /lists, with the field title.
type PeopleLists struct {
	Page
	Title     string // as typed
	Rows      []PeopleListRow
	Following int // so many people are followed
}

// PeopleListRow is one list.
type PeopleListRow struct {
	ID    int64
	Title string
	Count int
	Holds bool // the person that the page is about
}

// InLists is GET|POST /people/{id}/lists, with the field list, several: in which
// lists of the reader's somebody is.
type InLists struct {
	Page
	PersonID int64
	Name     string
	Rows     []PeopleListRow
}

func (Reading) template() string     { return "reading" }
func (Collected) template() string   { return "collected" }
func (PeopleLists) template() string { return "people-lists" }
func (InLists) template() string     { return "in-lists" }
