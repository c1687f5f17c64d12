package clientapi

import (
	"net/http"
	"slices"
	"time"

	"headroom/community"
)

// filterRoutes are the member's filters.
func (a *API) filterRoutes() []route {
	get, post, put, remove := http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete
	read, write := scopeRead("filters"), scopeWrite("filters")
	return []route{
		row(get, "/api/v2/filters", read, a.filters),
		row(post, "/api/v2/filters", write, a.makeFilter),
		row(get, "/api/v2/filters/{id}", read, a.oneFilter),
		row(put, "/api/v2/filters/{id}", write, a.changeFilter),
		row(remove, "/api/v2/filters/{id}", write, a.deletes((*community.Service).DeleteFilter)),
		row(get, "/api/v2/filters/{id}/keywords", read, a.keywords),
		row(post, "/api/v2/filters/{id}/keywords", write, a.addKeyword),
		row(get, "/api/v2/filters/keywords/{id}", read, a.oneKeyword),
		row(put, "/api/v2/filters/keywords/{id}", write, a.changeKeyword),
		row(remove, "/api/v2/filters/keywords/{id}", write, a.deletes((*community.Service).DeleteFilterWord)),
		row(get, "/api/v2/filters/{id}/statuses", read, a.filteredStatuses),
		row(post, "/api/v2/filters/{id}/statuses", write, a.addFilteredStatus),
		row(get, "/api/v2/filters/statuses/{id}", read, a.oneFilteredStatus),
		row(remove, "/api/v2/filters/statuses/{id}", write, a.releaseStatus),
		row(get, "/api/v1/filters", read, a.filtersV1),
		row(post, "/api/v1/filters", write, a.makeFilterV1),
		row(get, "/api/v1/filters/{id}", read, a.oneFilterV1),
		row(put, "/api/v1/filters/{id}", write, a.changeFilterV1),
		row(remove, "/api/v1/filters/{id}", write, a.deletes((*community.Service).DeleteFilterWord)),
	}
}

func (a *API) filters(w http.ResponseWriter, r *http.Request, c caller) error {
	all, err := a.Service.Filters(r.Context(), c.viewer)
	if err != nil {
		return err
	}
	out := []filter{}
	for _, f := range all {
		out = append(out, filterOf(f))
	}
	return a.answer(w, http.StatusOK, out)
}

// filterInput reads a filter over what it was.
func filterInput(p values, f community.Filter) community.FilterInput {
	in := community.FilterInput{Title: f.Title, Contexts: f.Contexts, Hide: f.Hide, Words: slices.Clone(f.Words)}
	if p.has("title") {
		in.Title = p.text("title")
	}
	if p.has("context") {
		in.Contexts = p.texts("context")
	}
	if p.has("filter_action") {
		in.Hide = p.text("filter_action") == "hide"
	}
	in.Expires, in.After = lasts(p)
	for _, k := range p.each("keywords_attributes") {
		id, _ := k.id("id")
		i := slices.IndexFunc(in.Words, func(w community.FilterWord) bool { return w.ID == id && id != 0 })
		switch {
		case i >= 0 && k.flag("_destroy"):
			in.Words = slices.Delete(in.Words, i, i+1)
		case i >= 0:
			in.Words[i] = wordOf(k, in.Words[i], "keyword")
		case !k.flag("_destroy"):
			in.Words = append(in.Words, wordOf(k, community.FilterWord{}, "keyword"))
		}
	}
	return in
}

// lasts reads for how long a filter works; without a number for ever.
func lasts(p values) (set bool, after time.Duration) {
	if !p.has("expires_in") {
		return false, 0
	}
	return true, time.Duration(min(max(p.number("expires_in", 0), 0), 1<<28)) * time.Second
}

func wordOf(p values, w community.FilterWord, name string) community.FilterWord {
	if p.has(name) {
		w.Text = p.text(name)
	}
	if p.has("whole_word") {
		w.Whole = p.flag("whole_word")
	}
	return w
}

func (a *API) makeFilter(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := params(r)
	if err != nil {
		return err
	}
	f, err := a.Service.CreateFilter(r.Context(), c.viewer, filterInput(p, community.Filter{}))
	if err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, filterOf(f))
}

// filterNamed gives the filter in the address.
func (a *API) filterNamed(r *http.Request, c caller) (community.Filter, error) {
	id, err := pathID(r, "id")
	if err != nil {
		return community.Filter{}, err
	}
	return a.Service.Filter(r.Context(), c.viewer, id)
}

func (a *API) oneFilter(w http.ResponseWriter, r *http.Request, c caller) error {
	f, err := a.filterNamed(r, c)
	if err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, filterOf(f))
}

func (a *API) changeFilter(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := params(r)
	if err != nil {
		return err
	}
	f, err := a.filterNamed(r, c)
	if err != nil {
		return err
	}
	if f, err = a.Service.EditFilter(r.Context(), c.viewer, f.ID, filterInput(p, f)); err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, filterOf(f))
}
