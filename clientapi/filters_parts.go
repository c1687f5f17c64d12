package clientapi

import (
	"context"
	"net/http"
	"slices"

	"headroom/community"
)

// deletes makes the calls that delete one of the member's things, named in the address.
func (a *API) deletes(do func(*community.Service, context.Context, community.Viewer, int64) error) handler {
	return func(w http.ResponseWriter, r *http.Request, c caller) error {
		id, err := pathID(r, "id")
		if err != nil {
			return err
		}
		if err := do(a.Service, r.Context(), c.viewer, id); err != nil {
			return err
		}
		return a.answer(w, http.StatusOK, struct{}{})
	}
}

func (a *API) keywords(w http.ResponseWriter, r *http.Request, c caller) error {
	f, err := a.filterNamed(r, c)
	if err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, filterOf(f).Keywords)
}

func (a *API) addKeyword(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := params(r)
	if err != nil {
		return err
	}
	f, err := a.filterNamed(r, c)
	if err != nil {
		return err
	}
	word, err := a.Service.PutFilterWord(r.Context(), c.viewer, f.ID, wordOf(p, community.FilterWord{}, "keyword"))
	if err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, keywordOf(word))
}

// wordNamed gives the word in the address, with its filter.
func (a *API) wordNamed(r *http.Request, c caller) (f community.Filter, word community.FilterWord, err error) {
	id, err := pathID(r, "id")
	if err != nil {
		return f, word, err
	}
	is := func(w community.FilterWord) bool { return w.ID == id }
	f, err = a.Service.FilterWhere(r.Context(), c.viewer, func(f community.Filter) bool { return slices.ContainsFunc(f.Words, is) })
	if err == nil {
		word = f.Words[slices.IndexFunc(f.Words, is)]
	}
	return f, word, err
}

func (a *API) oneKeyword(w http.ResponseWriter, r *http.Request, c caller) error {
	_, word, err := a.wordNamed(r, c)
	if err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, keywordOf(word))
}

func (a *API) changeKeyword(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := params(r)
	if err != nil {
		return err
	}
	_, word, err := a.wordNamed(r, c)
	if err != nil {
		return err
	}
	if word, err = a.Service.PutFilterWord(r.Context(), c.viewer, 0, wordOf(p, word, "keyword")); err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, keywordOf(word))
}

func (a *API) filteredStatuses(w http.ResponseWriter, r *http.Request, c caller) error {
	f, err := a.filterNamed(r, c)
	if err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, filterOf(f).Statuses)
}

func (a *API) addFilteredStatus(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := params(r)
	if err != nil {
		return err
	}
	f, err := a.filterNamed(r, c)
	if err != nil {
		return err
	}
	id, err := p.id("status_id")
	if err != nil {
		return err
	}
	post, _ := splitID(id)
	place, err := a.Service.AddFilterPost(r.Context(), c.viewer, f.ID, post)
	if err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, filteredStatus(place))
}

// placeNamed gives the place of a status in a filter that the address names.
func (a *API) placeNamed(r *http.Request, c caller) (community.FilterPost, error) {
	id, err := pathID(r, "id")
	if err != nil {
		return community.FilterPost{}, err
	}
	is := func(p community.FilterPost) bool { return p.ID == id }
	f, err := a.Service.FilterWhere(r.Context(), c.viewer, func(f community.Filter) bool { return slices.ContainsFunc(f.Posts, is) })
	if err != nil {
		return community.FilterPost{}, err
	}
	return f.Posts[slices.IndexFunc(f.Posts, is)], nil
}

// releaseStatus is DELETE filters/statuses/{id}: it answers with what was there.
func (a *API) releaseStatus(w http.ResponseWriter, r *http.Request, c caller) error {
	place, err := a.placeNamed(r, c)
	if err != nil {
		return err
	}
	if err := a.Service.DeleteFilterPost(r.Context(), c.viewer, place.ID); err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, filteredStatus(place))
}

func (a *API) oneFilteredStatus(w http.ResponseWriter, r *http.Request, c caller) error {
	place, err := a.placeNamed(r, c)
	if err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, filteredStatus(place))
}

// The calls of version 1 speak of words: each is one of a filter.

func (a *API) filtersV1(w http.ResponseWriter, r *http.Request, c caller) error {
	all, err := a.Service.Filters(r.Context(), c.viewer)
	if err != nil {
		return err
	}
	out := []filterV1{}
	for _, f := range all {
		for _, word := range f.Words {
			out = append(out, filterV1Of(f, word))
		}
	}
	return a.answer(w, http.StatusOK, out)
}

func (a *API) makeFilterV1(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := params(r)
	if err != nil {
		return err
	}
	in := community.FilterInput{Title: p.text("phrase"), Contexts: p.texts("context"), Hide: p.flag("irreversible"),
		Words: []community.FilterWord{wordOf(p, community.FilterWord{}, "phrase")}}
	in.Expires, in.After = lasts(p)
	f, err := a.Service.CreateFilter(r.Context(), c.viewer, in)
	if err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, filterV1Of(f, f.Words[0]))
}

func (a *API) oneFilterV1(w http.ResponseWriter, r *http.Request, c caller) error {
	f, word, err := a.wordNamed(r, c)
	if err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, filterV1Of(f, word))
}

func (a *API) changeFilterV1(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := params(r)
	if err != nil {
		return err
	}
	f, word, err := a.wordNamed(r, c)
	if err != nil {
		return err
	}
	in := filterInput(p, f)
	if in.Title = f.Title; p.has("irreversible") {
		in.Hide = p.flag("irreversible")
	}
	i := slices.IndexFunc(in.Words, func(w community.FilterWord) bool { return w.ID == word.ID })
	in.Words[i] = wordOf(p, word, "phrase")
	if f, err = a.Service.EditFilter(r.Context(), c.viewer, f.ID, in); err != nil {
		return err
	}
	i = slices.IndexFunc(f.Words, func(w community.FilterWord) bool { return w.ID == word.ID })
	if i < 0 {
		return refusal("error.app_text")
	}
	return a.answer(w, http.StatusOK, filterV1Of(f, f.Words[i]))
}
