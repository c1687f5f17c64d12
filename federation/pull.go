package federation

import (
	"context"
	"encoding/json"
	"fmt"

	"headroom/community"
	"headroom/community/policy"
	"headroom/federation/sign"
	"headroom/federation/vocab"
	"headroom/internal/jobs"
)

func credentialHash(agreement []byte) (string, error) { return sign.Hash(agreement) }

// Pull is the handler of jobs of kind community.JobPull: something is fetched
// from a peer.
func (s *Server) Pull(ctx context.Context, j jobs.Job) error {
	var p community.Pull
	if err := json.Unmarshal(j.Payload, &p); err != nil {
		return jobs.Park(fmt.Errorf("payload: %w", err))
	}
	peer, err := s.Service.PeerOfHost(ctx, p.Host)
	if err != nil {
		return jobs.Park(err)
	}
	if peer.State != community.PeerActive {
		return nil
	}
	switch p.What {
	case "directory":
		if err := s.pullIssuer(ctx, peer); err != nil {
			s.Log.Info("a peer's issuer could not be read", "peer", peer.Host, "error", err)
		}
		err = s.pullDirectory(ctx, peer)
	case "group":
		err = s.pullGroup(ctx, p.Community)
	case "log":
		err = s.pullLog(ctx, p.Community)
	case "file":
		err = s.pullFile(ctx, p.Community, p.URL)
	case "stamps":
		err = s.pullStamps(ctx, p.Community)
	case "status-list":
		err = s.pullStatusList(ctx, p.URL)
	default:
		return jobs.Park(fmt.Errorf("federation: unknown pull %q", p.What))
	}
	switch {
	case err == nil, community.IsNotFound(err):
		return nil
	}
	// Tried again, ever more slowly: the peer may mend what it serves. A 404 may
	// only mean that the news of a removal is still under way.
	return err
}

// pullPeers reads which instances a peer has agreements with: a community lets
// a member in only if their home is a peer of every home inside.
func (s *Server) pullPeers(ctx context.Context, peer community.Peer) error {
	if peer.PeersURL == "" {
		return nil
	}
	doc, err := s.getSigned(ctx, s.id.Issuer(), peer.PeersURL, vocab.TypeActivity)
	if err != nil {
		return err
	}
	return s.Service.PeerKnows(ctx, peer.Host, doc.Strings("orderedItems"))
}

// pullDirectory reads, as one of our heads, which communities a peer shows.
func (s *Server) pullDirectory(ctx context.Context, peer community.Peer) error {
	var heads []community.Person
	err := s.view(ctx, func(tx community.Tx) (err error) {
		heads, err = tx.People(community.PersonFilter{Local: true, Verified: true, Now: s.now()}, community.Page{Limit: 5})
		return err
	})
	if err != nil || len(heads) == 0 || peer.CommunitiesURL == "" {
		return err
	}
	reader := heads[len(heads)-1].IRI
	var listed []string
	for url, pages := peer.CommunitiesURL, 0; url != "" && pages < 20; pages++ {
		doc, err := s.getSigned(ctx, reader, url, vocab.TypeActivity)
		if err != nil {
			return err
		}
		if first := doc.String("first"); first != "" && !doc.Has("orderedItems") {
			url = sameOrigin(first, peer.Issuer)
			continue
		}
		for _, g := range doc.Subs("orderedItems") {
			c, err := communityOf(g)
			if err != nil || !vocab.SameOrigin(c.IRI, peer.Issuer) {
				continue
			}
			if err := s.Service.RememberCommunity(ctx, c, false); err != nil {
				return err
			}
			listed = append(listed, c.IRI)
		}
		url = sameOrigin(doc.String("next"), peer.Issuer)
	}
	return s.Service.ForgetUnlisted(ctx, peer.Host, listed)
}

func sameOrigin(url, as string) string {
	if url == "" || !vocab.SameOrigin(url, as) {
		return ""
	}
	return url
}

// pullGroup reads a community in full, as one of our members.
func (s *Server) pullGroup(ctx context.Context, id int64) error {
	c, reader, err := s.readerOf(ctx, id)
	if err != nil {
		return err
	}
	doc, err := s.getSigned(ctx, reader, c.IRI, vocab.TypeActivity)
	if err != nil {
		return err
	}
	fresh, err := communityOf(doc)
	if err != nil || fresh.IRI != c.IRI {
		return errMalformed
	}
	if err := s.Service.RememberCommunity(ctx, fresh, fresh.Log != ""); err != nil || fresh.Stamps != "" || c.Stamps != "" {
		return err
	}
	return s.pullStampsAddress(ctx, c)
}

