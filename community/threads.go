package community

import (
	"cmp"
	"context"
	"time"

	"headroom/community/policy"
)

// lateAfter is how long a sent post may wait for its community before its
// author is told that it is not confirmed.
const lateAfter = time.Minute

// inThread loads a thread with the viewer's facts and asks policy. A thread
// whose first post waits for its host is there for its author only.
func (s *Service) inThread(tx Tx, v Viewer, id int64, a policy.Action) (t Thread, c Community, f policy.Facts, err error) {
	if t, err = tx.Thread(id); err != nil {
		return
	}
	if c, err = tx.Community(t.CommunityID); err != nil {
		return
	}
	if f, err = s.communityFacts(tx, v, c); err != nil {
		return
	}
	scoped(tx, v, c, t, &f)
	if err = refuse(policy.Decide(a, f)); err != nil || t.RootID == 0 || t.Posts > 0 {
		return
	}
	root, err := tx.Post(t.RootID)
	if err == nil && !shown(root, v.Person) {
		err = ErrNotFound
	}
	return
}

// Thread shows one page of a thread, oldest first: the posts after Page.After.
func (s *Service) Thread(ctx context.Context, v Viewer, id int64, p Page) (ThreadView, error) {
	p = page(p, 50, 200)
	var c Community
	var me Person
	out, err := view(ctx, s, func(tx Tx) (ThreadView, error) {
		t, in, f, err := s.inThread(tx, v, id, policy.ViewThread)
		if err != nil {
			return ThreadView{}, err
		}
		c = in
		if v.Person != 0 {
			if me, err = tx.Person(v.Person); err != nil {
				return ThreadView{}, err
			}
		}
		out := ThreadView{Thread: t}
		if out.Card, err = ownCard(tx, v, c, f); err != nil {
			return out, err
		}
		ask := p
		ask.Limit++
		posts, err := tx.Posts(t.ID, ask)
		if err != nil {
			return out, err
		}
		if out.More = len(posts) > p.Limit; out.More {
			posts = posts[:p.Limit]
		}
		if out.Posts, err = s.postViews(tx, v, f, posts); err != nil {
			return out, err
		}
		writing := f
		writing.Biography = true
		out.CanReply = policy.Decide(policy.Reply, writing).OK()
		out.CanLock = policy.Decide(policy.LockThread, f).OK()
		out.CanPin = mayPin(c, t, f)
		return out, s.forReader(tx, v, c, f, &out)
	})
	if err == nil && !c.Local && out.CanReply {
		out.Audience = s.listedAudience(ctx, c, me, out.Audience)
	}
	return out, err
}

// forReader adds what is the reader's own: unread mark, draft, and who will
// read what they write.
func (s *Service) forReader(tx Tx, v Viewer, c Community, f policy.Facts, out *ThreadView) error {
	if f.Asker != policy.Person || !f.Local {
		return nil
	}
	unread, err := tx.Unread(v.Person, []int64{out.Thread.ID})
	if err != nil {
		return err
	}
	for _, u := range unread {
		out.Unread, out.FirstUnread = u.Unread, u.FirstID
	}
	if out.Thread.AuthorID == v.Person {
		_, _, err := s.sharing(tx, v, out.Thread.ID)
		if out.CanShare = err == nil; refused(err) != nil {
			return err
		}
	}
	if out.Draft, err = tx.Draft(v.Person, placeOf("thread", out.Thread.ID)); skipMissing(err) != nil {
		return err
	}
	if !policy.Decide(policy.ViewMembers, f).OK() {
		out.Audience = Audience{Partial: true, Public: c.Access == policy.Open} // not told who else is there
		return nil
	}
	out.Audience, err = s.audienceIn(tx, c, out.Thread.Context)
	return err
}

