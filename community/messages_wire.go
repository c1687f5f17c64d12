package community

import (
	"context"
	"slices"
	"time"

	"headroom/community/policy"
)

// DirectPublished records the document of what one of ours has said, deleted or
// left, and sends it home to home: once to each instance whose people it is for.
func (s *Service) DirectPublished(ctx context.Context, job int64, p Publish, activity, object string, raw []byte) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if err := tx.FinishJob(job); err != nil {
			return err
		}
		if _, err := tx.DocumentByIRI(activity); !IsNotFound(err) {
			return err // published before
		}
		author, err := tx.Person(p.Person)
		if err != nil {
			return err
		}
		hosts, err := s.directHosts(tx, p)
		if err != nil {
			return err
		}
		d := Document{ID: tx.NextID(), IRI: activity, Signer: author.IRI, Sent: true, Object: object, Author: author.IRI, Class: "direct",
			Raw: raw, CreatedAt: s.now()}
		if err := tx.InsertDocument(d); err != nil {
			return err
		}
		priority := PriorityNormal
		if p.Act != ActMessage {
			priority = PriorityUrgent
		}
		for _, host := range hosts {
			if err := s.deliver(tx, Delivery{Message: SendDirect, Host: host, Person: author.ID, Document: d.ID, Object: object}, priority); err != nil {
				return err
			}
		}
		return nil
	})
}

// directHosts are the instances that an act about private messages goes to.
func (s *Service) directHosts(tx Tx, p Publish) ([]string, error) {
	people, err := s.DirectPeople(tx, p)
	if err != nil {
		return nil, err
	}
	ids := make([]int64, len(people))
	for i, to := range people {
		ids[i] = to.ID
	}
	return s.homes(tx, ids)
}

// DirectPeople are those whom an act about private messages is addressed to: of a
// message whoever was not refused when it was written, of a leaving everybody else
// who is in the conversation. The author is not among them.
func (s *Service) DirectPeople(tx Tx, p Publish) ([]Person, error) {
	var ids []int64
	if p.Act == ActMessageLeave {
		at, err := tx.TalkPeople(p.Post)
		if err != nil {
			return nil, err
		}
		for _, c := range at {
			if c.LeftAt.IsZero() {
				ids = append(ids, c.PersonID)
			}
		}
	} else {
		became, err := tx.MessagePeople([]int64{p.Post})
		if err != nil {
			return nil, err
		}
		for _, b := range became {
			if b.State != MessageRefused || p.Act == ActMessageDelete {
				ids = append(ids, b.PersonID)
			}
		}
	}
	people, err := tx.PeopleByID(slices.DeleteFunc(ids, func(id int64) bool { return id == p.Person }))
	slices.SortFunc(people, func(a, b Person) int { return int(a.ID - b.ID) })
	return people, err
}

// DirectSent notes that an instance has taken a message for its people.
func (s *Service) DirectSent(ctx context.Context, job int64, d Delivery) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if err := tx.FinishJob(job); err != nil {
			return err
		}
		_, _, err := s.becomes(tx, d, MessageSending, MessageSent, "")
		return err
	})
}

// becomes notes what became of a message for the people of one instance.
func (s *Service) becomes(tx Tx, d Delivery, from, to MessageState, reason string) (m PrivateMessage, changed bool, err error) {
	if m, err = tx.PrivateMessageByIRI(d.Object); err != nil {
		return m, false, skipMissing(err)
	}
	became, err := tx.MessagePeople([]int64{m.ID})
	if err != nil {
		return m, false, err
	}
	for _, b := range became {
		p, err := tx.Person(b.PersonID)
		if err != nil {
			return m, false, err
		}
		if p.Host != d.Host || b.State != from {
			continue
		}
		b.State, b.Reason, b.At, changed = to, reason, s.now(), true
		if err := tx.PutMessagePerson(b); err != nil {
			return m, false, err
		}
	}
	return m, changed, nil
}

// directRefused is the last word of an instance that takes a message for none of
// its people.
func (s *Service) directRefused(ctx context.Context, d Delivery, reason string) error {
	if reason == policy.ReasonNotMember { // the word for a 404 where there is no community
		reason = policy.ReasonPolicy
	}
	return s.Store.Update(ctx, func(tx Tx) error {
		m, changed, err := s.becomes(tx, d, MessageSending, MessageRefused, reason)
		if err != nil || !changed {
			return err
		}
		return s.comeBack(tx, m, reason)
	})
}