// pullStampsAddress learns, on the server channel, where the stamps of guests from
// here are renewed, which the community's document does not tell them.
func (s *Server) pullStampsAddress(ctx context.Context, c community.Community) error {
	var here []community.MemberView
	err := s.view(ctx, func(tx community.Tx) (err error) { here, err = tx.ActiveOnHost(c.ID, s.id.Host, s.now()); return err })
	if err != nil || len(here) == 0 {
		return err
	}
	doc, err := s.getSigned(ctx, s.id.Issuer(), c.IRI, vocab.TypeActivity)
	if err != nil {
		return err
	}
	seen, err := communityOf(doc)
	if err != nil || seen.IRI != c.IRI || seen.Stamps == "" {
		return err
	}
	return s.Service.RememberStamps(ctx, c.ID, seen.Stamps, seen.Files)
}

// readerOf gives a peer's community and one of our people with the strongest
// standing in it: a member, else an invited or pending person.
func (s *Server) readerOf(ctx context.Context, id int64) (c community.Community, reader string, err error) {
	err = s.view(ctx, func(tx community.Tx) error {
		if c, err = tx.Community(id); err != nil {
			return err
		}
		members, err := tx.Members(id, policy.Active, policy.Pending)
		if err != nil {
			return err
		}
		for _, m := range members {
			if m.Person.Local && (reader == "" || m.State == policy.Active) {
				reader = m.Person.IRI
			}
		}
		if reader != "" {
			return nil
		}
		heads, err := tx.People(community.PersonFilter{Local: true, Verified: true, Now: s.now()}, community.Page{Limit: 200})
		if err != nil {
			return err
		}
		for _, h := range heads {
			if _, err := tx.InvitationFor(id, h.IRI); err == nil {
				reader = h.IRI
				return nil
			}
		}
		return community.ErrNotFound
	})
	return c, reader, err
}

// pullLog reads a community's log from where our chain ends to its head, in
// pages, and applies each entry in its turn. The host's TLS vouches for the
// page; the chain, the digests and the authors' proofs are checked as ever.
func (s *Server) pullLog(ctx context.Context, id int64) error {
	var c community.Community
	var head community.ChainHead
	err := s.view(ctx, func(tx community.Tx) (err error) {
		if c, err = tx.Community(id); err != nil {
			return err
		}
		head, err = tx.LogHead(id)
		if community.IsNotFound(err) {
			begins, err := s.Service.LogBegins(tx, c, s.id.Host)
			head = community.ChainHead{Epoch: begins.Epoch, Seq: begins.Seq - 1}
			return err
		}
		return err
	})
	if err != nil {
		return err
	}
	if c.Log == "" { // membership is fresh: the full document comes first
		if err := s.pullGroup(ctx, id); err != nil {
			return err
		}
		if err := s.view(ctx, func(tx community.Tx) (err error) { c, err = tx.Community(id); return err }); err != nil || c.Log == "" {
			return err
		}
	}
	url := fmt.Sprintf("%s?epoch=%d&after=%d", c.Log, max(head.Epoch, 1), head.Seq)
	for pages := 0; url != "" && pages < 10000; pages++ {
		doc, err := s.getSigned(ctx, s.id.Issuer(), url, vocab.TypeActivity)
		if err != nil {
			return err
		}
		if at, ok := headOfPage(doc); ok && pages == 0 {
			if err := s.Service.HeadSeen(ctx, id, at); err != nil {
				return err
			}
		}
		if err := s.takeLogPage(ctx, c, doc, s.Service.Announced); err != nil {
			return err
		}
		url = sameOrigin(doc.String("next"), c.IRI)
	}
	if err := s.drain(ctx, c.IRI); err != nil {
		return err
	}
	return s.backfill(ctx, c)
}

// headOfPage is where a log ends, as a page of it says.
func headOfPage(page *vocab.Document) (at community.Position, ok bool) {
	h := page.Sub("hr:head")
	if h == nil {
		return at, false
	}
	var epoch, seq bool
	at.Epoch, epoch = h.Int("hr:epoch")
	at.Seq, seq = h.Int("hr:seq")
	return at, epoch && seq
}

