package community

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"headroom/community/policy"
)

// ReplyTo is what an address of a letter stands for: who answers by it, and
// what. Only the instance can make such an address.
type ReplyTo struct {
	Person int64
	Post   int64 // that is answered, in its conversation; 0 for a private message
	Talk   int64 // private conversation; 0 for a post
	Made   time.Time
}

// Bounds of answers by e-mail.
const (
	replyLife    = 30 * 24 * time.Hour // of an address
	mailsMost    = 30                  // of one person that are looked at in an hour
	refusalsMost = 5                   // of these that are answered with why not
)

// MailedReply is a mail that came to an address of a letter.
type MailedReply struct {
	To        ReplyTo
	From      string // the one address of its sender
	Digest    string // names the mail, by its Message-ID
	ID        string // Message-ID, for the answer; may be empty
	Body      string // what its writer wrote, without what was quoted
	Whole     string // with it, for who wrote nothing else
	LeftOut   int    // files that hung on it
	Automatic bool   // from a program: a bounce, a notice of absence, a list
}

// key names the mail as an answer to what it answers.
func (m MailedReply) key() string { return m.Digest + " " + itoa(m.To.Post) + " " + itoa(m.To.Talk) }

// MailOutcome is what became of a mail.
type MailOutcome string

// The outcomes. With MailLater the sender's server is to try again.
const (
	MailPosted  MailOutcome = "posted"
	MailAgain   MailOutcome = "again"   // it had come before
	MailRefused MailOutcome = "refused" // and its writer is told why, with their words
	MailIgnored MailOutcome = "ignored" // from a program, or of nobody who may be told
	MailLater   MailOutcome = "later"   // too many have come from one person
)

// mailWriter is who answers by e-mail, and where.
type mailWriter struct {
	viewer  Viewer
	account Account
	lang    string
	thread  int64 // 0 where it is not known, or a private conversation is answered
}

// errMailLater is answered to who sends too many.
var errMailLater = errors.New("community: too many mails of one person")

// ReplyByMail posts what somebody wrote as an answer to a letter, under the rules of
// every other post: who they are is the confirmed address of their account and the
// address that the letter gave to them alone. What is refused they are told by e-mail,
// in their language and with their words; programs are not answered, and the same mail
// counts once. An error means that nothing was decided, and the mail may come again.
func (s *Service) ReplyByMail(ctx context.Context, in MailedReply) (MailOutcome, error) {
	if in.Automatic {
		return MailIgnored, nil
	}
	w, err := view(ctx, s, func(tx Tx) (mailWriter, error) { return s.mailWriter(tx, in) })
	if IsNotFound(err) {
		return MailIgnored, nil
	}
	var out PostResult
	if err == nil {
		out, err = s.postMail(ctx, in, w)
	}
	var why *Error
	switch {
	case errors.Is(err, errMailLater):
		return MailLater, nil
	case errors.As(err, &why):
		return s.refuseMail(ctx, in, w, why)
	case err != nil:
		return "", err
	case out.Again:
		return MailAgain, nil
	}
	return MailPosted, nil
}

// mailWriter finds who answers; ErrNotFound where there is nobody to tell anything.
func (s *Service) mailWriter(tx Tx, in MailedReply) (w mailWriter, err error) {
	if w.account, err = tx.AccountOfPerson(in.To.Person); err != nil {
		return w, err
	}
	if !w.account.Good(s.now()) {
		return w, ErrNotFound
	}
	p, err := tx.Person(in.To.Person)
	if err != nil {
		return w, err
	}
	// Mail proves no second factor: what a role may, needs the pages.
	w.viewer = Viewer{Account: w.account.ID, Person: p.ID, Name: p.IRI, Visiting: !w.account.EndAt.IsZero(), Weak: true}
	w.lang = p.Language
	if in.To.Post != 0 {
		post, err := tx.Post(in.To.Post)
		if skipMissing(err) != nil {
			return w, err
		}
		w.thread = post.ThreadID
	}
	came, err := tx.MailsTaken(p.ID, s.now().Add(-time.Hour), mailsMost)
	if err != nil {
		return w, err
	}
	refused := 0
	for _, m := range came {
		if m.Refused {
			refused++
		}
	}
	if len(came) >= mailsMost || refused >= refusalsMost {
		return w, errMailLater
	}
	return w, nil
}

