package community

import (
	"cmp"
	"context"
	"slices"
	"time"

	"headroom/community/policy"
)

// noteMost is the longest note about a person, in characters.
const noteMost = 2_000

// Stance is what somebody thinks of somebody else. It is theirs alone: the other
// is never told, nobody else is shown it, and it stays on this instance.
type Stance struct {
	PersonID  int64
	OtherID   int64
	Blocked   bool // no private messages from them, no notices, their posts folded
	Muted     bool // no notices from them, their posts folded
	Note      string
	UpdatedAt time.Time
}

// quiet reports whether what the other writes is folded, and not told of.
func (s Stance) quiet() bool { return s.Blocked || s.Muted }

// StanceInput is what was chosen and written about a person.
type StanceInput struct {
	Blocked, Muted bool
	Note           string
}

// StanceView is a stance with who it is about.
type StanceView struct {
	Stance
	Person Person
}

// Bookmark is a post that somebody wants to find again, by the post's own id: it
// is there as long as they may read the post, and again when they may again.
type Bookmark struct {
	ID        int64
	PersonID  int64
	Object    string
	CreatedAt time.Time
}

// StanceTx keeps what people think of others, and their bookmarks.
type StanceTx interface {
	Stance(person, other int64) (Stance, error)
	StancesOf(person int64) ([]Stance, error) // the last changed first
	PutStance(Stance) error
	DeleteStance(person, other int64) error
	Bookmark(person int64, object string) (Bookmark, error)
	// Bookmarked gives those of several posts that somebody has marked, by number.
	Bookmarked(person int64, posts []int64) ([]int64, error)
	Bookmarks(person int64, p Page) ([]Bookmark, error) // newest first by ID
	InsertBookmark(Bookmark) error
	DeleteBookmark(person int64, object string) error
}

// SetStance blocks or mutes a person for the viewer, or no longer, and keeps a
// note about them. Who may not see the person is told that there is nobody.
func (s *Service) SetStance(ctx context.Context, v Viewer, other int64, in StanceInput) error {
	var check input
	in.Note = check.text("note", in.Note, noteMost, false)
	return s.Store.Update(ctx, func(tx Tx) error {
		me, err := s.mine(tx, v, policy.EditProfile)
		if err != nil {
			return err
		}
		if _, err := s.seen(tx, v, other); err != nil {
			return err
		}
		if me.ID == other {
			return ErrNotFound
		}
		if err := check.problems.Err(); err != nil {
			return err
		}
		if in == (StanceInput{}) {
			return tx.DeleteStance(me.ID, other)
		}
		return tx.PutStance(Stance{PersonID: me.ID, OtherID: other, Blocked: in.Blocked, Muted: in.Muted, Note: in.Note, UpdatedAt: s.now()})
	})
}

// seen gives a person whom the viewer may see, or of whom they have kept
// something: that they can take back whatever has become of the other.
func (s *Service) seen(tx Tx, v Viewer, person int64) (Person, error) {
	p, err := tx.Person(person)
	if err != nil {
		return p, err
	}
	f, me, err := s.viewerFacts(tx, v)
	if err != nil {
		return p, err
	}
	f.Self, f.Hosted = me != nil && me.ID == p.ID, p.Local
	d := policy.Decide(policy.ViewProfile, f)
	if me != nil && !d.OK() {
		if kept, err := keptOf(tx, me.ID, person); err != nil || kept {
			return p, err
		}
	}
	return p, refuse(d)
}

// keptOf reports whether somebody has kept something of another: a stance, or a
// place in a list.
func keptOf(tx Tx, person, other int64) (bool, error) {
	if _, err := tx.Stance(person, other); !IsNotFound(err) {
		return err == nil, err
	}
	entries, err := tx.PeopleListEntriesOf(person)
	return slices.ContainsFunc(entries, func(e PeopleListEntry) bool { return e.OtherID == other }), err
}

// Known gives somebody other than the viewer whom they may see, or of whom they
// have kept something.
func (s *Service) Known(ctx context.Context, v Viewer, person int64) (Person, error) {
	return view(ctx, s, func(tx Tx) (Person, error) {
		p, err := s.seen(tx, v, person)
		if err == nil && p.ID == v.Person {
			err = ErrNotFound
		}
		return p.forOthers(), err
	})
}

// StanceOn gives what the viewer thinks of a person; zero where nothing is kept.
func (s *Service) StanceOn(ctx context.Context, v Viewer, other int64) (Stance, error) {
	return view(ctx, s, func(tx Tx) (Stance, error) {
		me, err := s.mine(tx, v, policy.EditProfile)
		if err != nil {
			return Stance{}, err
		}
		found, err := tx.Stance(me.ID, other)
		return found, skipMissing(err)
	})
}

