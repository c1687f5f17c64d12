package mailer_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/internal/clustertest"
	"headroom/internal/mail"
	"headroom/internal/mail/mailtest"
)

// post is an instance whose mail goes to a real server, with a room in which
// two heads talk.
type post struct {
	*clustertest.Cluster
	n      *clustertest.Node
	server *mailtest.Server
	mod    *clustertest.Member
	head   *clustertest.Member
	room   community.Community
	thread int64
}

const secret = "the boiler of Sample Primary"

func newPost(t *testing.T, access string) *post {
	t.Helper()
	p := &post{Cluster: clustertest.New(t, clustertest.Options{Names: []string{"scotland"}}), server: mailtest.Start(t, mailtest.Options{})}
	p.n = p.Node("scotland")
	p.mod, p.head = p.n.Head("Morag Sample"), p.n.Head("Eilidh Example")
	p.room = p.mod.Found(community.CommunityInput{Username: "islands", Name: community.LangMap{"en": "Islands Room"}, Access: access})
	p.must(p.n.Service.Invite(t.Context(), p.mod.Viewer, p.room.ID, community.InviteInput{Person: p.head.Person.IRI}))
	p.must(p.n.Service.Join(t.Context(), p.head.Viewer, p.room.ID, "", nil))
	out, err := p.n.Service.StartThread(t.Context(), p.head.Viewer, community.PostInput{Community: p.room.ID, Title: "Title of " + secret, Body: "Who knows?"})
	p.must(err)
	p.thread = out.Thread
	p.want(p.head, "thread", "mail")
	p.want(p.head, "reply", "mail")
	p.Settle()
	p.must(p.n.Service.ReadAllNotices(t.Context(), p.head.Viewer))
	p.must(p.n.Service.ReadAllNotices(t.Context(), p.mod.Viewer))
	sender, err := mail.NewSMTP(mail.Server{Host: p.server.Host, Port: p.server.Port, Username: mailtest.Username, Password: mailtest.Password,
		From: "Heads <noreply@heads.example>", Security: "starttls", Roots: p.server.Roots, Timeout: 5 * time.Second})
	p.must(err)
	p.n.Mailer.Sender = sender
	p.pass(time.Hour)
	return p
}

func (p *post) must(err error) {
	p.T.Helper()
	if err != nil {
		p.T.Fatal(err)
	}
}

func (p *post) want(m *clustertest.Member, topic community.NoticeTopic, way string) {
	p.T.Helper()
	p.must(p.n.Service.SetNotices(p.T.Context(), m.Viewer, community.NoticeSettingsInput{Topics: map[community.NoticeTopic]string{topic: way}}))
}

func (p *post) reply() {
	p.T.Helper()
	_, err := p.n.Service.Reply(p.T.Context(), p.mod.Viewer, community.PostInput{Thread: p.thread, Body: "It is " + secret})
	p.must(err)
}

// pass lets time go by.
func (p *post) pass(d time.Duration) { p.Settle(); p.Clock.Advance(d); p.Settle() }

// due is how many e-mails wait for somebody.
func (p *post) due(m *clustertest.Member, kind community.NoticeKind) (n int) {
	p.n.View(func(tx community.Tx) error {
		list, err := tx.NoticesDue(m.Person.ID, []community.NoticeKind{kind}, 100)
		n = len(list)
		return err
	})
	return n
}

func (p *post) next() (mailtest.Received, mailtest.Parsed) {
	p.T.Helper()
	got := p.server.Next(p.T.Context(), p.T)
	parsed, err := mailtest.Parse(got.Data)
	p.must(err)
	return got, parsed
}

// TestOneLetterForManyReplies writes thirty replies: they are one letter, which
// says thirty, names who and where, and holds nothing that was written. The
// next is sent no sooner than ten minutes later.
func TestOneLetterForManyReplies(t *testing.T) {
	t.Parallel()
	p := newPost(t, "closed")
	for range 30 {
		p.reply()
	}
	p.pass(time.Minute)
	got, letter := p.next()
	if !strings.Contains(got.To, p.head.Email) || !strings.Contains(letter.Subject, "30") {
		t.Errorf("to %s: %s", got.To, letter.Subject)
	}
	for _, body := range []string{letter.Text, letter.HTML} {
		if !strings.Contains(body, "Morag Sample") || !strings.Contains(body, "Islands Room") || !strings.Contains(body, "/notifications/") {
			t.Errorf("who, where or the link is missing in:\n%s", body)
		}
	}
	if strings.Contains(string(got.Data), "boiler") {
		t.Errorf("what was written is in the letter:\n%s", got.Data)
	}
	if id := letter.Header.Get("Message-ID"); !strings.HasPrefix(id, "<headroom-notice-") {
		t.Errorf("Message-ID %s", id)
	}
	p.reply()
	p.pass(2 * time.Minute)
	if p.due(p.head, community.NoticeReply) != 1 {
		t.Error("a second letter within ten minutes")
	}
	p.pass(10 * time.Minute)
	if _, second := p.next(); strings.Contains(second.Subject, "30") || p.due(p.head, community.NoticeReply) != 0 {
		t.Errorf("the second letter: %s", second.Subject)
	}
}

