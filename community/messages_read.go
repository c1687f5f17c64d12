package community

import (
	"cmp"
	"context"
	"slices"

	"headroom/community/policy"
)

// Talks lists the viewer's private conversations, the newest first.
// Page.Before is the id of the last message of the line before.
func (s *Service) Talks(ctx context.Context, v Viewer, p Page) ([]TalkView, error) {
	return s.talks(ctx, v, true, p)
}

// TalksListed is Talks without those that the viewer has taken off the list of their apps
// since the last message.
func (s *Service) TalksListed(ctx context.Context, v Viewer, p Page) ([]TalkView, error) {
	return s.talks(ctx, v, false, p)
}

// HideTalk takes a conversation off the list of the viewer's apps until there is a new
// message. Nobody else is told, and on its page nothing changes.
func (s *Service) HideTalk(ctx context.Context, v Viewer, id int64) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		me, at, err := s.myTalk(tx, v, policy.ReadMessages, id)
		if err != nil {
			return err
		}
		mine := at[me.ID]
		mine.HiddenID = mine.LastID
		return tx.PutTalkPerson(mine)
	})
}

func (s *Service) talks(ctx context.Context, v Viewer, hidden bool, p Page) ([]TalkView, error) {
	return view(ctx, s, func(tx Tx) ([]TalkView, error) {
		me, err := s.mine(tx, v, policy.ReadMessages)
		if err != nil {
			return nil, err
		}
		places, err := tx.TalksOf(me.ID, hidden, page(p, conversationsOn, 100))
		if err != nil {
			return nil, err
		}
		last := make([]int64, len(places))
		for i, at := range places {
			last[i] = at.LastID
		}
		newest, err := tx.PrivateMessagesByID(last)
		if err != nil {
			return nil, err
		}
		list := make([]TalkView, len(places))
		for i, at := range places {
			c, all, err := s.talkFor(tx, me.ID, at.ConversationID)
			if err != nil {
				return nil, err
			}
			if list[i], err = s.talkView(tx, me, c, all); err != nil {
				return nil, err
			}
			n := slices.IndexFunc(newest, func(m PrivateMessage) bool { return m.ID == at.LastID })
			if n < 0 {
				continue
			}
			list[i].Last = newest[n]
			list[i].Last.Source = ""
			if list[i].By, err = tx.Person(list[i].Last.AuthorID); err != nil {
				return nil, err
			}
		}
		return list, nil
	})
}

// talkView says who else is in a conversation.
func (s *Service) talkView(tx Tx, me Person, c Talk, at map[int64]TalkPerson) (TalkView, error) {
	out := TalkView{Talk: c, Unread: at[me.ID].LastID > at[me.ID].ReadID}
	people, err := s.peopleByID(tx, keysOf(at))
	if err != nil {
		return out, err
	}
	for _, id := range keysOf(at) {
		if id == me.ID {
			continue
		}
		reason, err := s.closedTo(tx, people[id])
		if err != nil {
			return out, err
		}
		out.People = append(out.People, TalkMember{PersonView: PersonView{Person: people[id].forOthers()},
			Left: !at[id].LeftAt.IsZero(), Closed: reason != ""})
	}
	slices.SortFunc(out.People, func(a, b TalkMember) int { return cmp.Compare(a.Name, b.Name) })
	return out, nil
}

// Talk shows one of the viewer's conversations, its newest messages or
// those before one, and counts it as read up to there.
func (s *Service) Talk(ctx context.Context, v Viewer, id int64, p Page) (TalkPage, error) {
	out, err := view(ctx, s, func(tx Tx) (out TalkPage, err error) {
		me, err := s.mine(tx, v, policy.ReadMessages)
		if err != nil {
			return out, err
		}
		c, at, err := s.talkFor(tx, me.ID, id)
		if err != nil {
			return out, err
		}
		if out.TalkView, err = s.talkView(tx, me, c, at); err != nil {
			return out, err
		}
		out.CanWrite = slices.ContainsFunc(out.People, func(m TalkMember) bool { return !m.Left && !m.Closed })
		p = page(p, messagesOnPage, 200)
		p.After, p.Limit = 0, p.Limit+1
		found, err := tx.MessagesFor(me.ID, id, p)
		if err != nil {
			return out, err
		}
		if len(found) == p.Limit {
			found = found[:p.Limit-1]
			out.Earlier = found[len(found)-1].ID
		}
		slices.Reverse(found)
		if out.Messages, err = s.messageViews(tx, me, found, at); err != nil {
			return out, err
		}
		out.Draft, err = tx.Draft(me.ID, placeOf("conversation", id))
		return out, skipMissing(err)
	})
	if err != nil || !out.Unread || p.Before != 0 {
		return out, err
	}
	return out, s.readUpTo(ctx, v.Person, id)
}

