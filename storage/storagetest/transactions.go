package storagetest

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"headroom/community"
	"headroom/internal/jobs"
)

var errRefused = errors.New("refused by the use case")

// setting gives the value of a setting, "" when there is none.
func (b *bench) setting(key string) (value string) {
	b.Helper()
	b.look(func(tx community.Tx) {
		v, err := tx.Setting(key)
		if err != nil && !community.IsNotFound(err) {
			b.Error(err)
		}
		value = v
	})
	return value
}

// marks checks that whoever keeps what was read can tell that somebody has written
// since; where others may write unseen, that nobody is told otherwise.
func marks(b *bench) {
	mark := func() uint64 {
		m, ok := b.store.Mark()
		if !ok {
			return 0
		}
		return m
	}
	began := mark()
	if began == 0 {
		if _, ok := b.store.Mark(); !ok {
			return
		}
	}
	b.setting("nothing")
	b.do(func(community.Tx) {})
	if err := b.store.Update(context.Background(), func(tx community.Tx) error {
		return errors.Join(tx.PutSetting("kept", "no"), errRefused)
	}); !errors.Is(err, errRefused) {
		b.Error(err)
	}
	same(b, "mark after nothing was written", mark(), began)
	b.do(func(tx community.Tx) { b.ok(tx.PutSetting("kept", "yes")) })
	written := mark()
	if written == began {
		b.Error("the mark is the same after a commit")
	}
	b.do(func(tx community.Tx) { b.ok(tx.Emit(community.Event{Kind: community.EventPosted, At: now})) })
	if mark() == written {
		b.Error("the mark is the same after what is written at the end")
	}
}

// rollback checks that nothing of a failed use case is left, though others
// around it are committed.
func rollback(b *bench) {
	const callers = 40
	var group sync.WaitGroup
	for i := range callers {
		group.Go(func() {
			err := b.store.Update(context.Background(), func(tx community.Tx) error {
				if err := tx.PutSetting(fmt.Sprint(i), "there"); err != nil {
					return err
				}
				if err := tx.Emit(community.Event{Kind: community.EventPosted, ObjectID: int64(i), At: now}); err != nil {
					return err
				}
				if i%2 == 1 {
					return errRefused
				}
				return nil
			})
			if i%2 == 1 != errors.Is(err, errRefused) {
				b.Errorf("caller %d was answered %v", i, err)
			}
		})
	}
	group.Wait()
	for i := range callers {
		if got := b.setting(fmt.Sprint(i)); (got == "there") != (i%2 == 0) {
			b.Errorf("setting %d = %q", i, got)
		}
	}
	b.look(func(tx community.Tx) {
		got, err := tx.EventsAfter(0, 1000)
		b.ok(err)
		if len(got) != callers/2 {
			b.Errorf("%d events, want %d", len(got), callers/2)
		}
	})
}

// sticky checks that a use case cannot go on after a statement has failed, and
// may go on after a conflict.
func sticky(b *bench) {
	ctx := context.Background()
	err := b.store.Update(ctx, func(tx community.Tx) error {
		b.ok(tx.PutSetting("before", "there"))
		// A credential of nobody breaks the schema.
		if tx.InsertCredential(filled[community.CredentialRecord](tx)) == nil {
			b.Error("a credential of nobody was inserted")
		}
		if tx.PutSetting("after", "there") == nil {
			b.Error("a statement was run after one that failed")
		}
		return nil
	})
	if err == nil || b.setting("before") != "" {
		b.Errorf("the use case hid its failure: %v", err)
	}
	err = b.store.Update(ctx, func(tx community.Tx) error {
		one, two := room(b, tx, true), room(b, tx, true)
		b.ok(tx.PutSetting("before", "there"))
		two.Username = one.Username
		return tx.UpdateCommunity(two)
	})
	b.kind(err, community.Conflict)
	b.do(func(tx community.Tx) {
		c := room(b, tx, true)
		b.kind(tx.InsertCommunity(c), community.Conflict)
		b.ok(tx.PutSetting("conflict", "survived"))
	})
	same(b, "after a conflict", b.setting("conflict"), "survived")
	var kept community.Tx
	b.do(func(tx community.Tx) { kept = tx })
	if kept.PutSetting("late", "x") == nil {
		b.Error("a transaction was used after its end")
	}
}

// panics checks that a panic reaches its caller and disturbs nobody.
func panics(b *bench) {
	ctx := context.Background()
	func() {
		defer func() {
			if recover() != "oh" {
				b.Error("the panic was lost")
			}
		}()
		_ = b.store.Update(ctx, func(tx community.Tx) error {
			b.ok(tx.PutSetting("panic", "there"))
			panic("oh")
		})
	}()
	var group sync.WaitGroup
	group.Go(func() {
		_ = b.store.Update(ctx, func(tx community.Tx) error {
			if err := tx.PutSetting("exit", "there"); err != nil {
				return err
			}
			runtime.Goexit()
			return nil
		})
	})
	group.Wait()
	b.do(func(tx community.Tx) { b.ok(tx.PutSetting("next", "there")) })
	same(b, "settings", []string{b.setting("panic"), b.setting("exit"), b.setting("next")}, []string{"", "", "there"})
}

