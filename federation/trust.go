package federation

import (
	"context"
	"sync"

	"headroom/community"
)

// TrustList says which hosts may be contacted: those that an operator has
// named, and, only while an operator names it, a new one. It answers from memory and is renewed by Refresh.
type TrustList struct {
	mu    sync.RWMutex
	hosts map[string]bool
	named map[string]int // hosts being named now
}

// NewTrustList makes an empty list: nobody may be contacted.
func NewTrustList() *TrustList {
	return &TrustList{hosts: map[string]bool{}, named: map[string]int{}}
}

// Allowed reports whether a canonical host may be contacted.
func (t *TrustList) Allowed(host string) bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.hosts[host] || t.named[host] > 0
}

// Refresh reads the peers anew.
func (t *TrustList) Refresh(ctx context.Context, store community.Store) error {
	var peers []community.Peer
	err := store.View(ctx, func(tx community.Tx) (err error) { peers, err = tx.Peers(); return err })
	if err != nil {
		return err
	}
	hosts := make(map[string]bool, len(peers))
	for _, p := range peers {
		// An ended peer may still be sent Remove and Delete, a rejected one the
		// Reject; what each may be sent is decided when it is sent.
		hosts[p.Host] = true
	}
	t.mu.Lock()
	t.hosts = hosts
	t.mu.Unlock()
	return nil
}

// naming allows a host for the one fetch of its issuer document.
func (t *TrustList) naming(host string) (done func()) {
	t.mu.Lock()
	t.named[host]++
	t.mu.Unlock()
	return func() {
		t.mu.Lock()
		if t.named[host]--; t.named[host] == 0 {
			delete(t.named, host)
		}
		t.mu.Unlock()
	}
}
