package community

import "context"

// TellAuditHead enqueues the head of the audit chain for every active peer. It
// is called daily.
func (s *Service) TellAuditHead(ctx context.Context) error {
	return s.eachActivePeer(ctx, func(tx Tx, p Peer) error {
		return s.deliver(tx, Delivery{Message: SendAuditHead, Host: p.Host}, PriorityLow)
	})
}

// AuditHeadReceived keeps the head of a peer's audit chain. One that goes back,
// or that says otherwise than before, is a chain that was cut or rewritten: it
// is kept in our own audit for the operator to ask about.
func (s *Service) AuditHeadReceived(ctx context.Context, job int64, h AuditHead) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if err := tx.FinishJob(job); err != nil {
			return err
		}
		h.At = s.now()
		last, err := tx.LastAuditHead(h.Host)
		if err != nil && !IsNotFound(err) {
			return err
		}
		if err == nil && (h.Seq < last.Seq || h.Seq == last.Seq && h.Hash != last.Hash) {
			return s.audit(tx, h.Host, "peer.audit-cut", h.Host, "", map[string]string{
				"seq": itoa(h.Seq), "hash": h.Hash, "known": itoa(last.Seq), "known_hash": last.Hash})
		}
		if err == nil && h.Seq == last.Seq {
			return nil
		}
		return tx.InsertAuditHead(h)
	})
}
