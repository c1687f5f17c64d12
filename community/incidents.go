package community

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"headroom/community/policy"
)

// Incident is an entry of the public incident log. It is never changed: a
// correction is an entry that names the one it corrects.
type Incident struct {
	ID         int64
	Corrects   int64
	HappenedAt time.Time
	Text       LangMap
	By         string
	CreatedAt  time.Time
}

// IncidentEntry is an incident with its corrections, oldest first.
type IncidentEntry struct {
	Incident
	Corrections []Incident
}

// Bounds of the incident log.
const (
	incidentsShown = 200
	incidentLeast  = 20
	incidentMost   = 2000
)

// Incidents gives the public incident log, the newest that happened first.
// Everybody may read it.
func (s *Service) Incidents(ctx context.Context) ([]IncidentEntry, error) {
	return view(ctx, s, func(tx Tx) (out []IncidentEntry, err error) {
		rows, err := tx.Incidents(incidentsShown)
		if err != nil {
			return nil, err
		}
		slices.Reverse(rows)
		for _, row := range rows {
			if row.Corrects == 0 {
				out = append(out, IncidentEntry{Incident: row})
				continue
			}
			if i := slices.IndexFunc(out, func(e IncidentEntry) bool { return e.ID == row.Corrects }); i >= 0 {
				out[i].Corrections = append(out[i].Corrections, row)
			}
		}
		slices.SortStableFunc(out, func(a, b IncidentEntry) int { return b.HappenedAt.Compare(a.HappenedAt) })
		return out, nil
	})
}

// IncidentInput is a new entry: texts by language, in the instance's own at
// least. Of a correction only the text counts.
type IncidentInput struct {
	Happened time.Time
	Text     LangMap
	Corrects int64
}

// PublishIncident adds an entry to the incident log. Invalid for the fields
// "happened" and "text"; NotFound for a correction of nothing.
func (s *Service) PublishIncident(ctx context.Context, v Viewer, in IncidentInput) (Incident, error) {
	out := Incident{Corrects: in.Corrects, HappenedAt: in.Happened.UTC(), Text: LangMap{}}
	err := s.Store.Update(ctx, func(tx Tx) error {
		if _, err := s.may(tx, v, policy.TellIncidents); err != nil {
			return err
		}
		if err := s.checkIncident(in, &out); err != nil {
			return err
		}
		action := "incident.publish"
		if in.Corrects != 0 {
			was, err := tx.Incident(in.Corrects)
			if err != nil {
				return err
			}
			if was.Corrects != 0 {
				return ErrNotFound
			}
			out.HappenedAt, action = was.HappenedAt, "incident.correct"
		}
		out.ID, out.By, out.CreatedAt = tx.NextID(), v.name(nil), s.now()
		if err := tx.InsertIncident(out); err != nil {
			return err
		}
		return s.audit(tx, v.name(nil), action, itoa(out.ID), "", nil)
	})
	return out, err
}

func (s *Service) checkIncident(in IncidentInput, out *Incident) error {
	for lang, text := range in.Text {
		text = strings.TrimSpace(clean(text))
		if n := utf8.RuneCountInString(text); n > incidentMost {
			return FieldError("text_"+lang, "error.too_long", map[string]any{"Count": int64(incidentMost)})
		}
		if text != "" && slices.Contains(s.Identity.Languages, lang) {
			out.Text[lang] = text
		}
	}
	if utf8.RuneCountInString(out.Text[s.Identity.Language]) < incidentLeast {
		return FieldError("text_"+s.Identity.Language, "error.incident_text", nil)
	}
	if in.Corrects == 0 && (in.Happened.IsZero() || in.Happened.After(s.now()) || in.Happened.Year() < 2000) {
		return FieldError("happened", "error.incident_date", nil)
	}
	return nil
}

// MayPublish refuses whoever cannot write the incident log.
func (s *Service) MayPublish(ctx context.Context, v Viewer) error {
	return s.Store.View(ctx, func(tx Tx) error {
		_, err := s.may(tx, v, policy.TellIncidents)
		return err
	})
}