// Stances lists those whom the viewer has blocked or muted, or has a note about.
func (s *Service) Stances(ctx context.Context, v Viewer) ([]StanceView, error) {
	return view(ctx, s, func(tx Tx) ([]StanceView, error) {
		me, err := s.mine(tx, v, policy.EditProfile)
		if err != nil {
			return nil, err
		}
		all, err := tx.StancesOf(me.ID)
		if err != nil {
			return nil, err
		}
		list := make([]StanceView, len(all))
		for i, at := range all {
			list[i].Stance = at
			if list[i].Person, err = tx.Person(at.OtherID); err != nil {
				return nil, err
			}
		}
		return list, nil
	})
}

// personally adds to posts what their reader thinks of the authors, and which of
// them they have marked.
func (s *Service) personally(tx Tx, v Viewer, list []PostView) error {
	if v.Account == 0 || v.Person == 0 || v.Visiting {
		return nil
	}
	all, err := tx.StancesOf(v.Person)
	if err != nil {
		return err
	}
	ids := make([]int64, len(list))
	for i, p := range list {
		ids[i] = p.ID
	}
	marked, err := tx.Bookmarked(v.Person, ids)
	if err != nil {
		return err
	}
	filters, err := s.filtering(tx, v)
	if err != nil {
		return err
	}
	for i, p := range list {
		list[i].Hits = filters.hits(p.Post)
		list[i].Filtered, list[i].Hidden = folded(list[i].Hits, FilterThread)
		list[i].Folded = p.AuthorID != 0 && slices.ContainsFunc(all, func(at Stance) bool { return at.OtherID == p.AuthorID && at.quiet() })
		list[i].CanMark, list[i].Marked = p.State == PostAccepted, slices.Contains(marked, p.ID)
	}
	return nil
}

// MarkPost keeps a post in the viewer's bookmarks, or takes it out of them. It
// gives the thread.
func (s *Service) MarkPost(ctx context.Context, v Viewer, post int64, on bool) (thread int64, err error) {
	return update(ctx, s, func(tx Tx) (int64, error) {
		me, err := s.mine(tx, v, policy.UseDrafts)
		if err != nil {
			return 0, err
		}
		l, err := s.find(tx, v, post)
		if err != nil {
			return 0, err
		}
		if err := refuse(policy.Decide(policy.ViewThread, l.facts)); err != nil {
			return 0, err
		}
		if !on {
			return l.post.ThreadID, tx.DeleteBookmark(me.ID, l.post.IRI)
		}
		if _, err := tx.Bookmark(me.ID, l.post.IRI); !IsNotFound(err) {
			return l.post.ThreadID, err
		}
		return l.post.ThreadID, tx.InsertBookmark(Bookmark{ID: tx.NextID(), PersonID: me.ID, Object: l.post.IRI, CreatedAt: s.now()})
	})
}

// bookmarkRounds bounds how often a page of bookmarks is filled up that lost lines.
const bookmarkRounds = 10

// Bookmarks lists the posts that the viewer has marked and may read now, the last
// marked first. next is where the following page begins, 0 for none.
func (s *Service) Bookmarks(ctx context.Context, v Viewer, p Page) (list []PostLine, next int64, err error) {
	p = page(p, 40, 100)
	err = s.Store.View(ctx, func(tx Tx) error {
		list, next = nil, p.Before
		me, err := s.mine(tx, v, policy.UseDrafts)
		if err != nil {
			return err
		}
		st, err := s.standing(tx, v)
		if err != nil {
			return err
		}
		sieve := sieve{s: s, tx: tx, v: v, st: st, rooms: map[int64]policy.Facts{}}
		for range bookmarkRounds {
			rows, err := tx.Bookmarks(me.ID, Page{Before: next, Limit: p.Limit - len(list)})
			if err != nil {
				return err
			}
			for _, b := range rows {
				next = b.ID
				line, ok, err := s.bookmarked(tx, &sieve, b)
				if err != nil {
					return err
				}
				if ok {
					list = append(list, line)
				}
			}
			if len(rows) == 0 {
				next = 0
				return nil
			}
			if len(list) == p.Limit {
				return nil
			}
		}
		return nil
	})
	return list, next, err
}

// bookmarked shows a marked post to who may read it now.
func (s *Service) bookmarked(tx Tx, sieve *sieve, b Bookmark) (line PostLine, ok bool, err error) {
	post, err := tx.PostByIRI(b.Object)
	if err != nil || post.State != PostAccepted {
		return line, false, skipMissing(err)
	}
	if ok, err = sieve.mayRead(Event{CommunityID: post.CommunityID, ThreadID: post.ThreadID}); err != nil || !ok {
		return line, false, err
	}
	c, err := tx.Community(post.CommunityID)
	if err != nil {
		return line, false, err
	}
	t, err := tx.Thread(post.ThreadID)
	if err != nil {
		return line, false, err
	}
	author, err := tx.Person(post.AuthorID)
	if skipMissing(err) != nil {
		return line, false, err
	}
	post.Source = ""
	post.Byline.Name = cmp.Or(post.Byline.Name, author.Name)
	return PostLine{Post: post, Thread: t, Community: c, Author: authorView(author, post.Byline)}, true, nil
}
