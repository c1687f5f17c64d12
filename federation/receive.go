package federation

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"headroom/community"
	"headroom/community/policy"
	"headroom/federation/credential"
	"headroom/federation/fetch"
	"headroom/federation/sign"
	"headroom/federation/vocab"
	"headroom/internal/crash"
	"headroom/internal/jobs"
)

// heldRetry is how long a job waits before it looks again whether the credential
// status that it needs is known.
const heldRetry = 30 * time.Second

// Receive is the handler of jobs of kind community.JobReceive: it fetches what
// is missing (bounded), translates, and calls the use case that applies it in
// one transaction with the end of the job.
func (s *Server) Receive(ctx context.Context, j jobs.Job) error {
	var in community.Receive
	if err := json.Unmarshal(j.Payload, &in); err != nil || in.Signer == "" {
		return jobs.Park(fmt.Errorf("payload: %w", err))
	}
	var d community.Document
	err := s.view(ctx, func(tx community.Tx) (err error) { d, err = tx.Document(in.Document); return err })
	if community.IsNotFound(err) {
		return nil // purged meanwhile
	}
	if err != nil {
		return err
	}
	doc, err := vocab.Decode(d.Raw)
	if err != nil {
		return jobs.Park(err)
	}
	if doc.Actor() != in.Signer { // the verified signer survives the queue
		return jobs.Park(errOrigin)
	}
	err = s.receive(fetch.WithBudget(ctx, fetch.MaxFetches), j.ID, in.Held, d, doc)
	crash.At(crash.Applied)
	return s.outcome(j, err)
}

// outcome maps an error of a use case to what becomes of its job. What waits for
// a credential's status is not counted as failing: it has been answered 202. The
// use case refuses it, or the job is parked, when that has lasted HeldFor.
func (s *Server) outcome(j jobs.Job, err error) error {
	switch {
	case err == nil:
		return jobs.Done
	case community.KindOf(err) == community.Unavailable && community.ReasonOf(err) == policy.ReasonStatusUnavailable &&
		s.now().Sub(j.CreatedAt) <= community.HeldFor:
		return jobs.Hold(heldRetry, err)
	case community.ReasonOf(err) == policy.ReasonStatusUnavailable:
		return jobs.Park(err)
	case community.KindOf(err) == community.Unavailable, community.KindOf(err) == "" && !errors.Is(err, errKey):
		return err
	case community.KindOf(err) != "":
		return jobs.Park(err)
	}
	return err
}

func (s *Server) receive(ctx context.Context, job, held int64, d community.Document, doc *vocab.Document) error {
	group := doc.Audience()
	if doc.Has("hr:direct") {
		return s.receiveDirect(ctx, job, d, doc)
	}
	if is, err := s.receiveDecision(ctx, job, d, doc); is {
		return err
	}
	switch doc.Type() {
	case "Follow":
		return s.receiveFollow(ctx, job, d.CreatedAt, doc)
	case "Announce":
		return s.receiveAnnounce(ctx, job, d, doc)
	case "Accept":
		return s.receiveAccept(ctx, job, doc)
	case "Reject":
		if err := s.Service.JoinRejected(ctx, 0, doc.Actor(), doc.ObjectID(), doc.String("hr:reason")); err != nil {
			return err
		}
		return s.Service.ContributionRejected(ctx, job, doc.Actor(), doc.ObjectID(), doc.String("hr:reason"))
	case "TentativeAccept":
		return s.Service.HeldReceived(ctx, job, doc.Actor(), doc.ObjectID())
	case "Remove":
		if group != "" { // from the moderators
			break
		}
		epoch, _ := doc.Int("hr:epoch")
		version, _ := doc.Int("hr:version")
		return s.Service.MembershipRemoved(ctx, job, doc.ID(), doc.Actor(), doc.ObjectID(), epoch, version, doc.String("hr:reason"))
	case "Invite":
		return s.receiveInvite(ctx, job, doc)
	case "Flag":
		return s.receiveFlag(ctx, job, d, doc)
	case "Resolve":
		return s.Service.ReportAnswered(ctx, job, doc.Actor(), doc.ObjectID(), clipText(doc.String("hr:reason"), maxReason), wordsOf(doc))
	case "Update":
		if group == "" {
			return s.receiveUpdate(ctx, job, d.ID, doc)
		}
	case "Undo":
		if o := doc.Object(); o != nil && o.Type() == "Follow" {
			return s.Service.WithdrawJoin(ctx, job, doc.Actor(), o.ObjectID(), o.ID())
		}
	case "Delete":
		if group == "" { // of the Group itself
			return s.Service.CommunityEnded(ctx, job, doc.ID(), doc.Actor(), doc.ObjectID())
		}
	}
	digest, err := sign.Hash(d.Raw)
	if err != nil {
		return errMalformed
	}
	in, err := translate(doc, digest)
	if err != nil {
		return err
	}
	in.Document, in.Received, in.Held = d.ID, d.CreatedAt, held
	if err := s.takeFiles(ctx, group, &in); err != nil {
		return err
	}
	return s.Service.Contribute(ctx, job, group, in)
}

