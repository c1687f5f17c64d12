package push

import (
	"context"
	"encoding/json"

	"headroom/community"
	"headroom/internal/jobs"
)

// appMessage is what an app for Mastodon reads. It never holds what was written, who
// wrote it or where: the app asks for the notification by its number, and policy is
// asked then. Apps refuse to read it without access_token, and are not given one.
type appMessage struct {
	AccessToken string `json:"access_token"`
	Language    string `json:"preferred_locale"`
	ID          int64  `json:"notification_id"`
	Type        string `json:"notification_type"`
	Icon        string `json:"icon"`
	Title       string `json:"title"`
	Body        string `json:"body"`
}

// toApp sends one push for each notice. What was told before one failed is noted, and
// not told again.
func (s *Sender) toApp(ctx context.Context, p community.Push) (gone bool, err error) {
	for i, n := range p.Notices {
		text, err := json.Marshal(appMessage{Language: p.Language, ID: n.ID, Type: n.Kind.Alert(), Icon: s.Icon, Title: s.Site,
			Body: s.Words.Translate(p.Language, "notices.about."+string(n.Kind.Topic()))})
		if err != nil {
			return false, jobs.Park(err)
		}
		if gone, err := s.post(ctx, p.Device, text, ""); err != nil || gone {
			return gone, err
		}
		if i == len(p.Notices)-1 {
			break // told with the end of the job
		}
		so := p
		so.Notice = n.ID
		if err := s.Service.PushSent(ctx, 0, so, false); err != nil {
			return false, err
		}
	}
	return false, nil
}
