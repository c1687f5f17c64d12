package storage_test

import (
	"testing"

	"headroom/community"
	"headroom/storage"
	"headroom/storage/storagetest"
)

// TestStore runs the conformance suite.
func TestStore(t *testing.T) {
	t.Parallel()
	for _, kind := range storagetest.Databases(t) {
		t.Run(kind.Name, func(t *testing.T) {
			t.Parallel()
			storagetest.Run(t, func(t testing.TB) community.Store { return kind.Open(t, storage.Options{}) })
		})
	}
}