// receiveFollow decides a request to join on what the credential's issuer says
// of it now.
func (s *Server) receiveFollow(ctx context.Context, job int64, received time.Time, doc *vocab.Document) error {
	from, err := s.callerOf(ctx, doc.Actor())
	if err != nil {
		return err
	}
	in := community.JoinRequest{Job: job, Received: received, Follow: doc.ID(), Community: doc.ObjectID(), Person: doc.Actor(),
		Reason: clipText(vocab.PlainText(doc.Content()), 2000), Invitation: doc.String("hr:invite")}
	if raw := doc.RawOf("hr:presentation"); raw != nil {
		if in.Credential, in.Profile, err = s.presented(ctx, raw, from); err != nil {
			return err
		}
	}
	if err := s.pullPeers(ctx, from.Peer); err != nil {
		s.Log.Info("a peer's agreements could not be read", "peer", from.Peer.Host, "error", err)
	}
	if in.Linked, err = s.readLinkStamp(ctx, doc); err != nil {
		return err
	}
	for _, a := range doc.Answers() {
		in.Answers = append(in.Answers, community.Answer{Question: a.Question, Text: clipText(vocab.PlainText(a.Content), 2000)})
	}
	return s.Service.RequestJoin(ctx, in)
}

// presented reads the credential in a presentation whose age, holder, domain and
// challenge were checked when it came, and fetches what its issuer says of it now.
func (s *Server) presented(ctx context.Context, raw []byte, from caller) (rec community.CredentialRecord, who community.Person, err error) {
	p, err := credential.ReadPresentation(raw)
	if err != nil {
		return rec, who, errMalformed
	}
	if rec, who, err = s.readCredential(ctx, p.Raw, from.Actor, from.Peer); err != nil {
		return rec, who, errMalformed
	}
	if err := s.freshLists(ctx, rec); err != nil {
		s.Log.Info("a status list could not be had", "error", err)
	}
	return rec, who, nil
}

// callerOf gives a known person of a peer as a caller.
func (s *Server) callerOf(ctx context.Context, actor string) (caller, error) {
	host, err := vocab.Host(actor)
	if err != nil {
		return caller{}, errOrigin
	}
	c := caller{Signed: true, Actor: actor}
	if c.Peer, err = s.Service.PeerOfHost(ctx, host); err != nil {
		return c, err
	}
	err = s.view(ctx, func(tx community.Tx) (err error) { c.Key, err = tx.CurrentKey(actor); return err })
	return c, err
}

