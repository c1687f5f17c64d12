package clustertest

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"image"
	"image/png"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
	"headroom/internal/control"
	"headroom/internal/mail/mailtest"
	"headroom/internal/registers"
)

// A headship ends on one of these paths, each through its real door, and then
// each of the things that hang on it is tried. Pushes to devices, feeds, tokens of
// other programs and posts that are sent later do not exist yet.
var paths = []struct {
	name string
	held bool // the credential is withheld: who it is stays signed in to read why
	// before is what comes long before the end, and leads up to a moment ahead of it.
	before func(*leaving)
	end    func(*leaving)
}{
	{name: "an operator's page", end: func(l *leaving) { l.byPage("revoke", "has retired") }},
	{name: "an operator's page that suspends", held: true, end: func(l *leaving) { l.byPage("suspend", "away for a term") }},
	{name: "a command", end: func(l *leaving) {
		l.command("member/revoke", control.Revoke{Who: l.Email, Reason: "has retired"}, &control.Revoked{})
	}},
	{name: "a register", before: func(l *leaving) {
		l.imports("Siân", "Enghraifft")
		l.imports("Somebody", "Else")
		l.Node.cluster.Clock.Advance(28*24*time.Hour - time.Minute)
	}, end: func(l *leaving) { l.passes("headships") }},
	{name: "a restored backup", end: func(l *leaving) {
		restore := l.Node.Backup()
		l.command("member/revoke", control.Revoke{Who: l.Email, Reason: "has retired"}, &control.Revoked{})
		restore()
	}},
	{name: "expiry", before: func(l *leaving) {
		clock := l.Node.cluster.Clock // all were verified when it started
		clock.Advance(Start.Add(365*24*time.Hour - time.Minute).Sub(clock.Now()))
	}, end: func(l *leaving) { l.passes("expiries") }},
}

// leaving is a head of England whose headship ends, with all that hangs on it.
type leaving struct {
	*Member
	t        *testing.T
	keeper   *Member // who stays, and moderates beside her
	friend   *Member // whom she has invited
	room     community.Community
	other    community.Community // into which she is invited
	thread   int64
	picture  string
	form     *Page // of a new conversation, with which she is busy
	link     string
	feed     string
	stream   chan error
	guest    *Browser
	guestsIn string
}

func (l *leaving) ok(err error) {
	l.t.Helper()
	if err != nil {
		l.t.Fatal(err)
	}
}

// byPage is what an operator does on the page of a person.
func (l *leaving) byPage(act, reason string) {
	l.t.Helper()
	const email = "desk@england.example"
	_, err := l.Node.Service.AddOperator(l.t.Context(), community.CommandLine, community.OperatorInput{Email: email, Name: "Sample Desk", Password: Password})
	if community.KindOf(err) != community.Invalid { // another path has added them
		l.ok(err)
	}
	b := l.Node.Browser()
	b.SignIn(email, Password)
	page := "/operator/members/" + itoa(l.Person.ID)
	b.Get(page).OK().Submit(page+"/"+act, map[string]string{"reason": reason}).OK()
}

// command goes over the socket on which the instance listens for commands.
func (l *leaving) command(name string, in, out any) {
	l.t.Helper()
	dir := l.Node.Config.Storage
	socket, err := control.Listen(dir)
	l.ok(err)
	s := &http.Server{Handler: l.Node.Control()}
	go func() { _ = s.Serve(socket) }()
	defer func() { _ = s.Close() }()
	client, err := control.Dial(dir)
	l.ok(err)
	l.ok(client.Do(l.t.Context(), name, in, out))
}

// imports takes in the register of schools with the name of her school's head.
func (l *leaving) imports(first, last string) {
	l.t.Helper()
	l.ok(l.Node.Service.Store.Update(l.t.Context(), func(tx community.Tx) error {
		p, err := tx.Person(l.Person.ID)
		if err != nil {
			return err
		}
		p.SchoolID, p.Nation = "100001", "ENG"
		return tx.UpdatePerson(p)
	}))
	file := "URN,EstablishmentName,LA (code),LA (name),TypeOfEstablishment (code),TypeOfEstablishment (name),EstablishmentStatus (code)," +
		"EstablishmentStatus (name),PhaseOfEducation (name),OpenDate,CloseDate,HeadTitle (name),HeadFirstName,HeadLastName,HeadPreferredJobTitle\r\n" +
		"100001,Sample School,202,Camden,1,Community school,1,Open,Primary,,,Mrs," + first + "," + last + ",Headteacher\r\n"
	read, err := registers.Read(registers.GIAS, strings.NewReader(file), int64(len(file)), nil)
	l.ok(err)
	l.command("register/import", control.NewRegister{Register: read}, &control.RegisterReport{})
}

// passes lets a minute pass, and what is done again and again be done.
func (l *leaving) passes(job string) {
	l.t.Helper()
	l.Node.cluster.Clock.Advance(time.Minute)
	l.ok(l.Node.Tick(l.t.Context(), job))
}

