package federation

import (
	"context"
	"crypto/ed25519"
	"errors"
	"net/http"
	"strings"

	"headroom/community"
	"headroom/federation/credential"
	"headroom/federation/sign"
	"headroom/federation/vocab"
	"headroom/internal/crash"
)

// inbox takes one activity: body limited, trust list, signature, strict
// decoding, origin, and policy on facts already held; then its bytes and the
// job that applies it are stored in one commit, and the answer is 202.
func (s *Server) inbox(w http.ResponseWriter, r *http.Request) error {
	body, err := readBody(w, r, maxBody)
	if err != nil {
		return err
	}
	from, err := s.authenticate(r, body)
	if err == error(errNoPeer) && s.Open {
		return s.outsideInbox(w, r, body)
	}
	if err != nil {
		return err
	}
	if !from.Signed {
		return errUnauthenticated
	}
	if !isActivityType(r.Header.Get("Content-Type")) {
		return errMalformed
	}
	doc, err := vocab.Decode(body)
	if errors.Is(err, vocab.ErrTooBig) {
		return errTooLarge
	}
	if err != nil || vocab.CheckForm(doc, vocab.Context) != nil {
		return errMalformed
	}
	err = CheckOrigin(from.Actor, doc)
	if err == nil {
		err = s.take(r.Context(), from, doc, body)
	}
	if err != nil {
		// Only a peer gets so far: the log cannot be filled from outside.
		s.Log.InfoContext(r.Context(), "an activity was refused", "signer", from.Actor, "type", doc.Type(), "id", doc.ID(), "error", err)
		return err
	}
	crash.At(crash.Taken)
	w.WriteHeader(http.StatusAccepted)
	return nil
}

// take dispatches on the channel that the signer's key belongs to.
func (s *Server) take(ctx context.Context, from caller, doc *vocab.Document, body []byte) error {
	if doc.Has("hr:direct") && from.kind() != community.PersonKey { // people alone have something to say to one another
		return errOrigin
	}
	switch from.kind() {
	case community.PersonKey:
		if from.Peer.State != community.PeerActive {
			return errUnauthenticated
		}
		return s.takeFromPerson(ctx, from, doc, body)
	case community.GroupKey:
		if from.Peer.State != community.PeerActive {
			return errUnauthenticated
		}
		return s.takeFromGroup(ctx, from, doc, body)
	default:
		return s.takeFromIssuer(ctx, from, doc, body)
	}
}

// takeFromPerson takes requests to join and leave, and contributions.
func (s *Server) takeFromPerson(ctx context.Context, from caller, doc *vocab.Document, body []byte) error {
	if doc.Has("hr:direct") {
		return s.takeDirect(ctx, from, doc, body)
	}
	follow := doc.Type() == "Follow"
	undone := doc.Type() == "Undo" && doc.Object() != nil && doc.Object().Type() == "Follow"
	if follow || undone {
		if err := s.lookAgain(ctx, &from); err != nil {
			return err
		}
	}
	switch {
	case follow:
		return s.takeFollow(ctx, from, doc, body)
	case undone:
		return s.store(ctx, from, doc, body, doc.Object().ObjectID(), "activity")
	}
	if _, ok := actOf(doc); ok {
		return s.takeAct(ctx, from, doc, body)
	}
	if doc.Type() == "hr:Ballot" {
		return s.takeBallot(ctx, from, doc, body)
	}
	return s.takeContribution(ctx, from, doc, body)
}

// takeContribution takes a member's activity for a community of ours: proof,
// signer = actor = attributedTo, and policy.
func (s *Server) takeContribution(ctx context.Context, from caller, doc *vocab.Document, body []byte) error {
	digest, err := s.proved(ctx, from, body)
	if err != nil {
		return err
	}
	in, err := translate(doc, digest)
	if err != nil {
		return err
	}
	if err := s.checkThread(ctx, doc, in); err != nil {
		return err
	}
	_, err = s.Service.Take(ctx, doc.Audience(), in, from.Actor, body)
	return err
}

