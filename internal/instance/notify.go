package instance

import (
	"context"
	"time"
)

// notify tells people of everything that has happened.
func (i *Instance) notify(ctx context.Context) error {
	for {
		more, err := i.Service.Notify(ctx)
		if err != nil || !more {
			return err
		}
	}
}

// notifyPause lets what happens close together be told in one commit.
const notifyPause = 100 * time.Millisecond

// tellAll tells people after commits. What fails is tried again by the beat.
func (i *Instance) tellAll(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-i.happened:
		}
		if err := i.notify(ctx); err != nil && ctx.Err() == nil {
			i.Log.WarnContext(ctx, "people not told", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(notifyPause):
		}
	}
}
