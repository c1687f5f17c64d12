package community

import (
	"context"
	"slices"
	"time"

	"headroom/community/policy"
)

// What somebody's filters hold at most.
const (
	filtersMost     = 50
	filterWordsMost = 100
	filterWordMax   = 100
	filterPostsMost = 500
	filterLongest   = 10 * 365 * 24 * time.Hour
)

// FilterInput is a filter as somebody wants it.
type FilterInput struct {
	Title    string
	Contexts []string
	Hide     bool
	Expires  bool          // change when it ends: after
	After    time.Duration // from now, 0 for never
	Words    []FilterWord  // all of them; an ID of 0 is a new one
}

// Filters gives the viewer's filters in the order in which they were made, those
// that have expired too.
func (s *Service) Filters(ctx context.Context, v Viewer) ([]Filter, error) {
	return view(ctx, s, func(tx Tx) ([]Filter, error) {
		me, err := s.mine(tx, v, policy.UseDrafts)
		if err != nil {
			return nil, err
		}
		return tx.Filters(me.ID)
	})
}

// Filter gives one of the viewer's filters; another's is not there.
func (s *Service) Filter(ctx context.Context, v Viewer, id int64) (Filter, error) {
	return s.FilterWhere(ctx, v, func(f Filter) bool { return f.ID == id })
}

// FilterWhere gives the first of the viewer's filters of which something holds.
func (s *Service) FilterWhere(ctx context.Context, v Viewer, holds func(Filter) bool) (Filter, error) {
	all, err := s.Filters(ctx, v)
	if err != nil {
		return Filter{}, err
	}
	if i := slices.IndexFunc(all, holds); i >= 0 {
		return all[i], nil
	}
	return Filter{}, ErrNotFound
}

// checkFilter checks a filter.
func checkFilter(in *FilterInput) Problems {
	var check input
	in.Title = check.line("title", in.Title, listTitleMax, true)
	if len(in.Contexts) == 0 {
		check.fault("contexts", "error.required", nil)
	}
	for _, c := range in.Contexts {
		if !slices.Contains(FilterContexts, c) {
			check.fault("contexts", "error.choice", nil)
			break
		}
	}
	in.Contexts = slices.DeleteFunc(slices.Clone(FilterContexts), func(c string) bool { return !slices.Contains(in.Contexts, c) })
	in.Words = checkWords(&check, in.Words)
	if in.After < 0 || in.After > filterLongest {
		check.fault("after", "error.choice", nil)
	}
	return check.problems
}

// checkWords cleans the words of a filter; empty ones and repetitions go.
func checkWords(check *input, words []FilterWord) (out []FilterWord) {
	for _, w := range words {
		var one input
		w.Text = one.line("words", w.Text, filterWordMax, false)
		if len(one.problems) > 0 && len(check.problems) == 0 {
			check.problems = append(check.problems, one.problems...)
		}
		if w.Text != "" && !slices.ContainsFunc(out, func(o FilterWord) bool { return o.Text == w.Text }) {
			out = append(out, w)
		}
	}
	if len(out) > filterWordsMost {
		check.fault("words", "error.too_many", map[string]any{"Max": filterWordsMost})
	}
	return out
}

// CreateFilter makes a filter of the viewer's.
func (s *Service) CreateFilter(ctx context.Context, v Viewer, in FilterInput) (Filter, error) {
	problems := checkFilter(&in)
	return update(ctx, s, func(tx Tx) (Filter, error) {
		me, err := s.mine(tx, v, policy.UseDrafts)
		if err != nil {
			return Filter{}, err
		}
		if err := problems.Err(); err != nil {
			return Filter{}, err
		}
		all, err := tx.Filters(me.ID)
		if err != nil {
			return Filter{}, err
		}
		if len(all) >= filtersMost {
			return Filter{}, FieldError("title", "error.filters_many", map[string]any{"Max": filtersMost})
		}
		f := Filter{ID: tx.NextID(), PersonID: me.ID, CreatedAt: s.now()}
		s.fillFilter(tx, &f, in)
		return f, tx.InsertFilter(f)
	})
}

func (s *Service) fillFilter(tx Tx, f *Filter, in FilterInput) {
	f.Title, f.Contexts, f.Hide = in.Title, in.Contexts, in.Hide
	if in.Expires {
		if f.ExpiresAt = (time.Time{}); in.After > 0 {
			f.ExpiresAt = s.now().Add(in.After)
		}
	}
	old := f.Words
	f.Words = slices.Clone(in.Words)
	for i, w := range f.Words {
		if !slices.ContainsFunc(old, func(o FilterWord) bool { return o.ID == w.ID }) {
			f.Words[i].ID = tx.NextID()
		}
	}
}

