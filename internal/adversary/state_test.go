package adversary

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"headroom/community"
	"headroom/federation/sign"
	"headroom/internal/clustertest"
)

// state is what an instance holds that a message could change, by name.
type state map[string]string

// stateOf reads an instance. Rows of the audit log are left out: a refusal may
// well be written there.
func stateOf(n *clustertest.Node) state {
	s := state{}
	n.View(func(tx community.Tx) error {
		all, err := tx.Communities(nil)
		if err != nil {
			return err
		}
		for _, c := range all {
			s.put("community "+c.IRI, c.Name, c.Summary, c.Rules, c.Access, c.Reach, c.Epoch, c.DeletedAt, c.Members, c.Log)
			for _, read := range []func(community.Tx, community.Community) error{s.members, s.chain, s.threads, s.reports, s.measures, s.held} {
				if err := read(tx, c); err != nil {
					return err
				}
			}
		}
		links, err := tx.GroupLinks(1000)
		if err != nil {
			return err
		}
		for _, l := range links {
			s.put("link "+l.Offer, l.State, l.Kind, l.Effects, l.Accept, l.Reason, l.FromRule, l.ToRule)
		}
		if err := s.talks(tx); err != nil {
			return err
		}
		return s.wire(tx)
	})
	return s
}

// talks are the private conversations of the instance's people.
func (s state) talks(tx community.Tx) error {
	people, err := tx.People(community.PersonFilter{Local: true}, community.Page{Limit: 1000})
	if err != nil {
		return err
	}
	for _, p := range people {
		at, err := tx.TalksOf(p.ID, true, community.Page{Limit: 1000})
		if err != nil {
			return err
		}
		for _, talk := range at {
			in, err := tx.TalkPeople(talk.ConversationID)
			if err != nil {
				return err
			}
			s.put(fmt.Sprintf("talk %d of %s", talk.ConversationID, p.IRI), in)
			said, err := tx.MessagesFor(p.ID, talk.ConversationID, community.Page{Limit: 1000})
			if err != nil {
				return err
			}
			for _, m := range said {
				became, err := tx.MessagePeople([]int64{m.ID})
				if err != nil {
					return err
				}
				s.put("message "+m.IRI+" of "+p.IRI, m.HTML, m.DeletedAt, became)
			}
		}
	}
	return nil
}

func (s state) put(name string, values ...any) { s[name] = fmt.Sprintf("%v", values) }

func (s state) members(tx community.Tx, c community.Community) error {
	all, err := tx.Members(c.ID)
	for _, m := range all {
		s.put("member "+c.IRI+" "+m.Person.IRI, m.State, m.Role, m.Epoch, m.Version, m.FollowIRI, m.Reason, m.Credential, m.EndReason, m.StampEnd)
		s.put("person "+m.Person.IRI, m.Person.Name, m.Person.School, m.Person.Post, m.Person.Inbox, m.Person.SuspendedAt)
		creds, err := tx.Credentials(m.PersonID)
		if err != nil {
			return err
		}
		for _, cr := range creds {
			s.put("credential "+cr.IRI, cr.RevokedAt, cr.SuspendedAt)
		}
	}
	return err
}

func (s state) chain(tx community.Tx, c community.Community) error {
	for epoch := int64(1); epoch <= c.Epoch+1; epoch++ {
		entries, err := tx.LogAfter(c.ID, epoch, 0, 10000)
		if err != nil {
			return err
		}
		for _, e := range entries {
			s.put(fmt.Sprintf("log %s %d %d", c.IRI, e.Epoch, e.Seq), e.Activity, e.Hash, e.Withheld, e.Waiting)
		}
	}
	return nil
}

func (s state) measures(tx community.Tx, c community.Community) error {
	all, err := tx.Measures(c.ID, 10000)
	for _, m := range all {
		s.put("measure "+c.IRI+" "+fmt.Sprint(m.ID), m.PersonID, m.By, m.Kind, m.Code, m.Words, m.Until)
	}
	return err
}

func (s state) held(tx community.Tx, c community.Community) error {
	all, err := tx.HeldPosts(c.ID, 10000)
	for _, h := range all {
		s.put("held "+h.Object, h.PersonID, h.Activity, h.Title, h.HTML, h.Cause, h.ReleasedAt)
	}
	return err
}

func (s state) threads(tx community.Tx, c community.Community) error {
	threads, err := tx.Threads(c.ID, community.Page{Limit: 10000})
	if err != nil {
		return err
	}
	for _, t := range threads {
		s.put("thread "+t.Context, t.RootIRI, t.Title, t.Posts, t.LockedAt, t.PinnedAt)
		posts, err := tx.Posts(t.ID, community.Page{Limit: 10000})
		if err != nil {
			return err
		}
		for _, p := range posts {
			if err := s.poll(tx, p); err != nil {
				return err
			}
			s.put("post "+p.IRI, t.Context, p.AuthorIRI, p.Title, p.HTML, p.State, p.Reason, p.Revision, p.Byline, p.ParentIRI)
			found, err := tx.Reactions([]int64{p.ID})
			if err != nil {
				return err
			}
			for _, r := range found {
				s.put("reaction "+r.IRI, r.PersonID, r.Kind)
			}
		}
	}
	return nil
}

func (s state) poll(tx community.Tx, p community.Post) error {
	q, err := tx.Poll(p.ID)
	if community.IsNotFound(err) {
		return nil
	}
	s.put("poll "+p.IRI, q)
	return err
}

func (s state) reports(tx community.Tx, c community.Community) error {
	all, err := tx.WaitingReports(c.ID, 10000)
	for _, r := range all {
		s.put("report "+r.IRI, c.IRI, r.Object, r.Host, r.ReporterID, r.Code, r.Words)
	}
	return err
}

func (s state) wire(tx community.Tx) error {
	peers, err := tx.Peers()
	if err != nil {
		return err
	}
	for _, p := range peers {
		s.put("peer "+p.Host, p.State, p.Inbox, p.TheirOffer, p.Trusts, p.Fingerprint)
	}
	for _, local := range []bool{true, false} {
		lists, err := tx.StatusLists(local)
		if err != nil {
			return err
		}
		for _, l := range lists {
			s.put("list "+l.IRI, sign.HashBytes(l.Raw))
		}
	}
	return nil
}

// changes names what differs, leaving out whatever mentions one of these.
func (s state) changes(after state, but ...string) (diff []string) {
	names := map[string]bool{}
	for name := range s {
		names[name] = true
	}
	for n := range after {
		names[n] = true
	}
	for _, n := range slices.Sorted(maps.Keys(names)) {
		line := n + ": " + s[n] + " -> " + after[n]
		if s[n] != after[n] && !slices.ContainsFunc(but, func(b string) bool { return b != "" && strings.Contains(line, b) }) {
			diff = append(diff, line)
		}
	}
	return diff
}

// waiting counts the jobs that are not done.
func waiting(n *clustertest.Node) (jobs int64) {
	n.View(func(tx community.Tx) error {
		lanes, err := tx.Lanes(n.Clock().UTC())
		for _, l := range lanes {
			jobs += l.Waiting + l.Parked
		}
		return err
	})
	return jobs
}

// stored tells whether the bytes of a message were kept.
func stored(n *clustertest.Node, id string) (kept bool) {
	n.View(func(tx community.Tx) error {
		_, err := tx.DocumentByIRI(id)
		kept = err == nil
		if community.IsNotFound(err) {
			return nil
		}
		return err
	})
	return kept
}
