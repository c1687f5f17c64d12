package fetch

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/sync/singleflight"
)

// Cache keeps what was made of fetched documents (keys, actors), by URL. Many
// who ask for one URL at once cause one load; a failed load is remembered for a
// short while, so that bad signatures cannot make us ask a peer again and again.
// It is bounded by entries and safe for concurrent use.
type Cache[T any] struct {
	ttl, negative time.Duration
	clock         func() time.Time
	flights       singleflight.Group
	entries       *lru.Cache[string, entry[T]]

	mu    sync.Mutex
	epoch uint64 // counts Forget and Put: a load that began before does not store
}

type entry[T any] struct {
	value T
	err   error
	until time.Time
}

// NewCache returns a Cache of at most size entries (at least one). A value lives
// ttl, a failure negative.
func NewCache[T any](size int, ttl, negative time.Duration, clock func() time.Time) *Cache[T] {
	entries, err := lru.New[string, entry[T]](max(size, 1))
	if err != nil {
		panic(err) // a size of one or more is never refused
	}
	return &Cache[T]{ttl: ttl, negative: negative, clock: clock, entries: entries}
}

// Get returns the value for key, from the cache or from load. A load is shared by
// all who wait; it runs under the first one's values (its budget) but not its
// cancellation, for at most [MaxTime]. ErrBudget and cancellation are not
// remembered. A caller whose ctx ends gets ctx's error.
func (c *Cache[T]) Get(ctx context.Context, key string, load func(context.Context) (T, error)) (T, error) {
	var zero T
	if e, ok := c.held(key); ok {
		return e.value, e.err
	}
	ch := c.flights.DoChan(key, func() (any, error) {
		if e, ok := c.held(key); ok { // another has brought it since we looked
			return e.value, e.err
		}
		return c.load(context.WithoutCancel(ctx), key, load)
	})
	select {
	case <-ctx.Done():
		return zero, ctx.Err()
	case r := <-ch:
		if r.Err != nil {
			return zero, r.Err
		}
		v, _ := r.Val.(T) // a nil interface is T's zero
		return v, nil
	}
}

// held gives what is kept for key, while it counts.
func (c *Cache[T]) held(key string) (entry[T], bool) {
	e, ok := c.entries.Get(key)
	return e, ok && c.clock().Before(e.until)
}

func (c *Cache[T]) load(ctx context.Context, key string, load func(context.Context) (T, error)) (v T, err error) {
	ctx, cancel := context.WithTimeout(ctx, MaxTime)
	defer cancel()
	began := c.current()
	defer func() {
		if r := recover(); r != nil { // would otherwise end the program, from a goroutine of singleflight's
			err = fmt.Errorf("fetch: load panicked: %v", r)
		}
		life := c.ttl
		if err != nil {
			life = c.negative
		}
		if errors.Is(err, ErrBudget) || errors.Is(err, context.Canceled) {
			return
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.epoch == began {
			c.entries.Add(key, entry[T]{v, err, c.clock().Add(life)})
		}
	}()
	return load(ctx)
}

func (c *Cache[T]) current() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.epoch
}

// Put stores a value that arrived by itself (an Update).
func (c *Cache[T]) Put(key string, v T) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.epoch++
	c.flights.Forget(key)
	c.entries.Add(key, entry[T]{value: v, until: c.clock().Add(c.ttl)})
}

// Forget drops the entry: the next Get loads, even if a load is under way.
func (c *Cache[T]) Forget(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.epoch++
	c.flights.Forget(key)
	c.entries.Remove(key)
}
