package web

import (
	"net/http"
	"net/url"
	"time"

	"headroom/community"
	"headroom/templates"
)

// operatorQueue is GET /operator/queue: every lane, or with ?lane= one with its
// jobs.
func (s *Site) operatorQueue(w http.ResponseWriter, r *http.Request) error {
	view, err := s.lanes(r, s.page(r, "operator", ""), r.URL.Query().Get("lane"), jobTyped{})
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

// jobTyped is what was typed about one job.
type jobTyped struct {
	job    int64
	reason string
}

func (s *Site) lanes(r *http.Request, p templates.Page, lane string, typed jobTyped) (templates.OperatorQueue, error) {
	viewer := visitOf(r).viewer
	view := templates.OperatorQueue{Page: p, Lane: lane}
	lanes, err := s.Service.Lanes(r.Context(), viewer)
	if err != nil {
		return view, err
	}
	for _, l := range lanes {
		if lane == "" || l.Name == lane {
			view.Lanes = append(view.Lanes, laneRow(l))
		}
	}
	if lane == "" {
		return view, nil
	}
	jobs, err := s.Service.LaneJobs(r.Context(), viewer, lane)
	for _, j := range jobs {
		row := templates.JobRow{ID: j.ID, Kind: j.Kind, Message: j.Message, Urgent: j.Priority >= community.PriorityUrgent, Attempts: j.Attempts,
			Since: j.CreatedAt, Parked: j.ParkedAt, Error: j.Reason}
		if j.ParkedAt.IsZero() {
			row.Next = j.RunAt
		}
		if j.ID == typed.job {
			row.Typed = typed.reason
		}
		view.Jobs = append(view.Jobs, row)
	}
	return view, err
}

func laneRow(l community.Lane) templates.LaneRow {
	return templates.LaneRow{Lane: l.Name, Href: "/operator/queue?lane=" + url.QueryEscape(l.Name), Waiting: int(l.Waiting), Parked: int(l.Parked),
		Oldest: l.OldestAt, Next: l.PausedUntil, Error: l.LastError, Paused: l.Held, Failures: int(l.Failures), Success: l.LastSuccess,
		Lag: int(l.Lag / time.Minute)}
}

// queueForm is POST /operator/queue: a lane, or one job of it, is tried again, or
// one job is put aside with a reason.
func (s *Site) queueForm(w http.ResponseWriter, r *http.Request) error {
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	lane, job, viewer := t.get("lane"), parseID(t.get("job")), visitOf(r).viewer
	to := "/operator/queue"
	if job != 0 {
		to += "?lane=" + url.QueryEscape(lane)
	}
	what := "retried"
	_, err = s.once(r, func() (string, error) {
		switch {
		case t.get("act") == "park":
			what = "parked"
			_, err := s.Service.ParkJob(r.Context(), viewer, job, t.get("reason"))
			return to, err
		case job != 0:
			_, err := s.Service.RetryJob(r.Context(), viewer, job)
			return to, err
		}
		_, err := s.Service.RetryLane(r.Context(), viewer, lane)
		return to, err
	})
	if err != nil {
		return s.again(w, r, err, s.page(r, "operator", to), func(p templates.Page) (templates.View, error) {
			return s.lanes(r, reasonAt(p, job), lane, jobTyped{job, t.get("reason")})
		})
	}
	return done(w, r, to, what)
}