// TestLettersAreTurnedOffWithoutSigningIn does what a mail program does with
// List-Unsubscribe-Post, and what a reader does with the link.
func TestLettersAreTurnedOffWithoutSigningIn(t *testing.T) {
	t.Parallel()
	p := newPost(t, "closed")
	p.reply()
	p.pass(time.Minute)
	_, letter := p.next()
	way := strings.Trim(letter.Header.Get("List-Unsubscribe"), "<>")
	if letter.Header.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" || !strings.HasPrefix(way, p.n.Identity.URL+"/unsubscribe/") {
		t.Fatalf("headers %v", letter.Header)
	}
	path := strings.TrimPrefix(way, p.n.Identity.URL)
	wants := func(topic community.NoticeTopic) bool {
		on, err := p.n.Service.WantsMail(t.Context(), p.head.Person.ID, topic)
		p.must(err)
		return on
	}
	anyone := p.n.Browser()
	if page := anyone.Get(path).OK(); !page.Contains("Somebody replies to you") || !wants("reply") {
		t.Errorf("the page only asks:\n%s", page.Text())
	}
	if page := anyone.Get(path[:len(path)-3] + "AAA"); page.Status != http.StatusGone {
		t.Errorf("a token of somebody's own making: %d", page.Status)
	}
	anyone.Post(path, map[string]string{"List-Unsubscribe": "One-Click"}).OK()
	anyone.Post(path, map[string]string{"List-Unsubscribe": "One-Click"}).OK()
	if wants("reply") || !wants("thread") || !wants("invited") {
		t.Error("it turns off that kind, and no other")
	}
	p.reply()
	p.pass(time.Hour)
	if p.due(p.head, community.NoticeReply) != 0 {
		t.Error("a letter is due that nobody wants")
	}
	if u, err := url.Parse(way); err != nil || u.RawQuery != "" {
		t.Errorf("address %s: %v", way, err)
	}
}

// TestNoLetterToWhoMayNotKnow takes the right away between telling and sending.
func TestNoLetterToWhoMayNotKnow(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]func(*post){
		"removed from the room": func(p *post) {
			var m community.Membership
			p.n.View(func(tx community.Tx) (err error) { m, err = tx.MembershipOf(p.room.ID, p.head.Person.ID); return err })
			p.must(p.n.Service.RemoveMember(p.T.Context(), p.mod.Viewer, p.room.ID, m.ID, "has moved"))
		},
		"revoked": func(p *post) {
			p.must(p.n.Service.Revoke(p.T.Context(), community.CommandLine, p.head.Person.ID, "has left the post"))
		},
		"disabled": func(p *post) {
			p.must(p.n.Store.Update(p.T.Context(), func(tx community.Tx) error {
				a, err := tx.AccountOfPerson(p.head.Person.ID)
				if err != nil {
					return err
				}
				a.DisabledAt = p.Clock.Now()
				return tx.UpdateAccount(a)
			}))
		},
		"read on the page": func(p *post) { p.must(p.n.Service.ReadAllNotices(p.T.Context(), p.head.Viewer)) },
		"deleted": func(p *post) {
			var t community.Thread
			p.n.View(func(tx community.Tx) (err error) { t, err = tx.Thread(p.thread); return err })
			p.must(p.n.Service.DeletePost(p.T.Context(), p.mod.Viewer, t.LastPostID))
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPost(t, "private")
			p.want(p.head, "membership", "page") // the letter about the removal is not what this is about
			p.want(p.head, "credential", "page")
			p.reply()
			p.Settle()
			if p.due(p.head, community.NoticeReply) != 1 {
				t.Fatal("no letter was due")
			}
			lose(p)
			p.pass(time.Hour)
			if p.due(p.head, community.NoticeReply) != 0 {
				t.Error("the letter is still due")
			}
			p.n.View(func(tx community.Tx) error {
				at, err := tx.NoticeMailed(p.head.Person.ID, "reply")
				if !at.IsZero() {
					t.Error("a letter was sent")
				}
				return err
			})
		})
	}
}

