package community

import (
	"context"
	"strconv"
	"strings"
	"time"

	"headroom/community/policy"
)

// notifyCursor is the setting that says up to where events have been told of.
const notifyCursor = "notify.cursor"

// What one transaction of Notify does at most, so that nobody who writes waits
// for it long.
const (
	notifyEvents = 100
	notifyPeople = 2000
)

// cursor is a place in the event log: everything up to seq has been told of,
// and of the event after it everybody up to person.
type cursor struct{ seq, person int64 }

func (c cursor) String() string {
	if c.person == 0 {
		return itoa(c.seq)
	}
	return itoa(c.seq) + "/" + itoa(c.person)
}

func parseCursor(text string) (c cursor, err error) {
	seq, person, inside := strings.Cut(text, "/")
	if c.seq, err = strconv.ParseInt(seq, 10, 64); err == nil && inside {
		c.person, err = strconv.ParseInt(person, 10, 64)
	}
	return c, err
}

// Notify tells people of what has happened since it was called last: it reads
// the event log on from its cursor and writes notices, follows and intents of
// e-mails in the transaction that moves the cursor, so that nothing is told
// twice or left out whenever the process dies. more asks for another call.
// Several processes may call it at once: one of them gets on.
func (s *Service) Notify(ctx context.Context) (more bool, err error) {
	var from cursor
	var events []Event
	err = s.Store.View(ctx, func(tx Tx) error {
		if from, err = notifyFrom(tx); err != nil {
			return err
		}
		events, err = tx.EventsAfter(from.seq, notifyEvents)
		return err
	})
	if err != nil || len(events) == 0 {
		return false, err
	}
	err = s.Store.Update(ctx, func(tx Tx) error {
		at, err := notifyFrom(tx)
		if err != nil || at != from {
			return err // another process was faster
		}
		t := teller{Service: s, tx: tx, at: at}
		if err := t.listen(events); err != nil {
			return err
		}
		for _, e := range events {
			if done, err := t.event(e); err != nil || !done {
				return t.settle(err)
			}
		}
		return t.settle(nil)
	})
	return err == nil, err
}

func notifyFrom(tx Tx) (cursor, error) {
	text, err := tx.Setting(notifyCursor)
	if IsNotFound(err) {
		return cursor{}, nil
	}
	if err != nil {
		return cursor{}, err
	}
	return parseCursor(text)
}

// teller tells of events within one transaction.
type teller struct {
	*Service
	tx   Tx
	at   cursor
	told int64

	heard    map[int64]bool // posts of which somebody may have to be told
	followed map[int64]bool // threads that somebody follows since
}

// settle moves the cursor, and lets open pages look when there is something.
func (t *teller) settle(err error) error {
	if err != nil {
		return err
	}
	if err := t.tx.PutSetting(notifyCursor, t.at.String()); err != nil || t.told == 0 {
		return err
	}
	return t.emit(t.tx, Event{Kind: EventNotified})
}

