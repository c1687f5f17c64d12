package federation

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"github.com/hashicorp/golang-lru/v2/expirable"
	"golang.org/x/sync/singleflight"

	"headroom/community"
	"headroom/federation/vocab"
)

// Profiles fetches what people of peers say of themselves, signed by the head
// of ours who looks at them: a home shows a profile to heads, not to servers.
type Profiles struct {
	s      *Server
	asked  *expirable.LRU[string, struct{}]
	flight singleflight.Group
}

var _ community.Profiles = (*Profiles)(nil)

const (
	profileAge  = 10 * time.Minute // what was asked for so long ago is believed
	profileWait = 3 * time.Second  // a page waits no longer
)

// NewProfiles makes them for a server.
func NewProfiles(s *Server) *Profiles {
	return &Profiles{s: s, asked: expirable.NewLRU[string, struct{}](20000, nil, profileAge)}
}

// Refresh implements community.Profiles. A home that cannot be reached leaves
// things as they are.
func (p *Profiles) Refresh(ctx context.Context, viewer, person string) {
	if _, ok := p.asked.Get(person); ok {
		return
	}
	_, _, _ = p.flight.Do(person, func() (any, error) {
		if _, ok := p.asked.Get(person); ok { // another has asked since we looked
			return nil, nil
		}
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), profileWait)
		defer cancel()
		if err := p.fetch(ctx, viewer, person); err != nil {
			p.s.Log.Info("a profile could not be had", "person", person, "error", err)
		}
		p.asked.Add(person, struct{}{})
		return nil, nil
	})
}

// Find implements community.Profiles. Whom a peer does not name, or does not
// show, stays unknown.
func (p *Profiles) Find(ctx context.Context, viewer, name, host string) {
	_, _, _ = p.flight.Do(name+"@"+host, func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), profileWait)
		defer cancel()
		if err := p.find(ctx, viewer, name, host); err != nil {
			p.s.Log.Info("somebody of a peer could not be found", "name", name, "host", host, "error", err)
		}
		return nil, nil
	})
}

// Meet implements community.Profiles.
func (p *Profiles) Meet(ctx context.Context, viewer, person, host string) {
	_, _, _ = p.flight.Do(person, func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), profileWait)
		defer cancel()
		if err := p.meet(ctx, viewer, community.Person{IRI: person, Host: host}); err != nil {
			p.s.Log.Info("somebody of a peer could not be met", "person", person, "error", err)
		}
		return nil, nil
	})
}

// find asks by WebFinger, on the server channel, who has the name (RFC 7033).
func (p *Profiles) find(ctx context.Context, viewer, name, host string) error {
	peer, err := p.s.Service.PeerOfHost(ctx, host)
	if err != nil {
		return err
	}
	at, err := url.Parse(peer.Issuer)
	if err != nil {
		return err
	}
	at.Path, at.RawQuery = "/.well-known/webfinger", url.Values{"resource": {"acct:" + name + "@" + host}}.Encode()
	res, err := p.s.getAs(ctx, p.s.id.Issuer(), at.String(), vocab.TypeJRD, "")
	if err != nil {
		return err
	}
	iri, err := actorLink(res.Body, peer.Issuer)
	if err != nil {
		return err
	}
	if iri == "" {
		return community.ErrNotFound
	}
	return p.meet(ctx, viewer, community.Person{IRI: iri, Host: peer.Host, Username: name})
}

// meet keeps somebody whose home shows them to a head of ours.
func (p *Profiles) meet(ctx context.Context, viewer string, who community.Person) error {
	doc, err := p.s.getSigned(ctx, viewer, who.IRI, vocab.TypeActivity)
	if err != nil {
		return err
	}
	if doc.ID() != who.IRI || doc.Type() != "Person" {
		return fmt.Errorf("%w: the document is another's", errMalformed)
	}
	profile := profileOf(doc)
	who.Name = profile.Name
	if err := p.s.Service.RememberActor(ctx, who, nil, nil); err != nil || who.Name == "" {
		return err
	}
	return p.s.Service.RememberProfile(ctx, profile)
}

func (p *Profiles) fetch(ctx context.Context, viewer, person string) error {
	doc, err := p.s.getSigned(ctx, viewer, person, vocab.TypeActivity)
	if err != nil {
		return err
	}
	if doc.ID() != person || doc.Type() != "Person" {
		return fmt.Errorf("%w: the document is another's", errMalformed)
	}
	if doc.Name() == "" {
		return nil // the key document: nothing is shown to us
	}
	return p.s.Service.RememberProfile(ctx, profileOf(doc))
}

// profileOf reads what a Person says of themselves; the domain bounds it.
func profileOf(doc *vocab.Document) community.Person {
	text := func(name string) string { return clipText(vocab.PlainText(doc.String(name)), 1000) }
	list := func(name string) []string {
		values := doc.Strings(name)
		values = values[:min(len(values), 50)]
		for i, v := range values {
			values[i] = clipText(vocab.PlainText(v), 1000)
		}
		return values
	}
	p := community.Person{IRI: doc.ID(), Name: text("name"), Biography: text("summary"), Post: text("hr:post"), School: text("hr:school"),
		SchoolID: text("hr:schoolId"), Authority: text("hr:authority"), Nation: text("hr:nation"), Phase: list("hr:phase"),
		Specialisms: list("hr:specialisms"), AskMe: list("hr:askMeAbout"), Languages: list("hr:languages"), Contact: text("hr:contact")}
	if year, ok := doc.Int("hr:headSince"); ok && year > 0 && year < 10000 {
		p.HeadSince = int(year)
	}
	return p
}
