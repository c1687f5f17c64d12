package federation

import (
	"context"
	"crypto/ed25519"
	"time"

	"headroom/community"
	"headroom/federation/credential"
	"headroom/federation/sign"
	"headroom/federation/vocab"
)

// Links between communities (FEDERATION.md, Links): Offer, Accept, Reject and
// Undo of an hr:Link, said by the one group to the other. They are applied at
// once, as those of an agreement are: they are rare, and an operator waits.

// Link signs what a community of ours says of a link. It is part of
// community.Issuance.
func (i Issuance) Link(group community.Key, l community.LinkHalf, now time.Time) ([]byte, error) {
	who, err := i.open(group)
	if err != nil {
		return nil, err
	}
	return credential.IssueLink(credential.Link{ID: l.IRI, By: l.By, From: l.From, To: l.To, Kind: l.Kind, Effects: l.Effects, Start: l.Start},
		now, who.key, who.KeyID)
}

// saysLink reports whether what a group says is about a link: not the answer to
// a Follow, which has a stamp, or a reason that a person's activity has earned.
func (s *Server) saysLink(ctx context.Context, doc *vocab.Document) bool {
	switch doc.Type() {
	case "Offer":
		return true
	case "Undo":
		_, ofMember := measureKind(doc)
		return !ofMember
	case "Accept":
		return doc.Result() != nil && doc.Result().Type() == "hr:Link"
	case "Reject":
		_, err := s.Service.LinkHalfOf(ctx, doc.ObjectID())
		return err == nil
	}
	return false
}

// takeLink applies what a peer's group says of a link.
func (s *Server) takeLink(ctx context.Context, from caller, doc *vocab.Document) error {
	in := community.LinkSaid{Group: from.Actor, Offer: doc.ObjectID(), Reason: wordsOf(doc)}
	switch doc.Type() {
	case "Offer":
		inner := doc.Object()
		if inner == nil || inner.Type() != "hr:Link" || len(doc.To()) != 1 || doc.To()[0] != inner.String("hr:to") {
			return errMalformed
		}
		if err := s.readHalf(inner.Raw(), from, &in); err != nil {
			return err
		}
		in.Offer = doc.ID()
		if err := s.knowListed(ctx, from); err != nil {
			return err
		}
		return s.Service.LinkOffered(ctx, in)
	case "Accept":
		if _, err := checkProof(doc.Raw(), from.Actor, from.Key); err != nil {
			return err
		}
		ours, err := s.Service.LinkHalfOf(ctx, in.Offer)
		if err != nil {
			return err
		}
		if h, err := sign.Hash(ours); err != nil || h != doc.String("hr:digest") {
			return errMalformed
		}
		in.Accept = doc.ID()
		if err := s.readHalf(doc.Result().Raw(), from, &in); err != nil {
			return err
		}
		return s.Service.LinkAccepted(ctx, in)
	case "Reject":
		return s.Service.LinkDeclined(ctx, in)
	}
	inner := doc.Object()
	if inner == nil || inner.Type() != "Offer" && inner.Type() != "Accept" {
		return errOrigin
	}
	accepted := inner.Type() == "Accept"
	if accepted {
		in.Offer = inner.ObjectID()
	}
	return s.Service.LinkUndone(ctx, in, accepted)
}

// readHalf verifies an hr:Link with the key of the group that says it: the one
// that signed the request.
func (s *Server) readHalf(raw []byte, from caller, in *community.LinkSaid) error {
	l, err := credential.VerifyLink(raw, ed25519.PublicKey(from.Key.Public), from.Actor)
	if err != nil {
		return &community.Error{Class: community.Invalid, Key: "error.malformed", Cause: err}
	}
	if l.Proof.VerificationMethod != from.Key.IRI {
		return errOrigin
	}
	in.Half = community.LinkHalf{IRI: l.ID, By: l.By, From: l.From, To: l.To, Kind: l.Kind, Effects: l.Effects, Start: l.Start}
	in.Raw = raw
	return nil
}

// knowListed makes sure that a group which offers a link is known here as its
// instance shows it to heads: nobody is linked with what cannot be read of.
func (s *Server) knowListed(ctx context.Context, from caller) error {
	var c community.Community
	err := s.view(ctx, func(tx community.Tx) (err error) { c, err = tx.CommunityByIRI(from.Actor); return err })
	if err == nil && c.DeletedAt.IsZero() && len(c.Name) > 0 {
		return nil
	}
	if missing(err) != nil {
		return err
	}
	return s.pullDirectory(ctx, from.Peer)
}

// composeLink makes what a group of ours says of a link, as it is now.
func (s *Server) composeLink(tx community.Tx, d community.Delivery) (m message, err error) {
	l, err := tx.GroupLinkByOffer(d.Object)
	if err != nil {
		return m, err
	}
	ours, err := tx.Community(d.Community)
	if err != nil {
		return m, err
	}
	theirs, err := tx.Community(l.Other(ours.ID))
	if err != nil {
		return m, err
	}
	if m.from, err = s.signerFor(tx, ours.IRI); err != nil {
		return m, err
	}
	m.inbox = theirs.Inbox
	a := vocab.Activity{ID: s.activityID(d.ID), Actor: ours.IRI, To: []string{theirs.IRI}}
	switch d.Message {
	case community.SendLinkOffer:
		if l.State != community.LinkOffered {
			return m, errMoot // taken back, or crossed by theirs
		}
		m.body = vocab.Offer(a, l.Offered)
	case community.SendLinkYes:
		if l.State != community.LinkActive {
			return m, errMoot
		}
		hash, err := sign.Hash(l.Offered)
		if err != nil {
			return m, err
		}
		m.body, err = m.from.prove(vocab.Accept(a, l.Offer, hash, l.Accepted), s.now())
		return m, err
	case community.SendLinkNo:
		m.body = vocab.Reject(a, l.Offer, "declined", l.Reason)
	default:
		inner := vocab.Build("").Str("id", l.Offer).Str("type", "Offer").Str("actor", ours.IRI).Bytes()
		if ours.ID == l.ToID { // we accepted: the acceptance is taken back
			inner = vocab.Build("").Str("id", l.Accept).Str("type", "Accept").Str("actor", ours.IRI).Str("object", l.Offer).Bytes()
		}
		m.body = vocab.UndoWith(a, inner, l.Reason)
	}
	return m, nil
}