// receiveAnnounce applies an entry of a peer's chain, then those that waited
// for it.
func (s *Server) receiveAnnounce(ctx context.Context, job int64, d community.Document, doc *vocab.Document) error {
	if !doc.Has("hr:seq") {
		return s.receiveForGuests(ctx, job, d, doc)
	}
	in, err := s.announcement(ctx, doc, d.ID, nil)
	if err != nil {
		if late, failed := s.Service.DropLate(ctx, job, d); late || failed != nil {
			return failed
		}
		return err
	}
	in.Job = job
	if err := s.Service.Announced(ctx, in); err != nil {
		return err
	}
	return s.drain(ctx, in.Community)
}

// drain applies waiting entries whose turn has come.
func (s *Server) drain(ctx context.Context, group string) error {
	for {
		e, d, err := s.Service.NextWaiting(ctx, group)
		if community.IsNotFound(err) {
			return nil
		}
		if err != nil {
			return err
		}
		if d.ID == 0 {
			if err := s.Service.Announced(ctx, community.Announcement{Community: group, Entry: e}); err != nil {
				return err
			}
			continue
		}
		doc, err := vocab.Decode(d.Raw)
		if err != nil {
			return errMalformed
		}
		in, err := s.announcement(ctx, doc, d.ID, nil)
		if err != nil {
			return err
		}
		if err := s.Service.Announced(ctx, in); err != nil {
			return err
		}
	}
}

// announcement verifies what an Announce says for itself: H(object) is its
// digest, and the object carries its author's proof. An author whose issuer we
// do not trust is kept as a header.
func (s *Server) announcement(ctx context.Context, doc *vocab.Document, document int64, along *vouched) (community.Announcement, error) {
	h, ok := doc.LogHeader()
	// The actor is whose signature was verified: no other group may be named.
	if !ok || doc.Has("object") && h.Group != doc.Actor() {
		return community.Announcement{}, errMalformed
	}
	entry, err := entryOf(h, doc.ID())
	if err != nil {
		return community.Announcement{}, err
	}
	in := community.Announcement{Community: h.Group, Entry: entry, Document: document}
	inner := doc.Object()
	if inner == nil { // a header alone, in a page
		in.Entry.Withheld = doc.String("hr:withheld")
		if in.Entry.Withheld == "" {
			in.Entry.Withheld = "issuer"
		}
		return in, nil
	}
	signed, err := sign.ParseSigned(inner.Raw())
	if err != nil || signed.Hash() != h.Digest {
		return in, errMalformed
	}
	in.Entry.Activity, in.Entry.Kind, in.Entry.Object, in.Entry.Author = inner.ID(), inner.Type(), inner.ObjectID(), inner.Actor()
	pub, err := s.authorKey(ctx, inner.Actor(), signed.Proof.VerificationMethod, entry.PublishedAt, along)
	if errors.Is(err, errStranger) {
		in.Entry.Withheld = "issuer"
		return in, nil
	}
	if errors.Is(err, errVoid) { // the chain goes on without the words
		s.Log.WarnContext(ctx, "an entry is signed with a key that did not count then", "group", h.Group, "activity", inner.ID())
		in.Entry.Withheld = "key"
		return in, nil
	}
	if err != nil {
		return in, err
	}
	if err := signed.Verify(pub); err != nil || CheckOrigin(inner.Actor(), inner) != nil || inner.Audience() != h.Group {
		return in, errMalformed
	}
	c, err := translate(inner, h.Digest)
	if err != nil {
		return in, err
	}
	c.Document, in.Entry.DocumentID, in.Inner = document, document, &c
	return in, nil
}

// receiveAccept takes the stamp that a group gives one of our people.
func (s *Server) receiveAccept(ctx context.Context, job int64, doc *vocab.Document) error {
	if doc.Result() == nil {
		return errMalformed
	}
	in, err := s.readStamp(ctx, doc.Result().Raw(), doc.Actor())
	if err != nil {
		return err
	}
	in.Job, in.Follow = job, doc.ObjectID()
	return s.Service.AcceptStamp(ctx, in)
}

