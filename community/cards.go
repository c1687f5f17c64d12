package community

import (
	"cmp"
	"slices"

	"headroom/community/policy"
)

// PostCard is a post by itself, as one reader may see it: in a list of posts from
// many conversations, with what has to be said of where it stands.
type PostCard struct {
	PostView
	Thread    Thread
	Community Community
	Answered  int64             // the post that it answers and the reader can see; 0 for none
	AnsweredP int64             // who wrote that
	Replies   int64             // accepted direct answers
	Called    []Person          // whom it mentions
	Shows     policy.Disclosure // what of it an app may have: the rest is not in it
}

// Root reports whether the post begins its conversation.
func (c PostCard) Root() bool { return c.ParentIRI == "" }

// postCards shows posts of many conversations to one reader, in their order. Policy
// is asked about each: what does not stand before it is left out. The number of
// queries does not depend on that of the posts, but for those with a poll.
func (s *Service) postCards(tx Tx, v Viewer, may readable, posts []Post) ([]PostCard, error) {
	if len(posts) == 0 {
		return nil, nil
	}
	b := cardBuilder{s: s, tx: tx, v: v, may: may}
	if err := b.load(posts); err != nil {
		return nil, err
	}
	views, facts := make([]PostView, 0, len(posts)), make([]policy.Facts, 0, len(posts))
	for _, p := range posts {
		t, there := b.threads[p.ThreadID]
		if !there || p.CommunityID != t.CommunityID || p.State == PostDeleted || !shown(p, v.Person) || !may.may(tx, v, t) {
			continue
		}
		view, f := b.view(p, t)
		views, facts = append(views, view), append(facts, f)
	}
	if err := s.personally(tx, v, views); err != nil {
		return nil, err
	}
	cards := make([]PostCard, len(views))
	for i := range views {
		if err := s.addPolls(tx, v, facts[i], views[i:i+1]); err != nil {
			return nil, err
		}
		cards[i] = b.card(views[i])
		s.discreet(&cards[i])
	}
	return cards, nil
}

// cardBuilder holds what the posts of one list have in common.
type cardBuilder struct {
	s   *Service
	tx  Tx
	v   Viewer
	may readable

	threads   map[int64]Thread
	people    map[int64]Person
	parents   map[int64]Post
	reactions map[int64][]ReactionCount
	outside   map[int64]int64
	answers   map[int64]int64
}

func (b *cardBuilder) load(posts []Post) (err error) {
	var ids, threads, people, parents []int64
	open := map[int64][]int64{}
	answering := map[int64]bool{} // threads
	for _, p := range posts {
		ids, threads = append(ids, p.ID), append(threads, p.ThreadID)
		if p.ParentIRI != "" {
			parents, answering[p.ThreadID] = append(parents, p.ParentID), true
		}
		people = append(append(people, p.AuthorID), p.Mentions...)
		open[p.CommunityID] = append(open[p.CommunityID], p.ID)
	}
	found, err := b.tx.ThreadsByID(distinct(threads))
	if err != nil {
		return err
	}
	b.threads = make(map[int64]Thread, len(found))
	for _, t := range found {
		b.threads[t.ID] = t
		if answering[t.ID] {
			parents = append(parents, t.RootID) // where the one answered is gone
		}
	}
	if len(parents) > 0 {
		if b.parents, err = postHeads(b.tx, parents); err != nil {
			return err
		}
	}
	if b.people, err = b.s.peopleByID(b.tx, people); err != nil {
		return err
	}
	if b.reactions, err = reactionCounts(b.tx, b.v, ids); err != nil {
		return err
	}
	b.outside = map[int64]int64{}
	for room, list := range open {
		likes, err := b.s.likesFromOutside(b.tx, b.may.facts[room], list)
		if err != nil {
			return err
		}
		for id, n := range likes {
			b.outside[id] = n
		}
	}
	b.answers, err = b.tx.Answers(ids)
	return err
}

// view is the post itself, and the facts of the viewer about it.
func (b *cardBuilder) view(p Post, t Thread) (PostView, policy.Facts) {
	f := b.may.facts[p.CommunityID]
	scoped(b.tx, b.v, b.may.rooms[p.CommunityID], t, &f)
	b.s.aboutPost(&f, b.v, p)
	view := PostView{Post: p, Author: authorView(b.people[p.AuthorID], p.Byline), Mine: f.Author}
	view.Author.Self = f.Author
	if p.State == PostAccepted {
		view.Reactions, view.Outside = b.reactions[p.ID], b.outside[p.ID]
	}
	view.HTML = b.s.Text.Shown(p.HTML, b.s.Identity.Host)
	if !view.Mine {
		view.Source = "" // others read what was rendered
	}
	return view, f
}

func (b *cardBuilder) card(view PostView) PostCard {
	card := PostCard{PostView: view, Thread: b.threads[view.ThreadID], Community: b.may.rooms[view.CommunityID], Replies: b.answers[view.Post.ID]}
	if view.ParentIRI != "" {
		for _, id := range []int64{view.ParentID, card.Thread.RootID} {
			if up, there := b.parents[id]; there && up.State == PostAccepted && id != view.Post.ID {
				card.Answered, card.AnsweredP = id, up.AuthorID
				break
			}
		}
	}
	for _, id := range view.Mentions {
		if p, there := b.people[id]; there {
			card.Called = append(card.Called, p)
		}
	}
	return card
}

// cardsOf gives the posts of a list of ids that the viewer may read, in its order.
func (s *Service) cardsOf(tx Tx, v Viewer, may readable, ids []int64) ([]PostCard, error) {
	list, err := tx.PostsByID(ids)
	if err != nil {
		return nil, err
	}
	place := make(map[int64]int, len(ids))
	for i, id := range ids {
		place[id] = i
	}
	slices.SortFunc(list, func(a, b Post) int { return cmp.Compare(place[a.ID], place[b.ID]) })
	return s.postCards(tx, v, may, list)
}
