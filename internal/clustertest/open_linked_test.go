package clustertest

import (
	"net/http"
	"strings"
	"testing"

	"headroom/community"
	"headroom/federation/sign"
)

// postOf gives the post that something of a linked account is here.
func (s *publicSquare) postOf(object string) (p community.Post, ok bool) {
	s.T.Helper()
	s.host.View(func(tx community.Tx) error {
		l, err := tx.LinkedPost(object)
		if err != nil {
			return nil
		}
		ok = true
		p, err = tx.Post(l.PostID)
		return err
	})
	return p, ok
}

// TestALinkedAccountPosts: what its owner writes elsewhere becomes their post,
// is changed and deleted from there, and followers are announced what came.
func TestALinkedAccountPosts(t *testing.T) {
	t.Parallel()
	s := tellOfSquare(t)
	s.followed()
	o, m := s.outsider, s.moderator
	first := o.Note("1", s.room.IRI, "", "<p>Ferries and schools</p><p>Who else waits for the boat? See https://boats.example/a_b</p>")
	create := o.Doc("Create", "c1", first)
	if status := o.Send(s.room.IRI+"/inbox", create); status != http.StatusForbidden {
		t.Fatalf("before it is linked: %d", status)
	}
	s.linked(m)
	s.world.Letters()
	for range 2 { // a delivery that is repeated is the same post
		if status := o.Send(s.room.IRI+"/inbox", create); status != http.StatusAccepted {
			t.Fatalf("linked: %d", status)
		}
	}
	s.Settle()
	p, ok := s.postOf(o.World.URL + "/notes/1")
	if !ok || p.AuthorID != m.Person.ID || p.Title != "Ferries and schools" || !strings.Contains(p.HTML, "Who else waits") || p.State != community.PostAccepted {
		t.Fatalf("here it is %+v", p)
	}
	page := m.Get("/threads/" + itoa(p.ThreadID)).OK()
	if !page.Contains("From a linked account of Morag Sample: @sam@"+s.world.Host) || page.Count("Who else waits") != 1 {
		t.Errorf("shown as\n%s", page.Text())
	}
	got := s.world.Letters()
	same(t, "announced", kinds(got), "Announce{Create}", "Announce(id)")
	for _, l := range got {
		if !strings.Contains(l.Raw, o.World.URL+"/notes/1") || strings.Contains(l.Raw, p.IRI) {
			t.Errorf("announced %s", l.Raw)
		}
	}
	s.unknown(t, p.IRI) // it stands elsewhere

	// An answer to what came stands where that stands, whatever is called its audience.
	answer := o.Note("2", o.World.URL+"/category/7", o.World.URL+"/notes/1", "<p>The boat has come.</p>")
	answer["audience"] = o.World.URL + "/category/7"
	if status := o.SendAs(sign.Message, o.KeyID, s.host.Config.URL+"/inbox", o.Doc("Create", "c2", answer)); status != http.StatusAccepted {
		t.Fatalf("an answer: %d", status)
	}
	s.Settle()
	reply, ok := s.postOf(o.World.URL + "/notes/2")
	if !ok || reply.ThreadID != p.ThreadID || reply.ParentID != p.ID {
		t.Fatalf("the answer is %+v", reply)
	}
	first["content"] = "<p>Ferries and schools</p><p>Nobody waits.</p>"
	first["updated"] = "2026-03-02T09:30:00Z"
	if status := o.Send(s.room.IRI+"/inbox", o.Doc("Update", "u1", first)); status != http.StatusAccepted {
		t.Fatalf("Update: %d", status)
	}
	s.Settle()
	if p, _ = s.postOf(o.World.URL + "/notes/1"); !strings.Contains(p.HTML, "Nobody waits") {
		t.Errorf("changed to %s", p.HTML)
	}
	s.world.Letters()
	if status := o.Send(s.room.IRI+"/inbox", o.Doc("Delete", "d1", map[string]any{"id": o.World.URL + "/notes/2", "type": "Tombstone"})); status != http.StatusAccepted {
		t.Fatalf("Delete: %d", status)
	}
	s.Settle()
	if reply, _ = s.postOf(o.World.URL + "/notes/2"); reply.State != community.PostDeleted || reply.HTML != "" {
		t.Errorf("deleted, it is %+v", reply)
	}
	same(t, "a deletion", kinds(s.world.Letters()), "Undo{Announce}")
	if status := o.Send(s.host.Config.URL+"/inbox", o.Doc("Create", "c3", answer)); status != http.StatusAccepted {
		t.Errorf("deleted and sent again: %d", status)
	}
	s.Settle()
	if reply, _ = s.postOf(o.World.URL + "/notes/2"); reply.State != community.PostDeleted {
		t.Error("it has come back")
	}
	s.quiet(s.host)
}

