package community

import "context"

// Published records the document of a local person's act. In a community of
// ours it is sequenced and announced; in a peer's it is sent to the group's
// inbox and nowhere else.
func (s *Service) Published(ctx context.Context, job int64, p Publish, in Contribution, raw []byte) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if err := tx.FinishJob(job); err != nil {
			return err
		}
		c, err := tx.Community(p.Community)
		if err != nil {
			return err
		}
		if _, err := tx.DocumentByIRI(in.Activity); err == nil {
			return nil // published before
		} else if !IsNotFound(err) {
			return err
		}
		d := Document{ID: tx.NextID(), IRI: in.Activity, Signer: in.Actor, Sent: true, CommunityID: c.ID, Object: in.Object,
			Author: in.Actor, Class: "activity", Raw: raw, CreatedAt: s.now()}
		if in.Kind == "Delete" && (c.Local || p.Act != ActRemove) {
			// The earlier words go first, so that only the Delete itself is left.
			if err := s.withhold(tx, c, in.Object, 0); err != nil {
				return err
			}
		}
		if err := tx.InsertDocument(d); err != nil {
			return err
		}
		priority := PriorityNormal
		if in.Kind == "Delete" {
			priority = PriorityUrgent
		}
		if !c.Local {
			return s.deliver(tx, Delivery{Message: SendActivity, Host: c.Host, Community: c.ID, Person: p.Person, Document: d.ID}, priority)
		}
		e, err := s.nextEntry(tx, c, LogEntry{Digest: in.Digest, Activity: in.Activity, Kind: in.Kind, Object: in.Object,
			Author: in.Actor, DocumentID: d.ID})
		if err != nil {
			return err
		}
		if err := s.placePost(tx, in, e); err != nil {
			return err
		}
		return s.appendLog(tx, c, e, in.Context)
	})
}

// placePost records where in the chain a post stands.
func (s *Service) placePost(tx Tx, in Contribution, e LogEntry) error {
	if in.Kind != "Create" {
		return nil
	}
	post, err := tx.PostByIRI(in.Object)
	if err != nil {
		return skipMissing(err)
	}
	post.Epoch, post.Seq, post.ConfirmedAt = e.Epoch, e.Seq, e.PublishedAt
	return tx.UpdatePost(post)
}
