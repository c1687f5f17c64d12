package templates

import "strconv"

// Search is GET /search: fields q, where ("", "posts", "people", "communities"
// or the number of a community), language, from, to, order and author.
type Search struct {
	Page
	Query       string // as typed
	Where       string
	Language    string // of posts, "" for any
	From, Until string // days, as typed
	Order       string // "" for the best first, or "newest"
	AuthorID    int64
	Rooms       []SearchRoom // that the viewer may read
	Looked      int          // so many of them were looked through
	Asked       bool         // there was something to look for
	Count       int          // of posts that were found
	More        bool         // there are more posts than Count
	Cut         bool         // the list of the best ends before all are shown
	Hits        []SearchHit
	People      []PersonRow
	PeopleCount int
	Communities []CommunityRow
	CommunityN  int
	Tags        []string // hashtags that the viewer follows, before anything is looked for
	Pager       Pager
}

// SearchRoom is a community that was looked through, or can be.
type SearchRoom struct {
	ID         int64
	Name, Lang string
}

// SearchHit is a post that was found.
type SearchHit struct {
	PostID, ThreadID int64
	Title, Excerpt   []Piece
	Lang             string // of the excerpt
	Reply            bool   // not the first post of its thread
	Author           Byline
	Community        string
	CommunityLang    string
	Host, Nation     string
	At               Instant
	Label            string // code of where the words of its conversation may go, or ""
}

// Piece is a piece of somebody's text; Hit when it is what was looked for.
type Piece struct {
	Text string
	Hit  bool
}

// Room is the number of the one community that is looked into; 0 for all.
func (s Search) Room() int64 {
	id, _ := strconv.ParseInt(s.Where, 10, 64)
	return id
}

// Narrowed tells whether anything but words narrows the search.
func (s Search) Narrowed() bool {
	return s.Where != "" || s.Language != "" || s.From != "" || s.Until != "" || s.AuthorID != 0
}

// Nothing tells that nothing was found.
func (s Search) Nothing() bool {
	return s.Asked && s.Count == 0 && len(s.People) == 0 && len(s.Communities) == 0
}

// ForPosts tells whether posts were looked for.
func (s Search) ForPosts() bool { return s.Where != "people" && s.Where != "communities" }

// WhereOptions are the places to look in, the viewer's communities last.
func (s Search) WhereOptions() []Option {
	options := []Option{{Label: s.T("search.everywhere")}, {Value: "posts", Label: s.T("search.posts")}}
	if s.Viewer.Directory {
		options = append(options, Option{Value: "people", Label: s.T("nav.people")})
	}
	options = append(options, Option{Value: "communities", Label: s.T("nav.communities")})
	for _, r := range s.Rooms {
		options = append(options, Option{Value: s.ID(r.ID), Label: r.Name, Lang: r.Lang, Written: true})
	}
	return options
}

// SpokenOptions are the languages that posts may be in.
func (s Search) SpokenOptions() []Option {
	return append([]Option{{Label: s.T("search.any_language")}}, s.LanguageOptions()...)
}

// OrderOptions are the orders of posts.
func (s Search) OrderOptions() []Option {
	return []Option{{Label: s.T("search.best")}, {Value: "newest", Label: s.T("search.newest")}}
}

func (Search) template() string { return "search" }

// Similar is the fragment of POST /communities/{id}/similar: threads like
// one whose title is being written.
type Similar struct {
	Page
	Threads []ThreadRow
}

func (Similar) template() string { return "#similar" }