// TestALinkEnds: with the headship, while it is suspended, and when it is removed.
func TestALinkEnds(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*testing.T, *publicSquare, *Member){
		"suspended": func(t *testing.T, s *publicSquare, m *Member) {
			if err := s.host.Service.Suspend(t.Context(), community.CommandLine, m.Person.ID, "test"); err != nil {
				t.Fatal(err)
			}
		},
		"revoked": func(t *testing.T, s *publicSquare, m *Member) {
			m.Revoke()
			if all, err := s.host.Service.MyAccounts(t.Context(), m.Viewer); err != nil || len(all) != 0 {
				t.Errorf("linked still: %v, %v", all, err)
			}
		},
		"removed": func(t *testing.T, s *publicSquare, m *Member) {
			all, err := s.host.Service.MyAccounts(t.Context(), m.Viewer)
			if err != nil || len(all) != 1 {
				t.Fatalf("%v %v", all, err)
			}
			const at = "/profile/accounts"
			m.Get(at).OK().Submit(at+"/"+itoa(all[0].ID)+"/remove", nil).OK()
		},
		"left": func(t *testing.T, s *publicSquare, m *Member) {
			if err := s.host.Service.Leave(t.Context(), m.Viewer, s.room.ID); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := tellOfSquare(t)
			m, o := s.host.Head("Ailsa Sample"), s.outsider
			m.Join(s.room.IRI)
			s.moderator.AcceptAll(s.room)
			s.linked(m)
			if status := o.Send(s.room.IRI+"/inbox", o.Doc("Create", "c1", o.Note("1", s.room.IRI, "", "<p>Before.</p>"))); status != http.StatusAccepted {
				t.Fatalf("before: %d", status)
			}
			s.Settle()
			end(t, s, m)
			s.Settle()
			after := o.Note("2", s.room.IRI, "", "<p>Canary after the end.</p>")
			if status := o.Send(s.room.IRI+"/inbox", o.Doc("Create", "c2", after)); status != http.StatusForbidden {
				t.Errorf("after: %d", status)
			}
			if status := o.Send(s.room.IRI+"/inbox", o.Doc("Update", "u2", o.Note("1", s.room.IRI, "", "<p>Canary after the end.</p>"))); status != http.StatusForbidden {
				t.Errorf("an edit after: %d", status)
			}
			s.Settle()
			if _, ok := s.postOf(o.World.URL + "/notes/2"); ok {
				t.Error("it was taken")
			}
			if p, ok := s.postOf(o.World.URL + "/notes/1"); !ok || p.State != community.PostAccepted || !strings.Contains(p.HTML, "Before") {
				t.Errorf("what was there before is %+v", p)
			}
		})
	}
}

// TestNobodyLinksAnothersAccount: an account is one head's, and the code is
// theirs alone.
func TestNobodyLinksAnothersAccount(t *testing.T) {
	t.Parallel()
	s := tellOfSquare(t)
	other := s.host.Head("Ailsa Sample")
	s.linked(s.moderator)
	mine, err := s.host.Service.MyAccounts(t.Context(), s.moderator.Viewer)
	if err != nil {
		t.Fatal(err)
	}
	for what, err := range map[string]error{
		"another's check":  s.host.Service.ProveAccount(t.Context(), other.Viewer, mine[0].ID),
		"another's remove": s.host.Service.RemoveAccount(t.Context(), other.Viewer, mine[0].ID),
	} {
		if !community.IsNotFound(err) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := s.host.Service.LinkAccount(t.Context(), other.Viewer, s.outsider.Name+"@"+s.world.Host); err != nil {
		t.Fatal(err)
	}
	theirs, _ := s.host.Service.MyAccounts(t.Context(), other.Viewer)
	s.world.Say(s.outsider, theirs[0].Code)
	if err := s.host.Service.ProveAccount(t.Context(), other.Viewer, theirs[0].ID); community.KindOf(err) != community.Invalid {
		t.Errorf("one that somebody else has proved: %v", err)
	}
	for _, handle := range []string{"", "nobody", "@nobody@" + s.world.Host, "@morag@" + s.host.Identity.Host, "sam@127.0.0.1", "sam@[::1]"} {
		if err := s.host.Service.LinkAccount(t.Context(), other.Viewer, handle); community.KindOf(err) != community.Invalid {
			t.Errorf("%q: %v", handle, err)
		}
	}
	unverified := s.host.Person("Nobody Sample")
	if err := s.host.Service.LinkAccount(t.Context(), unverified.Viewer, "sam@"+s.world.Host); community.KindOf(err) != community.Forbidden {
		t.Errorf("an unverified person: %v", err)
	}
}
