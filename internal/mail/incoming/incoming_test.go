package incoming

import (
	"errors"
	"strings"
	"testing"
)

var reader = Reader{Own: ours, HTML: func(html string) string {
	var b strings.Builder // as plain as can be: what is between tags
	for {
		before, rest, ok := strings.Cut(html, "<")
		b.WriteString(before)
		if !ok {
			return strings.ReplaceAll(b.String(), "&gt;", ">")
		}
		tag, after, _ := strings.Cut(rest, ">")
		if strings.HasPrefix(tag, "/p") || strings.HasPrefix(tag, "br") || strings.HasPrefix(tag, "/div") {
			b.WriteByte('\n')
		}
		html = after
	}
}}

// letter writes a mail with a header of its own.
func letter(header, body string) []byte {
	return []byte(strings.ReplaceAll("From: Eira Sample <eira@ysgol.example>\nTo: reply+abc@heads.example\nMessage-ID: <one@ysgol.example>\n"+header+"\n"+body, "\n", "\r\n"))
}

func TestRead(t *testing.T) {
	t.Parallel()
	const several = "--b\nContent-Type: text/plain; charset=utf-8\n\nWe buy.\n\n-- \nEira\n--b\nContent-Type: text/html\n\n<p>Not this</p>\n--b--\n"
	for name, tc := range map[string]struct {
		header, body, text string
		files              int
	}{
		"plain":            {"", "We buy.\n", "We buy.", 0},
		"quoted-printable": {"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n", "T=C5=B7 d=C5=B5r=\n!\n", "Tŷ dŵr!", 0},
		"latin 1":          {"Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n", "Caf=E9\n", "Café", 0},
		"windows":          {"Content-Type: text/plain; charset=windows-1252\nContent-Transfer-Encoding: base64\n", "kldlknM=\n", "’We’s", 0},
		"unknown charset":  {"Content-Type: text/plain; charset=x-none\n", "We buy.\n", "We buy.", 0},
		"flowed":           {"Content-Type: text/plain; format=flowed\n", "We buy \ntogether.\n> old \n> older\n", "We buy together.", 0},
		"flowed, delsp":    {"Content-Type: text/plain; format=flowed; delsp=yes\n", "We buy to \ngether.\n", "We buy together.", 0},
		"both":             {"Content-Type: multipart/alternative; boundary=b\n", several, "We buy.", 0},
		"html alone": {"Content-Type: text/html; charset=utf-8\n", "<div>We buy.</div><div class=\"gmail_quote\"><div>On Mon, 23 Nov 2026, Headroom wrote:</div><blockquote>old</blockquote></div>",
			"We buy.", 0},
		"html of outlook":   {"Content-Type: text/html\n", "<p>We buy.</p><div id=\"appendonsend\"></div><hr><div>From: Headroom</div><p>old</p>", "We buy.", 0},
		"html, below":       {"Content-Type: text/html\n", "<p>On 23 Nov 2026, Headroom wrote:</p><blockquote>old</blockquote><p>We buy.</p>", "We buy.", 0},
		"html with scripts": {"Content-Type: text/html\n", "<style>p{}</style><!-- x --><p>We buy.</p><script>alert(1)</script>", "We buy.", 0},
		"files": {"Content-Type: multipart/mixed; boundary=b\n", "--b\n\nWe buy.\n--b\nContent-Type: image/png; name=a.png\nContent-Disposition: attachment; filename=a.png\nContent-Transfer-Encoding: base64\n\nAAAA\n" +
			"--b\nContent-Type: application/pdf\nContent-Disposition: attachment\n\nx\n--b--\n", "We buy.", 2},
		"picture of a signature": {"Content-Type: multipart/related; boundary=b\n", "--b\n\nWe buy.\n--b\nContent-Type: image/png\nContent-Id: <x>\nContent-Disposition: inline\n\nAAAA\n--b--\n", "We buy.", 0},
		"text attached":          {"Content-Type: multipart/mixed; boundary=b\n", "--b\n\nWe buy.\n--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nx\n--b--\n", "We buy.", 1},
		"torn off":               {"Content-Type: multipart/mixed; boundary=b\n", "--b\n\nWe buy.\n--b\nContent-Type: image/png; na", "We buy.", 0},
		"no end of base64":       {"Content-Transfer-Encoding: base64\n", "V2UgYnV5LgX!\n", "We buy", 0},
	} {
		got, err := reader.Read(letter(tc.header, tc.body))
		if err != nil || got.Text != tc.text || got.LeftOut != tc.files {
			t.Errorf("%s: %q, %d files, %v; want %q, %d", name, got.Text, got.LeftOut, err, tc.text, tc.files)
		}
		if got.From != "eira@ysgol.example" || got.ID != "one@ysgol.example" || got.Automatic || len(got.To) != 1 {
			t.Errorf("%s: %+v", name, got)
		}
	}
	for _, none := range []string{"", "\r\n\r\n", "no header at all"} {
		if _, err := reader.Read([]byte(none)); !errors.Is(err, ErrNoMail) {
			t.Errorf("%q: %v, want ErrNoMail", none, err)
		}
	}
}

