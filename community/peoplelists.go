package community

import (
	"context"

	"headroom/community/policy"
)

// What somebody's lists of people hold at most.
const (
	listsMost    = 50
	listMost     = 200
	listTitleMax = 80
)

// PeopleListView is a list with how many are in it.
type PeopleListView struct {
	PeopleList
	Count int
	Holds bool // the person that was asked about
}

// PeopleLists gives the viewer's lists in the order in which they were made; with a
// person, says which of them the person is in. 0 asks about nobody.
func (s *Service) PeopleLists(ctx context.Context, v Viewer, person int64) ([]PeopleListView, error) {
	return view(ctx, s, func(tx Tx) ([]PeopleListView, error) {
		me, err := s.mine(tx, v, policy.UseDrafts)
		if err != nil {
			return nil, err
		}
		all, err := tx.PeopleLists(me.ID)
		if err != nil {
			return nil, err
		}
		entries, err := tx.PeopleListEntriesOf(me.ID)
		list := make([]PeopleListView, len(all))
		for i, l := range all {
			list[i].PeopleList = l
			for _, e := range entries {
				if e.ListID == l.ID {
					list[i].Count++
					list[i].Holds = list[i].Holds || person != 0 && e.OtherID == person
				}
			}
		}
		return list, err
	})
}

// CreatePeopleList makes a list of the viewer's, without anybody in it. Conflict
// when they have too many.
func (s *Service) CreatePeopleList(ctx context.Context, v Viewer, title string) (PeopleList, error) {
	var check input
	title = check.line("title", title, listTitleMax, true)
	return update(ctx, s, func(tx Tx) (PeopleList, error) {
		me, err := s.mine(tx, v, policy.UseDrafts)
		if err != nil {
			return PeopleList{}, err
		}
		if err := check.problems.Err(); err != nil {
			return PeopleList{}, err
		}
		all, err := tx.PeopleLists(me.ID)
		if err != nil {
			return PeopleList{}, err
		}
		if len(all) >= listsMost {
			return PeopleList{}, FieldError("title", "error.lists_many", map[string]any{"Max": listsMost})
		}
		l := PeopleList{ID: tx.NextID(), PersonID: me.ID, Title: title, CreatedAt: s.now()}
		return l, tx.InsertPeopleList(l)
	})
}

// ownList gives one of the viewer's lists; another's is not there.
func (s *Service) ownList(tx Tx, v Viewer, id int64) (Person, PeopleList, error) {
	me, err := s.mine(tx, v, policy.UseDrafts)
	if err != nil {
		return me, PeopleList{}, err
	}
	l, err := tx.PeopleList(id)
	if err == nil && l.PersonID != me.ID {
		err = ErrNotFound
	}
	return me, l, err
}

// RenamePeopleList gives one of the viewer's lists another title.
func (s *Service) RenamePeopleList(ctx context.Context, v Viewer, id int64, title string) (PeopleList, error) {
	var check input
	title = check.line("title", title, listTitleMax, true)
	return update(ctx, s, func(tx Tx) (PeopleList, error) {
		_, l, err := s.ownList(tx, v, id)
		if err != nil {
			return l, err
		}
		if err := check.problems.Err(); err != nil {
			return l, err
		}
		l.Title = title
		return l, tx.UpdatePeopleList(l)
	})
}

// DeletePeopleList deletes one of the viewer's lists. Whom they follow stays.
func (s *Service) DeletePeopleList(ctx context.Context, v Viewer, id int64) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		_, l, err := s.ownList(tx, v, id)
		if err != nil {
			return err
		}
		return tx.DeletePeopleList(l.ID)
	})
}

// PeopleList gives one of the viewer's lists with who is in it, the last added first.
func (s *Service) PeopleList(ctx context.Context, v Viewer, id int64) (l PeopleList, people []Person, err error) {
	err = s.Store.View(ctx, func(tx Tx) error {
		if _, l, err = s.ownList(tx, v, id); err != nil {
			return err
		}
		entries, err := tx.PeopleListEntries(id)
		people, err = s.collected(tx, inList(entries), err)
		return err
	})
	return l, people, err
}

// inList are the people of a list.
func inList(entries []PeopleListEntry) []int64 {
	ids := make([]int64, len(entries))
	for i, e := range entries {
		ids[i] = e.OtherID
	}
	return ids
}

// AddToPeopleList puts people into one of the viewer's lists: all of them or, when
// one may not be seen or they would be too many, none.
func (s *Service) AddToPeopleList(ctx context.Context, v Viewer, id int64, people ...int64) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		me, l, err := s.ownList(tx, v, id)
		if err != nil {
			return err
		}
		return s.addTo(tx, v, me, l, people)
	})
}

func (s *Service) addTo(tx Tx, v Viewer, me Person, l PeopleList, people []int64) error {
	for _, person := range distinct(people) {
		if err := s.mayCollect(tx, v, me, person); err != nil {
			return err
		}
		if err := tx.PutPeopleListEntry(PeopleListEntry{ListID: l.ID, OtherID: person, PersonID: me.ID, AddedAt: s.now()}); err != nil {
			return err
		}
	}
	entries, err := tx.PeopleListEntries(l.ID)
	if err == nil && len(entries) > listMost {
		err = &Error{Class: Conflict, Key: "error.people_list_full", Args: map[string]any{"Title": l.Title, "Max": listMost}}
	}
	return err
}

// RemoveFromPeopleList takes people out of one of the viewer's lists. Who is not in
// it is passed over.
func (s *Service) RemoveFromPeopleList(ctx context.Context, v Viewer, id int64, people ...int64) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		_, l, err := s.ownList(tx, v, id)
		if err != nil {
			return err
		}
		for _, person := range people {
			if err := tx.DeletePeopleListEntry(l.ID, person); err != nil {
				return err
			}
		}
		return nil
	})
}

// PutInPeopleLists puts a person into those of the viewer's lists that are named,
// and takes them out of the others.
func (s *Service) PutInPeopleLists(ctx context.Context, v Viewer, person int64, lists []int64) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		me, err := s.mine(tx, v, policy.UseDrafts)
		if err != nil {
			return err
		}
		if err := s.mayCollect(tx, v, me, person); err != nil {
			return err
		}
		all, err := tx.PeopleLists(me.ID)
		if err != nil {
			return err
		}
		named := map[int64]bool{}
		for _, id := range lists {
			named[id] = true
		}
		for _, l := range all {
			if !named[l.ID] {
				err = tx.DeletePeopleListEntry(l.ID, person)
			} else {
				err = s.addTo(tx, v, me, l, []int64{person})
			}
			if err != nil {
				return err
			}
			delete(named, l.ID)
		}
		if len(named) > 0 {
			return ErrNotFound
		}
		return nil
	})
}

// PeopleListPosts lists what the people in one of the viewer's lists have written,
// as FollowedPosts does.
func (s *Service) PeopleListPosts(ctx context.Context, v Viewer, id int64, p Page) (list []PostLine, next int64, err error) {
	err = s.Store.View(ctx, func(tx Tx) error {
		_, l, err := s.ownList(tx, v, id)
		if err != nil {
			return err
		}
		entries, err := tx.PeopleListEntries(l.ID)
		if err != nil {
			return err
		}
		list, next, err = s.writtenBy(tx, v, inList(entries), p)
		return err
	})
	return list, next, err
}
