package clustertest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/internal/mail/door"
	"headroom/internal/mail/mailtest"
)

// nested is a mail of parts in parts, so deep, with words at the bottom.
func nested(deep int) (header, body string) {
	var open, end strings.Builder
	for i := range deep {
		fmt.Fprintf(&open, "--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n", i, i+1)
		end.WriteString(fmt.Sprintf("--b%d--\r\n", deep-i-1))
	}
	return "Content-Type: multipart/mixed; boundary=b0\n", open.String() + fmt.Sprintf("--b%d\r\n\r\nIt should not stand here.\r\n--b%d--\r\n", deep, deep) + end.String()
}

// hostileMails are mails that somebody may send to an address of their own, each with
// what becomes of it, what then stands in the conversation, and how many letters tell of it.
// A header or body of "" is that of an honest answer.
var hostileMails = []struct {
	name, header, body string
	want               community.MailOutcome
	stands             string
	letters            int
}{
	{"an honest one", "", "We buy oil together.", community.MailPosted, "We buy oil together.", 0},
	{"bytes of another charset than is said", "Content-Type: text/plain; charset=utf-8\n", "Caf\xe9 at noon.", community.MailPosted, "Caf\uFFFD at noon.", 0},
	{"a charset that there is not", "Content-Type: text/plain; charset=\"x-\\\"; none\"\n", "In no charset.", community.MailPosted, "In no charset.", 0},
	{"a charset of many bytes, of few", "Content-Type: text/plain; charset=utf-16\nContent-Transfer-Encoding: base64\n", "/v8AVwBlACAAYgB1AHkALg==", community.MailPosted, "We buy.", 0},
	{"signs that cannot be seen", "", "One\x00two\u202ethree.", community.MailPosted, "three.", 0},
	{"a name that is a header", "X-Name: =?utf-8?q?Eira=0D=0ABcc:_victim@evil.example?=\nSubject: =?utf-8?q?a=0D=0ABcc:_victim@evil.example?=\n", "With a name.", community.MailPosted, "With a name.", 0},
	{"HTML with a script and a picture that counts who looks", "Content-Type: text/html\n",
		"<p>Only in HTML.</p><script>alert('It should not stand here.')</script><img src=\"https://evil.example/count.gif\"><style>p{}</style>", community.MailPosted, "Only in HTML.", 0},
	{"HTML nested without end", "Content-Type: text/html\n", strings.Repeat("<div><blockquote>", 20000) + "It should not stand here.", community.MailRefused, "", 1},
	{"a thousand files", "Content-Type: multipart/mixed; boundary=b\n",
		"--b\r\n\r\nWith many files.\r\n" + strings.Repeat("--b\r\nContent-Type: application/zip\r\nContent-Disposition: attachment; filename=\"../../a\r\n b.zip\"\r\n\r\nx\r\n", 1000) + "--b--\r\n",
		community.MailPosted, "With many files.", 1},
	{"a mail in a mail", "Content-Type: multipart/mixed; boundary=b\n",
		"--b\r\n\r\nWith a mail.\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: a@b.example\r\n\r\nIt should not stand here.\r\n--b--\r\n", community.MailPosted, "With a mail.", 1},
	{"an end that never comes", "Content-Type: multipart/mixed; boundary=b\n", "--b\r\n\r\nTorn off.", community.MailPosted, "Torn off.", 0},
	{"a boundary of nothing", "Content-Type: multipart/mixed; boundary=\"\"\n", "--\r\n\r\nIt should not stand here.\r\n", community.MailRefused, "", 1},
	{"a recipient more, in a header that goes on", "Message-ID: <x@y.example>\n\tBcc: victim@evil.example\n", "> only quoted", community.MailRefused, "", 1},
	{"Message-ID twice", "Message-ID: <one@y.example>\nMessage-ID: <two@y.example>\n", "> only quoted", community.MailRefused, "", 1},
	{"several senders", "From: other@evil.example\n", "It should not stand here.", community.MailRefused, "", 1},
	{"a copy of our own letter", "Message-ID: <headroom-notice-1@wales.localhost>\nAuto-Submitted: auto-generated\n", "It should not stand here.", community.MailIgnored, "", 0},
}

