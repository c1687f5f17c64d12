package community

import (
	"context"

	"headroom/community/policy"
)

// DirectReceived applies what somebody of a peer says to our people, in one
// transaction with the end of the job. What the credential of the author is worth
// was looked up before; while that is not known, nothing is decided.
func (s *Service) DirectReceived(ctx context.Context, job int64, in Direct) error {
	meets := s.meetings(ctx, in)
	s.meetAll(ctx, in)
	return s.Store.Update(ctx, func(tx Tx) error {
		if err := tx.FinishJob(job); err != nil {
			return err
		}
		from, err := tx.PersonByIRI(in.Actor)
		if err != nil {
			return err
		}
		switch in.Kind {
		case "Delete":
			return s.directDeleted(tx, from, in)
		case "Leave":
			return s.directLeft(tx, from, in)
		case "Reject":
			return s.directRejected(tx, from, in)
		}
		return s.directSaid(tx, from, in, meets)
	})
}

// meetings are those of our people, by id, who are addressed, take messages from
// whom they share a community with, and share one with the author whose host is
// elsewhere.
func (s *Service) meetings(ctx context.Context, in Direct) map[int64]bool {
	if in.Kind != "Create" || s.Roster == nil {
		return nil
	}
	ask, err := view(ctx, s, func(tx Tx) (list []Person, err error) {
		from, err := tx.PersonByIRI(in.Actor)
		if err != nil {
			return nil, err
		}
		if _, err := tx.TalkByIRI(in.Context); !IsNotFound(err) {
			return nil, err
		}
		people, err := s.ours(tx, in.To)
		for _, p := range people {
			if welcome, err := s.welcomes(tx, from, p); err == nil && !welcome && p.Contact != ContactNone {
				list = append(list, p)
			}
		}
		return list, err
	})
	if err != nil {
		return nil
	}
	meets := map[int64]bool{}
	for _, p := range ask {
		meets[p.ID] = s.meetsElsewhere(ctx, p, in.Actor)
	}
	return meets
}

// directSaid gives a message to those of our people who take it; the author's
// home is told of each who does not, and why.
func (s *Service) directSaid(tx Tx, from Person, in Direct, meets map[int64]bool) error {
	if t, err := tx.Tombstone(in.Object); err == nil && t.Author == in.Actor {
		_, err := tx.DropDocument(in.Document)
		return err // deleted before it came
	} else if skipMissing(err) != nil {
		return err
	}
	if _, err := tx.PrivateMessageByIRI(in.Object); !IsNotFound(err) {
		return err // there already
	}
	people, err := s.ours(tx, in.To)
	if err != nil {
		return skipMissing(err)
	}
	f, _, err := s.viewerFacts(tx, Viewer{Person: from.ID, Host: from.Host})
	if err != nil {
		return err
	}
	talk, at, err := s.talkOf(tx, from, in)
	if err != nil {
		return skipMissing(err)
	}
	apart, err := s.amongStrangers(tx, in)
	if err != nil {
		return err
	}
	var take []Person
	for _, p := range people {
		d, err := s.takes(tx, f, from, p, at, meets[p.ID])
		if err != nil {
			return err
		}
		if d.Verdict == policy.Unavailable && !s.heldTooLong(in.Received) {
			return refuse(d) // held: asked again when the status is known
		}
		if d.OK() && apart { // who is written to could not answer everybody
			d = policy.Decision{Verdict: policy.Forbidden, Reason: policy.ReasonNotPeered}
		}
		if !d.OK() {
			if err := s.sayNo(tx, from, p, in.Activity, d.Reason); err != nil {
				return err
			}
			continue
		}
		at, err := tx.Stance(p.ID, from.ID)
		if skipMissing(err) != nil {
			return err
		}
		if !at.Blocked { // who is blocked is not told: for them it has arrived
			take = append(take, p)
		}
	}
	if len(take) == 0 {
		_, err := tx.DropDocument(in.Document)
		return err
	}
	return s.directKept(tx, from, in, talk, at, take)
}

