package community

import (
	"bytes"
	"cmp"
	"context"
	"slices"
)

// RememberActor keeps a remote actor's document: the person (when it is one),
// its keys and their records. Ids on our own host never come from the network.
func (s *Service) RememberActor(ctx context.Context, p Person, keys []Key, records []KeyRecord) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		now := s.now()
		if p.IRI != "" && p.Host != s.Identity.Host {
			if err := s.rememberPerson(tx, p); err != nil {
				return err
			}
		}
		for _, k := range keys {
			if k.Host == s.Identity.Host {
				continue
			}
			k.ID, k.FetchedAt = tx.NextID(), now
			if err := s.rememberKey(tx, k); err != nil {
				return err
			}
		}
		for _, r := range records {
			if err := tx.PutKeyRecord(r); err != nil {
				return err
			}
			if err := s.endKey(tx, r); err != nil {
				return err
			}
		}
		return nil
	})
}

// rememberKey keeps a key of a peer's actor as it was found now. That one held
// here has ended, or is void, stands when what was found says nothing of it.
func (s *Service) rememberKey(tx Tx, k Key) error {
	have, err := tx.KeyByIRI(k.IRI)
	if err == nil && bytes.Equal(have.Public, k.Public) {
		ends(&k.EndAt, &k.RevokedFrom, have.EndAt, have.RevokedFrom)
	}
	if skipMissing(err) != nil {
		return err
	}
	return tx.PutKey(k)
}

// endKey ends a key of a peer's actor as its record says. What has ended does
// not begin again, and ends no later than was said first.
func (s *Service) endKey(tx Tx, r KeyRecord) error {
	if r.EndAt.IsZero() && r.RevokedFrom.IsZero() {
		return nil
	}
	k, err := tx.KeyByIRI(r.Key)
	if err != nil || k.Host == s.Identity.Host || k.Owner != r.Subject {
		return skipMissing(err)
	}
	over := k.EndedBy(r)
	if k.EndAt.Equal(over.EndAt) && k.RevokedFrom.Equal(over.RevokedFrom) {
		return nil
	}
	return tx.PutKey(over)
}

func (s *Service) rememberPerson(tx Tx, p Person) error {
	now := s.now()
	have, err := tx.PersonByIRI(p.IRI)
	if IsNotFound(err) {
		p.ID, p.Local, p.CreatedAt, p.UpdatedAt, p.FetchedAt = tx.NextID(), false, now, now, now
		s.index(&p)
		if err := s.placeSchool(tx, &p); err != nil {
			return err
		}
		return tx.InsertPerson(p)
	}
	if err != nil || have.Local {
		return err
	}
	have.Inbox, have.KeysURL, have.CredentialURL, have.FetchedAt = p.Inbox, p.KeysURL, p.CredentialURL, now
	if err := tx.UpdatePerson(have); err != nil {
		return err
	}
	return s.learn(tx, &have, p)
}

// RememberRecords keeps verified key records, as a log page brings them, and
// ends the keys that they end.
func (s *Service) RememberRecords(ctx context.Context, records []KeyRecord) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		for _, r := range records {
			if err := tx.PutKeyRecord(r); err != nil {
				return err
			}
			if err := s.endKey(tx, r); err != nil {
				return err
			}
		}
		return nil
	})
}

// RememberCommunity keeps what a peer showed of one of its communities, to a
// head (listed) or to a member (full).
func (s *Service) RememberCommunity(ctx context.Context, c Community, full bool) error {
	shown := c
	return s.Store.Update(ctx, func(tx Tx) error {
		now, c := s.now(), shown
		have, err := tx.CommunityByIRI(c.IRI)
		if IsNotFound(err) {
			c.ID, c.Local, c.CreatedAt, c.UpdatedAt, c.FetchedAt, c.Epoch = tx.NextID(), false, now, now, now, 1
			if err := s.rulesShown(tx, have, &c); err != nil {
				return err
			}
			if err := tx.InsertCommunity(c); err != nil {
				return err
			}
			if err := s.readVersions(tx, have, c); err != nil {
				return err
			}
			return s.emit(tx, Event{Kind: EventCommunity, CommunityID: c.ID})
		}
		if err != nil || have.Local {
			return err
		}
		c.ID, c.CreatedAt, c.UpdatedAt, c.FetchedAt, c.Epoch, c.Local = have.ID, have.CreatedAt, now, now, have.Epoch, false
		if !full { // a listing does not take away what membership showed
			c.Members, c.Servers, c.Threads, c.Log, c.Stamps = have.Members, have.Servers, cmp.Or(have.Threads, c.Threads), have.Log, have.Stamps
			c.Files, c.RulesURL = have.Files, have.RulesURL
			c.Queue, c.Moderators, c.ModLog, c.Featured = have.Queue, have.Moderators, have.ModLog, have.Featured
			for _, l := range have.Links {
				if !slices.Contains(l.Effects, LinkShows) { // shown to members only
					c.Links = append(c.Links, l)
				}
			}
			if c.Keys == "" {
				c.Keys = have.Keys
			}
		}
		if err := s.rulesShown(tx, have, &c); err != nil {
			return err
		}
		if err := s.readVersions(tx, have, c); err != nil {
			return err
		}
		return tx.UpdateCommunity(c)
	})
}

// RememberStamps keeps where the stamps of our guests in a peer's community are
// renewed, and where its files are: a guest is not shown it, their server is.
func (s *Service) RememberStamps(ctx context.Context, community int64, stamps, files string) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		c, err := tx.Community(community)
		if err != nil || c.Local || c.Stamps == stamps && c.Files == files {
			return err
		}
		c.Stamps, c.Files = stamps, files
		return tx.UpdateCommunity(c)
	})
}

// ForgetUnlisted drops communities of a host that it shows no longer and that
// none of ours is in or asks to join.
func (s *Service) ForgetUnlisted(ctx context.Context, host string, listed []string) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		all, err := tx.CommunitiesOfHost(host)
		if err != nil {
			return err
		}
		still := map[string]bool{}
		for _, iri := range listed {
			still[iri] = true
		}
		for _, c := range all {
			if c.Local || still[c.IRI] {
				continue
			}
			bound, err := tx.RelationOnHost(c.ID, s.Identity.Host)
			if err != nil {
				return err
			}
			if bound {
				continue
			}
			c.DeletedAt = s.now()
			if err := tx.UpdateCommunity(c); err != nil {
				return err
			}
		}
		return nil
	})
}
