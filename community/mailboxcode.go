package community

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"math/big"
	"strings"
	"time"

	"headroom/community/verification"
)

// Bounds of the codes that are sent to schools.
const (
	codeLife    = 7 * 24 * time.Hour
	codeTries   = 5
	codesAWeek  = 3
	codeLength  = 8
	codeTyped   = 40
	codeLetters = "BCDFGHJKLMNPQRSTVWXZ23456789" // no vowels, so no words; nothing that looks like another
)

// AskCode has a code sent to the published mailbox of the applicant's school,
// or, where only its website is published, to a mailbox there that the applicant
// names by what stands before the @.
func (s *Service) AskCode(ctx context.Context, v Viewer, local string) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		a, p, err := s.openOf(tx, v)
		if err != nil {
			return err
		}
		mailbox, err := s.mailboxOf(tx, a, local)
		if err != nil {
			return err
		}
		codes, err := tx.MailboxCodes(a.ID)
		if err != nil {
			return err
		}
		lately := 0
		for _, c := range codes {
			if c.AskedAt.After(s.now().Add(-codeLife)) {
				lately++
			}
		}
		if lately >= codesAWeek {
			return &Error{Class: Conflict, Key: "error.code_limit", Field: "mailbox"}
		}
		c := MailboxCode{ID: tx.NextID(), ApplicationID: a.ID, Mailbox: mailbox, AskedAt: s.now(), ExpiresAt: s.now().Add(codeLife)}
		if err := tx.InsertMailboxCode(c); err != nil {
			return err
		}
		if err := s.audit(tx, p.IRI, "application.code", p.IRI, "", map[string]string{"mailbox": mailbox}); err != nil {
			return err
		}
		return s.mail(tx, Mail{Template: "code", Application: a.ID, Args: map[string]string{"code": itoa(c.ID)}})
	})
}

// mailboxOf is where a code goes.
func (s *Service) mailboxOf(tx Tx, a Application, local string) (string, error) {
	_, e, err := s.registerSays(tx, a)
	if err != nil {
		return "", err
	}
	mailbox, site, err := s.published(tx, e)
	if err != nil || mailbox != "" {
		return mailbox, err
	}
	if site == "" {
		return "", &Error{Class: Conflict, Key: "error.no_mailbox", Field: "mailbox"}
	}
	var check input
	local, _, _ = strings.Cut(strings.TrimSpace(local), "@")
	if local == "" {
		return "", FieldError("mailbox", "error.required", nil)
	}
	mailbox = check.email("mailbox", local+"@"+site)
	return mailbox, check.problems.Err()
}

// CodeLetter is what the letter to a school says.
type CodeLetter struct {
	Application
	Mailbox string
	Code    string
}

// LetterOfCode makes a code when its letter is sent; only a keyed hash is kept.
// NotFound when it is no longer wanted.
func (s *Service) LetterOfCode(ctx context.Context, application, id int64) (CodeLetter, error) {
	code, err := newCode()
	if err != nil {
		return CodeLetter{}, err
	}
	return update(ctx, s, func(tx Tx) (l CodeLetter, err error) {
		if l.Application, err = tx.Application(application); err != nil {
			return l, err
		}
		codes, err := tx.MailboxCodes(application)
		if err != nil {
			return l, err
		}
		if len(codes) == 0 || codes[0].ID != id || !codes[0].UsedAt.IsZero() || !s.now().Before(codes[0].ExpiresAt) || !l.Open() {
			return l, ErrNotFound
		}
		c := codes[0]
		c.Hash = s.codeHash(c, code)
		l.Mailbox, l.Code = c.Mailbox, code[:codeLength/2]+"-"+code[codeLength/2:]
		return l, tx.UpdateMailboxCode(c)
	})
}

// newCode draws a code.
func newCode() (string, error) {
	var b strings.Builder
	for range codeLength {
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(codeLetters))))
		if err != nil {
			return "", err
		}
		b.WriteByte(codeLetters[n.Int64()])
	}
	return b.String(), nil
}

// codeHash is keyed, because so short a code could be found by trying.
func (s *Service) codeHash(c MailboxCode, code string) []byte {
	return s.RegisterKey.NameHash("code/"+itoa(c.ID), code)
}

// EnterCode takes the code that the school has passed on: it is evidence of the
// kind Mailbox. Only the newest counts, once, for a week, and five tries.
func (s *Service) EnterCode(ctx context.Context, v Viewer, code string) error {
	var check input
	if code = check.line("code", code, codeTyped, true); check.problems.Err() != nil {
		return check.problems.Err() // no try
	}
	code = strings.Map(func(r rune) rune {
		if strings.ContainsRune(codeLetters, r) {
			return r
		}
		return -1
	}, strings.ToUpper(code))
	right, err := update(ctx, s, func(tx Tx) (bool, error) {
		a, p, err := s.openOf(tx, v)
		if err != nil {
			return false, err
		}
		codes, err := tx.MailboxCodes(a.ID)
		if err != nil {
			return false, err
		}
		if code == "" {
			return false, FieldError("code", "error.required", nil)
		}
		if len(codes) == 0 || len(codes[0].Hash) == 0 || !codes[0].UsedAt.IsZero() || !s.now().Before(codes[0].ExpiresAt) || codes[0].Tries >= codeTries {
			return false, FieldError("code", "error.code_over", nil)
		}
		c := codes[0]
		c.Tries++
		right := subtle.ConstantTimeCompare(s.codeHash(c, code), c.Hash) == 1
		if right {
			c.UsedAt = s.now()
			if err := s.addEvidence(tx, p, p.IRI, Evidence{ApplicationID: a.ID, Kind: verification.Mailbox, Ref: c.Mailbox}); err != nil {
				return false, err
			}
		}
		return right, tx.UpdateMailboxCode(c) // a wrong try is kept, too
	})
	if err == nil && !right {
		err = FieldError("code", "error.code_wrong", nil)
	}
	return err
}
