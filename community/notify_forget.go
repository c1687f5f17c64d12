package community

import (
	"context"
	"time"
)

// noticesKept is how long a notice is kept after it was made, once it was read.
const noticesKept = 90 * 24 * time.Hour

// ForgetNotices deletes notices that were read and are older than ninety days.
func (s *Service) ForgetNotices(ctx context.Context) error {
	for {
		gone, err := update(ctx, s, func(tx Tx) (int64, error) {
			return tx.DropNoticesBefore(s.now().Add(-noticesKept), notifyPeople)
		})
		if err != nil || gone < notifyPeople {
			return err
		}
	}
}
