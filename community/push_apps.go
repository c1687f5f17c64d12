package community

import (
	"cmp"
	"context"
	"encoding/base64"
	"slices"
	"strings"

	"headroom/community/policy"
)

// Alert is a kind of notification as apps for Mastodon name it, with the notices that
// are told under that name. Of some names there is nothing here.
type Alert struct {
	Name  string
	Kinds []NoticeKind
}

// alerts are all names that apps know. Notices that have none are about memberships,
// credentials and moderation; apps show them as announcements.
var alerts = []Alert{
	{"mention", []NoticeKind{NoticeMention, NoticeReply, NoticeMessage}},
	{"status", []NoticeKind{NoticeThread, NoticePost}},
	{"favourite", []NoticeKind{NoticeReaction}},
	{"poll", []NoticeKind{NoticePollDone}},
	{"follow_request", []NoticeKind{NoticeRequest}},
	{"reblog", nil}, {"follow", nil}, {"update", nil}, {"quote", nil}, {"quoted_update", nil}, {"admin.sign_up", nil}, {"admin.report", nil},
}

// Alerts are all names of notifications that apps know.
func Alerts() []Alert { return slices.Clone(alerts) }

// Alert is the name under which apps are told of a kind; "" when they are not.
func (k NoticeKind) Alert() string {
	for _, a := range alerts {
		if slices.Contains(a.Kinds, k) {
			return a.Name
		}
	}
	return ""
}

// What pushes to apps are bounded by.
const (
	pushedAppsMost = 20 // of one person; beyond it the oldest goes
	pushAppAtOnce  = 10 // notices told one by one, the newest
)

// pushPolicies are from whom an app may want pushes. Nobody is told who follows them,
// so that "follower" is nobody.
var pushPolicies = []string{"all", "followed", "follower", "none"}

// AppPushInput is where and of what an app wants to be told.
type AppPushInput struct {
	Endpoint     string
	P256DH, Auth string // base64 of either alphabet, with or without padding
	Standard     bool   // by RFC 8291; else in the coding that came before it
	Alerts       []string
	Policy       string // "all" when empty
}

// base64url writes a key of an app in the one form that is kept.
func base64url(key string) string {
	key = strings.NewReplacer("+", "-", "/", "_").Replace(strings.TrimRight(strings.TrimSpace(key), "="))
	if _, err := base64.RawURLEncoding.DecodeString(key); err != nil {
		return ""
	}
	return key
}

// wants takes of what an app is to be told; names that apps do not know are left out.
func (d *PushDevice) wants(check *input, names []string, from string) {
	var known []string
	for _, a := range alerts {
		if slices.Contains(names, a.Name) {
			known = append(known, a.Name)
		}
	}
	d.Alerts = strings.Join(known, ",")
	d.Policy = check.choice("policy", cmp.Or(from, "all"), pushPolicies, true)
}

// alertKinds are all kinds that apps list as notifications.
func alertKinds() (kinds []NoticeKind) {
	for _, a := range alerts {
		kinds = append(kinds, a.Kinds...)
	}
	return kinds
}

// alertKinds are the notices of which an app is told.
func (d PushDevice) alertKinds() (kinds []NoticeKind) {
	if d.Policy == "none" || d.Policy == "follower" {
		return nil
	}
	for _, a := range alerts {
		if slices.Contains(strings.Split(d.Alerts, ","), a.Name) {
			kinds = append(kinds, a.Kinds...)
		}
	}
	return kinds
}

// SetAppPush has an app told of what its member is told, at an address that it names,
// instead of where it was told before. Invalid for the field "endpoint" when that may
// not be asked, such as one on a private address, or the keys cannot be used.
func (s *Service) SetAppPush(ctx context.Context, v Viewer, token int64, in AppPushInput) (PushDevice, error) {
	var check input
	d := PushDevice{PersonID: v.Person, Endpoint: in.Endpoint, P256DH: base64url(in.P256DH), Auth: base64url(in.Auth), TokenID: token, Legacy: !in.Standard}
	d.wants(&check, in.Alerts, in.Policy)
	if s.Pushes == nil {
		return d, &Error{Class: Unavailable, Key: "error.unavailable"}
	}
	if d.Endpoint == "" || s.Pushes.Check(ctx, d) != nil {
		check.once("endpoint", "error.app_push")
	}
	return update(ctx, s, func(tx Tx) (PushDevice, error) {
		k, have, err := s.appPushes(tx, v, token)
		if err != nil {
			return d, err
		}
		if err := check.problems.Err(); err != nil {
			return d, err
		}
		if err := dropOlder(tx, have, token); err != nil {
			return d, err
		}
		a, err := tx.App(k.AppID)
		if err != nil {
			return d, err
		}
		d.ID, d.Epoch, d.Name, d.CreatedAt = tx.NextID(), k.Epoch, a.Name, s.now()
		if d.ToldID, err = tx.NewestNotice(v.Person); err != nil {
			return d, err
		}
		return d, tx.PutPushDevice(d)
	})
}

