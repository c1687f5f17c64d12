package fetch

import (
	"context"
	"sync/atomic"
)

type budgetKey struct{}

// WithBudget bounds the requests, redirects included, that are made under ctx
// and everything derived from it to n, at most [MaxFetches]. The rest ends in
// ErrBudget. A budget within a budget spends from both.
func WithBudget(ctx context.Context, n int) context.Context {
	b := &budget{outer: budgetOf(ctx)}
	b.left.Store(int64(min(max(n, 0), MaxFetches)))
	return context.WithValue(ctx, budgetKey{}, b)
}

type budget struct {
	left  atomic.Int64
	outer *budget
}

func budgetOf(ctx context.Context) *budget {
	b, _ := ctx.Value(budgetKey{}).(*budget)
	return b
}

// spend takes one request from every budget of ctx; without one it is free
// (deliveries, polling).
func spend(ctx context.Context) error {
	for b := budgetOf(ctx); b != nil; b = b.outer {
		if b.left.Add(-1) < 0 {
			return ErrBudget
		}
	}
	return nil
}