// event tells of one event; not done when its people are too many for one
// transaction. What has gone since it happened is told to nobody.
func (t *teller) event(e Event) (done bool, err error) {
	done = true
	switch e.Kind {
	case EventPosted:
		done, err = t.posted(e)
	case EventReacted:
		err = t.reacted(e)
	case EventDeleted:
		err = t.deleted(e)
	case EventRefused:
		err = t.tell(Notice{Kind: NoticeRefused, CommunityID: e.CommunityID, ThreadID: e.ThreadID, PostID: e.ObjectID}, e.PersonID)
	case EventRequested:
		err = t.requested(e)
	case EventJoined, EventDeclined, EventEnded:
		err = t.membership(e)
	case EventWaiting:
		err = t.waiting(e)
	case EventHeld:
		err = t.heldPost(e)
	case EventReleased:
		err = t.tell(Notice{Kind: NoticeReleased, CommunityID: e.CommunityID, ThreadID: e.ThreadID, PostID: e.ObjectID, EventSeq: e.Seq}, e.PersonID)
	case EventMeasure:
		err = t.measured(e)
	case EventAppealed, EventAppealDone:
		err = t.appeal(e)
	case EventReported, EventReportDone, EventPollDone:
		err = t.report(e)
	case EventGuestAsked, EventGuestDone:
		err = t.guest(e)
	case EventInvited:
		err = t.invited(e)
	case EventConduct:
		done, err = t.conduct(e)
	case EventTerms:
		done, err = t.terms(e)
	case EventCommunity:
		err = t.role(e)
	case EventVerified:
		err = t.verified(e)
	case EventSuspended:
		err = t.tell(Notice{Kind: NoticePaused, EventSeq: e.Seq}, e.PersonID)
	case EventMessage, EventMessageBack:
		err = t.message(e)
	case EventRestored:
		err = t.tell(Notice{Kind: NoticeBack, EventSeq: e.Seq}, e.PersonID)
	case EventRevoked:
		err = t.tell(Notice{Kind: NoticeOver, EventSeq: e.Seq}, e.PersonID)
	}
	if err = skipMissing(err); err == nil && done {
		t.at = cursor{seq: e.Seq}
	}
	return done, err
}

// tell writes a notice for people, and asks for their e-mails.
func (t *teller) tell(n Notice, people ...int64) error {
	people = distinct(people)
	n.CreatedAt = t.now()
	told, err := t.tx.Tell(n, people)
	if err != nil || told == 0 {
		return err
	}
	t.told += told
	due, err := t.tx.MailDueTo(n.Kind, people)
	if err != nil {
		return err
	}
	if err := t.mailAll(t.tx, due); err != nil {
		return err
	}
	devices, err := t.tx.DevicesOf(people)
	return t.pushAll(t.tx, devices, err)
}

// reacted tells the author of a post who likes it: each person once, however
// often they change their mind.
func (t *teller) reacted(e Event) error {
	post, err := t.tx.Post(e.ObjectID)
	if err != nil || post.AuthorID == e.PersonID || post.State != PostAccepted {
		return err
	}
	all, err := t.tx.Reactions([]int64{post.ID})
	if err != nil {
		return err
	}
	for _, r := range all {
		if r.PersonID == e.PersonID {
			return t.tell(Notice{Kind: NoticeReaction, CommunityID: post.CommunityID, ThreadID: post.ThreadID, PostID: post.ID,
				ActorID: e.PersonID}, post.AuthorID)
		}
	}
	return nil // taken back
}

// requested tells who decides that somebody asks to join a community of ours.
func (t *teller) requested(e Event) error {
	c, err := t.tx.Community(e.CommunityID)
	if err != nil || !c.Local {
		return err
	}
	staff, err := t.tx.StaffOf(c.ID)
	if err != nil {
		return err
	}
	if err := t.tellElsewhere(c, 0); err != nil {
		return err
	}
	return t.tell(Notice{Kind: NoticeRequest, CommunityID: c.ID, RecordID: e.ObjectID, EventSeq: e.Seq, ActorID: e.PersonID}, staff...)
}

// membership tells somebody what others, or time, decided about their place in
// a community. Their own steps are no news to them.
func (t *teller) membership(e Event) error {
	m, err := t.tx.Membership(e.ObjectID)
	if err != nil {
		return err
	}
	c, err := t.tx.Community(e.CommunityID)
	if err != nil {
		return err
	}
	n := Notice{CommunityID: e.CommunityID, RecordID: m.ID, EventSeq: e.Seq}
	if c.Local {
		n.Mail = MailDropped // a decision here has a letter of its own, with what was written
		staff, err := t.tx.StaffOf(c.ID)
		if err != nil {
			return err
		}
		if err := t.tx.ReadRequest(m.ID, staff, t.now()); err != nil {
			return err
		}
	}
	switch {
	case m.Role == policy.Guest && e.Kind == EventJoined:
		return nil // the letter with their first link says so
	case e.Kind == EventJoined && m.State == policy.Active && m.Invitation == "" && !(c.Local && c.Joining == "automatic"):
		n.Kind = NoticeAccepted
	case e.Kind == EventDeclined:
		n.Kind = NoticeDeclined
		if m.EndReason != policy.ReasonDeclined {
			n.Args = map[string]string{"reason": m.EndReason}
		}
	case e.Kind == EventEnded && m.State == policy.Expired:
		n.Kind, n.Mail, n.Args = NoticeLapsed, NoMail, map[string]string{"reason": m.EndReason}
	case e.Kind == EventEnded && m.State == policy.Removed && m.EndReason != policy.ReasonDeclined &&
		m.EndReason != policy.ReasonCredentialRevoked:
		n.Kind, n.Mail, n.Args = NoticeEnded, NoMail, map[string]string{"reason": m.EndReason}
	default:
		return nil
	}
	return t.tell(n, m.PersonID)
}

