package community

import (
	"context"
	"slices"

	"headroom/community/policy"
)

// NoticeSettings is what somebody is told, and how.
type NoticeSettings struct {
	Topics      []NoticeChoice // every topic, in order
	Quiet       Quiet
	Digest      Digest
	SchoolDays  bool           // whether those of the reader's authority are known
	Communities []PlaceSetting // those that the reader is in
	MailReplies bool           // whether they answer by e-mail
}

// PlaceSetting is what somebody is told of one of their communities.
type PlaceSetting struct {
	Community Community
	Choice    string // PlaceAll, PlaceMine or PlaceNone
	Content   bool   // whether e-mails may say what was written there
}

// NoticeSettingsInput is what somebody chose; topics and communities that it
// does not name stay as they are.
type NoticeSettingsInput struct {
	Topics      map[NoticeTopic]string // "mail", "page" or "off"
	Communities map[int64]string
	Content     map[int64]bool
	Quiet       *QuietInput  // nil: as it is
	Digest      *DigestInput // likewise
	MailReplies *bool        // likewise
}

// Ways are the choices about a topic: by e-mail as well, on the page, not at
// all.
const (
	WayMail = "mail"
	WayPage = "page"
	WayOff  = "off"
)

// Way is the choice as one word.
func (c NoticeChoice) Way() string {
	switch {
	case !c.Page:
		return WayOff
	case c.Mail:
		return WayMail
	default:
		return WayPage
	}
}

// choiceOf gives what a person chose about a topic, or what holds for who has
// chosen nothing.
func (s *Service) choiceOf(tx Tx, person int64, t NoticeTopic) (NoticeChoice, error) {
	all, err := tx.NoticeChoices(person)
	for _, c := range all {
		if c.Topic == t {
			return c, err
		}
	}
	return NoticeChoice{PersonID: person, Topic: t, Page: true, Mail: t.MailsFirst()}, err
}

// NoticeSettings gives the viewer's choices.
func (s *Service) NoticeSettings(ctx context.Context, v Viewer) (NoticeSettings, error) {
	return view(ctx, s, func(tx Tx) (NoticeSettings, error) {
		if _, err := s.mine(tx, v, policy.EditProfile); err != nil {
			return NoticeSettings{}, err
		}
		var out NoticeSettings
		for _, t := range NoticeTopics() {
			c, err := s.choiceOf(tx, v.Person, t)
			if err != nil {
				return out, err
			}
			out.Topics = append(out.Topics, c)
		}
		if err := s.quietSettings(tx, v, &out); err != nil {
			return out, err
		}
		rooms, err := s.readableRooms(tx, v)
		if err != nil {
			return out, err
		}
		chosen, err := tx.PlaceChoices(v.Person)
		if err != nil {
			return out, err
		}
		of := map[int64]PlaceChoice{}
		for _, c := range chosen {
			of[c.CommunityID] = c
		}
		for _, c := range rooms {
			p := PlaceSetting{Community: c, Choice: PlaceMine, Content: of[c.ID].Content}
			if choice := of[c.ID].Choice; choice != "" {
				p.Choice = choice
			}
			out.Communities = append(out.Communities, p)
		}
		return out, nil
	})
}

func (s *Service) quietSettings(tx Tx, v Viewer, out *NoticeSettings) error {
	me, err := tx.Person(v.Person)
	if err != nil {
		return err
	}
	if out.Quiet, err = quietOf(tx, me.ID); err != nil {
		return err
	}
	if out.Digest, err = digestChoice(tx, me.ID); err != nil {
		return err
	}
	replies, err := tx.MailReplies(me.ID)
	if skipMissing(err) != nil {
		return err
	}
	out.MailReplies = !replies.Off
	days, err := schoolDaysOf(tx, me)
	out.SchoolDays = len(days) > 0
	return err
}

