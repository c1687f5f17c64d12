package web

import (
	"net/http"
	"strconv"
	"strings"

	"headroom/community"
	"headroom/templates"
)

// postAt is the address of a post within its thread, on whichever page it is.
func postAt(thread, post int64) string {
	return "/threads/" + itoa(thread) + "?at=" + itoa(post) + "#post-" + itoa(post)
}

// thread is GET /threads/{id} and GET /threads/{id}/branch/{branch}. What is in
// sight counts as read.
func (s *Site) thread(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	if values := carriedTo(r, "/threads/"+itoa(id)+"/reply"); values != nil {
		view, err := s.replyPage(r, s.page(r, "communities", ""), id, composeOf(values))
		if err != nil {
			return err
		}
		return s.render(w, http.StatusOK, view)
	}
	q := r.URL.Query()
	at := community.Place{After: formNumber(q, "after"), Before: formNumber(q, "before"), At: formNumber(q, "at")}
	if strings.Contains(r.URL.Path, "/branch/") {
		if at.Branch, err = number(r, "branch"); err != nil {
			return err
		}
	}
	v := visitOf(r).viewer
	t, err := s.Service.Conversation(r.Context(), v, id, answered(at, q.Get("parent")))
	if community.IsNotFound(err) && q.Has("parent") { // what was to be answered is not there
		t, err = s.Service.Conversation(r.Context(), v, id, at)
	}
	if err != nil {
		return err
	}
	view := s.threadView(r, s.page(r, "communities", ""), t)
	s.fillReply(r, &view, t.ThreadView, nil)
	if err := s.Service.Saw(r.Context(), v, id, append(t.Shown, t.LeftOut...)); err != nil {
		s.Log.InfoContext(r.Context(), "posts not marked as read", "err", err)
	}
	return s.render(w, http.StatusOK, view)
}

// answered is the place of the post that a reply is to, where no other is
// asked for.
func answered(at community.Place, parent string) community.Place {
	if at == (community.Place{}) {
		at.At, _ = strconv.ParseInt(parent, 10, 64)
	}
	return at
}

// replyPage is the page of a thread with a reply that was refused.
func (s *Site) replyPage(r *http.Request, p templates.Page, id int64, form templates.ComposeForm) (templates.Thread, error) {
	v := visitOf(r).viewer
	t, err := s.Service.Conversation(r.Context(), v, id, community.Place{At: form.Parent})
	if community.IsNotFound(err) && form.Parent != 0 {
		t, err = s.Service.Conversation(r.Context(), v, id, community.Place{})
	}
	if err != nil {
		return templates.Thread{}, err
	}
	view := s.threadView(r, p, t)
	s.fillReply(r, &view, t.ThreadView, &form)
	return view, nil
}

// threadView shows one page of a conversation.
func (s *Site) threadView(r *http.Request, p templates.Page, t community.Conversation) templates.Thread {
	id := t.Thread.ID
	self := "/threads/" + itoa(id)
	view := templates.Thread{Page: p, ID: id, Title: t.Thread.Title, Community: s.cardRow(t.Card, visitOf(r).lang), Unread: int(t.Unread),
		Locked: !t.Thread.LockedAt.IsZero(), CanReply: t.CanReply, CanLock: t.CanLock,
		Pinned: !t.Thread.PinnedAt.IsZero(), CanPin: t.CanPin, Branch: t.Branch, Label: string(t.Thread.Label), Last: t.Later == 0 && t.Branch == 0,
		Audience: s.audience(t.Audience), Events: "/events?thread=" + itoa(id), CanGuest: t.Card.Local && t.Card.CanPost, CanShare: t.CanShare}
	view.Silenced = t.Card.Silenced
	if !t.CanReply && !view.Locked && view.Silenced.IsZero() {
		view.Closed = "reason.not-member"
	}
	if t.Branch != 0 {
		view.Whole = postAt(id, t.Branch)
		self += "/branch/" + itoa(t.Branch)
	}
	if t.Earlier != 0 {
		view.Pager.Previous = self + "?before=" + itoa(t.Earlier)
	}
	if t.Later != 0 {
		view.Pager.Next = self + "?after=" + itoa(t.Later)
	}
	pp := newPostsPage(s, t)
	for _, p := range t.Posts {
		if !pp.inBranch[p.Post.ID] {
			view.Posts = append(view.Posts, pp.view(p))
		}
	}
	for _, b := range t.Branches {
		view.Branches = append(view.Branches, pp.branch(b))
	}
	view.FirstUnread = pp.address(t.FirstUnread)
	if t.Thread.Posts > 1 {
		view.Latest = pp.address(t.Thread.LastPostID)
	}
	view.Lang = t.Language
	view.Following = s.following(r, id)
	return view
}