// mayMail refuses what did not come from the account's own address, or to an
// address that has ended.
func (s *Service) mayMail(tx Tx, in MailedReply) error {
	a, err := tx.AccountOfPerson(in.To.Person)
	if err != nil {
		return err
	}
	if !strings.EqualFold(in.From, a.Email) {
		return &Error{Class: Forbidden, Key: "error.mail_sender"}
	}
	if s.now().After(in.To.Made.Add(replyLife)) {
		return &Error{Class: Gone, Key: "error.mail_expired"}
	}
	chosen, err := tx.MailReplies(in.To.Person)
	if skipMissing(err) != nil {
		return err
	}
	if chosen.Off || in.To.Made.Before(chosen.Since) {
		return &Error{Class: Gone, Key: "error.mail_ended"}
	}
	if err := s.stillIn(tx, in.To); err != nil {
		return err
	}
	if strings.TrimSpace(in.Body) == "" {
		return FieldError("body", "error.mail_empty", nil)
	}
	return nil
}

// stillIn refuses an address that was made for an earlier membership.
func (s *Service) stillIn(tx Tx, to ReplyTo) error {
	if to.Post == 0 {
		return nil // being in a private conversation ends once
	}
	p, err := tx.Post(to.Post)
	if err != nil {
		return skipMissing(err)
	}
	m, err := tx.MembershipOf(p.CommunityID, to.Person)
	if err == nil && to.Made.Before(m.StartAt.Truncate(time.Second)) {
		return &Error{Class: Gone, Key: "error.mail_ended"}
	}
	return skipMissing(err)
}

// postMail writes the answer, notes the mail and tells what was not as its writer
// meant it, in one transaction.
func (s *Service) postMail(ctx context.Context, in MailedReply, w mailWriter) (PostResult, error) {
	post := PostInput{Thread: w.thread, Parent: in.To.Post, Body: in.Body, Language: w.lang}
	place := placeOf("thread", w.thread)
	var room map[string]RosterEntry
	if in.To.Talk != 0 {
		place = placeOf("conversation", in.To.Talk)
	} else {
		room = s.namedRoom(ctx, w.viewer, post)
	}
	return s.write(ctx, w.viewer, post, place, func(tx Tx, post PostInput) (out PostResult, err error) {
		if err := s.mayMail(tx, in); err != nil {
			return out, err
		}
		fresh, err := tx.TakeMail(TakenMail{PersonID: in.To.Person, Digest: in.key(), At: s.now()})
		if err != nil || !fresh {
			return PostResult{Again: !fresh}, err
		}
		if in.To.Talk != 0 {
			message := MessageInput{Conversation: in.To.Talk, Body: post.Body, Language: post.Language}
			out, err = s.sendIn(tx, w.viewer, message, post, place)
		} else {
			out, err = s.replyIn(tx, w.viewer, writing{in: post, room: room}, place)
		}
		if err != nil || in.LeftOut == 0 && !out.Held {
			return out, err
		}
		told := map[string]string{"left_out": itoa(int64(in.LeftOut)), "path": "/threads/" + itoa(out.Thread)}
		if in.To.Talk != 0 {
			told["path"] = "/messages/" + itoa(out.Thread)
		}
		if out.Held {
			told["held"] = "yes"
		}
		return out, s.answerMail(tx, in, w, told)
	})
}

