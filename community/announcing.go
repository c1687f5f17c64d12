package community

import (
	"context"

	"headroom/internal/jobs"
)

// announceOn asks for everything in a community's log from an entry on to be
// announced to a server with a full member. There is one such job for a server
// and a community: while it waits or runs, what is appended after is its work too.
func (s *Service) announceOn(tx Tx, d Delivery) error {
	d.Message, d.ID = SendAnnounces, tx.NextID()
	return tx.Enqueue(announcing(d, s))
}

func announcing(d Delivery, s *Service) jobs.New {
	return intent(PeerLane(d.Host), JobDeliver, "announce "+itoa(d.Community)+" "+d.Host, PriorityNormal, s.now(), d)
}

// Announcements is what became of a run of log entries that a server was sent.
type Announcements struct {
	Sent    []LogEntry // it has said that it took them
	Refused []LogEntry // it has not, and why is for each to find out
	// Next is the first entry that has not been tried.
	NextEpoch, NextSeq int64
	// Over says that nothing more is announced to this server: it has no full
	// member any more, or no agreement.
	Over bool
}

// AnnouncedTo records which entries a server has taken and ends the job. What
// the log holds beyond is another job's, in the same commit; what was refused is
// tried again alone, so that its refusal is its own.
func (s *Service) AnnouncedTo(ctx context.Context, job int64, d Delivery, a Announcements) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if err := tx.FinishJob(job); err != nil {
			return err
		}
		now := s.now()
		for _, e := range a.Sent {
			if e.Kind != "Create" {
				continue
			}
			if err := tx.PutCopy(Copy{Object: e.Object, CommunityID: d.Community, Host: d.Host, SentAt: now}); err != nil {
				return err
			}
		}
		for _, e := range a.Refused {
			if err := s.deliver(tx, Delivery{Message: SendAnnounce, Host: d.Host, Community: d.Community, Epoch: e.Epoch, Seq: e.Seq},
				PriorityNormal); err != nil {
				return err
			}
		}
		head, err := tx.LogHead(d.Community)
		if err != nil || a.Over {
			return skipMissing(err)
		}
		if head.Epoch == a.NextEpoch && head.Seq < a.NextSeq || head.Epoch < a.NextEpoch {
			return nil
		}
		return s.announceOn(tx, Delivery{Host: d.Host, Community: d.Community, Epoch: a.NextEpoch, Seq: a.NextSeq})
	})
}
