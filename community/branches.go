package community

import (
	"cmp"
	"slices"
)

// What a page of a conversation holds. A page is some forty posts, whatever
// their shape: that is what fits in 150 kB.
const (
	pagePosts   = 40
	pageTops    = pagePosts + 1
	allOpen     = 4 // a branch with so many replies is not folded
	leftOpen    = 2 // replies that stay in sight when it is
	mostFolded  = 8 // folded replies on the page; further ones are on the branch's own
	beforeAsked = 3 // posts shown before the one that was asked for, on a branch's page
)

// planned is one branch as a page shows it: its posts in the order of the
// conversation, parted into what is in sight, what is folded, and what only the
// branch's own page shows.
type planned struct {
	top    int64
	open   []Stub
	folded []Stub
	beyond []Stub
}

// shownStub is shown, of a post without its words.
func shownStub(p Stub, reader int64) bool {
	switch p.State {
	case PostAccepted:
		return true
	case PostDeleted:
		return p.Confirmed
	case PostSent:
		return reader != 0 && p.AuthorID == reader
	default:
		return false
	}
}

// inOrder puts the posts of one branch in the order of the conversation: each
// below what it answers, answers to the same post by arrival. This order never
// changes for two posts that are there, so a post is a place to go on from: what
// comes in later stands before or after it, and moves nothing. A post whose
// parent is not to be seen stands as an answer to the top.
func inOrder(posts []Stub) []Stub {
	there := make(map[int64]bool, len(posts))
	for _, p := range posts {
		there[p.ID] = true
	}
	below := map[int64][]Stub{}
	var waiting []Stub // a stack, the next one last
	for _, p := range posts {
		switch {
		case p.ID == p.BranchID:
			waiting = append(waiting, p)
		case there[p.ParentID]:
			below[p.ParentID] = append(below[p.ParentID], p)
		case there[p.BranchID]:
			below[p.BranchID] = append(below[p.BranchID], p)
		default:
			waiting = append(waiting, p)
		}
	}
	byID := func(a, b Stub) int { return cmp.Compare(b.ID, a.ID) }
	slices.SortFunc(waiting, byID)
	out := make([]Stub, 0, len(posts))
	for len(waiting) > 0 {
		p := waiting[len(waiting)-1]
		waiting = waiting[:len(waiting)-1]
		out = append(out, p)
		next := below[p.ID]
		slices.SortFunc(next, byID)
		waiting = append(waiting, next...)
	}
	return out
}

// plan folds one branch.
func plan(top int64, posts []Stub) planned {
	posts = inOrder(posts)
	if len(posts) <= 1+allOpen {
		return planned{top: top, open: posts}
	}
	end := min(1+leftOpen+mostFolded, len(posts))
	return planned{top: top, open: posts[:1+leftOpen], folded: posts[1+leftOpen : end], beyond: posts[end:]}
}

func (p planned) size() int { return len(p.open) + len(p.folded) }

func holds(posts []Stub, id int64) bool {
	return slices.ContainsFunc(posts, func(p Stub) bool { return p.ID == id })
}

// fit takes as many branches as a page holds, at least one.
func fit(branches []planned, room int) (page []planned, rest bool) {
	for i, b := range branches {
		room -= b.size()
		if room < 0 && i > 0 {
			return branches[:i], true
		}
	}
	return branches, false
}

// byTop parts stubs into branches, in the order of tops, without what the
// reader may not see.
func byTop(tops []int64, stubs []Stub, reader int64) []planned {
	of := map[int64][]Stub{}
	for _, p := range stubs {
		if shownStub(p, reader) {
			of[p.BranchID] = append(of[p.BranchID], p)
		}
	}
	var out []planned
	for _, top := range tops {
		if len(of[top]) > 0 {
			out = append(out, plan(top, of[top]))
		}
	}
	return out
}

// window is the part of a branch's own page: the posts after or before one of
// them, or around the one that was asked for.
func window(posts []Stub, p Place) (page []Stub, earlier, later bool) {
	at := func(id int64) int { return slices.IndexFunc(posts, func(s Stub) bool { return s.ID == id }) }
	from := 0
	switch {
	case p.After != 0:
		from = at(p.After) + 1
	case p.Before != 0:
		end := at(p.Before)
		if end < 0 {
			end = len(posts)
		}
		from = max(0, end-pagePosts)
		return posts[from:end], from > 0, end < len(posts)
	case p.At != 0:
		if i := at(p.At); i >= pagePosts {
			from = i - beforeAsked
		}
	}
	end := min(from+pagePosts, len(posts))
	return posts[from:end], from > 0, end < len(posts)
}
