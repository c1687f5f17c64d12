package clientapi

import (
	"net/http"
	"slices"
	"strings"

	"headroom/community"
)

// notification is Mastodon's Notification.
type notification struct {
	ID        string  `json:"id"`
	Type      string  `json:"type"`
	CreatedAt string  `json:"created_at"`
	GroupKey  string  `json:"group_key"`
	Account   account `json:"account"`
	Status    *status `json:"status,omitempty"`
}

// notificationGroup is Mastodon's NotificationGroup: what we tell as one line is one
// group.
type notificationGroup struct {
	GroupKey   string   `json:"group_key"`
	Count      int64    `json:"notifications_count"`
	Type       string   `json:"type"`
	NewestID   int64    `json:"most_recent_notification_id"` // a number, of all ids
	PageMin    string   `json:"page_min_id"`
	PageMax    string   `json:"page_max_id"`
	LatestAt   string   `json:"latest_page_notification_at"`
	AccountIDs []string `json:"sample_account_ids"`
	StatusID   *string  `json:"status_id,omitempty"`
}

// groupedNotifications are the results of version 2: each account and status once.
type groupedNotifications struct {
	Accounts []account           `json:"accounts"`
	Statuses []status            `json:"statuses"`
	Groups   []notificationGroup `json:"notification_groups"`
}

// groupPrefix begins every key of a group.
const groupPrefix = "notice-"

func groupKey(id int64) string { return groupPrefix + idText(id) }

// keyID is the notice of a key of a group.
func keyID(key string) (int64, error) {
	text, ok := strings.CutPrefix(key, groupPrefix)
	if !ok {
		return 0, community.ErrNotFound
	}
	return parseID(text)
}

// told makes the notifications of notices. One whose post is not to be read any more,
// or that names nobody, is left out.
func (a *API) told(r *http.Request, c caller, list []community.NoticeView) ([]notification, error) {
	about, err := a.noticeStatuses(r, c, list)
	if err != nil {
		return nil, err
	}
	out := []notification{}
	for _, n := range list {
		kind := n.Kind.Alert()
		st := about[n.ID]
		if kind == "" || n.Actor.ID == 0 || st == nil && kind != "follow_request" {
			continue
		}
		out = append(out, notification{ID: idText(n.ID), Type: kind, CreatedAt: date(n.CreatedAt), GroupKey: groupKey(n.ID),
			Account: a.doer(c, n), Status: st})
	}
	return out, nil
}

// noticeStatuses are the statuses of what notices are about, by notice.
func (a *API) noticeStatuses(r *http.Request, c caller, list []community.NoticeView) (map[int64]*status, error) {
	var posts []int64
	for _, n := range list {
		if n.PostID != 0 {
			posts = append(posts, n.PostID)
		}
	}
	slices.Sort(posts)
	cards, err := a.Service.Cards(r.Context(), c.viewer, slices.Compact(posts))
	if err != nil {
		return nil, err
	}
	about := map[int64]*status{}
	for _, n := range list {
		if n.Kind == community.NoticeMessage {
			if about[n.ID], err = a.newestLetter(r.Context(), c, n.RecordID); err != nil {
				return nil, err
			}
			continue
		}
		for _, card := range cards {
			if card.Post.ID == n.PostID {
				st := a.bare(c, card)
				about[n.ID] = &st
			}
		}
	}
	return about, nil
}

// grouped makes the groups of notices.
func (a *API) grouped(r *http.Request, c caller, list []community.NoticeView) (groupedNotifications, error) {
	out := groupedNotifications{Accounts: []account{}, Statuses: []status{}, Groups: []notificationGroup{}}
	told, err := a.told(r, c, list)
	if err != nil {
		return out, err
	}
	for _, n := range told {
		i := slices.IndexFunc(list, func(v community.NoticeView) bool { return idText(v.ID) == n.ID })
		g := notificationGroup{GroupKey: n.GroupKey, Count: max(list[i].Others, 0) + 1, Type: n.Type, NewestID: list[i].ID,
			PageMin: n.ID, PageMax: n.ID, LatestAt: n.CreatedAt, AccountIDs: []string{n.Account.ID}}
		if n.Status != nil {
			g.StatusID = &n.Status.ID
			if !slices.ContainsFunc(out.Statuses, func(s status) bool { return s.ID == n.Status.ID }) {
				out.Statuses = append(out.Statuses, *n.Status)
			}
		}
		if !slices.ContainsFunc(out.Accounts, func(who account) bool { return who.ID == n.Account.ID }) {
			out.Accounts = append(out.Accounts, n.Account)
		}
		out.Groups = append(out.Groups, g)
	}
	return out, nil
}

func (a *API) groupedNotifications(w http.ResponseWriter, r *http.Request, c caller) error {
	list, last, err := a.noticesAsked(r, c)
	if err != nil {
		return err
	}
	out, err := a.grouped(r, c, list)
	if err != nil {
		return err
	}
	if len(list) > 0 {
		a.link(w, r, list[0].ID, last)
	}
	return a.answer(w, http.StatusOK, out)
}

// notificationPolicy is whose notifications are held back: nobody's. Blocks and
// mutes are made about people, and closed communities let no stranger in.
func (a *API) notificationPolicy(w http.ResponseWriter, _ *http.Request, _ caller) error {
	return a.answer(w, http.StatusOK, map[string]any{"for_not_following": "accept", "for_not_followers": "accept", "for_new_accounts": "accept",
		"for_private_mentions": "accept", "for_limited_accounts": "accept", "summary": noneWaiting})
}

var noneWaiting = map[string]int{"pending_requests_count": 0, "pending_notifications_count": 0}

func (a *API) noRequests(w http.ResponseWriter, _ *http.Request, _ caller) error {
	return a.answer(w, http.StatusOK, []none{})
}

func (a *API) requestsMerged(w http.ResponseWriter, _ *http.Request, _ caller) error {
	return a.answer(w, http.StatusOK, map[string]bool{"merged": true})
}