// proved verifies the proof of what a person sends to a group, made by who signed
// the request, and gives H(document).
func (s *Server) proved(ctx context.Context, from caller, body []byte) (string, error) {
	if len(body) > maxToGroup {
		return "", errTooLarge
	}
	signed, err := sign.ParseSigned(body)
	if err != nil {
		return "", errMalformed
	}
	return checkSigned(signed, from.Actor, s.proofKey(ctx, signed.Proof, from))
}

// checkProof verifies an author's proof over a whole document, with the key
// that signed the request or another of the same actor, and gives H(document).
func checkProof(body []byte, actor string, key community.Key) (string, error) {
	signed, err := sign.ParseSigned(body)
	if err != nil {
		return "", errMalformed
	}
	return checkSigned(signed, actor, key)
}

func checkSigned(signed *sign.Signed, actor string, key community.Key) (string, error) {
	if signed.Proof.VerificationMethod != key.IRI || key.Owner != actor || signed.Proof.Purpose != sign.AssertionMethod {
		return "", errOrigin
	}
	if len(key.Public) != ed25519.PublicKeySize || key.Algorithm != "ed25519" {
		return "", errOrigin
	}
	if err := signed.Verify(ed25519.PublicKey(key.Public)); err != nil {
		return "", errOrigin
	}
	return signed.Hash(), nil
}

// checkThread holds the address to the members of the group, every context to
// the group's own, and a new thread's to the one that its root gives it.
func (s *Server) checkThread(ctx context.Context, doc *vocab.Document, in community.Contribution) error {
	appoints := in.Target != "" && in.Context == ""
	if doc.To()[0] != doc.Audience()+"/members" || !appoints && !strings.HasPrefix(in.Context, doc.Audience()+"/threads/") {
		return errMalformed
	}
	if appoints && in.Target != doc.Audience()+"/moderators" || in.Target != "" && !appoints && in.Target != doc.Audience()+"/featured" {
		return errMalformed
	}
	if in.Kind != "Create" || in.Note.Parent != "" {
		return nil
	}
	if in.Context != credential.ThreadContext(doc.Audience()+"/threads/", in.Object) {
		return errMalformed
	}
	return nil
}

// takeFollow takes a request to join. An uninvited Follow of a private
// community, and one of a community that does not exist, are the same 404.
func (s *Server) takeFollow(ctx context.Context, from caller, doc *vocab.Document, body []byte) error {
	group := doc.ObjectID()
	raw := doc.RawOf("hr:presentation")
	if raw == nil { // an unverified person gets nowhere, unless invited as a guest
		if err := s.Service.MayComeAsGuest(ctx, from.Viewer, group); err != nil {
			return err
		}
		return s.store(ctx, from, doc, body, group, "activity")
	}
	rec, _, err := s.readPresentation(ctx, raw, from, group, doc.ID())
	if err != nil {
		s.Log.Info("a presentation was refused", "actor", from.Actor, "error", err)
		return community.ErrNotFound
	}
	if _, err := s.Service.MayFollow(ctx, from.Viewer, group, rec); err != nil {
		return err
	}
	if _, err := s.readLinkStamp(ctx, doc); err != nil {
		return err
	}
	return s.store(ctx, from, doc, body, group, "activity")
}

// readPresentation verifies the presentation of a Follow: holder = signer,
// domain = group, challenge = Follow, at most ten minutes old, one credential
// of an issuer that we trust.
func (s *Server) readPresentation(ctx context.Context, raw []byte, from caller, group, follow string) (community.CredentialRecord, community.Person, error) {
	p, err := credential.VerifyPresentation(raw, ed25519.PublicKey(from.Key.Public), from.Actor, group, follow, s.now())
	if err != nil {
		return community.CredentialRecord{}, community.Person{}, err
	}
	return s.readCredential(ctx, p.Raw, from.Actor, from.Peer)
}

