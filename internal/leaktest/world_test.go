package leaktest

import (
	"context"
	"fmt"
	"strconv"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
	"headroom/internal/clustertest"
)

// The communities of the host, one for each column of the visibility table.
const (
	openOne   = "open"
	closedOne = "closed, within reach"
	farOne    = "closed, out of reach"
	secretOne = "private"
)

// world is a host with a community of each kind, a peer with members, a peer
// with somebody invited, and a peer with neither.
type world struct {
	*clustertest.Cluster
	t                               testing.TB
	host, wales, england, ulster    *clustertest.Node
	man                             *clustertest.Node // has a guest of closedOne, and nobody else
	words                           canaries
	rooms                           map[string]community.Community // by column
	people                          map[string]*clustertest.Member
	posts                           map[string][]community.Post // by column
	files                           map[string]community.Attachment
	drafts                          []int64
	guests                          []int64 // rows of closedOne
	beside                          int64   // a thread of closedOne that the visitor is no guest of
	operatorEmail, operatorPassword string
}

// text is a language map with a canary.
func (w *world) text(name string) community.LangMap {
	return community.LangMap{"en": "Sample " + w.words.word(name)}
}

func newWorld(t testing.TB) *world {
	t.Helper()
	return newWorldOf(t, false)
}

// newWorldOf makes the world, open to other software or not.
func newWorldOf(t testing.TB, open bool) *world {
	t.Helper()
	c := clustertest.New(t, clustertest.Options{Names: []string{"scotland", "wales", "england", "northern-ireland", "man"}, Open: open})
	c.LinkAll()
	w := &world{Cluster: c, t: t, host: c.Nodes[0], wales: c.Nodes[1], england: c.Nodes[2], ulster: c.Nodes[3], man: c.Nodes[4], words: canaries{},
		rooms: map[string]community.Community{}, people: map[string]*clustertest.Member{}, posts: map[string][]community.Post{},
		files: map[string]community.Attachment{}}
	w.populate()
	w.found()
	w.admit()
	w.talk()
	w.visit()
	w.visitFromAfar()
	w.report()
	w.confide()
	w.part()
	w.link()
	return w
}

// link links the community that peers know of with the one that they do not: who
// may not know of the one must not learn of it from the other.
func (w *world) link() {
	w.t.Helper()
	_, err := w.host.Service.OfferLink(w.ctx(), community.CommandLine, community.LinkInput{From: w.rooms[closedOne].ID, To: w.rooms[farOne].ID,
		Kind: community.LinkHub, Effects: community.LinkEffects})
	w.must(err)
	w.Settle()
	w.Tick("directories")
}

// populate adds the people.
func (w *world) populate() {
	for name, n := range map[string]*clustertest.Node{"morag": w.host, "mairi": w.host, "ann": w.host, "applicant": w.host, "declined": w.host,
		"elsewhere": w.host, "removed": w.host, "revoked": w.host,
		"bob": w.wales, "carol": w.wales, "gone": w.wales, "void": w.wales, "eve": w.england, "invited": w.england, "niall": w.ulster, "tomas": w.man} {
		w.people[name] = n.Head(name)
	}
	w.people["aspiring"] = w.host.Aspiring("aspiring")
	for name, n := range map[string]*clustertest.Node{"unverified": w.host, "desk": w.host, "bursar": w.host, "guest": w.host, "nora": w.wales} {
		w.people[name] = n.Person(name)
	}
	for name, m := range w.people {
		if err := m.Node.Service.UpdateProfile(w.ctx(), m.Viewer, community.ProfileInput{Name: "Sample " + name, Post: "Headteacher",
			School: "Sample School of " + name + " " + w.words.word(name+": school"), Authority: "Sample Council", Nation: "SCT", Phase: []string{"primary"},
			Biography: "Somebody who has led a school for many years " + w.words.word(name+": biography")}); err != nil {
			w.t.Fatal(err)
		}
	}
	if _, err := w.host.Service.Appoint(w.ctx(), community.CommandLine, community.AppointInput{Role: community.RoleDesk, Person: w.people["desk"].Person.ID, Months: 12, Reason: "Looks after schools"}); err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.host.Service.Appoint(w.ctx(), community.CommandLine, community.AppointInput{Person: w.people["bursar"].Person.ID, Role: "bursar", Months: 12, Reason: "Keeps the books"}); err != nil {
		w.t.Fatal(err)
	}
	w.operatorEmail, w.operatorPassword = w.words.word("operator: e-mail")+"@scotland.example", "a long sample password 9"
	if _, err := w.host.Service.AddOperator(w.ctx(), community.CommandLine,
		community.OperatorInput{Email: w.operatorEmail, Name: "Sample " + w.words.word("operator: name"), Password: w.operatorPassword}); err != nil {
		w.t.Fatal(err)
	}
	w.Settle()
}

