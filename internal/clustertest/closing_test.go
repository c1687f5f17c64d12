package clustertest

import (
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// closes has somebody close their account, having shown a moment ago that it is them.
func (s *story) closes(m *Member, posts string) {
	s.T.Helper()
	v := m.Viewer
	v.Session = community.SignedIn{Proved: s.Clock.Now()}
	s.must(m.Node.Service.Close(s.T.Context(), v, posts))
	s.Settle()
	s.later(time.Minute)
}

// account is somebody's account as it is kept now.
func (s *story) account(m *Member) (a community.Account, c community.Closure, p community.Person) {
	s.T.Helper()
	m.Node.View(func(tx community.Tx) (err error) {
		if a, err = tx.AccountOfPerson(m.Person.ID); err == nil {
			p, err = tx.Person(m.Person.ID)
		}
		if err != nil {
			return err
		}
		if c, err = tx.Closure(a.ID); community.IsNotFound(err) {
			err = nil
		}
		return err
	})
	return a, c, p
}

// TestAClosedAccountIsGoneEverywhere: who closes their account and wants their posts
// deleted has left the peer's community, where the posts go, too; after fourteen days
// their private messages have gone from everybody, and nothing of them is left at home.
func TestAClosedAccountIsGoneEverywhere(t *testing.T) {
	t.Parallel()
	s := joined(t)
	post := s.say(s.welsh, "", "a-word-of-who-goes")
	letter := s.writes(s.welsh, 0, "a-confidence-of-who-goes", s.moderator)
	scotland, home := s.Node("scotland"), s.welsh.Node
	was, _, _ := s.account(s.welsh)
	s.closes(s.welsh, community.PostsGo)

	if _, _, _, err := home.Service.Authenticate(t.Context(), was.ID, was.Epoch); community.KindOf(err) != community.Unauthenticated {
		t.Errorf("the session goes on: %v", err)
	}
	if err := home.Service.Reopen(t.Context(), s.welsh.Viewer, s.welsh.Person.ID, "I would like to"); err == nil {
		t.Error("a member opened an account")
	}
	if p := s.post(scotland, post); p.State != community.PostDeleted || p.HTML != "" {
		t.Errorf("the host still has %q", p.HTML)
	}
	if n := s.receipts(post); n == 0 {
		t.Error("nobody has confirmed the deletion")
	}
	scotland.View(func(tx community.Tx) error {
		p, err := tx.PersonByIRI(s.welsh.Person.IRI)
		if err != nil {
			return err
		}
		all, err := tx.MembershipsOf(p.ID)
		for _, m := range all {
			if m.State == policy.Active {
				t.Errorf("the host has them in community %d", m.CommunityID)
			}
		}
		return err
	})
	_, c, _ := s.account(s.welsh)
	if c.LeftAt.IsZero() || len(c.Hosts) != 1 || c.Hosts[0] != scotland.Identity.Host {
		t.Errorf("closed: %+v", c)
	}
	home.cluster.Tick("closed-accounts")
	if a, _, _ := s.account(s.welsh); a.Email != was.Email {
		t.Error("erased before its time")
	}
	s.later(15 * 24 * time.Hour)
	home.cluster.Tick("closed-accounts")
	s.Settle()
	a, c, p := s.account(s.welsh)
	if c.ErasedAt.IsZero() || a.Email == was.Email || p.Name == s.welsh.Person.Name || p.Biography != "" || p.School != "" {
		t.Errorf("left at home: %+v %+v %+v", c, a, p)
	}
	page, err := scotland.Service.Talk(t.Context(), s.moderator.Viewer, s.talks(s.moderator)[0].ID, community.Page{})
	if err != nil || len(page.Messages) != 1 || page.Messages[0].HTML != "" {
		t.Errorf("the letter %d is still read: %+v, %v", letter.Message, page.Messages, err)
	}
	if err := home.Service.Reopen(t.Context(), community.CommandLine, s.welsh.Person.ID, "too late"); community.KindOf(err) != community.Conflict {
		t.Errorf("opened after it was erased: %v", err)
	}
}

// TestAClosedAccountStaysClosed: an operator can open an account again within the
// fourteen days, without its memberships; no backup opens one, and posts that were to
// stay keep their author's name when the rest is erased.
func TestAClosedAccountStaysClosed(t *testing.T) {
	t.Parallel()
	s := joined(t)
	home := s.moderator.Node
	post := s.say(s.moderator, "", "a-word-that-stays")
	s.closes(s.moderator, community.PostsStay)
	s.must(home.Service.Reopen(t.Context(), community.CommandLine, s.moderator.Person.ID, "they rang"))
	if a, c, _ := s.account(s.moderator); !a.Good(s.Clock.Now()) || c.AccountID != 0 || a.PasswordHash != "" {
		t.Errorf("opened again: %+v %+v", a, c)
	}
	home.Restart()
	if a, _, _ := s.account(s.moderator); !a.Good(s.Clock.Now()) {
		t.Error("closed again by a restart")
	}
	s.Clock.Advance(time.Second)
	restore := home.Backup()
	s.Clock.Advance(time.Second)
	s.closes(s.moderator, community.PostsStay)
	restore()
	s.Settle()
	if a, c, _ := s.account(s.moderator); a.Good(s.Clock.Now()) || c.Posts != community.PostsStay {
		t.Errorf("a backup opened it: %+v %+v", a, c)
	}
	s.later(15 * 24 * time.Hour)
	home.cluster.Tick("closed-accounts")
	_, c, p := s.account(s.moderator)
	if c.ErasedAt.IsZero() || p.Name != s.moderator.Person.Name || p.Biography != "" {
		t.Errorf("%+v %+v", c, p)
	}
	if kept := s.post(home, post); kept.Byline.Name != s.moderator.Person.Name || kept.HTML == "" {
		t.Errorf("the post that was to stay: %+v", kept)
	}
}
