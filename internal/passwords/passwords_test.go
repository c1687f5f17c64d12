package passwords

import (
	"strings"
	"testing"

	"headroom/community"
)

var _ community.Passwords = (*Hasher)(nil)

func TestHashAndCheck(t *testing.T) {
	t.Parallel()
	h, err := New(Cost{Memory: 64, Iterations: 1, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	hash, err := h.Hash("correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := h.Hash("correct horse battery"); again == hash || !strings.HasPrefix(hash, "$argon2id$v=19$m=64,t=1,p=1$") {
		t.Errorf("hash %q, again %q", hash, again)
	}
	tests := []struct {
		name, password, hash string
		want                 bool
	}{
		{"right", "correct horse battery", hash, true},
		{"wrong", "correct horse", hash, false},
		{"empty password", "", hash, false},
		{"no hash", "correct horse battery", "", false},
		{"no hash, the dummy's password", "nobody has this password", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := h.Check(tt.password, tt.hash)
			if err != nil || got != tt.want {
				t.Errorf("Check = %v, %v, want %v", got, err, tt.want)
			}
		})
	}
	if ok, err := h.Check("x", "not a hash"); ok || err == nil {
		t.Errorf("a broken hash: %v, %v", ok, err)
	}
	if _, err := New(Cost{}); err == nil {
		t.Error("a cost of nought was taken")
	}
}
