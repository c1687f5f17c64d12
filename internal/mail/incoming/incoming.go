// Package incoming reads mails that people answer letters with: what they wrote, and
// whether it was a person at all. It decides nothing.
package incoming

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"strings"

	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // mail programs still send other character sets
	"github.com/emersion/go-message/mail"
)

// Message is a mail that was read.
type Message struct {
	From      string   // the address of the one sender; "" when there is none, or several
	To        []string // to whom, as the header says
	ID        string   // Message-ID without its brackets; may be empty
	Digest    string   // names the mail: of its Message-ID, or of all of it where it has none
	Text      string   // what was written, without quotations and signature
	Whole     string   // with them
	LeftOut   int      // files that hung on it
	Automatic bool     // from a program, by its header
}

// Bounds of one mail.
const (
	partsMost = 100
	depthMost = 10
	textMost  = 256 << 10 // of a part that is read, in bytes
)

// ErrNoMail means that bytes are not a mail at all.
var ErrNoMail = errors.New("incoming: not a mail")

// Reader reads mails. Own are the addresses that letters come from, which stand in what
// is quoted; HTML reduces the HTML of a mail to lines of text.
type Reader struct {
	Own  []string
	HTML func(html string) string
}

// Read reads one mail. What it cannot make out is left out; ErrNoMail is answered only
// where there is no header.
func (r Reader) Read(data []byte) (Message, error) {
	e, err := message.Read(bytes.NewReader(data))
	if e == nil {
		return Message{}, fmt.Errorf("%w: %w", ErrNoMail, err)
	}
	h := mail.Header{Header: e.Header}
	if h.Len() == 0 {
		return Message{}, ErrNoMail
	}
	out := Message{ID: messageID(h), From: sender(h), Automatic: automatic(h)}
	for _, field := range []string{"Delivered-To", "X-Original-To", "To", "Cc"} {
		out.To = append(out.To, addresses(h, field)...)
	}
	found := parts{}
	found.walk(e, 0)
	out.LeftOut = found.files
	switch {
	case strings.TrimSpace(found.plain) != "":
		out.Whole = found.plain
	case found.html != "" && r.HTML != nil:
		out.Whole = r.HTML(withoutQuoted(found.html))
	}
	out.Text = Strip(out.Whole, r.Own)
	named := []byte(out.ID)
	if out.ID == "" {
		named = data
	}
	digest := sha256.Sum256(named)
	out.Digest = hex.EncodeToString(digest[:])
	return out, nil
}

// parts is what is found in the parts of a mail.
type parts struct {
	plain, html string
	files, seen int
}

// walk reads a part, or those of one. What is attached counts, and is not read.
func (p *parts) walk(e *message.Entity, depth int) {
	if p.seen++; p.seen > partsMost || depth > depthMost {
		return
	}
	if inner := e.MultipartReader(); inner != nil {
		for {
			next, err := inner.NextPart()
			if next == nil || err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) || p.seen > partsMost {
				return
			}
			p.walk(next, depth+1)
		}
	}
	kind, params, err := e.Header.ContentType()
	if err != nil {
		kind = "text/plain"
	}
	placed, of, _ := e.Header.ContentDisposition()
	named := params["name"] != "" || of["filename"] != ""
	switch {
	case placed == "attachment" || kind != "text/plain" && kind != "text/html":
		if kind != "text/calendar" && (placed == "attachment" || named || e.Header.Get("Content-Id") == "") && !strings.HasSuffix(kind, "signature") {
			p.files++
		}
	case kind == "text/plain" && p.plain == "":
		p.plain = flowed(text(e), params)
	case kind == "text/html" && p.html == "":
		p.html = text(e)
	}
}

// text reads at most what is looked at of a part.
func text(e *message.Entity) string {
	raw, _ := io.ReadAll(io.LimitReader(e.Body, textMost))
	s := strings.ToValidUTF8(string(raw), "\uFFFD")
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// flowed joins lines that a mail program broke by itself (RFC 3676).
func flowed(s string, params map[string]string) string {
	if !strings.EqualFold(params["format"], "flowed") {
		return s
	}
	drop := strings.EqualFold(params["delsp"], "yes")
	var b strings.Builder
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		quoted := strings.HasPrefix(line, ">")
		if !quoted {
			line = strings.TrimPrefix(line, " ") // stuffed
		}
		soft := strings.HasSuffix(line, " ") && line != "-- " && !quoted && i+1 < len(lines) && !strings.HasPrefix(lines[i+1], ">")
		if soft && drop {
			line = strings.TrimSuffix(line, " ")
		}
		b.WriteString(line)
		if !soft && i+1 < len(lines) {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// automatic reports whether a header is that of a program: an answer to it could go
// round for ever.
func automatic(h mail.Header) bool {
	if by := word(h.Get("Auto-Submitted")); by != "" && by != "no" {
		return true
	}
	switch word(h.Get("Precedence")) {
	case "bulk", "junk", "list", "auto_reply", "auto-reply":
		return true
	}
	for _, field := range []string{"List-Id", "List-Unsubscribe", "List-Post", "X-Autoreply", "X-Autorespond", "X-Loop", "X-Failed-Recipients"} {
		if h.Has(field) {
			return true
		}
	}
	if h.Has("Return-Path") && strings.TrimSpace(h.Get("Return-Path")) == "<>" {
		return true
	}
	kind, params, _ := mime.ParseMediaType(h.Get("Content-Type"))
	return kind == "multipart/report" || params["report-type"] != ""
}

// word is the first word of a field, in lower case.
func word(field string) string {
	field, _, _ = strings.Cut(field, ";")
	field, _, _ = strings.Cut(field, "(")
	return strings.ToLower(strings.TrimSpace(field))
}

func messageID(h mail.Header) string {
	id := strings.Trim(strings.TrimSpace(h.Get("Message-Id")), "<>")
	if len(id) > 500 || strings.ContainsAny(id, " \t\r\n<>") {
		return ""
	}
	return id
}

// sender is the one address of the one From field.
func sender(h mail.Header) string {
	list, err := h.AddressList("From")
	if err != nil || len(list) != 1 || len(h.Values("From")) != 1 {
		return ""
	}
	return list[0].Address
}

func addresses(h mail.Header, field string) (out []string) {
	list, err := h.AddressList(field)
	if err != nil {
		return nil
	}
	for _, a := range list {
		out = append(out, a.Address)
	}
	return out
}