// TestHostileMails sends a member's own server what mail can be: each is posted once, or
// refused and told of once, or left alone; nothing brings it down, nothing that somebody
// put into a header is in what is sent to them.
func TestHostileMails(t *testing.T) {
	t.Parallel()
	s := joined(t)
	p := s.writesMail(s.welsh)
	p.letters()
	question := s.say(s.welsh, "", "Who lights candles?")
	s.say(s.moderator, question, "We do, in Advent.")
	to := addressed(p.letter())
	deepHeader, deepBody := nested(400)
	refused := 0
	for _, c := range append(slices.Clone(hostileMails), struct {
		name, header, body string
		want               community.MailOutcome
		stands             string
		letters            int
	}{"parts in parts", deepHeader, deepBody, community.MailRefused, "", 1}) {
		data := p.hostile(to, c.header, c.body)
		for i, want := range []community.MailOutcome{c.want, community.MailAgain} { // and once more, word for word
			if c.want == community.MailIgnored {
				want = c.want
			}
			out, err := p.Node.ReceiveMail(t.Context(), &p.Email, []string{to}, data)
			if err != nil || len(out) != 1 || out[0] != want {
				t.Errorf("%s, time %d: %v, %v; want %s", c.name, i+1, out, err, want)
			}
			p.Settle()
		}
		got := p.letters()
		if len(got) != c.letters {
			t.Errorf("%s: %d letters, want %d", c.name, len(got), c.letters)
		}
		for _, l := range got {
			p.clean(t, c.name, l)
		}
		if c.stands != "" {
			p.stands(c.stands, 1)
		}
		if refused += c.letters; refused >= 4 { // five in an hour are answered
			refused = 0
			p.later(61 * time.Minute)
		}
	}
	for _, never := range []string{"should not stand", "evil.example", "alert(", "\x00", "\u202e"} {
		p.stands(never, 0)
	}
	p.later(61 * time.Minute)
	p.ofAnother(t, to)
	p.notLost(t, to)
	p.byLMTP(t, to)
	p.revoked(t, to)
}

// stands fails unless so many posts have a text, on every server: also those that are on
// later pages.
func (p *postbox) stands(text string, times int) {
	p.story.T.Helper()
	for _, m := range []*Member{p.moderator, p.welsh, p.english} {
		c, _ := m.Node.Here(p.room.IRI)
		found := 0
		m.Node.View(func(tx community.Tx) error {
			threads, err := tx.Threads(c.ID, community.Page{Limit: 50})
			for _, th := range threads {
				posts, err := tx.Posts(th.ID, community.Page{Limit: 200})
				if err != nil {
					return err
				}
				for _, post := range posts {
					if post.State == community.PostAccepted && strings.Contains(post.Title+post.HTML+post.Source, text) {
						found++
					}
				}
			}
			return err
		})
		if found != times {
			p.story.T.Errorf("%s has %q %d times, want %d", m.Node.Name, text, found, times)
		}
	}
}

// hostile is a mail of the member's with fields that are put in place of its own.
func (p *postbox) hostile(to, header, body string) []byte {
	p.sent++
	h := "From: " + p.Person.Name + " <" + p.Email + ">\nTo: " + to + "\nSubject: Re: anything\n"
	if !strings.Contains(header, "Message-ID:") {
		h += fmt.Sprintf("Message-ID: <hostile-%d@school.example>\n", p.sent)
	}
	return []byte(strings.ReplaceAll(h+header, "\n", "\r\n") + "\r\n" + body)
}

// clean fails where a letter goes to others, or says what only its sender wrote in a header.
func (p *postbox) clean(t *testing.T, name string, l mailtest.Parsed) {
	t.Helper()
	if !strings.HasPrefix(l.Header.Get("Auto-Submitted"), "auto-") || l.Header.Get("Bcc") != "" || l.Header.Get("Cc") != "" ||
		!strings.Contains(l.Header.Get("To"), p.Email) || strings.Contains(l.Header.Get("To"), ",") {
		t.Errorf("%s: answered with %v", name, l.Header)
	}
	for field, values := range l.Header {
		if strings.Contains(strings.Join(values, " "), "evil.example") {
			t.Errorf("%s: %s: %v", name, field, values)
		}
	}
}