// backfill reads what is missing of a log before the first entry that is here,
// when somebody of ours may read it.
func (s *Server) backfill(ctx context.Context, c community.Community) error {
	var from community.Position
	var until community.LogEntry
	err := s.view(ctx, func(tx community.Tx) (err error) { from, until, err = s.Service.Backfill(tx, c); return err })
	if community.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	before := func(e community.LogEntry) bool {
		return e.Epoch < until.Epoch || e.Epoch == until.Epoch && e.Seq < until.Seq
	}
	done := false
	take := func(ctx context.Context, in community.Announcement) error {
		if done = done || !before(in.Entry); done {
			return nil
		}
		return s.Service.Backfilled(ctx, in)
	}
	url := fmt.Sprintf("%s?epoch=%d&after=%d", c.Log, from.Epoch, from.Seq-1)
	for pages := 0; url != "" && !done && pages < 10000; pages++ {
		doc, err := s.getSigned(ctx, s.id.Issuer(), url, vocab.TypeActivity)
		if err != nil {
			return err
		}
		if err := s.takeLogPage(ctx, c, doc, take); err != nil {
			return err
		}
		url = sameOrigin(doc.String("next"), c.IRI)
	}
	return nil
}

func (s *Server) takeLogPage(ctx context.Context, c community.Community, page *vocab.Document, take func(context.Context, community.Announcement) error) error {
	var records []community.KeyRecord
	for _, raw := range page.Raws("hr:keys") {
		r, err := s.keys.record(ctx, raw)
		if err != nil {
			continue // of an issuer that we have no agreement with: its authors stay headers
		}
		records = append(records, r)
	}
	if err := s.Service.RememberRecords(ctx, records); err != nil {
		return err
	}
	for _, r := range records {
		s.keys.forget(r.Subject)
	}
	for _, item := range page.Subs("orderedItems") {
		if h, ok := item.LogHeader(); !ok || h.Group != c.IRI {
			return errMalformed
		}
		in, err := s.announcement(ctx, item, 0, records)
		if err != nil {
			return err
		}
		if in.Inner != nil {
			d := community.Document{IRI: in.Entry.AnnounceIRI, Signer: c.IRI, CommunityID: c.ID, Object: in.Inner.Object,
				Author: in.Inner.Actor, Class: "announce", Raw: item.Raw()}
			if d.ID, err = s.Service.StoreDocument(ctx, d); err != nil {
				return err
			}
			in.Inner.Document, in.Entry.DocumentID, in.Document = d.ID, d.ID, d.ID
			if err := s.knowAuthor(ctx, in.Inner.Actor); err != nil {
				return err
			}
		}
		if err := take(ctx, in); err != nil {
			return err
		}
	}
	return nil
}

// knowAuthor makes sure that an author is a person here: history may name
// people whose home is not asked for their key, since a record vouches for it.
func (s *Server) knowAuthor(ctx context.Context, iri string) error {
	err := s.view(ctx, func(tx community.Tx) error { _, err := tx.PersonByIRI(iri); return err })
	if !community.IsNotFound(err) {
		return err
	}
	host, err := vocab.Host(iri)
	if err != nil {
		return errMalformed
	}
	return s.Service.RememberActor(ctx, community.Person{IRI: iri, Host: host}, nil, nil)
}

// PullStamps enqueues the renewal of stamps that are in their second half:
// every 12 hours, give or take one, and then every ten minutes.
func (s *Server) PullStamps(ctx context.Context) error {
	return s.Service.RenewStamps(ctx, stampLife/2)
}

// pullStamps reads the stamps of our people in one community.
func (s *Server) pullStamps(ctx context.Context, id int64) error {
	var c community.Community
	err := s.view(ctx, func(tx community.Tx) (err error) { c, err = tx.Community(id); return err })
	if err != nil || c.Stamps == "" {
		return err
	}
	doc, err := s.getSigned(ctx, s.id.Issuer(), c.Stamps, vocab.TypeActivity)
	if err != nil {
		return err
	}
	for _, raw := range append(doc.Raws("items"), doc.Raws("orderedItems")...) {
		in, err := s.readStamp(ctx, raw, c.IRI)
		if err != nil {
			return err
		}
		if err := s.Service.AcceptStamp(ctx, in); err != nil {
			return err
		}
	}
	return nil
}
