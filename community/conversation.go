package community

import (
	"cmp"
	"context"
	"slices"

	"headroom/community/policy"
)

// Place is where in a conversation a reader is. At wins over the others; the
// zero value is the beginning.
type Place struct {
	Branch int64 // the page of one branch, by its first post
	After  int64 // what follows: a branch, or on a branch's page a post
	Before int64
	At     int64 // the page that holds this post, wherever that is
}

// Conversation is one page of a thread in the order of the conversation, for
// one reader.
type Conversation struct {
	ThreadView                  // Posts are all that are on the page
	Branches   []BranchView     // none on the page of one branch
	Branch     int64            // whose page it is; 0 for the thread's
	Earlier    int64            // Place.Before of the page before; 0 when there is none
	Later      int64            // Place.After of the page after
	At         int64            // the post that was asked for, when it is there
	Shown      []int64          // unread posts in sight: they count as read once the page is sent
	Parents    map[int64]string // who wrote what the posts answer, by post
	Language   string           // of the first post, and so of the title
	LeftOut    []int64          // unread posts that the reader's filters leave out: they count as read with the others
}

// BranchView is a direct answer to the first post and what hangs below it.
type BranchView struct {
	Top      int64
	Open     []PostView // in sight, the direct answer first
	Folded   []PostView // folded together
	Unfolded bool       // they are in sight all the same: one of them was asked for
	Replies  int        // how many are folded, with those that only the branch's own page shows
	New      int        // unread ones among them
	LastBy   string     // who wrote the latest of them
	Beyond   int        // how many only the branch's own page shows
	After    int64      // where that goes on
}

// Conversation shows the page of a thread that holds a place. Long branches are
// folded. The number of queries does not depend on the thread.
func (s *Service) Conversation(ctx context.Context, v Viewer, id int64, at Place) (Conversation, error) {
	var c Community
	var me Person
	var recount []ReadCount
	out, err := view(ctx, s, func(tx Tx) (Conversation, error) {
		t, in, f, err := s.inThread(tx, v, id, policy.ViewThread)
		if err != nil {
			return Conversation{}, err
		}
		c = in
		if v.Person != 0 {
			if me, err = tx.Person(v.Person); err != nil {
				return Conversation{}, err
			}
		}
		r := reading{s: s, tx: tx, v: v, f: f, at: at, community: c}
		r.out.Thread = t
		if r.out.Card, err = ownCard(tx, v, c, f); err != nil {
			return r.out, err
		}
		writing := f
		writing.Biography = true
		r.out.CanReply = policy.Decide(policy.Reply, writing).OK()
		r.out.CanLock = policy.Decide(policy.LockThread, f).OK()
		r.out.CanPin = mayPin(c, t, f)
		if err := s.forReader(tx, v, c, f, &r.out.ThreadView); err != nil {
			return r.out, err
		}
		err = r.page()
		recount = r.recount
		return r.out, err
	})
	if err == nil && !c.Local && out.CanReply {
		out.Audience = s.listedAudience(ctx, c, me, out.Audience)
	}
	if err == nil {
		s.recounted(ctx, &out, recount)
	}
	return out, err
}

// reading makes one page.
type reading struct {
	s    *Service
	tx   Tx
	v    Viewer
	f    policy.Facts
	at   Place
	read ReadState
	who  map[int64]Person // whose names the page says
	out  Conversation

	community Community
	recount   []ReadCount // own posts that were counted anew
}

// reader tells whether what is shown is marked as read.
func (r *reading) reader() bool { return r.f.Asker == policy.Person && r.f.Local }

func (r *reading) page() (err error) {
	if r.reader() {
		if r.read, err = r.tx.ReadState(r.v.Person, r.out.Thread.ID); err != nil {
			return err
		}
	}
	switch {
	case r.at.At != 0:
		return r.asked()
	case r.at.Branch != 0:
		return r.branch(r.at.Branch)
	}
	branches, err := r.branches()
	if err != nil {
		return err
	}
	return r.show(branches, r.out.Earlier == 0)
}