// TestEveryDoorIsShut ends headships on every path of one instance and tries
// every door.
func TestEveryDoorIsShut(t *testing.T) {
	t.Parallel()
	c := New(t, Options{Names: []string{"england"}})
	n := c.Node("england")
	var all []*leaving
	for range paths { // long before
		all = append(all, &leaving{t: t, Member: n.Head("Siân Enghraifft")})
	}
	for i, path := range paths {
		l := all[i]
		if path.before != nil {
			path.before(l)
		}
		l.arm(i)
		path.end(l)
		for _, fault := range l.alive(path.held) {
			t.Errorf("%s: %s", path.name, fault)
		}
	}
}

// arm makes everything that hangs on a headship, and sees that it is alive.
func (l *leaving) arm(i int) {
	l.t.Helper()
	n, s, ctx := l.Node, l.Node.Service, l.t.Context()
	l.keeper, l.friend = n.Head("Kim Example"), n.Head("Fay Example")
	found := func(name string) community.Community {
		return l.keeper.Found(community.CommunityInput{Username: fmt.Sprintf("%s-%d", name, i), Access: "private", Name: community.LangMap{"en": name}})
	}
	l.room, l.other = found("room"), found("other")
	l.ok(s.Invite(ctx, l.keeper.Viewer, l.room.ID, community.InviteInput{Person: l.Person.IRI}))
	l.ok(s.Join(ctx, l.Viewer, l.room.ID, "", nil))
	var m community.Membership
	n.View(func(tx community.Tx) (err error) { m, err = tx.MembershipOf(l.room.ID, l.Person.ID); return err })
	l.ok(s.SetRole(ctx, l.keeper.Viewer, l.room.ID, m.ID, policy.Moderator, "shares the work"))
	l.ok(s.Invite(ctx, l.keeper.Viewer, l.other.ID, community.InviteInput{Person: l.Person.IRI}))
	l.ok(s.Invite(ctx, l.Viewer, l.room.ID, community.InviteInput{Person: l.friend.Person.IRI}))

	file := l.draws(l.keeper)
	post, err := s.StartThread(ctx, l.keeper.Viewer, community.PostInput{Community: l.room.ID, Title: "T", Body: "Words", Language: "en", Pictures: []community.PictureInput{{ID: file}}})
	l.ok(err)
	l.thread, l.picture = post.Thread, "/files/"+itoa(file)

	l.Browser = n.Browser()
	l.SignIn(l.Email, Password)
	l.Get(l.picture).OK()
	l.form = l.Get("/communities/" + itoa(l.room.ID) + "/new").OK()
	token, err := s.IssueLink(ctx, l.Viewer.Account, community.LinkReset)
	l.ok(err)
	l.link = "/set-password/" + token
	l.Get(l.link).OK()
	_, secret, err := s.MakeFeed(ctx, l.Viewer, community.FeedInput{Name: "Reader", Kind: community.FeedNews, Community: l.room.ID, Content: true})
	l.ok(err)
	l.feed = "/feed/" + secret
	n.Browser().Get(l.feed).OK()
	l.guest = l.letsIn(i)
	n.cluster.Settle()
	l.letters() // those so far

	// What waits to be sent to her: that she is in, and that somebody has answered.
	third := l.keeper.Found(community.CommunityInput{Username: fmt.Sprintf("third-%d", i), Access: "closed"})
	l.ok(s.Join(ctx, l.Viewer, third.ID, "Please", nil))
	waiting, err := s.Queue(ctx, l.keeper.Viewer, third.ID)
	l.ok(err)
	l.ok(s.DecideJoin(ctx, l.keeper.Viewer, third.ID, waiting[0].Membership.ID, true, ""))
	_, err = s.Reply(ctx, l.keeper.Viewer, community.PostInput{Thread: l.thread, Body: "@" + l.Person.Username + " look", Language: "en"})
	l.ok(err)
	l.ok(n.Tick(ctx, "notices"))
	l.stream = l.listens()
}

// draws uploads a picture of somebody's.
func (l *leaving) draws(m *Member) (file int64) {
	l.t.Helper()
	var drawn bytes.Buffer
	l.ok(png.Encode(&drawn, image.NewGray(image.Rect(0, 0, 2, 2))))
	a, err := m.Node.Service.UploadImage(l.t.Context(), m.Viewer, community.ImageInput{Digest: fmt.Sprintf("sha-256:%x", sha256.Sum256(drawn.Bytes())),
		MediaType: "image/png", Data: drawn.Bytes(), Width: 2, Height: 2, Alt: "A sample"})
	l.ok(err)
	return a.ID
}