// takeFromGroup takes what a community of a peer says to its members' home.
func (s *Server) takeFromGroup(ctx context.Context, from caller, doc *vocab.Document, body []byte) error {
	if s.saysLink(ctx, doc) {
		return s.takeLink(ctx, from, doc)
	}
	switch doc.Type() {
	case "Announce":
		if doc.Object() == nil || doc.Object().RawOf("proof") == nil {
			return errMalformed
		}
	case "Invite":
		if err := s.knowGroup(ctx, from.Actor); err != nil {
			return err
		}
	case "Accept", "Reject", "TentativeAccept", "Remove", "Update", "Delete", "Resolve", "Warn", "Block", vocab.Review, "Undo":
	default:
		return errOrigin
	}
	return s.store(ctx, from, doc, body, from.Actor, "announce")
}

// knowGroup makes sure that a group which invites one of our people is known:
// a private one shows its key-only document as soon as somebody is invited.
func (s *Server) knowGroup(ctx context.Context, group string) error {
	err := s.view(ctx, func(tx community.Tx) error { _, err := tx.CommunityByIRI(group); return err })
	if !community.IsNotFound(err) {
		return err
	}
	doc, err := s.getSigned(ctx, s.id.Issuer(), group, vocab.TypeActivity)
	if err != nil {
		return err
	}
	c, err := communityOf(doc)
	if err != nil || c.IRI != group {
		return errMalformed
	}
	return s.Service.RememberCommunity(ctx, c, false)
}

// takeFromIssuer takes what another instance says of the agreement and of its
// credentials. Before the agreement is active only Offer and its answers are
// taken; after its end only Undo and receipts.
func (s *Server) takeFromIssuer(ctx context.Context, from caller, doc *vocab.Document, body []byte) error {
	kind := doc.Type()
	state := from.Peer.State
	switch {
	case kind == "Accept" && doc.Result() != nil && doc.Result().Type() == "hr:PurgeReceipt" &&
		(state == community.PeerActive || state == community.PeerEnded):
		return s.takeReceipt(ctx, from, doc)
	case state == community.PeerEnded && kind != "Undo":
		return errUnauthenticated
	case kind == "Offer" || kind == "Accept" || kind == "Reject" || kind == "Undo":
		return s.takeAgreement(ctx, from, doc)
	case state != community.PeerActive:
		return errUnauthenticated
	case kind == "Update":
		return s.store(ctx, from, doc, body, "", "credential")
	case kind == "Flag":
		return s.takeFlag(ctx, from, doc, body)
	}
	return errOrigin
}

// store keeps a message and the job that applies it.
func (s *Server) store(ctx context.Context, from caller, doc *vocab.Document, body []byte, group, class string) error {
	d := community.Document{IRI: doc.ID(), Signer: from.Actor, Object: doc.ObjectID(), Author: doc.Actor(), Class: class, Raw: body}
	if inner := doc.Object(); doc.Type() == "Announce" && inner != nil { // goes when what it tells of is deleted
		d.Object, d.Author = inner.ObjectID(), inner.Actor()
	}
	var c community.Community
	ahead := false
	if group != "" {
		err := s.view(ctx, func(tx community.Tx) (err error) {
			if c, err = tx.CommunityByIRI(group); err != nil || doc.Type() != "Announce" {
				return err
			}
			if h, ok := doc.LogHeader(); ok {
				ahead, err = s.Service.FarAhead(tx, c, community.Position{Epoch: h.Epoch, Seq: h.Seq})
			}
			return err
		})
		if err != nil {
			return err
		}
		d.CommunityID = c.ID
	}
	digest, err := sign.Hash(body)
	if err != nil {
		return errMalformed
	}
	lane := group
	if lane == "" {
		lane = from.Actor
	}
	if ahead {
		_, err = s.Service.ReceiveAhead(ctx, d, digest, lane, c.Host)
		return err
	}
	_, err = s.Service.Receive(ctx, d, digest, lane)
	return err
}

func isActivityType(contentType string) bool {
	return mediaTypeIs(contentType, vocab.TypeActivity) || mediaTypeIs(contentType, vocab.TypeLD)
}