// asked finds the page of a post: the first one, the one that begins with its
// branch, or that of its branch alone.
func (r *reading) asked() error {
	p, err := r.tx.Post(r.at.At)
	if err != nil {
		return err
	}
	if p.ThreadID != r.out.Thread.ID || !shown(p, r.v.Person) {
		return ErrNotFound
	}
	r.out.At = p.ID
	if r.at.Branch != 0 && p.BranchID == r.at.Branch {
		return r.branch(p.BranchID)
	}
	there := func(page []planned) bool {
		return p.BranchID == 0 || slices.ContainsFunc(page, func(b planned) bool { return holds(b.open, p.ID) || holds(b.folded, p.ID) })
	}
	r.at = Place{At: p.ID}
	page, err := r.branches()
	if err != nil || there(page) {
		return orElse(err, func() error { return r.show(page, true) })
	}
	r.at.After = p.BranchID - 1
	if page, err = r.branches(); err != nil || there(page) {
		return orElse(err, func() error { return r.show(page, false) })
	}
	r.at = Place{At: p.ID}
	return r.branch(p.BranchID)
}

func orElse(err error, do func() error) error {
	if err != nil {
		return err
	}
	return do()
}

// branches plans the page of the thread at the place, and says what is before
// and after it.
func (r *reading) branches() ([]planned, error) {
	t := r.out.Thread
	p := Page{After: r.at.After, Before: r.at.Before, Limit: pageTops}
	tops, err := r.tx.Tops(t.ID, p)
	if err != nil {
		return nil, err
	}
	stubs, err := r.tx.Branches(t.ID, tops)
	if err != nil {
		return nil, err
	}
	all := byTop(tops, stubs, r.v.Person)
	page, rest := fit(all, pagePosts-1)
	more := rest || len(tops) == p.Limit
	r.out.Earlier, r.out.Later = 0, 0
	if len(page) == 0 {
		if len(tops) == p.Limit { // a page of what is not to be seen: go on behind it
			r.out.Later = tops[len(tops)-1]
		}
		return nil, nil
	}
	first, last := page[0].top, page[len(page)-1].top
	switch {
	case p.Before != 0:
		slices.Reverse(page)
		first, last = last, first
		r.out.Later = last
		if more {
			r.out.Earlier = first
		}
	default:
		if p.After != 0 {
			r.out.Earlier = first
		}
		if more {
			r.out.Later = last
		}
	}
	return page, nil
}

// branch makes the page of one branch, all of it in sight.
func (r *reading) branch(top int64) error {
	stubs, err := r.tx.Branches(r.out.Thread.ID, []int64{top})
	if err != nil {
		return err
	}
	all := byTop([]int64{top}, stubs, r.v.Person)
	if len(all) == 0 {
		return ErrNotFound
	}
	posts := slices.Concat(all[0].open, all[0].folded, all[0].beyond)
	page, earlier, later := window(posts, Place{After: r.at.After, Before: r.at.Before, At: r.at.At})
	r.out.Branch, r.out.Earlier, r.out.Later = top, 0, 0
	if len(page) > 0 && earlier {
		r.out.Earlier = page[0].ID
	}
	if len(page) > 0 && later {
		r.out.Later = page[len(page)-1].ID
	}
	return r.load(page, posts)
}

// show makes the page of the thread.
func (r *reading) show(branches []planned, root bool) error {
	var page, all []Stub
	if root && r.out.Thread.RootID != 0 {
		page = append(page, Stub{ID: r.out.Thread.RootID, AuthorID: r.out.Thread.AuthorID})
	}
	var last []int64
	for _, b := range branches {
		page = slices.Concat(page, b.open, b.folded)
		all = slices.Concat(all, b.open, b.folded, b.beyond)
		if hidden := slices.Concat(b.folded, b.beyond); len(hidden) > 0 {
			last = append(last, latest(hidden).AuthorID)
		}
	}
	if err := r.load(page, all, last...); err != nil {
		return err
	}
	views := make(map[int64]PostView, len(r.out.Posts))
	for _, p := range r.out.Posts {
		views[p.Post.ID] = p
	}
	asked := r.at.At
	if asked == 0 {
		asked = r.out.FirstUnread
	}
	for _, b := range branches {
		r.out.Branches = append(r.out.Branches, r.fold(b, views, asked))
	}
	r.seen()
	return nil
}

