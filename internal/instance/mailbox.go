package instance

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	netmail "net/mail"
	"strings"

	"headroom/community"
	"headroom/community/text"
	"headroom/internal/mail"
	"headroom/internal/mail/door"
	"headroom/internal/mail/incoming"
)

// mailbox takes the mails with which people answer letters.
type mailbox struct {
	*Instance
	reader incoming.Reader
	sender string // address of our letters
}

// newMailbox makes the mailbox.
func newMailbox(i *Instance) mailbox {
	words := text.New()
	b := mailbox{Instance: i, sender: i.mailSender()}
	b.reader = incoming.Reader{Own: []string{b.sender, i.replyPrefix()}, HTML: func(html string) string { return words.Lines(words.Sanitize(html)) }}
	return b
}

// mailSender is the address that letters come from.
func (i *Instance) mailSender() string {
	a, err := netmail.ParseAddress(fromOf(i.Config))
	if err != nil {
		return ""
	}
	return a.Address
}

// replyPrefix is how addresses to reply to begin.
func (i *Instance) replyPrefix() string {
	local, _, ok := strings.Cut(i.Config.Replies.Address, "@")
	if !ok {
		return ""
	}
	return local + "+"
}

// Known implements door.Box.
func (b mailbox) Known(address string) bool {
	_, ok := b.replyTo(address)
	return ok
}

// Take implements door.Box.
func (b mailbox) Take(ctx context.Context, sender string, recipients []string, data []byte) error {
	_, err := b.take(ctx, &sender, recipients, data)
	return err
}

// take decides about a mail, and says what became of it at each address that was made
// here. sender is nil where the envelope is not known; without recipients they are those
// of the header.
func (b mailbox) take(ctx context.Context, sender *string, recipients []string, data []byte) ([]community.MailOutcome, error) {
	m, err := b.reader.Read(data)
	if errors.Is(err, incoming.ErrNoMail) {
		return []community.MailOutcome{community.MailIgnored}, nil // it will be none the next time either
	}
	if err != nil {
		return nil, err
	}
	if len(recipients) == 0 {
		recipients = m.To
	}
	bounce := sender != nil && (*sender == "" || *sender == "<>" || strings.EqualFold(*sender, "mailer-daemon"))
	_, ours := b.replyTo(m.From)
	in := community.MailedReply{From: m.From, Digest: m.Digest, ID: m.ID, Body: m.Text, Whole: m.Whole, LeftOut: m.LeftOut,
		Automatic: m.Automatic || bounce || ours || strings.EqualFold(m.From, b.sender) || mail.Own(m.ID, b.sender)}
	var outcomes []community.MailOutcome
	later := false
	for _, address := range recipients {
		to, ok := b.replyTo(address)
		if !ok {
			continue
		}
		in.To = to
		out, err := b.Service.ReplyByMail(ctx, in)
		if err != nil {
			return outcomes, err
		}
		b.Log.InfoContext(ctx, "mail received", "outcome", string(out))
		outcomes = append(outcomes, out)
		later = later || out == community.MailLater
	}
	if later {
		return outcomes, door.ErrLater // at the others it counts as having come
	}
	return outcomes, nil
}

// OpenDoor opens the listener for mail; nil where there is to be none.
func (i *Instance) OpenDoor() (*door.Door, net.Listener, error) {
	c := i.Config.Replies
	if c.Address == "" || c.Listen == "" {
		return nil, nil, nil
	}
	o := door.Options{Domain: i.Config.Origin().Hostname(), LMTP: c.Protocol == "lmtp", Bytes: int64(c.Bytes), Box: newMailbox(i), Log: i.Log}
	if i.Config.TLS.Certificate != "" {
		certificate, err := tls.LoadX509KeyPair(i.Config.TLS.Certificate, i.Config.TLS.Key)
		if err != nil {
			return nil, nil, err
		}
		o.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	}
	l, err := net.Listen("tcp", c.Listen)
	return door.New(o), l, err
}

// ReceiveMail decides about one mail that a command or a test hands in: see Take of
// package door. sender is nil where it is not known.
func (i *Instance) ReceiveMail(ctx context.Context, sender *string, recipients []string, data []byte) ([]community.MailOutcome, error) {
	return newMailbox(i).take(ctx, sender, recipients, data)
}