// takes decides about one of our people. at is nil where the conversation begins.
func (s *Service) takes(tx Tx, f policy.Facts, from, to Person, at map[int64]TalkPerson, meets bool) (policy.Decision, error) {
	closed, err := s.closedTo(tx, to)
	if err != nil {
		return policy.Decision{}, err
	}
	f.Hosted, f.Gone = true, closed != ""
	place, in := at[to.ID]
	if f.Welcome = in || meets; !f.Welcome {
		if f.Welcome, err = s.welcomes(tx, from, to); err != nil {
			return policy.Decision{}, err
		}
	}
	if in && !place.LeftAt.IsZero() {
		f.Membership = policy.Left
	}
	return policy.Decide(policy.SendMessage, f), nil
}

// talkOf finds the conversation of a message. In one that is there nobody is
// added, and nobody writes who is not in it: that is ErrNotFound, as if it were
// not there. at is nil when there is none yet.
func (s *Service) talkOf(tx Tx, from Person, in Direct) (talk Talk, at map[int64]TalkPerson, err error) {
	talk, err = tx.TalkByIRI(in.Context)
	if IsNotFound(err) {
		return talk, nil, nil
	}
	if err != nil {
		return talk, nil, err
	}
	if _, at, err = s.talkFor(tx, from.ID, talk.ID); err != nil {
		return talk, nil, err
	}
	for _, iri := range in.To {
		p, err := tx.PersonByIRI(iri)
		if err != nil {
			return talk, nil, err
		}
		if _, in := at[p.ID]; !in {
			return talk, nil, ErrNotFound
		}
	}
	return talk, at, nil
}

// directKept writes a message down, with its conversation where it is the first.
func (s *Service) directKept(tx Tx, from Person, in Direct, talk Talk, at map[int64]TalkPerson, take []Person) error {
	if at == nil {
		var err error
		if talk, at, err = s.talkBegins(tx, from, in); err != nil {
			return err
		}
	}
	m := PrivateMessage{ID: tx.NextID(), IRI: in.Object, ActivityIRI: in.Activity, ConversationID: talk.ID, AuthorID: from.ID, Language: in.Language,
		HTML: s.Text.Sanitize(in.HTML), PublishedAt: in.Published, CreatedAt: s.now()}
	if err := tx.InsertPrivateMessage(m); err != nil {
		return err
	}
	if err := s.put(tx, m, at[from.ID], from, MessageOwn, ""); err != nil {
		return err
	}
	for _, p := range take {
		if err := s.put(tx, m, at[p.ID], p, MessageTaken, ""); err != nil {
			return err
		}
	}
	return nil
}

// talkBegins writes down a conversation that began elsewhere: its people are the
// author and those whom the first message names.
func (s *Service) talkBegins(tx Tx, from Person, in Direct) (talk Talk, at map[int64]TalkPerson, err error) {
	talk = Talk{ID: tx.NextID(), IRI: in.Context, StarterID: from.ID, CreatedAt: s.now()}
	if err := tx.InsertTalk(talk); err != nil {
		return talk, nil, err
	}
	at = map[int64]TalkPerson{from.ID: {ConversationID: talk.ID, PersonID: from.ID}}
	for _, iri := range in.To {
		p, err := tx.PersonByIRI(iri)
		if IsNotFound(err) { // of a peer, who could not be met: a name comes later
			host, _ := s.peerOf(tx, iri)
			p = Person{IRI: iri, Host: host.Host}
			if err = s.rememberPerson(tx, p); err == nil {
				p, err = tx.PersonByIRI(iri)
			}
		}
		if err != nil {
			return talk, nil, err
		}
		at[p.ID] = TalkPerson{ConversationID: talk.ID, PersonID: p.ID}
	}
	for _, id := range keysOf(at) {
		if err := tx.PutTalkPerson(at[id]); err != nil {
			return talk, nil, err
		}
	}
	return talk, at, nil
}

