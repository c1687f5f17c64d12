package community

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"headroom/community/policy"
)

// Kinds of feeds.
const (
	FeedNews     = "news"     // conversations, the last written in first (Atom)
	FeedCalendar = "calendar" // what has a date (iCalendar)
)

// Bounds of feeds.
const (
	feedsMost     = 20 // of one person
	feedNameMax   = 80
	feedRooms     = 50
	feedLines     = 50
	feedRoomLines = 30 // conversations of each community that are looked at
)

// Feed is an address at which a program of a member's fetches what is new.
type Feed struct {
	ID          int64
	PersonID    int64
	AccountID   int64
	Epoch       int64  // of the account: it ends with its sessions
	Hash        []byte // of the token in the address
	Name        string
	Kind        string
	CommunityID int64 // 0: all that its owner is in
	Content     bool  // titles of communities that are not open may be told
	CreatedAt   time.Time
}

// FeedTx keeps feeds.
type FeedTx interface {
	FeedByHash(hash []byte) (Feed, error)
	// Feeds gives a person's, the oldest first.
	Feeds(person int64) ([]Feed, error)
	InsertFeed(Feed) error
	DeleteFeed(person, id int64) error
}

// FeedInput asks for a feed.
type FeedInput struct {
	Name      string
	Kind      string
	Community int64
	Content   bool
}

// FeedSettings is a member's feeds, and of which communities there can be others.
type FeedSettings struct {
	Feeds []Feed
	Names map[int64]LangMap // of their communities
	Rooms []Community
}

// FeedView is what a feed says now.
type FeedView struct {
	Feed
	Language  string
	Community Community // zero: of all
	Lines     []FeedLine
	Dates     []FeedDate
}

// Place names the one community of the feed, where that may be told.
func (f FeedView) Place() LangMap { return placeTold(f.Community, f.Content) }

// FeedLine is a conversation. What may not be told is empty.
type FeedLine struct {
	Thread  int64
	Title   string
	Author  string
	Place   LangMap
	Begun   time.Time
	Updated time.Time
}

// What has a date.
const (
	DatePoll       = "poll"       // a poll is over
	DateScheduled  = "scheduled"  // what its owner has written is posted
	DateTerm       = "term"       // of the owner's authority
	DateHoliday    = "holiday"    // likewise
	DateCredential = "credential" // the owner's ends
)

// FeedDate is something with a date: a moment, or days.
type FeedDate struct {
	Kind       string
	ID         int64
	Title      string // "" where it may not be told
	Place      LangMap
	Thread     int64
	At         time.Time
	From, Last string // days, both meant; "" for a moment
}

// Feeds gives the viewer's feeds.
func (s *Service) Feeds(ctx context.Context, v Viewer) (FeedSettings, error) {
	return view(ctx, s, func(tx Tx) (out FeedSettings, err error) {
		me, err := s.feedOwner(tx, v)
		if err != nil {
			return out, err
		}
		if out.Feeds, err = tx.Feeds(me.ID); err != nil {
			return out, err
		}
		a, err := tx.Account(v.Account)
		if err != nil {
			return out, err
		}
		out.Feeds = slices.DeleteFunc(out.Feeds, func(f Feed) bool { return f.Epoch != a.Epoch })
		if out.Rooms, err = s.feedRooms(tx, v); err != nil {
			return out, err
		}
		out.Names = map[int64]LangMap{}
		for _, c := range out.Rooms {
			out.Names[c.ID] = c.Name
		}
		return out, nil
	})
}

// feedOwner is who may have feeds: members, and no guests.
func (s *Service) feedOwner(tx Tx, v Viewer) (Person, error) {
	if v.Visiting {
		return Person{}, ErrNotFound
	}
	return s.mine(tx, v, policy.EditProfile)
}

// feedRooms are the communities that the viewer is a member of and may read.
func (s *Service) feedRooms(tx Tx, v Viewer) ([]Community, error) {
	rooms, err := s.readableRooms(tx, v)
	if err != nil {
		return nil, err
	}
	st, err := s.standing(tx, v)
	rooms = slices.DeleteFunc(rooms, func(c Community) bool { return st.memberships[c.ID].Role == policy.Guest })
	return rooms[:min(len(rooms), feedRooms)], err
}

