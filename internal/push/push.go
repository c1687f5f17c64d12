// Package push sends to the push services of browsers and apps (RFC 8030, 8291, 8292),
// through the outbound guard: an endpoint is an address that a member chose.
package push

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"crypto/ecdh"

	webpush "github.com/SherClockHolmes/webpush-go"

	"headroom/community"
	"headroom/federation/fetch"
	"headroom/internal/jobs"
	"headroom/templates"
)

// Keys are the pair by which browsers know an instance, base64url.
type Keys struct {
	Public  string `json:"public"`
	Private string `json:"private"`
}

// NewKeys makes a pair.
func NewKeys() (Keys, error) {
	private, public, err := webpush.GenerateVAPIDKeys()
	return Keys{public, private}, err
}

// Options are what a sender is made of.
type Options struct {
	Service *community.Service
	Words   *templates.Catalogue
	Keys    Keys
	// Contact is whom a push service may turn to: the https address of the
	// instance, or an e-mail address.
	Contact   string
	Site      string   // what pushes are titled with
	Icon      string   // address of what apps show beside it
	Addresses []string // those of [fetch.Options.ExactAddresses]
	UserAgent string
}

// Sender sends pushes.
type Sender struct {
	Options
	fetch *fetch.Client
}

// New makes a sender.
func New(o Options) (*Sender, error) {
	// Whoever reads with a browser chooses its push service: any host, but no
	// address that is not public.
	client, err := fetch.New(fetch.Options{Allowed: func(string) bool { return true }, ExactAddresses: o.Addresses, UserAgent: o.UserAgent})
	if err != nil {
		return nil, fmt.Errorf("push: %w", err)
	}
	return &Sender{Options: o, fetch: client}, nil
}

// Close closes idle connections.
func (s *Sender) Close() error { s.fetch.Close(); return nil }

// Public implements community.Pushes.
func (s *Sender) Public() string { return s.Keys.Public }

// Check implements community.Pushes.
func (s *Sender) Check(ctx context.Context, d community.PushDevice) error {
	key, err := base64.RawURLEncoding.DecodeString(d.P256DH)
	if err != nil {
		return fmt.Errorf("push: key: %w", err)
	}
	if _, err := ecdh.P256().NewPublicKey(key); err != nil {
		return fmt.Errorf("push: key: %w", err)
	}
	if auth, err := base64.RawURLEncoding.DecodeString(d.Auth); err != nil || len(auth) != 16 {
		return errors.New("push: the secret is not of 16 bytes")
	}
	return s.fetch.Reachable(ctx, d.Endpoint)
}

// kept is for how long, in seconds, a push service keeps what it cannot deliver.
const kept = 24 * 60 * 60

// message is what the service worker shows. It never holds what was written, who
// wrote it or where.
type message struct {
	Title string `json:"title"`
	Body  string `json:"body"`
	Link  string `json:"link"`
}

// Send is the handler of jobs of kind community.JobPush.
func (s *Sender) Send(ctx context.Context, j jobs.Job) error {
	var in community.PushJob
	if err := json.Unmarshal(j.Payload, &in); err != nil {
		return jobs.Park(fmt.Errorf("push: payload: %w", err))
	}
	p, err := s.Service.PushToSend(ctx, in)
	if err != nil {
		return err
	}
	if wait := p.Wait.Sub(s.Service.Clock()); wait > 0 {
		return jobs.Hold(wait, errors.New("push: the reader's quiet time"))
	}
	gone := false
	switch {
	case p.Count > 0 && p.Device.TokenID != 0:
		gone, err = s.toApp(ctx, p)
	case p.Count > 0:
		gone, err = s.push(ctx, p)
	}
	if err != nil {
		return err
	}
	if err := s.Service.PushSent(ctx, j.ID, p, gone); err != nil {
		return err
	}
	return jobs.Done
}

// push tells a browser.
func (s *Sender) push(ctx context.Context, p community.Push) (gone bool, err error) {
	m := message{Title: s.Site, Link: "/notifications", Body: s.Words.Translate(p.Language, "notices.live", "Count", p.Count)}
	if p.Count == 1 {
		m.Body, m.Link = s.Words.Translate(p.Language, "notices.about."+string(p.Topic)), fmt.Sprint("/notifications/", p.Notice)
	}
	text, err := json.Marshal(m)
	if err != nil {
		return false, jobs.Park(err)
	}
	return s.post(ctx, p.Device, text, "notices")
}

// post sends one; gone when the device is not there any more, or never to be
// asked. Of what waits with one topic the push service keeps the last.
func (s *Sender) post(ctx context.Context, d community.PushDevice, text []byte, topic string) (gone bool, err error) {
	res, err := s.send(ctx, d, text, topic)
	if errors.Is(err, fetch.ErrAddress) || errors.Is(err, fetch.ErrURL) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 4<<10))
	switch {
	case res.StatusCode >= 200 && res.StatusCode < 300:
		return false, nil
	case res.StatusCode == http.StatusNotFound || res.StatusCode == http.StatusGone:
		return true, nil
	case res.StatusCode >= 400 && res.StatusCode < 500 && res.StatusCode != http.StatusTooManyRequests && res.StatusCode != http.StatusRequestTimeout:
		return false, jobs.Park(fmt.Errorf("push: the service answers %d", res.StatusCode))
	}
	return false, fmt.Errorf("push: the service answers %d", res.StatusCode)
}

func (s *Sender) send(ctx context.Context, d community.PushDevice, text []byte, topic string) (*http.Response, error) {
	if d.Legacy {
		return s.sendLegacy(ctx, d, text)
	}
	return webpush.SendNotificationWithContext(ctx, text, &webpush.Subscription{Endpoint: d.Endpoint,
		Keys: webpush.Keys{Auth: d.Auth, P256dh: d.P256DH}}, &webpush.Options{HTTPClient: s.fetch.HTTP(), Subscriber: s.Contact,
		TTL: kept, Topic: topic, Urgency: webpush.UrgencyNormal, VAPIDPublicKey: s.Keys.Public, VAPIDPrivateKey: s.Keys.Private})
}
