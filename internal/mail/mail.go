// Package mail sends the instance's mail: to the mail server that the operator
// names, or into a directory where there is none.
package mail

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	netmail "net/mail"
	"strings"
	"unicode"

	gomail "github.com/wneessen/go-mail"
)

// Message is one mail to one person.
type Message struct {
	To       string // an address, without a name
	Subject  string
	Text     string // always there
	HTML     string // the same for programs that show it; may be empty
	Language string // of subject and body: en, cy, gd
	// ID makes the Message-ID, so that a letter that is sent again is known to
	// be the same; a random one when empty.
	ID string
	// Unsubscribe is the address that takes one POST to send no more of the kind
	// (RFC 8058); empty for letters that their reader has asked for.
	Unsubscribe string
	// ReplyTo is where an answer goes, an address without a name; empty: nowhere
	// else than to the sender.
	ReplyTo string
	// Answers is the Message-ID of the mail that this one answers, without brackets; such
	// a letter is not answered by programs either (RFC 3834).
	Answers string
}

// Sender sends mail. Errors are *Error; where Permanent reports false, sending
// again later can succeed.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

// Error says why a mail was not sent.
type Error struct {
	Permanent bool
	Err       error
}

func (e *Error) Error() string { return "mail: " + e.Err.Error() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Permanent tells whether sending again cannot help: the server refused the
// recipient or the message, or the message cannot be written at all.
func Permanent(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Permanent
}

// never makes a permanent error.
func never(format string, args ...any) error {
	return &Error{Permanent: true, Err: fmt.Errorf(format, args...)}
}

// compose writes the message. Nothing in it can add a header: addresses with
// control characters are refused, those of a subject become spaces.
func compose(from *netmail.Address, m Message) (*gomail.Msg, error) {
	to, err := netmail.ParseAddress(m.To)
	if err != nil || to.Address != m.To || strings.ContainsFunc(m.To, unicode.IsControl) {
		return nil, never("%q is not a mail address", m.To)
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := msg.FromFormat(oneLine(from.Name), from.Address); err != nil {
		return nil, never("sender: %w", err)
	}
	if err := msg.To(to.Address); err != nil {
		return nil, never("recipient: %w", err)
	}
	msg.Subject(oneLine(m.Subject))
	msg.SetDate()
	msg.SetMessageIDWithValue(ownID + cmp.Or(oneLine(m.ID), rand.Text()) + "@" + domain(from))
	if m.Unsubscribe != "" {
		msg.SetGenHeader("List-Unsubscribe", "<"+oneLine(m.Unsubscribe)+">")
		msg.SetGenHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	if m.ReplyTo != "" {
		if err := msg.ReplyTo(m.ReplyTo); err != nil {
			return nil, never("reply: %w", err)
		}
	}
	by := "auto-generated"
	if id := oneLine(m.Answers); id != "" {
		by = "auto-replied"
		msg.SetGenHeader("In-Reply-To", "<"+id+">")
		msg.SetGenHeader("References", "<"+id+">")
	}
	msg.SetGenHeader("Auto-Submitted", by)
	if m.Language != "" {
		msg.SetGenHeader("Content-Language", oneLine(m.Language))
	}
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	return msg, nil
}

// ownID is how the ids of our letters begin, so that one that comes back is known.
const ownID = "headroom-"

// Own reports whether a Message-ID is of a letter that we have sent from an address.
func Own(id, from string) bool {
	local, host, ok := strings.Cut(id, "@")
	return ok && strings.HasPrefix(local, ownID) && strings.EqualFold(host, from[strings.LastIndexByte(from, '@')+1:])
}

// oneLine makes spaces of control characters and trims.
func oneLine(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s))
}

// domain is the part of an address after the @.
func domain(a *netmail.Address) string {
	return a.Address[strings.LastIndexByte(a.Address, '@')+1:]
}