// postViews shows posts to one reader: authors and reactions with one query
// each.
func (s *Service) postViews(tx Tx, v Viewer, f policy.Facts, posts []Post) ([]PostView, error) {
	var ids, authors []int64
	for _, p := range posts {
		ids, authors = append(ids, p.ID), append(authors, p.AuthorID)
	}
	people, err := s.peopleByID(tx, authors)
	if err != nil {
		return nil, err
	}
	reactions, err := reactionCounts(tx, v, ids)
	if err != nil {
		return nil, err
	}
	outside, err := s.likesFromOutside(tx, f, ids)
	if err != nil {
		return nil, err
	}
	via, err := viaAccounts(tx, f, ids)
	if err != nil {
		return nil, err
	}
	badges, err := s.guestBadges(tx, posts)
	if err != nil {
		return nil, err
	}
	former, err := noLongerIn(tx, posts)
	if err != nil {
		return nil, err
	}
	var out []PostView
	for _, p := range posts {
		if !shown(p, v.Person) {
			continue
		}
		pf := f
		s.aboutPost(&pf, v, p)
		accepted := p.State == PostAccepted
		pv := PostView{Post: p, Author: authorView(people[p.AuthorID], p.Byline), Mine: pf.Author}
		pv.Author.Self = pf.Author
		writing := pf
		writing.Biography = true
		pv.CanEdit = accepted && policy.Decide(policy.EditPost, writing).OK()
		pv.CanDelete = policy.Decide(policy.DeletePost, pf).OK()
		pv.CanRemove = accepted && !pf.Author && policy.Decide(policy.RemovePost, pf).OK()
		pv.CanReact = accepted && policy.Decide(policy.React, writing).OK()
		pv.CanReport = accepted && mayReport(v, writing) == nil
		pv.Late = p.State == PostSent && p.HeldAt.IsZero() && s.now().Sub(p.CreatedAt) > lateAfter
		if p.Byline.Role == "guest" {
			pv.Guest = badges[p.AuthorID]
		} else {
			pv.Former = former[p.AuthorID]
		}
		if accepted {
			pv.Reactions, pv.Outside = reactions[p.ID], outside[p.ID]
			pv.Via = via[p.ID]
		}
		pv.HTML = s.Text.Shown(p.HTML, s.Identity.Host)
		if !pf.Author {
			pv.Source = "" // others read what was rendered
		}
		out = append(out, pv)
	}
	if err := s.origins(tx, v, out); err != nil {
		return nil, err
	}
	return out, cmp.Or(s.personally(tx, v, out), s.deletions(tx, f, out), s.addPolls(tx, v, f, out))
}

// noLongerIn tells which authors have left the community or lost their place in
// it: what they wrote stays, and says so. A community elsewhere tells only of
// those from here.
func noLongerIn(tx Tx, posts []Post) (map[int64]bool, error) {
	if len(posts) == 0 {
		return nil, nil
	}
	var authors []int64
	for _, p := range posts {
		authors = append(authors, p.AuthorID)
	}
	ended, err := tx.EndedAmong(posts[0].CommunityID, distinct(authors))
	out := make(map[int64]bool, len(ended))
	for _, id := range ended {
		out[id] = true
	}
	return out, err
}

// authorView is a person as their byline had them when they wrote.
func authorView(p Person, b Byline) PersonView {
	if b.Name != "" {
		p.Name, p.Post, p.School, p.Authority, p.Nation, p.Biography = b.Name, b.Post, b.School, b.Authority, b.Nation, b.Biography
	}
	return PersonView{Person: p, Head: b.Role == "head", Facilitator: b.Role == "facilitator", Role: b.further()}
}

// further is the further role in a byline, "" for those built in.
func (b Byline) further() string {
	switch b.Role {
	case "", "head", "facilitator", "aspiring", "guest":
		return ""
	default:
		return b.Role
	}
}

func reactionCounts(tx Tx, v Viewer, posts []int64) (map[int64][]ReactionCount, error) {
	if len(posts) == 0 {
		return nil, nil
	}
	all, err := tx.Reactions(posts)
	if err != nil {
		return nil, err
	}
	counts := map[int64]map[string]ReactionCount{}
	for _, r := range all {
		if counts[r.PostID] == nil {
			counts[r.PostID] = map[string]ReactionCount{}
		}
		n := counts[r.PostID][r.Kind]
		n.Kind, n.Count, n.Mine = r.Kind, n.Count+1, n.Mine || v.Person != 0 && r.PersonID == v.Person
		counts[r.PostID][r.Kind] = n
	}
	out := map[int64][]ReactionCount{}
	for post, kinds := range counts {
		for _, k := range reactionKinds {
			if n, ok := kinds[k]; ok {
				out[post] = append(out[post], n)
			}
		}
	}
	return out, nil
}

// Threads lists a community's threads by last activity, newest first; before them
// on the first page those that are pinned, beyond the limit.
func (s *Service) Threads(ctx context.Context, v Viewer, community int64, p Page) (lines []ThreadLine, more bool, err error) {
	p = page(p, 30, 100)
	err = s.Store.View(ctx, func(tx Tx) error {
		c, f, err := s.inCommunity(tx, v, community, policy.ViewThread)
		if err != nil {
			return err
		}
		ask := p
		ask.Limit++
		threads, err := tx.Threads(c.ID, ask)
		if err != nil {
			return err
		}
		if more = len(threads) > p.Limit; more {
			threads = threads[:p.Limit]
		}
		visible, err := s.pinsFirst(tx, v, c, f, threads, p)
		if err != nil {
			return err
		}
		lines, err = s.threadLines(tx, v, f.Local, visible, map[int64]Community{c.ID: c})
		return err
	})
	if err != nil {
		return nil, false, err
	}
	return lines, more, nil
}

