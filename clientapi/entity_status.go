package clientapi

import (
	"html"
	"strings"

	"headroom/community"
	"headroom/community/policy"
	"headroom/community/tally"
)

// status is Mastodon's Status.
type status struct {
	ID           string         `json:"id"`
	URI          string         `json:"uri"`
	URL          string         `json:"url"`
	CreatedAt    string         `json:"created_at"`
	EditedAt     *string        `json:"edited_at"`
	InReplyTo    *string        `json:"in_reply_to_id"`
	InReplyToWho *string        `json:"in_reply_to_account_id"`
	Account      account        `json:"account"`
	Content      string         `json:"content"`
	Text         *string        `json:"text,omitempty"`
	Visibility   string         `json:"visibility"`
	Sensitive    bool           `json:"sensitive"`
	SpoilerText  string         `json:"spoiler_text"`
	Language     *string        `json:"language"`
	Reblog       *status        `json:"reblog"`
	Application  *application   `json:"application"`
	Media        []attachment   `json:"media_attachments"`
	Mentions     []mention      `json:"mentions"`
	Tags         []statusTag    `json:"tags"`
	Emojis       []none         `json:"emojis"`
	Card         *none          `json:"card"`
	Poll         *poll          `json:"poll"`
	Quote        *none          `json:"quote"`
	QuotesCount  int64          `json:"quotes_count"`
	RepliesCount int64          `json:"replies_count"`
	ReblogsCount int64          `json:"reblogs_count"`
	FavouritesN  int64          `json:"favourites_count"`
	Favourited   bool           `json:"favourited"`
	Reblogged    bool           `json:"reblogged"`
	Muted        bool           `json:"muted"`
	Bookmarked   bool           `json:"bookmarked"`
	Pinned       bool           `json:"pinned"`
	Filtered     []filterResult `json:"filtered"`
	LocalOnly    bool           `json:"local_only"`
}

// mention is somebody whom a status names. URL is that of the link in its text.
type mention struct {
	ID       string `json:"id"`
	Username string `json:"username"`
	URL      string `json:"url"`
	Acct     string `json:"acct"`
}

// attachment is Mastodon's MediaAttachment.
type attachment struct {
	ID          string          `json:"id"`
	Type        string          `json:"type"`
	URL         *string         `json:"url"`
	PreviewURL  *string         `json:"preview_url"`
	RemoteURL   *string         `json:"remote_url"`
	Meta        *attachmentMeta `json:"meta"`
	Description *string         `json:"description"`
	Blurhash    *string         `json:"blurhash"`
}

// plainGrey is the BlurHash of every picture, one grey point: some clients take no
// picture without one, and what a picture looks like is nobody's before it is loaded.
const plainGrey = "00IE|g"

type attachmentMeta struct {
	Original size   `json:"original"`
	Small    size   `json:"small"`
	Focus    *focus `json:"focus"`
}

type size struct {
	Width  int     `json:"width"`
	Height int     `json:"height"`
	Size   string  `json:"size"`
	Aspect float64 `json:"aspect"`
}

// focus is the point of a picture that stays in sight when it is cropped.
type focus struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
}

// poll is Mastodon's Poll. Its id is that of the post.
type poll struct {
	ID         string       `json:"id"`
	ExpiresAt  *string      `json:"expires_at"`
	Expired    bool         `json:"expired"`
	Multiple   bool         `json:"multiple"`
	VotesCount int64        `json:"votes_count"`
	Voters     *int64       `json:"voters_count"`
	Voted      bool         `json:"voted"`
	OwnVotes   []int        `json:"own_votes"`
	Options    []pollOption `json:"options"`
	Emojis     []none       `json:"emojis"`
}

type pollOption struct {
	Title string `json:"title"`
	Votes *int64 `json:"votes_count"`
}