// ofAnother: who got hold of somebody's address writes nothing by it, also as a member of the
// same community; it is told to the one whose address it is, and to nobody else.
func (p *postbox) ofAnother(t *testing.T, to string) {
	t.Helper()
	data := []byte(strings.ReplaceAll(string(p.hostile(to, "", "In her name.")), p.Email, p.english.Email))
	out, err := p.Node.ReceiveMail(t.Context(), &p.english.Email, []string{to}, data)
	if err != nil || len(out) != 1 || out[0] != community.MailRefused {
		t.Errorf("another member: %v, %v", out, err)
	}
	p.Settle()
	if told := p.letter(); !strings.Contains(told.Text, "another address") {
		t.Errorf("she is told:\n%s", told.Text)
	}
	p.stands("In her name.", 0)
	p.later(61 * time.Minute)
}

// notLost: what came while too many did comes again, and then stands there once.
func (p *postbox) notLost(t *testing.T, to string) {
	t.Helper()
	for range 5 {
		if _, err := p.Node.ReceiveMail(t.Context(), &p.Email, []string{to}, p.hostile(to, "", "> quoted")); err != nil {
			t.Error(err)
		}
	}
	data := p.hostile(to, "", "Worth waiting for.")
	if out, err := p.Node.ReceiveMail(t.Context(), &p.Email, []string{to}, data); !errors.Is(err, door.ErrLater) {
		t.Errorf("too many: %v, %v", out, err)
	}
	p.stands("Worth waiting for.", 0)
	p.later(61 * time.Minute)
	for _, want := range []community.MailOutcome{community.MailPosted, community.MailAgain} {
		if out, err := p.Node.ReceiveMail(t.Context(), &p.Email, []string{to}, data); err != nil || len(out) != 1 || out[0] != want {
			t.Errorf("an hour later: %v, %v", out, err)
		}
	}
	p.Settle()
	p.stands("Worth waiting for.", 1)
	p.letters()
}

// byLMTP: the same by LMTP, as a mail server of the operator's own brings it; what is too
// large is refused before it is read to its end.
func (p *postbox) byLMTP(t *testing.T, to string) {
	t.Helper()
	p.Node.Config.Replies.Protocol = "lmtp"
	d, l, err := p.Node.OpenDoor()
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- d.Serve(l) }()
	bring := func(body, more string, want int) {
		t.Helper()
		text := string(p.hostile(to, "", body)) + more
		if status, err := mailtest.BringLMTP(l.Addr().String(), p.Email, to, text); err != nil || status != want {
			t.Errorf("%s: %d, %v; want %d", body, status, err, want)
		}
		p.Settle()
	}
	bring("Brought by LMTP.", "", 250)
	p.stands("Brought by LMTP.", 1)
	bring("Too large.", strings.Repeat("0123456789abcdef0123456789abcde\n", p.Node.Config.Replies.Bytes/32), 552)
	p.stands("Too large.", 0)
	if err := d.Stop(t.Context()); err != nil {
		t.Error(err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if got := p.letters(); len(got) != 0 {
		t.Errorf("%d letters", len(got))
	}
}

// revoked: the address of who is a head no more writes nothing, and their words come back.
func (p *postbox) revoked(t *testing.T, to string) {
	t.Helper()
	p.welsh.Revoke()
	p.Settle()
	p.letters() // that it is so
	out, err := p.Node.ReceiveMail(t.Context(), &p.Email, []string{to}, p.hostile(to, "", "After the end."))
	if err != nil || len(out) != 1 || out[0] != community.MailRefused {
		t.Errorf("revoked: %v, %v", out, err)
	}
	p.Settle()
	if told := p.letter(); !strings.Contains(told.Text, "After the end.") || strings.Contains(told.Text, "Highlands") {
		t.Errorf("revoked, she is told:\n%s", told.Text)
	}
	p.stands("After the end.", 0)
}
