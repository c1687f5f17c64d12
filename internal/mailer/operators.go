package mailer

import (
	"context"
	"net/url"

	"headroom/community"
	"headroom/templates"
)

// waiting tells an operator how much waits when the letter is sent; nothing
// when everything has been decided meanwhile.
func (m *Mailer) waiting(ctx context.Context, to reader) (templates.Letter, error) {
	w, err := m.Service.CasesWaiting(ctx, to.viewer())
	if err != nil || w.Applications == 0 {
		return nil, err
	}
	return templates.WaitingLetter{Name: to.name, Link: m.Service.Identity.URL + "/operator/applications", Applications: int(w.Applications),
		Appeals: int(w.Appeals), Exceptions: int(w.Exceptions)}, nil
}

// told tells an operator what another one did.
func (m *Mailer) told(in community.Mail, to reader) templates.Letter {
	letter := templates.ToldLetter{Name: to.name, What: in.Args["what"], About: in.Args["about"], By: in.Args["by"],
		Link: m.Service.Identity.URL + "/operator/audit"}
	if letter.What == community.ToldException || letter.What == community.ToldAppeal {
		letter.Link = m.Service.Identity.URL + "/operator/applications/" + letter.About
	}
	if letter.What == community.ToldLinkOffered {
		letter.Link = m.Service.Identity.URL + "/operator/links"
	}
	return letter
}

// agreement tells an operator that an agreement ends soon; nothing when it has
// been renewed or has ended meanwhile.
func (m *Mailer) agreement(ctx context.Context, in community.Mail, to reader) (templates.Letter, error) {
	p, err := m.Service.PeerOfHost(ctx, in.Args["host"])
	if err != nil || p.Told == 0 || p.State != community.PeerActive && p.State != community.PeerPaused {
		return nil, err
	}
	_, asked := p.Renewing()
	return templates.AgreementLetter{Name: to.name, Host: p.Host, Ends: p.EndAt, Asked: asked,
		Link: m.Service.Identity.URL + "/operator/peers/" + url.PathEscape(p.Host)}, nil
}
