package bench

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// inFlight is how many deliveries are under way at once.
const inFlight = 64

// deliver sends finished requests over that many connections and waits for
// every answer; each must be 202.
func deliver(ctx context.Context, address string, requests [][]byte) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(inFlight, len(requests)) {
		all.Go(func() {
			if err := line(ctx, address, func() []byte {
				n := int(next.Add(1)) - 1
				if n >= len(requests) || ctx.Err() != nil {
					return nil
				}
				return requests[n]
			}); err != nil {
				cancel(err)
			}
		})
	}
	all.Wait()
	return context.Cause(ctx)
}

// line sends one request after the other over one connection, until there is
// none. The bytes are finished: a client that does more would take from the
// server what the two share.
func line(ctx context.Context, address string, next func() []byte) error {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", address)
	if err != nil {
		return err
	}
	defer conn.Close()
	answers := bufio.NewReader(conn)
	for request := next(); request != nil; request = next() {
		if err := conn.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
			return err
		}
		if _, err := conn.Write(request); err != nil {
			return err
		}
		res, err := http.ReadResponse(answers, nil)
		if err != nil {
			return err
		}
		said, err := io.ReadAll(res.Body)
		if err != nil {
			return err
		}
		if res.StatusCode != http.StatusAccepted {
			return fmt.Errorf("an activity was answered %s: %.200s", res.Status, said)
		}
	}
	return nil
}
