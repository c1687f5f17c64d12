package templates

import "html/template"

// Compose is GET|POST /communities/{id}/new with the fields of [Composer]. It
// always says who will read. Drafts are kept by POST /drafts with the fields
// place ("community:21", "thread:100", "edit:500"), title, body, lang, parent,
// seen and idempotency_key.
type Compose struct {
	Page
	Community CommunityRow
	Audience  Audience
	Form      ComposeForm
	Draft     DraftNotice
	Rules     *Rules // shown to who has written nothing since they are in force; else nil
}

// DraftNotice says that the form was filled from a draft.
type DraftNotice struct {
	ID      int64 // 0 when there is none
	At      Instant
	Refused string // reason code or error key, or ""
	Private bool   // it is a private message
}

// Thread is GET /threads/{id}. Replies go to POST /threads/{id}/reply with the
// fields parent, body, lang, image, alt.
type Thread struct {
	Page
	ID          int64
	Title       string
	Lang        string
	Community   CommunityRow
	Posts       []PostView // the first post, or those of the one branch that the page shows
	Branches    []Branch   // in thread order
	Branch      int64      // the branch that the page is of; 0 for the whole conversation
	Whole       string     // address of the whole conversation, on the page of one branch
	FirstUnread string     // address of the first unread post, or ""
	Latest      string     // address of the latest post, or ""
	Last        bool       // nothing of the conversation follows this page: new branches go to its end
	Unread      int
	Pager       Pager
	Locked      bool
	CanReply    bool
	CanLock     bool
	Label       string  // code of where its words may go, or ""
	Pinned      bool    // shown first in its community
	Silenced    Instant // until then the viewer reads and does not write; zero for no time-out
	CanPin      bool
	CanGuest    bool   // may ask for a guest
	CanShare    bool   // may share it into a linked community
	Closed      string // error key that says why there is no reply form, or ""
	Reply       ComposeForm
	ReplyTo     string // name of the author replied to when Reply.Parent is set
	Audience    Audience
	Draft       DraftNotice
	Events      string // address of the live events, or "" for none
	Following   Following
}

// PostView is one post.
type PostView struct {
	ID          int64
	ThreadID    int64
	Depth       int // 0 for the first post; shown to 4
	Author      Byline
	At          Instant
	Edited      Instant // zero when never
	Lang        string
	HTML        template.HTML // sanitised
	Images      []Image
	Shared      bool     // its author has shared it from a linked community
	Origin      *LinkEnd // which; nil for who may not know of it
	ParentID    int64
	ParentName  string
	ParentHref  string // address of the post that is answered
	Next        string // address of the next unread post, on an unread one, or ""
	Branch      int64  // the direct answer to the first post that it hangs below, or 0
	Counted     bool   // the viewer wrote it and is told how many have read it
	ReadBy      int    // so many heads, or 0 for fewer than five
	Live        bool   // it has just come in: a fragment, not part of a page
	Reactions   []Reaction
	Outside     int    // likes from other software
	Via         string // the linked account that it came from, "" for none
	Unread      bool
	Sending     bool        // written a moment ago, on its way to the community's server
	Held        bool        // it waits for a facilitator: nobody else sees it
	Unconfirmed bool        // the community's server has not confirmed it for a while
	Elsewhere   []Elsewhere // pictures that are kept at the author's server
	Mine        bool
	CanReply    bool
	CanReact    bool
	CanReport   bool
	CanContest  bool // a moderator removed the viewer's own
	CanEdit     bool
	CanDelete   bool      // as author
	CanModerate bool      // may remove with a reason
	Deletion    *Deletion // how far its deletion has come, to its author and moderators
	Gone        string    // "" or who removed it: "author" or "moderator"; then only At, Reason and place are shown
	Reason      string    // of a removal by a moderator, as written
	Code        string    // likewise, "" where the words say it all
	Guest       GuestBadge
	Former      bool   // the author is no longer in the community
	Folded      bool   // the viewer has blocked or muted the author
	Filtered    string // the title of the reader's filter that folds it, "" for none
	CanMark     bool   // POST /posts/{id}/bookmark
	Marked      bool
	Poll        *PollView // that the post asks, or nil
}

// Image is a picture in a post.
type Image struct {
	URL, Alt      string
	Width, Height int
}

// Elsewhere is a picture that was not fetched from the author's server.
type Elsewhere struct{ Host, Alt string }

// Reaction is one kind of reaction, "thanks", "agree" or "thinking-of-you", with
// its count.
type Reaction struct {
	Kind  string
	Count int
	Mine  bool
}

// Margin is the depth at which the post is shown.
func (p PostView) Margin() int { return min(max(p.Depth, 0), 4) }

// PostFragment is one post by itself, for insertion into an open thread.
type PostFragment struct {
	Page
	Post PostView
}

// Part makes the fragment of one post of the thread.
func (t Thread) Part(p PostView) PostFragment {
	if p.ThreadID == 0 {
		p.ThreadID = t.ID
	}
	return PostFragment{Page: t.Page, Post: p}
}

// ActivityNotice is the fragment that says how many new posts there are.
type ActivityNotice struct {
	Page
	Count int
	Href  string
}

// PostEdit is GET|POST /posts/{id}/edit: fields body, lang, and title for the
// first post of a thread.
type PostEdit struct {
	Page
	PostID      int64
	ThreadID    int64
	ThreadTitle string
	ThreadLang  string
	Titled      bool // its title is the thread's and can be changed
	Form        ComposeForm
	Community   CommunityRow
	Audience    Audience
	Draft       DraftNotice
}

// PostDelete is the page of POST /posts/{id}/delete when a reason is missing.
type PostDelete struct {
	Page
	Post        PostView
	ThreadID    int64
	ThreadTitle string
	ThreadLang  string
	NeedsReason bool
	Code        string
	Reason      string
}

// PostHistory is GET /posts/{id}/history, newest version first.
type PostHistory struct {
	Page
	PostID      int64
	ThreadID    int64
	ThreadTitle string
	ThreadLang  string
	Author      Byline
	Versions    []Version
}

// Version is a post as it once stood, and what was changed to make it; nothing
// of the first one. TitleChanges is there where the title was changed.
type Version struct {
	At           Instant
	Title        string
	Lang         string
	HTML         template.HTML // sanitised
	TitleChanges []Change
	Changes      []Change
}

// Change is a run of words that stayed, came in, or was taken out.
type Change struct {
	Text, Lang     string
	Added, Removed bool
}

func (Compose) template() string        { return "compose" }
func (Thread) template() string         { return "thread" }
func (PostFragment) template() string   { return "#post" }
func (ActivityNotice) template() string { return "#new-activity" }
func (PostEdit) template() string       { return "post-edit" }
func (PostDelete) template() string     { return "post-delete" }
func (PostHistory) template() string    { return "post-history" }