// readableRooms gives the communities that the viewer is in and may read, in
// the order in which they are known here.
func (s *Service) readableRooms(tx Tx, v Viewer) ([]Community, error) {
	st, err := s.standing(tx, v)
	if err != nil {
		return nil, err
	}
	var ids []int64
	for id, m := range st.memberships {
		if m.State == policy.Active {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	all, err := s.communitiesByID(tx, ids)
	if err != nil {
		return nil, err
	}
	var out []Community
	for _, id := range ids {
		f, err := s.factsIn(tx, v, st, all[id])
		if err != nil {
			return nil, err
		}
		if policy.Decide(policy.ViewThread, f).OK() {
			out = append(out, all[id])
		}
	}
	return out, nil
}

// SetNotices keeps what the viewer chose. Choices about communities that they
// are not in are left out; a choice that does not exist is a fault of its field.
func (s *Service) SetNotices(ctx context.Context, v Viewer, in NoticeSettingsInput) error {
	var check input
	for t, way := range in.Topics {
		if len(t.Kinds()) == 0 || way != WayMail && way != WayPage && way != WayOff {
			check.fault("topic_"+string(t), "error.choice", nil)
		}
	}
	for id, choice := range in.Communities {
		if choice != PlaceAll && choice != PlaceMine && choice != PlaceNone {
			check.fault("community_"+itoa(id), "error.choice", nil)
		}
	}
	var quiet Quiet
	if in.Quiet != nil {
		quiet = check.quiet(*in.Quiet, v.Person, s.now())
	}
	var digest Digest
	if in.Digest != nil {
		digest = check.digest(*in.Digest)
	}
	return s.Store.Update(ctx, func(tx Tx) error {
		me, err := s.mine(tx, v, policy.EditProfile)
		if err != nil {
			return err
		}
		if err := check.problems.Err(); err != nil {
			return err
		}
		if in.Quiet != nil {
			if err := tx.PutQuiet(quiet); err != nil {
				return err
			}
		}
		for _, t := range NoticeTopics() {
			way, ok := in.Topics[t]
			if !ok {
				continue
			}
			if err := tx.PutNoticeChoice(NoticeChoice{PersonID: v.Person, Topic: t, Page: way != WayOff, Mail: way == WayMail,
				UpdatedAt: s.now()}); err != nil {
				return err
			}
		}
		if in.Digest != nil {
			if err := s.chooseDigest(tx, me, digest); err != nil {
				return err
			}
		}
		if in.MailReplies != nil {
			if err := s.chooseMailReplies(tx, v.Person, *in.MailReplies); err != nil {
				return err
			}
		}
		return s.setPlaces(tx, v, in)
	})
}

// setPlaces keeps the choices about communities.
func (s *Service) setPlaces(tx Tx, v Viewer, in NoticeSettingsInput) error {
	rooms, err := s.readableRooms(tx, v)
	if err != nil {
		return err
	}
	content, err := contentOf(tx, v.Person)
	if err != nil {
		return err
	}
	for _, c := range rooms {
		choice, ok := in.Communities[c.ID]
		if !ok {
			continue
		}
		tells, said := in.Content[c.ID]
		if !said {
			tells = content[c.ID]
		}
		if err := tx.PutPlaceChoice(PlaceChoice{PersonID: v.Person, CommunityID: c.ID, Choice: choice, Content: tells, UpdatedAt: s.now()}); err != nil {
			return err
		}
	}
	return nil
}

// NoMoreMail turns the e-mails about a topic off for a person, as one who
// followed the link in one may ask without signing in. Everything else stays.
func (s *Service) NoMoreMail(ctx context.Context, person int64, t NoticeTopic) error {
	if len(t.Kinds()) == 0 && t != TopicDigest {
		return ErrNotFound
	}
	return s.Store.Update(ctx, func(tx Tx) error {
		if _, err := tx.AccountOfPerson(person); err != nil {
			return err
		}
		if t == TopicDigest {
			p, err := tx.Person(person)
			if err != nil {
				return err
			}
			d, err := digestChoice(tx, person)
			if err != nil {
				return err
			}
			return s.chooseDigest(tx, p, Digest{Mode: DigestOff, At: d.At})
		}
		c, err := s.choiceOf(tx, person, t)
		if err != nil || !c.Mail {
			return err
		}
		c.Mail, c.UpdatedAt = false, s.now()
		return tx.PutNoticeChoice(c)
	})
}

// ThreadFollowed says whether the viewer follows a thread: PlaceFollow,
// PlaceMute, or "" where they are told of it only when it concerns them. It is
// PlaceAll where they want all of its community.
func (s *Service) ThreadFollowed(ctx context.Context, v Viewer, thread int64) (string, error) {
	return view(ctx, s, func(tx Tx) (string, error) {
		t, _, f, err := s.inThread(tx, v, thread, policy.ViewThread)
		if err != nil || f.Asker != policy.Person || !f.Local {
			return "", err
		}
		c, err := tx.ThreadChoice(v.Person, t.ID)
		if err == nil || !IsNotFound(err) {
			return c.Choice, err
		}
		all, err := tx.PlaceChoices(v.Person)
		if err != nil {
			return "", err
		}
		for _, p := range all {
			if p.CommunityID == t.CommunityID && p.Choice == PlaceAll {
				return PlaceAll, nil
			}
		}
		return "", nil
	})
}

// UnmuteThread takes back that the viewer has muted a thread: they are told of it
// again when it concerns them. Who has not muted it chooses nothing.
func (s *Service) UnmuteThread(ctx context.Context, v Viewer, thread int64) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if _, err := s.mine(tx, v, policy.EditProfile); err != nil {
			return err
		}
		t, _, _, err := s.inThread(tx, v, thread, policy.ViewThread)
		if err != nil {
			return err
		}
		return tx.DropThreadChoice(v.Person, t.ID, PlaceMute)
	})
}

// FollowThread follows a thread, or mutes it: who has muted one hears of it
// only when somebody names them.
func (s *Service) FollowThread(ctx context.Context, v Viewer, thread int64, choice string) error {
	if choice != PlaceFollow && choice != PlaceMute {
		return FieldError("choice", "error.choice", nil)
	}
	return s.Store.Update(ctx, func(tx Tx) error {
		if _, err := s.mine(tx, v, policy.EditProfile); err != nil {
			return err
		}
		t, _, _, err := s.inThread(tx, v, thread, policy.ViewThread)
		if err != nil {
			return err
		}
		return tx.PutPlaceChoice(PlaceChoice{PersonID: v.Person, CommunityID: t.CommunityID, ThreadID: t.ID, Choice: choice,
			UpdatedAt: s.now()})
	})
}
