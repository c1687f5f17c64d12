package mailer

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"headroom/community"
	"headroom/community/policy"
	"headroom/internal/jobs"
	"headroom/internal/mail"
	"headroom/templates"
)

// noticeLines is how many lines one letter about notices shows; it counts all.
const noticeLines = 10

// SendNotices is the handler of jobs of kind community.JobNotice. What the
// letter says, and whether there is one, is found out now; what it said is
// noted in the transaction that ends the job.
func (m *Mailer) SendNotices(ctx context.Context, j jobs.Job) error {
	var in community.NoticeLetter
	if err := json.Unmarshal(j.Payload, &in); err != nil {
		return jobs.Park(fmt.Errorf("mailer: payload: %w", err))
	}
	due, err := m.Service.NoticesToMail(ctx, in)
	if err != nil {
		return err
	}
	if len(due.Notices) > 0 {
		err = m.noticeLetter(ctx, j, in, due)
	}
	switch {
	case mail.Permanent(err):
		if noted := m.Service.NoticesMailed(ctx, 0, in, due, false); noted != nil {
			return noted
		}
		return jobs.Park(err)
	case err != nil:
		return err
	}
	if err := m.Service.NoticesMailed(ctx, j.ID, in, due, true); err != nil {
		return err
	}
	return jobs.Done
}

// noticeLetter writes one letter and hands it over. A job that is run again
// sends it under the same Message-ID.
func (m *Mailer) noticeLetter(ctx context.Context, j jobs.Job, in community.NoticeLetter, due community.NoticeMailing) error {
	lang := cmp.Or(due.Account.Language, due.Person.Language, m.Service.Identity.Language)
	letter := templates.NoticesLetter{Name: due.Person.Name, Topic: string(in.Topic), Count: len(due.Notices),
		Settings: m.Service.Identity.URL + "/notifications/settings", Lines: m.lines(due, lang)}
	for _, l := range letter.Lines {
		letter.More -= l.Count
	}
	letter.More += letter.Count
	way, err := m.way(in.Person, in.Topic)
	if err != nil {
		return err
	}
	letter.Unsubscribe = way + "?lang=" + lang
	reply := m.ReplyAddress(due.Reply)
	letter.Reply, letter.Talk = reply != "", due.Reply.Talk != 0
	written, err := m.Renderer.Mail(lang, letter)
	if err != nil {
		return jobs.Park(err)
	}
	return m.Sender.Send(ctx, mail.Message{To: due.Account.Email, Subject: written.Subject, Text: written.Text, HTML: written.HTML,
		Language: lang, ID: "notice-" + strconv.FormatInt(j.ID, 10), Unsubscribe: way, ReplyTo: reply})
}

// way is the address at which the letters about a topic are turned off.
func (m *Mailer) way(person int64, t community.NoticeTopic) (string, error) {
	token, err := m.Unsubscribe(person, t)
	return m.Service.Identity.URL + "/unsubscribe/" + token, err
}

// lines says who did what where. What was done several times in one place is one
// line; of a private community not even the name is told, and the title of a
// conversation of open ones only; unless its reader has asked for what was
// written.
func (m *Mailer) lines(due community.NoticeMailing, lang string) (list []templates.NoticeLine) {
	type place struct {
		kind              community.NoticeKind
		community, thread int64
	}
	at := map[place]int{}
	for _, n := range due.Notices {
		p := place{n.Kind, n.CommunityID, n.ThreadID}
		if i, again := at[p]; again && n.ThreadID != 0 {
			list[i].Count++
			list[i].Name, list[i].Unnamed = n.Actor.Name, n.Unnamed
			continue
		}
		if len(list) == noticeLines {
			continue
		}
		at[p] = len(list)
		line := templates.NoticeLine{Kind: string(n.Kind), Name: n.Actor.Name, Unnamed: n.Unnamed, Count: 1, Until: n.Until,
			Link: m.Service.Identity.URL + "/notifications/" + strconv.FormatInt(n.ID, 10)}
		switch {
		case n.CommunityID == 0:
		case n.Community.ID == 0:
			line.Hidden = true
		case n.Community.Access != policy.Open && n.Community.Access != policy.Closed:
			line.Private = true
		default:
			line.Community = n.Community.Name.In(lang, m.Service.Identity.Language)
			if n.Community.Access == policy.Open {
				line.Thread = n.Thread.Title
			}
		}
		if n.Community.ID != 0 && due.Content[n.CommunityID] {
			line = m.said(line, n, lang)
		}
		list = append(list, line)
	}
	return list
}
