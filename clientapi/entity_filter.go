package clientapi

import (
	"slices"

	"headroom/community"
)

// filter is Mastodon's Filter.
type filter struct {
	ID       string          `json:"id"`
	Title    string          `json:"title"`
	Context  []string        `json:"context"`
	Expires  *string         `json:"expires_at"`
	Action   string          `json:"filter_action"`
	Keywords []filterKeyword `json:"keywords"`
	Statuses []filterStatus  `json:"statuses"`
}

type filterKeyword struct {
	ID      string `json:"id"`
	Keyword string `json:"keyword"`
	Whole   bool   `json:"whole_word"`
}

type filterStatus struct {
	ID     string `json:"id"`
	Status string `json:"status_id"`
}

// filterResult says which of the member's filters a status falls under, and why.
type filterResult struct {
	Filter   filter   `json:"filter"`
	Keywords []string `json:"keyword_matches"`
	Statuses []string `json:"status_matches"`
}

// filterV1 is a word of a filter, as clients of before Mastodon 4 know it.
type filterV1 struct {
	ID           string   `json:"id"`
	Phrase       string   `json:"phrase"`
	Context      []string `json:"context"`
	Expires      *string  `json:"expires_at"`
	Irreversible bool     `json:"irreversible"`
	Whole        bool     `json:"whole_word"`
}

func filterOf(f community.Filter) filter {
	out := filter{ID: idText(f.ID), Title: f.Title, Context: append([]string{}, f.Contexts...), Expires: maybeDate(f.ExpiresAt), Action: "warn",
		Keywords: []filterKeyword{}, Statuses: []filterStatus{}}
	if f.Hide {
		out.Action = "hide"
	}
	for _, w := range f.Words {
		out.Keywords = append(out.Keywords, keywordOf(w))
	}
	for _, p := range f.Posts {
		out.Statuses = append(out.Statuses, filteredStatus(p))
	}
	return out
}

func keywordOf(w community.FilterWord) filterKeyword {
	return filterKeyword{ID: idText(w.ID), Keyword: w.Text, Whole: w.Whole}
}

func filteredStatus(p community.FilterPost) filterStatus {
	return filterStatus{ID: idText(p.ID), Status: idText(p.PostID)}
}

// filterResults are the filters that a status falls under, whatever their context:
// clients apply them where they show it.
func filterResults(hits []community.FilterHit, post int64) []filterResult {
	out := []filterResult{}
	for _, h := range hits {
		f := filterResult{Filter: filterOf(h.Filter), Keywords: append([]string{}, h.Words...), Statuses: []string{}}
		if h.Post {
			f.Statuses = append(f.Statuses, idText(post))
		}
		out = append(out, f)
	}
	return out
}

func filterV1Of(f community.Filter, w community.FilterWord) filterV1 {
	return filterV1{ID: idText(w.ID), Phrase: w.Text, Context: slices.Clone(f.Contexts), Expires: maybeDate(f.ExpiresAt), Irreversible: f.Hide, Whole: w.Whole}
}
