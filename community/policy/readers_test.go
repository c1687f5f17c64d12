package policy

import (
	"strings"
	"testing"
)

// TestReaders holds the public statement of who can read what: whoever changes
// a rule sees here what the public will be told.
func TestReaders(t *testing.T) {
	t.Parallel()
	const inside = "member linked_member moderator facilitator"
	want := map[string]string{
		"open":   "nobody " + inside + " guest head linked",
		"listed": inside + " guest head linked operator", "closed": inside + " guest", "members": inside,
		"private_listed": inside + " guest", "private": inside + " guest",
		"requests": "moderator facilitator", "profile": "any_head any_linked any_facilitator operator", "directory": "any_head any_facilitator",
		"drafts": "owner", "accounts": "operator", "audit": "operator",
	}
	if len(want) != len(Things) {
		t.Errorf("%d things, want %d", len(Things), len(want))
	}
	for _, thing := range Things {
		got := strings.Join(Readers(thing), " ")
		if got != want[thing.Code] {
			t.Errorf("%s: read by %q, want %q", thing.Code, got, want[thing.Code])
		}
	}
}
