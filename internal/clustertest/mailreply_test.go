package clustertest

import (
	"net/smtp"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/internal/mail/mailtest"
)

// postbox is a member who reads their letters and answers them.
type postbox struct {
	*story
	*Member
	door string // address of the instance's listener
	seen int
	sent int
}

// writesMail gives a member letters about replies and messages at any hour, which say
// what was written in the room.
func (s *story) writesMail(m *Member) *postbox {
	s.T.Helper()
	c, _ := m.Node.Here(s.room.IRI)
	err := m.Node.Service.SetNotices(s.T.Context(), m.Viewer, community.NoticeSettingsInput{
		Topics:      map[community.NoticeTopic]string{community.TopicReply: community.WayMail, community.TopicMessage: community.WayMail},
		Communities: map[int64]string{c.ID: community.PlaceMine}, Content: map[int64]bool{c.ID: true},
		Quiet: &community.QuietInput{Mode: community.QuietOff, From: "18:00", Until: "07:00"}})
	if err != nil {
		s.T.Fatal(err)
	}
	door, l, err := m.Node.OpenDoor()
	if err != nil {
		s.T.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- door.Serve(l) }()
	s.T.Cleanup(func() {
		if err := door.Stop(s.T.Context()); err != nil && s.T.Context().Err() == nil {
			s.T.Error(err)
		}
		if err := <-ended; err != nil {
			s.T.Error(err)
		}
	})
	return &postbox{story: s, Member: m, door: l.Addr().String()}
}

// letters are those that came since they were last asked for.
func (p *postbox) letters() (fresh []mailtest.Parsed) {
	t := p.story.T
	t.Helper()
	p.later(11 * time.Minute)
	files, err := filepath.Glob(filepath.Join(p.Node.Config.Storage, "mail", "*.eml"))
	if err != nil {
		t.Fatal(err)
	}
	var all []mailtest.Parsed
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		m, err := mailtest.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(m.Header.Get("To"), p.Email) {
			all = append(all, m)
		}
	}
	fresh, p.seen = all[p.seen:], len(all)
	return fresh
}

// letter is the only one that has come.
func (p *postbox) letter() mailtest.Parsed {
	p.story.T.Helper()
	all := p.letters()
	if len(all) != 1 {
		p.story.T.Fatalf("%s got %d letters", p.Person.Name, len(all))
	}
	return all[0]
}

// addressed is the address that a letter can be answered at.
func addressed(m mailtest.Parsed) string {
	return strings.Trim(m.Header.Get("Reply-To"), "<>")
}

// mail writes a mail as a mail program does that quotes the letter.
func (p *postbox) mail(to, body, more string) []byte {
	p.sent++
	return []byte(strings.ReplaceAll("From: "+p.Person.Name+" <"+strings.ToUpper(p.Email)+">\nTo: "+to+"\nSubject: Re: anything\nMessage-ID: <"+strconv.Itoa(p.sent)+"@"+p.Node.Name+".example>\n"+more+
		"\n"+body+"\n\nOn Mon, 23 Nov 2026 at 14:48, Headroom <"+to+"> wrote:\n\n> the letter\n", "\n", "\r\n"))
}

// posts hands a mail to the listener.
func (p *postbox) posts(sender, to string, data []byte) error {
	return smtp.SendMail(p.door, nil, sender, []string{to}, data)
}

// answers answers a letter, and settles.
func (p *postbox) answers(m mailtest.Parsed, body, more string) []byte {
	p.story.T.Helper()
	data := p.mail(addressed(m), body, more)
	if err := p.posts(p.Email, addressed(m), data); err != nil {
		p.story.T.Fatalf("%s answers %q: %v", p.Person.Name, body, err)
	}
	p.Settle()
	return data
}

// everywhere fails unless a text stands so many times in a conversation at each member.
func (p *postbox) everywhere(title, text string, times int) {
	p.story.T.Helper()
	for _, m := range []*Member{p.moderator, p.welsh, p.english} {
		if page := p.thread(m, title); page.Count(text) != times {
			p.story.T.Errorf("%s sees %q %d times, want %d:\n%s", m.Person.Name, text, page.Count(text), times, page.Text())
		}
	}
}

