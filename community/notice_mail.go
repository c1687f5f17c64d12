package community

import (
	"context"
	"time"

	"headroom/community/policy"
)

// JobNotice is an e-mail about notices: NoticeLetter. It is a kind of its own,
// so that no number of them is in the way of a letter with a link to sign in.
const JobNotice = "notice"

// NoticeLetter is the payload of JobNotice: whom to tell, and of what. What is
// due to them, and what of it they may still know, is found out when it is sent.
type NoticeLetter struct {
	Person int64       `json:"person"`
	Topic  NoticeTopic `json:"topic"`
}

// How e-mails are bundled: one waits a little for what follows, and the next to
// the same person about the same topic is sent no sooner than the gap.
const (
	mailWait = time.Minute
	mailGap  = 10 * time.Minute
	mailMost = 500 // notices that one e-mail counts
)

// mailAll asks for e-mails to who has some due.
func (s *Service) mailAll(tx Tx, due []NoticeDue) error {
	for _, d := range due {
		if err := s.mailLater(tx, NoticeLetter{d.PersonID, d.Kind.Topic()}, s.now().Add(mailWait)); err != nil {
			return err
		}
	}
	return nil
}

// mailLater asks for one e-mail. Asked for twice in the same ten minutes, it is
// one: the key says which.
func (s *Service) mailLater(tx Tx, l NoticeLetter, at time.Time) error {
	key := "notice " + itoa(l.Person) + " " + string(l.Topic) + " " + itoa(at.Truncate(mailGap).Unix())
	return tx.Enqueue(intent(JobNotice, JobNotice, key, PriorityLow, at, l))
}

// NoticeMailing is an e-mail about notices that may be sent now.
type NoticeMailing struct {
	Account Account // whose address and language
	Person  Person
	Notices []NoticeView   // oldest first; empty when there is nothing to send
	Content map[int64]bool // communities of which e-mails may say what was written
	Reply   ReplyTo        // what an answer to the e-mail answers; zero for none
	ids     []int64
	dropped []int64
	wait    time.Time // not to be sent before
}

// NoticesToMail gives what an e-mail to a person about a topic may say now:
// what is due, unread, still chosen and still theirs to know. Nothing is due to
// whose account is disabled, and to whose credential was revoked only that it is.
// In somebody's quiet time it waits until that is over.
func (s *Service) NoticesToMail(ctx context.Context, l NoticeLetter) (NoticeMailing, error) {
	return view(ctx, s, func(tx Tx) (out NoticeMailing, err error) {
		due, err := tx.NoticesDue(l.Person, l.Topic.Kinds(), mailMost)
		if err != nil {
			return out, err
		}
		for _, n := range due {
			out.dropped = append(out.dropped, n.ID)
		}
		if ok, err := s.reachable(tx, l, &out); err != nil || !ok {
			return out, err
		}
		if at, err := s.quietUntil(tx, out.Account, out.Person); err != nil || at.After(s.now()) {
			out.wait, out.dropped = at, nil
			return out, err
		}
		last, err := tx.NoticeMailed(l.Person, l.Topic)
		if err != nil {
			return out, err
		}
		if at := last.Add(mailGap); !last.IsZero() && s.now().Before(at) {
			out.wait, out.dropped = at, nil
			return out, nil
		}
		r, err := s.noticeReader(tx, Viewer{Account: out.Account.ID, Person: l.Person})
		if err != nil {
			return out, err
		}
		out.dropped = nil
		if out.Content, err = contentOf(tx, l.Person); err != nil {
			return out, err
		}
		views, err := r.see(due)
		if err != nil {
			return out, err
		}
		for i, v := range views {
			if v == nil || !v.ReadAt.IsZero() {
				out.dropped = append(out.dropped, due[i].ID)
				continue
			}
			out.Notices, out.ids = append(out.Notices, s.discreetNotice(*v, policy.ChannelMail)), append(out.ids, v.ID)
		}
		out.Reply, err = s.answers(tx, Viewer{Account: out.Account.ID, Person: l.Person}, out.Notices, out.Content)
		return out, err
	})
}

// reachable reports whether somebody is to be sent e-mails of a topic.
func (s *Service) reachable(tx Tx, l NoticeLetter, out *NoticeMailing) (ok bool, err error) {
	var worth policy.Credential
	if out.Account, out.Person, worth, ok, err = s.mailable(tx, l.Person); err != nil || !ok {
		return false, err
	}
	if worth == policy.Revoked && l.Topic != TopicCredential { // that it is, they are told
		return false, nil
	}
	choice, err := s.choiceOf(tx, l.Person, l.Topic)
	return choice.Mail, err
}

// mailable gives who is behind an account that may be written to, and what their
// credential is worth now.
func (s *Service) mailable(tx Tx, person int64) (a Account, p Person, worth policy.Credential, ok bool, err error) {
	if a, err = tx.AccountOfPerson(person); err != nil || !a.Good(s.now()) {
		return a, p, worth, false, skipMissing(err)
	}
	if p, err = tx.Person(person); err != nil || !p.SuspendedAt.IsZero() {
		return a, p, worth, false, err
	}
	_, worth, err = bestCredential(tx, person, s.now())
	return a, p, worth, err == nil, err
}

// NoticesMailed ends the job of an e-mail: what it said counts as sent, or as
// dropped where the mail server refused it for good, and another is asked for
// when more has become due meanwhile. A job of 0 is left to its runner.
func (s *Service) NoticesMailed(ctx context.Context, job int64, l NoticeLetter, m NoticeMailing, sent bool) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if job != 0 {
			if err := tx.FinishJob(job); err != nil {
				return err
			}
		}
		if !m.wait.IsZero() {
			return s.mailLater(tx, l, m.wait)
		}
		if err := tx.MarkMail(l.Person, m.dropped, MailDropped); err != nil {
			return err
		}
		as := MailSent
		if !sent {
			as = MailDropped
		}
		if err := tx.MarkMail(l.Person, m.ids, as); err != nil {
			return err
		}
		if sent && len(m.ids) > 0 {
			if err := tx.PutNoticeMailed(l.Person, l.Topic, s.now()); err != nil {
				return err
			}
		}
		more, err := tx.NoticesDue(l.Person, l.Topic.Kinds(), 1)
		if err != nil || len(more) == 0 {
			return err
		}
		return s.mailLater(tx, l, s.now().Add(mailGap))
	})
}

// WantsMail reports whether a person's e-mails about a topic are on.
func (s *Service) WantsMail(ctx context.Context, person int64, t NoticeTopic) (bool, error) {
	return view(ctx, s, func(tx Tx) (bool, error) {
		c, err := s.choiceOf(tx, person, t)
		return c.Mail, err
	})
}

// contentOf gives the communities of which a person's e-mails may say what was
// written.
func contentOf(tx Tx, person int64) (map[int64]bool, error) {
	chosen, err := tx.PlaceChoices(person)
	of := map[int64]bool{}
	for _, c := range chosen {
		of[c.CommunityID] = c.Content
	}
	return of, err
}