func (w *world) ctx() context.Context { return w.t.Context() }

// found makes the communities. Out of reach becomes so after people joined.
func (w *world) found() {
	for column, in := range map[string]community.CommunityInput{
		openOne: {Username: "open", Access: "open"}, closedOne: {Username: "closed", Access: "closed"},
		farOne: {Username: "far", Access: "closed"}, secretOne: {Username: "secret", Access: "private", Joining: "invitation"},
	} {
		in.Reach = "peers"
		in.Name, in.Summary, in.Rules = w.text(column+" listed: name"), w.text(column+" listed: summary"), w.text(column+" listed: rules")
		in.Questions = []community.Question{{ID: "q1", Text: w.text(column + " listed: question")}}
		w.rooms[column] = w.people["morag"].Found(in)
	}
	w.Settle()
	w.Tick("directories")
}

// admit lets in who is a member, or was one.
func (w *world) admit() {
	morag := w.people["morag"]
	for _, column := range policy.Columns {
		room := w.rooms[column]
		members := []string{"mairi", "removed", "revoked", "bob", "gone", "void"}
		for _, name := range members {
			m := w.people[name]
			if column == secretOne {
				w.invite(room, m)
			}
			w.ask(column, m)
		}
		w.invite(room, w.people["invited"])
		morag.AcceptAll(room)
	}
	// A community of somebody else's, whose member is no member of the others.
	other := w.people["elsewhere"].Found(community.CommunityInput{Username: "elsewhere", Access: "closed"})
	w.rooms["elsewhere"] = other
	w.Settle()
}

func (w *world) invite(room community.Community, who *clustertest.Member) {
	w.t.Helper()
	w.Settle()
	if _, known := who.Node.Here(room.IRI); !known { // a home has to know whose invitations it takes
		w.must(who.Node.Service.RememberCommunity(w.ctx(), community.Community{IRI: room.IRI, Host: w.host.Identity.Host, Access: room.Access,
			Reach: room.Reach, Joining: room.Joining, Questions: []community.Question{{ID: "q1"}}, Inbox: room.IRI + "/inbox"}, false))
	}
	if err := w.host.Service.Invite(w.ctx(), w.people["morag"].Viewer, room.ID, community.InviteInput{Person: who.Person.IRI,
		Reason: "Come " + w.words.word("invitation of "+who.Person.Username+" to "+room.Username)}); err != nil {
		w.t.Fatal(err)
	}
	w.Settle()
}

// ask sends a request with canaries in reason and answers.
func (w *world) ask(column string, m *clustertest.Member) {
	w.t.Helper()
	here, ok := m.Node.Here(w.rooms[column].IRI)
	if !ok {
		w.t.Fatalf("%s knows no %s", m.Node.Name, column)
	}
	id := m.Person.Username + "@" + m.Node.Name
	if err := m.Node.Service.Join(w.ctx(), m.Viewer, here.ID, "Because "+w.words.word(column+" request: reason of "+id),
		[]community.Answer{{Question: "q1", Text: "That " + w.words.word(column+" request: answer of "+id)}}); err != nil {
		w.t.Fatalf("%s asks for %s: %v", id, column, err)
	}
	w.Settle()
}

