package templates

// Bookmarks is GET /bookmarks: posts that the reader has marked, and may read.
type Bookmarks struct {
	Page
	Rows  []BookmarkRow
	Pager Pager
}

// BookmarkRow is one marked post.
type BookmarkRow struct {
	ID            int64
	Href          string
	Thread        string
	Lang          string
	Author        string
	Excerpt       string // plain text
	Community     string
	CommunityLang string
	At            Instant
}

// Stance is GET|POST /people/{id}/mine: what the reader thinks of somebody, with
// the fields blocked, muted and note. Nobody else sees it.
type Stance struct {
	Page
	PersonID       int64
	Name           string
	Blocked, Muted bool
	Note           string
}

// Stances is GET /profile/people: everybody of whom the reader thinks something.
type Stances struct {
	Page
	Rows []StanceRow
}

// StanceRow is one of them.
type StanceRow struct {
	PersonID       int64
	Name           string
	Blocked, Muted bool
	Note           string // the beginning
}

func (Bookmarks) template() string { return "bookmarks" }
func (Stance) template() string    { return "stance" }
func (Stances) template() string   { return "stances" }
