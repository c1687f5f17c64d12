package web

import (
	"net/http"
	"net/url"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/templates"
)

// deviceForms are the forms about pushes.
func (s *Site) deviceForms(r chi.Router) {
	r.Post("/notifications/devices", s.handle(s.deviceForm))
	r.Post("/notifications/devices/{id}/end", s.handle(s.deviceEndForm))
	r.Post("/notifications/push", s.handle(s.pushForm))
}

const settingsPath = "/notifications/settings"

// devicesShown are the devices on the page of settings.
func devicesShown(push community.PushSettings, typed url.Values) templates.Devices {
	out := templates.Devices{Key: push.Key, Name: typed.Get("device_name"),
		Endpoint: typed.Get("endpoint"), P256DH: typed.Get("p256dh"), Auth: typed.Get("auth")}
	for _, d := range push.Devices {
		out.List = append(out.List, templates.DeviceRow{ID: d.ID, Name: d.Name, At: d.CreatedAt})
	}
	for _, t := range push.Topics {
		out.Topics = append(out.Topics, string(t))
	}
	if typed.Has("push") {
		out.Topics = typed["push"]
	}
	return out
}

// settingsAgain shows the page of settings with what was not taken.
func (s *Site) settingsAgain(w http.ResponseWriter, r *http.Request, err error, t *typed) error {
	return s.again(w, r, err, s.page(r, "notifications", settingsPath), func(p templates.Page) (templates.View, error) {
		return s.noticeSettings(r, p, t.values)
	})
}

// deviceForm is POST /notifications/devices.
func (s *Site) deviceForm(w http.ResponseWriter, r *http.Request) error {
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	_, err = s.once(r, func() (string, error) {
		return settingsPath, s.Service.AddDevice(r.Context(), visitOf(r).viewer, community.PushDevice{Name: t.get("device_name"),
			Endpoint: t.get("endpoint"), P256DH: t.get("p256dh"), Auth: t.get("auth")})
	})
	if err != nil {
		return s.settingsAgain(w, r, err, t)
	}
	return done(w, r, settingsPath+"#devices", "device_added")
}

// deviceEndForm is POST /notifications/devices/{id}/end.
func (s *Site) deviceEndForm(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	return s.step(w, r, settingsPath+"#devices", "device_ended", func() error {
		return s.Service.EndDevice(r.Context(), visitOf(r).viewer, id)
	})
}

// pushForm is POST /notifications/push.
func (s *Site) pushForm(w http.ResponseWriter, r *http.Request) error {
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	_, err = s.once(r, func() (string, error) {
		return settingsPath, s.Service.SetPushTopics(r.Context(), visitOf(r).viewer, t.values["push"])
	})
	if err != nil {
		return s.settingsAgain(w, r, err, t)
	}
	return done(w, r, settingsPath+"#devices", "push_saved")
}