// MakeFeed makes a feed and gives the secret part of its address, which is told this
// once: only its hash is kept. It ends when its owner ends it, with all of their
// sessions, or with the membership in its community.
func (s *Service) MakeFeed(ctx context.Context, v Viewer, in FeedInput) (f Feed, token string, err error) {
	var check input
	in.Name = check.line("name", in.Name, feedNameMax, true)
	if in.Kind != FeedNews && in.Kind != FeedCalendar {
		check.fault("kind", "error.choice", nil)
	}
	token, hash := newToken()
	err = s.Store.Update(ctx, func(tx Tx) error {
		me, err := s.feedOwner(tx, v)
		if err != nil {
			return err
		}
		rooms, err := s.feedRooms(tx, v)
		if err != nil {
			return err
		}
		if in.Community != 0 && !slices.ContainsFunc(rooms, func(c Community) bool { return c.ID == in.Community }) {
			check.fault("community", "error.choice", nil)
		}
		have, err := tx.Feeds(me.ID)
		if err != nil {
			return err
		}
		if len(have) >= feedsMost {
			check.fault("name", "error.feeds_many", map[string]any{"Max": feedsMost})
		}
		if err := check.problems.Err(); err != nil {
			return err
		}
		a, err := tx.Account(v.Account)
		if err != nil {
			return err
		}
		f = Feed{ID: tx.NextID(), PersonID: me.ID, AccountID: a.ID, Epoch: a.Epoch, Hash: hash, Name: in.Name, Kind: in.Kind,
			CommunityID: in.Community, Content: in.Content, CreatedAt: s.now()}
		return tx.InsertFeed(f)
	})
	return f, token, err
}

// EndFeed ends one of the viewer's feeds; what is not there has ended.
func (s *Service) EndFeed(ctx context.Context, v Viewer, id int64) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		me, err := s.feedOwner(tx, v)
		if err != nil {
			return err
		}
		return tx.DeleteFeed(me.ID, id)
	})
}

// ReadFeed gives what an address says now: whatever its owner may read at this moment.
// ErrNotFound, and nothing else, where there is no such address, it has ended, or its owner
// may not read any more what it is about.
func (s *Service) ReadFeed(ctx context.Context, token string) (FeedView, error) {
	var v Viewer
	var rooms []Community
	out, err := view(ctx, s, func(tx Tx) (out FeedView, err error) {
		if out.Feed, err = tx.FeedByHash(tokenHash(token)); err != nil {
			return out, err
		}
		a, p, worth, ok, err := s.mailable(tx, out.PersonID)
		if err != nil {
			return out, err
		}
		if !ok || a.ID != out.AccountID || a.Epoch != out.Epoch || worth == policy.Revoked || worth == policy.NoCredential {
			return out, ErrNotFound
		}
		v = Viewer{Account: a.ID, Person: p.ID, Name: p.IRI, Weak: true}
		out.Language = cmp.Or(a.Language, p.Language, s.Identity.Language)
		if rooms, err = s.feedRooms(tx, v); err != nil {
			return out, err
		}
		if out.CommunityID != 0 {
			rooms = slices.DeleteFunc(rooms, func(c Community) bool { return c.ID != out.CommunityID })
			if len(rooms) == 0 {
				return out, ErrNotFound
			}
			m, err := tx.MembershipOf(out.CommunityID, p.ID)
			if err != nil || out.CreatedAt.Before(m.StartAt) {
				return out, cmp.Or(err, ErrNotFound)
			}
			out.Community = rooms[0]
		}
		if out.Kind != FeedCalendar || out.CommunityID != 0 {
			return out, nil
		}
		out.Dates, err = s.ownDates(tx, p, out.Content)
		return out, err
	})
	if err == nil {
		err = s.feedOf(ctx, v, rooms, &out)
	}
	var refused *Error
	if errors.As(err, &refused) {
		err = ErrNotFound
	}
	return out, err
}

