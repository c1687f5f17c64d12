package clustertest

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/federation/vocab"
)

// paired is a story with a second community, in Wales, that a Welsh head has
// founded.
type paired struct {
	*story
	founder *Member
	other   community.Community // of Wales
}

func pairs(t *testing.T, s *story) *paired {
	t.Helper()
	p := &paired{story: s, founder: s.Node("wales").Head("Gwen Enghraifft")}
	p.other = p.founder.Found(community.CommunityInput{Username: "gogledd", Name: community.LangMap{"en": "North Wales", "cy": "Gogledd Cymru"}})
	s.Settle()
	s.Tick("directories")
	return p
}

var allEffects = []string{"directory", "join", "share"}

// offers has the operator of an instance offer a link from its community to the
// other's.
func (p *paired) offers(from string, effects ...string) community.GroupLink {
	p.T.Helper()
	a, b := p.room.IRI, p.other.IRI
	if from == "wales" {
		a, b = b, a
	}
	n := p.Node(from)
	ours, _ := n.Here(a)
	theirs, ok := n.Here(b)
	if !ok {
		p.T.Fatalf("%s does not know the other community", from)
	}
	l, err := n.Service.OfferLink(p.T.Context(), community.CommandLine, community.LinkInput{From: ours.ID, To: theirs.ID, Kind: "sister", Effects: effects})
	if err != nil {
		p.T.Fatalf("%s offers: %v", from, err)
	}
	return l
}

// link is the newest link that an instance has.
func (p *paired) link(at string) community.LinkView {
	p.T.Helper()
	all, err := p.Node(at).Service.Links(p.T.Context(), community.CommandLine)
	if err != nil {
		p.T.Fatal(err)
	}
	if len(all) == 0 {
		return community.LinkView{}
	}
	return all[0]
}

// linked makes a link that is in force.
func (p *paired) linked(effects ...string) {
	p.T.Helper()
	p.offers("scotland", effects...)
	p.Settle()
	if err := p.Node("wales").Service.AcceptLink(p.T.Context(), community.CommandLine, p.link("wales").ID, effects); err != nil {
		p.T.Fatal(err)
	}
	p.Settle()
	p.are("active", "active")
}

// are checks the state of the newest link in Scotland and in Wales.
func (p *paired) are(scotland, wales community.LinkState) {
	p.T.Helper()
	if a, b := p.link("scotland"), p.link("wales"); a.State != scotland || b.State != wales {
		p.T.Errorf("the link is %q in Scotland (%s) and %q in Wales (%s), want %q and %q", a.State, a.Reason, b.State, b.Reason, scotland, wales)
	}
}

// TestALinkIsOfferedAcceptedAndEnded between communities of two instances, on
// every kind of database, by either side.
func TestALinkIsOfferedAcceptedAndEnded(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *story) {
		p := pairs(t, s)
		wales := p.Node("wales").Service
		p.offers("scotland", allEffects...)
		p.Settle()
		p.are("offered", "received")
		if l := p.link("wales"); l.From.IRI != p.room.IRI || l.To.IRI != p.other.IRI || l.Kind != "sister" || !slices.Equal(l.Effects, allEffects) || l.Stands {
			t.Errorf("received: %+v", l)
		}
		if err := wales.AcceptLink(t.Context(), community.CommandLine, p.link("wales").ID, []string{"join"}); err != nil {
			t.Fatal(err)
		}
		p.Settle()
		p.are("active", "active")
		for _, at := range []string{"scotland", "wales"} {
			if l := p.link(at); !slices.Equal(l.Effects, []string{"join"}) || !l.Stands {
				t.Errorf("%s: in force: %+v", at, l)
			}
		}
		if err := wales.EndLink(t.Context(), community.CommandLine, p.link("wales").ID, ""); err == nil {
			t.Error("ended without a reason")
		}
		if err := wales.EndLink(t.Context(), community.CommandLine, p.link("wales").ID, "The project is over."); err != nil {
			t.Fatal(err)
		}
		p.Settle()
		p.are("ended", "ended")
		if l := p.link("scotland"); l.Reason != "The project is over." || l.EndedBy != p.other.IRI {
			t.Errorf("ended: %q by %s", l.Reason, l.EndedBy)
		}

		// Made anew from the other side, taken back by who offered, and declined.
		p.offers("wales", "directory")
		p.Settle()
		p.are("received", "offered")
		if err := wales.EndLink(t.Context(), community.CommandLine, p.link("wales").ID, "A mistake."); err != nil {
			t.Fatal(err)
		}
		p.Settle()
		p.are("ended", "ended")
		p.offers("wales", "directory")
		p.Settle()
		if err := p.Node("scotland").Service.DeclineLink(t.Context(), community.CommandLine, p.link("scotland").ID, "Ask us next year."); err != nil {
			t.Fatal(err)
		}
		p.Settle()
		p.are("declined", "declined")
		if l := p.link("wales"); l.Reason != "Ask us next year." {
			t.Errorf("declined: %q", l.Reason)
		}
		for _, n := range s.Nodes {
			s.quiet(n)
		}
	})
}

