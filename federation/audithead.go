package federation

import (
	"context"

	"headroom/community"
	"headroom/federation/sign"
	"headroom/federation/vocab"
)

// receiveAuditHead keeps what a peer says of the end of its audit chain, with
// its issuer's proof.
func (s *Server) receiveAuditHead(ctx context.Context, job int64, host string, o *vocab.Document) error {
	proof, err := sign.ReadProof(o.Raw())
	if err != nil {
		return errMalformed
	}
	pub, err := s.keys.issuerKey(ctx, o.AttributedTo(), proof.VerificationMethod)
	if err != nil {
		return err
	}
	if _, err := sign.VerifyProof(o.Raw(), pub); err != nil {
		return errMalformed
	}
	seq, ok := o.Int("hr:seq")
	if !ok || len(o.String("hr:hash")) > 100 {
		return errMalformed
	}
	return s.Service.AuditHeadReceived(ctx, job, community.AuditHead{Host: host, Seq: seq, Hash: o.String("hr:hash")})
}
