// Package mailer sends the letters that use cases ask for. A job holds only
// which letter and for whom: the one-time link is made, the right to the letter
// asked again, and the text written in the reader's language, when it is sent.
package mailer

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"headroom/community"
	"headroom/internal/jobs"
	"headroom/internal/mail"
	"headroom/templates"
)

// How long the one-time links of letters last, as the letters say.
const (
	signInMinutes = 15

	resetHours = 1
	firstHours = 14 * 24
)

// Mailer writes letters and hands them to the sender.
type Mailer struct {
	Service  *community.Service
	Renderer *templates.Renderer
	Sender   mail.Sender
	// Unsubscribe makes the token with which a person turns off the letters
	// about a topic.
	Unsubscribe func(person int64, t community.NoticeTopic) (string, error)
	// ReplyAddress makes the address at which somebody answers by e-mail; "" for none.
	ReplyAddress func(community.ReplyTo) string
}

// errQuiet is why a letter waits: it tells of something and is not needed to
// sign in.
var errQuiet = errors.New("mailer: the reader's quiet time")

// Send is the handler of jobs of kind community.JobMail. A letter whose reader
// has gone, or may not know any more what it says, is dropped; one that the
// mail server refuses for good is parked.
func (m *Mailer) Send(ctx context.Context, j jobs.Job) error {
	var in community.Mail
	if err := json.Unmarshal(j.Payload, &in); err != nil {
		return jobs.Park(fmt.Errorf("mailer: payload: %w", err))
	}
	if in.Application != 0 {
		return m.apply(ctx, in)
	}
	if in.Report != 0 {
		return m.reported(ctx, in)
	}
	to, err := m.reader(ctx, in)
	if err != nil {
		return dropMissing(err)
	}
	letter, err := m.letter(ctx, in, to)
	if err != nil || letter == nil {
		return dropMissing(err)
	}
	written, err := m.Renderer.Mail(to.lang, letter)
	if err != nil {
		return jobs.Park(err)
	}
	message := mail.Message{To: to.account.Email, Subject: written.Subject, Text: written.Text,
		HTML: written.HTML, Language: to.lang}
	if in.Template == "mail-reply" {
		message.Answers = in.Args["id"]
	}
	if in.Template == "join-decided" {
		until, err := m.Service.QuietUntil(ctx, to.account.PersonID)
		if err != nil {
			return dropMissing(err)
		}
		if wait := until.Sub(m.Service.Clock()); wait > 0 {
			return jobs.Hold(wait, errQuiet)
		}
		if message.Unsubscribe, err = m.way(to.account.PersonID, community.TopicMembership); err != nil {
			return err
		}
	}
	err = m.Sender.Send(ctx, message)
	if mail.Permanent(err) {
		return jobs.Park(err)
	}
	return err
}

// reader is who gets a letter.
type reader struct {
	account community.Account
	name    string
	lang    string // chosen, or that of the page that asked, or the instance's
}

// viewer is the reader as the use cases know them.
func (r reader) viewer() community.Viewer {
	return community.Viewer{Account: r.account.ID, Person: r.account.PersonID, Name: r.account.Email,
		Operator: r.account.Operator && r.account.PersonID == 0}
}

func (m *Mailer) reader(ctx context.Context, in community.Mail) (r reader, err error) {
	err = m.Service.Store.View(ctx, func(tx community.Tx) error {
		if r.account, err = tx.Account(in.Account); err != nil {
			return err
		}
		if !r.account.Good(m.Service.Clock()) && in.Template != "account-closed" {
			return community.ErrNotFound
		}
		r.name = r.account.Name
		r.lang = cmp.Or(r.account.Language, in.Language, m.Service.Identity.Language)
		if r.account.PersonID == 0 {
			return nil
		}
		p, err := tx.Person(r.account.PersonID)
		r.name = p.Name
		return err
	})
	return r, err
}

// letter makes the letter of a template; nil when there is nothing to say.
func (m *Mailer) letter(ctx context.Context, in community.Mail, to reader) (templates.Letter, error) {
	switch in.Template {
	case "reset":
		link, err := m.link(ctx, to, community.LinkReset)
		return templates.ResetLetter{Name: to.name, Link: link, Hours: resetHours}, err
	case "sign-in":
		token, err := m.Service.IssueLink(ctx, to.account.ID, community.LinkSignIn)
		return templates.SignInLetter{Name: to.name, Link: m.Service.Identity.URL + "/sign-in/link/" + token, Minutes: signInMinutes}, err
	case "first-operator", "welcome":
		link, err := m.link(ctx, to, community.LinkFirst)
		return templates.FirstLetter{Name: to.name, Link: link, Hours: firstHours, Operator: in.Template == "first-operator"}, err
	case "guest":
		return m.guest(ctx, in, to)
	case "report":
		return templates.ReportLetter{Name: to.name, Link: m.Service.Identity.URL + "/operator/reports"}, nil
	case "waiting":
		return m.waiting(ctx, to)
	case "agreement-ends":
		return m.agreement(ctx, in, to)
	case "operator-told":
		return m.told(in, to), nil
	case "sign-in-changed":
		return templates.SignInChangedLetter{Name: to.name, What: in.Args["what"], Device: in.Args["device"], Link: m.Service.Identity.URL + "/security"}, nil
	case "account-closed":
		token, err := m.Service.IssueClosureLink(ctx, to.account.ID)
		return templates.ClosedLetter{Name: to.name, Days: community.ClosingDays(), Link: m.Service.Identity.URL + "/closed/" + token}, err
	case "join-decided":
		return m.decision(ctx, in, to)
	case "application-decided":
		letter := templates.DecidedLetter{Name: to.name, State: in.Args["state"], Link: m.Service.Identity.URL + "/application"}
		if letter.State == community.ApplicationAdmitted {
			letter.Link = m.Service.Identity.URL + "/"
		} else {
			letter.Reason = in.Args["reason"]
		}
		return letter, nil
	case "mail-reply":
		return replied(in, to, m.Service.Identity.URL), nil
	case "vouch-asked":
		return m.vouch(ctx, in, to)
	}
	return nil, jobs.Park(fmt.Errorf("mailer: no letter %q", in.Template))
}

func (m *Mailer) link(ctx context.Context, to reader, purpose string) (string, error) {
	token, err := m.Service.IssueLink(ctx, to.account.ID, purpose)
	return m.Service.Identity.URL + "/set-password/" + token, err
}

// decision tells an applicant what was decided, if the community may still be
// known to them.
func (m *Mailer) decision(ctx context.Context, in community.Mail, to reader) (templates.Letter, error) {
	id, err := strconv.ParseInt(in.Args["community"], 10, 64)
	if err != nil {
		return nil, jobs.Park(fmt.Errorf("mailer: community: %w", err))
	}
	if wanted, err := m.Service.WantsMail(ctx, to.account.PersonID, community.TopicMembership); err != nil || !wanted {
		return nil, err
	}
	card, err := m.Service.Community(ctx, to.viewer(), id)
	if err != nil {
		return nil, err
	}
	return templates.JoinLetter{
		Name: to.name, Community: card.Name.In(to.lang, m.Service.Identity.Language),
		Link: m.Service.Identity.URL + "/communities/" + strconv.FormatInt(id, 10), Accepted: in.Args["decision"] == "accepted",
		Reason: in.Args["reason"],
	}, nil
}

// dropMissing ends a job whose subject is not there any more.
func dropMissing(err error) error {
	if community.IsNotFound(err) || community.KindOf(err) == community.Forbidden {
		return nil
	}
	return err
}