// comeBack tells the author of a message that somebody did not get it. When
// nobody has, the words go back to their drafts.
func (s *Service) comeBack(tx Tx, m PrivateMessage, reason string) error {
	if err := s.tellTalk(tx, m); err != nil {
		return err
	}
	became, err := tx.MessagePeople([]int64{m.ID})
	if err != nil || !m.DeletedAt.IsZero() {
		return err
	}
	if slices.ContainsFunc(became, func(b MessagePerson) bool { return b.State != MessageRefused && b.State != MessageOwn }) {
		return nil
	}
	back := Post{AuthorID: m.AuthorID, Source: m.Source, Language: m.Language}
	if err := s.giveBack(tx, back, policy.NoLabel, placeOf("conversation", m.ConversationID), reason); err != nil {
		return err
	}
	return s.emit(tx, Event{Kind: EventMessageBack, ObjectID: m.ID, PersonID: m.AuthorID})
}

// Direct is an act about private messages by somebody of a peer, decoded, with
// its proof verified.
type Direct struct {
	Activity string // id
	Kind     string // Create, Delete, Leave, Reject
	Actor    string // IRI, the verified signer
	Object   string // id of the message, of the conversation, or of the activity that is refused
	Context  string // of the conversation
	To       []string
	Digest   string
	Reason   string // of a Reject
	HTML     string
	Markdown string
	Language string

	Published time.Time
	Received  time.Time // when it was answered 202; zero at the door
	Document  int64
}

// TakeDirect decides, on the facts already held, whether somebody of a peer may
// say something to our people, and in the same transaction stores the bytes and
// the job that applies it. What a person may know of is refused later, with a
// Reject that says why; to who is no head nobody is there.
func (s *Service) TakeDirect(ctx context.Context, in Direct, raw []byte) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if err := s.mayAddress(tx, in); err != nil {
			return err
		}
		fresh, _, err := tx.Receive(in.Actor, in.Activity, in.Digest, s.now())
		if err != nil || !fresh {
			return err
		}
		d := Document{ID: tx.NextID(), IRI: in.Activity, Signer: in.Actor, Object: in.Object, Author: in.Actor, Class: "direct", Raw: raw, CreatedAt: s.now()}
		return s.storeReceived(tx, d, in.Actor)
	})
}

// mayAddress is the answer at the door.
func (s *Service) mayAddress(tx Tx, in Direct) error {
	from, err := tx.PersonByIRI(in.Actor)
	if err != nil {
		return err
	}
	switch in.Kind {
	case "Leave":
		_, err := tx.TalkByIRI(in.Object)
		return err
	case "Reject":
		_, err := tx.PrivateMessageByActivity(in.Object)
		return err
	case "Delete":
		return nil // it may come before what it deletes
	}
	_, err = s.ours(tx, in.To)
	if err != nil {
		return err
	}
	f, _, err := s.viewerFacts(tx, Viewer{Person: from.ID, Host: from.Host})
	if err != nil {
		return err
	}
	f.Hosted, f.Welcome = true, true
	if d := policy.Decide(policy.SendMessage, f); d.Verdict != policy.Unavailable {
		return refuse(d)
	}
	return nil // held
}

// ours are the people of this instance among those who are addressed. One who is
// not there, or none at all, is ErrNotFound.
func (s *Service) ours(tx Tx, to []string) (list []Person, err error) {
	for _, iri := range to {
		p, err := tx.PersonByIRI(iri)
		if err != nil && !IsNotFound(err) {
			return nil, err
		}
		switch {
		case err == nil && p.Local:
			list = append(list, p)
		case s.ofThisHost(iri):
			return nil, ErrNotFound
		}
	}
	if len(list) == 0 {
		return nil, ErrNotFound
	}
	return list, nil
}

// ofThisHost reports whether an id is of our own origin.
func (s *Service) ofThisHost(iri string) bool {
	return len(iri) > len(s.Identity.URL) && iri[:len(s.Identity.URL)+1] == s.Identity.URL+"/"
}

// HeldAsHead reports whether somebody of a peer is held as a head here: who is
// not is asked about before they are refused.
func (s *Service) HeldAsHead(ctx context.Context, person string) (bool, error) {
	return view(ctx, s, func(tx Tx) (bool, error) {
		p, err := tx.PersonByIRI(person)
		if err != nil {
			return false, skipMissing(err)
		}
		_, worth, err := bestCredential(tx, p.ID, s.now())
		return worth == policy.Head, err
	})
}

// MaySendDirect says why the words of one of ours are not sent any more, "" when
// they are: what was true when they were written may not be when they go.
func (s *Service) MaySendDirect(tx Tx, author string) (reason string, err error) {
	p, err := tx.PersonByIRI(author)
	if err != nil {
		return "", err
	}
	f, _, err := s.viewerFacts(tx, Viewer{Person: p.ID})
	f.Hosted, f.Welcome = true, true
	d := policy.Decide(policy.SendMessage, f)
	return d.Reason, err
}
