package community

import "time"

// Where a filter works. The pages offer the first three; the others are kept for
// client applications, which apply them.
const (
	FilterHome    = "home"          // lists of posts outside their conversations
	FilterNotices = "notifications" // with their e-mails and pushes
	FilterThread  = "thread"
	FilterPublic  = "public"
	FilterAccount = "account"
)

// FilterContexts are all of them.
var FilterContexts = []string{FilterHome, FilterNotices, FilterThread, FilterPublic, FilterAccount}

// Filter says what somebody would rather not read: what holds one of its words, and
// single posts. It is theirs alone, and works when something is shown to them.
type Filter struct {
	ID        int64
	PersonID  int64
	Title     string
	Contexts  []string
	Hide      bool      // left out; else folded, with the title
	ExpiresAt time.Time // zero for never
	Words     []FilterWord
	Posts     []FilterPost
	CreatedAt time.Time
}

// FilterWord is a word or phrase of a filter. Case and accents make no difference.
type FilterWord struct {
	ID    int64
	Text  string
	Whole bool // not as a part of another word
}

// FilterPost is a single post of a filter.
type FilterPost struct {
	ID     int64
	PostID int64
}

// FilterTx keeps filters.
type FilterTx interface {
	Filters(person int64) ([]Filter, error) // by id: the order in which they were made
	InsertFilter(Filter) error
	UpdateFilter(Filter) error
	DeleteFilter(id int64) error
	ForgetFilters(person int64) error
}
