package templates

// Landing is GET / for who is not signed in.
type Landing struct {
	Page
	Nations []string // nations this instance is linked with, its own first
	Heads   int      // verified heads here; 0 leaves the line out
}

// Home is GET / for a member: what is new, in the order of what matters.
type Home struct {
	Page
	Today          Instant        // when it is looked at
	Threads        []ThreadRow    // with unread posts, over all communities
	Recent         []ThreadRow    // the latest of the others
	Replies        []ActivityRow  // replies to and mentions of the viewer
	Requests       []RequestRow   // that the viewer can decide
	Drafts         []DraftRow     // newest first, refused ones marked
	Invitations    []CommunityRow // that wait for the viewer's answer
	Communities    []CommunityRow // joined and pending
	NeedsBiography bool           // nothing can be posted before it is written
	NotVerified    bool           // waiting for the operator
	MayApply       bool           // for a post, with the account that they have
	Welcome        bool           // the first steps are offered
	Newcomers      []NewcomerRow  // whom the viewer may welcome
	Events         string         // address of the live notices, or "" for none
}

// ActivityRow is one thing that happened to the viewer.
type ActivityRow struct {
	Kind      string // "reply" or "mention"
	PostID    int64
	ThreadID  int64
	Thread    string
	Lang      string // of the thread's title
	Community string
	Host      string // "" when local
	Nation    string
	Author    Byline
	Excerpt   string // plain text; "" where the reader's filter folds it
	Filtered  string // the title of that filter, "" for none
	At        Instant
	Unread    bool
}

// SignIn is GET|POST /sign-in.
type SignIn struct {
	Page
	Email string
	Next  string // local path to go on to, or ""
}

// Reset is GET|POST /reset. Sent shows the same words whoever asked.
type Reset struct {
	Page
	Email string
	Sent  bool
}

// SetPassword is GET|POST /set-password/{token}. First is the operator's or
// member's first link, as against a reset.
type SetPassword struct {
	Page
	Token string
	Email string // whose password, for password managers
	First bool

	Options string // for the script that makes a passkey; "" where none is to be had
	Name    string // of the passkey, as typed
}

// PasskeyForm is where the passkey is sent.
func (p SetPassword) PasskeyForm() string { return "/set-password/" + p.Token + "/passkey" }

// Drafts is GET /drafts.
type Drafts struct {
	Page
	Drafts []DraftRow
}

// DraftRow is one unfinished or refused text.
type DraftRow struct {
	ID        int64
	Kind      string // "thread", "reply" or "edit"
	Href      string // where to go on writing; "" when the place is closed
	Community string
	Thread    string // title of the thread replied in, or of the one being started
	Excerpt   string // the whole where the place is closed
	At        Instant
	Refused   string // reason code, or error key, when it was refused after sending; else ""
}

// About is GET /about.
type About struct {
	Page
	Operators []string // who runs the instance, as configured
	Peers     []ServerRow
	Version   string
}

// Privacy is GET /privacy: what is kept where, and what nobody can promise.
type Privacy struct {
	Page
	Peers []ServerRow
}

// Fault is the page of an error: Status is 400, 401, 403, 404, 409, 410, 413,
// 429, 500 or 503; any other is shown as 500. Its bytes depend on the status,
// the viewer and the language alone, save for Key, which replaces the sentence
// where one is known.
type Fault struct {
	Page
	Status int
	Key    string
	Args   []any
}

// LanguageLink is the same for every address, so that the page tells nothing.
func (f Fault) LanguageLink(code string) string { return "?lang=" + code }

// Address is the same for every address too.
func (f Fault) Address() string { return "/" }

// Code is the status whose words are shown.
func (f Fault) Code() string {
	switch f.Status {
	case 400, 401, 403, 404, 409, 410, 413, 429, 503:
		return f.ID(int64(f.Status))
	}
	return "500"
}

func (Landing) template() string     { return "landing" }
func (Home) template() string        { return "home" }
func (SignIn) template() string      { return "sign-in" }
func (Reset) template() string       { return "reset" }
func (SetPassword) template() string { return "set-password" }
func (Drafts) template() string      { return "drafts" }
func (About) template() string       { return "about" }
func (Privacy) template() string     { return "privacy" }
func (Fault) template() string       { return "fault" }