// dropOlder forgets where the app of a token was told before, and the oldest places
// where there are too many.
func dropOlder(tx Tx, have []PushDevice, token int64) error {
	for i, d := range have {
		if d.TokenID == token || len(have)-i >= pushedAppsMost {
			if _, err := tx.DropPushDevice(d.PersonID, d.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// appPushes gives the viewer's token, and where apps of theirs are told, the oldest
// first.
func (s *Service) appPushes(tx Tx, v Viewer, token int64) (AppToken, []PushDevice, error) {
	if _, err := s.mine(tx, v, policy.EditProfile); err != nil {
		return AppToken{}, nil, err
	}
	k, err := tx.AppTokenByID(token)
	if err != nil {
		return k, nil, err
	}
	if k.AccountID != v.Account {
		return k, nil, ErrNotFound
	}
	all, err := tx.PushDevices(v.Person)
	return k, slices.DeleteFunc(all, func(d PushDevice) bool { return d.TokenID == 0 }), err
}

// AppPush gives where and of what the app of a token is told; NotFound when it is not.
func (s *Service) AppPush(ctx context.Context, v Viewer, token int64) (PushDevice, error) {
	return view(ctx, s, func(tx Tx) (PushDevice, error) { return s.appPush(tx, v, token) })
}

func (s *Service) appPush(tx Tx, v Viewer, token int64) (PushDevice, error) {
	_, have, err := s.appPushes(tx, v, token)
	if err != nil {
		return PushDevice{}, err
	}
	if i := slices.IndexFunc(have, func(d PushDevice) bool { return d.TokenID == token }); i >= 0 {
		return have[i], nil
	}
	return PushDevice{}, ErrNotFound
}

// ChangeAppPush changes of what an app is told; NotFound when it is not.
func (s *Service) ChangeAppPush(ctx context.Context, v Viewer, token int64, names []string, from string) (PushDevice, error) {
	return update(ctx, s, func(tx Tx) (PushDevice, error) {
		var check input
		d, err := s.appPush(tx, v, token)
		if err != nil {
			return d, err
		}
		d.wants(&check, names, cmp.Or(from, d.Policy))
		if err := check.problems.Err(); err != nil {
			return d, err
		}
		return d, tx.PutPushDevice(d)
	})
}

// EndAppPush ends the pushes to the app of a token, if there are any.
func (s *Service) EndAppPush(ctx context.Context, v Viewer, token int64) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		d, err := s.appPush(tx, v, token)
		if err != nil {
			return skipMissing(err)
		}
		_, err = tx.DropPushDevice(d.PersonID, d.ID)
		return err
	})
}

// appGone reports whether a device is that of an app which may not speak for its
// member any more.
func appGone(tx Tx, a Account, d PushDevice) (bool, error) {
	if d.TokenID == 0 {
		return false, nil
	}
	k, err := tx.AppTokenByID(d.TokenID)
	if IsNotFound(err) {
		return true, nil
	}
	return k.AccountID != a.ID || k.Epoch != a.Epoch || !ScopeCovers(k.Scopes, "push"), err
}

// tellApp says of which notices an app is told: of those that it can fetch, from whom
// it wants to hear.
func (p *Push) tellApp(tx Tx, views []*NoticeView) error {
	from := map[int64]bool{}
	if p.Device.Policy == "followed" {
		list, err := tx.FollowingOf(p.Device.PersonID)
		if err != nil {
			return err
		}
		for _, f := range list {
			from[f.OtherID] = true
		}
	}
	for _, n := range views {
		if n != nil && n.Actor.ID != 0 && (p.Device.Policy != "followed" || from[n.Actor.ID]) && len(p.Notices) < pushAppAtOnce {
			p.Notices = append(p.Notices, n.Notice)
		}
	}
	if p.Count = len(p.Notices); p.Count > 0 {
		p.Notice = p.Notices[0].ID
	}
	slices.Reverse(p.Notices)
	return nil
}
