package storage

import (
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"headroom/community"
)

// TestFailureInBatch lets use cases of one batch fail in every way between others:
// what those wrote is kept, what the failing ones wrote is not.
func TestFailureInBatch(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, err := Open(ctx, Options{Database: "sqlite:" + filepath.Join(t.TempDir(), "batch.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	no := errors.New("no")
	ends := map[int]func(community.Tx) error{
		5:  func(tx community.Tx) error { _, err := tx.Setting("good 1"); return errors.Join(no, err) },
		9:  func(tx community.Tx) error { return errors.Join(no, tx.PutSetting("bad 9", "there")) },
		13: func(tx community.Tx) error { defer runtime.Goexit(); return tx.PutSetting("bad 13", "there") },
		17: func(tx community.Tx) error { defer panic(no); return tx.PutSetting("bad 17", "there") },
	}
	const many = 24
	waiting, begun := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	first := sync.OnceFunc(func() { close(begun) }) // it is run again with the others
	all.Go(func() {
		_ = db.Update(ctx, func(community.Tx) error { first(); <-waiting; return nil })
	})
	<-begun // they queue up behind the first, one after the other
	for n := range many {
		all.Go(func() {
			defer func() { _ = recover() }()
			end := ends[n]
			err := db.Update(ctx, func(tx community.Tx) error {
				if end != nil {
					return end(tx)
				}
				return tx.PutSetting(fmt.Sprint("good ", n), "there")
			})
			if (end == nil) != (err == nil) {
				t.Errorf("use case %d: %v", n, err)
			}
		})
		for len(db.writer.queue) <= n {
			runtime.Gosched()
		}
	}
	close(waiting)
	all.Wait()
	err = db.View(ctx, func(tx community.Tx) error {
		for n := range many {
			_, good := tx.Setting(fmt.Sprint("good ", n))
			_, bad := tx.Setting(fmt.Sprint("bad ", n))
			if (ends[n] == nil) != (good == nil) || bad == nil {
				t.Errorf("use case %d: kept %v, failed and kept %v", n, good == nil, bad == nil)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