// TestOffersOfALinkThatCross leave one, which one side answers.
func TestOffersOfALinkThatCross(t *testing.T) {
	t.Parallel()
	p := pairs(t, tellStory(t))
	p.Part("scotland", "wales")
	a, b := p.offers("scotland", "join"), p.offers("wales", "directory")
	p.Settle()
	p.Heal("scotland", "wales")
	p.Clock.Advance(time.Hour)
	p.Settle()
	first, answers := a, "wales"
	if b.Offer < a.Offer {
		first, answers = b, "scotland"
	}
	for _, at := range []string{"scotland", "wales"} {
		l := p.link(at)
		if want := map[bool]community.LinkState{true: "received", false: "offered"}[at == answers]; l.Offer != first.Offer && l.State != want {
			all, _ := p.Node(at).Service.Links(t.Context(), community.CommandLine)
			t.Errorf("%s: %+v", at, all)
		}
	}
	open := func(at string) (l community.LinkView) {
		all, _ := p.Node(at).Service.Links(t.Context(), community.CommandLine)
		n := 0
		for _, x := range all {
			if x.State == "offered" || x.State == "received" || x.State == "active" {
				l, n = x, n+1
			}
		}
		if n != 1 || l.Offer != first.Offer {
			t.Fatalf("%s has %d links that are not over: %+v", at, n, all)
		}
		return l
	}
	open("scotland")
	if err := p.Node(answers).Service.AcceptLink(t.Context(), community.CommandLine, open(answers).ID, open(answers).Effects); err != nil {
		t.Fatal(err)
	}
	p.Settle()
	if open("scotland").State != "active" || open("wales").State != "active" {
		t.Error("the one that is left is not in force")
	}
}

// TestALinkWaitsForTheNetwork offers, accepts and ends while the way is cut.
func TestALinkWaitsForTheNetwork(t *testing.T) {
	t.Parallel()
	p := pairs(t, tellStory(t))
	p.Part("scotland", "wales")
	p.offers("scotland", allEffects...)
	p.Settle()
	p.Heal("scotland", "wales")
	p.Clock.Advance(time.Hour)
	p.Settle()
	p.are("offered", "received")
	p.Cut("wales", "scotland")
	if err := p.Node("wales").Service.AcceptLink(t.Context(), community.CommandLine, p.link("wales").ID, allEffects); err != nil {
		t.Fatal(err)
	}
	p.Settle()
	p.are("offered", "active")
	// Ended before its acceptance has arrived: the end comes first, and stays.
	if err := p.Node("wales").Service.EndLink(t.Context(), community.CommandLine, p.link("wales").ID, "Too late."); err != nil {
		t.Fatal(err)
	}
	p.Heal("scotland", "wales")
	p.Clock.Advance(time.Hour)
	p.Settle()
	p.are("ended", "ended")
}

// TestALinkEndsWithItsAgreement, and stands still while that is paused.
func TestALinkEndsWithItsAgreement(t *testing.T) {
	t.Parallel()
	p := pairs(t, tellStory(t))
	p.linked(allEffects...)
	p.does("scotland", "wales", pause)
	if l := p.link("scotland"); l.State != "active" || l.Stands {
		t.Errorf("paused: %s, in force: %v", l.State, l.Stands)
	}
	p.does("scotland", "wales", resume)
	if !p.link("scotland").Stands {
		t.Error("resumed, and not in force")
	}
	p.does("scotland", "wales", end)
	p.are("ended", "ended")
	for _, at := range []string{"scotland", "wales"} {
		if l := p.link(at); l.Reason != "peer-ended" {
			t.Errorf("%s: ended because of %q", at, l.Reason)
		}
	}
}