// fold shows one branch.
func (r *reading) fold(b planned, views map[int64]PostView, asked int64) BranchView {
	out := BranchView{Top: b.top, Unfolded: holds(b.folded, asked), Beyond: len(b.beyond)}
	pick := func(posts []Stub) (list []PostView) {
		for _, p := range posts {
			if pv, ok := views[p.ID]; ok {
				list = append(list, pv)
			}
		}
		return list
	}
	out.Open, out.Folded = pick(b.open), pick(b.folded)
	hidden := slices.Concat(b.folded, b.beyond)
	if out.Replies = len(hidden); out.Replies == 0 {
		return out
	}
	for _, p := range hidden {
		if r.unread(p.ID, p.AuthorID, p.State) {
			out.New++
		}
	}
	out.LastBy = r.who[latest(hidden).AuthorID].Name
	out.After = b.open[len(b.open)-1].ID
	if len(b.beyond) > 0 {
		out.After = b.folded[len(b.folded)-1].ID
	}
	return out
}

func latest(posts []Stub) Stub {
	return slices.MaxFunc(posts, func(a, b Stub) int { return cmp.Compare(a.ID, b.ID) })
}

// load reads the posts of the page, and who wrote what they answer.
func (r *reading) load(page, around []Stub, people ...int64) error {
	ids := make([]int64, len(page))
	wrote := map[int64]int64{r.out.Thread.RootID: r.out.Thread.AuthorID}
	for _, p := range around {
		wrote[p.ID] = p.AuthorID
	}
	for i, p := range page {
		ids[i], people = p.ID, append(people, wrote[p.ParentID])
	}
	all, err := r.tx.PostsByID(distinct(append(slices.Clone(ids), r.out.Thread.RootID)))
	if err != nil {
		return err
	}
	posts := make(map[int64]Post, len(all))
	for _, p := range all {
		posts[p.ID] = p
	}
	r.out.Language = posts[r.out.Thread.RootID].Language
	ordered := make([]Post, 0, len(posts))
	for _, id := range ids {
		if p, ok := posts[id]; ok {
			ordered = append(ordered, p)
		}
	}
	if r.out.Posts, err = r.s.postViews(r.tx, r.v, r.f, ordered); err != nil {
		return err
	}
	r.leaveOut()
	if r.who, err = r.s.peopleByID(r.tx, people); err != nil {
		return err
	}
	r.out.Parents = map[int64]string{}
	for i, p := range r.out.Posts {
		r.out.Posts[i].Unread = r.unread(p.Post.ID, p.AuthorID, p.State)
		if p.ParentID != 0 {
			r.out.Parents[p.ParentID] = r.who[wrote[p.ParentID]].Name
		}
	}
	if r.out.Branch != 0 {
		r.seen()
	}
	return r.counts(r.community)
}

// unread tells whether a post is new to the reader.
func (r *reading) unread(id, author int64, state PostState) bool {
	if !r.reader() || state != PostAccepted || author == r.v.Person || id <= r.read.UpTo {
		return false
	}
	_, ahead := slices.BinarySearch(r.read.Ahead, id)
	return !ahead
}

// seen lists the unread posts that the reader has before their eyes: all of the
// page, without what is folded.
func (r *reading) seen() {
	folded := map[int64]bool{}
	for _, b := range r.out.Branches {
		for _, p := range b.Folded {
			folded[p.Post.ID] = !b.Unfolded
		}
	}
	for _, p := range r.out.Posts {
		if p.Unread && !folded[p.Post.ID] {
			r.out.Shown = append(r.out.Shown, p.Post.ID)
		}
	}
}

// Saw notes that posts of a thread were shown to the viewer: they are not new
// any more, and nothing else is. Posts of other threads are passed over.
func (s *Service) Saw(ctx context.Context, v Viewer, thread int64, posts []int64) error {
	if len(posts) == 0 {
		return nil
	}
	return s.Store.Update(ctx, func(tx Tx) error {
		t, _, f, err := s.inThread(tx, v, thread, policy.ViewThread)
		if err != nil || f.Asker != policy.Person || !f.Local {
			return err
		}
		return tx.Saw(v.Person, t.ID, posts, s.now())
	})
}

// FirstUnread gives the oldest post of a thread that the viewer has not seen;
// 0 when they have seen all.
func (s *Service) FirstUnread(ctx context.Context, v Viewer, thread int64) (int64, error) {
	return view(ctx, s, func(tx Tx) (int64, error) {
		t, _, f, err := s.inThread(tx, v, thread, policy.ViewThread)
		if err != nil || f.Asker != policy.Person || !f.Local {
			return 0, err
		}
		unread, err := tx.Unread(v.Person, []int64{t.ID})
		if err != nil || len(unread) == 0 {
			return 0, err
		}
		return unread[0].FirstID, nil
	})
}
