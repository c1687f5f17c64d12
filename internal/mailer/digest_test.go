package mailer_test

import (
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/internal/clustertest"
)

// digest chooses digests for somebody at 07:30.
func (p *post) digest(m *clustertest.Member, mode string) {
	p.T.Helper()
	p.must(p.n.Service.SetNotices(p.T.Context(), m.Viewer, community.NoticeSettingsInput{Digest: &community.DigestInput{Mode: mode, At: "07:30"},
		Topics: map[community.NoticeTopic]string{"reply": "page", "thread": "page"}}))
}

// until lets time go by up to a moment of March, and plans what is due.
func (p *post) until(day, hour, minute int) {
	p.T.Helper()
	p.pass(time.Date(2026, time.March, day, hour, minute, 0, 0, time.UTC).Sub(p.Clock.Now()))
	p.Tick("digests")
}

// letters counts the mails that wait in the server.
func (p *post) letters() int { p.T.Helper(); return p.server.Waiting() }

// TestADigestComesOnceADay: a reply makes one letter on the next school day,
// which holds no words of a closed community; planned again or run again, it is
// not sent again; and there is none when there is nothing.
func TestADigestComesOnceADay(t *testing.T) {
	t.Parallel()
	p := newPost(t, "closed")
	p.digest(p.head, "daily")
	p.reply()
	p.until(2, 20, 0)
	if n := p.letters(); n != 0 {
		t.Fatalf("%d letters in the evening", n)
	}
	p.until(3, 7, 30)
	_, letter := p.next()
	for _, body := range []string{letter.Text, letter.HTML} {
		if !strings.Contains(body, "Morag Sample") || !strings.Contains(body, "Islands Room") || strings.Contains(body, "boiler") {
			t.Errorf("the digest says:\n%s", body)
		}
	}
	if id := letter.Header.Get("Message-ID"); !strings.HasPrefix(id, "<headroom-digest-") || !strings.Contains(id, "2026-03-03") {
		t.Errorf("Message-ID %s", id)
	}
	if letter.Header.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" || letter.Header.Get("Content-Language") != "en" {
		t.Errorf("headers %v", letter.Header)
	}
	p.must(p.n.Service.DigestSent(t.Context(), 0, community.DigestJob{Person: p.head.Person.ID, Day: "2026-03-03"}))
	again, err := p.n.Service.DigestToSend(t.Context(), community.DigestJob{Person: p.head.Person.ID, Day: "2026-03-03", Until: p.Clock.Now()})
	p.must(err)
	if p.Tick("digests"); !again.Empty() || p.letters() != 0 {
		t.Error("the digest of a day is sent twice")
	}
	p.until(4, 8, 0)
	if n := p.letters(); n != 0 {
		t.Errorf("%d letters about nothing", n)
	}
}

// TestADigestAsksAgain: who has left, been suspended or muted the room between the
// writing and the sending reads nothing of it.
func TestADigestAsksAgain(t *testing.T) {
	t.Parallel()
	for name, act := range map[string]func(p *post) error{
		"left": func(p *post) error { return p.n.Service.Leave(p.T.Context(), p.head.Viewer, p.room.ID) },
		"muted": func(p *post) error {
			return p.n.Service.SetNotices(p.T.Context(), p.head.Viewer, community.NoticeSettingsInput{Communities: map[int64]string{p.room.ID: "none"}})
		},
		"revoked": func(p *post) error {
			return p.n.Service.Revoke(p.T.Context(), community.CommandLine, p.head.Person.ID, "Left the school")
		},
		"turned off": func(p *post) error {
			return p.n.Service.NoMoreMail(p.T.Context(), p.head.Person.ID, community.TopicDigest)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPost(t, "closed")
			p.digest(p.head, "daily")
			_, err := p.n.Service.StartThread(t.Context(), p.mod.Viewer, community.PostInput{Community: p.room.ID, Title: "Ferries", Body: "Who goes?"})
			p.must(err)
			p.until(2, 20, 0)
			p.must(act(p))
			p.until(3, 7, 30)
			for p.letters() > 0 {
				if _, letter := p.next(); strings.HasPrefix(letter.Header.Get("Message-ID"), "<headroom-digest-") {
					t.Errorf("a digest: %s", letter.Text)
				}
			}
		})
	}
}

// TestADigestSaysWhatWasWrittenToWhoAsks shows words of a closed room to who asked
// for them, in their community alone, and of a private one not even its name.
func TestADigestSaysWhatWasWrittenToWhoAsks(t *testing.T) {
	t.Parallel()
	p := newPost(t, "private")
	p.digest(p.head, "weekly")
	_, err := p.n.Service.StartThread(t.Context(), p.mod.Viewer, community.PostInput{Community: p.room.ID, Title: "About " + secret, Body: "It is " + secret})
	p.must(err)
	p.until(9, 7, 30)
	_, letter := p.next()
	if strings.Contains(letter.Text, "boiler") || strings.Contains(letter.Text, "Islands") || !strings.Contains(letter.Text, "A private community") {
		t.Errorf("of a private room:\n%s", letter.Text)
	}
	p.must(p.n.Service.SetNotices(t.Context(), p.head.Viewer, community.NoticeSettingsInput{Communities: map[int64]string{p.room.ID: "mine"}, Content: map[int64]bool{p.room.ID: true}}))
	_, err = p.n.Service.StartThread(t.Context(), p.mod.Viewer, community.PostInput{Community: p.room.ID, Title: "More", Body: "Again " + secret})
	p.must(err)
	p.until(16, 7, 30)
	_, letter = p.next()
	for _, body := range []string{letter.Text, letter.HTML} {
		if !strings.Contains(body, "More") || !strings.Contains(body, "boiler") || !strings.Contains(body, "Islands Room") {
			t.Errorf("what was asked for is missing:\n%s", body)
		}
	}
}