// TestAnswersByMail: a Welsh head answers the letter about a reply from her mail program.
// What she writes stands on all servers once, however often the mail comes, and what she
// quoted does not. What is refused comes back to her with her words.
func TestAnswersByMail(t *testing.T) {
	t.Parallel()
	s := joined(t)
	const title = "A sample title"
	p := s.writesMail(s.welsh)
	p.letters() // that she was let in
	question := s.say(s.welsh, "", "Who lights candles?")
	s.say(s.moderator, question, "We do, in Advent.")
	letter := p.letter()
	to := addressed(letter)
	if !regexp.MustCompile(`^reply\+[a-z2-7]{56}@wales\.example$`).MatchString(to) || !strings.Contains(letter.Text, "You can answer this e-mail.") ||
		!strings.Contains(letter.Text, "in Advent") {
		t.Fatalf("reply to %q:\n%s", to, letter.Text)
	}

	data := p.answers(letter, "And in the dark of January.\n\n-- \nSiân", "")
	p.everywhere(title, "And in the dark of January.", 1)
	p.everywhere(title, "the letter", 0)
	if err := p.posts(p.Email, to, data); err != nil { // once more, word for word
		t.Fatal(err)
	}
	s.Settle()
	p.everywhere(title, "And in the dark of January.", 1)
	if got := p.letters(); len(got) != 0 {
		t.Errorf("an answer that was posted is answered: %s", got[0].Text)
	}

	p.programs(to)
	p.refused(t, to)
	p.everywhere(title, "should not stand", 0)

	p.answers(letter, "With a picture.", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nSee the stars.\n--b\nContent-Type: image/png\nContent-Disposition: attachment; filename=a.png\n\nx\n--b--\n")
	p.everywhere(title, "See the stars.", 1)
	if told := p.letter(); !strings.Contains(told.Text, "without the file that hung on it") || told.Header.Get("Auto-Submitted") != "auto-replied" {
		t.Errorf("about the file:\n%s", told.Text)
	}
	p.ended(t, letter)
}

// programs: what a program sends is taken, posted nowhere and answered by nothing.
func (p *postbox) programs(to string) {
	t := p.story.T
	t.Helper()
	for _, more := range []string{"Auto-Submitted: auto-replied\n", "Precedence: bulk\n", "List-Id: <a.example>\n", "Return-Path: <>\n", "Content-Type: multipart/report; boundary=b\n"} {
		if err := p.posts(p.Email, to, p.mail(to, "It should not stand here.", more)); err != nil {
			t.Errorf("%q: %v", more, err)
		}
	}
	if err := p.posts("", to, p.mail(to, "It should not stand here.", "")); err != nil {
		t.Error(err)
	}
	ours := p.mail(to, "It should not stand here.", "")
	ours = []byte(strings.Replace(string(ours), "Message-ID: <", "Message-ID: <headroom-notice-", 1))
	ours = []byte(strings.Replace(string(ours), "@wales.example>\r\n\r\n", "@"+p.Node.Config.Origin().Hostname()+">\r\n\r\n", 1))
	if err := p.posts(p.Email, to, ours); err != nil {
		t.Error(err)
	}
	if got := p.letters(); len(got) != 0 {
		t.Errorf("a program is answered: %s", got[0].Text)
	}
}

// refused: forged addresses are none at all, and what comes from elsewhere is told to
// the one whose address it is.
func (p *postbox) refused(t *testing.T, to string) {
	t.Helper()
	local, host, _ := strings.Cut(to, "@")
	last := local[len(local)-9]
	forged := local[:len(local)-9] + string('a'+(last-'a'+1)%26) + local[len(local)-8:] + "@" + host
	for _, address := range []string{forged, "reply@wales.example", "reply+@wales.example", "somebody@wales.example", local + "@scotland.example", "reply+" + strings.Repeat("a", 56) + "@wales.example"} {
		if err := p.posts(p.Email, address, p.mail(address, "It should not stand here.", "")); err == nil || !strings.Contains(err.Error(), "550") {
			t.Errorf("%s: %v, want 550", address, err)
		}
	}
	other := []byte(strings.Replace(string(p.mail(to, "It should not stand here.", "")), strings.ToUpper(p.Email), "stranger@evil.example", 1))
	if err := p.posts("stranger@evil.example", to, other); err != nil {
		t.Error(err)
	}
	p.Settle()
	told := p.letter()
	if !strings.Contains(told.Text, "another address") || !strings.Contains(told.Text, "It should not stand here.") || strings.Contains(told.Text, "the letter\n") {
		t.Errorf("of another sender she is told:\n%s", told.Text)
	}
	if err := p.posts(p.Email, to, p.mail(to, "", "")); err != nil {
		t.Error(err)
	}
	p.Settle()
	if told := p.letter(); !strings.Contains(told.Text, "no words of yours") {
		t.Errorf("of an empty answer:\n%s", told.Text)
	}
	for range 3 { // five in an hour are answered
		p.answersTo(to, "")
	}
	if err := p.posts(p.Email, to, p.mail(to, "", "")); err == nil || !strings.Contains(err.Error(), "451") {
		t.Errorf("the sixth: %v, want 451", err)
	}
	p.later(61 * time.Minute)
	p.letters()
}

func (p *postbox) answersTo(to, body string) {
	if err := p.posts(p.Email, to, p.mail(to, body, "")); err != nil {
		p.story.T.Error(err)
	}
}

// ended: the address dies with the membership, and another one with her choice.
func (p *postbox) ended(t *testing.T, letter mailtest.Parsed) {
	t.Helper()
	record := p.record(p.moderator.Node, p.welsh)
	if err := p.moderator.Node.Service.RemoveMember(t.Context(), p.moderator.Viewer, p.room.ID, record.ID, "Enough."); err != nil {
		t.Fatal(err)
	}
	p.Settle()
	p.letters() // that she was removed
	p.answers(letter, "It should not stand here either.", "")
	told := p.letter()
	if !strings.Contains(told.Text, "is not open to you now") || !strings.Contains(told.Text, "It should not stand here either.") || strings.Contains(told.Text, "Highlands") {
		t.Errorf("after she was removed she is told:\n%s", told.Text)
	}
	for _, m := range []*Member{p.moderator, p.english} {
		if page := p.thread(m, "A sample title"); page.Contains("either") {
			t.Errorf("%s sees what was refused", m.Person.Name)
		}
	}
}

// TestMessagesAnsweredByMail: a private message is answered from a mail program, until
// its reader turns that off: then every address that she has ends.
func TestMessagesAnsweredByMail(t *testing.T) {
	t.Parallel()
	s := joined(t)
	p := s.writesMail(s.welsh)
	p.letters()
	out := s.writes(s.moderator, 0, "Are you well?", s.welsh)
	letter := p.letter()
	if !strings.Contains(letter.Text, "private message") || strings.Contains(letter.Text, "Are you well?") {
		t.Errorf("the letter:\n%s", letter.Text)
	}
	p.answers(letter, "Very well, thank you.", "")
	if page := s.moderator.Get("/messages/" + itoa(out.Conversation)).OK(); page.Count("Very well, thank you.") != 1 {
		t.Errorf("the answer did not come:\n%s", page.Text())
	}

	settings := p.Get("/notifications/settings").OK()
	if !settings.Contains("Answering by e-mail") {
		t.Fatalf("no choice:\n%s", settings.Text())
	}
	settings.Submit("/notifications/settings", map[string]string{"mail_replies": ""}).OK()
	p.later(time.Minute)
	p.answers(letter, "One thing more.", "")
	if told := p.letter(); !strings.Contains(told.Text, "has ended") || !strings.Contains(told.Text, "One thing more.") {
		t.Errorf("after it was turned off:\n%s", told.Text)
	}
	s.writes(s.moderator, out.Conversation, "Still there?")
	if letter := p.letter(); addressed(letter) != "" {
		t.Errorf("a letter can still be answered at %s", addressed(letter))
	}
	p.Get("/notifications/settings").OK().Submit("/notifications/settings", map[string]string{"mail_replies": "yes"}).OK()
	p.answers(letter, "And again.", "")
	if told := p.letter(); !strings.Contains(told.Text, "has ended") {
		t.Errorf("an address that had ended is back:\n%s", told.Text)
	}
	s.talk(s.welsh) // of what comes after what she has read she is told once
	s.writes(s.moderator, out.Conversation, "Now?")
	fresh := p.letter()
	p.answers(fresh, "Now it goes.", "")
	if page := s.moderator.Get("/messages/" + itoa(out.Conversation)).OK(); page.Count("Now it goes.") != 1 || page.Contains("One thing more.") || page.Contains("And again.") {
		t.Errorf("at the end:\n%s", page.Text())
	}
	p.later(31 * 24 * time.Hour)
	p.letters()
	p.answers(fresh, "A month later.", "")
	if all := p.letters(); len(all) != 1 || !strings.Contains(all[0].Text, "has lapsed") {
		t.Errorf("of a lapsed address: %d letters", len(all))
	}
}