// talk writes in every community: a thread with a picture, a reply, an edited
// and a deleted post, drafts.
func (w *world) talk() {
	for column, room := range w.rooms {
		if column == "elsewhere" {
			continue
		}
		mairi := w.people["mairi"]
		if column == openOne { // what its author says of themselves is public with it
			mairi = w.people["morag"]
		}
		kept := func(name string) string { return "Sample " + w.words.word(column+" content: "+name) }
		file, next := w.pictures(mairi, kept)
		first, err := w.host.Service.StartThread(w.ctx(), mairi.Viewer, community.PostInput{Community: room.ID, Title: kept("title"),
			Body: kept("body") + " #maths", Language: "en", Pictures: []community.PictureInput{{ID: file.ID}, {ID: next.ID}}})
		w.must(err)
		w.Settle()
		reply := func(text string) int64 {
			res, err := w.host.Service.Reply(w.ctx(), mairi.Viewer, community.PostInput{Thread: first.Thread, Parent: first.Post, Body: text, Language: "en"})
			w.must(err)
			w.Settle()
			return res.Post
		}
		w.poll(mairi, room, kept)
		second := reply(kept("reply"))
		edited := reply(kept("before an edit"))
		_, err = w.host.Service.EditPost(w.ctx(), mairi.Viewer, community.PostInput{Post: edited, Body: kept("after an edit"), Language: "en"})
		w.must(err)
		deleted := reply("Sample " + w.words.word("nobody: a deleted post in "+column))
		w.must(w.host.Service.DeletePost(w.ctx(), mairi.Viewer, deleted))
		if column != openOne {
			w.remote(column)
		}
		d, err := w.host.Service.SaveDraft(w.ctx(), mairi.Viewer, community.DraftInput{Place: "thread:" + strconv.FormatInt(first.Thread, 10),
			Body: "Draft " + w.words.word(map[bool]string{true: "morag", false: "mairi"}[column == openOne]+": draft for "+column)})
		w.must(err)
		w.drafts = append(w.drafts, d.ID)
		ids := append([]int64{first.Post, second, edited, deleted}, w.hushIn(column, mairi)...)
		w.Settle()
		w.host.View(func(tx community.Tx) error {
			for _, id := range ids {
				p, err := tx.Post(id)
				if err != nil {
					return err
				}
				w.posts[column] = append(w.posts[column], p)
			}
			w.files[column], err = tx.Attachment(file.ID)
			return err
		})
	}
}

