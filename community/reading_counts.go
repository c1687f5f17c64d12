package community

import (
	"context"
	"slices"
	"time"

	"headroom/community/policy"
)

// How many have read a post is told so that nobody can tell who: in steps, a
// few times a day, and never all of those who could have.
const (
	readersStep  = 5             // smaller numbers, and smaller changes, are not told
	readersEvery = 6 * time.Hour // between two counts
)

// ReadCount is what the author of a post was told last.
type ReadCount struct {
	PostID int64
	Heads  int64 // 0 for fewer than five
	At     time.Time
}

// told gives the number that an author is told next: count heads have read, of
// those who could. It changes when at least five have come or gone, so no
// change is one person's; and at least five of those who could always stay out,
// so that in a small room nothing is said, and in none that everybody has read.
func told(last, count, could int64) int64 {
	count = min(count, could-readersStep)
	if count < readersStep {
		count = 0
	}
	if change := count - last; change < readersStep && change > -readersStep {
		return last
	}
	return count
}

// counts tells the viewer how many have read their own posts on the page, and
// counts anew what was counted long ago: one query for the page.
func (r *reading) counts(c Community) error {
	var own []int64
	for _, p := range r.out.Posts {
		f := r.f
		f.Author = p.Mine
		if p.State == PostAccepted && policy.Decide(policy.ViewReaders, f).OK() {
			own = append(own, p.Post.ID)
		}
	}
	if len(own) == 0 {
		return nil
	}
	known, err := r.tx.ReadCounts(own)
	if err != nil {
		return err
	}
	last := make(map[int64]ReadCount, len(known))
	for _, k := range known {
		last[k.PostID] = k
	}
	var old []int64
	for i := range r.out.Posts {
		if id := r.out.Posts[i].Post.ID; slices.Contains(own, id) {
			r.out.Posts[i].Counted, r.out.Posts[i].ReadBy = true, last[id].Heads
			if r.s.now().Sub(last[id].At) >= readersEvery {
				old = append(old, id)
			}
		}
	}
	if len(old) == 0 {
		return nil
	}
	heads, could, err := r.tx.HeadsWhoRead(c.ID, r.out.Thread.ID, old, r.v.Person, r.s.now())
	for _, id := range old {
		r.recount = append(r.recount, ReadCount{PostID: id, Heads: told(last[id].Heads, heads[id], could), At: r.s.now()})
	}
	return err
}

// recounted keeps new counts, and shows them once they are kept: what is told
// is what the next count is compared with.
func (s *Service) recounted(ctx context.Context, out *Conversation, counts []ReadCount) {
	if len(counts) == 0 {
		return
	}
	err := s.Store.Update(ctx, func(tx Tx) error {
		for _, n := range counts {
			if err := tx.PutReadCount(n, n.At.Add(-readersEvery)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return // as it was told last; the next page counts again
	}
	heads := make(map[int64]int64, len(counts))
	for _, n := range counts {
		heads[n.PostID] = n.Heads
	}
	show := func(posts []PostView) {
		for i := range posts {
			if n, ok := heads[posts[i].Post.ID]; ok {
				posts[i].ReadBy = n
			}
		}
	}
	show(out.Posts)
	for _, b := range out.Branches {
		show(b.Open)
		show(b.Folded)
	}
}