// TestAPrivateRoomIsNotNamed sends a letter about one.
func TestAPrivateRoomIsNotNamed(t *testing.T) {
	t.Parallel()
	p := newPost(t, "private")
	p.reply()
	p.pass(time.Minute)
	got, letter := p.next()
	if strings.Contains(string(got.Data), "Islands Room") || !strings.Contains(letter.Text, "A private community") {
		t.Errorf("the letter:\n%s", letter.Text)
	}
}

// TestOneRefusalKeepsNobodyWaiting lets the server refuse one reader for good
// and be busy for another.
func TestOneRefusalKeepsNobodyWaiting(t *testing.T) {
	t.Parallel()
	p := newPost(t, "closed")
	other := p.n.Head("Fiona Example")
	p.must(p.n.Service.Invite(t.Context(), p.mod.Viewer, p.room.ID, community.InviteInput{Person: other.Person.IRI}))
	p.must(p.n.Service.Join(t.Context(), other.Viewer, p.room.ID, "", nil))
	p.must(p.n.Service.FollowThread(t.Context(), other.Viewer, p.thread, community.PlaceFollow))
	p.want(other, "thread", "mail")
	p.Settle()
	p.must(p.n.Service.ReadAllNotices(t.Context(), other.Viewer))
	p.server.Refuse(p.head.Email, 550)
	p.reply()
	p.pass(time.Minute)
	if got, _ := p.next(); !strings.Contains(got.To, other.Email) {
		t.Errorf("the letter went to %s", got.To)
	}
	p.n.View(func(tx community.Tx) error {
		parked, err := tx.ParkedJobs(10)
		if err == nil && (len(parked) != 1 || parked[0].Kind != community.JobNotice || !strings.Contains(parked[0].Reason, "550")) {
			t.Errorf("parked %+v", parked)
		}
		return err
	})
	p.server.Refuse(other.Email, 451)
	p.pass(time.Hour)
	p.reply()
	p.pass(time.Minute)
	if p.due(other, community.NoticeThread) != 1 {
		t.Error("a busy server loses a letter")
	}
	p.server.Refuse(other.Email, 0)
	p.pass(time.Hour)
	if got, _ := p.next(); !strings.Contains(got.To, other.Email) {
		t.Errorf("tried again to %s", got.To)
	}
}

// TestLettersWaitInQuietTime replies in the evening: the letter comes at seven in
// the reader's zone, and on Monday where the day between has no school. Who wants
// no quiet time has it at once, and what is needed to sign in never waits.
func TestLettersWaitInQuietTime(t *testing.T) {
	t.Parallel()
	p := newPost(t, "closed")
	at := func(day, hour int) { // of March, in winter time
		p.pass(time.Date(2026, time.March, day, hour, 0, 0, 0, time.UTC).Sub(p.Clock.Now()))
	}
	at(5, 19)
	p.reply()
	p.pass(time.Hour)
	if p.due(p.head, community.NoticeReply) != 1 {
		t.Fatal("a letter was sent in the evening")
	}
	p.must(p.n.Service.RequestReset(t.Context(), p.head.Email, "en"))
	if _, letter := func() (mailtest.Received, mailtest.Parsed) { p.Settle(); return p.next() }(); !strings.Contains(letter.Text, "/set-password/") {
		t.Errorf("not the link to sign in with: %s", letter.Subject)
	}
	at(6, 7)
	if p.next(); p.due(p.head, community.NoticeReply) != 0 {
		t.Error("the letter did not come in the morning")
	}
	p.must(p.n.Service.SetSchoolDays(t.Context(), community.CommandLine, p.head.Person.Authority, community.SchoolDays{{Open: true, From: "2026-01-05", Until: "2026-04-01"}}))
	at(7, 10) // a Saturday
	p.reply()
	at(8, 10)
	if p.due(p.head, community.NoticeReply) != 1 {
		t.Error("a letter was sent at a weekend")
	}
	at(9, 7)
	if p.next(); p.due(p.head, community.NoticeReply) != 0 {
		t.Error("the letter did not come on Monday")
	}
	p.must(p.n.Service.SetNotices(t.Context(), p.head.Viewer, community.NoticeSettingsInput{Quiet: &community.QuietInput{Mode: "off", From: "18:00", Until: "07:00"}}))
	at(9, 22)
	p.reply()
	p.pass(time.Minute)
	if p.next(); p.due(p.head, community.NoticeReply) != 0 {
		t.Error("who wants no quiet time waited")
	}
}
