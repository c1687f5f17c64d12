package mailer

import (
	"cmp"
	"context"
	"fmt"
	"strconv"

	"headroom/community"
	"headroom/internal/jobs"
	"headroom/internal/mail"
	"headroom/templates"
)

// apply sends letters about an application to who has no account: its
// one-time link is made now.
func (m *Mailer) apply(ctx context.Context, in community.Mail) error {
	if in.Template == "code" {
		return m.code(ctx, in)
	}
	if in.Template != "apply" {
		return jobs.Park(fmt.Errorf("mailer: no letter %q about an application", in.Template))
	}
	about, err := m.Service.LetterOfApplication(ctx, in.Application)
	if err != nil {
		return dropMissing(err)
	}
	letter := templates.ApplyLetter{Known: about.Known, Link: m.Service.Identity.URL + "/apply/confirm/" + about.Token}
	if about.Known {
		letter.Link = m.Service.Identity.URL + "/sign-in"
	}
	return m.post(ctx, about.Email, cmp.Or(about.Language, in.Language, m.Service.Identity.Language), letter)
}

// code sends a code to a school's mailbox: it is made now.
func (m *Mailer) code(ctx context.Context, in community.Mail) error {
	id, err := strconv.ParseInt(in.Args["code"], 10, 64)
	if err != nil {
		return jobs.Park(fmt.Errorf("mailer: code: %w", err))
	}
	about, err := m.Service.LetterOfCode(ctx, in.Application, id)
	if err != nil {
		return dropMissing(err)
	}
	return m.post(ctx, about.Mailbox, cmp.Or(about.Language, m.Service.Identity.Language),
		templates.CodeLetter{Name: about.Name, Post: about.Post, School: about.School, Code: about.Code})
}

// vouch asks a colleague to answer for an applicant; there is no letter when they
// could not do so any more.
func (m *Mailer) vouch(ctx context.Context, in community.Mail, to reader) (templates.Letter, error) {
	id, err := strconv.ParseInt(in.Args["vouch"], 10, 64)
	if err != nil {
		return nil, jobs.Park(fmt.Errorf("mailer: vouch: %w", err))
	}
	a, err := m.Service.LetterOfVouch(ctx, id)
	if err != nil {
		return nil, err
	}
	return templates.VouchLetter{Name: to.name, Applicant: a.Name, School: a.School, Link: m.Service.Identity.URL + "/vouches"}, nil
}

// post writes a letter and sends it to an address.
func (m *Mailer) post(ctx context.Context, to, lang string, letter templates.Letter) error {
	written, err := m.Renderer.Mail(lang, letter)
	if err != nil {
		return jobs.Park(err)
	}
	err = m.Sender.Send(ctx, mail.Message{To: to, Subject: written.Subject, Text: written.Text, HTML: written.HTML, Language: lang})
	if mail.Permanent(err) {
		return jobs.Park(err)
	}
	return err
}
