//go:build crashpoints

package faults

import (
	"context"

	"headroom/internal/crash"
)

func hits() map[string]int {
	out := map[string]int{}
	for p, n := range crash.Hits() {
		out[string(p)] = n
	}
	return out
}

// disk does something to the node's disk.
func (n *node) disk(ctx context.Context, what string) error {
	switch what {
	case "full":
		return n.Store.Fill(ctx, 0)
	case "read-only":
		return n.Store.Freeze(ctx, true)
	}
	if err := n.Store.Freeze(ctx, false); err != nil {
		return err
	}
	return n.Store.Fill(ctx, -1)
}