func nesting(b *bench) {
	ctx := context.Background()
	nothing := func(community.Tx) error { return nil }
	for name, run := range map[string]func(func(community.Tx) error) error{
		"Update": func(fn func(community.Tx) error) error { return b.store.Update(ctx, fn) },
		"View":   func(fn func(community.Tx) error) error { return b.store.View(ctx, fn) },
	} {
		b.ok(run(func(community.Tx) error {
			if err := b.store.Update(ctx, nothing); err == nil || community.KindOf(err) != "" {
				b.Errorf("Update in %s: %v, want an internal error", name, err)
			}
			if err := b.store.View(ctx, nothing); err == nil || community.KindOf(err) != "" {
				b.Errorf("View in %s: %v, want an internal error", name, err)
			}
			return nil
		}))
	}
}

func readOnly(b *bench) {
	for name, write := range map[string]func(community.Tx) error{
		"statement": func(tx community.Tx) error { return tx.PutSetting("x", "1") },
		"insert":    func(tx community.Tx) error { return tx.InsertPerson(filled[community.Person](tx)) },
		"event":     func(tx community.Tx) error { return tx.Emit(community.Event{}) },
		"audit":     func(tx community.Tx) error { return tx.AppendAudit(community.AuditRow{}) },
		"job":       func(tx community.Tx) error { return tx.Enqueue(jobs.New{Lane: "x", Kind: "x"}) },
		"follow":    func(tx community.Tx) error { _, err := tx.UseFollow("x", now); return err },
	} {
		b.look(func(tx community.Tx) {
			if err := write(tx); err == nil || community.KindOf(err) != "" {
				b.Errorf("%s in View: %v, want an internal error", name, err)
			}
		})
	}
	same(b, "nothing was written", b.setting("x"), "")
}

func snapshot(b *bench) {
	b.do(func(tx community.Tx) { b.ok(tx.PutSetting("x", "old")) })
	seen, written, ended := make(chan struct{}), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		err := b.store.View(context.Background(), func(tx community.Tx) error {
			is[string](b, "first look")(tx.Setting("x"))("old")
			close(seen)
			<-written
			is[string](b, "second look")(tx.Setting("x"))("old")
			return nil
		})
		if err != nil {
			b.Error(err)
		}
	}()
	<-seen
	b.do(func(tx community.Tx) { b.ok(tx.PutSetting("x", "new")) })
	close(written)
	<-ended
	same(b, "afterwards", b.setting("x"), "new")
}

func cancelled(b *bench) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	ran := false
	run := func(community.Tx) error { ran = true; return nil }
	if err := b.store.Update(ctx, run); !errors.Is(err, context.Canceled) || ran {
		b.Errorf("Update: %v, ran %t", err, ran)
	}
	if err := b.store.View(ctx, run); !errors.Is(err, context.Canceled) || ran {
		b.Errorf("View: %v, ran %t", err, ran)
	}
	ctx, cancel = context.WithCancel(context.Background())
	err := b.store.Update(ctx, func(tx community.Tx) error {
		b.ok(tx.PutSetting("x", "there"))
		cancel()
		return tx.PutSetting("y", "there")
	})
	if !errors.Is(err, context.Canceled) {
		b.Errorf("cancelled while it ran: %v", err)
	}
	same(b, "nothing is left", b.setting("x"), "")
}

// manyCallers checks that callers who read and write the same row lose nothing.
func manyCallers(b *bench) {
	const callers, each = 12, 8
	b.do(func(tx community.Tx) { b.ok(tx.PutSetting("n", "0")) })
	var group sync.WaitGroup
	for range callers {
		group.Go(func() {
			for range each {
				err := b.store.Update(context.Background(), func(tx community.Tx) error {
					text, err := tx.Setting("n")
					if err != nil {
						return err
					}
					var n int
					if _, err := fmt.Sscan(text, &n); err != nil {
						return err
					}
					return tx.PutSetting("n", fmt.Sprint(n+1))
				})
				if err != nil {
					b.Error(err)
				}
			}
		})
	}
	group.Wait()
	same(b, "counted", b.setting("n"), fmt.Sprint(callers*each))
}

func watch(b *bench) {
	var calls atomic.Int64
	called := make(chan struct{}, 100)
	b.store.Watch(func() {
		calls.Add(1)
		select {
		case called <- struct{}{}:
		default:
		}
	})
	await := func(what string) {
		b.Helper()
		select {
		case <-called:
		case <-time.After(30 * time.Second):
			b.Fatalf("watchers were not told of %s", what)
		}
	}
	b.do(func(tx community.Tx) { b.ok(tx.Emit(community.Event{Kind: community.EventPosted, At: now})) })
	await("an event")
	b.do(func(tx community.Tx) { b.ok(tx.Enqueue(jobs.New{Lane: "x", Kind: "x"})) })
	await("a job")
}