func (t *teller) invited(e Event) error {
	n := Notice{Kind: NoticeInvited, CommunityID: e.CommunityID, RecordID: e.ObjectID, EventSeq: e.Seq}
	p, err := t.tx.Person(e.PersonID)
	if err != nil || !p.Local {
		return err
	}
	inv, err := t.tx.InvitationFor(e.CommunityID, p.IRI)
	if err != nil {
		return err
	}
	if by, err := t.tx.PersonByIRI(inv.By); err == nil {
		n.ActorID = by.ID
	} else if !IsNotFound(err) {
		return err
	}
	return t.tell(n, p.ID)
}

// role tells somebody of a role that was given or taken. Other changes of a
// community carry no membership.
func (t *teller) role(e Event) error {
	if e.ObjectID == 0 || e.PersonID == 0 {
		return nil
	}
	m, err := t.tx.Membership(e.ObjectID)
	if err != nil || m.State != policy.Active || m.PersonID != e.PersonID {
		return err
	}
	return t.tell(Notice{Kind: NoticeRole, CommunityID: e.CommunityID, RecordID: m.ID, EventSeq: e.Seq,
		Args: map[string]string{"role": roleName(m.Role)}}, m.PersonID)
}

// verified tells of a credential: of the first, or of one that goes on from an
// earlier one.
func (t *teller) verified(e Event) error {
	all, err := t.tx.Credentials(e.PersonID)
	if err != nil {
		return err
	}
	n := Notice{Kind: NoticeVerified, RecordID: e.ObjectID, EventSeq: e.Seq}
	for _, c := range all {
		if c.ID < e.ObjectID && c.RevokedAt.IsZero() {
			n.Kind = NoticeRenewed
		}
	}
	return t.tell(n, e.PersonID)
}

// How long before its end a credential is spoken of, and how long after it.
const (
	soonBefore = 30 * 24 * time.Hour
	overAfter  = 7 * 24 * time.Hour
)

// NotifyCredentials tells people of this instance that their credential ends
// soon or has ended, each once.
func (s *Service) NotifyCredentials(ctx context.Context) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		now := s.now()
		t := teller{Service: s, tx: tx}
		for kind, span := range map[NoticeKind][2]time.Time{
			NoticeSoon: {now, now.Add(soonBefore)}, NoticeOver: {now.Add(-overAfter), now},
		} {
			ending, err := tx.CredentialsEnding(span[0], span[1])
			if err != nil {
				return err
			}
			for _, c := range ending {
				if later, err := t.continued(c); err != nil || later {
					if err != nil {
						return err
					}
					continue
				}
				if err := t.ending(kind, c); err != nil {
					return err
				}
			}
		}
		if t.told == 0 {
			return nil
		}
		return s.emit(tx, Event{Kind: EventNotified})
	})
}

// continued reports whether a later credential takes over from one.
func (t *teller) continued(c CredentialRecord) (bool, error) {
	all, err := t.tx.Credentials(c.PersonID)
	if err != nil {
		return false, err
	}
	for _, other := range all {
		if other.RevokedAt.IsZero() && other.ValidUntil.After(c.ValidUntil) {
			return true, nil
		}
	}
	return false, nil
}