// bare makes the status of a post by itself: its author's own.
func (a *API) bare(c caller, p community.PostCard) status {
	post := p.Post
	st := status{ID: idText(post.ID), URI: post.IRI, URL: a.pageAt("/posts/", post.ID), CreatedAt: date(post.PublishedAt), EditedAt: maybeDate(post.EditedAt),
		Account: a.person(c, p.Author), Content: content(p), Visibility: visibility(p.Community), Media: []attachment{}, Mentions: []mention{},
		Tags: []statusTag{}, Emojis: []none{}, RepliesCount: p.Replies, FavouritesN: p.Outside, Bookmarked: p.Marked, Filtered: filterResults(p.Hits, post.ID),
		Pinned: p.Root() && !p.Thread.PinnedAt.IsZero(), LocalOnly: p.Community.Reach == "instance"}
	if p.Answered != 0 {
		parent, who := idText(p.Answered), idText(p.AnsweredP)
		st.InReplyTo, st.InReplyToWho = &parent, &who
	}
	if tag, _, _ := strings.Cut(post.Language, "-"); tag != "" {
		st.Language = &tag
	}
	for _, r := range p.Reactions {
		st.FavouritesN += r.Count
		st.Favourited = st.Favourited || r.Mine
	}
	for _, f := range post.Attachments {
		st.Media = append(st.Media, a.attachment(c, f))
	}
	for _, m := range p.Called {
		st.Mentions = append(st.Mentions, mention{ID: idText(m.ID), Username: m.Username, URL: m.IRI, Acct: a.acct(m.Username, m.Host, m.Local)})
	}
	if p.Poll != nil {
		st.Poll = pollOf(*p.Poll)
	}
	a.discreet(c, p, &st)
	a.tagged(&st)
	return st
}

// wrapped makes the status of a post as its community passes it on: a boost by the
// community. The community is in no count of boosts.
func (a *API) wrapped(c caller, p community.PostCard) status {
	inner := a.bare(c, p)
	st := inner
	st.ID, st.URI = idText(wrapperID(p.Post.ID)), st.URL+"#announced"
	st.CreatedAt, st.EditedAt = date(p.Post.CreatedAt), nil
	st.Account = a.group(c, community.CommunityCard{Community: p.Community})
	st.InReplyTo, st.InReplyToWho, st.Pinned = nil, nil, false
	st.Reblog = &inner
	return st
}

// visibility is what clients are told of who can read: everybody, or the members.
func visibility(c community.Community) string {
	if c.Access == policy.Open {
		return "public"
	}
	return "private"
}

// content is the text of a post, its title first where it does not begin with it.
func content(p community.PostCard) string {
	if p.Title == "" || !p.Root() || strings.HasPrefix(plain(p.HTML), clipped(p.Title)) {
		return p.HTML
	}
	return "<p><strong>" + html.EscapeString(p.Title) + "</strong></p>" + p.HTML
}

// plain is the text of HTML on one line.
func plain(html string) string { return strings.Join(strings.Fields(community.PlainText(html)), " ") }

// clipped is a title as the text begins of which it was made.
func clipped(title string) string { return strings.TrimSuffix(title, "…") }

// attachment makes the entity of a picture. Its address opens it to this caller.
func (a *API) attachment(c caller, f community.Attachment) attachment {
	url := a.fileAt(c, f)
	out := attachment{ID: idText(f.ID), Type: "unknown", URL: &url, PreviewURL: &url}
	if strings.HasPrefix(f.MediaType, "image/") {
		plain := plainGrey
		out.Type, out.Blurhash = "image", &plain
	}
	if f.Alt != "" {
		out.Description = &f.Alt
	}
	if f.Width > 0 && f.Height > 0 {
		s := size{Width: f.Width, Height: f.Height, Size: idText(int64(f.Width)) + "x" + idText(int64(f.Height)), Aspect: float64(f.Width) / float64(f.Height)}
		out.Meta = &attachmentMeta{Original: s, Small: s, Focus: &focus{X: float64(f.FocusX) / 1000, Y: float64(f.FocusY) / 1000}}
	}
	return out
}

// pollOf makes the entity of a poll. Where its author wanted no count to be seen
// before the end, there is none.
func pollOf(p community.PollView) *poll {
	out := &poll{ID: idText(p.PostID), ExpiresAt: maybeDate(p.ClosesAt), Expired: p.Over, Multiple: p.Kind != tally.Single,
		VotesCount: p.Ballots, OwnVotes: []int{}, Options: []pollOption{}, Emojis: []none{}}
	if p.Shown {
		voters := p.Ballots
		out.Voters = &voters
	}
	for i, o := range p.Options {
		option := pollOption{Title: o}
		if p.Shown && i < len(p.Counts) {
			n := p.Counts[i]
			option.Votes = &n
		}
		out.Options = append(out.Options, option)
	}
	if p.Mine.PostID != 0 && p.Mine.State != community.BallotRefused {
		out.Voted = true
		out.OwnVotes = append(out.OwnVotes, p.Mine.Choices...)
	}
	return out
}
