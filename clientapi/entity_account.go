package clientapi

import (
	"html"
	"strings"
	"time"

	"headroom/community"
)

// account is Mastodon's Account: a person, or a community with group set.
type account struct {
	ID             string        `json:"id"`
	Username       string        `json:"username"`
	Acct           string        `json:"acct"`
	URL            string        `json:"url"`
	URI            string        `json:"uri"`
	DisplayName    string        `json:"display_name"`
	Note           string        `json:"note"`
	Avatar         string        `json:"avatar"`
	AvatarStatic   string        `json:"avatar_static"`
	AvatarDescribe string        `json:"avatar_description"`
	Header         string        `json:"header"`
	HeaderStatic   string        `json:"header_static"`
	Locked         bool          `json:"locked"`
	Bot            bool          `json:"bot"`
	Group          bool          `json:"group"`
	Discoverable   bool          `json:"discoverable"`
	Indexable      bool          `json:"indexable"`
	NoIndex        bool          `json:"noindex"`
	CreatedAt      string        `json:"created_at"`
	LastStatusAt   *string       `json:"last_status_at"`
	Followers      int64         `json:"followers_count"`
	Following      int64         `json:"following_count"`
	Statuses       int64         `json:"statuses_count"`
	Emojis         []none        `json:"emojis"`
	Fields         []field       `json:"fields"`
	Roles          []accountRole `json:"roles"`
}

// none is an item of a list that we never have anything for.
type none struct{}

// field is a line of a profile.
type field struct {
	Name       string  `json:"name"`
	Value      string  `json:"value"`
	VerifiedAt *string `json:"verified_at"`
}

// accountRole is a badge. We say what people are in their notes.
type accountRole struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Color string `json:"color"`
}

// credentialAccount is the member's own account.
type credentialAccount struct {
	account
	Source source `json:"source"`
	Role   role   `json:"role"`
}

// source is what the member has chosen.
type source struct {
	Privacy   string  `json:"privacy"`
	Sensitive bool    `json:"sensitive"`
	Language  string  `json:"language"`
	Note      string  `json:"note"`
	Fields    []field `json:"fields"`
	Requests  int64   `json:"follow_requests_count"`
	Indexable bool    `json:"indexable"`
	Discover  bool    `json:"discoverable"`
	Hide      bool    `json:"hide_collections"`
}

// role is what a member may do to the instance: nothing, whoever they are.
type role struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Color       string `json:"color"`
	Permissions string `json:"permissions"`
	Highlighted bool   `json:"highlighted"`
}

// relationship is what the member is to a person or a community.
type relationship struct {
	ID                 string   `json:"id"`
	Following          bool     `json:"following"`
	ShowingReblogs     bool     `json:"showing_reblogs"`
	Notifying          bool     `json:"notifying"`
	Languages          []string `json:"languages"`
	FollowedBy         bool     `json:"followed_by"`
	Blocking           bool     `json:"blocking"`
	BlockedBy          bool     `json:"blocked_by"`
	Muting             bool     `json:"muting"`
	MutingNotification bool     `json:"muting_notifications"`
	MutingExpires      *string  `json:"muting_expires_at"`
	Requested          bool     `json:"requested"`
	RequestedBy        bool     `json:"requested_by"`
	DomainBlocking     bool     `json:"domain_blocking"`
	Endorsed           bool     `json:"endorsed"`
	Note               string   `json:"note"`
}

// maybeDate is stamp, and null for no time.
func maybeDate(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	text := date(t)
	return &text
}

// acct is how clients name somebody: by the name alone when they are of here.
func (a *API) acct(username, host string, local bool) string {
	if local {
		return username
	}
	return username + "@" + host
}

// page is the address of a page of ours.
func (a *API) pageAt(path string, id int64) string { return a.Identity.URL + path + idText(id) }

// person makes the account of a person.
func (a *API) person(c caller, p community.PersonView) account {
	url := a.pageAt("/people/", p.ID)
	avatar := a.portrait(c, p.Person)
	return account{ID: idText(p.ID), Username: p.Username, Acct: a.acct(p.Username, p.Host, p.Local), URL: url, URI: p.IRI, DisplayName: p.Name,
		Note: personNote(c, p.Person), Avatar: avatar, AvatarStatic: avatar, AvatarDescribe: p.PhotoAlt, Header: a.header(), HeaderStatic: a.header(),
		NoIndex: true, CreatedAt: date(p.CreatedAt), Emojis: []none{}, Fields: []field{}, Roles: []accountRole{}}
}

// personNote says who somebody is, as their byline does, and what they say of
// themselves: that stands on their page, which nobody sees who has not signed in.
func personNote(c caller, p community.Person) string {
	var place []string
	for _, part := range []string{p.Post, p.School, p.Authority} {
		if part != "" {
			place = append(place, part)
		}
	}
	note := paragraphs(strings.Join(place, ", "))
	if c.viewer.SignedIn() {
		note += paragraphs(p.Biography)
	}
	return note
}

// paragraphs makes HTML of plain text.
func paragraphs(plain string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(strings.ReplaceAll(plain, "\r\n", "\n"), "\n\n") {
		if part = strings.TrimSpace(part); part != "" {
			b.WriteString("<p>" + strings.ReplaceAll(html.EscapeString(part), "\n", "<br>") + "</p>")
		}
	}
	return b.String()
}

// group makes the account of a community.
func (a *API) group(c caller, cd community.CommunityCard) account {
	lang := a.language(c)
	url := a.pageAt("/communities/", cd.Community.ID)
	return account{ID: idText(cd.Community.ID), Username: cd.Username, Acct: a.acct(cd.Username, cd.Host, cd.Local), URL: url, URI: cd.IRI,
		DisplayName: cd.Name.In(lang), Note: paragraphs(cd.Summary.In(lang)) + paragraphs(cd.Rules.In(lang)),
		Avatar: a.emblem(), AvatarStatic: a.emblem(), Header: a.header(), HeaderStatic: a.header(),
		Locked: cd.Joining != "automatic" && !cd.ByLink, Group: true, Discoverable: true, NoIndex: true, CreatedAt: date(cd.CreatedAt), Followers: cd.Members,
		Emojis: []none{}, Fields: []field{}, Roles: []accountRole{}}
}

// actor makes the account of a person or a community.
func (a *API) actor(c caller, who community.Actor) account {
	if who.Group() {
		return a.group(c, who.Community)
	}
	return a.person(c, who.Person)
}

// language is what the member reads.
func (a *API) language(c caller) string {
	if c.account.Language != "" {
		return c.account.Language
	}
	return a.Identity.Language
}

// relation makes the relationship of the member to somebody. Of a community it is
// membership: a request that waits is requested.
func relation(who community.Actor) relationship {
	r := relationship{ID: idText(who.ID()), Languages: nil, Note: who.Stance.Note, Blocking: who.Stance.Blocked,
		Muting: who.Stance.Muted, MutingNotification: who.Stance.Muted, Following: who.Followed, ShowingReblogs: who.Followed}
	if who.Group() {
		r.Following, r.Requested = who.Community.State == "active", who.Community.State == "pending"
		r.ShowingReblogs = r.Following
	}
	return r
}
