package templates

// SecurityAccount is GET /security/account, and POST …/close where that is refused:
// taking along what is kept of the viewer, and closing their account.
type SecurityAccount struct {
	Page
	Member bool   // the account can be closed here
	Posts  string // as chosen: "stay", "go" or ""
	Days   int    // for which it can be opened again
}

// PostsOptions are what becomes of the posts.
func (s SecurityAccount) PostsOptions() []Option {
	return []Option{
		{Value: "stay", Label: s.T("account.posts_stay"), Hint: s.T("account.posts_stay_hint"), Selected: s.Posts == "stay"},
		{Value: "go", Label: s.T("account.posts_go"), Hint: s.T("account.posts_go_hint"), Selected: s.Posts == "go"},
	}
}

// AccountClosed is GET /closed/{token}: how far the end of an account has come, for
// who has the link and no account any more.
type AccountClosed struct {
	Page
	Token         string // of its link
	Closed, Until Instant
	Erased        Instant // zero until it is
	Delete        bool    // its posts are deleted
	Done          bool    // what happens at once has happened
	Copies        []CopiesRow
	Hosts         []string // of other communities that it was in
}

// CopiesRow is how many deleted posts another server was sent and has confirmed.
type CopiesRow struct {
	Host            string
	Sent, Confirmed int64
}

// ClosedLetter tells who has closed their account where to read what becomes of it.
type ClosedLetter struct {
	Name, Link string
	Days       int // until it is erased
}

func (SecurityAccount) template() string { return "security-account" }
func (AccountClosed) template() string   { return "account-closed" }

func (ClosedLetter) letter() string { return "closed" }
