package community

import "context"

// aroundMost bounds the posts of a conversation that are shown around one of them.
const aroundMost = 1_000

// Around gives what stands around a post in its conversation: what it answers, the
// first post first, and what answers it, each followed by its own answers. It is
// at most a thousand posts each. NotFound as in Card.
func (s *Service) Around(ctx context.Context, v Viewer, post int64) (above, below []PostCard, err error) {
	err = s.Store.View(ctx, func(tx Tx) error {
		above, below = nil, nil
		p, err := tx.Post(post)
		if err != nil {
			return err
		}
		st, err := s.standing(tx, v)
		if err != nil {
			return err
		}
		may, err := s.readableOf(tx, v, st, []int64{p.CommunityID})
		if err != nil {
			return err
		}
		if here, err := s.postCards(tx, v, may, []Post{p}); err != nil || len(here) == 0 {
			if err == nil {
				err = ErrNotFound
			}
			return err
		}
		t, err := tx.Thread(p.ThreadID)
		if err != nil {
			return err
		}
		shape, err := shapeAround(tx, t, p)
		if err != nil {
			return err
		}
		if above, err = s.cardsOf(tx, v, may, shape.above(p)); err != nil {
			return err
		}
		below, err = s.cardsOf(tx, v, may, shape.below(p.ID))
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return above, below, nil
}

// shape is how posts of a conversation hang together.
type shape struct {
	root    int64
	parent  map[int64]int64
	answers map[int64][]int64 // ascending
}

// shapeAround loads it: of the branch that a post is in, or of all when the post
// is the first.
func shapeAround(tx Tx, t Thread, p Post) (shape, error) {
	out := shape{root: t.RootID, parent: map[int64]int64{}, answers: map[int64][]int64{}}
	tops := []int64{p.BranchID}
	if p.BranchID == 0 {
		var err error
		if tops, err = tx.Tops(t.ID, Page{Limit: aroundMost}); err != nil {
			return out, err
		}
	}
	stubs, err := tx.Branches(t.ID, tops)
	for _, b := range stubs {
		out.parent[b.ID] = b.ParentID
		out.answers[b.ParentID] = append(out.answers[b.ParentID], b.ID)
	}
	return out, err
}

// above is the way from the first post to the one before p.
func (s shape) above(p Post) (list []int64) {
	for id := p.ParentID; id != 0 && len(list) < aroundMost; id = s.parent[id] {
		list = append([]int64{id}, list...)
		if id == s.root {
			break
		}
	}
	return list
}

// below is what hangs below a post, each followed by its own answers.
func (s shape) below(post int64) (list []int64) {
	stack := []int64{post}
	for len(stack) > 0 && len(list) <= aroundMost {
		id := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if id != post {
			list = append(list, id)
		}
		answers := s.answers[id]
		for i := len(answers) - 1; i >= 0; i-- {
			stack = append(stack, answers[i])
		}
	}
	return list
}