// EditFilter replaces what one of the viewer's filters says; the single posts in it
// stay.
func (s *Service) EditFilter(ctx context.Context, v Viewer, id int64, in FilterInput) (Filter, error) {
	problems := checkFilter(&in)
	return s.changeFilter(ctx, v, func(f Filter) bool { return f.ID == id }, func(tx Tx, f *Filter) error {
		if err := problems.Err(); err != nil {
			return err
		}
		s.fillFilter(tx, f, in)
		return nil
	})
}

// changeFilter changes the first of the viewer's filters of which something holds.
func (s *Service) changeFilter(ctx context.Context, v Viewer, holds func(Filter) bool, change func(Tx, *Filter) error) (Filter, error) {
	return update(ctx, s, func(tx Tx) (Filter, error) {
		me, err := s.mine(tx, v, policy.UseDrafts)
		if err != nil {
			return Filter{}, err
		}
		all, err := tx.Filters(me.ID)
		if err != nil {
			return Filter{}, err
		}
		i := slices.IndexFunc(all, holds)
		if i < 0 {
			return Filter{}, ErrNotFound
		}
		f := all[i]
		f.Words, f.Posts = slices.Clone(f.Words), slices.Clone(f.Posts)
		if err := change(tx, &f); err != nil {
			return Filter{}, err
		}
		return f, tx.UpdateFilter(f)
	})
}

// DeleteFilter deletes one of the viewer's filters.
func (s *Service) DeleteFilter(ctx context.Context, v Viewer, id int64) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		me, err := s.mine(tx, v, policy.UseDrafts)
		if err != nil {
			return err
		}
		all, err := tx.Filters(me.ID)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(all, func(f Filter) bool { return f.ID == id }) {
			return ErrNotFound
		}
		return tx.DeleteFilter(id)
	})
}

// PutFilterWord adds a word to one of the viewer's filters or, when w has an ID,
// replaces it; filter may then be 0.
func (s *Service) PutFilterWord(ctx context.Context, v Viewer, filter int64, w FilterWord) (FilterWord, error) {
	var check input
	w.Text = check.line("words", w.Text, filterWordMax, true)
	_, err := s.changeFilter(ctx, v, func(f Filter) bool { return f.ID == filter && w.ID == 0 || w.ID != 0 && f.hasWord(w.ID) }, func(tx Tx, f *Filter) error {
		if err := check.problems.Err(); err != nil {
			return err
		}
		if i := slices.IndexFunc(f.Words, func(o FilterWord) bool { return o.ID == w.ID }); i >= 0 && w.ID != 0 {
			f.Words[i] = w
			return nil
		}
		if len(f.Words) >= filterWordsMost {
			return FieldError("words", "error.too_many", map[string]any{"Max": filterWordsMost})
		}
		w.ID = tx.NextID()
		f.Words = append(f.Words, w)
		return nil
	})
	return w, err
}

func (f Filter) hasWord(id int64) bool {
	return slices.ContainsFunc(f.Words, func(w FilterWord) bool { return w.ID == id })
}

func (f Filter) hasPost(id int64) bool {
	return slices.ContainsFunc(f.Posts, func(p FilterPost) bool { return p.ID == id })
}

// DeleteFilterWord takes a word out of one of the viewer's filters.
func (s *Service) DeleteFilterWord(ctx context.Context, v Viewer, word int64) error {
	_, err := s.changeFilter(ctx, v, func(f Filter) bool { return f.hasWord(word) }, func(_ Tx, f *Filter) error {
		f.Words = slices.DeleteFunc(f.Words, func(w FilterWord) bool { return w.ID == word })
		return nil
	})
	return err
}

// AddFilterPost puts a post that the viewer may read under one of their filters.
func (s *Service) AddFilterPost(ctx context.Context, v Viewer, filter, post int64) (out FilterPost, err error) {
	_, err = s.changeFilter(ctx, v, func(f Filter) bool { return f.ID == filter }, func(tx Tx, f *Filter) error {
		l, err := s.find(tx, v, post)
		if err != nil {
			return err
		}
		if err := refuse(policy.Decide(policy.ViewThread, l.facts)); err != nil {
			return err
		}
		if i := slices.IndexFunc(f.Posts, func(p FilterPost) bool { return p.PostID == post }); i >= 0 {
			out = f.Posts[i]
			return nil
		}
		if len(f.Posts) >= filterPostsMost {
			return FieldError("status_id", "error.too_many", map[string]any{"Max": filterPostsMost})
		}
		out = FilterPost{ID: tx.NextID(), PostID: post}
		f.Posts = append(f.Posts, out)
		return nil
	})
	return out, err
}

// DeleteFilterPost takes a post out of one of the viewer's filters; it is named by
// its place there.
func (s *Service) DeleteFilterPost(ctx context.Context, v Viewer, place int64) error {
	_, err := s.changeFilter(ctx, v, func(f Filter) bool { return f.hasPost(place) }, func(_ Tx, f *Filter) error {
		f.Posts = slices.DeleteFunc(f.Posts, func(p FilterPost) bool { return p.ID == place })
		return nil
	})
	return err
}