// refuseMail tells a writer why nothing was posted. What is not theirs to know is
// not there.
func (s *Service) refuseMail(ctx context.Context, in MailedReply, w mailWriter, why *Error) (MailOutcome, error) {
	return update(ctx, s, func(tx Tx) (MailOutcome, error) {
		fresh, err := tx.TakeMail(TakenMail{PersonID: in.To.Person, Digest: in.key(), Refused: true, At: s.now()})
		if err != nil {
			return "", err
		}
		if !fresh {
			return MailAgain, nil
		}
		told := map[string]string{"key": why.Key, "words": cmp.Or(in.Body, in.Whole), "path": "/notifications"}
		if why.Class == NotFound {
			told["key"] = "error.mail_gone"
		}
		if len(why.Args) > 0 {
			args, err := json.Marshal(why.Args)
			if err != nil {
				return "", err
			}
			told["args"] = string(args)
		}
		return MailRefused, s.answerMail(tx, in, w, told)
	})
}

// answerMail asks for the letter about a mail.
func (s *Service) answerMail(tx Tx, in MailedReply, w mailWriter, told map[string]string) error {
	told["id"] = in.ID
	return tx.Enqueue(intent(JobMail, JobMail, "", PriorityNormal, s.now(),
		Mail{Template: "mail-reply", Account: w.account.ID, Language: w.lang, Args: told}))
}

// answers gives what an answer to a letter would answer, the zero value where that
// is not one conversation, its reader does not answer by e-mail, or may not write there. Of a
// community that is not open it answers only who is told by e-mail what was written: who
// cannot read it there is not to write about it there.
func (s *Service) answers(tx Tx, v Viewer, notices []NoticeView, content map[int64]bool) (ReplyTo, error) {
	var to ReplyTo
	for i, n := range notices {
		first := notices[0]
		switch {
		case n.ThreadID != first.ThreadID || n.RecordID != first.RecordID && n.Kind == NoticeMessage || (n.Kind == NoticeMessage) != (first.Kind == NoticeMessage):
			return ReplyTo{}, nil
		case n.Kind == NoticeMessage:
			to.Talk = n.RecordID
		case n.Community.ID == 0 || n.Post.ID == 0 || n.Community.Access != policy.Open && !content[n.CommunityID]:
			return ReplyTo{}, nil
		case i == 0 || n.PostID > to.Post:
			to.Post = n.PostID
		}
		switch n.Kind {
		case NoticeMessage, NoticeMention, NoticeReply, NoticeThread, NoticePost:
		default:
			return ReplyTo{}, nil
		}
	}
	if len(notices) == 0 {
		return ReplyTo{}, nil
	}
	return s.mayReplyTo(tx, v, to, notices[0].ThreadID)
}

// mayReplyTo gives the address's meaning to who may write there now.
func (s *Service) mayReplyTo(tx Tx, v Viewer, to ReplyTo, thread int64) (ReplyTo, error) {
	chosen, err := tx.MailReplies(v.Person)
	if skipMissing(err) != nil || chosen.Off {
		return ReplyTo{}, skipMissing(err)
	}
	if to.Post != 0 {
		var refused *Error
		t, _, _, err := s.inThread(tx, v, thread, policy.Reply)
		if errors.As(err, &refused) || err == nil && policy.Disclose(t.Label, policy.ChannelMail, false) == policy.Nothing {
			return ReplyTo{}, nil // what is confidential is not written in letters either
		}
		if err != nil {
			return ReplyTo{}, err
		}
	}
	to.Person, to.Made = v.Person, s.now()
	return to, nil
}

// chooseMailReplies keeps whether somebody answers by e-mail. Turning it off ends
// every address that they were sent.
func (s *Service) chooseMailReplies(tx Tx, person int64, on bool) error {
	have, err := tx.MailReplies(person)
	if skipMissing(err) != nil || have.Off == !on {
		return skipMissing(err)
	}
	have.PersonID, have.Off, have.UpdatedAt = person, !on, s.now()
	if have.Off {
		have.Since = s.now().Truncate(time.Second).Add(time.Second)
	}
	return tx.PutMailReplies(have)
}

// ForgetMails forgets mails to addresses that have ended.
func (s *Service) ForgetMails(ctx context.Context) error {
	return s.Store.Update(ctx, func(tx Tx) error { return tx.DropTakenMails(s.now().Add(-replyLife - 24*time.Hour)) })
}
