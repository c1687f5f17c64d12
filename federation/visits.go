package federation

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/golang-lru/v2/expirable"
	"golang.org/x/sync/singleflight"

	"headroom/community"
	"headroom/federation/credential"
	"headroom/federation/sign"
	"headroom/federation/vocab"
)

// visits knows whether people of peers who ask for something are heads: for a
// signed GET the signer's hr:credential is fetched, whether or not what they
// ask for exists, and believed for 30 seconds.
type visits struct {
	s      *Server
	seen   *expirable.LRU[string, struct{}]
	flight singleflight.Group
}

func newVisits(s *Server) *visits {
	return &visits{s: s, seen: expirable.NewLRU[string, struct{}](20000, nil, visitTime)}
}

// check brings what we hold of a person's credential up to date. A home that
// cannot be reached leaves things as they are: policy judges by what is held.
func (v *visits) check(ctx context.Context, c caller) {
	if c.kind() != community.PersonKey {
		return
	}
	if _, ok := v.seen.Get(c.Actor); ok {
		return
	}
	_, _, _ = v.flight.Do(c.Actor, func() (any, error) {
		if _, ok := v.seen.Get(c.Actor); ok { // another has asked since we looked
			return nil, nil
		}
		if err := v.fetch(ctx, c); err != nil {
			v.s.Log.Info("a visitor's credential could not be had", "actor", c.Actor, "error", err)
		}
		v.seen.Add(c.Actor, struct{}{})
		return nil, nil
	})
}

func (v *visits) fetch(ctx context.Context, c caller) error {
	var p community.Person
	err := v.s.view(ctx, func(tx community.Tx) (err error) { p, err = tx.PersonByIRI(c.Actor); return err })
	if err != nil {
		return err
	}
	if p.CredentialURL == "" || !vocab.SameOrigin(p.CredentialURL, p.IRI) {
		return nil
	}
	res, err := v.s.getAs(ctx, v.s.id.Issuer(), p.CredentialURL, vocab.TypeCredential, "")
	if err != nil {
		return err
	}
	rec, who, err := v.s.readCredential(ctx, res.Body, p.IRI, c.Peer)
	if err != nil {
		return err
	}
	if err := v.s.freshLists(ctx, rec); err != nil {
		return err
	}
	_, err = v.s.Service.KeepCredential(ctx, p.IRI, rec, who)
	return err
}

// readCredential verifies a credential of a peer's person, but for its status:
// the issuer is the one that the peer's agreement trusts, of the subject's own
// origin, and the type is one that we accept from there.
func (s *Server) readCredential(ctx context.Context, raw []byte, subject string, peer community.Peer) (community.CredentialRecord, community.Person, error) {
	var rec community.CredentialRecord
	var who community.Person
	proof, err := sign.ReadProof(raw)
	if err != nil {
		return rec, who, err
	}
	pub, err := s.keys.issuerKey(ctx, peer.Issuer, proof.VerificationMethod)
	if err != nil {
		return rec, who, err
	}
	c, err := credential.Verify(raw, pub, s.now(), credential.Options{Issuer: peer.Issuer, Subject: subject})
	if err != nil {
		return rec, who, err
	}
	if !slices.Contains(peer.Trusts, string(c.Type)) {
		return rec, who, fmt.Errorf("%w: %s is not trusted from there", credential.ErrIssuer, c.Type)
	}
	rec = recordOf(c)
	rec.Raw = raw
	who = community.Person{Name: c.Name, Nation: c.Nation, AuthorityID: c.Authority, Phase: c.Phases, School: c.School, SchoolID: c.SchoolID}
	return rec, who, nil
}

// recordOf puts a verified credential into the domain's terms.
func recordOf(c credential.Credential) community.CredentialRecord {
	rec := community.CredentialRecord{IRI: c.ID, Issuer: c.Issuer, Kind: kindOf(string(c.Type)), Type: string(c.Type),
		ValidFrom: c.ValidFrom, ValidUntil: c.ValidUntil}
	for _, e := range c.Status {
		rec.Index = int64(e.Index)
		if e.Purpose == credential.Suspension {
			rec.SuspensionList = e.List
		} else {
			rec.RevocationList = e.List
		}
	}
	return rec
}

// freshLists makes sure that the status lists of a credential are held and no
// older than a poll; it fetches what is not.
func (s *Server) freshLists(ctx context.Context, rec community.CredentialRecord) error {
	for _, iri := range []string{rec.RevocationList, rec.SuspensionList} {
		var l community.StatusList
		err := s.view(ctx, func(tx community.Tx) (err error) { l, err = tx.StatusList(iri); return err })
		if err == nil && s.now().Sub(l.FetchedAt) < visitTime {
			continue
		}
		if err != nil && !community.IsNotFound(err) {
			return err
		}
		if err := s.pullStatusList(ctx, iri); err != nil {
			return err
		}
	}
	return nil
}
