package community

import (
	"context"

	"headroom/community/policy"
)

// Acquaintance is what connects the viewer with a person: rooms that both are
// in, and what the person has lately written there.
type Acquaintance struct {
	PersonView
	OtherSchools []Headship // that the person leads beside the first, where they share their school
	Communities  []CommunityCard
	Write        []CommunityCard // of these, where the viewer may write to them; none when they prefer not
	Posts        []PostLine
}

// What a person's page shows at most.
const (
	commonPosts       = 5
	commonPostsLooked = 40
)

// Acquaintance shows a person's page. Who may see the person is decided as for
// Profile; a community is named only when the viewer, too, is in it and may see
// who else is. The home of a peer's person is asked first what is new.
func (s *Service) Acquaintance(ctx context.Context, v Viewer, person int64) (Acquaintance, error) {
	if err := s.refreshProfile(ctx, v, person); err != nil {
		return Acquaintance{}, err
	}
	return view(ctx, s, func(tx Tx) (out Acquaintance, err error) {
		p, err := tx.Person(person)
		if err != nil {
			return out, err
		}
		f, me, err := s.viewerFacts(tx, v)
		if err != nil {
			return out, err
		}
		f.Self, f.Hosted = me != nil && me.ID == p.ID, p.Local
		if err := refuse(policy.Decide(policy.ViewProfile, f)); err != nil {
			return out, err
		}
		if out.PersonView, err = s.personView(tx, f, p); err != nil {
			return out, err
		}
		if p.SharesSchool() {
			if out.OtherSchools, err = otherSchools(tx, p, s.now()); err != nil {
				return out, err
			}
		}
		if me == nil || !me.Local {
			return out, nil
		}
		return out, s.common(tx, v, *me, &out)
	})
}

// common fills in the rooms that both are in, and what was written there.
func (s *Service) common(tx Tx, v Viewer, me Person, out *Acquaintance) error {
	st, err := s.standing(tx, v)
	if err != nil {
		return err
	}
	theirs, err := tx.MembershipsOf(out.ID)
	if err != nil {
		return err
	}
	ids := make([]int64, 0, len(theirs))
	for _, m := range theirs {
		if _, mine := st.memberships[m.CommunityID]; mine {
			ids = append(ids, m.CommunityID)
		}
	}
	rooms, err := s.communitiesByID(tx, ids)
	if err != nil {
		return err
	}
	readable := map[int64]Community{}
	var readIDs []int64
	for _, m := range theirs {
		c, ok := rooms[m.CommunityID]
		if !ok || !c.DeletedAt.IsZero() || !s.current(c, m, s.now()) {
			continue
		}
		f, err := s.factsIn(tx, v, st, c)
		if err != nil {
			return err
		}
		if stateName(f) != "active" || !policy.Decide(policy.ViewMembers, f).OK() {
			continue
		}
		mine := st.memberships[c.ID]
		cd := card(c, f, &mine)
		out.Communities = append(out.Communities, cd)
		if cd.CanPost && out.Reachable() && out.ID != me.ID {
			out.Write = append(out.Write, cd)
		}
		if policy.Decide(policy.ViewThread, f).OK() || f.Role == policy.Guest {
			readable[c.ID], readIDs = c, append(readIDs, c.ID)
		}
	}
	out.Posts, err = s.latestOf(tx, v, st, out.Person, readable, readIDs)
	return err
}

// latestOf gives the latest posts of a person in rooms, those that the viewer
// may read.
func (s *Service) latestOf(tx Tx, v Viewer, st standing, p Person, rooms map[int64]Community, ids []int64) (out []PostLine, err error) {
	posts, err := tx.PostsBy(p.ID, ids, commonPostsLooked)
	if err != nil || len(posts) == 0 {
		return nil, err
	}
	threads := make([]int64, len(posts))
	for i, post := range posts {
		threads[i] = post.ThreadID
	}
	found, err := tx.ThreadsByID(distinct(threads))
	if err != nil {
		return nil, err
	}
	of := map[int64]Thread{}
	for _, t := range found {
		of[t.ID] = t
	}
	for _, post := range posts {
		c, t := rooms[post.CommunityID], of[post.ThreadID]
		f, err := s.factsIn(tx, v, st, c)
		if err != nil {
			return nil, err
		}
		scoped(tx, v, c, t, &f)
		if !policy.Decide(policy.ViewThread, f).OK() {
			continue
		}
		post.Source = ""
		out = append(out, PostLine{Post: post, Thread: t, Community: c, Author: authorView(p, post.Byline)})
		if len(out) == commonPosts {
			break
		}
	}
	return out, nil
}

// SchoolPage is a school with the people who lead it and share that.
type SchoolPage struct {
	School
	People []PersonView
	Count  int64
}

// SchoolPage shows a school to colleagues. A school that nobody listed shares
// is not there.
func (s *Service) SchoolPage(ctx context.Context, v Viewer, id int64, p Page) (SchoolPage, error) {
	return view(ctx, s, func(tx Tx) (out SchoolPage, err error) {
		me, err := s.directory(tx, v)
		if err != nil {
			return out, err
		}
		if out.School, err = tx.School(id); err != nil {
			return out, err
		}
		f := DirectoryFilter{Now: s.now(), School: id}
		if out.Count, err = tx.CountListed(f); err != nil {
			return out, err
		}
		if out.Count == 0 {
			return SchoolPage{}, ErrNotFound
		}
		people, err := tx.Listed(f, page(p, 50, 100))
		if err != nil {
			return out, err
		}
		out.People, err = s.personViews(tx, me, people)
		return out, err
	})
}