// feedOf reads the communities of a feed as their lists show them.
func (s *Service) feedOf(ctx context.Context, v Viewer, rooms []Community, out *FeedView) error {
	for _, c := range rooms {
		lines, _, err := s.Threads(ctx, v, c.ID, Page{Limit: feedRoomLines})
		if err != nil {
			return err
		}
		if out.Kind == FeedCalendar {
			if err := s.pollDates(ctx, c, lines, out); err != nil {
				return err
			}
			continue
		}
		for _, l := range lines {
			line := FeedLine{Thread: l.ID, Begun: l.CreatedAt, Updated: l.LastAt, Place: placeTold(c, out.Content)}
			if titleTold(c, l.Label, out.Content) {
				line.Title = l.Title
				if policy.Disclose(l.Label, policy.ChannelFeed, false) == policy.Whole {
					line.Author = l.Author.Name
				}
			}
			out.Lines = append(out.Lines, line)
		}
	}
	slices.SortFunc(out.Lines, func(a, b FeedLine) int {
		return cmp.Or(b.Updated.Compare(a.Updated), cmp.Compare(b.Thread, a.Thread))
	})
	out.Lines = out.Lines[:min(len(out.Lines), feedLines)]
	slices.SortFunc(out.Dates, func(a, b FeedDate) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID)) })
	return nil
}

// titleTold reports whether a feed tells what a conversation of a community is called.
func titleTold(c Community, l policy.Label, asked bool) bool {
	return (asked || c.Access == policy.Open) && policy.Disclose(l, policy.ChannelFeed, false) != policy.Nothing
}

// placeTold is a community's name where a feed tells it: of private ones only if asked.
func placeTold(c Community, asked bool) LangMap {
	if asked || c.Access == policy.Open || c.Access == policy.Closed {
		return c.Name
	}
	return nil
}

// pollDates are when the polls among conversations end.
func (s *Service) pollDates(ctx context.Context, c Community, lines []ThreadLine, out *FeedView) error {
	first := make([]int64, 0, len(lines))
	at := map[int64]ThreadLine{}
	for _, l := range lines {
		first = append(first, l.RootID)
		at[l.RootID] = l
	}
	polls, err := view(ctx, s, func(tx Tx) ([]Poll, error) { return tx.Polls(first) })
	for _, p := range polls {
		d := FeedDate{Kind: DatePoll, ID: p.PostID, Place: placeTold(c, out.Content), Thread: at[p.PostID].ID, At: p.ClosesAt}
		if titleTold(c, at[p.PostID].Label, out.Content) {
			d.Title = at[p.PostID].Title
		}
		out.Dates = append(out.Dates, d)
	}
	return err
}

// ownDates are those of the owner: what they have scheduled, their authority's terms, and
// when their credential ends.
func (s *Service) ownDates(tx Tx, p Person, asked bool) (list []FeedDate, err error) {
	later, err := tx.ScheduledPosts(p.ID)
	if err != nil {
		return nil, err
	}
	for _, post := range later {
		d := FeedDate{Kind: DateScheduled, ID: post.ID, At: post.SendAt}
		if asked && policy.Disclose(post.Label, policy.ChannelFeed, false) != policy.Nothing {
			d.Title = post.Title
		}
		list = append(list, d)
	}
	days, err := schoolDaysOf(tx, p)
	if err != nil {
		return nil, err
	}
	for _, span := range days {
		d := FeedDate{Kind: DateHoliday, ID: span.ID, Title: span.Name, From: span.From, Last: span.Until}
		if span.Open {
			d.Kind = DateTerm
		}
		list = append(list, d)
	}
	best, _, err := bestCredential(tx, p.ID, s.now())
	if err == nil && !best.ValidUntil.IsZero() {
		list = append(list, FeedDate{Kind: DateCredential, ID: best.ID, At: best.ValidUntil})
	}
	return list, err
}
