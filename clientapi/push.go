package clientapi

import (
	"net/http"
	"slices"
	"strings"

	"headroom/community"
)

// pushRoutes are the calls about where an app is told of notifications. Each token has
// one place.
func (a *API) pushRoutes() []route {
	const path = "/api/v1/push/subscription"
	push := scopeOf("push")
	return []route{
		row(http.MethodPost, path, push, a.subscribe),
		row(http.MethodGet, path, push, a.subscription),
		row(http.MethodPut, path, push, a.changeSubscription),
		row(http.MethodDelete, path, push, a.unsubscribe),
	}
}

// pushSubscription is Mastodon's WebPushSubscription.
type pushSubscription struct {
	ID        string          `json:"id"`
	Endpoint  string          `json:"endpoint"`
	Standard  bool            `json:"standard"`
	Alerts    map[string]bool `json:"alerts"`
	Policy    string          `json:"policy"`
	ServerKey string          `json:"server_key"`
}

func (a *API) subscribed(w http.ResponseWriter, d community.PushDevice) error {
	out := pushSubscription{ID: idText(d.ID), Endpoint: d.Endpoint, Standard: !d.Legacy, Alerts: map[string]bool{}, Policy: d.Policy, ServerKey: a.pushKey()}
	on := strings.Split(d.Alerts, ",")
	for _, alert := range community.Alerts() {
		out.Alerts[alert.Name] = slices.Contains(on, alert.Name)
	}
	return a.answer(w, http.StatusOK, out)
}

// alertsAsked are the kinds of notification that an app wants to be told of.
func alertsAsked(p values) (names []string) {
	asked := p.at("data.alerts")
	for _, alert := range community.Alerts() {
		if yes(asked.object[alert.Name]) { // names have dots
			names = append(names, alert.Name)
		}
	}
	return names
}

func (a *API) subscribe(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := params(r)
	if err != nil {
		return err
	}
	d, err := a.Service.SetAppPush(r.Context(), c.viewer, c.token, community.AppPushInput{Endpoint: p.text("subscription.endpoint"),
		P256DH: p.text("subscription.keys.p256dh"), Auth: p.text("subscription.keys.auth"), Standard: p.flag("subscription.standard"),
		Alerts: alertsAsked(p), Policy: p.text("data.policy")})
	if err != nil {
		return err
	}
	return a.subscribed(w, d)
}

func (a *API) subscription(w http.ResponseWriter, r *http.Request, c caller) error {
	d, err := a.Service.AppPush(r.Context(), c.viewer, c.token)
	if err != nil {
		return err
	}
	return a.subscribed(w, d)
}

// changeSubscription is PUT: what is not named of the alerts is turned off.
func (a *API) changeSubscription(w http.ResponseWriter, r *http.Request, c caller) error {
	p, err := params(r)
	if err != nil {
		return err
	}
	from := p.text("data.policy")
	if from == "" {
		from = p.text("policy") // where Mastodon's documents put it
	}
	d, err := a.Service.ChangeAppPush(r.Context(), c.viewer, c.token, alertsAsked(p), from)
	if err != nil {
		return err
	}
	return a.subscribed(w, d)
}

func (a *API) unsubscribe(w http.ResponseWriter, r *http.Request, c caller) error {
	if err := a.Service.EndAppPush(r.Context(), c.viewer, c.token); err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, struct{}{})
}