// readStamp verifies a stamp with the group's key.
func (s *Server) readStamp(ctx context.Context, raw []byte, group string) (community.StampReceived, error) {
	proof, err := sign.ReadProof(raw)
	if err != nil || vocab.WithoutFragment(proof.VerificationMethod) != group {
		return community.StampReceived{}, errMalformed
	}
	k, err := s.keys.find(ctx, proof.VerificationMethod)
	if err != nil {
		return community.StampReceived{}, err
	}
	st, err := credential.VerifyStamp(raw, ed25519.PublicKey(k.Public), group)
	if err != nil || !st.Current(s.now()) {
		return community.StampReceived{}, errMalformed
	}
	return community.StampReceived{Community: group, Person: st.Member, IRI: st.ID, Role: roleOf(string(st.Role)), Start: st.Start,
		End: st.End, Epoch: st.Epoch, Version: st.Version, HistoryFrom: st.HistoryFrom, LogEpoch: st.LogFrom.Epoch,
		LogSeq: st.LogFrom.Seq, Scope: st.Scope, Sponsor: st.Sponsor, Raw: raw}, nil
}

func (s *Server) receiveInvite(ctx context.Context, job int64, doc *vocab.Document) error {
	inv := community.Invitation{IRI: doc.ID(), Person: doc.ObjectID(), By: doc.Actor(), Role: roleOf(doc.String("hr:role")),
		Scope: doc.Strings("hr:scope"), Reason: clipText(vocab.PlainText(doc.Content()), 2000)}
	inv.EndAt, _ = doc.EndTime()
	if sponsor := doc.String("hr:sponsor"); sponsor != "" && vocab.SameOrigin(sponsor, doc.Actor()) {
		inv.By = sponsor
	}
	return s.Service.InvitationReceived(ctx, job, inv, doc.Actor())
}

// receiveUpdate takes a pushed status list, or a change of what is shown.
func (s *Server) receiveUpdate(ctx context.Context, job, document int64, doc *vocab.Document) error {
	host, err := vocab.Host(doc.Actor())
	if err != nil {
		return errOrigin
	}
	if o := doc.Object(); o != nil {
		if o.Type() == "hr:AuditHead" {
			return s.receiveAuditHead(ctx, job, host, o)
		}
		if o.Type() == community.KindTally {
			return s.receiveTallySoFar(ctx, job, document, doc)
		}
		types := o.Strings("type")
		if contains(types, "BitstringStatusListCredential") {
			err := s.takeStatusList(ctx, o.Raw(), o.ID(), doc.Actor(), "")
			if err != nil && community.KindOf(err) != community.Conflict { // a newer one has overtaken it
				return err
			}
			return s.Service.Finish(ctx, job)
		}
	}
	if waits, err := s.Service.QueueWaits(ctx, job, doc.Actor(), doc.ObjectID()); err != nil || waits {
		return err
	}
	if taken, err := s.Service.CommunityShownAnew(ctx, job, doc.Actor(), doc.ObjectID()); err != nil || taken {
		return err
	}
	known, err := s.keysChanged(ctx, doc.Actor(), doc.ObjectID())
	if err != nil {
		return err
	}
	if known {
		return s.Service.Finish(ctx, job)
	}
	return s.Service.PullSoon(ctx, job, community.Pull{What: "directory", Host: host})
}

func roleOf(name string) policy.Role {
	switch name {
	case "moderator":
		return policy.Moderator
	case "facilitator":
		return policy.FacilitatorRole
	case "guest":
		return policy.Guest
	default:
		return policy.Member
	}
}

func roleName(r policy.Role) string {
	switch r {
	case policy.Moderator:
		return "moderator"
	case policy.FacilitatorRole:
		return "facilitator"
	case policy.Guest:
		return "guest"
	default:
		return "member"
	}
}