// postsPage is what the posts of one page have to know of each other.
type postsPage struct {
	*Site
	t        community.Conversation
	inBranch map[int64]bool
	sight    map[int64]bool   // what is on the page and not folded
	names    map[int64]string // of authors, by post
	next     map[int64]int64  // the unread post after an unread one
	rest     bool             // there are unread posts that the page does not show
}

func newPostsPage(s *Site, t community.Conversation) *postsPage {
	pp := &postsPage{Site: s, t: t, inBranch: map[int64]bool{}, sight: map[int64]bool{}, names: t.Parents, next: map[int64]int64{}}
	folded := map[int64]bool{}
	for _, b := range t.Branches {
		for _, p := range b.Open {
			pp.inBranch[p.Post.ID] = true
		}
		for _, p := range b.Folded {
			pp.inBranch[p.Post.ID], folded[p.Post.ID] = true, !b.Unfolded
		}
	}
	for _, p := range t.Posts {
		pp.sight[p.Post.ID] = !folded[p.Post.ID]
		pp.names[p.Post.ID] = s.written(p.Post, p.Author).Name
	}
	for i := 1; i < len(t.Shown); i++ {
		pp.next[t.Shown[i-1]] = t.Shown[i]
	}
	pp.rest = t.Unread > int64(len(t.Shown))
	return pp
}

// address is where a post is found: on this page, or on the one that shows it.
func (pp *postsPage) address(post int64) string {
	switch {
	case post == 0:
		return ""
	case pp.sight[post]:
		return "#post-" + itoa(post)
	}
	return postAt(pp.t.Thread.ID, post)
}

// view shows a post in its place.
func (pp *postsPage) view(p community.PostView) templates.PostView {
	view := pp.postView(p, pp.t.CanReply, pp.names)
	view.Unread, view.ParentHref = p.Unread, pp.address(p.ParentID)
	if !p.Unread {
		return view
	}
	view.Next = pp.address(pp.next[p.Post.ID])
	if view.Next == "" && pp.rest {
		view.Next = "/threads/" + itoa(pp.t.Thread.ID) + "/unread"
	}
	return view
}

func (pp *postsPage) branch(b community.BranchView) templates.Branch {
	view := templates.Branch{ID: b.Top, Unfolded: b.Unfolded, Replies: b.Replies, New: b.New, LastBy: b.LastBy, Beyond: b.Beyond,
		More: "/threads/" + itoa(pp.t.Thread.ID) + "/branch/" + itoa(b.Top) + "?after=" + itoa(b.After)}
	for _, p := range b.Open {
		view.Open = append(view.Open, pp.view(p))
	}
	for _, p := range b.Folded {
		view.Folded = append(view.Folded, pp.view(p))
	}
	return view
}

// permalink is GET /posts/{id}: it leads to the page that shows the post.
func (s *Site) permalink(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	p, err := s.Service.Post(r.Context(), visitOf(r).viewer, id)
	if err == nil && p.Post.ID == 0 {
		err = community.ErrNotFound
	}
	if err != nil {
		return err
	}
	return seeOther(w, r, postAt(p.ThreadID, id))
}

// nextUnread is GET /threads/{id}/unread: it leads to the oldest post that the
// reader has not seen, wherever it is.
func (s *Site) nextUnread(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	post, err := s.Service.FirstUnread(r.Context(), visitOf(r).viewer, id)
	if err != nil {
		return err
	}
	if post == 0 {
		return done(w, r, "/threads/"+itoa(id), "all_read")
	}
	return seeOther(w, r, postAt(id, post))
}

// seenForm is POST /threads/{id}/seen, which the script sends when folded posts
// are opened: they are in sight now. The field posts holds their ids.
func (s *Site) seenForm(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	var posts []int64
	for _, text := range strings.SplitN(t.get("posts"), " ", seenAtOnce+1) {
		if n, err := strconv.ParseInt(text, 10, 64); err == nil && n > 0 {
			posts = append(posts, n)
		}
	}
	if err := s.Service.Saw(r.Context(), visitOf(r).viewer, id, posts[:min(len(posts), seenAtOnce)]); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// seenAtOnce is how many posts a page can have folded.
const seenAtOnce = 100