// sayNo has the author's home told that one of ours does not take a message.
func (s *Service) sayNo(tx Tx, from, to Person, activity, reason string) error {
	return s.deliver(tx, Delivery{Message: SendDirectNo, Host: from.Host, Person: to.ID, To: from.ID, Object: activity, Reason: reason}, PriorityNormal)
}

// directDeleted takes an author's words back. The tombstone wins over a message
// that comes later.
func (s *Service) directDeleted(tx Tx, from Person, in Direct) error {
	m, err := tx.PrivateMessageByIRI(in.Object)
	if IsNotFound(err) {
		return tx.PutTombstone(Tombstone{Object: in.Object, Author: from.IRI, By: from.IRI, CreatedAt: s.now()})
	}
	if err != nil || m.AuthorID != from.ID || !m.DeletedAt.IsZero() {
		return err
	}
	return s.blankMessage(tx, m, from.IRI, in.Document)
}

func (s *Service) directLeft(tx Tx, from Person, in Direct) error {
	talk, err := tx.TalkByIRI(in.Object)
	if err != nil {
		return skipMissing(err)
	}
	_, at, err := s.talkFor(tx, from.ID, talk.ID)
	if err != nil {
		return skipMissing(err) // not in it, or left before
	}
	theirs := at[from.ID]
	theirs.LeftAt = s.now()
	if err := tx.PutTalkPerson(theirs); err != nil {
		return err
	}
	return s.tellTalk(tx, PrivateMessage{ConversationID: talk.ID})
}

// directRejected notes that somebody does not take a message of one of ours. It
// counts only from whom the message went to.
func (s *Service) directRejected(tx Tx, from Person, in Direct) error {
	m, err := tx.PrivateMessageByActivity(in.Object)
	if err != nil {
		return skipMissing(err)
	}
	became, err := tx.MessagePeople([]int64{m.ID})
	if err != nil {
		return err
	}
	for _, b := range became {
		if b.PersonID != from.ID || b.State != MessageSending && b.State != MessageSent {
			continue
		}
		b.State, b.Reason, b.At = MessageRefused, in.Reason, s.now()
		if err := tx.PutMessagePerson(b); err != nil {
			return err
		}
		if in.Reason == policy.ReasonLeft {
			if err := s.directLeft(tx, from, Direct{Object: s.talkIRI(tx, m)}); err != nil {
				return err
			}
		}
		return s.comeBack(tx, m, in.Reason)
	}
	return nil
}

// talkIRI is the id of a message's conversation, "" when it is not there.
func (s *Service) talkIRI(tx Tx, m PrivateMessage) string {
	c, err := tx.Talk(m.ConversationID)
	if err != nil {
		return ""
	}
	return c.IRI
}

// amongStrangers reports whether a message goes to somebody whose home has no
// agreement with ours.
func (s *Service) amongStrangers(tx Tx, in Direct) (bool, error) {
	for _, iri := range in.To {
		if s.ofThisHost(iri) {
			continue
		}
		if _, err := s.peerOf(tx, iri); err != nil {
			return IsNotFound(err), skipMissing(err)
		}
	}
	return false, nil
}

// meetAll has the homes of peers asked who those are that are written to and not
// known here yet, in the name of one of ours who is written to.
func (s *Service) meetAll(ctx context.Context, in Direct) {
	if in.Kind != "Create" || s.Profiles == nil {
		return
	}
	type stranger struct{ iri, host string }
	var viewer string
	strangers, err := view(ctx, s, func(tx Tx) (list []stranger, err error) {
		ours, err := s.ours(tx, in.To)
		if err != nil {
			return nil, err
		}
		viewer = ours[0].IRI
		for _, iri := range in.To {
			if _, err := tx.PersonByIRI(iri); !IsNotFound(err) {
				continue
			}
			if peer, err := s.peerOf(tx, iri); err == nil {
				list = append(list, stranger{iri, peer.Host})
			}
		}
		return list, nil
	})
	if err != nil {
		return // they are known by their address
	}
	for _, who := range strangers {
		s.Profiles.Meet(ctx, viewer, who.iri, who.host)
	}
}
