package federation

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/community/policy"
	"headroom/federation/vocab"
)

// group serves a Group in the form that the visibility table gives the asker.
func (s *Server) group(w http.ResponseWriter, r *http.Request) error {
	var body []byte
	var world *community.Community
	err := s.inGroup(r, "", func(tx community.Tx, from caller, c community.Community) error {
		if !from.Signed && s.Service.OutsideSees(c) == nil {
			world = &c
			return nil
		}
		level, err := s.Service.LevelOf(tx, from.Viewer, c)
		if err != nil {
			return err
		}
		body, err = s.groupDocument(tx, c, level)
		return err
	})
	if err == nil && world != nil {
		body, err = s.groupForWorld(r.Context(), *world)
	}
	if err != nil {
		return err
	}
	return reply(w, body)
}

// inGroup is the shape of every GET below a Group: signature, group, policy.
// An action of "" leaves the decision to fn.
func (s *Server) inGroup(r *http.Request, a policy.Action, fn func(community.Tx, caller, community.Community) error) error {
	from, err := s.ask(r)
	if err != nil {
		return err
	}
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	return s.view(r.Context(), func(tx community.Tx) error {
		c, err := tx.Community(id)
		if err != nil {
			return err
		}
		if !c.Local {
			return errNotFound
		}
		if a != "" {
			if err := s.Service.DecideOn(tx, from.Viewer, c, a, nil); err != nil {
				return err
			}
		}
		return fn(tx, from, c)
	})
}

// groupDocument builds a Group at a level.
func (s *Server) groupDocument(tx community.Tx, c community.Community, level policy.Level) ([]byte, error) {
	keys, err := s.theKeys(tx, c.IRI)
	if err != nil {
		return nil, err
	}
	g := vocab.Group{ID: c.IRI, Inbox: c.IRI + "/inbox", SharedInbox: s.id.URL + "/inbox", Keys: keys}
	switch level {
	case policy.LevelStub:
		return vocab.GroupStub(g), nil
	case policy.LevelStamps:
		g.Stamps, g.Files = c.Stamps, c.IRI+"/files/"
		return vocab.GroupServer(g), nil
	case policy.LevelServerView:
		g.Log, g.Stamps, g.Files = c.Log, c.Stamps, c.IRI+"/files/"
		return vocab.GroupServer(g), nil
	case policy.LevelListed, policy.LevelShown, policy.LevelFull:
	default:
		return nil, levelError(level)
	}
	g = s.shownGroup(c, keys)
	links, err := s.Service.ShownLinks(tx, c, level == policy.LevelFull)
	if err != nil {
		return nil, err
	}
	for _, l := range links {
		g.Links = append(g.Links, vocab.GroupLink{Group: l.Group, Kind: l.Kind, Effects: l.Effects})
	}
	if level == policy.LevelListed {
		return vocab.GroupListed(g), nil
	}
	if level == policy.LevelFull {
		g.Reach.Issuers = c.ReachTo
	}
	return vocab.GroupFull(g), nil
}

// shownGroup is a Group with everything but the instances that it reaches.
func (s *Server) shownGroup(c community.Community, keys vocab.Keys) vocab.Group {
	g := vocab.Group{ID: c.IRI, Inbox: c.IRI + "/inbox", SharedInbox: s.id.URL + "/inbox", Keys: keys,
		PreferredUsername: c.Username, Name: c.Name.In(s.id.Language), NameMap: c.Name, SummaryMap: c.Summary, RulesMap: c.Rules, RulesSince: c.RulesSince,
		Access: accessName(c.Access), Joining: c.Joining, Requires: c.Requires, Reach: vocab.Reach{Kind: c.Reach}}
	for _, q := range c.Questions {
		g.Questions = append(g.Questions, vocab.Question{ID: q.ID, TextMap: q.Text})
	}
	g.Members, g.Servers, g.Threads, g.Log, g.Stamps = c.Members, c.Servers, c.Threads, c.Log, c.Stamps
	g.Copies, g.Files = c.IRI+"/copies/", c.IRI+"/files/"
	g.Queue, g.Moderators, g.ModLog, g.Featured, g.Rules = c.Queue, c.Moderators, c.ModLog, c.Featured, c.RulesURL
	g.Published, g.Updated = c.CreatedAt, c.UpdatedAt
	return g
}

func accessName(a policy.Access) string {
	switch a {
	case policy.Open:
		return "open"
	case policy.Closed:
		return "closed"
	default:
		return "private"
	}
}

// members lists everybody in the room, for members only and never for guests.
func (s *Server) members(w http.ResponseWriter, r *http.Request) error {
	var items [][]byte
	var iri string
	err := s.inGroup(r, policy.ViewMembers, func(tx community.Tx, from caller, c community.Community) error {
		iri = c.Members
		records := s.Service.DecideOn(tx, from.Viewer, c, policy.RemoveMember, nil) == nil
		all, err := tx.Readers(c.ID, s.now())
		if err != nil {
			return err
		}
		offices, err := community.Offices(tx, all, s.now())
		for _, m := range all {
			item := vocab.Member{ID: m.Person.IRI, Username: m.Person.Username, Name: m.Person.Name, School: m.Person.School,
				Authority: m.Person.Authority, Role: roleName(m.Role), Office: officeOf(offices[m.PersonID])}
			if records { // to whom may act on them
				item.Record = m.Membership.IRI
			}
			items = append(items, vocab.MemberItem(item))
		}
		return err
	})
	if err != nil {
		return err
	}
	return collection(w, r, iri, items)
}

