package control

import (
	"context"
	"time"

	"headroom/community"
)

type (
	// NewTerms is a school year that has been read, of an authority or, with "",
	// of all that have none of their own.
	NewTerms struct {
		Authority string               `json:"authority"`
		Days      community.SchoolDays `json:"days"`
	}
	// TermsSet says what is now known.
	TermsSet struct {
		Authority string `json:"authority"`
		Rows      int    `json:"rows"`
	}
	// SchoolYear is what is known of an authority's school year.
	SchoolYear struct {
		Authority string       `json:"authority"`
		By        string       `json:"by"`
		At        time.Time    `json:"at"`
		Days      []SchoolSpan `json:"days"`
	}
	// SchoolSpan is a term, or days without school; both days are included.
	SchoolSpan struct {
		Name  string `json:"name"`
		Kind  string `json:"kind"` // term, holiday
		From  string `json:"from"`
		Until string `json:"until"`
	}
)

func setTerms(ctx context.Context, b Backend, in NewTerms) (any, error) {
	if err := b.Service.SetSchoolDays(ctx, community.CommandLine, in.Authority, in.Days); err != nil {
		return nil, err
	}
	return TermsSet{Authority: in.Authority, Rows: len(in.Days)}, nil
}

func removeTerms(ctx context.Context, b Backend, in TermsSet) (any, error) {
	return in, b.Service.RemoveSchoolDays(ctx, community.CommandLine, in.Authority)
}

func listTerms(ctx context.Context, b Backend, _ None) (any, error) {
	all, err := b.Service.SchoolYears(ctx, community.CommandLine)
	if err != nil {
		return nil, err
	}
	out := make([]SchoolYear, len(all))
	for i, y := range all {
		out[i] = SchoolYear{Authority: y.Authority, By: y.By, At: y.At, Days: []SchoolSpan{}}
		for _, d := range y.Days {
			kind := "holiday"
			if d.Open {
				kind = "term"
			}
			out[i].Days = append(out[i].Days, SchoolSpan{Name: d.Name, Kind: kind, From: d.From, Until: d.Until})
		}
	}
	return out, nil
}
