package mailer

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"headroom/community"
	"headroom/community/policy"
	"headroom/internal/jobs"
	"headroom/internal/mail"
	"headroom/templates"
)

// SendDigest is the handler of jobs of kind community.JobDigest: one letter for
// a person and day, of what they may know now, or none when there is nothing.
func (m *Mailer) SendDigest(ctx context.Context, j jobs.Job) error {
	var in community.DigestJob
	if err := json.Unmarshal(j.Payload, &in); err != nil {
		return jobs.Park(fmt.Errorf("mailer: payload: %w", err))
	}
	due, err := m.Service.DigestToSend(ctx, in)
	if err != nil {
		return err
	}
	if wait := due.Wait.Sub(m.Service.Clock()); wait > 0 {
		return jobs.Hold(wait, errQuiet)
	}
	if !due.Empty() {
		err = m.digestLetter(ctx, in, due)
	}
	switch {
	case mail.Permanent(err):
		if noted := m.Service.DigestSent(ctx, 0, in); noted != nil {
			return noted
		}
		return jobs.Park(err)
	case err != nil:
		return err
	}
	if err := m.Service.DigestSent(ctx, j.ID, in); err != nil {
		return err
	}
	return jobs.Done
}

// digestLetter writes one digest and hands it over. The Message-ID is that of
// the person and day, also when the job is run again.
func (m *Mailer) digestLetter(ctx context.Context, in community.DigestJob, due community.DigestMailing) error {
	lang := cmp.Or(due.Account.Language, due.Person.Language, m.Service.Identity.Language)
	way, err := m.way(in.Person, community.TopicDigest)
	if err != nil {
		return err
	}
	letter := templates.DigestLetter{Name: due.Person.Name, Weekly: due.Mode == community.DigestWeekly, Settings: m.Service.Identity.URL + "/notifications/settings",
		Unsubscribe: way + "?lang=" + lang, Lines: m.lines(community.NoticeMailing{Notices: due.Notices, Content: due.Content}, lang),
		Threads: m.busy(due, lang)}
	reply := m.ReplyAddress(due.Reply)
	letter.Reply = reply != ""
	written, err := m.Renderer.Mail(lang, letter)
	if err != nil {
		return jobs.Park(err)
	}
	return m.Sender.Send(ctx, mail.Message{To: due.Account.Email, Subject: written.Subject, Text: written.Text, HTML: written.HTML,
		Language: lang, ID: "digest-" + strconv.FormatInt(in.Person, 10) + "-" + in.Day, Unsubscribe: way, ReplyTo: reply})
}

// busy are the conversations with something new. Where what is written may not
// be told, those of a community are one line with their number.
func (m *Mailer) busy(due community.DigestMailing, lang string) (list []templates.DigestLine) {
	at := map[int64]int{}
	for _, t := range due.Threads {
		c := t.Community
		line := templates.DigestLine{Posts: int(t.Posts), Community: c.Name.In(lang, m.Service.Identity.Language)}
		if t.Shows != policy.Nothing && (c.Access == policy.Open || due.Content[c.ID]) {
			line.Title, line.Lang = t.Thread.Title, t.Newest.Language
			if line.Excerpt = excerpt(community.PlainText(t.Newest.HTML)); t.Shows == policy.Whole {
				line.Excerpt = t.Author.Name + ": " + line.Excerpt
			}
			line.Link = m.Service.Identity.URL + "/threads/" + strconv.FormatInt(t.ThreadID, 10) + "/unread"
			list = append(list, line)
			continue
		}
		if i, again := at[c.ID]; again {
			list[i].Threads++
			list[i].Posts += line.Posts
			continue
		}
		line.Threads, line.Link = 1, m.Service.Identity.URL+"/communities/"+strconv.FormatInt(c.ID, 10)
		if c.Access != policy.Closed {
			line.Community, line.Private = "", true
			line.Link = m.Service.Identity.URL + "/"
		}
		at[c.ID] = len(list)
		list = append(list, line)
	}
	return list
}

// said adds to a line what its reader asked to be told of a community that is
// not open.
func (m *Mailer) said(line templates.NoticeLine, n community.NoticeView, lang string) templates.NoticeLine {
	line.Private, line.Community = false, n.Community.Name.In(lang, m.Service.Identity.Language)
	line.Thread = n.Thread.Title
	switch n.Kind.Topic() {
	case community.TopicMention, community.TopicReply, community.TopicThread, community.TopicPost:
		if n.Filtered == "" {
			line.Excerpt = excerpt(community.PlainText(n.Post.HTML))
		}
	}
	return line
}

// excerptMost is how many characters a letter quotes.
const excerptMost = 240

// excerpt is the beginning of a text.
func excerpt(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) <= excerptMost {
		return text
	}
	return strings.TrimSpace(string([]rune(text)[:excerptMost])) + "…"
}