// threadLines shows threads in a list: first posts, authors and unread counts
// with one query each.
func (s *Service) threadLines(tx Tx, v Viewer, reader bool, threads []Thread, communities map[int64]Community) ([]ThreadLine, error) {
	var ids, roots, authors []int64
	for _, t := range threads {
		ids, roots, authors = append(ids, t.ID), append(roots, t.RootID), append(authors, t.AuthorID)
	}
	if len(ids) == 0 {
		return nil, nil
	}
	first, err := postHeads(tx, roots)
	if err != nil {
		return nil, err
	}
	people, err := s.peopleByID(tx, authors)
	if err != nil {
		return nil, err
	}
	unread, err := unreadIn(tx, v, reader, ids)
	if err != nil {
		return nil, err
	}
	var out []ThreadLine
	for _, t := range threads {
		root, known := first[t.RootID]
		if known && (!shown(root, v.Person) || t.Posts == 0 && root.State == PostDeleted) {
			continue
		}
		out = append(out, ThreadLine{Thread: t, Community: communities[t.CommunityID], Author: authorView(people[t.AuthorID], root.Byline), Language: root.Language,
			Unread: unread[t.ID].Unread, FirstID: unread[t.ID].FirstID})
	}
	return out, nil
}

// unreadIn counts what a reader has not read in threads, by thread.
func unreadIn(tx Tx, v Viewer, reader bool, threads []int64) (map[int64]UnreadCount, error) {
	unread := map[int64]UnreadCount{}
	if !reader || v.Person == 0 {
		return unread, nil
	}
	counts, err := tx.Unread(v.Person, threads)
	for _, u := range counts {
		unread[u.ThreadID] = u
	}
	return unread, err
}

// postHeads gives the first posts of a list of threads, by id.
func postHeads(tx Tx, ids []int64) (map[int64]Post, error) {
	all, err := tx.PostHeads(distinct(ids))
	if err != nil {
		return nil, err
	}
	out := make(map[int64]Post, len(all))
	for _, p := range all {
		out[p.ID] = p
	}
	return out, nil
}

// Post shows one post.
func (s *Service) Post(ctx context.Context, v Viewer, post int64) (PostView, error) {
	return view(ctx, s, func(tx Tx) (PostView, error) { return s.onePost(tx, v, post, policy.ViewThread) })
}

func (s *Service) onePost(tx Tx, v Viewer, post int64, a policy.Action) (PostView, error) {
	l, err := s.find(tx, v, post)
	if err != nil {
		return PostView{}, err
	}
	f := l.facts
	f.Gone = f.Gone && a != policy.ViewThread // a tombstone is part of its thread
	if err := refuse(policy.Decide(a, f)); err != nil {
		return PostView{}, err
	}
	views, err := s.postViews(tx, v, l.facts, []Post{l.post})
	if err != nil || len(views) == 0 {
		return PostView{}, err
	}
	return views[0], nil
}

// History shows a post with its earlier texts, oldest first, to whoever may
// read the post.
func (s *Service) History(ctx context.Context, v Viewer, post int64) (pv PostView, revisions []Revision, err error) {
	err = s.Store.View(ctx, func(tx Tx) error {
		if pv, err = s.onePost(tx, v, post, policy.ViewHistory); err != nil {
			return err
		}
		if revisions, err = tx.Revisions(post); err != nil || pv.Mine {
			return err
		}
		for i := range revisions {
			revisions[i].Source = ""
		}
		return nil
	})
	if err != nil {
		return PostView{}, nil, err
	}
	return pv, revisions, nil
}

// MarkRead notes that the viewer has read a thread up to a post of it.
func (s *Service) MarkRead(ctx context.Context, v Viewer, thread, upTo int64) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		t, _, f, err := s.inThread(tx, v, thread, policy.ViewThread)
		if err != nil {
			return err
		}
		p, err := tx.Post(upTo)
		if err == nil && p.ThreadID != t.ID {
			err = ErrNotFound
		}
		if err != nil || f.Asker != policy.Person || !f.Local {
			return err
		}
		return tx.MarkRead(v.Person, t.ID, p.ID, s.now())
	})
}
