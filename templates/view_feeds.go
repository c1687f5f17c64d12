package templates

// Feeds is GET|POST /feeds: the reader's feeds, and a form for another: fields name, kind
// ("news", "calendar"), community (a number, 0 for all) and content with "yes".
// POST /feeds/{id}/end ends one.
type Feeds struct {
	Page
	Form    FeedForm
	Address string // of the one that was made just now, shown this once
	Rows    []FeedRow
	Rooms   []Option
}

// FeedForm are the fields as typed.
type FeedForm struct {
	Name, Kind, Community string
	Content               bool
}

// FeedRow is one feed.
type FeedRow struct {
	ID                       int64
	Name, Kind               string
	All                      bool // of all communities
	Community, CommunityLang string
	Content                  bool
	Ended                    bool // its reader has left the community
	At                       Instant
}

// KindOptions are what a feed may be.
func (f Feeds) KindOptions() []Option { return f.codes("feed_kind", "news", "calendar") }

// RoomOptions are of what there can be a feed.
func (f Feeds) RoomOptions() []Option {
	return append([]Option{{Value: "0", Label: f.T("feeds.all")}}, f.Rooms...)
}

func (Feeds) template() string { return "feeds" }