// messageViews shows messages to one of their readers.
func (s *Service) messageViews(tx Tx, me Person, list []PrivateMessage, at map[int64]TalkPerson) ([]MessageView, error) {
	people, err := s.peopleByID(tx, keysOf(at))
	if err != nil {
		return nil, err
	}
	ids := make([]int64, len(list))
	for i, m := range list {
		ids[i] = m.ID
	}
	became, err := tx.MessagePeople(ids)
	if err != nil {
		return nil, err
	}
	views := make([]MessageView, len(list))
	for i, m := range list {
		views[i] = MessageView{PrivateMessage: m, Author: PersonView{Person: people[m.AuthorID].forOthers()}, Mine: m.AuthorID == me.ID,
			New: m.ID > at[me.ID].ReadID}
		views[i].Source, views[i].HTML = "", s.Text.Shown(m.HTML, s.Identity.Host)
		for _, b := range became {
			if b.State == MessageKept {
				b.State = MessageTaken // nobody is told that they are blocked
			}
			if views[i].Mine && b.MessageID == m.ID && b.PersonID != me.ID {
				views[i].People = append(views[i].People, MessageDelivery{Person: people[b.PersonID], State: b.State, Reason: b.Reason, At: b.At})
			}
		}
	}
	return views, nil
}

// readUpTo counts a conversation as read, with what its reader was told of it.
func (s *Service) readUpTo(ctx context.Context, person, conversation int64) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		_, at, err := s.talkFor(tx, person, conversation)
		if err != nil {
			return err
		}
		mine := at[person]
		mine.ReadID = mine.LastID
		if err := tx.PutTalkPerson(mine); err != nil {
			return err
		}
		return tx.ReadMessageNotices(person, conversation, s.now())
	})
}

// UnreadMessages counts the viewer's conversations with something new in them, to
// UnreadMost at most.
func (s *Service) UnreadMessages(ctx context.Context, v Viewer) (int, error) {
	if v.Account == 0 || v.Person == 0 {
		return 0, nil
	}
	return view(ctx, s, func(tx Tx) (int, error) { return tx.UnreadTalks(v.Person, UnreadMost) })
}

// MayMessage reports whether the viewer has private messages, and may begin to
// write to a person, as far as it is known here.
func (s *Service) MayMessage(ctx context.Context, v Viewer, person int64) (bool, error) {
	return view(ctx, s, func(tx Tx) (bool, error) {
		f, me, err := s.viewerFacts(tx, v)
		if err != nil || me == nil || !me.Local || me.ID == person {
			return false, err
		}
		p, err := tx.Person(person)
		if err != nil {
			return false, err
		}
		reason, err := s.mayWriteTo(tx, f, *me, p, false)
		return reason == "", err
	})
}

// NewMessage says of a message, for an open page, which of the viewer's
// conversations it is in, and whether it is somebody else's and new to them.
func (s *Service) NewMessage(ctx context.Context, v Viewer, id int64) (talk int64, isNew bool, err error) {
	err = s.Store.View(ctx, func(tx Tx) error {
		me, err := s.mine(tx, v, policy.ReadMessages)
		if err != nil {
			return err
		}
		m, err := tx.PrivateMessage(id)
		if err != nil {
			return err
		}
		_, at, err := s.talkFor(tx, me.ID, m.ConversationID)
		talk, isNew = m.ConversationID, m.AuthorID != me.ID && m.DeletedAt.IsZero() && m.ID > at[me.ID].ReadID
		return err
	})
	return talk, isNew, err
}
