package web

import (
	"html/template"
	"strconv"
	"strings"
	"unicode/utf8"

	"headroom/community"
	"headroom/community/policy"
	"headroom/templates"
)

// How the domain's values are shown: its codes become those of the pages.

var nationWords = map[string]string{"SCT": "scotland", "CYM": "wales", "ENG": "england", "NIR": "northern-ireland"}

var nationCodes = map[string]string{"scotland": "SCT", "wales": "CYM", "england": "ENG", "northern-ireland": "NIR"}

// nation is the word for a nation's code; an unknown code stays as it is.
func nation(code string) string {
	if word, ok := nationWords[code]; ok {
		return word
	}
	return code
}

// nationCode is the code for a nation's word.
func nationCode(word string) string {
	if code, ok := nationCodes[word]; ok {
		return code
	}
	return word
}

var joiningWords = map[string]string{"automatic": "open", "invitation": "invite"}

var joiningCodes = map[string]string{"open": "automatic", "invite": "invitation"}

func mapped(words map[string]string, code string) string {
	if word, ok := words[code]; ok {
		return word
	}
	return code
}

func accessWord(a policy.Access) string {
	switch a {
	case policy.Open:
		return "open"
	case policy.Closed:
		return "closed"
	default:
		return "private"
	}
}

func stateWord(state string) string {
	switch state {
	case "active", "lapsed":
		return "joined"
	case "pending", "invited":
		return state
	case "ended":
		return "refused"
	default:
		return "none"
	}
}

// in gives a text in the page's language, and the language that it is in.
func (s *Site) in(m community.LangMap, lang string) (text, is string) {
	return m.Said(lang, s.Identity.Language)
}

// communityRow shows a community; the viewer's state is added by cardRow.
func (s *Site) communityRow(c community.Community, lang string) templates.CommunityRow {
	row := templates.CommunityRow{ID: c.ID, Nation: nation(s.nationOf(c.Host)), Access: accessWord(c.Access),
		Joining: mapped(joiningWords, c.Joining), State: "none"}
	row.Name, row.Lang = s.in(c.Name, lang)
	row.Summary, _ = s.in(c.Summary, lang)
	if row.Lang == lang {
		row.Lang = ""
	}
	if !c.Local {
		row.Host = c.Host
	}
	return row
}

func (s *Site) cardRow(c community.CommunityCard, lang string) templates.CommunityRow {
	row := s.communityRow(c.Community, lang)
	row.State, row.Members, row.ByLink = stateWord(c.State), int(c.Members), c.ByLink
	if row.Guest = c.Role == "guest"; c.Guest != nil {
		row.Pass = &templates.GuestPass{Sponsor: c.Guest.Sponsor, Until: c.Guest.Until}
		for _, t := range c.Guest.Threads {
			row.Pass.Threads = append(row.Pass.Threads, templates.GuestThread{ID: t.ID, Title: t.Title})
		}
	}
	return row
}

// host leaves our own host out.
func (s *Site) host(host string) string {
	if host == s.Identity.Host {
		return ""
	}
	return host
}

// personByline shows a person as they are now.
func (s *Site) personByline(p community.Person, office string) templates.Byline {
	return templates.Byline{PersonID: p.ID, Name: p.Name, Post: p.Post, School: p.School, Authority: p.Authority,
		Nation: nation(p.Nation), Host: s.host(p.Host), Office: office, Lang: p.Language, Photo: photoAddress(p, true)}
}

// written shows who a post is by: as its author was when they wrote it.
func (s *Site) written(p community.Post, author community.PersonView) templates.Byline {
	b := p.Byline
	if b.Name == "" {
		return s.personByline(author.Person, office(author))
	}
	return templates.Byline{PersonID: p.AuthorID, Name: b.Name, Post: b.Post, School: b.School, Authority: b.Authority,
		Nation: nation(b.Nation), Host: s.host(author.Host), Office: b.Role, Lang: author.Language, Photo: photoAddress(author.Person, true)}
}

func office(p community.PersonView) string {
	switch {
	case p.Head:
		return "head"
	case p.Facilitator:
		return "facilitator"
	case p.Aspiring:
		return "aspiring"
	default:
		return p.Role
	}
}

