package community

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
	"time"
)

// ticketLife is how long at least an address with a ticket opens what it names;
// it is twice that at most, so that the address stays the same for a while and
// apps may keep what they have loaded.
const ticketLife = 7 * 24 * time.Hour

// ticketSize is how much of a ticket's authentication code is kept, in bytes.
const ticketSize = 16

// TicketTx finds the token of a ticket.
type TicketTx interface {
	AppTokenByID(id int64) (AppToken, error)
}

// FileTicket makes what opens one file, by an address alone, to the holder of a
// token: apps load pictures without their token. It is good for that file, while
// the token is, and for a week or two; what it opens is decided when it is used.
func (s *Service) FileTicket(k AppToken, what string) string {
	until := s.now().Truncate(ticketLife).Add(2 * ticketLife).Unix()
	bound := strconv.FormatInt(k.ID, 36) + "." + strconv.FormatInt(until, 36)
	return bound + "." + ticketCode(k, bound, what)
}

// FilesPath is where files are loaded by a ticket.
const FilesPath = "/api/media/files/"

// FileAddress is where the holder of a token loads the file of a post.
func (s *Service) FileAddress(k AppToken, file int64) string {
	id := itoa(file)
	return s.Identity.URL + FilesPath + id + "/" + s.FileTicket(k, "file "+id)
}

// ticketCode binds a ticket to the token by the hash that is kept of it, which
// nobody has who has neither the token nor the database.
func ticketCode(k AppToken, bound, what string) string {
	mac := hmac.New(sha256.New, k.Hash)
	mac.Write([]byte("file ticket\n" + bound + "\n" + what))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:ticketSize])
}

// ResumeTicket gives whom the holder of a ticket for a file is, as ResumeToken
// does. NotFound when it is not good, or its token is not any more.
func (s *Service) ResumeTicket(ctx context.Context, ticket, what string) (Viewer, error) {
	return view(ctx, s, func(tx Tx) (Viewer, error) {
		id, rest, _ := strings.Cut(ticket, ".")
		end, code, _ := strings.Cut(rest, ".")
		token, bad := strconv.ParseInt(id, 36, 64)
		until, worse := strconv.ParseInt(end, 36, 64)
		if bad != nil || worse != nil || s.now().Unix() >= until {
			return Viewer{}, ErrNotFound
		}
		k, err := tx.AppTokenByID(token)
		if err != nil {
			return Viewer{}, err
		}
		if !hmac.Equal([]byte(code), []byte(ticketCode(k, id+"."+end, what))) || k.AccountID == 0 {
			return Viewer{}, ErrNotFound
		}
		v, _, _, err := s.resumeAccount(tx, k.AccountID, k.Epoch, SignedIn{Passkey: k.Passkey})
		if KindOf(err) == Unauthenticated || KindOf(err) == Forbidden {
			err = ErrNotFound
		}
		return v, err
	})
}
