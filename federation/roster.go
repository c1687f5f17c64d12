package federation

import (
	"context"
	"regexp"
	"strings"
	"time"

	"github.com/hashicorp/golang-lru/v2/expirable"

	"headroom/community"
	"headroom/federation/vocab"
)

// rosterTime is how long a list of members is kept. The protocol allows five
// minutes (II.A8); who has left a room should not be seen in it that long.
const rosterTime = 20 * time.Second

// Roster asks the hosts of peers' communities who is in them, with the key of
// the member who looks. It implements community.Roster.
type Roster struct {
	server *Server
	kept   *expirable.LRU[string, roster]
}

type roster struct {
	members []community.RosterEntry
	servers []community.Server
}

var _ community.Roster = (*Roster)(nil)

// NewRoster makes a roster that keeps each answer for a few seconds.
func NewRoster(s *Server) *Roster {
	return &Roster{server: s, kept: expirable.NewLRU[string, roster](1000, nil, rosterTime)}
}

// Room implements community.Roster. The answer is kept per reader: what one
// member may see says nothing of what another may.
func (r *Roster) Room(ctx context.Context, c community.Community, reader community.Person) ([]community.RosterEntry, []community.Server, error) {
	key := c.IRI + " " + reader.IRI
	if have, ok := r.kept.Get(key); ok {
		return have.members, have.servers, nil
	}
	var out roster
	err := r.each(ctx, reader.IRI, c.Members, c.IRI, func(page *vocab.Document) {
		for _, m := range page.Members() {
			out.members = append(out.members, community.RosterEntry{IRI: m.ID, Username: usernameOf(m.Username), Name: vocab.PlainText(m.Name),
				School: vocab.PlainText(m.School), Authority: vocab.PlainText(m.Authority), Role: roleOf(m.Role),
				Office: officeOf(m.Office), Membership: recordNumber(m.Record, c.IRI)})
		}
	})
	if err != nil {
		return nil, nil, err
	}
	err = r.each(ctx, reader.IRI, c.Servers, c.IRI, func(page *vocab.Document) {
		for _, item := range page.Subs("orderedItems") {
			host, err := vocab.Host(item.ID())
			if err != nil {
				continue
			}
			out.servers = append(out.servers, community.Server{Host: host, Issuer: item.ID(), Name: vocab.PlainText(item.Name()),
				Nation: item.String("hr:nation")})
		}
	})
	if err != nil {
		return nil, nil, err
	}
	counts := map[string]int64{}
	for _, m := range out.members {
		if host, err := vocab.Host(m.IRI); err == nil {
			counts[host]++
		}
	}
	for i := range out.servers {
		out.servers[i].Members = counts[out.servers[i].Host]
	}
	r.kept.Add(key, out)
	return out.members, out.servers, nil
}

var usernameForm = regexp.MustCompile(`^[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}[A-Za-z0-9])?$`)

// usernameOf is a username that can stand after an @; "" for any other.
func usernameOf(s string) string {
	if !usernameForm.MatchString(s) {
		return ""
	}
	return strings.ToLower(s)
}

// each walks the pages of a collection of the group's own origin.
func (r *Roster) each(ctx context.Context, reader, url, group string, fn func(*vocab.Document)) error {
	url = sameOrigin(url, group)
	for pages := 0; url != "" && pages < 100; pages++ {
		doc, err := r.server.getSigned(ctx, reader, url, vocab.TypeActivity)
		if err != nil {
			return err
		}
		if first := doc.String("first"); first != "" && !doc.Has("orderedItems") {
			url = sameOrigin(first, group)
			continue
		}
		fn(doc)
		url = sameOrigin(doc.String("next"), group)
	}
	return nil
}