// letsIn has a guest of hers let into the conversation, who signs in.
func (l *leaving) letsIn(i int) *Browser {
	l.t.Helper()
	s, ctx := l.Node.Service, l.t.Context()
	l.guestsIn = fmt.Sprintf("guest-%d@university.example", i)
	g, err := s.AskGuest(ctx, l.Viewer, community.GuestInput{Thread: l.thread, Email: l.guestsIn, Name: "Guest Sample",
		Post: "Professor", Biography: Biography, Reason: "Knows more", Days: 9})
	l.ok(err)
	l.ok(s.DecideGuest(ctx, l.keeper.Viewer, l.room.ID, g.ID, true, ""))
	var a community.Account
	l.Node.View(func(tx community.Tx) (err error) { a, err = tx.AccountByEmail(l.guestsIn); return err })
	token, err := s.IssueLink(ctx, a.ID, community.LinkFirst)
	l.ok(err)
	_, err = s.SetPassword(ctx, token, Password, Password)
	l.ok(err)
	b := l.Node.Browser()
	b.SignIn(l.guestsIn, Password)
	return b
}

// listens opens her stream of the room; the channel has what ended it.
func (l *leaving) listens() chan error {
	l.t.Helper()
	req, err := http.NewRequestWithContext(l.t.Context(), http.MethodGet, l.base+"/events?community="+itoa(l.room.ID), nil)
	l.ok(err)
	res, err := l.http.Do(req)
	l.ok(err)
	if res.StatusCode != http.StatusOK {
		l.t.Fatalf("stream: %d", res.StatusCode)
	}
	ended := make(chan error, 1)
	go func() {
		_, err := io.Copy(io.Discard, res.Body)
		ended <- err
		_ = res.Body.Close()
	}()
	return ended
}

// letters takes away the letters that have been sent to her and gives their
// texts.
func (l *leaving) letters() (texts []string) {
	l.t.Helper()
	files, err := filepath.Glob(filepath.Join(l.Node.Config.Storage, "mail", "*.eml"))
	l.ok(err)
	for _, file := range files {
		raw, err := os.ReadFile(file)
		l.ok(err)
		p, err := mailtest.Parse(raw)
		l.ok(err)
		if strings.Contains(p.Header.Get("To"), l.Email) {
			texts = append(texts, p.Subject+"\n"+p.Text)
		}
		l.ok(os.Remove(file))
	}
	return texts
}

// alive tries every door and names those that are open.
func (l *leaving) alive(held bool) (open []string) {
	l.t.Helper()
	see := func(name string, bad bool) {
		if bad {
			open = append(open, name)
		}
	}
	select {
	case <-l.stream:
	case <-time.After(5 * time.Second): // within which it is promised
		see("her stream of the room", true)
	}
	_, _, _, err := l.Node.Service.Authenticate(l.t.Context(), l.Viewer.Account, 1)
	see("her session", (err == nil) != held)
	const words = "Words that were typed before the end"
	to := "/communities/" + itoa(l.room.ID)
	sent := l.form.Submit(to+"/new", map[string]string{"title": "Mine", "body": words})
	if !held {
		sent = sent.Submit("/sign-in", map[string]string{"email": l.Email, "password": Password}).WithCode(l.Email)
	}
	see("what she typed is sent or lost", sent.Path != "/drafts" || !sent.Contains(words))
	if !held {
		see("the page for her link", l.Node.Browser().Get(l.link).Status < 400)
	}
	see("her feed of the room", l.Node.Browser().Get(l.feed).Status != http.StatusNotFound)
	again := l.Node.Browser()
	again.SignIn(l.Email, Password)
	for _, path := range []string{to, to + "/new", to + "/people", "/threads/" + itoa(l.thread), l.picture, "/events?community=" + itoa(l.room.ID), "/communities/" + itoa(l.other.ID) + "/join"} {
		page := again.Get(path)
		see(fmt.Sprintf("%s (%d)", path, page.Status), page.Status < 400)
	}
	l.friend.Post(to+"/join", nil)
	l.Node.View(func(tx community.Tx) error {
		m, err := tx.MembershipOf(l.room.ID, l.friend.Person.ID)
		see("her invitation of a friend", err == nil && m.State == policy.Active)
		threads, err := tx.Threads(l.room.ID, community.Page{Limit: 9})
		l.ok(err)
		see("what she sent", len(threads) != 1)
		return nil
	})
	visit := l.guest.Get("/threads/" + itoa(l.thread))
	see(fmt.Sprintf("the session of her guest (%d)", visit.Status), visit.Status == http.StatusOK && visit.Path != "/sign-in")
	in := l.Node.Browser().Get("/sign-in").Submit("/sign-in", map[string]string{"email": l.guestsIn, "password": Password})
	see("the account of her guest", in.Path != "/sign-in")
	for range 3 { // a letter waits for what follows it, and for the one before
		l.Node.cluster.Clock.Advance(6 * time.Minute)
		l.ok(l.Node.Tick(l.t.Context(), "notices"))
		l.Node.cluster.Settle()
	}
	letters := l.letters()
	for _, text := range letters {
		for _, word := range []string{l.keeper.Person.Name, l.friend.Person.Name, "third", "room", words} {
			see("a letter that speaks of "+word, strings.Contains(text, word))
		}
	}
	see("nothing tells her", len(letters) == 0)
	return open
}
