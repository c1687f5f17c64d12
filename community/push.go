package community

import (
	"cmp"
	"context"
	"slices"
	"time"

	"headroom/community/policy"
)

// JobPush is a push to one device: PushJob.
const JobPush = "push"

// PushJob is the payload of JobPush. What is told is found out when it is sent.
type PushJob struct {
	Device int64 `json:"device"`
}

// PushDevice is a browser to which a person is sent pushes.
type PushDevice struct {
	ID        int64
	PersonID  int64
	Epoch     int64  // of the account when it was added
	Name      string // as the person calls it
	Endpoint  string
	P256DH    string // its key (RFC 8291), base64url
	Auth      string // likewise
	ToldID    int64  // the newest notice that it was told of
	CreatedAt time.Time
	TokenID   int64  // of the app that asked for it; 0 of a browser
	Alerts    string // of an app: names of [Alerts], with commas between
	Policy    string // of an app, as it was asked for: all, followed, follower or none
	Legacy    bool   // in the coding that came before RFC 8291, which many apps still read alone
}

// Pushes send to the push services of browsers.
type Pushes interface {
	// Public is the key by which browsers know this instance (RFC 8292), base64url.
	Public() string
	// Check refuses an endpoint that may not be asked, such as one on a private
	// address, and keys that cannot be used.
	Check(ctx context.Context, d PushDevice) error
}

// What people may have of devices, and what they get who have chosen nothing.
const (
	devicesMost = 10
	pushWait    = 10 * time.Second
)

var usualPushes = []NoticeTopic{TopicMention, TopicReply, TopicInvited, TopicMembership, TopicRequest, TopicCredential}

// pushTopics gives the topics of which a person wants pushes.
func pushTopics(tx Tx, person int64) ([]NoticeTopic, error) {
	chosen, err := tx.PushTopics(person)
	if IsNotFound(err) {
		return usualPushes, nil
	}
	topics := make([]NoticeTopic, len(chosen))
	for i, t := range chosen {
		topics[i] = NoticeTopic(t)
	}
	return topics, err
}

// PushSettings are a person's devices, and of what they are told there.
type PushSettings struct {
	Key     string // of this instance; "" where there are no pushes
	Devices []PushDevice
	Topics  []NoticeTopic
}

// PushSettings gives the viewer's devices that are browsers: an app's pushes end with
// the app, which is listed elsewhere.
func (s *Service) PushSettings(ctx context.Context, v Viewer) (PushSettings, error) {
	return view(ctx, s, func(tx Tx) (out PushSettings, err error) {
		if _, err := s.mine(tx, v, policy.EditProfile); err != nil {
			return out, err
		}
		if s.Pushes != nil {
			out.Key = s.Pushes.Public()
		}
		a, err := tx.Account(v.Account)
		if err != nil {
			return out, err
		}
		all, err := tx.PushDevices(v.Person)
		if err != nil {
			return out, err
		}
		out.Devices = slices.DeleteFunc(all, func(d PushDevice) bool { return d.Epoch != a.Epoch || d.TokenID != 0 })
		out.Topics, err = pushTopics(tx, v.Person)
		return out, err
	})
}

// AddDevice lets a browser of the viewer be sent pushes; one that is known
// already gets another name. Invalid for the field "device_name".
func (s *Service) AddDevice(ctx context.Context, v Viewer, d PushDevice) error {
	var check input
	d.Name = check.line("device_name", d.Name, nameMax, true)
	if s.Pushes == nil {
		return &Error{Class: Unavailable, Key: "error.unavailable"}
	}
	if d.Endpoint == "" || s.Pushes.Check(ctx, d) != nil {
		check.once("device_name", "error.push_endpoint")
	}
	return s.Store.Update(ctx, func(tx Tx) error {
		if _, err := s.mine(tx, v, policy.EditProfile); err != nil {
			return err
		}
		if err := check.problems.Err(); err != nil {
			return err
		}
		a, err := tx.Account(v.Account)
		if err != nil {
			return err
		}
		have, err := tx.PushDevices(v.Person)
		if err != nil {
			return err
		}
		have = slices.DeleteFunc(have, func(old PushDevice) bool { return old.TokenID != 0 })
		for _, old := range have { // what a lost session left behind
			if old.Epoch != a.Epoch {
				if _, err := tx.DropPushDevice(v.Person, old.ID); err != nil {
					return err
				}
			}
		}
		if len(have) >= devicesMost && !slices.ContainsFunc(have, func(old PushDevice) bool { return old.Endpoint == d.Endpoint }) {
			return FieldError("device_name", "error.too_many", map[string]any{"Max": devicesMost})
		}
		d.ID, d.PersonID, d.Epoch, d.CreatedAt = tx.NextID(), v.Person, a.Epoch, s.now()
		if d.ToldID, err = tx.NewestNotice(v.Person); err != nil {
			return err
		}
		return tx.PutPushDevice(d)
	})
}

