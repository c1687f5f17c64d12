package templates

// Branch is a direct answer to the first post of a thread, with what hangs
// below it.
type Branch struct {
	ID       int64
	Open     []PostView // in sight, the direct answer first
	Folded   []PostView // folded together; what is folded counts as read once it is opened
	Unfolded bool       // they are in sight: one of them was asked for or is the first unread
	Replies  int        // how many are folded, with those that are on the branch's own page only
	New      int        // unread ones among them
	LastBy   string     // who wrote the latest of them
	Beyond   int        // how many are on the branch's own page only
	More     string     // address where they go on, or where all that is folded is in sight
}

// Find gives a post that is on the page.
func (t Thread) Find(id int64) (PostView, bool) {
	lists := [][]PostView{t.Posts}
	for _, b := range t.Branches {
		lists = append(lists, b.Open, b.Folded)
	}
	for _, posts := range lists {
		for _, p := range posts {
			if p.ID == id {
				return p, true
			}
		}
	}
	return PostView{}, false
}

// BranchPart is one branch of the thread, for the partial that shows it.
type BranchPart struct {
	Thread
	It Branch
}

// Fold hands a branch to its partial.
func (t Thread) Fold(b Branch) BranchPart { return BranchPart{Thread: t, It: b} }
