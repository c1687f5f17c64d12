package federation

import (
	"context"
	"slices"

	"headroom/community"
	"headroom/community/policy"
	"headroom/federation/fetch"
	"headroom/federation/sign"
	"headroom/federation/vocab"
)

// Private messages between heads (FEDERATION.md, Private messages): they go from
// home to home, under their author's proof, and nobody else is sent them.

// directMost is how many people a private message is addressed to at most.
const directMost = 20

// translateDirect puts what is said, deleted, left or refused in a private
// conversation into the domain's terms. It is pure.
func translateDirect(doc *vocab.Document, digest string) (community.Direct, error) {
	in := community.Direct{Activity: doc.ID(), Kind: doc.Type(), Actor: doc.Actor(), Object: doc.ObjectID(), Context: doc.Context(),
		To: doc.To(), Digest: digest}
	in.Published, _ = doc.Published()
	if direct, ok := doc.Bool("hr:direct"); !ok || !direct || in.Object == "" || !addressed(doc) {
		return in, errMalformed
	}
	switch in.Kind {
	case "Create":
		return in, translateDirectNote(doc, &in)
	case "Delete":
		if !vocab.SameOrigin(in.Object, in.Actor) {
			return in, errOrigin
		}
	case "Leave":
		if doc.Object() != nil || in.Context != in.Object {
			return in, errMalformed
		}
	case "Reject":
		if doc.Object() != nil {
			return in, errMalformed
		}
		in.Reason = policy.KnownReason(doc.String("hr:reason"))
	default:
		return in, errMalformed
	}
	return in, nil
}

// addressed reports whether a document goes to people alone: twenty at most, each
// once, never to its author, and to no group and no collection.
func addressed(doc *vocab.Document) bool {
	to := doc.To()
	if len(to) == 0 || len(to) > directMost || slices.Contains(to, vocab.Public) || slices.Contains(to, doc.Actor()) {
		return false
	}
	for _, name := range []string{"cc", "bto", "bcc", "audience", "attachment"} {
		if doc.Has(name) || doc.Object() != nil && doc.Object().Has(name) && name != "attachment" {
			return false
		}
	}
	return len(slices.Compact(slices.Sorted(slices.Values(to)))) == len(to)
}

// translateDirectNote reads the message itself, which says the same of itself as
// the activity around it. Files are not taken.
func translateDirectNote(doc *vocab.Document, in *community.Direct) error {
	o := doc.Object()
	if o == nil || o.Type() != "Note" || o.AttributedTo() != in.Actor || o.Context() != in.Context || vocab.CheckID(in.Context) != nil ||
		!slices.Equal(o.To(), in.To) || len(o.Attachments()) > 0 || o.Has("name") || len(o.Content()) > maxHTML {
		return errMalformed
	}
	if direct, ok := o.Bool("hr:direct"); !ok || !direct {
		return errMalformed
	}
	begun := vocab.SameOrigin(in.Context, in.Actor)
	for _, iri := range in.To {
		begun = begun || vocab.SameOrigin(in.Context, iri)
	}
	if !begun { // a conversation begins with one of its people
		return errOrigin
	}
	in.HTML, in.Language = o.Content(), o.Language()
	return nil
}

// takeDirect takes an act in a private conversation: proof, form, and policy. Who
// is not known as a head is asked about at their home first.
func (s *Server) takeDirect(ctx context.Context, from caller, doc *vocab.Document, body []byte) error {
	digest, err := s.directDigest(ctx, from, doc, body)
	if err != nil {
		return err
	}
	in, err := translateDirect(doc, digest)
	if err != nil {
		return err
	}
	if err := s.lookAgain(ctx, &from); err != nil {
		return err
	}
	if in.Kind == "Create" {
		if head, err := s.Service.HeldAsHead(ctx, from.Actor); err != nil || !head {
			if err == nil {
				err = s.visits.fetch(ctx, from)
			}
			if fetch.Temporary(err) {
				return &community.Error{Class: community.Unavailable, Key: "error.unavailable", Reason: policy.ReasonStatusUnavailable}
			}
		}
	}
	return s.Service.TakeDirect(ctx, in, body)
}

// directDigest checks the author's proof, which a refusal has none of.
func (s *Server) directDigest(ctx context.Context, from caller, doc *vocab.Document, body []byte) (string, error) {
	if doc.Type() != "Reject" {
		return s.proved(ctx, from, body)
	}
	digest, err := sign.Hash(body)
	if err != nil {
		return "", errMalformed
	}
	return digest, nil
}

// receiveDirect applies such an act. The author's credential is fetched from
// their home, with its status, for each message.
func (s *Server) receiveDirect(ctx context.Context, job int64, d community.Document, doc *vocab.Document) error {
	digest, err := sign.Hash(d.Raw)
	if err != nil {
		return errMalformed
	}
	in, err := translateDirect(doc, digest)
	if err != nil {
		return err
	}
	in.Document, in.Received = d.ID, d.CreatedAt
	if in.Kind == "Create" {
		from, err := s.callerOf(ctx, in.Actor)
		if err != nil {
			return err
		}
		if err := s.visits.fetch(ctx, from); err != nil {
			s.Log.InfoContext(ctx, "the credential of who writes could not be had", "actor", in.Actor, "error", err)
			if fetch.Temporary(err) && s.now().Sub(d.CreatedAt) <= community.HeldFor {
				return &community.Error{Class: community.Unavailable, Key: "error.unavailable", Reason: policy.ReasonStatusUnavailable}
			}
		}
	}
	return s.Service.DirectReceived(ctx, job, in)
}
