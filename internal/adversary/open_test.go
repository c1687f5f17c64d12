package adversary

import "testing"

// TestBadMessagesInAnOpenWorld sends what concerns unknown hosts, keys and places
// to instances that are open to other software: nothing of a closed community is
// answered in another way, and nobody is connected to.
func TestBadMessagesInAnOpenWorld(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"signatures", "origins", "places", "spellings"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorldOf(t, true)
			for _, c := range tables[name] {
				t.Run(c.name, func(t *testing.T) { w.withstands(t, c) })
			}
		})
	}
}