// remote lets the member at the peer reply.
func (w *world) remote(column string) {
	w.t.Helper()
	bob := w.people["bob"]
	here, ok := bob.Node.Here(w.rooms[column].IRI)
	if !ok {
		w.t.Fatalf("wales knows no %s", column)
	}
	lines, _, err := w.wales.Service.Threads(w.ctx(), bob.Viewer, here.ID, community.Page{})
	w.must(err)
	if len(lines) == 0 {
		w.t.Fatalf("wales has no thread of %s", column)
	}
	view, err := w.wales.Service.Thread(w.ctx(), bob.Viewer, lines[0].Thread.ID, community.Page{})
	w.must(err)
	_, err = w.wales.Service.Reply(w.ctx(), bob.Viewer, community.PostInput{Thread: lines[0].Thread.ID, Parent: view.Posts[0].ID,
		Body: "Sample " + w.words.word(column+" content: reply of a peer"), Language: "en"})
	w.must(err)
	w.Settle()
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// visit lets a guest into the first thread of the closed community, beside
// which there is another.
func (w *world) visit() {
	w.t.Helper()
	var thread int64
	w.host.View(func(tx community.Tx) error {
		p, err := tx.Post(w.posts[closedOne][0].ID)
		thread = p.ThreadID
		return err
	})
	beside, err := w.host.Service.StartThread(w.ctx(), w.people["mairi"].Viewer, community.PostInput{Community: w.rooms[closedOne].ID,
		Title: "Sample " + w.words.word(closedOne+" content: beside: title"), Body: "Sample " + w.words.word(closedOne+" content: beside: body"), Language: "en"})
	w.must(err)
	w.beside = beside.Thread
	g, err := w.host.Service.AskGuest(w.ctx(), w.people["mairi"].Viewer, community.GuestInput{Thread: thread, Email: "visitor@university.example",
		Name: "Sample Visitor", Post: "Professor", Biography: "Has worked with small schools for twenty years.", Reason: "Knows what others do.", Days: 7})
	w.must(err)
	w.guests = append(w.guests, g.ID)
	w.must(w.host.Service.DecideGuest(w.ctx(), w.people["morag"].Viewer, w.rooms[closedOne].ID, g.ID, true, ""))
	m := &clustertest.Member{Node: w.host, Email: g.Email}
	w.host.View(func(tx community.Tx) error {
		if g, err = tx.Guest(g.ID); err != nil {
			return err
		}
		m.Person, err = tx.Person(g.PersonID)
		return err
	})
	w.must(w.host.Store.Update(w.ctx(), func(tx community.Tx) error {
		a, err := tx.AccountOfPerson(g.PersonID)
		if err != nil {
			return err
		}
		m.Viewer = community.Viewer{Account: a.ID, Person: g.PersonID, Name: m.Person.IRI, Visiting: true}
		a.PasswordHash, err = w.host.Service.Passwords.Hash(clustertest.Password)
		if err != nil {
			return err
		}
		return tx.UpdateAccount(a)
	}))
	w.people["visitor"] = m
	w.Settle()
}

// visitFromAfar lets somebody of a peer into the thread that the guest is in.
func (w *world) visitFromAfar() {
	w.t.Helper()
	tomas := w.people["tomas"]
	g, err := w.host.Service.AskGuest(w.ctx(), w.people["mairi"].Viewer, community.GuestInput{Thread: w.posts[closedOne][0].ThreadID, Email: tomas.Person.IRI,
		Name: "Sample tomas", Post: "Headteacher", Biography: "Has worked with small schools for twenty years.", Reason: "Knows what islands do.", Days: 7})
	w.must(err)
	w.guests = append(w.guests, g.ID)
	w.must(w.host.Service.DecideGuest(w.ctx(), w.people["morag"].Viewer, w.rooms[closedOne].ID, g.ID, true, ""))
	w.Settle()
	here, ok := w.man.Here(w.rooms[closedOne].IRI)
	if !ok {
		w.t.Fatal("the guest's home knows nothing of the community")
	}
	w.must(w.man.Service.Join(w.ctx(), tomas.Viewer, here.ID, "", nil))
	w.Settle()
	w.host.View(func(tx community.Tx) error {
		p, err := tx.PersonByIRI(tomas.Person.IRI)
		if err != nil {
			return err
		}
		m, err := tx.MembershipOf(w.rooms[closedOne].ID, p.ID)
		if err == nil && (m.State != policy.Active || m.Role != policy.Guest) {
			w.t.Fatalf("the guest of a peer is %v, %v", m.State, m.Role)
		}
		return err
	})
}

// part removes, revokes, declines and lapses, and puts one community out of
// reach.
func (w *world) part() {
	morag := w.people["morag"].Viewer
	for column, room := range w.rooms {
		if column == "elsewhere" {
			continue
		}
		for _, name := range []string{"removed", "gone"} {
			w.must(w.host.Service.RemoveMember(w.ctx(), morag, room.ID, w.record(room, name).ID, "Left "+w.words.word(column+" removal: reason of "+name)))
		}
		w.expired(room)
	}
	w.ask(closedOne, w.people["declined"])
	w.must(w.host.Service.DecideJoin(w.ctx(), morag, w.rooms[closedOne].ID, w.record(w.rooms[closedOne], "declined").ID, false,
		"Not now "+w.words.word("declined: reason")))
	w.ask(closedOne, w.people["applicant"])
	for _, name := range []string{"revoked", "void"} {
		m := w.people[name]
		w.must(m.Node.Service.Revoke(w.ctx(), community.CommandLine, m.Person.ID, "Left the post "+w.words.word("audit: revocation of "+name)))
	}
	w.must(w.host.Store.Update(w.ctx(), func(tx community.Tx) error {
		c, err := tx.Community(w.rooms[farOne].ID)
		c.Reach = "instance"
		if err != nil {
			return err
		}
		return tx.UpdateCommunity(c)
	}))
	w.Settle()
	w.Tick("status-lists")
}

func (w *world) record(room community.Community, name string) (m community.Membership) {
	w.t.Helper()
	w.host.View(func(tx community.Tx) error {
		p, err := tx.PersonByIRI(w.people[name].Person.IRI)
		if err != nil {
			return err
		}
		m, err = tx.MembershipOf(room.ID, p.ID)
		if err != nil {
			return fmt.Errorf("%s in %s: %w", name, room.Username, err)
		}
		return nil
	})
	return m
}

// expired puts a guest into a community whose time was over an hour ago.
func (w *world) expired(room community.Community) {
	now := w.Clock.Now()
	w.must(w.host.Store.Update(w.ctx(), func(tx community.Tx) error {
		id := tx.NextID()
		return tx.InsertMembership(community.Membership{ID: id, IRI: room.IRI + "/m/" + strconv.FormatInt(id, 10), CommunityID: room.ID,
			PersonID: w.people["guest"].Person.ID, State: policy.Active, Role: policy.Guest, Epoch: 1, Version: 1,
			FollowIRI: room.IRI + "/guest", Sponsor: w.people["morag"].Person.IRI, Scope: []string{w.posts[closedOne][0].IRI},
			StartAt: now.Add(-2 * time.Hour), EndAt: now.Add(-time.Hour), CreatedAt: now, UpdatedAt: now})
	}))
}
