package clientapi

import (
	"net/http"
	"slices"

	"headroom/community"
)

// marker is Mastodon's Marker.
type marker struct {
	LastReadID string `json:"last_read_id"`
	Version    int64  `json:"version"`
	UpdatedAt  string `json:"updated_at"`
}

// markerRoutes are how far the member's apps have read.
func (a *API) markerRoutes() []route {
	return []route{
		row(http.MethodGet, "/api/v1/markers", scopeRead("statuses"), a.markers),
		row(http.MethodPost, "/api/v1/markers", scopeWrite("statuses"), a.setMarkers),
	}
}

// markedTimelines are those that have a marker.
var markedTimelines = []string{community.MarkHome, community.MarkNotifications}

func (a *API) markers(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := params(r)
	if err != nil {
		return err
	}
	list, err := a.Service.ReadMarkers(r.Context(), c.viewer)
	if err != nil {
		return err
	}
	asked := p.texts("timeline")
	return a.answerMarkers(w, slices.DeleteFunc(list, func(m community.ReadMarker) bool { return !slices.Contains(asked, m.Timeline) }))
}

func (a *API) setMarkers(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := params(r)
	if err != nil {
		return err
	}
	last := map[string]int64{}
	for _, timeline := range markedTimelines {
		id, err := p.id(timeline + ".last_read_id")
		if err != nil {
			return &scopeError{"invalid", "Validation failed: last_read_id is not an id"}
		}
		if id != 0 {
			last[timeline] = id
		}
	}
	list, err := a.Service.SetReadMarkers(r.Context(), c.viewer, last)
	if err != nil {
		return err
	}
	return a.answerMarkers(w, list)
}

func (a *API) answerMarkers(w http.ResponseWriter, list []community.ReadMarker) error {
	out := map[string]marker{}
	for _, m := range list {
		out[m.Timeline] = marker{LastReadID: idText(m.LastID), Version: m.Version, UpdatedAt: date(m.UpdatedAt)}
	}
	return a.answer(w, http.StatusOK, out)
}
