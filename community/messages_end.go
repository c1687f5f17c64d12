package community

import (
	"context"

	"headroom/community/policy"
)

// DeleteMessage takes back what the viewer has written, from everybody: their
// homes are told. What somebody has read or copied stays read.
func (s *Service) DeleteMessage(ctx context.Context, v Viewer, id int64) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		me, err := s.mine(tx, v, policy.LeaveMessages)
		if err != nil {
			return err
		}
		m, err := tx.PrivateMessage(id)
		if err != nil {
			return err
		}
		if m.AuthorID != me.ID {
			return ErrNotFound // who may read it, and who may not, are told the same
		}
		if !m.DeletedAt.IsZero() {
			return nil
		}
		away, err := s.hostsOf(tx, m)
		if err != nil {
			return err
		}
		if err := s.blankMessage(tx, m, me.IRI, 0); err != nil || len(away) == 0 {
			return err
		}
		return s.publishDirect(tx, Publish{Act: ActMessageDelete, Person: me.ID, Post: m.ID})
	})
}

// blankMessage deletes the words of a message with the documents that hold them,
// but for one.
func (s *Service) blankMessage(tx Tx, m PrivateMessage, by string, except int64) error {
	m.Source, m.HTML, m.DeletedAt = "", "", s.now()
	if err := tx.UpdatePrivateMessage(m); err != nil {
		return err
	}
	if err := tx.PutTombstone(Tombstone{Object: m.IRI, Author: by, By: by, CreatedAt: s.now()}); err != nil {
		return err
	}
	if _, err := tx.PurgeDocuments(0, m.IRI, except); err != nil {
		return err
	}
	return s.tellTalk(tx, m)
}

// tellTalk lets open pages of the people here look at a conversation again.
func (s *Service) tellTalk(tx Tx, m PrivateMessage) error {
	all, err := tx.TalkPeople(m.ConversationID)
	if err != nil {
		return err
	}
	ids := make([]int64, len(all))
	for i, p := range all {
		ids[i] = p.PersonID
	}
	people, err := tx.PeopleByID(ids)
	if err != nil {
		return err
	}
	for _, p := range people {
		if !p.Local {
			continue
		}
		if err := s.emit(tx, Event{Kind: EventMessage, ObjectID: m.ID, PersonID: p.ID}); err != nil {
			return err
		}
	}
	return nil
}

// hostsOf are the other instances that a message went, or goes, to.
func (s *Service) hostsOf(tx Tx, m PrivateMessage) (hosts []string, err error) {
	became, err := tx.MessagePeople([]int64{m.ID})
	if err != nil {
		return nil, err
	}
	var ids []int64
	for _, b := range became {
		ids = append(ids, b.PersonID)
	}
	return s.homes(tx, ids)
}

// LeaveTalk ends the viewer's place in a conversation: it is not theirs to
// read any more, nobody's words reach them there, and the others see that they
// have left.
func (s *Service) LeaveTalk(ctx context.Context, v Viewer, id int64) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		me, at, err := s.myTalk(tx, v, policy.LeaveMessages, id)
		if err != nil {
			return err
		}
		mine := at[me.ID]
		mine.LeftAt, mine.ReadID = s.now(), mine.LastID
		if err := tx.PutTalkPerson(mine); err != nil {
			return err
		}
		if err := tx.ReadMessageNotices(me.ID, id, s.now()); err != nil {
			return err
		}
		if err := skipMissing(tx.DeleteDraft(me.ID, placeOf("conversation", id))); err != nil {
			return err
		}
		if err := s.tellTalk(tx, PrivateMessage{ConversationID: id}); err != nil {
			return err
		}
		away, err := s.homes(tx, keysOf(at))
		if err != nil || len(away) == 0 {
			return err
		}
		return s.publishDirect(tx, Publish{Act: ActMessageLeave, Person: me.ID, Post: id})
	})
}

// homes are the other instances at which people live, each once.
func (s *Service) homes(tx Tx, ids []int64) (hosts []string, err error) {
	people, err := s.peopleByID(tx, ids)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, id := range keysOf(people) {
		if p := people[id]; !p.Local && !seen[p.Host] {
			seen[p.Host] = true
			hosts = append(hosts, p.Host)
		}
	}
	return hosts, nil
}
