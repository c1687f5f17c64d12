package community

import (
	"context"
	"slices"

	"headroom/community/policy"
)

// Letter is a private message by itself, as an app shows it: with the conversation
// that it is in.
type Letter struct {
	MessageView
	Talk   TalkView
	Before int64 // the message before it, for its reader; 0 for the first
}

// Letter gives a private message to one of those who have it; it counts as read by
// nobody for that. NotFound for everybody else.
func (s *Service) Letter(ctx context.Context, v Viewer, id int64) (Letter, error) {
	return view(ctx, s, func(tx Tx) (out Letter, err error) {
		me, err := s.mine(tx, v, policy.ReadMessages)
		if err != nil {
			return out, err
		}
		m, err := tx.PrivateMessage(id)
		if err != nil {
			return out, err
		}
		c, at, err := s.talkFor(tx, me.ID, m.ConversationID)
		if err != nil {
			return out, err
		}
		list, err := s.lettersOf(tx, me, c, at, Page{Before: id + 1, Limit: 2})
		if err != nil {
			return out, err
		}
		if i := slices.IndexFunc(list, func(l Letter) bool { return l.PrivateMessage.ID == id }); i >= 0 {
			return list[i], nil
		}
		return out, ErrNotFound
	})
}

// Letters gives the messages of a conversation of the viewer's, oldest first: the
// newest ones, or those before one. It does not count as read.
func (s *Service) Letters(ctx context.Context, v Viewer, talk int64, p Page) ([]Letter, error) {
	return view(ctx, s, func(tx Tx) ([]Letter, error) {
		me, err := s.mine(tx, v, policy.ReadMessages)
		if err != nil {
			return nil, err
		}
		c, at, err := s.talkFor(tx, me.ID, talk)
		if err != nil {
			return nil, err
		}
		return s.lettersOf(tx, me, c, at, page(p, messagesOnPage, 200))
	})
}

func (s *Service) lettersOf(tx Tx, me Person, c Talk, at map[int64]TalkPerson, p Page) ([]Letter, error) {
	shown, err := s.talkView(tx, me, c, at)
	if err != nil {
		return nil, err
	}
	found, err := tx.MessagesFor(me.ID, c.ID, p)
	if err != nil {
		return nil, err
	}
	slices.Reverse(found)
	views, err := s.messageViews(tx, me, found, at)
	if err != nil {
		return nil, err
	}
	list := make([]Letter, len(views))
	for i, m := range views {
		list[i] = Letter{MessageView: m, Talk: shown}
		if i > 0 {
			list[i].Before = views[i-1].PrivateMessage.ID
		}
	}
	return list, nil
}

// ReadTalk counts a conversation of the viewer's as read.
func (s *Service) ReadTalk(ctx context.Context, v Viewer, id int64) error {
	if _, err := view(ctx, s, func(tx Tx) (Person, error) { return s.mine(tx, v, policy.ReadMessages) }); err != nil {
		return err
	}
	return s.readUpTo(ctx, v.Person, id)
}