// TestNobodyElseEndsALink sends what a third instance, or another community of the
// same one, may not say.
func TestNobodyElseEndsALink(t *testing.T) {
	t.Parallel()
	p := pairs(t, tellStory(t))
	third := p.english.Found(community.CommunityInput{Username: "south"})
	second := p.founder.Found(community.CommunityInput{Username: "second"})
	p.Settle()
	p.Tick("directories")
	p.linked(allEffects...)
	l := p.link("scotland")
	for n, by := range map[string]string{"england": third.IRI, "wales": second.IRI} {
		url := p.Node(n).Config.URL
		for kind, id := range map[string]string{"Offer": l.Offer, "Accept": l.Accept} {
			inner := vocab.Build("").Str("id", id).Str("type", kind).Str("actor", by).Str("object", l.Offer).Bytes()
			body := vocab.Undo(vocab.Activity{ID: url + "/a/900" + kind, Actor: by, To: []string{p.room.IRI}}, inner)
			if got := p.Node(n).Send(by, http.MethodPost, p.room.Inbox, body); got.Status < 400 || got.Status > 404 {
				t.Errorf("%s: Undo of the %s by another: %d %s", n, kind, got.Status, got.Body)
			}
		}
	}
	p.Settle()
	p.are("active", "active")
	// The other end takes back what it has not said.
	url := p.Node("wales").Config.URL
	inner := vocab.Build("").Str("id", l.Offer).Str("type", "Offer").Str("actor", p.other.IRI).Bytes()
	if got := p.Node("wales").Send(p.other.IRI, http.MethodPost, p.room.Inbox, vocab.Undo(vocab.Activity{ID: url + "/a/9001", Actor: p.other.IRI, To: []string{p.room.IRI}}, inner)); got.Status != 403 {
		t.Errorf("Undo of our own Offer: %d", got.Status)
	}
	p.are("active", "active")
}

// TestPrivateCommunitiesAreNotLinked, and their names are nowhere to be chosen.
func TestPrivateCommunitiesAreNotLinked(t *testing.T) {
	t.Parallel()
	p := pairs(t, tellStory(t))
	private := p.moderator.Found(community.CommunityInput{Username: "inner", Access: "private", Reach: "peers", Joining: "invitation"})
	within := p.moderator.Found(community.CommunityInput{Username: "within", Reach: "instance"})
	p.Settle()
	scotland := p.Node("scotland").Service
	theirs, _ := p.Node("scotland").Here(p.other.IRI)
	for _, from := range []community.Community{private, within} {
		if _, err := scotland.OfferLink(t.Context(), community.CommandLine, community.LinkInput{From: from.ID, To: theirs.ID, Kind: "hub", Effects: allEffects}); community.KindOf(err) == "" {
			t.Errorf("%s: linked (%v)", from.Username, err)
		}
	}
	ours, others, err := scotland.Linkable(t.Context(), community.CommandLine)
	if err != nil || len(ours) != 2 || len(others) != 1 {
		t.Errorf("%d of ours, %d of theirs, %v", len(ours), len(others), err)
	}
	// From outside the answer is that of what does not exist.
	half, err := p.Node("wales").Service.Issuance.Link(p.keyOf("wales", p.other.IRI), community.LinkHalf{IRI: p.Node("wales").Config.URL + "/links/1", By: p.other.IRI,
		From: p.other.IRI, To: private.IRI, Kind: "hub", Effects: allEffects, Start: p.Clock.Now()}, p.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	ask := func(to string) Answer {
		body := vocab.Offer(vocab.Activity{ID: p.Node("wales").Config.URL + "/a/9007", Actor: p.other.IRI, To: []string{to}}, half)
		return p.Node("wales").Send(p.other.IRI, http.MethodPost, p.room.Inbox, []byte(strings.ReplaceAll(string(body), private.IRI, to)))
	}
	if got := ask(private.IRI); got.Status != 404 {
		t.Errorf("an Offer to a private community: %d %s", got.Status, got.Body)
	}
}

// keyOf is the current key of an actor of an instance, as it is stored.
func (s *story) keyOf(at, actor string) (k community.Key) {
	s.Node(at).View(func(tx community.Tx) (err error) { k, err = tx.CurrentKey(actor); return err })
	return k
}
