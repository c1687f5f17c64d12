//go:build !crashpoints

package faults

import (
	"context"
	"errors"
)

func hits() map[string]int { return nil }

func (n *node) disk(context.Context, string) error {
	return errors.New("built without the tag crashpoints")
}
