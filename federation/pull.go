package federation

import (
	"context"
	"encoding/json"
	"fmt"

	"headroom/community"
	"headroom/community/policy"
	"headroom/federation/fetch"
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
	case "conduct":
		err = s.pullConduct(ctx, p.Community)
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
	case p.Community != 0 && p.What != "file" && fetch.ClassOf(err) == fetch.Forbidden:
		// Nobody of ours is in at this moment, as the host sees it. When somebody
		// is again it sends their stamp, and that reads everything anew.
		s.Log.InfoContext(ctx, "a community is closed to us", "what", p.What, "peer", p.Host, "community", p.Community)
		return nil
	}
	// Tried again, ever more slowly: the peer may mend what it serves. A 404 may
	// only mean that the news of a removal is still under way.
	return fmt.Errorf("%s: %w", p.What, err)
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
