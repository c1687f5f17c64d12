package community

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"headroom/internal/jobs"
)

// JobErase is the kind of job that deletes the bytes of files after what named
// them has gone, and then sends the receipt that speaks of them.
const JobErase = "erase"

// Erase is the payload of JobErase.
type Erase struct {
	Files []string `json:"files"` // digests
	// Receipt is what is delivered when the bytes have gone; nil for none.
	Receipt *Delivery `json:"receipt,omitempty"`
}

// erase deletes the bytes of files that nothing names any more, once the
// transaction is committed, then delivers a receipt. Without files it delivers at
// once.
func (s *Service) erase(tx Tx, files []string, receipt *Delivery) error {
	if receipt != nil && receipt.ID == 0 {
		receipt.ID = tx.NextID()
	}
	if len(files) == 0 {
		if receipt == nil {
			return nil
		}
		return s.deliver(tx, *receipt, PriorityUrgent)
	}
	return tx.Enqueue(intent(JobErase, JobErase, "", PriorityUrgent, s.now(), Erase{Files: files, Receipt: receipt}))
}

// EraseFiles is the handler of jobs of kind JobErase. A receipt is never sent
// before the bytes that it speaks of have gone.
func (s *Service) EraseFiles(ctx context.Context, j jobs.Job) error {
	var e Erase
	if err := json.Unmarshal(j.Payload, &e); err != nil {
		return jobs.Park(fmt.Errorf("payload: %w", err))
	}
	if err := s.dropFiles(ctx, e.Files); err != nil {
		return err
	}
	err := s.Store.Update(ctx, func(tx Tx) error {
		if err := tx.FinishJob(j.ID); err != nil || e.Receipt == nil {
			return err
		}
		return s.deliver(tx, *e.Receipt, PriorityUrgent)
	})
	if err != nil {
		return err
	}
	return jobs.Done
}

// filesAmong gives the digests among the ids and digests of what was deleted.
func filesAmong(objects []string) (files []string) {
	for _, o := range objects {
		if strings.HasPrefix(o, "sha-256:") {
			files = append(files, o)
		}
	}
	return files
}
