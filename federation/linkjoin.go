package federation

import (
	"context"
	"crypto/ed25519"
	"errors"

	"headroom/community"
	"headroom/federation/credential"
	"headroom/federation/vocab"
)

// linkStamp gives what one of our people shows beside their credential when they
// ask to join a peer's community: the stamp of a community that it is linked with,
// of which they are a member. nil when there is none.
func (s *Server) linkStamp(tx community.Tx, c community.Community, p community.Person) ([]byte, error) {
	group, m, ok, err := s.Service.LinkProof(tx, c, p)
	if err != nil || !ok {
		return nil, err
	}
	if !group.Local {
		return m.Stamp, nil
	}
	who, err := s.signerFor(tx, group.IRI)
	if err != nil {
		return nil, err
	}
	raw, err := s.stamp(tx, group, m, p, who)
	if errors.Is(err, errMoot) {
		return nil, nil
	}
	return raw, err
}

// readLinkStamp reads what a Follow says of a linked community. A stamp of
// somebody else's, or that the linked group has not signed, is refused: nobody
// comes by one honestly. One that has lapsed, or is of a group that this one is
// not linked with, says nothing: the request is decided without it.
func (s *Server) readLinkStamp(ctx context.Context, doc *vocab.Document) (out community.LinkStamp, err error) {
	raw := doc.RawOf("hr:stamp")
	if raw == nil {
		return out, nil
	}
	st, err := credential.ReadStamp(raw)
	if err != nil {
		return out, errMalformed
	}
	if st.Member != doc.Actor() {
		return out, errOrigin
	}
	linked := false
	err = s.view(ctx, func(tx community.Tx) error {
		c, err := tx.CommunityByIRI(doc.ObjectID())
		if err != nil {
			return missing(err)
		}
		linked, err = s.Service.IsLinked(tx, c, st.Group)
		return err
	})
	if err != nil || !linked {
		return out, err
	}
	k, err := s.keys.find(ctx, st.Proof.VerificationMethod)
	if errors.Is(err, errKey) {
		return out, nil // its host does not say now which key that is
	}
	if err != nil {
		return out, err
	}
	if _, err := credential.VerifyStamp(raw, ed25519.PublicKey(k.Public), st.Group); err != nil || k.Owner != st.Group {
		return out, errOrigin
	}
	if !st.Current(s.now()) {
		return out, nil
	}
	return community.LinkStamp{Group: st.Group, Member: st.Member, Role: roleOf(string(st.Role)), Start: st.Start, End: st.End}, nil
}
