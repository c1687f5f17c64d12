package clustertest

import (
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// sharer is a head of Wales who is in both communities and has written in
// Scotland's, where somebody has answered.
func sharer(t *testing.T) (p *paired, m *Member, root community.Post) {
	t.Helper()
	s := tellStory(t)
	p = pairs(t, s)
	for _, who := range []*Member{s.welsh, s.english} {
		who.Join(p.room.IRI)
	}
	s.moderator.AcceptAll(p.room)
	s.welsh.Join(p.other.IRI)
	p.founder.AcceptAll(p.other)
	s.say(s.welsh, "", "Our ferry is late again.")
	s.Settle()
	root = s.rootOf(s.Node("wales"), "A sample title")
	s.answers(s.english, s.rootOf(s.Node("england"), "A sample title"), "An answer that stays where it was given.")
	s.Settle()
	return p, s.welsh, root
}

// copies are the posts of an instance that say that they were shared.
func (p *paired) shared(n *Node) (posts []community.Post) {
	n.View(func(tx community.Tx) error {
		c, err := tx.CommunityByIRI(p.other.IRI)
		if err != nil {
			return err
		}
		all, err := tx.Threads(c.ID, community.Page{Limit: 100})
		for _, th := range all {
			root, err := tx.Post(th.RootID)
			if err != nil {
				return err
			}
			if root.SharedFrom != "" {
				posts = append(posts, root)
			}
		}
		return err
	})
	return posts
}

// TestAnAuthorSharesTheirConversation into a linked community: their own first
// post and nothing else, with where it comes from.
func TestAnAuthorSharesTheirConversation(t *testing.T) {
	t.Parallel()
	p, m, root := sharer(t)
	wales, scotland := p.Node("wales"), p.Node("scotland")
	page := "/threads/" + itoa(root.ThreadID)
	if m.Get(page+"/share").Status != 403 {
		t.Error("may share without a link")
	}
	p.linked("directory", "share")
	p.Tick("directories")
	if m.Get(page).OK().Link("Share into a linked community") == "" {
		t.Error("the author is not offered it")
	}
	other, _ := wales.Here(p.other.IRI)
	m.Get(page+"/share").OK().Submit(page+"/share", map[string]string{"to": itoa(other.ID)}).OK()
	p.Settle()
	got := p.shared(wales)
	if len(got) != 1 || got[0].AuthorIRI != m.Person.IRI || got[0].SharedFrom != p.room.IRI || got[0].Source != root.Source {
		t.Fatalf("shared: %+v", got)
	}
	there := p.founder.Get("/threads/" + itoa(got[0].ThreadID)).OK()
	for _, want := range []string{"Our ferry is late again.", "Siân Enghraifft", "Shared by its author from", "Highlands and Islands"} {
		if !there.Contains(want) {
			t.Errorf("in the linked community it does not say %q:\n%s", want, there.Text())
		}
	}
	if there.Contains("An answer that stays") {
		t.Error("somebody else's words went across")
	}
	if n := len(p.shared(scotland)); n != 0 {
		t.Errorf("Scotland, with no member there, holds %d posts of it", n)
	}

	// Nobody else shares it: not who answered, nor who moderates.
	for _, who := range []*Member{p.moderator, p.english} {
		th := p.rootOf(who.Node, "A sample title").ThreadID
		if got := who.Get("/threads/" + itoa(th) + "/share"); got.Status != 403 {
			t.Errorf("%s may share: %d", who.Person.Name, got.Status)
		}
		if _, err := who.Node.Service.ShareThread(t.Context(), who.Viewer, th, 1, ""); policy.ReasonNotAuthor != community.ReasonOf(err) {
			t.Errorf("%s shares: %v", who.Person.Name, err)
		}
	}
}

// TestNothingIsSharedAcrossALinkThatIsOver: the author's own instance offers it no
// more, and the other community's refuses what comes all the same.
func TestNothingIsSharedAcrossALinkThatIsOver(t *testing.T) {
	t.Parallel()
	p, _, _ := sharer(t)
	p.linked(allEffects...)
	p.Tick("directories")
	p.english.Join(p.other.IRI)
	p.founder.AcceptAll(p.other)
	own := p.begins(p.english, "Buses")
	target, ok := p.Node("england").Here(p.other.IRI)
	if !ok {
		t.Fatal("England does not know the linked community")
	}
	// England has not heard that the link is over.
	p.Cut("wales", "england")
	p.Cut("scotland", "england")
	if err := p.Node("scotland").Service.EndLink(t.Context(), community.CommandLine, p.link("scotland").ID, "Over."); err != nil {
		t.Fatal(err)
	}
	p.Settle()
	if _, err := p.english.Node.Service.ShareThread(t.Context(), p.english.Viewer, own, target.ID, ""); err != nil {
		t.Fatalf("England knows of the end already: %v", err)
	}
	p.Settle()
	p.Heal("wales", "england")
	p.Heal("scotland", "england")
	p.Clock.Advance(time.Hour)
	p.Settle()
	if got := p.shared(p.Node("wales")); len(got) != 0 {
		t.Errorf("shared after the end: %+v", got)
	}
	p.Tick("directories")
	if _, err := p.english.Node.Service.ShareThread(t.Context(), p.english.Viewer, own, target.ID, ""); community.KindOf(err) != community.Forbidden {
		t.Errorf("offered after the end: %v", err)
	}
}

// begins has somebody begin a conversation in the Scottish community, and gives it
// as their own instance knows it.
func (p *paired) begins(m *Member, title string) int64 {
	p.T.Helper()
	c, _ := m.Node.Here(p.room.IRI)
	if _, err := m.Node.Service.StartThread(p.T.Context(), m.Viewer, community.PostInput{Community: c.ID, Title: title, Body: "Ours are late.", Language: "en"}); err != nil {
		p.T.Fatal(err)
	}
	p.Settle()
	return p.rootOf(m.Node, title).ThreadID
}

// TestNothingIsSharedFromWhereSomeMayNotLook narrows the community that a
// conversation stands in to named servers: where it comes from would tell others
// that it exists, so that its author is not offered it, and nobody is who tries.
func TestNothingIsSharedFromWhereSomeMayNotLook(t *testing.T) {
	t.Parallel()
	p, m, root := sharer(t)
	p.linked("directory", "share")
	p.Tick("directories")
	in := community.CommunityInput{Username: "islands", Name: p.room.Name, Access: "closed", Reach: "named", Joining: "request",
		ReachTo: []string{p.Node("wales").Identity.Issuer(), p.Node("england").Identity.Issuer()}}
	if err := p.Node("scotland").Service.EditCommunity(t.Context(), p.moderator.Viewer, p.room.ID, in); err != nil {
		t.Fatal(err)
	}
	p.Settle()
	p.Tick("directories")
	if _, err := m.Node.Service.ShareChoices(t.Context(), m.Viewer, root.ThreadID); community.KindOf(err) != community.Forbidden {
		t.Errorf("the author is offered it: %v", err)
	}
	other, _ := p.Node("wales").Here(p.other.IRI)
	if _, err := m.Node.Service.ShareThread(t.Context(), m.Viewer, root.ThreadID, other.ID, ""); community.KindOf(err) != community.Forbidden {
		t.Errorf("it is shared: %v", err)
	}
	if n := len(p.shared(p.Node("wales"))); n != 0 {
		t.Errorf("%d posts say where they come from", n)
	}
}
