package community

import "context"

// Sent records that a server has received an object: it feeds "who reads
// this", receipts, and the list of what a severed peer holds. It ends the job.
func (s *Service) Sent(ctx context.Context, job int64, d Delivery) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if err := tx.FinishJob(job); err != nil {
			return err
		}
		e, err := tx.LogEntry(d.Community, d.Epoch, d.Seq)
		if err != nil || e.Kind != "Create" && e.Kind != "Delete" {
			return skipMissing(err)
		}
		if e.Kind == "Delete" { // it has been told to delete, and has said that it took it
			return tx.PutCopy(Copy{Object: e.Object, CommunityID: d.Community, Host: d.Host, PurgedAt: s.now()})
		}
		return tx.PutCopy(Copy{Object: e.Object, CommunityID: d.Community, Host: d.Host, SentAt: s.now()})
	})
}

// Served records that a server is about to be given objects of a community of
// ours that it has asked for: what it reads it holds.
func (s *Service) Served(ctx context.Context, host string, community int64, objects []string) error {
	if len(objects) == 0 {
		return nil
	}
	return s.Store.Update(ctx, func(tx Tx) error {
		now := s.now()
		for _, object := range objects {
			if err := tx.PutCopy(Copy{Object: object, CommunityID: community, Host: host, SentAt: now}); err != nil {
				return err
			}
		}
		return nil
	})
}

// DeliveryRefused tells who waits for the outcome that a peer has refused a
// message for good: an author gets the text back as a draft, an applicant the
// reason.
func (s *Service) DeliveryRefused(ctx context.Context, d Delivery, reason string) error {
	var activity, group string
	err := s.Store.View(ctx, func(tx Tx) error {
		c, err := tx.Community(d.Community)
		if err != nil {
			return skipMissing(err)
		}
		group = c.IRI
		if d.Message == SendActivity {
			doc, err := tx.Document(d.Document)
			activity = doc.IRI
			return skipMissing(err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	switch d.Message {
	case SendActivity:
		return s.ContributionRejected(ctx, 0, group, activity, reason)
	case SendFollow:
		return s.JoinRejected(ctx, 0, group, d.Object, reason)
	case SendInvite:
		return s.notInvited(ctx, d.Object)
	case SendBallot:
		return s.Store.Update(ctx, func(tx Tx) error {
			return s.ballotRefused(tx, group, s.Identity.URL+"/a/"+itoa(d.ID), reason)
		})
	case SendFlag:
		return s.ReportAnswered(ctx, 0, group, d.Object, reason, "")
	case SendAppeal:
		return s.Store.Update(ctx, func(tx Tx) error { return s.appealAnswered(tx, group, d.Object, reason, "") })
	case SendDirect:
		return s.directRefused(ctx, d, reason)
	case SendLinkOffer:
		return s.linkNotOffered(ctx, d.Object, reason)
	}
	return nil
}

// notInvited makes an invitation void that never arrived: nothing stands in the
// way of another.
func (s *Service) notInvited(ctx context.Context, iri string) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		inv, err := tx.Invitation(iri)
		if err != nil || !inv.UsedAt.IsZero() {
			return skipMissing(err)
		}
		return s.useUp(tx, []Invitation{inv})
	})
}