func TestWhoWrote(t *testing.T) {
	t.Parallel()
	for header, from := range map[string]string{
		"From: a@b.example\n":                          "a@b.example",
		"From: =?utf-8?q?Si=C3=A2n?= <S@b.example>\n":  "S@b.example",
		"From: a@b.example, c@d.example\n":             "",
		"From: a@b.example\nFrom: c@d.example\n":       "",
		"Sender: a@b.example\n":                        "",
		"From: \"a@b.example\" <c@d.example>\n":        "c@d.example",
		"From: undisclosed:;\n":                        "",
		"From: a@b.example\r\n <c@d.example>\n":        "",
		"Subject: x\nFrom: <a@b.example> (c@d.test)\n": "a@b.example",
	} {
		got, err := reader.Read([]byte(header + "\nx\n"))
		if err != nil || got.From != from {
			t.Errorf("%q: from %q, %v; want %q", header, got.From, err, from)
		}
	}
	one, _ := reader.Read([]byte("From: a@b.example\n\none\n"))
	two, _ := reader.Read([]byte("From: a@b.example\n\ntwo\n"))
	if one.Digest == two.Digest {
		t.Error("two mails without Message-ID count as one")
	}
}

func TestPrograms(t *testing.T) {
	t.Parallel()
	for _, header := range []string{
		"Auto-Submitted: auto-replied\n", "Auto-Submitted: auto-generated (vacation)\n", "Precedence: bulk\n", "Precedence: auto_reply\n", "List-Id: <heads.lists.example>\n",
		"X-Autoreply: yes\n", "Return-Path: <>\n", "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n", "X-Loop: eira@ysgol.example\n", "X-Failed-Recipients: a@b.example\n",
	} {
		if got, err := reader.Read(letter(header, "Away.\n")); err != nil || !got.Automatic {
			t.Errorf("%q: taken for a person, %v", header, err)
		}
	}
	for _, header := range []string{"Auto-Submitted: no\n", "Precedence: normal\n", "Return-Path: <eira@ysgol.example>\n"} {
		if got, err := reader.Read(letter(header, "Here.\n")); err != nil || got.Automatic {
			t.Errorf("%q: taken for a program, %v", header, err)
		}
	}
}

// FuzzRead: no mail brings the reader down, and what it gives is text without quotations.
func FuzzRead(f *testing.F) {
	f.Add(letter("", "We buy.\n"))
	f.Add(letter("Content-Type: multipart/mixed; boundary=b\n", "--b\n\nWe buy.\n--b\nContent-Type: text/html\n\n<p>x\n--b--\n"))
	f.Add(letter("Content-Type: text/html\n", "<blockquote><p id=appendonsend>x"))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := reader.Read(data)
		if err == nil && got.Digest == "" {
			t.Fatalf("no digest of %q", data)
		}
		if strings.Contains(got.From, "\n") || strings.Contains(got.ID, "\n") {
			t.Fatalf("%q: header %q, %q", data, got.From, got.ID)
		}
	})
}