// featured lists the first posts of pinned conversations to members. Software of
// the open fediverse is told how many there are.
func (s *Server) featured(w http.ResponseWriter, r *http.Request) error {
	var items [][]byte
	var c community.Community
	var count int64
	err := s.inGroup(r, "", func(tx community.Tx, from caller, in community.Community) error {
		c = in
		roots, n, err := s.Service.ServeFeatured(tx, from.Viewer, c)
		for _, root := range roots {
			items = append(items, vocab.Ref(root))
		}
		count = n
		return err
	})
	if err != nil {
		return err
	}
	if items == nil {
		return reply(w, vocab.Count(c.Featured, count))
	}
	return collection(w, r, c.Featured, items)
}

// pageSize is how many items a page of a collection holds.
const pageSize = 500

// collection answers with an OrderedCollection, or with one of its pages.
func collection(w http.ResponseWriter, r *http.Request, iri string, items [][]byte) error {
	if r.URL.Query().Get("page") == "" {
		return reply(w, vocab.Collection(iri, iri+"?page=1", int64(len(items))))
	}
	page, err := pageNumber(r, "page", 1)
	if err != nil || page < 1 {
		return errMalformed
	}
	from := min(int(page-1)*pageSize, len(items))
	to := min(from+pageSize, len(items))
	next := ""
	if to < len(items) {
		next = pageURL(iri, page+1)
	}
	return reply(w, vocab.CollectionPage(pageURL(iri, page), iri, items[from:to], next))
}

// servers lists each instance that receives copies, our own first.
func (s *Server) servers(w http.ResponseWriter, r *http.Request) error {
	var items [][]byte
	var iri string
	err := s.inGroup(r, policy.ViewMembers, func(tx community.Tx, _ caller, c community.Community) error {
		iri = c.Servers
		items = append(items, serverItem(s.id.Issuer(), s.id.Name.In(s.id.Language), s.id.Nation))
		hosts, err := s.Service.Receivers(tx, c)
		if err != nil {
			return err
		}
		for _, h := range hosts {
			p, err := tx.Peer(h)
			if err != nil {
				return err
			}
			items = append(items, serverItem(p.Issuer, p.Name, p.Nation))
		}
		return nil
	})
	if err != nil {
		return err
	}
	return collection(w, r, iri, items)
}

func serverItem(issuer, name, nation string) []byte {
	return vocab.Build("").Str("id", issuer).Opt("name", name).Opt("hr:nation", nation).Bytes()
}

// stamps gives a member's server the current stamps of its people.
func (s *Server) stamps(w http.ResponseWriter, r *http.Request) error {
	var items [][]byte
	var iri string
	err := s.inGroup(r, policy.ViewStamps, func(tx community.Tx, from caller, c community.Community) error {
		iri = c.Stamps
		who, err := s.signerFor(tx, c.IRI)
		if err != nil {
			return err
		}
		active, err := tx.ActiveOnHost(c.ID, from.Viewer.Host, s.now())
		if err != nil {
			return err
		}
		for _, m := range active {
			worth, err := s.Service.MayRenew(tx, c, m)
			if err != nil {
				return err
			}
			if !worth {
				continue // not renewing is revoking
			}
			raw, err := s.stamp(tx, c, m.Membership, m.Person, who)
			if err != nil {
				return err
			}
			items = append(items, raw)
		}
		return nil
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "private, no-cache")
	return reply(w, vocab.Items(iri, items))
}

// groupKeys lists the records of the group's keys, for who may see the keys.
func (s *Server) groupKeys(w http.ResponseWriter, r *http.Request) error {
	var items [][]byte
	var iri string
	err := s.inGroup(r, policy.ViewStub, func(tx community.Tx, _ caller, c community.Community) error {
		iri = c.Keys
		records, err := tx.KeyRecords(c.IRI)
		for _, k := range records {
			items = append(items, k.Raw)
		}
		return err
	})
	if err != nil {
		return err
	}
	return reply(w, vocab.Items(iri, items))
}

// copyOf gives a member the last accepted activity about an object, with its
// author's proof, as it was received.
func (s *Server) copyOf(w http.ResponseWriter, r *http.Request) error {
	var body []byte
	err := s.inGroup(r, policy.ViewHistory, func(tx community.Tx, from caller, c community.Community) error {
		e, err := tx.LogCopy(c.ID, chi.URLParam(r, "hash"))
		if err != nil {
			return err
		}
		if err := s.Service.MayReadCopy(tx, from.Viewer, c, e.Object); err != nil {
			return errNotFoundOr(err)
		}
		doc, err := tx.Document(e.DocumentID)
		body = doc.Raw
		return err
	})
	if err != nil {
		return err
	}
	return reply(w, body)
}