// EndDevice ends the pushes to a device of the viewer; NotFound for others'.
func (s *Service) EndDevice(ctx context.Context, v Viewer, id int64) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if _, err := s.mine(tx, v, policy.EditProfile); err != nil {
			return err
		}
		if was, err := tx.DropPushDevice(v.Person, id); err != nil || was {
			return err
		}
		return ErrNotFound
	})
}

// SetPushTopics keeps of what the viewer wants pushes.
func (s *Service) SetPushTopics(ctx context.Context, v Viewer, topics []string) error {
	var check input
	for _, t := range topics {
		if len(NoticeTopic(t).Kinds()) == 0 {
			check.fault("push", "error.choice", nil)
			break
		}
	}
	slices.Sort(topics)
	topics = slices.Compact(topics)
	return s.Store.Update(ctx, func(tx Tx) error {
		if _, err := s.mine(tx, v, policy.EditProfile); err != nil {
			return err
		}
		if err := check.problems.Err(); err != nil {
			return err
		}
		return tx.PutPushTopics(v.Person, topics)
	})
}

// pushAll asks for pushes to devices; asked for again within a few seconds, it is
// one.
func (s *Service) pushAll(tx Tx, devices []PushDevice, err error) error {
	if err != nil {
		return err
	}
	for _, d := range devices {
		if err := s.pushLater(tx, d.ID, s.now().Add(pushWait)); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) pushLater(tx Tx, device int64, at time.Time) error {
	key := "push " + itoa(device) + " " + itoa(at.Truncate(pushWait).Unix())
	return tx.Enqueue(intent(JobPush, JobPush, key, PriorityLow, at, PushJob{Device: device}))
}

// Push is what a device may be told now. There is nothing to send when Count is
// 0.
type Push struct {
	Device   PushDevice
	Language string
	Count    int
	Topic    NoticeTopic // of the newest
	Notice   int64       // the newest
	Wait     time.Time   // not to be sent before
	Ended    bool        // the device is not to be told anything any more
	Notices  []Notice    // each by itself, the oldest first: what an app is told
}

// PushToSend gives what a device may be told: how many unread notices there are
// since the last time, of which its person may know now and wants pushes. A
// device whose sessions have been ended, or whose person is no member any more,
// is to be forgotten.
func (s *Service) PushToSend(ctx context.Context, in PushJob) (Push, error) {
	return view(ctx, s, func(tx Tx) (out Push, err error) {
		if out.Device, err = tx.PushDevice(in.Device); err != nil {
			return out, skipMissing(err)
		}
		a, p, worth, ok, err := s.mailable(tx, out.Device.PersonID)
		if err != nil {
			return out, err
		}
		if !ok || worth == policy.Revoked || a.Epoch != out.Device.Epoch {
			out.Ended = true
			return out, nil
		}
		if out.Ended, err = appGone(tx, a, out.Device); err != nil || out.Ended {
			return out, err
		}
		if at, err := s.quietUntil(tx, a, p); err != nil || at.After(s.now()) {
			out.Wait = at
			return out, err
		}
		out.Language = cmp.Or(a.Language, p.Language, s.Identity.Language)
		return out, s.countPush(tx, Viewer{Account: a.ID, Person: p.ID}, &out)
	})
}

// pushKinds are the kinds of notice of which a device is told.
func pushKinds(tx Tx, d PushDevice) (kinds []NoticeKind, err error) {
	if d.TokenID != 0 {
		return d.alertKinds(), nil
	}
	topics, err := pushTopics(tx, d.PersonID)
	for _, t := range topics {
		kinds = append(kinds, t.Kinds()...)
	}
	return kinds, err
}

func (s *Service) countPush(tx Tx, v Viewer, out *Push) error {
	kinds, err := pushKinds(tx, out.Device)
	if err != nil || len(kinds) == 0 {
		return err
	}
	rows, err := tx.Notices(v.Person, true, kinds, Page{Limit: 50})
	if err != nil {
		return err
	}
	rows = slices.DeleteFunc(rows, func(n Notice) bool { return n.ID <= out.Device.ToldID })
	r, err := s.noticeReader(tx, v)
	if err != nil {
		return err
	}
	views, err := r.see(rows)
	if err != nil {
		return err
	}
	if out.Device.TokenID != 0 {
		return out.tellApp(tx, views)
	}
	for _, n := range views {
		if n == nil {
			continue
		}
		if out.Count++; out.Count == 1 {
			out.Topic, out.Notice = n.Kind.Topic(), n.ID
		}
	}
	return nil
}

// PushSent ends the job of a push: what it told counts as told, or the device is
// forgotten when it is gone for good.
func (s *Service) PushSent(ctx context.Context, job int64, p Push, gone bool) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if job != 0 {
			if err := tx.FinishJob(job); err != nil {
				return err
			}
		}
		switch {
		case p.Device.ID == 0:
			return nil
		case gone || p.Ended:
			_, err := tx.DropPushDevice(p.Device.PersonID, p.Device.ID)
			return err
		case p.Count > 0:
			return tx.PushTold(p.Device.ID, p.Notice)
		}
		return nil
	})
}