func (s *Site) threadRow(l community.ThreadLine, lang string) templates.ThreadRow {
	row := templates.ThreadRow{ID: l.Thread.ID, Title: l.Title, Lang: l.Language, CommunityID: l.CommunityID, Host: s.host(l.Community.Host),
		Nation: nation(s.nationOf(l.Community.Host)), Author: s.personByline(l.Author.Person, office(l.Author)),
		Posts: int(l.Posts), Unread: int(l.Unread), FirstUnread: l.FirstID, Last: l.LastAt,
		Locked: !l.LockedAt.IsZero(), Label: string(l.Label), Unconfirmed: l.Posts == 0, Held: l.Posts == 0 && l.Community.Local}
	row.Community, _ = s.in(l.Community.Name, lang)
	return row
}

func (s *Site) servers(list []community.Server, home string) []templates.ServerRow {
	rows := make([]templates.ServerRow, len(list))
	for i, srv := range list {
		rows[i] = templates.ServerRow{Name: srv.Name, Host: srv.Host, Nation: nation(srv.Nation), Home: srv.Host == home, Members: int(srv.Members)}
	}
	return rows
}

// reactionKinds are offered under every post, in this order.
var reactionKinds = []string{"thanks", "agree", "thinking-of-you"}

// reactions shows the kinds that the catalogue has a word for.
func (s *Site) reactions(have []community.ReactionCount) (list []templates.Reaction) {
	byKind := make(map[string]community.ReactionCount, len(have))
	for _, r := range have {
		byKind[r.Kind] = r
	}
	for _, kind := range reactionKinds {
		if s.Renderer.Catalogue().Has(s.Identity.Language, "reaction."+kind) {
			list = append(list, templates.Reaction{Kind: kind, Count: int(byKind[kind].Count), Mine: byKind[kind].Mine})
		}
	}
	return list
}

// postView shows a post. canReply is the thread's; names gives the authors of
// the posts around it.
func (s *Site) postView(p community.PostView, canReply bool, names map[int64]string) templates.PostView {
	view := templates.PostView{ID: p.ID, ThreadID: p.ThreadID, Depth: p.DepthFromRoot, Author: s.written(p.Post, p.Author),
		At: p.PublishedAt, Lang: p.Language, ParentID: p.ParentID, ParentName: names[p.ParentID], Branch: p.BranchID}
	if p.State == community.PostDeleted {
		view.At, view.Gone = p.DeletedAt, "author"
		if p.RemovedBy != "" && p.RemovedBy != p.AuthorIRI {
			view.Gone, view.Reason = "moderator", p.Reason
			if p.ReasonCode != policy.ReasonRemoved {
				view.Code = p.ReasonCode
			}
		}
		view.CanContest = p.Mine && view.Gone == "moderator"
		if p.Deletion != nil {
			d := templates.Deletion(*p.Deletion)
			view.Deletion = &d
		}
		return view
	}
	view.Guest, view.Former = templates.GuestBadge(p.Guest), p.Former
	if view.Shared = p.SharedFrom != ""; p.Origin.ID != 0 {
		end := s.linkEnd(p.Origin, p.Language)
		view.Origin = &end
	}
	view.HTML = template.HTML(p.HTML) // sanitised when it was written or received
	view.Edited = p.EditedAt
	view.Unconfirmed = p.Late
	view.Counted, view.ReadBy = p.Counted, int(p.ReadBy)
	view.Held = p.State == community.PostSent && !p.HeldAt.IsZero()
	view.Sending = p.State == community.PostSent && !p.Late && !view.Held
	view.CanReport = p.CanReport
	view.Mine, view.CanReact, view.CanEdit, view.CanDelete = p.Mine, p.CanReact, p.CanEdit, p.CanDelete
	view.CanModerate = p.CanRemove && !p.CanDelete
	view.CanReply = canReply && p.State == community.PostAccepted
	view.Reactions, view.Outside = s.reactions(p.Reactions), int(p.Outside)
	view.Filtered = p.Filtered
	view.Folded, view.CanMark, view.Marked = p.Folded, p.CanMark, p.Marked
	view.Via, view.Poll = p.Via, pollView(p)
	view.Images, view.Elsewhere = s.pictures(p)
	return view
}

// excerpt is the beginning of a text, on one line.
func excerpt(text string) string {
	const most = 160
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	runes := []rune(text)[:most]
	cut := string(runes)
	if i := strings.LastIndexByte(cut, ' '); i > most/2 {
		cut = cut[:i]
	}
	return cut + "…"
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func parseID(text string) int64 {
	n, _ := strconv.ParseInt(text, 10, 64)
	return n
}
